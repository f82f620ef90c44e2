//! A file that is about to leave is screened: rows and cells that may not go are taken out, and what goes stands in
//! the register (rows 9.2, 11.2.5, 11.4a, 11.6a, 12.2).

use std::collections::{BTreeMap, BTreeSet};

use charter::items::{Category, Feed};
use db::LogError;
use feeds::{Checked, Class, Header, Heading, Layout, Line, Options, Provider};
use gate::{NamedAsk, Obligation, Set};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use people::identify::{Identifier, Kind};
use people::{Error, Goes, ListQuestion, Listed, Now, Record};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::HowGiven;
use crate::disclosures::{Detail, NewDisclosure};

/// How often a file is screened again where the people in it change meanwhile.
const TRIES: usize = 4;

/// A file about to leave, and what is known of it.
pub struct Outgoing<'a> {
    /// The feed, by the charter's name.
    pub feed: &'a str,
    /// What stands in it.
    pub text: &'a str,
    /// Who sends it, in which role, for which company; its purpose and recipient are the feed's.
    pub asker: &'a NamedAsk,
    /// The system whose numbers of people the references are; none for tenancies' alone.
    pub system: Option<&'a str>,
    /// The day everybody in it had been told, where they have to be told first.
    pub told: Option<Date>,
    /// Who owns the homes.
    pub provider: Provider,
}

impl std::fmt::Debug for Outgoing<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outgoing({})", self.feed)
    }
}

/// What came of it.
pub struct Screened {
    /// What the receiver would find wrong.
    pub checked: Checked,
    /// The rows that stay, and why, by a code.
    pub left: Vec<(usize, String)>,
    /// What may leave; none where nothing may.
    pub file: Option<String>,
    /// What is kept of it.
    pub receipt: Receipt,
}

impl std::fmt::Debug for Screened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Screened({} left out)", self.left.len())
    }
}

/// What is kept of a file that was screened. It has counts and digests, and nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The feed.
    pub feed: String,
    /// Its layout.
    pub layout: String,
    /// Why it goes.
    pub purpose: String,
    /// To whom.
    pub recipient: String,
    /// The day.
    pub day: Option<Date>,
    /// SHA-256 of what was given in.
    pub input: String,
    /// SHA-256 of what may leave.
    pub output: Option<String>,
    /// Whether it was only tried: then nothing may leave.
    pub tried: bool,
    /// Rows given in.
    pub rows: usize,
    /// Rows that may leave.
    pub gone: usize,
    /// Rows that stay, by why. Somebody nobody knows and somebody behind a wall are counted together.
    pub left: BTreeMap<String, usize>,
    /// Cells that were blanked.
    pub blanked: usize,
    /// Columns that were taken out, by their keys.
    pub columns: Vec<String>,
    /// Columns that say something special of somebody, or nearly: key, name, class.
    pub sensitive: Vec<(String, String, String)>,
    /// What the check found, by code.
    pub findings: BTreeMap<String, usize>,
    /// What only the receiver can check.
    pub only_the_service: Vec<String>,
    /// The charter it was decided by.
    pub charter: String,
    /// The entry of the log; none where nobody was looked up.
    pub entry: Option<i64>,
    /// The newest checkpoint of the log when it was made: a log that is rewritten later no longer fits it. None before
    /// the first.
    pub checkpoint: Option<String>,
}

/// Screens a file. Nothing is handed over before its rows stand in the register; with `dry` nothing may leave and
/// nothing is written there.
///
/// # Errors
/// [`Error::NotInCharter`] for a feed the charter does not have; [`Error::Malformed`] where its company or its layout
/// is another; what the store says.
pub fn screen(record: &Record, out: &Outgoing<'_>, dry: bool, now: Now) -> Result<Screened, Error> {
    for _ in 0..TRIES {
        match once(record, out, dry, now) {
            // Somebody changed meanwhile: everything is decided again.
            Err(Error::Changed | Error::Refused(_)) => {}
            done => return done,
        }
    }
    Err(Error::Changed)
}

fn once(record: &Record, out: &Outgoing<'_>, dry: bool, now: Now) -> Result<Screened, Error> {
    let charter = record.gate().charter();
    let place = charter.feeds().find(out.feed);
    let feed = place
        .map(|at| &charter.feeds()[at])
        .ok_or_else(|| Error::NotInCharter { kind: "feed", name: out.feed.to_owned() })?;
    if !feed.entities.iter().any(|id| id.get_ref().as_str() == out.asker.entity) {
        return Err(Error::Malformed(format!("`{}` is no file of that company", out.feed)));
    }
    let layout = feeds::layout(feed.layout.get_ref()).ok_or_else(|| {
        Error::Malformed(format!(
            "`{}` is no layout; name one that is bundled",
            feed.layout.get_ref()
        ))
    })?;
    let options = Options { on: now.today(), provider: out.provider };
    let checked = feeds::check(layout, out.text, &options);
    let mut receipt = begun(record, feed, layout, &checked, out.text, now.today());
    receipt.tried = dry;
    receipt.checkpoint = newest(record)?;
    let nothing =
        |checked, receipt| Ok(Screened { checked, left: Vec::new(), file: None, receipt });
    if checked.blocked() {
        return nothing(checked, receipt);
    }
    let Ok(sheet) = feeds::read(out.text) else { return nothing(checked, receipt) };
    let Some(header) = Header::find(layout, &sheet) else { return nothing(checked, receipt) };
    let lines = &sheet.lines[header.line + 1..];

    let question = questions(record, feed, layout, &header, out, now)?;
    let reference = layout.column(&layout.reference).unwrap_or_default();
    let mut left: Vec<(usize, String)> = Vec::new();
    let mut asked: Vec<&Line<'_>> = Vec::new();
    let mut references = Vec::new();
    for line in lines {
        if checked.refused.contains(&line.row) {
            left.push((line.row, "does-not-pass".to_owned()));
            continue;
        }
        asked.push(line);
        references.push(named(layout, header.cell(line, reference).trim(), out.system));
    }
    let list = record.listed(&question, &references, now)?;
    let noticed = layout.conduct.noticed.is_some();
    let mut going: Vec<(&Line<'_>, Set<Category>)> = Vec::new();
    let mut of_row: BTreeMap<usize, &Vec<Goes>> = BTreeMap::new();
    for (line, listed) in asked.into_iter().zip(&list.rows) {
        match listed {
            Listed::Unknown => left.push((line.row, "not-known".to_owned())),
            Listed::Refused(rules) => {
                left.push((line.row, rules.first().map_or("refused", String::as_str).to_owned()));
            }
            Listed::Goes(of) => {
                let first = |one: &Goes| one.decision.obligations().contains(Obligation::TellFirst);
                if of.iter().any(first) && out.told.is_none() && !noticed {
                    left.push((line.row, "not-told".to_owned()));
                    continue;
                }
                going.push((line, listed.allowed()));
                of_row.insert(line.row, of);
            }
        }
    }
    let least = record.gate().charter().head().least().0;
    let alone = too_few_alike(layout, &header, &going, least);
    going.retain(|(line, _)| !alone.contains(&line.row));
    left.extend(alone.into_iter().map(|row| (row, "few-alike".to_owned())));
    left.sort_unstable();
    for (_, why) in &left {
        *receipt.left.entry(why.clone()).or_default() += 1;
    }
    receipt.gone = going.len();
    receipt.entry = Some(list.entry);
    let clean =
        cleaned(record, layout, &sheet.lines[..=header.line], &header, &going, &mut receipt);
    let file = (!going.is_empty()).then_some(clean);
    receipt.output = file.as_deref().map(digest);
    if dry || file.is_none() {
        return Ok(Screened { checked, left, file: None, receipt });
    }
    let theirs = going.iter().filter_map(|(line, _)| of_row.get(&line.row)).copied().flatten();
    let people: BTreeMap<i64, Goes> = theirs.map(|one| (one.no.get(), *one)).collect();
    let people: Vec<Goes> = people.into_values().collect();
    register(record, feed, out, &question, &people, &receipt, list.entry, now)?;
    Ok(Screened { checked, left, file, receipt })
}

/// The newest checkpoint, once the vault knows how far the log has come; none before the first.
fn newest(record: &Record) -> Result<Option<String>, Error> {
    record.note_entries()?;
    match record.data().checkpoint() {
        Ok(note) => Ok(Some(note)),
        Err(LogError::Empty) => Ok(None),
        Err(error) => Err(Error::Malformed(error.to_string())),
    }
}

/// What is known before anybody is looked up.
fn begun(
    record: &Record,
    feed: &Feed,
    layout: &Layout,
    checked: &Checked,
    text: &str,
    day: Date,
) -> Receipt {
    let mut findings = BTreeMap::new();
    for finding in &checked.findings {
        *findings.entry(finding.code.to_owned()).or_default() += 1;
    }
    let named = |(key, name, class): &(String, &str, Class)| {
        (key.clone(), (*name).to_owned(), class.id().to_owned())
    };
    Receipt {
        feed: feed.id.get_ref().as_str().to_owned(),
        layout: layout.id.clone(),
        purpose: feed.purpose.get_ref().as_str().to_owned(),
        recipient: feed.recipient.get_ref().as_str().to_owned(),
        day: Some(day),
        input: digest(text),
        rows: checked.rows,
        sensitive: checked.sensitive.iter().map(named).collect(),
        findings,
        only_the_service: checked.service_only.iter().map(|id| (*id).to_owned()).collect(),
        charter: record.gate().charter().fingerprint().to_string(),
        ..Receipt::default()
    }
}

/// May this go to them, and may they be reached as it is for.
fn questions(
    record: &Record,
    feed: &Feed,
    layout: &Layout,
    header: &Header,
    out: &Outgoing<'_>,
    now: Now,
) -> Result<ListQuestion, Error> {
    let known = record.gate().charter().categories();
    let there = layout.columns.iter().zip(&header.at).filter(|(_, at)| at.is_some());
    let mut data: Vec<String> = there.flat_map(|(column, _)| column.data.clone()).collect();
    data.sort();
    data.dedup();
    data.retain(|category| known.find(category).is_some());
    let mut ask = out.asker.clone();
    ask.purpose = feed.purpose.get_ref().as_str().to_owned();
    ask.recipient = Some(feed.recipient.get_ref().as_str().to_owned());
    ask.relationship = String::new();
    ask.action = "disclose".to_owned();
    ask.data = data;
    let goes = record.question(&ask, now.today())?;
    let reached = match &feed.channel {
        None => None,
        Some(channel) => {
            ask.action = "contact".to_owned();
            ask.recipient = None;
            ask.channel = Some(channel.get_ref().as_str().to_owned());
            Some(record.question(&ask, now.today())?)
        }
    };
    Ok(ListQuestion { goes, reached })
}

/// What a reference may be.
fn named(layout: &Layout, reference: &str, system: Option<&str>) -> Vec<Identifier> {
    let kinds = layout.found_by.iter().filter_map(|kind| kind.parse::<Kind>().ok());
    let read = |kind: Kind| match (kind, system) {
        (Kind::OtherSystemId, Some(system)) => {
            Identifier::parse(kind, &format!("{system}:{reference}")).ok()
        }
        (Kind::OtherSystemId, None) => None,
        _ => Identifier::parse(kind, reference).ok(),
    };
    if reference.is_empty() { Vec::new() } else { kinds.filter_map(read).collect() }
}

/// The rows by which somebody could be recognised: of what the layout says they must be like others in, fewer than the
/// charter lets be said have the same.
fn too_few_alike(
    layout: &Layout,
    header: &Header,
    going: &[(&Line<'_>, Set<Category>)],
    least: u64,
) -> BTreeSet<usize> {
    let fields: Vec<usize> = layout.alike.iter().filter_map(|key| layout.column(key)).collect();
    if fields.is_empty() {
        return BTreeSet::new();
    }
    let mut same: BTreeMap<Vec<String>, Vec<usize>> = BTreeMap::new();
    for (line, _) in going {
        let cells = fields.iter().map(|field| header.cell(line, *field).trim().to_lowercase());
        same.entry(cells.collect()).or_default().push(line.row);
    }
    let few = same.into_values().filter(|rows| (rows.len() as u64) < least);
    few.flatten().collect()
}

/// Keys that stand in place of references in one file. What makes them is random and thrown away with it, so that
/// nobody can tell whose a key is, or that two files have somebody in common.
struct RowKeys([u8; 32]);

impl RowKeys {
    fn of(&self, reference: &str) -> String {
        let mut mac = match Hmac::<Sha256>::new_from_slice(&self.0) {
            Ok(mac) => mac,
            Err(_) => return String::new(),
        };
        mac.update(reference.trim().to_uppercase().as_bytes());
        mac.finalize().into_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What may leave: without rows, cells and columns that may not.
fn cleaned(
    record: &Record,
    layout: &Layout,
    above: &[Line<'_>],
    header: &Header,
    going: &[(&Line<'_>, Set<Category>)],
    receipt: &mut Receipt,
) -> String {
    let known = record.gate().charter().categories();
    // What the charter has no name for is in no answer of the gate.
    let lets = |field: usize, allowed: Set<Category>| {
        layout.columns[field]
            .data
            .iter()
            .all(|name| allowed.iter().any(|ix| known[ix.position()].id.get_ref().as_str() == name))
    };
    let numbers = layout.heading == Heading::Numbers;
    let mut keep: Vec<(usize, Option<usize>)> = Vec::new();
    for place in 0..header.width {
        let field = header.at.iter().position(|at| *at == Some(place));
        match field {
            None if numbers && place == 0 => keep.push((place, None)),
            None => receipt.columns.push(format!("column {}", place + 1)),
            Some(field) => {
                let column = &layout.columns[field];
                // A file of numbers has all its columns, and blank cells in their place.
                let goes = numbers || going.iter().any(|(_, allowed)| lets(field, *allowed));
                let instead = layout.row_key.is_some() && column.key == layout.reference;
                if (goes && !column.ours) || instead {
                    keep.push((place, Some(field)));
                }
                if !goes || column.ours {
                    receipt.columns.push(column.key.clone());
                }
            }
        }
    }
    let mut text = String::new();
    let keys = RowKeys(vault::random());
    let keyed = |field: &Option<usize>| {
        let key = field.map(|field| layout.columns[field].key.as_str());
        layout.row_key.as_ref().filter(|_| key == Some(layout.reference.as_str()))
    };
    let cell = |line: &Line<'_>, place: usize| {
        line.cells.get(place).map_or(String::new(), |cell| cell.to_string())
    };
    for line in above.iter().skip(if numbers { 0 } else { above.len() - 1 }) {
        let cell = |(place, field): &(usize, Option<usize>)| match keyed(field) {
            Some(heading) => heading.clone(),
            None => cell(line, *place),
        };
        let cells: Vec<String> = keep.iter().map(cell).collect();
        feeds::write(&mut text, cells.iter().map(String::as_str));
    }
    for (line, allowed) in going {
        let mut cells = Vec::with_capacity(keep.len());
        for (place, field) in &keep {
            let there = cell(line, *place);
            if keyed(field).is_some() {
                cells.push(keys.of(&there));
                continue;
            }
            // What stands before the first field of a file of numbers is nobody's, and does not go.
            let goes = field.is_some_and(|field| lets(field, *allowed));
            if !goes && !there.trim().is_empty() {
                receipt.blanked += 1;
            }
            cells.push(if goes { there } else { String::new() });
        }
        feeds::write(&mut text, cells.iter().map(String::as_str));
    }
    text
}

/// A row of the register for everybody in it, and one for the file.
#[expect(clippy::too_many_arguments, reason = "the last step of `once`, with all it found")]
fn register(
    record: &Record,
    feed: &Feed,
    out: &Outgoing<'_>,
    question: &ListQuestion,
    people: &[Goes],
    receipt: &Receipt,
    entry: i64,
    now: Now,
) -> Result<(), Error> {
    let categories = record.gate().charter().categories();
    let how = HowGiven {
        how: "file".to_owned(),
        power: None,
        note: Some(format!("{} ({})", feed.name, receipt.output.as_deref().unwrap_or_default())),
    };
    let detail = Detail { how, ..Detail::default() };
    let mut rows = Vec::with_capacity(people.len());
    for one in people {
        let no = people::row_number();
        let names = one.decision.allowed().iter();
        let names: Vec<&str> =
            names.map(|ix| categories[ix.position()].id.get_ref().as_str()).collect();
        let new = NewDisclosure {
            no,
            recipient: question.goes.recipient_code(),
            purpose: question.goes.purpose_code(),
            entity: question.goes.entity_code(),
            given: now.today(),
            data: names.join(" "),
            told: out.told,
            exception: None,
            notice: None,
            entry: Some(entry),
            sealed: detail.seal(record, one.id, no)?,
            later: None,
        };
        rows.push((one.no, new));
    }
    let text = serde_json::to_string(receipt)
        .map_err(|_| Error::Malformed("the receipt cannot be written".to_owned()))?;
    let (no, feed, day) = (people::row_number(), receipt.feed.clone(), now.today().to_string());
    let entity = i64::from(question.goes.entity_code());
    record.write_listed(question, people, now, "list-given", move |tx| {
        for (person, new) in &rows {
            new.insert(tx, *person)?;
        }
        tx.execute(
            "INSERT INTO screening (no, feed, entity, given, entry, receipt)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            db::params![no, &feed, entity, &day, entry, &text],
        )?;
        Ok(())
    })
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
