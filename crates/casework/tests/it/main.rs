//! Casework through its public door, with the first notice as its charter.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod asking;
mod importing;
mod inbox;
mod leaving;
mod letters;
mod letting_go;
mod machine;
mod opening;
mod recognise;
mod registers;
mod sending;
mod statistics;
mod taking;
mod webhooks;
mod whence;
mod withholding;
mod working;
mod year;
mod year_of_sharing;

use std::path::Path;

use casework::{
    Channel, Desk, How, Kind, Letter, NewCase, Opened, Outcome, Party, Posts, Searched,
    SourceAnswer, Step, Taken, Taking, Way, Who, Work, Worked,
};
use charter::{Charter, File};
use db::Db;
use db::cluster::Cluster;
use gate::{Gate, NamedAsk};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::clock::{Gate as Proof, Moment};
use people::identify::{Identifier, Kind as Identifies};
use people::{NewPerson, NewRelationship, Now, PersonId, Question, Record};
use serde_json::json;
use vault::{Blobs, LocalMaster, Vault};

/// A Tuesday.
const TODAY: Date = date(2026, 12, 1);

/// An office with a store on the disk, which can be closed and opened again.
struct Office {
    desk: Desk,
    /// Where the data lies, and where the keys.
    at: [String; 2],
    folder: tempfile::TempDir,
}

fn record(at: &[String; 2], documents: &Path) -> Record {
    let store = |address: &str, sets: &'static [db::Set]| {
        let db = Db::open(address).unwrap();
        db.migrate(sets, 0).unwrap();
        db
    };
    let data = store(
        &at[0],
        &[
            db::MIGRATIONS,
            people::MIGRATIONS,
            disposal::MIGRATIONS,
            sharing::MIGRATIONS,
            casework::MIGRATIONS,
        ],
    );
    let keys = store(&at[1], &[vault::MIGRATIONS]);
    let charters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(charters).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push(File::new(name, std::fs::read_to_string(&path).unwrap()));
        }
    }
    let master = LocalMaster::from_hex(&"5a".repeat(32)).unwrap();
    let vault = Vault::open(keys, vec![Box::new(master)]).unwrap();
    let gate = Gate::new(Charter::parse(files).unwrap());
    Record::open_with(data, vault, gate, Some(Blobs::folder(documents).unwrap())).unwrap()
}

fn noon(day: Date) -> Now {
    Now::noon(day)
}

fn moment(day: Date) -> Moment {
    format!("{day}T09:00").parse().unwrap()
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().unwrap();
        let at = ["data.db", "vault.db"];
        let at = at.map(|name| folder.path().join(name).to_str().unwrap().to_owned());
        Office::lying(at, folder)
    }

    /// An office on a PostgreSQL server.
    fn on(cluster: &Cluster) -> Office {
        let at = ["data", "keys"].map(|name| cluster.database(name).unwrap());
        Office::lying(at, tempfile::tempdir().unwrap())
    }

    fn lying(at: [String; 2], folder: tempfile::TempDir) -> Office {
        let desk = Desk::new(record(&at, folder.path()), Posts::default());
        let office = Office { desk, at, folder };
        let posts = [
            ("data-protection", "ada", false),
            ("data-protection", "ben", true),
            ("data-protection-officer", "dot", false),
            ("decision-owner", "olu", false),
        ];
        office
            .desk
            .record()
            .write_office("setup", "appoint", "posts", noon(TODAY), move |tx| {
                for (post, who, deputy) in posts {
                    db::posts::appoint(tx, post, who, deputy, "2026-01-01", None)?;
                }
                Ok(())
            })
            .unwrap();
        office
    }

    /// The same office after a crash: nothing is closed in good order.
    fn reopened(self) -> Office {
        let Office { desk, at, folder } = self;
        drop(desk);
        let desk = Desk::new(record(&at, folder.path()), Posts::default());
        Office { desk, at, folder }
    }

    /// Says that a pack was made of a case as it stands; nothing where that cannot be.
    fn pack(&self, who: &str, case: i64, pack: &[u8], day: Date) {
        let question = self.question(who, day);
        let who = Who::Officer(&question);
        let Ok(shown) = self.desk.show(who, case, noon(day)) else { return };
        let packed =
            casework::Packed { bytes: pack, about: shown.subject, version: shown.version, open: 0 };
        let _ = self.desk.packed(who, case, &packed, noon(day));
    }

    fn question(&self, actor: &str, day: Date) -> Question {
        self.ask(actor, "look", "rights-requests", day)
    }

    fn ask(&self, actor: &str, action: &str, purpose: &str, day: Date) -> Question {
        self.desk.record().question(&Office::named(actor, action, purpose), day).unwrap()
    }

    /// An ask by names, to which a test adds what it is about.
    fn named(actor: &str, action: &str, purpose: &str) -> NamedAsk {
        serde_json::from_value(json!({
            "actor": actor, "strength": "second-factor", "role": "data-protection-officer",
            "team": "data-protection", "entity": "heart-of-medway", "relationship": "",
            "purpose": purpose, "action": action, "data": [],
        }))
        .unwrap()
    }

    fn tenant(&self, name: &str) -> PersonId {
        let record = self.desk.record();
        let since = date(2020, 1, 1);
        let mut new =
            NewPerson::new("the-person", NewRelationship::new("tenant", "heart-of-medway", since));
        new.identifiers = vec![Identifier::parse(Identifies::Name, name).unwrap()];
        let question = self.ask("ada", "collect", "rights-requests", TODAY);
        record.enter(&question, &new, noon(TODAY)).unwrap()
    }

    fn open(&self, kind: Kind, subject: Option<PersonId>, day: Date) -> Opened {
        self.open_at(kind, subject, moment(day), noon(day)).remove(0)
    }

    fn open_at(
        &self,
        kind: Kind,
        subject: Option<PersonId>,
        received: Moment,
        now: Now,
    ) -> Vec<Opened> {
        let requester = match subject {
            Some(person) => Party::known(person, Channel::Phone),
            None => Party::named("somebody", casework::Capacity::Own, Channel::Phone),
        };
        let new = NewCase {
            kinds: vec![kind],
            entity: "heart-of-medway".to_owned(),
            received,
            subject,
            requester,
            recipient: None,
            words: "Please send me what you hold.".to_owned(),
            by: None,
        };
        self.desk.open("cara", &new, now).unwrap()
    }

    fn take(
        &self,
        who: &str,
        case: i64,
        step: Step,
        taking: &Taking,
        day: Date,
    ) -> Result<Taken, casework::Error> {
        let question = self.question(who, day);
        let letter = match step {
            Step::Propose => {
                // The pack is made before the answer is put forward.
                self.pack(who, case, b"all that is held", day);
                return self.desk.take(Who::Officer(&question), case, step, taking, noon(day));
            }
            Step::Send => Letter::Answer,
            Step::Write => Letter::AskWhat,
            _ => return self.desk.take(Who::Officer(&question), case, step, taking, noon(day)),
        };
        // Handed over, where a test is not about how a letter goes.
        let how = How { seen: taking.seen, ..How::new(letter, Way::Hand) };
        self.desk.send(Who::Officer(&question), case, &how, noon(day)).map(|sent| sent.taken)
    }

    /// Takes steps by one of the office, which must all be possible.
    fn goes(&self, who: &str, case: i64, steps: &[(Step, Taking)], day: Date) -> Taken {
        let mut last = None;
        for (step, taking) in steps {
            let taken = self.take(who, case, *step, taking, day);
            last = Some(
                taken.unwrap_or_else(|error| panic!("{step}: {error} {:?}", error.messages())),
            );
        }
        last.unwrap()
    }
}

fn plain() -> Taking {
    Taking::default()
}

fn why(text: &str) -> Taking {
    Taking { why: Some(text.to_owned()), ..Taking::default() }
}

fn proof(gate: Proof) -> Taking {
    Taking { gate: Some(gate), ..why("answered three questions") }
}

fn answer(outcome: Outcome) -> Taking {
    Taking { outcome: Some(outcome), ..why("Here is what we hold about you.") }
}

/// What was to be done is done, and complete.
fn changed() -> Taking {
    let what = "as planned".to_owned();
    let worked =
        Worked { work: Work::Changed, whole: true, what, tell: Vec::new(), write_up: false };
    Taking { worked: Some(worked), ..Taking::default() }
}

/// Two systems, one of which holds something.
fn searched() -> Taking {
    let answer = |source: &str, answer, held| SourceAnswer {
        source: source.to_owned(),
        answer,
        held,
        accepted: false,
    };
    Taking {
        answers: vec![
            answer("housing", Searched::Held, 3),
            answer("mail", Searched::NothingHeld, 0),
        ],
        ..Taking::default()
    }
}

fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(i64::from(days).days())
}
