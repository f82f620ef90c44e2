//! PostgreSQL over TLS: a server that offers it, a certificate that is checked.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use db::cluster::Cluster;
use db::{Db, params};

fn openssl(folder: &Path, words: &[&str]) {
    let done = Command::new("openssl").args(words).current_dir(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// An authority of one's own, and a certificate of it for `localhost`.
fn certificates(folder: &Path) {
    openssl(
        folder,
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "2",
            "-subj",
            "/CN=an invented authority",
        ],
    );
    openssl(
        folder,
        &[
            "req",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "server.key",
            "-out",
            "server.csr",
            "-subj",
            "/CN=localhost",
        ],
    );
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").unwrap();
    openssl(
        folder,
        &[
            "x509",
            "-req",
            "-in",
            "server.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "names",
            "-out",
            "server.pem",
        ],
    );
    for (name, mode) in [(".", 0o755), ("server.pem", 0o644), ("server.key", 0o600)] {
        let path = folder.join(name);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    // The server runs as a user of its own where the tests run as root.
    let _ = Command::new("chown").arg("postgres").arg(folder.join("server.key")).status();
}

#[test]
fn a_server_is_reached_by_tls_and_only_with_a_certificate_that_is_trusted() {
    let folder = tempfile::tempdir().unwrap();
    certificates(folder.path());
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (cert, key) = (path("server.pem"), path("server.key"));
    let settings =
        format!("fsync = off\nssl = on\nssl_cert_file = '{cert}'\nssl_key_file = '{key}'");
    let cluster = Cluster::start(&settings).unwrap();
    let address = cluster.database("sealed").unwrap().replace("127.0.0.1", "localhost");
    let with = |more: &str| Db::open(&format!("{address}?{more}"));
    let sealed = |db: &Db| {
        let sql = "SELECT COUNT(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        db.read("ssl", |tx| tx.one(sql, params![], |row| row.int(0))).unwrap() == Some(1)
    };
    assert!(sealed(&with(&format!("sslrootcert={}", path("ca.pem"))).unwrap()));
    assert!(!sealed(&Db::open(&address).unwrap()), "on this machine it need not be");
    openssl(
        folder.path(),
        &[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            "other.key",
            "-out",
            "other.pem",
            "-days",
            "2",
            "-subj",
            "/CN=somebody else",
        ],
    );
    let other = with(&format!("sslrootcert={}", path("other.pem")));
    assert!(other.is_err(), "a certificate of nobody we trust");
    let by_number = Db::open(&format!(
        "{}?sslrootcert={}",
        cluster.database("sealed2").unwrap(),
        path("ca.pem")
    ));
    assert!(by_number.is_err(), "the certificate is for another name");
    drop(cluster);

    let plain = Cluster::start("fsync = off").unwrap();
    let address = plain.database("clear").unwrap();
    let asked = Db::open(&format!("{address}?sslmode=require&sslrootcert={}", path("ca.pem")));
    assert!(asked.is_err(), "a server without TLS is no way round");
}
