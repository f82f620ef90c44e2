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
        let rights = pattern!(r"\b(?:rights?|subject access|access to your)\b");
        let about = about_requests(text)
            || notice.sentences_of(sentence.block).any(|s| about_requests(s.text))
            || notice.heading_of(sentence.block).is_some_and(|h| {
                let low = notice.blocks[h].low();
                about_requests(low) || rights.is_match(low) && is_request(text)
            });
        // Other ways may be offered a line further on.
        let near = (sentence.block..notice.blocks.len().min(sentence.block + 3))
            .any(|i| other_way(notice.blocks[i].low()));
        let here = notice
            .sentences_of(sentence.block)
            .any(|s| s.range != sentence.range && other_route(s.text));
        let offered = matches!(percent, FORM | POLITE) && (here || other_route(text));
        // The form of a doctor or a repair is no form of request.
        let other_form = pattern!(
            r"\b(?:medical|assessment|application|transfer|repairs?|housing|transfer) (?:\w+ )?form\b"
        );
        if about && !near && !offered && !other_form.is_match(&text[range.clone()]) {
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

/// How sure it is where people are asked to use one.
const POLITE: u8 = 70;

fn about_requests(text: &str) -> bool {
    pattern!(
        r"subject access|access request|\b(?:copy|copies) of (?:the|your|any|all)\b.*(?:information|data|records?)|\b(?:see|access|view|request)\b (?:to )?(?:the |your |any )?(?:personal )?(?:information|data|records?)\b|exercise (?:any of )?(?:your|these|those|this|a|any) (?:\w+ )?rights?|\brequests? for access\b|\bany of (?:these|those|your) rights\b|right of access|\brequests? for (?:your|the|a copy)\b"
    )
    .is_match(text)
}

/// Under a heading about rights, a sentence that says "request" is about one.
fn is_request(text: &str) -> bool {
    pattern!(r"\brequests?\b|\bapply\b|\bask (?:us )?for\b").is_match(text)
        && !pattern!(r"\b(?:repairs?|transfer|right to buy|medical|rent)\b").is_match(text)
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
    // A plain "please complete our form" is a demand too, where nothing else is offered.
    let polite = pattern!(
        r"(?:^|: |; |, |\bplease |\bto do (?:so|this),? )(?:complete|fill (?:in|out))\b.{0,40}\bform\b|\bplease (?:make|put|request|ask|apply|send|submit|write)\b.{0,45}\bin writing\b|\bin writing on (?:the|our)\b.{0,25}\bform\b|\b(?:only|must be) (?:made|accepted) (?:in writing|on (?:the|our)\b.{0,25}\bform)"
    );
    let refused = pattern!(
        r"\b(?:requests? )?(?:will|can|shall) ?not be (?:processed|accepted|considered|treated|dealt with|actioned|answered)\b|\b(?:cannot|will not|not) (?:begin|start|proceed|process|deal with|respond|act)\b.{0,30}\b(?:until|unless|without)\b.{0,40}\b(?:form|fee|payment|writing)\b"
    );
    let price = pattern!(
        r"\b(?:small |administration |administrative |standard |statutory |search )+(?:fee|charge)\b.{0,40}\b(?:apply|applies|payable|may be|is|will)\b|\b(?:fee|charge)\b.{0,12}\$ ?\d+(?:\.\d\d)?\b|\$ ?\d+(?:\.\d\d)? (?:administration |access )?(?:fee|charge)\b|\b\d+ ?p (?:a|per|for each|for every) (?:page|sheet|side|copy)\b|\b(?:cheque|postal order)\b"
    );
    let late = pattern!(
        r"\bwithin (?:4[1-9]|[5-9]\d|sixty|ninety) (?:calendar |working )?days\b|\bwithin (?:2|two|3|three) (?:calendar )?months\b.{0,30}\brequest\b"
    );
    let extension = pattern!(r"\b(?:extend|extension|further|complex|longer)\b");
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
    } else if let Some(found) = refused.find(text) {
        Some((found.range(), 80))
    } else if let Some(found) = price.find(text) {
        Some((found.range(), 75))
    } else if let Some(found) = late.find(text).filter(|_| !extension.is_match(text)) {
        Some((found.range(), 75))
    } else if let Some(found) = fee.find(text) {
        Some((found.range(), 80))
    } else if let Some(found) = subject.find(text) {
        Some((found.range(), 65))
    } else if let Some(found) = polite.find(text) {
        Some((found.range(), POLITE))
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
