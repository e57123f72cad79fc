//! Is there a network at all? While nothing has answered, what looks like many dead hosts may be one dead network, and
//! what looks like many redirects may be one page that wants somebody to log in. Such news waits until it is known.

use std::collections::{BTreeMap, BTreeSet};

use url::{Position, Url};

use super::hosts::registrable;
use super::watch::Ended;
use crate::base::observation::{Observation, Outcome};

/// Hosts that fail, with none that answers, before the fault is looked for on this side.
const FAILED: usize = 10;
/// Owners whose hosts all send to the same stranger before it is taken for a portal.
const SENT: usize = 3;

/// What is known of the network.
#[derive(Debug, Default)]
pub(super) struct Reach {
    /// Some host answered for itself.
    honest: bool,
    failed: BTreeSet<Box<str>>,
    /// Owners by the stranger that their hosts send to.
    sent: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    held: Vec<(usize, Observation)>,
}

impl Reach {
    /// A host did not answer a request, or not as itself.
    pub(super) fn failed(&mut self, authority: &str) {
        if !self.honest && self.failed.len() < FAILED {
            self.failed.insert(authority.into());
        }
    }

    /// `row` on the host `authority` ended so. Gives what can be told now.
    pub(super) fn hear(
        &mut self,
        row: usize,
        authority: &str,
        seen: Observation,
    ) -> Vec<(usize, Observation)> {
        if self.honest {
            return vec![(row, seen)];
        }
        let end = Url::parse(&seen.last_url).ok();
        let authority_of = |url: &Url| url[Position::BeforeHost..Position::AfterPort].to_owned();
        let end = end.as_ref().map(authority_of).unwrap_or_default();
        let (owner, stranger) = (registrable(authority), registrable(&end));
        if matches!(seen.outcome, Outcome::Answered(_) | Outcome::Unchanged) {
            // 511 is what a portal answers that does not redirect (RFC 6585, section 6).
            let portal = seen.outcome == Outcome::Answered(511);
            if owner == stranger && !portal {
                self.honest = true;
            } else {
                let end = if portal { String::new() } else { end };
                self.sent.entry(end.as_str().into()).or_default().insert(owner.into());
            }
        }
        self.held.push((row, seen));
        if self.honest { std::mem::take(&mut self.held) } else { Vec::new() }
    }

    /// Should one wait with further requests until those under way have told more?
    pub(super) fn suspicion(&self) -> Option<Ended> {
        if self.honest {
            None
        } else if self.sent.values().any(|owners| owners.len() >= SENT) {
            Some(Ended::CaptivePortal)
        } else if self.failed.len() >= FAILED {
            Some(Ended::NetworkDown)
        } else {
            None
        }
    }

    /// What was held back, at the end of a run, each with whether it may say more of the network than of the address.
    pub(super) fn rest(&mut self) -> Vec<(usize, Observation, bool)> {
        let held = std::mem::take(&mut self.held).into_iter();
        held.map(|(row, seen)| {
            let proven = match seen.outcome {
                Outcome::Answered(511) => false,
                // Portals send on for now; who moves for good means it.
                Outcome::Answered(_) => seen.hops.iter().all(|hop| matches!(hop.status, 301 | 308)),
                _ => false,
            };
            (row, seen, !proven)
        })
        .collect()
    }
}
