//! The residents' pages: plain words, nothing from anybody else, and a form that is done once.

use crate::{Answer, Office};

const PAGES: &[&str] = &[
    "/",
    "/ask",
    "/complain",
    "/cookies",
    "/follow",
    "/report",
    "/sign-in",
    "/sign-in/letter",
    "/nowhere",
];
const HTML: &str = "accept: text/html\r\n";
const FORM: &str = "content-type: application/x-www-form-urlencoded\r\n";

/// What a person reads on a page.
fn read(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap().split_once('>').unwrap().1;
    let mut text = String::new();
    for part in main.split("</main>").next().unwrap().split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        // A label or a heading is no sentence, and what follows is not part of it.
        let ends = ["/h1", "/h2", "/label", "/legend", "/li", "/button", "/th", "/td", "/caption"];
        if ends.contains(&tag) && !text.trim_end().ends_with(['.', '?', ':']) {
            text.push_str(". ");
        }
        text.push_str(words);
    }
    text.replace("&#39;", "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_page_is_plain_and_calls_nobody() {
    let office = Office::new();
    for path in PAGES {
        let page = office.ask("GET", path, "", HTML, "");
        assert_eq!(page.status, if *path == "/nowhere" { 404 } else { 200 }, "{path}");
        let head = page.head.to_lowercase();
        assert!(
            head.contains("content-security-policy: default-src 'none'; style-src 'self'"),
            "{head}"
        );
        // Else a browser that is older does not say that a form comes from here.
        assert!(head.contains("referrer-policy: same-origin"), "{head}");
        for part in ["<script", "style=", "http://", "https://", "onclick"] {
            assert!(!page.body.contains(part), "{path} has {part}");
        }
        is_plain(path, &page);
    }
}

/// A page has one heading of the first rank, a way out, and reads at grade 6 or lower.
pub(crate) fn is_plain(path: &str, page: &Answer) {
    assert_eq!(page.body.matches("<h1").count(), 1, "{path}: {}", page.body);
    assert!(page.body.contains("href=\"/exit\""), "{path} has a way out");
    let grade = words::reading::grade(&read(&page.body));
    assert!(grade <= 6.0, "{path} reads at grade {grade:.1}: {}", read(&page.body));
}

/// A program that asks for nothing is told as a program.
#[test]
fn a_program_is_told_in_its_own_words() {
    let office = Office::new();
    let answer = office.ask("GET", "/nowhere", "", "", "");
    assert_eq!((answer.status, answer.json()["type"].as_str()), (404, Some("nothing-here")));
    let answer = office.ask("GET", "/v1/nowhere", "", HTML, "");
    assert_eq!((answer.status, answer.json()["type"].as_str()), (404, Some("nothing-here")));
}

fn code(html: &str) -> String {
    html.split("kh-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
}

/// A form that is sent twice is done once, and answered twice alike; another under its word is not.
#[test]
fn a_form_is_done_once() {
    let office = Office::new();
    let once = "0123456789abcdef0123456789abcdef";
    let form = format!("once={once}&words=You+sent+it+to+number+12.&name=Rosa+Ash");
    let send = |body: &str| office.ask("POST", "/complain", "", FORM, body);
    let (first, second) = (send(&form), send(&form));
    assert_eq!((first.status, second.status), (200, 200), "{}", first.body);
    assert_eq!(code(&first.body), code(&second.body));
    assert!(second.head.to_lowercase().contains("default-src 'none'"), "{}", second.head);
    let desk = casework::Desk::new(office.record.clone(), casework::Posts::default());
    assert_eq!(desk.queue(10).unwrap().len(), 1);
    assert_eq!(send(&form.replace("number+12", "number+13")).status, 409);
    // What is wrong is no case.
    let other = "once=fedcba9876543210fedcba9876543210&words=";
    assert_eq!(send(other).status, 400);
    assert_eq!(desk.queue(10).unwrap().len(), 1);
}

/// What somebody typed comes back as they typed it, and is nobody's markup.
#[test]
fn what_was_typed_is_no_markup() {
    let office = Office::new();
    let form = "words=&who=own&name=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let page = office.ask("POST", "/ask", "", FORM, form);
    assert_eq!(page.status, 400);
    assert!(page.body.contains("There is a problem"), "{}", page.body);
    assert!(!page.body.contains("<script>"), "{}", page.body);
    assert!(page.body.contains("&#60;script&#62;"), "{}", page.body);
}

/// A stylesheet is kept for ever under its name, and goes packed.
#[test]
fn what_pages_are_drawn_with_is_small_and_kept() {
    let office = Office::new();
    let home = office.ask("GET", "/", "", HTML, "").body;
    let sheets: Vec<&str> = (home.split("stylesheet\" href=\"").skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(sheets.len(), 2, "{home}");
    for sheet in sheets {
        let plain = office.ask("GET", sheet, "", "", "");
        let head = plain.head.to_lowercase();
        assert_eq!(plain.status, 200);
        assert!(head.contains("max-age=31536000, immutable"), "{head}");
        for part in ["GDS Transport", "crown", "crest", "url(", "@import", "@font-face"] {
            assert!(!plain.body.contains(part), "{part}");
        }
    }
    assert_eq!(office.ask("GET", "/assets/keyholder-0.css", "", "", "").status, 404);
}
