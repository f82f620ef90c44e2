//! Documents: an item whose value is a file, sealed in the object store under a key of its own.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use data_encoding::HEXLOWER;
use db::{Tx, params};
use serde::{Deserialize, Serialize};
use vault::{BlobName, Blobs, KeyId, Stored};

use crate::drawer::Item;
use crate::file::account;
use crate::hold_item::{NewItem, flagged_task, look_by};
use crate::persons::row_number;
use crate::release::Seen;
use crate::{Error, ItemNo, Notes, Now, PersonId, PersonNo, Question, Record};

/// The most characters the media type of a document may have.
pub const MEDIA_TYPE_LENGTH_MAX: usize = 100;

/// A document as its item knows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Its media type: `application/pdf`.
    pub media_type: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of it, in hex.
    pub sha256: String,
    pub(crate) no: i64,
    key: String,
    blob: String,
}

impl Document {
    fn new(no: i64, key: KeyId, blob: BlobName, media_type: &str, stored: &Stored) -> Document {
        Document {
            media_type: media_type.to_owned(),
            bytes: stored.bytes,
            sha256: HEXLOWER.encode(&stored.sha256),
            no,
            key: HEXLOWER.encode(key.as_bytes()),
            blob: HEXLOWER.encode(blob.as_bytes()),
        }
    }

    pub(crate) fn key(&self) -> Result<KeyId, Error> {
        bytes(&self.key).map(KeyId::from_bytes)
    }

    pub(crate) fn blob(&self) -> Result<BlobName, Error> {
        bytes(&self.blob).map(BlobName::from_bytes)
    }

    /// The document of an item, where its value is one.
    pub(crate) fn of(item: &Item) -> Option<Document> {
        // Most items are none, and reading their notes costs.
        if !item.extra.windows(8).any(|window| window == b"document") {
            return None;
        }
        serde_json::from_slice::<Notes>(&item.extra).ok()?.document
    }
}

fn bytes(hex: &str) -> Result<[u8; 16], Error> {
    let decoded = HEXLOWER.decode(hex.as_bytes()).ok();
    decoded.and_then(|bytes| bytes.try_into().ok()).ok_or(Error::Damaged("document"))
}

impl Record {
    fn blobs(&self) -> Result<&Blobs, Error> {
        self.documents().ok_or_else(|| {
            Error::Malformed("this record has no place for documents: give it a folder".to_owned())
        })
    }

    /// Puts a document into a person's file. The item's value is what the document is called.
    ///
    /// The sealed document is on the disk before the item is; where the item is refused, it goes.
    ///
    /// # Errors
    /// [`Error::Refused`] as for [`Record::hold`]; [`Error::Vault`] for one larger than
    /// [`vault::DOCUMENT_BYTES_MAX`] or a disk that is full.
    pub fn hold_document(
        &self,
        question: &Question,
        person: PersonId,
        item: &NewItem,
        media_type: &str,
        document: &mut dyn Read,
        now: Now,
    ) -> Result<ItemNo, Error> {
        if media_type.is_empty() || media_type.chars().count() > MEDIA_TYPE_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "a document has a media type of {MEDIA_TYPE_LENGTH_MAX} characters at most"
            )));
        }
        let blobs = self.blobs()?;
        // Asked before anything is stored, so that a refusal costs nothing.
        let category = self.shelve(question, item, now)?.0.category;
        let _ = self.edit(
            question,
            person,
            now,
            "about-to-hold",
            |file, verdict| {
                file.touch(self, category)?;
                Ok(((), account(question, verdict, person)))
            },
            |_: &Tx<'_>, _: PersonNo| Ok(()),
        )?;
        let (key_id, key) = self.take_key()?;
        let (blob, no) = (BlobName::new(), row_number());
        let stored = blobs.put(blob, &key, document)?;
        let mut item = item.clone();
        item.notes.document = Some(Document::new(no, key_id, blob, media_type, &stored));
        let flagged = Arc::new(AtomicBool::new(false));
        let (looked, due) = (flagged.clone(), look_by(now));
        let edited = self.edit(
            question,
            person,
            now,
            "hold",
            |file, verdict| {
                let item = self.as_it_comes(&item, verdict)?;
                let n = self.put_item(question, file, &item, now)?;
                flagged.store(file.is_flagged(n), Ordering::Relaxed);
                Ok((n, account(question, verdict, person).with("item", n).with("document", true)))
            },
            move |tx: &Tx<'_>, person: PersonNo| {
                tx.execute(
                    "INSERT INTO document (no, person, key, blob) VALUES (?1, ?2, ?3, ?4)",
                    params![no, person.get(), key_id.as_bytes(), blob.as_bytes()],
                )?;
                if looked.load(Ordering::Relaxed) {
                    flagged_task(tx, person, &due, now.micros())?;
                }
                Ok(())
            },
        );
        match edited {
            Ok(edited) => Ok(ItemNo { person: self.number_of(person)?, n: edited.value }),
            // Nobody knows whether it was written: then it may be needed.
            Err(error @ Error::Store(db::Error::Uncertain(_))) => Err(error),
            Err(error) => {
                self.vault().destroy(&[key_id], now.micros())?;
                blobs.delete(blob)?;
                Err(error)
            }
        }
    }

    /// Writes a document out: one of those a look has shown.
    ///
    /// # Errors
    /// [`Error::Malformed`] for an item that is no document; [`Error::Vault`] when it was changed or
    /// cut short: then what was written out is not to be used.
    pub fn open_document(&self, seen: &Seen<'_>, to: &mut dyn Write) -> Result<Document, Error> {
        let document = seen.notes().document.ok_or_else(|| {
            Error::Malformed("this item is no document; its value is all of it".to_owned())
        })?;
        self.write_document(&document, to)?;
        Ok(document)
    }

    pub(crate) fn write_document(
        &self,
        document: &Document,
        to: &mut dyn Write,
    ) -> Result<(), Error> {
        let key = self.key(document.key()?)?;
        let stored = self.blobs()?.get(document.blob()?, &key, to)?;
        if HEXLOWER.encode(&stored.sha256) == document.sha256 {
            Ok(())
        } else {
            Err(Error::Damaged("document"))
        }
    }

    /// Deletes sealed documents whose keys are gone. What cannot be deleted now is unreadable all
    /// the same.
    pub(crate) fn delete_blobs(&self, names: &[BlobName]) -> Result<(), Error> {
        if names.is_empty() {
            return Ok(());
        }
        let blobs = self.blobs()?;
        // Each is tried, whatever became of the one before.
        let tried: Vec<Result<(), vault::Error>> =
            names.iter().map(|name| blobs.delete(*name)).collect();
        tried.into_iter().collect::<Result<(), _>>()?;
        Ok(())
    }
}

/// The documents of a person, by name.
pub(crate) fn blobs_of(tx: &Tx<'_>, person: i64) -> Result<Vec<BlobName>, Error> {
    tx.all("SELECT blob FROM document WHERE person = ?1", params![person], |row| {
        Ok::<_, Error>(BlobName::from_bytes(row.bytes(0)?))
    })
}
