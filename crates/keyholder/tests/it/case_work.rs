//! The real work of cases, from the terminal.

use crate::case::Desk;
use crate::change::House;
use crate::server::on_record;

const BY_ADA: &[&str] = &["--by", "ada", "--entity", "heart-of-medway"];

/// Whoever takes a call finds whom it is about by what they say.
#[test]
fn the_person_of_a_call_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let person = on_record(&data, "rosa@example.org");
    let desk = Desk { data: &data };
    let find = |given: &str| desk.go(&[&["case", "find", given][..], BY_ADA].concat());
    let found = find("email=Rosa@Example.org");
    assert_eq!((found.status, found.out.trim()), (0, person.as_str()), "{}", found.err);
    let nobody = find("email=bo@example.org");
    assert_eq!(nobody.status, 1);
    assert!(nobody.out.starts_with("Nobody fits."), "{}", nobody.out);
    for odd in ["email=secret", "colour=secret", "secret"] {
        let refused = find(odd);
        assert_eq!(refused.status, 2);
        assert!(!refused.err.contains("secret"), "what was typed is not said: {}", refused.err);
    }
}

/// Erased is said when it is: by a plan that was approved, carried out for the case and looked at again.
#[test]
fn an_erasure_is_carried_out_for_its_case() {
    let house = House::new();
    let data = house.path("data");
    let desk = Desk { data: &data };
    desk.appoint();
    desk.ok(&["post", "appoint", "data-protection-officer", "dee", "--by", "setup"]);
    let open = [
        "case",
        "open",
        "--kind",
        "erasure",
        "--subject",
        &house.person,
        "--by",
        "cara",
        "--entity",
        "heart-of-medway",
    ];
    let opened = desk.ok(&open);
    let reference = &opened[..14];
    let other = desk.ok(&[
        "case",
        "open",
        "--kind",
        "restriction",
        "--subject",
        &house.person,
        "--by",
        "cara",
        "--entity",
        "heart-of-medway",
    ]);
    for step in [&["begin"][..], &["proof", "--proof", "identity", "--why", "three questions"]] {
        assert_eq!(desk.take("ada", reference, step).status, 0);
    }
    assert_eq!(house.plan(&["--erase", "--category", "email"]).status, 0);
    let approval = house.approved();
    // A case of another kind, and somebody who has no part in cases.
    let wrong = house.carry_out(&approval, &["--case", &other[..14], "--by", "ada"]);
    assert!(wrong.err.contains("cannot be used multiple times"), "{}", wrong.err);
    let ann = house.carry_out(&approval, &["--case", reference]);
    assert!(ann.err.contains("`work` is not yours to do."), "{}", ann.err);
    desk.ok(&["post", "appoint", "data-protection", "ann", "--deputy", "--by", "setup"]);
    let wrong = house.carry_out(&approval, &["--case", &other[..14]]);
    assert!(wrong.err.contains("this case is restriction"), "{}", wrong.err);

    let ran = house.carry_out(&approval, &["--case", reference]);
    assert!(ran.out.contains("NOT COMPLETE"), "{}{}", ran.out, ran.err);
    let work = desk.go(&[&["case", "work", reference], BY_ADA].concat());
    assert!(work.out.contains("Our systems were changed. NOT COMPLETE."), "{}", work.out);
    let propose = || {
        let done = ["propose", "--outcome", "given", "--why", "Your email is deleted."];
        desk.take("ada", reference, &done)
    };
    let search = ["case", "take", reference, "weigh"];
    let early = desk.go(&[&search[..], BY_ADA].concat());
    assert!(early.err.contains("Not every source"), "{}", early.err);
    let collect = ["collect", &house.person, "--case", reference, "--out"];
    let pack = house.path("pack.zip").display().to_string();
    house.on_both(&[&collect[..], &[&pack]].concat(), &[]);
    desk.ok(&[&search[..], BY_ADA].concat());
    assert!(propose().err.contains("What this answer says is not done yet"), "{}", propose().err);
    house.sql("letting", "UPDATE applicant SET email = NULL WHERE id = 1");
    let file = house.path("plan.json").display().to_string();
    let ran = house.on_both(&["change", "look-again", &file], &["--case", reference]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let proposed = propose();
    assert!(proposed.out.contains("It goes by approval"), "{}{}", proposed.out, proposed.err);
}

#[test]
fn a_breach_is_worked_and_registered() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    on_record(&data, "rosa@example.org");
    let desk = Desk { data: &data };
    desk.appoint();
    let opened = desk.ok(&[
        "case",
        "open",
        "--kind",
        "breach",
        "--by",
        "cara",
        "--entity",
        "heart-of-medway",
        "--words",
        "A letter went astray.",
    ]);
    let work = ["case", "work", &opened[..14]];
    let asked = desk.go(&[&work[..], BY_ADA].concat());
    assert_eq!(asked.status, 1);
    assert!(
        asked.out.contains("? danger               Could somebody be found by"),
        "{}",
        asked.out
    );
    let answers = folder.path().join("answers.toml");
    std::fs::write(
        &answers,
        "what = \"a letter in the wrong envelope\"\nspecial = \"yes\"\nat-risk = \"no\"\n\
         danger = \"no\"\nmoney = \"no\"\nunreadable = \"no\"\nlikely = \"likely\"\n",
    )
    .unwrap();
    let answers = answers.display().to_string();
    let more = ["--answers", &answers, "--set", "risk=high", "--set", "people=1"];
    let said = desk.go(&[&work[..], &more, BY_ADA].concat());
    for part in [
        "The answers point to a high risk.",
        "The regulator is told by ",
        "? people-told",
        "What happened: a letter in the wrong envelope",
        "For the regulator's form:",
    ] {
        assert!(said.out.contains(part), "{part}: {}{}", said.out, said.err);
    }
    let wrong = desk.go(&[&work[..], &["--set", "people=many"], BY_ADA].concat());
    assert_eq!(wrong.err, "error: `people` is answered with a number\n");
    let register = desk.ok(&[&["case", "register"], BY_ADA].concat());
    assert!(register.contains("  what         a letter in the wrong envelope\n"), "{register}");
    assert!(register.ends_with("1 breaches.\n"), "{register}");
    let cara = desk.go(&["case", "register", "--by", "cara", "--entity", "heart-of-medway"]);
    assert!(cara.err.contains("there is no such case"), "{}", cara.err);
}

#[test]
fn an_objection_to_marketing_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    let person = on_record(&data, "rosa@example.org");
    let desk = Desk { data: &data };
    desk.appoint();
    let opened = desk.ok(&[
        "case",
        "open",
        "--kind",
        "objection",
        "--subject",
        &person,
        "--by",
        "cara",
        "--entity",
        "heart-of-medway",
    ]);
    let reference = &opened[..14];
    let object =
        ["case", "object", reference, "--to", "marketing-email", "--to", "tenancy-management"];
    let said = desk.ok(&[&object[..], BY_ADA].concat());
    assert!(said.contains(": it has ended, for good. Receipt "), "{said}");
    assert!(
        said.contains(
            "tenancy-management: the right to object does not reach what rests on `contract`"
        ),
        "{said}"
    );
    let cara = desk.go(&[&object[..], &["--by", "cara", "--entity", "heart-of-medway"]].concat());
    assert!(cara.err.contains("`work` is not yours to do."), "{}", cara.err);
}

/// A landlord takes its open cases along: tried first, taken once, and what cannot be is left out.
#[test]
fn open_cases_are_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("record");
    on_record(&data, "rosa@example.org");
    let desk = Desk { data: &data };
    desk.appoint();
    let file = folder.path().join("open.csv");
    std::fs::write(
        &file,
        "reference,kind,received,requester,asked,answered,due\n\
         SAR/1,access,2026-11-02,Rosa Ash,2026-11-05,2026-11-12,2026-12-10\n\
         SAR/2,access,2026-11-02,Kit Fenwick,,,2026-12-01\n\
         SAR/3,access,soon,Secret Name,,,\n\
         SAR/4,wishes,2026-11-02,Secret Name,,,\n\
         SAR/2,access,2026-11-03,Secret Name,,,\n",
    )
    .unwrap();
    let file = file.display().to_string();
    let import = ["case", "import", &file, "--by", "ada", "--entity", "heart-of-medway"];
    let tried = desk.go(&import);
    assert_eq!(tried.status, 1);
    for part in [
        "line 2: new: a request to see what we hold, due 2026-12-10\n",
        "    the file says 2026-12-01: see who is right\n",
        "line 4: `received` is written as",
        "line 5: there is no kind of case `wishes`",
        "line 6: an earlier line has the same reference\n",
        "2 would be taken over, 0 were before, 3 left out, 1 are due on another day.\n",
    ] {
        assert!(tried.out.contains(part), "{part}: {}{}", tried.out, tried.err);
    }
    assert!(!tried.out.contains("Secret"), "{}", tried.out);
    assert_eq!(desk.ok(&["case", "list"]), "0 are open.\n");
    let taken = desk.go(&[&import[..], &["--apply"]].concat());
    assert!(taken.out.contains("2 taken over, 0 were before"), "{}", taken.out);
    let again = desk.go(&[&import[..], &["--apply"]].concat());
    assert!(again.out.contains("0 taken over, 2 were before"), "{}", again.out);
    for (text, said) in [
        ("reference,kind,received,mood\n", "there is no column `mood`; there is reference, kind,"),
        ("SAR/9,access,Secret Name\n", "the column `reference` is missing"),
    ] {
        std::fs::write(&file, text).unwrap();
        let refused = desk.go(&import);
        assert!(refused.err.contains(said) && !refused.err.contains("Secret"), "{}", refused.err);
    }
    let digest = desk.go(&["case", "digest"]);
    assert!(digest.out.contains(": 2 open, "), "{}", digest.out);
    assert!(digest.out.lines().count() <= 24, "it fits one screen");
}
