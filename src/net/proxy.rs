//! Proxies, as the environment names them.

use std::net::IpAddr;

use url::Url;

use super::address::Cidr;

/// The proxies between here and the web. Behind one it is the proxy that looks names up, and so the address policy holds
/// for addresses that links and redirects spell out, and for no others.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    http: Option<Url>,
    https: Option<Url>,
    /// What is asked directly.
    except: Vec<String>,
}

impl Proxies {
    /// From the variables that programs have agreed on; small letters come first. `HTTP_PROXY` in capitals is not
    /// read, since a web server may set it for whoever asks (CVE-2016-5385). `Err` names the variable that is wrong.
    pub fn from_variables(get: &dyn Fn(&str) -> Option<String>) -> Result<Self, String> {
        let url = |names: &[&str]| {
            let set =
                |name: &&str| Some((*name).to_owned()).zip(get(name).filter(|v| !v.is_empty()));
            let Some((name, text)) = names.iter().find_map(set) else { return Ok(None) };
            let text = if text.contains("://") { text } else { format!("http://{text}") };
            let url = Url::parse(&text).ok().filter(|url| url.scheme() == "http" && url.has_host());
            // The value may hold a password, and is not repeated.
            url.map(Some).ok_or_else(|| format!("{name} names no http:// proxy"))
        };
        let all = ["all_proxy", "ALL_PROXY"];
        let except = get("no_proxy").or_else(|| get("NO_PROXY")).unwrap_or_default();
        Ok(Self {
            http: url(&["http_proxy", all[0], all[1]])?,
            https: url(&["https_proxy", "HTTPS_PROXY", all[0], all[1]])?,
            except: except
                .split([',', ' '])
                .filter(|part| !part.is_empty())
                .map(|part| part.trim_start_matches("*.").trim_start_matches('.').to_lowercase())
                .collect(),
        })
    }

    /// The proxy for `url`.
    pub(super) fn of(&self, url: &Url) -> Option<&Url> {
        let proxy = if url.scheme() == "https" { &self.https } else { &self.http };
        proxy.as_ref().filter(|_| !self.excepts(url))
    }

    fn excepts(&self, url: &Url) -> bool {
        let Some(host) = url.host_str() else { return false };
        let address: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
        self.except.iter().any(|part| {
            let block = part.parse::<Cidr>().ok();
            let below = host.strip_suffix(&**part);
            part == "*"
                || below.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
                || block.zip(address).is_some_and(|(block, address)| block.contains(address))
        })
    }

    /// Is `url` on one of the proxies themselves?
    pub(super) fn is_proxy(&self, url: &Url) -> bool {
        url.host_str().is_some_and(|host| self.hosts().iter().any(|proxy| proxy == host))
    }

    pub(super) fn hosts(&self) -> Vec<String> {
        let both = [&self.http, &self.https];
        both.into_iter().flatten().filter_map(|url| Some(url.host_str()?.to_owned())).collect()
    }

    pub(super) fn as_reqwest(&self) -> Option<reqwest::Proxy> {
        if self.http.is_none() && self.https.is_none() {
            return None;
        }
        let proxies = self.clone();
        Some(reqwest::Proxy::custom(move |url| proxies.of(url).cloned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_says_what_goes_through_which_proxy() {
        let get = |name: &str| {
            let value = match name {
                "http_proxy" => "proxy.lan:3128",
                "HTTPS_PROXY" => "http://user:secret@secure.lan:8080",
                "no_proxy" => ".internal.org, 10.0.0.0/8",
                _ => return None,
            };
            Some(value.to_owned())
        };
        let proxies = Proxies::from_variables(&get).unwrap();
        let of = |url: &str| {
            let proxy = proxies.of(&Url::parse(url).unwrap())?;
            Some(proxy.host_str().unwrap().to_owned())
        };
        assert_eq!(of("http://a.org/").as_deref(), Some("proxy.lan"));
        assert_eq!(of("https://a.org/").as_deref(), Some("secure.lan"));
        for direct in ["http://internal.org/", "https://x.internal.org/", "http://10.1.2.3/"] {
            assert_eq!(of(direct), None, "{direct}");
        }
        assert_eq!(of("http://notinternal.org/").as_deref(), Some("proxy.lan"));
        let wrong = |_: &str| Some("socks5://user:secret@x".to_owned());
        let error = Proxies::from_variables(&wrong).unwrap_err();
        assert!(error.contains("http_proxy") && !error.contains("secret"), "{error}");
        let cgi = |name: &str| (name == "HTTP_PROXY").then(|| "http://evil".to_owned());
        assert_eq!(Proxies::from_variables(&cgi).unwrap().hosts(), Vec::<String>::new());
    }
}
