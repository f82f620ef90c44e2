use jiff::civil::Date;
use words::Message;

/// How something with a due date stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// So many days are left, at least one.
    OnTime(u32),
    /// It is due at the end of this day.
    DueToday,
    /// It is so many days late, at least one.
    Overdue(u32),
    /// The clock has stood still since this day.
    Paused(Date),
    /// It was done.
    Answered {
        /// How many days late it was; 0 when it was in time.
        late: u32,
    },
    /// No law sets a time for it.
    NoDuty,
}

/// How many days after its due date a day is: the one meaning of late. 0 is in time.
#[must_use]
pub fn days_late(due: Date, day: Date) -> u32 {
    u32::try_from(days_between(due, day)).unwrap_or(0)
}

impl Status {
    /// How something due on a day, and not yet done, stands on another day.
    pub(super) fn of(due: Date, today: Date) -> Status {
        match days_late(due, today) {
            0 if due == today => Status::DueToday,
            0 => Status::OnTime(days_late(today, due)),
            late => Status::Overdue(late),
        }
    }

    /// Whether it is late, or was when it was done.
    #[must_use]
    pub fn is_late(self) -> bool {
        matches!(self, Status::Overdue(_) | Status::Answered { late: 1.. })
    }

    /// The status in plain words.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Status::OnTime(days) => Message::new("law-clock-on-time").with("days", i64::from(days)),
            Status::DueToday => Message::new("law-clock-due-today"),
            Status::Overdue(days) => {
                Message::new("law-clock-overdue").with("days", i64::from(days))
            }
            Status::Paused(since) => Message::new("law-clock-paused").with("since", since),
            Status::Answered { late: 0 } => Message::new("law-clock-answered"),
            Status::Answered { late } => {
                Message::new("law-clock-answered-late").with("days", i64::from(late))
            }
            Status::NoDuty => Message::new("law-clock-no-duty"),
        }
    }
}

/// Days from one day to another; negative where the second is earlier.
pub(super) fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}
