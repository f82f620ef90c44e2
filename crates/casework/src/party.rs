//! Who has to do with a case: whom it is about, who asks, and who is answered are three people.

use people::PersonId;
use serde::{Deserialize, Serialize};

/// How something came, or goes out. No form and no subject line is ever required.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By email.
    Email,
    /// At the door, or at a desk.
    InPerson,
    /// By telephone.
    #[default]
    Phone,
    /// Through the residents' pages.
    Portal,
    /// By letter.
    Post,
    /// By text message, or a message in an app.
    Message,
}

impl Channel {
    /// Every channel.
    pub const ALL: &[Channel] = &[
        Channel::Email,
        Channel::InPerson,
        Channel::Phone,
        Channel::Portal,
        Channel::Post,
        Channel::Message,
    ];

    /// Its id, in kebab-case.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Channel::Email => "email",
            Channel::InPerson => "in-person",
            Channel::Phone => "phone",
            Channel::Portal => "portal",
            Channel::Post => "post",
            Channel::Message => "message",
        }
    }
}

impl std::str::FromStr for Channel {
    type Err = String;

    fn from_str(word: &str) -> Result<Channel, String> {
        let lower = word.trim().to_ascii_lowercase();
        Channel::ALL.iter().copied().find(|channel| channel.id() == lower).ok_or_else(|| {
            let all: Vec<&str> = Channel::ALL.iter().map(|channel| channel.id()).collect();
            format!("there is no channel `{word}`; there is {}", all.join(", "))
        })
    }
}

/// By what right somebody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// For themselves.
    #[default]
    Own,
    /// For somebody who let them: a friend, a solicitor, an advice centre.
    Agent,
    /// For a child of theirs.
    Parent,
    /// Under a power of attorney, or as a deputy of the court.
    Attorney,
    /// For somebody who has died.
    Executor,
    /// As a member of parliament or a councillor who was asked for help.
    Representative,
    /// For an authority, by a power: the police, a council, a court, a regulator.
    Authority,
    /// For somebody of the office: what it notices by itself.
    Office,
}

/// Somebody who asks, or is answered.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Their record, where they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// What they are called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where they are reached: an address, an email, a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach: Option<String>,
    /// By what right they ask.
    #[serde(default)]
    pub capacity: Capacity,
    /// By which channel.
    #[serde(default)]
    pub channel: Channel,
}

/// Says nothing of whom.
impl std::fmt::Debug for Party {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Party").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

impl Party {
    /// Somebody in the record, who asks for themselves.
    #[must_use]
    pub fn known(person: PersonId, channel: Channel) -> Party {
        Party { person: Some(person.to_string()), channel, ..Party::default() }
    }

    /// Somebody who is not in the record.
    #[must_use]
    pub fn named(name: &str, capacity: Capacity, channel: Channel) -> Party {
        Party { name: Some(name.to_owned()), capacity, channel, ..Party::default() }
    }
}
