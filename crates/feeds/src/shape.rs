//! What names people or homes: headings that say so, and values that look so.

/// Words of a heading that name somebody, a home, or a way to reach them. A heading of two words is found as both.
const NAMES: &[&[&str]] = &[
    &["account"],
    &["address"],
    &["birth"],
    &["customer"],
    &["dateofbirth"],
    &["dob"],
    &["email"],
    &["fax"],
    &["forename"],
    &["forenames"],
    &["house"],
    &["id"],
    &["initials"],
    &["iban"],
    &["landline"],
    &["latitude"],
    &["longitude"],
    &["mail"],
    &["manager"],
    &["mobile"],
    &["name"],
    &["names"],
    &["national", "insurance"],
    &["nhs"],
    &["ni", "number"],
    &["nino"],
    &["officer"],
    &["passport"],
    &["person"],
    &["phone"],
    &["postcode"],
    &["property"],
    &["ref"],
    &["reference"],
    &["sort", "code"],
    &["street"],
    &["surname"],
    &["telephone"],
    &["tenant"],
    &["uprn"],
    &["usrn"],
];

/// Words that say that a heading with one of the others is of something many share.
const SHARED: &[&str] =
    &["area", "band", "decade", "district", "group", "kind", "sector", "type", "year"];

/// Whether a heading says that the column names people or homes.
pub(crate) fn heading_names(heading: &str) -> bool {
    let mut apart = String::new();
    let mut before = ' ';
    for letter in heading.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            apart.push(' ');
        }
        apart.extend(letter.to_lowercase());
        before = letter;
    }
    let words: Vec<&str> =
        apart.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let whole: String = words.concat();
    let says = |parts: &&[&str]| {
        parts.iter().all(|part| words.contains(part))
            || (parts.concat().len() > 5 && whole.contains(&parts.concat()))
    };
    let shared = words.iter().any(|word| SHARED.contains(word));
    NAMES.iter().any(says) && !shared
}

/// Whether a value looks like one that names a person or a home: a full postcode, a whole date, an email address, a
/// telephone number, a number of national insurance, or a long number of anything.
pub(crate) fn value_names(value: &str) -> bool {
    let value = value.trim();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let number = value.chars().all(|c| c.is_ascii_digit() || " +()-/.".contains(c));
    value.contains('@')
        || whole_postcode(value)
        || whole_date(value)
        || national_insurance(value)
        || (number && digits >= 7)
}

fn squeezed(value: &str) -> Vec<u8> {
    value.bytes().filter(|b| !b.is_ascii_whitespace()).map(|b| b.to_ascii_uppercase()).collect()
}

/// `ME4 4LL`: its last three are a digit and two letters, and before them one or two letters and a district.
fn whole_postcode(value: &str) -> bool {
    let text = squeezed(value);
    if !(5..=7).contains(&text.len()) {
        return false;
    }
    let (out, inward) = text.split_at(text.len() - 3);
    let letters = out.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    inward[0].is_ascii_digit()
        && inward[1..].iter().all(u8::is_ascii_alphabetic)
        && (1..=2).contains(&letters)
        && out.len() > letters
        && out[letters].is_ascii_digit()
        && out.iter().all(u8::is_ascii_alphanumeric)
}

/// A day, a month and a year, in whichever order and whether the month is a word.
fn whole_date(value: &str) -> bool {
    let day = value.split(['T', 't']).next().filter(|day| day.len() >= 8).unwrap_or(value);
    let parts: Vec<&str> =
        day.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty()).take(4).collect();
    let number = |part: &str, longest: u32| {
        let digits = part.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits.parse::<u32>().is_ok_and(|number| number <= longest && part.len() <= 4)
    };
    let month = |part: &str| {
        let three = part.get(..3).unwrap_or_default().to_ascii_lowercase();
        const MONTHS: &str = "jan feb mar apr may jun jul aug sep oct nov dec";
        number(part, 12) || (part.len() >= 3 && MONTHS.split(' ').any(|month| month == three))
    };
    let eight = value.len() == 8 && value.bytes().all(|b| b.is_ascii_digit());
    eight
        || match parts[..] {
            [a, b, c] | [a, b, c, _] => {
                let ends = number(a, 9999) && number(c, 9999);
                let year = a.len() == 4 || c.len() == 4 || c.len() == 2;
                (ends && year && (month(b) || (month(a) && number(b, 31))))
                    || (month(a) && number(b, 31) && number(c, 9999))
            }
            _ => false,
        }
}

/// `QQ 12 34 56 C`: two letters, six digits, one letter or none.
fn national_insurance(value: &str) -> bool {
    let text = squeezed(value);
    (8..=9).contains(&text.len())
        && text[..2].iter().all(u8::is_ascii_alphabetic)
        && text[2..8].iter().all(u8::is_ascii_digit)
        && text[8..].iter().all(u8::is_ascii_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_that_name_are_known_and_others_are_not() {
        for heading in [
            "UPRN",
            "Surname",
            "first_name",
            "Postcode",
            "DateOfBirth",
            "dob",
            "Tenancy Reference",
            "Email address",
            "NI number",
            "rent account no",
            "Person ID",
            "property_ref",
            "emailaddress",
            "Tenant",
        ] {
            assert!(heading_names(heading), "{heading}");
        }
        for heading in [
            "Ward",
            "Tenure",
            "Age band",
            "Postcode district",
            "Year of birth",
            "Property type",
            "Satisfied",
            "Bedrooms",
            "Household size",
        ] {
            assert!(!heading_names(heading), "{heading}");
        }
    }

    #[test]
    fn values_that_name_are_known_and_others_are_not() {
        for value in [
            "ME4 4LL",
            "me44ll",
            "SW1A 1AA",
            "1984-03-31",
            "31/03/1984",
            "31 March 1984",
            "19840331",
            "03.31.84",
            "a@b.example",
            "01632 960001",
            "+44 7700 900123",
            "10010457356",
            "QQ123456C",
            "1984-03-31T00:00:00",
        ] {
            assert!(value_names(value), "{value}");
        }
        for value in [
            "ME4",
            "North",
            "1984",
            "2026/27",
            "25-34",
            "3",
            "",
            "very satisfied",
            "A",
            "12.50",
            "2026-11",
        ] {
            assert!(!value_names(value), "{value}");
        }
    }
}
