//! Diagnostics as people see them.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use charter::{Diagnostic, File, Severity};

use crate::output::say;

/// Diagnostics drawn beside the text they point at.
pub(crate) fn diagnostics(files: &[File], found: &[Diagnostic]) -> String {
    let colour = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    found.iter().map(|diagnostic| renderer.render(&report(files, diagnostic)) + "\n\n").collect()
}

fn report<'a>(files: &'a [File], diagnostic: &Diagnostic) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    };
    let title = level.primary_title(say(&diagnostic.message)).id(diagnostic.code);
    let mut group = Group::with_title(title);
    if let Some(span) = &diagnostic.span {
        let file = &files[span.file];
        let snippet = Snippet::source(file.text())
            .path(file.name())
            .annotation(AnnotationKind::Primary.span(span.bytes.clone()));
        group = group.element(snippet);
    }
    group = group.element(Level::HELP.message(say(&diagnostic.help)));
    if !diagnostic.keeps.is_empty() {
        group =
            group.element(Level::NOTE.message(format!("keeps {}", diagnostic.keeps.join(", "))));
    }
    vec![group]
}

/// Diagnostics as JSON: one object each.
pub(crate) fn json(files: &[File], found: &[Diagnostic]) -> serde_json::Value {
    let of = |diagnostic: &Diagnostic| {
        let place = diagnostic.span.as_ref().map(|span| {
            let file = &files[span.file];
            let (line, column) = file.position(span.bytes.start);
            let (end_line, end_column) = file.position(span.bytes.end);
            (file.name(), line, column, end_line, end_column)
        });
        serde_json::json!({
            "code": diagnostic.code,
            "severity": diagnostic.severity.as_str(),
            "file": place.map(|place| place.0),
            "line": place.map(|place| place.1),
            "column": place.map(|place| place.2),
            "end_line": place.map(|place| place.3),
            "end_column": place.map(|place| place.4),
            "message": say(&diagnostic.message),
            "help": say(&diagnostic.help),
            "keeps": diagnostic.keeps,
        })
    };
    found.iter().map(of).collect()
}
