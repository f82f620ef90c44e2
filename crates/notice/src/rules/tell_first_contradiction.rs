use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "tell-first-contradiction",
    severity: Severity::Error,
    about: "The notice promises to tell people before their information is shared, and elsewhere \
            says that it may be shared without telling them. The police, the benefit office and \
            safeguarding teams are often told in silence, and lawfully; the promise has to leave \
            room for that.",
    fires: "We will tell you before your information is shared.\n\nWe may share your information \
            with the police without telling you.",
    silent: "We will tell you before your information is shared, unless that would harm an \
             investigation.\n\nWe may share your information with the police without telling you.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let promise = pattern!(
        r"\b(?:tell|inform|notify|contact|ask|let)\b (?:you|people|tenants)\b.{0,40}\bbefore (?:we |the |your |any |it |this )*(?:share|shar|pass|disclos|information|data|details|is shared)"
    );
    let open = pattern!(
        r"\b(?:unless|except|where possible|where we can|normally|usually|may|might|wherever|if we can|where (?:the law|we are able|appropriate|practical)|try|aim)\b"
    );
    let silent = pattern!(
        r"\b(?:share|shared|sharing|disclose|disclosed|pass|passed|release|provide)\b.{0,120}\bwithout (?:telling|informing|notifying|your knowledge|you knowing|letting you|first telling|asking or telling|asking|your (?:knowledge or )?(?:consent|permission)|contacting)"
    );
    let never = pattern!(r"\b(?:never|not)\b");
    let found = notice.sentences().find_map(|s| {
        let range = promise.find(s.text)?.range();
        (!open.is_match(s.text)).then(|| (range, s.clone()))
    });
    let Some((range, sentence)) = found else { return };
    let other = notice.sentences().find_map(|s| {
        let found = silent.find(s.text)?;
        let before = &s.text[..found.start()];
        (!never.is_match(before) && s != sentence).then(|| {
            (
                found.as_str().ends_with("consent") || found.as_str().ends_with("permission"),
                Spot::within(&s, found.range()),
            )
        })
    });
    let Some((only_consent, other)) = other else { return };
    // Sharing without consent may still be told.
    let percent = if only_consent { 60 } else { 82 };
    report.add(
        Draft::new(
            Spot::within(&sentence, range),
            percent,
            Message::new("notice-tell-first-contradiction").with("other", notice.name(other.block)),
            Message::new("notice-tell-first-contradiction-help"),
        )
        .about(other),
    );
}
