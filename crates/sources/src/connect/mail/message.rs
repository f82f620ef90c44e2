//! Messages as they are sent: RFC 5322 and MIME.

use mail_parser::{
    Address, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use super::letter::{Attached, DEPTH_MAX, Inside, Letter};
use crate::connect::text::html_to_text;

/// How often a message may say that another is packed in it: 200. They lie in each other, and each
/// takes room on the way back.
const PACKED_MAX: usize = 200;
/// How many lines of a message may begin like the edge of a part: 100,000. Each part takes room.
const EDGES_MAX: usize = 100_000;
/// The most messages one answers: 1,000.
const REFERENCES_MAX: usize = 1_000;

pub(super) fn parse(bytes: &[u8]) -> Result<Letter, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if packed(bytes) > PACKED_MAX {
        return Err("too many messages are packed in each other".to_owned());
    }
    if bytes.windows(3).filter(|three| three == b"\n--").count() > EDGES_MAX {
        return Err("it is in too many parts".to_owned());
    }
    let no_message = || "it is no message that can be read".to_owned();
    let message = MessageParser::default().parse(bytes).ok_or_else(no_message)?;
    let known = message.from().is_some()
        || message.to().is_some()
        || message.date().is_some()
        || message.subject().is_some()
        || message.message_id().is_some()
        || message.content_type().is_some();
    if !known {
        return Err(no_message());
    }
    let mut letter = of(&message, 0);
    if breaks_off(&message, bytes) {
        letter.unread.push("it breaks off before its end".to_owned());
    }
    Ok(letter)
}

/// How often another message is packed in it, at most.
fn packed(bytes: &[u8]) -> usize {
    let signs: [&[u8]; 3] = [b"rfc822", b"/global", b"/digest"];
    let begins = |at: &usize| {
        signs.iter().any(|sign| {
            bytes.get(*at..*at + sign.len()).is_some_and(|there| there.eq_ignore_ascii_case(sign))
        })
    };
    (0..bytes.len()).filter(|at| matches!(bytes[*at], b'r' | b'R' | b'/')).filter(begins).count()
}

/// Whether the mark at the end of a message of several parts is missing.
fn breaks_off(message: &Message<'_>, bytes: &[u8]) -> bool {
    let content = message.content_type().filter(|content| content.ctype() == "multipart");
    let Some(boundary) = content.and_then(|content| content.attribute("boundary")) else {
        return false;
    };
    let end = format!("--{boundary}--");
    !bytes.windows(end.len()).rev().any(|there| there == end.as_bytes())
}

fn of(message: &Message<'_>, depth: usize) -> Letter {
    let mut letter = Letter {
        message_id: message.message_id().map(str::to_owned),
        references: references(message),
        date: message.date().filter(|date| date.is_valid()).map(|date| date.to_rfc3339()),
        from: people(
            message,
            &[HeaderName::From, HeaderName::ReplyTo, HeaderName::Sender, HeaderName::ResentFrom],
        ),
        to: people(message, &[HeaderName::To, HeaderName::ResentTo]),
        cc: people(message, &[HeaderName::Cc, HeaderName::Bcc, HeaderName::ResentCc]),
        subject: message.subject().unwrap_or_default().trim().to_owned(),
        ..Letter::default()
    };
    let text = |ids: &[u32]| {
        let parts = ids.iter().filter_map(|id| message.part(*id));
        let texts = parts.filter_map(|part| match &part.body {
            PartType::Text(text) => Some(text.replace("\r\n", "\n")),
            PartType::Html(html) => Some(html_to_text(html)),
            _ => None,
        });
        texts.collect::<Vec<_>>().join("\n").trim().to_owned()
    };
    letter.body = text(&message.text_body);
    let formatted = text(&message.html_body);
    let same = |text: &str| text.split_whitespace().collect::<String>();
    if same(&formatted) != same(&letter.body) {
        letter.formatted = Some(formatted);
    }
    let is = |kind: &str, subtype: &str| message.is_content_type(kind, subtype);
    if is("multipart", "encrypted") || letter.body.contains("-----BEGIN PGP MESSAGE-----") {
        letter.unread.push("it is encrypted".to_owned());
    }
    // What is empty lost nothing.
    let damaged =
        |part: &MessagePart<'_>| part.is_encoding_problem && part.offset_end > part.offset_body;
    if message.parts.iter().any(damaged) {
        letter.unread.push("a part of it is damaged".to_owned());
    }
    if is("multipart", "encrypted") {
        return letter;
    }
    for (no, id) in message.attachments.iter().enumerate() {
        if let Some(part) = message.part(*id) {
            attach(&mut letter, part, no, depth);
        }
    }
    letter
}

fn attach(letter: &mut Letter, part: &MessagePart<'_>, no: usize, depth: usize) {
    let is = |kinds: &[&str]| {
        let content = part.content_type();
        let subtype = content.and_then(|content| content.subtype()).unwrap_or_default();
        kinds.iter().any(|kind| kind.eq_ignore_ascii_case(subtype))
    };
    // A signature says nothing that is not in what is signed.
    if is(&["pgp-signature", "pkcs7-signature", "x-pkcs7-signature", "pgp-keys"]) {
        return;
    }
    let name = match (part.attachment_name(), &part.body) {
        (Some(name), _) => name.to_owned(),
        (None, PartType::Message(_)) => format!("message {}", no + 1),
        (None, _) => format!("part {}", no + 1),
    };
    if is(&["pkcs7-mime", "x-pkcs7-mime"]) {
        letter.names.push(name);
        letter.unread.push("it is encrypted, or sealed so that it cannot be opened".to_owned());
        return;
    }
    let inside = match &part.body {
        PartType::Text(text) => Inside::Bytes(text.as_bytes().to_vec()),
        PartType::Html(html) => Inside::Html(html.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Inside::Bytes(bytes.to_vec()),
        PartType::Message(message) if depth < DEPTH_MAX => {
            Inside::Letter(Box::new(of(message, depth + 1)))
        }
        PartType::Message(_) => {
            letter.names.push(name);
            letter.unread.push("messages are packed in each other too many times".to_owned());
            return;
        }
        PartType::Multipart(_) => return,
    };
    letter.attached.push(Attached { name, inside });
}

/// The numbers of the messages it answers, the first of them first.
fn references(message: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in [message.references(), message.in_reply_to()] {
        match value {
            HeaderValue::Text(id) => found.push(id.to_string()),
            HeaderValue::TextList(ids) => found.extend(ids.iter().map(ToString::to_string)),
            _ => {}
        }
    }
    found.truncate(REFERENCES_MAX);
    found
}

/// Who stands in these headers, each with name and address. A header nobody can take apart is
/// there as it was written.
fn people(message: &Message<'_>, headers: &[HeaderName<'static>]) -> String {
    let mut found: Vec<String> = Vec::new();
    for header in headers {
        let mut signs = 0;
        for value in message.header_values(header.clone()) {
            let all = value.as_address().into_iter().flat_map(Address::iter);
            for one in all {
                let told = match (one.name(), one.address()) {
                    (Some(name), Some(address)) => format!("{name} <{address}>"),
                    (None, Some(one)) | (Some(one), None) => one.to_owned(),
                    (None, None) => continue,
                };
                signs += told.matches('@').count();
                if !found.contains(&told) {
                    found.push(told);
                }
            }
        }
        let name = header.as_str();
        for (_, raw) in message.headers_raw().filter(|(this, _)| this.eq_ignore_ascii_case(name)) {
            if raw.matches('@').count() > signs {
                found.push(raw.split_whitespace().collect::<Vec<_>>().join(" "));
            }
        }
    }
    found.join(", ")
}
