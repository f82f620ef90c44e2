//! Opening the record: where it lies, by which keys, under which charter.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use db::Db;
use gate::Gate;
use jiff::civil::Date;
use ledger::Signer;
use people::{Older, Record};
use vault::{Blobs, LocalMaster, Master, Vault};

use crate::{charters, in_force, today};

/// Where the record lies. The same for every command that opens it.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Where {
    /// The folder the record lies in
    #[arg(long, value_name = "DIR", default_value = "keyholder-data", env = "KEYHOLDER_DATA")]
    pub(crate) data: PathBuf,
    /// A PostgreSQL database for the data, instead of a file: `postgres://user@host/name`
    #[arg(long, value_name = "URL", env = "KEYHOLDER_POSTGRES", hide_env_values = true)]
    pub(crate) postgres: Option<String>,
    /// A PostgreSQL database for the keys; another one than the data's
    #[arg(long, value_name = "URL", env = "KEYHOLDER_VAULT_POSTGRES", hide_env_values = true)]
    pub(crate) vault_postgres: Option<String>,
    /// The folder of sealed documents; `documents` in the data folder when left out
    #[arg(long, value_name = "DIR", env = "KEYHOLDER_DOCUMENTS")]
    pub(crate) documents: Option<PathBuf>,
    /// The file of the master key; made at the first start, beside the data
    #[arg(long, value_name = "FILE", env = "KEYHOLDER_MASTER_KEY_FILE")]
    pub(crate) master_key: Option<PathBuf>,
    /// A master key that was used before: its keys are wrapped under today's while serving
    #[arg(long, value_name = "FILE")]
    pub(crate) old_master_key: Vec<PathBuf>,
    /// The charter that decides; the bundled example when left out
    #[arg(long, value_name = "DIR", env = "KEYHOLDER_CHARTER")]
    pub(crate) charter: Option<PathBuf>,
}

impl Office {
    /// Who sequences the log. One process holds the files of a folder, so it is always the same
    /// one; beside PostgreSQL there may be several.
    pub(crate) fn holder(&self) -> String {
        if self.record.data().is_postgres() {
            format!(
                "process {} {}",
                std::process::id(),
                data_encoding::HEXLOWER.encode(&vault::random::<8>())
            )
        } else {
            "whoever holds the file".to_owned()
        }
    }
}

/// The tables of rooms above the record with details under people's own keys.
pub(crate) fn details() -> Vec<&'static str> {
    [sharing::DETAILS, registers::DETAILS, casework::DETAILS, disposal::DETAILS].concat()
}

/// The record, open.
pub(crate) struct Office {
    pub(crate) record: Record,
    pub(crate) signer: Signer,
}

impl Where {
    /// In a folder that has everything in it, under the bundled charter.
    pub(crate) fn alone(data: PathBuf) -> Where {
        Where {
            data,
            postgres: None,
            vault_postgres: None,
            documents: None,
            master_key: None,
            old_master_key: Vec::new(),
            charter: None,
        }
    }

    /// Both addresses: the data's and the vault's.
    pub(crate) fn addresses(&self) -> anyhow::Result<(String, String)> {
        let file = |name: &str| {
            let path = self.data.join(name);
            path.to_str().map(str::to_owned).context("the data folder's name is not UTF-8")
        };
        for address in [&self.postgres, &self.vault_postgres].into_iter().flatten() {
            if !db::is_postgres_address(address) {
                bail!("a PostgreSQL address begins with `postgres://`");
            }
        }
        Ok(match (&self.postgres, &self.vault_postgres) {
            (Some(data), Some(vault)) if data == vault => {
                bail!(
                    "the keys must lie in another database than the data, or erasing erases nothing"
                )
            }
            (Some(data), Some(vault)) => (data.clone(), vault.clone()),
            (Some(data), None) => (data.clone(), file("vault.db")?),
            (None, Some(_)) => bail!("`--vault-postgres` goes with `--postgres`"),
            (None, None) => (file("data.db")?, file("vault.db")?),
        })
    }

    /// The spool: the one that is given, or the one in the folder.
    pub(crate) fn spool(&self, given: Option<&PathBuf>) -> PathBuf {
        given.cloned().unwrap_or_else(|| self.data.join("break-glass.spool"))
    }

    /// The master keys, today's first. Once there is something under one, none is made in its place.
    fn masters(&self, in_use: bool) -> anyhow::Result<Vec<Box<dyn Master>>> {
        let mut masters = vec![self.master(in_use)?];
        for old in &self.old_master_key {
            masters.push(Box::new(LocalMaster::from_file(old)?));
        }
        Ok(masters)
    }

    /// The master key of today.
    fn master(&self, in_use: bool) -> anyhow::Result<Box<dyn Master>> {
        if let Ok(text) = std::env::var("KEYHOLDER_MASTER_KEY") {
            return Ok(Box::new(LocalMaster::from_hex(&text)?));
        }
        if let Ok(words) = std::env::var("KEYHOLDER_PASSPHRASE") {
            let salt = self.salt(in_use)?;
            return Ok(Box::new(LocalMaster::from_passphrase(&words, &salt)?));
        }
        let path = self.master_key.clone().unwrap_or_else(|| self.data.join("master.key"));
        if !path.exists() {
            if self.master_key.is_some() {
                bail!(
                    "there is no master key `{}`; make one with `keyholder key make`",
                    path.display()
                );
            }
            if in_use {
                bail!(
                    "the master key `{}` is gone, and nothing can be read without it: bring your \
                     copy of it back",
                    path.display()
                );
            }
            write_secret(&path, &LocalMaster::generate())?;
            eprintln!(
                "A master key was made: `{}`. Keep a copy of it somewhere else: without it nothing \
                 can be read, and a backup that holds both key and data protects nobody.",
                path.display()
            );
        }
        Ok(Box::new(LocalMaster::from_file(&path)?))
    }

    /// The salt of a passphrase. No secret, but it must stay the same.
    fn salt(&self, in_use: bool) -> anyhow::Result<[u8; 16]> {
        let path = self.data.join("passphrase.salt");
        if !path.exists() {
            if in_use {
                bail!(
                    "`{}` is gone, and the passphrase is not enough without it: bring your copy of \
                     it back",
                    path.display()
                );
            }
            std::fs::write(&path, vault::random::<16>())
                .with_context(|| format!("cannot write `{}`", path.display()))?;
        }
        let bytes =
            std::fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let salt: Result<[u8; 16], _> = bytes.try_into();
        salt.map_err(|_| anyhow::anyhow!("`{}` is not a salt of 16 bytes", path.display()))
    }

    /// Opens the record, and brings its tables up to date.
    pub(crate) fn open(&self) -> anyhow::Result<Office> {
        let (data, _) = self.addresses()?;
        if !db::is_postgres_address(&data) && !Path::new(&data).exists() {
            bail!(
                "there is no record at `{data}`; `keyholder serve` and `keyholder token make` begin \
                 one, and `--data` says where it lies"
            );
        }
        self.open_on(today::today())
    }

    /// Opens the record, and begins one where there is none.
    pub(crate) fn open_or_begin(&self) -> anyhow::Result<Office> {
        self.open_on(today::today())
    }

    /// Opens the record under a charter that is sound on this day.
    pub(crate) fn open_on(&self, day: Date) -> anyhow::Result<Office> {
        self.open_with(day, |data, vault, gate, documents| {
            Record::open_with(data, vault, gate, Some(documents))
        })
    }

    /// Opens the record after one of its two stores was restored from a copy.
    pub(crate) fn open_restored(&self, older: Older) -> anyhow::Result<Office> {
        self.open_with(today::today(), |data, vault, gate, documents| {
            let restored = (older, today::timestamp());
            Record::open_restored(data, vault, gate, Some(documents), restored)
        })
    }

    fn open_with(
        &self,
        day: Date,
        open_record: impl FnOnce(Db, Vault, Gate, Blobs) -> Result<Record, people::Error>,
    ) -> anyhow::Result<Office> {
        let mut folder = charters::load_sound(self.charter.as_deref(), day, false);
        let (data, keys) = self.addresses()?;
        if !db::is_postgres_address(&data) && !Path::new(&data).exists() {
            // Nothing can be published in a record that is not there yet, and none is begun without a
            // charter.
            folder = Ok(folder?);
        }
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("cannot make the folder `{}`", self.data.display()))?;
        private(&self.data)?;
        let at = today::timestamp().as_microsecond();
        let rooms = &[
            db::MIGRATIONS,
            people::MIGRATIONS,
            sharing::MIGRATIONS,
            registers::MIGRATIONS,
            casework::MIGRATIONS,
            access::MIGRATIONS,
            publishing::MIGRATIONS,
            disposal::MIGRATIONS,
        ];
        let data = open(&data, rooms, at)?;
        let in_folder = folder.as_ref().ok().map(|it| *it.fingerprint().as_bytes());
        let charter = match in_force::choose(&data, folder.as_ref().ok(), day)? {
            Some(published) => published,
            None => folder?,
        };
        let in_use = people::has_vault(&data)?;
        if in_use && lost(&keys) {
            bail!(
                "the vault `{keys}` is gone, and nothing can be read without it: bring its newest \
                 copy back with `keyholder restore --keys COPY`. Nothing was made in its place"
            );
        }
        let keys = open(&keys, &[vault::MIGRATIONS], at)?;
        let origin = format!("keyholder/{}", charter.head().id.get_ref());
        let vault = Vault::open(keys, self.masters(in_use)?)?;
        let signer = Signer::new(&data.log()?.origin(&origin), &vault.secret("log-signer")?)?;
        let documents = self.documents.clone().unwrap_or_else(|| self.data.join("documents"));
        let documents = Blobs::folder(&documents)?;
        let record = open_record(data, vault, Gate::new(charter), documents)?;
        let record = in_force::opened(record, day)?;
        in_force::say(record.gate().charter(), self.charter.as_deref(), in_folder, day);
        Ok(Office { record, signer })
    }
}

/// Whether a file is gone, or empty, which the engine would take for a new one.
fn lost(address: &str) -> bool {
    !db::is_postgres_address(address)
        && std::fs::metadata(address).map_or(true, |file| file.len() == 0)
}

fn open(address: &str, sets: &'static [db::Set], at: i64) -> anyhow::Result<Db> {
    let db = Db::open(address)?;
    let taken = db.migrate(sets, at)?;
    if !taken.is_empty() {
        eprintln!("Brought `{}` up to date: {}.", db.address(), taken.join(", "));
    }
    Ok(db)
}

/// Nobody but the owner may look into the folder.
fn private(folder: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
            .with_context(|| format!("cannot close the folder `{}` to others", folder.display()))?;
    }
    Ok(())
}

/// Writes a secret where nobody else can read it, and never over another.
pub(crate) fn write_secret(path: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file =
        options.open(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.write_all(b"\n"))
        .and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a secret is none, and would stand in the way of the next try.
        let _ = std::fs::remove_file(path);
    }
    written.with_context(|| format!("cannot write `{}`", path.display()))
}
