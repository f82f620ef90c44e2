//! What a charter is checked for: one file a rule, one line each in the list below, in alphabetical
//! order.
//!
//! Every rule carries the text of its page and two changes to the same small charter: one it
//! objects to, and one it is content with. They are the manual's examples and the rule's tests.

use jiff::civil::Date;
use words::Message;

use crate::items::{Assessment, AssessmentKind, AutomatedDecision, DataKind, Purpose};
use crate::{Charter, Diagnostic, File, Severity, Span};

macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every rule, in alphabetical order of its code.
        pub const ALL: &[Rule] = &[$($module::RULE,)*];
    };
}

rules! {
    automated_without_safeguards,
    basis_not_in_force,
    camera_without_assessment,
    condition_unmet,
    consent_without_withdrawal,
    dead_permission,
    departure_without_permission,
    deputy_of_itself,
    duplicate_id,
    duty_wrong_entity,
    equality_data_decides,
    feed_without_disclosure,
    forbidden_for_relationship,
    hard_to_read,
    legitimate_interests_unassessed,
    marker_without_end,
    marketing_by_others,
    mechanism_lapsed,
    missing_content,
    mode_of_a_wall,
    never_contradicted,
    notice_cannot_tell,
    portal_shows_too_much,
    processor_without_contract,
    purpose_without_basis,
    purpose_without_controller,
    recipient_incomplete,
    required_and_optional,
    retention_incomplete,
    row_unkept,
    special_without_condition,
    statistics_too_small,
    terms_lapsed,
    undated_notice,
    unknown_paragraph,
    unresolved_reference,
    unsigned_departure,
}

/// One rule: what it finds and why that matters.
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// How much what it finds matters.
    pub severity: Severity,
    /// The paragraphs of the notice and the law it keeps.
    pub keeps: &'static [&'static str],
    /// Its page in the manual.
    pub about: &'static str,
    /// A change to the small charter that it objects to.
    pub broken: Change,
    /// A change that mends it.
    pub mended: Change,
    check: fn(&mut Look<'_>),
}

/// A change to the small charter of the examples.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// This text is added at the end.
    Add(&'static str),
    /// This text is replaced by that one.
    Swap(&'static str, &'static str),
}

/// The small charter of the examples.
pub const SMALL: &str = include_str!("base.toml");

impl Change {
    /// The small charter with this change made.
    #[must_use]
    pub fn made(self) -> String {
        match self {
            Change::Add(text) => format!("{SMALL}\n{text}"),
            Change::Swap(from, to) => SMALL.replacen(from, to, 1),
        }
    }

    /// What the manual shows.
    #[must_use]
    pub fn shown(self) -> &'static str {
        match self {
            Change::Add(text) | Change::Swap(_, text) => text.trim(),
        }
    }
}

impl Rule {
    /// A charter this rule, and no other, objects to.
    #[must_use]
    pub fn broken_charter(&self) -> File {
        File::new("charter.toml", self.broken.made())
    }
}

/// What a rule sees while it looks, and where it reports.
struct Look<'a> {
    charter: &'a Charter,
    on: Date,
    rule: &'static Rule,
    found: &'a mut Vec<Diagnostic>,
}

impl Look<'_> {
    fn report(&mut self, span: Span, message: Message, help: Message) {
        self.report_as(self.rule.severity, self.rule.keeps, span, message, help);
    }

    /// Reports something that matters more or less than the rule, or keeps only some of what it
    /// keeps.
    fn report_as(
        &mut self,
        severity: Severity,
        keeps: &[&str],
        span: Span,
        message: Message,
        help: Message,
    ) {
        self.found.push(Diagnostic {
            code: self.rule.code,
            severity,
            span: Some(span),
            message,
            help,
            keeps: keeps.iter().map(|&text| text.to_owned()).collect(),
        });
    }

    /// Whether an assessment of this kind, approved by the day, stands behind a purpose.
    fn assessed(&self, purpose: &Purpose, kind: AssessmentKind) -> bool {
        purpose
            .assessments
            .iter()
            .filter_map(|id| self.charter.assessments().get(id.get_ref()))
            .any(|assessment| assessment.kind == kind && self.approved(assessment))
    }

    /// Whether an assessment has been approved by the day.
    fn approved(&self, assessment: &Assessment) -> bool {
        assessment.approved.as_ref().is_some_and(|day| day.get_ref().0 <= self.on)
    }
}

impl Charter {
    /// Checks the charter by every rule, as things stand on a day, in the order of its text.
    #[must_use]
    pub fn check(&self, on: Date) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for rule in ALL {
            (rule.check)(&mut Look { charter: self, on, rule, found: &mut found });
        }
        found.sort_by_key(|diagnostic| {
            diagnostic.span.as_ref().map(|span| (span.file, span.bytes.start))
        });
        found
    }
}

/// Whether a machine's decision has what the law wants of it: a plain account of how it works,
/// someone who can look again, and the safeguards of UK GDPR Arts 22A to 22D where those apply.
#[must_use]
pub fn sound(charter: &Charter, decision: &AutomatedDecision, on: Date) -> bool {
    decision.logic.is_some()
        && decision.reviewer.is_some()
        && lacks(charter, decision, on).is_empty()
}

/// What the law on automated decisions wants and a decision does not have.
fn lacks(charter: &Charter, decision: &AutomatedDecision, on: Date) -> Vec<law::adm::Missing> {
    let Some(purpose) = charter.purposes().get(decision.purpose.get_ref()) else {
        return Vec::new();
    };
    let has = |id: &str| decision.safeguards.iter().any(|safeguard| safeguard.get_ref() == id);
    let special = |id: &&crate::items::Ref<crate::Category>| {
        charter.categories().get(id.get_ref()).is_some_and(|c| c.kind == DataKind::Special)
    };
    let bases: Vec<&str> = purpose.basis.iter().map(|basis| basis.get_ref().as_str()).collect();
    let safeguards = law::adm::Safeguards {
        information: has("information"),
        representations: has("representations"),
        human_intervention: has("human-intervention"),
        contest: has("contest"),
    };
    let judged = |special_category: bool, condition: Option<&str>| {
        law::adm::check(
            &law::adm::Decision {
                solely_automated: decision.solely,
                significant: decision.significant,
                special_category,
                bases: &bases,
                condition,
                safeguards,
            },
            on,
        )
    };
    let mut missing = judged(false, None);
    for category in decision.data.iter().filter(special) {
        let covering = purpose
            .conditions
            .iter()
            .find(|condition| condition.data.iter().any(|id| id.get_ref() == category.get_ref()));
        let condition = covering.map(|condition| condition.condition.get_ref().as_str());
        for lack in judged(true, condition) {
            if !missing.contains(&lack) {
                missing.push(lack);
            }
        }
    }
    missing
}

/// The manual page of every rule, made from the rules themselves.
#[must_use]
pub fn manual() -> String {
    let mut page = String::from(
        "# What `keyholder charter check` looks for\n\n\
         Each example is a change to one small charter. The first is refused by exactly this \
         rule; the second by none.\n",
    );
    for rule in ALL {
        page += &format!(
            "\n## `{}`\n\n{} ({}). Keeps: {}.\n\n```toml\n{}\n```\n\nInstead:\n\n```toml\n{}\n```\n",
            rule.code,
            rule.about.trim(),
            rule.severity.as_str(),
            rule.keeps.join(", "),
            rule.broken.shown(),
            rule.mended.shown(),
        );
    }
    page
}
