//! `[external]`: how external links are asked. What could send somebody's secrets or load somewhere is honoured from a
//! trusted place only; what a repository brings along may make guidepost ask less, and slower.

use std::collections::BTreeMap;

use regex::RegexSet;
use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use url::{Position, Url};

use super::compile::regexes;
use super::error::{ConfigError, Source};
use crate::resolve::accept::Accept;

/// External links.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Raw {
    /// Regular expressions; an address in which one is found is not asked.
    #[schemars(with = "Vec<String>")]
    pub exclude: Vec<Spanned<String>>,
    /// Statuses that are fine besides success, everywhere or below one address: `"403 on https://www.linkedin.com/"`.
    #[schemars(with = "Vec<String>")]
    pub accept: Vec<Spanned<String>>,
    /// Seconds that one answer may take, from 1 to 120; 30 unless given.
    #[schemars(with = "Option<u64>")]
    pub timeout: Option<Spanned<u64>>,
    /// Times that an address is asked again after it failed, up to 2.
    #[schemars(with = "Option<u8>")]
    pub max_retries: Option<Spanned<u8>>,
    /// Requests under way at the same time, up to 256; 64 unless given. A repository's own file cannot raise it.
    #[schemars(with = "Option<u16>")]
    pub in_flight: Option<Spanned<u16>>,
    /// Limits for one host (`example.com`, or at one port `example.com:8443`), or for `*.example.com`. A repository's own file can
    /// make them slower only.
    #[schemars(with = "BTreeMap<String, Host>")]
    pub hosts: BTreeMap<Spanned<String>, Host>,
    /// Headers for one origin (`https://git.example.com`), each with the environment variable that holds its value. Not from a
    /// repository's own file.
    #[schemars(with = "BTreeMap<String, BTreeMap<String, String>>")]
    pub headers: BTreeMap<Spanned<String>, BTreeMap<String, String>>,
    /// A file of certificates to believe instead of the system's. Not from a repository's own file.
    #[schemars(with = "Option<String>")]
    pub ca_certificate: Option<Spanned<String>>,
    /// Whom servers' owners can turn to: an address or a page, added to the `User-Agent`. Not from a repository's own file.
    #[schemars(with = "Option<String>")]
    pub contact: Option<Spanned<String>>,
    /// The environment variable that holds a token for GitHub's API, which is then asked for repositories, files and issues on
    /// github.com. Not from a repository's own file.
    #[schemars(with = "Option<String>")]
    pub github_token: Option<Spanned<String>>,
    /// Ask nothing that the robots.txt of its host forbids.
    pub respect_robots: Option<bool>,
}

/// What one host is asked at most.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Host {
    /// Requests under way at the same time.
    pub in_flight: Option<u16>,
    /// Requests a second.
    pub per_second: Option<f64>,
    /// Requests that may come at once after a rest.
    pub burst: Option<u32>,
    /// Do not ask it at all.
    pub skip: bool,
}

/// How external links are asked, as one file says it.
#[derive(Debug, Clone, Default)]
pub struct External {
    /// Addresses that are not asked.
    pub exclude: Option<RegexSet>,
    /// Statuses that are fine besides success.
    pub accept: Vec<Accept>,
    /// Seconds for one answer.
    pub timeout: Option<u64>,
    /// Retries of one address.
    pub max_retries: Option<u8>,
    /// Requests in flight.
    pub in_flight: Option<u16>,
    /// Hosts with their limits.
    pub hosts: Vec<(String, Host)>,
    /// Origins with a header and the variable that holds its value.
    pub headers: Vec<(String, String, String)>,
    /// A file of certificates.
    pub ca_certificate: Option<String>,
    /// Whom to turn to.
    pub contact: Option<String>,
    /// The variable that holds a token for GitHub's API.
    pub github_token: Option<String>,
    /// Does a host's robots.txt count?
    pub respect_robots: Option<bool>,
}

impl External {
    /// What a later layer says wins, key by key.
    pub(super) fn add(&mut self, later: Self) {
        self.exclude = later.exclude.or(self.exclude.take());
        if !later.accept.is_empty() {
            self.accept = later.accept;
        }
        self.timeout = later.timeout.or(self.timeout);
        self.max_retries = later.max_retries.or(self.max_retries);
        self.in_flight = later.in_flight.or(self.in_flight);
        self.hosts.extend(later.hosts);
        self.headers.extend(later.headers);
        self.ca_certificate = later.ca_certificate.or(self.ca_certificate.take());
        self.contact = later.contact.or(self.contact.take());
        self.github_token = later.github_token.or(self.github_token.take());
        self.respect_robots = later.respect_robots.or(self.respect_robots);
    }

    /// Take out what only a trusted place may say, and give the names of the keys.
    pub fn distrust(&mut self) -> Vec<&'static str> {
        let mut ignored = Vec::new();
        if !std::mem::take(&mut self.headers).is_empty() {
            ignored.push("headers");
        }
        if self.ca_certificate.take().is_some() {
            ignored.push("ca-certificate");
        }
        if self.contact.take().is_some() {
            ignored.push("contact");
        }
        if self.github_token.take().is_some() {
            ignored.push("github-token");
        }
        ignored
    }
}

pub(super) fn compile(raw: &Raw, source: &Source) -> Result<External, Box<ConfigError>> {
    let exclude = match raw.exclude.as_slice() {
        [] => None,
        patterns => Some(regexes(patterns, source)?),
    };
    let mut hosts = Vec::new();
    for (name, &host) in &raw.hosts {
        let positive = host.per_second.is_none_or(|rate| rate > 0.0 && rate.is_finite());
        if !positive || host.in_flight == Some(0) || host.burst == Some(0) {
            let help = "`skip = true` asks a host nothing at all".to_owned();
            let message = "a limit has to be more than zero";
            return Err(ConfigError::new(message, Some(help), Some(name.span()), source));
        }
        let wrong = |right: Option<String>| {
            let help = right.map_or_else(
                || "write a name as in `example.com`, `example.com:8443` or `*.example.com`".into(),
                |right| format!("write `{right}`"),
            );
            let message = format!("`{}` is no host", name.get_ref());
            ConfigError::new(message, Some(help), Some(name.span()), source)
        };
        hosts.push((host_name(name.get_ref()).map_err(wrong)?, host));
    }
    let mut headers = Vec::new();
    for (origin, named) in &raw.headers {
        if !origin.get_ref().contains("://") {
            let help = format!("write `https://{}`", origin.get_ref());
            let message = "a header belongs to an origin, with its scheme";
            return Err(ConfigError::new(message, Some(help), Some(origin.span()), source));
        }
        for (name, variable) in named {
            headers.push((origin.get_ref().clone(), name.clone(), variable.clone()));
        }
    }
    Ok(External {
        exclude,
        accept: accepted(&raw.accept, source)?,
        timeout: bounded(raw.timeout.as_ref(), 1, 120, source)?,
        max_retries: bounded(raw.max_retries.as_ref(), 0, 2, source)?,
        in_flight: bounded(raw.in_flight.as_ref(), 1, 256, source)?,
        hosts,
        headers,
        ca_certificate: raw.ca_certificate.as_ref().map(|it| it.get_ref().clone()),
        contact: raw.contact.as_ref().map(|it| it.get_ref().clone()),
        github_token: raw.github_token.as_ref().map(|it| it.get_ref().clone()),
        respect_robots: raw.respect_robots,
    })
}

/// The host, or the pattern of hosts, that `text` names, as addresses write it. `Err` with what was likely meant.
fn host_name(text: &str) -> Result<String, Option<String>> {
    // What is left of an address that somebody copied.
    let name = text.split_once("://").map_or(text, |(_, rest)| rest);
    let name = name.split(['/', '?', '#']).next().unwrap_or_default();
    let name = name.rsplit_once('@').map_or(name, |(_, name)| name);
    let (star, host) = name.strip_prefix("*.").map_or(("", name), |host| ("*.", host));
    // The one usual port that this scheme would hide is asked for no page.
    let url = Url::parse(&format!("ftp://{host}/")).map_err(|_| None)?;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    if name != "*" && host.contains('*') {
        return Err(None);
    }
    let right = format!("{star}{host}");
    if name == text { Ok(right) } else { Err(Some(right)) }
}

/// The statuses that `rules` accept.
pub(super) fn accepted(
    rules: &[Spanned<String>],
    source: &Source,
) -> Result<Vec<Accept>, Box<ConfigError>> {
    let accept = |rule: &Spanned<String>| {
        rule.get_ref().parse::<Accept>().map_err(|why| {
            let help =
                "write a status or a range: \"200..=299\", \"403 on https://www.example.com/\"";
            ConfigError::new(why, Some(help.to_owned()), Some(rule.span()), source)
        })
    };
    rules.iter().map(accept).collect()
}

fn bounded<T: PartialOrd + Copy + std::fmt::Display>(
    value: Option<&Spanned<T>>,
    least: T,
    most: T,
    source: &Source,
) -> Result<Option<T>, Box<ConfigError>> {
    let Some(value) = value else { return Ok(None) };
    if (least..=most).contains(value.get_ref()) {
        return Ok(Some(*value.get_ref()));
    }
    let message = format!("this has to be from {least} to {most}");
    Err(ConfigError::new(message, None, Some(value.span()), source))
}

#[cfg(test)]
mod tests {
    use miette::Diagnostic;

    use super::super::load_external;

    #[test]
    fn a_host_is_a_name_and_perhaps_a_port() {
        let of = |name: &str| {
            let text = format!("[hosts.\"{name}\"]\nskip = true\n");
            match load_external("external.toml", &text) {
                Ok(external) => Ok(external.hosts[0].0.clone()),
                Err(error) => Err(format!("{error}: {}", error.help().unwrap())),
            }
        };
        for (name, wanted) in [
            ("example.com", "example.com"),
            ("Docs.Example.com:8443", "docs.example.com:8443"),
            ("example.com:443", "example.com:443"),
            ("*.example.com", "*.example.com"),
            ("*", "*"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("127.0.0.1:8000", "127.0.0.1:8000"),
            ("[::1]:8000", "[::1]:8000"),
            ("localhost", "localhost"),
        ] {
            assert_eq!(of(name).as_deref(), Ok(wanted));
        }
        for (name, right) in [
            ("https://example.com", "example.com"),
            ("https://example.com:8443/docs/", "example.com:8443"),
            ("http://*.example.com", "*.example.com"),
            ("example.com/docs", "example.com"),
            ("me@example.com", "example.com"),
        ] {
            assert_eq!(of(name), Err(format!("`{name}` is no host: write `{right}`")));
        }
        for name in ["", "a b", "*example.com", "docs.*.com", "example.com:port", "https://"] {
            let error = of(name).unwrap_err();
            assert!(error.contains("is no host: write a name as in `example.com`"), "{error}");
        }
    }
}
