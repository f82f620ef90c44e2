//! Numbers of the TPS and the CTPS: twelve characters a line, in either of two layouts. With spaces a
//! dialling code stands on the left of five characters, and the rest on the right of seven; without,
//! the whole number stands on the left of twelve.

use zeroize::Zeroizing;

use super::{NotALine, Term};

/// The characters of a line.
const LINE: usize = 12;
/// The characters of the dialling code, where it stands apart.
const CODE: usize = 5;

/// Reads a line. The number is compared in its international form, as the record has it.
pub(super) fn read(line: &[u8]) -> Result<Term, NotALine> {
    if line.len() > LINE {
        return Err(NotALine::Length);
    }
    if !line.iter().all(|byte| byte.is_ascii_digit() || *byte == b' ') {
        return Err(NotALine::Form);
    }
    let whole = line.trim_ascii_end();
    let digits: Vec<u8> = if whole.iter().all(u8::is_ascii_digit) {
        whole.to_vec()
    } else {
        let (code, rest) = line.split_at_checked(CODE).ok_or(NotALine::Length)?;
        let (code, rest) = (code.trim_ascii_end(), rest.trim_ascii_start().trim_ascii_end());
        let both = [code, rest];
        if both.iter().any(|part| part.is_empty() || !part.iter().all(u8::is_ascii_digit)) {
            return Err(NotALine::Form);
        }
        both.concat()
    };
    // A number of the United Kingdom has 10 or 11 digits with the 0 before it, and a few have 9.
    let national = digits.strip_prefix(b"0").filter(|rest| (8..=10).contains(&rest.len()));
    let national = national.and_then(|rest| std::str::from_utf8(rest).ok());
    let national = national.filter(|rest| !rest.starts_with('0')).ok_or(NotALine::Form)?;
    Ok(Term(Zeroizing::new(format!("+44{national}"))))
}

#[cfg(test)]
mod tests {
    use people::identify::{Identifier, Kind};
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, expected: Result<&str, NotALine>) {
        let read = read(line.as_bytes()).map(|term| term.0.to_string());
        assert_eq!(read, expected.map(str::to_owned), "`{line}`");
    }

    #[test]
    fn both_layouts_are_read_and_nothing_else_is() {
        let good = [
            ("0207 3787244", "+442073787244"),
            ("01635 506160", "+441635506160"),
            ("0191 5657153", "+441915657153"),
            ("07860 338653", "+447860338653"),
            ("02073787244 ", "+442073787244"),
            ("01635506160", "+441635506160"),
            // A short number, of ten digits with its 0.
            ("01635  50616", "+44163550616"),
            ("0163550616  ", "+44163550616"),
        ];
        for (line, number) in good {
            check(line, Ok(number));
        }
        let wrong = [
            ("+442073787244", NotALine::Length),
            ("0207 378 7244", NotALine::Length),
            ("02 073787244", NotALine::Form),
            ("07860\t338653", NotALine::Form),
            ("44207378724", NotALine::Form),
            ("0800 1111", NotALine::Form),
            ("00635506160", NotALine::Form),
            ("Ada Example", NotALine::Form),
            ("0207", NotALine::Form),
        ];
        for (line, why) in wrong {
            check(line, Err(why));
        }
    }

    proptest! {
        /// A number is found on the list however it was typed into the record.
        #[test]
        fn a_number_is_the_same_here_and_in_the_record(
            rest in "(1[2-9][0-9]{8}|20[0-9]{8}|7[1-9][0-9]{8})"
        ) {
            let plain = format!("0{rest}");
            let apart = format!("{:<5}{:>7}", &plain[..5], &plain[5..]);
            let typed = format!("+44 (0){} {}", &rest[..4], &rest[4..]);
            for kept in [&plain, &typed] {
                let known = Identifier::parse(Kind::Phone, kept);
                prop_assume!(known.is_ok());
                let known = known.unwrap();
                for line in [format!("{plain:<12}"), apart.clone()] {
                    let listed = read(line.as_bytes()).unwrap();
                    prop_assert_eq!(listed.0.as_str(), known.normal());
                }
            }
        }
    }
}
