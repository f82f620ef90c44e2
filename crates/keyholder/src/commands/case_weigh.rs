use std::collections::BTreeMap;

use anyhow::bail;
use casework::{Factors, Item, Step, Taking, Weighing, Who};
use clap::ArgGroup;
use jiff::civil::Date;

use super::case::{at_desk, done};
use super::case_items::short;
use crate::asker::Asker;
use crate::office::Where;
use crate::output::{Outcome, print};

/// Decides about things that were found, one by one: the law says what an answer comes to
///
/// Health data takes `--known` or `--opinion`; what is about somebody else takes the factors of
/// paragraph 16; anything can be held back on a ground of the law, with an answer to each of its
/// questions. Every copy of an item is decided about at once.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The reference of the case
    reference: String,
    /// The items, as `keyholder case items` shows them
    #[arg(required = true)]
    item: Vec<String>,
    #[command(flatten)]
    says: Says,
    #[command(flatten)]
    asker: Asker,
    #[command(flatten)]
    place: Where,
}

/// What somebody says about something: the law says what it comes to.
#[derive(clap::Args)]
#[command(group(ArgGroup::new("what").required(true).args(["give", "known", "opinion", "hold_back", "identifiable"])))]
pub(crate) struct Says {
    /// It goes, and why: for what somebody set aside
    #[arg(long, value_name = "WHY")]
    give: Option<String>,
    /// Health: the person knows it, and how that is known
    #[arg(long, value_name = "HOW")]
    known: Option<String>,
    /// Health: the day a health professional gave an opinion
    #[arg(long, value_name = "DATE")]
    opinion: Option<Date>,
    /// Health: they say that it would do serious harm
    #[arg(long, requires = "opinion")]
    harm: bool,
    /// It is held back under this exemption
    #[arg(long, value_name = "EXEMPTION")]
    hold_back: Option<String>,
    /// The answer to a question of the exemption, in their order; given once for each
    #[arg(long, value_name = "TEXT", requires = "hold_back")]
    answer: Vec<String>,
    /// The day to look again
    #[arg(long, value_name = "DATE", requires = "hold_back")]
    review: Option<Date>,
    /// Somebody else: whether they can be identified, `yes` or `no`
    #[arg(long, value_name = "YES|NO", value_parser = yes)]
    identifiable: Option<bool>,
    /// Somebody else: given, refused, asked or not-asked
    #[arg(long, requires = "identifiable")]
    consent: Option<String>,
    /// Somebody else: what type of information it is
    #[arg(long, value_name = "TEXT", requires = "identifiable")]
    type_of_information: Option<String>,
    /// Somebody else: whether it is owed confidence
    #[arg(long, value_name = "YES|NO", value_parser = yes, requires = "identifiable")]
    confidential: Option<bool>,
    /// Somebody else: whether they can consent
    #[arg(long, value_name = "YES|NO", value_parser = yes, requires = "identifiable")]
    capable: Option<bool>,
    /// Somebody else: they acted in their job in health, social work or education
    #[arg(long, requires = "identifiable")]
    professional: bool,
    /// Somebody else: whether it is reasonable to give it without consent
    #[arg(long, value_name = "YES|NO", value_parser = yes, requires = "identifiable")]
    reasonable: Option<bool>,
    /// Somebody else: why it is reasonable, or not
    #[arg(long, value_name = "TEXT", requires = "identifiable")]
    why: Option<String>,
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    let (_office, desk, now, question) = at_desk(&args.place, &args.asker, "use")?;
    let who = Who::Officer(&question);
    let case = done(&desk, desk.find(&args.reference))?;
    let items = done(&desk, desk.items(who, case, now))?;
    let mut weighed = BTreeMap::new();
    for name in &args.item {
        weighed.insert(named(name, items.iter().map(|(item, _)| item))?, args.says.weighing());
    }
    let taking = Taking { weighed, ..Taking::default() };
    done(&desk, desk.take(who, case, Step::Items, &taking, now))?;
    let after = done(&desk, desk.items(who, case, now))?;
    let open = after.iter().filter(|(item, _)| item.is_open(now.today())).count();
    print(&format!("{open} of {} are open.\n", after.len()))?;
    Ok(Outcome::Clean)
}

impl Says {
    pub(crate) fn weighing(&self) -> Weighing {
        if let Some(why) = &self.give {
            return Weighing::Give { why: why.clone() };
        }
        if let Some(exemption) = &self.hold_back {
            return Weighing::HoldBack {
                exemption: exemption.clone(),
                answers: self.answer.clone(),
                review: self.review,
            };
        }
        if self.identifiable.is_some() {
            return Weighing::SomebodyElse(Factors {
                identifiable: self.identifiable,
                consent: self.consent.clone(),
                type_of_information: self.type_of_information.clone(),
                confidential: self.confidential,
                capable: self.capable,
                professional: self.professional,
                reasonable: self.reasonable,
                why: self.why.clone(),
            });
        }
        Weighing::Health { known: self.known.clone(), given: self.opinion, harm: self.harm }
    }
}

fn named<'a>(name: &str, items: impl Iterator<Item = &'a Item>) -> anyhow::Result<[u8; 16]> {
    let name = name.trim().to_lowercase();
    let found: Vec<&Item> = items.filter(|item| short(item) == name).collect();
    match found[..] {
        [item] => Ok(item.item),
        [] => bail!("there is no item `{name}`; `keyholder case items` lists them"),
        _ => bail!("several items begin with `{name}`"),
    }
}

fn yes(word: &str) -> Result<bool, String> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("say `yes` or `no`".to_owned()),
    }
}
