//! A plan of what is past its time as a person reads it, and the order for whoever carries it out by hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use charter::Charter;
use ledger::{Signer, Untrusted};

use super::Does;
use super::past_plan::PastPlan;
use super::past_rows::PastRow;
use super::tell::{in_line, named};

/// The plan, row by row: what, why, by which rule, and what stands in the way.
#[must_use]
pub fn tell_past(plan: &PastPlan, charter: &Charter) -> String {
    let mut out = going(plan, charter);
    for row in &plan.stays {
        let why = row.why.join("; ");
        let _ = writeln!(out, "  {} {}: stays: {why}", row.table, named(&row.key));
    }
    let next = format!("plan again with `--after {}` for the next", plan.looked);
    out + &sums(plan, &next)
}

/// The same for a page: of what stays it says how many rows, and why, and not which.
#[must_use]
pub fn show_past(plan: &PastPlan, charter: &Charter) -> String {
    let mut out = going(plan, charter);
    let mut because: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for row in &plan.stays {
        for why in &row.why {
            *because.entry((row.table.as_str(), why.as_str())).or_default() += 1;
        }
    }
    for ((table, why), count) in because {
        let _ = writeln!(out, "  {table}: {count} stay: {why}");
    }
    out + &sums(plan, "the next plan can pass over them")
}

/// What goes, row by row.
fn going(plan: &PastPlan, charter: &Charter) -> String {
    let mut out = String::new();
    let how = if plan.direct { "changed from here" } else { "changed by a work order" };
    let _ = writeln!(out, "{} ({}), planned for {}: {how}", plan.name, plan.source, plan.made);
    for row in &plan.rows {
        let _ = writeln!(out, "  {} {}: {}", row.table, named(&row.key), what(row));
        let _ = writeln!(
            out,
            "    {}; its last day was {}",
            rule(charter, &row.class, &row.from),
            row.due
        );
    }
    out
}

/// What there is besides, how many rows go and stay, and where there are more, what comes next.
fn sums(plan: &PastPlan, next: &str) -> String {
    let mut out = String::new();
    if plan.kept > 0 {
        let _ = writeln!(out, "  {} more rows hold only what the map keeps", plan.kept);
    }
    for (table, why) in &plan.unknown {
        let _ = writeln!(out, "  {table}: not known: {why}");
    }
    if let Some(why) = &plan.nobodys {
        let _ = writeln!(
            out,
            "Rows go of which nobody on record is known to be the owner: {}",
            in_line(why)
        );
    }
    let (go, stay) = (plan.rows.len(), plan.stays.len());
    let _ = writeln!(out, "{go} rows would go and {stay} stay.");
    if plan.looked < plan.past {
        let (looked, past) = (plan.looked, plan.past);
        let _ = writeln!(out, "{looked} of {past} rows past their time were looked at; {next}.");
    }
    out
}

fn rule(charter: &Charter, class: &str, from: &str) -> String {
    let found = charter.retentions().iter().find(|one| one.id.get_ref().as_str() == class);
    let period = found.and_then(|one| one.period.as_ref());
    let period = period.map(|period| period.get_ref().to_string()).unwrap_or_default();
    format!("`{class}`: kept {period} from {}", from.replace(':', " "))
}

/// What becomes of a row.
fn what(row: &PastRow) -> String {
    if row.is_gone() {
        return "goes".to_owned();
    }
    let one = |(name, does): &(String, Does)| match does {
        Does::Empty => Some(format!("{name} becomes empty")),
        Does::Replace(with) => Some(format!("{name} becomes: {}", in_line(with))),
        Does::Keep(why) => Some(format!("{name} stays ({why})")),
        _ => None,
    };
    row.fields.iter().filter_map(one).collect::<Vec<_>>().join(", ")
}

/// What of an order is not to be done any more, signed with the log's key: these rows, which stay by now.
///
/// # Errors
/// When it cannot be signed.
pub fn past_call_off(
    plan: &PastPlan,
    rows: &[PastRow],
    post: &str,
    signer: &Signer,
) -> Result<String, Untrusted> {
    let mut out = String::new();
    let _ = writeln!(out, "keyholder work order, called off in part");
    let _ = writeln!(out, "plan {}", data_encoding::HEXLOWER.encode(&plan.digest()));
    let _ = writeln!(out, "system {} ({})", plan.name, plan.source);
    let _ = writeln!(out, "for {post}");
    let _ = writeln!(out, "\nLeave these rows as they are, if they are there still:");
    for row in rows {
        let _ = writeln!(out, "  in {} the row with {}", row.table, named(&row.key));
    }
    signer.sign(&out)
}

/// The order for these rows, signed with the log's key: what to find, and what to make of it. It does not say what
/// stands there now.
///
/// # Errors
/// When it cannot be signed.
pub fn past_order(
    plan: &PastPlan,
    rows: &[PastRow],
    entry: i64,
    post: &str,
    signer: &Signer,
) -> Result<String, Untrusted> {
    let mut out = String::new();
    let _ = writeln!(out, "keyholder work order");
    let _ = writeln!(out, "entry {entry}");
    let _ = writeln!(out, "plan {}", data_encoding::HEXLOWER.encode(&plan.digest()));
    let _ = writeln!(out, "system {} ({})", plan.name, plan.source);
    let _ = writeln!(out, "for {post}");
    let _ = writeln!(out, "made {}", plan.made);
    for (at, row) in rows.iter().enumerate() {
        let _ =
            writeln!(out, "\n{}. In {} find the row with {}", at + 1, row.table, named(&row.key));
        if row.is_gone() {
            let _ = writeln!(out, "   and delete it.");
            continue;
        }
        for (name, does) in &row.fields {
            let what = match does {
                Does::Empty => "empty it".to_owned(),
                Does::Replace(with) => format!("set it to: {}", in_line(with)),
                _ => continue,
            };
            let _ = writeln!(out, "   {name}: {what}");
        }
    }
    let _ = writeln!(
        out,
        "\nChange nothing else. Answer when it is done, or say what could not be done and why: it counts as done when \
         it was looked at again."
    );
    signer.sign(&out)
}
