//! Answering: the text first, then what may be opened of the person, then the decision.

use gate::{NamedAsk, Outcome};
use jiff::ToSpan;
use law::pecr::{Channel, Contact, Content, Listing, Verdict};
use people::identify::{Identifier, Kind};
use people::{Account, Contacting, Error, Now, PersonId, Question, Record, Routed};

use super::{Answer, Because, May, Plan, READ_LENGTH_MAX, Whose, reasons};
use crate::outgoing::{Reader, What, scan};
use crate::preference::{LIST_DAYS_MAX, Listed, Screen};

/// What the entry of an answer is called in the log.
const ACT: &str = "contact-answer";

/// A contact with its names read.
struct Asked<'a> {
    record: &'a Record,
    /// What is decided.
    question: Question,
    /// What is opened for it.
    opening: Question,
    by: Option<Channel>,
    channel: &'a str,
    content: Content,
    plan: &'a Plan,
    found: Vec<What>,
}

/// What was found in the record, without whom.
struct Looked {
    screen: Option<Screen>,
    suppressed: bool,
    not_theirs: bool,
    /// Addresses in the text that they have are no findings any more.
    found: Vec<What>,
}

/// Answers whether a person may be contacted. A refusal is an answer too, and both are in the log.
///
/// The ask names who asks, in what role, for which legal entity and purpose, and the channel. Its action
/// and its data are filled in: no more is looked at than the channel needs.
///
/// # Errors
/// [`Error::NotInCharter`] for a name the charter does not have; [`Error::Malformed`] for an ask without a
/// channel, or a text that is too long; what the store or the vault says, and then there is no answer.
pub fn may(
    record: &Record,
    ask: &NamedAsk,
    person: PersonId,
    plan: &Plan,
    now: Now,
) -> Result<Answer, Error> {
    let asked = read(record, ask, plan, now)?;
    let (looked, decided) = match asked.decide(person, now) {
        Ok(decided) => decided,
        Err(Error::Refused(refusal)) => {
            let explained = refusal.explain(record.gate());
            let mut because = reasons::of_anybody(plan.whose, &asked.found);
            because.extend(reasons::of_the_gate(&explained, refusal.route()));
            return Ok(asked.no(because));
        }
        Err(error) => return Err(error),
    };
    asked.answer(&looked, decided, now)
}

fn read<'a>(
    record: &'a Record,
    ask: &'a NamedAsk,
    plan: &'a Plan,
    now: Now,
) -> Result<Asked<'a>, Error> {
    let Some(channel) = ask.channel.as_deref().filter(|channel| !channel.is_empty()) else {
        return Err(Error::Malformed("a contact names its channel".to_owned()));
    };
    if plan.read.as_ref().is_some_and(|why| why.chars().count() > READ_LENGTH_MAX) {
        return Err(Error::TooMany("characters of why a text is no marketing"));
    }
    let gate = record.gate();
    let unknown =
        |kind: &'static str, name: &str| Error::NotInCharter { kind, name: name.to_owned() };
    let by = gate.channel(channel).ok_or_else(|| unknown("channel", channel))?;
    let by = record.kind_of(by);
    let purposes = gate.charter().purposes();
    let purpose = purposes.find(&ask.purpose).ok_or_else(|| unknown("purpose", &ask.purpose))?;
    let content = if purposes[purpose].marketing { Content::Marketing } else { Content::Service };
    let aloud = plan.voicemail || by == Some(Channel::Voicemail);
    let found = match &plan.text {
        Some(text) => found(text, &[], aloud)?,
        None => Vec::new(),
    };
    let needs: &[Kind] = match by {
        Some(Channel::Email) => &[Kind::Email],
        Some(Channel::Post) => &[Kind::Address, Kind::Name],
        Some(Channel::AutomatedCall | Channel::LiveCall | Channel::Text | Channel::Voicemail) => {
            &[Kind::Phone]
        }
        Some(Channel::SocialMessage) | None => &[Kind::Name],
    };
    let of = |kinds: &[Kind]| -> Vec<String> {
        (gate.charter().categories().iter())
            .filter(|one| kinds.iter().any(|kind| one.identifies.contains(&kind.identifies())))
            .map(|one| one.id.get_ref().as_str().to_owned())
            .collect()
    };
    let question = |data: Vec<String>| {
        let named = NamedAsk { action: "contact".to_owned(), data, ..ask.clone() };
        record.question(&named, now.today())?.about_topic(&plan.topic)
    };
    let mut opened = of(needs);
    if found.contains(&What::Address) && !aloud {
        opened.extend(of(&[Kind::Address]).into_iter().filter(|one| !needs_it(&of(needs), one)));
    }
    let asked = Asked {
        record,
        question: question(of(needs))?,
        opening: question(opened)?,
        by,
        channel,
        content,
        plan,
        found,
    };
    let known = asked.known();
    Ok(Asked {
        question: asked.question.clone().planned(known.clone()),
        // To look for a number on a list it is opened as if it were on none: where even then it could not
        // be called, nothing is opened.
        opening: asked.opening.clone().planned(Contact { listing: Listing::NotListed, ..known }),
        ..asked
    })
}

fn needs_it(needed: &[String], one: &str) -> bool {
    needed.iter().any(|need| need == one)
}

fn found(text: &str, addresses: &[&str], aloud: bool) -> Result<Vec<What>, Error> {
    let found = scan(text, Reader { addresses, aloud }).map_err(|bytes| {
        Error::Malformed(format!(
            "a text has {} bytes at most, and this has {bytes}",
            crate::outgoing::TEXT_BYTES_MAX
        ))
    })?;
    let mut all: Vec<What> = found.iter().map(|one| one.what).collect();
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

impl Asked<'_> {
    /// What the law is told of it.
    fn known(&self) -> Contact {
        let mut known = self.plan.known.clone();
        // The soft opt-ins are for whoever took the details, for their own.
        let ours = self.plan.whose == Whose::Ours;
        known.own_similar_products &= ours;
        known.own_charitable_purpose &= ours;
        known.channel = if self.plan.voicemail { Channel::Voicemail } else { Channel::Post };
        known
    }

    fn is_call(&self) -> bool {
        self.by == Some(Channel::LiveCall) && !self.plan.voicemail
    }

    fn decide(&self, person: PersonId, now: Now) -> Result<(Looked, (Contacting, Listed)), Error> {
        let looked = self.look(person, now)?;
        let (screen, on) = (looked.screen.clone(), now.today());
        let call = self.is_call();
        let long_ago = on.saturating_sub((2 * LIST_DAYS_MAX).days());
        let decided = self.record.contacting(
            &self.question,
            person,
            move |tx| {
                let listed = match &screen {
                    Some(screen) => screen.listed(tx, on)?,
                    None => Listed::Unknown,
                };
                // How long a number has been on the list is in no file, so that no days of grace are
                // counted.
                Ok(match listed {
                    _ if !call => (Listing::Unknown, listed),
                    Listed::On(_) => (Listing::Since(long_ago), listed),
                    Listed::No => (Listing::NotListed, listed),
                    Listed::Unknown => (Listing::Unknown, listed),
                })
            },
            |account| account,
            now,
        )?;
        Ok((looked, decided))
    }

    /// Opens what has to be compared, where anything has; nothing of it leaves this room.
    fn look(&self, person: PersonId, now: Now) -> Result<Looked, Error> {
        let marketing = self.content == Content::Marketing;
        let address = self.found.contains(&What::Address) && !self.aloud();
        let mut looked = Looked {
            screen: None,
            suppressed: false,
            not_theirs: false,
            found: self.found.clone(),
        };
        if !(marketing || address || self.plan.to.is_some()) {
            return Ok(looked);
        }
        let held = self.record.identities(&self.opening, person, now)?;
        let to = self.plan.to.as_ref();
        looked.not_theirs = to.is_some_and(|to| !held.contains_same(to));
        if let (true, Some(text)) = (address, &self.plan.text) {
            let ours = self.record.gate().charter().posts().iter();
            let ours = ours.filter_map(|post| post.contact.address.as_deref());
            let own = held.iter().filter(|one| one.kind() == Kind::Address);
            let addresses: Vec<&str> = own.map(Identifier::value).chain(ours).collect();
            looked.found = found(text, &addresses, false)?;
        }
        if marketing {
            looked.suppressed = self.record.is_suppressed(&held)?;
            looked.screen = match self.by {
                _ if self.is_call() => {
                    let numbers: Vec<Identifier> = match to {
                        Some(to) => vec![to.clone()],
                        None => held,
                    };
                    Some(Screen::calls(self.record, &numbers))
                }
                Some(Channel::Post) => Some(Screen::post(self.record, &held)),
                _ => None,
            };
        }
        Ok(looked)
    }

    fn aloud(&self) -> bool {
        self.plan.voicemail || self.by == Some(Channel::Voicemail)
    }

    /// The answer to a decision, written down.
    fn answer(
        &self,
        looked: &Looked,
        (decided, listed): (Contacting, Listed),
        now: Now,
    ) -> Result<Answer, Error> {
        let route = decided.route().cloned();
        let consented = route.as_ref().is_some_and(|route| route.consented);
        let rather: Vec<String> =
            decided.ways().preferred.iter().filter(|one| *one != self.channel).cloned().collect();
        let rather =
            if decided.ways().preferred.len() > rather.len() { Vec::new() } else { rather };
        let adjusted = decided.ways().adjusted;
        let marketing = self.content == Content::Marketing;
        let mut because = reasons::of_anybody(self.plan.whose, &looked.found);
        if marketing && self.by == Some(Channel::Post) && !consented {
            because.extend(reasons::of_the_mps(listed));
        }
        because.extend((looked.suppressed && !consented).then(reasons::suppressed));
        because.extend(looked.not_theirs.then(reasons::not_theirs));
        if marketing && !consented && !rather.is_empty() {
            because.push(reasons::not_their_way(&self.names(&rather)));
        }
        let explained = decided.explain(self.record);
        // What only observes, or was gone past, is no reason; what masks a part of it is.
        let part = explained.decision.outcome() != Outcome::Allowed;
        let of_the_gate = reasons::of_the_gate(&explained, route.as_ref());
        let law = |one: &Because| one.citation.is_some();
        because.extend(of_the_gate.into_iter().filter(|one| part || law(one)));
        let doubtful = !marketing && looked.found.contains(&What::Promotional);
        let read = self.plan.read.as_ref().filter(|why| doubtful && !why.trim().is_empty());
        let may = if !because.is_empty() {
            May::No
        } else if doubtful && read.is_none() {
            because.push(reasons::promotional());
            May::Look
        } else {
            May::Yes
        };
        let route = route.and_then(|Routed { verdict, .. }| match verdict {
            Verdict::Allowed(route) if may == May::Yes => Some(route),
            _ => None,
        });
        let rules: Vec<&str> = because.iter().map(|one| one.rule).collect();
        let say = |account: Account| {
            let account = account
                .act(ACT)
                .with("may", may.id())
                .with("marketing", marketing)
                .with("because", rules)
                .with("found", looked.found.iter().map(|one| one.id()).collect::<Vec<_>>());
            let account = match route {
                Some(route) => account.with("route", route.provision().id()),
                None => account,
            };
            match read {
                Some(why) => account.with("read", why.trim()),
                None => account,
            }
        };
        let obligations = explained.obligations;
        let _ = decided.answer(self.record, say, now)?;
        Ok(Answer {
            may,
            content: self.content,
            route,
            because,
            obligations: if may == May::Yes { obligations } else { Vec::new() },
            rather,
            adjusted,
            found: looked.found.clone(),
        })
    }

    /// No, as the gate says it; that is in the log already.
    fn no(&self, because: Vec<Because>) -> Answer {
        Answer {
            may: May::No,
            content: self.content,
            route: None,
            because,
            obligations: Vec::new(),
            rather: Vec::new(),
            adjusted: false,
            found: self.found.clone(),
        }
    }

    /// Channels as people call them.
    fn names(&self, channels: &[String]) -> Vec<String> {
        let all = self.record.gate().charter().channels();
        let name = |id: &String| all.find(id).map_or_else(|| id.clone(), |at| all[at].name.clone());
        channels.iter().map(name).collect()
    }
}

/// Whether one of them is the same, however it was typed.
trait ContainsSame {
    fn contains_same(&self, wanted: &Identifier) -> bool;
}

impl ContainsSame for Vec<Identifier> {
    fn contains_same(&self, wanted: &Identifier) -> bool {
        self.iter().any(|one| one.kind() == wanted.kind() && one.normal() == wanted.normal())
    }
}
