//! External addresses: asked politely, each once, and never where they could do harm.
//!
//! What to ask next is decided by a scheduler without IO; one address is followed by a probe; bytes go through
//! a [`transport::Transport`]. What comes out is an observation, which says what happened and not what it means.

pub mod address;
mod probe;
mod scheduler;
pub mod transport;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use crate::base::observation::{Observation, Outcome};
use crate::base::url::UrlKey;
use address::AddressPolicy;
use scheduler::{Scheduler, Step};
use transport::Transport;

/// How much is asked at once, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests in flight.
    pub total: usize,
    /// Requests in flight to one host.
    pub per_host: usize,
    /// For one address with all its redirects.
    pub per_url: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: 64, per_host: 2, per_url: Duration::from_mins(1) }
    }
}

/// What was seen of each address, in the order in which they were given.
pub struct Observed {
    /// The addresses with what was seen.
    pub seen: Vec<(UrlKey, Observation)>,
    /// Somebody interrupted the run: addresses whose turn had not come were not asked.
    pub interrupted: bool,
}

/// Ask every one of `urls`. `progress` is told how many are done.
///
/// The first interrupt (Ctrl-C) stops asking and gives what is known.
pub fn observe<T: Transport>(
    urls: &[UrlKey],
    transport: T,
    policy: &AddressPolicy,
    limits: Limits,
    progress: &mut dyn FnMut(usize),
) -> std::io::Result<Observed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    Ok(runtime.block_on(drive(
        urls,
        Arc::new(transport),
        Arc::new(policy.clone()),
        limits,
        progress,
    )))
}

async fn drive<T: Transport>(
    urls: &[UrlKey],
    transport: Arc<T>,
    policy: Arc<AddressPolicy>,
    limits: Limits,
    progress: &mut dyn FnMut(usize),
) -> Observed {
    let mut scheduler = Scheduler::new(urls.iter().map(UrlKey::authority), limits);
    let mut seen: Vec<Option<Observation>> = vec![None; urls.len()];
    let mut running = JoinSet::new();
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    let mut done = 0;
    let mut rows = HashMap::new();
    let interrupted = loop {
        match scheduler.poll() {
            Step::Start(row) => {
                let (transport, policy, url) =
                    (Arc::clone(&transport), Arc::clone(&policy), urls[row].clone());
                let task = running.spawn(async move {
                    let probe = probe::observe(&url, &*transport, &policy);
                    tokio::time::timeout(limits.per_url, probe).await.ok()
                });
                rows.insert(task.id(), row);
            }
            Step::AwaitCompletion => tokio::select! {
                finished = running.join_next_with_id() => {
                    let Some(finished) = finished else { break false };
                    let (id, observation) = match finished {
                        Ok((id, observation)) => (id, Some(observation)),
                        // A task that panicked leaves its address unseen, which is said as "not asked".
                        Err(panicked) => (panicked.id(), None),
                    };
                    let row = rows.remove(&id).expect("every task has its row, noted when it was spawned");
                    seen[row] = observation.map(|seen| seen.unwrap_or_else(|| without(&urls[row], Outcome::TimedOut)));
                    scheduler.finished(row);
                    done += 1;
                    progress(done);
                }
                _ = &mut interrupt => break true,
            },
            Step::Done => break false,
        }
    };
    let observation = |(row, seen): (usize, Option<Observation>)| {
        let url = &urls[row];
        (url.clone(), seen.unwrap_or_else(|| without(url, Outcome::NotAsked)))
    };
    Observed { seen: seen.into_iter().enumerate().map(observation).collect(), interrupted }
}

/// Call `action` when the user interrupts once more. Does nothing where signals cannot be watched.
pub fn on_next_interrupt(action: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        if runtime.is_ok_and(|runtime| runtime.block_on(tokio::signal::ctrl_c()).is_ok()) {
            action();
        }
    });
}

/// An observation without redirects.
fn without(url: &UrlKey, outcome: Outcome) -> Observation {
    Observation { hops: Vec::new(), last_url: url.as_str().to_owned(), outcome }
}
