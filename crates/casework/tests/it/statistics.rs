//! Figures of an office, and nobody in them.

use casework::{Kind, Outcome, Step, Taking};
use jiff::civil::date;

use crate::{Office, TODAY, answer, days_after, noon, plain, why};

/// Four questions: answered after 2, 4 and 20 days (the office has 10), and one that is open and late.
#[test]
fn figures_are_counted_by_kind_and_name_nobody() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    for days in [20, 2, 4] {
        let case = office.open(Kind::Enquiry, Some(tenant), TODAY).no;
        let mut steps: Vec<(Step, Taking)> =
            vec![(Step::Weigh, plain()), (Step::Propose, answer(Outcome::Answered))];
        if days > 10 {
            steps.push((Step::Lateness, why("Somebody was ill.")));
        }
        steps.push((Step::Send, plain()));
        office.goes("ada", case, &steps, days_after(TODAY, days));
    }
    let _ = office.open(Kind::Enquiry, Some(tenant), TODAY);
    let _ = office.open(Kind::Feedback, None, days_after(TODAY, 1));
    let figures = |from, to, day| office.desk.statistics(from, to, noon(day)).unwrap();
    let far = days_after(TODAY, 40);
    let all = figures(TODAY, days_after(TODAY, 1), far);
    let of = &all["enquiry"];
    assert_eq!((of.received, of.open, of.in_time, of.late), (4, 1, 2, 2));
    assert_eq!(of.median_days, Some(4));
    assert_eq!(
        of.outcomes.iter().map(|(k, n)| (k.as_str(), *n)).collect::<Vec<_>>(),
        [("answered", 3)]
    );
    assert_eq!(all.keys().copied().collect::<Vec<_>>(), ["enquiry", "feedback"]);
    // By the day they came, both ends included.
    assert_eq!(figures(TODAY, TODAY, far).len(), 1);
    assert!(figures(date(2020, 1, 1), date(2020, 12, 31), far).is_empty());
    let said = serde_json::to_string(&all).unwrap();
    assert!(!said.contains("Rosa") && !said.contains("Ash"), "{said}");
}
