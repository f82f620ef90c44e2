use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Sentence, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;
use jiff::civil::{Date, date};

pub(super) const RULE: Rule = Rule {
    code: "complaint-to-us-missing",
    severity: Severity::Warning,
    about: "Since 19 June 2026 everyone may complain about the use of their information to the \
            organisation itself, which must make that easy and acknowledge it within 30 days \
            (section 164A of the Data Protection Act 2018), and a notice must say so (Articles \
            13(2)(ca) and 14(2)(da)). Older notices name the regulator only.",
    fires: "To complain, contact the Information Commissioner's Office.",
    silent: "You can complain to us first: write to complaints@harbour.example. You can also \
             complain to the Information Commissioner's Office.",
    extent: Extent::Whole,
    run,
};

/// The day from which a notice must name the complaint to the organisation itself: SI 2026/82
/// regulation 3.
const SINCE: Date = date(2026, 6, 19);

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if notice.on < SINCE || !notice.whole || notice.layer {
        return;
    }
    if notice.said().contains("164a") || notice.sentences().any(|s| offers(notice, &s)) {
        return;
    }
    // An open door for concerns is nearly, and perhaps quite, what is asked for.
    let door = pattern!(
        r"\b(?:concerns?|unhappy|not happy|dissatisfied|worried|queries|questions)\b.{0,90}\b(?:contact|tell|speak|email|write|let us know|raise|get in touch)"
    );
    let percent = if notice.says(door) { 66 } else { 80 };
    let regulator = pattern!(r"\b(?:information commission|ico\b)");
    let complain = pattern!(r"\bcomplain|\bconcern");
    let beside = || {
        let said = |s: &Sentence<'_>| regulator.is_match(s.text) && complain.is_match(s.text);
        notice.sentences().find(said).map(|s| Spot::from(&s))
    };
    let heading = notice
        .heading(pattern!(r"\bcomplain"))
        .or_else(|| {
            notice.heading(pattern!(r"\b(?:unhappy|not happy|go(?:es)? wrong|dissatisfied)\b"))
        })
        .map(|i| notice.spot(i));
    let Some(place) = heading.or_else(beside).or_else(|| notice.top().map(|i| notice.spot(i)))
    else {
        return;
    };
    report.add(Draft::new(
        place,
        percent,
        Message::new("notice-complaint-to-us-missing"),
        Message::new("notice-complaint-to-us-missing-help"),
    ));
}

/// Whether a sentence, or the place it stands in, offers a complaint to the organisation.
fn offers(notice: &Notice<'_>, sentence: &Sentence<'_>) -> bool {
    let text = sentence.text;
    let to_us = pattern!(
        r"\bcomplain(?:t|ts|ing)?\b.{0,80}\b(?:to|with|via|through|using|by contacting|contact|email|write to|call|ring|from) (?:us\b|our\b|the (?:data protection (?:officer|team|lead|manager)|dpo|information governance|company secretary|chief executive|council|trust|association|charity|customer)|[a-z0-9._-]+@)|\bour (?:own )?(?:\w+ )?complaints?\b|\bcomplaints? (?:procedure|policy|process|form|team)\b|\b(?:contact|tell|speak to|write to|email) (?:us|our)\b.{0,80}\bcomplain|\bcomplain to (?:us|our)\b|\bfirst instance\b|\bcomplaints@|\b(?:we|us) (?:will )?(?:acknowledge|investigate|deal with|look into|respond to|try to resolve|to resolve|resolve|put things right|put it right)\b.{0,40}|\bgive us (?:the|a) (?:chance|opportunity)|\b(?:raise|discuss|take) (?:it|this|them|your \w+|any \w+|a \w+) (?:up )?with (?:us|our)\b"
    );
    if !to_us.is_match(text) {
        return false;
    }
    // It has to be a complaint about information: here, under its heading, or beside the regulator.
    let word =
        pattern!(r"\bcomplain|\bunhappy\b|\bdissatisfied\b|\bnot (?:happy|satisfied)\b|\bconcern");
    let about = pattern!(
        r"\b(?:data|information|privacy|ico|commissioner|commission|rights?|details|records)\b"
    );
    let low = notice.blocks[sentence.block].low();
    let heading = notice.heading_of(sentence.block).map_or("", |h| notice.blocks[h].low());
    let previous = sentence.block.checked_sub(1).map_or("", |k| notice.blocks[k].low());
    let complains = [low, heading, previous].iter().any(|t| word.is_match(t));
    let events = pattern!(r"\bevent\b").is_match(text);
    // The regulator often follows: "you can also complain to the ICO".
    let next = notice.next(sentence.block).map_or("", crate::document::Block::low);
    complains && !events && [low, heading, previous, next].iter().any(|t| about.is_match(t))
}
