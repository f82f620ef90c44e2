use words::Message;

use crate::Extent;
use crate::document::Kind;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "special-category-mislabelled",
    severity: Severity::Warning,
    about: "Age, sex and marital status are protected from discrimination, and are no special \
            category of personal data (Article 9(1)). A notice that lists them as such mixes two \
            laws, and often leaves out what does belong there.",
    fires: "We hold special category data, such as your health, age and marital status.",
    silent: "We hold special category data, such as your health and religion. We also hold your age.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let label = pattern!(
        r"\b(?:special category|special categories of|sensitive personal|sensitive) (?:personal )?(?:data|information|characteristics)?,? ?\(?(?:such as|namely|including|includes?|for example|e\.g\.|i\.e\.|like|is|are|means|about|:)"
    );
    let wrong =
        pattern!(r"\b(?:age|gender|sex|marital status|date of birth)\b(?:[,.;)]| and\b| or\b|$)");
    // What follows "as well as" or "and also" is another list.
    let ends =
        pattern!(r"[.;]|\bas well as\b|\band (?:also|your|other)\b|\bwe (?:also|use|need)\b");
    for sentence in notice.sentences() {
        let Some(found) = label.find(sentence.text) else { continue };
        let rest = &sentence.text[found.end()..];
        let list = ends.find(rest).map_or(rest, |m| &rest[..m.start()]);
        if let Some(word) = wrong.find(list) {
            let range = found.end() + word.start()..found.end() + word.end();
            report.add(draft(Spot::within(&sentence, range)));
        } else if rest.is_empty() || sentence.text.ends_with(':') {
            let items = notice.list_after(sentence.block);
            let whole =
                pattern!(r"^(?:your )?(?:age|gender|sex|marital status|date of birth)[;,.]?$");
            let wrong = |i: &usize| {
                notice.blocks[*i].kind == Kind::Item && whole.is_match(notice.blocks[*i].low())
            };
            if let Some(i) = items.into_iter().find(wrong) {
                report.add(draft(notice.spot(i)));
            }
        }
    }
}

fn draft(spot: Spot) -> Draft {
    Draft::new(
        spot,
        70,
        Message::new("notice-special-category-mislabelled"),
        Message::new("notice-special-category-mislabelled-help"),
    )
}
