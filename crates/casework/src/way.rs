//! How a letter reaches whoever is answered.

use crate::Letter;

/// How a letter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// By a link in an email that says nothing of them; the letter lies behind it.
    Email,
    /// By somebody, who sees to it that it is safe: a post is given the task.
    Hand,
    /// On paper, to their address.
    Post,
}

impl Way {
    /// Every way.
    pub const ALL: &[Way] = &[Way::Email, Way::Hand, Way::Post];

    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Way::Email => "email",
            Way::Hand => "hand",
            Way::Post => "post",
        }
    }

    /// The channel it takes, by the charter's name; none where somebody sees to it.
    #[must_use]
    pub fn channel(self) -> Option<&'static str> {
        match self {
            Way::Email => Some("email"),
            Way::Hand => None,
            Way::Post => Some("post"),
        }
    }

    /// The number it is stored under. Never given to another.
    pub(crate) fn number(self) -> i64 {
        match self {
            Way::Email => 1,
            Way::Hand => 2,
            Way::Post => 3,
        }
    }
}

impl std::str::FromStr for Way {
    type Err = String;

    fn from_str(word: &str) -> Result<Way, String> {
        let lower = word.trim().to_ascii_lowercase();
        Way::ALL.iter().copied().find(|way| way.id() == lower).ok_or_else(|| {
            let all: Vec<&str> = Way::ALL.iter().map(|way| way.id()).collect();
            format!("there is no way `{word}`; there is {}", all.join(", "))
        })
    }
}

/// Who tells them the code that opens the link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CodeBy {
    /// It is sent to the same address when they ask for it, and holds for a quarter of an hour.
    #[default]
    Email,
    /// Somebody of the office: read out over the telephone, or on paper.
    Office,
}

/// How many days a link and its pack last, where nobody says otherwise.
pub const LINK_DAYS: u16 = 30;
/// The most days a link and its pack last.
pub const LINK_DAYS_MAX: u16 = 90;

/// A letter to be sent, and how.
#[derive(Clone)]
pub struct How {
    /// Which letter. The answer takes the case to `sent`.
    pub letter: Letter,
    /// How it goes.
    pub way: Way,
    /// Where to, where that is not what whoever is answered gave. Where a second person approves the
    /// answer, it goes where it was put forward to go ([`crate::Taking::to`]).
    pub to: Option<String>,
    /// Whether the pack of the case goes with it: see [`crate::Desk::packed`].
    pub pack: bool,
    /// How many days the link and its pack last: 1 to [`LINK_DAYS_MAX`].
    pub days: u16,
    /// Who tells them the code.
    pub code_by: CodeBy,
    /// How an adjustment of theirs was met: large print, an interpreter.
    pub adjusted: Option<String>,
    /// The organisation's own template.
    pub template: Option<String>,
    /// Other cases of the same letter that this answer answers too, by number.
    pub also: Vec<i64>,
    /// How many steps the case had when whoever sends it looked.
    pub seen: Option<i64>,
}

impl How {
    /// A letter by a way, with nothing beside it.
    #[must_use]
    pub fn new(letter: Letter, way: Way) -> How {
        How {
            letter,
            way,
            to: None,
            pack: false,
            days: LINK_DAYS,
            code_by: CodeBy::default(),
            adjusted: None,
            template: None,
            also: Vec::new(),
            seen: None,
        }
    }
}

/// Says nothing of whom.
impl std::fmt::Debug for How {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("How").field("letter", &self.letter).field("way", &self.way).finish()
    }
}
