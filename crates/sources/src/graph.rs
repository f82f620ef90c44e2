//! The way through a map: from what identifies a person, along the references, to every table.

use std::collections::{BTreeMap, VecDeque};

use crate::{Follow, Map, Source, Table};

/// A table, by its number in a [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TableNo(usize);

/// One step: rows with these values of `from` lead to rows with the same in `to`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge<'m> {
    /// The table one comes from.
    pub from: TableNo,
    /// Its field.
    pub from_field: &'m str,
    /// The table one comes to.
    pub to: TableNo,
    /// Its field.
    pub to_field: &'m str,
}

impl Edge<'_> {
    /// The same step the other way.
    fn turned(self) -> Self {
        Edge { from: self.to, from_field: self.to_field, to: self.from, to_field: self.from_field }
    }
}

/// Every table of a map and every reference that leads somewhere.
#[derive(Debug)]
pub struct Graph<'m> {
    tables: Vec<(&'m Source, &'m Table)>,
    /// Each reference as it is written, with the way it may be followed.
    references: Vec<(Edge<'m>, Follow)>,
}

impl<'m> Graph<'m> {
    /// The graph of a map. A reference that leads nowhere is left out; [`Map::check`] names it.
    #[must_use]
    pub fn new(map: &'m Map) -> Graph<'m> {
        let tables: Vec<(&Source, &Table)> = (map.sources().iter())
            .flat_map(|source| source.tables.iter().map(move |table| (source, table)))
            .collect();
        let by_name: BTreeMap<(&str, &str), usize> = (tables.iter().enumerate())
            .map(|(no, (source, table))| {
                ((source.id.get_ref().as_str(), table.name.get_ref().as_str()), no)
            })
            .collect();
        let mut references = Vec::new();
        for (no, (source, table)) in tables.iter().enumerate() {
            for (name, field) in &table.fields {
                for reference in &field.refers {
                    let to = reference.to.get_ref();
                    let of = to.source.as_deref().unwrap_or(source.id.get_ref().as_str());
                    let Some(target) = by_name.get(&(of, to.table.as_str())) else { continue };
                    let Some((to_field, _)) = tables[*target].1.fields.get_key_value(&to.field)
                    else {
                        continue;
                    };
                    let edge = Edge {
                        from: TableNo(no),
                        from_field: name,
                        to: TableNo(*target),
                        to_field,
                    };
                    references.push((edge, reference.follow));
                }
            }
        }
        Graph { tables, references }
    }

    /// Every table, by its number.
    pub fn tables(&self) -> impl Iterator<Item = (TableNo, &'m Source, &'m Table)> {
        self.tables.iter().enumerate().map(|(no, (source, table))| (TableNo(no), *source, *table))
    }

    /// Each reference as it is written, with the way it may be followed.
    pub(crate) fn references(&self) -> &[(Edge<'m>, Follow)] {
        &self.references
    }

    /// A table, and the source it is in.
    #[must_use]
    pub fn table(&self, no: TableNo) -> (&'m Source, &'m Table) {
        self.tables[no.0]
    }

    /// The steps there are from tables with an identity of these kinds, and which tables one comes
    /// to. What may be followed both ways is followed the way it is met first, table by table and
    /// breadth first: going back by it would lead to everybody with the same value.
    #[must_use]
    pub fn ways(&self, identities: impl Fn(&str) -> bool) -> (Vec<Edge<'m>>, Vec<TableNo>) {
        let mut ways = Vec::new();
        let mut taken = vec![false; self.references.len()];
        let mut seen = vec![false; self.tables.len()];
        let mut order = Vec::new();
        let mut queue: VecDeque<usize> = VecDeque::new();
        for (no, (_, table)) in self.tables.iter().enumerate() {
            if table.begins(&identities) {
                seen[no] = true;
                queue.push_back(no);
            }
        }
        let begun = seen.clone();
        while let Some(no) = queue.pop_front() {
            order.push(TableNo(no));
            for (at, (edge, follow)) in self.references.iter().enumerate() {
                // Between two tables one can begin at, both ways are needed: which of the two knows
                // the person is not known beforehand.
                let both = *follow == Follow::Both && begun[edge.from.0] && begun[edge.to.0];
                if both && !taken[at] && edge.from != edge.to {
                    ways.push(edge.clone().turned());
                }
                let forwards = edge.from.0 == no && *follow != Follow::From || both;
                let backwards = edge.to.0 == no && *follow != Follow::To;
                if taken[at] || !(forwards || backwards) {
                    continue;
                }
                taken[at] = true;
                let step = if forwards { edge.clone() } else { edge.clone().turned() };
                if !seen[step.to.0] {
                    seen[step.to.0] = true;
                    queue.push_back(step.to.0);
                }
                ways.push(step);
            }
        }
        (ways, order)
    }

    /// Whether a step is by one reference that is followed both ways.
    pub(crate) fn goes_both_ways(&self, edge: &Edge<'m>) -> bool {
        let turned = edge.clone().turned();
        let same = |one: &Edge<'_>| one == edge || *one == turned;
        self.references.iter().any(|(one, follow)| *follow == Follow::Both && same(one))
    }

    /// The tables that can be come to by these steps from tables with an identity of these kinds,
    /// through sources that work.
    pub(crate) fn reached(
        &self,
        ways: &[Edge<'m>],
        identities: impl Fn(&str) -> bool,
        works: impl Fn(&str) -> bool,
    ) -> Vec<TableNo> {
        let works = |no: usize| works(self.tables[no].0.id.get_ref().as_str());
        let mut reached: Vec<TableNo> = (0..self.tables.len())
            .filter(|no| works(*no) && self.tables[*no].1.begins(&identities))
            .map(TableNo)
            .collect();
        let mut at = 0;
        while let Some(from) = reached.get(at).copied() {
            at += 1;
            for edge in ways.iter().filter(|edge| edge.from == from) {
                if works(edge.to.0) && !reached.contains(&edge.to) {
                    reached.push(edge.to);
                }
            }
        }
        reached
    }

    /// A circle of steps, if there is one: the tables on it, in order.
    #[must_use]
    pub fn circle(&self, ways: &[Edge<'m>]) -> Option<Vec<TableNo>> {
        // Tables that nothing leads to are taken out again and again; what is left goes round.
        let mut left: Vec<&Edge<'_>> = ways.iter().filter(|edge| edge.from != edge.to).collect();
        loop {
            let before = left.len();
            let led_to: Vec<TableNo> = left.iter().map(|edge| edge.to).collect();
            left.retain(|edge| led_to.contains(&edge.from));
            if left.len() == before {
                break;
            }
        }
        // Back along the steps: everything left is led to, so this comes to a table twice.
        let mut path = vec![left.first()?.to];
        loop {
            let last = *path.last()?;
            let back = left.iter().find(|edge| edge.to == last)?.from;
            if let Some(start) = path.iter().position(|no| *no == back) {
                let mut circle = path.split_off(start);
                circle.reverse();
                return Some(circle);
            }
            path.push(back);
        }
    }
}
