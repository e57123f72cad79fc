//! Names and their addresses, of which only allowed ones get through.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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
    let windows_not_found = cfg!(windows) && matches!(error.raw_os_error(), Some(11001 | 11004));
    LookupFailure(if windows_not_found || UNKNOWN.iter().any(|text| message.contains(text)) {
        Failure::NoSuchHost
    } else {
        Failure::NoNameServer
    })
}

/// What the C libraries say of names that do not exist, or have no address: glibc and those of macOS and BSD, then musl.
const UNKNOWN: [&str; 5] = [
    "not known",
    "No address associated",
    "No such host",
    "Name does not resolve",
    "Name has no usable address",
];

/// A name that whoever looks up names knows: all look-ups begin there.
const ROOT: &str = "a.root-servers.net";
/// Who has just said that other names do not exist is there, and quick.
const WAIT: Duration = Duration::from_secs(5);

/// Can names be looked up? Without a network many systems say of every name that it does not exist.
pub(super) async fn knows_names() -> bool {
    let found = tokio::time::timeout(WAIT, tokio::net::lookup_host((ROOT, 0))).await;
    found.is_ok_and(|found| found.is_ok_and(|mut addresses| addresses.next().is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s35_only_a_name_server_says_that_there_is_no_such_host() {
        // As the C libraries of Linux (glibc, musl), macOS and Windows put it.
        for (message, wanted) in [
            ("Name or service not known", Failure::NoSuchHost),
            ("No address associated with hostname", Failure::NoSuchHost),
            ("Name does not resolve", Failure::NoSuchHost),
            ("Name has no usable address", Failure::NoSuchHost),
            ("nodename nor servname provided, or not known", Failure::NoSuchHost),
            ("No such host is known.", Failure::NoSuchHost),
            ("Temporary failure in name resolution", Failure::NoNameServer),
            ("Try again", Failure::NoNameServer),
            ("Non-recoverable failure in name resolution", Failure::NoNameServer),
            ("Unrecoverable error", Failure::NoNameServer),
            ("System error", Failure::NoNameServer),
        ] {
            let message = format!("failed to lookup address information: {message}");
            assert_eq!(lookup_failure(&io::Error::other(&*message)).0, wanted, "{message}");
        }
    }

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
