use gate::{CannotRead, Outcome};
use serde_json::{Value, json};
use words::Catalogue;

use crate::{explain, gate};

/// Checks that an ask is stopped by exactly this rule, and that only `left` is still allowed.
#[track_caller]
fn only(rule: &str, changes: Value, left: &[&str]) {
    let explanation = explain(&gate(), changes).unwrap();
    let rules: Vec<&str> = explanation.reasons.iter().map(|reason| reason.rule).collect();
    assert_eq!(
        (rules.as_slice(), explanation.allowed),
        ([rule].as_slice(), left.iter().map(|&l| l.to_owned()).collect())
    );
    for reason in &explanation.reasons {
        let said = Catalogue::english().render(&reason.message);
        assert!(!said.contains(['<', '{']), "{said}");
    }
}

/// Checks that an ask is allowed whole, with these obligations.
#[track_caller]
fn fine(changes: Value, obligations: &[&str]) {
    let explanation = explain(&gate(), changes).unwrap();
    assert_eq!(explanation.decision.outcome(), Outcome::Allowed, "{:?}", explanation.reasons);
    let owed: Vec<&str> = explanation.obligations.iter().map(|(o, _)| o.as_str()).collect();
    assert_eq!(owed, obligations);
    for (_, message) in &explanation.obligations {
        assert!(!Catalogue::english().render(message).contains(['<', '{']));
    }
}

#[test]
fn what_is_listed_is_allowed() {
    fine(json!({}), &[]);
    fine(json!({"action": "collect"}), &["give-notice"]);
    fine(json!({"action": "decide", "data": ["name"]}), &["offer-review"]);
    // Where one of two disclosures has a standing notice, nobody need be told first.
    let send = |on: &str| json!({"action": "disclose", "recipient": "survey-firm", "purpose": "survey", "data": ["name"], "on": on});
    fine(send("2026-10-31"), &["record-disclosure", "say-who-sent", "tell-first"]);
    fine(send("2026-11-01"), &["record-disclosure", "say-who-sent"]);
    fine(json!({"facts": {"disputed": ["name"]}}), &["show-dispute"]);
}

#[test]
fn rule_aggregate_only() {
    let faith = json!(["faith"]);
    for action in ["look", "publish"] {
        only("aggregate-only", json!({"action": action, "data": faith}), &[]);
    }
    fine(json!({"action": "use", "data": faith}), &[]);
    // The person it is about may see it.
    fine(json!({"purpose": "answers", "data": faith}), &[]);
}

#[test]
fn rule_agreement() {
    let to = |who: &str| json!({"action": "disclose", "recipient": who, "data": ["name"]});
    fine(to("builder"), &["record-disclosure", "say-who-sent", "summary-only", "tell-first"]);
    only("agreement", to("newcomer"), &[]);
    only("agreement", to("silent"), &[]);
    let mut late = to("builder");
    late["on"] = json!("2027-01-04");
    fine(late.clone(), &["record-disclosure", "say-who-sent", "summary-only", "tell-first"]);
    late["on"] = json!("2027-01-05");
    only("agreement", late, &[]);
    let mut lapsed = to("builder");
    lapsed["facts"] = json!({"lapsed": ["builder"]});
    only("agreement", lapsed, &[]);
    // A life does not wait for a signature.
    let help = json!({"purpose": "emergency", "action": "disclose", "recipient": "builder", "data": ["name"], "facts": {"lapsed": ["builder"]}});
    fine(help, &["record-disclosure", "say-who-sent"]);
}

#[test]
fn rule_automated() {
    only("automated", json!({"action": "decide", "data": ["name", "phone"]}), &["name"]);
    only("automated", json!({"action": "decide", "purpose": "claims", "data": ["name"]}), &[]);
    only(
        "automated",
        json!({"action": "decide", "data": ["name"], "facts": {"disputed": ["name"]}}),
        &[],
    );
}

#[test]
fn rule_basis() {
    only("basis", json!({"purpose": "crime", "data": ["name"], "on": "2026-02-04"}), &[]);
    fine(json!({"purpose": "crime", "data": ["name"], "on": "2026-02-05"}), &[]);
    // Interests not yet weighed, and a departure not yet in force.
    only("basis", json!({"purpose": "survey", "on": "2026-05-31"}), &[]);
    only("basis", json!({"purpose": "wellbeing", "data": ["name"], "on": "2026-10-31"}), &[]);
    fine(json!({"purpose": "wellbeing", "data": ["name"], "on": "2026-11-01"}), &[]);
}

#[test]
fn rule_channel() {
    let by = |channel: &str| json!({"action": "contact", "channel": channel});
    fine(by("post"), &[]);
    only("channel", by("fax"), &[]);
}

#[test]
fn rule_condition() {
    only("condition", json!({"data": ["name", "offence"]}), &["name"]);
    let health = json!(["name", "health"]);
    let asked = |facts: Value| json!({"purpose": "wellbeing", "data": health, "facts": facts});
    only("condition", asked(json!({"supported": true})), &["name"]);
    fine(asked(json!({"supported": true, "explicit_consent": ["wellbeing"]})), &[]);
    // A condition that rests on a departure: until that is in force, only with consent.
    let guard = |on: &str, facts: Value| json!({"purpose": "guarding", "data": ["health"], "on": on, "facts": facts});
    only("condition", guard("2026-10-31", json!({})), &[]);
    fine(guard("2026-10-31", json!({"explicit_consent": ["guarding"]})), &[]);
    fine(guard("2026-11-01", json!({})), &[]);
}

#[test]
fn rule_consent() {
    only("consent", json!({"purpose": "photos", "action": "publish", "data": ["name"]}), &[]);
    let given = json!({"consent": ["photos"]});
    fine(json!({"purpose": "photos", "action": "publish", "data": ["name"], "facts": given}), &[]);
}

#[test]
fn rule_country() {
    let to = |who: &str, country: Value, on: &str| json!({"action": "disclose", "recipient": who, "data": ["name"], "country": country, "on": on});
    let owed = ["record-disclosure", "say-who-sent"];
    fine(to("cloud", Value::Null, "2026-11-23"), &owed);
    fine(to("cloud", json!("GB"), "2026-11-23"), &owed);
    only("country", to("cloud", Value::Null, "2026-05-31"), &[]);
    only("country", to("cloud", json!("FR"), "2026-11-23"), &[]);
    // Naming a country cannot stand in for the mechanism of where the data is handled.
    only("country", to("cloud", json!("GB"), "2026-05-31"), &[]);
    only("country", to("shield", Value::Null, "2026-11-23"), &[]);
}

#[test]
fn rule_death() {
    let died = json!({"died": "2026-11-23"});
    only("death", json!({"facts": died}), &[]);
    fine(json!({"facts": died, "purpose": "claims"}), &[]);
    fine(json!({"facts": died, "on": "2026-11-22"}), &[]);
    only(
        "death",
        json!({"facts": died, "purpose": "claims", "action": "contact", "channel": "post"}),
        &[],
    );
}

#[test]
fn rule_entity() {
    only("entity", json!({"entity": "shop"}), &[]);
}

#[test]
fn rule_explicit_consent() {
    let help = |facts: Value| json!({"purpose": "claims", "action": "disclose", "recipient": "mp", "data": ["name"], "facts": facts});
    only("explicit-consent", help(json!({})), &[]);
    // Consent is to somebody, for something: either alone is not enough.
    only("explicit-consent", help(json!({"explicit_consent": ["claims"]})), &[]);
    only("explicit-consent", help(json!({"agreed_recipients": ["mp"]})), &[]);
    let both = json!({"explicit_consent": ["claims"], "agreed_recipients": ["mp"]});
    fine(help(both), &["record-disclosure"]);
}

#[test]
fn rule_hold() {
    only("hold", json!({"action": "erase", "facts": {"held": true}}), &[]);
    fine(json!({"action": "erase"}), &[]);
    // What must never be held may always be destroyed.
    fine(json!({"action": "erase", "data": ["union"]}), &[]);
}

#[test]
fn rule_marker() {
    let see = |facts: Value| json!({"data": ["name", "warning"], "facts": facts});
    only("marker", see(json!({})), &["name"]);
    only("marker", see(json!({"marker_until": "2026-11-22"})), &["name"]);
    fine(see(json!({"marker_until": "2026-11-23"})), &[]);
    let send = |facts: Value| json!({"action": "disclose", "recipient": "builder", "data": ["name", "warning"], "facts": facts});
    // What goes out beside a marker would tell that there is one.
    only("marker", send(json!({"marker_until": "2027-01-01"})), &[]);
    let put_off =
        json!({"marker_until": "2027-01-01", "marker_deferred": true, "told": ["builder"]});
    fine(send(put_off), &["record-disclosure", "say-who-sent", "summary-only"]);
    let told = json!({"marker_until": "2027-01-01", "marker_told": true, "told": ["builder"]});
    fine(send(told), &["record-disclosure", "say-who-sent", "summary-only"]);
}

#[test]
fn rule_marketing() {
    let offer = |facts: Value| json!({"purpose": "letters", "action": "contact", "channel": "email", "data": ["name"], "facts": facts});
    only("marketing", offer(json!({"marketing": ["post"]})), &[]);
    fine(offer(json!({"marketing": ["email"]})), &["offer-opt-out"]);
}

#[test]
fn rule_minimise() {
    only("minimise", json!({"data": ["name", "wage"]}), &["name"]);
    only(
        "minimise",
        json!({"action": "disclose", "recipient": "builder", "data": ["name", "phone"]}),
        &["name"],
    );
    // A disclosure that rests on a departure nobody has signed does not exist.
    let facts = json!({"explicit_consent": ["claims"], "agreed_recipients": ["mp"]});
    only(
        "minimise",
        json!({"purpose": "claims", "action": "disclose", "recipient": "mp", "data": ["name", "phone"], "facts": facts}),
        &["name"],
    );
}

#[test]
fn rule_never() {
    only("never", json!({"purpose": "survey", "action": "use"}), &["name"]);
    let explanation = explain(
        &gate(),
        json!({"action": "disclose", "recipient": "builder", "data": ["name", "wage"]}),
    )
    .unwrap();
    assert!(explanation.reasons.iter().any(|reason| reason.rule == "never"));
}

#[test]
fn rule_never_collected() {
    for action in ["collect", "look", "use", "publish"] {
        only("never-collected", json!({"action": action, "data": ["name", "union"]}), &["name"]);
    }
}

#[test]
fn rule_objection() {
    let facts = json!({"objected": ["survey", "repairs", "letters"]});
    only("objection", json!({"purpose": "survey", "facts": facts}), &[]);
    only("objection", json!({"purpose": "letters", "data": ["name"], "facts": facts}), &[]);
    // One word reaches all marketing.
    let stop = json!({"objected_marketing": true});
    only("objection", json!({"purpose": "letters", "data": ["name"], "facts": stop}), &[]);
    // What rests on consent, and what the public sees, ends whatever the basis.
    let photo = json!({"objected": ["photos", "repairs"], "consent": ["photos"]});
    only("objection", json!({"purpose": "photos", "data": ["name"], "facts": photo}), &[]);
    only("objection", json!({"action": "publish", "data": ["name"], "facts": photo}), &[]);
    // Overruled on compelling grounds, it no longer stands.
    let overruled = json!({"objected": ["survey"], "overruled": ["survey"]});
    fine(json!({"purpose": "survey", "facts": overruled}), &[]);
    // What protects others goes on meanwhile.
    let guarded = json!({"objected": ["guarding"]});
    fine(json!({"purpose": "guarding", "data": ["name"], "facts": guarded}), &[]);
    // The law gives no objection against a contract.
    fine(json!({"purpose": "repairs", "facts": facts}), &[]);
}

#[test]
fn rule_others_marketing() {
    only(
        "others-marketing",
        json!({"purpose": "letters", "action": "disclose", "recipient": "club", "data": ["name"], "reason": "they asked"}),
        &[],
    );
}

#[test]
fn rule_preference() {
    let facts = json!({"declined": ["email"]});
    only("preference", json!({"action": "contact", "channel": "email", "facts": facts}), &[]);
    fine(json!({"action": "contact", "channel": "post", "facts": facts}), &[]);
}

#[test]
fn rule_recipient() {
    let explanation =
        explain(&gate(), json!({"action": "disclose", "recipient": "club", "data": ["name"]}))
            .unwrap();
    let rules: Vec<&str> = explanation.reasons.iter().map(|reason| reason.rule).collect();
    assert_eq!(rules, ["minimise", "recipient"]);
}

#[test]
fn rule_relationship() {
    only("relationship", json!({"relationship": "stranger"}), &[]);
}

#[test]
fn rule_relationship_data() {
    only("relationship-data", json!({"relationship": "occupant"}), &["name"]);
    only("relationship-data", json!({"relationship": "occupant", "action": "collect"}), &["name"]);
}

#[test]
fn rule_restriction() {
    let facts = json!({"restricted": ["phone"]});
    only("restriction", json!({"facts": facts}), &["name"]);
    fine(json!({"facts": facts, "purpose": "claims"}), &[]);
    fine(json!({"facts": facts, "action": "collect"}), &["give-notice"]);
    // Often a restriction is there so that nothing is destroyed.
    only("restriction", json!({"facts": facts, "action": "erase"}), &["name"]);
    only("restriction", json!({"facts": facts, "action": "erase", "purpose": "claims"}), &["name"]);
}

#[test]
fn rule_retention() {
    let facts = json!({"expired": ["phone"]});
    only("retention", json!({"facts": facts}), &["name"]);
    only("retention", json!({"facts": facts, "purpose": "claims"}), &["name"]);
    let held = json!({"expired": ["phone"], "held": true});
    fine(json!({"facts": held, "purpose": "claims"}), &[]);
    // What is still there is the person's to see.
    fine(json!({"facts": {"expired": ["name"]}, "purpose": "answers", "data": ["name"]}), &[]);
}

#[test]
fn rule_role() {
    only("role", json!({"role": "clerk", "action": "use"}), &[]);
    only("role", json!({"role": "clerk", "purpose": "claims"}), &[]);
    fine(json!({"role": "clerk"}), &[]);
}

#[test]
fn rule_safe_contact() {
    let facts = json!({"safe": ["post"]});
    only("safe-contact", json!({"action": "contact", "channel": "email", "facts": facts}), &[]);
    fine(json!({"action": "contact", "channel": "post", "facts": facts}), &[]);
    only(
        "safe-contact",
        json!({"action": "contact", "channel": "post", "facts": {"safe": []}}),
        &[],
    );
}

#[test]
fn rule_strength() {
    only("strength", json!({"strength": "questions"}), &[]);
    only("strength", json!({"strength": null}), &[]);
    fine(json!({"strength": "password"}), &[]);
}

#[test]
fn rule_support() {
    only("support", json!({"data": ["name", "health"]}), &["name"]);
    fine(json!({"data": ["name", "health"], "facts": {"supported": true}}), &[]);
    fine(json!({"action": "collect", "data": ["health"]}), &["give-notice"]);
    fine(json!({"purpose": "guarding", "data": ["health"]}), &[]);
    // A life is at stake.
    fine(json!({"purpose": "emergency", "data": ["name", "health"]}), &[]);
}

#[test]
fn rule_unknown() {
    for (key, value) in [
        ("role", json!("king")),
        ("team", json!("away")),
        ("entity", json!("other")),
        ("relationship", json!("friend")),
        ("purpose", json!("gossip")),
        ("data", json!(["name", "dreams"])),
    ] {
        let refused = explain(&gate(), json!({key: value})).unwrap_err();
        assert!(matches!(refused, CannotRead::Unknown { .. }), "{key}: {refused}");
    }
    assert_eq!(
        explain(&gate(), json!({"purpose": "repair"})).unwrap_err().to_string(),
        "the charter has no purpose `repair`; did you mean `repairs`?",
    );
    let senseless = explain(&gate(), json!({"recipient": "builder"})).unwrap_err();
    assert!(matches!(senseless, CannotRead::Malformed(_)));
}

#[test]
fn rule_wall() {
    // Behind a wall, and not known at all: the same answer, whatever else is on record.
    let walled = json!({"walled": true, "restricted": ["name"], "died": "2020-01-01"});
    let answers = [json!({"facts": walled}), json!({"facts": null})].map(|changes| {
        let explanation = explain(&gate(), changes).unwrap();
        format!("{explanation:?}")
    });
    assert_eq!(answers[0], answers[1]);
    only("not-available", json!({"facts": {"walled": true}}), &[]);
    only("not-available", json!({"facts": {"walled": true}, "team": "new", "reason": "x"}), &[]);
}

#[test]
fn facts_are_an_object_and_name_what_there_is() {
    let list = serde_json::from_str::<gate::NamedFacts>("[]");
    assert!(list.is_ok(), "serde takes a list for a struct, which is why the ask reads it itself");
    let ask = r#"{"role":"officer","team":"housing","entity":"homes","relationship":"tenant",
        "purpose":"repairs","action":"look","data":["name"],"facts":[]}"#;
    assert!(serde_json::from_str::<gate::NamedAsk>(ask).is_err());
    let wrong = explain(&gate(), json!({"facts": {"told": ["nobody"]}})).unwrap_err();
    assert!(
        matches!(&wrong, CannotRead::Malformed(why) if why.starts_with("in `facts`")),
        "{wrong}"
    );
}
