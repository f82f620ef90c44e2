//! People are told from whom else their data came, within a month and by one campaign.

use casework::{Audience, Kind, Step, Who};
use jiff::ToSpan;
use people::NewItem;

use crate::{Office, TODAY, noon, plain};

#[test]
fn somebody_hears_before_the_month_is_over_and_a_notice_tells_everybody() {
    let office = Office::new();
    let (desk, record) = (&office.desk, office.desk.record());
    let ada = office.tenant("Ada Example");
    let collect = office.ask("ada", "collect", "rights-requests", TODAY);
    let item =
        NewItem::new("correspondence", "A letter from her councillor.", "elected-members", TODAY);
    record.hold(&collect, ada, &item, noon(TODAY)).unwrap();
    let tick = |days: i64| {
        let day = noon(TODAY.saturating_add(days.days()));
        desk.tell_whence("night", day).unwrap()
    };
    let tasks = || {
        let all = record.data().read("tasks", |tx| {
            tx.all(
                "SELECT due FROM task WHERE kind = 'tell-from-whom-data-came' AND state = 0",
                db::params![],
                |row| Ok::<_, db::Error>(row.text(0)?.to_owned()),
            )
        });
        all.unwrap()
    };
    assert_eq!(tick(0), 1);
    assert!(tasks().is_empty(), "there is time");
    assert_eq!(tick(20), 1);
    assert!(tasks().is_empty());
    tick(21);
    tick(22);
    assert_eq!(tasks(), ["2027-01-01"], "one for everybody, due a month after it came");
    let case = office.open(Kind::Informed, None, TODAY).no;
    let question = office.question("ada", TODAY);
    let inform = |audience: &Audience| {
        let day = noon(TODAY.saturating_add(23.days()));
        desk.inform(Who::Officer(&question), case, "with the rent statement", audience, day)
    };
    office.goes("ada", case, &[(Step::Weigh, plain())], TODAY);
    inform(&Audience::Everybody).unwrap();
    assert_eq!(tick(24), 0);
}
