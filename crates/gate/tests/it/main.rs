//! The gate through its public door.

#![expect(clippy::unwrap_used, reason = "a helper that fails fails its test")]

#[cfg(feature = "cedar")]
mod cedar;
mod laws;
mod modes;
mod promises;
mod rules;

use charter::{Charter, File};
use gate::{CannotRead, Explanation, Gate, NamedAsk};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

/// The day the tests ask on.
const TODAY: Date = date(2026, 11, 23);

/// A small landlord with something for every rule.
fn gate() -> Gate {
    let file = File::new("landlord.toml", include_str!("landlord.toml"));
    Gate::new(Charter::parse(vec![file]).unwrap())
}

/// An ask that is allowed whole, with some of its keys changed. A change of `null` takes a key out.
fn ask(changes: Value) -> NamedAsk {
    let mut ask = json!({
        "actor": "officer-1",
        "strength": "second-factor",
        "role": "officer",
        "team": "housing",
        "entity": "homes",
        "relationship": "tenant",
        "purpose": "repairs",
        "action": "look",
        "data": ["name", "phone"],
        "facts": {},
    });
    let fields = ask.as_object_mut().unwrap();
    for (key, value) in changes.as_object().unwrap() {
        if value.is_null() {
            fields.remove(key);
        } else {
            fields.insert(key.clone(), value.clone());
        }
    }
    serde_json::from_value(ask).unwrap()
}

/// What the gate says to an ask.
fn explain(gate: &Gate, changes: Value) -> Result<Explanation, CannotRead> {
    let (ask, facts) = gate.read(&ask(changes), TODAY)?;
    let explanation = gate.explain(&ask, &facts);
    assert_eq!(explanation.decision, gate.decide(&ask, &facts), "asking why changes nothing");
    Ok(explanation)
}
