//! Names a charter would lose while something stands on record by them.

use charter::Charter;
use charter::Items;
use charter::items::Item;
use db::{Tx, params};

use crate::codes::{Code, Kind};
use crate::{Error, Label, Record};

/// Where a name stands, by its number: each of these finds one row.
const DRAWERS: &str = "SELECT 1 FROM drawer WHERE class = ?1 LIMIT 1";
const TOGETHER: &str = "SELECT 1 FROM joint WHERE class = ?1 LIMIT 1";
const MARKERS: &str = "SELECT 1 FROM marker WHERE category = ?1 LIMIT 1";
const ARE: &str = "SELECT 1 FROM relationship WHERE kind = ?1 LIMIT 1";
const OF: &str = "SELECT 1 FROM relationship WHERE entity = ?1 LIMIT 1";
const HOMES: &str = "SELECT 1 FROM home WHERE entity = ?1 LIMIT 1";
const CHOSE: &str = "SELECT 1 FROM choice WHERE entity = ?1 LIMIT 1";

impl Record {
    /// What today's charter has, the next one has not, and something on record stands by: a category or
    /// purpose something is held for, a retention class, a team an item is kept for, what somebody is to whom. Under the next charter
    /// nobody could look at it, correct it or let it go.
    ///
    /// What is held about several people together says nothing of its category without being opened: where
    /// there is any, no category, no purpose and no team is known to be free.
    ///
    /// # Errors
    /// What the store says.
    pub fn still_used(&self, tx: &Tx<'_>, next: &Charter) -> Result<Vec<(Kind, String)>, Error> {
        let today = self.gate().charter();
        let mut gone = Vec::new();
        went(&mut gone, Kind::Category, today.categories(), next.categories());
        went(&mut gone, Kind::Purpose, today.purposes(), next.purposes());
        went(&mut gone, Kind::Relationship, today.relationships(), next.relationships());
        went(&mut gone, Kind::Entity, today.entities(), next.entities());
        went(&mut gone, Kind::Team, today.teams(), next.teams());
        went(&mut gone, Kind::Retention, today.retentions(), next.retentions());
        let mut used = Vec::new();
        for (kind, name) in gone {
            if stands(tx, kind, self.codes().code(kind, &name)?)? {
                used.push((kind, name));
            }
        }
        Ok(used)
    }
}

fn went<K: Item>(into: &mut Vec<(Kind, String)>, kind: Kind, today: &Items<K>, next: &Items<K>) {
    let gone = today.iter().filter(|item| next.get(item.id().get_ref()).is_none());
    into.extend(gone.map(|item| (kind, item.id().get_ref().as_str().to_owned())));
}

fn stands(tx: &Tx<'_>, kind: Kind, code: Code) -> Result<bool, Error> {
    let code = i64::from(code);
    let any = |sql: &str| tx.one(sql, params![code], |row| row.int(0)).map(|found| found.is_some());
    let labelled = |label: Label| {
        let sql = "SELECT 1 FROM label WHERE kind = ?1 AND code = ?2 LIMIT 1";
        let found = tx.one(sql, params![label as i64, code], |row| row.int(0))?;
        let together = tx.one("SELECT 1 FROM joint LIMIT 1", params![], |row| row.int(0))?;
        Ok::<_, db::Error>(found.or(together).is_some())
    };
    Ok(match kind {
        Kind::Category => labelled(Label::Category)? || any(MARKERS)?,
        Kind::Purpose => labelled(Label::Purpose)?,
        Kind::Relationship => any(ARE)?,
        Kind::Entity => any(OF)? || any(HOMES)? || any(CHOSE)?,
        Kind::Team => labelled(Label::Team)?,
        Kind::Retention => any(DRAWERS)? || any(TOGETHER)?,
        _ => false,
    })
}
