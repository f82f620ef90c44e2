//! Whole notices: good ones that yield nothing, bad ones that yield what was put into them.

use notice::{Extent, Format};

use crate::support::{line, shown};

#[test]
fn good_notices_yield_nothing() {
    let mut wrong = Vec::new();
    for (name, text) in [
        ("charity-uk-eea.txt", include_str!("notices/charity-uk-eea.txt")),
        ("council.html", include_str!("notices/council.html")),
        ("good-modern.md", include_str!("notices/good-modern.md")),
        ("layered.md", include_str!("notices/layered.md")),
        ("numbered.txt", include_str!("notices/numbered.txt")),
        ("questions.html", include_str!("notices/questions.html")),
    ] {
        let findings = shown(text, Format::of(name, text), Extent::Guess);
        wrong.extend(findings.iter().map(|finding| format!("{name}: {}", line(finding))));
        // The same with the line ends of Windows.
        let windows = text.replace('\n', "\r\n");
        let findings = shown(&windows, Format::of(name, &windows), Extent::Guess);
        wrong.extend(findings.iter().map(|finding| format!("{name}, CRLF: {}", line(finding))));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The findings of a notice as `code line paragraph`.
fn places(name: &str, text: &str) -> String {
    let findings = shown(text, Format::of(name, text), Extent::Guess);
    let place = |finding: &notice::Finding| {
        let paragraph = finding.paragraph.as_deref().unwrap_or("-");
        format!("{} {} {paragraph}", finding.start.line, finding.code)
    };
    findings.iter().map(place).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_old_charity_notice() {
    let text = include_str!("notices/old-charity.md");
    insta::assert_snapshot!(places("old-charity.md", text), @r"
    1 complaint-to-regulator-missing -
    1 complaint-to-us-missing -
    1 date-missing -
    5 consent-deemed -
    9 special-category-unconditioned -
    9 term-out-of-date -
    9 collection-contradiction -
    19 lawful-basis-not-a-basis -
    21 sharing-contradiction -
    25 marketing-contradiction -
    27 transfer-safeguards-missing -
    27 term-out-of-date -
    27 transfer-contradiction -
    27 eea-benchmark -
    31 retention-without-period -
    35 practice-contradiction -
    39 rights-missing -
    39 access-request-conditional -
    39 term-out-of-date -
    39 term-out-of-date -
    43 placeholder-empty -
    47 term-out-of-date -
    47 cross-reference-unresolved -
    47 placeholder-empty -
    ");
}

#[test]
fn an_old_landlords_page() {
    let text = include_str!("notices/old-landlord.html");
    insta::assert_snapshot!(places("old-landlord.html", text), @r"
    6 content-missing -
    6 date-missing -
    19 special-category-consent-contradiction 1.2
    19 consent-withdrawal-missing 1.2
    21 numbering-gap 1.4
    21 credit-search-contradiction 1.4
    25 public-interest-unconditioned 2.2
    27 cross-reference-unresolved 2.3
    28 automated-decision-safeguards-missing 2.4
    29 lead-in-empty 2.5
    30 tell-first-contradiction 2.6
    32 consent-deemed 2.7
    34 rights-missing 3.1
    34 access-request-conditional 3.1
    36 placeholder-empty 3.2
    37 protected-characteristics-incomplete 3.3
    39 complaint-to-us-missing 3
    39 section-number-duplicate 3
    41 dpo-contact-missing 4.2
    ");
}
