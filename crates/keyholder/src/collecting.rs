//! Collecting what the landlord's systems hold on a person, and putting it into a case: the same for
//! whoever types it and for a server that was asked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use casework::{Desk, Found, Item, Searched, SourceAnswer, Step, Taking, Text, ToWeigh, Who};
use people::{ByHand, Hand, Now, PersonId, Question, Record};
use sources::collect::{Answer, Collected, Identity, collect_until};
use sources::resume::{Journal, Kept, Seal, name_of};
use sources::weigh::{Piece, Why};
use sources::{Connector, DataCategory, Error, Map, Source, Stop};

use crate::asker::allowed;
use crate::commands::case::done;
use crate::reach::Readers;
use crate::today;

/// What is to be collected, and by what.
pub(crate) struct Collecting<'a> {
    pub(crate) record: &'a Record,
    pub(crate) question: &'a Question,
    pub(crate) person: PersonId,
    pub(crate) map: &'a Map,
    pub(crate) identities: &'a [Identity],
    /// Only these categories; all where there is none.
    pub(crate) only: &'a [String],
    /// The file that keeps what was read, until all of it is.
    pub(crate) journal: &'a Path,
    pub(crate) stop: &'a Stop,
    pub(crate) now: Now,
}

/// What a person is looked for by: what the record knows of them, and what is given.
pub(crate) fn identities(
    record: &Record,
    question: &Question,
    person: PersonId,
    also: &[(String, String)],
    now: Now,
) -> anyhow::Result<Vec<Identity>> {
    let known = allowed(record, record.identities(question, person, now))?;
    let mut identities: Vec<Identity> = known.iter().map(Identity::of).collect();
    identities.extend(also.iter().map(|(kind, value)| Identity::other(kind, value)));
    Ok(identities)
}

impl Collecting<'_> {
    /// Collects, from what the connectors reach; what was collected, and the entry of the log that gave
    /// leave. None where it was stopped: what was read is kept, and the next run goes on from it.
    ///
    /// `say` hears when that is what this run does.
    pub(crate) fn run(
        &self,
        connect: impl FnOnce() -> anyhow::Result<Readers>,
        say: impl FnOnce(jiff::Timestamp),
    ) -> anyhow::Result<Option<(Collected, i64)>> {
        let (record, map, now) = (self.record, self.map, self.now);
        let sources: Vec<&str> =
            map.sources().iter().map(|one| one.id.get_ref().as_str()).collect();
        let leave = record.leave_to_collect(self.question, self.person, &sources, now);
        let leave = allowed(record, leave)?;
        let connectors = connect()?;
        let seal = Sealed { record: record.clone(), person: self.person };
        let what = name_of(self.person, map, self.identities);
        let journal = Journal::open(self.journal, &what, Box::new(seal), today::timestamp())?;
        if let Some(begun) = journal.goes_on_from() {
            say(begun);
        }
        let journal = Rc::new(RefCell::new(journal));
        let keep = |(id, connector): (String, Result<Box<dyn Connector>, Error>)| {
            let kept = connector.map(|one| {
                let kept: Box<dyn Connector> = Box::new(Kept::new(&id, one, journal.clone()));
                kept
            });
            (id, kept)
        };
        let mut connectors: Readers = connectors.into_iter().map(keep).collect();
        let identities = self.identities;
        let mut collected = collect_until(self.stop, &leave, map, identities, &mut connectors);
        let by_hand = by_hand(map, &connectors);
        drop(connectors);
        if self.stop.is_stopped() {
            // What was read was read, and the log says so.
            self.said(&collected, leave.entry())?;
            return Ok(None);
        }
        let by = self.question.actor();
        let hands = record.ask_by_hand(&leave, by, self.person, &by_hand, now)?;
        for (place, hand) in by_hand.iter().zip(hands) {
            let answer = match hand {
                Hand::Waits(no) => {
                    let post = &place.post;
                    Answer::NotSearched(format!("a task is waiting for `{post}` (task {no})"))
                }
                Hand::Looked(how) => Answer::LookedByHand(how),
            };
            collected.answer(&place.source, answer);
        }
        if !self.only.is_empty() {
            let only: Vec<DataCategory> =
                self.only.iter().map(|one| DataCategory::new(one)).collect();
            collected.narrow(map, &only);
        }
        self.said(&collected, leave.entry())?;
        Ok(Some((collected, leave.entry())))
    }

    /// What was kept has done its work; after a failure it is what the next run goes on with.
    pub(crate) fn forget(&self, collected: &Collected) {
        if !collected.answers.iter().any(|(_, answer)| matches!(answer, Answer::Failed(_))) {
            let _ = std::fs::remove_file(self.journal);
        }
    }

    /// Writes down what came of a collection: what each source answered, and how many rows it gave.
    fn said(&self, collected: &Collected, entry: i64) -> anyhow::Result<()> {
        let answers: serde_json::Map<String, serde_json::Value> = (collected.answers.iter())
            .map(|(id, answer)| {
                let rows = collected.rows.iter().filter(|row| row.source == *id).count();
                (id.clone(), serde_json::json!([answer.as_str(), rows]))
            })
            .collect();
        let say = |account: people::Account| {
            account.with("of", entry).with("sources", serde_json::Value::Object(answers.clone()))
        };
        let (record, question, person, now) = (self.record, self.question, self.person, self.now);
        let written = record.write_about(question, person, now, "collected", say, |_, _| Ok(()));
        allowed(record, written)?;
        Ok(())
    }
}

/// What is kept is sealed under the person's own key, so that erasing them erases it.
struct Sealed {
    record: Record,
    person: PersonId,
}

impl Seal for Sealed {
    fn seal(&self, part: i64, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let sealed = self.record.seal_detail_of(self.person, "collecting", part, plain);
        sealed.map_err(|error| Error::Refused(error.to_string()))
    }

    fn open(&self, part: i64, sealed: &[u8]) -> Option<Vec<u8>> {
        Some(self.record.open_detail_of("collecting", part, sealed).ok()?.to_vec())
    }
}

/// The sources of the map where somebody has to look by hand, and the map says who.
fn by_hand(map: &Map, connectors: &Readers) -> Vec<ByHand> {
    let manual = map.sources().iter().filter(|source| {
        source.is_by_hand() && !connectors.contains_key(source.id.get_ref().as_str())
    });
    let one = |source: &Source| {
        Some(ByHand {
            source: source.id.get_ref().to_string(),
            post: source.post.as_ref()?.get_ref().trim().to_owned(),
            ask: source.ask.as_ref()?.get_ref().trim().to_owned(),
        })
    };
    manual.filter_map(one).collect()
}

/// How it stands with what has to be weighed.
#[derive(Default)]
pub(crate) struct Weighed {
    pub(crate) held_back: Vec<(String, usize)>,
    pub(crate) open: usize,
    /// How many steps the case had when it was read.
    pub(crate) version: i64,
    /// In how many places words were blacked out.
    pub(crate) blacked_out: usize,
}

/// Writes into a case what each source answered, and what was found that has to be weighed; takes out
/// of the collection what may not go, and in what may.
pub(crate) fn into_case(
    desk: &Desk,
    of: &Collecting<'_>,
    (case, reference): (i64, &str),
    aside: &[String],
    collected: &mut Collected,
) -> anyhow::Result<Weighed> {
    let (who, now) = (Who::Officer(of.question), of.now);
    let about = done(desk, desk.show(who, case, now))?.subject;
    anyhow::ensure!(
        about == Some(of.person),
        "the case `{reference}` is about somebody else, or it is not known yet about whom"
    );
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &collected.rows {
        *rows.entry(row.source.as_str()).or_default() += 1;
    }
    let answers = (collected.answers.iter())
        .filter_map(|(source, answer)| {
            Some(SourceAnswer {
                source: source.clone(),
                answer: Searched::of(answer.as_str())?,
                held: rows.get(source.as_str()).copied().unwrap_or(0),
                accepted: false,
            })
        })
        .collect();
    let pieces = collected.to_weigh(of.map, of.record.gate().charter(), aside);
    let found = (pieces.iter())
        .map(|piece| Found {
            item: desk.item(case, &piece.says),
            place: piece.place.clone(),
            why: match piece.why {
                Why::Health => ToWeigh::Health,
                Why::SomebodyElse => ToWeigh::SomebodyElse,
                Why::SetAside => ToWeigh::ByHand,
            },
            text: Text::new(&piece.says),
        })
        .collect();
    let taking = Taking { answers, found, ..Taking::default() };
    let version = done(desk, desk.take(who, case, Step::Search, &taking, now))?.version;
    let items: Vec<Item> =
        done(desk, desk.items(who, case, now))?.into_iter().map(|(item, _)| item).collect();
    let may_go = |piece: &Piece| {
        let item = desk.item(case, &piece.says);
        items.iter().any(|one| one.item == item && one.may_go(now.today()))
    };
    collected.weighed(&pieces, may_go);
    let spans = done(desk, desk.blacked_out(who, case, now))?;
    let blacked_out = collected.black_out(&spans);
    let held_back = casework::held_back(&items).into_iter().map(|(_, says, n)| (says, n)).collect();
    let open = items.iter().filter(|item| item.is_open(now.today())).count();
    Ok(Weighed { held_back, open, version, blacked_out })
}
