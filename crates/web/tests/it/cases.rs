//! Cases by the API: a service speaks for officers, and the officers' own posts count.

use serde_json::{Value, json};

use crate::{Answer, Office};

impl Office {
    fn officer(&self, who: &str, path: &str, more: Value) -> Answer {
        let mut body = json!({"why": {"purpose": "rights-requests", "officer": who}});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.post("dpo", path, &body)
    }

    pub(crate) fn case(&self, subject: Option<&str>) -> String {
        self.case_of("access", subject)
    }

    pub(crate) fn case_of(&self, kind: &str, subject: Option<&str>) -> String {
        let body = json!({"officer": "cara", "kinds": [kind], "subject": subject,
                          "words": "Please send me what you hold."});
        let opened = self.post("housing", "/v1/cases", &body);
        assert_eq!(opened.status, 201, "{}", opened.body);
        opened.json()[0]["reference"].as_str().unwrap().to_owned()
    }

    /// Puts somebody into a post, as whoever runs the server does.
    pub(crate) fn puts(&self, post: &str, holder: &str, deputy: bool) {
        let (post, holder) = (post.to_owned(), holder.to_owned());
        let put = move |tx: &db::Tx<'_>| {
            db::posts::appoint(tx, &post, &holder, deputy, "2026-11-24", None)
        };
        self.record.data().write("a post", put).map(|_| ()).unwrap();
    }

    pub(crate) fn appoint(&self) {
        for (post, holder, deputy) in [
            ("data-protection", "ada", false),
            ("data-protection", "ben", true),
            ("data-protection-officer", "dot", false),
        ] {
            self.puts(post, holder, deputy);
        }
    }
}

#[test]
fn an_officer_works_on_a_case_by_their_own_name() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Ada Example", "07700 900123");
    let reference = office.case(Some(&tenant));
    let steps = format!("/v1/cases/{reference}/steps");
    let begun = office.officer("ada", &steps, json!({"step": "begin", "seen": 1}));
    assert_eq!((begun.status, begun.json()["state"].clone()), (200, json!("working")));
    // Who pressed at the same time is told who was faster.
    let second = office.officer("ben", &steps, json!({"step": "begin", "seen": 1}));
    assert_eq!(second.status, 409);
    let detail = second.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("`dpo/ada` was faster: begin on 2026-11-24"), "{detail}");
    let early = office.officer("ada", &steps, json!({"step": "weigh"}));
    assert_eq!((early.status, early.json()["type"].clone()), (409, json!("blocked")));
    assert!(early.body.contains("Whoever works on the case can do that."), "{}", early.body);
    let shown = office.officer("ada", &format!("/v1/cases/{reference}/show"), json!({})).json();
    assert_eq!(shown["subject"], tenant.as_str());
    assert_eq!(shown["due"], "2026-12-24");
    assert_eq!(shown["words"], "Please send me what you hold.");
    assert!(shown["can"].as_array().unwrap().contains(&json!("ask-proof")), "{shown}");
    let listed = office.ask("GET", "/v1/cases", "dpo", "", "").json();
    assert_eq!(listed[0]["reference"], reference.as_str());
}

#[test]
fn whoever_has_no_part_in_a_case_learns_where_it_stands_and_no_more() {
    let office = Office::new();
    office.appoint();
    let reference = office.case(None);
    let status = office.ask("GET", &format!("/v1/cases/{reference}"), "reader", "", "");
    assert_eq!((status.status, status.json()["state"].clone()), (200, json!("received")));
    assert!(!status.body.contains("Please"), "{}", status.body);
    for who in ["cara", "keyholder", ""] {
        let shown = office.officer(who, &format!("/v1/cases/{reference}/show"), json!({}));
        assert_eq!(shown.status, 404, "{who}: {}", shown.body);
        let steps = format!("/v1/cases/{reference}/steps");
        let searched = office.officer(who, &steps, json!({"step": "close"}));
        assert_eq!(searched.status, 409, "{who}: {}", searched.body);
    }
    for (token, method, path) in [
        ("reader", "GET", "/v1/cases".to_owned()),
        ("reader", "POST", format!("/v1/cases/{reference}/show")),
        ("housing", "POST", format!("/v1/cases/{reference}/steps")),
        ("reader", "POST", "/v1/cases".to_owned()),
    ] {
        let body = json!({"why": {"purpose": "tenancy-management"}, "kinds": ["access"],
                          "step": "begin"});
        let answer = office.ask(
            method,
            &path,
            token,
            "content-type: application/json\r\n",
            &body.to_string(),
        );
        assert!(matches!(answer.status, 400 | 403), "{token} {path}: {}", answer.body);
    }
    let nothing = office.ask("GET", "/v1/cases/AAAA-BBBB-CCCC", "reader", "", "");
    assert_eq!(nothing.status, 404);
}

#[test]
fn what_is_sent_wrong_is_said() {
    let office = Office::new();
    for (body, says) in [
        (json!({"kinds": ["fine"]}), "there is no kind of case"),
        (json!({"kinds": []}), "a case is about 1 to 8 things"),
        (json!({"kinds": ["access"], "received": "soon"}), "a moment is written as"),
        (json!({"kinds": ["access"], "received": "2027-01-01"}), "nothing comes on 2027-01-01"),
        (json!({"kinds": ["access"], "capacity": "king"}), "there is no such capacity"),
        (json!({"kinds": ["access"], "named": "x"}), "a day is written as"),
    ] {
        let answer = office.post("housing", "/v1/cases", &body);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains(says), "{}", answer.body);
    }
}

/// What an office does with a case by the API: answers its questions, asks others, sends its letters.
#[test]
fn an_office_does_the_work_of_a_case() {
    let office = Office::new();
    office.appoint();
    let body = json!({"officer": "cara", "kinds": ["breach"], "words": "A letter went astray."});
    let opened = office.post("housing", "/v1/cases", &body).json();
    let reference = opened[0]["reference"].as_str().unwrap().to_owned();
    let case = |who: &str, what: &str, more: Value| {
        office.officer(who, &format!("/v1/cases/{reference}/{what}"), more)
    };
    let open = case("ada", "work", json!({})).json();
    assert_eq!(open["open"]["people"], "About how many people?");
    let filled =
        case("ada", "work", json!({"answers": {"people": "2", "what": "a letter"}})).json();
    assert_eq!((&filled["answers"]["people"], filled["open"].get("people")), (&json!("2"), None));
    let wrong = case("ada", "work", json!({"answers": {"people": "many"}}));
    assert_eq!(wrong.status, 400, "{}", wrong.body);
    assert!(wrong.body.contains("answered with a number"), "{}", wrong.body);
    assert_eq!(case("cara", "work", json!({})).status, 404);

    let shown = case("ada", "letters", json!({"letter": "acknowledgement"})).json();
    assert!(shown["text"].as_str().unwrap().contains(&reference) && shown["taken"].is_null());
    let email = json!({"letter": "acknowledgement", "way": "email", "to": "rosa@example.org"});
    let sent = case("ada", "letters", email).json();
    assert_eq!((&sent["taken"]["state"], &sent["code"]), (&json!("received"), &json!(null)));
    let early = case("ada", "letters", json!({"letter": "answer", "way": "hand"}));
    assert_eq!(early.status, 409, "{}", early.body);

    let outside = json!({"email": "office@gas.example", "recipient": "safety-contractors",
                         "data": ["name"]});
    let asks = json!({"source": "gas", "outside": outside, "text": "Do you hold it?",
                      "by": "2026-12-01"});
    let unknown = case("ada", "questions", asks);
    assert!(unknown.body.contains("it is not known whom this is about"), "{}", unknown.body);
    let both =
        json!({"source": "gas", "outside": outside, "post": "x", "text": "y", "by": "2026-12-01"});
    assert_eq!(case("ada", "questions", both).status, 400);
    let untold = case("ada", "recipients", json!({"recipient": "police", "told": true}));
    assert!(untold.body.contains("need not be told of this case"), "{}", untold.body);
    assert_eq!(case("ada", "objections", json!({"purposes": ["repairs"]})).status, 400);
    assert_eq!(case("ada", "consents/end", json!({})).status, 400);
    let digest = office.ask("GET", "/v1/office/digest", "dpo", "", "").json();
    assert_eq!((&digest["open"], &digest["asked"]), (&json!(1), &json!(0)));
}

/// Words are blacked out, a relative's case is not theirs, and the figures are of nobody.
#[test]
fn an_office_looks_after_its_cases_by_the_api() {
    let office = Office::new();
    office.appoint();
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    let reference = office.case(Some(&tenant));
    let black_out = format!("/v1/cases/{reference}/black-outs");
    let held = json!({"hold-back": {"exemption": "no-such-ground", "answers": []}});
    let refused =
        office.officer("ada", &black_out, json!({"words": "Kit Fenwick", "weighing": held}));
    assert_eq!(refused.status, 400, "{}", refused.body);
    let factors = json!({"somebody-else": {
        "identifiable": true, "consent": "not-asked", "type-of-information": "where they live",
        "confidential": true, "capable": true, "reasonable": false, "why": "They fled from her.",
    }});
    let out = json!({"words": "Kit Fenwick", "weighing": factors});
    let steps = format!("/v1/cases/{reference}/steps");
    let proof = json!({"step": "proof", "proof": "identity", "said": "three questions"});
    for step in [json!({"step": "begin"}), proof] {
        assert_eq!(office.officer("ada", &steps, step).status, 200);
    }
    let done = office.officer("ada", &black_out, out.clone());
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(office.officer("cara", &black_out, out).status, 409, "it is not hers to do");

    let figures = office.ask("GET", "/v1/office/statistics", "dpo", "", "").json();
    assert_eq!(
        (&figures["access"]["received"], &figures["access"]["open"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(office.ask("GET", "/v1/office/statistics?from=soon", "dpo", "", "").status, 400);
    assert_eq!(office.ask("GET", "/v1/office/statistics", "housing", "", "").status, 403);

    let interest = json!({"officer": "ada", "person": tenant});
    assert_eq!(office.post("dpo", "/v1/office/interests", &interest).status, 204);
    let show = office.officer("ada", &format!("/v1/cases/{reference}/show"), json!({}));
    assert_eq!(show.status, 409, "{}", show.body);
}

/// What comes by email, what was found, and what others are given, by the API.
#[test]
fn an_office_runs_by_the_api() {
    let office = Office::new();
    office.appoint();
    let desk = casework::Desk::new(office.record.clone(), casework::Posts::default());
    let mail = mail::Fetched {
        position: mail::Position { validity: 1, last: 1 },
        received: None,
        raw: b"From: rosa@example.org\r\nSubject: x\r\n\r\nPlease send me my data.".to_vec(),
    };
    desk.mail_came("a mailbox", &mail, people::Now::new(crate::clock())).unwrap();
    let waits = office.officer("ada", "/v1/office/inbox", json!({})).json();
    assert_eq!(
        (&waits[0]["from"], &waits[0]["may_be"][0]),
        (&json!("rosa@example.org"), &json!("access"))
    );
    let one = format!("/v1/office/inbox/{}", waits[0]["no"]);
    let tenant = office.tenant("Rosa Ash", "07700 900123");
    assert_eq!(office.officer("cara", &one, json!({"kinds": ["access"]})).status, 404);
    let opened = office.officer("ada", &one, json!({"kinds": ["access"], "subject": tenant}));
    assert_eq!(opened.status, 201, "{}", opened.body);
    assert_eq!(office.officer("ada", &one, json!({"kinds": ["access"]})).status, 404);
    let reference = opened.json()[0]["reference"].as_str().unwrap().to_owned();
    let case = |what: &str, more: Value| {
        office.officer("ada", &format!("/v1/cases/{reference}/{what}"), more)
    };
    assert_eq!(case("items", json!({})).json(), json!([]));
    let unknown = json!({"weighed": {"00": {"give": {"why": "x"}}}});
    assert_eq!(case("items", unknown).status, 400);
    let asks = json!({"source": "paper", "post": "data-protection-officer", "text": "Is there a file?",
                      "by": "2026-12-01"});
    assert_eq!(case("questions", asks).status, 200);
    let to = |recipient: &str| {
        let outside =
            json!({"email": "office@gas.example", "recipient": recipient, "data": ["name"]});
        json!({"source": "gas", "outside": outside, "text": "Do you hold it?", "by": "2026-12-01"})
    };
    let refused = case("questions", to("support-providers"));
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(case("questions", to("safety-contractors")).status, 200);
    let reply = json!({"source": "paper", "holds": true, "text": "In room 4."});
    assert_eq!(case("replies", reply.clone()).status, 404, "dot holds that post");
    let path = format!("/v1/cases/{reference}/replies");
    assert_eq!(office.officer("dot", &path, reply).status, 200);
    let give =
        json!({"how": "mail", "giver": "safeguarding-officer", "giver_team": "safeguarding"});
    assert_eq!(case("disclosure", give).status, 400, "this case is no disclosure");
    assert_eq!(case("informed", json!({"how": "by post"})).status, 400);
    assert_eq!(office.officer("ada", "/v1/office/breaches", json!({})).json(), json!([]));
    assert_eq!(office.officer("cara", "/v1/office/breaches", json!({})).status, 404);
}
