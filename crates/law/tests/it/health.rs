use jiff::civil::date;
use law::health::{Answer, Finding, Opinion, disclose};

#[test]
fn health_data_waits_for_an_opinion() {
    let today = date(2026, 8, 31);
    let check = |known: bool, opinion: Option<(i8, i8, Finding)>, expected: Answer| {
        let opinion = opinion.map(|(month, day, finding)| Opinion {
            given: date(2026, month, day),
            finding,
            ask_again: false,
        });
        assert_eq!(disclose(known, opinion, today), expected, "{known} {opinion:?}");
    };
    let (harm, none) = (Finding::SeriousHarm, Finding::NoSeriousHarm);
    check(false, None, Answer::NeedsOpinion);
    check(true, None, Answer::MayDisclose);
    check(true, Some((8, 1, harm)), Answer::MayDisclose);
    check(false, Some((8, 1, none)), Answer::MayDisclose);
    check(false, Some((8, 1, harm)), Answer::MustWithhold);
    check(false, Some((8, 31, none)), Answer::MayDisclose);
    // The six months that end on 31 August begin on 1 March.
    check(false, Some((3, 1, none)), Answer::MayDisclose);
    check(false, Some((2, 28, none)), Answer::NeedsOpinion);
    check(false, Some((2, 28, harm)), Answer::NeedsOpinion);
    // An opinion from tomorrow is none.
    check(false, Some((9, 1, none)), Answer::NeedsOpinion);
    let stale = Opinion { given: today, finding: none, ask_again: true };
    assert_eq!(disclose(false, Some(stale), today), Answer::NeedsOpinion);
}
