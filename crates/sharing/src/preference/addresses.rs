//! Names and addresses of the MPS: 415 characters a line, or fifteen quoted fields in the same order.
//! They are compared by the surname, the postcode and the number of the house. Where either side has no
//! such number, the surname and the postcode are enough: who is not sure of a match sends nothing.

use std::borrow::Cow;

use jiff::civil::Date;
use people::identify::{Field, Identifier, Kind, terms};
use zeroize::Zeroizing;

use super::{NotALine, Term};

/// Where the fields that are read begin and end, in characters from 0.
const ACTION: (usize, usize) = (0, 1);
const DAY: (usize, usize) = (1, 9);
const FORENAME: (usize, usize) = (45, 95);
const SURNAME: (usize, usize) = (95, 145);
const ADDRESS: [(usize, usize); 5] = [(155, 205), (205, 255), (255, 305), (305, 355), (355, 405)];
const POSTCODE: (usize, usize) = (405, 413);
/// The characters of a line.
const LINE: usize = 415;
/// The fields of a quoted line, and which of them are read.
const FIELDS: usize = 15;

/// Reads a line; what whoever is on it is looked for by.
pub(super) fn read(line: &[u8]) -> Result<Vec<Term>, NotALine> {
    let text = match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        // The files are older than the other way of writing letters with an accent.
        Err(_) => Cow::Owned(line.iter().map(|byte| char::from(*byte)).collect()),
    };
    let text = Zeroizing::new(text.into_owned());
    let row = if text.starts_with('"') { quoted(&text)? } else { fixed(&text)? };
    let action = matches!(row.action.as_str(), "P" | "X");
    if !action || !is_day(&row.day) || row.surname.is_empty() {
        return Err(NotALine::Form);
    }
    let name = Zeroizing::new(format!("{} {}", *row.forename, *row.surname));
    let of = |kind, text: &str| Identifier::parse(kind, text).map_err(|_| NotALine::Form);
    let found = wanted(&[of(Kind::Name, name.trim())?, of(Kind::Address, &row.address)?]);
    if found.is_empty() { Err(NotALine::Form) } else { Ok(found.listed()) }
}

struct Row {
    action: String,
    day: String,
    forename: Zeroizing<String>,
    surname: Zeroizing<String>,
    address: Zeroizing<String>,
}

fn fixed(text: &str) -> Result<Row, NotALine> {
    let letters: Vec<char> = text.chars().collect();
    // What follows the postcode may be left out with the spaces before it.
    if !(POSTCODE.1 - 3..=LINE).contains(&letters.len()) {
        return Err(NotALine::Length);
    }
    let field = |(from, to): (usize, usize)| -> String {
        let to = to.min(letters.len());
        letters[from.min(to)..to].iter().collect::<String>().trim().to_owned()
    };
    let address = ADDRESS.into_iter().chain([POSTCODE]).map(field);
    Ok(Row {
        action: field(ACTION),
        day: field(DAY),
        forename: Zeroizing::new(field(FORENAME)),
        surname: Zeroizing::new(field(SURNAME)),
        address: Zeroizing::new(address.collect::<Vec<_>>().join(", ")),
    })
}

fn quoted(text: &str) -> Result<Row, NotALine> {
    let mut fields: Vec<String> = Vec::new();
    let mut rest = text.trim_end();
    loop {
        rest = rest.strip_prefix('"').ok_or(NotALine::Form)?;
        let mut field = String::new();
        loop {
            let (before, after) = rest.split_once('"').ok_or(NotALine::Form)?;
            field.push_str(before);
            rest = after;
            // Two quotes in a row are one that belongs to the field.
            match rest.strip_prefix('"') {
                Some(after) => {
                    field.push('"');
                    rest = after;
                }
                None => break,
            }
        }
        fields.push(field.trim().to_owned());
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.is_empty() => break,
            None => return Err(NotALine::Form),
        }
    }
    if fields.len() != FIELDS {
        return Err(NotALine::Length);
    }
    let mut take = |at: usize| std::mem::take(&mut fields[at]);
    let (action, day) = (take(0), take(1));
    let (forename, surname) = (Zeroizing::new(take(5)), Zeroizing::new(take(6)));
    let address = (8..14).map(take).collect::<Vec<_>>().join(", ");
    Ok(Row { action, day, forename, surname, address: Zeroizing::new(address) })
}

/// Whether it is a day as `DDMMCCYY`.
fn is_day(text: &str) -> bool {
    let parts = (text.get(..2), text.get(2..4), text.get(4..8).filter(|_| text.len() == 8));
    let (Some(day), Some(month), Some(year)) = parts else { return false };
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => Date::new(year, month, day).is_ok(),
        _ => false,
    }
}

/// A surname with a postcode, and with a home, for everything that tells somebody apart.
pub(super) struct Wanted {
    /// A surname and a postcode.
    wide: Vec<String>,
    /// The same with the number of the house.
    narrow: Vec<String>,
}

/// What a person is found on the list by.
pub(super) fn wanted(identifiers: &[Identifier]) -> Wanted {
    let terms = terms(identifiers);
    let of = |wanted: Field| {
        terms.iter().filter(move |(field, _)| *field == wanted).map(|(_, term)| term.as_str())
    };
    let mut found = Wanted { wide: Vec::new(), narrow: Vec::new() };
    for wide in of(Field::SurnameAndPostcode) {
        found.wide.push(wide.to_owned());
        let postcode = wide.rsplit('|').next().unwrap_or_default();
        let homes = of(Field::House).filter_map(|home| home.split_once('|'));
        for (house, _) in homes.filter(|(_, of)| *of == postcode) {
            found.narrow.push(format!("{wide}|{house}"));
        }
    }
    found
}

impl Wanted {
    pub(super) fn is_empty(&self) -> bool {
        self.wide.is_empty()
    }

    /// What stands on the list: each home, each postcode with a home that has no number, and each
    /// postcode for those of whom no number is known.
    fn listed(&self) -> Vec<Term> {
        let wide = self.wide.iter();
        let some = wide.clone().map(|wide| term("some", wide));
        let numberless = wide.map(|wide| term("numberless", wide));
        let narrow = self.narrow.iter().map(|narrow| term("home", narrow));
        if self.narrow.is_empty() {
            some.chain(numberless).collect()
        } else {
            some.chain(narrow).collect()
        }
    }

    /// What somebody is looked for by: their home, or one without a number; whoever has no number,
    /// by the postcode.
    pub(super) fn looked_for(&self) -> Vec<Term> {
        let mut all = Vec::new();
        for wide in &self.wide {
            let mut homes = self.narrow.iter().filter(|home| {
                home.strip_prefix(wide.as_str()).is_some_and(|rest| rest.starts_with('|'))
            });
            let Some(first) = homes.next() else {
                all.push(term("some", wide));
                continue;
            };
            all.push(term("numberless", wide));
            all.extend([first].into_iter().chain(homes).map(|home| term("home", home)));
        }
        all
    }
}

fn term(kind: &str, of: &str) -> Term {
    Term(Zeroizing::new(format!("{kind}:{of}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line as the service lays it out, of somebody who is nobody.
    fn line(action: &str, forename: &str, surname: &str, house: &str, postcode: &str) -> String {
        let mut line = format!("{action:<1}05032024{:16}{:<20}", "", "MS");
        line += &format!("{forename:<50}{surname:<50}{:<10}", "");
        line += &format!("{house:<50}{:<50}{:<50}{:<50}{:<50}", "", "", "CHATHAM", "KENT");
        line + &format!("{postcode:<8}1A")
    }

    fn csv(line: &str) -> String {
        let cuts = [0, 1, 9, 17, 25, 45, 95, 145, 155, 205, 255, 305, 355, 405, 413, 415];
        let fields = cuts.windows(2).map(|cut| format!("\"{}\"", line[cut[0]..cut[1]].trim()));
        fields.collect::<Vec<_>>().join(",")
    }

    fn listed(line: &str, name: &str, address: &str) -> bool {
        let on_it = read(line.as_bytes()).unwrap();
        let of = |kind, text| Identifier::parse(kind, text).unwrap();
        let person = wanted(&[of(Kind::Name, name), of(Kind::Address, address)]);
        person.looked_for().iter().any(|term| on_it.contains(term))
    }

    #[test]
    fn whoever_lives_there_under_that_name_is_listed_and_nobody_else() {
        let one = line("P", "PAT", "EXAMPLE", "1 TEST ROAD", "ME4 4LL");
        assert_eq!(one.len(), LINE);
        let there = "1 Test Road, Chatham, Kent, ME4 4LL";
        for layout in [one.clone(), csv(&one), one[..413].trim_end().to_owned()] {
            assert!(listed(&layout, "Ms Pat Example", there));
            assert!(listed(&layout, "Example, Pat", "1, Test Rd, ME44LL"));
            assert!(listed(&layout, "Pat Example", "Chatham ME4 4LL"), "no number: not sure");
            assert!(!listed(&layout, "Pat Example", "3 Test Road, Chatham, ME4 4LL"));
            assert!(!listed(&layout, "Pat Sample", there));
            assert!(!listed(&layout, "Pat Example", "1 Test Road, Chatham, ME4 4LM"));
        }
        let numberless = line("X", "PAT", "EXAMPLE", "ROSE COTTAGE", "ME4 4LL");
        assert!(listed(&numberless, "Pat Example", there), "no number on the list: not sure");
    }

    #[test]
    fn a_line_of_another_layout_is_refused() {
        let one = line("P", "PAT", "EXAMPLE", "1 TEST ROAD", "ME4 4LL");
        for wrong in [
            one[..400].to_owned(),
            format!("{one} "),
            line("Q", "PAT", "EXAMPLE", "1 TEST ROAD", "ME4 4LL"),
            line("P", "PAT", "", "1 TEST ROAD", "ME4 4LL"),
            line("P", "PAT", "EXAMPLE", "1 TEST ROAD", ""),
            one.replacen("05032024", "05132024", 1),
            csv(&one).replacen("\",\"", "\",", 1),
            csv(&one) + ",\"\"",
        ] {
            assert!(read(wrong.as_bytes()).is_err(), "`{wrong}`");
        }
    }
}
