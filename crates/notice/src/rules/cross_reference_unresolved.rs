use words::Message;

use super::contents_mismatch::alike;
use crate::Extent;
use crate::finding::Severity;
use crate::notice::Sentence;
use crate::notice::{Notice, Spot};
use crate::outline::words_of;
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "cross-reference-unresolved",
    severity: Severity::Error,
    about: "The notice sends the reader to a section, paragraph or heading that it does not have, \
            mostly because sections were moved. Sections of Acts, leases and other documents are \
            left alone.",
    fires: "1. Who we are\n\n1.1 A landlord. See section 9 for your rights.\n\n2. Your rights\n\n2.1 \
            You may ask.",
    silent: "1. Who we are\n\n1.1 A landlord, as section 9 of the Housing Act says. See section 2 \
             for your rights.\n\n2. Your rights\n\n2.1 You may ask.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    for sentence in notice.sentences() {
        attached(notice, report, &sentence);
        numbered(notice, report, &sentence);
        bare(notice, report, &sentence);
        quoted(notice, report, &sentence);
    }
}

/// "see section 3.6", "section three", "sections 4 and 5".
fn numbered(notice: &Notice<'_>, report: &mut Report<'_, '_>, sentence: &Sentence<'_>) {
    let reference = pattern!(
        r"\b(?:sections?|paragraphs?|paras?\.?|clauses?) (\d{1,2}(?:\.\d{1,2})*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    );
    let text = sentence.text;
    for found in reference.captures_iter(text) {
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else { continue };
        let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
        if is_elsewhere(before, after) || is_other_paper(before, after) || is_law(notice, sentence)
        {
            continue;
        }
        let key = figure(number.as_str());
        let titled = quoted_title(after);
        let known = notice.outline.numbers.contains(&key);
        let points = pattern!(
            r"\b(?:see|refer to|described in|set out in|explained in|outlined in|detailed in|listed in|found in|read|in accordance with|as per|please see|given in)(?: also)?(?: our| the)?(?: \w+)? ?$"
        )
        .is_match(before);
        let here = pattern!(r"^ ?,? ?(?:\(?(?:below|above)|of this (?:privacy |data )?(?:notice|policy|statement|document)|overleaf|for (?:more|further))")
            .is_match(after);
        if let Some(title) = titled {
            if !has_title(notice, title) && !is_titled(notice, &key, title) {
                let spot = Spot::within(sentence, whole.range());
                report.add(titled_draft(spot, 90, Some(&key), title));
            }
            continue;
        }
        if known {
            continue;
        }
        let sections =
            notice.outline.headings.iter().filter(|i| notice.blocks[**i].number.is_some()).count();
        let count = notice.outline.headings.len();
        let words = whole.as_str().split(' ').next().unwrap_or_default();
        let percent = match (sections >= 2, points || here) {
            // Clauses are parts of an agreement, unless the notice calls its own parts so.
            _ if words.starts_with("clause") && !has_clauses(notice) => 55,
            (true, true) => 90,
            (true, false) => 70,
            // The headings may be numbered by a style sheet.
            (false, true) if key.parse::<usize>().is_ok_and(|n| n <= count) => 45,
            (false, true) => 68,
            (false, false) => 40,
        };
        report.add(Draft::new(
            Spot::within(sentence, whole.range()),
            percent,
            Message::new("notice-cross-reference-unresolved")
                .with("kind", words.trim_end_matches('s'))
                .with("number", key),
            Message::new("notice-cross-reference-unresolved-help"),
        ));
    }
}

/// "Follow the steps in 9.2 and 9.5", "see s. 14": a number without the word for it counts where
/// it has the form of the notice's own.
fn bare(notice: &Notice<'_>, report: &mut Report<'_, '_>, sentence: &Sentence<'_>) {
    let reference = pattern!(
        r"\b(?:see|in|at|under|steps in|explained in|set out in|described in) (?:s\.? ?)?(\d{1,2}\.\d{1,2}(?:\.\d{1,2})*)(?: (?:and|or|to) (\d{1,2}\.\d{1,2}(?:\.\d{1,2})*))?(?:[.,;)]| (?:above|below)|$)"
    );
    let text = sentence.text;
    let Some(found) = reference.captures(text) else { return };
    let Some(whole) = found.get(0) else { return };
    let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
    if is_other_paper(before, after) || is_law(notice, sentence) {
        return;
    }
    // A section of the notice has to have numbered paragraphs for it to be a number of its own.
    let own = |number: &str| {
        let section = number.split('.').next().unwrap_or_default();
        notice.outline.numbers.contains(&format!("{section}.1"))
    };
    let missing = found
        .iter()
        .skip(1)
        .flatten()
        .find(|m| own(m.as_str()) && !notice.outline.numbers.contains(m.as_str()));
    let Some(missing) = missing else { return };
    report.add(Draft::new(
        Spot::within(sentence, missing.range()),
        75,
        Message::new("notice-cross-reference-unresolved")
            .with("kind", "paragraph")
            .with("number", missing.as_str()),
        Message::new("notice-cross-reference-unresolved-help"),
    ));
}

/// "Annex B", "Appendix 2", where the notice has no heading of that name.
fn attached(notice: &Notice<'_>, report: &mut Report<'_, '_>, sentence: &Sentence<'_>) {
    let reference = pattern!(r"\b(annex|appendix|schedule) ([a-h]|\d{1,2})\b");
    let text = sentence.text;
    let Some(found) = reference.captures(text) else { return };
    let (Some(whole), Some(kind)) = (found.get(0), found.get(1)) else { return };
    let after = &text[whole.end()..];
    let elsewhere = pattern!(
        r"^,? ?(?:part|paragraph|\()|^ ?,? ?(?:of|to|in) (?:the|that|your|our|an|a|each)\b"
    );
    let law = kind.as_str() == "schedule" || is_law(notice, sentence);
    if law || elsewhere.is_match(after) || is_other_paper(&text[..whole.start()], after) {
        return;
    }
    let titles = || {
        let headings = notice.outline.headings.iter().take(MAX_HEADINGS);
        headings.filter_map(|i| notice.outline.titles.get(i)).map(String::as_str)
    };
    let starts = |title: &str, name: &str| {
        title.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let known = notice.outline.lines.contains(whole.as_str());
    if known || titles().any(|title| starts(title, whole.as_str())) {
        return;
    }
    // Where there is another one, this one was lost; else it may be a paper of its own.
    let others = titles().any(|title| starts(title, "appendix") || starts(title, "annex"));
    report.add(Draft::new(
        Spot::within(sentence, whole.range()),
        if others { 75 } else { 55 },
        Message::new("notice-cross-reference-unresolved")
            .with("kind", kind.as_str())
            .with("number", found[2].to_uppercase()),
        Message::new("notice-cross-reference-unresolved-help"),
    ));
}

/// "see the section called 'Your rights'".
fn quoted(notice: &Notice<'_>, report: &mut Report<'_, '_>, sentence: &Sentence<'_>) {
    let reference = pattern!(
        r"\b(?:(?:see|refer to|read|in|go to) (?:the |our )?(?:section|heading|part)s?(?: (?:called|headed|titled|entitled|on|named|below|above))*,? ?['\x22]([^'\x22]{4,80})['\x22]|(?:see|refer to|go to) (?:the )?['\x22]([^'\x22]{4,80})['\x22] (?:section|below|above|heading)|\bthe ['\x22]([^'\x22]{4,80})['\x22] section\b)(.{0,60})"
    );
    let text = sentence.text;
    if notice.outline.headings.len() < 3 {
        return;
    }
    for found in reference.captures_iter(text) {
        let Some(title) = (1..=3).find_map(|k| found.get(k)) else { continue };
        let after = found.get(4).map_or("", |m| m.as_str());
        let elsewhere = pattern!(
            r"\b(?:of|on|in) (?:our|the|their|its) (?:\w+ )?(?:website|site|app|portal|page|form|policy|handbook)"
        );
        if !has_title(notice, title.as_str()) && !elsewhere.is_match(after) {
            let spot = Spot::within(sentence, title.range());
            report.add(titled_draft(spot, 75, None, title.as_str()));
        }
    }
}

fn titled_draft(spot: Spot, percent: u8, number: Option<&str>, title: &str) -> Draft {
    let message = match number {
        Some(number) => {
            Message::new("notice-cross-reference-unresolved-title").with("number", number)
        }
        None => Message::new("notice-cross-reference-unresolved-heading"),
    };
    let help = Message::new("notice-cross-reference-unresolved-help");
    Draft::new(spot, percent, message.with("title", title), help)
}

/// A title in quotation marks right after a number.
fn quoted_title(after: &str) -> Option<&str> {
    let found =
        pattern!(r"^,? ?(?:-|:|\(|called|headed|titled|entitled)? ?['\x22]([^'\x22]{4,80})['\x22]")
            .captures(after)?;
    found.get(1).map(|m| m.as_str())
}

/// Whether a title is one of the notice's: the same words, or part of a heading.
fn has_title(notice: &Notice<'_>, title: &str) -> bool {
    let wanted = words_of(title);
    let heading = |i: &usize| notice.outline.titles.get(i).is_some_and(|own| own.contains(&wanted));
    // Any short line may be the heading meant, marked as one or not.
    notice.outline.lines.contains(&wanted)
        || notice.outline.headings.iter().take(MAX_HEADINGS).any(heading)
}

/// Whether the section of that number has nearly that title.
fn is_titled(notice: &Notice<'_>, number: &str, title: &str) -> bool {
    let wanted = words_of(title);
    notice.outline.headings.iter().take(MAX_HEADINGS).any(|i| {
        notice.blocks[*i].number.as_deref() == Some(number)
            && notice.outline.titles.get(i).is_some_and(|own| alike(own, &wanted))
    })
}

/// As many headings are compared with a title.
const MAX_HEADINGS: usize = 300;

/// Section 21 notices, section 106 agreements, sections of Acts and of other papers.
fn is_elsewhere(before: &str, after: &str) -> bool {
    let next = pattern!(
        r"^(?:\([0-9a-z]+\))*(?:(?:,| and| or| to|-) ?(?:section |clause )?\d+(?:\.\d+)*[a-z]?(?:\([0-9a-z]+\))*)* ?(?:,? ?(?:\([^)]*\) )?(?:of|in|to|from) (?:the|that|your|our|an|a|each|schedule|part|article|chapter)?|notices?\b|agreements?\b|consultations?\b|act\b|order\b|regulations?\b|checks?\b|meetings?\b|assessments?\b|enquir|eviction|possession|duty\b|duties\b|the (?:\w+ )?act|data protection act|housing act|dpa|gdpr|uk gdpr|schedule|local government)"
    );
    let ours = pattern!(
        r"^ ?,? ?of this\b|^ (?:of|in) (?:the|our) (?:privacy )?(?:notice|policy|statement)\b"
    );
    let law = pattern!(
        r"(?:\bact(?: \d{4})?|\bdpa(?: \d{4})?|regulations?(?: \d{4})?|\bgdpr|\bsch(?:edule|s)?\.? ?\d+|\bpart \d+|\barticle \d+|\border \d{4}|\blease|\btenancy agreement|\bcode)[,:;]? ?\(?(?:under |at |and |in |s )?$"
    );
    // "Consult under section 20", "serve a section 21 notice" and the like.
    let served = pattern!(r"\b(?:under|serve an?|a|an|pursuant to) $").is_match(before);
    law.is_match(before)
        || served && !ours.is_match(after)
        || !ours.is_match(after) && next.is_match(after)
}

/// The section of an agreement, a handbook, a scheme or an Act that is named beside it: "the
/// tenancy agreement says in clause 5", "section 17 Crime and Disorder Act".
fn is_other_paper(before: &str, after: &str) -> bool {
    let ours = pattern!(
        r"^ ?,? ?(?:\(?(?:below|above)|of this\b|(?:of|in) (?:the|our) (?:privacy )?(?:notice|statement)\b)"
    );
    if ours.is_match(after) {
        return false;
    }
    let named_after = pattern!(
        r"^,?(?: [a-z'-]+){0,7}? (?:act|agreement|code|conditions|handbook|lease|licence|order|regulations|rules|scheme)\b"
    );
    let named_before = pattern!(
        r"\b(?:code|conditions|constitution|handbook|lease|licence|regulations|rules|scheme|sch(?:edule|s)?\.? ?\d+|(?:tenancy|the|this|service|management|occupancy) agreement)\b[^.;]{0,45}$|\byour agreement(?: \(|,? (?:see|says?|sets)\b)[^.;]{0,30}$|\byour agreement,? (?:at|in|under) $"
    );
    // What you must do, and by which clause, an agreement says.
    let duty = pattern!(r"^.{0,30}\byou (?:must|have to|agreed|are (?:obliged|required|bound))\b");
    let by = pattern!(r"\bin accordance with $");
    named_after.is_match(after)
        || named_before.is_match(before)
        || by.is_match(before) && duty.is_match(after)
}

/// Whether the notice calls its own parts clauses.
fn has_clauses(notice: &Notice<'_>) -> bool {
    notice.says(pattern!(
        r"\bthis clause\b|\bclauses? \d[\d.]* (?:(?:of|in) this|above|below)|\b(?:see|under) clauses? \d[\d.]*\)?[.;]"
    ))
}

/// A list of laws, or a sentence about one: its sections are not the notice's.
fn is_law(notice: &Notice<'_>, sentence: &Sentence<'_>) -> bool {
    let law = pattern!(
        r"\b(?:act|regulations|order) (?:19|20)\d\d\b|\bhousing act\b|\bequality act\b|\blocalism act\b"
    );
    law.is_match(sentence.text)
        || sentence.block.checked_sub(1).is_some_and(|k| {
            notice.blocks[sentence.block].words() < 12 && law.is_match(notice.blocks[k].low())
        })
}

fn figure(word: &str) -> String {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    match WORDS.iter().position(|w| *w == word) {
        Some(at) => (at + 1).to_string(),
        None => word.to_owned(),
    }
}
