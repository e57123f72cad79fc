//! Which statuses somebody takes for an answer.

use std::str::FromStr;

use crate::base::url::UrlKey;

/// Statuses, everywhere or below one address: `"200..=299"`, `"403 on https://www.linkedin.com/"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    first: u16,
    last: u16,
    /// How an address begins, normalised.
    on: Option<String>,
}

impl FromStr for Accept {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (statuses, on) = match text.split_once(" on ") {
            Some((statuses, on)) => (statuses, Some(on.trim())),
            None => (text, None),
        };
        let status = |text: &str| {
            let status = text.trim().parse().ok().filter(|status| (100..1000).contains(status));
            status.ok_or_else(|| format!("`{}` is no HTTP status", text.trim()))
        };
        let (first, last) = match statuses.split_once("..=") {
            Some((first, last)) => (status(first)?, status(last)?),
            None => (status(statuses)?, status(statuses)?),
        };
        if first > last {
            return Err(format!("the range `{statuses}` is empty"));
        }
        let on = on.map(|on| match UrlKey::new(on) {
            Some(url) => Ok(url.as_str().to_owned()),
            None => Err(format!("`{on}` is no address: write `https://{on}/`")),
        });
        Ok(Self { first, last, on: on.transpose()? })
    }
}

impl Accept {
    /// Does this accept `status` from one of `urls`?
    pub fn takes<'a>(&self, status: u16, urls: impl IntoIterator<Item = &'a str>) -> bool {
        let here = |on: &String| urls.into_iter().any(|url| url.starts_with(on.as_str()));
        (self.first..=self.last).contains(&status) && self.on.as_ref().is_none_or(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_accepted_everywhere_or_on_one_host() {
        let takes =
            |rule: &str, status, url: &str| rule.parse::<Accept>().unwrap().takes(status, [url]);
        assert!(takes("200..=299", 204, "https://a.org/") && takes("403", 403, "https://a.org/"));
        assert!(!takes("200..=299", 300, "https://a.org/"));
        let rule = "403 on https://www.linkedin.com/";
        assert!(takes(rule, 403, "https://www.linkedin.com/in/x"));
        assert!(!takes(rule, 403, "https://www.linkedin.com.evil.org/"));
        assert!(!takes(rule, 404, "https://www.linkedin.com/in/x"));
        assert!(takes("999 on https://X.org", 999, "https://x.org/y"));
    }

    #[test]
    fn mistakes_say_what_to_write() {
        let error = |rule: &str| rule.parse::<Accept>().unwrap_err();
        assert_eq!(error("ok"), "`ok` is no HTTP status");
        assert_eq!(error("299..=200"), "the range `299..=200` is empty");
        assert_eq!(error("403 on x.org"), "`x.org` is no address: write `https://x.org/`");
        assert!(error("20").contains("no HTTP status") && error("").contains("no HTTP status"));
    }
}
