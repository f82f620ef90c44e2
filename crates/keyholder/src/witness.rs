//! Carrying a checkpoint to a witness and its countersignature back.

use std::time::Duration;

use anyhow::{Context, bail};
use db::Db;
use db::witness::ANSWER_BYTES_MAX;
use ledger::Verifier;

/// How long a witness may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A witness, as somebody named it.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Outside {
    /// The address of a witness that countersigns the log's checkpoints, without `/add-checkpoint`
    #[arg(
        long = "witness",
        value_name = "URL",
        requires = "witness_key",
        env = "KEYHOLDER_WITNESS"
    )]
    witness: Option<String>,
    /// The key the witness's countersignatures are checked by
    #[arg(long, value_name = "KEY", env = "KEYHOLDER_WITNESS_KEY")]
    witness_key: Option<String>,
}

/// A witness that can be asked.
pub(crate) struct Known {
    url: String,
    key: Verifier,
}

impl Outside {
    /// Reads its key; none where no witness is named.
    pub(crate) fn read(&self) -> anyhow::Result<Option<Known>> {
        let (Some(url), Some(key)) = (&self.witness, &self.witness_key) else { return Ok(None) };
        let key = Verifier::parse(key).context("the key of the witness")?;
        Ok(Some(Known { url: url.trim_end_matches('/').to_owned(), key }))
    }
}

impl Known {
    /// Has the newest checkpoint countersigned, where it is not yet.
    pub(crate) fn ask(&self, data: &Db, log_key: &Verifier) -> anyhow::Result<()> {
        let mut known = None;
        // The witness may know another size than we think; it says so once.
        for _ in 0..2 {
            let request = match data.witness_request(&self.key, known, log_key) {
                Err(db::LogError::Empty) => return Ok(()),
                request => request?,
            };
            let Some(request) = request else { return Ok(()) };
            let (status, answer) = self.send(&request.body)?;
            match status {
                200 => return Ok(data.keep_cosigned(&self.key, &request, &answer)?),
                409 => {
                    let size = answer.trim().parse().context("the witness did not say its size")?;
                    known = Some(size);
                }
                status => bail!("the witness `{}` answered {status}", self.key.name()),
            }
        }
        bail!("the witness `{}` knows another log, or this one was rewritten", self.key.name())
    }

    fn send(&self, body: &str) -> anyhow::Result<(u16, String)> {
        // Only the address that was named is called: no redirects, no proxy of the environment.
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        let agent = ureq::Agent::new_with_config(config);
        let mut response = agent
            .post(format!("{}/add-checkpoint", self.url))
            .content_type("text/plain; charset=utf-8")
            .send(body)
            .context("the witness cannot be reached")?;
        let limit = u64::try_from(ANSWER_BYTES_MAX).unwrap_or(u64::MAX);
        let answer = response
            .body_mut()
            .with_config()
            .limit(limit)
            .read_to_string()
            .context("the witness's answer cannot be read")?;
        Ok((response.status().as_u16(), answer))
    }
}
