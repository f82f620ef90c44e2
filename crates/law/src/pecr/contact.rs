use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How a person is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// A call that plays a recording.
    AutomatedCall,
    /// Email.
    Email,
    /// A call by a person.
    LiveCall,
    /// A letter.
    Post,
    /// A direct message on a social network.
    SocialMessage,
    /// A text message.
    Text,
    /// A message left on a voicemail, which the rules treat as electronic mail.
    Voicemail,
}

/// What the contact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Rent, a repair, safety, or what a regulator asks to be told in neutral words.
    Service,
    /// Selling something, or promoting the aims of an organisation.
    Marketing,
}

/// Whether a number is listed with the TPS or CTPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Nobody looked.
    Unknown,
    /// Somebody looked, and it is not.
    NotListed,
    /// It was listed on that day.
    Since(Date),
}

/// A contact as it is planned. What is not known never opens a route: a fact that allows counts as
/// no, and one that forbids has a value for not known.
#[derive(Clone, Debug)]
pub struct Contact {
    /// How the person is reached.
    pub channel: Channel,
    /// What it is about.
    pub content: Content,
    /// The day of the contact, whose law applies.
    pub on: Date,
    /// The body that sends it is a charity.
    pub charity: bool,
    /// The number or address belongs to a company and not to a person.
    pub corporate_subscriber: bool,
    /// The person consented to marketing of this kind by this channel.
    pub consented: bool,
    /// Whether the person objected to marketing, or opted out; none where nobody looked.
    pub objected: Option<bool>,
    /// The day the details were obtained in a sale or while one was negotiated.
    pub sale_on: Option<Date>,
    /// It promotes the sender's own similar products or services, and nobody else's.
    pub own_similar_products: bool,
    /// The day the details were obtained while the person supported the charity's purposes, or
    /// said that they were interested in them.
    pub supported_on: Option<Date>,
    /// Its only purpose is to further the sender's own charitable purposes.
    pub own_charitable_purpose: bool,
    /// A simple way to say no was offered when the details were collected.
    pub refusal_at_collection: bool,
    /// A simple way to say no is in this message, and was in each before.
    pub refusal_in_message: bool,
    /// Whether the number is listed with the TPS or CTPS.
    pub listing: Listing,
    /// The person told the sender that they do not mind its calls.
    pub agreed_to_calls: bool,
}

impl Contact {
    /// A contact of which nothing else is known.
    #[must_use]
    pub fn new(channel: Channel, content: Content, on: Date) -> Contact {
        Contact {
            channel,
            content,
            on,
            charity: false,
            corporate_subscriber: false,
            consented: false,
            objected: None,
            sale_on: None,
            own_similar_products: false,
            supported_on: None,
            own_charitable_purpose: false,
            refusal_at_collection: false,
            refusal_in_message: false,
            listing: Listing::Unknown,
            agreed_to_calls: false,
        }
    }
}
