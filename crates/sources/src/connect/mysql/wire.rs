//! The wire to a `MySQL` or `MariaDB` server: packets, TLS, and statements whose rows come one by
//! one. All of it is bounded, in time and in size, for a server may be slow or lie.

use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::{ClientConnection, StreamOwned};

use crate::Error;
use crate::connect::address::{CONNECT_WAIT, Server, told};
use crate::connect::value::EachRow;

use super::login;

/// The port such a server listens on, unless the address says another.
const PORT: u16 = 3306;
/// How long one statement may take, as the server is told: 120 seconds.
pub(super) const STATEMENT_SECONDS: u64 = 120;
/// The most bytes of one row: 64 MiB.
const ROW_BYTES_MAX: usize = 64 << 20;
/// The most bytes of one packet while somebody is let in: 64 KiB.
const LOGIN_BYTES_MAX: usize = 64 << 10;
/// The most bytes in one frame; a packet that is longer goes on in the next.
const FRAME_BYTES_MAX: usize = 0xff_ff_ff;
/// The most columns of an answer: 4,096, which is what such a server allows a table.
const COLUMNS_MAX: u64 = 4_096;

/// A socket that answers before a certain moment or not at all.
struct Bounded {
    socket: Socket,
    until: Instant,
}

pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(std::os::unix::net::UnixStream),
}

impl Socket {
    /// Another hold on the same socket.
    fn again(&self) -> io::Result<Socket> {
        match self {
            Socket::Tcp(socket) => socket.try_clone().map(Socket::Tcp),
            #[cfg(unix)]
            Socket::Unix(socket) => socket.try_clone().map(Socket::Unix),
        }
    }

    /// Cuts the line: whoever reads from it, or writes to it, does so no longer.
    pub(super) fn cut(&self) {
        // One that is cut already is what is wanted.
        let _ = match self {
            Socket::Tcp(socket) => socket.shutdown(Shutdown::Both),
            #[cfg(unix)]
            Socket::Unix(socket) => socket.shutdown(Shutdown::Both),
        };
    }
}

impl Bounded {
    /// How long is left, as a socket wants it.
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.socket {
            Socket::Tcp(socket) => {
                socket.set_read_timeout(left)?;
                socket.read(into)
            }
            #[cfg(unix)]
            Socket::Unix(socket) => {
                socket.set_read_timeout(left)?;
                socket.read(into)
            }
        }
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let left = self.left()?;
        match &mut self.socket {
            Socket::Tcp(socket) => {
                socket.set_write_timeout(left)?;
                socket.write(bytes)
            }
            #[cfg(unix)]
            Socket::Unix(socket) => {
                socket.set_write_timeout(left)?;
                socket.write(bytes)
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.socket {
            Socket::Tcp(socket) => socket.flush(),
            #[cfg(unix)]
            Socket::Unix(socket) => socket.flush(),
        }
    }
}

enum Stream {
    Plain(Bounded),
    Sealed(Box<StreamOwned<ClientConnection, Bounded>>),
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(stream) => stream.read(into),
            Stream::Sealed(stream) => stream.read(into),
        }
    }
}

/// A connection somebody was let in on.
pub(super) struct Wire {
    /// None once it broke off, or was left in the middle of an answer.
    stream: Option<BufReader<Stream>>,
    /// Another hold on the socket, by which it can be cut off.
    line: Arc<Socket>,
    /// How long one statement may take.
    pub(super) wait: Duration,
    /// The number the next frame has.
    next: u8,
    most: usize,
    packet: Vec<u8>,
    /// Whether it is a `MariaDB`, which calls some settings otherwise than a `MySQL` does.
    pub(super) is_mariadb: bool,
}

fn lies() -> Error {
    Error::Unreachable("what it answers is not what such a server says".to_owned())
}

/// What goes wrong with one answer, and whether more can be asked after it.
enum Wrong {
    Said(Error),
    Off(Error),
}

impl From<io::Error> for Wrong {
    fn from(error: io::Error) -> Wrong {
        Wrong::Off(Error::Unreachable(told(&error)))
    }
}

impl Wire {
    pub(super) fn open(server: &Server) -> Result<Wire, Error> {
        let until = Instant::now() + CONNECT_WAIT;
        let socket = match &server.socket {
            #[cfg(unix)]
            Some(path) => Socket::Unix(
                std::os::unix::net::UnixStream::connect(path)
                    .map_err(|error| Error::Unreachable(told(&error)))?,
            ),
            #[cfg(not(unix))]
            Some(_) => return Err(Error::Unreachable("there are no sockets here".to_owned())),
            None => {
                let stream = server.dial(PORT, until)?;
                stream.set_nodelay(true).map_err(|error| Error::Unreachable(told(&error)))?;
                Socket::Tcp(stream)
            }
        };
        let line = socket.again().map_err(|error| Error::Unreachable(told(&error)))?;
        let mut wire = Wire {
            line: Arc::new(line),
            wait: Duration::from_secs(STATEMENT_SECONDS + 10),
            stream: Some(BufReader::new(Stream::Plain(Bounded { socket, until }))),
            next: 0,
            most: LOGIN_BYTES_MAX,
            packet: Vec::new(),
            is_mariadb: false,
        };
        let let_in = wire.log_in(server);
        let_in.map_err(|wrong| match wrong {
            Wrong::Said(error) | Wrong::Off(error) => error,
        })?;
        wire.most = ROW_BYTES_MAX;
        Ok(wire)
    }

    /// Another hold on its socket.
    pub(super) fn line(&self) -> Arc<Socket> {
        Arc::clone(&self.line)
    }

    fn log_in(&mut self, server: &Server) -> Result<(), Wrong> {
        self.receive()?;
        if self.packet.first() == Some(&0xff) {
            return Err(Wrong::Said(login::refusal(&self.packet)));
        }
        let greeting = login::Greeting::read(&self.packet).ok_or_else(|| Wrong::Off(lies()))?;
        self.is_mariadb = greeting.is_mariadb;
        let mut secret = server.socket.is_some();
        if !server.in_clear() {
            if !greeting.offers_tls {
                let why = "it offers no TLS, and nothing leaves this machine in clear".to_owned();
                return Err(Wrong::Off(Error::Unreachable(why)));
            }
            self.send(&login::wants_tls(server))?;
            self.seal(server)?;
            secret = true;
        }
        self.send(&login::reply(server, &greeting))?;
        // To be let in takes a few words and no more.
        for _ in 0..8 {
            self.receive()?;
            match login::answer(&self.packet, server, secret).map_err(Wrong::Said)? {
                login::Next::In => return Ok(()),
                login::Next::Wait => {}
                login::Next::Say(words) => self.send(&words)?,
            }
        }
        Err(Wrong::Off(lies()))
    }

    /// Goes on by TLS.
    fn seal(&mut self, server: &Server) -> Result<(), Wrong> {
        let off = |why: String| Wrong::Off(Error::Unreachable(why));
        let stream = self.stream.take().ok_or_else(|| Wrong::Off(lies()))?;
        // What came in clear after the greeting came from somebody in between.
        if !stream.buffer().is_empty() {
            return Err(Wrong::Off(lies()));
        }
        let Stream::Plain(stream) = stream.into_inner() else { return Err(Wrong::Off(lies())) };
        let config = db::trusting(server.roots.as_deref()).map_err(|why| match why {
            db::Error::Unavailable(why) => off(why),
            other => off(other.to_string()),
        })?;
        let name = rustls::pki_types::ServerName::try_from(server.host.clone())
            .map_err(|_| off(format!("`{}` is no name of a server", server.host)))?;
        let client = ClientConnection::new(Arc::new(config), name)
            .map_err(|error| off(error.to_string()))?;
        let mut sealed = Box::new(StreamOwned::new(client, stream));
        // The certificate is checked before another word is said.
        while sealed.conn.is_handshaking() {
            let StreamOwned { conn, sock } = sealed.as_mut();
            conn.complete_io(sock)?;
        }
        self.stream = Some(BufReader::new(Stream::Sealed(sealed)));
        Ok(())
    }

    fn stream(&mut self) -> Result<&mut BufReader<Stream>, Wrong> {
        let gone = || Error::Unreachable("the connection broke off before".to_owned());
        self.stream.as_mut().ok_or_else(|| Wrong::Off(gone()))
    }

    /// Sends one packet.
    fn send(&mut self, words: &[u8]) -> Result<(), Wrong> {
        let mut next = self.next;
        let stream = self.stream()?.get_mut();
        let mut framed = Vec::with_capacity(words.len() + 8);
        let mut rest = words;
        loop {
            let (frame, after) = rest.split_at(rest.len().min(FRAME_BYTES_MAX));
            let length = u32::try_from(frame.len()).unwrap_or(0).to_le_bytes();
            framed.extend_from_slice(&[length[0], length[1], length[2], next]);
            framed.extend_from_slice(frame);
            next = next.wrapping_add(1);
            rest = after;
            if frame.len() < FRAME_BYTES_MAX {
                break;
            }
        }
        let out: &mut dyn Write = match stream {
            Stream::Plain(stream) => stream,
            Stream::Sealed(stream) => stream,
        };
        out.write_all(&framed)?;
        out.flush()?;
        self.next = next;
        Ok(())
    }

    /// Receives one packet.
    fn receive(&mut self) -> Result<(), Wrong> {
        let (mut next, most) = (self.next, self.most);
        let mut packet = std::mem::take(&mut self.packet);
        packet.clear();
        let stream = self.stream()?;
        loop {
            let mut head = [0; 4];
            stream.read_exact(&mut head)?;
            let length =
                usize::from(head[0]) | usize::from(head[1]) << 8 | usize::from(head[2]) << 16;
            if head[3] != next {
                return Err(Wrong::Off(lies()));
            }
            next = next.wrapping_add(1);
            if packet.len() + length > most {
                let many = Error::TooMany { what: "bytes in a row", limit: most };
                return Err(Wrong::Off(if most == LOGIN_BYTES_MAX { lies() } else { many }));
            }
            // What was announced takes memory only as it comes.
            let announced = u64::try_from(length).unwrap_or(0);
            let read = stream.by_ref().take(announced).read_to_end(&mut packet)?;
            if read < length {
                return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
            }
            if length < FRAME_BYTES_MAX {
                break;
            }
        }
        self.next = next;
        self.packet = packet;
        Ok(())
    }

    /// Runs one statement, and gives its rows one by one as they come.
    pub(super) fn run(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), Error> {
        let run = self.run_to_the_end(sql, each);
        run.map_err(|wrong| match wrong {
            Wrong::Said(error) => error,
            Wrong::Off(error) => {
                // The rest of the answer is still on its way: nothing can be asked after it.
                self.stream = None;
                error
            }
        })
    }

    fn run_to_the_end(&mut self, sql: &str, each: &mut EachRow<'_>) -> Result<(), Wrong> {
        let until = Instant::now() + self.wait;
        match self.stream()?.get_mut() {
            Stream::Plain(stream) => stream.until = until,
            Stream::Sealed(stream) => stream.sock.until = until,
        }
        self.next = 0;
        self.send(&[&[login::QUERY], sql.as_bytes()].concat())?;
        self.receive()?;
        let columns = match self.packet.first() {
            Some(0) => return Ok(()),
            Some(0xff) => return Err(Wrong::Said(login::refusal(&self.packet))),
            // None too where it asks for a file of this machine.
            _ => login::number(&mut self.packet.as_slice()),
        };
        let columns = columns.filter(|columns| (1..=COLUMNS_MAX).contains(columns));
        let columns = usize::try_from(columns.ok_or_else(|| Wrong::Off(lies()))?).unwrap_or(0);
        // What the columns are is known from the catalogue.
        for _ in 0..columns {
            self.receive()?;
        }
        self.receive()?;
        if !login::is_end(&self.packet) {
            return Err(Wrong::Off(lies()));
        }
        loop {
            self.receive()?;
            if login::is_end(&self.packet) {
                return Ok(());
            }
            if self.packet.first() == Some(&0xff) {
                return Err(Wrong::Said(login::refusal(&self.packet)));
            }
            let mut rest = self.packet.as_slice();
            let mut row = Vec::with_capacity(columns);
            for _ in 0..columns {
                row.push(login::value(&mut rest).ok_or_else(|| Wrong::Off(lies()))?);
            }
            if !rest.is_empty() {
                return Err(Wrong::Off(lies()));
            }
            each(&row).map_err(Wrong::Off)?;
        }
    }
}
