//! From what was seen of an external address to what is said about it.

use http::StatusCode;

use crate::base::observation::{Observation, Outcome, WhyNot};

/// What is said about an external link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Fine,
    /// It works, but has moved for good to this address.
    Moved(String),
    /// It does not work for anybody, and this is why.
    Broken(String),
    /// Nobody can say from here: the kind, one word, and the reason.
    Unverified(&'static str, String),
}

/// Judge an observation. Only what is broken for every reader is [`Verdict::Broken`]: a wall against
/// robots, a limit or an outage says nothing of the page.
pub fn judge(seen: &Observation) -> Verdict {
    let unverified = |kind, why: &str| Verdict::Unverified(kind, why.to_owned());
    match &seen.outcome {
        Outcome::Answered(200..=299) => moved(seen).map_or(Verdict::Fine, Verdict::Moved),
        Outcome::Answered(status @ (404 | 410)) => {
            Verdict::Broken(format!("the server answers {}", name(*status)))
        }
        Outcome::Answered(status @ (401 | 402 | 403 | 407 | 451 | 999)) => {
            unverified("blocked", &format!("the server refuses robots: {}", name(*status)))
        }
        Outcome::Answered(429) => {
            unverified("limited", "the server limits requests: 429 Too Many Requests")
        }
        Outcome::Answered(status) => {
            unverified("unavailable", &format!("the server answers {}", name(*status)))
        }
        Outcome::NoSuchHost => Verdict::Broken("there is no such host".to_owned()),
        Outcome::Tls(why) => Verdict::Broken(format!("its certificate is not valid: {why}")),
        Outcome::TimedOut => unverified("timed-out", "no answer in time"),
        Outcome::NoConnection(why) => unverified("unavailable", &format!("no connection: {why}")),
        Outcome::BadRedirect(why) => unverified("unavailable", why),
        Outcome::NotAllowed(why) => unverified("not-checked", why),
        Outcome::Unchanged => Verdict::Fine,
        Outcome::NotAsked(why) => unverified("not-checked", &not_asked(*why)),
    }
}

fn not_asked(why: WhyNot) -> String {
    match why {
        WhyNot::Interrupted => "the run was interrupted before its turn".to_owned(),
        WhyNot::Deadline => "the time for the run was over before its turn".to_owned(),
        WhyNot::NetworkDown => "the network looks down".to_owned(),
        WhyNot::CaptivePortal => "somebody has to log in to this network".to_owned(),
        WhyNot::Limited { seconds } => format!("the host wants no requests for {seconds} s"),
        WhyNot::Skipped => "the host lets nobody but people in".to_owned(),
        WhyNot::Bug => "guidepost stopped at it by a bug of its own".to_owned(),
    }
}

/// The new address, when every redirect on the way says that it is permanent.
fn moved(seen: &Observation) -> Option<String> {
    let permanent =
        !seen.hops.is_empty() && seen.hops.iter().all(|hop| matches!(hop.status, 301 | 308));
    permanent.then(|| seen.last_url.clone())
}

/// A status with its name from the IANA registry, where it has one.
fn name(status: u16) -> String {
    let known = StatusCode::from_u16(status).ok();
    let reason = known.and_then(|status| status.canonical_reason()).unwrap_or_default();
    format!("{status} {reason}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::observation::Hop;

    fn seen(hops: &[u16], outcome: Outcome) -> Observation {
        let hops = hops.iter().map(|&status| Hop { url: "http://a/".to_owned(), status }).collect();
        Observation { hops, ..Observation::new("https://b/", outcome, 0) }
    }

    #[test]
    fn only_what_no_reader_can_reach_is_broken() {
        for status in [404, 410] {
            assert!(matches!(judge(&seen(&[], Outcome::Answered(status))), Verdict::Broken(_)));
        }
        for status in [401, 403, 429, 451, 500, 503, 999, 400] {
            assert!(
                matches!(judge(&seen(&[], Outcome::Answered(status))), Verdict::Unverified(..)),
                "{status}"
            );
        }
        assert!(matches!(judge(&seen(&[], Outcome::TimedOut)), Verdict::Unverified(..)));
        assert!(matches!(judge(&seen(&[], Outcome::NoSuchHost)), Verdict::Broken(_)));
    }

    #[test]
    fn a_move_is_told_only_when_every_hop_is_permanent() {
        let ok = || Outcome::Answered(200);
        assert_eq!(judge(&seen(&[301, 308], ok())), Verdict::Moved("https://b/".to_owned()));
        assert_eq!(judge(&seen(&[301, 302], ok())), Verdict::Fine);
        assert_eq!(judge(&seen(&[], ok())), Verdict::Fine);
    }
}
