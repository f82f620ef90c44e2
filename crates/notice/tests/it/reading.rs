//! How files are taken apart, seen through what is found in them.

use notice::{Extent, Format};

use crate::support::shown;

/// What is found, as `line:column code`, in a text of some format.
fn check(format: Format, text: &str, expected: &[&str]) {
    let findings = shown(text, format, Extent::Part);
    let found: Vec<String> = findings.iter().map(|f| format!("{} {}", f.start, f.code)).collect();
    assert_eq!(found, expected, "{text}");
}

const SHIELD: &str = "term-out-of-date";

#[test]
fn html() {
    let shield = |place: &str| format!("{place} {SHIELD}");
    for (text, expected) in [
        ("<p>We use\nPrivacy&nbsp;Shield.</p>", &["2:1"][..]),
        ("<p>We use Privacy <b>Shi</b>eld.</p>", &["1:11"]),
        ("<script>Privacy Shield</script><style>Privacy Shield</style>", &[]),
        ("<nav>Privacy Shield</nav><footer>Privacy Shield</footer>", &[]),
        ("<div class='menu x'>Privacy Shield</div><p>Privacy Shield</p>", &["1:44"]),
        ("<p>Privacy Shield</p><main><p>Privacy Shield</p></main>", &["1:31"]),
        ("<!-- Privacy Shield --><p title='a > b'>Privacy Shield", &["1:41"]),
        ("<p>we rely on 5 < 6 and Privacy Shield", &["1:25"]),
        ("<img src=\"data:image/png;base64,AAAA\"><p>Privacy Shield", &["1:42"]),
        ("<nav><p>menu</nav><p>Privacy Shield", &["1:22"]),
        // No tag ends any more: what is left is words.
        ("<p class=\"x>Privacy Shield", &["1:13"]),
        ("</div></p>&#80;rivacy Shield", &["1:11"]),
    ] {
        let expected: Vec<String> = expected.iter().map(|place| shield(place)).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        check(Format::Html, text, &expected);
    }
}

#[test]
fn numbers_and_headings_of_a_page_that_opens_and_closes() {
    let text = "<main><h2><button>1. Who we are</button></h2><p>1.1 A landlord. See section 2.</p>\n\
                <h2><button>2. Your rights</button></h2><p>2.1 Ask us. See section 9.</p>\n\
                <p><span>2.2</span>&nbsp; Email us at <a href='mailto:a@b.example'><img></a></p>\n\
                <p>2.3 Email us at <a href='mailto:'></a></p></main>";
    check(Format::Html, text, &["2:60 cross-reference-unresolved", "4:8 placeholder-empty"]);
}

#[test]
fn markdown() {
    for (text, expected) in [
        ("We use **Privacy\nShield**.", &["1:10 term-out-of-date"][..]),
        ("See [Privacy Shield](https://x.example).", &["1:6 term-out-of-date"]),
        ("<!-- [insert name]\nstill --> \n\nText.", &[]),
        ("<!-- hidden\nPrivacy Shield\n-->\n\nText.", &[]),
        ("| a | Privacy Shield |\n|---|---|\n| b | c |", &["1:7 term-out-of-date"]),
        ("---\ntitle: Privacy Shield\n---\n\nText.", &[]),
        ("> We use Privacy Shield.", &["1:10 term-out-of-date"]),
    ] {
        check(Format::Markdown, text, expected);
    }
}

#[test]
fn text_with_marks_of_its_own() {
    for (text, expected) in [
        ("\u{feff}We use Privacy Shield.", &["1:9 term-out-of-date"][..]),
        ("We don’t use notes.\r\n\r\nPrivacy\r\nShield is ours.", &["3:1 term-out-of-date"]),
        ("é é é Privacy Shield", &["1:7 term-out-of-date"]),
        ("Our Priv\u{ad}acy Shield.", &["1:5 term-out-of-date"]),
    ] {
        check(Format::Text, text, expected);
    }
}

/// A page that a careless reader takes for a menu from end to end.
#[test]
fn a_notice_in_an_odd_frame_is_not_overlooked() {
    let words = "<p>We keep your data with care and answer you soon.</p>".repeat(40);
    let bad = "<p>We rely on Privacy Shield.</p>";
    let menu = "<p>Rent</p><p>Repairs</p>";
    for page in [
        format!("<body class='page sidebar'>{words}{bad}</body>"),
        format!("<article class='related'>{words}{bad}</article>"),
        format!("<div class='search'><div>{words}{bad}</div></div>"),
        format!("<header><nav>{menu}<article>{words}{bad}</article>"),
        format!("<nav>{menu}<h1>Notice</h1>{words}{bad}"),
        format!("<main><h1>Notice</h1></main><div>{words}{bad}</div>"),
        format!("<p>Notice</p><noscript>{words}{bad}"),
        format!("<p>Notice</p><!-- {words}{bad}"),
    ] {
        let found = shown(&page, Format::Html, Extent::Part);
        assert!(found.iter().any(|f| f.code == SHIELD), "{}", &page[..60]);
        let framed = format!("<nav>{bad}</nav><div class='menu'>{bad}</div><div>{words}</div>");
        assert!(shown(&framed, Format::Html, Extent::Part).is_empty());
    }
}

/// A space of two bytes at the place where a long paragraph is cut.
#[test]
fn a_long_paragraph_is_cut_between_characters() {
    for shift in 0..8 {
        let text = "a".repeat(4088 + shift) + &"\u{a0}".repeat(4) + " and Privacy Shield too.";
        let found = shown(&text, Format::Text, Extent::Part);
        assert_eq!(found.len(), 1, "{shift}");
    }
}
