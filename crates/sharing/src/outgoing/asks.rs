//! Whether a text asks for a secret. For every secret it names, what is done with it is looked for: the
//! nearest word before it that says so, or one behind it. A warning has a no right before that word.

use super::data::{DATA, Phrase};
use super::words::Words;

/// How far back it is looked for what is done with a secret, in words.
const BACK_MAX: usize = 80;
/// How far a no may stand before what it forbids, in words.
const NO_MAX: usize = 16;

/// The sentence of a text that asks for what we never ask for (rows 28.1a and 28.1b).
#[must_use]
pub fn asks(text: &str) -> Option<&str> {
    let words = Words::of(text);
    let at = all(&words).next();
    at.map(|at| words.around(at))
}

/// Where secrets stand that are asked for, in bytes.
pub(super) fn all(words: &Words<'_>) -> impl Iterator<Item = usize> {
    let named = (0..words.all.len()).filter_map(|at| Some((at, secret(words, at)?)));
    let named: Vec<(usize, usize)> = named.collect();
    // Most texts name none, and nothing else is looked for in them.
    let done = if named.is_empty() { Vec::new() } else { done(words) };
    let reading = Reading { words, done };
    let asked = named.into_iter().filter(move |(at, end)| reading.asked(*at, *end));
    asked.map(|(at, _)| words.all[at].from)
}

/// A text with what is done in it: for every word and kind of doing where the longest ends that begins
/// there.
struct Reading<'w, 't> {
    words: &'w Words<'t>,
    done: Vec<[Option<usize>; KINDS]>,
}

/// How many kinds of doing there are.
const KINDS: usize = 4;

fn done(words: &Words<'_>) -> Vec<[Option<usize>; KINDS]> {
    let kinds: [&[Phrase]; KINDS] = [&DATA.harmless, &DATA.reaching, &DATA.wanting, &DATA.asking];
    (0..words.all.len()).map(|at| kinds.map(|phrases| words.any(at, phrases))).collect()
}

/// Where a secret ends that begins at a word.
fn secret(words: &Words<'_>, at: usize) -> Option<usize> {
    let word = &words.all[at];
    let loud = word.all_capitals && word.text.len() > 2;
    let own = loud || is_yours(words, at);
    let named = words.any(at, &DATA.secrets);
    let end = named.or_else(|| words.any(at, &DATA.secrets_with_your).filter(|_| own))?;
    (!words.is(end, &DATA.harmless_behind)).then_some(end)
}

fn is_yours(words: &Words<'_>, at: usize) -> bool {
    let before = &words.all[at.saturating_sub(3)..at];
    before.iter().any(|word| matches!(word.text.as_str(), "your" | "ur" | "their" | "its"))
}

/// What is done with a secret, as [`done`] has them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Does {
    Harmless,
    Reaches,
    Wants,
    Asks,
}

impl Does {
    const ALL: [Does; KINDS] = [Does::Harmless, Does::Reaches, Does::Wants, Does::Asks];
}

impl Reading<'_, '_> {
    fn asked(&self, at: usize, end: usize) -> bool {
        let words = self.words;
        let (from, to) = words.sentence(at);
        let from = from.max(at.saturating_sub(BACK_MAX));
        let before = self.nearest(from, at);
        match before {
            Some((does, begins, ends)) if does != Does::Harmless => {
                self.asks_for(does, (from, begins, ends), at) || self.behind(at, (end, to))
            }
            Some(_) => self.handed_over(end, to),
            None => self.question(from, at) || self.behind(at, (end, to)),
        }
    }

    /// The nearest word before a secret that says what is done with it: what, and where it begins and ends.
    fn nearest(&self, from: usize, at: usize) -> Option<(Does, usize, usize)> {
        let starts = |here: usize| {
            Does::ALL
                .into_iter()
                .zip(self.done[here])
                .filter_map(|(does, ends)| Some((does, here, ends?)))
                .filter(|(_, _, ends)| *ends <= at)
                .max_by_key(|(_, _, ends)| *ends)
        };
        let found = (from..at).rev().filter(|here| !self.is_thing(*here)).find_map(starts)?;
        // A longer one that begins before it says more: `need to see`, `let us have`.
        let wider = (from.max(found.1.saturating_sub(5))..found.1).filter_map(starts);
        Some(wider.filter(|wide| wide.2 > found.1).min_by_key(|wide| wide.1).unwrap_or(found))
    }

    /// Whether a word is a thing here, and nothing that is done.
    fn is_thing(&self, at: usize) -> bool {
        at > 0 && self.words.is(at - 1, &DATA.things)
    }

    fn asks_for(&self, does: Does, (from, begins, ends): (usize, usize, usize), at: usize) -> bool {
        let words = self.words;
        let text = |place: usize| words.all.get(place).map_or("", |word| word.text.as_str());
        if (ends..at).any(|place| words.is(place, &DATA.about)) || self.is_forbidden(from, begins) {
            return false;
        }
        if does == Does::Wants {
            // The nearest of whom it could be that wants it.
            let whose = (from.max(begins.saturating_sub(6))..begins).rev().map(text).find(|word| {
                matches!(*word, "we" | "i" | "you" | "they" | "he" | "she" | "team" | "office")
            });
            return matches!(whose, Some("we" | "i" | "team" | "office"));
        }
        if does == Does::Reaches && !(ends..at).any(|at| words.any(at, &DATA.with).is_some()) {
            return false;
        }
        // `We send you your PIN` gives it away.
        if text(ends) == "you" || self.is_our_own(from, begins) {
            return false;
        }
        let please = begins > from && text(begins - 1) == "please";
        let to_us = matches!(text(ends), "us" | "me");
        if !please && !to_us && self.is_a_strangers(from, begins) {
            return false;
        }
        if begins > from && text(begins - 1) == "to" {
            return (from..begins - 1).any(|place| words.is(place, &DATA.told_to));
        }
        true
    }

    /// Whether a no stands right before it.
    fn is_forbidden(&self, from: usize, begins: usize) -> bool {
        let words = self.words;
        for place in (from.max(begins.saturating_sub(NO_MAX))..begins).rev() {
            let no_one = (place.saturating_sub(1).max(from)..=place)
                .any(|begins| words.any(begins, &DATA.no_one).is_some_and(|ends| ends > place));
            if no_one || words.is(place, &DATA.no) {
                return true;
            }
            let passes =
                words.is(place, &DATA.between) || self.done[place][1..].contains(&Some(place + 1));
            // Behind a comma something new begins: `if you cannot call, send us ...`
            let comma = words.all[place].text == ",";
            if !passes || (comma && place + 1 == begins) {
                return false;
            }
        }
        false
    }

    /// Whether we do it, or somebody else does, and the reader does not.
    fn is_our_own(&self, from: usize, begins: usize) -> bool {
        let words = self.words;
        let mut place = begins;
        while place > from && words.is(place - 1, &DATA.auxiliary) {
            place -= 1;
            // `We ask you to confirm`: the reader does.
            if begins - place > 4 {
                return false;
            }
        }
        place > from && words.is(place - 1, &DATA.ourselves)
    }

    /// Whether it is what people are warned of: `if anybody asks you to ...`
    fn is_a_strangers(&self, from: usize, begins: usize) -> bool {
        let words = self.words;
        (from..begins).filter(|place| words.is(*place, &DATA.strangers)).any(|stranger| {
            words.all[stranger + 1..=begins.min(stranger + 6)].iter().any(|word| {
                DATA.strangers_do.iter().any(|does| word.text.starts_with(does.as_str()))
            })
        })
    }

    /// Whether it is a question for it: `what is your ...`
    fn question(&self, from: usize, at: usize) -> bool {
        let words = self.words;
        (from..at).any(|place| words.any(place, &DATA.questions).is_some_and(|ends| ends <= at))
    }

    /// Whether what follows asks for it: `your PIN, please`, `your password is needed`, `sort code: ____`.
    fn behind(&self, at: usize, (end, to): (usize, usize)) -> bool {
        let words = self.words;
        let text = |place: usize| words.all.get(place).map_or("", |word| word.text.as_str());
        let near = |list: &[String]| (end..to.min(end + 6)).any(|place| words.is(place, list));
        let wanted = near(&DATA.wanted_behind) && !near(&DATA.no);
        let please = (end..to.min(end + 2)).any(|place| place + 1 == to && text(place) == "please");
        let digits = text(end + 2).starts_with(|c: char| c.is_ascii_digit());
        let blank = text(end) == ":"
            && (matches!(text(end + 1), "" | "_" | ".") || (text(end + 1) == "\n" && !digits));
        (wanted && is_yours(words, at)) || please || blank || self.handed_over(end, to)
    }

    /// Whether it is to be handed over: `and send it to us`.
    fn handed_over(&self, end: usize, to: usize) -> bool {
        let words = self.words;
        (end..to).any(|place| {
            let [_, reaches, _, asks] = self.done[place];
            let does = asks.max(reaches);
            does.is_some_and(|ends| {
                words.is(ends, &DATA.to_us)
                    && (ends + 1..to.min(ends + 4)).any(|place| words.is(place, &DATA.over))
                    && !self.is_forbidden(end, place)
                    && !self.is_our_own(end, place)
            })
        })
    }
}
