use crate::run;

const MAP: &str = r#"
[source]
id = "rents"
name = "Rent accounts"
kind = "sqlite"

[[table]]
name = "account"

[table.fields]
no = { category = "not-personal", identity = "payment-reference" }
balance = { category = "rent-acount" }
"#;

#[test]
fn a_map_is_checked_and_a_sound_one_passes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rents.toml");
    std::fs::write(&file, MAP).unwrap();
    let maps = folder.path().to_str().unwrap();
    let ran = run(&["source", "check", maps]);
    assert_eq!(ran.status, 1, "{}", ran.err);
    assert_eq!(ran.out, "1 errors, 1 other findings\n");
    for said in ["error[unknown-name]", "did you mean `rent-account`?", "warning[no-key]"] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    let json = run(&["source", "check", maps, "--json"]);
    let found: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((found[0]["code"].as_str(), found[0]["line"].as_u64()), (Some("no-key"), Some(8)));

    let mended = MAP.replace("rent-acount", "rent-account");
    let mended = mended.replace("[table.fields]", "key = [\"no\"]\n\n[table.fields]");
    std::fs::write(&file, mended).unwrap();
    let ran = run(&["source", "check", maps]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "clean: 1 sources, 1 tables\n"), "{}", ran.err);

    let empty = tempfile::tempdir().unwrap();
    let ran = run(&["source", "check", empty.path().to_str().unwrap()]);
    assert!(ran.status == 2 && ran.err.contains("so it is no map"), "{}", ran.err);
}

#[test]
fn every_rule_can_be_asked_for() {
    let listed = run(&["source", "rules"]);
    assert_eq!(listed.out.lines().count(), sources::rules::ALL.len());
    for code in listed.out.lines() {
        assert!(run(&["source", "rules", code]).out.starts_with(code));
    }
    let ran = run(&["source", "rules", "no-keys"]);
    assert!(ran.err.contains("did you mean `no-key`?"), "{}", ran.err);
}

#[test]
fn a_database_is_looked_over_and_the_look_is_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rents.db");
    let database = db::Db::open(path.to_str().unwrap()).unwrap();
    let made = database.write("make", |tx| {
        tx.execute("CREATE TABLE payer (no INTEGER PRIMARY KEY, surname TEXT, email TEXT)", &[])?;
        tx.execute("INSERT INTO payer VALUES (1, 'Example', 'ada@example.org')", &[])
    });
    let _committed = made.unwrap();
    drop(database);
    let url = format!("sqlite:{}", path.display());
    let data = folder.path().join("record");
    let maps = folder.path().join("rents.toml");
    let words = ["source", "discover", &url, "--id", "rents", "--by", "ann", "--data"];
    let ran =
        run(&[&words[..], &[data.to_str().unwrap(), "--out", maps.to_str().unwrap()]].concat());
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(
        ran.out.starts_with("1 tables, 1 of them about people; of their fields 3"),
        "{}",
        ran.out
    );
    let text = std::fs::read_to_string(&maps).unwrap();
    assert!(
        text.contains("surname = { category = \"name\"") && !text.contains("Example"),
        "{text}"
    );
    let checked = run(&["source", "check", maps.to_str().unwrap()]);
    assert!(!checked.err.contains("malformed"), "{}", checked.err);
    let verified = run(&["ledger", "verify", "--data", data.to_str().unwrap()]);
    assert!(verified.out.contains("1 entr") || verified.out.contains("GREEN"), "{}", verified.out);

    let ran = run(&[
        "source",
        "discover",
        "oracle:x",
        "--id",
        "rents",
        "--by",
        "ann",
        "--data",
        data.to_str().unwrap(),
    ]);
    assert!(ran.status == 2 && ran.err.contains("names no source"), "{}", ran.err);
}
