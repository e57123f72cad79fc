//! What a run is asked to do, and what it tells while it goes on.

use std::time::Duration;

use crate::base::observation::{Observation, Validators, WhyNot};
use crate::base::url::UrlKey;

/// One address that is to be asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// The address.
    pub url: UrlKey,
    /// The fragments, decoded, with which links lead there. If there are any the page is read, as far as it takes to
    /// find them.
    pub fragments: Box<[Box<str>]>,
    /// What an earlier answer gave to ask with, if what it said of the page is still known.
    pub known: Option<Box<Validators>>,
    /// Who may answer in its place, on another host: an API. Only its yes counts; without one the address itself is asked.
    pub instead: Option<UrlKey>,
}

impl From<UrlKey> for Ask {
    fn from(url: UrlKey) -> Self {
        Self { url, fragments: Box::default(), known: None, instead: None }
    }
}

impl Ask {
    /// The host that is asked first.
    pub(super) fn authority(&self) -> &str {
        self.instead.as_ref().unwrap_or(&self.url).authority()
    }
}

/// What to do with an address whose turn has come.
#[derive(Debug, Clone)]
pub enum Turn {
    /// Ask it.
    Ask,
    /// Do not: this is known by now, for another process asked.
    Known(Observation),
    /// Not now: another process is asking. Its turn comes again after this long.
    Later(Duration),
}

/// Whoever watches a run: it is told everything at once, so that nothing is lost when the run ends early.
pub trait Watch {
    /// The turn of the address in `row` has come.
    fn turn(&mut self, row: usize) -> Turn {
        let _ = row;
        Turn::Ask
    }

    /// The address in `row` has been dealt with. Comes once for each row, those that were not asked included.
    fn seen(&mut self, row: usize, seen: Observation);

    /// As [`Watch::seen`], when no host at all has answered: what failed may have failed on this side, and is not worth
    /// keeping.
    fn doubted(&mut self, row: usize, seen: Observation) {
        self.seen(row, seen);
    }

    /// Something has moved on.
    fn progress(&mut self, progress: Progress) {
        let _ = progress;
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Addresses that have been dealt with.
    pub done: usize,
    /// All of them.
    pub total: usize,
    /// Addresses that are being asked.
    pub running: usize,
    /// Requests that were sent so far.
    pub requests: usize,
}

/// What became of one host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostStats {
    /// Its name, with the port if that is a special one.
    pub host: String,
    /// Its addresses.
    pub urls: usize,
    /// Requests that were sent to it for them, redirects and retries included.
    pub requests: usize,
    /// Addresses that ended without any answer.
    pub unanswered: usize,
    /// Answers by which it asked for fewer requests.
    pub limited: usize,
    /// How long it was left alone because of those.
    pub cool_down: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With everything asked that can be asked.
    Complete,
    /// Somebody interrupted it.
    Interrupted,
    /// Its time was over.
    Deadline,
    /// Nothing outside could be reached.
    NetworkDown,
    /// Nothing outside could be reached any more.
    NetworkLost,
    /// Everything led to the same stranger's page.
    CaptivePortal,
    /// Nobody had a certificate that holds.
    Intercepted,
}

impl Ended {
    /// Is the fault on this side, so that what failed says nothing of anybody?
    pub(super) fn by_network(self) -> bool {
        match self {
            Self::Complete | Self::Interrupted | Self::Deadline => false,
            Self::NetworkDown | Self::NetworkLost | Self::CaptivePortal | Self::Intercepted => true,
        }
    }

    /// Why those that were not asked were not.
    pub(super) fn why_not(self) -> WhyNot {
        match self {
            // Nothing is left of a complete run.
            Self::Interrupted | Self::Complete => WhyNot::Interrupted,
            Self::Deadline => WhyNot::Deadline,
            Self::NetworkDown | Self::NetworkLost => WhyNot::NetworkDown,
            Self::CaptivePortal => WhyNot::CaptivePortal,
            Self::Intercepted => WhyNot::Intercepted,
        }
    }
}

/// A run in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How it ended.
    pub ended: Ended,
    /// Every host that was asked, by name.
    pub hosts: Vec<HostStats>,
}
