//! What no letter of ours asks for: passwords, card numbers, account details (row 28.1). Who is used to
//! being asked by us would answer somebody who pretends to be us.

/// What is secret, in small letters.
const SECRETS: &[&str] = &[
    "account details",
    "account number",
    "bank details",
    "card details",
    "card number",
    "cvv",
    "passcode",
    "password",
    "pin number",
    "security code",
    "sort code",
    "user name",
    "username",
    "your pin",
];
/// How one asks.
const VERBS: &[&str] = &[
    "call", "confirm", "email", "enter", "fill in", "give", "provide", "reply", "send", "share",
    "tell", "text", "type", "write",
];

/// The sentence of a text that asks for something secret.
pub(crate) fn asked(text: &str) -> Option<&str> {
    text.split(['.', '!', '?', '\n']).find(|sentence| {
        let plain = sentence.to_lowercase();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        let secret = SECRETS.iter().any(|secret| plain.contains(secret));
        let never = plain
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .any(|word| matches!(word, "never" | "not" | "don't" | "nobody"));
        secret && !never && asks(&plain)
    })
}

fn asks(sentence: &str) -> bool {
    let verb = |verb: &&str| {
        sentence.starts_with(*verb)
            || sentence.contains(&format!("please {verb}"))
            || ["us", "me", "back"].iter().any(|to| sentence.contains(&format!("{verb} {to}")))
    };
    VERBS.iter().any(verb)
        || ["what is your", "what's your", "we need your", "we need to have your"]
            .iter()
            .any(|words| sentence.contains(words))
}
