//! Writing files so that nothing is ever half-written.

use std::io::Write;
use std::path::Path;

use anyhow::Context;

/// Writes texts below a folder, which is made when it is not there.
///
/// Every text is first written beside its place and only then moved there, so that a full disk or
/// an interruption leaves each file either as it was or as it should be.
pub(crate) fn write_all(folder: &Path, files: &[(String, String)]) -> anyhow::Result<()> {
    let mut ready = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        let within = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(within)
            .with_context(|| format!("cannot make the folder `{}`", within.display()))?;
        let mut temporary = tempfile::NamedTempFile::new_in(within)
            .with_context(|| format!("cannot write into `{}`", within.display()))?;
        temporary
            .write_all(text.as_bytes())
            .and_then(|()| temporary.as_file().sync_all())
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        ready.push((temporary, path));
    }
    for (temporary, path) in ready {
        let written = temporary
            .persist(&path)
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        readable(&written)?;
    }
    Ok(())
}

/// Writes one file of bytes in the same way.
pub(crate) fn write_bytes(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    readable(&write_private(path, bytes)?)
}

/// Writes one file of bytes that its owner alone can read, from its first moment on.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<std::fs::File> {
    fill_private(path, |file| Ok(file.write_all(bytes)?))
}

/// The same, by whoever fills it.
pub(crate) fn fill_private(
    path: &Path,
    fill: impl FnOnce(&mut std::fs::File) -> anyhow::Result<()>,
) -> anyhow::Result<std::fs::File> {
    let within = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut temporary = tempfile::NamedTempFile::new_in(within.unwrap_or(Path::new(".")))
        .with_context(|| format!("cannot write beside `{}`", path.display()))?;
    fill(temporary.as_file_mut()).with_context(|| format!("cannot write `{}`", path.display()))?;
    temporary.persist(path).with_context(|| format!("cannot write `{}`", path.display()))
}

/// A temporary file is its owner's alone; what is published is for everyone to read.
#[cfg(unix)]
fn readable(file: &std::fs::File) -> anyhow::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
        .context("cannot make a published file readable")
}

#[cfg(not(unix))]
fn readable(_file: &std::fs::File) -> anyhow::Result<()> {
    Ok(())
}

/// Makes a new file that its owner alone can read; one that is there already is left as it is.
///
/// # Errors
/// When it is there already, or cannot be made.
pub(crate) fn new_private(path: &Path) -> anyhow::Result<()> {
    let within = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let temporary = tempfile::NamedTempFile::new_in(within.unwrap_or(Path::new(".")))
        .with_context(|| format!("cannot write beside `{}`", path.display()))?;
    temporary
        .persist_noclobber(path)
        .with_context(|| format!("`{}` cannot be made, or is there already", path.display()))?;
    Ok(())
}

/// Reads a file of limited size.
///
/// # Errors
/// When it cannot be read, or is larger than the limit.
pub(crate) fn read_bytes(path: &Path, bytes_max: usize) -> anyhow::Result<Vec<u8>> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
    std::fs::File::open(path)
        .and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    anyhow::ensure!(
        bytes.len() <= bytes_max,
        "`{}` has more than {bytes_max} bytes",
        path.display()
    );
    Ok(bytes)
}
