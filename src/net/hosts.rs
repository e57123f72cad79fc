//! One host, and the owner that it belongs to, as the scheduler keeps them.

use std::collections::VecDeque;
use std::time::Duration;

use super::pace::{HostLimits, Pace};
use super::watch::HostStats;
use crate::base::observation::WhyNot;

/// Nothing follows in a queue.
pub(super) const NONE: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct Host {
    pub(super) name: Box<str>,
    pub(super) limits: HostLimits,
    pub(super) pace: Pace,
    pub(super) domain: u32,
    /// Its queue, a list through the scheduler's `next`.
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) running: u32,
    pub(super) urls: u32,
    pub(super) requests: u32,
    pub(super) retries: u32,
    /// Requests without an answer in a row, and how many of them are borne.
    pub(super) silent: u32,
    pub(super) patience: u32,
    pub(super) unanswered: u32,
    pub(super) limited: u32,
    pub(super) rested: Duration,
    /// It stands in `ready`, in `timers` or with its domain.
    pub(super) queued: bool,
    pub(super) given_up: Option<WhyNot>,
}

#[derive(Debug, Default)]
pub(super) struct Domain {
    pub(super) running: usize,
    /// Hosts that wait for room in it.
    pub(super) parked: VecDeque<u32>,
}

impl Host {
    /// A host that is asked within these limits, or not at all.
    pub(super) fn new(name: &str, limits: Result<HostLimits, WhyNot>, domain: u32) -> Self {
        let given_up = limits.err();
        let limits = limits.unwrap_or_default();
        Self {
            name: name.into(),
            limits,
            pace: Pace::new(limits),
            domain,
            first: NONE,
            last: NONE,
            running: 0,
            urls: 0,
            requests: 0,
            retries: 0,
            silent: 0,
            patience: u32::MAX,
            unanswered: 0,
            limited: 0,
            rested: Duration::ZERO,
            queued: false,
            given_up,
        }
    }

    /// What became of it.
    pub(super) fn stats(&self) -> HostStats {
        HostStats {
            host: self.name.to_string(),
            urls: self.urls as usize,
            requests: self.requests as usize,
            unanswered: self.unanswered as usize,
            limited: self.limited as usize,
            cool_down: self.rested,
        }
    }
}

/// The part of a host name that one owner has, near enough to share a bound: the last two labels, or three where the
/// second to last is one of those under which countries hand out names. Hosts with a number for a name are their own.
pub(super) fn registrable(authority: &str) -> &str {
    let host = authority.rsplit_once(':').map_or(authority, |(host, port)| {
        if port.bytes().all(|c| c.is_ascii_digit()) { host } else { authority }
    });
    let host = host.trim_end_matches('.');
    if host.starts_with('[') || host.ends_with(|c: char| c.is_ascii_digit()) {
        return authority;
    }
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at);
    let (Some(last), Some(second)) = (dots.next(), dots.next()) else { return host };
    let (top, label) = (&host[last + 1..], &host[second + 1..last]);
    let shared = ["co", "com", "org", "net", "ac", "gov", "edu", "or", "ne", "go"];
    let third = top.len() == 2 && shared.contains(&label);
    let start = if third { dots.next().map_or(0, |at| at + 1) } else { second + 1 };
    &host[start..]
}
