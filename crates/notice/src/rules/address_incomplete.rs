use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::pattern;
use crate::report::{Draft, Report};
use crate::rules::Rule;

pub(super) const RULE: Rule = Rule {
    code: "address-incomplete",
    severity: Severity::Warning,
    about: "An address to write to, or the registered address, breaks off before its postcode. A \
            letter may not arrive, and the reader cannot tell which office is meant.",
    fires: "Our registered address is:\nHarbour Row\n\nWe are a charity.",
    silent: "Our registered address is:\nHarbour Row\nPorthaven\nPH1 2AB\n\nWe are a charity.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let own_postcode = own_postcode(notice);
    for (i, block) in notice.body() {
        let low = block.low();
        if let Some(found) = pattern!(r"\bwycliffe house\b").find(low) {
            if !has_postcode(notice, i) {
                report.add(draft(Spot { block: i, range: found.range() }, 68));
            }
            continue;
        }
        let registered =
            pattern!(r"\bregistered (?:office|address|office address)(?: is)?(?: at)?:");
        let writing = pattern!(
            r"\b(?:write to (?:us|them|him|her|our [^.:]{0,40})|by (?:writing|post)(?: to)?(?: us)?)(?: at)?:|\baddress below\b[^.]*:|\bpostal address:"
        );
        let found = registered.find(low).map(|m| (m, 65));
        let found = found.or_else(|| {
            // Given in full elsewhere, a short form will reach them.
            (!own_postcode).then(|| writing.find(low).map(|m| (m, 62))).flatten()
        });
        if let Some((found, percent)) = found
            && !has_postcode(notice, i)
            && follows_an_address(notice, i, found.end())
        {
            report.add(draft(Spot { block: i, range: found.range() }, percent));
        }
    }
}

fn draft(spot: Spot, percent: u8) -> Draft {
    Draft::new(
        spot,
        percent,
        Message::new("notice-address-incomplete"),
        Message::new("notice-address-incomplete-help"),
    )
}

/// A postcode of the organisation's own, not the Commissioner's.
fn own_postcode(notice: &Notice<'_>) -> bool {
    postcodes().find_iter(notice.said()).any(|m| !m.as_str().starts_with("sk9"))
}

fn postcodes() -> &'static crate::pattern::Pattern {
    pattern!(r"\b[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}\b")
}

/// A postcode in the block or in the lines of an address after it.
fn has_postcode(notice: &Notice<'_>, block: usize) -> bool {
    let end = notice.blocks.len().min(block + 8);
    notice.blocks[block..end]
        .iter()
        .enumerate()
        .take_while(|(k, b)| *k == 0 || b.number.is_none())
        .any(|(_, b)| postcodes().is_match(b.low()))
}

/// Whether there is something like an address at all; a gap is another rule's business.
fn follows_an_address(notice: &Notice<'_>, block: usize, from: usize) -> bool {
    let rest = notice.blocks[block].low()[from..].trim();
    if !rest.is_empty() {
        return rest.split(' ').count() <= 14 && !rest.contains('@');
    }
    notice.next(block).is_some_and(|next| {
        next.number.is_none() && next.words() <= 14 && !next.low().ends_with('.') && !next.link
    })
}
