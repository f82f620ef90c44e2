use crate::run;

#[test]
fn gdprbench_runs_on_both_and_every_answer_is_right() {
    let ran = run(&[
        "bench",
        "gdprbench",
        "--vs",
        "postgres",
        "--records",
        "1000",
        "--operations",
        "100",
        "--clients",
        "2",
        "--rounds",
        "2",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    for part in ["controller", "customer", "processor", "regulator", "landlord's day"] {
        let after = ran.out.split(&format!("\n{part}: 100 operations")).nth(1);
        let after = after.unwrap_or_else(|| panic!("no {part}: {}", ran.out));
        assert!(after.contains("our log: GREEN"), "{after}");
        let line = after.lines().find(|line| line.contains("checked and correct")).unwrap();
        // The controller reads nothing; what it left is compared instead.
        let counted = if part == "controller" { "left at the end: " } else { "ours " };
        let number = line.split(counted).nth(1).unwrap().chars().next().unwrap();
        assert!(number.is_ascii_digit() && (part == "controller" || number != '0'), "{line}");
    }
}

#[test]
fn gdprbench_has_a_peer_and_whole_thousands() {
    assert_eq!(run(&["bench", "gdprbench"]).status, 2);
    let ran = run(&["bench", "gdprbench", "--vs", "postgres", "--records", "1500"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("a multiple of 1,000"), "{}", ran.err);
}

#[test]
fn the_cost_of_growth_is_measured_on_right_answers() {
    let ran = run(&[
        "bench",
        "gdprbench",
        "--vs",
        "postgres",
        "--scale",
        "--scale-most",
        "10000",
        "--operations",
        "20",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.contains("10000 records") && ran.out.contains("read by person"), "{}", ran.out);
    assert!(!ran.out.contains("100000 records"), "{}", ran.out);
}

#[test]
fn the_server_is_measured_by_right_answers() {
    let ran = run(&[
        "bench",
        "serve",
        "--clients",
        "2",
        "--rounds",
        "1",
        "--turn",
        "100",
        "--starts",
        "1",
    ]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let figures = ran.out.lines().last().unwrap();
    let figures: Vec<&str> = figures.split_whitespace().collect();
    // Clients, and a rate and its share for each of the three requests.
    assert_eq!((figures.len(), figures[0]), (7, "2"), "{}", ran.out);
    assert!(figures[1..].iter().step_by(2).all(|rate| rate.parse::<u32>().unwrap() > 0));
}

#[test]
fn collecting_finds_everything_and_nothing_of_anybody_else_on_both_databases() {
    let ran = run(&[
        "bench",
        "collect",
        "--people",
        "1000,4000",
        "--sample",
        "60",
        "--own-postgres",
        "--today",
        "2026-11-25",
    ]);
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let measured =
        |line: &&str| line.starts_with("as supplied") || line.starts_with("with indexes");
    let lines: Vec<&str> = ran.out.lines().filter(measured).collect();
    assert_eq!(lines.len(), 8, "{}", ran.out);
    for line in lines {
        assert_eq!(line.matches("1.0000").count(), 2, "{line}");
    }
    assert_eq!(run(&["bench", "collect", "--postgres", "mysql://h/d"]).status, 2);
}
