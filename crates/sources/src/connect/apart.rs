//! What tells one row of a table from every other, at one moment.

use sha2::{Digest, Sha256};

/// The values of a key, so that no two keys read alike.
pub(super) fn key(values: &[Option<&[u8]>]) -> String {
    let text = |value: &Option<&[u8]>| {
        value.map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    let values: Vec<String> = values.iter().map(text).collect();
    serde_json::Value::from(values).to_string()
}

/// A hash over a row.
pub(super) fn hash(values: &[Option<&[u8]>]) -> String {
    let mut hash = Sha256::new();
    for value in values {
        let length = value.map_or(u64::MAX, |value| u64::try_from(value.len()).unwrap_or(0));
        hash.update(length.to_le_bytes());
        hash.update(value.unwrap_or_default());
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}
