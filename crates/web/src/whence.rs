//! Where a request comes from: the address that speaks to us, or what our own proxy says of it.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;

use crate::Server;

/// The address somebody comes from, for counting alone; empty where it is not known.
pub(crate) struct Whence(pub(crate) String);

impl FromRequestParts<Server> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Whence, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        let said = server.address_header().and_then(|name| last(&parts.headers, name));
        Ok(Whence(said.or(peer).map(whole).unwrap_or_default()))
    }
}

/// The last address of a header: the one our own proxy put there. Those before it are what others said.
fn last(headers: &HeaderMap, name: &str) -> Option<IpAddr> {
    let line = headers.get_all(name).iter().next_back()?.to_str().ok()?;
    let said = line.rsplit(',').next()?.trim();
    let with_port = || said.parse::<SocketAddr>().ok().map(|address| address.ip());
    said.trim_matches(['[', ']']).parse().ok().or_else(with_port)
}

/// As it is counted: whoever has an address of the newer kind has a whole network of them.
fn whole(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_address_is_our_own_proxys() {
        for (said, address) in [
            ("203.0.113.7", Some("203.0.113.7")),
            ("198.51.100.1, 203.0.113.7", Some("203.0.113.7")),
            ("203.0.113.7:4711", Some("203.0.113.7")),
            ("::ffff:203.0.113.7", Some("203.0.113.7")),
            ("2001:db8:1:2:3:4:5:6", Some("2001:db8:1:2::")),
            ("[2001:db8:1:2:3:4:5:6]:443", Some("2001:db8:1:2::")),
            ("203.0.113.7, unknown", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.append("x-forwarded-for", "192.0.2.1".parse().unwrap());
            headers.append("x-forwarded-for", said.parse().unwrap());
            let found = last(&headers, "x-forwarded-for").map(whole);
            assert_eq!(found.as_deref(), address, "{said}");
        }
    }
}
