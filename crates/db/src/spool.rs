//! A file that takes what cannot go into the log now: appended, synced, and merged later.
//!
//! Its first part is reserved, so that a disk that becomes full afterwards does not stand in the
//! way. Each frame carries the hash of everything before it: a frame that is changed, moved or taken
//! out of the middle shows. Frames taken off the end do not show in the file, so whoever appends
//! says so somewhere else too.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::held::hold;
use crate::{Committed, Error};

/// The most bytes of one frame: 128 KiB.
pub const FRAME_BYTES_MAX: usize = 128 << 10;
/// The most bytes of a whole spool: 16 MiB.
pub const SPOOL_BYTES_MAX: usize = 16 << 20;
/// How much of the disk is taken at the start, so that it is there when it is needed: 1 MiB.
const RESERVED: usize = 1 << 20;
/// The length of the frame, its hash and its name.
const HEAD: usize = 4 + 32 + 32;
/// A length of nothing ends the frames.
const END: usize = 4;
/// How many changed spools are kept beside the one in use.
const ASIDE_MAX: u32 = 1_000;

/// A frame that was appended. Inside a [`Committed`], the proof that it is on the disk. Nobody else
/// makes one:
///
/// ```compile_fail
/// let spooled = db::spool::Spooled { name: [0; 32] };
/// ```
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub struct Spooled {
    name: [u8; 32],
}

impl Spooled {
    /// The name it was appended under.
    #[must_use]
    pub fn name(&self) -> &[u8; 32] {
        &self.name
    }
}

/// A frame as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The name it was appended under.
    pub name: [u8; 32],
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A spool that is open, and held: no other process has it.
#[derive(Debug)]
pub struct Spool {
    path: PathBuf,
    set_aside: Option<PathBuf>,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    end: usize,
    count: usize,
    chain: [u8; 32],
}

fn first() -> [u8; 32] {
    Sha256::digest(b"keyholder/spool/v1").into()
}

fn next(chain: &[u8; 32], name: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(chain);
    hash.update(name);
    hash.update(bytes);
    hash.finalize().into()
}

fn cannot(path: &Path, why: impl std::fmt::Display) -> Error {
    Error::CannotWrite(format!("`{}`: {why}", path.display()))
}

struct Found {
    frames: Vec<Frame>,
    end: usize,
    chain: [u8; 32],
    whole: bool,
}

/// Reads frames up to the end, or to the first that is not what it was.
fn read(bytes: &[u8]) -> Found {
    let mut read = Found { frames: Vec::new(), end: 0, chain: first(), whole: true };
    loop {
        let rest = &bytes[read.end..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return read };
        let length = u32::from_le_bytes(*length) as usize;
        if length == 0 {
            return read;
        }
        let parts = rest.split_first_chunk::<32>().and_then(|(chain, rest)| {
            let (name, rest) = rest.split_first_chunk::<32>()?;
            Some((chain, name, rest.get(..length)?))
        });
        let Some((chain, name, inside)) = parts else {
            read.whole = false;
            return read;
        };
        if next(&read.chain, name, inside) != *chain {
            read.whole = false;
            return read;
        }
        read.chain = *chain;
        read.end += HEAD + length;
        read.frames.push(Frame { name: *name, bytes: inside.to_vec() });
    }
}

impl Inner {
    fn bytes(&mut self) -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        Read::by_ref(&mut self.file).take(SPOOL_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, at: usize, bytes: &[u8]) -> std::io::Result<()> {
        self.file.seek(SeekFrom::Start(at as u64))?;
        self.file.write_all(bytes)?;
        self.file.sync_all()
    }
}

impl Spool {
    /// Opens a spool and holds it, making it and reserving its place if need be. What is not as it
    /// was written is kept beside it: see [`Spool::set_aside`].
    ///
    /// # Errors
    /// [`Error::Held`] when another process has it; [`Error::CannotWrite`].
    pub fn open(path: &Path) -> Result<Spool, Error> {
        let wrong = |error: std::io::Error| cannot(path, error);
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(wrong)?;
        if !hold(&file).map_err(wrong)? {
            return Err(Error::Held(path.display().to_string()));
        }
        let mut inner = Inner { file, end: 0, count: 0, chain: first() };
        let bytes = inner.bytes().map_err(wrong)?;
        if bytes.len() > SPOOL_BYTES_MAX {
            return Err(Error::TooLarge { what: "a spool", limit: SPOOL_BYTES_MAX });
        }
        if bytes.len() < RESERVED {
            inner.write(bytes.len(), &vec![0; RESERVED - bytes.len()]).map_err(wrong)?;
            // A new name is on the disk when its folder is.
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                File::open(folder).and_then(|folder| folder.sync_all()).map_err(wrong)?;
            }
        }
        let found = read(&bytes);
        let mut set_aside = None;
        if !found.whole {
            set_aside = Some(keep_aside(path, &bytes)?);
            let rest = inner.bytes().map_err(wrong)?.len() - found.end;
            inner.write(found.end, &vec![0; rest]).map_err(wrong)?;
        }
        (inner.end, inner.count, inner.chain) = (found.end, found.frames.len(), found.chain);
        Ok(Spool { path: path.to_owned(), set_aside, inner: Mutex::new(inner) })
    }

    /// How many frames wait in a file, and whether it is as it was written. Nothing is changed.
    ///
    /// # Errors
    /// [`Error::CannotWrite`] when it cannot be read.
    pub fn look_at(path: &Path) -> Result<(usize, bool), Error> {
        let wrong = |error: std::io::Error| cannot(path, error);
        let mut bytes = Vec::new();
        let file = File::open(path).map_err(wrong)?;
        file.take(SPOOL_BYTES_MAX as u64).read_to_end(&mut bytes).map_err(wrong)?;
        let found = read(&bytes);
        Ok((found.frames.len(), found.whole))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The copy that was kept because a frame was not what was written: it was changed, or the power
    /// went before it was acknowledged. The frames before it stand.
    #[must_use]
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// How many frames wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.inner().count
    }

    /// Keeps a copy of the whole file beside it, where there is none yet; its name.
    ///
    /// # Errors
    /// [`Error::CannotWrite`].
    pub fn keep(&self) -> Result<String, Error> {
        let path = match &self.set_aside {
            Some(path) => path.clone(),
            None => {
                let bytes = self.inner().bytes().map_err(|error| cannot(&self.path, error))?;
                keep_aside(&self.path, &bytes)?
            }
        };
        Ok(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
    }

    /// Appends a frame under a name; the proof comes when the disk has it.
    ///
    /// # Errors
    /// [`Error::TooLarge`] beyond the limits; [`Error::CannotWrite`]. Then it is not there.
    pub fn append(&self, name: [u8; 32], bytes: &[u8]) -> Result<Committed<Spooled>, Error> {
        let mut inner = self.inner();
        if bytes.is_empty() || bytes.len() > FRAME_BYTES_MAX {
            return Err(Error::TooLarge { what: "a frame", limit: FRAME_BYTES_MAX });
        }
        if inner.end + HEAD + bytes.len() + END > SPOOL_BYTES_MAX {
            return Err(Error::TooLarge { what: "a spool", limit: SPOOL_BYTES_MAX });
        }
        let length = u32::try_from(bytes.len()).unwrap_or(0);
        let chain = next(&inner.chain, &name, bytes);
        let frame = [&length.to_le_bytes(), &chain[..], &name, bytes, &[0; END]].concat();
        let at = inner.end;
        inner.write(at, &frame).map_err(|error| cannot(&self.path, error))?;
        inner.end += HEAD + bytes.len();
        inner.count += 1;
        inner.chain = chain;
        Ok(Committed::new(Spooled { name }))
    }

    /// Every frame that waits, in order.
    ///
    /// # Errors
    /// [`Error::Damaged`] when the file is no longer what was written.
    pub fn frames(&self) -> Result<Vec<Frame>, Error> {
        let mut inner = self.inner();
        let bytes = inner.bytes().map_err(|error| cannot(&self.path, error))?;
        let found = read(&bytes);
        if !found.whole || found.chain != inner.chain {
            return Err(Error::Damaged(format!("`{}` was changed", self.path.display())));
        }
        Ok(found.frames)
    }

    /// Overwrites the first `count` frames, which lie safely somewhere else now; whether it did: not
    /// when others have come since.
    ///
    /// # Errors
    /// [`Error::CannotWrite`]; then they are still there.
    pub fn clear(&self, count: usize) -> Result<bool, Error> {
        let mut inner = self.inner();
        if inner.count != count {
            return Ok(false);
        }
        let zeros = vec![0; inner.end];
        inner.write(0, &zeros).map_err(|error| cannot(&self.path, error))?;
        (inner.end, inner.count, inner.chain) = (0, 0, first());
        Ok(true)
    }
}

fn keep_aside(path: &Path, bytes: &[u8]) -> Result<PathBuf, Error> {
    for n in 1..=ASIDE_MAX {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".changed-{n}"));
        let aside = PathBuf::from(name);
        if aside.exists() {
            continue;
        }
        let mut file = File::create_new(&aside).map_err(|error| cannot(&aside, error))?;
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .map_err(|error| cannot(&aside, error))?;
        return Ok(aside);
    }
    Err(cannot(path, "too many changed spools are kept beside it"))
}
