//! Signed notes and checkpoints (C2SP `signed-note`, `tlog-checkpoint`, `tlog-proof`).

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::{Hash, proof};

/// The most bytes a note may have: 64 KiB.
pub const NOTE_BYTES_MAX: usize = 64 << 10;
/// The most signatures a note may have.
pub const SIGNATURES_MAX: usize = 100;

const ED25519: u8 = 1;
const COSIGNATURE: u8 = 4;
const PROOF: &str = "c2sp.org/tlog-proof@v1";

/// Why a note, checkpoint or proof is not to be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It is not of the form it should be.
    #[error("{0} is not of the form it should be")]
    Form(&'static str),
    /// The key has not signed it.
    #[error("`{0}` has not signed it, or it was changed after that")]
    Signature(String),
    /// It is of another log.
    #[error("it is a checkpoint of the log `{found}`, and not of `{wanted}`")]
    Origin {
        /// The log it is of.
        found: String,
        /// The log that was wanted.
        wanted: String,
    },
    /// The entry is not where the proof says.
    #[error("the entry is not in the log at this place")]
    NotIncluded,
}

fn key_id(name: &str, kind: u8, public: &[u8]) -> [u8; 4] {
    let mut hash = Sha256::new();
    hash.update(name.as_bytes());
    hash.update([b'\n', kind]);
    hash.update(public);
    let sum: [u8; 32] = hash.finalize().into();
    [sum[0], sum[1], sum[2], sum[3]]
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 200 && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

/// What signs checkpoints. Never shown.
pub struct Signer {
    name: String,
    key: SigningKey,
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.name)
    }
}

impl Signer {
    /// A signer of this name, of 32 secret bytes. The name has no spaces and no `+`.
    ///
    /// # Errors
    /// [`Untrusted::Form`] for a name that will not do.
    pub fn new(name: &str, secret: &Zeroizing<[u8; 32]>) -> Result<Signer, Untrusted> {
        if !is_name(name) {
            return Err(Untrusted::Form("the name of the log"));
        }
        Ok(Signer { name: name.to_owned(), key: SigningKey::from_bytes(secret) })
    }

    /// Its name, which is the log's origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What others check its signatures by.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), key: self.key.verifying_key(), kind: ED25519 }
    }

    /// Signs a text that ends in a line break.
    ///
    /// # Errors
    /// [`Untrusted::Form`] when it does not.
    pub fn sign(&self, text: &str) -> Result<String, Untrusted> {
        if !text.ends_with('\n') || text.len() > NOTE_BYTES_MAX {
            return Err(Untrusted::Form("the text of the note"));
        }
        let mut bytes = self.verifier().id().to_vec();
        bytes.extend(self.key.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n\u{2014} {} {}\n", self.name, BASE64.encode(&bytes)))
    }
}

/// What signatures are checked by. Public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    key: VerifyingKey,
    kind: u8,
}

impl Verifier {
    fn id(&self) -> [u8; 4] {
        key_id(&self.name, self.kind, self.key.as_bytes())
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads a verifier key: `name+1a2b3c4d+base64`. A log's own key, or a witness's.
    ///
    /// # Errors
    /// [`Untrusted::Form`] when it is none, or its short id does not fit.
    pub fn parse(text: &str) -> Result<Verifier, Untrusted> {
        let wrong = || Untrusted::Form("the verifier key");
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(wrong());
        };
        let bytes = BASE64.decode(key.as_bytes()).map_err(|_| wrong())?;
        let (&kind, public) = bytes.split_first().ok_or_else(wrong)?;
        let public: &[u8; 32] = public.try_into().map_err(|_| wrong())?;
        if !is_name(name) || !matches!(kind, ED25519 | COSIGNATURE) {
            return Err(wrong());
        }
        let key = VerifyingKey::from_bytes(public).map_err(|_| wrong())?;
        let verifier = Verifier { name: name.to_owned(), key, kind };
        if HEXLOWER.encode(&verifier.id()) == id { Ok(verifier) } else { Err(wrong()) }
    }

    /// The text of a note that this key has signed.
    ///
    /// # Errors
    /// [`Untrusted`] when it is no note, or the key has not signed it.
    pub fn open<'a>(&self, note: &'a str) -> Result<&'a str, Untrusted> {
        let wrong = || Untrusted::Form("the note");
        if note.len() > NOTE_BYTES_MAX || note.contains(|c: char| c.is_control() && c != '\n') {
            return Err(wrong());
        }
        let split = note.rfind("\n\n").ok_or_else(wrong)?;
        let (text, signatures) = (&note[..=split], &note[split + 2..]);
        if !signatures.ends_with('\n') {
            return Err(wrong());
        }
        let mut signed = false;
        for (count, line) in signatures.lines().enumerate() {
            if count >= SIGNATURES_MAX {
                return Err(wrong());
            }
            let line = line.strip_prefix("\u{2014} ").ok_or_else(wrong)?;
            let (name, signature) = line.split_once(' ').ok_or_else(wrong)?;
            let bytes = BASE64.decode(signature.as_bytes()).map_err(|_| wrong())?;
            let (id, signature) = bytes.split_first_chunk::<4>().ok_or_else(wrong)?;
            // Signatures of keys we do not know are others' business.
            if name == self.name && *id == self.id() {
                if !self.verify(text, signature) {
                    return Err(Untrusted::Signature(self.name.clone()));
                }
                signed = true;
            }
        }
        if signed { Ok(text) } else { Err(Untrusted::Signature(self.name.clone())) }
    }

    fn verify(&self, text: &str, signature: &[u8]) -> bool {
        if self.kind == ED25519 {
            return Signature::from_slice(signature).is_ok_and(|signature| {
                self.key.verify_strict(text.as_bytes(), &signature).is_ok()
            });
        }
        let Some((time, signature)) = signature.split_first_chunk::<8>() else { return false };
        let message = format!("cosignature/v1\ntime {}\n{text}", u64::from_be_bytes(*time));
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message.as_bytes(), &signature).is_ok())
    }
}

/// The verifier key as text: what an auditor is given once and keeps.
impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut key = vec![self.kind];
        key.extend(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, HEXLOWER.encode(&self.id()), BASE64.encode(&key))
    }
}

/// How far a log has come, in three lines: whose it is, how many entries, and the root over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    /// How many entries it has.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
}

impl Checkpoint {
    /// The three lines.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Signs it; the signer's name is the log's.
    ///
    /// # Errors
    /// [`Untrusted::Form`] for a name that will not do.
    pub fn sign(&self, signer: &Signer) -> Result<String, Untrusted> {
        signer.sign(&self.text())
    }

    /// Reads a signed checkpoint of the verifier's log.
    ///
    /// # Errors
    /// [`Untrusted`] when it is not signed by that key, is of another log, or is no checkpoint.
    pub fn open(note: &str, verifier: &Verifier) -> Result<Checkpoint, Untrusted> {
        let checkpoint = Checkpoint::parse(verifier.open(note)?)?;
        if verifier.kind == ED25519 && checkpoint.origin != verifier.name {
            let wanted = verifier.name.clone();
            return Err(Untrusted::Origin { found: checkpoint.origin, wanted });
        }
        Ok(checkpoint)
    }

    /// Reads the three lines, signed by nobody.
    ///
    /// # Errors
    /// [`Untrusted::Form`].
    pub fn parse(text: &str) -> Result<Checkpoint, Untrusted> {
        let wrong = || Untrusted::Form("the checkpoint");
        let mut lines = text.strip_suffix('\n').ok_or_else(wrong)?.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(wrong());
        };
        let number: u64 = size.parse().map_err(|_| wrong())?;
        if origin.is_empty() || number.to_string() != size {
            return Err(wrong());
        }
        let root = Hash::from_base64(root).ok_or_else(wrong)?;
        Ok(Checkpoint { origin: origin.to_owned(), size: number, root })
    }
}

/// The proof that one entry is in a log, for somebody who has nothing else: a tenant, an auditor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The entry's place.
    pub index: u64,
    /// The hashes that lead to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

impl Proof {
    /// Reads a proof.
    ///
    /// # Errors
    /// [`Untrusted::Form`].
    pub fn parse(text: &str) -> Result<Proof, Untrusted> {
        let wrong = || Untrusted::Form("the proof");
        if text.len() > NOTE_BYTES_MAX {
            return Err(wrong());
        }
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(wrong)?;
        let mut lines = head.lines();
        if lines.next() != Some(PROOF) {
            return Err(wrong());
        }
        let mut line = lines.next();
        if line.is_some_and(|line| line.starts_with("extra ")) {
            line = lines.next();
        }
        let index = line.and_then(|line| line.strip_prefix("index ")).ok_or_else(wrong)?;
        let index = index.parse().map_err(|_| wrong())?;
        let path: Option<Vec<Hash>> = lines.map(Hash::from_base64).collect();
        let path = path.filter(|path| path.len() <= 64).ok_or_else(wrong)?;
        Ok(Proof { index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks, with nothing but a key, that an entry of this data is in the log.
    ///
    /// # Errors
    /// [`Untrusted`] says what is wrong.
    pub fn verify(&self, data: &[u8], verifier: &Verifier) -> Result<Checkpoint, Untrusted> {
        let checkpoint = Checkpoint::open(&self.checkpoint, verifier)?;
        if proof::includes(&checkpoint.root, checkpoint.size, self.index, data, &self.path) {
            Ok(checkpoint)
        } else {
            Err(Untrusted::NotIncluded)
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{PROOF}\nindex {}", self.index)?;
        for hash in &self.path {
            writeln!(f, "{hash}")?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}
