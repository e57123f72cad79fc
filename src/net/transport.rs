//! One request and its answer.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue, LOCATION};
use rustls::RootCertStore;
use rustls::client::ClientConfig;
use rustls_platform_verifier::BuilderVerifierExt;
use url::Url;

use super::address::AddressPolicy;

/// How to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// For the headers alone.
    Head,
    /// As a browser does.
    Get,
}

/// What a server answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The name does not exist.
    NoSuchHost,
    /// The certificate does not hold.
    Tls(String),
    /// No answer in time.
    TimedOut,
    /// Refused, reset, unreachable.
    NoConnection(String),
    /// The name leads to an address that may not be asked.
    NotAllowed(String),
}

/// Sends one request and follows nothing.
pub trait Transport: Send + Sync + 'static {
    /// Ask `url`.
    fn ask(
        &self,
        method: Method,
        url: &Url,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// The real network.
pub struct Web {
    client: reqwest::Client,
    policy: AddressPolicy,
}

impl Web {
    /// A client that connects only where `policy` allows. `Err` says why there can be none.
    pub fn new(policy: &AddressPolicy) -> Result<Self, String> {
        let mut headers = HeaderMap::new();
        let accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en;q=0.8,*;q=0.5"));
        let agent = concat!(
            "guidepost/",
            env!("CARGO_PKG_VERSION"),
            " (+",
            env!("CARGO_PKG_REPOSITORY"),
            ")"
        );
        let client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            .dns_resolver(Arc::new(Checked { policy: policy.clone() }))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .user_agent(agent)
            .default_headers(headers)
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2)
            .build()
            .map_err(|error| reason(&error))?;
        Ok(Self { client, policy: policy.clone() })
    }
}

impl Transport for Web {
    async fn ask(&self, method: Method, url: &Url) -> Result<Answer, Failure> {
        let mut url = url.clone();
        // A user name or password in a page's link is never sent.
        url.set_username("").ok();
        url.set_password(None).ok();
        let request = match method {
            Method::Head => self.client.head(url).header(ACCEPT_ENCODING, "identity"),
            Method::Get => self.client.get(url),
        };
        // The body is dropped unread: the headers say all that is asked.
        let response = request.send().await.map_err(|error| failure(&error))?;
        if let Some(peer) = response.remote_addr() {
            self.policy.check(peer.ip()).map_err(Failure::NotAllowed)?;
        }
        let location = response.headers().get(LOCATION);
        let location =
            location.map(|location| String::from_utf8_lossy(location.as_bytes()).into_owned());
        Ok(Answer { status: response.status().as_u16(), location })
    }
}

/// The system's certificates, or Mozilla's where the system has none (a container without any).
fn tls() -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = || {
        let versions = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions();
        versions.map_err(|error| error.to_string())
    };
    let mut config = if let Ok(config) = builder()?.with_platform_verifier() {
        config.with_no_client_auth()
    } else {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned());
        builder()?.with_root_certificates(roots).with_no_client_auth()
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Names are looked up as every other program on the machine does, and only allowed addresses get through.
struct Checked {
    policy: AddressPolicy,
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let policy = self.policy.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found.map_err(|error| lookup_failure(&error))?.collect();
            let mut refused = None;
            let mut allowed = Vec::new();
            for address in found {
                match policy.check(address.ip()) {
                    Ok(()) => allowed.push(address),
                    Err(why) => refused = Some(why),
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

/// Carries the reason through reqwest's error.
#[derive(Debug)]
struct LookupFailure(Failure);

impl fmt::Display for LookupFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host name cannot be looked up")
    }
}

impl Error for LookupFailure {}

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

fn failure(error: &reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(lookup) = inner.downcast_ref::<LookupFailure>() {
            return lookup.0.clone();
        }
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return match tls {
                rustls::Error::InvalidCertificate(_) => Failure::Tls(tls.to_string()),
                other => Failure::NoConnection(other.to_string()),
            };
        }
        // An IO error keeps what it wraps out of the chain of sources.
        let wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| inner.source());
    }
    if error.is_timeout() { Failure::TimedOut } else { Failure::NoConnection(reason(error)) }
}

/// The innermost reason, which says most.
fn reason(error: &dyn Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
