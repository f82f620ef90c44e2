//! Whatever comes in, findings come out: no panic, and every place lies in the text.

use arbtest::arbtest;
use notice::{Extent, Format, Options};

use crate::support::TODAY;

const FORMATS: [Format; 3] = [Format::Html, Format::Markdown, Format::Text];

const NOTICES: &[&str] = &[
    include_str!("notices/charity-uk-eea.txt"),
    include_str!("notices/council.html"),
    include_str!("notices/good-modern.md"),
    include_str!("notices/numbered.txt"),
    include_str!("notices/old-charity.md"),
    include_str!("notices/old-landlord.html"),
    include_str!("notices/questions.html"),
];

/// Checks a text in every format and every extent, and the places of what is found.
fn check(text: &str) {
    for format in FORMATS {
        let options = Options { on: TODAY, extent: Extent::Whole };
        let findings = notice::check(text, format, &options).expect("the text is short");
        for finding in findings {
            assert!(text.get(finding.span.clone()).is_some(), "{finding:?} in {text:?}");
            assert!(finding.start <= finding.end, "{finding:?} in {text:?}");
            let lines = text.matches('\n').count() + 1;
            assert!((1..=lines).contains(&finding.start.line), "{finding:?} in {text:?}");
            let start = text[..finding.span.start].matches('\n').count() + 1;
            assert_eq!(finding.start.line, start, "{finding:?} in {text:?}");
        }
    }
}

#[test]
fn arbitrary_bytes() {
    arbtest(|u| {
        let bytes: Vec<u8> = u.arbitrary()?;
        if let Ok(text) = notice::decode(&bytes) {
            check(&text);
        }
        Ok(())
    })
    .budget_ms(2_000);
}

#[test]
fn arbitrary_words_of_notices() {
    const WORDS: &[&str] = &[
        "we",
        "never",
        "share",
        "your",
        "information",
        "outside",
        "the",
        "UK",
        ".",
        "\n",
        "\n\n",
        "1.",
        "4.1 ",
        "3 Your rights",
        "section 3.6",
        "‘How we use it’",
        "# ",
        "- ",
        "• ",
        "| a | b |",
        "<p>",
        "</p>",
        "<li>",
        "</ol>",
        "<ol start=9>",
        "<!--",
        "&nbsp;",
        "&#146;",
        "[insert]",
        "](",
        "email us at",
        "Privacy Shield",
        "1998",
        "consent",
        ":",
        "we’ll",
        "'",
        "£10",
        "special category",
        "```",
        "---\n",
        "\u{feff}",
        "\t",
        "é",
        "𝄞",
        "\r\n",
        "İ",
    ];
    arbtest(|u| {
        let mut text = String::new();
        for _ in 0..u.arbitrary_len::<u16>()?.min(300) {
            text.push_str(u.choose(WORDS)?);
            if u.ratio(1, 2)? {
                text.push(' ');
            }
        }
        check(&text);
        Ok(())
    })
    .budget_ms(4_000);
}

#[test]
fn notices_cut_and_mixed() {
    arbtest(|u| {
        let (a, b) = (*u.choose(NOTICES)?, *u.choose(NOTICES)?);
        let cut = |text: &str, at: usize| text.floor_char_boundary(at).min(text.len());
        let (i, j) = (u.choose_index(a.len())?, u.choose_index(b.len())?);
        let mut text = a[..cut(a, i)].to_owned();
        text.push_str(&b[cut(b, j)..]);
        if u.ratio(1, 3)? {
            text = text.replace('>', "");
        }
        check(&text);
        Ok(())
    })
    .budget_ms(5_000);
}

#[test]
fn deep_nesting_and_endless_lines() {
    let deep = "<div><ul><li>".repeat(20_000) + "we share" + &"</li></ul></div>".repeat(20_000);
    let line = "We keep it in the UK. ".repeat(50_000);
    for (text, format) in [(deep, Format::Html), (line, Format::Text)] {
        let options = Options { on: TODAY, extent: Extent::Guess };
        notice::check(&text, format, &options).expect("below the limit");
    }
}

#[test]
fn too_long_is_one_error() {
    let text = "a".repeat(notice::MAX_BYTES + 1);
    let options = Options { on: TODAY, extent: Extent::Guess };
    let error = notice::check(&text, Format::Text, &options).expect_err("too long");
    assert!(error.to_string().starts_with("the file is larger than 4 MiB"), "{error}");
    assert_eq!(notice::decode(text.as_bytes()), Err(error));
}
