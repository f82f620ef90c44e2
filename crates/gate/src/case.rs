use charter::items::Category;

use crate::tables::{PackedDay, PurposeRow, RecipientRow, RoleRow, Tables};
use crate::{Ask, Facts, Set};

/// Everything the rules look at, fetched once.
pub(crate) struct Case<'a> {
    pub(crate) tables: &'a Tables,
    pub(crate) ask: &'a Ask,
    pub(crate) facts: &'a Facts,
    pub(crate) on: PackedDay,
    pub(crate) purpose: &'a PurposeRow,
    pub(crate) role: &'a RoleRow,
    pub(crate) recipient: Option<&'a RecipientRow>,
    pub(crate) relationship_data: Set<Category>,
    pub(crate) grants: Grants,
}

/// What the disclosures in force that day let go to the recipient.
#[derive(Clone, Copy, Default)]
pub(crate) struct Grants {
    /// Named by any of them.
    pub(crate) named: Set<Category>,
    /// Named by one whose explicit consent, where it rests on one, is on record.
    pub(crate) usable: Set<Category>,
    /// Named only by those that want the person told first, who has not been.
    pub(crate) tell_first: Set<Category>,
    /// Kept from this recipient by a promise.
    pub(crate) never: Set<Category>,
    /// Named by one that lets only a summary go.
    pub(crate) summary_only: Set<Category>,
}

impl<'a> Case<'a> {
    #[inline]
    pub(crate) fn new(tables: &'a Tables, ask: &'a Ask, facts: &'a Facts) -> Case<'a> {
        let on = ask.on.into();
        let recipient = ask.act.recipient();
        let mut grants = Grants::default();
        if let Some(recipient) = recipient {
            let explicit = facts.explicit_consent.contains(ask.purpose)
                & facts.agreed_recipients.contains(recipient);
            let mut told_already = Set::EMPTY;
            let cell = tables.cell(ask.purpose, recipient);
            grants.never = cell.never;
            for grant in &cell.grants {
                let data = grant.data.when(grant.in_force.contains(on));
                grants.named = grants.named | data;
                grants.usable = grants.usable | data.when(!grant.explicit_consent | explicit);
                grants.tell_first = grants.tell_first | data.when(grant.tell_first);
                told_already = told_already | data.when(!grant.tell_first);
                grants.summary_only = grants.summary_only | data.when(grant.summary_only);
            }
            // Where one of two disclosures has a standing notice, that is notice.
            let told = facts.told.contains(recipient);
            grants.tell_first = (grants.tell_first - told_already).when(!told);
        }
        Case {
            tables,
            ask,
            facts,
            on,
            purpose: &tables.purposes[ask.purpose.position()],
            role: &tables.roles[ask.role.position()],
            recipient: recipient.map(|recipient| &tables.recipients[recipient.position()]),
            relationship_data: tables.relationships[ask.relationship.position()],
            grants,
        }
    }

    /// Whether the register says the recipient's agreement has lapsed.
    pub(crate) fn lapsed(&self) -> bool {
        self.ask.act.recipient().is_some_and(|recipient| self.facts.lapsed.contains(recipient))
    }
}
