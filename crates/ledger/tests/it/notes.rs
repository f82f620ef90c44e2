//! Notes, checkpoints and proofs as text.

use ledger::{Checkpoint, Missing, Proof, Untrusted, Verifier, proof};

use crate::{Log, signer};

#[test]
fn a_proof_is_checked_offline_with_nothing_but_a_key_and_one_changed_byte_fails_it() {
    let log = Log::of(300);
    let checkpoint =
        Checkpoint { origin: signer().name().to_owned(), size: 300, root: log.edge.root() };
    let note = checkpoint.sign(&signer()).unwrap();
    let path = proof::inclusion::<Missing>(&log.tiles(), 123, 300).unwrap();
    let text = Proof { index: 123, path, checkpoint: note }.to_string();
    let verifier: Verifier = Verifier::parse(&signer().verifier().to_string()).unwrap();
    let check =
        |text: &str, data: &[u8]| Proof::parse(text).and_then(|p| p.verify(data, &verifier));
    assert_eq!(check(&text, b"entry 123").unwrap(), checkpoint);
    assert_eq!(check(&text, b"entry 124").unwrap_err(), Untrusted::NotIncluded);
    for at in 0..text.len() {
        let mut bytes = text.clone().into_bytes();
        bytes[at] ^= 1;
        if let Ok(changed) = String::from_utf8(bytes) {
            assert!(check(&changed, b"entry 123").is_err(), "byte {at} of\n{changed}");
        }
    }
}

#[test]
fn what_is_no_checkpoint_is_refused() {
    let verifier = signer().verifier();
    let cases = ["", "\n\n", "a\n1\nAAAA\n", "keyholder.example/log\n01\nx\n", "\n1\n\n"];
    for text in cases {
        assert!(Checkpoint::parse(text).is_err(), "{text:?}");
        assert!(Checkpoint::open(text, &verifier).is_err(), "{text:?}");
    }
    assert!(Verifier::parse("keyholder.example/log+00000000+AAAA").is_err());
}
