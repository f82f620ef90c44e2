use std::fmt;
use std::str::FromStr;

use jiff::{Timestamp, ToSpan, ZonedDateTime};
use words::Message;

use super::kind::UnknownKind;
use super::moment::in_london;
use super::rule::{self, Rule};
use super::{Event, FIRST_DAY, Impossible, LAST_DAY, Moment};

/// What is counted in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LossKind {
    /// Telling the regulator of a breach: 72 hours.
    Breach,
    /// Telling the ministry of a loss of CORE data: 24 hours.
    Core,
}

impl LossKind {
    /// The id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            LossKind::Breach => "breach",
            LossKind::Core => "core",
        }
    }

    /// Hours from becoming aware.
    #[must_use]
    pub fn hours(self) -> i64 {
        match self {
            LossKind::Breach => 72,
            LossKind::Core => 24,
        }
    }
}

impl fmt::Display for LossKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for LossKind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<LossKind, UnknownKind> {
        match word.trim().to_ascii_lowercase().replace(['_', ' '], "-").as_str() {
            "breach" | "data-breach" => Ok(LossKind::Breach),
            "core" | "core-loss" => Ok(LossKind::Core),
            _ => Err(UnknownKind(word.chars().take(40).collect())),
        }
    }
}

/// A loss of personal data, and when somebody was told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    kind: LossKind,
    aware: Moment,
    replied: Option<Moment>,
}

/// How something counted in hours stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HourStatus {
    /// Due on a later day, with so many whole hours left.
    OnTime(u32),
    /// Due this day in Britain, with so many whole hours left.
    DueToday(u32),
    /// So many hours late; an hour begun counts.
    Overdue(u32),
    /// It was done.
    Answered {
        /// How many hours late it was, an hour begun counting; 0 when it was in time.
        late: u32,
    },
}

/// What an hour clock says at an instant.
#[derive(Clone, Debug)]
pub struct HourReading {
    due: ZonedDateTime,
    status: HourStatus,
    trace: Vec<Message>,
    rule: &'static Rule,
}

impl Loss {
    /// A loss, the instant somebody here became aware of it, and the instant it was reported, if
    /// it was.
    ///
    /// # Errors
    /// [`Impossible`] where it was reported before it was known, or outside the years judged.
    pub fn new(kind: LossKind, aware: Moment, replied: Option<Moment>) -> Result<Loss, Impossible> {
        let dated = [Some((Event::Aware, aware)), replied.map(|at| (Event::RepliedOn, at))];
        for (event, moment) in dated.into_iter().flatten() {
            let local = in_london(moment.instant());
            if !(FIRST_DAY..=LAST_DAY).contains(&local.date()) {
                return Err(Impossible::OutOfRange { event, day: shown(&local) });
            }
        }
        if let Some(replied) = replied.filter(|replied| replied.instant() < aware.instant()) {
            return Err(Impossible::OutOfOrder {
                earlier: Event::Aware,
                first: shown(&in_london(aware.instant())),
                later: Event::RepliedOn,
                second: shown(&in_london(replied.instant())),
            });
        }
        Ok(Loss { kind, aware, replied })
    }

    /// When it is due, how it stands at an instant, and why.
    #[must_use]
    pub fn read(&self, now: Timestamp) -> HourReading {
        let aware = in_london(self.aware.instant());
        let due = aware.saturating_add(self.kind.hours().hours());
        let mut trace = vec![at(Message::new("law-clock-aware"), &aware)];
        if self.aware.was_ambiguous() {
            trace.push(Message::new("law-clock-twice").with("time", time(&aware)));
        }
        trace.push(at(Message::new("law-clock-hours").with("hours", self.kind.hours()), &due));
        if aware.offset() != due.offset() {
            trace.push(Message::new("law-clock-clocks-change"));
        }
        if let Some(replied) = self.replied {
            trace.push(at(Message::new("law-clock-reported"), &in_london(replied.instant())));
        }
        HourReading { status: self.status(&due, now), due, trace, rule: self.rule() }
    }

    fn rule(&self) -> &'static Rule {
        rule::find(self.kind.id()).expect("the table has a rule for every clock")
    }

    fn status(&self, due: &ZonedDateTime, now: Timestamp) -> HourStatus {
        let due_at = due.timestamp();
        if let Some(replied) = self.replied {
            return HourStatus::Answered { late: hours_late(due_at, replied.instant()) };
        }
        match hours_late(due_at, now) {
            0 => {
                let left = due_at.duration_since(now).as_hours();
                let left = u32::try_from(left).unwrap_or(u32::MAX);
                if in_london(now).date() == due.date() {
                    HourStatus::DueToday(left)
                } else {
                    HourStatus::OnTime(left)
                }
            }
            late => HourStatus::Overdue(late),
        }
    }
}

/// Hours after the due instant, an hour begun counting: 0 is in time.
fn hours_late(due: Timestamp, at: Timestamp) -> u32 {
    let seconds = at.duration_since(due).as_millis().max(0);
    u32::try_from((seconds + 3_599_999) / 3_600_000).unwrap_or(u32::MAX)
}

impl HourStatus {
    /// Whether it is late, or was when it was done.
    #[must_use]
    pub fn is_late(self) -> bool {
        matches!(self, HourStatus::Overdue(_) | HourStatus::Answered { late: 1.. })
    }

    /// The status in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            HourStatus::OnTime(hours) | HourStatus::DueToday(hours) => {
                Message::new("law-clock-hours-left").with("hours", i64::from(hours))
            }
            HourStatus::Overdue(hours) => {
                Message::new("law-clock-hours-overdue").with("hours", i64::from(hours))
            }
            HourStatus::Answered { late: 0 } => Message::new("law-clock-reported-in-time"),
            HourStatus::Answered { late } => {
                Message::new("law-clock-reported-late").with("hours", i64::from(late))
            }
        }
    }
}

impl HourReading {
    /// The last instant to report it, as the time in Britain.
    #[must_use]
    pub fn due(&self) -> &ZonedDateTime {
        &self.due
    }

    /// How it stands.
    #[must_use]
    pub fn status(&self) -> HourStatus {
        self.status
    }

    /// The working, sentence by sentence.
    #[must_use]
    pub fn trace(&self) -> &[Message] {
        &self.trace
    }

    /// The rule it was counted by.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        self.rule
    }
}

fn at(message: Message, when: &ZonedDateTime) -> Message {
    message.with("day", when.date()).with("time", time(when))
}

fn time(when: &ZonedDateTime) -> String {
    when.strftime("%H:%M").to_string()
}

fn shown(when: &ZonedDateTime) -> String {
    when.strftime("%Y-%m-%d %H:%M").to_string()
}
