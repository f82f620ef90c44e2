use charter::items::{
    Category, Channel, Country, Entity, Purpose, Recipient, Relationship, Role, Team,
};
use charter::{Action, Strength};
use jiff::civil::Date;

use crate::{Ix, Set};

/// What somebody wants to do, with whose kind of data, and why.
///
/// An ask names things of one charter by their bits; [`crate::Gate::read`] makes it from names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// How strongly the actor has proved who they are.
    pub strength: Strength,
    /// In what role they ask.
    pub role: Ix<Role>,
    /// For which team: rules may stand less firmly there.
    pub team: Ix<Team>,
    /// For which controller.
    pub entity: Ix<Entity>,
    /// What the person is to the landlord.
    pub relationship: Ix<Relationship>,
    /// Why.
    pub purpose: Ix<Purpose>,
    /// What is to be done.
    pub act: Act,
    /// With which categories of data.
    pub data: Set<Category>,
    /// The day it is to be done.
    pub on: Date,
    /// Whether a reason for going against advice has been written down.
    pub reason_recorded: bool,
}

/// What is to be done, with what goes with it: a disclosure has a recipient, a contact a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Write it down.
    Collect,
    /// Reach the person.
    Contact(Ix<Channel>),
    /// Let a machine decide.
    Decide,
    /// Give it to somebody outside, in a country when that is not where they always handle it.
    Disclose(Ix<Recipient>, Option<Country>),
    /// Destroy it.
    Erase,
    /// See it.
    Look,
    /// Show it to the public.
    Publish,
    /// Work with it.
    Use,
}

impl Act {
    /// Which action this is.
    #[must_use]
    pub fn action(self) -> Action {
        match self {
            Act::Collect => Action::Collect,
            Act::Contact(_) => Action::Contact,
            Act::Decide => Action::Decide,
            Act::Disclose(..) => Action::Disclose,
            Act::Erase => Action::Erase,
            Act::Look => Action::Look,
            Act::Publish => Action::Publish,
            Act::Use => Action::Use,
        }
    }

    pub(crate) fn recipient(self) -> Option<Ix<Recipient>> {
        match self {
            Act::Disclose(recipient, _) => Some(recipient),
            _ => None,
        }
    }

    pub(crate) fn channel(self) -> Option<Ix<Channel>> {
        match self {
            Act::Contact(channel) => Some(channel),
            _ => None,
        }
    }
}
