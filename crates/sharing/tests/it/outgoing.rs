//! What texts of ours may say, by many that may go and many that may not.

use proptest::prelude::*;
use sharing::outgoing::{FINDINGS_MAX, Reader, TEXT_BYTES_MAX, What, asks, scan};

fn found(text: &str) -> Vec<&'static str> {
    let found = scan(text, Reader::default()).unwrap();
    found.iter().map(|one| one.what.id()).collect()
}

/// Texts that ask for what we never ask for.
const ASKS: &[&str] = &[
    "Please reply with your password.",
    "Please send us your bank details.",
    "Confirm your sort code to get your refund.",
    "To get your refund, confirm your sort code and account number.",
    "Please confirm your name, date of birth and sort code.",
    "What is your password?",
    "What's your PIN?",
    "Which is your bank card?",
    "We need your card number.",
    "We still need your bank details to pay you.",
    "We would like to have your account number.",
    "Call us with your card details.",
    "Please ring me back and give me your card number.",
    "Email us your account details.",
    "Text us your PIN.",
    "Please email us the three digits on the back of your card.",
    "Tell us the long number across the front of your card.",
    "Type your user name and password here.",
    "Enter your password below.",
    "Send me your username",
    "Kindly provide your online banking login.",
    "Could you let us know your memorable word?",
    "Let us have your mother's maiden name.",
    "Please verify your account number.",
    "Update your bank details by calling us today.",
    "You must confirm your card details within 24 hours.",
    "We ask you to confirm your sort code.",
    "We will call you to confirm your bank details.",
    "Reply to this email to confirm your sort code.",
    "Click here to verify your log-in details.",
    "Please help us confirm your sort code.",
    "Your PIN, please.",
    "Your password is required before we can go on.",
    "Find your PIN and send it to us.",
    "Sort code: ______",
    "Account number:",
    "Please send us:\n\n- your name\n- your address\n- your account number\n\nThank you.",
    "Please reply with your\npassword.",
    "PLEASE CONFIRM YOUR PASSWORD",
    "Please send your pass\u{ad}word.",
    "Don\u{2019}t worry. Please give us your bank details.",
    "We will never ask for your password, but please send us your sort code.",
    "If you cannot call, send us your PIN.",
    "If you do not want to lose your home, send us your bank details.",
    "Read out your security code to our adviser.",
    "May we have your card number?",
    "Can I take your card number?",
    "Please tell us the code we sent you.",
    "Hand over your log in details to the caretaker.",
    "Please share the expiry date of your card.",
    "I need to see your bank card.",
    "Please write your PIN number on the form.",
    "Fill in the form with your account number and post it.",
    "Please state your one-time code.",
];

/// Texts that ask for none of it: warnings, and words that only look alike.
const GOES: &[&str] = &[
    "We will never ask for your password.",
    "We will never ask you for your PIN.",
    "We never ask for passwords, PINs or card numbers.",
    "We will never call, write or email you to ask for your bank details.",
    "Nobody here will ask you for your password.",
    "No member of our staff will ask for your card number.",
    "Do not give your PIN to anybody.",
    "Never tell anyone your password.",
    "Please do not send us your bank details by email.",
    "Don\u{2019}t share your password.",
    "You need not give us your account number.",
    "We do not need your bank details for this.",
    "We no longer need your bank details.",
    "If somebody asks you for your password, call us.",
    "If anyone calls and asks you to confirm your sort code, hang up.",
    "Do not trust anybody who asks you to send them your password.",
    "Criminals may call you and ask you for your bank details.",
    "Please change your password.",
    "You can change your password on the sign-in page.",
    "Your password was changed.",
    "Choose a new password that you use nowhere else.",
    "We deleted your bank details.",
    "We hold your bank details for six years.",
    "You asked us for a copy of your account details.",
    "You told us your account number in May.",
    "We sent your bank details to the police.",
    "We share your account number with our bank.",
    "This letter gives you your account number.",
    "We will send you your user name by post.",
    "You will need your user name and password to sign in.",
    "Sign in with your password.",
    "Tell us if your bank details change.",
    "Call us about your bank details.",
    "Call us if you want to change your bank details.",
    "Write to us when your account details have changed.",
    "Have you changed your password?",
    "The page asks for a code. It never asks for a password.",
    "Account number: 12345678",
    "Keep your password safe and never send it to anyone.",
    "Please read our password policy.",
    "You can pay by debit card on our website.",
    "Give us a call to pay by debit card.",
    "Please bring a drawing pin and a rolling pin.",
    "The plumber comes on Monday to fix your sink.",
    "Your rent is due. You can pay by Direct Debit.",
    "We need your consent to share your bank details.",
    "Please tell us your new phone number.",
    "Please send a copy of a letter that shows your name and address.",
    "We have your bank details and share them with our bank.",
    "We need to change the account number on our letters.",
    "Your code is 123456. Do not give the code to anybody. We never ask you for it.",
    "",
];

#[test]
fn a_text_that_asks_for_a_secret_is_found_and_one_that_warns_is_not() {
    let missed: Vec<&&str> = ASKS.iter().filter(|text| asks(text).is_none()).collect();
    let wrong: Vec<(&&str, Option<&str>)> =
        (GOES.iter()).map(|text| (text, asks(text))).filter(|(_, found)| found.is_some()).collect();
    assert!(missed.is_empty() && wrong.is_empty(), "missed: {missed:#?}\nwrong: {wrong:#?}");
}

#[test]
fn the_sentence_that_asks_is_shown_and_nothing_is_debugged() {
    let text = "Hello Ada.\n\nYour rent is due. Please reply with your password! Thank you.";
    assert_eq!(asks(text), Some("Please reply with your password"));
    let found = scan(text, Reader::default()).unwrap();
    assert_eq!(format!("{found:?}"), "[Finding(asks)]");
    assert_eq!(found[0].sentence.as_str(), "Please reply with your password");
    assert!(found.iter().all(|one| one.what.refuses()));
}

#[test]
fn cards_addresses_and_words_of_marketing_are_found() {
    assert_eq!(found("Your card 4111 1111 1111 1111 was charged."), ["card"]);
    assert_eq!(found("She has moved to 12 Mill Street, Chatham."), ["address"]);
    assert_eq!(found("Come to our fun day and win a voucher!").first(), Some(&"promotional"));
    assert!(!What::Promotional.refuses());
    assert_eq!(found("The lift is mended."), [""; 0]);
    let own = ["1 Test Road, Chatham, ME4 4LL"];
    let reader = Reader { addresses: &own, aloud: false };
    assert_eq!(scan("We come to 1 Test Road, ME4 4LL.", reader).unwrap(), []);
    let aloud = Reader { aloud: true, ..reader };
    assert_eq!(scan("We come to 1 Test Road, ME4 4LL.", aloud).unwrap().len(), 2);
}

#[test]
fn a_text_has_a_limit_and_so_has_what_is_found() {
    let long = "x".repeat(TEXT_BYTES_MAX + 1);
    assert_eq!(scan(&long, Reader::default()), Err(TEXT_BYTES_MAX + 1));
    let many = "Please send us your password. ".repeat(FINDINGS_MAX + 10);
    assert_eq!(scan(&many, Reader::default()).unwrap().len(), FINDINGS_MAX);
    // One sentence without an end, in which every word could be one that asks: this would take hours
    // if each were compared with each.
    for word in ["never send password ", "12 Mill ", "1 ", "we "] {
        let endless = word.repeat(TEXT_BYTES_MAX / word.len());
        assert_eq!(scan(&endless, Reader::default()).unwrap(), []);
    }
}

/// Letters that go, into which something is put that must not.
const LETTERS: &[&str] = &[
    "Dear Ada,\n\nWe mend your door on Monday. Call us if you are out.\n\nThe repairs team",
    "We will never ask for your password. If anybody asks you for it, tell us.\n\nThank you",
    "Do not worry. Nobody here needs your bank details, and you need not call.",
    "Your rent:\n\n- is due on Friday\n- can be paid by debit card\n\nYour reference is R-1.",
];

proptest! {
    /// Whatever a text says, an ask put into it is found: at the end of any sentence, and one that begins
    /// with `please` anywhere between two words.
    #[test]
    fn an_ask_put_into_any_text_is_found(
        letter in prop_oneof![
            proptest::sample::select(LETTERS).prop_map(str::to_owned),
            "[A-Za-z',.!?:;\\-\n \u{e9}0-9]{0,200}",
        ],
        // What follows a blank in a form may be what fills it in.
        ask in proptest::sample::select(ASKS).prop_filter("a blank", |ask| !ask.ends_with(':')),
        secret in proptest::sample::select(&["password", "sort code", "card number", "PIN"][..]),
        at in any::<prop::sample::Index>(),
    ) {
        let whole = format!("{letter}\n\n{ask}\n\nThank you.");
        prop_assert!(asks(&whole).is_some(), "{whole}");
        let first = format!("{ask}\n\n{letter}");
        prop_assert!(asks(&first).is_some(), "{first}");
        let places: Vec<usize> = letter.match_indices(' ').map(|(place, _)| place).collect();
        if !places.is_empty() {
            let (before, after) = letter.split_at(places[at.index(places.len())]);
            let inside = format!("{before} please send us your {secret}.{after}");
            prop_assert!(asks(&inside).is_some(), "{inside}");
        }
    }

    /// No text ends the scan, however odd it is, and what is found stands in it.
    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        for one in scan(&text, Reader::default()).unwrap() {
            prop_assert!(text.contains(one.sentence.as_str()));
        }
    }
}
