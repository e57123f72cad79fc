//! Why there is no answer, from the errors of many layers.

use std::error::Error;
use std::{fmt, io};

use rustls::CertificateError;

use super::transport::Failure;

/// Carries a reason through the errors of others.
#[derive(Debug)]
pub(super) struct LookupFailure(pub(super) Failure);

impl fmt::Display for LookupFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the host name cannot be looked up")
    }
}

impl Error for LookupFailure {}

pub(super) fn failure(error: &reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(lookup) = inner.downcast_ref::<LookupFailure>() {
            return lookup.0.clone();
        }
        if let Some(tls) = inner.downcast_ref::<rustls::Error>() {
            return match tls {
                rustls::Error::InvalidCertificate(why) => Failure::Tls(untrusted(why)),
                other => Failure::NoConnection(other.to_string()),
            };
        }
        if let Some(http2) = inner.downcast_ref::<h2::Error>() {
            return Failure::Http2(http2.to_string());
        }
        // An IO error keeps what it wraps out of the chain of sources.
        let wrapped = inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| inner.source());
    }
    if error.is_timeout() {
        Failure::TimedOut
    } else if error.is_connect() {
        Failure::NoConnection(reason(error))
    } else {
        Failure::Reset(reason(error))
    }
}

/// What is wrong with a certificate, for people.
fn untrusted(why: &CertificateError) -> String {
    match why {
        CertificateError::UnknownIssuer => "nobody who is trusted here has signed it".to_owned(),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "it has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet".to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is for another host".to_owned()
        }
        CertificateError::Revoked => "it was revoked".to_owned(),
        other => other.to_string(),
    }
}

/// The innermost reason, which says most.
pub(super) fn reason(error: &dyn Error) -> String {
    let mut innermost: &dyn Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let mut reason = innermost.to_string();
    // The number says nothing to people that the words do not.
    reason.truncate(reason.find(" (os error").unwrap_or(reason.len()));
    reason
}
