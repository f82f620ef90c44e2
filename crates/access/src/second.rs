//! The second factor: a code of six digits that changes every half minute (RFC 6238), by any app that
//! makes such codes.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use zeroize::Zeroizing;

/// How long a code holds, in seconds.
const STEP: i64 = 30;
/// How many steps a clock may be off.
const OFF: i64 = 1;
const SECRET: usize = 20;

/// A second factor. Shown once, to be put into an app.
pub struct Second(Zeroizing<[u8; SECRET]>);

/// Says nothing of it.
impl std::fmt::Debug for Second {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Second(..)")
    }
}

impl Second {
    pub(crate) fn new() -> Second {
        Second(Zeroizing::new(vault::random()))
    }

    pub(crate) fn of(bytes: &[u8]) -> Option<Second> {
        Some(Second(Zeroizing::new(bytes.try_into().ok()?)))
    }

    /// A second factor from what was typed into an app, as [`Second::in_letters`] writes it.
    #[must_use]
    pub fn parse(letters: &str) -> Option<Second> {
        let bytes = data_encoding::BASE32_NOPAD.decode(letters.trim().as_bytes()).ok()?;
        Second::of(&bytes)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// What somebody types into their app.
    #[must_use]
    pub fn in_letters(&self) -> Zeroizing<String> {
        Zeroizing::new(data_encoding::BASE32_NOPAD.encode(self.0.as_slice()))
    }

    /// What an app takes as a link: for whom it is, and by whom.
    #[must_use]
    pub fn link(&self, name: &str, organisation: &str) -> Zeroizing<String> {
        let plain = |text: &str| -> String {
            let keep =
                |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '-' };
            text.chars().map(keep).collect()
        };
        let (name, organisation) = (plain(name), plain(organisation));
        let secret = self.in_letters();
        Zeroizing::new(format!(
            "otpauth://totp/{organisation}:{name}?secret={}&issuer={organisation}",
            secret.as_str()
        ))
    }

    /// The step a code is of, where it is one of about now.
    pub(crate) fn step_of(&self, code: &str, micros: i64) -> Option<i64> {
        let typed: String = code.chars().filter(char::is_ascii_digit).collect();
        let now = micros.div_euclid(1_000_000).div_euclid(STEP);
        // All of them are tried: how long it takes says nothing.
        (now - OFF..=now + OFF).fold(None, |found, step| {
            let right = crate::password::same(digits(&self.0, step).as_bytes(), typed.as_bytes());
            if right { Some(step) } else { found }
        })
    }
}

/// The code of an instant, in microseconds: what an app shows.
#[must_use]
pub fn code_at(second: &Second, micros: i64) -> String {
    digits(&second.0, micros.div_euclid(1_000_000).div_euclid(STEP))
}

fn digits(secret: &[u8; SECRET], step: i64) -> String {
    // A key of any length is taken.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return String::new() };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[19] & 0x0f);
    let word = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]);
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The values of RFC 6238, appendix B, in six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let second = Second::of(b"12345678901234567890").unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(&second, seconds * 1_000_000), code, "{seconds}");
            assert_eq!(second.step_of(code, seconds * 1_000_000), Some(seconds / 30));
        }
        assert_eq!(second.step_of("287 082", 59_000_000), Some(1), "as it was typed");
        assert_eq!(second.step_of("287082", 89_000_000), Some(1), "a slow clock");
        assert_eq!(second.step_of("287082", 120_000_000), None);
        assert_eq!(second.step_of("", 59_000_000), None);
    }
}
