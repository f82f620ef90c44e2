//! Reading a message that came.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders, PartType};

/// The most characters of a message's text that are read: 100,000.
pub const TEXT_LENGTH_MAX: usize = 100_000;
/// The most characters of a subject or a name.
const LINE_LENGTH_MAX: usize = 300;

/// A message that came, as far as it must be known.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Its `Message-ID`, without angle brackets.
    pub id: Option<String>,
    /// The address it came from.
    pub from: Option<String>,
    /// The name beside it.
    pub name: Option<String>,
    /// What it is about.
    pub subject: String,
    /// What it says, as plain text.
    pub text: String,
    /// Whether more was written than was read.
    pub cut: bool,
    /// How many files are attached.
    pub attached: usize,
    /// It was written by a machine: somebody is away, a list, a report.
    pub automatic: bool,
    /// It says that a message did not arrive: the `Message-ID` of that one.
    pub came_back: Option<String>,
}

/// Says nothing of whom.
impl std::fmt::Debug for Incoming {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Incoming").field("automatic", &self.automatic).finish_non_exhaustive()
    }
}

impl Incoming {
    /// Reads a message as a server gave it. What cannot be read as one is taken as its text: nothing
    /// that came is lost.
    #[must_use]
    pub fn read(raw: &[u8]) -> Incoming {
        // A message that makes the reader give up must not end whoever fetches the next.
        let read = std::panic::catch_unwind(|| Incoming::parsed(raw));
        read.unwrap_or_else(|_| Incoming::as_text(raw))
    }

    fn as_text(raw: &[u8]) -> Incoming {
        let (text, cut) = shortened(&String::from_utf8_lossy(raw), TEXT_LENGTH_MAX);
        Incoming { text, cut, ..Incoming::default() }
    }

    fn parsed(raw: &[u8]) -> Incoming {
        let Some(message) = MessageParser::default().parse(raw) else {
            return Incoming::as_text(raw);
        };
        let from = message.from().and_then(|from| from.first());
        let line = |text: &str| shortened(text.trim(), LINE_LENGTH_MAX).0;
        let bodies = 0..message.text_body_count();
        let text: Vec<_> = bodies.filter_map(|at| message.body_text(at)).collect();
        let (text, cut) = shortened(text.join("\n").replace("\r\n", "\n").trim(), TEXT_LENGTH_MAX);
        Incoming {
            id: message.message_id().map(&line),
            from: from.and_then(|from| from.address()).map(|one| line(one).to_lowercase()),
            name: from.and_then(|from| from.name()).map(&line),
            subject: message.subject().map(&line).unwrap_or_default(),
            text,
            cut,
            attached: message.attachment_count(),
            automatic: automatic(&message),
            came_back: came_back(&message),
        }
    }
}

fn shortened(text: &str, most: usize) -> (String, bool) {
    match text.char_indices().nth(most) {
        Some((at, _)) => (text[..at].to_owned(), true),
        None => (text.to_owned(), false),
    }
}

/// Whether a machine wrote it (RFC 3834, and what lists and bounces carry).
fn automatic(message: &Message<'_>) -> bool {
    let header = |name: &str| match message.header(name) {
        Some(HeaderValue::Text(text)) => text.trim().to_ascii_lowercase(),
        Some(_) => "given".to_owned(),
        None => String::new(),
    };
    let submitted = header("Auto-Submitted");
    (!submitted.is_empty() && submitted != "no")
        || ["bulk", "junk", "list", "auto_reply"].contains(&header("Precedence").as_str())
        || message.header("List-Id").is_some()
        || report(message)
}

fn report(message: &Message<'_>) -> bool {
    message.content_type().is_some_and(|kind| {
        kind.ctype() == "multipart" && kind.subtype().is_some_and(|sub| sub == "report")
    })
}

/// The message a report of a failure is about (RFC 3464): a delay is none.
fn came_back(message: &Message<'_>) -> Option<String> {
    if !report(message) {
        return None;
    }
    let is = |part: &mail_parser::MessagePart<'_>, kind: &str, sub: &str| {
        part.content_type()
            .is_some_and(|given| given.ctype() == kind && given.subtype().is_some_and(|s| s == sub))
    };
    let failed = message.parts.iter().any(|part| {
        let text = match &part.body {
            PartType::Text(text) => text.to_string(),
            PartType::Binary(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => return false,
        };
        is(part, "message", "delivery-status")
            && text.lines().any(|line| {
                let line = line.to_ascii_lowercase();
                line.strip_prefix("action:").is_some_and(|action| action.trim() == "failed")
            })
    });
    if !failed {
        return None;
    }
    // The original, whole or its headers alone.
    message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(original) => original.message_id().map(str::to_owned),
        PartType::Text(text) if is(part, "text", "rfc822-headers") => {
            MessageParser::default().parse_headers(text.as_bytes())?.message_id().map(str::to_owned)
        }
        _ => None,
    })
}
