use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "access-request-conditional",
    severity: Severity::Warning,
    about: "A person may ask for their information in any way they like: by phone, at the door, \
            in a message that names no law. A notice may offer a form, but may not require one, \
            nor a set subject line, nor writing, nor a fee (Article 12 and 15).",
    fires: "To see your information you must complete our subject access request form.",
    silent: "You can ask for a copy of your information in any way. It may help to use our subject \
             access request form, but you do not have to.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    for sentence in notice.sentences() {
        let text = sentence.text;
        let Some((range, percent)) = condition(text) else { continue };
        let about = about_requests(text)
            || notice.sentences_of(sentence.block).any(|s| about_requests(s.text))
            || notice
                .heading_of(sentence.block)
                .is_some_and(|h| about_requests(notice.blocks[h].low()));
        // Other ways may be offered a line further on.
        let near = (sentence.block..notice.blocks.len().min(sentence.block + 3))
            .any(|i| other_way(notice.blocks[i].low()));
        let here = notice
            .sentences_of(sentence.block)
            .any(|s| s.range != sentence.range && other_route(s.text));
        let offered = percent == FORM && (here || other_route(text));
        if about && !near && !offered {
            report.add(Draft::new(
                Spot::within(&sentence, range),
                percent,
                Message::new("notice-access-request-conditional"),
                Message::new("notice-access-request-conditional-help"),
            ));
        }
    }
}

/// How sure it is where a form is named and nothing else.
const FORM: u8 = 66;

fn about_requests(text: &str) -> bool {
    pattern!(
        r"subject access|access request|\b(?:copy|copies) of (?:the|your|any|all)\b.*(?:information|data|records?)|\b(?:see|access|view|request)\b (?:to )?(?:the |your |any )?(?:personal )?(?:information|data|records?)\b|exercise (?:any of )?(?:your|these|this) rights?|right of access|\brequests? for (?:your|the|a copy)\b"
    )
    .is_match(text)
}

fn condition(text: &str) -> Option<(std::ops::Range<usize>, u8)> {
    let free = pattern!(
        r"\b(?:do not (?:have|need)|no need|not required|need not|not need|optional|does not have to|may help|can help|helps? us|if you (?:wish|prefer|like|want)|free of charge|no (?:charge|fee)|not charge|without charge|manifestly|unfounded|excessive|further cop|additional cop|no longer)\b"
    );
    if free.is_match(text) {
        return None;
    }
    let hard = pattern!(
        r"\b(?:must|should|need to|needs to|have to|has to|required to|ask that you|only accept|only respond)\b.{0,60}\b(?:in writing|(?:complete|fill(?:ing)? (?:in|out)|use|submit|return|sign)\b.{0,40}\bform)\b"
    );
    let fee = pattern!(
        r"\b(?:fee|charge|cost|pay)\b.{0,25}\$ ?(?:10|40|50|20|25)\b|\$ ?(?:10|40|50|20|25)\b.{0,25}\b(?:fee|charge)\b"
    );
    let subject = pattern!(
        r"\b(?:with|using|use|put|state|quote|mark(?:ed)?|headed|enter)\b.{0,30}\b(?:subject (?:heading|line|title|field)|as the subject)\b|\bwith the subject ['\x22]"
    );
    let form = pattern!(
        r"\bby (?:filling (?:in|out)|completing|submitting|downloading) (?:a|an|our|the|this)\b(?:.{0,40}\bform\b| ['\x22]?subject access)"
    );
    if let Some(found) = hard.find(text) {
        Some((found.range(), 85))
    } else if let Some(found) = fee.find(text) {
        Some((found.range(), 80))
    } else if let Some(found) = subject.find(text) {
        Some((found.range(), 65))
    } else {
        form.find(text).map(|found| (found.range(), FORM))
    }
}

/// Ways without any writing.
fn other_way(text: &str) -> bool {
    pattern!(
        r"\bin any way\b|\bany (?:method|means|member of staff|format)\b|\bverbal|\bin person\b|\bby (?:tele)?phon|\bover the phone|\b(?:do not|don't) (?:have|need) to\b|\bspeak(?:ing)? to\b|\bface[- ]to[- ]face|\b(?:call|calling|ring|ringing|telephone|phone) us\b|\bcalling\b|\btelephoning\b"
    )
    .is_match(text)
}

/// Any other way beside the form.
fn other_route(text: &str) -> bool {
    pattern!(
        r"\b(?:or|also|alternatively)\b.{0,40}\b(?:email|e-mail|contact|writ|post|letter|call|phone|speak)"
    )
    .is_match(text)
}
