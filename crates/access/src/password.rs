//! Passwords: kept as a slow hash, so that whoever steals the table has years of work for each.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::Error;

/// The fewest characters of a password.
pub const PASSWORD_LENGTH_MIN: usize = 12;
/// The most characters of a password.
pub const PASSWORD_LENGTH_MAX: usize = 200;
const SALT: usize = 16;
const HASH: usize = 32;

/// Argon2id as OWASP asks for at least: 19 MiB, two passes, one lane.
fn slow() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19 * 1024, 2, 1, Some(HASH));
    let params = params.map_err(|_| Error::Malformed("the hash cannot be made".to_owned()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hashed(password: &str, salt: &[u8]) -> Result<[u8; HASH], Error> {
    let mut hash = [0; HASH];
    let done = slow()?.hash_password_into(password.as_bytes(), salt, &mut hash);
    done.map_err(|_| Error::Malformed("the password cannot be hashed".to_owned()))?;
    Ok(hash)
}

/// What is kept of a password: its salt, and its hash.
pub(crate) fn keep(password: &str) -> Result<Vec<u8>, Error> {
    let length = password.chars().count();
    if !(PASSWORD_LENGTH_MIN..=PASSWORD_LENGTH_MAX).contains(&length) {
        return Err(Error::Malformed(format!(
            "a password has {PASSWORD_LENGTH_MIN} to {PASSWORD_LENGTH_MAX} characters"
        )));
    }
    let salt = vault::random::<SALT>();
    Ok([salt.as_slice(), hashed(password, &salt)?.as_slice()].concat())
}

/// Whether a password is the one that is kept. Without one it takes as long, and is not.
pub(crate) fn is(password: &str, kept: Option<&[u8]>) -> Result<bool, Error> {
    // One that is too long is none, and takes as long.
    let fits = password.chars().count() <= PASSWORD_LENGTH_MAX;
    let password = if fits { password } else { "" };
    let (salt, hash) = kept.unwrap_or(&[0; SALT + HASH]).split_at_checked(SALT).unwrap_or_default();
    let typed = hashed(password, salt)?;
    Ok(same(&typed, hash) && kept.is_some() && fits)
}

/// Whether two are the same, in a time that does not tell where they differ.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

/// A password nobody can guess: five groups of four.
#[must_use]
pub fn made_up() -> Zeroizing<String> {
    let letters = data_encoding::BASE32_NOPAD.encode(&vault::random::<13>()).to_lowercase();
    let groups: Vec<&str> = (0..5).map(|at| &letters[at * 4..at * 4 + 4]).collect();
    Zeroizing::new(groups.join("-"))
}
