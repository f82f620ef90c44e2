//! What files with named columns are checked for: each cell, and what the layout says of conduct.

use jiff::ToSpan;
use jiff::civil::Date;
use words::Message;

use crate::check::{Checked, Options};
use crate::finding::{Finding, Place, Severity};
use crate::header::Header;
use crate::layout::{Layout, Takes};
use crate::shape::value_names;
use crate::text::Line;

/// The codes of what is wrong in files with named columns, in alphabetical order.
pub const CODES_OF_COLUMNS: &[&str] = &[
    "feed-breathing-space-contact",
    "feed-breathing-space-end",
    "feed-breathing-space-over",
    "feed-day",
    "feed-district",
    "feed-hard-search",
    "feed-minor",
    "feed-missing",
    "feed-money",
    "feed-names",
    "feed-no-notice",
    "feed-year",
    "feed-yes-no",
];

struct Rows<'a> {
    layout: &'static Layout,
    header: &'a Header,
    checked: &'a mut Checked,
}

impl Rows<'_> {
    fn cell<'l>(&self, line: &'l Line<'_>, key: &str) -> Option<(usize, &'l str)> {
        let field = self.layout.column(key)?;
        self.header.at[field]?;
        Some((field, self.header.cell(line, field).trim()))
    }

    fn add(
        &mut self,
        line: &Line<'_>,
        field: usize,
        (code, severity): (&'static str, Severity),
        (says, help): (Message, Message),
    ) {
        let column = &self.layout.columns[field];
        let name = Some(column.name.as_str());
        let place = Place { row: Some(line.row), field: Some(column.key.clone()), name };
        self.checked.add(Finding { code, severity, place, says, help });
    }
}

pub(crate) fn check(
    layout: &'static Layout,
    header: &Header,
    lines: &[Line<'_>],
    options: &Options,
    checked: &mut Checked,
) {
    let mut rows = Rows { layout, header, checked };
    for line in lines {
        cells(&mut rows, line);
        noticed(&mut rows, line);
        old_enough(&mut rows, line, options.on);
        breathing_space(&mut rows, line, options.on);
        searched(&mut rows, line);
    }
}

fn cells(rows: &mut Rows<'_>, line: &Line<'_>) {
    for (field, column) in rows.layout.columns.iter().enumerate() {
        if rows.header.at[field].is_none() {
            continue;
        }
        let text = rows.header.cell(line, field).trim();
        if text.is_empty() {
            if column.required {
                let says = Message::new("feeds-feed-missing");
                let help = Message::new("feeds-feed-missing-help");
                rows.add(line, field, ("feed-missing", Severity::Row), (says, help));
            }
            continue;
        }
        let (good, what, says) = match column.takes {
            Takes::Text => continue,
            Takes::Day => (day(text).is_some(), "feed-day", Message::new("feeds-feed-day")),
            Takes::District => {
                (is_district(text), "feed-district", Message::new("feeds-feed-district"))
            }
            Takes::Few => (!value_names(text), "feed-names", Message::new("feeds-feed-names")),
            Takes::Year => (is_year(text), "feed-year", Message::new("feeds-feed-year")),
            Takes::Money => (is_money(text), "feed-money", Message::new("feeds-feed-money")),
            Takes::YesNo => (yes(text).is_some(), "feed-yes-no", Message::new("feeds-feed-yes-no")),
        };
        if !good {
            let help = Message::new("feeds-feed-form-help");
            rows.add(line, field, (what, Severity::Row), (says, help));
        }
    }
}

/// Everybody in it was given notice first.
fn noticed(rows: &mut Rows<'_>, line: &Line<'_>) {
    let Some(key) = rows.layout.conduct.noticed.as_deref() else { return };
    let Some((field, text)) = rows.cell(line, key) else { return };
    if yes(text) == Some(false) {
        let says = Message::new("feeds-feed-no-notice");
        let help = Message::new("feeds-feed-no-notice-help");
        rows.add(line, field, ("feed-no-notice", Severity::Row), (says, help));
    }
}

/// Nobody too young is in it.
fn old_enough(rows: &mut Rows<'_>, line: &Line<'_>, on: Date) {
    let conduct = &rows.layout.conduct;
    let (Some(key), Some(youngest)) = (conduct.born.as_deref(), conduct.youngest) else { return };
    let Some((field, text)) = rows.cell(line, key) else { return };
    let of_age = day(text).map(|born| born.saturating_add(i32::from(youngest).years()));
    if of_age.is_some_and(|day| day > on) {
        let says = Message::new("feeds-feed-minor");
        let help = Message::new("feeds-feed-minor-help");
        rows.add(line, field, ("feed-minor", Severity::Row), (says, help));
    }
}

/// While a breathing space lasts nobody is to be reached about the debt; so no way to reach them goes.
fn breathing_space(rows: &mut Rows<'_>, line: &Line<'_>, on: Date) {
    let Some((flag, until)) = &rows.layout.conduct.breathing_space else { return };
    let Some((flag, set)) = rows.cell(line, flag) else { return };
    let Some((until, text)) = rows.cell(line, until) else { return };
    let (set, end) = (yes(set) == Some(true), day(text));
    if set && end.is_none() {
        let says = Message::new("feeds-feed-breathing-space-end");
        let help = Message::new("feeds-feed-breathing-space-end-help");
        rows.add(line, until, ("feed-breathing-space-end", Severity::Row), (says, help));
    }
    let lasts = end.is_none_or(|end| end >= on);
    if set && !lasts {
        let says = Message::new("feeds-feed-breathing-space-over");
        let help = Message::new("feeds-feed-breathing-space-over-help");
        rows.add(line, flag, ("feed-breathing-space-over", Severity::Soft), (says, help));
    }
    // Where flag and day differ, the one that protects counts.
    if (set && lasts) || end.is_some_and(|end| end >= on) {
        let keys = &rows.layout.conduct.reached_by;
        let reached = keys.iter().filter_map(|key| rows.cell(line, key));
        let filled: Vec<usize> =
            reached.filter(|(_, text)| !text.is_empty()).map(|(field, _)| field).collect();
        for field in filled {
            let says = Message::new("feeds-feed-breathing-space-contact");
            let help = Message::new("feeds-feed-breathing-space-contact-help");
            rows.add(line, field, ("feed-breathing-space-contact", Severity::Row), (says, help));
        }
    }
}

/// No credit search that leaves a trace is asked for by a file.
fn searched(rows: &mut Rows<'_>, line: &Line<'_>) {
    let Some(key) = rows.layout.conduct.search.as_deref() else { return };
    let Some((field, text)) = rows.cell(line, key) else { return };
    if !text.is_empty() && !matches!(text.to_ascii_lowercase().as_str(), "none" | "soft") {
        let says = Message::new("feeds-feed-hard-search");
        let help = Message::new("feeds-feed-hard-search-help");
        rows.add(line, field, ("feed-hard-search", Severity::Row), (says, help));
    }
}

fn yes(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "y" | "yes" => Some(true),
        "n" | "no" => Some(false),
        _ => None,
    }
}

/// A day as `2026-11-30` or `30/11/2026`.
fn day(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split(['-', '/']).collect();
    let [a, b, c] = parts[..] else { return None };
    let (year, month, day) = if a.len() == 4 { (a, b, c) } else { (c, b, a) };
    if year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn is_money(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (pounds, pence) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, longest: usize| {
        !part.is_empty() && part.len() <= longest && part.bytes().all(|b| b.is_ascii_digit())
    };
    digits(pounds, 9) && digits(pence, 2)
}

/// The first half of a postcode: a letter or two, and a number that may end in a letter.
fn is_district(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let rest = &text.as_bytes()[letters..];
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    (1..=2).contains(&letters)
        && (1..=2).contains(&digits)
        && rest.len() - digits <= usize::from(digits == 1)
        && rest[digits..].iter().all(u8::is_ascii_alphabetic)
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
}
