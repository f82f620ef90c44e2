//! Consent that is taken back (row 5.4; Art 7(3)): it stops holding that day, as easily as it was given.

use people::{Fact, Now, Question, Receipt};

use crate::{Desk, Error, Kind, Who, Work, Worked};

/// Which consents are taken back.
#[derive(Clone, Debug)]
pub enum Which {
    /// All that stand.
    All,
    /// Those to one purpose, recipient or channel, by the charter's name.
    About(String),
    /// The one of this receipt.
    Receipt(Receipt),
}

impl Desk {
    /// Takes consents back; how many stood.
    ///
    /// # Errors
    /// As for [`Desk::take`]; [`Error::Malformed`] where there is no such consent: then the answer says
    /// so.
    pub fn end_consent(
        &self,
        question: &Question,
        case: i64,
        which: &Which,
        now: Now,
    ) -> Result<usize, Error> {
        let who = Who::Officer(question);
        let person = self.about(who, case, Kind::ConsentWithdrawal, now)?;
        let today = now.today();
        let stands: Vec<Receipt> = (self.record().choices(question, person, now)?.into_iter())
            .filter(|choice| {
                let consent = matches!(
                    choice.fact,
                    Fact::Consent | Fact::ExplicitConsent | Fact::AgreedRecipient | Fact::Marketing
                );
                let meant = match which {
                    Which::All => true,
                    Which::About(name) => choice.about == *name,
                    Which::Receipt(receipt) => choice.receipt == receipt.as_str(),
                };
                consent && meant && choice.until.is_none_or(|until| until >= today)
            })
            .filter_map(|choice| Receipt::parse(&choice.receipt).ok())
            .collect();
        if stands.is_empty() {
            return Err(Error::Malformed("there is no such consent that stands".to_owned()));
        }
        for receipt in &stands {
            let _ = self.record().withdraw(question, person, receipt, today, now)?;
        }
        let count = stands.len();
        let what = format!("consents taken back: {count}");
        let worked =
            Worked { work: Work::Withdrawn, whole: true, what, tell: Vec::new(), write_up: false };
        self.worked(who, case, worked, now)?;
        Ok(count)
    }
}
