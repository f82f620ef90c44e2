//! Changing a charter's text: what was asked for, and nothing else. Comments, order and whatever stands
//! beside it stay to the letter.

use std::ops::Range;

use jiff::civil::Date;

use crate::{Charter, Diagnostic, File};

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotEdit {
    /// It has no such paragraph.
    #[error("the charter has no such paragraph")]
    NoParagraph,
    /// It has no such file.
    #[error("the charter has no such file")]
    NoFile,
    /// With the change it is no charter any more: what is wrong, and the files it is wrong in.
    #[error("with this change the charter cannot be read")]
    Malformed(Vec<Diagnostic>, Vec<File>),
}

impl Charter {
    /// The same with other words in a paragraph.
    ///
    /// # Errors
    /// [`CannotEdit`] says why not.
    pub fn with_paragraph(
        &self,
        id: &str,
        plain: &str,
        formal: &str,
    ) -> Result<Charter, CannotEdit> {
        let found = self.paragraphs().iter().find(|one| one.id.get_ref().as_str() == id);
        let paragraph = found.ok_or(CannotEdit::NoParagraph)?;
        let mut changes = Vec::new();
        for (value, text) in [(&paragraph.plain, plain), (&paragraph.formal, formal)] {
            if value.get_ref().trim() != text.trim() {
                changes.push((value.span(), quoted(text.trim())));
            }
        }
        self.with(paragraph.span_of(&paragraph.plain).file, changes)
    }

    /// The same as another version, published on a day.
    ///
    /// # Errors
    /// [`CannotEdit`] says why not.
    pub fn with_version(&self, version: &str, published: Date) -> Result<Charter, CannotEdit> {
        let head = self.head();
        let mut changes = Vec::new();
        if head.version.get_ref() != version {
            changes.push((head.version.span(), quoted(version)));
        }
        match &head.published {
            Some(day) if day.get_ref().0 == published => {}
            Some(day) => changes.push((day.span(), published.to_string())),
            None => {
                let after = head.version.span().end;
                changes.push((after..after, format!("\npublished = {published}")));
            }
        }
        self.with(head.span_of(&head.version).file, changes)
    }

    /// The same with another text in one of its files.
    ///
    /// # Errors
    /// [`CannotEdit`] says why not.
    pub fn with_file(&self, name: &str, text: &str) -> Result<Charter, CannotEdit> {
        let index = self.files().iter().position(|file| file.name() == name);
        let index = index.ok_or(CannotEdit::NoFile)?;
        let all = 0..self.files()[index].text().len();
        self.with(index, vec![(all, text.to_owned())])
    }

    /// Puts texts in the place of others in one file, and reads the whole again.
    fn with(
        &self,
        index: usize,
        mut changes: Vec<(Range<usize>, String)>,
    ) -> Result<Charter, CannotEdit> {
        let mut files = self.files().to_vec();
        let mut text = files[index].text().to_owned();
        // From the end, so that the places of the others stay right.
        changes.sort_by_key(|(place, _)| std::cmp::Reverse((place.start, place.end)));
        for (place, put) in changes {
            text.replace_range(place, &put);
        }
        files[index] = File::new(files[index].name(), text);
        Charter::parse(files.clone()).map_err(|wrong| CannotEdit::Malformed(wrong, files))
    }
}

/// A text as TOML has it: on one line, or on several where it has several.
fn quoted(text: &str) -> String {
    let lines = text.contains('\n');
    let mut written = String::with_capacity(text.len() + 8);
    written.push_str(if lines { "\"\"\"\n" } else { "\"" });
    for letter in text.chars() {
        match letter {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push('\n'),
            '\t' => written.push('\t'),
            other if other.is_control() => {
                written.push_str(&format!("\\u{:04X}", u32::from(other)));
            }
            other => written.push(other),
        }
    }
    written.push_str(if lines { "\"\"\"" } else { "\"" });
    written
}

#[cfg(test)]
mod tests {
    use super::quoted;

    /// Whatever somebody types is read back as it was typed.
    #[test]
    fn what_is_quoted_is_read_back() {
        #[derive(serde::Deserialize)]
        struct Read {
            text: String,
        }
        for text in [
            "We fix it.",
            "",
            "She said \"no\" \\ and '''\"\"\"",
            "One line.\nAnother \"\"\" line.\n\nAnd \\ more\t.",
            "\u{0}\u{1}\u{7f}\u{85}\r end",
            "Cafe\u{301} \u{1f600} \u{202e}",
        ] {
            let written = format!("text = {}\n", quoted(text));
            let read: Read = toml::from_str(&written).unwrap_or_else(|e| panic!("{written}: {e}"));
            assert_eq!(read.text, text);
        }
    }
}
