use std::fmt::Write as _;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use anyhow::Context;
use clap::ValueEnum;
use jiff::civil::Date;
use notice::{Confidence, Extent, Finding, Format, Options, Severity};
use serde_json::{Value, json};
use words::Message;

use crate::output::{Outcome, print, print_json, say};

/// Criticises somebody's privacy notice: text, Markdown or HTML
///
/// Looks for broken numbers and references, gaps, law that is out of date, promises that
/// contradict each other, misused consent, and what a notice must tell and does not. Each finding
/// has a confidence between 0 and 1. See docs/notice-rules.md for what is looked for.
///
/// The exit status is 0 when nothing reaches both thresholds, 1 when something does, and 2 when a
/// file could not be read.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The notices; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Leave out findings less sure than this, from 0 to 1
    #[arg(long, value_name = "NUMBER", default_value = "0.6", value_parser = confidence)]
    min_confidence: Confidence,

    /// The least severity that makes the exit status 1
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    deny: Deny,

    /// The day by whose law the notice is judged, as YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    on: Option<Date>,

    /// Print the findings as a JSON array
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    Error,
    Warning,
    Note,
}

impl Deny {
    fn severity(self) -> Severity {
        match self {
            Deny::Error => Severity::Error,
            Deny::Warning => Severity::Warning,
            Deny::Note => Severity::Note,
        }
    }
}

fn confidence(text: &str) -> Result<Confidence, String> {
    let number = text.parse().ok().and_then(Confidence::new);
    number.ok_or_else(|| "give a number from 0 to 1, such as 0.6".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "no such day: give it as YYYY-MM-DD, such as 2026-11-23".to_owned())
}

/// A file that was read, and what was found in it.
struct Checked {
    /// The name as it is shown, with what is no text in it replaced.
    name: String,
    text: String,
    findings: Vec<Finding>,
    /// How many findings were less sure than asked for.
    hidden: usize,
    /// Whether it speaks of what notices speak of at all.
    is_notice: bool,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let on = args.on.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
    let mut checked = Vec::new();
    let mut unread = Vec::new();
    for path in &args.files {
        match check(path, on, args.min_confidence) {
            Ok(file) => checked.push(file),
            Err(error) => unread.push(format!("{error:#}")),
        }
    }
    if args.json {
        let all: Vec<Value> = checked
            .iter()
            .flat_map(|file| file.findings.iter().map(|f| as_json(file, f)))
            .collect();
        print_json(&all)?;
    } else if !checked.is_empty() {
        print(&as_text(&checked))?;
    }
    for file in checked.iter().filter(|file| !file.is_notice) {
        let message = Message::new("notice-check-no-notice").with("file", file.name.as_str());
        eprintln!("{}", printable(&say(&message)));
    }
    if !unread.is_empty() {
        anyhow::bail!(unread.join("\nerror: "));
    }
    let denied = |finding: &Finding| finding.severity >= args.deny.severity();
    let found = checked.iter().flat_map(|file| &file.findings).any(denied);
    Ok(if found { Outcome::Findings } else { Outcome::Clean })
}

fn check(path: &Path, on: Date, min: Confidence) -> anyhow::Result<Checked> {
    let name = printable(&path.to_string_lossy());
    let bytes = read(path).with_context(|| format!("cannot read `{name}`"))?;
    let text = notice::decode(&bytes).with_context(|| format!("cannot read `{name}`"))?;
    let options = Options { on, extent: Extent::Guess };
    let format = Format::of(&name, &text);
    let all =
        notice::check(&text, format, &options).with_context(|| format!("cannot check `{name}`"))?;
    let count = all.len();
    let findings: Vec<Finding> = all.into_iter().filter(|f| f.confidence >= min).collect();
    let hidden = count - findings.len();
    let is_notice = notice::reads_as_notice(&text, format);
    Ok(Checked { name, text: text.into_owned(), findings, hidden, is_notice })
}

/// The bytes of a file, or of standard input: one more than a notice may have, and no further.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let limit = notice::MAX_BYTES as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    // Opening a pipe or a device can wait for ever.
    let kind = std::fs::metadata(path)?;
    if !kind.is_file() {
        anyhow::bail!("it is no ordinary file: name the notice itself, or give it on `-`");
    }
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn as_json(file: &Checked, finding: &Finding) -> Value {
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(
            |r| json!({ "line": r.start.line, "column": r.start.column, "paragraph": r.paragraph }),
        )
        .collect();
    json!({
        "file": file.name,
        "code": finding.code,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "line": finding.start.line,
        "column": finding.start.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
        "span": { "start": finding.span.start, "end": finding.span.end },
        "paragraph": finding.paragraph,
        "message": say(&finding.message),
        "help": say(&finding.help),
        "related": related,
    })
}

fn as_text(checked: &[Checked]) -> String {
    let colours = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut counts = [0_usize; 3];
    for file in checked {
        for finding in &file.findings {
            counts[finding.severity as usize] += 1;
            out.push_str(&diagnostic(&renderer, file, finding));
            out.push_str("\n\n");
        }
    }
    let [notes, warnings, errors] = counts;
    let summary = Message::new("notice-check-summary")
        .with("files", checked.len())
        .with("errors", errors)
        .with("warnings", warnings)
        .with("notes", notes);
    let hidden: usize = checked.iter().map(|file| file.hidden).sum();
    let hidden = Message::new("notice-check-hidden").with("count", hidden);
    let _ = writeln!(out, "{}{}", say(&summary), say(&hidden));
    out
}

fn diagnostic(renderer: &Renderer, file: &Checked, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let snippet = snippet(file, &finding.span, finding.start.line)
        .annotation(AnnotationKind::Primary.span(within(file, &finding.span)));
    let confidence = format!("{:.2}", finding.confidence.as_f64());
    let place = match &finding.paragraph {
        Some(paragraph) => Message::new("notice-check-paragraph")
            .with("paragraph", paragraph.as_str())
            .with("confidence", confidence),
        None => Message::new("notice-check-confidence").with("confidence", confidence),
    };
    let place = printable(&say(&place));
    let title = printable(&say(&finding.message));
    let help = printable(&say(&finding.help));
    let mut group: Group<'_> =
        level.primary_title(title.as_str()).id(finding.code).element(snippet);
    for other in &finding.related {
        let context = AnnotationKind::Context.span(within(file, &other.span));
        let snippet = self::snippet(file, &other.span, other.start.line).annotation(context);
        group = group.element(snippet);
    }
    let group = group
        .element(Level::NOTE.message(place.as_str()))
        .element(Level::HELP.message(help.as_str()));
    renderer.render(&[group])
}

/// The bytes of the lines that a span touches. Only they are shown: with a whole file for each
/// finding, the file would be looked through again and again.
fn lines(file: &Checked, span: &Range<usize>) -> Range<usize> {
    let from = file.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let to = file.text[span.end..].find('\n').map_or(file.text.len(), |at| span.end + at);
    from..to
}

fn snippet<'a>(file: &'a Checked, span: &Range<usize>, line: usize) -> Snippet<'a, Annotation<'a>> {
    Snippet::source(&file.text[lines(file, span)]).line_start(line).path(file.name.as_str())
}

/// A span as the snippet counts it.
fn within(file: &Checked, span: &Range<usize>) -> Range<usize> {
    let from = lines(file, span).start;
    span.start - from..span.end - from
}

/// Words of a stranger's file, without what would steer a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
