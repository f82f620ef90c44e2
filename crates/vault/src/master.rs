//! The master key: what all others are wrapped under.

use std::fmt;
use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::HEXLOWER_PERMISSIVE;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::seal::{Key, KeyId, Place};
use crate::{Error, random};

/// Something that can wrap and unwrap keys: a key in a file, or a service that holds one.
pub trait Master: Send + Sync {
    /// Its name, which is no secret: it tells one master key from another.
    fn id(&self) -> &str;

    /// Wraps 32 bytes, bound to a name.
    ///
    /// # Errors
    /// [`Error::Master`] when a service cannot be reached.
    fn wrap(&self, name: &[u8], secret: &[u8; 32]) -> Result<Vec<u8>, Error>;

    /// Unwraps them.
    ///
    /// # Errors
    /// [`Error::CannotOpen`] when they were not wrapped by this key under this name.
    fn unwrap(&self, name: &[u8], wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error>;
}

/// A master key in memory: from a file, an environment variable or a passphrase.
pub struct LocalMaster {
    id: String,
    key: Key,
}

impl fmt::Debug for LocalMaster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalMaster({})", self.id)
    }
}

/// What a passphrase is stretched with: 64 MiB of memory, three passes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// The fewest characters a passphrase may have.
pub const PASSPHRASE_LENGTH_MIN: usize = 12;

impl LocalMaster {
    fn new(secret: Zeroizing<[u8; 32]>) -> LocalMaster {
        let mut hash = Sha256::new();
        hash.update(b"keyholder/master/id/v1");
        hash.update(&secret[..]);
        let id = HEXLOWER_PERMISSIVE.encode(&hash.finalize()[..8]);
        LocalMaster { id, key: Key::new(KeyId::from_bytes([0; 16]), secret) }
    }

    /// A new master key as text to be kept: 64 hexadecimal digits.
    #[must_use]
    pub fn generate() -> Zeroizing<String> {
        Zeroizing::new(HEXLOWER_PERMISSIVE.encode(&Zeroizing::new(random::<32>())[..]))
    }

    /// The master key written as 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::Master`] when it is not.
    pub fn from_hex(text: &str) -> Result<LocalMaster, Error> {
        let wrong = || Error::Master("a master key is 64 hexadecimal digits".to_owned());
        let bytes = Zeroizing::new(
            HEXLOWER_PERMISSIVE.decode(text.trim().as_bytes()).map_err(|_| wrong())?,
        );
        let secret: [u8; 32] = bytes.as_slice().try_into().map_err(|_| wrong())?;
        Ok(LocalMaster::new(Zeroizing::new(secret)))
    }

    /// The master key in a file that nobody but its owner can read.
    ///
    /// # Errors
    /// [`Error::Master`] when it cannot be read, others may read it, or it is no key.
    pub fn from_file(path: &Path) -> Result<LocalMaster, Error> {
        let shown = path.display();
        let cannot = |error: std::io::Error| {
            Error::Master(format!("the master key file `{shown}` cannot be read: {error}"))
        };
        let meta = std::fs::metadata(path).map_err(cannot)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if meta.permissions().mode() & 0o077 != 0 {
                return Err(Error::Master(format!(
                    "others may read the master key file `{shown}`; run `chmod 600 {shown}`"
                )));
            }
        }
        if meta.len() > 4096 {
            return Err(Error::Master(format!("`{shown}` is too long for a master key")));
        }
        let text = Zeroizing::new(std::fs::read_to_string(path).map_err(cannot)?);
        LocalMaster::from_hex(&text)
    }

    /// The master key a passphrase stands for. The salt is no secret, and is kept with the store.
    ///
    /// # Errors
    /// [`Error::Master`] for one that is too short.
    pub fn from_passphrase(passphrase: &str, salt: &[u8; 16]) -> Result<LocalMaster, Error> {
        if passphrase.chars().count() < PASSPHRASE_LENGTH_MIN {
            return Err(Error::Master(format!(
                "a passphrase has at least {PASSPHRASE_LENGTH_MIN} characters"
            )));
        }
        let wrong = |error: argon2::Error| Error::Master(error.to_string());
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).map_err(wrong)?;
        let mut secret = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), salt, &mut secret[..])
            .map_err(wrong)?;
        Ok(LocalMaster::new(secret))
    }
}

impl Master for LocalMaster {
    fn id(&self) -> &str {
        &self.id
    }

    fn wrap(&self, name: &[u8], secret: &[u8; 32]) -> Result<Vec<u8>, Error> {
        self.key.seal(Place::new("master", "wrapped", name), secret)
    }

    fn unwrap(&self, name: &[u8], wrapped: &[u8]) -> Result<Zeroizing<[u8; 32]>, Error> {
        let plain = self.key.open(Place::new("master", "wrapped", name), wrapped)?;
        let secret: [u8; 32] = plain.as_slice().try_into().map_err(|_| Error::CannotOpen)?;
        Ok(Zeroizing::new(secret))
    }
}
