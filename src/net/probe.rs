//! One address, followed to where it ends.

use std::collections::HashSet;

use url::Url;

use super::address::AddressPolicy;
use super::transport::{Answer, Failure, Method, Transport};
use crate::base::observation::{Hop, Observation, Outcome};
use crate::base::url::UrlKey;

/// Redirects beyond this many are a loop in all but name.
const MOST_REDIRECTS: usize = 10;

/// Ask `url` and follow its redirects by hand: before each hop its address is checked anew.
pub(super) async fn observe<T: Transport>(
    url: &UrlKey,
    transport: &T,
    policy: &AddressPolicy,
    now: u64,
) -> Observation {
    let mut hops = Vec::new();
    let mut at = url.as_str().to_owned();
    let outcome = follow(&mut at, &mut hops, transport, policy).await;
    Observation { hops, ..Observation::new(&at, outcome, now) }
}

async fn follow<T: Transport>(
    at: &mut String,
    hops: &mut Vec<Hop>,
    transport: &T,
    policy: &AddressPolicy,
) -> Outcome {
    let mut method = Method::Head;
    let mut seen = HashSet::new();
    loop {
        let Ok(url) = Url::parse(at) else {
            return Outcome::BadRedirect(format!("it redirects to `{at}`, which is no address"));
        };
        if !matches!(url.scheme(), "http" | "https") {
            return Outcome::BadRedirect(format!(
                "it redirects to an address of scheme `{}`",
                url.scheme()
            ));
        }
        if let Err(why) = policy.check_url(&url) {
            return Outcome::NotAllowed(why);
        }
        if !seen.insert((method, at.clone())) {
            return Outcome::BadRedirect("it redirects in a circle".to_owned());
        }
        let answer = transport.ask(method, &url).await;
        if method == Method::Head && is_doubtful(&answer) {
            // Servers answer HEAD wrongly more often than they are broken: ask the way a browser does.
            method = Method::Get;
            continue;
        }
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return failure.into(),
        };
        let location =
            answer.location.filter(|_| matches!(answer.status, 301 | 302 | 303 | 307 | 308));
        let Some(location) = location else { return Outcome::Answered(answer.status) };
        hops.push(Hop { url: std::mem::take(at), status: answer.status });
        // Errors are found out at the start of the next round, with the text that the server sent.
        *at = url.join(&location).map_or(location, |next| next.to_string());
        if hops.len() > MOST_REDIRECTS {
            return Outcome::BadRedirect(format!("it redirects more than {MOST_REDIRECTS} times"));
        }
    }
}

/// Could GET say something else than this answer to HEAD? Not where the server spoke of the client (401, 407, 429) or of
/// itself (503), nor where it kept silent.
fn is_doubtful(answer: &Result<Answer, Failure>) -> bool {
    match answer {
        Ok(Answer { status: 301 | 302 | 303 | 307 | 308, location }) => location.is_none(),
        Ok(Answer { status, .. }) => !matches!(status, 200..=299 | 401 | 407 | 429 | 503),
        Err(failure) => matches!(failure, Failure::NoConnection(_)),
    }
}

impl From<Failure> for Outcome {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoSuchHost => Self::NoSuchHost,
            Failure::Tls(why) => Self::Tls(why),
            Failure::TimedOut => Self::TimedOut,
            Failure::NoConnection(why) => Self::NoConnection(why),
            Failure::NotAllowed(why) => Self::NotAllowed(why),
        }
    }
}
