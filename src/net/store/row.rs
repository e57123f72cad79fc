//! How an answer is written down: a line of JSON with short keys, of which most have one.
//!
//! A reader ignores keys that it does not know; the version is in the name of the file. The address itself is not written, nor
//! anything that looks like a secret.

use serde::{Deserialize, Serialize};

use crate::base::history::History;
use crate::base::observation::{Hop, Observation, Outcome, PageFacts, Validators, Wall};
use crate::base::secret::redacted;

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Facts {
    /// The status.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<u16>,
    /// What went wrong without one, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<(Failure, String)>,
    /// Redirects: status and address; none for the address itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    h: Vec<(u16, Option<String>)>,
    /// The last address, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<String>,
    /// The wall against robots.
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<String>,
    /// The `ETag`.
    #[serde(skip_serializing_if = "Option::is_none")]
    t: Option<Box<str>>,
    /// `Last-Modified`.
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<Box<str>>,
    /// Ids that are gone, with the moment.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    l: Vec<(Box<str>, u64)>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Failure {
    NoSuchHost,
    Tls,
    TimedOut,
    NoConnection,
    BadRedirect,
}

#[derive(Debug, Serialize, Deserialize)]
struct Page {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<Box<str>>,
    ids: Vec<Box<str>>,
    complete: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    script_built: bool,
}

/// One answer as columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) at: u64,
    pub(super) good: Option<u64>,
    pub(super) bad: Option<u64>,
    pub(super) strikes: u32,
    pub(super) facts: String,
    pub(super) page: Option<String>,
}

impl Row {
    /// What is written of `history`, which is that of `url`. `None` for what must not be kept.
    pub(super) fn new(url: &str, history: &History) -> Option<Self> {
        let seen = &history.latest;
        let (s, e) = match &seen.outcome {
            Outcome::Answered(status) => (Some(*status), None),
            Outcome::NoSuchHost => (None, Some((Failure::NoSuchHost, String::new()))),
            Outcome::Tls(why) => (None, Some((Failure::Tls, why.clone()))),
            Outcome::TimedOut => (None, Some((Failure::TimedOut, String::new()))),
            Outcome::NoConnection(why) => (None, Some((Failure::NoConnection, why.clone()))),
            Outcome::BadRedirect(why) => (None, Some((Failure::BadRedirect, why.clone()))),
            Outcome::Unchanged | Outcome::NotAllowed(_) | Outcome::NotAsked(_) => return None,
        };
        let other = |at: &str| (at != url).then(|| redacted(at).into_owned());
        // Without its page a validator would only bring back that nothing has changed.
        let validators = seen.page.as_ref().map(|_| seen.validators.clone()).unwrap_or_default();
        let facts = Facts {
            s,
            e,
            h: seen.hops.iter().map(|hop| (hop.status, other(&hop.url))).collect(),
            u: other(&seen.last_url),
            w: seen.wall.map(|wall| wall.name().to_owned()),
            t: validators.etag,
            m: validators.last_modified,
            l: history.lost.to_vec(),
        };
        let page = seen.page.as_ref().map(|page| Page {
            title: page.title.clone(),
            ids: page.ids.clone(),
            complete: page.complete,
            script_built: page.script_built,
        });
        Some(Self {
            at: seen.at,
            good: history.last_good,
            bad: history.first_failure,
            strikes: history.strikes,
            facts: serde_json::to_string(&facts).ok()?,
            page: page.and_then(|page| serde_json::to_string(&page).ok()),
        })
    }

    /// The history that was written. `None` when nobody could have written that.
    pub(super) fn read(&self, url: &str) -> Option<History> {
        let facts: Facts = serde_json::from_str(&self.facts).ok()?;
        let outcome = match (facts.s, facts.e) {
            (Some(status), None) => Outcome::Answered(status),
            (None, Some((failure, why))) => match failure {
                Failure::NoSuchHost => Outcome::NoSuchHost,
                Failure::Tls => Outcome::Tls(why),
                Failure::TimedOut => Outcome::TimedOut,
                Failure::NoConnection => Outcome::NoConnection(why),
                Failure::BadRedirect => Outcome::BadRedirect(why),
            },
            _ => return None,
        };
        let page: Option<Page> = self.page.as_ref().and_then(|p| serde_json::from_str(p).ok());
        let page = page.map(|page| {
            let mut ids = page.ids;
            ids.sort_unstable();
            let Page { title, complete, script_built, .. } = page;
            Box::new(PageFacts { title, ids, complete, script_built })
        });
        let name = facts.w.as_deref();
        let other = |at: Option<String>| at.unwrap_or_else(|| url.to_owned());
        let latest = Observation {
            hops: facts.h.into_iter().map(|(status, at)| Hop { url: other(at), status }).collect(),
            last_url: other(facts.u).into(),
            outcome,
            at: self.at,
            page,
            validators: Validators { etag: facts.t, last_modified: facts.m },
            wall: Wall::ALL.into_iter().find(|wall| Some(wall.name()) == name),
        };
        let (last_good, first_failure, strikes) = (self.good, self.bad, self.strikes);
        Some(History { latest, last_good, first_failure, strikes, lost: facts.l.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let url = "https://a.org/x";
        let page = PageFacts {
            title: Some("T".into()),
            ids: vec!["a".into(), "b".into()],
            complete: true,
            script_built: false,
        };
        let hops = vec![
            Hop { url: url.to_owned(), status: 301 },
            Hop { url: "https://b.org/".to_owned(), status: 302 },
        ];
        for outcome in [
            Outcome::Answered(200),
            Outcome::NoSuchHost,
            Outcome::Tls("expired".to_owned()),
            Outcome::TimedOut,
            Outcome::NoConnection("reset".to_owned()),
            Outcome::BadRedirect("circle".to_owned()),
        ] {
            let latest = Observation {
                hops: hops.clone(),
                page: Some(Box::new(page.clone())),
                validators: Validators { etag: Some("\"e\"".into()), last_modified: None },
                wall: Some(Wall::Akamai),
                ..Observation::new("https://c.org/", outcome, 77)
            };
            let history = History { lost: [("gone".into(), 5)].into(), ..History::from(latest) };
            assert_eq!(Row::new(url, &history).unwrap().read(url), Some(history));
        }
    }

    #[test]
    fn s2_no_secret_is_written_and_the_usual_answer_is_short() {
        let url = "https://a.org/x?token=abc";
        let hops = vec![
            Hop { url: url.to_owned(), status: 302 },
            Hop { url: "https://u:pw@b.org/?sig=abc".to_owned(), status: 302 },
        ];
        let latest = Observation {
            hops,
            ..Observation::new("https://b.org/?X-Amz-Signature=abc&a=1", Outcome::Answered(200), 1)
        };
        let row = Row::new(url, &History::from(latest)).unwrap();
        assert!(!row.facts.contains("abc") && !row.facts.contains("pw"), "{}", row.facts);
        let plain = History::from(Observation::new(url, Outcome::Answered(200), 1));
        assert_eq!(Row::new(url, &plain).unwrap().facts, "{\"s\":200}");
    }

    #[test]
    fn s30_garbage_is_no_answer() {
        let row = |facts: &str| Row {
            at: 1,
            good: None,
            bad: None,
            strikes: 0,
            facts: facts.to_owned(),
            page: Some("[".to_owned()),
        };
        for facts in ["", "{}", "[]", "{\"s\":99999}", "{\"s\":200,\"e\":[\"tls\",\"\"]}", "\u{0}"]
        {
            assert_eq!(row(facts).read("https://a.org/"), None, "{facts}");
        }
        assert!(row("{\"s\":200,\"new\":1}").read("https://a.org/").is_some());
    }
}
