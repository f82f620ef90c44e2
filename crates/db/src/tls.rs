//! How PostgreSQL is reached: in clear on this machine, sealed and with a certificate that is checked
//! everywhere else.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use postgres::Config;
use postgres::config::{Host, SslMode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Error;

/// How a server is reached.
pub(crate) enum Way {
    /// In clear: over a socket or loopback, or because the address says `sslmode=disable`.
    Plain,
    /// By TLS, with the server's certificate checked against those this machine trusts, or those of
    /// the file the address names.
    Tls(Box<MakeRustlsConnect>),
}

/// The setting that names a file of certificates. The driver does not know it.
const ROOTS: &str = "sslrootcert";

/// Reads an address. Nothing leaves this machine in clear unless the address says so.
///
/// # Errors
/// [`Error::Address`] when it is none; [`Error::Unavailable`] when there are no certificates to check
/// a server by.
pub(crate) fn read(url: &str) -> Result<(Config, Way), Error> {
    let wrong = || Error::Address(crate::db::without_secret(url));
    let (url_alone, roots) = without_roots(url);
    let mut config: Config = url_alone.parse().map_err(|_| wrong())?;
    let asked = url.contains("sslmode=");
    let here = config.get_hosts().iter().all(is_here)
        && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    if config.get_ssl_mode() == SslMode::Disable || (here && !asked && roots.is_none()) {
        config.ssl_mode(SslMode::Disable);
        return Ok((config, Way::Plain));
    }
    // Never "if the server happens to": somebody in between could say that it does not.
    config.ssl_mode(SslMode::Require);
    Ok((config, Way::Tls(Box::new(connector(roots.as_deref())?))))
}

/// The address without the file of certificates, and that file.
fn without_roots(url: &str) -> (String, Option<String>) {
    let Some((base, query)) = url.split_once('?') else { return (url.to_owned(), None) };
    let mut file = None;
    let mut kept: Vec<&str> = Vec::new();
    for part in query.split('&') {
        match part.split_once('=') {
            Some((ROOTS, path)) => file = Some(path.to_owned()),
            _ => kept.push(part),
        }
    }
    let query = kept.join("&");
    let url = if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") };
    (url, file)
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn connector(file: Option<&str>) -> Result<MakeRustlsConnect, Error> {
    Ok(MakeRustlsConnect::new(trusting(file)?))
}

/// How a server of any kind is spoken to by TLS: its certificate is checked against those this
/// machine trusts, or against those of a file of PEM certificates.
///
/// # Errors
/// [`Error::Unavailable`] when there are no certificates to check a server by.
pub fn trusting(file: Option<&str>) -> Result<ClientConfig, Error> {
    let cannot = |why: String| Error::Unavailable(format!("certificates: {why}"));
    let mut roots = RootCertStore::empty();
    match file {
        Some(file) => {
            let unreadable =
                |error: &dyn std::fmt::Display| cannot(format!("`{file}` cannot be read: {error}"));
            let all = CertificateDer::pem_file_iter(Path::new(file)).map_err(|e| unreadable(&e))?;
            for one in all {
                roots.add(one.map_err(|e| unreadable(&e))?).map_err(|e| unreadable(&e))?;
            }
        }
        None => {
            let _ = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(cannot(format!(
            "there is none to check the server by; name a file as `?{ROOTS}=FILE`"
        )));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| cannot(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::{Way, read};

    #[test]
    fn nothing_leaves_this_machine_in_clear_unless_the_address_says_so() {
        for (address, plain) in [
            ("postgres://u@localhost/d", true),
            ("postgres://u@127.0.0.1:5433/d", true),
            ("postgres://u@[::1]/d", true),
            ("postgres://u@db.example/d", false),
            ("postgres://u@localhost,db.example/d", false),
            ("postgres://u@db.example/d?sslmode=prefer", false),
            ("postgres://u@db.example/d?sslmode=disable", true),
            ("postgres://u@localhost/d?sslmode=require", false),
            ("postgres://u@localhost/d?hostaddr=10.0.0.5", false),
        ] {
            // Without any certificate on the machine, to refuse is right as well.
            match read(address) {
                Ok((_, way)) => assert_eq!(matches!(way, Way::Plain), plain, "{address}"),
                Err(error) => assert!(!plain, "{address}: {error}"),
            }
        }
        let missing = read("postgres://u:secret@db.example/d?sslrootcert=/nowhere/ca.pem");
        let said = missing.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(said.contains("/nowhere/ca.pem") && !said.contains("secret"), "{said}");
    }
}
