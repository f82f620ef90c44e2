use jiff::civil::Date;

/// Something to be said to a person: the id of a sentence and what goes into it.
///
/// The id is a literal at the place that says it, so that a house rule can compare the ids in the
/// code with those in the catalogue, in both directions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    id: &'static str,
    args: Vec<(&'static str, Arg)>,
}

/// One argument of a [`Message`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Words that stand as they are: a name, an id, a quotation.
    Text(String),
    /// A whole number; the catalogue may choose its plural by it.
    Number(i64),
    /// A day, written out in the reader's language: `Saturday 28 February 2026`.
    Day(Date),
    /// Several things, joined as the reader's language joins them: `a, b and c`.
    List(Vec<String>),
    /// Another message, rendered first.
    Message(Box<Message>),
}

impl Message {
    /// A message with no arguments yet.
    #[must_use]
    pub fn new(id: &'static str) -> Message {
        Message { id, args: Vec::new() }
    }

    /// The same message with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: impl Into<Arg>) -> Message {
        self.args.push((name, arg.into()));
        self
    }

    /// The id of the sentence.
    #[must_use]
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The arguments in the order they were given.
    #[must_use]
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.args
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Arg {
        Arg::Text(text.to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Arg {
        Arg::Text(text)
    }
}

impl From<i64> for Arg {
    fn from(number: i64) -> Arg {
        Arg::Number(number)
    }
}

impl From<i32> for Arg {
    fn from(number: i32) -> Arg {
        Arg::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Arg {
        // A count past 2^63 cannot be held in memory, so the fallback is never read.
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<Date> for Arg {
    fn from(day: Date) -> Arg {
        Arg::Day(day)
    }
}

impl From<Vec<String>> for Arg {
    fn from(items: Vec<String>) -> Arg {
        Arg::List(items)
    }
}

impl From<Message> for Arg {
    fn from(message: Message) -> Arg {
        Arg::Message(Box::new(message))
    }
}
