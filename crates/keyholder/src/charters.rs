//! Finding a charter: a folder of TOML files, or the one that comes with the program.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use charter::{Charter, Diagnostic, FILE_BYTES_MAX, FILES_MAX, File, Severity};
use jiff::civil::Date;

use crate::render;

/// The charter that comes with the program: the first notice, as code.
const BUNDLED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

/// The files of a charter, before anybody has made sense of them.
pub(crate) fn files(folder: Option<&Path>) -> anyhow::Result<Vec<File>> {
    let Some(folder) = folder else {
        return Ok(BUNDLED.iter().map(|(name, text)| File::new(*name, *text)).collect());
    };
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("cannot read the folder `{}`", folder.display()))?;
    let mut names = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read `{}`", folder.display()))?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            names.push(path);
        }
        if names.len() > FILES_MAX {
            bail!("`{}` has more than {FILES_MAX} charter files", folder.display());
        }
    }
    if names.is_empty() {
        bail!("`{}` has no `.toml` files, so it is no charter", folder.display());
    }
    names.sort();
    names
        .iter()
        .map(|path| {
            let text = read_text(path, FILE_BYTES_MAX)?;
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
            Ok(File::new(name, text))
        })
        .collect()
}

/// A charter, or what is wrong with its text.
pub(crate) fn parse(folder: Option<&Path>) -> anyhow::Result<Result<Charter, Unreadable>> {
    let files = files(folder)?;
    Ok(Charter::parse(files.clone()).map_err(|wrong| Unreadable { files, wrong }))
}

/// A charter that must be readable for the command to go on.
pub(crate) fn load(folder: Option<&Path>) -> anyhow::Result<Charter> {
    parse(folder)?.map_err(|unreadable| {
        eprint!("{}", render::diagnostics(&unreadable.files, &unreadable.wrong));
        anyhow::anyhow!("the charter cannot be read")
    })
}

/// The files of a charter that cannot be read, and why.
pub(crate) struct Unreadable {
    pub(crate) files: Vec<File>,
    pub(crate) wrong: Vec<Diagnostic>,
}

/// A charter that nothing is wrong with on a day, or whose mistakes somebody chose to live with.
///
/// # Errors
/// When it cannot be read, or when it has errors on that day and `draft` is not set.
pub(crate) fn load_sound(folder: Option<&Path>, on: Date, draft: bool) -> anyhow::Result<Charter> {
    let charter = load(folder)?;
    let found = charter.check(on);
    let errors = found.iter().filter(|found| found.severity == Severity::Error).count();
    let counted = if errors == 1 { "1 error".to_owned() } else { format!("{errors} errors") };
    match (errors, draft) {
        (0, _) => {}
        (_, true) => eprintln!(
            "warning: a draft only: the charter has {counted} on {on}; see `keyholder charter check`"
        ),
        (_, false) => bail!(
            "the charter has {counted} on {on}: run `keyholder charter check` and put them right, \
             or say `--draft`"
        ),
    }
    Ok(charter)
}

/// Reads a text file of limited size.
///
/// # Errors
/// When it is not there, is no regular file, is larger than the limit, or is not UTF-8: the error
/// says which byte is wrong.
pub(crate) fn read_text(path: &Path, bytes_max: usize) -> anyhow::Result<String> {
    let shown = path.display();
    // Asked before it is opened: opening a pipe waits for somebody to write into it.
    let before = std::fs::metadata(path).with_context(|| format!("cannot read `{shown}`"))?;
    if !before.is_file() {
        bail!("`{shown}` is not a regular file");
    }
    if usize::try_from(before.len()).map_or(true, |size| size > bytes_max) {
        bail!("`{shown}` has {} bytes, where {bytes_max} is the most", before.len());
    }
    let file = std::fs::File::open(path).with_context(|| format!("cannot read `{shown}`"))?;
    let most = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).with_context(|| format!("cannot read `{shown}`"))?;
    if bytes.len() > bytes_max {
        bail!("`{shown}` has more than {bytes_max} bytes, which is the most");
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
        anyhow::anyhow!(
            "`{shown}` is not UTF-8 text: byte {at}, on line {line}, is wrong; save it as UTF-8"
        )
    })
}
