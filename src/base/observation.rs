//! What happened when an external address was asked: facts, no judgement.
//!
//! Whether a fact makes a link broken depends on settings that differ by path and by run, so it is
//! decided elsewhere (`resolve::judge`) and can be decided again.

/// One answer on the way to the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// The address that was asked.
    pub url: String,
    /// The redirect status that it answered.
    pub status: u16,
}

/// How the last request of a chain ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A status that is not a redirect.
    Answered(u16),
    /// The name does not exist.
    NoSuchHost,
    /// The certificate does not hold, with the reason.
    Tls(String),
    /// No complete answer in time.
    TimedOut,
    /// The connection was refused, reset or never came about, with the reason.
    NoConnection(String),
    /// A redirect that leads nowhere one may follow, with the reason.
    BadRedirect(String),
    /// The address is not public and nobody allowed it; no connection was made.
    NotAllowed(String),
    /// The run ended before this address had its turn.
    NotAsked,
}

/// What was seen of one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The redirects that were followed, first asked first.
    pub hops: Vec<Hop>,
    /// The address that gave the outcome; equal to the address asked when nothing redirected.
    pub last_url: String,
    /// How it ended.
    pub outcome: Outcome,
}
