//! Ending what a `MySQL` or `MariaDB` server is at, from another thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::wire::{Socket, Wire};
use super::{some, text};
use crate::Error;
use crate::connect::address::{CONNECT_WAIT, Server};

/// How often a server is asked to end a statement before its connection is hung up: 3 times.
const ASKED: u32 = 3;

/// What tells one server from another behind the same address, the number of a connection on it, and
/// the database it is in.
const WHERE: &str = "SELECT CONCAT(@@hostname, ' ', @@port), CONNECTION_ID(), DATABASE()";

/// What ends the statement of a connection.
pub(super) struct Ending {
    server: Server,
    place: String,
    number: u64,
    line: Arc<Socket>,
    asked: AtomicU32,
}

impl Ending {
    /// For this connection; and the database it is in, as the server writes it: some know no
    /// capitals in names.
    pub(super) fn of(wire: &mut Wire, server: Server) -> Result<(Ending, Option<String>), Error> {
        let (place, number, database) = stands(wire)?;
        let (line, asked) = (wire.line(), AtomicU32::new(0));
        Ok((Ending { server, place, number, line, asked }, database))
    }

    /// The server is asked to end it, over a connection of its own, so that it does not go on with
    /// what nobody waits for. Where it cannot be asked or does not hear, the line is cut.
    pub(super) fn end(&self) {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        if self.ask().is_err() || asked >= ASKED {
            self.line.cut();
        }
    }

    fn ask(&self) -> Result<(), Error> {
        let mut wire = Wire::open(&self.server)?;
        wire.wait = CONNECT_WAIT;
        // On another server behind this address the number is that of somebody else.
        if stands(&mut wire)?.0 != self.place {
            return Err(Error::Unreachable("another server answers here".to_owned()));
        }
        wire.run(&format!("KILL QUERY {}", self.number), &mut |_| Ok(()))
    }
}

/// Which server it is, the number of the connection, and the database it is in.
fn stands(wire: &mut Wire) -> Result<(String, u64, Option<String>), Error> {
    let mut found = (String::new(), 0, None);
    wire.run(WHERE, &mut |row| {
        if let [place, number, database] = row {
            found = (text(*place), text(*number).parse().unwrap_or(0), some(*database));
        }
        Ok(())
    })?;
    Ok(found)
}
