//! What a notice is criticised for: one file a rule, one line each in the lists below, in
//! alphabetical order.

use crate::finding::Severity;
use crate::notice::Notice;
use crate::report::Report;
use crate::Extent;

macro_rules! list {
    ($($name:ident,)*) => {
        $(mod $name;)*
        const RULES: &[&Rule] = &[$(&$name::RULE,)*];
    };
}

list! {
    access_request_conditional,
    address_incomplete,
    automated_decision_safeguards_missing,
    collection_contradiction,
    complaint_to_regulator_missing,
    complaint_to_us_missing,
    consent_deemed,
    consent_withdrawal_missing,
    content_missing,
    contents_mismatch,
    credit_search_contradiction,
    cross_reference_unresolved,
    date_missing,
    dpo_contact_missing,
    eea_benchmark,
    explicit_consent_misused,
    heading_missing,
    lawful_bases_disagree,
    lawful_basis_not_a_basis,
    lead_in_empty,
    marketing_contradiction,
    numbering_gap,
    placeholder_empty,
    practice_contradiction,
    principles_of_1998,
    protected_characteristics_incomplete,
    public_interest_unconditioned,
    retention_contradiction,
    retention_without_period,
    rights_missing,
    section_number_duplicate,
    section_number_mismatch,
    sharing_contradiction,
    special_category_consent_contradiction,
    tell_first_contradiction,
    term_out_of_date,
    transfer_contradiction,
    transfer_safeguards_missing,
}

/// A question asked of every notice.
pub struct Rule {
    pub(crate) code: &'static str,
    pub(crate) severity: Severity,
    /// What it finds and why that matters, in a paragraph.
    pub(crate) about: &'static str,
    /// A text it finds something in, as plain text or Markdown.
    pub(crate) fires: &'static str,
    /// A text close to it that is in order.
    pub(crate) silent: &'static str,
    /// How the examples are to be read.
    pub(crate) extent: Extent,
    pub(crate) run: fn(&Notice<'_>, &mut Report<'_, '_>),
}

impl Rule {
    /// The stable name, such as `cross-reference-unresolved`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// How much its findings matter, where they do not say otherwise.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What it finds and why that matters.
    #[must_use]
    pub fn about(&self) -> &'static str {
        self.about
    }

    /// A text it finds something in, and how much of a notice that text is.
    #[must_use]
    pub fn fires(&self) -> (&'static str, Extent) {
        (self.fires, self.extent)
    }

    /// A text close to the other one, in which it finds nothing.
    #[must_use]
    pub fn silent(&self) -> (&'static str, Extent) {
        (self.silent, self.extent)
    }
}

/// Every rule, in alphabetical order of its code.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    RULES
}
