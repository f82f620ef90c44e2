//! Emails of a server: what waits goes out by SMTP, and what came is fetched by IMAP. Of several
//! servers on one database each takes what no other has.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use access::residents;
use anyhow::{Context, bail};
use casework::{Came, Desk, Hook, Posts, Went};
use db::outbox::{self, Outcome};
use mail::{Inbox, Mail, NotSent, Smtp};
use people::{Now, Record};

use crate::{printing, today};

/// How often it looks for what waits to go out.
const SEND_EVERY: Duration = Duration::from_secs(5);
/// How often a mailbox is read.
const READ_EVERY: Duration = Duration::from_secs(60);
/// How long one server has the mailbox for itself, in microseconds: five minutes.
const READ_LEASE: i64 = 300_000_000;
/// How often it looks whether it is told to stop.
const STOP_EVERY: Duration = Duration::from_millis(100);
/// The most messages fetched in one visit.
const FETCHED_MAX: usize = 50;
/// What the log calls whoever takes letters to be printed.
const PRINTER: &str = "keyholder";
/// What waits for the office and its auditor, by kind, and what the email is about.
const PLAIN: [(&str, &str); 3] = [
    ("auditor", "For the auditor of the log"),
    ("checkpoint", "The checkpoint of the log"),
    ("digest", "How the office stands"),
];

/// How emails go out, and come in. Addresses with a password in them are best given by their variable:
/// a command line can be seen by others of the machine.
#[derive(clap::Args, Clone, Default)]
pub(crate) struct ByMail {
    /// The server that takes our emails: `smtps://name:password@host`, or `smtp://host:25` on this machine;
    /// `folder:DIR` puts them into files, to try things out
    #[arg(long, value_name = "URL", env = "KEYHOLDER_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// Whom emails come from: "Privacy <privacy@landlord.example>"
    #[arg(long, value_name = "ADDRESS", env = "KEYHOLDER_MAIL_FROM")]
    mail_from: Option<String>,
    /// Where people find this server: links in emails begin with it
    #[arg(long, value_name = "URL", env = "KEYHOLDER_URL")]
    url: Option<String>,
    /// The mailbox requests come to: `imaps://name:password@host/INBOX`. It is only read
    #[arg(long, value_name = "URL", env = "KEYHOLDER_IMAP", hide_env_values = true)]
    imap: Option<String>,
    /// The folder letters with a code are put into, to be printed: of whoever prints, and of nobody else
    #[arg(long, value_name = "DIR", env = "KEYHOLDER_LETTERS")]
    letters: Option<PathBuf>,
}

impl std::fmt::Debug for ByMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ByMail(..)")
    }
}

/// Servers that emails go out by and come in from.
pub(crate) struct Mailer {
    out: Option<(Smtp, String)>,
    inbox: Option<Inbox>,
    letters: Option<PathBuf>,
}

/// What went out and came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Round {
    pub(crate) sent: usize,
    pub(crate) later: usize,
    pub(crate) never: usize,
    pub(crate) came: usize,
}

impl ByMail {
    /// The servers, where any is named.
    pub(crate) fn open(&self) -> anyhow::Result<Mailer> {
        let out = match (&self.smtp, &self.mail_from, &self.url) {
            (None, _, _) => None,
            (Some(smtp), Some(from), Some(url)) => {
                if !is_safe(url) {
                    bail!("`--url` begins with `https://`, but on this machine");
                }
                Some((Smtp::new(smtp, from)?, url.clone()))
            }
            _ => bail!("`--smtp` goes with `--mail-from` and `--url`"),
        };
        let inbox = self.imap.as_deref().map(Inbox::new).transpose()?;
        Ok(Mailer { out, inbox, letters: self.letters.clone() })
    }
}

impl Mailer {
    /// Whether it knows a server.
    pub(crate) fn knows_any(&self) -> bool {
        self.out.is_some() || self.inbox.is_some()
    }

    /// Whether emails go out.
    pub(crate) fn sends(&self) -> bool {
        self.out.is_some()
    }

    /// Whether letters are put out to be printed.
    pub(crate) fn prints(&self) -> bool {
        self.letters.is_some()
    }

    /// Sends, fetches and tells until told to stop.
    pub(crate) fn run(&self, record: &Record, holder: &str, stop: &Arc<AtomicBool>) {
        let mut read: Option<Instant> = None;
        while !stop.load(Ordering::SeqCst) {
            let now = record.now(today::timestamp());
            match self.send(record, now) {
                Ok(round) if round != Round::default() => {
                    tracing::info!(round.sent, round.later, round.never, "emails went out");
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "emails go out later");
                }
            }
            if let Some(folder) = &self.letters {
                match printing::print(record, folder, PRINTER, now) {
                    Ok(0) => {}
                    Ok(letters) => tracing::info!(letters, "letters wait to be printed"),
                    Err(error) => {
                        tracing::warn!(error = format!("{error:#}"), "letters cannot be put out");
                    }
                }
            }
            match self.tell(record, now) {
                Ok(round) if round != Round::default() => {
                    tracing::info!(round.sent, round.later, round.never, "other systems were told");
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(error = format!("{error:#}"), "other systems are told later");
                }
            }
            if read.is_none_or(|at| at.elapsed() >= READ_EVERY) {
                read = Some(Instant::now());
                match self.fetch(record, holder, now) {
                    Ok(0) => {}
                    Ok(came) => tracing::info!(came, "emails came"),
                    Err(error) => {
                        tracing::warn!(error = format!("{error:#}"), "the mailbox is read later");
                    }
                }
            }
            for _ in 0..SEND_EVERY.as_millis() / STOP_EVERY.as_millis() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                std::thread::sleep(STOP_EVERY);
            }
        }
    }

    /// Tells other systems what happened to cases, once.
    pub(crate) fn tell(&self, record: &Record, now: Now) -> anyhow::Result<Round> {
        let desk = Desk::new(record.clone(), Posts::default());
        let mut round = Round::default();
        let mut silent: Vec<String> = Vec::new();
        for hook in desk.hooks(now)? {
            // An address that does not answer holds up no other.
            let went = if silent.contains(&hook.url) { Went::Later } else { post(&hook) };
            if went == Went::Later {
                silent.push(hook.url.clone());
            }
            match went {
                Went::Sent => round.sent += 1,
                Went::Later | Went::Uncertain => round.later += 1,
                Went::Never => round.never += 1,
            }
            desk.hook_went(&hook, went, now)?;
        }
        Ok(round)
    }

    /// Sends what waits, once.
    pub(crate) fn send(&self, record: &Record, now: Now) -> anyhow::Result<Round> {
        let mut round = Round::default();
        let Some((smtp, base)) = &self.out else { return Ok(round) };
        let desk = Desk::new(record.clone(), Posts::default());
        for message in desk.outgoing(base, now)? {
            let sent = smtp.send(&Mail {
                to: &message.to,
                subject: &message.subject,
                text: &message.text,
                id: &message.id,
            });
            let went = round.count(&sent);
            desk.went(&message, went, now)?;
        }
        codes(record, smtp, &mut round, now)?;
        plain(record, smtp, &mut round, now)?;
        Ok(round)
    }

    /// Reads the mailbox on from where it was left; how many messages came.
    pub(crate) fn fetch(&self, record: &Record, holder: &str, now: Now) -> anyhow::Result<usize> {
        let Some(inbox) = &self.inbox else { return Ok(0) };
        let desk = Desk::new(record.clone(), Posts::default());
        let place = inbox.place();
        // Of several servers one reads it.
        let (name, by, at) = (format!("mailbox {place}"), holder.to_owned(), now.micros());
        let leased = record.data().write("lease the mailbox", move |tx| {
            db::lease::take(tx, &name, &by, at, at + READ_LEASE)
        })?;
        if leased.is_none() {
            return Ok(0);
        }
        let mut came = 0;
        for message in inbox.after(desk.mailbox(&place)?, FETCHED_MAX)? {
            let became = desk
                .mail_came(&place, &message, now)
                .with_context(|| format!("message {} of the mailbox", message.position.last))?;
            came += usize::from(became != Came::Before);
        }
        Ok(came)
    }
}

impl Round {
    fn count(&mut self, sent: &Result<(), NotSent>) -> Went {
        match sent {
            Ok(()) => {
                self.sent += 1;
                Went::Sent
            }
            Err(error @ NotSent::Later(_)) => {
                tracing::warn!(%error, "an email waits");
                self.later += 1;
                Went::Later
            }
            Err(error @ NotSent::Uncertain(_)) => {
                tracing::warn!(%error, "somebody has to look");
                self.later += 1;
                Went::Uncertain
            }
            Err(error @ NotSent::Never(_)) => {
                tracing::warn!(%error, "an email cannot be sent");
                self.never += 1;
                Went::Never
            }
        }
    }
}

/// Whether what is read at an address is safe from whoever listens.
fn is_safe(url: &str) -> bool {
    let here = |rest: &str| {
        let host = rest.split(['/', '?']).next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        ["127.0.0.1", "localhost", "[::1]"].contains(&host)
    };
    url.starts_with("https://") || url.strip_prefix("http://").is_some_and(here)
}

/// How long an address may take to answer.
const HOOK_TIMEOUT: Duration = Duration::from_secs(15);

/// Posts a message. Nothing is followed elsewhere: the secret is for this address.
fn post(hook: &Hook) -> Went {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(HOOK_TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .build()
        .into();
    let sent = agent
        .post(&hook.url)
        .header("content-type", "application/json")
        .header("webhook-id", &hook.id)
        .header("webhook-timestamp", hook.timestamp.to_string())
        .header("webhook-signature", &hook.signature)
        .send(&hook.body);
    match sent.map(|answer| answer.status().as_u16()) {
        Ok(200..=299) => Went::Sent,
        // Gone for good, and it says so.
        Ok(410) => Went::Never,
        Ok(status) => {
            tracing::warn!(status, "an address did not take what it was told");
            Went::Later
        }
        Err(_) => Went::Later,
    }
}

/// Sends the codes residents asked for.
fn codes(record: &Record, smtp: &Smtp, round: &mut Round, now: Now) -> anyhow::Result<()> {
    for code in residents::outgoing(record, now)? {
        let (to, subject, text, id) = (&code.to, &code.subject, &code.text, &code.id);
        let sent = smtp.send(&Mail { to, subject, text, id });
        let went = round.count(&sent) == Went::Sent;
        residents::settled(record, &code, went, now)?;
    }
    Ok(())
}

/// Sends what waits for the office and its auditor: how the office stands, the checkpoints of the log, and
/// what goes ahead without a second person.
fn plain(record: &Record, smtp: &Smtp, round: &mut Round, now: Now) -> anyhow::Result<()> {
    let at = now.micros();
    for (kind, subject) in PLAIN {
        let lost = record.data().write("lost", move |tx| outbox::uncertain(tx, kind, at, 10))?;
        for (no, _) in lost.into_inner() {
            tracing::error!(no, kind, "it is not known whether this went");
        }
        let taken = record.data().write("auditor", move |tx| outbox::take(tx, kind, at, 10))?;
        for (no, message) in taken.into_inner() {
            let text = String::from_utf8_lossy(&message.body).into_owned();
            let sent = smtp.send(&Mail {
                to: &message.recipient,
                subject,
                text: &text,
                id: &format!("keyholder.office.{no}"),
            });
            let went = round.count(&sent);
            record.data().write("settle", move |tx| {
                match went {
                    Went::Sent => outbox::settle(tx, no, Outcome::Sent, at)?,
                    Went::Later => outbox::again(tx, no, at)?,
                    Went::Never => outbox::settle(tx, no, Outcome::Failed, at)?,
                    Went::Uncertain => outbox::settle(tx, no, Outcome::Uncertain, at)?,
                };
                Ok::<_, db::Error>(())
            })?;
        }
    }
    Ok(())
}
