//! Telling other systems.

use casework::{Kind, Step, Went, sign};

use crate::{Office, TODAY, noon, plain, why};

/// The example of the standard's own libraries.
#[test]
fn a_message_is_signed_as_the_standard_has_it() {
    let signed = sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        r#"{"test": 2432232314}"#,
    );
    assert_eq!(signed.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    assert!(sign("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "a", 1, "b").is_err());
}

#[test]
fn others_are_told_what_happens_and_of_nobody() {
    let office = Office::new();
    let tenant = office.tenant("Rosa Ash");
    let now = noon(TODAY);
    let desk = &office.desk;
    office.open(Kind::Enquiry, None, TODAY);
    assert!(desk.hooks(now).unwrap().is_empty(), "nobody is told before they are named");
    let (no, secret) = desk.add_webhook("setup", "https://crm.example/keyholder", now).unwrap();
    let case = office.open(Kind::Access, Some(tenant), TODAY);
    office.goes("ada", case.no, &[(Step::Begin, plain()), (Step::Note, why("Rosa rang."))], TODAY);
    let hooks = desk.hooks(now).unwrap();
    assert_eq!(hooks.len(), 3);
    for hook in &hooks {
        assert!(!hook.body.contains("Rosa") && !hook.body.contains("ada"), "{}", hook.body);
        assert!(hook.body.contains(&case.reference), "{}", hook.body);
        let signed = sign(&secret, &hook.id, hook.timestamp, &hook.body).unwrap();
        assert_eq!(hook.signature, signed);
    }
    assert!(hooks[0].body.contains(r#""type":"case.opened""#), "{}", hooks[0].body);
    desk.hook_went(&hooks[0], Went::Sent, now).unwrap();
    desk.hook_went(&hooks[1], Went::Later, now).unwrap();
    // An address that says it is gone is told no longer, and somebody is.
    desk.hook_went(&hooks[2], Went::Never, now).unwrap();
    let stands = desk.webhooks().unwrap();
    assert_eq!((stands[0].no, stands[0].ended), (no, Some(TODAY)));
    let data = desk.record().data();
    let about = format!("webhook {no}");
    assert!(data.read("task", |tx| db::tasks::is_open(tx, "webhook-failed", &about)).unwrap());
    assert!(desk.end_webhook("setup", no, now).is_err());
    for wrong in ["http://crm.example/x", "https://me:secret@crm.example/x", "crm.example"] {
        assert!(desk.add_webhook("setup", wrong, now).is_err(), "{wrong}");
    }
}

/// What was taken and never answered for is sent again: whoever gets it twice knows it by its id.
#[test]
fn a_message_is_sent_again_after_a_crash() {
    let office = Office::new();
    let now = noon(TODAY);
    office.desk.add_webhook("setup", "http://127.0.0.1:1/x", now).unwrap();
    office.open(Kind::Enquiry, None, TODAY);
    let first = office.desk.hooks(now).unwrap();
    let office = office.reopened();
    assert!(office.desk.hooks(now).unwrap().is_empty());
    let again = office.desk.hooks(noon(crate::days_after(TODAY, 1))).unwrap();
    assert_eq!((again.len(), &again[0].id), (1, &first[0].id));
}
