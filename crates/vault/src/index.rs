//! Blind indexes: finding a person by what tells them apart, without storing it.
//!
//! A term is normalised by whoever asks. Here it becomes 16 bytes of `HMAC-SHA-256` under a key of
//! its field, and only whoever holds the vault's keys can make the same bytes from a guess.

use db::{Db, params};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Error;

/// The most people one search may find: 50. More is no search.
pub const HITS_MAX: usize = 50;

/// The blind index of a vault.
pub struct Index {
    store: Db,
    secret: Zeroizing<[u8; 32]>,
}

impl Index {
    pub(crate) fn new(store: Db, secret: Zeroizing<[u8; 32]>) -> Index {
        Index { store, secret }
    }

    fn mac(&self, purpose: &str, field: &str, term: &[u8]) -> [u8; 16] {
        // As long as a block of the hash: a shorter key is filled up with zeros all the same.
        let mut key = Zeroizing::new([0; 64]);
        // The output is 32 bytes, far below what HKDF can give.
        let _ = Hkdf::<Sha256>::new(None, &self.secret[..])
            .expand(format!("keyholder/{purpose}/v1/{field}").as_bytes(), &mut key[..32]);
        let mut mac = <Hmac<Sha256> as KeyInit>::new((&*key).into());
        mac.update(term);
        let mut out = [0; 16];
        out.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        out
    }

    pub(crate) fn pseudonym(&self, label: &str, of: &[u8]) -> [u8; 16] {
        self.mac("pseudonym", label, of)
    }

    /// Makes a person findable by these terms, each a field and its normalised value.
    ///
    /// # Errors
    /// What the store says.
    pub fn put<F: AsRef<str>>(&self, person: i64, terms: &[(F, Vec<u8>)]) -> Result<(), Error> {
        let hashes = self.hashes(terms);
        self.put_hashes(vec![(person, hashes)])
    }

    fn hashes<F: AsRef<str>>(&self, terms: &[(F, Vec<u8>)]) -> Vec<[u8; 16]> {
        terms.iter().map(|(field, term)| self.mac("bidx", field.as_ref(), term)).collect()
    }

    fn put_hashes(&self, rows: Vec<(i64, Vec<[u8; 16]>)>) -> Result<(), Error> {
        if rows.iter().all(|(_, hashes)| hashes.is_empty()) {
            return Ok(());
        }
        self.store.write("index", move |tx| {
            for (person, hashes) in &rows {
                for hash in hashes {
                    // Whoever was erased a moment ago is not made findable again.
                    tx.execute(
                        "INSERT INTO blind (hash, person) SELECT ?1, ?2
                         WHERE NOT EXISTS (SELECT 1 FROM tomb WHERE person = ?2)
                         ON CONFLICT DO NOTHING",
                        params![hash, *person],
                    )?;
                }
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(())
    }

    /// Makes a person unfindable by these terms.
    ///
    /// # Errors
    /// What the store says.
    pub fn remove_terms<F: AsRef<str>>(
        &self,
        person: i64,
        terms: &[(F, Vec<u8>)],
    ) -> Result<(), Error> {
        let hashes = self.hashes(terms);
        self.store.write("unindex", move |tx| {
            for hash in &hashes {
                tx.execute(
                    "DELETE FROM blind WHERE hash = ?1 AND person = ?2",
                    params![hash, person],
                )?;
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(())
    }

    /// Makes a person unfindable.
    ///
    /// # Errors
    /// What the store says.
    pub fn remove(&self, person: i64) -> Result<(), Error> {
        self.store.write("unindex", move |tx| {
            tx.execute("DELETE FROM blind WHERE person = ?1", params![person])
        })?;
        Ok(())
    }

    /// The people a term leads to. Each must be confirmed by opening: a hash may be shared.
    ///
    /// # Errors
    /// [`Error::TooManyHits`] beyond [`HITS_MAX`].
    pub fn find(&self, field: &str, term: &[u8]) -> Result<Vec<i64>, Error> {
        let hash = self.mac("bidx", field, term);
        let found = self.store.read("find", |tx| {
            tx.all(
                "SELECT person FROM blind WHERE hash = ?1 ORDER BY person LIMIT ?2",
                params![&hash, i64::try_from(HITS_MAX).unwrap_or(i64::MAX) + 1],
                |row| row.int(0),
            )
        })?;
        if found.len() > HITS_MAX { Err(Error::TooManyHits(HITS_MAX)) } else { Ok(found) }
    }

    /// Remembers something of somebody without remembering them: hashes made by
    /// [`Index::marks`].
    ///
    /// # Errors
    /// What the store says.
    pub fn keep_marks(&self, marks: &[[u8; 16]], at: i64) -> Result<(), Error> {
        if marks.is_empty() {
            return Ok(());
        }
        let marks = marks.to_vec();
        self.store.write("keep marks", move |tx| {
            for mark in &marks {
                tx.execute(
                    "INSERT INTO suppressed (hash, since) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                    params![mark, at],
                )?;
            }
            Ok::<_, db::Error>(())
        })?;
        Ok(())
    }

    /// Whether any of these is remembered.
    ///
    /// # Errors
    /// What the store says.
    pub fn is_marked<F: AsRef<str>>(&self, terms: &[(F, Vec<u8>)]) -> Result<bool, Error> {
        let hashes = self.marks(terms);
        Ok(self.store.read("marks", |tx| {
            for hash in &hashes {
                let there =
                    tx.one("SELECT 1 FROM suppressed WHERE hash = ?1", params![hash], |row| {
                        row.int(0)
                    })?;
                if there.is_some() {
                    return Ok::<_, db::Error>(true);
                }
            }
            Ok(false)
        })?)
    }

    /// Hashes of terms to be remembered: others than the index has, so that the two cannot be laid
    /// side by side.
    pub fn marks<F: AsRef<str>>(&self, terms: &[(F, Vec<u8>)]) -> Vec<[u8; 16]> {
        terms.iter().map(|(field, term)| self.mac("suppress", field.as_ref(), term)).collect()
    }
}
