//! How a `MySQL` or `MariaDB` server lets somebody in, and how it says what it says.

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::Error;
use crate::connect::address::Server;

/// The command by which a statement is sent.
pub(super) const QUERY: u8 = 3;

/// What this client can do: the newer protocol, logging in by any method, naming a database. It
/// reads no files for the server and takes one statement at a time.
const CAN: u32 = LONG_PASSWORD | LONG_FLAG | PROTOCOL_41 | TRANSACTIONS | SECURE | PLUGINS;
const LONG_PASSWORD: u32 = 1;
const LONG_FLAG: u32 = 1 << 2;
const WITH_DATABASE: u32 = 1 << 3;
const PROTOCOL_41: u32 = 1 << 9;
const TLS: u32 = 1 << 11;
const TRANSACTIONS: u32 = 1 << 13;
const SECURE: u32 = 1 << 15;
const PLUGINS: u32 = 1 << 19;

/// Letters of every language, four bytes long where they need it: `utf8mb4_general_ci`.
const LETTERS: u8 = 45;

/// What a server says of itself.
pub(super) struct Greeting {
    pub(super) is_mariadb: bool,
    pub(super) offers_tls: bool,
    method: String,
    challenge: Vec<u8>,
}

/// The next so many bytes.
fn take<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(taken)
}

/// The bytes up to the next zero, or to the end.
fn text<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let (taken, after) = match rest.iter().position(|byte| *byte == 0) {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (*rest, &[][..]),
    };
    *rest = after;
    taken
}

/// A number as such servers write lengths.
pub(super) fn number(rest: &mut &[u8]) -> Option<u64> {
    let length = match take(rest, 1)?[0] {
        short @ 0..=0xfa => return Some(short.into()),
        0xfc => 2,
        0xfd => 3,
        0xfe => 8,
        0xfb | 0xff => return None,
    };
    Some(take(rest, length)?.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}

/// A value of a row. The inner one is none where nothing stands there.
pub(super) fn value<'b>(rest: &mut &'b [u8]) -> Option<Option<&'b [u8]>> {
    if rest.first() == Some(&0xfb) {
        take(rest, 1)?;
        return Some(None);
    }
    let length = usize::try_from(number(rest)?).ok()?;
    take(rest, length).map(Some)
}

/// Whether a packet ends the columns, or the rows.
pub(super) fn is_end(packet: &[u8]) -> bool {
    packet.first() == Some(&0xfe) && packet.len() < 9
}

/// What a server says it will not do, without the values it quotes.
pub(super) fn refusal(packet: &[u8]) -> Error {
    let mut rest = packet.get(1..).unwrap_or_default();
    let code = take(&mut rest, 2).map_or(0, |code| u16::from_le_bytes([code[0], code[1]]));
    if rest.first() == Some(&b'#') {
        rest = rest.get(6..).unwrap_or_default();
    }
    // Of rights and of names: these quote no row and no statement.
    let told = matches!(code, 1040 | 1044 | 1045 | 1049 | 1129 | 1130 | 1142 | 1143 | 1146 | 1698);
    if !told {
        let why = match code {
            1969 | 3024 => ": it took longer than it may",
            _ => "",
        };
        return Error::Refused(format!("mysql {code}{why}"));
    }
    let said: String =
        String::from_utf8_lossy(rest).chars().filter(|c| !c.is_control()).take(200).collect();
    Error::Refused(format!("mysql {code}: {said}"))
}

impl Greeting {
    pub(super) fn read(packet: &[u8]) -> Option<Greeting> {
        let mut rest = packet;
        if take(&mut rest, 1)? != [10] {
            return None;
        }
        let version = String::from_utf8_lossy(text(&mut rest)).to_ascii_lowercase();
        take(&mut rest, 4)?;
        let mut challenge = take(&mut rest, 8)?.to_vec();
        take(&mut rest, 1)?;
        let low = take(&mut rest, 2)?;
        take(&mut rest, 3)?;
        let high = take(&mut rest, 2)?;
        let can = u32::from_le_bytes([low[0], low[1], high[0], high[1]]);
        let length = usize::from(take(&mut rest, 1)?[0]);
        take(&mut rest, 10)?;
        let more = take(&mut rest, length.saturating_sub(8).max(13))?;
        challenge.extend_from_slice(more.strip_suffix(&[0]).unwrap_or(more));
        if can & PROTOCOL_41 == 0 || can & SECURE == 0 {
            return None;
        }
        let method = if can & PLUGINS == 0 {
            "mysql_native_password".to_owned()
        } else {
            String::from_utf8_lossy(text(&mut rest)).into_owned()
        };
        let is_mariadb = version.contains("mariadb");
        Some(Greeting { is_mariadb, offers_tls: can & TLS != 0, method, challenge })
    }
}

/// What begins both the wish for TLS and the reply to a greeting.
fn head(server: &Server) -> Vec<u8> {
    let mut can = CAN;
    if !server.in_clear() {
        can |= TLS;
    }
    if server.database.is_some() {
        can |= WITH_DATABASE;
    }
    let mut words = can.to_le_bytes().to_vec();
    words.extend_from_slice(&(64_u32 << 20).to_le_bytes());
    words.push(LETTERS);
    words.extend_from_slice(&[0; 23]);
    words
}

pub(super) fn wants_tls(server: &Server) -> Vec<u8> {
    head(server)
}

/// Who somebody is, and the proof of it.
pub(super) fn reply(server: &Server, greeting: &Greeting) -> Vec<u8> {
    // Of a method nobody knows here the server is told nothing; it asks for another.
    let proof = proof(&greeting.method, &server.password, &greeting.challenge).unwrap_or_default();
    let mut words = head(server);
    words.extend_from_slice(server.user.as_bytes());
    words.push(0);
    words.push(u8::try_from(proof.len()).unwrap_or(0));
    words.extend_from_slice(&proof);
    if let Some(database) = &server.database {
        words.extend_from_slice(database.as_bytes());
        words.push(0);
    }
    words.extend_from_slice(greeting.method.as_bytes());
    words.push(0);
    words
}

/// What comes after an answer of the server.
pub(super) enum Next {
    /// The door is open.
    In,
    /// It says more.
    Wait,
    /// It wants to hear this.
    Say(Vec<u8>),
}

/// Reads an answer. `secret` says that nobody else hears what is said.
pub(super) fn answer(packet: &[u8], server: &Server, secret: bool) -> Result<Next, Error> {
    let cannot = |why: &str| Err(Error::Refused(why.to_owned()));
    let in_clear = || {
        cannot(
            "it asks for the password itself, which is not said in clear: reach it by TLS \
             (`?sslrootcert=FILE`) or by its socket (`?socket=PATH`)",
        )
    };
    let mut password = server.password.clone().into_bytes();
    password.push(0);
    match packet {
        [0, ..] => Ok(Next::In),
        [0xff, ..] => Err(refusal(packet)),
        [1, 3] => Ok(Next::Wait),
        [1, 4] if secret => Ok(Next::Say(password)),
        [1, 4] => in_clear(),
        [0xfe, rest @ ..] => {
            let mut rest = rest;
            let method = String::from_utf8_lossy(text(&mut rest)).into_owned();
            let challenge = rest.strip_suffix(&[0]).unwrap_or(rest);
            match (proof(&method, &server.password, challenge), method.as_str()) {
                (Some(proof), _) => Ok(Next::Say(proof)),
                (None, "sha256_password") if secret => Ok(Next::Say(password)),
                (None, "sha256_password") => in_clear(),
                (None, _) => cannot(
                    "it lets this user in by a method that is not known here: give the user a \
                     password by `mysql_native_password` or `caching_sha2_password`",
                ),
            }
        }
        _ => Err(Error::Unreachable("what it answers is not what such a server says".to_owned())),
    }
}

/// The proof that one knows the password, by a method; none for a method nobody knows here.
fn proof(method: &str, password: &str, challenge: &[u8]) -> Option<Vec<u8>> {
    let mix = |a: &[u8], b: &[u8]| a.iter().zip(b).map(|(a, b)| a ^ b).collect();
    match method {
        "mysql_native_password" | "caching_sha2_password" if password.is_empty() => {
            Some(Vec::new())
        }
        "mysql_native_password" => {
            let once = Sha1::digest(password);
            let twice = Sha1::digest(once);
            Some(mix(&once, &Sha1::new().chain_update(challenge).chain_update(twice).finalize()))
        }
        "caching_sha2_password" => {
            let once = Sha256::digest(password);
            let twice = Sha256::digest(once);
            Some(mix(&once, &Sha256::new().chain_update(twice).chain_update(challenge).finalize()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::{Greeting, proof, value};

    #[test]
    fn a_proof_is_what_the_method_says() {
        let challenge: Vec<u8> = (1..=20).collect();
        for (method, expected) in [
            ("mysql_native_password", Some("b32bb3a583e1340c0a1108d58b1be49781ad8c2f")),
            (
                "caching_sha2_password",
                Some("746ebe205d56a0707acb3e796e834e0dd7b1d61743b26bd5202c7a623230c7c9"),
            ),
            ("mysql_clear_password", None),
        ] {
            let proof = proof(method, "secret", &challenge).map(|proof| HEXLOWER.encode(&proof));
            assert_eq!(proof.as_deref(), expected, "{method}");
        }
        assert_eq!(proof("mysql_native_password", "", &challenge), Some(Vec::new()));
    }

    #[test]
    fn what_is_cut_off_is_no_greeting_and_no_value() {
        let mut whole = b"\x0a5.5.5-10.11.14-MariaDB\0\x01\0\0\x0012345678\0".to_vec();
        whole.extend_from_slice(&[0xfe, 0xff, 45, 2, 0, 0xff, 0x81, 21]);
        whole.extend_from_slice(&[0; 10]);
        whole.extend_from_slice(b"abcdefghijkl\0mysql_native_password\0");
        let greeting = Greeting::read(&whole).unwrap_or_else(|| panic!("no greeting"));
        assert!(greeting.is_mariadb && greeting.offers_tls);
        assert_eq!(greeting.challenge, b"12345678abcdefghijkl");
        for length in 0..60 {
            assert!(Greeting::read(&whole[..length]).is_none(), "{length}");
        }
        for (bytes, read) in [
            (&b"\x03abc"[..], Some(Some(&b"abc"[..]))),
            (b"\xfb", Some(None)),
            (b"\x04abc", None),
            (b"\xfe\xff\xff\xff\xff\xff\xff\xff\xffabc", None),
            (b"\xfc\x01", None),
            (b"", None),
        ] {
            assert_eq!(value(&mut &*bytes), read, "{bytes:?}");
        }
    }
}
