//! Master keys.

use vault::{Error, LocalMaster, Master};

#[test]
fn a_master_key_in_a_file_is_nobody_elses_to_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("master.key");
    std::fs::write(&path, &*LocalMaster::generate()).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let open = LocalMaster::from_file(&path).unwrap_err().to_string();
    assert!(open.contains("chmod 600"), "{open}");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    LocalMaster::from_file(&path).unwrap();
    std::fs::write(&path, "no key").unwrap();
    assert!(matches!(LocalMaster::from_file(&path), Err(Error::Master(_))));
}

#[test]
fn a_passphrase_gives_the_same_key_for_the_same_salt_only() {
    let make = |words: &str, salt| LocalMaster::from_passphrase(words, &[salt; 16]).unwrap();
    let wrapped = make("correct horse battery", 1).wrap(b"k", &[5; 32]).unwrap();
    assert_eq!(*make("correct horse battery", 1).unwrap(b"k", &wrapped).unwrap(), [5; 32]);
    assert!(make("correct horse battery", 2).unwrap(b"k", &wrapped).is_err());
    assert!(make("correct horse batterz", 1).unwrap(b"k", &wrapped).is_err());
    assert!(make("correct horse battery", 1).unwrap(b"j", &wrapped).is_err());
    assert!(LocalMaster::from_passphrase("short", &[1; 16]).is_err());
}
