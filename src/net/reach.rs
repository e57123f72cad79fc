//! Is there a network at all, and is it still there? While nothing has answered, what looks like many dead hosts may be one
//! dead network, and what looks like many redirects may be one page that wants somebody to log in; what looks like many bad
//! certificates may be somebody in between. The same may come about in the middle of a run. Such news waits until a host answers for itself; when it has to wait for long, or when nobody says
//! anything at all for a while, one that did before is asked again. No IO: what was seen goes in, what may be told comes out.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use url::{Position, Url};

use super::hosts::registrable;
use super::transport::{Answer, Failure};
use super::watch::Ended;
use crate::base::observation::{Observation, Outcome};

/// Hosts that fail, with none that answers, before the fault is looked for on this side.
const FAILED: usize = 10;
/// Owners whose hosts all send to the same stranger before it is taken for a portal; and owners who show certificates that do
/// not hold before they are taken for somebody else's.
const SENT: usize = 3;
/// Requests under way that keep silent together before that says something. Fewer may well wait for slow hosts.
const WAITING: usize = 3;

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
    /// When anybody last said anything.
    heard: Duration,
    /// Since when enough requests are under way for silence to say something.
    waiting: Duration,
    /// So long nobody may say anything while requests are under way.
    silence: Duration,
    /// Hosts that failed since then, asked since then.
    failed: BTreeSet<Box<str>>,
    /// Hosts that failed while others answered.
    dead: BTreeSet<Box<str>>,
    /// Owners by the stranger that their hosts send to, since then.
    sent: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    /// Owners whose certificates did not hold, since then.
    untrusted: BTreeSet<Box<str>>,
    /// A name server kept silent, since then.
    nameless: bool,
    held: Vec<(usize, Observation)>,
    /// Hosts, owners and silence that it takes, in units of [`FAILED`], [`SENT`] and `silence`: doubled by each suspicion that
    /// was none.
    patience: u32,
}

impl Reach {
    /// Nothing is known yet.
    pub(super) fn new(silence: Duration) -> Self {
        Self {
            witness: None,
            answered: Duration::ZERO,
            heard: Duration::ZERO,
            waiting: Duration::ZERO,
            silence,
            failed: BTreeSet::new(),
            dead: BTreeSet::new(),
            sent: BTreeMap::new(),
            untrusted: BTreeSet::new(),
            nameless: false,
            held: Vec::new(),
            patience: 1,
        }
    }

    /// Somebody said something at `time`, whatever it was.
    pub(super) fn heard(&mut self, time: Duration) {
        self.heard = time;
    }

    /// Has anybody said anything after `time`?
    pub(super) fn heard_since(&self, time: Duration) -> bool {
        self.heard > time
    }

    /// A request starts at `time`, so that so many are under way.
    pub(super) fn starts(&mut self, running: usize, time: Duration) {
        if running <= WAITING {
            self.waiting = time;
        }
    }

    /// A host did not answer a request, or not as itself, as turned out at `time` after it took so long.
    pub(super) fn failed(
        &mut self,
        authority: &str,
        why: &Failure,
        took: Duration,
        time: Duration,
    ) {
        self.nameless |= *why == Failure::NoNameServer;
        // A network that goes away lets time-outs begin before and end after.
        if self.witness.is_some() && time.saturating_sub(took / 2) <= self.answered {
            // Others answered for most of that time.
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
        if matches!(seen.outcome, Outcome::Tls(_)) {
            self.untrusted.insert(owner.into());
        }
        if honest {
            // It may send its readers through the host of another, a login for instance.
            let second = seen.hops.get(1).map_or(&*seen.last_url, |hop| &*hop.url);
            let second = Url::parse(second).ok();
            let second = second.as_ref().map_or("", |second| registrable(authority_of(second)));
            // Whoever wants to be left alone is no good one.
            let limits = matches!(seen.outcome, Outcome::Answered(429 | 503));
            if !limits || self.witness.is_none() {
                self.witness = Some((row, owner.into(), second.into()));
            }
            self.lives(time);
        }
        self.held.push((row, seen));
        if honest { std::mem::take(&mut self.held) } else { Vec::new() }
    }

    /// Should one wait with further requests, of which so many are under way at `time`, until more is known?
    pub(super) fn suspicion(&self, running: usize, time: Duration) -> Option<Suspicion> {
        let patience = self.patience as usize;
        let quiet = time.saturating_sub(self.heard.max(self.waiting));
        let silent = || running >= WAITING && quiet >= self.silence * self.patience;
        let ended = if self.sent.values().any(|owners| owners.len() >= SENT * patience) {
            Ended::CaptivePortal
        } else if self.untrusted.len() >= SENT * patience {
            Ended::Intercepted
        } else if self.failed.len() >= FAILED * patience || self.witness.is_some() && silent() {
            Ended::NetworkDown
        } else {
            return None;
        };
        let witness = self.witness.as_ref();
        Some(witness.map_or(Suspicion::Founded(ended), |(row, ..)| Suspicion::Ask(*row)))
    }

    /// What the host that was asked again at a [`Suspicion::Ask`] at the time `asked` answered at `time`. Gives how the run
    /// ends, if it does.
    pub(super) fn confirmed(
        &mut self,
        answer: Result<&Answer, &Failure>,
        asked: Duration,
        time: Duration,
    ) -> Option<Ended> {
        let Ok(answer) = answer else {
            if matches!(answer, Err(Failure::Tls(_))) {
                return Some(Ended::Intercepted);
            }
            if !self.heard_since(asked) {
                return Some(Ended::NetworkLost);
            }
            // Others answered meanwhile: it is this one that fails now.
            self.patience *= 2;
            return None;
        };
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

    /// Are there names that nobody knows, or nobody who says which there are, and no host that has answered since? Whether that
    /// is the fault of the names shows at one that is known to exist.
    pub(super) fn doubts_names(&self) -> bool {
        let ends =
            |what: fn(&Outcome) -> bool| self.held.iter().any(|(_, seen)| what(&seen.outcome));
        let unknown = ends(|outcome| *outcome == Outcome::NoSuchHost);
        let nameless = self.nameless && self.witness.is_none();
        (unknown || nameless) && !ends(|outcome| matches!(outcome, Outcome::Answered(_)))
    }

    /// No name can be looked up: nothing is known of those that were not found. Gives what that says of the network.
    pub(super) fn forget_names(&mut self) -> Ended {
        self.held.retain(|(_, seen)| seen.outcome != Outcome::NoSuchHost);
        if self.witness.is_some() { Ended::NetworkLost } else { Ended::NetworkDown }
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
        (self.answered, self.heard) = (time, time);
        self.dead.append(&mut self.failed);
        self.sent.clear();
        self.untrusted.clear();
        self.nameless = false;
    }
}

fn authority_of(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// A network on which `a.org` has answered after a second.
    fn reach() -> Reach {
        let mut reach = Reach::new(5 * SECOND);
        let seen = Observation::new("https://a.org/", Outcome::Answered(200), 0);
        assert_eq!(reach.hear(7, "a.org", seen, SECOND).len(), 1);
        reach
    }

    #[test]
    fn s35_silence_of_all_is_asked_about_and_silence_of_few_is_not() {
        let mut reach = reach();
        let asks = Some(Suspicion::Ask(7));
        assert_eq!(reach.suspicion(3, 5 * SECOND), None);
        assert_eq!(reach.suspicion(2, 60 * SECOND), None, "two may be slow");
        assert_eq!(reach.suspicion(3, 6 * SECOND), asks);
        reach.starts(3, 4 * SECOND);
        assert_eq!(reach.suspicion(3, 8 * SECOND), None, "the third was sent late");
        assert_eq!(reach.suspicion(3, 9 * SECOND), asks);
        // It answers, and the next doubt takes twice as long.
        assert_eq!(reach.confirmed(Ok(&Answer::new(200)), 9 * SECOND, 10 * SECOND), None);
        assert_eq!(reach.suspicion(3, 19 * SECOND), None);
        assert_eq!(reach.suspicion(3, 20 * SECOND), asks);
        // Whoever answers meanwhile knows better than one that does not.
        reach.heard(21 * SECOND);
        let silent = Err(&Failure::TimedOut);
        assert_eq!(reach.confirmed(silent, 20 * SECOND, 30 * SECOND), None);
        let ended = reach.confirmed(silent, 40 * SECOND, 50 * SECOND);
        assert_eq!(ended, Some(Ended::NetworkLost));
        let unknown = Reach::new(5 * SECOND);
        assert_eq!(unknown.suspicion(9, 60 * SECOND), None, "nobody ever answered");
    }

    #[test]
    fn s35_who_was_asked_before_the_network_went_away_is_not_taken_for_dead() {
        let mut reach = reach();
        // Sent before the last answer came, and given twenty seconds.
        for host in 0..10 {
            reach.failed(&format!("h{host}.org"), &Failure::TimedOut, 20 * SECOND, 20 * SECOND);
        }
        assert_eq!(reach.suspicion(0, 20 * SECOND), Some(Suspicion::Ask(7)));
        // Others answered for most of that time.
        let seen = Observation::new("https://a.org/", Outcome::Answered(200), 0);
        reach.hear(8, "a.org", seen, 30 * SECOND);
        for host in 10..20 {
            reach.failed(&format!("h{host}.org"), &Failure::TimedOut, 20 * SECOND, 35 * SECOND);
        }
        assert_eq!(reach.suspicion(0, 35 * SECOND), None);
    }
}
