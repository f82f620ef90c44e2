//! What a sentence claims: that something is done, may be done, or is never done.
//!
//! No grammar, only what the contradiction rules stand on: a verb of one of a few classes, whether
//! it is denied, whether the sentence hedges, and the words after the verb.

use crate::notice::{Notice, Sentence};
use crate::pattern::{Pattern, pattern};

/// What is done with the information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// Given to somebody else.
    Share,
    /// Sent or kept somewhere.
    Transfer,
}

/// One verb of one sentence.
#[derive(Clone, Debug)]
pub(crate) struct Claim<'n> {
    pub(crate) sentence: Sentence<'n>,
    /// Whether it is said not to happen.
    pub(crate) denied: bool,
    /// Whether the sentence leaves a way out: "unless", "without your consent", "usually".
    pub(crate) hedged: bool,
    /// Whether it happens only if something else does: "if we ever need to ...".
    pub(crate) conditional: bool,
    /// The words after the verb.
    pub(crate) object: &'n str,
}

fn verbs() -> [(Verb, &'static Pattern); 2] {
    [
        (
            Verb::Share,
            pattern!(
                r"\b(?:share|shared|disclose|disclosed|pass|passed|provide|provided|give|given|sell|sold|release|released|supply|supplied|send|rent)\b"
            ),
        ),
        (
            Verb::Transfer,
            pattern!(
                r"\b(?:transfers?|transferred|sends?|sent|disclose|disclosed|share|shared|stores?|stored|process|processes|processed|holds?|held|keeps?|kept|hosts?|move|moved|hosted|leaves?|stays?|remains?|located|based)\b"
            ),
        ),
    ]
}

/// The claims of a kind in the body of a notice, in reading order.
pub(crate) fn claims<'n>(notice: &'n Notice<'_>, verb: Verb) -> Vec<Claim<'n>> {
    let pattern = verbs().into_iter().find(|(v, _)| *v == verb).map(|(_, pattern)| pattern);
    let Some(pattern) = pattern else { return Vec::new() };
    notice
        .sentences()
        .filter_map(|sentence| {
            let text = sentence.text;
            let found = pattern.find(text)?;
            // A denial reaches the verbs after it in its clause.
            let before = &text[..found.start()];
            let clause = before.rfind([',', ';', ':']).map_or(before, |at| &before[at..]);
            Some(Claim {
                denied: pattern!(r"\b(?:never|not|no longer|none|neither|no (?:\w+ ){0,2}(?:data|information|details))\b").is_match(clause),
                hedged: is_hedged(text),
                conditional: pattern!(
                    r"\b(?:if|where|when|should|in the event|in case|whenever)\b"
                )
                .is_match(before),
                object: &text[found.end()..],
                sentence,
            })
        })
        .collect()
}

/// Whether a sentence leaves a way out of what it promises.
pub(crate) fn is_hedged(text: &str) -> bool {
    pattern!(
        r"\b(?:unless|except|without|other than|apart from|normally|usually|generally|ordinarily|typically|routinely|knowingly|currently|mostly|in most cases|where possible|aim|try|only|beyond|save for|not otherwise)\b"
    )
    .is_match(text)
}
