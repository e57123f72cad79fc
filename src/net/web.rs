//! The real network.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Response;
use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, DATE, ETAG, HeaderMap,
    HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, LOCATION,
    RETRY_AFTER, SET_COOKIE,
};
use url::{Origin, Url};

use super::address::AddressPolicy;
use super::failure::failure;
use super::headers;
use super::limits::Patience;
use super::lookup::{self, Checked, Known, Pin};
use super::page;
use super::proxy::Proxies;
use super::robots::{self, Robots};
use super::tls::{self, Trust};
use super::transport::{Answer, Failure, Method, Request, Transport};
use super::wall;
use crate::base::observation::{PageFacts, Validators};

/// Of a page no more is read than this, counted once it is decompressed.
const MOST_BYTES: usize = 2 << 20;
/// From here on reading stops as soon as what is looked for has been found. Below, the rest of the page is cheaper than
/// another request for another fragment.
const ENOUGH_BYTES: usize = 256 << 10;
/// A connection that waits so long is closed.
const IDLE: Duration = Duration::from_secs(5);
/// With room for fewer requests than this no connection waits.
const FEW: usize = 256;
/// An address or cookie beyond this length is not worth keeping.
const LONG: usize = 8 << 10;

/// How the network is used.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Where connections may go.
    pub policy: AddressPolicy,
    /// How long to wait.
    pub patience: Patience,
    /// What stands in between.
    pub proxies: Proxies,
    /// Whom to believe.
    pub trust: Trust,
    /// Names with their addresses.
    pub pins: Vec<Pin>,
    /// Headers for every host. None of them may be a secret.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Headers for one origin each.
    pub secrets: Vec<Secret>,
    /// Whom to turn to when the requests are a nuisance; stands in the `User-Agent`.
    pub contact: Option<String>,
    /// Ask nothing that a host's robots.txt forbids.
    pub respect_robots: bool,
    /// The time of day at the start, in seconds since 1970.
    pub now: u64,
}

/// A header that only one origin may see: scheme, host and port alike.
#[derive(Clone)]
pub struct Secret {
    origin: Origin,
    name: HeaderName,
    value: HeaderValue,
}

impl Secret {
    /// The header `name` for the origin of `url`, which has to be `https` unless it is this machine.
    pub fn new(url: &Url, name: HeaderName, mut value: HeaderValue) -> Result<Self, String> {
        let local = match url.host() {
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            Some(url::Host::Domain(name)) => name == "localhost",
            None => false,
        };
        if url.scheme() != "https" && !local {
            return Err(format!("`{name}` would be sent unencrypted: its origin must be https"));
        }
        value.set_sensitive(true);
        Ok(Self { origin: url.origin(), name, value })
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} for {}", self.name, self.origin.ascii_serialization())
    }
}

/// The real network.
pub struct Web {
    usual: Clients,
    /// Clients for ports for which names have other addresses.
    pinned: HashMap<u16, Clients>,
    settings: Settings,
    robots: Option<Robots>,
    room: usize,
    started: Instant,
}

struct Clients {
    /// Speaks the newest version of HTTP that the server knows.
    new: reqwest::Client,
    /// Speaks HTTP/1.1 to servers that know more than they can.
    old: reqwest::Client,
}

impl Web {
    /// A client that connects only where the policy allows. `Err` says why there can be none.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let files =
            more_files().map_or(usize::MAX, |files| usize::try_from(files).unwrap_or(usize::MAX));
        // Half of them for connections that are in use; the others for those that wait, for names that are looked up, and for
        // what else a process has open.
        let room = (files.saturating_sub(32) / 2).max(1);
        let tls = tls::config(&settings.trust)?;
        let known = Known::default();
        let clients = |port| {
            let mut old = tls.clone();
            old.alpn_protocols = vec![b"http/1.1".to_vec()];
            let few = room < FEW;
            let old = client(&settings, &known, old, port, few).http1_only().build();
            let new = client(&settings, &known, tls.clone(), port, few).build();
            let why = |error: reqwest::Error| super::failure::reason(&error);
            Ok::<_, String>(Clients { new: new.map_err(why)?, old: old.map_err(why)? })
        };
        let usual = clients(None)?;
        let mut pinned = HashMap::new();
        for pin in &settings.pins {
            pinned.insert(pin.port, clients(Some(pin.port))?);
        }
        let robots = settings.respect_robots.then(Robots::default);
        Ok(Self { usual, pinned, settings, robots, room, started: Instant::now() })
    }

    /// May robots ask `url`, as its host says? The host is asked for its rules once.
    async fn admits(&self, robots: &Robots, url: &Url) -> bool {
        let fetch = |url: Url| async move {
            let mut request = Request {
                method: Method::Get,
                url,
                known: None,
                cookies: None,
                ids: None,
                old: false,
            };
            for _ in 0..=robots::MOST_REDIRECTS {
                self.settings.policy.check_url(&request.url).ok()?;
                let response = self.send(&request).await.ok()?;
                let status = response.status();
                let to = response.headers().get(LOCATION).filter(|_| status.is_redirection());
                let Some(to) = to.and_then(|to| to.to_str().ok()) else {
                    return Some((status.as_u16(), start_of(response, robots::MOST_BYTES).await));
                };
                request.url = request.url.join(to).ok()?;
            }
            None
        };
        robots.admits(url, fetch).await
    }

    async fn send(&self, request: &Request) -> Result<Response, Failure> {
        let url = request.url.clone();
        let port = url.port_or_known_default().unwrap_or_default();
        let Clients { new, old } = self.pinned.get(&port).unwrap_or(&self.usual);
        let client = if request.old { old } else { new };
        let mut headers = HeaderMap::new();
        for (name, value) in &self.settings.headers {
            headers.insert(name, value.clone());
        }
        for secret in self.settings.secrets.iter().filter(|secret| secret.origin == url.origin()) {
            headers.insert(&secret.name, secret.value.clone());
        }
        let known = request.known.as_ref();
        let texts = [
            (COOKIE, request.cookies.as_deref()),
            (IF_NONE_MATCH, known.and_then(|known| known.etag.as_deref())),
            (IF_MODIFIED_SINCE, known.and_then(|known| known.last_modified.as_deref())),
        ];
        for (name, text) in texts {
            if let Some(value) = text.and_then(|text| HeaderValue::from_str(text).ok()) {
                headers.insert(name, value);
            }
        }
        let proxied = self.settings.proxies.of(&url).is_some();
        // Its name may lead anywhere, since somebody chose it: for what goes through it, and for no page.
        if self.settings.proxies.is_proxy(&url) && (proxied || url.domain().is_some()) {
            return Err(Failure::NotAllowed("it is the proxy".to_owned()));
        }
        let builder = match request.method {
            Method::Head => client.head(url).header(ACCEPT_ENCODING, "identity"),
            Method::Get => client.get(url),
        };
        let sent = builder.headers(headers).send();
        let sent = tokio::time::timeout(self.settings.patience.headers, sent).await;
        let response = sent.map_err(|_| Failure::TimedOut)?.map_err(|error| {
            let of_proxy = |why: &str| Failure::NoConnection(format!("by way of the proxy: {why}"));
            match failure(&error) {
                // It was the name of the proxy that was looked up.
                Failure::NoSuchHost if proxied => of_proxy("there is no such host"),
                Failure::NoConnection(why) if proxied => of_proxy(&why),
                other => other,
            }
        })?;
        // The peer of a proxied request is the proxy, which somebody chose.
        if let Some(peer) = response.remote_addr().filter(|_| !proxied) {
            self.settings.policy.check(peer.ip()).map_err(Failure::NotAllowed)?;
        }
        Ok(response)
    }
}

/// Let this process have as many files and sockets open as the system lets it: some start programs with 256. Gives how many
/// that are, where there is a bound.
fn more_files() -> Option<u64> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        // Where that is refused one goes on with fewer.
        let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
        if raised.is_ok() { maximum } else { current }
    }
    #[cfg(not(unix))]
    None
}

fn client(
    settings: &Settings,
    known: &Known,
    tls: rustls::ClientConfig,
    port: Option<u16>,
    few: bool,
) -> reqwest::ClientBuilder {
    let mut headers = HeaderMap::new();
    let accept = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
    headers.insert(ACCEPT, HeaderValue::from_static(accept));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en;q=0.8,*;q=0.5"));
    let contact = settings.contact.as_ref().map_or_else(String::new, |who| format!("; {who}"));
    let (version, home) = (env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
    let pins: Vec<(String, IpAddr)> = settings
        .pins
        .iter()
        .filter(|pin| Some(pin.port) == port)
        .map(|pin| (pin.host.clone(), pin.address))
        .collect();
    let (policy, proxies) = (settings.policy.clone(), settings.proxies.hosts());
    let resolver = Checked::new(Arc::clone(known), policy, pins, proxies);
    let builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(resolver))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .user_agent(format!("guidepost/{version} (+{home}{contact})"))
        .default_headers(headers)
        .http1_max_headers(100)
        .http2_max_header_list_size(64 << 10)
        .connect_timeout(settings.patience.connect)
        .timeout(settings.patience.answer)
        // A host that is asked again is asked soon; what waits longer takes sockets from others.
        .pool_idle_timeout(IDLE)
        .pool_max_idle_per_host(if few { 0 } else { 2 });
    match settings.proxies.as_reqwest() {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    }
}

impl Transport for Web {
    async fn knows_names(&self) -> bool {
        lookup::knows_names().await
    }

    fn room(&self) -> usize {
        self.room
    }

    async fn ask(&self, request: Request) -> Result<Answer, Failure> {
        if let Some(robots) = &self.robots
            && !self.admits(robots, &request.url).await
        {
            let why = "the robots.txt of its host does not let robots ask it";
            return Err(Failure::NotAllowed(why.to_owned()));
        }
        let response = self.send(&request).await?;
        let headers = response.headers();
        let text = |name: HeaderName| {
            let value = headers.get(name)?.as_bytes();
            (value.len() <= LONG).then(|| String::from_utf8_lossy(value).into_owned())
        };
        let cookies = headers.get_all(SET_COOKIE).into_iter();
        let cookies = cookies.filter(|_| response.status().is_redirection()).filter_map(|cookie| {
            let pair = cookie.to_str().ok()?.split(';').next()?.trim();
            (pair.len() <= LONG).then(|| pair.into())
        });
        let location = headers.get(LOCATION).map(http::HeaderValue::as_bytes);
        let now = Duration::from_secs(self.settings.now) + self.started.elapsed();
        let retry_after = text(RETRY_AFTER)
            .and_then(|after| headers::retry_after(&after, text(DATE).as_deref(), now));
        let mut answer = Answer {
            status: response.status().as_u16(),
            location: location.filter(|to| to.len() <= LONG).map(headers::location),
            retry_after,
            validators: Validators {
                etag: text(ETAG).map(Into::into),
                last_modified: text(LAST_MODIFIED).map(Into::into),
            },
            wall: wall::recognise(response.status().as_u16(), headers),
            cookies: cookies.collect(),
            page: None,
            refresh: None,
        };
        let kind = text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
        // Without anything to find in it the body is dropped unread: the headers say all that is asked. What has no type does not
        // claim to be a page.
        if let Some(ids) = &request.ids
            && !kind.is_empty()
            && response.status().is_success()
            && request.method == Method::Get
        {
            let (page, refresh) = read(response, &kind, ids).await?;
            answer.page = Some(Box::new(page));
            answer.refresh = refresh;
        }
        Ok(answer)
    }
}

/// The first bytes of a body.
async fn start_of(mut response: Response, most: usize) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await
        && body.len() < most
    {
        body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
    }
    body
}

/// Read a page as far as it takes to find `ids`.
async fn read(
    mut response: Response,
    kind: &str,
    ids: &[Box<str>],
) -> Result<(PageFacts, Option<String>), Failure> {
    let (kind, parameters) = kind.split_once(';').unwrap_or((kind, ""));
    let kind = kind.trim();
    let facts = |body: &[u8]| page::facts(&page::decoded(body, parameters));
    if !matches!(kind, "text/html" | "application/xhtml+xml") {
        // What else has anchors has them by the grace of whoever shows it.
        return Ok((PageFacts::default(), None));
    }
    let (mut body, mut looked) = (Vec::new(), ENOUGH_BYTES);
    loop {
        let chunk = match response.chunk().await {
            Ok(chunk) => chunk,
            // A page that breaks off proves what it has, and nothing else.
            Err(_) if !body.is_empty() => return Ok(facts(&body)),
            Err(error) => return Err(failure(&error)),
        };
        let Some(chunk) = chunk else { break };
        let room = MOST_BYTES - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Ok(facts(&body));
        }
        let tail = body.len().saturating_sub(chunk.len() + "</html>".len());
        if memchr::memmem::find(&body[tail..], b"</html>").is_some() {
            break;
        }
        if body.len() >= looked {
            looked = body.len() * 2;
            let found = facts(&body);
            if ids.iter().all(|id| found.0.has(id)) {
                return Ok(found);
            }
        }
    }
    let (mut facts, refresh) = facts(&body);
    // What came empty is not what readers see, and of very many ids not all are kept.
    facts.complete = !body.trim_ascii().is_empty() && facts.ids.len() < page::MOST_IDS;
    Ok((facts, refresh))
}
