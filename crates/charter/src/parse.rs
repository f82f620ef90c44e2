use words::Message;

use crate::charter::{Charter, Document, ITEMS_MAX, Lists, Located};
use crate::source::{FILE_BYTES_MAX, FILES_MAX};
use crate::{Diagnostic, File, Severity, Span};

impl Charter {
    /// Reads a charter from its files.
    ///
    /// An item may stand in any file; the order of the files is the order they are given in.
    ///
    /// # Errors
    /// When a file is not TOML, has a key or a value a charter does not know, or a limit is passed;
    /// when there is no `[charter]`, or more than one. Every file is read before it answers, so one
    /// run shows a mistake in each.
    pub fn parse(files: Vec<File>) -> Result<Charter, Vec<Diagnostic>> {
        let mut wrong = Vec::new();
        if files.len() > FILES_MAX {
            let message = Message::new("charter-too-many-files")
                .with("files", files.len())
                .with("most", FILES_MAX);
            return Err(vec![malformed(None, message)]);
        }
        let mut heads = Vec::new();
        let mut lists = Lists::default();
        for (index, file) in files.iter().enumerate() {
            match document(index, file) {
                Ok(mut document) => {
                    heads.extend(document.charter.take().map(|head| Located::new(index, head)));
                    lists.extend(index, document);
                }
                Err(diagnostic) => wrong.push(*diagnostic),
            }
        }
        for (table, items) in lists.lengths() {
            if items > ITEMS_MAX {
                let message = Message::new("charter-too-many-items")
                    .with("table", table)
                    .with("items", items)
                    .with("most", ITEMS_MAX);
                wrong.push(malformed(None, message));
            }
        }
        let mut heads = heads.into_iter();
        match (heads.next(), heads.next()) {
            (Some(head), None) if wrong.is_empty() => Ok(Charter { files, head, lists }),
            (Some(_), Some(second)) => {
                let span = second.span_of(&second.id);
                wrong.push(malformed(Some(span), Message::new("charter-second-head")));
                Err(wrong)
            }
            (None, _) if wrong.is_empty() => {
                Err(vec![malformed(None, Message::new("charter-no-head"))])
            }
            _ => Err(wrong),
        }
    }
}

fn document(index: usize, file: &File) -> Result<Document, Box<Diagnostic>> {
    if file.text().len() > FILE_BYTES_MAX {
        let message = Message::new("charter-file-too-large")
            .with("file", file.name())
            .with("most", FILE_BYTES_MAX);
        return Err(Box::new(malformed(Some(Span { file: index, bytes: 0..0 }), message)));
    }
    toml::from_str(file.text()).map_err(|error| {
        let bytes = error.span().unwrap_or(0..0);
        let message = Message::new("charter-malformed").with("why", plain(error.message()));
        Box::new(malformed(Some(Span { file: index, bytes }), message))
    })
}

/// The parser's own words, without the names of our types.
fn plain(why: &str) -> String {
    let first = why.lines().next().unwrap_or_default();
    let mut text = first.to_owned();
    for (theirs, ours) in [
        ("expected struct ", "expected a table for "),
        ("expected a sequence", "expected a list"),
        ("invalid type: map", "found a table"),
        ("invalid type: sequence", "found a list"),
        ("invalid type: ", "found "),
    ] {
        text = text.replace(theirs, ours);
    }
    text
}

fn malformed(span: Option<Span>, message: Message) -> Diagnostic {
    Diagnostic {
        code: "malformed",
        severity: Severity::Error,
        span,
        message,
        help: Message::new("charter-malformed-help"),
        keeps: Vec::new(),
    }
}
