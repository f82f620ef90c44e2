//! Documents: sealed on the disk, shown by a look, gone with their item.

use people::{Chosen, CodeKind, Error, Label, NewItem, PersonId, SetChange};
use serde_json::json;

use crate::erasing::{files, holds};
use crate::{Office, TODAY, now, on_both};

fn letter(office: &Office, person: PersonId, text: &[u8]) -> Result<people::ItemNo, Error> {
    let item = NewItem::new("correspondence", "scan-1.pdf", "the-person", TODAY);
    let mut read = text;
    let ask = office.collect();
    office.record.hold_document(&ask, person, &item, "application/pdf", &mut read, now())
}

fn read(office: &Office, person: PersonId, n: u32) -> Result<Vec<u8>, Error> {
    let opened = office.record.look(&office.ask(json!({})), person, now())?;
    let items = opened.items(&office.record)?;
    let seen = items.iter().find(|item| item.no.n == n).unwrap();
    let mut bytes = Vec::new();
    let document = office.record.open_document(seen, &mut bytes)?;
    assert_eq!(document.bytes, bytes.len() as u64);
    Ok(bytes)
}

fn stored(office: &Office) -> Vec<(String, Vec<u8>)> {
    files(&office.folder.path().join("documents"))
}

#[test]
fn a_document_is_sealed_on_the_disk_and_whole_when_it_is_opened() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "01632 960001");
        let piece = 256 << 10;
        for size in [0, 1, piece - 1, piece, piece + 1, 3 * piece] {
            let text: Vec<u8> = b"Zanzibar ".iter().copied().cycle().take(size).collect();
            let no = letter(office, person, &text).unwrap();
            assert_eq!(read(office, person, no.n).unwrap(), text, "{size}");
        }
        for (name, bytes) in stored(office) {
            assert!(!holds(&bytes, b"Zanzibar"), "{name} is in clear");
        }
    });
}

#[test]
fn one_that_was_changed_cut_short_or_put_under_another_name_does_not_open() {
    let office = Office::new();
    let person = office.tenant("Ada Example", "01632 960001");
    let one = letter(&office, person, &vec![7; 600 << 10]).unwrap();
    let (path, sound) = stored(&office).remove(0);
    let last = sound.len() - 1;
    let mut flipped = sound.clone();
    flipped[last / 2] ^= 1;
    let first_piece = u32::from_le_bytes(*sound.first_chunk().unwrap()) as usize + 4;
    for broken in [flipped, sound[..last].to_vec(), sound[..first_piece].to_vec(), Vec::new()] {
        std::fs::write(&path, broken).unwrap();
        let opened = read(&office, person, one.n);
        assert!(matches!(opened, Err(Error::Vault(vault::Error::CannotOpen))), "{opened:?}");
    }
    std::fs::write(&path, &sound).unwrap();
    assert_eq!(read(&office, person, one.n).unwrap().len(), 600 << 10);
    std::fs::remove_file(&path).unwrap();
    assert!(read(&office, person, one.n).is_err());
}

#[test]
fn it_goes_with_its_item_and_a_refused_one_is_never_stored() {
    on_both(|office| {
        let person = office.tenant("Ada Example", "01632 960001");
        let edit = office.ask(json!({"action": "use"}));
        let one = letter(office, person, b"one").unwrap();
        letter(office, person, b"two").unwrap();
        assert_eq!(stored(office).len(), 2);
        office.record.remove(&edit, person, one.n, now()).unwrap();
        assert_eq!(stored(office).len(), 1);
        let category = office.record.codes().code(CodeKind::Category, "correspondence").unwrap();
        let chosen = Chosen::Label(Label::Category, category);
        office.record.edit_set(&edit, chosen, &SetChange::Remove, now()).unwrap();
        assert!(stored(office).is_empty());
        let rows = office.record.data().read("rows", |tx| {
            tx.one("SELECT COUNT(*) FROM document", db::params![], |row| row.int(0))
        });
        assert_eq!(rows.unwrap(), Some(0));

        let never = NewItem::new("genetic-data", "scan.pdf", "the-person", TODAY);
        let ask = office.collect();
        let mut bytes: &[u8] = b"x";
        let held = office.record.hold_document(&ask, person, &never, "a/b", &mut bytes, now());
        assert!(matches!(held, Err(Error::Refused(_))), "{held:?}");
        assert!(stored(office).is_empty());
    });
}

#[test]
fn one_that_is_too_large_is_refused_and_leaves_nothing() {
    let office = Office::new();
    let person = office.tenant("Ada Example", "01632 960001");
    let item = NewItem::new("correspondence", "film.mp4", "the-person", TODAY);
    let mut endless = std::io::Read::take(std::io::repeat(0), vault::DOCUMENT_BYTES_MAX + 1);
    let ask = office.collect();
    let held = office.record.hold_document(&ask, person, &item, "video/mp4", &mut endless, now());
    assert!(matches!(held, Err(Error::Vault(vault::Error::TooLarge { .. }))), "{held:?}");
    assert!(stored(&office).is_empty());
    assert_eq!(office.sees(&office.ask(json!({})), person).unwrap().len(), 3);
}
