use jiff::civil::Date;

use super::division::{self, Division};
use super::timeline::{Ask, Span, Timeline};
use super::{Event, FIRST_DAY, Impossible, Kind, LAST_DAY, MAX_PAUSES, Reading, working};

/// Something a request may have to wait for before its time starts (Art 12A(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gate {
    /// Proof that somebody may act for the person.
    Authority,
    /// A fee.
    Fee,
    /// Proof of who the person is.
    Identity,
}

impl Gate {
    pub(super) fn asked(self) -> Event {
        match self {
            Gate::Authority => Event::AuthorityAsked,
            Gate::Fee => Event::FeeAsked,
            Gate::Identity => Event::IdentityAsked,
        }
    }

    pub(super) fn got(self) -> Event {
        match self {
            Gate::Authority => Event::AuthorityReceived,
            Gate::Fee => Event::FeePaid,
            Gate::Identity => Event::IdentityReceived,
        }
    }
}

/// What happened on which day, before it has been checked.
#[derive(Clone, Debug)]
pub struct RequestBuilder {
    kind: Kind,
    received: Date,
    gates: Vec<(Gate, Option<Date>, Option<Date>)>,
    pauses: Vec<Span>,
    extensions: Vec<Date>,
    replied: Option<Date>,
    target_days: Option<u16>,
    division: &'static Division,
}

/// A request, a complaint or a duty to tell, with everything that moves its due date: checked, so
/// that its order of events can be so.
#[derive(Clone, Debug)]
pub struct Request {
    pub(super) kind: Kind,
    pub(super) received: Date,
    pub(super) timeline: Timeline,
    pub(super) identity_asked: Option<Date>,
    pub(super) replied: Option<Date>,
    pub(super) target_days: Option<u16>,
    pub(super) division: &'static Division,
}

impl Request {
    /// Begins with what came and when. Say the rest, then [`RequestBuilder::build`].
    #[expect(clippy::new_ret_no_self, reason = "a request is only had from its checked builder")]
    #[must_use]
    pub fn new(kind: Kind, received: Date) -> RequestBuilder {
        RequestBuilder {
            kind,
            received,
            gates: Vec::new(),
            pauses: Vec::new(),
            extensions: Vec::new(),
            replied: None,
            target_days: None,
            division: division::england_and_wales(),
        }
    }

    /// What is counted.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// When it is due, how it stands on a day, and why.
    #[must_use]
    pub fn read(&self, today: Date) -> Reading {
        working::read(self, today)
    }
}

impl RequestBuilder {
    /// Something it had to wait for: when it was asked for, where that is known, and when it came.
    /// Neither date means nothing was asked for.
    #[must_use]
    pub fn gate(mut self, gate: Gate, asked: Option<Date>, came: Option<Date>) -> RequestBuilder {
        if asked.is_some() || came.is_some() {
            self.gates.push((gate, asked, came));
        }
        self
    }

    /// A question about what is wanted, and its answer, if it has come. Both days count as paused.
    #[must_use]
    pub fn pause(mut self, asked: Date, answered: Option<Date>) -> RequestBuilder {
        self.pauses.push(Span { from: asked, to: answered });
        self
    }

    /// The day the person was told that two more months are needed.
    #[must_use]
    pub fn extended_on(mut self, day: Date) -> RequestBuilder {
        self.extensions.push(day);
        self
    }

    /// The day we answered; for a complaint, the day we acknowledged it.
    #[must_use]
    pub fn replied_on(mut self, day: Date) -> RequestBuilder {
        self.replied = Some(day);
        self
    }

    /// An internal target, in days after the time starts; it is never after the due date.
    #[must_use]
    pub fn target_days(mut self, days: u16) -> RequestBuilder {
        self.target_days = Some(days);
        self
    }

    /// Whose bank holidays are kept; those of England and Wales unless said.
    #[must_use]
    pub fn division(mut self, division: &'static Division) -> RequestBuilder {
        self.division = division;
        self
    }

    /// Checks that it can be so.
    ///
    /// # Errors
    /// [`Impossible`] where the dates are out of order or out of range, the extension was told too
    /// late or twice, or a date has no place in this kind of clock.
    pub fn build(self) -> Result<Request, Impossible> {
        self.check_place()?;
        self.check_range()?;
        self.check_order()?;
        let gates = self.gates.iter().map(|&(gate, asked, came)| Ask::Gate {
            gate,
            asked: asked.unwrap_or(self.received),
            came,
        });
        let timeline = Timeline::walk(
            self.received,
            gates.collect(),
            &self.pauses,
            self.extensions.first().copied(),
            self.division,
        )?;
        // Of several, the last is the one that was asked late.
        let identity = self.gates.iter().filter(|(gate, ..)| *gate == Gate::Identity);
        Ok(Request {
            kind: self.kind,
            received: self.received,
            timeline,
            identity_asked: identity.filter_map(|&(_, asked, _)| asked).max(),
            replied: self.replied,
            target_days: self.target_days,
            division: self.division,
        })
    }

    /// Every date given besides that of receipt, with what it is of.
    fn dates(&self) -> impl Iterator<Item = (Event, Date)> {
        let gates = self.gates.iter().flat_map(|&(gate, asked, came)| {
            [asked.map(|day| (gate.asked(), day)), came.map(|day| (gate.got(), day))]
        });
        let pauses = self.pauses.iter().flat_map(|pause| {
            [Some((Event::Asked, pause.from)), pause.to.map(|day| (Event::Answered, day))]
        });
        let extensions = self.extensions.iter().map(|&day| Some((Event::ExtendedOn, day)));
        let reply = [self.replied.map(|day| (Event::RepliedOn, day))];
        gates.chain(pauses).chain(extensions).chain(reply).flatten()
    }

    fn check_place(&self) -> Result<(), Impossible> {
        if self.pauses.len() > MAX_PAUSES {
            return Err(Impossible::TooManyPauses(self.pauses.len()));
        }
        if let Some(pause) = self.pauses.first().filter(|_| !self.kind.can_pause()) {
            return Err(Impossible::NoPause { kind: self.kind, asked: pause.from });
        }
        let out_of_place =
            self.dates().find(|(event, _)| *event != Event::RepliedOn && !self.kind.is_request());
        if let Some((event, day)) = out_of_place {
            return Err(Impossible::NoPlace { kind: self.kind, event, day });
        }
        if let [first, second, ..] = self.extensions[..] {
            return Err(Impossible::ExtendedTwice { first, second });
        }
        Ok(())
    }

    fn check_range(&self) -> Result<(), Impossible> {
        let mut dates = [(Event::Received, self.received)].into_iter().chain(self.dates());
        match dates.find(|(_, day)| !(FIRST_DAY..=LAST_DAY).contains(day)) {
            Some((event, day)) => Err(Impossible::OutOfRange { event, day: day.to_string() }),
            None => Ok(()),
        }
    }

    fn check_order(&self) -> Result<(), Impossible> {
        for (event, day) in self.dates() {
            in_order((Event::Received, self.received), (event, day))?;
        }
        for &(gate, asked, came) in &self.gates {
            if let (Some(asked), Some(came)) = (asked, came) {
                in_order((gate.asked(), asked), (gate.got(), came))?;
            }
        }
        for pause in &self.pauses {
            if let Some(answered) = pause.to {
                in_order((Event::Asked, pause.from), (Event::Answered, answered))?;
            }
        }
        // What others do may follow our reply; what we do may not.
        let ours = |event: Event| {
            use Event::{Asked, AuthorityAsked, ExtendedOn, FeeAsked, IdentityAsked};
            matches!(event, Asked | AuthorityAsked | ExtendedOn | FeeAsked | IdentityAsked)
        };
        if let Some(replied) = self.replied {
            for (event, day) in self.dates().filter(|(event, _)| ours(*event)) {
                in_order((event, day), (Event::RepliedOn, replied))?;
            }
        }
        Ok(())
    }
}

fn in_order(first: (Event, Date), second: (Event, Date)) -> Result<(), Impossible> {
    if first.1 <= second.1 {
        return Ok(());
    }
    Err(Impossible::OutOfOrder {
        earlier: first.0,
        first: first.1.to_string(),
        later: second.0,
        second: second.1.to_string(),
    })
}
