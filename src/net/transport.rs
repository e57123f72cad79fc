//! One request and its answer, whoever carries them.

use std::future::Future;
use std::time::Duration;

use url::Url;

use crate::base::observation::{PageFacts, Validators, Wall};

/// How to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// For the headers alone.
    Head,
    /// As a browser does.
    Get,
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// What. It has no user name, password or fragment.
    pub url: Url,
    /// What an earlier answer gave to ask with.
    pub known: Option<Validators>,
    /// The `Cookie` header.
    pub cookies: Option<String>,
    /// Read the page, until these ids are found.
    pub ids: Option<Vec<Box<str>>>,
    /// By HTTP/1.1, not 2.
    pub old: bool,
}

/// What a server answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Location` header.
    pub location: Option<String>,
    /// How long it wants to be left alone: `Retry-After` in either form.
    pub retry_after: Option<Duration>,
    /// What to ask with next time.
    pub validators: Validators,
    /// The wall that answered in its place.
    pub wall: Option<Wall>,
    /// The cookies that it sets, `name=value` each.
    pub cookies: Vec<Box<str>>,
    /// What was read of the page.
    pub page: Option<Box<PageFacts>>,
    /// Where the page sends its readers within five seconds.
    pub refresh: Option<String>,
}

impl Answer {
    /// Nothing but a status.
    pub fn new(status: u16) -> Self {
        Self { status, ..Self::default() }
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The name does not exist.
    NoSuchHost,
    /// Nobody said whether the name exists.
    NoNameServer,
    /// The certificate does not hold.
    Tls(String),
    /// No answer in time.
    TimedOut,
    /// Refused, unreachable: no connection came about.
    NoConnection(String),
    /// There was a connection, but no answer that makes sense came through it.
    Reset(String),
    /// As `Reset`, by HTTP/2: the server may do better by HTTP/1.1.
    Http2(String),
    /// The name leads to an address that may not be asked.
    NotAllowed(String),
}

/// Sends one request and follows nothing.
pub trait Transport: Send + Sync + 'static {
    /// Send `request`.
    fn ask(&self, request: Request) -> impl Future<Output = Result<Answer, Failure>> + Send;

    /// Can names be looked up at all? Asked when none was found and nobody has answered.
    fn knows_names(&self) -> impl Future<Output = bool> + Send {
        std::future::ready(true)
    }

    /// For how many requests at the same time there is room.
    fn room(&self) -> usize {
        usize::MAX
    }
}
