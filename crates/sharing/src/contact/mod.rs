//! May we contact this person, for this, by this channel, now?
//!
//! One question, and one answer with its reasons (rows 8.3a, 8.6.5, 23.1 to 25.2). Whether it is marketing
//! is said by the purpose in the charter. The gate decides, with the law on electronic messages: safe
//! channels, what they asked for, walls. Beside it stand the lists of the preference services, our own list
//! of whom we never write to, and the text, where there is one. What is not known is no. The answer is in the
//! log before it is given.

mod answering;
mod reasons;

use gate::Obligation;
use jiff::civil::Date;
use law::pecr::{Channel, Contact, Content, Route};
use people::identify::{Identifier, Kind};
use people::{Error, Record};
use words::Message;
use zeroize::Zeroizing;

use crate::outgoing::What;

pub use answering::may;

/// The most characters of the words by which somebody says that a text is no marketing.
pub const READ_LENGTH_MAX: usize = 300;

/// Whose aims, goods or services a message promotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// The legal entity's that sends it.
    #[default]
    Ours,
    /// Another company's of the same group: no soft opt-in fits.
    Groups,
    /// Somebody else's: it is refused, whoever asks and for whatever reason (row 24.2).
    Others,
}

impl Whose {
    /// Every one.
    pub const ALL: [Whose; 3] = [Whose::Ours, Whose::Groups, Whose::Others];

    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Whose::Ours => "ours",
            Whose::Groups => "groups",
            Whose::Others => "others",
        }
    }
}

impl std::str::FromStr for Whose {
    type Err = String;

    fn from_str(word: &str) -> Result<Whose, String> {
        Whose::ALL.into_iter().find(|whose| whose.id() == word).ok_or_else(|| {
            let all = Whose::ALL.map(Whose::id).join(", ");
            format!("a message promotes what is {all}, and not `{word}`")
        })
    }
}

/// A contact as it is planned, beside who asks and whom it is about.
#[derive(Clone)]
pub struct Plan {
    /// What a marketing message is about, in free words; empty for nothing in particular.
    pub topic: String,
    /// Whose it is.
    pub whose: Whose,
    /// What it says, where that is known.
    pub text: Option<Zeroizing<String>>,
    /// The number or the address it goes to; without one, any that is held.
    pub to: Option<Identifier>,
    /// Whether others may hear it: a message on a machine.
    pub voicemail: bool,
    /// Somebody read the text, and it is about a service: why, in their words.
    pub read: Option<String>,
    /// What is known of it for the law: what was sold, whether a way to say no was offered. The channel, the
    /// day, the charity, the choices and the lists are looked up, whatever stands here.
    pub known: Contact,
}

impl Plan {
    /// A contact of which nothing more is known.
    #[must_use]
    pub fn new(on: Date) -> Plan {
        Plan {
            topic: String::new(),
            whose: Whose::Ours,
            text: None,
            to: None,
            voicemail: false,
            read: None,
            known: Contact::new(Channel::Post, Content::Marketing, on),
        }
    }

    /// The same to this number or address, read as the channel has it: an email address, a phone number, a
    /// postal address.
    ///
    /// # Errors
    /// [`Error::NotInCharter`] for a channel the charter does not have; [`Error::Malformed`] where the text
    /// is none of its kind, without saying it again.
    pub fn goes_to(self, record: &Record, channel: &str, to: &str) -> Result<Plan, Error> {
        let by = record
            .gate()
            .channel(channel)
            .ok_or_else(|| Error::NotInCharter { kind: "channel", name: channel.to_owned() })?;
        let kind = match record.kind_of(by) {
            Some(Channel::Email) => Kind::Email,
            Some(Channel::Post) => Kind::Address,
            Some(
                Channel::AutomatedCall | Channel::LiveCall | Channel::Text | Channel::Voicemail,
            ) => Kind::Phone,
            Some(Channel::SocialMessage) | None => {
                return Err(Error::Malformed(
                    "no number and no address is kept for this channel: leave it out".to_owned(),
                ));
            }
        };
        let to = Identifier::parse(kind, to).map_err(|why| Error::Malformed(why.to_string()))?;
        Ok(Plan { to: Some(to), ..self })
    }
}

/// Says nothing of whom.
impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("whose", &self.whose).finish_non_exhaustive()
    }
}

/// Whether they may be contacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// Yes.
    Yes,
    /// No.
    No,
    /// A person reads the text first, and says that it is about a service.
    Look,
}

impl May {
    /// Its id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            May::Yes => "yes",
            May::No => "no",
            May::Look => "look",
        }
    }
}

/// One reason against it.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// Its name: a rule of the gate's, or one of this room's.
    pub rule: &'static str,
    /// Why, in plain words.
    pub message: Message,
    /// The paragraphs of the notice it keeps.
    pub paragraphs: Vec<String>,
    /// Where the law says so, where it does.
    pub citation: Option<&'static str>,
    /// The conditions of the soft opt-ins that are not met: the commercial one's, then the charitable one's.
    pub lacks: Vec<Message>,
    /// Who can unblock it, where anybody can.
    pub unblock: Option<Message>,
}

/// What the gate calls the reason of a person behind a wall, and of one nobody knows.
const NOT_AVAILABLE: &str = "not-available";

impl Answer {
    /// Whether there is nobody, as far as whoever asks may know.
    #[must_use]
    pub fn is_of_nobody(&self) -> bool {
        self.because.iter().any(|one| one.rule == NOT_AVAILABLE)
    }
}

/// The answer, which is in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Whether they may.
    pub may: May,
    /// Whether it is marketing.
    pub content: Content,
    /// The rule of law that allows it, where one is needed and does.
    pub route: Option<Route>,
    /// Why not; empty where they may.
    pub because: Vec<Because>,
    /// What has to be done along with it.
    pub obligations: Vec<(Obligation, Message)>,
    /// The channels they like better than this one, by the charter's names.
    pub rather: Vec<String>,
    /// Whether something has to be done another way for them: large print, an interpreter.
    pub adjusted: bool,
    /// What was found in the text.
    pub found: Vec<What>,
}
