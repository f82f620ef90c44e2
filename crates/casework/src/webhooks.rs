//! Telling other systems what happens to cases, in the form of Standard Webhooks: signed, numbered, tried
//! again, and of nobody.

use db::outbox::{self, Message, Outcome};
use db::tasks::{self, NewTask};
use db::{Tx, params};
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::Date;
use people::{Error as RecordError, Now, row_number};
use serde_json::json;
use sha2::Sha256;
use vault::KeyId;

use crate::{Desk, Error, Kind, State, Step, Went};

/// The most addresses that are told.
pub const WEBHOOKS_MAX: usize = 20;
/// The most characters of an address.
const URL_LENGTH_MAX: usize = 500;
/// The most messages taken at once.
const TAKEN_MAX: u32 = 50;
/// What they wait as in the outbox.
const HOOK: &str = "webhook";
/// The task of whoever finds out why an address does not answer.
const FAILED: &str = "webhook-failed";
/// What a secret begins with, as the standard has it.
const PREFIX: &str = "whsec_";

/// An address that is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    /// Its number.
    pub no: i64,
    /// The address.
    pub url: String,
    /// Since when.
    pub since: Date,
    /// The day it was ended.
    pub ended: Option<Date>,
}

/// A message to be sent to an address.
#[derive(Debug)]
pub struct Hook {
    /// Its number in the outbox.
    no: i64,
    webhook: i64,
    /// Where to.
    pub url: String,
    /// The header `webhook-id`: the same for every try.
    pub id: String,
    /// The header `webhook-timestamp`.
    pub timestamp: i64,
    /// The header `webhook-signature`.
    pub signature: String,
    /// The body.
    pub body: String,
}

/// Signs a message: `v1,` and the Base64 of the HMAC of its id, its time and its body.
///
/// # Errors
/// [`Error::Malformed`] for a secret that is none.
pub fn sign(secret: &str, id: &str, timestamp: i64, body: &str) -> Result<String, Error> {
    let wrong = || Error::Malformed("this is no secret of a webhook".to_owned());
    let encoded = secret.strip_prefix(PREFIX).ok_or_else(wrong)?;
    let key = data_encoding::BASE64.decode(encoded.as_bytes()).map_err(|_| wrong())?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).map_err(|_| wrong())?;
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    Ok(format!("v1,{}", data_encoding::BASE64.encode(&mac.finalize().into_bytes())))
}

/// What others are told of a step.
pub(crate) struct Event<'a> {
    pub(crate) case: i64,
    pub(crate) reference: &'a str,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    pub(crate) step: Step,
    pub(crate) version: i64,
    pub(crate) due: Option<Date>,
    pub(crate) at: i64,
}

/// Puts a step into the outbox for every address that is told.
pub(crate) fn tell(tx: &Tx<'_>, event: &Event<'_>) -> Result<(), RecordError> {
    let sql = "SELECT no FROM webhook WHERE ended IS NULL ORDER BY no LIMIT 100";
    let told = tx.all(sql, params![], |row| Ok::<_, RecordError>(row.int(0)?))?;
    if told.is_empty() {
        return Ok(());
    }
    let instant =
        jiff::Timestamp::from_microsecond(event.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let body = json!({
        "type": if event.step == Step::Receive { "case.opened" } else { "case.step" },
        "timestamp": instant.to_string(),
        "data": {
            "reference": event.reference,
            "kind": event.kind.id(),
            "state": event.state.id(),
            "step": event.step.id(),
            "version": event.version,
            "due": event.due.map(|day| day.to_string()),
        },
    })
    .to_string();
    for webhook in told {
        let message = Message {
            name: format!("{HOOK} {webhook} {} {}", event.case, event.version),
            kind: HOOK.to_owned(),
            recipient: webhook.to_string(),
            body: body.clone().into_bytes(),
            not_before: event.at,
        };
        outbox::put(tx, &message, event.at)?;
    }
    Ok(())
}

struct Row {
    url: String,
    key: KeyId,
    sealed: Vec<u8>,
}

/// An address that is told.
fn find(tx: &Tx<'_>, no: i64) -> Result<Option<Row>, RecordError> {
    let sql = "SELECT url, key, detail FROM webhook WHERE no = ?1 AND ended IS NULL";
    tx.one(sql, params![no], |row| {
        let key = KeyId::from_bytes(row.bytes(1)?);
        Ok(Row { url: row.text(0)?.to_owned(), key, sealed: row.blob(2)?.to_vec() })
    })
}

impl Desk {
    /// Tells an address from now on; the secret it checks signatures with, which is shown this once.
    ///
    /// # Errors
    /// [`Error::Malformed`] for an address that is none, or not `https://` and not on this machine.
    pub fn add_webhook(&self, by: &str, url: &str, now: Now) -> Result<(i64, String), Error> {
        let here = |rest: &str| {
            let host = rest.split(['/', '?']).next().unwrap_or_default();
            let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
            ["127.0.0.1", "localhost", "[::1]"].contains(&host)
        };
        let safe = url.starts_with("https://") || url.strip_prefix("http://").is_some_and(here);
        if !safe || url.len() > URL_LENGTH_MAX || url.contains(['@', ' ', '#']) {
            return Err(Error::Malformed(format!(
                "an address begins with `https://`, names nobody and has {URL_LENGTH_MAX} characters \
                 at most"
            )));
        }
        let there = self.webhooks()?.iter().filter(|one| one.ended.is_none()).count();
        if there >= WEBHOOKS_MAX {
            return Err(Error::Malformed(format!("{WEBHOOKS_MAX} addresses at most are told")));
        }
        let secret = format!("{PREFIX}{}", data_encoding::BASE64.encode(&vault::random::<24>()));
        let (no, key) = (row_number(), self.record().fresh_key()?);
        let sealed = self.seal(key, "webhook", no, &secret)?;
        let (url, day) = (url.to_owned(), now.today().to_string());
        self.record().write_office(by, "webhook-added", "webhook", now, move |tx| {
            tx.execute(
                "INSERT INTO webhook (no, url, since, key, detail) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![no, &url, &day, key.as_bytes(), &sealed],
            )?;
            Ok(())
        })?;
        Ok((no, secret))
    }

    /// The addresses that are or were told.
    ///
    /// # Errors
    /// What the store says.
    pub fn webhooks(&self) -> Result<Vec<Webhook>, Error> {
        let sql = "SELECT no, url, since, ended FROM webhook ORDER BY since, no LIMIT 1000";
        Ok(self.record().data().read("webhooks", |tx| {
            tx.all(sql, params![], |row| {
                Ok::<_, RecordError>(Webhook {
                    no: row.int(0)?,
                    url: row.text(1)?.to_owned(),
                    since: row.date(2)?,
                    ended: row.opt_date(3)?,
                })
            })
        })?)
    }

    /// Tells an address no longer.
    ///
    /// # Errors
    /// [`Error::Malformed`] where there is none of that number.
    pub fn end_webhook(&self, by: &str, no: i64, now: Now) -> Result<(), Error> {
        let stands = self.webhooks()?.iter().any(|one| one.no == no && one.ended.is_none());
        if !stands {
            return Err(Error::Malformed("there is no such address that is told".to_owned()));
        }
        let day = now.today().to_string();
        let row = self.record().data().read("webhook", |tx| find(tx, no))?;
        self.record().write_office(by, "webhook-ended", "webhook", now, move |tx| {
            tx.execute("UPDATE webhook SET ended = ?2 WHERE no = ?1", params![no, &day])?;
            Ok(())
        })?;
        if let Some(row) = row {
            let at = now.micros();
            self.record().vault().destroy(&[row.key], at).map_err(RecordError::from)?;
        }
        Ok(())
    }

    /// Takes messages that wait for addresses, signed. Each is answered by [`Desk::hook_went`]; one
    /// that is not is sent again after an hour: whoever gets it twice knows it by its id.
    ///
    /// # Errors
    /// What the store or the vault says.
    pub fn hooks(&self, now: Now) -> Result<Vec<Hook>, Error> {
        let at = now.micros();
        let taken = self.record().data().write("hooks", move |tx| {
            outbox::take_again(tx, HOOK, at)?;
            outbox::take(tx, HOOK, at, TAKEN_MAX)
        })?;
        let mut hooks = Vec::new();
        for (no, message) in taken.into_inner() {
            let webhook: i64 = message.recipient.parse().map_err(|_| Error::None)?;
            let found = self.record().data().read("webhook", |tx| find(tx, webhook))?;
            let Some(Row { url, key, sealed }) = found else {
                self.settle(no, Outcome::Failed, at)?;
                continue;
            };
            // One secret that does not open holds up no other address.
            let Ok(secret) = self.unseal::<String>(key, "webhook", webhook, &sealed) else {
                self.settle(no, Outcome::Failed, at)?;
                continue;
            };
            let body = String::from_utf8_lossy(&message.body).into_owned();
            let id = format!("msg_{no}");
            let timestamp = at.div_euclid(1_000_000);
            let signature = sign(&secret, &id, timestamp, &body)?;
            hooks.push(Hook { no, webhook, url, id, timestamp, signature, body });
        }
        Ok(hooks)
    }

    /// Says what became of a message. An address that says it is gone is told no longer; one that never
    /// answers is somebody's task.
    ///
    /// # Errors
    /// What the store says.
    pub fn hook_went(&self, hook: &Hook, went: Went, now: Now) -> Result<(), Error> {
        let (no, at) = (hook.no, now.micros());
        match went {
            Went::Sent => self.settle(no, Outcome::Sent, at),
            Went::Never => {
                self.settle(no, Outcome::Failed, at)?;
                match self.end_webhook(crate::desk::CLOCK, hook.webhook, now) {
                    // It was ended already.
                    Ok(()) | Err(Error::Malformed(_)) => {}
                    Err(error) => return Err(error),
                }
                self.hook_failed(hook, now)
            }
            Went::Later | Went::Uncertain => {
                let again =
                    self.record().data().write("again", move |tx| outbox::again(tx, no, at))?;
                if again.into_inner() { Ok(()) } else { self.hook_failed(hook, now) }
            }
        }
    }

    fn hook_failed(&self, hook: &Hook, now: Now) -> Result<(), Error> {
        let say = |account: people::Account| account.with("webhook", hook.webhook);
        let task = NewTask {
            post: self.posts().adviser.clone(),
            kind: FAILED.to_owned(),
            subject: None,
            reference: format!("webhook {}", hook.webhook),
            due: now.today().to_string(),
        };
        let at = now.micros();
        let by = crate::desk::CLOCK;
        let _ = self.record().write_incoming(by, None, FAILED, say, now, move |tx, _| {
            tasks::give_once(tx, &task, at)?;
            Ok(())
        })?;
        Ok(())
    }
}
