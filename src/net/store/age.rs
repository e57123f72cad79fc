//! How long an answer holds.

use crate::base::history::{History, SKEW, Standing};
use crate::base::observation::{Observation, Outcome};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// What nobody has asked for so long is thrown away by `gc`.
pub(super) const FORGOTTEN: u64 = 90 * DAY;

/// Hosts whose addresses are made to last.
const LASTING: [&str; 3] =
    ["https://doi.org/", "https://web.archive.org/web/", "https://hdl.handle.net/"];

/// Is an observation worth keeping? Not when it says nothing of the address, and not when the server said when to come
/// back: a limit must not be kept (RFC 6585, section 4), and the next run is to ask.
pub(super) fn is_kept(seen: &Observation) -> bool {
    !matches!(
        seen.outcome,
        Outcome::Answered(429 | 503) | Outcome::NotAsked(_) | Outcome::NotAllowed(_)
    )
}

/// When the latest answer of `history` is to be asked for again. The same for everybody who has this answer, and up to a fifth
/// earlier or later than for other addresses, so that what was asked together does not expire together.
pub(super) fn expires(history: &History, url: &str, key: &[u8; 16]) -> u64 {
    let again = |first| match history.strikes {
        0 | 1 => first,
        2 => HOUR,
        3 => 6 * HOUR,
        _ => DAY,
    };
    let seen = &history.latest;
    let seconds = match (seen.standing(), &seen.outcome) {
        (Standing::Good, _) if lasts(url) => 30 * DAY,
        (Standing::Good, _) => 7 * DAY,
        (Standing::Dead, _) => again(15 * MINUTE),
        (_, Outcome::Answered(401..=403 | 407 | 451 | 999)) => DAY,
        _ if seen.wall.is_some() => DAY,
        _ => again(10 * MINUTE),
    };
    let mut hasher = blake3::Hasher::new();
    hasher.update(key).update(&seen.at.to_le_bytes());
    let chance = hasher.finalize();
    let chance = u64::from(u16::from_le_bytes([chance.as_bytes()[0], chance.as_bytes()[1]]));
    let fifth = seconds / 5;
    seen.at.saturating_add(seconds - fifth).saturating_add(2 * fifth * chance / u64::from(u16::MAX))
}

/// Is `url` made to last: by its host, or because it names a version of a file in a repository and no branch?
fn lasts(url: &str) -> bool {
    let of_version = || {
        let (_, path) = url.strip_prefix("https://github.com/")?.split_once('/')?;
        let (kind, rest) = path.split_once('/')?.1.split_once('/')?;
        let version = rest.split('/').next()?;
        let commit = version.len() == 40 && version.bytes().all(|digit| digit.is_ascii_hexdigit());
        let tag = version.strip_prefix('v').unwrap_or(version);
        let tag = tag.contains('.') && tag.bytes().all(|c| c.is_ascii_digit() || c == b'.');
        Some(matches!(kind, "blob" | "tree" | "raw") && (commit || tag))
    };
    LASTING.iter().any(|lasting| url.starts_with(lasting)) || of_version() == Some(true)
}

/// Does what expires then still hold now? Not when it was seen in the future.
pub(super) fn holds(seen_at: u64, expires: u64, now: u64) -> bool {
    seen_at <= now.saturating_add(SKEW) && now < expires
}

#[cfg(test)]
mod tests {
    use super::*;

    fn age(status: u16, strikes: u32, url: &str) -> u64 {
        let seen = Observation::new(url, Outcome::Answered(status), 1000);
        let history = History { strikes, ..History::from(seen) };
        expires(&history, url, &[7; 16]) - 1000
    }

    #[test]
    fn ages_follow_the_outcome_within_a_fifth() {
        for (status, strikes, wanted) in [
            (200, 0, 7 * DAY),
            (404, 1, 15 * MINUTE),
            (404, 2, HOUR),
            (410, 3, 6 * HOUR),
            (410, 9, DAY),
            (403, 1, DAY),
            (999, 4, DAY),
            (500, 1, 10 * MINUTE),
            (500, 7, DAY),
        ] {
            let age = age(status, strikes, "https://a.org/");
            assert!((wanted * 8 / 10..=wanted * 12 / 10).contains(&age), "{status}: {age}");
        }
        for url in [
            "https://doi.org/10.1/x",
            "https://github.com/a/b/blob/v1.2.3/x.md",
            "https://github.com/a/b/tree/0.9",
            "https://github.com/a/b/blob/59807616e1fa2540724bfbac14d7976d7e4a3860/x.rs",
        ] {
            assert!(age(200, 0, url) >= 24 * DAY, "{url}");
        }
        for url in [
            "https://github.com/a/b/blob/main/v1.2.3/x.md",
            "https://github.com/a/b/tree/v2",
            "https://github.com/a/b/issues/1.2",
            "https://github.com/a/b",
        ] {
            assert!(age(200, 0, url) <= 9 * DAY, "{url}: a branch moves on");
        }
    }

    #[test]
    fn answers_of_one_moment_expire_at_many() {
        let seen = Observation::new("https://a.org/", Outcome::Answered(200), 1000);
        let history = History::from(seen);
        let ends: std::collections::BTreeSet<u64> =
            (0..100).map(|n| expires(&history, "https://a.org/", &[n; 16])).collect();
        assert!(ends.len() > 90);
        assert!(ends.last().unwrap() - ends.first().unwrap() > 2 * DAY);
    }

    #[test]
    fn s34_no_clock_makes_an_answer_last_forever() {
        assert!(holds(1000, 2000, 1500) && !holds(1000, 2000, 2000));
        assert!(!holds(u64::MAX, u64::MAX, 1500) && !holds(0, 0, 1500));
        assert!(holds(1000, 2000, 800), "a clock may be off by minutes");
    }
}
