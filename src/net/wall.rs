//! Walls against robots, recognised by the headers of their answers.

use reqwest::header::HeaderMap;

use crate::base::observation::Wall;

/// The wall that gave this answer, if one did. A site behind one of these services that answers for itself is none.
pub(super) fn recognise(status: u16, headers: &HeaderMap) -> Option<Wall> {
    let has = |name: &str| headers.contains_key(name);
    let says = |name: &str, what: &str| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.is_some_and(|value| value.to_ascii_lowercase().contains(what))
    };
    // <https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/>
    if says("cf-mitigated", "challenge") {
        return Some(Wall::Cloudflare);
    }
    // <https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html>
    if has("x-amzn-waf-action") {
        return Some(Wall::AwsWaf);
    }
    if says("x-vercel-mitigated", "challenge") {
        return Some(Wall::Vercel);
    }
    if !matches!(status, 202 | 401 | 403 | 405 | 406 | 429 | 503) {
        return None;
    }
    if has("x-datadome") || says("server", "datadome") {
        Some(Wall::DataDome)
    } else if says("server", "akamai") {
        Some(Wall::Akamai)
    } else if has("x-iinfo") || says("x-cdn", "imperva") || says("x-cdn", "incapsula") {
        Some(Wall::Imperva)
    } else if has("x-sucuri-id") || says("server", "sucuri") {
        Some(Wall::Sucuri)
    } else if says("server", "cloudflare") && status == 403 {
        Some(Wall::Cloudflare)
    } else {
        None
    }
}
