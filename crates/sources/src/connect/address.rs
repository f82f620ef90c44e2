//! Addresses of servers: `scheme://user:password@host:port/database`.

use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use crate::Error;

/// How long a server has to answer and let somebody in: 10 seconds.
pub(super) const CONNECT_WAIT: Duration = Duration::from_secs(10);

/// Where a server is, and as whom it is asked.
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) user: String,
    pub(super) password: String,
    pub(super) database: Option<String>,
    /// Whether the address itself asks for TLS. Away from this machine there is no other way.
    tls: bool,
    /// The file of certificates the server is checked by.
    pub(super) roots: Option<String>,
    /// A socket on this machine, instead of the host.
    pub(super) socket: Option<String>,
}

impl Server {
    /// Reads what comes after the scheme. None when it is no address of a server, or says something
    /// nobody knows here: what is not understood may have been meant to protect somebody.
    pub(super) fn parse(address: &str) -> Option<Server> {
        let (_, rest) = address.split_once("://")?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (who, place) = place.rsplit_once('@')?;
        let (user, password) = who.split_once(':').unwrap_or((who, ""));
        // The number of an address of the newer kind has colons of its own.
        let (host, port) = match place.strip_prefix('[') {
            Some(rest) => {
                let (host, port) = rest.split_once(']')?;
                (host, port.strip_prefix(':').or(port.is_empty().then_some("")))
            }
            None => match place.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (place, Some("")),
            },
        };
        let port = match port? {
            "" => None,
            port => Some(port.parse().ok()?),
        };
        let mut server = Server {
            host: decoded(host)?,
            port,
            user: decoded(user)?,
            password: decoded(password)?,
            database: Some(decoded(database)?).filter(|name| !name.is_empty()),
            tls: false,
            roots: None,
            socket: None,
        };
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=')? {
                ("sslmode", "disable") => server.tls = false,
                ("sslmode", "require" | "verify-ca" | "verify-full") => server.tls = true,
                ("sslrootcert", file) => server.roots = Some(decoded(file)?),
                ("socket", path) => server.socket = Some(decoded(path)?),
                _ => return None,
            }
        }
        let whole = !server.user.is_empty() && (!server.host.is_empty() || server.socket.is_some());
        whole.then_some(server)
    }

    /// Whether it is spoken to in clear: on this machine, unless the address asks for TLS.
    pub(super) fn in_clear(&self) -> bool {
        let here = self.host == "localhost"
            || self.host.parse::<IpAddr>().is_ok_and(|number| number.is_loopback());
        self.socket.is_some() || (here && !self.tls && self.roots.is_none())
    }

    /// Dials it.
    pub(super) fn dial(&self, port: u16, until: Instant) -> Result<TcpStream, Error> {
        let cannot = |why: String| Error::Unreachable(why);
        let places: Vec<SocketAddr> = (self.host.as_str(), self.port.unwrap_or(port))
            .to_socket_addrs()
            .map_err(|_| cannot(format!("nobody knows where `{}` is", self.host)))?
            .collect();
        let mut why = format!("nobody knows where `{}` is", self.host);
        for place in places {
            // A name that is said to be here and leads elsewhere.
            if self.in_clear() && !place.ip().is_loopback() {
                continue;
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            match TcpStream::connect_timeout(&place, left) {
                Ok(stream) => return Ok(stream),
                Err(error) => why = told(&error),
            }
        }
        Err(cannot(why))
    }
}

/// What went wrong on the way, in words that hold nothing of what was sent.
pub(super) fn told(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::TimedOut | Kind::WouldBlock => "it did not answer in time".to_owned(),
        Kind::UnexpectedEof | Kind::ConnectionReset | Kind::BrokenPipe => {
            "the connection closed in the middle".to_owned()
        }
        Kind::ConnectionRefused => "nobody listens there".to_owned(),
        _ => error.to_string(),
    }
}

/// A part of an address, with `%40` as `@`.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (char::from(rest.next()?), char::from(rest.next()?));
            let byte = high.to_digit(16)? * 16 + low.to_digit(16)?;
            bytes.push(u8::try_from(byte).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::Server;

    #[test]
    fn an_address_is_read_whole_or_not_at_all() {
        for (address, read) in [
            ("mysql://kh:p%40ss%2Fw@db.example:3307/hms", Some(("db.example", "p@ss/w", false))),
            ("mysql://kh@localhost/hms", Some(("localhost", "", true))),
            ("mysql://kh:a@b@127.0.0.1", Some(("127.0.0.1", "a@b", true))),
            ("mysql://kh@[::1]:3306/hms", Some(("::1", "", true))),
            ("mysql://kh@[::1]/hms?sslrootcert=ca.pem", Some(("::1", "", false))),
            ("mysql://kh@127.0.0.1/hms?sslmode=require", Some(("127.0.0.1", "", false))),
            // Nothing leaves this machine in clear, whatever the address says.
            ("mysql://kh@db.example/hms?sslmode=disable", Some(("db.example", "", false))),
            ("mysql://kh@localhost.example/hms", Some(("localhost.example", "", false))),
            ("mysql://db.example/hms", None),
            ("mysql://kh@/hms", None),
            ("mysql://kh@db:x/hms", None),
            ("mysql://kh@db/hms?sslmode=prefer", None),
            ("mysql://kh@db/hms?local_infile=1", None),
            ("mysql://k%zzh@db/hms", None),
        ] {
            let server = Server::parse(address);
            let server =
                server.as_ref().map(|s| (s.host.as_str(), s.password.as_str(), s.in_clear()));
            assert_eq!(server, read, "{address}");
        }
    }
}
