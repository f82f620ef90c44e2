//! `keyholder case ...`

use anyhow::bail;
use casework::{Desk, Error, Posts};
use clap::Subcommand;
use people::{Now, Question};

use super::{
    case_ask, case_attach, case_black_out, case_digest, case_disclose, case_end_consent, case_find,
    case_import, case_inbox, case_inform, case_interest, case_items, case_kinds, case_let_go,
    case_letter, case_list, case_mail, case_object, case_open, case_pack, case_questions,
    case_recognise, case_register, case_reply, case_send, case_show, case_states, case_stats,
    case_status, case_take, case_tell, case_tick, case_weigh, case_work,
};
use crate::asker::Asker;
use crate::office::{Office, Where};
use crate::output::{Outcome, say};
use crate::today;

/// Requests, complaints, breaches and reviews: everything with a clock
///
/// A case is opened by whatever channel something came, and its time runs from then on. What may be
/// done with it, by whom, is one machine: `keyholder case states` draws it.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Ask(Box<case_ask::Args>),
    Attach(Box<case_attach::Args>),
    BlackOut(Box<case_black_out::Args>),
    Digest(Box<case_digest::Args>),
    Disclose(Box<case_disclose::Args>),
    EndConsent(Box<case_end_consent::Args>),
    Find(Box<case_find::Args>),
    Import(Box<case_import::Args>),
    Inbox(Box<case_inbox::Args>),
    Inform(Box<case_inform::Args>),
    Interest(Box<case_interest::Args>),
    Items(Box<case_items::Args>),
    Kinds(case_kinds::Args),
    LetGo(Box<case_let_go::Args>),
    Letter(Box<case_letter::Args>),
    List(Box<case_list::Args>),
    Mail(Box<case_mail::Args>),
    Object(Box<case_object::Args>),
    Open(Box<case_open::Args>),
    Pack(Box<case_pack::Args>),
    Questions(Box<case_questions::Args>),
    Recognise(case_recognise::Args),
    Register(Box<case_register::Args>),
    Reply(Box<case_reply::Args>),
    Send(Box<case_send::Args>),
    Show(Box<case_show::Args>),
    States(case_states::Args),
    Stats(Box<case_stats::Args>),
    Status(Box<case_status::Args>),
    Take(Box<case_take::Args>),
    Tell(Box<case_tell::Args>),
    Tick(Box<case_tick::Args>),
    Weigh(Box<case_weigh::Args>),
    Work(Box<case_work::Args>),
}

pub(crate) fn run(args: &Args) -> anyhow::Result<Outcome> {
    match &args.command {
        Command::Ask(args) => case_ask::run(args),
        Command::Attach(args) => case_attach::run(args),
        Command::BlackOut(args) => case_black_out::run(args),
        Command::Digest(args) => case_digest::run(args),
        Command::Disclose(args) => case_disclose::run(args),
        Command::EndConsent(args) => case_end_consent::run(args),
        Command::Find(args) => case_find::run(args),
        Command::Import(args) => case_import::run(args),
        Command::Inbox(args) => case_inbox::run(args),
        Command::Inform(args) => case_inform::run(args),
        Command::Interest(args) => case_interest::run(args),
        Command::Items(args) => case_items::run(args),
        Command::Kinds(args) => case_kinds::run(args),
        Command::LetGo(args) => case_let_go::run(args),
        Command::Letter(args) => case_letter::run(args),
        Command::List(args) => case_list::run(args),
        Command::Mail(args) => case_mail::run(args),
        Command::Object(args) => case_object::run(args),
        Command::Open(args) => case_open::run(args),
        Command::Pack(args) => case_pack::run(args),
        Command::Questions(args) => case_questions::run(args),
        Command::Recognise(args) => case_recognise::run(args),
        Command::Register(args) => case_register::run(args),
        Command::Reply(args) => case_reply::run(args),
        Command::Send(args) => case_send::run(args),
        Command::Show(args) => case_show::run(args),
        Command::States(args) => case_states::run(args),
        Command::Stats(args) => case_stats::run(args),
        Command::Status(args) => case_status::run(args),
        Command::Take(args) => case_take::run(args),
        Command::Tell(args) => case_tell::run(args),
        Command::Tick(args) => case_tick::run(args),
        Command::Weigh(args) => case_weigh::run(args),
        Command::Work(args) => case_work::run(args),
    }
}

/// The desk of an office.
pub(crate) fn desk(office: &Office) -> Desk {
    Desk::new(office.record.clone(), Posts::default())
}

/// The office, its desk, the time, and the question of whoever works at it for an action of the gate:
/// `look` where they only read, `use` where they work.
pub(crate) fn at_desk(
    place: &Where,
    asker: &Asker,
    action: &str,
) -> anyhow::Result<(Office, Desk, Now, Question)> {
    let office = place.open()?;
    let desk = desk(&office);
    let now = office.record.now(today::timestamp());
    let question = asker.question(&office.record, action, now)?;
    Ok((office, desk, now, question))
}

/// An answer of the desk, where what stands in the way says why in words, and who can unblock it.
pub(crate) fn done<T>(desk: &Desk, answer: Result<T, Error>) -> anyhow::Result<T> {
    match answer {
        Err(Error::Record(error)) => crate::asker::allowed(desk.record(), Err(error)),
        Err(error) => {
            let why: Vec<String> = error.messages().iter().map(say).collect();
            if why.is_empty() {
                bail!("{error}");
            }
            bail!("{}", why.join(" "));
        }
        Ok(answer) => Ok(answer),
    }
}
