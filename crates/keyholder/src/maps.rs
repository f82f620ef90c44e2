//! Finding the files of a data map.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use charter::{FILE_BYTES_MAX, FILES_MAX, File};
use sources::Map;

use crate::charters::read_text;
use crate::render;

const ENDINGS: [&str; 3] = ["toml", "yaml", "yml"];

/// The files of a map: those that are named, and those in the folders that are.
pub(crate) fn files(named: &[PathBuf]) -> anyhow::Result<Vec<File>> {
    let mut paths = Vec::new();
    for path in named {
        if path.is_dir() {
            let before = paths.len();
            paths.extend(inside(path)?);
            if paths.len() == before {
                bail!("`{}` has no `.toml` or `.yml` files, so it is no map", path.display());
            }
        } else {
            paths.push(path.clone());
        }
    }
    if paths.len() > FILES_MAX {
        bail!("a map has {FILES_MAX} files at most");
    }
    let read = |path: &PathBuf| {
        Ok(File::new(path.display().to_string(), read_text(path, FILE_BYTES_MAX)?))
    };
    paths.iter().map(read).collect()
}

/// A map that must be readable for the command to go on.
pub(crate) fn load(named: &[PathBuf]) -> anyhow::Result<Map> {
    let files = files(named)?;
    Map::parse(files.clone()).map_err(|wrong| {
        eprint!("{}", render::diagnostics(&files, &wrong));
        anyhow::anyhow!("the map cannot be read")
    })
}

fn inside(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let wrong = || format!("cannot read the folder `{}`", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(wrong)? {
        let path = entry.with_context(wrong)?.path();
        if path.extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known)) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
