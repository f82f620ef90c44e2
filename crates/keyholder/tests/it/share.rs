//! Sharing at a terminal: asked, given, called back, sheets, notices, recipients, and new purposes.

use std::path::Path;

use crate::Ran;
use crate::record::at;

/// A record with one tenant; their id.
fn somebody(folder: &Path) -> String {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    std::fs::write(path("people.csv"), "ID,Name,Phone\n7,Ada Example,01632 960001\n").unwrap();
    std::fs::write(
        path("people.toml"),
        "relationship = 'tenant'\nentity = 'heart-of-medway'\nsource = 'the-person'\n\
         system = 'housing'\nnumber = 'ID'\n[columns]\nName = 'name'\nPhone = 'phone'\n",
    )
    .unwrap();
    let people = at(folder, &["import", &path("people.csv"), "--map", &path("people.toml")]);
    assert_eq!(people.status, 0, "{}{}", people.out, people.err);
    let store = db::Db::open(folder.join("data/data.db").to_str().unwrap()).unwrap();
    let id =
        store.read("somebody", |tx| tx.one("SELECT id FROM person", &[], |row| row.bytes::<16>(0)));
    people::PersonId::from_bytes(id.unwrap().unwrap()).to_string()
}

const INA: &[&str] = &[
    "--by",
    "ina",
    "--role",
    "income-officer",
    "--team",
    "income",
    "--purpose",
    "rent-and-benefits",
    "--entity",
    "heart-of-medway",
];
const ANN: &[&str] = &["--by", "ann", "--entity", "heart-of-medway"];

fn number_in(text: &str, before: &str) -> String {
    let after = text.split(before).nth(1).unwrap_or_else(|| panic!("no `{before}` in {text}"));
    after.chars().take_while(char::is_ascii_digit).collect()
}

#[test]
fn something_is_asked_for_given_once_told_and_called_back() {
    let folder = tempfile::tempdir().unwrap();
    let id = somebody(folder.path());
    let share = |words: &[&str]| -> Ran { at(folder.path(), &[&["share"], words].concat()) };
    let to = ["--recipient", "welfare-advisers", "--category", "name,telephone"];
    let asked = share(&[&["ask", &id], &to[..], INA].concat());
    assert_eq!(asked.status, 0, "{}{}", asked.out, asked.err);
    for part in ["name: goes (", "11.6a", "first: the person is told first."] {
        assert!(asked.out.contains(part), "{part}: {}", asked.out);
    }
    let no = share(&[&["ask", &id, "--recipient", "media", "--category", "name"], INA].concat());
    assert_eq!(no.status, 1, "{}", no.out);
    let give = [&["give", &id], &to[..], &["--how", "secure mail"], INA].concat();
    let untold = share(&give);
    assert_eq!(untold.status, 2);
    assert!(untold.err.contains("11.6"), "{}", untold.err);
    let kind = share(&[&give[..], &["--not-told", "why"]].concat());
    assert!(kind.err.contains("--exception"), "{}", kind.err);
    let why = ["--not-told", "A partner reads their post.", "--exception", "harm"];
    let given = share(&[&give[..], &why].concat());
    assert_eq!(given.status, 0, "{}", given.err);
    assert!(
        given.out.contains("Ada Example") && given.out.contains("telephone: "),
        "{}",
        given.out
    );
    let no = number_in(&given.out, "number ");
    let list = || share(&[&["list", &id], ANN].concat());
    assert!(list().out.contains("not told: harm"), "{}", list().out);
    let reason = ["--reason", "sent to the wrong people"];
    let called = share(&[&["recall", &id, &no], &reason[..], ANN].concat());
    assert_eq!(called.status, 0, "{}", called.err);
    assert!(called.out.contains("Called back, not confirmed."), "{}", called.out);
    assert!(!called.out.contains("Ada"), "{}", called.out);
    assert_eq!(list().status, 1);
    assert!(list().out.contains("not confirmed"), "{}", list().out);
    let tomorrow = ["confirm", &id, &no, "--on", "2999-01-01", "--how", "by letter"];
    assert_eq!(share(&[&tomorrow[..], ANN].concat()).status, 2);
    let wait = share(&[&give[..], &["--wait-until", "2999-01-01"]].concat());
    let waits = number_in(&wait.out, "number ");
    let early = share(&[&["give", &id, "--scheduled", &waits], INA].concat());
    assert_eq!(early.status, 2, "{}", early.out);
    let off = ["call-off", &id, &waits, "--reason", "they said no"];
    assert_eq!(share(&[&off[..], ANN].concat()).status, 0);
    let owed = share(&[&["owed", &id], ANN].concat());
    assert_eq!((owed.status, owed.out.as_str()), (0, "0 are owed.\n"));
    let settle = share(&[&["settle", &id, "1", "--how", "by letter"], ANN].concat());
    assert_eq!(settle.status, 2);
    let told = share(&[&["told", &id, &waits, "--on", "2020-01-01"], ANN].concat());
    assert_eq!(told.status, 2, "it was called off");
}

#[test]
fn a_job_sheet_is_printed_and_recipients_and_notices_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let id = somebody(folder.path());
    let run = |words: &[&str]| -> Ran { at(folder.path(), words) };
    let sheet = [
        "share",
        "job-sheet",
        &id,
        "--recipient",
        "repairs-contractors",
        "--purpose",
        "repairs",
        "--by",
        "ray",
        "--role",
        "repairs-officer",
        "--team",
        "repairs",
        "--entity",
        "heart-of-medway",
    ];
    let printed = run(&sheet);
    assert_eq!(printed.status, 0, "{}", printed.err);
    for part in ["name: Ada Example", "Say at the door:", "I was sent by", "then destroyed."] {
        assert!(printed.out.contains(part), "{part}: {}", printed.out);
    }
    let json = run(&[&sheet[..], &["--json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        (json["mind"].clone(), json["script"].as_array().unwrap().len()),
        (serde_json::json!([]), 3)
    );
    let sub = |name: &str| run(&[&sheet[..], &["--sub-contractor", name]].concat());
    assert_eq!(sub("Example Glazing Ltd").status, 0);
    assert_eq!(sub("Somebody Else Ltd").status, 2);

    let recipient = |words: &[&str]| run(&[&["recipient"], words].concat());
    assert_eq!(recipient(&["list", "--wanting"]).out, "0 recipients.\n");
    let shown = recipient(&["show", "cloud-supplier"]);
    assert!(shown.out.contains("country: US") && shown.out.contains("holds"), "{}", shown.out);
    let typo = recipient(&["show", "bank"]);
    assert!(typo.err.contains("did you mean `banks`"), "{}", typo.err);
    for words in [
        &["acknowledge", "banks", "--on", "2026-01-05", "--by", "ann"][..],
        &["end", "banks", "--on", "2026-01-06", "--by", "ann"],
    ] {
        assert_eq!(recipient(words).status, 0);
    }
    assert_eq!(recipient(&["list"]).status, 1);
    assert!(recipient(&["show", "banks"]).out.contains("refused: its agreement ended"));
    let renew = ["renew", "banks", "--on", "2026-01-07", "--review", "2999-01-07", "--by", "ann"];
    assert_eq!(recipient(&renew).status, 0);
    let name = ["sub-contractor", "banks", "A Firm", "--by", "ann"];
    assert_eq!(recipient(&name).out, "`A Firm` is given nothing.\n");

    let notice = |words: &[&str]| run(&[&["share", "notice"], words].concat());
    let give = |to: &str, purpose: &str| {
        notice(&[
            "give",
            "--purpose",
            purpose,
            "--recipient",
            to,
            "--entity",
            "heart-of-medway",
            "--relationship",
            "tenant",
            "--from",
            "2999-01-01",
            "--how",
            "with the rent letter",
            "--by",
            "ann",
        ])
    };
    let wrong = give("welfare-advisers", "rent-and-benefits");
    assert!(wrong.err.contains("by_notice"), "{}", wrong.err);
    assert_eq!(notice(&["list"]).out, "0 on record.\n");
    assert_eq!(notice(&["end", "5", "--on", "2026-01-01", "--by", "ann"]).status, 2);
}

#[test]
fn a_new_purpose_is_proposed_decided_by_its_owner_and_people_are_informed() {
    let folder = tempfile::tempdir().unwrap();
    somebody(folder.path());
    let purpose = |words: &[&str]| at(folder.path(), &[&["purpose"], words].concat());
    let propose = ["propose", "warm-homes", "--from", "repairs", "--why", "grants", "--owner"];
    let adviser = purpose(&[&propose[..], &["data-protection-officer", "--by", "ann"]].concat());
    assert!(adviser.err.contains("advises"), "{}", adviser.err);
    let made = purpose(&[&propose[..], &["head-of-repairs", "--by", "ann"]].concat());
    assert_eq!(made.status, 0, "{}", made.err);
    let no = number_in(&made.out, "number ");
    let decide =
        ["decide", &no, "--compatible", "factors", "--reasons", "same homes", "--by", "hal"];
    assert_eq!(purpose(&decide).status, 2, "he holds no post");
    let post = ["post", "appoint", "head-of-repairs", "hal", "--by", "ann"];
    assert_eq!(at(folder.path(), &post).status, 0);
    let inform = ["inform", &no, "--on", "2026-01-05", "--how", "a letter", "--by", "ann"];
    assert_eq!(purpose(&inform).status, 2, "before it was decided");
    assert!(purpose(&["list"]).out.contains("waits for its owner"));
    let decided = purpose(&decide);
    assert_eq!(decided.status, 0, "{}", decided.err);
    assert!(purpose(&["list"]).out.contains("people are to be informed"));
}
