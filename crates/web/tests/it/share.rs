//! May this go to them? By the API and by the officer's page, in the same words; and the page of recipients.

use serde_json::{Value, json};

use crate::Office;
use crate::casework_pages::post;
use crate::staff::{get, signed_in, signed_in_as};

const TO: &str = "managing-agents";

fn why(data: &[&str]) -> Value {
    json!({"purpose": "tenancy-management", "officer": "ann", "recipient": TO, "data": data})
}

#[test]
fn a_housing_system_asks_gives_and_calls_back() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let send = |token: &str, path: &str, body: Value| office.post(token, path, &body);
    let asked =
        send("reader", "/v1/share/ask", json!({"person": id, "why": why(&["name", "health"])}));
    assert_eq!(asked.status, 200, "{}", asked.body);
    let answer = asked.json();
    assert_eq!(answer["may"], true);
    let field = |name: &str| {
        let all = answer["fields"].as_array().unwrap();
        all.iter().find(|one| one["category"] == name).unwrap()["answer"].clone()
    };
    assert_eq!((field("name"), field("health")), (json!("goes"), json!("refused")));
    assert!(!asked.body.contains("Ada"), "{}", asked.body);

    let body = |more: Value| {
        let mut body = json!({"person": id, "why": why(&["name"]), "how": "secure mail"});
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        body
    };
    assert_eq!(send("reader", "/v1/share", body(json!({}))).status, 403);
    let two = send("housing", "/v1/share", body(json!({"told": "2026-11-24", "by_notice": true})));
    assert_eq!(two.status, 400, "{}", two.body);
    let by_notice = send("housing", "/v1/share", body(json!({"by_notice": true})));
    assert_eq!(by_notice.status, 400, "no notice is on record: {}", by_notice.body);
    let given = send("housing", "/v1/share", body(json!({"told": "2026-11-24"})));
    assert_eq!(given.status, 201, "{}", given.body);
    assert_eq!(given.json()["items"][0]["value"], "Ada Example");
    let no = given.json()["no"].clone();
    let waits = send("housing", "/v1/share", body(json!({"wait_until": "2026-12-01"})));
    assert_eq!(waits.status, 201, "{}", waits.body);
    assert!(waits.json()["no"].is_null() && waits.json()["waits"].is_i64());
    assert_eq!(waits.json()["items"], json!([]), "nothing goes while it waits");

    let call = json!({
        "person": id, "no": no, "reason": "sent to the wrong people",
        "why": {"purpose": "tenancy-management", "officer": "ann"},
    });
    let called = send("housing", "/v1/share/recall", call.clone());
    assert_eq!(called.status, 201, "{}", called.body);
    assert_eq!(called.json()["stands"], "recalled, not confirmed");
    assert!(!called.body.contains("Ada"), "{}", called.body);
    assert_eq!(send("housing", "/v1/share/recall", call).status, 400);

    let told = |on: &str| {
        json!({
            "person": id, "no": waits.json()["waits"], "on": on,
            "why": {"purpose": "tenancy-management", "officer": "ann"},
        })
    };
    assert_eq!(send("reader", "/v1/share/told", told("2026-11-24")).status, 403);
    assert_eq!(send("housing", "/v1/share/told", told("soon")).status, 400);
    assert_eq!(send("housing", "/v1/share/told", told("2030-01-01")).status, 400);
    assert_eq!(send("housing", "/v1/share/told", told("2026-11-24")).status, 204);

    let all = office.ask("GET", "/v1/recipients", "reader", "", "");
    assert_eq!(all.status, 200, "{}", all.body);
    let all = all.json();
    let one = all.as_array().unwrap().iter().find(|one| one["id"] == "cloud-supplier").unwrap();
    assert_eq!((&one["country"], &one["refused"]), (&json!("US"), &json!([])));
}

#[test]
fn an_officer_reads_what_comes_first_and_lets_it_wait() {
    let office = Office::new();
    let id = office.tenant("Ada Example", "07700 900123");
    let ina = signed_in_as(&office, "ina", "income-officer", "income");
    let share = format!("/staff/people/{id}/share");
    let to = "purpose=rent-and-benefits&recipient=welfare-advisers";
    let asked = get(&office, ina.as_str(), &format!("{share}?{to}"));
    assert!(asked.body.contains("What comes first"), "{}", asked.body);
    assert!(asked.body.contains("No notice on record tells them"), "{}", asked.body);
    assert!(!asked.body.contains("value=\"by-notice\""), "{}", asked.body);
    let fields = |more: &[(&str, &str)]| {
        let once = data_encoding::HEXLOWER.encode(&vault::random::<16>());
        let mut all = vec![
            ("once", once.as_str()),
            ("purpose", "rent-and-benefits"),
            ("recipient", "welfare-advisers"),
            ("data-name", "yes"),
            ("how", "secure mail"),
        ];
        all.extend(more);
        post(&office, ina.as_str(), &share, &all)
    };
    let past = fields(&[("told", "wait"), ("on", "2026-11-01")]);
    assert_eq!(past.status, 400, "{}", past.body);
    let waits = fields(&[("told", "wait"), ("on", "2026-12-01")]);
    assert_eq!(waits.status, 200, "{}", waits.body);
    assert!(waits.body.contains("It waits") && !waits.body.contains("Ada"), "{}", waits.body);
    let told = [("told", "exception"), ("kind", "harm"), ("exception", "A partner reads it.")];
    let given = fields(&told);
    assert_eq!(given.status, 200, "{}", given.body);
    assert!(given.body.contains("Ada Example"), "{}", given.body);
    // The police name the power they ask under, here as elsewhere.
    let sam = signed_in_as(&office, "sam", "safeguarding-officer", "safeguarding");
    let police =
        get(&office, sam.as_str(), &format!("{share}?purpose=crime-prevention&recipient=police"));
    assert!(police.body.contains("Their power"), "{}", police.body);
}

#[test]
fn recipients_are_read_and_written_down_by_the_data_protection_office() {
    let office = Office::new();
    office.appoint();
    let dot = signed_in(&office, "dot");
    let page = get(&office, dot.as_str(), "/staff/recipients");
    assert_eq!(page.status, 200, "{}", page.body);
    for part in ["Nothing is missing of any of them.", "Example Glazing Ltd", "US, by UK Extension"]
    {
        assert!(page.body.contains(part), "there is no `{part}` in {}", page.body);
    }
    let write = |what: &str, on: &str, review: &str| {
        let once = data_encoding::HEXLOWER.encode(&vault::random::<16>());
        let fields = [
            ("once", once.as_str()),
            ("recipient", "banks"),
            ("what", what),
            ("on", on),
            ("review", review),
        ];
        post(&office, dot.as_str(), "/staff/recipients", &fields)
    };
    assert_eq!(write("end", "soon", "").status, 400);
    assert_eq!(write("sell", "2026-11-24", "").status, 400);
    assert_eq!(write("end", "2026-11-24", "").status, 303);
    let page = get(&office, dot.as_str(), "/staff/recipients");
    assert!(page.body.contains("Its agreement ended on"), "{}", page.body);
    assert_eq!(write("renew", "2026-11-24", "2027-11-24").status, 303);
    assert_eq!(write("acknowledge", "2026-11-24", "").status, 303);
    let page = get(&office, dot.as_str(), "/staff/recipients");
    assert!(page.body.contains("Nothing is missing of any of them."), "{}", page.body);
    let ina = signed_in_as(&office, "ina", "income-officer", "income");
    assert_eq!(get(&office, ina.as_str(), "/staff/recipients").status, 404);
}
