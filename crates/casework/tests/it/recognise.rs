use casework::recognise::recognise;

fn check(text: &str, expected: &str) {
    let said: Vec<String> = recognise(text)
        .into_iter()
        .map(|one| format!("{}{}", one.kind, if one.sure { "" } else { "?" }))
        .collect();
    assert_eq!(said.join(" "), expected, "{text}");
}

#[test]
fn what_people_write_is_recognised_without_a_magic_word() {
    check("Can I see what you hold about me please", "access");
    check("I\u{2019}d like a copy of all my data and then delete my details", "access erasure");
    check("please send me a SUBJECT   ACCESS request form", "access");
    check("my date of birth is wrong", "rectification?");
    check("You have the wrong surname for me, please correct my record", "rectification");
    check("Stop sending me your newsletter", "objection");
    check("unsubscribe", "consent-withdrawal?");
    check("I withdraw my consent to the photo", "consent-withdrawal");
    check("Is this email from you? It has a strange link", "phishing");
    check("You sent my letter to the wrong house", "");
    check("Somebody else\u{2019}s letter came through my door", "breach");
    check(
        "A computer decided I can't have the flat. I want a real person to look at it",
        "automated-decision",
    );
    check("I want to complain about the repairs", "complaint?");
    check("I want to complain about how you used my data", "complaint");
    check("Please send my data to my new landlord", "portability");
    check("I am PC 1234 of Kent Police and ask under Schedule 2", "disclosure");
    check("The boiler is broken again", "");
    check("", "");
}

#[test]
fn where_it_was_recognised_is_said() {
    let text = "Hello. I object to this.";
    let found = recognise(text);
    assert_eq!(&text[found[0].at.clone()], "I object");
}

/// A long text, of one word or of none, takes time in proportion to its length.
#[test]
fn any_text_is_read_to_its_limit() {
    for text in ["copy of ".repeat(30_000), "\u{2019}".repeat(100_000), "a".repeat(300_000)] {
        let _ = recognise(&text);
    }
}
