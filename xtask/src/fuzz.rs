//! `cargo xtask fuzz`: a running server is asked what nobody would ask, made up from its own document
//! by schemathesis. No answer may be an error of the server's, and each must be one the document
//! tells of.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use crate::{program, step};

/// The tool, from the Python package index: for development alone, in a folder of its own.
const TOOL: &str = "schemathesis==4.32.5";
/// What every answer is held against.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method,\
    allow_header_conformance";
/// How long it asks, in seconds, where nothing else is said.
const SECONDS: u32 = 60;
/// The token comes by the environment, so that no list of processes shows it.
const CONFIG: &str = "headers = { Authorization = \"Bearer ${KEYHOLDER_TOKEN}\" }\n";
/// The most requests of one kind.
const EXAMPLES: &str = "200";

/// Reads `[--seconds N]`.
pub(crate) fn seconds(args: &[&str]) -> anyhow::Result<u32> {
    match args {
        [] => Ok(SECONDS),
        ["--seconds", number] => {
            let seconds = number.parse().ok().filter(|seconds| (1..=3_600).contains(seconds));
            seconds.with_context(|| format!("`{number}` is no number of seconds from 1 to 3600"))
        }
        unknown => anyhow::bail!("`{}` is not an option of `cargo xtask fuzz`", unknown.join(" ")),
    }
}

/// Fuzzes; `false` when something was found.
pub(crate) fn run(seconds: u32) -> anyhow::Result<bool> {
    let folder = crate::root().join("target/fuzz");
    fs::create_dir_all(&folder)?;
    let tool = install(&folder)?;
    let program = program::build()?;
    let (data, _) = program::demo(&program, &folder, &[])?;
    let token = program::said(
        Command::new(&program)
            .args(["token", "make", "fuzz", "--role", "housing-officer", "--team", "housing"])
            .args(["--entity", "heart-of-medway", "--scopes", "read,write,history,break-glass"])
            .arg("--data")
            .arg(&data),
    )?;
    fs::write(folder.join("schemathesis.toml"), CONFIG)?;
    let (server, url) = program::serve(&program, &data, &folder, &[])?;
    let asked = step::run(
        "asking what nobody would",
        Command::new(tool)
            .args(["run", &format!("{url}/openapi.json")])
            .args(["--phases", "examples,coverage,fuzzing", "--checks", CHECKS])
            .args(["--max-examples", EXAMPLES, "--max-time", &seconds.to_string()])
            .args(["--suppress-health-check", "all", "--warnings", "off", "--no-color"])
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", crate::root().join("xtask/fuzz"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("KEYHOLDER_URL", &url)
            .env("KEYHOLDER_TOKEN", token.trim())
            .env("KEYHOLDER_CHARTER_FOLDER", crate::root().join("charters/mhs-homes"))
            .current_dir(&folder),
    )?;
    drop(server);
    // Whatever was asked, the record is sound.
    let sound =
        step::run("the record", Command::new(&program).arg("doctor").arg("--data").arg(&data))?;
    if !asked {
        eprintln!(
            "error: what was found stands above; what the server said is in target/fuzz/server.log"
        );
    }
    Ok(asked && sound)
}

/// Installs the tool where it is missing; its path.
pub(crate) fn install(folder: &Path) -> anyhow::Result<PathBuf> {
    let place = folder.join("python");
    let tool = place.join("bin/schemathesis");
    let mark = place.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|there| there == TOOL) && tool.exists() {
        return Ok(tool);
    }
    let _ = fs::remove_dir_all(&place);
    let made = step::run("a place for Python", Command::new("python3").args(["-m", "venv"]).arg(&place))
        .context("fuzzing needs Python 3.11 or newer with `venv`; on Debian type `apt-get install python3-venv`")?;
    let pip = ["install", "--quiet", "--disable-pip-version-check", TOOL];
    let installed = made && step::run("the tool", Command::new(place.join("bin/pip")).args(pip))?;
    anyhow::ensure!(installed, "`{TOOL}` cannot be installed; the reason stands above");
    fs::write(mark, TOOL)?;
    Ok(tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_read() {
        assert_eq!(seconds(&[]).unwrap(), SECONDS);
        assert_eq!(seconds(&["--seconds", "5"]).unwrap(), 5);
        for wrong in [&["--seconds"][..], &["--seconds", "0"], &["--seconds", "x"], &["5"]] {
            assert!(seconds(wrong).unwrap_err().to_string().contains('`'), "{wrong:?}");
        }
    }
}
