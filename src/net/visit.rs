//! One address, followed to where it ends, request by request. No IO: an answer goes in, what comes next comes out.

use std::time::Duration;

use url::Url;

use super::address::AddressPolicy;
use super::scheduler::Signal;
use super::transport::{Answer, Failure, Method, Request};
use super::watch::Ask;
use crate::base::observation::{Hop, Observation, Outcome};
use crate::base::secret::redacted;

/// Redirects beyond this many are a loop in all but name.
const MOST_REDIRECTS: usize = 10;
/// Requests for one address, redirects apart: HEAD, GET, and two retries.
const MOST_REQUESTS: u8 = 4;
/// What is kept of a loop's cookies.
const MOST_COOKIES: usize = 20;

/// What comes after an answer.
#[derive(Debug)]
pub(super) enum Next {
    /// Another request, at once.
    Ask,
    /// As `Ask`: the host that was to answer in its place does not want to, and need not be asked again.
    Refused,
    /// The same request, later. If that never comes this is what was seen.
    Retry,
    /// Nothing.
    Done,
}

/// How far the address at hand has been asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Whoever may answer in its place is being asked.
    Instead,
    /// A request is due.
    Asking,
    /// HEAD was answered, and GET is to confirm it.
    Doubted,
    /// What was seen last holds.
    Settled,
}

/// An address that is being followed.
#[derive(Debug)]
pub(super) struct Visit {
    at: Url,
    /// As `at`, but with its fragment and as the server wrote it.
    written: String,
    method: Method,
    hops: Vec<Hop>,
    asked: Vec<(Method, Url)>,
    cookies: Vec<(String, String)>,
    /// Do cookies go along? Only where a page leads in a circle without.
    with_cookies: bool,
    /// Requests for `at`.
    requests: u8,
    stage: Stage,
    spent: Duration,
    /// There was no connection or no answer before.
    silent: bool,
    /// The server speaks HTTP/2 and does not know how: ask it by HTTP/1.1.
    old: bool,
    /// What was seen last.
    seen: Observation,
}

impl Visit {
    /// Start with `ask`, or with who may answer in its place if that is `open`. `Err` with what is known without asking.
    pub(super) fn new(
        ask: &Ask,
        policy: &AddressPolicy,
        heads: &HeadTrust,
        open: bool,
    ) -> Result<Self, Outcome> {
        let mut at = permitted(ask.url.as_str(), policy)?;
        // A user name or password in a page's link is never sent, and never shown.
        at.set_username("").ok();
        at.set_password(None).ok();
        let mut visit = Self {
            written: at.to_string(),
            method: Method::Get,
            hops: Vec::new(),
            asked: Vec::new(),
            cookies: Vec::new(),
            with_cookies: false,
            requests: 0,
            stage: Stage::Asking,
            spent: Duration::ZERO,
            silent: false,
            old: false,
            seen: Observation::new(at.as_str(), Outcome::TimedOut, 0),
            at,
        };
        let instead = ask.instead.as_ref().filter(|_| open);
        if let Some(Ok(instead)) = instead.map(|instead| permitted(instead.as_str(), policy)) {
            (visit.at, visit.stage) = (instead, Stage::Instead);
        }
        visit.method = visit.first_method(ask, heads);
        Ok(visit)
    }

    /// The host that is asked next.
    pub(super) fn authority(&self) -> &str {
        &self.at[url::Position::BeforeHost..url::Position::AfterPort]
    }

    /// The request to send.
    pub(super) fn request(&mut self, ask: &Ask) -> Request {
        self.requests += 1;
        self.asked.push((self.method, self.at.clone()));
        let host = self.at.host_str();
        let cookies = self.cookies.iter().filter(|(of, _)| Some(&**of) == host);
        let cookies: Vec<&str> = cookies.map(|(_, cookie)| &**cookie).collect();
        Request {
            method: self.method,
            url: self.at.clone(),
            known: ask.known.as_deref().filter(|_| self.asks_with(ask)).cloned(),
            cookies: (self.with_cookies && !cookies.is_empty()).then(|| cookies.join("; ")),
            ids: (!ask.fragments.is_empty()).then(|| ask.fragments.to_vec()),
            old: self.old,
        }
    }

    /// What was seen, if it was asked to the end.
    pub(super) fn seen(self) -> Option<Observation> {
        let settled = self.stage == Stage::Settled;
        settled.then_some(Observation { hops: self.hops, ..self.seen })
    }

    /// The request was answered, or was not, and took this long.
    pub(super) fn answered(
        &mut self,
        answer: Result<Answer, Failure>,
        took: Duration,
        most: Duration,
        ask: &Ask,
        policy: &AddressPolicy,
        heads: &mut HeadTrust,
    ) -> (Signal, Next) {
        self.spent += took;
        if self.stage == Stage::Instead {
            return self.answered_instead(&answer, ask, heads);
        }
        if matches!(answer, Err(Failure::Http2(_))) && !self.old {
            self.old = true;
            self.asked.pop();
            return (Signal::None, Next::Ask);
        }
        let doubted = self.stage == Stage::Doubted;
        self.stage = Stage::Asking;
        let signal = signal(&answer, self.method);
        let may_go_on = self.spent < most && self.requests < MOST_REQUESTS;
        let unasked = matches!(&answer, Ok(answer) if answer.status == 304) && !self.asks_with(ask);
        if self.method == Method::Head && (is_doubtful(&answer) || unasked) && may_go_on {
            // Servers answer HEAD wrongly more often than they are broken: ask the way a browser does.
            self.see(answer, ask);
            self.method = Method::Get;
            self.stage = Stage::Doubted;
            return (signal, Next::Ask);
        }
        // Where HEAD hangs GET may not: that tells as much of a host as a wrong answer, and no link has to wait for proof.
        let hung = self.method == Method::Head && matches!(answer, Err(Failure::TimedOut));
        if hung || doubted && answer.as_ref().is_ok_and(|answer| answer.status < 400) {
            heads.contradicted(self.authority());
        }
        let onward = answer.as_ref().ok().and_then(|answer| {
            let status = answer.status;
            let redirect = answer.location.clone().filter(|_| is_redirect(status));
            redirect.or_else(|| answer.refresh.clone())
        });
        let cookies = answer.as_ref().map(|answer| answer.cookies.clone()).unwrap_or_default();
        let again = is_passing(&answer, self.silent) && may_go_on;
        self.silent |= answer.as_ref().is_err_and(is_silence);
        self.see(answer, ask);
        if let Some(location) = onward {
            let status = match self.seen.outcome {
                Outcome::Answered(status) => status,
                _ => 200,
            };
            let next = self.follow(&location, status, &cookies, ask, policy, heads);
            let next = next.map_or_else(
                |outcome| {
                    self.end(outcome);
                    Next::Done
                },
                |()| Next::Ask,
            );
            if matches!(next, Next::Ask) && self.spent < most {
                return (signal, next);
            }
            if matches!(next, Next::Ask) {
                self.end(Outcome::TimedOut);
            }
            self.stage = Stage::Settled;
            return (signal, Next::Done);
        }
        self.stage = Stage::Settled;
        if again {
            self.method = Method::Get;
            return (signal, Next::Retry);
        }
        (signal, Next::Done)
    }

    /// Whoever may answer in place of the address has, or has not.
    fn answered_instead(
        &mut self,
        answer: &Result<Answer, Failure>,
        ask: &Ask,
        heads: &HeadTrust,
    ) -> (Signal, Next) {
        self.stage = Stage::Asking;
        if let Ok(answer) = answer
            && matches!(answer.status, 200..=299)
        {
            self.seen = Observation::new(&self.written, Outcome::Answered(answer.status), 0);
            self.stage = Stage::Settled;
            return (Signal::Clean, Next::Done);
        }
        // It may have moved, be gone, be hidden from this token: the address itself says which.
        if let Ok(at) = Url::parse(&self.written) {
            self.at = at;
        }
        self.method = self.first_method(ask, heads);
        self.asked.clear();
        self.requests = 0;
        let refused = match answer {
            Ok(answer) => matches!(answer.status, 401 | 403 | 429 | 500..),
            Err(_) => true,
        };
        (Signal::None, if refused { Next::Refused } else { Next::Ask })
    }

    /// Do the validators of an earlier answer go along?
    fn asks_with(&self, ask: &Ask) -> bool {
        ask.known.is_some() && self.hops.is_empty() && self.stage != Stage::Instead
    }

    /// HEAD, unless the page is wanted or the host lies to HEAD.
    fn first_method(&self, ask: &Ask, heads: &HeadTrust) -> Method {
        if ask.fragments.is_empty() && heads.is_honest(self.authority()) {
            Method::Head
        } else {
            Method::Get
        }
    }

    /// Take note of what an answer says.
    fn see(&mut self, answer: Result<Answer, Failure>, ask: &Ask) {
        self.seen = match answer {
            Err(failure) => Observation::new(&self.written, failure.into(), 0),
            Ok(answer) => {
                let unchanged = answer.status == 304 && self.asks_with(ask);
                let answered = Outcome::Answered(answer.status);
                let outcome = if unchanged { Outcome::Unchanged } else { answered };
                Observation {
                    page: answer.page,
                    validators: answer.validators,
                    wall: answer.wall,
                    ..Observation::new(&self.written, outcome, 0)
                }
            }
        };
    }

    fn end(&mut self, outcome: Outcome) {
        self.seen = Observation::new(&self.written, outcome, 0);
    }

    /// Go on to where the server sends.
    fn follow(
        &mut self,
        location: &str,
        status: u16,
        cookies: &[Box<str>],
        ask: &Ask,
        policy: &AddressPolicy,
        heads: &HeadTrust,
    ) -> Result<(), Outcome> {
        let host = self.at.host_str().unwrap_or_default().to_owned();
        for cookie in cookies.iter().take(MOST_COOKIES.saturating_sub(self.cookies.len())) {
            self.cookies.push((host.clone(), cookie.to_string()));
        }
        let next = self.at.join(location).map_or_else(|_| location.to_owned(), String::from);
        let before = std::mem::replace(&mut self.written, next);
        self.hops.push(Hop { url: before, status });
        let mut at = permitted(&self.written, policy)?;
        at.set_username("").ok();
        at.set_password(None).ok();
        at.set_fragment(None);
        self.at = at;
        if self.hops.len() > MOST_REDIRECTS {
            let why = format!("it redirects more than {MOST_REDIRECTS} times");
            return Err(Outcome::BadRedirect(why));
        }
        self.old = false;
        self.method = self.first_method(ask, heads);
        if self.asked.iter().any(|(method, url)| *method == self.method && *url == self.at) {
            if self.with_cookies || self.cookies.is_empty() {
                return Err(Outcome::BadRedirect("it redirects in a circle".to_owned()));
            }
            // Some pages want to see their own cookie before they let anybody in.
            self.with_cookies = true;
            self.asked.clear();
        }
        self.requests = 0;
        Ok(())
    }
}

/// The address as written, if one may ask it.
fn permitted(written: &str, policy: &AddressPolicy) -> Result<Url, Outcome> {
    let Ok(url) = Url::parse(written) else {
        let why = format!("it redirects to `{}`, which is no address", redacted(written));
        return Err(Outcome::BadRedirect(why));
    };
    if !matches!(url.scheme(), "http" | "https") {
        let why = format!("it redirects to an address of scheme `{}`", url.scheme());
        return Err(Outcome::BadRedirect(why));
    }
    policy.check_url(&url).map_err(Outcome::NotAllowed)?;
    Ok(url)
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Could GET say something else than this answer to HEAD? Not where the server spoke of the client (401, 407, 429) or of
/// itself (503), nor where it kept silent.
fn is_doubtful(answer: &Result<Answer, Failure>) -> bool {
    match answer {
        Ok(answer) if is_redirect(answer.status) => answer.location.is_none(),
        Ok(answer) => !matches!(answer.status, 200..=299 | 304 | 401 | 407 | 429 | 503),
        Err(failure) => matches!(failure, Failure::Reset(_) | Failure::Http2(_)),
    }
}

/// May the same question be answered differently in a while? Who kept silent twice is not asked again: whoever waits for the
/// run has waited a second already, and what comes of it is no more than that nobody can say.
fn is_passing(answer: &Result<Answer, Failure>, silent: bool) -> bool {
    match answer {
        Ok(answer) => matches!(answer.status, 429 | 500 | 502..=599),
        Err(failure) if is_silence(failure) => !silent,
        Err(failure) => matches!(failure, Failure::Reset(_) | Failure::Http2(_)),
    }
}

/// Did nobody say anything at all?
fn is_silence(failure: &Failure) -> bool {
    matches!(failure, Failure::TimedOut | Failure::NoConnection(_) | Failure::NoNameServer)
}

fn signal(answer: &Result<Answer, Failure>, method: Method) -> Signal {
    match answer {
        Ok(Answer { status: 429, retry_after, .. }) => Signal::Trouble(*retry_after),
        Ok(Answer { status: 503, retry_after, .. }) => Signal::Outage(*retry_after),
        Ok(_) => Signal::Clean,
        Err(Failure::Reset(_)) if method == Method::Get => Signal::Outage(None),
        Err(failure) if is_silence(failure) => Signal::Silence,
        Err(_) => Signal::None,
    }
}

/// Which hosts answer HEAD as they answer GET.
#[derive(Debug, Default)]
pub(super) struct HeadTrust(std::collections::HashMap<Box<str>, u8>);

impl HeadTrust {
    fn is_honest(&self, authority: &str) -> bool {
        self.0.get(authority).is_none_or(|&lies| lies < 2)
    }

    fn contradicted(&mut self, authority: &str) {
        *self.0.entry(authority.into()).or_default() += 1;
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoSuchHost => Self::NoSuchHost,
            Failure::NoNameServer => {
                Self::NoConnection("the name server does not answer".to_owned())
            }
            Failure::Tls(why) => Self::Tls(why),
            Failure::TimedOut => Self::TimedOut,
            Failure::NoConnection(why) | Failure::Reset(why) | Failure::Http2(why) => {
                Self::NoConnection(why)
            }
            Failure::NotAllowed(why) => Self::NotAllowed(why),
        }
    }
}
