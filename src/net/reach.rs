//! Is there a network at all, and is it still there? While nothing has answered, what looks like many dead hosts may be one
//! dead network, and what looks like many redirects may be one page that wants somebody to log in. The same may come about
//! in the middle of a run. Such news waits until a host answers for itself; when it has to wait for long, one that did before
//! is asked again. No IO: what was seen goes in, what may be told comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::{Position, Url};

use super::hosts::registrable;
use super::transport::{Answer, Failure};
use super::watch::Ended;
use crate::base::observation::{Observation, Outcome};

/// Hosts that fail, with none that answers, before the fault is looked for on this side.
const FAILED: usize = 10;
/// Owners whose hosts all send to the same stranger before it is taken for a portal.
const SENT: usize = 3;

/// What may be wrong on this side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Suspicion {
    /// Nobody has ever answered.
    Founded(Ended),
    /// Nobody answers any more: the address in this row did before.
    Ask(usize),
}

/// What is known of the network.
#[derive(Debug)]
pub(super) struct Reach {
    /// The address that last answered for itself, with its owner and that of the host that it sent to first.
    witness: Option<(usize, Box<str>, Box<str>)>,
    /// When that was.
    answered: Duration,
    /// Hosts that failed since then, asked since then.
    failed: BTreeSet<Box<str>>,
    /// Hosts that failed while others answered.
    dead: BTreeSet<Box<str>>,
    /// Owners by the stranger that their hosts send to, since then.
    sent: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    held: Vec<(usize, Observation)>,
    /// Hosts and owners that it takes, in units of [`FAILED`] and [`SENT`]: doubled by each suspicion that was none.
    patience: usize,
}

impl Default for Reach {
    fn default() -> Self {
        Self {
            witness: None,
            answered: Duration::ZERO,
            failed: BTreeSet::new(),
            dead: BTreeSet::new(),
            sent: BTreeMap::new(),
            held: Vec::new(),
            patience: 1,
        }
    }
}

impl Reach {
    /// A host did not answer a request that was sent then, or not as itself.
    pub(super) fn failed(&mut self, authority: &str, sent: Duration) {
        if self.witness.is_some() && sent <= self.answered {
            // Others answered meanwhile.
            self.dead.insert(authority.into());
        } else if !self.dead.contains(authority) {
            self.failed.insert(authority.into());
        }
    }

    /// `row` on the host `authority` ended so at `time`. Gives what can be told now.
    pub(super) fn hear(
        &mut self,
        row: usize,
        authority: &str,
        seen: Observation,
        time: Duration,
    ) -> Vec<(usize, Observation)> {
        let end = Url::parse(&seen.last_url).ok();
        let end = end.as_ref().map(authority_of).unwrap_or_default();
        let (owner, stranger) = (registrable(authority), registrable(end));
        let mut honest = false;
        if matches!(seen.outcome, Outcome::Answered(_) | Outcome::Unchanged) {
            // 511 is what a portal answers that does not redirect (RFC 6585, section 6).
            let portal = seen.outcome == Outcome::Answered(511);
            honest = owner == stranger && !portal;
            if !honest {
                let end = if portal { "" } else { end };
                self.sent.entry(end.into()).or_default().insert(owner.into());
            }
        }
        if honest {
            // It may send its readers through the host of another, a login for instance.
            let second = seen.hops.get(1).map_or(&*seen.last_url, |hop| &*hop.url);
            let second = Url::parse(second).ok();
            let second = second.as_ref().map_or("", |second| registrable(authority_of(second)));
            self.witness = Some((row, owner.into(), second.into()));
            self.lives(time);
        }
        self.held.push((row, seen));
        if honest { std::mem::take(&mut self.held) } else { Vec::new() }
    }

    /// Should one wait with further requests until those under way have told more?
    pub(super) fn suspicion(&self) -> Option<Suspicion> {
        let ended = if self.sent.values().any(|owners| owners.len() >= SENT * self.patience) {
            Ended::CaptivePortal
        } else if self.failed.len() >= FAILED * self.patience {
            Ended::NetworkDown
        } else {
            return None;
        };
        let witness = self.witness.as_ref();
        Some(witness.map_or(Suspicion::Founded(ended), |(row, ..)| Suspicion::Ask(*row)))
    }

    /// What the host that was asked again at a [`Suspicion::Ask`] answered at `time`. Gives how the run ends, if it does.
    pub(super) fn confirmed(
        &mut self,
        answer: Result<&Answer, &Failure>,
        time: Duration,
    ) -> Option<Ended> {
        let Ok(answer) = answer else { return Some(Ended::NetworkLost) };
        let location = answer.location.as_ref().and_then(|location| Url::parse(location).ok());
        let sent_away =
            self.witness.as_ref().zip(location).is_some_and(|((_, owner, second), to)| {
                ![&**owner, &**second].contains(&registrable(authority_of(&to)))
            });
        if sent_away || answer.status == 511 {
            return Some(Ended::CaptivePortal);
        }
        self.lives(time);
        self.patience *= 2;
        None
    }

    /// What was held back, at the end of a run, each with whether it may say more of the network than of the address.
    pub(super) fn rest(&mut self) -> Vec<(usize, Observation, bool)> {
        let held = std::mem::take(&mut self.held).into_iter();
        held.map(|(row, seen)| {
            let proven = match seen.outcome {
                _ if self.witness.is_some() => true,
                Outcome::Answered(511) => false,
                // Portals send on for now; who moves for good means it.
                Outcome::Answered(_) => seen.hops.iter().all(|hop| matches!(hop.status, 301 | 308)),
                _ => false,
            };
            (row, seen, !proven)
        })
        .collect()
    }

    /// There is a network at `time`: what failed before failed for itself.
    fn lives(&mut self, time: Duration) {
        self.answered = time;
        self.dead.append(&mut self.failed);
        self.sent.clear();
    }
}

fn authority_of(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}
