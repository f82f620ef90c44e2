//! The register of cameras (rows 6.1.6, 7.1 to 7.2b).
//!
//! A camera is an item of the charter, with its assessment, its sign, its purposes and for how long its
//! pictures are kept. Here is what happened with it: it is not switched on before its assessment was
//! approved, its signs are looked at, and pictures go out for a purpose the gate lets them go for.

use charter::items::{AssessmentKind, Camera};
use db::params;
use gate::{NamedAsk, NamedFacts, Outcome};
use jiff::civil::Date;
use people::{Error as RecordError, Now, Record};
use words::Message;

use crate::Error;
use crate::error::{no, said};

/// Within how many days the signs of a camera are looked at again: half a year.
pub const SIGNS_DAYS: i32 = 183;
/// The category of what a camera takes.
pub const CATEGORY: &str = "cctv-images";
/// What somebody in a picture is to the landlord, as long as nobody knows who they are.
const SOMEBODY: &str = "member-of-the-public";
/// The most events of one camera that are listed.
const EVENTS_MAX: u32 = 1_000;

/// What happened. The numbers are stored: never change one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i64)]
pub enum Happened {
    /// It was switched on.
    On = 1,
    /// It was switched off for good, or until it is switched on again.
    Off = 2,
    /// Its signs were looked at.
    Signs = 3,
    /// Pictures were taken out.
    Export = 4,
}

impl Happened {
    fn of(number: i64) -> Option<Happened> {
        [Happened::On, Happened::Off, Happened::Signs, Happened::Export]
            .into_iter()
            .find(|one| *one as i64 == number)
    }

    /// Its id: `on`, `off`, `signs`, `export`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Happened::On => "on",
            Happened::Off => "off",
            Happened::Signs => "signs",
            Happened::Export => "export",
        }
    }
}

/// One thing that happened with a camera.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What.
    pub what: Happened,
    /// The day.
    pub day: Date,
    /// What is known of it. Nobody who is in a picture.
    pub says: String,
    /// Who wrote it down.
    pub actor: String,
}

/// How a camera stands.
#[derive(Clone, Debug)]
pub struct Stands {
    /// Its id in the charter.
    pub camera: String,
    /// Where it looks.
    pub name: String,
    /// Since when it is on; none while it is off.
    pub on_since: Option<Date>,
    /// The day its signs were last looked at.
    pub signs: Option<Date>,
    /// What is wrong with it.
    pub wrong: Vec<Message>,
}

/// How every camera of the charter stands today.
///
/// # Errors
/// What the store says.
pub fn cameras(record: &Record, now: Now) -> Result<Vec<Stands>, Error> {
    let charter = record.gate().charter();
    charter.cameras().iter().map(|camera| stands(record, camera, now)).collect()
}

fn stands(record: &Record, camera: &Camera, now: Now) -> Result<Stands, Error> {
    let id = camera.id.get_ref().as_str();
    let mut on_since = None;
    let mut signs = camera.signage.as_ref().map(|day| day.get_ref().0);
    for event in events(record, id)? {
        match event.what {
            Happened::On => on_since = Some(event.day),
            Happened::Off => on_since = None,
            Happened::Signs => signs = signs.max(Some(event.day)),
            Happened::Export => {}
        }
    }
    let mut wrong = before_it_is_on(record, camera, now.today());
    let old = |day: Date| day.until(now.today()).map_or(0, |span| span.get_days()) > SIGNS_DAYS;
    if signs.is_some_and(old) {
        wrong.push(Message::new("registers-camera-signs-old"));
    }
    if on_since.is_none() {
        wrong.push(Message::new("registers-camera-not-on-record"));
    }
    Ok(Stands { camera: id.to_owned(), name: camera.name.clone(), on_since, signs, wrong })
}

/// What stands in the way of switching a camera on: no assessment that was approved by then and is not past
/// the day it is to be looked at again, no sign, no purpose.
fn before_it_is_on(record: &Record, camera: &Camera, day: Date) -> Vec<Message> {
    let charter = record.gate().charter();
    let mut wrong = Vec::new();
    let dpia = camera.dpia.as_ref().and_then(|id| charter.assessments().get(id.get_ref()));
    let dpia = dpia.filter(|one| one.kind == AssessmentKind::Impact);
    match dpia.and_then(|one| one.approved.as_ref().map(|day| (one, day.get_ref().0))) {
        None => wrong.push(Message::new("registers-camera-not-assessed")),
        Some((_, approved)) if approved > day => {
            wrong.push(Message::new("registers-camera-assessed-later"));
        }
        Some((one, _)) => {
            let over = one.review.as_ref().is_some_and(|review| review.get_ref().0 < day);
            if over {
                wrong.push(Message::new("registers-camera-assessment-old"));
            }
        }
    }
    if camera.signage.as_ref().is_none_or(|signs| signs.get_ref().0 > day) {
        wrong.push(Message::new("registers-camera-no-sign"));
    }
    if camera.purposes.is_empty() {
        wrong.push(Message::new("registers-camera-no-purpose"));
    }
    wrong
}

fn find<'a>(record: &'a Record, camera: &str) -> Result<&'a Camera, Error> {
    let cameras = record.gate().charter().cameras();
    let at = cameras.find(camera).ok_or_else(|| Error::None {
        what: "camera",
        name: camera.to_owned(),
        way: "one that is not in the charter is not put up; `keyholder camera list` shows those that are",
    })?;
    Ok(&cameras[at])
}

fn write(
    record: &Record,
    by: &str,
    (camera, what): (&str, Happened),
    day: Date,
    says: &str,
    now: Now,
) -> Result<(), Error> {
    if day > now.today() {
        return Err(Error::Malformed("say a day that is not to come".to_owned()));
    }
    let (id, actor, at) = (camera.to_owned(), by.to_owned(), now.micros());
    let (day, says, no) = (day.to_string(), says.to_owned(), people::row_number());
    let act = format!("camera-{}", what.id());
    record.write_office(by, &act, camera, now, move |tx| {
        tx.execute(
            "INSERT INTO camera_event (no, camera, kind, day, says, actor, recorded)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![no, &id, what as i64, &day, &says, &actor, at],
        )?;
        Ok(())
    })?;
    Ok(())
}

/// Switches a camera on: only with an impact assessment approved by that day (row 7.1), and a sign (row 7.2b).
///
/// # Errors
/// [`Error::No`] with what is missing; [`Error::None`] for a camera the charter does not have.
pub fn switch_on(
    record: &Record,
    by: &str,
    camera: &str,
    day: Date,
    now: Now,
) -> Result<(), Error> {
    let found = find(record, camera)?;
    if let Some(message) = before_it_is_on(record, found, day).into_iter().next() {
        return Err(Error::Why { message, paragraph: "7.1" });
    }
    write(record, by, (camera, Happened::On), day, "", now)
}

/// Switches a camera off.
///
/// # Errors
/// [`Error::None`]; [`Error::Malformed`] without a reason.
pub fn switch_off(
    record: &Record,
    by: &str,
    camera: &str,
    (day, because): (Date, &str),
    now: Now,
) -> Result<(), Error> {
    find(record, camera)?;
    let because = said("say why", because, 3)?;
    write(record, by, (camera, Happened::Off), day, &because, now)
}

/// Writes down that the signs of a camera were looked at, and what shows it (row 7.2b).
///
/// # Errors
/// [`Error::None`]; [`Error::Malformed`] without evidence.
pub fn signs_seen(
    record: &Record,
    by: &str,
    camera: &str,
    (day, evidence): (Date, &str),
    now: Now,
) -> Result<(), Error> {
    find(record, camera)?;
    let evidence = said("name the dated photograph", evidence, 3)?;
    write(record, by, (camera, Happened::Signs), day, &evidence, now)
}

/// Pictures that are to go out.
#[derive(Clone, Debug)]
pub struct Export {
    /// The camera.
    pub camera: String,
    /// The first day they show.
    pub from: Date,
    /// The last day they show.
    pub to: Date,
    /// Why, in words.
    pub because: String,
}

/// Lets pictures of a camera go to a recipient for a purpose, where the gate lets them, and writes it down.
///
/// Nobody knows yet who is in them, so it is decided as about a member of the public of whom nothing is on
/// record; whoever is recognised has it in their own register by a disclosure.
///
/// # Errors
/// [`Error::No`] where the gate refuses, the camera was not on, or the pictures are past their time.
pub fn export(record: &Record, named: &NamedAsk, export: &Export, now: Now) -> Result<(), Error> {
    let camera = find(record, &export.camera)?;
    let because = said("say why", &export.because, 10)?;
    let mut ask = named.clone();
    ask.data = vec![CATEGORY.to_owned()];
    "disclose".clone_into(&mut ask.action);
    SOMEBODY.clone_into(&mut ask.relationship);
    ask.entity = camera.entity.get_ref().as_str().to_owned();
    ask.facts = Some(NamedFacts::default());
    if !camera.purposes.iter().any(|id| id.get_ref().as_str() == ask.purpose) {
        return Err(no("6.1.6", "this camera is not there for that purpose"));
    }
    let (question, facts) = record
        .gate()
        .read(&ask, now.today())
        .map_err(|error| Error::Malformed(error.to_string()))?;
    if record.gate().decide(&question, &facts).outcome() != Outcome::Allowed {
        let explained = record.gate().explain(&question, &facts);
        return Err(match explained.reasons.into_iter().next() {
            Some(reason) => Error::Why { message: reason.message, paragraph: "6.1.6" },
            None => no("6.1.6", "the notice does not let them go"),
        });
    }
    if export.from > export.to || export.to > now.today() {
        return Err(Error::Malformed("say the days the pictures show, none to come".to_owned()));
    }
    let charter = record.gate().charter();
    let class = charter.retentions().get(camera.retention.get_ref());
    let kept = class.and_then(|class| class.period.as_ref());
    if kept.is_none_or(|period| period.get_ref().after(export.from) < now.today()) {
        return Err(no("22.1", "these pictures are past their time and should be gone"));
    }
    if !was_on(record, &export.camera, export.from, export.to)? {
        return Err(no(
            "7.1",
            "this camera was not on all those days, as far as the register knows",
        ));
    }
    let by = named.actor.clone().unwrap_or_default();
    let recipient = ask.recipient.clone().unwrap_or_default();
    let says =
        format!("{} to {}, for {}, to {recipient}: {because}", export.from, export.to, ask.purpose);
    write(record, &by, (&export.camera, Happened::Export), now.today(), &says, now)
}

/// Whether a camera was on from one day to another, both among them.
fn was_on(record: &Record, camera: &str, from: Date, to: Date) -> Result<bool, Error> {
    let mut on = false;
    for event in events(record, camera)? {
        match event.what {
            Happened::On if event.day <= from => on = true,
            Happened::Off if event.day < to => on = false,
            _ => {}
        }
    }
    Ok(on)
}

/// What happened with a camera, oldest first; of more than can be listed the newest.
///
/// # Errors
/// What the store says.
pub fn events(record: &Record, camera: &str) -> Result<Vec<Event>, Error> {
    let all = record.data().read("what happened with a camera", |tx| {
        tx.all(
            "SELECT kind, day, says, actor FROM (
                 SELECT kind, day, says, actor, recorded, no FROM camera_event WHERE camera = ?1
                 ORDER BY day DESC, recorded DESC, no DESC LIMIT ?2) newest
             ORDER BY day, recorded, no",
            params![camera, EVENTS_MAX],
            |row| {
                let what = Happened::of(row.int(0)?).ok_or(RecordError::Damaged("camera_event"))?;
                Ok::<_, RecordError>(Event {
                    what,
                    day: row.date(1)?,
                    says: row.text(2)?.to_owned(),
                    actor: row.text(3)?.to_owned(),
                })
            },
        )
    })?;
    Ok(all)
}
