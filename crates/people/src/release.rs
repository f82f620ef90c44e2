//! A release: what a permit was spent on, still sealed, until its entry in the log is on the disk.

use charter::items::Category;
use db::spool::Spooled;
use db::{Committed, Entry, Logged, params};
use gate::{Act, Decision, Explanation, Set};
use jiff::civil::Date;
use vault::{Key, KeyId, Place};
use zeroize::Zeroizing;

use crate::account::Account;
use crate::codes::{Code, Kind};
use crate::drawer::{self, ItemView, Label, flag};
use crate::facts;
use crate::permit::{Loaded, Permit, Verdict};
use crate::{Error, ItemNo, Now, PersonId, PersonNo, Question, Record};

/// A drawer as the store has it.
pub(crate) struct SealedDrawer {
    pub(crate) no: i64,
    pub(crate) key: KeyId,
    pub(crate) due: Option<Date>,
    pub(crate) sealed: Vec<u8>,
}

impl SealedDrawer {
    /// Reads `no, key, due, sealed`.
    pub(crate) fn read(row: &db::Row<'_>) -> Result<SealedDrawer, Error> {
        Ok(SealedDrawer {
            no: row.int(0)?,
            key: KeyId::from_bytes(row.bytes(1)?),
            due: row.opt_date(2)?,
            sealed: row.blob(3)?.to_vec(),
        })
    }

    pub(crate) fn place(&self) -> Place<'static> {
        Place::new("drawer", "sealed", self.no)
    }
}

/// A drawer of several people, with the person's own wrapped copy of its key.
pub(crate) struct SealedJoint {
    no: i64,
    person: PersonNo,
    key: KeyId,
    wrapped: Vec<u8>,
    due: Option<Date>,
    sealed: Vec<u8>,
}

impl SealedJoint {
    fn open(&self, vault: &vault::Vault) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mine = vault.key(self.key)?;
        let own = mine.unwrap(joint_place(self.no, self.person), &self.wrapped)?;
        Ok(own.open(Place::new("joint", "sealed", self.no), &self.sealed)?)
    }
}

/// The place of one person's copy of the key of a joint drawer.
pub(crate) fn joint_place(joint: i64, person: PersonNo) -> Place<'static> {
    Place::new("joint_share", "wrapped", joint ^ person.get().rotate_left(32))
}

impl Permit<'_> {
    /// What is held on the person together with others. What is also about somebody the asker must
    /// not learn of is not there.
    pub(crate) fn joint(&self, records: &[PersonNo]) -> Result<Vec<SealedJoint>, Error> {
        let mut found: Vec<SealedJoint> = Vec::new();
        for mine in records {
            let others = self.tx.all(
                "SELECT o.joint, o.person FROM joint_share s
                 JOIN joint_share o ON o.joint = s.joint AND o.person <> s.person
                 WHERE s.person = ?1",
                params![mine.get()],
                |row| Ok::<_, Error>((row.int(0)?, PersonNo::new(row.int(1)?))),
            )?;
            let mut walls = Vec::new();
            for (joint, other) in others {
                if !records.contains(&other) && self.record.walled(self.tx, self.question, other)? {
                    walls.push(joint);
                }
            }
            self.tx.query(
                "SELECT j.no, s.key, s.wrapped, j.due, j.sealed
                 FROM joint_share s JOIN joint j ON j.no = s.joint
                 WHERE s.person = ?1 ORDER BY j.no",
                params![mine.get()],
                |row| {
                    let no = row.int(0)?;
                    if !walls.contains(&no) && found.iter().all(|there| there.no != no) {
                        found.push(SealedJoint {
                            no,
                            person: *mine,
                            key: KeyId::from_bytes(row.bytes(1)?),
                            wrapped: row.blob(2)?.to_vec(),
                            due: row.opt_date(3)?,
                            sealed: row.blob(4)?.to_vec(),
                        });
                    }
                    Ok::<_, Error>(())
                },
            )?;
        }
        Ok(found)
    }
}

/// The numbers of items in a record that leads to another begin here, so that none is taken for one
/// of the record that was kept.
fn shift(records: &[PersonNo], drawer: i64) -> u32 {
    let of = PersonNo::of_drawer(drawer);
    let at = records.iter().position(|record| *record == of).unwrap_or_default();
    // 64 records at most, so it stays below the numbers of joint items.
    u32::try_from(at).unwrap_or_default() << 24
}

/// Sealed rows that may be opened once their entry is durable. Cannot be cloned.
#[must_use]
pub struct Release {
    person: Loaded,
    verdict: Verdict,
    question: Question,
    records: Vec<PersonNo>,
    drawers: Vec<SealedDrawer>,
    joint: Vec<SealedJoint>,
    account: Account,
}

/// A release whose entry has been made and has to be written.
#[must_use]
pub struct Awaiting {
    release: Release,
    leaf: [u8; 32],
}

impl Release {
    pub(crate) fn new(
        person: Loaded,
        verdict: Verdict,
        question: Question,
        (records, drawers, joint): (Vec<PersonNo>, Vec<SealedDrawer>, Vec<SealedJoint>),
        account: Account,
    ) -> Release {
        Release { person, verdict, question, records, drawers, joint, account }
    }

    /// Says something more in the entry.
    pub fn noting(mut self, name: &str, value: impl Into<serde_json::Value>) -> Release {
        self.account = self.account.with(name, value);
        self
    }

    /// Makes its entry.
    ///
    /// # Errors
    /// What the vault says: a key that is gone is a person who was erased a moment ago.
    pub fn entry(self, record: &Record, now: Now) -> Result<(Awaiting, Entry), Error> {
        let subject = Some((self.person.no, self.person.history_key));
        let entry = record.entry(self.account.clone(), subject, now)?;
        let leaf = entry.leaf;
        Ok((Awaiting { release: self, leaf }, entry))
    }

    /// Opens under the one entry of a list, which names everybody it touched and is durable.
    pub(crate) fn open_under(
        self,
        record: &Record,
        proof: &Committed<Logged>,
    ) -> Result<Opened, Error> {
        Awaiting { release: self, leaf: *proof.leaf() }.open(record, proof)
    }

    /// Writes its entry, waits until the disk has it, and opens.
    ///
    /// # Errors
    /// What the store or the vault says; then nothing was opened.
    pub fn open_logged(self, record: &Record, now: Now) -> Result<Opened, Error> {
        let (awaiting, entry) = self.entry(record, now)?;
        let proof = record.data().append(entry)?;
        awaiting.open(record, &proof)
    }
}

impl Awaiting {
    /// Opens against the proof that the entry is durable.
    ///
    /// # Errors
    /// [`Error::Malformed`] when the proof is of another entry; what the vault says.
    pub fn open(self, record: &Record, proof: &Committed<Logged>) -> Result<Opened, Error> {
        self.open_against(record, proof.leaf(), proof.no())
    }

    /// Opens against the proof that its entry is on the disk of the spool; its number in the log is
    /// not known yet.
    pub(crate) fn open_spooled(
        self,
        record: &Record,
        proof: &Committed<Spooled>,
    ) -> Result<Opened, Error> {
        self.open_against(record, proof.name(), 0)
    }

    fn open_against(self, record: &Record, leaf: &[u8; 32], no: i64) -> Result<Opened, Error> {
        if leaf != &self.leaf {
            return Err(Error::Malformed("this is the proof of another entry".to_owned()));
        }
        let Release { person, verdict, question, records, drawers, joint, .. } = self.release;
        let vault = record.vault();
        let mut open = Vec::with_capacity(drawers.len() + joint.len());
        for drawer in &drawers {
            let key = vault.key(drawer.key)?;
            let inside = key.open(drawer.place(), &drawer.sealed)?;
            let shift = shift(&records, drawer.no);
            open.push(OpenDrawer { due: drawer.due, shift, inside });
        }
        for drawer in &joint {
            open.push(OpenDrawer { due: drawer.due, shift: 0, inside: drawer.open(vault)? });
        }
        Ok(Opened {
            person: person.id,
            no: person.no,
            filter: Filter::new(&verdict, &question),
            verdict,
            drawers: open,
            entry: no,
        })
    }
}

struct OpenDrawer {
    due: Option<Date>,
    shift: u32,
    inside: Zeroizing<Vec<u8>>,
}

/// Which items of a drawer may be seen.
#[derive(Clone, Copy)]
pub(crate) struct Filter {
    allowed: Set<Category>,
    if_restricted: Set<Category>,
    if_expired: Set<Category>,
    held: bool,
    purpose: Code,
    team: Code,
    on: Date,
    machine: bool,
}

impl Filter {
    pub(crate) fn new(verdict: &Verdict, question: &Question) -> Filter {
        Filter {
            allowed: verdict.decision.allowed(),
            if_restricted: verdict.if_restricted,
            if_expired: verdict.if_expired,
            held: verdict.facts.held,
            purpose: question.purpose,
            team: question.team,
            on: question.ask.on,
            machine: question.ask.act == Act::Decide,
        }
    }

    /// Whether one item may be seen. `due` is its drawer's.
    #[inline]
    pub(crate) fn lets(&self, record: &Record, item: &ItemView<'_>, due: Option<Date>) -> bool {
        let Some(Some(category)) = record.codes().categories.get(usize::from(item.category)) else {
            return false;
        };
        let past = due.is_some_and(|due| due < self.on) && !self.held;
        let (mut objected, mut fenced, mut let_in, mut no_machine) = (false, false, false, false);
        for (kind, code) in item.all_labels() {
            match kind {
                Label::Objected => objected |= code == self.purpose,
                Label::Team => {
                    fenced = true;
                    let_in |= code == self.team;
                }
                Label::Machine => no_machine |= code == 2,
                Label::Purpose | Label::Category | Label::Source | Label::Given => {}
            }
        }
        self.allowed.contains(*category)
            && (!past || self.if_expired.contains(*category))
            && (item.flags & flag::RESTRICTED == 0 || self.if_restricted.contains(*category))
            && !objected
            && (!fenced || let_in)
            && !(self.machine && no_machine)
    }
}

/// One person's items, open, and only those that may be seen.
#[must_use]
pub struct Opened {
    person: PersonId,
    no: PersonNo,
    filter: Filter,
    verdict: Verdict,
    drawers: Vec<OpenDrawer>,
    entry: i64,
}

/// One item that may be seen.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    record: &'a Record,
    view: ItemView<'a>,
    /// Its number.
    pub no: ItemNo,
    /// The day it is due to go; none while its period has not begun.
    pub due: Option<Date>,
}

impl<'a> Seen<'a> {
    /// Its category.
    #[must_use]
    pub fn category(&self) -> &'a str {
        self.record.codes().name(Kind::Category, self.view.category)
    }

    /// Where it came from (row 6.1).
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.record.codes().name(Kind::Source, self.view.source)
    }

    /// The purposes it is held for.
    pub fn purposes(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let codes = self.record.codes();
        let view = self.view;
        view.labels(Label::Purpose).map(move |code| codes.name(Kind::Purpose, code))
    }

    /// Its labels of one kind, as numbers of the charter's names.
    pub fn labels(&self, kind: Label) -> impl Iterator<Item = Code> + use<'a> {
        self.view.labels(kind)
    }

    /// The day it was collected.
    #[must_use]
    pub fn collected(&self) -> Date {
        facts::date_of(self.view.collected).unwrap_or(Date::MIN)
    }

    /// The day the record was told of it, or the day it was collected where that is later.
    #[must_use]
    pub fn entered(&self) -> Date {
        self.collected().max(self.notes().entered.unwrap_or(Date::MIN))
    }

    /// The value.
    #[must_use]
    pub fn value(&self) -> &'a [u8] {
        self.view.value
    }

    /// The value as text; empty when it is none.
    #[must_use]
    pub fn text(&self) -> &'a str {
        std::str::from_utf8(self.view.value).unwrap_or_default()
    }

    /// Whether it is restricted (Art 18).
    #[must_use]
    pub fn restricted(&self) -> bool {
        self.view.flags & flag::RESTRICTED != 0
    }

    /// Whether the person disputes it.
    #[must_use]
    pub fn disputed(&self) -> bool {
        self.view.flags & flag::DISPUTED != 0
    }

    /// Whether it was held before and waits to be put right.
    #[must_use]
    pub fn legacy(&self) -> bool {
        self.view.flags & flag::LEGACY != 0
    }

    /// What else is known of it: notice version, condition, dispute note, where it is pointed at.
    #[must_use]
    pub fn notes(&self) -> crate::hold_item::Notes {
        serde_json::from_slice(self.view.extra).unwrap_or_default()
    }
}

impl Opened {
    /// Whose items these are.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Their number in the store.
    #[must_use]
    pub fn number(&self) -> PersonNo {
        self.no
    }

    /// The number of the entry that tells of this look; 0 while it waits in the spool.
    #[must_use]
    pub fn entry(&self) -> i64 {
        self.entry
    }

    /// What the person is to the entity, as far as the decision goes: the number of a relationship.
    #[must_use]
    pub fn relationship_code(&self) -> Code {
        self.verdict.relationship
    }

    /// The decision behind it.
    #[must_use]
    pub fn decision(&self) -> &Decision {
        &self.verdict.decision
    }

    /// Why what is masked is masked.
    #[must_use]
    pub fn explain(&self, record: &Record) -> Explanation {
        record.gate().explain(&self.verdict.ask, &self.verdict.facts)
    }

    /// Gives each item that may be seen to `each`.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a drawer cannot be read.
    pub fn each<'a>(
        &'a self,
        record: &'a Record,
        mut each: impl FnMut(Seen<'a>),
    ) -> Result<(), Error> {
        for drawer in &self.drawers {
            for item in drawer::items(&drawer.inside)? {
                let view = item?;
                if self.filter.lets(record, &view, drawer.due) {
                    let no = ItemNo { person: self.no, n: view.n | drawer.shift };
                    each(Seen { record, view, no, due: drawer.due });
                }
            }
        }
        Ok(())
    }

    /// Gives what tells the person apart to `each`: its kind, its value, and whether the question
    /// may see it. For comparing, inside this room only.
    pub(crate) fn each_identifying(
        &self,
        record: &Record,
        mut each: impl FnMut(crate::identify::Kind, &str, bool),
    ) -> Result<(), Error> {
        for drawer in &self.drawers {
            for item in drawer::items(&drawer.inside)? {
                let view = item?;
                if view.flags & flag::IDENTIFIES == 0 {
                    continue;
                }
                let notes: crate::Notes = serde_json::from_slice(view.extra).unwrap_or_default();
                let kind = notes.identifies.and_then(|kind| kind.parse().ok());
                if let (Some(kind), Ok(text)) = (kind, std::str::from_utf8(view.value)) {
                    each(kind, text, self.filter.lets(record, &view, drawer.due));
                }
            }
        }
        Ok(())
    }

    /// Every item that may be seen.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a drawer cannot be read.
    pub fn items<'a>(&'a self, record: &'a Record) -> Result<Vec<Seen<'a>>, Error> {
        let mut items = Vec::new();
        self.each(record, |seen| items.push(seen))?;
        Ok(items)
    }

    /// How many items are held that this question may not see: said so that no answer passes for
    /// the whole. Which ones is not said.
    ///
    /// # Errors
    /// [`Error::Damaged`] when a drawer cannot be read.
    pub fn masked(&self, record: &Record) -> Result<usize, Error> {
        let mut masked = 0;
        for drawer in &self.drawers {
            for item in drawer::items(&drawer.inside)? {
                masked += usize::from(!self.filter.lets(record, &item?, drawer.due));
            }
        }
        Ok(masked)
    }
}

impl Record {
    /// Looks at one person for a stated purpose: decides, writes the entry, and opens when it is
    /// durable. A refusal is written down too.
    ///
    /// # Errors
    /// [`Error::Refused`] when nothing may be seen; what the store or the vault says.
    pub fn look(&self, question: &Question, person: PersonId, now: Now) -> Result<Opened, Error> {
        for _ in 0..crate::TRIES_MAX {
            let released =
                self.data().read("look", |tx| self.permit(tx, question, person)?.release());
            match released.map(|release| release.open_logged(self, now)) {
                // A drawer was taken out in between, with its key: look again.
                Ok(Err(Error::Vault(vault::Error::Gone))) => {}
                Ok(opened) => return opened,
                Err(error) => return Err(self.refuse(error, now)?),
            }
        }
        Err(Error::Changed)
    }

    /// Writes a refusal down, and gives it back.
    pub(crate) fn refuse(&self, error: Error, now: Now) -> Result<Error, Error> {
        if let Error::Refused(refusal) = &error {
            let entry =
                self.entry(refusal.account.clone().with("refused", true), refusal.subject, now)?;
            self.data().append(entry)?;
        }
        Ok(error)
    }

    pub(crate) fn key(&self, id: KeyId) -> Result<Key, Error> {
        Ok(self.vault().key(id)?)
    }
}
