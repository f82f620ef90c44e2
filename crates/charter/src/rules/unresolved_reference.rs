use words::Message;

use super::{Change, Look, Rule};
use crate::Severity;
use crate::{AnyItem, Charter, RuleName, Span, nearest};

pub(super) const RULE: Rule = Rule {
    code: "unresolved-reference",
    severity: Severity::Error,
    keeps: &["P.2"],
    about: r#"A name that stands for another item, or for a rule of law, names one that exists. The gate reads an unresolved name as no permission."#,
    broken: Change::Swap(
        r#"purposes = ["repairs"]
actions"#,
        r#"purposes = ["repair"]
actions"#,
    ),
    mended: Change::Swap(
        r#"purposes = ["repairs"]
actions"#,
        r#"purposes = []
actions"#,
    ),
    check,
};

fn check(look: &mut Look<'_>) {
    let charter = look.charter;
    let items = charter.every_item();
    let head = charter.head();
    let mut references: Vec<(&str, &str, Span)> =
        vec![("post", head.owner.get_ref().as_str(), head.span_of(&head.owner))];
    for item in &items {
        let of_item = item.references.iter();
        references
            .extend(of_item.map(|(reference, span)| (reference.kind, reference.id, span.clone())));
    }
    for row in charter.rows().iter() {
        let of_row = row.references().into_iter();
        references.extend(of_row.map(|r| (r.kind, r.id, row.at(r.bytes.clone()))));
    }
    for (kind, id, span) in references {
        let known =
            || items.iter().filter(|item| item.kind == kind).map(|item: &AnyItem<'_>| item.id);
        if !known().any(|known| known == id) {
            unresolved(look, span, kind, id, nearest(id, known()));
        }
    }
    for (kind, id, span, known) in names_of_law(charter) {
        if !known.contains(&id) {
            unresolved(look, span, kind, id, nearest(id, known));
        }
    }
}

fn unresolved(look: &mut Look<'_>, span: Span, kind: &str, id: &str, nearest: Option<String>) {
    let help = match nearest {
        Some(name) => Message::new("charter-unresolved-reference-nearest").with("nearest", name),
        None => Message::new("charter-unresolved-reference-help"),
    };
    let message = Message::new("charter-unresolved-reference").with("kind", kind).with("id", id);
    look.report(span, message, help);
}

/// Every name a charter has for something in the tables of law, and the names there are.
fn names_of_law(charter: &Charter) -> Vec<(&'static str, &str, Span, Vec<&'static str>)> {
    let mut names = Vec::new();
    let bases: Vec<&str> = law::basis::all().iter().map(|row| row.provision().id()).collect();
    let recognised: Vec<&str> =
        law::recognised::all().iter().map(|row| row.provision().id()).collect();
    let conditions: Vec<&str> =
        law::condition::all().iter().map(|row| row.provision().id()).collect();
    let contents: Vec<&str> =
        law::notice_content::all().iter().map(|row| row.provision().id()).collect();
    for purpose in charter.purposes().iter() {
        if let Some(id) = &purpose.basis {
            names.push(("basis", id.get_ref().as_str(), purpose.span_of(id), bases.clone()));
        }
        if let Some(id) = &purpose.recognised {
            let span = purpose.span_of(id);
            names.push(("recognised interest", id.get_ref().as_str(), span, recognised.clone()));
        }
        if let Some(id) = &purpose.duty {
            let known = law::duty::all().iter().map(|row| row.provision().id()).collect();
            names.push(("duty", id.get_ref().as_str(), purpose.span_of(id), known));
        }
        for listed in &purpose.conditions {
            let (id, span) = (&listed.condition, purpose.span_of(&listed.condition));
            names.push(("condition", id.get_ref().as_str(), span, conditions.clone()));
        }
    }
    for recipient in charter.recipients().iter() {
        if let Some(id) = &recipient.mechanism {
            let known = law::transfer::mechanism::all().iter().map(|row| row.provision().id());
            names.push((
                "mechanism",
                id.get_ref().as_str(),
                recipient.span_of(id),
                known.collect(),
            ));
        }
    }
    for entity in charter.entities().iter() {
        for id in &entity.duties {
            let known = law::duty::all().iter().map(|row| row.provision().id());
            names.push(("duty", id.get_ref().as_str(), entity.span_of(id), known.collect()));
        }
    }
    for decision in charter.automated().iter() {
        for id in &decision.safeguards {
            let known = vec!["information", "representations", "human-intervention", "contest"];
            names.push(("safeguard", id.get_ref().as_str(), decision.span_of(id), known));
        }
    }
    for rule in charter.gate_rules().iter() {
        let known = RuleName::ALL.iter().map(|rule| rule.as_str()).collect();
        names.push(("rule of the gate", rule.id.get_ref().as_str(), rule.span(), known));
    }
    for paragraph in charter.paragraphs().iter() {
        for id in &paragraph.tells {
            let span = paragraph.span_of(id);
            names.push(("content of a notice", id.get_ref().as_str(), span, contents.clone()));
        }
    }
    names
}
