//! How external links are asked: from the command line, the environment and configuration, each as far as it is trusted.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use regex::Regex;
use url::Url;

use super::error::CliError;
use super::{Environment, note};
use crate::base::url::UrlKey;
use crate::config::external::{External, Host};
use crate::config::{self, FILE_NAME};
use crate::net::address::{AddressPolicy, Cidr};
use crate::net::{HostLimits, HostRule, Limits, Patience, Pin, Proxies, Secret, Settings, Trust};
use crate::net::{github, store};
use crate::sys::read;

/// How external links are asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "External links")]
pub(super) struct Network {
    /// An address or block that is not public and may be asked all the same.
    #[arg(long, value_name = "CIDR")]
    pub(super) allow_address: Vec<Cidr>,
    /// Do not ask addresses in which this regular expression is found.
    #[arg(long, value_name = "REGEX")]
    pub(super) exclude: Vec<Regex>,
    /// Seconds that one answer may take.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=120))]
    timeout: Option<u64>,
    /// Times that an address is asked again after it failed.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=2))]
    max_retries: Option<u8>,
    /// Time for all external links, as in 90s, 10m or 1h; what has not been asked by then is not asked.
    #[arg(long, value_name = "TIME", value_parser = time)]
    deadline: Option<Duration>,
    /// A header for every host, 'Name: value'; a secret needs its origin before it, as in 'ORIGIN Name: value'.
    #[arg(long, value_name = "HEADER")]
    // Taken as text: what is wrong with an argument is said together with it, and this one may be a secret.
    header: Vec<String>,
    /// Take ADDR for HOST at PORT, whatever the name server says.
    #[arg(long, value_name = "HOST:PORT:ADDR")]
    resolve: Vec<Pin>,
}

/// A header from the command line, perhaps for one origin.
#[derive(Debug, Clone)]
struct Header {
    origin: Option<Url>,
    name: HeaderName,
    value: HeaderValue,
}

impl std::str::FromStr for Header {
    type Err = String;

    // What is wrong is said without the value, which may be a secret.
    fn from_str(text: &str) -> Result<Self, String> {
        let (origin, rest) = match text.split_once(' ') {
            Some((origin, rest)) if origin.contains("://") => {
                let url = Url::parse(origin).map_err(|_| "the origin is no address".to_owned())?;
                (Some(url), rest)
            }
            _ => (None, text),
        };
        let (name, value) = rest.split_once(':').ok_or("write 'Name: value'")?;
        let name: HeaderName =
            name.trim().parse().map_err(|_| "this is no name of a header".to_owned())?;
        let value = value.trim().parse().map_err(|_| "this is no value of a header".to_owned())?;
        if origin.is_none() && is_secret(name.as_str()) {
            return Err(format!(
                "`{name}` would be sent to every host: write its origin before it, 'https://host {name}: …'"
            ));
        }
        Ok(Self { origin, name, value })
    }
}

/// Is a header of this name likely to carry a secret?
fn is_secret(name: &str) -> bool {
    let words = ["auth", "cookie", "token", "key", "secret", "password", "credential", "session"];
    words.iter().any(|word| name.contains(word))
}

/// `90`, `90s`, `10m`, `1h`.
fn time(text: &str) -> Result<Duration, String> {
    let (number, unit) =
        text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let seconds = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err("write a time as in 90s, 10m or 1h".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "write a time as in 90s, 10m or 1h".to_owned())?;
    Ok(Duration::from_secs(number.saturating_mul(seconds)))
}

/// Configuration by how far it is trusted.
pub(super) struct Layers<'a> {
    /// From the user's own folder.
    pub(super) user: &'a External,
    /// From the file in use.
    pub(super) file: &'a External,
    /// Lies that file outside of the tree, where somebody named it?
    pub(super) trusted: bool,
}

impl Network {
    /// What a run keeps to.
    pub(super) fn limits(&self, layers: &Layers<'_>) -> Limits {
        let Layers { user, file, trusted } = layers;
        let defaults = Limits::default();
        let usual = user.in_flight.map_or(defaults.total, usize::from);
        let total = match file.in_flight.map(usize::from) {
            Some(wanted) if *trusted => wanted,
            Some(wanted) => wanted.min(usual),
            None => usual,
        };
        let retries = user.max_retries.unwrap_or(defaults.max_retries);
        let retries = self.max_retries.or(file.max_retries).unwrap_or(retries);
        let timeout = self.timeout.or(file.timeout).or(user.timeout).map(Duration::from_secs);
        let rules = |external: &External, may_raise| -> Vec<HostRule> {
            external.hosts.iter().map(|(host, limits)| rule(host, *limits, may_raise)).collect()
        };
        Limits {
            total,
            max_retries: retries,
            patience: timeout.map_or_else(Patience::default, Patience::of),
            deadline: self.deadline,
            chance: Some(store::random()),
            rules: [rules(user, true), rules(file, *trusted)].concat(),
            ..defaults
        }
    }

    /// How the network is used.
    pub(super) fn settings(
        &self,
        layers: &Layers<'_>,
        limits: &Limits,
        env: &Environment<'_>,
    ) -> Result<Settings, CliError> {
        let Layers { user, file, .. } = layers;
        let mut secrets = Vec::new();
        for (origin, name, variable) in user.headers.iter().chain(&file.headers) {
            let wrong =
                |why: String| CliError::Network(format!("header {name} for {origin}: {why}"));
            let Some(value) = (env.variable)(variable) else {
                return Err(wrong(format!("there is no environment variable {variable}")));
            };
            let url = Url::parse(origin).map_err(|_| wrong("this is no origin".to_owned()))?;
            let header =
                name.parse().map_err(|_| wrong("this is no name of a header".to_owned()))?;
            let no_value = |_| wrong(format!("{variable} cannot be the value of a header"));
            let value = value.parse().map_err(no_value)?;
            secrets.push(Secret::new(&url, header, value).map_err(wrong)?);
        }
        secrets.extend(github(layers, env)?);
        let mut headers = Vec::new();
        for text in &self.header {
            let header = text.parse().map_err(|why| CliError::Usage(format!("--header: {why}")));
            let Header { origin, name, value } = header?;
            match origin {
                None => headers.push((name, value)),
                Some(url) => secrets.push(Secret::new(&url, name, value).map_err(CliError::Usage)?),
            }
        }
        let roots = file.ca_certificate.clone().or_else(|| user.ca_certificate.clone());
        let trust = match roots.or_else(|| (env.variable)("SSL_CERT_FILE")) {
            None => Trust::System,
            Some(file) => {
                let file = env.cwd.join(file);
                let bytes = read::file(&file);
                Trust::Roots(bytes.map_err(|why| CliError::unreadable(&file, why))?)
            }
        };
        Ok(Settings {
            policy: self.policy(),
            patience: limits.patience,
            proxies: Proxies::from_variables(env.variable).map_err(CliError::Network)?,
            trust,
            pins: self.resolve.clone(),
            headers,
            secrets,
            contact: file.contact.clone().or_else(|| user.contact.clone()),
            respect_robots: [user, file].iter().any(|layer| layer.respect_robots == Some(true)),
            now: env.now,
        })
    }

    /// Is `url` not to be asked?
    pub(super) fn excludes(&self, layers: &Layers<'_>, url: &UrlKey) -> bool {
        let mut sets = [&layers.file.exclude, &layers.user.exclude].into_iter().flatten();
        sets.any(|set| set.is_match(url.as_str()))
            || self.exclude.iter().any(|one| one.is_match(url.as_str()))
    }

    /// Where connections may go.
    pub(super) fn policy(&self) -> AddressPolicy {
        AddressPolicy::new(self.allow_address.clone())
    }
}

/// The token for GitHub's API, if somebody trusted names a variable that holds one: pull requests from forks have none, and
/// do without.
pub(super) fn github(
    layers: &Layers<'_>,
    env: &Environment<'_>,
) -> Result<Option<Secret>, CliError> {
    let Layers { user, file, .. } = layers;
    let variable = file.github_token.as_ref().or(user.github_token.as_ref());
    let token = variable.and_then(|variable| (env.variable)(variable));
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
    let wrong = |why: &str| CliError::Network(format!("the token for GitHub: {why}"));
    let value = HeaderValue::from_str(&format!("Bearer {}", token.trim()));
    let value = value.map_err(|_| wrong("it cannot be the value of a header"))?;
    let origin = Url::parse(github::ORIGIN).map_err(|error| wrong(&error.to_string()))?;
    Secret::new(&origin, AUTHORIZATION, value).map(Some).map_err(|why| wrong(&why))
}

fn rule(host: &str, limits: Host, may_raise: bool) -> HostRule {
    let usual = HostLimits::default();
    let wanted = HostLimits {
        in_flight: limits.in_flight.map_or(usual.in_flight, usize::from),
        per_second: limits.per_second.unwrap_or(usual.per_second),
        burst: limits.burst.unwrap_or(usual.burst),
    };
    HostRule { host: host.into(), limits: (!limits.skip).then_some(wanted), may_raise }
}

/// What the user's own folder says of external links: `guidepost/external.toml` where configuration is kept.
pub(super) fn user(env: &Environment<'_>) -> Result<External, CliError> {
    let folder = (env.variable)("XDG_CONFIG_HOME").filter(|folder| !folder.is_empty());
    let home = || (env.variable)("HOME").map(|home| PathBuf::from(home).join(".config"));
    let Some(folder) = folder.map(PathBuf::from).or_else(home) else {
        return Ok(External::default());
    };
    let file = folder.join("guidepost").join("external.toml");
    if !file.is_file() {
        return Ok(External::default());
    }
    let bytes = read::file(&file).map_err(|why| CliError::unreadable(&file, why))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| CliError::unreadable(&file, "it is not UTF-8".to_owned()))?;
    Ok(config::load_external(&file.display().to_string(), &text)?)
}

/// Take out of a repository's configuration what it may not say, and say so.
pub(super) fn distrust(external: &mut External, env: &mut Environment<'_>) {
    let mut ignored: Vec<String> =
        external.distrust().into_iter().map(|key| format!("external.{key}")).collect();
    let usual = HostLimits::default();
    for (host, limits) in &external.hosts {
        let faster = limits.in_flight.is_some_and(|n| usize::from(n) > usual.in_flight)
            || limits.per_second.is_some_and(|rate| rate > usual.per_second)
            || limits.burst.is_some_and(|burst| burst > usual.burst);
        if faster {
            ignored.push(format!("external.hosts.\"{host}\", where it is faster than usual,"));
        }
    }
    if external.in_flight.is_some_and(|n| usize::from(n) > Limits::default().total) {
        ignored.push("external.in-flight, which is more than usual,".to_owned());
    }
    for key in ignored {
        let place = "the command line, a --config outside of the tree, or your own external.toml";
        note(
            env,
            &format!(
                "{FILE_NAME}: {key} is ignored: only {place} may say so (config-ignored-untrusted)"
            ),
        );
    }
}
