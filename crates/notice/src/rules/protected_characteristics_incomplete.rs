use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::{Pattern, pattern};
use crate::report::{Draft, Report};
use crate::rules::Rule;

use crate::document::Kind;

pub(super) const RULE: Rule = Rule {
    code: "protected-characteristics-incomplete",
    severity: Severity::Warning,
    about: "A statement against discrimination lists protected characteristics and leaves some out. \
            The Equality Act 2010 section 4 has nine: age; disability; gender reassignment; marriage \
            and civil partnership; pregnancy and maternity; race; religion or belief; sex; sexual \
            orientation.",
    fires: "Nobody is treated less favourably on the grounds of age, disability, gender \
            reassignment, marriage, civil partnership, pregnancy, race, religion or belief, sex or \
            sexual orientation.",
    silent: "Nobody is treated less favourably on the grounds of age, disability, gender \
             reassignment, marriage and civil partnership, pregnancy and maternity, race, religion \
             or belief, sex or sexual orientation.",
    extent: Extent::Part,
    run,
};

fn characteristics() -> [(&'static str, &'static Pattern); 10] {
    [
        ("age", pattern!(r"\bages?\b")),
        ("disability", pattern!(r"\bdisab")),
        (
            "gender reassignment",
            pattern!(r"\bgender (?:reassignment|identity)|\btransgender|\btrans\b|\bgender\b"),
        ),
        (
            "marriage and civil partnership",
            pattern!(r"\bmarriage|\bmarital|\bcivil partner|\bmarried"),
        ),
        ("pregnancy", pattern!(r"\bpregnan")),
        ("maternity", pattern!(r"\bmaternity")),
        ("race", pattern!(r"\brac(?:e|ial)\b|\bethnic")),
        ("religion or belief", pattern!(r"\breligio|\bbeliefs?\b|\bfaith\b")),
        ("sex", pattern!(r"\bsex\b(?: or\b| and\b|[,.;)]|$)|\bgender[,. ]|\bsex$")),
        ("sexual orientation", pattern!(r"\bsexual(?:ity| orientation)")),
    ]
}

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let context = pattern!(
        r"\b(?:discriminat\w+|less favourabl\w+|protected characteristics?|regardless of|irrespective of|on (?:the )?(?:grounds|basis) of)\b"
    );
    // An open list ("such as") may stop where it likes.
    let open = pattern!(
        r"\b(?:such as|including|includes|for example|e\.g\.?|any other|etc|or other|like)\b"
    );
    for sentence in notice.sentences() {
        let Some(found) = context.find(sentence.text) else { continue };
        let mut text = sentence.text.to_owned();
        if text.ends_with(':') {
            for i in notice.list_after(sentence.block) {
                text.push(' ');
                text.push_str(notice.blocks[i].low());
                text.push(',');
            }
        } else if notice.blocks[sentence.block].kind == Kind::Cell {
            continue;
        }
        let missing: Vec<String> = characteristics()
            .into_iter()
            .filter(|(_, pattern)| !pattern.is_match(&text))
            .map(|(name, _)| name.to_owned())
            .collect();
        // A form for monitoring asks what it asks.
        let against = pattern!(
            r"\bdiscriminat|\bless favourabl|\bregardless|\birrespective|\bgrounds|\bbasis of"
        );
        if missing.is_empty()
            || !against.is_match(&text)
            || missing.len() > 4
            || open.is_match(&text)
        {
            continue;
        }
        let percent = if missing.len() <= 2 { 80 } else { 62 };
        report.add(Draft::new(
            Spot::within(&sentence, found.start()..sentence.text.len()),
            percent,
            Message::new("notice-protected-characteristics-incomplete").with("missing", missing),
            Message::new("notice-protected-characteristics-incomplete-help"),
        ));
    }
}
