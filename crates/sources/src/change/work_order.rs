//! A signed order for whoever changes a source that Keyholder may not write.

use std::fmt::Write as _;

use ledger::{Signer, Untrusted};

use super::tell::{in_line, named};
use super::{Does, Plan, SourcePlan};

/// The order for one source, signed with the log's key: what to find, and what to make of it. It
/// does not say what stands there now.
///
/// # Errors
/// When it cannot be signed.
pub fn work_order(
    plan: &Plan,
    source: &SourcePlan,
    entry: i64,
    post: &str,
    signer: &Signer,
) -> Result<String, Untrusted> {
    let mut out = String::new();
    let _ = writeln!(out, "keyholder work order");
    let _ = writeln!(out, "entry {entry}");
    let _ = writeln!(out, "plan {}", data_encoding::HEXLOWER.encode(&plan.digest()));
    let _ = writeln!(out, "system {} ({})", source.name, source.source);
    let _ = writeln!(out, "for {post}");
    let _ = writeln!(out, "made {}", plan.made);
    let mut no = 0;
    for step in source.steps.iter().filter(|step| step.writes()) {
        no += 1;
        let rows = if step.rows == 1 { "the row" } else { "every row" };
        let _ = writeln!(out, "\n{no}. In {} find {rows} with {}", step.table, named(&step.key));
        if step.is_gone() {
            let _ = writeln!(out, "   and delete it.");
            continue;
        }
        for field in &step.fields {
            let what = match &field.does {
                Does::Empty | Does::Detach => "empty it".to_owned(),
                Does::Replace(with) | Does::Correct(with) | Does::Restrict(with) => {
                    format!("set it to: {}", in_line(with))
                }
                Does::Gone | Does::Keep(_) | Does::Look(_) | Does::Cannot(_) => continue,
            };
            let _ = writeln!(out, "   {}: {what}", field.field);
        }
    }
    let _ = writeln!(
        out,
        "\nChange nothing else. Answer when it is done, or say what could not be done and why: it \
         counts as done when it was looked at again."
    );
    signer.sign(&out)
}
