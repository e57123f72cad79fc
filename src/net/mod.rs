//! External addresses: asked politely, each once, and never where they could do harm.
//!
//! What to ask next is decided by a scheduler without IO; one address is followed by a probe; bytes go through
//! a [`transport::Transport`]. What comes out is an observation, which says what happened and not what it means.

pub mod address;
mod probe;
mod scheduler;
pub mod store;
pub mod transport;
mod watch;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::base::observation::{Observation, Outcome, WhyNot};
use address::AddressPolicy;
use scheduler::{Scheduler, Step};
use transport::Transport;
pub use watch::{Ask, Ended, HostStats, Progress, Summary, Turn, Watch};

/// How much is asked at once, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Requests in flight.
    pub total: usize,
    /// Requests in flight to one host.
    pub per_host: usize,
    /// For one address with all its redirects.
    pub per_url: Duration,
    /// For everything. What has not been asked by then is not asked.
    pub deadline: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { total: 64, per_host: 2, per_url: Duration::from_mins(1), deadline: None }
    }
}

/// Ask every one of `asks` and tell `watch`. `now` is the time of day in seconds since 1970, with which answers are stamped.
///
/// The first interrupt (Ctrl-C) stops asking.
pub fn observe<T: Transport>(
    asks: &[Ask],
    transport: T,
    policy: &AddressPolicy,
    limits: Limits,
    now: u64,
    watch: &mut dyn Watch,
) -> std::io::Result<Summary> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let driver = drive(asks, Arc::new(transport), Arc::new(policy.clone()), limits, now, watch);
    Ok(runtime.block_on(driver))
}

async fn drive<T: Transport>(
    asks: &[Ask],
    transport: Arc<T>,
    policy: Arc<AddressPolicy>,
    limits: Limits,
    now: u64,
    watch: &mut dyn Watch,
) -> Summary {
    let started = Instant::now();
    let mut scheduler = Scheduler::new(asks.iter().map(|ask| ask.url.authority()), limits);
    let mut unseen = vec![true; asks.len()];
    let mut running = JoinSet::new();
    let interrupt = tokio::signal::ctrl_c();
    let deadline = tokio::time::sleep(limits.deadline.unwrap_or(Duration::from_hours(24 * 365)));
    tokio::pin!(interrupt, deadline);
    let mut done = 0;
    let mut rows = HashMap::new();
    let mut later: Vec<(tokio::time::Instant, usize)> = Vec::new();
    let ended = loop {
        later.retain(|(at, row)| {
            let waits = *at > tokio::time::Instant::now();
            if !waits {
                scheduler.put_back(*row);
            }
            waits
        });
        let soonest = later.iter().map(|(at, _)| *at).min();
        let (row, observation) = match scheduler.poll() {
            Step::Start(row) => match watch.turn(row) {
                Turn::Known(observation) => (row, observation),
                Turn::Later(wait) => {
                    scheduler.finished(row);
                    later.push((tokio::time::Instant::now() + wait, row));
                    continue;
                }
                Turn::Ask => {
                    let (transport, policy, url) =
                        (Arc::clone(&transport), Arc::clone(&policy), asks[row].url.clone());
                    let task = running.spawn(async move {
                        let probe = probe::observe(&url, &*transport, &policy, now);
                        tokio::time::timeout(limits.per_url, probe).await.ok()
                    });
                    rows.insert(task.id(), row);
                    continue;
                }
            },
            Step::Done if soonest.is_none() => break Ended::Complete,
            Step::AwaitCompletion | Step::Done => tokio::select! {
                () = tokio::time::sleep_until(soonest.unwrap_or_else(tokio::time::Instant::now)),
                    if soonest.is_some() => continue,
                finished = running.join_next_with_id(), if !running.is_empty() => {
                    let Some(finished) = finished else { break Ended::Complete };
                    let (id, seen) = match finished {
                        Ok((id, seen)) => (id, seen.ok_or(Outcome::TimedOut)),
                        // A task that panicked leaves its address unseen, which is said as "not asked".
                        Err(panicked) => (panicked.id(), Err(Outcome::NotAsked(WhyNot::Bug))),
                    };
                    let row = rows.remove(&id).expect("every task has its row, noted when it was spawned");
                    let url = asks[row].url.as_str();
                    (row, seen.unwrap_or_else(|outcome| Observation::new(url, outcome, now)))
                }
                _ = &mut interrupt => break Ended::Interrupted,
                () = &mut deadline => break Ended::Deadline,
            },
        };
        scheduler.finished(row);
        unseen[row] = false;
        done += 1;
        let at = now + started.elapsed().as_secs();
        watch.seen(row, Observation { at, ..observation });
        let (total, running, hosts) = (asks.len(), running.len(), scheduler.hosts_left());
        watch.progress(Progress { done, total, running, hosts });
    };
    let why = match ended {
        Ended::Deadline => WhyNot::Deadline,
        Ended::Interrupted | Ended::Complete => WhyNot::Interrupted,
    };
    for (row, ask) in asks.iter().enumerate().filter(|(row, _)| unseen[*row]) {
        watch.seen(row, Observation::new(ask.url.as_str(), Outcome::NotAsked(why), now));
    }
    let mut hosts: BTreeMap<&str, usize> = BTreeMap::new();
    for ask in asks {
        *hosts.entry(ask.url.authority()).or_default() += 1;
    }
    let stats = |(host, urls): (&str, usize)| HostStats {
        host: host.to_owned(),
        urls,
        requests: 0,
        unanswered: 0,
        limited: 0,
        cool_down: Duration::ZERO,
    };
    Summary { ended, hosts: hosts.into_iter().map(stats).collect() }
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
