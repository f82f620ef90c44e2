//! What a column's or a table's name says it holds: the words housing systems use.

/// A word, or words next to each other, and what they say.
pub(super) struct Says {
    /// The words, with a space between.
    pub(super) words: &'static str,
    /// The category of the charter.
    pub(super) category: &'static str,
    /// What it tells people apart by.
    pub(super) identity: Option<&'static str>,
    /// How sure the words alone make one, of 100.
    pub(super) sure: u8,
}

const fn says(words: &'static str, category: &'static str, sure: u8) -> Says {
    Says { words, category, identity: None, sure }
}

const fn tells(
    words: &'static str,
    category: &'static str,
    identity: &'static str,
    sure: u8,
) -> Says {
    Says { words, category, identity: Some(identity), sure }
}

const NOT: &str = crate::DataCategory::NOT_PERSONAL;

/// Of columns. The longest that fits speaks; of those, the surest.
pub(super) const COLUMNS: &[Says] = &[
    says("account no", "bank-details", 60),
    says("acc no", "bank-details", 60),
    tells("address", "address", "address", 70),
    says("address1", "address", 70),
    says("address2", "address", 70),
    says("addr", "address", 60),
    says("alert", "safety-marker", 50),
    says("arrears", "rent-account", 60),
    says("balance", "rent-account", 60),
    says("bal", "rent-account", 50),
    says("bank", "bank-details", 70),
    tells("birth date", "date-of-birth", "date-of-birth", 85),
    tells("birthdate", "date-of-birth", "date-of-birth", 85),
    says("call recording", "call-recording", 75),
    says("carer", "emergency-contact", 50),
    says("caution", "safety-marker", 60),
    says("comment", "correspondence", 40),
    says("comments", "correspondence", 40),
    says("conviction", "convictions", 80),
    says("convictions", "convictions", 80),
    says("credit check", "credit-history", 70),
    says("crim", "convictions", 70),
    says("crim rec", "convictions", 80),
    says("criminal", "convictions", 75),
    tells("date of birth", "date-of-birth", "date-of-birth", 90),
    says("details", "correspondence", 40),
    says("disab", "health", 75),
    says("disabled", "health", 75),
    says("disability", "health", 75),
    tells("dob", "date-of-birth", "date-of-birth", 85),
    says("doctor", "health", 60),
    says("domestic violence", "safeguarding-record", 80),
    tells("email", "email", "email", 85),
    tells("e mail", "email", "email", 85),
    says("ethn", "ethnic-origin", 75),
    says("ethnic", "ethnic-origin", 85),
    says("ethnicity", "ethnic-origin", 85),
    tells("first name", "name", "name", 80),
    says("first names", "name", 80),
    tells("fname", "name", "name", 75),
    tells("forename", "name", "name", 85),
    says("forenames", "name", 85),
    says("forwarding address", "address", 75),
    tells("full name", "name", "name", 80),
    says("hb", "benefit-details", 55),
    says("health", "health", 75),
    says("hiv", "health", 90),
    says("household", "household", 50),
    says("immigration", "nationality-and-residence", 80),
    says("income", "income-and-spending", 70),
    says("ip address", "ip-address", 70),
    says("keysafe", "access-marker", 70),
    says("initials", "name", 65),
    tells("last name", "name", "name", 80),
    tells("lname", "name", "name", 75),
    says("marital", "household", 55),
    says("medical", "health", 80),
    says("middle name", "name", 75),
    tells("mobile", "telephone", "phone", 75),
    tells("name", "name", "name", 50),
    tells("national insurance", "national-insurance-number", "ni-number", 90),
    says("nationality", "nationality-and-residence", 80),
    says("next of kin", "emergency-contact", 80),
    says("nextkin", "emergency-contact", 80),
    tells("ni no", "national-insurance-number", "ni-number", 85),
    tells("ni number", "national-insurance-number", "ni-number", 90),
    tells("nino", "national-insurance-number", "ni-number", 85),
    says("nok", "emergency-contact", 65),
    says("note", "correspondence", 45),
    says("notes", "correspondence", 45),
    says("password", "passwords", 60),
    tells("payment ref", "rent-account", "payment-reference", 80),
    tells("pay ref", "rent-account", "payment-reference", 75),
    tells("phone", "telephone", "phone", 80),
    says("photo", "photograph", 70),
    says("place of birth", "nationality-and-residence", 60),
    says("poa", "authority-to-act", 65),
    says("police", "asb-record", 60),
    says("post code", "address", 75),
    says("postcode", "address", 80),
    says("pregnancy", "health", 80),
    says("pregnant", "health", 80),
    says("race", "race", 70),
    says("relationship", "household", 55),
    says("relig", "religion", 75),
    says("religion", "religion", 85),
    says("religion belief", "religion", 90),
    says("rent", "rent-account", 55),
    says("savings", "income-and-spending", 65),
    says("service charge", "rent-account", 65),
    says("sex orient", "sexual-orientation", 85),
    says("sexo", "sexual-orientation", 60),
    says("sexual orientation", "sexual-orientation", 90),
    tells("sname", "name", "name", 75),
    says("social worker", "care-record", 70),
    says("sort code", "bank-details", 80),
    says("suspect fraud", "fraud-match", 75),
    tells("surname", "name", "name", 85),
    tells("tag ref", "tenancy-details", "tenancy-reference", 75),
    tells("tel", "telephone", "phone", 70),
    tells("telephone", "telephone", "phone", 80),
    tells("tenancy ref", "tenancy-details", "tenancy-reference", 80),
    says("tenure", "tenancy-details", 55),
    says("title", "name", 35),
    says("trade union", "trade-union-membership", 85),
    says("transgender", "sexual-orientation", 60),
    says("uc", "benefit-details", 50),
    says("universal credit", "benefit-details", 80),
    says("union", "trade-union-membership", 50),
    tells("uprn", "address", "uprn", 80),
    says("violent", "safety-marker", 80),
    says("vulnerable", "vulnerability-indicator", 80),
    says("vulnerability", "vulnerability-indicator", 80),
    // What a system keeps for itself.
    says("created at", NOT, 70),
    says("created by", NOT, 55),
    says("file size", NOT, 80),
    says("file type", NOT, 80),
    says("is active", NOT, 60),
    says("last modified", NOT, 70),
    says("modified", NOT, 55),
    says("updated at", NOT, 70),
    says("version", NOT, 65),
];

/// Of tables: what their other columns hold.
pub(super) const TABLES: &[Says] = &[
    says("alert", "safety-marker", 55),
    says("application", "application", 55),
    says("arrears", "rent-account", 55),
    says("asb", "asb-record", 60),
    says("complaint", "complaints-record", 60),
    says("contact log", "correspondence", 55),
    says("contact preference", "contact-preferences", 60),
    says("core log", "core-return", 60),
    says("direct debit", "bank-details", 55),
    says("document", "correspondence", 40),
    says("household", "household", 50),
    says("identifier", "identity-documents", 50),
    says("rent", "rent-account", 55),
    says("repair", "repairs-record", 55),
    says("tenancy", "tenancy-details", 55),
    says("tenagree", "tenancy-details", 55),
    says("work order", "repairs-record", 55),
];

/// Words for people who are somebody else than the one a row is about.
const OTHERS: &[&str] = &[
    "author",
    "caller",
    "carer",
    "contact name",
    "doctor",
    "neighbour",
    "next of kin",
    "nextkin",
    "nok",
    "poa",
    "reported by",
    "representative",
    "seen by",
    "sender",
    "social worker",
];

/// Whether a name speaks of somebody else: `doctor_tel`.
pub(super) fn is_of_another(name: &str) -> bool {
    let words = words(name);
    OTHERS.iter().any(|other| has(&words, other))
}

fn has(words: &[String], wanted: &str) -> bool {
    let wanted: Vec<&str> = wanted.split(' ').collect();
    words.windows(wanted.len()).any(|window| window.iter().eq(wanted.iter()))
}

/// The words of a name: `u_NI_no`, `dateOfBirth`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in name.chars() {
        let starts = !c.is_alphanumeric() || (c.is_uppercase() && last.is_lowercase());
        if starts || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        last = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What a name says, by the longest of the known words in it.
pub(super) fn said(name: &str, known: &'static [Says]) -> Option<&'static Says> {
    let words = words(name);
    let fits = known.iter().filter(|says| has(&words, says.words));
    fits.max_by_key(|says| (says.words.split(' ').count(), says.sure))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_housing_systems_mean_by_them() {
        for (name, expected) in [
            ("dateOfBirth", Some("date-of-birth")),
            ("u_NI_no", Some("national-insurance-number")),
            ("nextkin_tel", Some("emergency-contact")),
            ("RELIGION_BELIEF", Some("religion")),
            ("sender_name", Some("name")),
            ("created_at", Some(NOT)),
            ("rentable", None),
            ("gender_different_to_birth_sex", None),
            ("zzz", None),
        ] {
            assert_eq!(said(name, COLUMNS).map(|says| says.category), expected, "{name}");
        }
    }
}
