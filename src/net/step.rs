//! What the scheduler and its driver say to each other.

use std::time::Duration;

use crate::base::observation::WhyNot;

/// What the driver is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Send the next request of this row.
    Start(usize),
    /// Do not ask this row any more.
    GiveUp(usize, WhyNot),
    /// Wait until a request ends, or until this time.
    WaitUntil(Duration),
    /// Wait until a request ends.
    AwaitCompletion,
    /// The time for the whole run is over. Requests may still be under way.
    Deadline,
    /// Nothing is left.
    Done,
}

/// What a request told of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// It answers.
    Clean,
    /// It wants fewer requests (429), perhaps for this long.
    Trouble(Option<Duration>),
    /// It is in trouble itself (503, a connection that it reset), perhaps for this long.
    Outage(Option<Duration>),
    /// No answer.
    Silence,
    /// Nothing.
    None,
}

/// What comes after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After<'a> {
    /// The row is done.
    Done,
    /// Another request, to this host.
    Next(&'a str),
    /// The same once more: when the host has rested, or at the end of the run.
    Retry,
    /// Not now, but after this long: somebody else is asking.
    Later(Duration),
}
