//! Tokens of services: shown once, kept as a hash, with a role, an entity and purposes.

use crate::{Error, Row, Tx, params};

/// A token to be made. The secret itself is never stored.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is called, and the actor in the log.
    pub name: String,
    /// SHA-256 of the secret.
    pub sha256: [u8; 32],
    /// The role it acts in.
    pub role: String,
    /// The team it acts for.
    pub team: String,
    /// The legal entity it acts for.
    pub entity: String,
    /// The purposes it may name; empty for those of its role.
    pub purposes: Vec<String>,
    /// What it may do: `read`, `write`, `admin`.
    pub scopes: Vec<String>,
    /// When it ends, in microseconds.
    pub expires: Option<i64>,
}

/// A token that stands.
#[derive(Clone, Debug)]
pub struct Token {
    /// What it is called.
    pub name: String,
    /// The role it acts in.
    pub role: String,
    /// The team it acts for.
    pub team: String,
    /// The legal entity it acts for.
    pub entity: String,
    /// The purposes it may name; empty for those of its role.
    pub purposes: Vec<String>,
    /// What it may do.
    pub scopes: Vec<String>,
    /// When it ends.
    pub expires: Option<i64>,
    /// When it was revoked.
    pub revoked: Option<i64>,
}

fn read(row: &Row<'_>) -> Result<Token, Error> {
    let list = |text: &str| text.split(' ').filter(|w| !w.is_empty()).map(str::to_owned).collect();
    Ok(Token {
        name: row.text(0)?.to_owned(),
        role: row.text(1)?.to_owned(),
        team: row.text(2)?.to_owned(),
        entity: row.text(3)?.to_owned(),
        purposes: list(row.text(4)?),
        scopes: list(row.text(5)?),
        expires: row.opt_int(6)?,
        revoked: row.opt_int(7)?,
    })
}

const COLUMNS: &str = "name, role, team, entity, purposes, scopes, expires, revoked";

/// Makes a token.
///
/// # Errors
/// [`Error::Refused`] when there is one of that name.
pub fn make(tx: &Tx<'_>, token: &NewToken, at: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO token (name, sha256, role, team, entity, purposes, scopes, made, expires)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            &token.name,
            &token.sha256,
            &token.role,
            &token.team,
            &token.entity,
            &token.purposes.join(" "),
            &token.scopes.join(" "),
            at,
            token.expires
        ],
    )?;
    Ok(())
}

/// The token of a secret's hash, where it stands at this instant.
///
/// # Errors
/// What the store says.
pub fn find(tx: &Tx<'_>, sha256: &[u8; 32], at: i64) -> Result<Option<Token>, Error> {
    let sql = format!(
        "SELECT {COLUMNS} FROM token WHERE sha256 = ?1 AND revoked IS NULL
         AND (expires IS NULL OR expires > ?2)"
    );
    tx.one(&sql, params![sha256, at], read)
}

/// Revokes a token from now on; whether there was one that stood.
///
/// # Errors
/// What the store says.
pub fn revoke(tx: &Tx<'_>, name: &str, at: i64) -> Result<bool, Error> {
    let sql = "UPDATE token SET revoked = ?2 WHERE name = ?1 AND revoked IS NULL";
    Ok(tx.execute(sql, params![name, at])? == 1)
}

/// Every token there is or was.
///
/// # Errors
/// What the store says.
pub fn all(tx: &Tx<'_>) -> Result<Vec<Token>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM token ORDER BY name LIMIT 1000");
    tx.all(&sql, params![], read)
}
