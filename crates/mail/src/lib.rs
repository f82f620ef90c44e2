//! Emails: sent by SMTP, fetched by IMAP, and read as far as whoever gets them must know. This room
//! knows nothing of cases and keeps nothing; it calls only the servers it was given.
//!
//! Nothing here prints an address, a subject or a word of a message: errors say what a server
//! answered by number, and where.

mod imap;
mod incoming;
pub mod server;
mod smtp;

pub use imap::{Fetched, Inbox, MESSAGE_BYTES_MAX, Position};
pub use incoming::{Incoming, TEXT_LENGTH_MAX};
pub use smtp::{Mail, NotSent, Smtp};

/// What is wrong with an address of a server, or with what it answered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address of the server is none.
    #[error("`{place}` is not the address of a mail server: {why}")]
    Address {
        /// What was given, without name and password.
        place: String,
        /// Why.
        why: &'static str,
    },
    /// The server cannot be used.
    #[error("the mail server `{place}` {what}")]
    Server {
        /// Where it is, without name and password.
        place: String,
        /// What it did.
        what: String,
    },
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A server's address as it may be printed: without name and password.
fn place(address: &str) -> String {
    match url::Url::parse(address) {
        Ok(url) => {
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{}://{}{port}", url.scheme(), url.host_str().unwrap_or_default())
        }
        Err(_) => "the address given".to_owned(),
    }
}
