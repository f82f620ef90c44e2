use words::Message;

use crate::Extent;
use crate::document::Kind;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;
use std::collections::HashMap;

pub(super) const RULE: Rule = Rule {
    code: "retention-contradiction",
    severity: Severity::Error,
    about: "The same record is kept for two different periods in two places.",
    fires: "CCTV recordings are kept for 30 days.\n\nWe delete CCTV footage after 90 days.",
    silent: "CCTV recordings are kept for 30 days. If the police ask for one, we keep that recording \
             for up to 6 months.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let record = pattern!(
        r"\b(cctv|call recordings?|recordings? of calls|unsuccessful (?:job )?appli\w+|tenancy (?:file|record)s?|complaints? (?:file|record)s?|gift aid (?:declaration|record)s?|financial records|body[- ]worn (?:camera|video))\b"
    );
    let kept = pattern!(
        r"\b(?:keep|kept|retain|retained|store|stored|held|hold|delete|deleted|destroy|destroyed|overwritten|erased|wiped)\b[^.;]{0,60}?\b(?:for|after|within)(?: up to| a maximum of| a period of)? (\d{1,3}|one|two|three|six|seven|twelve) (day|week|month|year)s?\b"
    );
    let exception = pattern!(
        r"\b(?:in (?:our|the|some|all)|at (?:our|the)|on (?:our|the)|communal|if|unless|where|except|longer|police|incident|request|investigation|evidence|claims?)\b"
    );
    let mut first: HashMap<String, (Spot, String)> = HashMap::new();
    // A row of a table: the record in one cell, the period in the next.
    let row = pattern!(
        r"^(?:up to )?(\d{1,3}|one|two|three|six|seven|twelve) (day|week|month|year)s?\.?$"
    );
    let cell = |i: usize| notice.blocks.get(i).filter(|b| b.is_body() && b.kind == Kind::Cell);
    for (i, block) in notice.body().filter(|(_, b)| b.kind == Kind::Cell) {
        let low = block.low();
        let (Some(what), Some(next)) = (record.captures(low), cell(i + 1)) else { continue };
        let Some(period) = row.captures(next.low()).filter(|_| block.words() <= 3) else {
            continue;
        };
        let name = what[1].trim_end_matches('s').to_owned();
        let period = format!("{} {}", number(&period[1]), &period[2]);
        first.entry(name).or_insert_with(|| (notice.spot(i + 1), period));
    }
    for sentence in notice.sentences() {
        let text = sentence.text;
        let (Some(what), Some(found)) = (record.captures(text), kept.captures(text)) else {
            continue;
        };
        if exception.is_match(text) || record.find_iter(text).count() > 2 {
            continue;
        }
        let name = what[1].trim_end_matches('s').replace("recordings of calls", "call recording");
        let period = format!("{} {}", number(&found[1]), &found[2]);
        let Some(range) = found.get(0).map(|m| m.range()) else { continue };
        let spot = Spot::within(&sentence, range);
        match first.get(&name) {
            Some((other, known)) if *known != period => {
                let draft = Draft::new(
                    spot,
                    78,
                    Message::new("notice-retention-contradiction")
                        .with("here", notice.quote(&Spot::from(&sentence)))
                        .with("other", notice.name(other.block)),
                    Message::new("notice-retention-contradiction-help"),
                );
                report.add(draft.about(other.clone()));
            }
            Some(_) => {}
            None => {
                first.insert(name, (spot, period));
            }
        }
    }
}

fn number(word: &str) -> &str {
    match word {
        "one" => "1",
        "two" => "2",
        "three" => "3",
        "six" => "6",
        "seven" => "7",
        "twelve" => "12",
        digits => digits,
    }
}
