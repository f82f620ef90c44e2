//! A file is screened before it leaves.

use crate::record::at;

#[test]
fn a_mail_merge_is_screened_and_what_may_leave_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(path("people.csv"), "ID,Name\n7,Ada Example\n").unwrap();
    std::fs::write(
        path("people.toml"),
        "relationship = 'tenant'\nentity = 'heart-of-medway'\nsource = 'the-person'\n\
         system = 'housing'\nnumber = 'ID'\n[columns]\nName = 'name'\n",
    )
    .unwrap();
    let people = at(folder.path(), &["import", &path("people.csv"), "--map", &path("people.toml")]);
    assert_eq!(people.status, 0, "{}{}", people.out, people.err);

    std::fs::write(
        path("letters.csv"),
        "Reference,Name,Address,Secret\n7,Ada Example,1 High St,x\n8,No Body,2 High St,y\n",
    )
    .unwrap();
    let screen = |feed: &str, more: &[&str]| {
        let file = path("letters.csv");
        let words = [
            "screen",
            &file,
            "--as",
            feed,
            "--by",
            "maria",
            "--role",
            "housing-officer",
            "--team",
            "housing",
            "--entity",
            "heart-of-medway",
            "--system",
            "housing",
        ];
        at(folder.path(), &[&words[..], more].concat())
    };
    let dry = screen("service-mail", &["--dry-run"]);
    assert!(
        dry.out.contains("1 of 2 rows may leave. Nothing was written."),
        "{}{}",
        dry.out,
        dry.err
    );
    let (out, receipt) = (path("ready.csv"), path("receipt.json"));
    let done = screen("service-mail", &["--out", &out, "--receipt", &receipt]);
    assert_eq!(done.status, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("row 3 stays: not-known"), "{}", done.out);
    let ready = std::fs::read_to_string(&out).unwrap();
    assert_eq!(ready, "Name,Address\r\nAda Example,1 High St\r\n");
    let kept = std::fs::read_to_string(&receipt).unwrap();
    assert!(kept.contains("\"gone\": 1") && !kept.contains("Ada"), "{kept}");
    let none = screen("no-such-feed", &["--dry-run"]);
    assert_eq!(none.status, 2, "{}{}", none.out, none.err);
}
