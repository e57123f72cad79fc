//! How much is asked at once, how fast, and for how long.

use std::time::Duration;

use super::pace::HostLimits;
use crate::base::observation::WhyNot;

/// What a run keeps to.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Requests in flight.
    pub total: usize,
    /// Requests in flight to the hosts of one owner: `docs.example.com` and `www.example.com` together.
    pub per_domain: usize,
    /// For hosts that no rule names.
    pub host: HostLimits,
    /// Rules for hosts beyond the built-in ones; later ones win.
    pub rules: Vec<HostRule>,
    /// Times that one address is asked again after it failed.
    pub max_retries: u8,
    /// How long one request may take.
    pub patience: Patience,
    /// For everything. What has not been asked by then is not asked.
    pub deadline: Option<Duration>,
    /// Retries come after any part of their wait, by chance, so that those who failed together do not come back together.
    /// The chance is made from this number; without one each waits in full.
    pub chance: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            total: 64,
            per_domain: 8,
            host: HostLimits::default(),
            rules: Vec::new(),
            max_retries: 2,
            patience: Patience::default(),
            deadline: None,
            chance: None,
        }
    }
}

/// How long one waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the headers of an answer.
    pub headers: Duration,
    /// For a whole answer.
    pub answer: Duration,
    /// For one address with all its redirects and retries, but without the time that it waits for its turn.
    pub url: Duration,
}

impl Patience {
    /// All of it in proportion to how long one answer may take.
    pub fn of(answer: Duration) -> Self {
        Self { connect: answer / 3, headers: answer * 2 / 3, answer, url: answer * 2 }
    }

    /// For an answer of a host that has answered before: as long as for others where that is short, for it may take as long
    /// again.
    pub(super) fn again(self) -> Duration {
        self.connect.max(self.answer.min(Duration::from_secs(10)))
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self::of(Duration::from_secs(30))
    }
}

/// What holds for some hosts.
#[derive(Debug, Clone)]
pub struct HostRule {
    /// `example.com`, `*.example.com` for all below it and itself, `*` for all; at every port, or at one as in
    /// `example.com:8443`.
    pub host: Box<str>,
    /// What they are asked at most; `None` when they are not asked at all.
    pub limits: Option<HostLimits>,
    /// May the rule ask for more than would hold without it? A repository's must not.
    pub may_raise: bool,
}

impl HostRule {
    fn holds_for(&self, authority: &str) -> bool {
        matches(&self.host, authority)
    }
}

fn matches(pattern: &str, authority: &str) -> bool {
    let (pattern, wanted) = name_and_port(pattern);
    let (host, port) = name_and_port(authority);
    // The usual ports are not written in an authority.
    if wanted.is_some() && wanted.filter(|port| !["80", "443"].contains(port)) != port {
        return false;
    }
    match pattern.strip_prefix("*.") {
        None => pattern == "*" || pattern.eq_ignore_ascii_case(host),
        Some(domain) => {
            host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }
    }
}

/// The two parts of `example.com:8443` or `[2001:db8::1]:8443`.
fn name_and_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (authority, None),
    }
}

type Known = (&'static str, Option<(usize, f64, u32)>);

/// Hosts with wishes of their own: requests in flight, requests a second, burst. The last one answers 999 to all but browsers.
const KNOWN: [Known; 9] = [
    ("github.com", Some((2, 2.0, 8))),
    // <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api>: 15 points a second.
    ("api.github.com", Some((4, 10.0, 20))),
    ("*.wikipedia.org", Some((2, 2.0, 4))),
    // <https://crates.io/data-access>: one request a second.
    ("crates.io", Some((1, 1.0, 1))),
    ("*.npmjs.com", Some((1, 1.0, 4))),
    ("*.gnu.org", Some((1, 1.0, 2))),
    ("*.kernel.org", Some((1, 1.0, 2))),
    ("*.sourceforge.net", Some((1, 1.0, 4))),
    ("*.linkedin.com", None),
];

impl Limits {
    /// What the host is asked at most, or why it is not asked.
    pub(super) fn of(&self, authority: &str) -> Result<HostLimits, WhyNot> {
        let known = KNOWN.iter().find(|(pattern, _)| matches(pattern, authority));
        let mut limits = known.map_or(Ok(self.host), |(_, limits)| {
            let limits = limits.ok_or(WhyNot::PeopleOnly);
            limits.map(|(in_flight, per_second, burst)| HostLimits { in_flight, per_second, burst })
        });
        for rule in self.rules.iter().filter(|rule| rule.holds_for(authority)) {
            limits = match (rule.limits, limits) {
                (None, _) => Err(WhyNot::Skipped),
                (Some(wanted), _) if rule.may_raise => Ok(wanted),
                (Some(wanted), Ok(before)) => Ok(wanted.slower(before)),
                (Some(_), Err(why)) => Err(why),
            };
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_can_only_make_a_host_slower() {
        let limits = |in_flight, per_second, burst| Ok(HostLimits { in_flight, per_second, burst });
        let rule = |host: &str, may_raise| {
            let (host, limits) = (host.into(), limits(50, 0.5, 50).ok());
            vec![HostRule { host, limits, may_raise }]
        };
        let of = |rules, host| Limits { rules, ..Limits::default() }.of(host);
        let usual = Ok(HostLimits::default());
        assert_eq!(of(vec![], "a.org"), usual);
        assert_eq!(of(rule("a.org", false), "a.org"), limits(2, 0.5, 8));
        assert_eq!(of(rule("a.org", true), "a.org"), limits(50, 0.5, 50));
        assert_eq!(of(rule("*.a.org", true), "b.a.org"), limits(50, 0.5, 50));
        assert_eq!(of(rule("*.a.org", true), "ba.org"), usual);
        let people = Err(WhyNot::PeopleOnly);
        assert_eq!(of(vec![], "www.linkedin.com"), people);
        assert_eq!(of(rule("*.linkedin.com", false), "www.linkedin.com"), people);
        assert_eq!(of(rule("*.linkedin.com", true), "www.linkedin.com"), limits(50, 0.5, 50));
        let skip = |host: &str| vec![HostRule { limits: None, ..rule(host, false).remove(0) }];
        assert_eq!(of(skip("*"), "a.org"), Err(WhyNot::Skipped));
        assert_eq!(of(skip("*.linkedin.com"), "www.linkedin.com"), Err(WhyNot::Skipped));
    }

    #[test]
    fn a_host_without_a_port_is_meant_at_all_of_them() {
        for (pattern, authority, wanted) in [
            ("a.org", "a.org", true),
            ("a.org", "a.org:8443", true),
            ("a.org", "b.a.org:8443", false),
            ("a.org:8443", "a.org:8443", true),
            ("a.org:8443", "a.org", false),
            ("a.org:8443", "a.org:9443", false),
            ("a.org:443", "a.org", true),
            ("a.org:443", "a.org:8443", false),
            ("*.a.org", "b.a.org:8443", true),
            ("*.a.org", "a.org:8443", true),
            ("*.a.org", "ba.org:8443", false),
            ("*.a.org:8443", "b.a.org:8443", true),
            ("*.a.org:8443", "b.a.org", false),
            ("*", "a.org:8443", true),
            ("[::1]", "[::1]:8443", true),
            ("[::1]", "[::1]", true),
            ("[::1]:8443", "[::1]", false),
            ("[::1]:8443", "[::1]:8443", true),
        ] {
            assert_eq!(matches(pattern, authority), wanted, "{pattern} {authority}");
        }
    }
}
