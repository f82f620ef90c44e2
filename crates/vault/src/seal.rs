//! Sealing: `XChaCha20-Poly1305`, bound to the place where the sealed thing lies.
//!
//! ```text
//! sealed = version 1 | nonce 24 | ciphertext | tag 16
//! bound  = version, key id, and table, column and row, each with its length before it
//! ```

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::inout::InOutBuf;
use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use zeroize::{Zeroize, Zeroizing};

use crate::Error;

const FORMAT: u8 = 1;
const NONCE: usize = 24;
const TAG: usize = 16;
/// The most bytes one sealed value may have: 1 MiB. Documents are cut into chunks.
pub const SEALED_BYTES_MAX: usize = 1 << 20;

/// The name of a key: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId([u8; 16]);

impl KeyId {
    /// A key id of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> KeyId {
        KeyId(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// A key of 256 bits. Wiped when the last copy goes; never shown.
#[derive(Clone)]
pub struct Key {
    id: KeyId,
    secret: Arc<Zeroizing<[u8; 32]>>,
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// Where something sealed lies. It opens there and nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    table: &'static str,
    column: &'static str,
    row: RowId<'a>,
}

/// The row something sealed lies in.
#[derive(Clone, Copy, Debug)]
pub enum RowId<'a> {
    /// By number.
    Number(i64),
    /// By bytes.
    Bytes(&'a [u8]),
}

impl From<i64> for RowId<'_> {
    fn from(number: i64) -> Self {
        RowId::Number(number)
    }
}

impl<'a> From<&'a [u8]> for RowId<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        RowId::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for RowId<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        RowId::Bytes(bytes)
    }
}

impl<'a> Place<'a> {
    /// A column of a row of a table.
    #[must_use]
    pub fn new(table: &'static str, column: &'static str, row: impl Into<RowId<'a>>) -> Place<'a> {
        Place { table, column, row: row.into() }
    }

    /// A row by its number, as a constant.
    #[must_use]
    pub const fn at(table: &'static str, column: &'static str, row: i64) -> Place<'a> {
        Place { table, column, row: RowId::Number(row) }
    }

    fn bind(&self, key: KeyId) -> Vec<u8> {
        let mut bound = Vec::with_capacity(96);
        bound.push(FORMAT);
        bound.extend(key.0);
        for text in [self.table, self.column] {
            bound.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            bound.extend(text.as_bytes());
        }
        match self.row {
            RowId::Number(number) => {
                bound.push(b'n');
                bound.extend(number.to_be_bytes());
            }
            RowId::Bytes(bytes) => {
                bound.push(b'b');
                bound.extend((bytes.len() as u64).to_be_bytes());
                bound.extend(bytes);
            }
        }
        bound
    }
}

impl Key {
    pub(crate) fn new(id: KeyId, secret: Zeroizing<[u8; 32]>) -> Key {
        Key { id, secret: Arc::new(secret) }
    }

    /// A key made now, under a name made now.
    #[must_use]
    pub fn generate() -> Key {
        Key::new(KeyId(random()), Zeroizing::new(random()))
    }

    /// Its name.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.id
    }

    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&**self.secret).into())
    }

    /// Seals.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond [`SEALED_BYTES_MAX`].
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, Error> {
        if plain.len() > SEALED_BYTES_MAX {
            return Err(Error::TooLarge { what: "a value to seal", limit: SEALED_BYTES_MAX });
        }
        let nonce: [u8; NONCE] = random();
        let mut out = Vec::with_capacity(1 + NONCE + plain.len() + TAG);
        out.push(FORMAT);
        out.extend(nonce);
        out.extend(plain);
        let (_, body) = out.split_at_mut(1 + NONCE);
        let tag = self
            .cipher()
            .encrypt_inout_detached(
                &XNonce::from(nonce),
                &place.bind(self.id),
                InOutBuf::from(body),
            )
            .map_err(|_| Error::TooLarge { what: "a value to seal", limit: SEALED_BYTES_MAX })?;
        out.extend(tag);
        Ok(out)
    }

    /// Opens.
    ///
    /// # Errors
    /// [`Error::CannotOpen`] when it was changed, or lies in another place than it was sealed for.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let mut plain = Zeroizing::new(Vec::new());
        self.open_into(place, sealed, &mut plain)?;
        Ok(plain)
    }

    /// Opens into a buffer that is used again and again.
    ///
    /// # Errors
    /// As for [`Key::open`]; then the buffer is empty.
    pub fn open_into(
        &self,
        place: Place<'_>,
        sealed: &[u8],
        plain: &mut Zeroizing<Vec<u8>>,
    ) -> Result<(), Error> {
        plain.clear();
        let body = match sealed.split_first() {
            Some((&FORMAT, body)) if body.len() >= NONCE + TAG => body,
            _ => return Err(Error::CannotOpen),
        };
        let (nonce, body) = body.split_first_chunk::<NONCE>().ok_or(Error::CannotOpen)?;
        let (body, tag) = body.split_last_chunk::<TAG>().ok_or(Error::CannotOpen)?;
        plain.extend_from_slice(body);
        let opened = self.cipher().decrypt_inout_detached(
            &XNonce::from(*nonce),
            &place.bind(self.id),
            InOutBuf::from(plain.as_mut_slice()),
            &Tag::from(*tag),
        );
        if opened.is_err() {
            plain.zeroize();
            plain.clear();
            return Err(Error::CannotOpen);
        }
        Ok(())
    }

    /// Wraps another key under this one, so that the holder of this one can open what that one
    /// sealed.
    ///
    /// # Errors
    /// None in practice; sealing 48 bytes does not fail.
    pub fn wrap(&self, place: Place<'_>, other: &Key) -> Result<Vec<u8>, Error> {
        let mut plain = Zeroizing::new(Vec::with_capacity(48));
        plain.extend(other.id.0);
        plain.extend(other.secret());
        self.seal(place, &plain)
    }

    /// Unwraps a key that was wrapped under this one.
    ///
    /// # Errors
    /// [`Error::CannotOpen`].
    pub fn unwrap(&self, place: Place<'_>, wrapped: &[u8]) -> Result<Key, Error> {
        let plain = self.open(place, wrapped)?;
        let (id, secret) = plain.split_first_chunk::<16>().ok_or(Error::CannotOpen)?;
        let secret: [u8; 32] = secret.try_into().map_err(|_| Error::CannotOpen)?;
        Ok(Key::new(KeyId(*id), Zeroizing::new(secret)))
    }
}

/// Random bytes from the operating system are asked for this many at a time.
const BUFFER: usize = 4096;

struct Random {
    bytes: Zeroizing<[u8; BUFFER]>,
    used: usize,
}

thread_local! {
    static RANDOM: RefCell<Random> =
        RefCell::new(Random { bytes: Zeroizing::new([0; BUFFER]), used: BUFFER });
}

/// Random bytes nobody can guess, from the operating system. None is given out twice.
///
/// # Panics
/// When the operating system has none to give: nothing can be sealed then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    const { assert!(N <= BUFFER) };
    RANDOM.with_borrow_mut(|random| {
        if random.used + N > BUFFER {
            #[expect(clippy::expect_used, reason = "without randomness nothing may be sealed")]
            getrandom::fill(&mut random.bytes[..]).expect("the system gives random bytes");
            random.used = 0;
        }
        let mut out = [0; N];
        out.copy_from_slice(&random.bytes[random.used..random.used + N]);
        random.bytes[random.used..random.used + N].zeroize();
        random.used += N;
        out
    })
}
