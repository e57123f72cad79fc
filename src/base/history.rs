//! What several observations of one address say together.
//!
//! One failure may be an outage; a page that worked and now fails twice, a day apart, is gone. That needs three moments and
//! no more: the last good answer, the first failure after it, and the latest answer.

use super::observation::{Observation, Outcome, PageFacts};

/// Clocks of machines that share answers may differ by this many seconds; what lies further in the future was not observed.
pub const SKEW: u64 = 300;

/// Ids that a page had once are remembered up to this many.
const MOST_LOST: usize = 500;

/// What an outcome says of the address, whatever anyone's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It answered as it should.
    Good,
    /// It is gone for everybody.
    Dead,
    /// Nothing: a wall, a limit, an outage.
    Unclear,
}

impl Observation {
    /// What this says of the address.
    pub fn standing(&self) -> Standing {
        match self.outcome {
            _ if self.wall.is_some() => Standing::Unclear,
            Outcome::Answered(200..=299) | Outcome::Unchanged => Standing::Good,
            Outcome::Answered(404 | 410) | Outcome::NoSuchHost | Outcome::Tls(_) => Standing::Dead,
            _ => Standing::Unclear,
        }
    }
}

/// All that is known of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// What was seen last.
    pub latest: Observation,
    /// When it was good last, in seconds since 1970.
    pub last_good: Option<u64>,
    /// When it was first seen dead after that.
    pub first_failure: Option<u64>,
    /// How often it failed in a row.
    pub strikes: u32,
    /// Ids that its page had, each with the moment when it was first seen without.
    pub lost: Box<[(Box<str>, u64)]>,
}

impl From<Observation> for History {
    fn from(latest: Observation) -> Self {
        let (at, standing) = (latest.at, latest.standing());
        Self {
            last_good: (standing == Standing::Good).then_some(at),
            first_failure: (standing == Standing::Dead).then_some(at),
            strikes: u32::from(standing != Standing::Good),
            lost: Box::default(),
            latest,
        }
    }
}

impl History {
    /// This history with one more observation. An older one than the latest changes nothing; what claims to be from the
    /// future does not count.
    #[must_use]
    pub fn then(self, mut seen: Observation) -> Self {
        let possible = |at: &u64| *at <= seen.at.saturating_add(SKEW);
        if !possible(&self.latest.at) {
            return Self::from(resolved(seen, None));
        }
        if self.latest.at > seen.at {
            return self;
        }
        let last_good = self.last_good.filter(possible);
        let first_failure = self.first_failure.filter(possible);
        let (at, lost) = (seen.at, lost(&self, &seen));
        seen = resolved(seen, Some(self.latest));
        match seen.standing() {
            Standing::Good => Self { lost, ..Self::from(seen) },
            standing => Self {
                last_good,
                first_failure: match standing {
                    Standing::Dead => first_failure.or(Some(at)),
                    _ => first_failure,
                },
                strikes: self.strikes.saturating_add(1),
                lost,
                latest: seen,
            },
        }
    }
}

/// `seen` with what "unchanged" refers to.
fn resolved(mut seen: Observation, earlier: Option<Observation>) -> Observation {
    if seen.outcome != Outcome::Unchanged {
        return seen;
    }
    seen.outcome = Outcome::Answered(200);
    if let Some(earlier) = earlier.filter(|earlier| earlier.standing() == Standing::Good) {
        seen.outcome = earlier.outcome;
        seen.page = earlier.page;
        if seen.validators.is_empty() {
            seen.validators = earlier.validators;
        }
    }
    seen
}

/// Which ids are gone once `seen` is the latest.
fn lost(before: &History, seen: &Observation) -> Box<[(Box<str>, u64)]> {
    let Some(page) = seen.page.as_ref().filter(|page| page.complete) else {
        return before.lost.clone();
    };
    let gone = |id: &str| !page.has(id);
    let earlier = before.lost.iter().filter(|(id, _)| gone(id)).cloned();
    let known = before.latest.page.as_deref().map_or(&[][..], |page: &PageFacts| &page.ids);
    let new = known.iter().filter(|id| gone(id)).map(|id| (id.clone(), seen.at));
    let mut lost: Vec<(Box<str>, u64)> = earlier.chain(new).collect();
    lost.sort();
    lost.dedup_by(|later, first| later.0 == first.0);
    lost.truncate(MOST_LOST);
    lost.into()
}

/// The day of `at`, which is in seconds since 1970: `2026-11-24`.
pub fn date(at: u64) -> String {
    // The day is counted from 1 March of year 0, so that leap days end their year: 400 years have 146,097 days.
    let days = at / 86_400 + 719_468;
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + 400 * era, if month < 10 { month + 3 } else { month - 9 });
    format!("{:04}-{month:02}-{day:02}", year + u64::from(month <= 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: u64 = 86_400;

    fn seen(outcome: Outcome, at: u64) -> Observation {
        Observation::new("https://a.org/", outcome, at)
    }

    fn after(outcomes: &[(u16, u64)]) -> History {
        let mut all = outcomes.iter().map(|&(status, at)| seen(Outcome::Answered(status), at));
        let first = History::from(all.next().unwrap());
        all.fold(first, History::then)
    }

    #[test]
    fn the_first_failure_after_the_last_good_answer_is_kept() {
        let history = after(&[(200, 10), (404, 20), (404, 20 + DAY)]);
        assert_eq!((history.last_good, history.first_failure), (Some(10), Some(20)));
        assert_eq!((history.strikes, history.latest.at), (2, 20 + DAY));
        let history = after(&[(200, 10), (404, 20), (200, 30), (410, 40)]);
        assert_eq!((history.last_good, history.first_failure), (Some(30), Some(40)));
        // An outage between two failures proves nothing.
        let history = after(&[(200, 10), (404, 20), (500, 30), (404, 40)]);
        assert_eq!((history.last_good, history.first_failure), (Some(10), Some(20)));
    }

    #[test]
    fn days_have_names() {
        for (at, day) in [
            (0, "1970-01-01"),
            (951_782_399, "2000-02-28"),
            (951_782_400, "2000-02-29"),
            (1_795_512_420, "2026-11-24"),
            (4_107_542_400, "2100-03-01"),
        ] {
            assert_eq!(date(at), day);
        }
    }

    #[test]
    fn what_is_older_or_from_the_future_changes_nothing() {
        let history = after(&[(200, 100)]).then(seen(Outcome::Answered(404), 50));
        assert_eq!(history, after(&[(200, 100)]));
        let history = after(&[(200, u64::MAX)]).then(seen(Outcome::Answered(404), 50));
        assert_eq!(history, after(&[(404, 50)]));
        let mut forged = after(&[(404, 40)]);
        forged.last_good = Some(50 + 10 * DAY);
        assert_eq!(forged.then(seen(Outcome::Answered(404), 50)).last_good, None);
    }

    #[test]
    fn unchanged_is_as_good_as_the_page_that_it_speaks_of() {
        let page = PageFacts { ids: vec!["x".into()], complete: true, ..PageFacts::default() };
        let first = Observation { page: Some(Box::new(page)), ..seen(Outcome::Answered(203), 10) };
        let history = History::from(first).then(seen(Outcome::Unchanged, 20));
        assert_eq!((history.latest.at, history.last_good), (20, Some(20)));
        assert_eq!(history.latest.outcome, Outcome::Answered(203));
        assert!(history.latest.page.is_some_and(|page| page.has("x")));
    }

    #[test]
    fn an_id_that_vanishes_is_remembered_until_it_is_back() {
        let with = |ids: &[&str], at| {
            let ids = ids.iter().map(|&id| id.into()).collect();
            let page = PageFacts { ids, complete: true, ..PageFacts::default() };
            Observation { page: Some(Box::new(page)), ..seen(Outcome::Answered(200), at) }
        };
        let history = History::from(with(&["a", "b"], 10)).then(with(&["a"], 20));
        assert_eq!(*history.lost, [("b".into(), 20)]);
        let history = history.then(with(&[], 30));
        assert_eq!(*history.lost, [("a".into(), 30), ("b".into(), 20)]);
        assert_eq!(*history.then(with(&["b"], 40)).lost, [("a".into(), 30)]);
    }
}
