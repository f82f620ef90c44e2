//! Everything, in open formats: a landlord can leave.
//!
//! This is not a look at somebody and has no purpose of the charter. It needs the approval of the
//! post, bound to this one export, and its entry is durable before anything is opened.

use std::io::Write;

use data_encoding::BASE64;
use db::{Tx, params};
use serde_json::{Map, Value, json};
use vault::{KeyId, Place};

use crate::account::Account;
use crate::choices::about_kind;
use crate::codes::Kind;
use crate::drawer::{self, Item, Label, flag};
use crate::facts::Fact;
use crate::file::SealedFile;
use crate::permit::{LIVE, Loaded, MERGED};
use crate::{Error, Now, PersonId, PersonNo, Record};

/// People read in one transaction.
const CHUNK: u32 = 200;

/// The digest an approval of an export is bound to: this landlord's whole record.
#[must_use]
pub fn export_digest() -> [u8; 32] {
    use sha2::{Digest, Sha256};
    Sha256::digest(b"keyholder/export/v1").into()
}

/// Where an export goes.
pub trait ExportTo {
    /// One line of JSON for one of the files: `people`, `joint`.
    ///
    /// # Errors
    /// When it cannot be written.
    fn line(&mut self, file: &str, line: &Value) -> std::io::Result<()>;

    /// A document, by a name of its own, to be written into.
    ///
    /// # Errors
    /// When it cannot be made.
    fn document(&mut self, name: &str) -> std::io::Result<Box<dyn Write + '_>>;
}

/// What was exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// People.
    pub people: usize,
    /// Items held on them, those about several counted once.
    pub items: usize,
    /// Documents.
    pub documents: usize,
    /// The number of its entry in the log.
    pub entry: i64,
}

fn cannot(error: &std::io::Error) -> Error {
    Error::Malformed(format!("the export cannot be written: {error}"))
}

/// A person as the export finds them.
struct Whole {
    loaded: Loaded,
    file: SealedFile,
    line: Map<String, Value>,
    details: Details,
}

impl Record {
    /// Exports everybody and everything, with an approval bound to [`export_digest`].
    ///
    /// # Errors
    /// [`Error::NotApproved`]; what the store, the vault or the target says.
    pub fn export(
        &self,
        actor: &str,
        approval: i64,
        to: &mut dyn ExportTo,
        now: Now,
    ) -> Result<Exported, Error> {
        let ids = self.data().read("who is exported", |tx| {
            tx.all("SELECT id FROM person WHERE state = ?1 ORDER BY no", params![LIVE], |row| {
                Ok::<_, Error>(row.bytes::<16>(0)?)
            })
        })?;
        let account = Account::office(actor, "export", "everything", self.gate())
            .with("approval", approval)
            .touching(&ids);
        let entry = self.entry(account, None, now)?;
        let at = now.micros();
        let proof = self.data().write("export", move |tx| {
            db::approvals::use_up(tx, approval, &export_digest(), at)
                .map_err(|why| Error::NotApproved(why.to_string()))?;
            Ok::<_, Error>(tx.log(&entry)?)
        })?;
        let mut done = Exported { entry: proof.no(), ..Exported::default() };
        let mut after = 0;
        loop {
            let chunk = self.data().read("export", |tx| self.wholes(tx, after))?;
            let Some(last) = chunk.last() else { break };
            after = last.loaded.no.get();
            for whole in chunk {
                self.export_one(whole, to, &mut done)?;
            }
        }
        self.export_joint(to, &mut done)?;
        self.export_homes(to)?;
        for (register, row, cells) in self.rows_in_clear()? {
            let line = json!({"register": register, "row": row, "cells": cells});
            to.line("waiting", &line).map_err(|error| cannot(&error))?;
        }
        Ok(done)
    }

    fn export_homes(&self, to: &mut dyn ExportTo) -> Result<(), Error> {
        let homes = self.data().read("homes", |tx| {
            tx.all("SELECT reference, uprn, entity FROM home ORDER BY no", params![], |row| {
                Ok::<_, Error>(json!({
                    "reference": row.text(0)?,
                    "uprn": row.opt_text(1)?,
                    "entity": self.named(Kind::Entity, row.int(2)?),
                }))
            })
        })?;
        for home in homes {
            to.line("homes", &home).map_err(|error| cannot(&error))?;
        }
        Ok(())
    }

    fn wholes(&self, tx: &Tx<'_>, after: i64) -> Result<Vec<Whole>, Error> {
        let people = tx.all(
            "SELECT p.no, p.id, p.history_key, p.detail_key, p.next_item, p.died, k.id
             FROM person p LEFT JOIN person k ON k.no = p.merged_into
             WHERE p.state IN (?1, ?4) AND p.no > ?2 ORDER BY p.no LIMIT ?3",
            params![LIVE, after, CHUNK, MERGED],
            |row| {
                let loaded = Loaded {
                    no: PersonNo::new(row.int(0)?),
                    id: PersonId::from_bytes(row.bytes(1)?),
                    history_key: KeyId::from_bytes(row.bytes(2)?),
                    detail_key: KeyId::from_bytes(row.bytes(3)?),
                    next_item: row.int(4)?,
                    joint: false,
                    merged: false,
                };
                let died = row.opt_date(5)?.map(|day| day.to_string());
                let kept = row.opt_bytes(6)?.map(|id| PersonId::from_bytes(id).to_string());
                Ok::<_, Error>((loaded, died, kept))
            },
        )?;
        let mut wholes = Vec::with_capacity(people.len());
        for (loaded, died, kept) in people {
            let no = loaded.no.get();
            let mut line = Map::new();
            line.insert("id".to_owned(), loaded.id.to_string().into());
            line.insert("died".to_owned(), died.into());
            line.insert("same-person-as".to_owned(), kept.into());
            line.insert("relationships".to_owned(), self.all_relationships(tx, no)?);
            line.insert("events".to_owned(), events(tx, no)?);
            let mut details = Vec::new();
            self.choices_in_clear(tx, no, &mut details)?;
            self.care_in_clear(tx, no, &mut details)?;
            let file = SealedFile::load(tx, loaded)?;
            wholes.push(Whole { loaded, file, line, details });
        }
        Ok(wholes)
    }

    fn export_one(
        &self,
        whole: Whole,
        to: &mut dyn ExportTo,
        done: &mut Exported,
    ) -> Result<(), Error> {
        let Whole { loaded, file, mut line, details } = whole;
        // Erased between the entry and now: nothing of them goes.
        if let Err(vault::Error::Gone) = self.vault().key(loaded.detail_key)
            && self.id_of(loaded.no)?.is_none()
        {
            return Ok(());
        }
        for list in ["choices", "markers", "holds", "walls"] {
            line.insert(list.to_owned(), Value::Array(Vec::new()));
        }
        for Detail { list, no, clear: mut row, sealed } in details {
            let table = match list {
                "choices" => "choice",
                "markers" => "marker",
                "holds" => "hold",
                _ => "wall",
            };
            row.insert("detail".to_owned(), self.detail_in_clear(table, no, &sealed)?);
            if let Some(Value::Array(rows)) = line.get_mut(list) {
                rows.push(row.into());
            }
        }
        let mut items = Vec::new();
        for drawer in file.open(self)?.drawers {
            for item in &drawer.items {
                let mut value = self.item_in_clear(item, to, done)?;
                value.insert(
                    "retention".to_owned(),
                    self.codes().name(Kind::Retention, drawer.class).into(),
                );
                value.insert("event".to_owned(), drawer.event.as_str().into());
                value.insert("due".to_owned(), drawer.due.map(|day| day.to_string()).into());
                items.push(Value::from(value));
                done.items += 1;
            }
        }
        line.insert("items".to_owned(), items.into());
        line.insert("history".to_owned(), self.history_in_clear(loaded.no)?);
        done.people += 1;
        to.line("people", &line.into()).map_err(|error| cannot(&error))
    }

    fn item_in_clear(
        &self,
        item: &Item,
        to: &mut dyn ExportTo,
        done: &mut Exported,
    ) -> Result<Map<String, Value>, Error> {
        let codes = self.codes();
        let labels = |kind: Label, of: Kind| -> Vec<&str> {
            let such = item.labels.iter().filter(|(label, _)| *label == kind);
            such.map(|(_, code)| codes.name(of, *code)).collect()
        };
        let mut line = Map::new();
        let mut put = |name: &str, value: Value| line.insert(name.to_owned(), value);
        put("no", item.n.into());
        put("category", codes.name(Kind::Category, item.category).into());
        put("source", codes.name(Kind::Source, item.source).into());
        put("collected", crate::hold_item::date(item.collected).to_string().into());
        put("purposes", labels(Label::Purpose, Kind::Purpose).into());
        put("given", labels(Label::Given, Kind::Recipient).into());
        put("objected", labels(Label::Objected, Kind::Purpose).into());
        put("teams", labels(Label::Team, Kind::Team).into());
        put("machine", item.labels.iter().find(|l| l.0 == Label::Machine).map(|l| l.1 == 1).into());
        put("restricted", (item.flags & flag::RESTRICTED != 0).into());
        let notes: crate::Notes =
            serde_json::from_slice(&item.extra).map_err(|_| Error::Damaged("notes"))?;
        let document = notes.document.clone();
        put("notes", serde_json::to_value(notes).map_err(|_| Error::Damaged("notes"))?);
        match std::str::from_utf8(&item.value) {
            Ok(text) => put("value", text.into()),
            Err(_) => put("base64", BASE64.encode(&item.value).into()),
        };
        if let Some(document) = document {
            let name = format!("{}", document.no);
            put("file", format!("documents/{name}").into());
            let mut out = to.document(&name).map_err(|error| cannot(&error))?;
            self.write_document(&document, &mut out)?;
            out.flush().map_err(|error| cannot(&error))?;
            done.documents += 1;
        }
        Ok(line)
    }

    fn all_relationships(&self, tx: &Tx<'_>, no: i64) -> Result<Value, Error> {
        let rows = tx.all(
            "SELECT r.kind, r.entity, h.reference, o.id, r.authority, r.since, r.until
             FROM relationship r LEFT JOIN home h ON h.no = r.home
             LEFT JOIN person o ON o.no = r.other WHERE r.person = ?1 ORDER BY r.since, r.no",
            params![no],
            |row| {
                Ok::<_, Error>(json!({
                    "kind": self.named(Kind::Relationship, row.int(0)?),
                    "entity": self.named(Kind::Entity, row.int(1)?),
                    "home": row.opt_text(2)?,
                    "other": row.opt_bytes(3)?.map(|id| PersonId::from_bytes(id).to_string()),
                    "authority": row.opt_text(4)?,
                    "since": row.text(5)?,
                    "until": row.opt_text(6)?,
                }))
            },
        )?;
        Ok(rows.into())
    }

    fn named(&self, kind: Kind, code: i64) -> String {
        let code = crate::Code::try_from(code).unwrap_or(0);
        self.codes().name(kind, code).to_owned()
    }

    fn choices_in_clear(&self, tx: &Tx<'_>, no: i64, into: &mut Details) -> Result<(), Error> {
        tx.query(
            "SELECT no, kind, code, entity, topic, since, until, receipt, put_right_by, detail
             FROM choice WHERE person = ?1 ORDER BY recorded, no",
            params![no],
            |row| {
                let fact = Fact::from_number(row.int(1)?).ok_or(Error::Damaged("choice.kind"))?;
                let code = row.int(2)?;
                let about = about_kind(fact).map(|kind| self.named(kind, code));
                let clear = object(json!({
                    "kind": fact.choice_name(),
                    "about": about,
                    "entity": self.named(Kind::Entity, row.int(3)?),
                    "topic": row.text(4)?,
                    "since": row.text(5)?,
                    "until": row.opt_text(6)?,
                    "receipt": row.text(7)?,
                    "put-right-by": row.opt_text(8)?,
                }));
                into.push(Detail::of("choices", row, clear, 9)?);
                Ok(())
            },
        )
    }

    fn care_in_clear(&self, tx: &Tx<'_>, no: i64, into: &mut Details) -> Result<(), Error> {
        tx.query(
            "SELECT no, category, post, since, until, told, deferred_until, put_right_by, ended,
             detail FROM marker WHERE person = ?1 ORDER BY recorded, no",
            params![no],
            |row| {
                let clear = object(json!({
                    "category": self.named(Kind::Category, row.int(1)?),
                    "post": row.text(2)?,
                    "since": row.text(3)?,
                    "until": row.opt_text(4)?,
                    "told": row.opt_text(5)?,
                    "deferred-until": row.opt_text(6)?,
                    "put-right-by": row.opt_text(7)?,
                    "ended": row.opt_int(8)?,
                }));
                into.push(Detail::of("markers", row, clear, 9)?);
                Ok::<_, Error>(())
            },
        )?;
        tx.query(
            "SELECT no, kind, post, since, review, released, detail FROM hold
             WHERE person = ?1 ORDER BY recorded, no",
            params![no],
            |row| {
                let clear = object(json!({
                    "kind": row.text(1)?,
                    "post": row.text(2)?,
                    "since": row.text(3)?,
                    "review": row.opt_text(4)?,
                    "released": row.opt_text(5)?,
                }));
                into.push(Detail::of("holds", row, clear, 6)?);
                Ok::<_, Error>(())
            },
        )?;
        tx.query(
            "SELECT w.no, o.id, w.since, w.until, w.detail FROM wall w
             LEFT JOIN person o ON o.no = w.against_person
             WHERE w.person = ?1 ORDER BY w.recorded, w.no",
            params![no],
            |row| {
                let other = row.opt_bytes(1)?.map(|id| PersonId::from_bytes(id).to_string());
                let clear = object(json!({
                    // An officer stands there under a pseudonym that nobody can turn back.
                    "against": other.unwrap_or_else(|| "an officer".to_owned()),
                    "since": row.text(2)?,
                    "until": row.opt_text(3)?,
                }));
                into.push(Detail::of("walls", row, clear, 4)?);
                Ok::<_, Error>(())
            },
        )
    }

    /// A detail as it was written: an object where it is one, else its words.
    fn detail_in_clear(&self, table: &'static str, no: i64, sealed: &[u8]) -> Result<Value, Error> {
        let plain = self.open_detail_of(table, no, sealed)?;
        Ok(match serde_json::from_slice::<Value>(&plain) {
            Ok(Value::Object(map)) => map.into(),
            _ => String::from_utf8_lossy(&plain).into_owned().into(),
        })
    }

    fn history_in_clear(&self, person: PersonNo) -> Result<Value, Error> {
        let mut events = Vec::new();
        let mut before = i64::MAX;
        loop {
            let rows = self
                .data()
                .read_log("history", |tx| tx.entries_about(person.get(), before, 500))?;
            let Some(last) = rows.last() else { break };
            before = last.no;
            for row in &rows {
                let account = self.read_entry(&row.entry)?;
                events.push(json!({
                    "at": row.entry.at,
                    "act": account.act,
                    "actor": account.actor,
                    "purpose": account.purpose_name(self.codes()),
                    "recipient": self.codes().name(Kind::Recipient, account.recipient),
                    "reason": account.reason,
                    "more": account.more,
                }));
            }
        }
        Ok(events.into())
    }

    fn export_joint(&self, to: &mut dyn ExportTo, done: &mut Exported) -> Result<(), Error> {
        let numbers = self.data().read("export joint", |tx| {
            tx.all("SELECT no FROM joint ORDER BY no", params![], |row| Ok::<_, Error>(row.int(0)?))
        })?;
        for no in numbers {
            let rows = self.data().read("export joint", |tx| {
                tx.all(
                    "SELECT p.no, p.id, s.key, s.wrapped, j.sealed FROM joint_share s
                     JOIN joint j ON j.no = s.joint
                     JOIN person p ON p.no = s.person AND p.state IN (?2, ?3)
                     WHERE s.joint = ?1 ORDER BY p.no",
                    params![no, LIVE, MERGED],
                    |row| {
                        Ok::<_, Error>((
                            PersonNo::new(row.int(0)?),
                            PersonId::from_bytes(row.bytes(1)?).to_string(),
                            KeyId::from_bytes(row.bytes(2)?),
                            row.blob(3)?.to_vec(),
                            row.blob(4)?.to_vec(),
                        ))
                    },
                )
            })?;
            let Some((person, _, key, wrapped, sealed)) = rows.first() else { continue };
            let own = self.key(*key)?.unwrap(crate::release::joint_place(no, *person), wrapped)?;
            let inside = own.open(Place::new("joint", "sealed", no), sealed)?;
            let people: Vec<&str> = rows.iter().map(|row| row.1.as_str()).collect();
            for item in drawer::items(&inside)? {
                let mut line = self.item_in_clear(&item?.to_item(), to, done)?;
                line.insert("people".to_owned(), people.clone().into());
                to.line("joint", &line.into()).map_err(|error| cannot(&error))?;
                done.items += 1;
            }
        }
        Ok(())
    }
}

/// A row with a sealed detail: the list it goes into, its number, and what of it is in clear.
struct Detail {
    list: &'static str,
    no: i64,
    clear: Map<String, Value>,
    sealed: Vec<u8>,
}

impl Detail {
    /// Reads its number and the sealed column of a row.
    fn of(
        list: &'static str,
        row: &db::Row<'_>,
        clear: Map<String, Value>,
        sealed: usize,
    ) -> Result<Detail, Error> {
        Ok(Detail { list, no: row.int(0)?, clear, sealed: row.blob(sealed)?.to_vec() })
    }
}

type Details = Vec<Detail>;

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn events(tx: &Tx<'_>, no: i64) -> Result<Value, Error> {
    let rows = tx.all(
        "SELECT name, happened FROM event WHERE person = ?1 ORDER BY happened, no",
        params![no],
        |row| Ok::<_, Error>(json!({"event": row.text(0)?, "on": row.text(1)?})),
    )?;
    Ok(rows.into())
}
