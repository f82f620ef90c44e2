//! What a notice is criticised for: one file a rule, one line each in the lists below, in
//! alphabetical order.

use crate::Extent;
use crate::finding::Severity;
use crate::notice::Notice;
use crate::report::Report;

mod access_request_conditional;
mod address_incomplete;
mod automated_decision_safeguards_missing;
mod collection_contradiction;
mod complaint_to_regulator_missing;
mod complaint_to_us_missing;
mod consent_and_duty_mixed;
mod consent_deemed;
mod consent_withdrawal_missing;
mod content_missing;
mod contents_mismatch;
mod credit_search_contradiction;
mod cross_reference_unresolved;
mod date_missing;
mod dpo_contact_missing;
mod eea_benchmark;
mod explicit_consent_misused;
mod heading_missing;
mod lawful_bases_disagree;
mod lawful_basis_not_a_basis;
mod lead_in_empty;
mod marketing_contradiction;
mod numbering_gap;
mod placeholder_empty;
mod practice_contradiction;
mod principles_of_1998;
mod protected_characteristics_incomplete;
mod public_interest_unconditioned;
mod retention_contradiction;
mod retention_without_period;
mod rights_missing;
mod section_number_duplicate;
mod section_number_mismatch;
mod sharing_contradiction;
mod special_category_consent_contradiction;
mod special_category_mislabelled;
mod special_category_unconditioned;
mod tell_first_contradiction;
mod term_out_of_date;
mod transfer_contradiction;
mod transfer_safeguards_missing;

/// One line a rule, in alphabetical order.
const RULES: &[&Rule] = &[
    &access_request_conditional::RULE,
    &address_incomplete::RULE,
    &automated_decision_safeguards_missing::RULE,
    &collection_contradiction::RULE,
    &complaint_to_regulator_missing::RULE,
    &complaint_to_us_missing::RULE,
    &consent_and_duty_mixed::RULE,
    &consent_deemed::RULE,
    &consent_withdrawal_missing::RULE,
    &content_missing::RULE,
    &contents_mismatch::RULE,
    &credit_search_contradiction::RULE,
    &cross_reference_unresolved::RULE,
    &date_missing::RULE,
    &dpo_contact_missing::RULE,
    &eea_benchmark::RULE,
    &explicit_consent_misused::RULE,
    &heading_missing::RULE,
    &lawful_bases_disagree::RULE,
    &lawful_basis_not_a_basis::RULE,
    &lead_in_empty::RULE,
    &marketing_contradiction::RULE,
    &numbering_gap::RULE,
    &placeholder_empty::RULE,
    &practice_contradiction::RULE,
    &principles_of_1998::RULE,
    &protected_characteristics_incomplete::RULE,
    &public_interest_unconditioned::RULE,
    &retention_contradiction::RULE,
    &retention_without_period::RULE,
    &rights_missing::RULE,
    &section_number_duplicate::RULE,
    &section_number_mismatch::RULE,
    &sharing_contradiction::RULE,
    &special_category_consent_contradiction::RULE,
    &special_category_mislabelled::RULE,
    &special_category_unconditioned::RULE,
    &tell_first_contradiction::RULE,
    &term_out_of_date::RULE,
    &transfer_contradiction::RULE,
    &transfer_safeguards_missing::RULE,
];

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
