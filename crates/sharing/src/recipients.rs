//! Recipients as a register: what each is, what it agreed to, where it handles the data and by what right,
//! who works for it, what stands in the way today, and when it is looked at again (rows 11.2.4a to 11.3, 13.1).

use charter::items::{AgreementKind, RecipientKind};
use charter::{Charter, Country};
use db::{params, tasks};
use jiff::ToSpan;
use jiff::civil::Date;
use law::transfer::{Mechanism, Reach};
use people::{CodeKind, Error, Now, Record};
use words::Message;

use crate::agreements;
use crate::share::{line, owner, post_of};

/// The kind of task a day of a recipient becomes.
const REVIEW: &str = "recipient-review";
/// How many days before its day a task is given.
const AHEAD: i32 = 30;
/// The most sub-contractors that are read.
const SUBS_MAX: u32 = 2_000;

/// Where the data goes abroad, and by what right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// The mechanism, by the name the law knows it by.
    pub mechanism: String,
    /// What it is called.
    pub title: Option<&'static str>,
    /// The last day it holds.
    pub until: Option<Date>,
    /// Whether it needs a data protection test.
    pub needs_test: bool,
    /// The day the test was approved.
    pub tested: Option<Date>,
    /// Whether it holds today, as far as the charter and the law say.
    pub holds: bool,
}

/// Somebody who does work for a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubContractor {
    /// Its name.
    pub name: String,
    /// Whether the charter names it for this recipient: without that nothing goes.
    pub in_charter: bool,
    /// The day it said that it understood what it may do.
    pub acknowledged: Option<Date>,
    /// The day its work ended.
    pub ended: Option<Date>,
}

impl SubContractor {
    /// Whether a job sheet may name it.
    #[must_use]
    pub fn may_be_sent(&self, on: Date) -> bool {
        self.in_charter && self.ended.is_none_or(|day| day > on)
    }
}

/// A recipient, as it stands on a day.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The charter's name of it.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// `processor`, `controller`, `joint`, `group`, `statutory` or `representative`.
    pub kind: &'static str,
    /// The power it receives under.
    pub power: Option<String>,
    /// The name of its agreement, and what kind that is.
    pub agreement: Option<(String, &'static str)>,
    /// The last day of it.
    pub until: Option<Date>,
    /// The day it said that it understood what it may do (row 11.3): the newest that is known.
    pub acknowledged: Option<Date>,
    /// The next day it is looked at again.
    pub review: Option<Date>,
    /// The day the office ended it.
    pub ended: Option<Date>,
    /// Where it handles the data.
    pub country: Option<Country>,
    /// Abroad: by what right.
    pub transfer: Option<Transfer>,
    /// For what it receives what: purposes and kinds of data, by the charter's names.
    pub receives: Vec<(String, Vec<String>)>,
    /// Who works for it.
    pub sub_contractors: Vec<SubContractor>,
    /// Why it is given nothing today; empty where something may go.
    pub refused: Vec<Message>,
    /// What is not as it should be, and refuses nothing.
    pub missing: Vec<Message>,
}

/// Every recipient of the charter, as it stands today.
///
/// # Errors
/// What the store says.
pub fn recipients(record: &Record, now: Now) -> Result<Vec<Holder>, Error> {
    let charter = record.gate().charter();
    let known = agreements(record)?;
    let subs = sub_contractors(record)?;
    let today = now.today();
    let mut all = Vec::new();
    for item in charter.recipients().iter() {
        let id = item.id.get_ref().as_str().to_owned();
        let office = known.iter().find(|one| one.recipient == id);
        let agreement =
            item.agreement.as_ref().and_then(|it| charter.agreements().get(it.get_ref()));
        let day = |of: Option<&toml::Spanned<charter::Day>>| of.map(|day| day.get_ref().0);
        let signed = agreement.and_then(|it| day(it.signed.as_ref()));
        let until = agreement.and_then(|it| day(it.until.as_ref()));
        let own = agreement.and_then(|it| day(it.acknowledged.as_ref()));
        let understood = own.is_some_and(|day| day <= today);
        let acknowledged = own.max(office.and_then(|it| it.acknowledged));
        let reviews =
            [agreement.and_then(|it| day(it.review.as_ref())), office.and_then(|it| it.review)];
        let ended = office.and_then(|it| it.ended);
        let transfer = transfer(charter, item, today);
        let mut subs: Vec<SubContractor> =
            subs.iter().filter(|(to, _)| *to == id).map(|(_, sub)| sub.clone()).collect();
        for name in item.sub_contractors.iter().map(toml::Spanned::get_ref) {
            match subs.iter_mut().find(|sub| sub.name == *name) {
                Some(sub) => sub.in_charter = true,
                None => subs.push(SubContractor {
                    name: name.clone(),
                    in_charter: true,
                    acknowledged: None,
                    ended: None,
                }),
            }
        }
        let by_agreement = match item.kind {
            RecipientKind::Representative => false,
            RecipientKind::Statutory => item.power.is_none(),
            _ => true,
        };
        let mut refused = Vec::new();
        if ended.is_some_and(|day| day <= today) {
            refused
                .push(Message::new("sharing-recipient-ended").with("day", ended.unwrap_or(today)));
        }
        if by_agreement {
            match (signed, until) {
                (None, _) => refused.push(Message::new("sharing-recipient-unsigned")),
                (Some(day), _) if day > today => {
                    refused.push(Message::new("sharing-recipient-unsigned"));
                }
                (_, Some(day)) if day < today => {
                    refused.push(Message::new("sharing-recipient-lapsed").with("day", day));
                }
                _ if !understood => {
                    refused.push(Message::new("sharing-recipient-unacknowledged"));
                }
                _ => {}
            }
        }
        let home = item.country.as_ref().map(|country| *country.get_ref());
        if home.is_none()
            || (home != Some(Country::GB) && transfer.as_ref().is_none_or(|it| !it.holds))
        {
            refused.push(Message::new("sharing-recipient-transfer"));
        }
        let mut missing = Vec::new();
        let next = reviews.into_iter().flatten().max();
        if next.is_some_and(|day| day < today) {
            missing.push(
                Message::new("sharing-recipient-review-past").with("day", next.unwrap_or(today)),
            );
        }
        all.push(Holder {
            receives: receives(charter, &id),
            name: item.name.clone(),
            kind: kind(item.kind),
            power: item.power.as_ref().map(|power| power.get_ref().clone()),
            agreement: agreement.map(|it| (it.name.clone(), kind_of(it.kind))),
            until,
            acknowledged,
            review: next,
            ended,
            country: home,
            transfer,
            sub_contractors: subs,
            refused,
            missing,
            id,
        });
    }
    Ok(all)
}

fn kind(of: RecipientKind) -> &'static str {
    match of {
        RecipientKind::Processor => "processor",
        RecipientKind::Controller => "controller",
        RecipientKind::Joint => "joint",
        RecipientKind::Group => "group",
        RecipientKind::Statutory => "statutory",
        RecipientKind::Representative => "representative",
    }
}

fn kind_of(of: AgreementKind) -> &'static str {
    match of {
        AgreementKind::Processor => "processor",
        AgreementKind::Sharing => "sharing",
        AgreementKind::Joint => "joint",
        AgreementKind::Group => "group",
    }
}

/// What it receives, purpose by purpose, in the charter's order.
fn receives(charter: &Charter, id: &str) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<String>)> = Vec::new();
    for one in charter.disclosures().iter().filter(|one| one.recipient.get_ref().as_str() == id) {
        let purpose = one.purpose.get_ref().as_str();
        if !all.iter().any(|(there, _)| there == purpose) {
            all.push((purpose.to_owned(), Vec::new()));
        }
        let Some((_, kinds)) = all.iter_mut().find(|(there, _)| there == purpose) else { continue };
        for kind in one.data.iter().map(|kind| kind.get_ref().as_str()) {
            if !kinds.iter().any(|there| there == kind) {
                kinds.push(kind.to_owned());
            }
        }
    }
    all
}

fn transfer(charter: &Charter, item: &charter::Recipient, today: Date) -> Option<Transfer> {
    let mechanism = item.mechanism.as_ref()?.get_ref();
    let law: Option<&Mechanism> = law::transfer::mechanism::find(mechanism);
    let until = item.mechanism_until.as_ref().map(|day| day.get_ref().0);
    let tested = item
        .transfer_test
        .as_ref()
        .and_then(|id| charter.assessments().get(id.get_ref()))
        .and_then(|test| test.approved.as_ref())
        .map(|day| day.get_ref().0);
    let needs_test = law.is_none_or(Mechanism::needs_test);
    let country = item.country.as_ref().map(|country| country.get_ref().as_str().to_owned());
    let reached = law.is_some_and(|law| match law.countries() {
        None => true,
        Some(listed) => country.as_deref().is_some_and(|country| listed.contains(&country)),
    });
    // A listing is renewed or lapses: without its last known day it proves nothing.
    let listed = law.is_some_and(|law| law.reach() == Reach::UnitedStates && until.is_none());
    let holds = law.is_some_and(|law| law.usable() && law.provision().in_force_from() <= today)
        && reached
        && !listed
        && until.is_none_or(|day| day >= today)
        && (!needs_test || tested.is_some_and(|day| day <= today));
    Some(Transfer {
        mechanism: mechanism.clone(),
        title: law.map(|law| law.provision().title()),
        until,
        needs_test,
        tested,
        holds,
    })
}

/// Every sub-contractor somebody wrote down, with the recipient it works for.
fn sub_contractors(record: &Record) -> Result<Vec<(String, SubContractor)>, Error> {
    record.data().read("sub-contractors", |tx| {
        tx.all(
            "SELECT recipient, name, acknowledged, ended FROM sub_contractor
             ORDER BY recipient, name LIMIT ?1",
            params![SUBS_MAX],
            |row| {
                let code = u16::try_from(row.int(0)?).unwrap_or(0);
                let sub = SubContractor {
                    name: row.text(1)?.to_owned(),
                    in_charter: false,
                    acknowledged: row.opt_date(2)?,
                    ended: row.opt_date(3)?,
                };
                Ok::<_, Error>((record.name_of(CodeKind::Recipient, code).to_owned(), sub))
            },
        )
    })
}

/// Writes down a sub-contractor, and the day it said that it understood what it may do. Nothing goes to one
/// whom the charter does not name.
///
/// # Errors
/// [`Error::NotInCharter`] for a recipient the charter does not have; [`Error::Malformed`] for no name.
pub fn name_sub_contractor(
    record: &Record,
    recipient: &str,
    name: &str,
    acknowledged: Option<Date>,
    now: Now,
    actor: &str,
) -> Result<(), Error> {
    let code = i64::from(record.codes().code(CodeKind::Recipient, recipient)?);
    let name = line(name, "what it is called")?;
    let day = acknowledged.map(|day| day.to_string());
    record.write_office(actor, "sub-contractor-named", recipient, now, move |tx| {
        tx.execute(
            "INSERT INTO sub_contractor (recipient, name, acknowledged) VALUES (?1, ?2, ?3)
             ON CONFLICT (recipient, name) DO UPDATE SET acknowledged = excluded.acknowledged,
             ended = NULL",
            params![code, &name, day.as_deref()],
        )?;
        Ok(())
    })
}

/// Ends the work of a sub-contractor from a day on.
///
/// # Errors
/// As for [`name_sub_contractor`].
pub fn end_sub_contractor(
    record: &Record,
    recipient: &str,
    name: &str,
    on: Date,
    now: Now,
    actor: &str,
) -> Result<(), Error> {
    let code = i64::from(record.codes().code(CodeKind::Recipient, recipient)?);
    let name = line(name, "what it is called")?;
    let day = on.to_string();
    record.write_office(actor, "sub-contractor-ended", recipient, now, move |tx| {
        tx.execute(
            "INSERT INTO sub_contractor (recipient, name, ended) VALUES (?1, ?2, ?3)
             ON CONFLICT (recipient, name) DO UPDATE SET ended = excluded.ended",
            params![code, &name, &day],
        )?;
        Ok(())
    })
}

/// What was given to posts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DaysAhead {
    /// How many days of recipients are near or past.
    pub near: usize,
}

/// Gives a post a task for every day of a recipient that is near or past.
///
/// Its review, the end of its agreement, the end of what lets data go abroad: one task a day and recipient, and
/// none again once it was ended.
///
/// # Errors
/// What the store says.
pub fn remind_of_recipients(
    record: &Record,
    post: Option<&str>,
    now: Now,
) -> Result<DaysAhead, Error> {
    let post = post_of(record, post).unwrap_or_else(|_| owner(record));
    let horizon = now.today().saturating_add(AHEAD.days());
    let mut near = Vec::new();
    for one in recipients(record, now)? {
        if one.ended.is_some() {
            continue;
        }
        let abroad = one.transfer.as_ref().and_then(|it| it.until);
        let days =
            [("review", one.review), ("agreement ends", one.until), ("transfer ends", abroad)];
        for (what, day) in days {
            let Some(day) = day.filter(|day| *day <= horizon) else { continue };
            near.push((format!("{} {what} {day}", one.id), day));
        }
    }
    let came = DaysAhead { near: near.len() };
    let at = now.micros();
    record.data().write("recipients' days", move |tx| {
        for (reference, day) in &near {
            if tasks::ended(tx, REVIEW, reference)?.is_none() {
                let task = tasks::NewTask {
                    post: post.clone(),
                    kind: REVIEW.to_owned(),
                    subject: None,
                    reference: reference.clone(),
                    due: day.to_string(),
                };
                tasks::give_once(tx, &task, at)?;
            }
        }
        Ok::<_, Error>(())
    })?;
    Ok(came)
}
