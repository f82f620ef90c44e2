//! A row that stays for others is let go of: the person's own rows refer to it no more.

use super::plan::Planning;
use super::rows::Rows;
use super::{Does, FieldStep};
use crate::Erase;
use crate::collect::Whose;
use crate::walk::value_of;

/// A field that leads to a shared row and may become empty.
struct Tie {
    source: usize,
    row: usize,
    field: String,
}

/// Lets go of every shared row that no field but such as may become empty ties to the person.
pub(super) fn detach(planned: &mut [Planning<'_>], rows: &Rows<'_>, shared: &[Option<String>]) {
    let mut cut: Vec<(Tie, FieldStep)> = Vec::new();
    for (at, row) in rows.rows.iter().enumerate() {
        let Some(source) =
            planned.iter().position(|one| one.source.id.get_ref().as_str() == row.source)
        else {
            continue;
        };
        let (Some(table), Some(_), Whose::Own) = (rows.table(row), &shared[at], &row.whose) else {
            continue;
        };
        let Some(step) = planned[source].step_of(row, table) else { continue };
        // Only where what is shared would have been changed, had it been the person's alone.
        let would = |field: &FieldStep| {
            let kept = table.fields.get(&field.field).is_none_or(|one| one.erase == Erase::Keep);
            !kept && planned[source].allows(field) && matches!(field.does, Does::Look(_))
        };
        let Some(asked) =
            planned[source].steps[step].step.fields.iter().find(|field| would(field)).cloned()
        else {
            continue;
        };
        let Some(ties) = ties(planned, rows, shared, at) else { continue };
        if ties.is_empty() {
            continue;
        }
        for field in &mut planned[source].steps[step].step.fields {
            if let Does::Look(why) = &field.does {
                field.does = Does::Keep(format!("{why}; it is tied to them no more"));
            }
        }
        cut.extend(ties.into_iter().map(|tie| (tie, asked.clone())));
    }
    for (tie, asked) in cut {
        let row = &rows.rows[tie.row];
        let Some(table) = rows.table(row) else { continue };
        let was = row.values.get(&tie.field).cloned().unwrap_or_default();
        let field = FieldStep { field: tie.field, was, does: Does::Detach, ..asked };
        let planning = &mut planned[tie.source];
        match planning.step_of(row, table) {
            Some(at) if planning.steps[at].step.is_gone() => {}
            Some(at) => {
                let step = &mut planning.steps[at].step;
                if !step.fields.iter().any(|one| one.field == field.field) {
                    step.fields.push(field);
                }
            }
            None => planning.push(row, table, vec![field]),
        }
    }
}

/// The fields that tie a shared row to the person; none where one of them may not become empty.
fn ties(
    planned: &[Planning<'_>],
    rows: &Rows<'_>,
    shared: &[Option<String>],
    at: usize,
) -> Option<Vec<Tie>> {
    let row = &rows.rows[at];
    let here = (row.source.as_str(), row.table.as_str());
    // A row that names the person itself stays tied to them, whatever leads there.
    let led_to =
        |name: &String| rows.references.iter().any(|one| one.to == here && one.to_field == name);
    if !row.by.iter().all(led_to) {
        return None;
    }
    let mut ties = Vec::new();
    for reference in rows.references.iter().filter(|one| one.to == here) {
        let value = value_of(&row.values, reference.to_field);
        for other in rows.with(reference.from, reference.from_field, &value) {
            let from = &rows.rows[*other];
            let table = rows.table(from)?;
            let source =
                planned.iter().position(|one| one.source.id.get_ref().as_str() == from.source)?;
            let name = reference.from_field;
            let live = planned[source].catalogue(&from.table)?;
            let may = !live.table.key.iter().any(|key| key == name)
                && live.column(name).is_some_and(|column| column.nullable)
                && table.fields.get(name).is_some_and(|field| field.erase != Erase::Keep);
            if shared[*other].is_some() || !may {
                return None;
            }
            ties.push(Tie { source, row: *other, field: name.to_owned() });
        }
    }
    Some(ties)
}
