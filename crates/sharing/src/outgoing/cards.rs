//! Numbers of payment cards: 13 to 19 digits, as people group them, with a sound check digit.

/// Where numbers of cards stand in a text, in bytes.
pub(super) fn all(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let begins = at;
            let mut digits: Vec<u8> = Vec::new();
            let mut gap = false;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'0'..=b'9' => {
                        digits.push(byte - b'0');
                        gap = false;
                    }
                    // One space or one line between groups, and no more.
                    b' ' | b'-' if !digits.is_empty() && !gap => gap = true,
                    _ => break,
                }
                at += 1;
            }
            at = at.max(begins + 1);
            if is_card(&digits) {
                return Some(begins);
            }
        }
        None
    })
}

/// Whether any stretch of these digits is a card's: another number may stand right before it.
fn is_card(digits: &[u8]) -> bool {
    // What is longer than two cards is no number people write.
    if digits.len() > 40 {
        return false;
    }
    (13..=19).any(|long| digits.windows(long).any(is_sound))
        && !digits.iter().all(|digit| *digit == digits[0])
}

/// Whether the networks give out such numbers, and its check digit (Luhn) is right.
fn is_sound(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            match place % 2 {
                0 => digit,
                _ if digit > 4 => digit * 2 - 9,
                _ => digit * 2,
            }
        })
        .sum();
    (3..=6).contains(&digits[0]) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[usize]) {
        assert_eq!(all(text).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn cards_are_found_however_they_are_grouped_and_other_numbers_are_not() {
        check("It is 4111 1111 1111 1111, thanks", &[6]);
        check("4111-1111-1111-1111 and 378282246310005", &[0, 24]);
        check("5555555555554444", &[0]);
        check("4111 1111 1111 1112", &[]);
        check("Call 01634 123456 or 07700 900123", &[]);
        check("0000 0000 0000 0000, 4444444444444444", &[]);
        check("Reference 100012345678, home 200004567890", &[]);
        check("GB33BUKB20201555555555", &[]);
    }
}
