//! Calling the provider: the addresses that were named when the server started, and nobody else.

use std::time::Duration;

use openidconnect::url::{Host, Url};
use openidconnect::{HttpRequest, HttpResponse};

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of an answer: 512 KiB.
const ANSWER_BYTES_MAX: u64 = 512 << 10;

/// Why a call failed. It has nothing in it of what was sent or came back.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotCalled {
    /// The provider names an address on a host nobody said belongs to it.
    #[error("it names an address on the host `{0}`, which is not among its `hosts`")]
    Elsewhere(String),
    /// It does not answer, or not in time.
    #[error("it cannot be reached, or takes too long")]
    Unreachable,
    /// It says more than any provider has to.
    #[error("its answer cannot be read, or is too long")]
    Answer,
}

/// Whether what is said to an address is safe from whoever listens: over TLS, or on this machine.
pub(super) fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    plain && url.host().is_some() && (url.scheme() == "https" || (url.scheme() == "http" && here))
}

/// Whom the server may call.
#[derive(Debug)]
pub(super) struct Caller {
    hosts: Vec<String>,
    agent: ureq::Agent,
}

impl Caller {
    /// The issuer's host and those that were named beside it.
    pub(super) fn new(issuer: &Url, more: &[String]) -> Caller {
        // Nothing is followed elsewhere, and no proxy of the environment hears of it.
        let agent = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build()
            .into();
        let hosts = issuer.host_str().map(str::to_owned).into_iter().chain(more.iter().cloned());
        Caller { hosts: hosts.collect(), agent }
    }

    /// Whether an address is the provider's, for us to call or for a browser to be sent to.
    pub(super) fn may(&self, url: &Url) -> Result<(), NotCalled> {
        let host = url.host_str().unwrap_or_default();
        if is_safe(url) && self.hosts.iter().any(|one| one.eq_ignore_ascii_case(host)) {
            return Ok(());
        }
        Err(NotCalled::Elsewhere(host.chars().take(100).collect()))
    }

    pub(super) fn call(&self, request: HttpRequest) -> Result<HttpResponse, NotCalled> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| NotCalled::Unreachable)?;
        self.may(&url)?;
        let mut answer = self.agent.run(request).map_err(|_| NotCalled::Unreachable)?;
        let bytes = answer.body_mut().with_config().limit(ANSWER_BYTES_MAX).read_to_vec();
        let bytes = bytes.map_err(|_| NotCalled::Answer)?;
        let (parts, _) = answer.into_parts();
        Ok(HttpResponse::from_parts(parts, bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_hosts_are_called() {
        let issuer = Url::parse("https://login.example/realm").unwrap();
        let caller = Caller::new(&issuer, &["keys.example".to_owned()]);
        for (url, may) in [
            ("https://login.example/token", true),
            ("https://LOGIN.example:8443/token", true),
            ("https://keys.example/jwks", true),
            ("http://login.example/token", false),
            ("https://login.example.evil.example/token", false),
            ("https://evil.example/token", false),
            ("https://login.example@evil.example/token", false),
            ("https://user:word@login.example/token", false),
            ("http://169.254.169.254/latest", false),
            ("http://127.0.0.1/token", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(caller.may(&Url::parse(url).unwrap()).is_ok(), may, "{url}");
        }
        let here = Url::parse("http://127.0.0.1:9000").unwrap();
        assert!(Caller::new(&here, &[]).may(&Url::parse("http://127.0.0.1:1/x").unwrap()).is_ok());
    }
}
