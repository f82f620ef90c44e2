//! Mailboxes of Outlook: PST, one file with folders and messages. What is in them is met by the tree of
//! nodes, in which every message says in which folder it lies, and not by the lists that folders keep:
//! where a list is damaged, no message goes with it.

mod blocks;
mod cipher;
mod heap;
mod letter;
mod pages;

use std::collections::{BTreeMap, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::boxes::{Each, Raw};
use super::index::MESSAGES_MAX;
use crate::connect::text::Seekable;
use crate::{Error, Stop};
use letter::Left;
use pages::{DAMAGED, Node, Pst};

/// What is said of a mailbox that is kept in another way.
const OF_ANOTHER_KIND: &str = "it is a mailbox of Outlook of a kind that cannot be read; have it exported as PST, EML or mbox";
/// What is said of one that Windows keeps locked.
const LOCKED: &str =
    "it is encrypted; have it exported as PST, EML or mbox by whoever can open it in Outlook";
/// The most folders whose names are read: 100,000.
const FOLDERS_MAX: usize = 100_000;
/// How many folders deep one lies, at most.
const DEPTH_MAX: usize = 64;
/// What a node is: a folder of one's own, or a message in one.
const KIND: u32 = 0x1f;
const FOLDER: u32 = 0x02;
const MESSAGE: u32 = 0x04;

/// Why none of it can be read, if so.
pub(super) fn refused(from: &mut dyn Seekable) -> Option<String> {
    Pst::open(from).and_then(|mut pst| pst.nodes(&mut |_| {})).err()
}

/// A folder: where it lies, what it is called, how many messages it says it holds.
struct Folder {
    parent: u32,
    name: String,
    holds: usize,
}

/// Every message of a file, one at a time.
pub(super) fn each(
    from: &mut dyn Seekable,
    place: &str,
    stop: &Stop,
    each: &mut Each<'_>,
) -> Result<(), Error> {
    let mut pst = match Pst::open(from) {
        Ok(pst) => pst,
        Err(why) => return each(place, Err(why)),
    };
    let (mut messages, mut folders): (Vec<Node>, Vec<Node>) = (Vec::new(), Vec::new());
    let all = pst.nodes(&mut |node| match node.id & KIND {
        FOLDER if folders.len() < FOLDERS_MAX => folders.push(node),
        MESSAGE if messages.len() <= MESSAGES_MAX => messages.push(node),
        _ => {}
    });
    match all {
        Ok(true) => {}
        Ok(false) => each(place, Err("a part of it is damaged, and may lead to more".to_owned()))?,
        Err(why) => return each(place, Err(why)),
    }
    let mut known = HashMap::new();
    for node in folders {
        stop.check()?;
        let (name, holds) =
            caught(|| Ok(letter::folder(&mut pst, node.data, node.below))).unwrap_or_default();
        let damaged = name.is_none();
        let name = name.unwrap_or_else(|| format!("no. {}", node.id));
        let holds = holds.and_then(|holds| usize::try_from(holds).ok()).unwrap_or_default();
        if damaged {
            each(&format!("{place}/{name}"), Err(DAMAGED.to_owned()))?;
        }
        known.insert(node.id, Folder { parent: node.parent, name, holds });
    }
    let mut met: BTreeMap<u32, usize> = BTreeMap::new();
    for node in messages {
        *met.entry(node.parent).or_default() += 1;
        let here = format!("{place}{}:{}", way(&known, node.parent), node.id);
        let read = || letter::of(&mut pst, node.data, node.below, 0, &mut Left::new());
        each(&here, caught(read).map(|letter| Raw::Letter(Box::new(letter))))?;
    }
    let mut short: Vec<String> = Vec::new();
    for (id, folder) in &known {
        let missing = folder.holds.saturating_sub(met.get(id).copied().unwrap_or_default());
        if missing > 0 {
            short.push(format!("{place}{}", way(&known, *id)));
        }
    }
    short.sort();
    for here in short {
        each(&here, Err("it says that there are more messages in it than were found".to_owned()))?;
    }
    Ok(())
}

/// What is done with hostile files, whatever gives up in the middle.
fn caught<T>(read: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(DAMAGED.to_owned()))
}

/// The way to a folder, by the names of those it lies in.
fn way(known: &HashMap<u32, Folder>, mut id: u32) -> String {
    let mut names: Vec<&str> = Vec::new();
    while let Some(folder) = known.get(&id) {
        names.push(&folder.name);
        // The uppermost lies in itself.
        if folder.parent == id || names.len() >= DEPTH_MAX {
            break;
        }
        id = folder.parent;
    }
    let names = names.into_iter().rev().filter(|name| !name.is_empty());
    names.map(|name| format!("/{name}")).collect()
}
