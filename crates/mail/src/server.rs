//! A mail server of one's own, for tests: Exim takes messages, Dovecot shows the mailbox they lie in.
//! Both on loopback, in a folder, and gone afterwards.
//!
//! All mail lies in one mailbox, whoever it is to, and what comes back lies there too. By the part
//! before the `@` it can be chosen what becomes of a message: `busy` is refused for now, `nobody` for
//! good, and `gone` is taken and comes back.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Error, Fetched, Inbox, Position};

/// How long a server may take to start, and a message to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// The domain its messages come from.
pub const DOMAIN: &str = "landlord.example";

/// A mail server. It stops when this goes.
pub struct MailServer {
    folder: tempfile::TempDir,
    smtp: u16,
    imap: u16,
    running: Vec<Child>,
}

fn cannot(what: impl std::fmt::Display) -> Error {
    Error::Server { place: "of the tests".to_owned(), what: format!("cannot be used: {what}") }
}

fn program(names: &[&str], package: &str) -> Result<PathBuf, Error> {
    let mut places: Vec<PathBuf> =
        std::env::var_os("PATH").iter().flat_map(std::env::split_paths).collect();
    places.push("/usr/sbin".into());
    let found = places.iter().flat_map(|place| names.iter().map(|name| place.join(name)));
    found.into_iter().find(|path| path.is_file()).ok_or_else(|| {
        cannot(format!("`{}` is not there; on Debian, run `apt-get install {package}`", names[0]))
    })
}

fn free_port() -> Result<u16, Error> {
    let listener = TcpListener::bind("127.0.0.1:0").map_err(cannot)?;
    Ok(listener.local_addr().map_err(cannot)?.port())
}

fn said(command: &mut Command) -> Result<String, Error> {
    let out = command.output().map_err(cannot)?;
    Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
}

impl MailServer {
    /// Starts one.
    ///
    /// # Errors
    /// [`Error::Server`] says what is missing or went wrong.
    pub fn start() -> Result<MailServer, Error> {
        let exim = program(&["exim4", "exim"], "exim4-daemon-light")?;
        let dovecot = program(&["dovecot"], "dovecot-imapd")?;
        let folder = tempfile::Builder::new().prefix("kh-mail").tempdir().map_err(cannot)?;
        // Neither delivers as root.
        let root = said(Command::new("id").arg("-u"))? == "0";
        let user = if root { "mail".to_owned() } else { said(Command::new("id").arg("-un"))? };
        let group = if root { "mail".to_owned() } else { said(Command::new("id").arg("-gn"))? };
        let (smtp, imap) = (free_port()?, free_port()?);
        let at = folder.path().to_path_buf();
        for part in ["spool", "log", "mail", "run", "home"] {
            std::fs::create_dir(at.join(part)).map_err(cannot)?;
        }
        let exim_settings = at.join("exim.conf");
        std::fs::write(&exim_settings, exim_conf(&at, smtp, &user, &group)).map_err(cannot)?;
        let dovecot_settings = at.join("dovecot.conf");
        std::fs::write(&dovecot_settings, dovecot_conf(&at, imap, &user, &group))
            .map_err(cannot)?;
        if root {
            let owner = format!("{user}:{group}");
            for part in ["", "spool", "log", "mail", "run", "home"] {
                said(Command::new("chown").arg(&owner).arg(at.join(part)))?;
            }
        }
        let mut server = MailServer { folder, smtp, imap, running: Vec::new() };
        server.run(Command::new(exim).arg("-C").arg(exim_settings).arg("-bdf"))?;
        server.run(Command::new(dovecot).arg("-c").arg(dovecot_settings).arg("-F"))?;
        for port in [smtp, imap] {
            let begun = Instant::now();
            while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
                if begun.elapsed() > PATIENCE {
                    return Err(cannot(format!("it does not start:\n{}", server.logs())));
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        Ok(server)
    }

    fn run(&mut self, command: &mut Command) -> Result<(), Error> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.running.push(child.spawn().map_err(cannot)?);
        Ok(())
    }

    fn logs(&self) -> String {
        let mut text = String::new();
        for name in ["log/main.log", "log/panic.log", "dovecot.log"] {
            text += &std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        }
        text
    }

    /// Where messages are sent to.
    #[must_use]
    pub fn smtp(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.smtp)
    }

    /// Where the mailbox is read.
    #[must_use]
    pub fn imap(&self) -> String {
        format!("imap://privacy:secret@127.0.0.1:{}/INBOX", self.imap)
    }

    /// Everything in the mailbox, once there are so many messages.
    ///
    /// # Errors
    /// [`Error::Server`] where they do not arrive.
    pub fn wait_for(&self, messages: usize) -> Result<Vec<Fetched>, Error> {
        let inbox = Inbox::new(&self.imap())?;
        let begun = Instant::now();
        loop {
            // Before the first message there is no mailbox.
            let there = inbox.after(Position::default(), 1_000).unwrap_or_default();
            if there.len() >= messages {
                return Ok(there);
            }
            if begun.elapsed() > PATIENCE {
                let count = there.len();
                return Err(cannot(format!("only {count} arrived:\n{}", self.logs())));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        for child in &mut self.running {
            // Told to stop, both stop what they started; killed, they would leave it.
            let _ = Command::new("kill").arg(child.id().to_string()).status();
            let _ = child.wait();
        }
    }
}

fn exim_conf(at: &Path, port: u16, user: &str, group: &str) -> String {
    let at = at.display();
    format!(
        "primary_hostname = mail.{DOMAIN}
qualify_domain = {DOMAIN}
spool_directory = {at}/spool
log_file_path = {at}/log/%s.log
pid_file_path = {at}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
exim_user = {user}
exim_group = {group}
tls_advertise_hosts =
host_lookup =
rfc1413_hosts =
keep_environment =
message_logs = false
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  defer
    local_parts = busy
  deny
    local_parts = nobody
  accept
begin routers
gone:
  driver = redirect
  local_parts = gone
  allow_fail
  data = :fail: no such person here
all:
  driver = accept
  transport = inbox
begin transports
inbox:
  driver = appendfile
  directory = {at}/mail/inbox
  maildir_format
  create_directory
  envelope_to_add
  user = {user}
  group = {group}
begin retry
* * F,1h,1m
"
    )
}

fn dovecot_conf(at: &Path, port: u16, user: &str, group: &str) -> String {
    let at = at.display();
    format!(
        "protocols = imap
listen = 127.0.0.1
base_dir = {at}/run
log_path = {at}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{at}/mail/inbox
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={at}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"
    )
}
