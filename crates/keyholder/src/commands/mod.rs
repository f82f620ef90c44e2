//! One file per command, one line each in the lists below, in alphabetical order.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::output::Outcome;

mod approval;
mod backup;
mod bench;
mod bench_access;
mod bench_collect;
mod bench_decide;
mod bench_disposal;
mod bench_gdprbench;
mod bench_pages;
mod bench_serve;
mod camera;
pub(crate) mod case;
mod case_ask;
mod case_attach;
mod case_black_out;
pub(crate) mod case_digest;
mod case_disclose;
mod case_end_consent;
mod case_find;
mod case_import;
mod case_inbox;
mod case_inform;
mod case_interest;
mod case_items;
mod case_kinds;
mod case_let_go;
mod case_letter;
mod case_list;
mod case_mail;
mod case_object;
mod case_open;
mod case_pack;
mod case_questions;
mod case_recognise;
mod case_register;
mod case_reply;
mod case_send;
mod case_show;
mod case_states;
mod case_stats;
mod case_status;
mod case_take;
mod case_tell;
mod case_tick;
mod case_weigh;
mod case_work;
pub(crate) mod change;
mod change_ask;
mod change_carry_out;
mod change_case;
mod change_close;
mod change_list;
mod change_look_again;
mod change_plan;
mod change_show;
mod charter;
mod charter_check;
mod charter_coverage;
mod charter_diff;
mod charter_draft;
mod charter_export;
mod charter_rules;
mod clock;
pub(crate) mod collect;
mod contact;
mod credit;
mod decide;
mod demo;
mod demo_office;
mod disposal;
mod disposal_sources;
mod disposal_sources_carry_out;
mod disposal_sources_plan;
mod doctor;
mod erase;
mod export;
mod fraud;
pub(crate) mod import;
mod key;
mod law;
mod ledger;
mod machine;
mod marker;
mod notice;
pub(crate) mod notice_build;
mod notice_check;
mod picture;
mod post;
mod purpose;
mod recipient;
mod recording;
mod refusal;
mod renting;
mod resident;
mod restore;
mod ropa;
mod screen;
pub(crate) mod serve;
mod share;
mod share_ask;
mod share_call_off;
mod share_confirm;
mod share_give;
mod share_job_sheet;
mod share_list;
mod share_notice;
mod share_owed;
mod share_recall;
mod share_settle;
mod share_told;
mod source;
mod source_check;
mod source_discover;
mod source_drift;
mod source_indexes;
mod source_rules;
mod staff;
mod statistics;
mod task;
mod token;
mod webhook;

/// Keyholder: a privacy notice that keeps its word.
///
/// Not legal advice.
#[derive(Parser)]
#[command(name = "keyholder", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Approval(Box<approval::Args>),
    Backup(Box<backup::Args>),
    Bench(bench::Args),
    Camera(Box<camera::Args>),
    Case(case::Args),
    Change(change::Args),
    Charter(charter::Args),
    Clock(clock::Args),
    Collect(Box<collect::Args>),
    Contact(Box<contact::Args>),
    Credit(Box<credit::Args>),
    Decide(Box<decide::Args>),
    Demo(demo::Args),
    Disposal(Box<disposal::Args>),
    Doctor(Box<doctor::Args>),
    Erase(Box<erase::Args>),
    Export(Box<export::Args>),
    Fraud(Box<fraud::Args>),
    Import(Box<import::Args>),
    Key(Box<key::Args>),
    Law(law::Args),
    Ledger(Box<ledger::Args>),
    Machine(Box<machine::Args>),
    Marker(Box<marker::Args>),
    Notice(notice::Args),
    Picture(Box<picture::Args>),
    Post(Box<post::Args>),
    Purpose(Box<purpose::Args>),
    Recipient(Box<recipient::Args>),
    Recording(Box<recording::Args>),
    Refusal(Box<refusal::Args>),
    Renting(Box<renting::Args>),
    Resident(Box<resident::Args>),
    Restore(Box<restore::Args>),
    Ropa(ropa::Args),
    Screen(Box<screen::Args>),
    Serve(Box<serve::Args>),
    Share(share::Args),
    Source(source::Args),
    Staff(staff::Args),
    Statistics(statistics::Args),
    Task(Box<task::Args>),
    Token(Box<token::Args>),
    Webhook(Box<webhook::Args>),
}

/// Runs the command named on the command line.
///
/// The exit status is 0 when all is well, 1 when something was found that should stop a build, and
/// 2 when the command could not be carried out as asked.
pub(crate) fn run() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// Runs a command given as words, as the demonstration does.
fn run_words<'a>(words: impl IntoIterator<Item = &'a str>) -> anyhow::Result<Outcome> {
    dispatch(Cli::try_parse_from(words)?.command)
}

fn dispatch(command: Command) -> anyhow::Result<Outcome> {
    match command {
        Command::Approval(args) => approval::run(&args),
        Command::Backup(args) => backup::run(&args),
        Command::Bench(args) => bench::run(&args),
        Command::Camera(args) => camera::run(&args),
        Command::Case(args) => case::run(&args),
        Command::Change(args) => change::run(&args),
        Command::Charter(args) => charter::run(&args),
        Command::Clock(args) => clock::run(&args),
        Command::Collect(args) => collect::run(&args),
        Command::Contact(args) => contact::run(&args),
        Command::Credit(args) => credit::run(&args),
        Command::Decide(args) => decide::run(&args),
        Command::Demo(args) => demo::run(&args),
        Command::Disposal(args) => disposal::run(&args),
        Command::Doctor(args) => doctor::run(&args),
        Command::Erase(args) => erase::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Fraud(args) => fraud::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Key(args) => key::run(&args),
        Command::Law(args) => law::run(&args),
        Command::Ledger(args) => ledger::run(&args),
        Command::Machine(args) => machine::run(&args),
        Command::Marker(args) => marker::run(&args),
        Command::Notice(args) => notice::run(&args),
        Command::Picture(args) => picture::run(&args),
        Command::Post(args) => post::run(&args),
        Command::Purpose(args) => purpose::run(&args),
        Command::Recipient(args) => recipient::run(&args),
        Command::Recording(args) => recording::run(&args),
        Command::Refusal(args) => refusal::run(&args),
        Command::Renting(args) => renting::run(&args),
        Command::Resident(args) => resident::run(&args),
        Command::Restore(args) => restore::run(&args),
        Command::Ropa(args) => ropa::run(&args),
        Command::Screen(args) => screen::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Share(args) => share::run(&args),
        Command::Source(args) => source::run(&args),
        Command::Staff(args) => staff::run(&args),
        Command::Statistics(args) => statistics::run(&args),
        Command::Task(args) => task::run(&args),
        Command::Token(args) => token::run(&args),
        Command::Webhook(args) => webhook::run(&args),
    }
}

/// Prints the rows of a register with what they say.
fn all_kept(all: &[registers::Kept]) -> anyhow::Result<()> {
    for one in all {
        let stands = match (one.settled, one.due) {
            (Some(day), _) => format!("settled {day}"),
            (None, Some(day)) => format!("due {day}"),
            (None, None) => "open".to_owned(),
        };
        crate::output::print(&format!("{}  {}, {stands}\n{}\n", one.no, one.day, one.text))?;
    }
    Ok(())
}
