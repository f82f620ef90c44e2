//! What a rule of the lettings upload is.

use words::Message;

use crate::core::{Row, Spec, spec};
use crate::finding::{Finding, Place, Severity};

/// One rule: what it finds, and a row it finds it in.
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// How much it matters; where a field belongs to the setup, nothing of the file is taken.
    pub severity: Severity,
    /// What is wrong.
    pub says: fn() -> Message,
    /// What to do.
    pub help: fn() -> Message,
    /// A row it objects to.
    pub broken: Example,
    pub(crate) check: fn(&mut Look<'_>),
}

/// A change to a row that passes, after which a rule objects.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// The row.
    pub base: Base,
    /// What is put into its fields.
    pub set: &'static [(u16, &'static str)],
}

/// A row that passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// A council's.
    Council,
    /// General needs, of a private registered provider.
    General,
    /// A renewal of one.
    Renewal,
    /// Supported housing.
    Supported,
    /// The first again: a file with the same letting twice.
    Twice,
}

/// What a rule sees while it looks, and where it reports.
pub(crate) struct Look<'a> {
    pub(crate) row: &'a Row<'a>,
    pub(crate) spec: &'static Spec,
    rule: &'static Rule,
    found: &'a mut Vec<Finding>,
}

impl Look<'_> {
    /// Reports a field.
    pub(crate) fn at(&mut self, field: u16) {
        let it = self.spec.field(field);
        let severity = if it.setup { Severity::File } else { self.rule.severity };
        self.found.push(self.rule.finding(Some(self.row.row), it.number, severity));
    }

    /// Reports each of some fields that has an answer.
    pub(crate) fn at_given(&mut self, fields: impl IntoIterator<Item = u16>) {
        for field in fields {
            if self.row.given(field) {
                self.at(field);
            }
        }
    }
}

impl Rule {
    /// What is found in a field.
    pub(crate) fn finding(&self, row: Option<usize>, field: u16, severity: Severity) -> Finding {
        let name = Some(spec().field(field).name.as_str());
        Finding {
            code: self.code,
            severity,
            place: Place { row, field: Some(field.to_string()), name },
            says: (self.says)(),
            help: (self.help)(),
        }
    }

    /// Puts the rule to a row.
    pub(crate) fn look(&'static self, row: &Row<'_>, found: &mut Vec<Finding>) {
        (self.check)(&mut Look { row, spec: spec(), rule: self, found });
    }
}
