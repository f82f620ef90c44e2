//! Sending one message at a time by SMTP.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{SmtpTransport, Transport};

use crate::{Error, place};

/// How long a server may take to answer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A message to be sent: plain text to one address.
pub struct Mail<'a> {
    /// To whom.
    pub to: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub text: &'a str,
    /// What its `Message-ID` begins with: a mail that comes back names it.
    pub id: &'a str,
}

/// Why a message did not go.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSent {
    /// Not now: the server cannot be reached, is busy, or does not know us.
    #[error("it did not go for now: {0}")]
    Later(String),
    /// It is not known whether it went: the server was reached, and then nothing was heard.
    #[error("it is not known whether it went: {0}")]
    Uncertain(String),
    /// The server takes no mail for this address, or it is none.
    #[error("it cannot be sent: {0}")]
    Never(String),
}

/// Where messages go.
enum Way {
    Server(SmtpTransport),
    /// A file each.
    Folder(PathBuf),
}

/// A mail server that takes our messages.
pub struct Smtp {
    way: Way,
    from: Mailbox,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp(..)")
    }
}

impl Smtp {
    /// A server by its address, `smtps://name:password@host` or `smtp://host:587?tls=required`, and
    /// whom messages come from. It is called when there is something to send. `folder:DIR` puts each
    /// message into a file of that folder instead: to try things out, or for a server that picks them up.
    ///
    /// # Errors
    /// [`Error::Address`].
    pub fn new(address: &str, from: &str) -> Result<Smtp, Error> {
        let wrong = |why| Error::Address { place: place(address), why };
        let from = from.parse().map_err(|_| wrong("whom mail comes from is no email address"))?;
        if let Some(folder) = address.strip_prefix("folder:") {
            return Ok(Smtp { way: Way::Folder(PathBuf::from(folder)), from });
        }
        if !is_safe(address) {
            return Err(wrong(
                "a server on another machine is spoken to by `smtps://`, or with `?tls=required`",
            ));
        }
        let transport = SmtpTransport::from_url(address)
            .map_err(|_| wrong("it is written as `smtps://name:password@host`"))?
            .timeout(Some(TIMEOUT))
            .build();
        Ok(Smtp { way: Way::Server(transport), from })
    }

    /// Sends a message. When it answers, the server has it. What is not known to have gone is never
    /// called not sent: it would be sent twice.
    ///
    /// # Errors
    /// [`NotSent`] says whether trying again is of use.
    pub fn send(&self, mail: &Mail<'_>) -> Result<(), NotSent> {
        let never = |why: &str| NotSent::Never(why.to_owned());
        let to: Mailbox = mail.to.parse().map_err(|_| never("this is no email address"))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject)
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.to_owned())
            .map_err(|_| never("it cannot be written as an email"))?;
        // Whoever is away need not tell a machine.
        message.headers_mut().insert_raw(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
        let transport = match &self.way {
            Way::Server(transport) => transport,
            Way::Folder(folder) => return put(folder, mail.id, &message.formatted()),
        };
        // Whether the server can be reached is found out before anything is given to it.
        match transport.test_connection() {
            Ok(true) => {}
            Ok(false) => return Err(NotSent::Later("the server is not ready".to_owned())),
            Err(error) => return Err(NotSent::Later(reached(&error).to_owned())),
        }
        transport.send(&message).map_err(|error| not_sent(&error)).map(|_| ())
    }
}

/// Puts a message into a file: whole, or not at all.
fn put(folder: &Path, id: &str, message: &[u8]) -> Result<(), NotSent> {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '-' };
    let name: String = id.chars().map(plain).collect();
    let (half, whole) = (folder.join(format!("{name}.half")), folder.join(format!("{name}.eml")));
    // Codes and links are in it: it is for nobody else of the machine.
    let put = private_folder(folder)
        .and_then(|()| private_file(&half))
        .and_then(|mut file| file.write_all(message).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&half, &whole));
    put.map_err(|_| NotSent::Later("the folder cannot be written".to_owned()))
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)
}

fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Whether what is sent is safe from whoever listens: with TLS, or on this machine.
fn is_safe(address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return true };
    let required = url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    url.scheme() != "smtp" || required || crate::is_here(url.host_str().unwrap_or_default())
}

/// What a server's answer means. The words of the answer are not kept: they may name the address.
fn not_sent(error: &lettre::transport::smtp::Error) -> NotSent {
    match error.status().map(u16::from) {
        // 550 to 559 speak of the mailbox or the message; other refusals of how the server is used.
        Some(code @ 550..=559) => NotSent::Never(format!("the server answered {code}")),
        Some(code) => NotSent::Later(format!("the server answered {code}")),
        None => NotSent::Uncertain("the server was reached, and then not heard".to_owned()),
    }
}

/// Why a server cannot be reached.
fn reached(error: &lettre::transport::smtp::Error) -> &'static str {
    if error.is_timeout() {
        "the server took too long"
    } else if error.is_tls() {
        "no safe connection could be made to the server"
    } else if error.status().is_some() {
        "the server does not know us, or takes nothing now"
    } else {
        "the server cannot be reached"
    }
}
