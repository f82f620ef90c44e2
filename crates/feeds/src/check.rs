//! Checking a file: heading, rows, and the same thing twice.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use words::Message;

use crate::core::{FIELDS, Row, spec};
use crate::finding::{Finding, Place, Severity};
use crate::header::Header;
use crate::layout::{Class, Heading, Layout};
use crate::text::{Sheet, Unreadable, read};
use crate::{columns, lettings};

/// The most findings that are kept; how many more there were is counted.
pub const FINDINGS_MAX: usize = 5_000;

/// Who owns the homes of a lettings upload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Provider {
    /// A council.
    Council,
    /// A private registered provider: a housing association.
    #[default]
    Private,
}

/// What the check has to know beside the file.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The day it is checked on.
    pub on: Date,
    /// Who owns the homes.
    pub provider: Provider,
}

impl Options {
    /// A private registered provider's, on a day.
    #[must_use]
    pub fn on(on: Date) -> Options {
        Options { on, provider: Provider::default() }
    }
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// How many rows of data there are.
    pub rows: usize,
    /// What is wrong, in the order of the rows.
    pub findings: Vec<Finding>,
    /// How many more findings there were than are kept.
    pub more: usize,
    /// Rows that whoever receives the file would not take.
    pub refused: BTreeSet<usize>,
    /// Columns of the file that say something special of somebody, or nearly: their keys.
    pub sensitive: Vec<(String, &'static str, Class)>,
    /// What only whoever receives it can check, by id.
    pub service_only: Vec<&'static str>,
    blocked: bool,
}

impl Checked {
    /// Whether nothing of the file would be taken.
    #[must_use]
    pub fn blocked(&self) -> bool {
        self.blocked
    }

    /// Whether every row would be taken, as far as can be told here.
    #[must_use]
    pub fn passes(&self) -> bool {
        !self.blocked && self.refused.is_empty()
    }

    pub(crate) fn add(&mut self, finding: Finding) {
        match finding.severity {
            Severity::Soft => {}
            Severity::Row => {}
            Severity::File => self.blocked = true,
        }
        if let (Severity::Row | Severity::File, Some(row)) = (finding.severity, finding.place.row) {
            self.refused.insert(row);
        }
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }

    fn of_file(&mut self, code: &'static str, place: Place, says: Message, help: Message) {
        self.add(Finding { code, severity: Severity::File, place, says, help });
    }
}

/// Checks a file against its layout.
#[must_use]
pub fn check(layout: &'static Layout, text: &str, options: &Options) -> Checked {
    let mut checked = Checked {
        service_only: layout.service_only.iter().map(String::as_str).collect(),
        ..Checked::default()
    };
    match read(text) {
        Ok(sheet) => check_sheet(layout, &sheet, options, &mut checked),
        Err(why) => unreadable(&mut checked, why),
    }
    checked
}

fn unreadable(checked: &mut Checked, why: Unreadable) {
    let at = |row| Place { row: Some(row), ..Place::default() };
    let help = Message::new("feeds-file-unreadable-help");
    match why {
        Unreadable::TooLong => checked.of_file(
            "file-too-long",
            Place::default(),
            Message::new("feeds-file-too-long"),
            Message::new("feeds-file-parts-help"),
        ),
        Unreadable::TooManyRows => checked.of_file(
            "file-too-many-rows",
            Place::default(),
            Message::new("feeds-file-too-many-rows"),
            Message::new("feeds-file-parts-help"),
        ),
        Unreadable::TooManyColumns { row } => checked.of_file(
            "file-too-many-columns",
            at(row),
            Message::new("feeds-file-too-many-columns"),
            help,
        ),
        Unreadable::CellTooLong { row } => checked.of_file(
            "file-cell-too-long",
            at(row),
            Message::new("feeds-file-cell-too-long"),
            help,
        ),
        Unreadable::Quotes { row } => {
            checked.of_file("file-quotes", at(row), Message::new("feeds-file-quotes"), help);
        }
    }
}

fn check_sheet(
    layout: &'static Layout,
    sheet: &Sheet<'_>,
    options: &Options,
    checked: &mut Checked,
) {
    let Some(header) = Header::find(layout, sheet) else {
        let says = match layout.heading {
            Heading::Numbers => Message::new("feeds-file-header-missing-numbers"),
            Heading::Names => Message::new("feeds-file-header-missing-names"),
        };
        let help = Message::new("feeds-file-header-missing-help");
        checked.of_file("file-header-missing", Place::default(), says, help);
        return;
    };
    heading(layout, sheet, &header, checked);
    let lines = &sheet.lines[header.line + 1..];
    checked.rows = lines.len();
    if lines.is_empty() {
        checked.of_file(
            "file-empty",
            Place::default(),
            Message::new("feeds-file-empty"),
            Message::new("feeds-file-empty-help"),
        );
    }
    for line in lines.iter().filter(|line| line.cells.len() > header.width) {
        if line.cells[header.width..].iter().any(|cell| !cell.trim().is_empty()) {
            let place = Place { row: Some(line.row), ..Place::default() };
            let says = Message::new("feeds-file-row-too-long");
            let help = Message::new("feeds-file-row-too-long-help");
            let (code, severity) = ("file-row-too-long", Severity::Row);
            checked.add(Finding { code, severity, place, says, help });
        }
    }
    if !layout.is_core() {
        columns::check(layout, &header, lines, options, checked);
        return;
    }
    let mut seen: HashMap<String, usize> = HashMap::new();
    for line in lines {
        let cells = (0..usize::from(FIELDS)).map(|field| header.cell(line, field)).collect();
        let row = Row::new(line.row, cells, options);
        let mut found = Vec::new();
        for rule in lettings::all() {
            rule.look(&row, &mut found);
        }
        if seen.insert(letting(&row), line.row).is_some() {
            found.push(lettings::twice().finding(Some(line.row), 13, Severity::File));
        }
        found.sort_by_key(field_number);
        found.into_iter().for_each(|finding| checked.add(finding));
    }
}

fn field_number(finding: &Finding) -> u16 {
    finding.place.field.as_deref().and_then(|field| field.parse().ok()).unwrap_or_default()
}

/// What makes two rows the same letting: the landlord, the day, the tenant's code, the home, the lead tenant, and
/// what is charged.
fn letting(row: &Row<'_>) -> String {
    let home: &[u16] = if row.given(18) { &[18] } else { &[19, 23, 24] };
    let fields = spec().fields.iter().filter(|field| field.duplicate).map(|field| field.number);
    let same = fields.filter(|field| !(18..=24).contains(field) && *field < 141);
    let mut key = String::new();
    for field in same.chain(home.iter().copied()) {
        let text: String = row.text(field).split_whitespace().collect();
        let number = row.number(field).map(|number| number.to_string());
        key.push_str(&number.unwrap_or_else(|| text.to_lowercase()));
        key.push('\u{1f}');
    }
    if let Some(total) = row.total_charge() {
        key.push_str(&total.to_string());
    }
    key
}

fn heading(layout: &'static Layout, sheet: &Sheet<'_>, header: &Header, checked: &mut Checked) {
    let row = Some(sheet.lines[header.line].row);
    let place = |field: usize| {
        let column = &layout.columns[field];
        Place { row, field: Some(column.key.clone()), name: Some(column.name.as_str()) }
    };
    for (field, column) in layout.columns.iter().enumerate() {
        match header.at[field] {
            None if column.required => checked.of_file(
                "file-field-missing",
                place(field),
                Message::new("feeds-file-field-missing"),
                Message::new("feeds-file-field-missing-help"),
            ),
            None => {}
            Some(_) if column.class.named() => {
                let key = column.key.clone();
                checked.sensitive.push((key, column.name.as_str(), column.class));
            }
            Some(_) => {}
        }
    }
    for field in &header.twice {
        checked.of_file(
            "file-field-twice",
            place(*field),
            Message::new("feeds-file-field-twice"),
            Message::new("feeds-file-field-twice-help"),
        );
    }
    // A column nobody knows is not repeated: its heading may be somebody's name.
    let filled = |at: &&usize| {
        let mut rows = sheet.lines[header.line + 1..].iter();
        rows.any(|line| line.cells.get(**at).is_some_and(|cell| !cell.trim().is_empty()))
    };
    for at in header.unknown.iter().filter(filled) {
        let place = Place { row, field: Some(format!("column {}", at + 1)), name: None };
        let says = Message::new("feeds-file-column-unknown");
        let help = Message::new("feeds-file-column-unknown-help");
        let (code, severity) = ("file-column-unknown", Severity::Soft);
        checked.add(Finding { code, severity, place, says, help });
    }
}
