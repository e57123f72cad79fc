//! Names and their addresses, of which only allowed ones get through.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::AddressPolicy;
use super::failure::LookupFailure;
use super::transport::Failure;

/// What a name means at a port, whatever name servers say: `HOST:PORT:ADDRESS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) address: IpAddr,
}

impl FromStr for Pin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let (Some(host), Some(port), Some(address)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err("write HOST:PORT:ADDRESS, as in `docs.example.com:443:192.0.2.7`".into());
        };
        let port = port.parse().map_err(|_| format!("`{port}` is no port"))?;
        let address = address.trim_matches(['[', ']']);
        let address = address.parse().map_err(|_| format!("`{address}` is no IP address"))?;
        Ok(Self { host: host.to_ascii_lowercase(), port, address })
    }
}

/// Names are looked up as every other program on the machine does, and only allowed addresses get through.
pub(super) struct Checked {
    policy: AddressPolicy,
    pins: Vec<(String, IpAddr)>,
    /// Proxies, which may be wherever somebody put them.
    proxies: Vec<String>,
}

impl Checked {
    pub(super) fn new(
        policy: AddressPolicy,
        pins: Vec<(String, IpAddr)>,
        proxies: Vec<String>,
    ) -> Self {
        Self { policy, pins, proxies }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.policy.clone();
        let pins = self.pins.iter().filter(|(host, _)| host == name.as_str());
        let pinned: Vec<SocketAddr> =
            pins.map(|(_, address)| SocketAddr::new(*address, 0)).collect();
        let is_proxy = self.proxies.iter().any(|proxy| proxy == name.as_str());
        Box::pin(async move {
            let found = if pinned.is_empty() {
                let found = tokio::net::lookup_host((name.as_str(), 0)).await;
                found.map_err(|error| lookup_failure(&error))?.collect()
            } else {
                pinned
            };
            let mut refused = None;
            let mut allowed = Vec::new();
            for address in found {
                match policy.check(address.ip()) {
                    Err(why) if !is_proxy => refused = Some(why),
                    _ => allowed.push(address),
                }
            }
            match (allowed.is_empty(), refused) {
                (false, _) => Ok(Box::new(allowed.into_iter()) as Addrs),
                (true, Some(why)) => Err(LookupFailure(Failure::NotAllowed(why)).into()),
                (true, None) => Err(LookupFailure(Failure::NoSuchHost).into()),
            }
        })
    }
}

/// Whether the name does not exist or the name server does not answer: the first is a fact about the link. The
/// system tells them apart by its message only, but on Windows.
fn lookup_failure(error: &io::Error) -> LookupFailure {
    let message = error.to_string();
    let unknown = ["not known", "No address associated", "No such host"];
    let windows_not_found = cfg!(windows) && matches!(error.raw_os_error(), Some(11001 | 11004));
    LookupFailure(if windows_not_found || unknown.iter().any(|text| message.contains(text)) {
        Failure::NoSuchHost
    } else {
        Failure::NoConnection("the name server does not answer".to_owned())
    })
}
