//! Jobs, the outbox, posts, tasks, approvals, tokens and answers kept for a second request.

use db::approvals::{self, Asked, NotApproved, Risk};
use db::idempotency::{self, Known};
use db::jobs::{self, NewJob};
use db::outbox::{self, Message, Outcome};
use db::tasks::{self, NewTask};
use db::tokens::{self, NewToken};
use db::{Db, Error, Tx, posts};

use crate::on_both;

/// A write that is expected to go well.
fn done<T: Send + 'static, E: From<Error> + Send + std::fmt::Debug + 'static>(
    db: &Db,
    work: impl Fn(&Tx<'_>) -> Result<T, E> + Send + 'static,
) -> T {
    db.write("test", work).unwrap().into_inner()
}

fn asked(by: &str, risk: Risk, reason: &str) -> Asked {
    Asked {
        what: "erase".to_owned(),
        digest: [1; 32],
        risk,
        by: by.to_owned(),
        reason: reason.to_owned(),
    }
}

#[test]
fn nobody_approves_their_own_and_an_approval_is_for_one_thing_once() {
    on_both(|db| {
        let no = done(db, |tx| approvals::ask(tx, &asked("ann", Risk::Medium, "why"), 0));
        let try_use = move |digest: [u8; 32]| {
            db.write("use", move |tx| approvals::use_up(tx, no, &digest, 5)).map(|_| ())
        };
        assert_eq!(try_use([1; 32]), Err(NotApproved::Waiting));
        let own = db.write("own", move |tx| {
            approvals::decide(tx, no, " ANN ", true, "dpo", "2026-11-24", 1)
        });
        assert_eq!(own.unwrap_err(), NotApproved::Same);
        done(db, move |tx| approvals::decide(tx, no, "bob", true, "dpo", "2026-11-24", 1));
        assert_eq!(try_use([2; 32]), Err(NotApproved::Other));
        assert_eq!(try_use([1; 32]), Ok(()));
        assert_eq!(try_use([1; 32]), Err(NotApproved::Over));
    });
}

#[test]
fn high_risk_wants_the_holder_of_a_post_and_an_office_of_one_waits() {
    on_both(|db| {
        let no = done(db, |tx| {
            approvals::ask(tx, &asked("ann", Risk::High, "no second person here yet"), 0)
        });
        let alone =
            db.write("alone", move |tx| approvals::alone(tx, no, "auditor", "2026-11-24", 10));
        alone.unwrap();
        let use_at = move |at| {
            db.write("use", move |tx| approvals::use_up(tx, no, &[1; 32], at)).map(|_| ())
        };
        assert_eq!(use_at(20), Err(NotApproved::TooEarly));
        assert_eq!(
            done(db, |tx| outbox::take(tx, "auditor", 20, 10)).len(),
            1,
            "the auditor is told"
        );
        assert_eq!(use_at(10 + approvals::WAITING), Ok(()));

        let no = done(db, |tx| {
            approvals::ask(tx, &asked("ann", Risk::High, "those who left count no more"), 0)
        });
        // Neither whoever leads a team, nor whose time is over, nor who comes later is a second person.
        for (post, who, since, until) in [
            ("manager-of-housing", "mia", "2026-01-01", None),
            (posts::ADVISER, "dee", "2026-01-01", Some("2026-11-24")),
            (posts::ADVISER, "eve", "2026-11-25", None),
            (posts::ADVISER, "ANN", "2026-01-01", None),
        ] {
            done(db, move |tx| posts::appoint(tx, post, who, true, since, until));
        }
        let alone =
            db.write("alone", move |tx| approvals::alone(tx, no, "auditor", "2026-11-24", 10));
        alone.unwrap();
        let no = done(db, |tx| approvals::ask(tx, &asked("ann", Risk::High, "short"), 0));
        done(db, |tx| posts::appoint(tx, "dpo", "cas", false, "2026-01-01", None));
        // For a time, and today still.
        let until = Some("2026-11-25");
        done(db, move |tx| posts::appoint(tx, posts::ADVISER, "Cas", true, "2026-01-01", until));
        let by = move |actor: &'static str| {
            db.write("decide", move |tx| {
                approvals::decide(tx, no, actor, true, "dpo", "2026-11-24", 1)
            })
            .map(|_| ())
        };
        assert_eq!(by("bob"), Err(NotApproved::Post("dpo".to_owned())));
        let alone =
            db.write("alone", move |tx| approvals::alone(tx, no, "auditor", "2026-11-24", 10));
        assert_eq!(alone.unwrap_err(), NotApproved::Waiting, "there is a second person");
        assert_eq!(by("cas"), Ok(()));
    });
}

#[test]
fn tasks_stay_with_the_post_when_people_come_and_go() {
    on_both(|db| {
        let task = NewTask {
            post: "safety".to_owned(),
            kind: "tell-marker".to_owned(),
            subject: Some(7),
            reference: "marker 12".to_owned(),
            due: "2026-12-01".to_owned(),
        };
        let no = done(db, move |tx| tasks::give(tx, &task, 0));
        done(db, |tx| posts::appoint(tx, "safety", "ann", false, "2026-01-01", None));
        done(db, |tx| posts::appoint(tx, "safety", "dee", true, "2026-01-01", None));
        let of = |actor: &'static str, day: &'static str| {
            db.read("of", |tx| tasks::of(tx, actor, day, 10)).unwrap().len()
        };
        assert_eq!(
            (of("ann", "2026-11-24"), of("dee", "2026-11-24"), of("bob", "2026-11-24")),
            (1, 1, 0)
        );
        done(db, |tx| posts::appoint(tx, "safety", "bob", false, "2026-11-25", None));
        assert_eq!((of("ann", "2026-11-26"), of("bob", "2026-11-26")), (0, 1));
        assert_eq!(db.read("late", |tx| tasks::overdue(tx, "2026-12-02", 10)).unwrap().len(), 1);
        assert!(done(db, move |tx| tasks::end(tx, no, "bob", "told", 9)));
        assert!(!done(db, move |tx| tasks::end(tx, no, "bob", "told", 9)));
        assert_eq!(of("bob", "2026-11-26"), 0);
    });
}

#[test]
fn a_job_is_done_by_one_and_again_after_its_holder_died() {
    on_both(|db| {
        let job = || NewJob {
            kind: "nightly".to_owned(),
            name: "2026-11-24".to_owned(),
            payload: "{}".to_owned(),
            run_at: 10,
            attempts_max: 2,
        };
        assert!(done(db, move |tx| jobs::put(tx, &job())));
        assert!(!done(db, move |tx| jobs::put(tx, &job())));
        let lease = |holder: &'static str, at: i64| {
            done(db, move |tx| jobs::lease(tx, "nightly", holder, at, at + 100))
        };
        assert_eq!(lease("one", 5), None);
        let first = lease("one", 10).unwrap();
        assert_eq!(lease("two", 20), None);
        let held = |job: &jobs::Leased| db.read("held", |tx| jobs::is_held(tx, job)).unwrap();
        assert!(held(&first));
        let second = lease("two", 200).unwrap();
        assert!(held(&second) && !held(&first));
        assert!(!done(db, move |tx| jobs::done(tx, &first)), "the first holder is shut out");
        assert!(done(db, move |tx| jobs::failed(tx, &second, "no mail server", 210)));
        assert_eq!(lease("three", i64::MAX / 2), None);
        assert_eq!(db.read("dead", |tx| jobs::dead(tx, 10)).unwrap().len(), 1);
        // Newer ones of another kind hide none of this.
        let other = |name: &str| NewJob {
            kind: "hourly".to_owned(),
            name: name.to_owned(),
            payload: String::new(),
            run_at: 10,
            attempts_max: 0,
        };
        for name in ["1", "2"] {
            let job = other(name);
            assert!(done(db, move |tx| jobs::put(tx, &job)));
            assert_eq!(done(db, |tx| jobs::lease(tx, "hourly", "one", 10, 20)), None);
        }
        let dead = |kind| db.read("dead", |tx| jobs::dead_of(tx, kind, 1)).unwrap();
        assert_eq!(dead("nightly"), ["2026-11-24"]);
        assert_eq!(dead("hourly"), ["2"]);
    });
}

#[test]
fn a_message_goes_once_and_what_is_uncertain_stays_so() {
    on_both(|db| {
        let message = || Message {
            name: "checkpoint 2026-11-24".to_owned(),
            kind: "checkpoint".to_owned(),
            recipient: "auditor".to_owned(),
            body: vec![1],
            not_before: 0,
        };
        assert!(done(db, move |tx| outbox::put(tx, &message(), 0)));
        assert!(!done(db, move |tx| outbox::put(tx, &message(), 0)));
        let taken = done(db, |tx| outbox::take(tx, "checkpoint", 1, 10));
        assert_eq!(taken.len(), 1);
        assert!(done(db, |tx| outbox::take(tx, "checkpoint", 1, 10)).is_empty());
        assert_eq!(db.read("backlog", outbox::backlog).unwrap(), (0, 1));
        let no = taken[0].0;
        assert!(done(db, move |tx| outbox::settle(tx, no, Outcome::Uncertain, 2)));
        assert!(!done(db, move |tx| outbox::settle(tx, no, Outcome::Sent, 3)));
    });
}

#[test]
fn a_token_stands_until_it_ends_or_is_revoked() {
    on_both(|db| {
        let token = NewToken {
            name: "housing-system".to_owned(),
            sha256: [3; 32],
            role: "housing-officer".to_owned(),
            team: "housing".to_owned(),
            entity: "heart-of-medway".to_owned(),
            purposes: vec!["tenancy-management".to_owned()],
            scopes: vec!["read".to_owned(), "write".to_owned()],
            expires: Some(100),
        };
        done(db, move |tx| tokens::make(tx, &token, 0));
        let find = |at| db.read("find", |tx| tokens::find(tx, &[3; 32], at)).unwrap();
        assert_eq!(find(1).unwrap().scopes, ["read", "write"]);
        assert!(find(100).is_none());
        assert!(done(db, |tx| tokens::revoke(tx, "housing-system", 2)));
        assert!(find(1).is_none());
    });
}

#[test]
fn a_request_sent_twice_gets_its_first_answer_and_another_under_its_key_none() {
    on_both(|db| {
        let take = |request: u8, at: i64| {
            done(db, move |tx| idempotency::take(tx, "a", "k", &[request; 32], at))
        };
        assert_eq!(take(1, 1), Known::New);
        assert_eq!(take(1, 1), Known::UnderWay);
        assert_eq!(take(2, 1), Known::Other);
        done(db, |tx| idempotency::forget(tx, "a", "k"));
        assert_eq!(take(1, 1), Known::New);
        done(db, |tx| idempotency::keep(tx, "a", "k", &[1; 32], 201, b"made", 2));
        done(db, |tx| idempotency::forget(tx, "a", "k"));
        assert_eq!(
            take(1, 3),
            Known::Answered(201, b"made".to_vec()),
            "an answer is not forgotten"
        );
        assert_eq!(take(2, 3), Known::Other);
        assert_eq!(take(2, idempotency::KEPT + 3), Known::New, "after a day");
    });
}

#[test]
fn a_clock_that_is_set_back_keeps_nobody_waiting_for_a_lease_until_it_has_caught_up() {
    on_both(|db| {
        const SECOND: i64 = 1_000_000;
        const DAY: i64 = 86_400 * SECOND;
        let take = |who: &'static str, at: i64| {
            done(db, move |tx| db::lease::take(tx, "sequencer", who, at, at + 10 * SECOND))
        };
        let first = take("one", 2 * DAY).unwrap();
        assert_eq!(take("two", 2 * DAY + SECOND), None);
        assert_eq!(take("two", 2 * DAY - SECOND), None, "a second back is no reason");
        let second = take("two", DAY).unwrap();
        assert!(second > first);
        let stands = |fence| db.read("fence", |tx| db::lease::stands(tx, "sequencer", fence));
        assert_eq!((stands(first).unwrap(), stands(second).unwrap()), (false, true));

        let job = NewJob {
            kind: "tidy".to_owned(),
            name: "one".to_owned(),
            payload: "{}".to_owned(),
            run_at: 0,
            attempts_max: 5,
        };
        assert!(done(db, move |tx| jobs::put(tx, &job)));
        let lease = |who: &'static str, at: i64| {
            done(db, move |tx| jobs::lease(tx, "tidy", who, at, at + 10 * SECOND))
        };
        let first = lease("one", 2 * DAY).unwrap();
        assert_eq!(lease("two", 2 * DAY), None);
        assert!(lease("two", DAY).unwrap().fence > first.fence);
    });
}
