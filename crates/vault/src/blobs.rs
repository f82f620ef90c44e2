//! Documents, sealed piece by piece, in a folder or wherever else an object store reaches.
//!
//! ```text
//! blob  = piece*
//! piece = length u32 | sealed, bound to the blob's name, its number and whether it is the last
//! ```
//!
//! So a blob that was cut short, put in another order or put under another name does not open.

use std::fmt;
use std::io::{Read, Write};
use std::path::Path as FilePath;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use tokio::runtime::{Builder, Runtime};
use zeroize::Zeroizing;

use crate::seal::{Key, Place};
use crate::{Error, random};

/// The most bytes one document may have: 64 MiB.
pub const DOCUMENT_BYTES_MAX: u64 = 64 << 20;
/// The bytes of one piece before it is sealed: 256 KiB.
const PIECE: usize = 256 << 10;

/// The name of a blob: 16 random bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName([u8; 16]);

impl BlobName {
    /// A name made now.
    #[must_use]
    pub fn new() -> BlobName {
        BlobName(random())
    }

    /// The name of these bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> BlobName {
        BlobName(bytes)
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    fn path(self) -> Path {
        let hex = HEXLOWER.encode(&self.0);
        // Folders of a few hundred files each, where a landlord has a million documents.
        Path::from(format!("{}/{hex}", &hex[..3]))
    }

    /// Where one piece lies, for sealing it there and nowhere else.
    fn piece(self, number: u64, last: bool) -> [u8; 25] {
        let mut place = [0; 25];
        place[..16].copy_from_slice(&self.0);
        place[16..24].copy_from_slice(&number.to_be_bytes());
        place[24] = u8::from(last);
        place
    }
}

impl Default for BlobName {
    fn default() -> BlobName {
        BlobName::new()
    }
}

/// What a document came to when it was stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its size in bytes, before sealing.
    pub bytes: u64,
    /// SHA-256 of it, before sealing.
    pub sha256: [u8; 32],
}

/// Where sealed documents lie. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    runtime: Arc<Thread>,
}

/// What waits for the store. It may go while others wait for something.
struct Thread(Option<Runtime>);

impl Drop for Thread {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Blobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Blobs")
    }
}

fn cannot(did: &str) -> impl Fn(object_store::Error) -> Error + '_ {
    // The store's own words hold a path and nothing of the document.
    move |error| Error::Blob(format!("{did}: {error}"))
}

impl Blobs {
    /// Documents in a folder, which is made when it is not there.
    ///
    /// # Errors
    /// [`Error::Blob`] when it cannot be made.
    pub fn folder(path: &FilePath) -> Result<Blobs, Error> {
        std::fs::create_dir_all(path)
            .map_err(|error| Error::Blob(format!("stored in `{}`: {error}", path.display())))?;
        let store = LocalFileSystem::new_with_prefix(path).map_err(cannot("stored"))?;
        Blobs::on(Arc::new(store.with_fsync(true)))
    }

    /// Documents in any store; one that answers only when it has them for good.
    ///
    /// # Errors
    /// [`Error::Blob`] when the threads for it cannot be had.
    pub fn on(store: Arc<dyn ObjectStore>) -> Result<Blobs, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Error::Blob(format!("stored: {error}")))?;
        Ok(Blobs { store, runtime: Arc::new(Thread(Some(runtime))) })
    }

    fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Error> {
        let runtime = self.runtime.0.as_ref();
        let runtime = runtime.ok_or_else(|| Error::Blob("reached: it has ended".to_owned()))?;
        Ok(runtime.block_on(work))
    }

    /// Seals a document and stores it under a name. When it answers, the disk has it.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond [`DOCUMENT_BYTES_MAX`]; [`Error::Blob`].
    pub fn put(&self, name: BlobName, key: &Key, document: &mut dyn Read) -> Result<Stored, Error> {
        let mut hash = Sha256::new();
        let (mut bytes, mut number) = (0_u64, 0_u64);
        let mut sealed: Vec<u8> = Vec::new();
        let mut piece = Zeroizing::new(Vec::with_capacity(PIECE));
        let mut ahead = Zeroizing::new(Vec::with_capacity(PIECE));
        fill(document, &mut piece)?;
        loop {
            fill(document, &mut ahead)?;
            let last = ahead.is_empty();
            bytes += piece.len() as u64;
            if bytes > DOCUMENT_BYTES_MAX {
                let limit = usize::try_from(DOCUMENT_BYTES_MAX).unwrap_or(usize::MAX);
                return Err(Error::TooLarge { what: "a document", limit });
            }
            hash.update(&piece[..]);
            let place = name.piece(number, last);
            let one = key.seal(Place::new("blob", "piece", &place), &piece)?;
            let length = u32::try_from(one.len()).unwrap_or(u32::MAX);
            sealed.extend(length.to_le_bytes());
            sealed.extend(one);
            if last {
                break;
            }
            number += 1;
            std::mem::swap(&mut piece, &mut ahead);
        }
        self.wait(self.store.put(&name.path(), PutPayload::from(sealed)))?
            .map_err(cannot("stored"))?;
        Ok(Stored { bytes, sha256: hash.finalize().into() })
    }

    /// Opens a document and writes it out, piece by piece.
    ///
    /// # Errors
    /// [`Error::CannotOpen`] when it was changed, cut short or moved; then what was written before
    /// is not to be used.
    pub fn get(&self, name: BlobName, key: &Key, to: &mut dyn Write) -> Result<Stored, Error> {
        let sealed = self.wait(async {
            self.store
                .get(&name.path())
                .await
                .map_err(cannot("read"))?
                .bytes()
                .await
                .map_err(cannot("read"))
        })??;
        let mut rest = &sealed[..];
        let mut hash = Sha256::new();
        let (mut bytes, mut number) = (0_u64, 0_u64);
        let mut piece = Zeroizing::new(Vec::new());
        loop {
            let (length, after) = rest.split_first_chunk::<4>().ok_or(Error::CannotOpen)?;
            let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            let (one, after) = after.split_at_checked(length).ok_or(Error::CannotOpen)?;
            let place = name.piece(number, after.is_empty());
            key.open_into(Place::new("blob", "piece", &place), one, &mut piece)?;
            hash.update(&piece[..]);
            bytes += piece.len() as u64;
            to.write_all(&piece).map_err(|error| Error::Blob(format!("written out: {error}")))?;
            if after.is_empty() {
                return Ok(Stored { bytes, sha256: hash.finalize().into() });
            }
            rest = after;
            number += 1;
        }
    }

    /// Deletes a document. One that is not there is deleted already.
    ///
    /// # Errors
    /// [`Error::Blob`]; then do it again.
    pub fn delete(&self, name: BlobName) -> Result<(), Error> {
        match self.wait(self.store.delete(&name.path()))? {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(cannot("deleted")(error)),
        }
    }

    /// Whether a document is there.
    ///
    /// # Errors
    /// [`Error::Blob`].
    pub fn holds(&self, name: BlobName) -> Result<bool, Error> {
        match self.wait(self.store.head(&name.path()))? {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(cannot("looked for")(error)),
        }
    }
}

/// Fills a piece as far as there is something to read.
fn fill(document: &mut dyn Read, piece: &mut Vec<u8>) -> Result<(), Error> {
    piece.clear();
    let mut limited = document.take(PIECE as u64);
    limited.read_to_end(piece).map_err(|error| Error::Blob(format!("read: {error}")))?;
    Ok(())
}
