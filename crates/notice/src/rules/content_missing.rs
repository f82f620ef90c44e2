use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::pattern::{Pattern, pattern};
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "content-missing",
    severity: Severity::Warning,
    about: "Articles 13 and 14 say what a notice has to tell: who is responsible and how to reach \
            them, what the information is used for and on which lawful basis, who receives it, and \
            how long it is kept. One finding names everything that is not to be found. A notice that \
            sends the reader to a main notice is left alone.",
    fires: "We are Harbour Homes. We collect your name and use it to run your tenancy. We keep it \
            for six years.",
    silent: "We are Harbour Homes (hello@harbour.example). We use your name to run your tenancy, \
             because we have a contract with you. We share it with our contractors. We keep it for \
             six years.",
    extent: Extent::Whole,
    run,
};

/// What a notice must tell, and the many words for it. Generous: a false alarm costs more.
fn contents() -> [(&'static str, &'static Pattern); 6] {
    [
        (
            "who is responsible for the information",
            pattern!(
                r"\bcontroller\b|\bwe are\b|\bwho we are\b|\babout us\b|\bregistered (?:office|company|charity|society|provider|address)|\b(?:company|charity|registration) (?:no|number)|\bcouncil\b|\bhousing association\b|'we'|\x22we\x22|\('?\x22?we"
            ),
        ),
        (
            "how to contact you",
            pattern!(
                r"@|\[email|\bcontact (?:us|form|details)|\btel(?:ephone)?\b|\bphone\b|\b0\d{2,4}[ -]?\d{3}|\b[a-z]{1,2}\d[\da-z]? \d[a-z]{2}\b|\bwrite to\b|\bcontact our\b"
            ),
        ),
        (
            "what the information is used for",
            pattern!(
                r"\b(?:use|uses|used|using|need|process|processed|collect|collected)\b[^.\n]{0,60}\b(?:to|for|so that|because|in order)\b|\bpurposes?\b|\bwhy we\b|\breasons?\b"
            ),
        ),
        (
            "the lawful basis for using it",
            pattern!(
                r"\b(?:lawful|legal) (?:bas[ei]s|grounds?|reasons?|condition)|\blawful(?:ly|ness)?\b[^.\n]{0,30}\b(?:process|use|because)|\barticle 6\b|\blegitimate interest|\blegal (?:obligation|dut)|\bpublic task\b|\b(?:because of|fulfil|perform|performance of|under|have|necessary for) (?:a |an |our |the |your |this )?(?:contract|tenancy agreement|agreement with)|\bwe (?:are allowed|rely on)\b|\brequired by law\b|\byour consent\b|\bstatutory\b"
            ),
        ),
        (
            "who receives it",
            pattern!(
                r"\b(?:share|shared|sharing|disclose|disclosed|disclosure|pass|passed|recipients?|give|send|provide)\b[^.\n]{0,80}\b(?:with|to|who|others?|third|outside|data|information|it)\b|\bthird part"
            ),
        ),
        (
            "how long it is kept",
            pattern!(
                r"\bretention\b|\bhow long (?:we|do|will|your|is|are|records|information|data|it|the (?:data|information))\b|\bhow long\?|\b(?:kept|retained|stored|held|deleted|destroyed|erased|shredded)\b[^.\n]{0,80}\b(?:for|until|after|once|when|long|longer|days?|weeks?|months?|years?|necessary|periods?)\b|\b(?:keep|retain|store|hold|delete|destroy|erase)\b[^.\n]{0,30}\b(?:information|data|details|records?|files?|recordings?|footage|images|it|them|this|these|for)\b[^.\n]{0,60}\b(?:for|until|after|once|when|long|longer|days?|weeks?|months?|years?|necessary|periods?)\b|\bkeep (?:it )?for\b"
            ),
        ),
    ]
}

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    if !notice.whole || notice.layer {
        return;
    }
    let missing: Vec<String> = contents()
        .into_iter()
        .filter(|(_, told)| !notice.says(told))
        .map(|(what, _)| what.to_owned())
        .collect();
    let Some(top) = notice.top().filter(|_| !missing.is_empty()) else { return };
    // A text that lacks half of it may be about something else.
    let percent = if missing.len() >= 4 { 65 } else { 80 };
    report.add(Draft::new(
        notice.spot(top),
        percent,
        Message::new("notice-content-missing")
            .with("count", missing.len())
            .with("missing", missing),
        Message::new("notice-content-missing-help"),
    ));
}
