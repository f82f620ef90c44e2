//! The project as text: what the house rules look at.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::{fs, io};

use anyhow::Context;

use crate::rust::Rust;

/// A file larger than this, in bytes, is known by its name only.
const LARGEST: u64 = 4 << 20;

/// The files of the project, by their path from its root, with `/` between the parts.
#[derive(Default)]
pub(crate) struct Tree {
    files: BTreeMap<String, File>,
}

/// One file.
pub(crate) struct File {
    /// The path from the root of the project.
    pub(crate) path: String,
    /// The text; empty for a file that is not text.
    pub(crate) text: String,
    rust: OnceLock<Rust>,
}

impl Tree {
    /// Reads what git tracks or would track; without git, everything but `target`.
    pub(crate) fn load(root: &Path) -> anyhow::Result<Tree> {
        let paths = match git_files(root) {
            Some(paths) => paths,
            None => walk(root)?,
        };
        let mut tree = Tree::default();
        for path in paths {
            let full = root.join(&path);
            let Ok(metadata) = fs::symlink_metadata(&full) else {
                continue; // Deleted, and the deletion not committed yet.
            };
            let text = if metadata.is_file() && metadata.len() <= LARGEST {
                let bytes = fs::read(&full).with_context(|| format!("cannot read `{path}`"))?;
                String::from_utf8(bytes).unwrap_or_default()
            } else {
                String::new()
            };
            tree.add(path, text);
        }
        Ok(tree)
    }

    fn add(&mut self, path: String, text: String) {
        self.files.insert(path.clone(), File { path, text, rust: OnceLock::new() });
    }

    /// Every file, in the order of the paths.
    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    /// The files whose path begins and ends like this.
    pub(crate) fn matching(&self, start: &str, end: &str) -> impl Iterator<Item = &File> {
        self.files().filter(move |file| file.path.starts_with(start) && file.path.ends_with(end))
    }

    /// The Rust files.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.matching("", ".rs")
    }

    /// The file at this path.
    pub(crate) fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// Whether there is a file or a folder at this path.
    pub(crate) fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty() || self.get(path).is_some() || self.matching(&folder, "").next().is_some()
    }

    /// The names of the crates under `crates/`.
    pub(crate) fn rooms(&self) -> Vec<&str> {
        self.matching("crates/", "/Cargo.toml").filter_map(|file| room_of(&file.path)).collect()
    }

    /// A tree for the tests of a check.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Tree {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.add((*path).to_owned(), (*text).to_owned());
        }
        tree
    }
}

impl File {
    /// The file taken apart as Rust.
    pub(crate) fn rust(&self) -> &Rust {
        self.rust.get_or_init(|| Rust::of(&self.text, self.is_test()))
    }

    /// Whether the whole file is there for tests or benches.
    pub(crate) fn is_test(&self) -> bool {
        self.path.split('/').any(|part| matches!(part, "tests" | "benches" | "tests.rs"))
    }

    /// The folder the file stands in; empty for the root.
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The number of the line, from 1, at an offset.
    pub(crate) fn line_at(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    /// The number of the first line that holds this text; 1 if none does.
    pub(crate) fn line_with(&self, needle: &str) -> usize {
        self.text.find(needle).map_or(1, |offset| self.line_at(offset))
    }
}

/// The crate under `crates/` that a path belongs to.
pub(crate) fn room_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

/// A relative path as seen from a folder; `None` if it leaves the project.
pub(crate) fn resolve(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn git_files(root: &Path) -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .ok()?;
    if !output.status.success() {
        return None;
    }
    let list = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> =
        list.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    (!paths.is_empty()).then_some(paths)
}

fn walk(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if !entry.file_type()?.is_dir() {
                found.push(path);
            } else if path != ".git" && path != "target" {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_paths_are_resolved() {
        for (folder, relative, expected) in [
            ("docs", "threat-model.md", Some("docs/threat-model.md")),
            ("docs/a", "../b/./c.md", Some("docs/b/c.md")),
            ("", "../outside.md", None),
            ("a", "..", Some("")),
        ] {
            assert_eq!(resolve(folder, relative).as_deref(), expected, "{folder} {relative}");
        }
    }

    #[test]
    fn a_folder_is_there_when_a_file_is_in_it() {
        let tree = Tree::of(&[("a/b/c.md", "")]);
        for (path, there) in
            [("a", true), ("a/b/", true), ("a/b/c.md", true), ("a/b/c", false), ("b", false)]
        {
            assert_eq!(tree.has(path), there, "{path}");
        }
    }

    #[test]
    fn the_project_is_read_with_and_without_git() {
        let root = crate::root();
        let walked = walk(&root).unwrap();
        for path in ["Cargo.toml", "xtask/src/tree.rs"] {
            assert!(Tree::load(&root).unwrap().get(path).is_some(), "{path}");
            assert!(walked.iter().any(|found| found == path), "{path}");
        }
    }
}
