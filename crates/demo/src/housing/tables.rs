//! The tables, what tells their rows apart, and what was planted in them for discovery to find.

/// A table.
#[derive(Clone, Copy, Debug)]
pub struct TableInfo {
    /// Its name.
    pub name: &'static str,
    /// The columns that tell its rows apart, which are its first ones. A copy has those of its
    /// original, but nothing that makes the database keep to them.
    pub key: &'static [&'static str],
}

macro_rules! tables {
    ($($constant:ident $name:literal [$($key:literal),+];)+) => {
        /// Every table, parents before children.
        pub const TABLES: &[TableInfo] =
            &[$(TableInfo { name: $name, key: &[$($key),+] }),+];
        tables!(@ 0usize; $($constant)+);
    };
    (@ $no:expr; $first:ident $($rest:ident)*) => {
        pub(super) const $first: usize = $no;
        tables!(@ $no + 1; $($rest)*);
    };
    (@ $no:expr;) => {};
}

tables! {
    ASSET "asset" ["prop_ref"];
    PERSON "person" ["person_id"];
    PERSON_IDENTIFIER "person_identifier" ["person_id", "id_type", "id_value"];
    HOUSEHOLD "household" ["house_ref"];
    HOUSEHOLD_MEMBER "household_member" ["house_ref", "person_no"];
    TENANCY "tenancy" ["tag_ref"];
    CONTACT_DETAIL "contact_detail" ["contact_id"];
    CONTACT_PREFERENCE "contact_preference" ["person_id", "channel", "purpose"];
    PERSON_ALERT "person_alert" ["person_alert_id"];
    PERSON_ALERT_HISTORY "person_alert_history" ["history_id"];
    EQUALITY_INFORMATION "equality_information" ["person_id"];
    RENT_ACCOUNT "rent_account" ["payment_ref"];
    RENT_TRANSACTION "rent_transaction" ["rtrans_id"];
    DIRECT_DEBIT "direct_debit" ["ddagree_ref"];
    ARREARS_ACTION "arrears_action" ["araction_id"];
    ARREARS_AGREEMENT "arrears_agreement" ["arag_id"];
    WORK_ORDER "work_order" ["wo_ref"];
    ASB_CASE "asb_case" ["asb_ref"];
    COMPLAINT "complaint" ["complaint_ref"];
    CONTACT_LOG "contact_log" ["clog_key"];
    DOCUMENT "document" ["document_id"];
    HOUSING_APPLICATION "housing_application" ["app_ref"];
    CORE_LOG "core_log" ["tag_ref"];
    PERSON_BKUP_2019 "person_bkup_2019" ["person_id"];
    TENANCY_OLD_20220401 "tenancy_old_20220401" ["tag_ref"];
    CONTACT_DETAIL_COPY "contact_detail_copy" ["contact_id"];
    RENT_TRANSACTION_2021 "rent_transaction_2021" ["rtrans_id"];
    PERSON_ALERT_OLD "person_alert_old" ["person_alert_id"];
    XMAS_CARD_LIST "xmas_card_list" ["person_ref"];
}

/// The copies that were planted, and of what each is one.
pub const COPIES: &[(&str, &str)] = &[
    ("contact_detail_copy", "contact_detail"),
    ("person_alert_old", "person_alert"),
    ("person_bkup_2019", "person"),
    ("rent_transaction_2021", "rent_transaction"),
    ("tenancy_old_20220401", "tenancy"),
    ("xmas_card_list", "person"),
];

/// The columns of a letter or two that say what the law protects most: table, column, category of
/// the charter.
pub const CODED: &[(&str, &str, &str)] = &[
    ("household_member", "disab", "health"),
    ("household_member", "relig_cd", "religion"),
    ("household_member", "u_ethn", "ethnic-origin"),
    ("person_bkup_2019", "crim_rec", "convictions"),
];
