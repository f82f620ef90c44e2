//! Into a PostgreSQL database.

use std::io::{self, Write};

use postgres::Client;

use super::{Cell, DDL, Housing, INDEXES, Row, Sink, TABLES};

/// How much is held before it is sent: 4 MiB.
const HELD_MAX: usize = 4 << 20;

struct Database<'c> {
    client: &'c mut Client,
    held: Vec<String>,
    bytes: usize,
    text: String,
}

fn wrong(error: postgres::Error) -> io::Error {
    io::Error::other(error)
}

impl Database<'_> {
    /// Sends what is held, parents before children.
    fn send(&mut self) -> io::Result<()> {
        for (table, held) in self.held.iter_mut().enumerate() {
            if held.is_empty() {
                continue;
            }
            let copy = format!("COPY {} FROM STDIN", TABLES[table].name);
            let mut into = self.client.copy_in(&copy).map_err(wrong)?;
            into.write_all(held.as_bytes())?;
            into.finish().map_err(wrong)?;
            held.clear();
        }
        self.bytes = 0;
        Ok(())
    }
}

impl Sink for Database<'_> {
    fn row(&mut self, row: &Row<'_>) -> io::Result<()> {
        let held = &mut self.held[row.table];
        let before = held.len();
        for (at, cell) in row.cells.iter().enumerate() {
            if at > 0 {
                held.push('\t');
            }
            if *cell == Cell::Null {
                held.push_str("\\N");
                continue;
            }
            self.text.clear();
            cell.read(&mut self.text);
            for c in self.text.chars() {
                match c {
                    '\\' => held.push_str("\\\\"),
                    '\t' => held.push_str("\\t"),
                    '\n' => held.push_str("\\n"),
                    c => held.push(c),
                }
            }
        }
        held.push('\n');
        self.bytes += held.len() - before;
        if self.bytes > HELD_MAX { self.send() } else { Ok(()) }
    }
}

/// Writes a housing system into an empty PostgreSQL database, and each row to `also`; tells how
/// many people it has.
///
/// # Errors
/// When the database refuses.
pub fn write_postgres(
    housing: &Housing,
    client: &mut Client,
    also: &mut dyn Sink,
    each: &mut dyn FnMut(u32),
) -> io::Result<u64> {
    client.batch_execute("BEGIN").map_err(wrong)?;
    client.batch_execute(DDL).map_err(wrong)?;
    let held = vec![String::new(); TABLES.len()];
    let mut database = Database { client, held, bytes: 0, text: String::new() };
    let people = housing.write(&mut (&mut database, also), each)?;
    database.send()?;
    client.batch_execute(INDEXES).map_err(wrong)?;
    client.batch_execute("COMMIT; ANALYZE").map_err(wrong)?;
    Ok(people)
}
