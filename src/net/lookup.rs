//! Names and their addresses, of which only allowed ones get through.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

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

/// Names that were looked up, with their addresses.
pub(super) type Known = Arc<Mutex<HashMap<Box<str>, Vec<SocketAddr>>>>;

/// Names are looked up as every other program on the machine does, and only allowed addresses get through.
pub(super) struct Checked {
    /// A name is looked up once in a run: who answers for it cannot change its mind in between.
    known: Known,
    policy: AddressPolicy,
    pins: Vec<(String, IpAddr)>,
    /// Proxies, which may be wherever somebody put them.
    proxies: Vec<String>,
}

impl Checked {
    pub(super) fn new(
        known: Known,
        policy: AddressPolicy,
        pins: Vec<(String, IpAddr)>,
        proxies: Vec<String>,
    ) -> Self {
        Self { known, policy, pins, proxies }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.policy.clone();
        let pins = self.pins.iter().filter(|(host, _)| host == name.as_str());
        let pinned: Vec<SocketAddr> =
            pins.map(|(_, address)| SocketAddr::new(*address, 0)).collect();
        let is_proxy = self.proxies.iter().any(|proxy| proxy == name.as_str());
        let known = Arc::clone(&self.known);
        let mut found = pinned;
        if found.is_empty() {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner);
            found = known.get(name.as_str()).cloned().unwrap_or_default();
        }
        Box::pin(async move {
            if found.is_empty() {
                let looked = tokio::net::lookup_host((name.as_str(), 0)).await;
                found = looked.map_err(|error| lookup_failure(&error))?.collect();
                let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
                // Of several that ask together the first decides.
                let first = known.entry(name.as_str().into()).or_insert_with(|| found.clone());
                found.clone_from(first);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s1_a_name_that_changes_its_address_is_held_to_the_first() {
        let known = Known::default();
        let first: SocketAddr = "127.0.0.2:0".parse().unwrap();
        known.lock().unwrap().insert("localhost".into(), vec![first]);
        let of = |known: &Known| {
            let policy = AddressPolicy::new(vec!["127.0.0.2/32".parse().unwrap()]);
            let checked = Checked::new(Arc::clone(known), policy, Vec::new(), Vec::new());
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let found = runtime.block_on(checked.resolve("localhost".parse().unwrap()));
            found.map(Iterator::collect::<Vec<_>>).map_err(|error| error.to_string())
        };
        assert_eq!(of(&known), Ok(vec![first]), "what it is now is 127.0.0.1");
        assert!(of(&Known::default()).is_err(), "and that is not allowed");
        let known = Known::default();
        of(&known).unwrap_err();
        assert!(known.lock().unwrap().contains_key("localhost"), "it is not looked up again");
    }
}
