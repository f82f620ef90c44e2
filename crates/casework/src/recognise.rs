//! Recognising what a text asks for. It proposes and never decides: no form and no magic word is
//! needed for a request to be one, so what is not recognised is still somebody's words.

use crate::Kind;

/// A kind of case a text may be, and the words that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The kind.
    pub kind: Kind,
    /// How sure: words that say it outright before words that hint at it.
    pub sure: bool,
    /// Where in the text, in bytes.
    pub at: std::ops::Range<usize>,
}

/// The most of a text that is read: 100,000 bytes.
const READ_MAX: usize = 100_000;

/// What says outright that something is meant, and what hints at it. A space stands for any run of
/// spaces; `*` for the rest of a word; `~` for up to four words between.
const SIGNS: &[(Kind, &[&str], &[&str])] = &[
    (
        Kind::Access,
        &[
            "subject access",
            "sar",
            "dsar",
            "copy of ~ data",
            "copy of ~ file",
            "copies of ~ data",
            "copy of everything you",
            "what you hold",
            "what information you",
            "everything you hold",
            "everything you have ~ me",
            "see my file",
            "what data you",
            "information you hold",
            "all my records",
            "see ~ records",
            "article 15",
            "data you ~ about me",
            "send me ~ data",
            "give me ~ data",
            "see my data",
        ],
        &["my file", "my records", "call recording*", "a copy of"],
    ),
    (
        Kind::AutomatedDecision,
        &[
            "computer decided",
            "automated decision",
            "decided by ~ computer",
            "decided by ~ machine",
            "real person ~ look",
            "human ~ look",
            "article 22*",
            "algorithm",
        ],
        &["computer says", "speak to a human"],
    ),
    (
        Kind::Breach,
        &[
            "data breach",
            "sent to the wrong",
            "someone else's letter",
            "somebody else's letter",
            "neighbour's letter",
            "gave out my address",
            "told ~ my address",
            "left a voicemail",
            "wrong email address",
            "lost laptop",
            "stolen laptop",
        ],
        &["leaked", "someone else's details", "somebody else's details"],
    ),
    (
        Kind::Complaint,
        &[
            "complain* about ~ data",
            "complain* about ~ privacy",
            "data protection complaint",
            "unhappy ~ my data",
            "misuse* my data",
            "complaint about how you ~ information",
        ],
        &["complaint", "complain"],
    ),
    (
        Kind::ConsentWithdrawal,
        &[
            "withdraw* my consent",
            "withdraw* consent",
            "take back my consent",
            "no longer consent",
            "don't consent any more",
            "revoke* my consent",
            "take my photo down",
            "remove my photo*",
        ],
        &["unsubscribe"],
    ),
    (
        Kind::Disclosure,
        &[
            "schedule 2",
            "police",
            "constituent",
            "on behalf of the council",
            "court order",
            "production order",
            "section 115",
            "dwp",
            "i am the mp for",
        ],
        &["officer in the case", "collar number"],
    ),
    (
        Kind::Erasure,
        &[
            "delete ~ data",
            "delete ~ details",
            "delete ~ information",
            "erase ~",
            "right to be forgotten",
            "remove ~ details from your",
            "delete everything",
            "article 17",
            "delete my account",
        ],
        &["get rid of ~ data", "destroy ~ records"],
    ),
    (
        Kind::Information,
        &["stairs", "access to information ~ landlord"],
        &["service charges are spent"],
    ),
    (
        Kind::InternalReview,
        &[
            "internal review",
            "look at your answer again",
            "not happy with ~ response to my request",
        ],
        &["review ~ decision"],
    ),
    (
        Kind::Objection,
        &[
            "object to",
            "i object",
            "stop using my",
            "stop sending me",
            "stop contacting me",
            "no more marketing",
            "article 21",
            "take me off your",
            "don't want ~ marketing",
        ],
        &["opt out", "stop emailing", "stop texting"],
    ),
    (
        Kind::Phishing,
        &[
            "phishing",
            "is this ~ from you",
            "scam",
            "fake email",
            "fake text",
            "suspicious email",
            "suspicious text",
            "pretend* to be ~ mhs",
        ],
        &["strange link", "asked for my bank details"],
    ),
    (
        Kind::Policy,
        &["copy of your ~ policy", "read your ~ policy", "send me your ~ policy"],
        &["your policy"],
    ),
    (
        Kind::Portability,
        &[
            "data portability",
            "machine-readable",
            "machine readable",
            "article 20",
            "send my data to ~ landlord",
            "transfer my data",
            "move my data",
        ],
        &["csv", "spreadsheet of my"],
    ),
    (
        Kind::Rectification,
        &[
            "is wrong ~ change",
            "correct my",
            "correct the",
            "my name is spelt",
            "my name is spelled",
            "wrong date of birth",
            "out of date",
            "inaccurate",
            "put right",
            "update my",
            "article 16",
            "you have the wrong",
            "changed my name",
        ],
        &["is wrong", "not correct", "mistake"],
    ),
    (
        Kind::Restriction,
        &[
            "restrict* ~ processing",
            "restrict* the use",
            "limit* ~ use of my",
            "article 18",
            "freeze my data",
            "stop using ~ until",
        ],
        &["put on hold"],
    ),
];

/// What a text may ask for, the surest first, each kind once. Empty where nothing is recognised:
/// then somebody reads it.
#[must_use]
pub fn recognise(text: &str) -> Vec<Proposal> {
    let end = (0..=READ_MAX.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    let words = words(&text[..end.unwrap_or(0)]);
    let mut found: Vec<Proposal> = Vec::new();
    for (kind, outright, hints) in SIGNS {
        let look = |signs: &[&str]| {
            signs.iter().filter_map(|sign| first(&words, sign)).min_by_key(|at| at.start)
        };
        let proposal =
            look(outright).map(|at| (true, at)).or_else(|| look(hints).map(|at| (false, at)));
        if let Some((sure, at)) = proposal {
            found.push(Proposal { kind: *kind, sure, at });
        }
    }
    // A complaint about data says so; the word alone is a hint that gives way to what is said.
    if found.iter().any(|one| one.sure) {
        found.retain(|one| one.sure || one.kind == Kind::Complaint);
    }
    found.sort_by_key(|one| (!one.sure, one.at.start));
    found
}

struct Word {
    text: String,
    at: std::ops::Range<usize>,
}

/// The words of a text in lower case, with where they stand. An apostrophe and a hyphen inside a word
/// belong to it, however they were typed.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut current: Option<Word> = None;
    for (at, c) in text.char_indices() {
        let c = match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            c => c,
        };
        if c.is_alphanumeric() || matches!(c, '\'' | '-') {
            let word = current.get_or_insert_with(|| Word { text: String::new(), at: at..at });
            word.text.extend(c.to_lowercase());
            word.at.end =
                at + c.len_utf8().max(text[at..].chars().next().map_or(1, char::len_utf8));
        } else {
            words.extend(current.take());
        }
    }
    words.extend(current);
    words
}

/// The most words a `~` stands for.
const GAP: usize = 4;

fn first(words: &[Word], sign: &str) -> Option<std::ops::Range<usize>> {
    let parts: Vec<&str> = sign.split_whitespace().collect();
    (0..words.len()).find_map(|start| {
        let end = matches(&words[start..], &parts)?;
        (end > 0).then(|| words[start].at.start..words[start + end - 1].at.end)
    })
}

/// How many words a sign takes from the beginning of some, if it does.
fn matches(words: &[Word], parts: &[&str]) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(0) };
    if *part == "~" {
        return (0..=GAP.min(words.len()))
            .find_map(|skip| Some(skip + matches(&words[skip..], rest)?));
    }
    let word = words.first()?;
    let same = match part.strip_suffix('*') {
        Some(stem) => word.text.starts_with(stem),
        None => word.text == *part,
    };
    if same { Some(1 + matches(&words[1..], rest)?) } else { None }
}
