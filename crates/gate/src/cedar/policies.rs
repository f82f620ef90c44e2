//! The policies, written from the TOML of a charter.

use std::collections::BTreeSet;

use jiff::civil::Date;
use toml::{Table, Value};

/// How strongly one can have signed in, weakest first.
pub(super) const STRENGTHS: [&str; 4] = ["none", "questions", "password", "second-factor"];

/// A day as Cedar compares it: 20261123.
pub(super) fn number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// Writes policies from the TOML of a charter.
pub(super) struct Writer {
    pub(super) document: Table,
}

impl Writer {
    pub(super) fn policies(&self) -> String {
        let mut policies = String::new();
        for purpose in self.all("purpose") {
            policies += &format!(
                "permit(principal, action, resource) when {{ {} }};\n",
                self.permits(purpose)
            );
        }
        for (id, forbidden) in self.forbidden() {
            policies += &format!(
                "@id({id:?})\nforbid(principal, action, resource) when {{ {forbidden} }};\n"
            );
        }
        policies
    }

    /// When a purpose allows something at all.
    fn permits(&self, purpose: &Table) -> String {
        let data = format!("({} || {ERASING})", among("category", &used(purpose)));
        let relationship =
            format!("({} || {ERASING})", among("relationship", &names(purpose, "relationships")));
        let in_force = format!("({} || {ERASING})", self.in_force(purpose));
        and(&[
            is("purpose", id(purpose)),
            among("entity", &names(purpose, "entities")),
            relationship,
            data,
            in_force,
        ])
    }

    /// Everything that stands in the way, whatever a purpose allows.
    fn forbidden(&self) -> Vec<(&'static str, String)> {
        let wall = ("wall", "!context.known || context.walled".to_owned());
        let never = ("never", or(self.all("never").map(promise)));
        let mut all = vec![wall, never];
        all.extend(self.about_staff());
        all.extend(self.about_data());
        all.extend(self.about_the_person());
        all.extend(self.about_contact());
        all.extend(self.about_sharing());
        all
    }

    fn about_staff(&self) -> [(&'static str, String); 2] {
        let may = self.all("role").map(|role| {
            and(&[
                is("role", id(role)),
                among("purpose", &names(role, "purposes")),
                among("action", &names(role, "actions")),
            ])
        });
        let strong = self.all("role").map(|role| {
            let wanted = STRENGTHS.iter().position(|s| Some(*s) == text(role, "strength"));
            let wanted = wanted.unwrap_or(STRENGTHS.len());
            format!("{} && context.strength >= {wanted}", is("role", id(role)))
        });
        [("role", not(&or(may))), ("strength", not(&or(strong)))]
    }

    fn about_data(&self) -> [(&'static str, String); 6] {
        let held = self.all("relationship").map(|who| {
            let never: BTreeSet<&str> = names(who, "never").into_iter().collect();
            let unasked = self.all("category").filter(|c| flag(c, "incoming")).map(id);
            let held: Vec<&str> = (names(who, "data").into_iter().chain(unasked))
                .filter(|data| !never.contains(data))
                .collect();
            and(&[is("relationship", id(who)), among("category", &held)])
        });
        let counted = and(&[
            among("action", &["look", "decide", "contact", "publish"]),
            self.flagged("aggregate_only"),
            not(&self.purposes_that("for_the_person")),
        ]);
        let sensitive = format!(
            "({} || {})",
            self.categories("kind", "special"),
            self.categories("kind", "criminal")
        );
        let covered = self.all("purpose").flat_map(|purpose| self.conditions(purpose));
        let protecting = self.all("purpose").map(|purpose| {
            let data: Vec<&str> = tables(purpose, "conditions")
                .filter(|listed| {
                    matches!(
                        text(listed, "condition"),
                        Some("legal-claims" | "safeguarding" | "statutory" | "vital-interests")
                    )
                })
                .flat_map(|listed| names(listed, "data"))
                .collect();
            and(&[is("purpose", id(purpose)), among("category", &data)])
        });
        let support = and(&[
            self.categories("only_if", "support"),
            "!context.supported".to_owned(),
            not(&self.vital()),
            not(&self.purposes_that("for_the_person")),
            not(&or(protecting)),
        ]);
        let machine = self.all("automated").filter(|d| self.sound(d)).map(|d| {
            let purpose = text(d, "purpose").unwrap_or_default();
            and(&[is("purpose", purpose), among("category", &names(d, "data"))])
        });
        [
            ("relationship-data", keeping(&not(&or(held)))),
            ("never-collected", keeping(&self.categories("kind", "never"))),
            ("aggregate-only", counted),
            ("condition", keeping(&and(&[sensitive, not(&or(covered))]))),
            ("support", using(&support)),
            (
                "automated",
                doing(
                    "decide",
                    &format!(
                        "({} || context.disputed.contains(context.category))",
                        not(&or(machine))
                    ),
                ),
            ),
        ]
    }

    fn about_the_person(&self) -> [(&'static str, String); 8] {
        let consent = self.purposes(|p| text(p, "basis") == Some("consent")).map(|p| {
            and(&[is("purpose", id(p)), not(&format!("context.consent.contains({:?})", id(p)))])
        });
        let objected = "context.objected.contains(context.purpose)".to_owned();
        let absolute = or([
            self.purposes_that("marketing"),
            or(self
                .purposes(|p| text(p, "basis") == Some("consent"))
                .map(|p| is("purpose", id(p)))),
            is("action", "publish"),
        ]);
        let weighed = and(&[
            or(self
                .purposes(|p| objectable(p) && !flag(p, "despite_restriction"))
                .map(|p| is("purpose", id(p)))),
            "!context.overruled.contains(context.purpose)".to_owned(),
        ]);
        let objection = or([
            and(&[self.purposes_that("marketing"), "context.objected_marketing".to_owned()]),
            and(&[objected, or([absolute, weighed])]),
        ]);
        let death = and(&[
            "context.died > 0 && context.died <= context.on".to_owned(),
            or([is("action", "contact"), not(&self.purposes_that("after_death"))]),
        ]);
        let restricted = "context.restricted.contains(context.category)";
        let restriction =
            and(&[restricted.to_owned(), not(&self.purposes_that("despite_restriction"))]);
        let retention = and(&[
            "context.expired.contains(context.category)".to_owned(),
            not(&and(&["context.held".to_owned(), self.purposes_that("under_hold")])),
            not(&self.purposes_that("for_the_person")),
            not(&self.vital()),
        ]);
        [
            ("consent", keeping(&or(consent))),
            ("objection", keeping(&objection)),
            ("death", keeping(&death)),
            ("hold", format!("{ERASING} && context.held")),
            ("restriction-erase", format!("{ERASING} && {restricted}")),
            ("restriction", using(&restriction)),
            ("retention", using(&retention)),
            ("marker", using(&self.marker())),
        ]
    }

    fn marker(&self) -> String {
        let deferrals = self.all("marker").filter(|marker| marker.contains_key("deferral"));
        let put_off = and(&[
            "context.marker_deferred".to_owned(),
            or(deferrals.map(|marker| self.departed(marker))),
        ]);
        let over = "context.marker_until < context.on".to_owned();
        let silent = and(&[
            is("action", "disclose"),
            "!context.marker_told".to_owned(),
            not(&put_off),
            not(&self.vital()),
        ]);
        let markers: Vec<&str> =
            self.all("category").filter(|c| flag(c, "marker")).map(id).collect();
        let asked_along =
            and(&[is("action", "disclose"), format!("context.data.containsAny({markers:?})")]);
        let touched = if markers.is_empty() {
            "false".to_owned()
        } else {
            or([among("category", &markers), asked_along])
        };
        and(&[touched, or([over, silent]), not(&self.purposes_that("for_the_person"))])
    }

    fn about_contact(&self) -> [(&'static str, String); 4] {
        let open = self
            .all("purpose")
            .map(|p| and(&[is("purpose", id(p)), among("channel", &names(p, "channels"))]));
        let marketing = and(&[
            self.purposes_that("marketing"),
            "!context.marketing.contains(context.channel)".to_owned(),
        ]);
        [
            ("channel", doing("contact", &not(&or(open)))),
            ("marketing", doing("contact", &marketing)),
            ("preference", doing("contact", "context.declined.contains(context.channel)")),
            (
                "safe-contact",
                doing("contact", "context.limited && !context.safe.contains(context.channel)"),
            ),
        ]
    }

    fn about_sharing(&self) -> [(&'static str, String); 4] {
        let listed = self.all("disclosure").map(|d| self.discloses(d));
        let bound = self.all("recipient").map(|r| and(&[is("recipient", id(r)), self.bound(r)]));
        let unbound = and(&[
            format!("(context.lapsed.contains(context.recipient) || {})", not(&or(bound))),
            not(&self.vital()),
        ]);
        let lawful =
            self.all("recipient").map(|r| and(&[is("recipient", id(r)), self.may_receive(r)]));
        let ours = self
            .all("recipient")
            .filter(|r| text(r, "kind") == Some("processor"))
            .map(|r| is("recipient", id(r)));
        let others = and(&[self.purposes_that("marketing"), not(&or(ours))]);
        [
            ("disclosure", doing("disclose", &not(&or(listed)))),
            ("agreement", doing("disclose", &unbound)),
            ("country", doing("disclose", &not(&or(lawful)))),
            ("others-marketing", doing("disclose", &others)),
        ]
    }

    /// Whether the purpose has this flag.
    fn purposes_that(&self, key: &str) -> String {
        or(self.purposes(|p| flag(p, key)).map(|p| is("purpose", id(p))))
    }

    /// Whether a life is at stake.
    fn vital(&self) -> String {
        or(self
            .purposes(|p| text(p, "basis") == Some("vital-interests"))
            .map(|p| is("purpose", id(p))))
    }

    fn discloses(&self, disclosure: &Table) -> String {
        let purpose = text(disclosure, "purpose").unwrap_or_default();
        let mut all = vec![
            is("purpose", purpose),
            is("recipient", text(disclosure, "recipient").unwrap_or_default()),
            among("category", &names(disclosure, "data")),
            self.departed(disclosure),
        ];
        if flag(disclosure, "explicit_consent") {
            all.push(format!("context.explicit.contains({purpose:?})"));
            all.push("context.agreed.contains(context.recipient)".to_owned());
        }
        and(&all)
    }

    /// The conditions of a purpose for special and criminal data.
    fn conditions<'a>(&'a self, purpose: &'a Table) -> impl Iterator<Item = String> + 'a {
        tables(purpose, "conditions").map(move |listed| {
            let Some(condition) = text(listed, "condition").and_then(law::condition::find) else {
                return "false".to_owned();
            };
            let explicit = format!("context.explicit.contains({:?})", id(purpose));
            let mut all = vec![
                is("purpose", id(purpose)),
                among("category", &names(listed, "data")),
                provision(condition.provision()),
                // Until a departure is in force the notice's own way stands: explicit consent.
                or([self.departed(listed), explicit.clone()]),
            ];
            for need in condition.needs() {
                all.push(match need.id() {
                    "explicit-consent" => explicit.clone(),
                    "policy-document" => self.approved(purpose, "policy-document"),
                    "assessment" => self.approved(purpose, "legitimate-interests"),
                    _ => "true".to_owned(),
                });
            }
            and(&all)
        })
    }

    /// When the basis of a purpose is in force, with all it needs.
    fn in_force(&self, purpose: &Table) -> String {
        let Some(basis) = text(purpose, "basis").and_then(law::basis::find) else {
            return "false".to_owned();
        };
        let mut all = vec![provision(basis.provision()), self.departed(purpose)];
        for need in basis.needs() {
            all.push(match need.id() {
                "assessment" => self.approved(purpose, "legitimate-interests"),
                "policy-document" => self.approved(purpose, "policy-document"),
                "recognised-condition" => text(purpose, "recognised")
                    .and_then(law::recognised::find)
                    .map_or_else(|| "false".to_owned(), |row| provision(row.provision())),
                _ => "true".to_owned(),
            });
        }
        and(&all)
    }

    /// When an assessment of a kind stands behind a purpose.
    fn approved(&self, purpose: &Table, kind: &str) -> String {
        let named = names(purpose, "assessments");
        or(self
            .all("assessment")
            .filter(|a| named.contains(&id(a)) && text(a, "kind") == Some(kind))
            .filter_map(|a| day(a, "approved"))
            .map(|approved| format!("context.on >= {approved}")))
    }

    /// When a permission that rests on a departure holds.
    fn departed(&self, item: &Table) -> String {
        let Some(departure) = text(item, "departure") else { return "true".to_owned() };
        or(self.all("departure").filter(|d| id(d) == departure).map(|d| {
            if text(d, "reading") == Some("stricter") {
                return "true".to_owned();
            }
            let signed = d.get("signed").and_then(Value::as_table);
            let by_owner = signed.and_then(|s| text(s, "by")) == text(d, "owner");
            let steps = [
                day(d, "drafted"),
                signed.and_then(|s| day(s, "on")),
                day(d, "published"),
                day(d, "told"),
                day(d, "in_force"),
            ];
            let steps: Option<Vec<i64>> = steps.into_iter().collect();
            match steps {
                Some(steps) if by_owner && steps.windows(2).all(|pair| pair[0] <= pair[1]) => {
                    format!("context.on >= {}", steps[4])
                }
                _ => "false".to_owned(),
            }
        }))
    }

    /// When a recipient is bound.
    fn bound(&self, recipient: &Table) -> String {
        match text(recipient, "kind") {
            Some("representative") => "true".to_owned(),
            Some("statutory") if recipient.contains_key("power") => "true".to_owned(),
            _ => or(self
                .all("agreement")
                .filter(|agreement| text(recipient, "agreement") == Some(id(agreement)))
                .filter_map(|agreement| {
                    let signed = format!("context.on >= {}", day(agreement, "signed")?);
                    let understood = format!("context.on >= {}", day(agreement, "acknowledged")?);
                    let until = day(agreement, "until");
                    Some(and(&[
                        signed,
                        understood,
                        until.map_or("true".to_owned(), |d| format!("context.on <= {d}")),
                    ]))
                })),
        }
    }

    /// When a recipient may have data where it handles it, or where the ask says.
    fn may_receive(&self, recipient: &Table) -> String {
        let own = text(recipient, "country").unwrap_or_default();
        let there = format!(
            "(context.country == \"\" || context.country == \"GB\" || context.country == {own:?})"
        );
        let lawful = if own == "GB" { "true".to_owned() } else { self.transfer(recipient, own) };
        and(&[there, lawful])
    }

    fn transfer(&self, recipient: &Table, country: &str) -> String {
        let no = || "false".to_owned();
        let Some(name) = text(recipient, "mechanism") else { return no() };
        let Some(mechanism) = law::transfer::mechanism::find(name) else { return no() };
        let mut all = vec![provision(mechanism.provision())];
        let until = day(recipient, "mechanism_until");
        all.extend(until.map(|until| format!("context.on <= {until}")));
        match name {
            "approved-country" if country == "US" || country.is_empty() => return no(),
            "approved-country" => match law::transfer::country::find(country) {
                Some(row) => all.push(provision(row.provision())),
                None => return no(),
            },
            "uk-us-data-bridge" if country != "US" || until.is_none() => return no(),
            _ if !mechanism.usable() => return no(),
            _ => {}
        }
        if mechanism.needs_test() {
            all.push(or(self
                .all("assessment")
                .filter(|a| text(recipient, "transfer_test") == Some(id(a)))
                .filter(|a| text(a, "kind") == Some("transfer-test"))
                .filter_map(|a| day(a, "approved"))
                .map(|approved| format!("context.on >= {approved}"))));
        }
        and(&all)
    }

    /// Whether an automated decision is registered with all it needs, read from the TOML alone.
    fn sound(&self, decision: &Table) -> bool {
        let safe = names(decision, "safeguards").len() == 4;
        let purpose = self.all("purpose").find(|p| Some(id(p)) == text(decision, "purpose"));
        let recognised =
            purpose.and_then(|p| text(p, "basis")) == Some("recognised-legitimate-interests");
        let special: BTreeSet<&str> = self
            .all("category")
            .filter(|category| text(category, "kind") == Some("special"))
            .map(id)
            .collect();
        let uses_special = names(decision, "data").iter().any(|data| special.contains(data));
        let weighty = flag(decision, "solely") && flag(decision, "significant");
        decision.contains_key("logic")
            && decision.contains_key("reviewer")
            && (!weighty || (safe && !recognised && !uses_special))
    }

    /// The rows of one table.
    fn all(&self, table: &str) -> impl Iterator<Item = &Table> {
        tables(&self.document, table)
    }

    fn purposes(&self, keep: impl Fn(&Table) -> bool) -> impl Iterator<Item = &Table> {
        self.all("purpose").filter(move |purpose| keep(purpose))
    }

    fn categories(&self, key: &str, value: &str) -> String {
        let found: Vec<&str> =
            self.all("category").filter(|c| text(c, key) == Some(value)).map(id).collect();
        among("category", &found)
    }

    fn flagged(&self, key: &str) -> String {
        let found: Vec<&str> = self.all("category").filter(|c| flag(c, key)).map(id).collect();
        among("category", &found)
    }
}

/// When an ask breaks a promise that something never happens.
fn promise(never: &Table) -> String {
    let mut all = Vec::new();
    for (key, list) in [("purpose", "purposes"), ("recipient", "recipients"), ("category", "data")]
    {
        let named = names(never, list);
        if !named.is_empty() {
            all.push(among(key, &named));
        }
    }
    let actions = names(never, "actions");
    all.push(if actions.is_empty() { format!("!({ERASING})") } else { among("action", &actions) });
    and(&all)
}

/// Whether the law lets a person object to a purpose.
fn objectable(purpose: &Table) -> bool {
    flag(purpose, "marketing")
        || matches!(
            text(purpose, "basis"),
            Some("public-task" | "recognised-legitimate-interests" | "legitimate-interests")
        )
}

/// Every category a purpose uses.
fn used(purpose: &Table) -> Vec<&str> {
    [names(purpose, "required"), names(purpose, "optional")].concat()
}

fn provision(provision: &law::Provision) -> String {
    let from = format!("context.on >= {}", number(provision.in_force_from()));
    let to = provision.in_force_to().map(|last| format!("context.on <= {}", number(last)));
    and(&[from, to.unwrap_or_else(|| "true".to_owned())])
}

/// Everything but destroying.
fn keeping(what: &str) -> String {
    format!("!({ERASING}) && {what}")
}

/// What is done with data already held.
fn using(what: &str) -> String {
    format!("!({ERASING}) && context.action != \"collect\" && {what}")
}

fn doing(action: &str, what: &str) -> String {
    format!("{} && {what}", is("action", action))
}

const ERASING: &str = "context.action == \"erase\"";

fn is(key: &str, value: &str) -> String {
    format!("context.{key} == {value:?}")
}

fn among(key: &str, values: &[&str]) -> String {
    format!("{values:?}.contains(context.{key})")
}

fn not(what: &str) -> String {
    format!("!({what})")
}

fn and(all: &[String]) -> String {
    format!("({})", all.join(" && "))
}

fn or(any: impl IntoIterator<Item = String>) -> String {
    let any: Vec<String> = any.into_iter().collect();
    if any.is_empty() { "false".to_owned() } else { format!("({})", any.join(" || ")) }
}

fn id(item: &Table) -> &str {
    text(item, "id").unwrap_or_default()
}

fn text<'a>(item: &'a Table, key: &str) -> Option<&'a str> {
    item.get(key)?.as_str()
}

fn flag(item: &Table, key: &str) -> bool {
    item.get(key).and_then(Value::as_bool).unwrap_or_default()
}

fn names<'a>(item: &'a Table, key: &str) -> Vec<&'a str> {
    item.get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn tables<'a>(item: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> + use<'a> {
    item.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn day(item: &Table, key: &str) -> Option<i64> {
    let date = item.get(key)?.as_datetime()?.date?;
    Some(i64::from(date.year) * 10_000 + i64::from(date.month) * 100 + i64::from(date.day))
}
