//! The log: numbered, signed, provable; and any rewriting shows.

use db::{Db, Entry, LogError, Sequenced, params};
use ledger::{Checkpoint, Signer};
use zeroize::Zeroizing;

use crate::on_both;

fn signer() -> Signer {
    Signer::new("keyholder.example/log", &Zeroizing::new([7; 32])).unwrap()
}

fn append(db: &Db, n: u8) {
    let entry = Entry {
        at: i64::from(n),
        subject: Some(i64::from(n % 3)),
        key: [0; 16],
        leaf: [n; 32],
        body: vec![n; 20],
    };
    let _ = db.append(entry).unwrap();
}

#[test]
fn entries_get_places_and_can_be_proved_to_somebody_with_nothing_but_the_key() {
    on_both(|db| {
        let verifier = signer().verifier();
        assert!(matches!(db.checkpoint(), Err(LogError::Empty)));
        for n in 0..100 {
            append(db, n);
            if n % 30 == 0 {
                db.sequence(&signer(), "one", i64::from(n)).unwrap();
            }
        }
        assert_eq!(db.sequence(&signer(), "one", 200).unwrap(), Sequenced::Sequenced(9));
        assert_eq!(db.sequence(&signer(), "one", 201).unwrap(), Sequenced::Idle);
        assert_eq!(db.verify_log(&verifier).unwrap().size, 100);
        let (proof, leaf) = db.prove(42).unwrap();
        assert_eq!(leaf, [42; 32]);
        assert_eq!(proof.verify(&leaf, &verifier).unwrap().size, 100);
        assert!(proof.verify(&[43; 32], &verifier).is_err());
        assert!(matches!(db.prove(100), Err(LogError::NoEntry)));
        let about = db.read_log("about", |tx| tx.entries_about(1, i64::MAX, 500)).unwrap();
        assert_eq!(about.len(), 33);
    });
}

#[test]
fn another_sequencer_waits_until_the_lease_runs_out() {
    on_both(|db| {
        append(db, 1);
        assert_eq!(db.sequence(&signer(), "one", 0).unwrap(), Sequenced::Sequenced(1));
        append(db, 2);
        assert_eq!(db.sequence(&signer(), "two", 5).unwrap(), Sequenced::Elsewhere);
        assert_eq!(db.sequence(&signer(), "two", 20_000_000).unwrap(), Sequenced::Sequenced(1));
        assert_eq!(db.sequence(&signer(), "one", 20_000_001).unwrap(), Sequenced::Elsewhere);
    });
}

#[test]
fn any_rewriting_shows() {
    type Rewrite = (&'static str, &'static str);
    let rewrites: &[Rewrite] = &[
        (
            "an entry changed",
            "UPDATE entry SET leaf = (SELECT leaf FROM entry WHERE seq = 3) WHERE seq = 4",
        ),
        ("an entry gone", "DELETE FROM entry WHERE seq = 4"),
        ("the last entry gone", "DELETE FROM entry WHERE seq = 9"),
        ("a tile changed", "UPDATE tile SET hashes = (SELECT leaf FROM entry WHERE seq = 1)"),
    ];
    for (what, sql) in rewrites {
        let sql = *sql;
        on_both(|db| {
            for n in 0..10 {
                append(db, n);
            }
            db.sequence(&signer(), "one", 0).unwrap();
            db.verify_log(&signer().verifier()).unwrap();
            let _ = db.write("rewrite", move |tx| tx.execute(sql, params![])).unwrap();
            assert!(db.verify_log(&signer().verifier()).is_err(), "{what}");
        });
    }
}

#[test]
fn an_older_checkpoint_is_the_beginning_of_the_log_or_the_log_was_rewritten() {
    on_both(|db| {
        let verifier = signer().verifier();
        for n in 0..10 {
            append(db, n);
        }
        db.sequence(&signer(), "one", 0).unwrap();
        let kept = db.checkpoint().unwrap();
        append(db, 11);
        db.sequence(&signer(), "one", 1).unwrap();
        assert_eq!(db.consistency(&kept, &verifier).unwrap().1.size, 11);
        let forged = Checkpoint {
            origin: signer().name().to_owned(),
            size: 10,
            root: ledger::Hash::empty(),
        };
        let forged = forged.sign(&signer()).unwrap();
        assert!(matches!(db.consistency(&forged, &verifier), Err(LogError::Changed(_))));
        let longer = Checkpoint {
            origin: signer().name().to_owned(),
            size: 99,
            root: ledger::Hash::empty(),
        };
        let longer = longer.sign(&signer()).unwrap();
        assert!(matches!(db.consistency(&longer, &verifier), Err(LogError::Changed(_))));
    });
}

#[test]
fn a_restored_log_opens_anew_and_declares_the_gap() {
    on_both(|db| {
        let verifier = signer().verifier();
        for n in 0..10 {
            append(db, n);
        }
        db.sequence(&signer(), "one", 0).unwrap();
        let early = db.checkpoint().unwrap();
        for n in 10..15 {
            append(db, n);
        }
        db.sequence(&signer(), "one", 1).unwrap();
        let known = db.checkpoint().unwrap();
        // Nothing was lost: it goes on.
        assert_eq!(db.reopen_log(&early, &verifier, 2).unwrap().no, 1);
        // As a backup of the time of the first checkpoint would be.
        let _ = db
            .write("restore", |tx| {
                tx.execute("DELETE FROM entry WHERE seq >= 10", params![])?;
                tx.execute("DELETE FROM history WHERE seq >= 10", params![])
            })
            .unwrap();
        append(db, 77);
        let new = db.reopen_log(&known, &verifier, 3).unwrap();
        assert_eq!(new.no, 2);
        let second = Signer::new(&new.origin(signer().name()), &Zeroizing::new([7; 32])).unwrap();
        assert_eq!(db.sequence(&second, "one", 4).unwrap(), Sequenced::Sequenced(1));
        let size = db.verify_log(&second.verifier()).unwrap().size;
        assert_eq!(size, 2, "the opening, and what waited");
        let (proof, leaf) = db.prove(0).unwrap();
        proof.verify(&leaf, &second.verifier()).unwrap();
        let opening = ledger::Opening { checkpoint: &known, kept: 10 }.entry();
        assert_eq!(leaf, *ledger::Hash::leaf(&opening).as_bytes(), "it commits to what was known");
        // A checkpoint of a log that was never this one is refused.
        let forged =
            Checkpoint { origin: second.name().to_owned(), size: 1, root: ledger::Hash::empty() };
        let forged = forged.sign(&second).unwrap();
        assert!(db.reopen_log(&forged, &second.verifier(), 5).is_err());
    });
}
