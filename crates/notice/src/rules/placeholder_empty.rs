use words::Message;

use crate::Extent;
use crate::finding::Severity;
use crate::notice::{Notice, Spot};
use crate::pattern::{Pattern, pattern};
use crate::report::{Draft, Report};
use crate::rules::Rule;

use crate::document::Kind;
use crate::outline::words_of;

pub(super) const RULE: Rule = Rule {
    code: "placeholder-empty",
    severity: Severity::Error,
    about: "A place where something should stand is empty: \"email us at\" and then nothing, a \
            template's \"[insert name]\", \"TBC\", a broken field of a word processor. Often a link \
            that did not survive a move to another website.",
    fires: "If you have questions, please email us at\n\n[Insert name of charity] keeps your data.",
    silent: "If you have questions, please email us at hello@harbour.example.\n\nWe confirm the date \
             with you.",
    extent: Extent::Part,
    run,
};

fn run(notice: &Notice<'_>, report: &mut Report<'_, '_>) {
    let mut gaps = 0;
    for i in 0..notice.blocks.len() {
        if !notice.blocks[i].is_body() {
            continue;
        }
        if let Some((range, percent)) = template(notice, i) {
            gaps += 1;
            let spot = Spot { block: i, range };
            let message = Message::new("notice-placeholder-empty-template")
                .with("words", notice.quote(&spot));
            report.add(draft(spot, percent, message));
        }
        for (range, percent) in [dangling(notice, i), label(notice, i)].into_iter().flatten() {
            gaps += 1;
            let spot = Spot { block: i, range };
            let message =
                Message::new("notice-placeholder-empty").with("words", notice.quote(&spot));
            report.add(draft(spot, percent, message));
        }
    }
    weaker(notice, report, gaps > 0);
}

fn draft(spot: Spot, percent: u8, message: Message) -> Draft {
    Draft::new(spot, percent, message, Message::new("notice-placeholder-empty-help"))
}

type Gap = Option<(std::ops::Range<usize>, u8)>;

/// What is left of a template or a word processor.
fn template(notice: &Notice<'_>, i: usize) -> Gap {
    let low = notice.blocks[i].low();
    let brackets = pattern!(
        r"\[(?:please )?(?:insert|enter|add|tbc|tba|name|date|dd|xx+|z?a?x+|url|link|website|email|e-mail|address|phone|telephone|organi[sz]ation|company|charity|council|association|landlord|registered|dpo|ico (?:number|reg\w*)|your (?:name|organi[sz]ation|company|charity|email|address|logo|contact|website|details)|delete|include|specify|describe|list of|choose|select|complete|month|year|period|job title|role|amount|number of|to be)\b[^\]\n]{0,80}\](?:[^(]|$)|\[(?:\?+|\.{2,}|_+| +)\](?:[^(]|$)"
    );
    let email = pattern!(r"^\[e-?mail ?(?:protected|address)?\]");
    // Two boxes or more are a form to fill in.
    let boxes = pattern!(r"\[ *\]").find_iter(low).take(2).count() == 2;
    if let Some(found) =
        brackets.find_iter(low).filter(|m| !(boxes && m.as_str().starts_with("[ "))).find(|m| {
            !email.is_match(m.as_str())
                || m.as_str().starts_with("[email address")
                || m.as_str() == "[email]"
        })
    {
        return Some((found.range(), 90));
    }
    let sure = pattern!(
        r"\(insert [^)]{1,60}\)|<(?:insert [^>]{1,60}|name|date|organisation|your [^>]{1,40}|email address)>|\{\{? ?[a-z_ .]{2,40} ?\}?\}|\blorem ipsum\b|\berror! (?:reference|bookmark|hyperlink)|\bclick (?:or tap )?here to enter|\binsert (?:your )?(?:name|date|link|address|email|number|logo|organisation|company|charity)(?: of [a-z]+)? here\b|\bdd/mm/yy(?:yy)?\b|#ref!|\byour ?(?:company|organisation|charity|domain)\.(?:com|co\.uk|org)"
    );
    if let Some(found) = sure.find(low) {
        return Some((found.range(), 92));
    }
    let drafted = pattern!(
        r"\[(?:dn|drafting note|note to (?:draft|draught|editor|author|reviewer)\w*|drafter)\b[^\]]{0,200}\]?|\bnote to drafter\b|\bdrafting note:|\(to be (?:confirmed|advised|agreed|completed|inserted|added)\)|<(?:[a-z]+ ){0,3}(?:name|address|number|date|link|e-?mail|telephone|landlord)>|~(?:[a-z]+[ _]?){1,4}~"
    );
    if let Some(found) = drafted.find(low) {
        return Some((found.range(), 88));
    }
    if let Some(found) = shouted(notice, i) {
        return Some((found, 85));
    }
    let likely = pattern!(
        r"\b(?:x|xx|z?xxx+) (?:days?|weeks?|months?|years?|street|road|avenue|lane|house|close)\b|\b[a-z]?x{4,}\b|\bxxx+\b|\btbc\b|\btba\b|\?\?\?+|\btodo\b"
    );
    // A row of underscores is a gap in a notice, and the line to write on in a form.
    let row = pattern!(r"_{4,}");
    let form = pattern!(r"\b(?:sign\w*|date|print|tenant|name|witness|declaration)\b");
    let row = row.find(low).filter(|_| !form.is_match(low));
    likely.find(low).or(row).map(|found| (found.range(), 80))
}

/// What a template shouts: "INSERT LINK", "NAME OF LANDLORD".
fn shouted(notice: &Notice<'_>, i: usize) -> Option<std::ops::Range<usize>> {
    let block = &notice.blocks[i];
    let found = pattern!(
        r"\b(?:insert|enter|add) (?:your |the |here )?(?:link|name|date|address|number|logo|details|e-?mail|url|text|landlord|table)\b|\b(?:name|address|logo) of (?:your |the )?(?:landlord|organisation|association|company|council|dpo|officer)\b"
    )
    .find(block.low())?;
    let spot = Spot { block: i, range: found.range() };
    let quote = notice.quote(&spot);
    let sentence = block.text.as_str();
    // A line all in capitals is a heading.
    let loud = !quote.chars().any(char::is_lowercase);
    (loud && sentence.chars().any(char::is_lowercase)).then_some(spot.range)
}

/// "email us at" and nothing, or "contact the ICO at, or write to".
fn dangling(notice: &Notice<'_>, i: usize) -> Gap {
    let block = &notice.blocks[i];
    let low = block.low();
    if block.is_heading() || block.kind == Kind::Cell {
        return None;
    }
    let middle = pattern!(
        r"\b(?:email|e-mail|emailing|website|web ?site|site|us|ico|office|officer|dpo|team|telephone|phone|number|online|page|contacted|link|call|calling|emailed)\b (?:us )?(?:at|on|via)(?: ?,)? (?:or|and) (?:by |to )?(?:post|email|phone|telephone|telephoning|emailing|write|writing|calling|call|visit|visiting|search|in writing|click)\b"
    );
    if let Some(found) = middle.find(low) {
        return Some((found.range(), 88));
    }
    let end = pattern!(
        r"\b(?:(?:email|e-mail|emailing|e-mailing|call|calling|ring|ringing|telephone|telephoning|phone|phoning|text|write|writing|contact|contacting|contacted|visit|visiting|website|web ?site|us|team|officer|ico|office)\b['\x22)]*,?(?: (?:us|them|it|our|more|out|directly|to))* (?:at|on|via|by (?:email|phone|post) (?:at|on|to)|by (?:calling|visiting|writing to|clicking))|\b(?:online|available|found|details|read|view|see|number|address|form|page|link) at|\b(?:write|writing|email|e-mail|emailing|send (?:it|them|an email|a letter|your request|a message)|(?:heading|subject|title|line) ['\x22][^'\x22]{3,40}['\x22]|by (?:email|post|letter)) to) ?[.:,;]?$"
    );
    let found = end.find(low)?;
    let colon = low.ends_with(':');
    let contact = pattern!(
        r"@|www\.|https?:|\b[a-z0-9-]+\.(?:org|com|co|gov|uk|net|info|example)\b|\d{4,}|\b[a-z]{1,2}\d[\da-z]? ?\d[a-z]{2}\b"
    );
    let next = notice.blocks.get(i + 1).filter(|b| b.is_body());
    let follows = next.is_some_and(|next| {
        let address = next.words() <= 14 && !next.is_heading() && next.number.is_none();
        let section = next.is_heading() && next.number.is_some();
        !section
            && (contact.is_match(next.low())
                || next.link
                || next.kind == Kind::Item
                || colon && address)
    });
    // A postal address need not hold a figure.
    let post = pattern!(r"\b(?:write|writing|letter|post|visit|visiting)\b")
        .is_match(&low[found.start()..])
        && next.is_some_and(|n| n.words() <= 14 && n.number.is_none() && !n.low().ends_with('.'));
    // The sentence "a right to ... what it relates to" ends in a preposition too.
    let whole = pattern!(r"\b(?:apply|applies|relate|relates|refer|subject|belong|entitled|agreed?|consent|object|respond|access|listen|speak|talk|give|given|right|able|want|wish|need|like|used|up|based|live|rely|it|them|what|who|which|where)\b[^.]{0,25}$")
        .is_match(&low[..found.end()])
        && !pattern!(r"\b(?:email|e-mail|emailing|calling|telephone|phone|contact|website|visit|visiting|write to|heading|writing)\b").is_match(&low[low.len().saturating_sub(70)..]);
    if follows || post || whole {
        return None;
    }
    let strong = pattern!(
        r"\b(?:email|e-mail|emailing|call|calling|telephone|phone|visit|visiting|heading|website|contact)"
    );
    let tail = &low[low.len().saturating_sub(60)..];
    Some((found.range(), if strong.is_match(tail) { 90 } else { 70 }))
}

/// "Email:" with nothing after it, before another label or the end.
fn label(notice: &Notice<'_>, i: usize) -> Gap {
    let names = pattern!(
        r"^(?:e-?mail|tel(?:ephone)?|phone|address|postal address|website|web|version|last updated|last reviewed|review date|next review|reviewed|date|author|owner|registration number|ico registration(?: number)?|data protection officer|dpo|name)(?: address| number| date)?:$"
    );
    let block = &notice.blocks[i];
    if !names.is_match(block.low()) {
        return None;
    }
    let filled = notice.blocks.get(i + 1).is_some_and(|next| {
        let section = next.number.as_deref().is_some_and(|n| !n.contains('.'));
        let heading = next.is_heading() && next.words() > 3;
        !names.is_match(next.low()) && !heading && !section
    });
    (!filled).then(|| (0..block.low().len(), 78))
}

/// Gaps that only show when the rest of the notice is known: a way of contact that is named and
/// nowhere given, an author who is nowhere named.
fn weaker(notice: &Notice<'_>, report: &mut Report<'_, '_>, other_gaps: bool) {
    let has_email = notice.says(pattern!(r"[a-z0-9._-]+@[a-z0-9-]+|\[e-?mail"))
        || notice.text.contains("mailto:");
    let by_email = pattern!(
        r"\b(?:contact(?:ing)? (?:us|our \w+)|let us know|tell us|get in touch|any time|request) by (?:email(?:ing us)?|e-mail(?:ing us)?)\.?$|\b(?:email|e-mail) us\.?$|\b(?:form|post|phone|telephone|letter) or (?:by )?e-?mail\.?$"
    );
    let site = pattern!(
        r"\b(?:find out|read|see|learn|information|details)\b.{0,60}\bby visiting our website\.?$"
    );
    let author = pattern!(
        r"\b(?:refer|contact|send|direct|address)\b.{0,60}\b(?:the )?(?:author|owner) of this (?:document|policy|notice|statement)\b"
    );
    let named = notice.says(pattern!(
        r"\b(?:author|owner|written by|prepared by)\b ?:|\b(?:written|prepared) by\b"
    ));
    let has_site = notice.says(pattern!(r"\bwww\.|https?:"));
    let alone = |pattern: &Pattern, notice: &Notice<'_>| -> Vec<Spot> {
        let linked = |block: usize| notice.blocks[block].link;
        notice
            .sentences()
            .filter(|s| !linked(s.block) && words_of(s.text).len() > 5)
            .filter_map(|s| pattern.find(s.text).map(|m| Spot::within(&s, m.range())))
            .collect()
    };
    let mut found = Vec::new();
    if !has_email && notice.whole {
        found.extend(alone(by_email, notice).into_iter().map(|spot| (spot, 74)));
    }
    if !has_site && notice.whole {
        // Where other gaps show that links were lost, this was one too.
        let percent = if other_gaps { 66 } else { 50 };
        found.extend(alone(site, notice).into_iter().map(|spot| (spot, percent)));
    }
    if !named {
        found.extend(alone(author, notice).into_iter().map(|spot| (spot, 66)));
    }
    for (spot, percent) in found {
        let message = Message::new("notice-placeholder-empty-unnamed");
        report.add(draft(spot, percent, message));
    }
}
