//! The notice as Markdown and as plain text.

use std::fmt::Write;

use super::{Edition, tables};
use crate::Charter;

/// The notice in plain words as Markdown, with the tables.
pub(super) fn markdown(charter: &Charter, edition: &Edition) -> String {
    let mut text = format!(
        "# {}\n\n{}. Version {}, published {}.\n",
        edition.title,
        charter.head().name,
        edition.version,
        edition.published_in_words()
    );
    let mut section = "";
    for passage in &edition.passages {
        if passage.section != section {
            section = &passage.section;
            push(&mut text, format_args!("\n## {section}\n"));
        }
        push(&mut text, format_args!("\n**{}** {}\n", passage.id, one_line(&passage.plain)));
        push(&mut text, format_args!("\n> {}\n", one_line(&passage.formal)));
    }
    text += "\n## What we use data for\n\n\
             | purpose | who answers | data | lawful basis | who gets it | kept |\n\
             | --- | --- | --- | --- | --- | --- |\n";
    for row in tables::purposes(charter) {
        let cells = [
            format!("{}: {}", row.name, row.plain),
            row.entities.join(", "),
            row.data.join(", "),
            [vec![row.basis], row.conditions].concat().join("; "),
            row.recipients.join(", "),
            row.retention.join("; "),
        ];
        let cells = cells.map(|cell| one_line(&cell).replace('|', "\\|"));
        push(&mut text, format_args!("| {} |\n", cells.join(" | ")));
    }
    text
}

/// The notice in plain words as plain text, 78 characters wide.
pub(super) fn plain(charter: &Charter, edition: &Edition) -> String {
    let mut text = format!(
        "{}\n{}\nVersion {}, published {}\n",
        edition.title,
        charter.head().name,
        edition.version,
        edition.published_in_words()
    );
    let mut section = "";
    for passage in &edition.passages {
        if passage.section != section {
            section = &passage.section;
            push(&mut text, format_args!("\n{}\n", section.to_uppercase()));
        }
        wrap(&mut text, &format!("{} {}", passage.id, passage.plain), "");
    }
    text += "\nWHAT WE USE DATA FOR\n";
    for row in tables::purposes(charter) {
        wrap(&mut text, &format!("{}: {}", row.name, row.plain), "");
        for (label, value) in [
            ("Data", row.data.join(", ")),
            ("Basis", row.basis),
            ("Who gets it", row.recipients.join(", ")),
            ("Kept", row.retention.join("; ")),
        ] {
            if !value.is_empty() {
                wrap(&mut text, &format!("{label}: {value}"), "  ");
            }
        }
    }
    text
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Adds a paragraph with lines of at most 78 characters where words allow.
fn wrap(text: &mut String, paragraph: &str, indent: &str) {
    let mut line = String::from(indent);
    text.push('\n');
    for word in paragraph.split_whitespace() {
        if line.chars().count() + word.chars().count() + 1 > 78 && !line.trim().is_empty() {
            push(text, format_args!("{}\n", line.trim_end()));
            line = String::from(indent);
        }
        line += word;
        line.push(' ');
    }
    push(text, format_args!("{}\n", line.trim_end()));
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("writing to a string does not fail");
}
