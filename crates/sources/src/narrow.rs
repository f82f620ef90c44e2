//! A request for some of what is held: only these kinds of data.

use crate::collect::Collected;
use crate::{DataCategory, Map};

impl Collected {
    /// Leaves out every field that is of none of these categories, and every row of which nothing
    /// is left. A dotted name stands for all below it. What each source answered stays.
    pub fn narrow(&mut self, map: &Map, categories: &[DataCategory]) {
        let wanted =
            |category: &DataCategory| categories.iter().any(|one| category.is_named_by(one));
        for row in &mut self.rows {
            let table = map.source(&row.source).and_then(|source| source.table(&row.table));
            let keep = |name: &String| {
                let field = table.and_then(|table| table.fields.get(name));
                field.is_some_and(|field| wanted(field.category.get_ref()))
            };
            row.values.retain(|name, _| keep(name));
            row.withheld.retain(keep);
            row.about_others.retain(keep);
        }
        self.rows.retain(|row| !row.values.is_empty() || !row.withheld.is_empty());
    }
}
