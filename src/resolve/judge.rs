//! From what was seen of an external address to what is said about a link to it.
//!
//! A pure function of the history of the address, the settings of the page, and whether the change under review adds the link.
//! Only what no reader can reach is broken: a wall against robots, a limit or an outage says nothing of the page.

use http::StatusCode;

use super::accept::Accept;
use super::anchor;
pub use super::landing::Move;
use super::landing::{is_login, moved, soft_404};
use crate::base::history::{History, Standing, date};
use crate::base::observation::{Outcome, WhyNot};
use crate::base::url::UrlKey;

/// What one page wants of external links.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Statuses that are fine besides success.
    pub accept: Vec<Accept>,
    /// Does every failure count at once?
    pub strict: bool,
}

/// A link, as far as a verdict depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The address that was asked.
    pub url: &'a UrlKey,
    /// The fragment, as the link writes it.
    pub fragment: Option<&'a str>,
    /// Does the change under review add it?
    pub new: bool,
}

/// What is said about an external link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It works.
    Fine,
    /// It works, but has moved for good.
    Moved(Move),
    /// It does not work for anybody, and this is why.
    Broken(String),
    /// The page works and has no such anchor; these may have been meant.
    NoAnchor(String, Vec<String>),
    /// Nobody can say from here: the kind, one word, and the reason.
    Unverified(&'static str, String),
}

/// A page that worked and fails counts when it still fails so many seconds later.
const PATIENCE: u64 = 86_400;

/// Judge one link.
pub fn judge(history: &History, link: Asked<'_>, policy: &Policy) -> Verdict {
    let seen = &history.latest;
    let accepted = |status| {
        let urls = || [link.url.as_str(), &seen.last_url];
        policy.accept.iter().any(|rule| rule.takes(status, urls()))
    };
    if matches!(seen.outcome, Outcome::Answered(status) if accepted(status)) {
        return Verdict::Fine;
    }
    let since = history.first_failure.unwrap_or(seen.at);
    match seen.standing() {
        Standing::Good => good(history, link, policy),
        Standing::Dead if counts(history.last_good.is_some(), since, seen.at, link, policy) => {
            Verdict::Broken(why(&seen.outcome))
        }
        Standing::Dead => unconfirmed(&why(&seen.outcome), since),
        Standing::Unclear => unclear(history),
    }
}

/// Does a failure that was first seen at `since` count? At once where nothing good is known, and for a new link.
fn counts(old: bool, since: u64, at: u64, link: Asked<'_>, policy: &Policy) -> bool {
    !old || link.new || policy.strict || at.saturating_sub(since) >= PATIENCE
}

fn unconfirmed(why: &str, since: u64) -> Verdict {
    let since = date(since);
    let why =
        format!("{why} since {since}; it worked before, and counts once it has failed for a day");
    Verdict::Unverified("unconfirmed", why)
}

fn good(history: &History, link: Asked<'_>, policy: &Policy) -> Verdict {
    let seen = &history.latest;
    if let Some(why) = soft_404(seen, link.url) {
        return Verdict::Unverified("soft-404", why);
    }
    if !seen.hops.is_empty() && is_login(&seen.last_url) && !is_login(link.url.as_str()) {
        return Verdict::Unverified("blocked", "the server asks its readers to log in".to_owned());
    }
    let id = link.fragment.and_then(|fragment| anchor::wanted(link.url, fragment));
    if let Some((id, page)) = id.as_deref().zip(seen.page.as_ref())
        && !anchor::has(page, id)
    {
        let unverified = |why: String| Verdict::Unverified("anchor", why);
        if page.script_built {
            return unverified(format!("a script builds the page, so `#{id}` may be there"));
        }
        if page.complete {
            let why = format!("the page has no anchor `{id}`");
            let lost = history.lost.iter().find(|(lost, _)| **lost == *id);
            let (old, since) = (lost.is_some(), lost.map_or(seen.at, |(_, since)| *since));
            return if counts(old, since, seen.at, link, policy) {
                Verdict::NoAnchor(id.to_owned(), anchor::similar(page, id))
            } else {
                unconfirmed(&why, since)
            };
        }
        // A PDF, an image, an empty body; or one that is cut off before the first.
        let why = if page.ids.is_empty() {
            "no anchor could be read from what the server sends"
        } else {
            "the page was not read to its end"
        };
        return unverified(format!("{why}, so `#{id}` may be there"));
    }
    moved(seen, link.url, link.fragment).map_or(Verdict::Fine, Verdict::Moved)
}

fn unclear(history: &History) -> Verdict {
    let seen = &history.latest;
    let kind = match &seen.outcome {
        Outcome::NotAsked(WhyNot::Limited { .. }) | Outcome::Answered(429) => "limited",
        Outcome::NotAllowed(_) | Outcome::NotAsked(_) => "not-checked",
        _ if seen.wall.is_some() => "blocked",
        Outcome::Answered(401..=403 | 407 | 451 | 999) => "blocked",
        Outcome::TimedOut => "timed-out",
        _ => "unavailable",
    };
    let mut why = match seen.wall {
        Some(wall) => format!("{} lets no robots in: {}", wall.name(), why(&seen.outcome)),
        None => why(&seen.outcome),
    };
    if let Some(good) = history.last_good.filter(|good| *good != seen.at) {
        why = format!("{why}; it worked on {}", date(good));
    }
    Verdict::Unverified(kind, why)
}

/// How the last request ended, in words.
fn why(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Answered(status @ (401..=403 | 407 | 451 | 999)) => {
            let what = match status {
                401 => "the server asks its readers to log in",
                402 => "the server wants to be paid",
                407 => "a proxy on the way wants to know who asks",
                451 => "the server may not show it here",
                _ => "the server refuses robots",
            };
            format!("{what}: {}", name(*status))
        }
        Outcome::Answered(429) => "the server limits requests: 429 Too Many Requests".to_owned(),
        Outcome::Answered(status) => format!("the server answers {}", name(*status)),
        Outcome::Unchanged => "nothing has changed".to_owned(),
        Outcome::NoSuchHost => "there is no such host".to_owned(),
        Outcome::Tls(why) => format!("its certificate is not valid: {why}"),
        Outcome::TimedOut => "no answer in time".to_owned(),
        Outcome::NoConnection(why) => format!("no connection: {why}"),
        Outcome::BadRedirect(why) | Outcome::NotAllowed(why) => why.clone(),
        Outcome::NotAsked(why) => not_asked(*why),
    }
}

fn not_asked(why: WhyNot) -> String {
    match why {
        WhyNot::Interrupted => "the run was interrupted before its turn".to_owned(),
        WhyNot::Deadline => "the time for the run was over before its turn".to_owned(),
        WhyNot::NetworkDown => "the network looks down".to_owned(),
        WhyNot::CaptivePortal => "somebody has to log in to this network".to_owned(),
        WhyNot::Intercepted => "no host has a certificate that holds here".to_owned(),
        WhyNot::Limited { seconds } if seconds > 180 => {
            format!("the host wants no requests for {} minutes", seconds.div_ceil(60))
        }
        WhyNot::Limited { seconds } => format!("the host wants no requests for {seconds} seconds"),
        WhyNot::Unreachable => "the host did not answer several times in a row".to_owned(),
        WhyNot::PeopleOnly => "the host lets nobody but people in".to_owned(),
        WhyNot::Skipped => "the configuration says `skip = true` of its host".to_owned(),
        WhyNot::Bug => "guidepost stopped at it by a bug of its own".to_owned(),
    }
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
    use crate::base::observation::{Hop, Observation, PageFacts, Wall};

    const DAY: u64 = 86_400;
    const NOW: u64 = 1_800_000_000;

    fn answered(url: &str, hops: &[(u16, &str)], status: u16) -> Observation {
        let mut ways = hops.iter().map(|&(status, url)| Hop { url: url.to_owned(), status });
        let hops = ways.by_ref().collect();
        Observation { hops, ..Observation::new(url, Outcome::Answered(status), NOW) }
    }

    fn verdict(seen: Observation, asked: &str, fragment: Option<&str>, new: bool) -> Verdict {
        let url = UrlKey::new(asked).unwrap();
        judge(&seen.into(), Asked { url: &url, fragment, new }, &Policy::default())
    }

    fn plain(outcome: Outcome) -> Verdict {
        verdict(Observation::new("https://a.org/x", outcome, NOW), "https://a.org/x", None, false)
    }

    fn kind(verdict: &Verdict) -> &str {
        match verdict {
            Verdict::Fine => "fine",
            Verdict::Moved(Move { certain: true, .. }) => "moved",
            Verdict::Moved(_) => "moved?",
            Verdict::Broken(_) => "broken",
            Verdict::NoAnchor(..) => "no-anchor",
            Verdict::Unverified(kind, _) => kind,
        }
    }

    #[test]
    fn only_what_no_reader_can_reach_is_broken() {
        for (outcome, wanted) in [
            (Outcome::Answered(204), "fine"),
            (Outcome::Answered(404), "broken"),
            (Outcome::Answered(410), "broken"),
            (Outcome::NoSuchHost, "broken"),
            (Outcome::Tls("expired".to_owned()), "broken"),
            (Outcome::Answered(401), "blocked"),
            (Outcome::Answered(403), "blocked"),
            (Outcome::Answered(407), "blocked"),
            (Outcome::Answered(451), "blocked"),
            (Outcome::Answered(999), "blocked"),
            (Outcome::Answered(429), "limited"),
            (Outcome::Answered(400), "unavailable"),
            (Outcome::Answered(500), "unavailable"),
            (Outcome::Answered(503), "unavailable"),
            (Outcome::NoConnection("reset".to_owned()), "unavailable"),
            (Outcome::BadRedirect("circle".to_owned()), "unavailable"),
            (Outcome::TimedOut, "timed-out"),
            (Outcome::NotAllowed("private".to_owned()), "not-checked"),
            (Outcome::NotAsked(WhyNot::Deadline), "not-checked"),
        ] {
            assert_eq!(kind(&plain(outcome.clone())), wanted, "{outcome:?}");
        }
        let limited = plain(Outcome::NotAsked(WhyNot::Limited { seconds: 3600 }));
        let why = "the host wants no requests for 60 minutes".to_owned();
        assert_eq!(limited, Verdict::Unverified("limited", why));
        let wall =
            Observation { wall: Some(Wall::Cloudflare), ..answered("https://a.org/x", &[], 404) };
        assert_eq!(kind(&verdict(wall, "https://a.org/x", None, false)), "blocked");
    }

    #[test]
    fn a_page_that_worked_is_broken_once_it_has_failed_for_a_day() {
        let url = UrlKey::new("https://a.org/x").unwrap();
        let after = |statuses: &[(u16, u64)], new, strict| {
            let seen = |&(status, at): &(u16, u64)| {
                Observation::new(url.as_str(), Outcome::Answered(status), at)
            };
            let mut all = statuses.iter().map(seen);
            let first = History::from(all.next().unwrap());
            let history = all.fold(first, History::then);
            let policy = Policy { strict, ..Policy::default() };
            kind(&judge(&history, Asked { url: &url, fragment: None, new }, &policy)).to_owned()
        };
        assert_eq!(after(&[(404, NOW)], false, false), "broken", "nobody ever saw it work");
        let fails = [(200, NOW), (404, NOW + DAY)];
        assert_eq!(after(&fails, false, false), "unconfirmed");
        assert_eq!(after(&fails, true, false), "broken", "the change adds it");
        assert_eq!(after(&fails, false, true), "broken", "--strict-external");
        let later = |more| [(200, NOW), (404, NOW + DAY), (404, NOW + DAY + more)];
        assert_eq!(after(&later(DAY - 1), false, false), "unconfirmed");
        assert_eq!(after(&later(DAY), false, false), "broken");
        let outage = [(200, NOW), (404, NOW + DAY), (500, NOW + 3 * DAY)];
        assert_eq!(after(&outage, false, false), "unavailable");
    }

    #[test]
    fn what_somebody_accepts_is_fine() {
        let url = UrlKey::new("https://a.org/x").unwrap();
        let policy =
            Policy { accept: vec!["403 on https://a.org/".parse().unwrap()], strict: false };
        let asked = Asked { url: &url, fragment: None, new: false };
        let judged = |status| judge(&answered(url.as_str(), &[], status).into(), asked, &policy);
        assert_eq!(
            (kind(&judged(403)), kind(&judged(404)), kind(&judged(200))),
            ("fine", "broken", "fine")
        );
    }

    #[test]
    fn a_move_is_told_when_it_is_for_good_and_certain_when_nothing_is_lost() {
        let to = |from: &str, status, to: &str, fragment| {
            let seen = answered(to, &[(status, from)], 200);
            kind(&verdict(seen, from, fragment, false)).to_owned()
        };
        assert_eq!(to("https://a.org/x", 301, "https://b.org/y", None), "moved");
        assert_eq!(to("https://a.org/x", 308, "https://a.org/y", None), "moved");
        for status in [302, 303, 307] {
            assert_eq!(to("https://a.org/x", status, "https://a.org/y", None), "fine", "{status}");
        }
        assert_eq!(to("http://a.org/x", 302, "https://a.org/x", None), "moved", "only the scheme");
        assert_eq!(to("https://a.org/x", 301, "https://a.org/", None), "soft-404");
        assert_eq!(to("https://a.org/x", 302, "https://a.org/404.html", None), "soft-404");
        assert_eq!(to("https://a.org/index.html", 301, "https://a.org/", None), "moved");
        assert_eq!(to("https://docs.a.org/x", 301, "https://b.org/", None), "moved?");
        assert_eq!(to("https://a.org/docs/x", 301, "https://a.org/docs/", None), "moved?");
        assert_eq!(to("https://a.org/docs", 301, "https://a.org/docs/", None), "moved");
        assert_eq!(to("https://a.org/x", 301, "https://a.org/login?next=x", None), "blocked");
        assert_eq!(to("https://a.org/x", 301, "https://b.org/y?token=1", None), "moved?");
        assert_eq!(to("https://a.org/x", 301, "https://b.org/y#z", Some("p")), "moved?");
        let mixed =
            answered("https://c.org/", &[(301, "https://a.org/"), (302, "https://b.org/")], 200);
        assert_eq!(kind(&verdict(mixed, "https://a.org/", None, false)), "fine");
    }

    #[test]
    fn fragments_are_looked_for_where_a_page_was_read() {
        let on = |ids: &[&str], complete, script_built, fragment| {
            let ids = ids.iter().map(|&id| id.into()).collect();
            let page = PageFacts { ids, complete, script_built, title: None };
            let seen =
                Observation { page: Some(Box::new(page)), ..answered("https://a.org/x", &[], 200) };
            verdict(seen, "https://a.org/x", Some(fragment), false)
        };
        assert_eq!(kind(&on(&["a"], true, false, "a")), "fine");
        assert_eq!(
            on(&["part"], true, false, "prt"),
            Verdict::NoAnchor("prt".to_owned(), vec!["part".to_owned()])
        );
        assert_eq!(kind(&on(&["user-content-a"], true, false, "a")), "fine");
        assert_eq!(kind(&on(&["b"], true, true, "a")), "anchor");
        assert_eq!(kind(&on(&["b"], false, false, "a")), "anchor");
        assert_eq!(
            kind(&on(&[], false, false, "a")),
            "anchor",
            "a PDF has none that are looked at"
        );
        assert_eq!(kind(&on(&[], false, false, "page=3")), "fine", "its reader knows");
        assert_eq!(kind(&on(&["b"], true, false, ":~:text=a")), "fine");
        let unread = answered("https://a.org/x", &[], 200);
        assert_eq!(kind(&verdict(unread, "https://a.org/x", Some("a"), false)), "fine");
    }

    #[test]
    fn an_anchor_that_was_there_is_missed_for_a_day_first() {
        let url = UrlKey::new("https://a.org/x").unwrap();
        let with = |ids: &[&str], at| {
            let ids = ids.iter().map(|&id| id.into()).collect();
            let page = PageFacts { ids, complete: true, ..PageFacts::default() };
            Observation { page: Some(Box::new(page)), at, ..answered(url.as_str(), &[], 200) }
        };
        let judged = |history: &History| {
            let asked = Asked { url: &url, fragment: Some("a"), new: false };
            kind(&judge(history, asked, &Policy::default())).to_owned()
        };
        let history = History::from(with(&["a"], NOW)).then(with(&["b"], NOW + 9));
        assert_eq!(judged(&history), "unconfirmed");
        assert_eq!(judged(&history.then(with(&["b"], NOW + 9 + DAY))), "no-anchor");
    }

    #[test]
    fn a_page_that_says_it_is_not_there_is_no_page() {
        for (title, wanted) in [
            ("404", "soft-404"),
            ("Page not found | Example", "soft-404"),
            ("Not Found", "soft-404"),
            ("Error 404 - Example", "soft-404"),
            ("How to fix 404 errors", "fine"),
        ] {
            let page = PageFacts { title: Some(title.into()), ..PageFacts::default() };
            let seen =
                Observation { page: Some(Box::new(page)), ..answered("https://a.org/x", &[], 200) };
            let judged = verdict(seen.clone(), "https://a.org/x", None, false);
            assert_eq!(kind(&judged), wanted, "{title}");
            let about = verdict(seen, "https://a.org/Status/404", None, false);
            assert_eq!(kind(&about), "fine", "{title}: a page about it");
        }
        for (to, wanted) in [
            ("https://a.org/errors/404.aspx", "soft-404"),
            ("https://a.org/Page_Not_Found.php", "soft-404"),
            ("https://a.org/api/", "fine"),
            ("https://a.org/404-things", "fine"),
        ] {
            let seen = answered(to, &[(302, "https://a.org/x")], 200);
            assert_eq!(kind(&verdict(seen, "https://a.org/x", None, false)), wanted, "{to}");
        }
    }
}
