//! External addresses: asked politely, each once, and never where they could do harm.
//!
//! What to ask next is decided by a [`scheduler`] without IO; where one address leads by a visit without IO; bytes go
//! through a [`transport::Transport`]. What comes out is an observation, which says what happened and not what it means.

pub mod address;
mod failure;
pub mod github;
mod headers;
mod hosts;
mod interrupt;
mod limits;
mod lookup;
mod pace;
mod page;
mod proxy;
mod reach;
mod robots;
pub mod scheduler;
mod step;
pub mod store;
mod tls;
pub mod transport;
mod visit;
mod wall;
mod watch;
mod web;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};

use crate::base::observation::{Observation, Outcome, WhyNot};
use address::AddressPolicy;
pub use interrupt::on_next_interrupt;
pub use limits::{HostRule, Limits, Patience};
pub use lookup::Pin;
pub use pace::HostLimits;
pub use proxy::Proxies;
use reach::{Reach, Suspicion};
use scheduler::{After, Scheduler, Signal, Step};
pub use tls::Trust;
use transport::{Answer, Failure, Method, Request, Transport};
use visit::{HeadTrust, Next, Visit};
pub use watch::{Ask, Ended, HostStats, Progress, Summary, Turn, Watch};
pub use web::{Secret, Settings, Web};

/// Ask every one of `asks` and tell `watch`. `now` is the time of day in seconds since 1970, with which answers are stamped.
///
/// The first interrupt (Ctrl-C, or the signal that ends processes) stops asking.
pub fn observe<T: Transport>(
    asks: &[Ask],
    transport: T,
    policy: &AddressPolicy,
    limits: Limits,
    now: u64,
    watch: &mut dyn Watch,
) -> std::io::Result<Summary> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // Names are looked up by threads of this pool.
        .max_blocking_threads(32)
        .build()?;
    let patience = limits.patience;
    let limits = Limits { total: limits.total.min(transport.room()), ..limits };
    let scheduler = Scheduler::new(asks.iter().map(Ask::authority), limits);
    let run = Run {
        asks,
        policy,
        patience,
        now,
        watch,
        scheduler,
        visits: HashMap::new(),
        heads: HeadTrust::default(),
        closed: BTreeSet::new(),
        reach: Reach::new(patience.connect / 2),
        asked_again: None,
        unseen: vec![true; asks.len()],
        done: 0,
        requests: 0,
    };
    let summary = runtime.block_on(run.drive(Arc::new(transport)));
    // A name server that does not answer must not hold the process up.
    runtime.shutdown_background();
    Ok(summary)
}

/// The run as it goes on.
struct Run<'a> {
    asks: &'a [Ask],
    policy: &'a AddressPolicy,
    patience: Patience,
    now: u64,
    watch: &'a mut dyn Watch,
    scheduler: Scheduler,
    /// Rows that are being asked, or are to be asked again.
    visits: HashMap<usize, Visit>,
    heads: HeadTrust,
    /// Hosts that no longer answer in place of others.
    closed: BTreeSet<Box<str>>,
    reach: Reach,
    /// When a host that has answered was asked whether it still does.
    asked_again: Option<Duration>,
    unseen: Vec<bool>,
    done: usize,
    requests: usize,
}

type Answered = (Result<Answer, Failure>, Duration);

impl Run<'_> {
    async fn drive<T: Transport>(mut self, transport: Arc<T>) -> Summary {
        let started = Instant::now();
        let mut running: JoinSet<Answered> = JoinSet::new();
        let mut rows: HashMap<Id, usize> = HashMap::new();
        let interrupt = interrupt::next();
        tokio::pin!(interrupt);
        let mut clock = tokio::time::interval(Duration::from_secs(1));
        clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let ended = loop {
            let time = started.elapsed();
            let suspicion = self.reach.suspicion(self.scheduler.running(), time);
            let step = match (suspicion, self.asked_again) {
                (_, Some(asked)) if !self.reach.heard_since(asked) => Step::AwaitCompletion,
                (None, _) => self.scheduler.poll(time),
                (Some(Suspicion::Founded(ended)), _) if running.is_empty() => break ended,
                (Some(Suspicion::Ask(witness)), None) => {
                    let request = self.ask_again(witness, time);
                    let (transport, wait) = (Arc::clone(&transport), self.patience.again());
                    running.spawn(async move {
                        let answer = tokio::time::timeout(wait, transport.ask(request)).await;
                        (answer.unwrap_or(Err(Failure::TimedOut)), Duration::ZERO)
                    });
                    Step::AwaitCompletion
                }
                // Those under way may know better.
                (Some(_), _) => Step::AwaitCompletion,
            };
            let until = match step {
                Step::Start(row) => {
                    if let Some(request) = self.begin(row, time) {
                        self.reach.starts(self.scheduler.running(), time);
                        let transport = Arc::clone(&transport);
                        let task = running.spawn(async move {
                            let sent = Instant::now();
                            (transport.ask(request).await, sent.elapsed())
                        });
                        rows.insert(task.id(), row);
                    }
                    continue;
                }
                Step::GiveUp(row, why) => {
                    self.end(row, Outcome::NotAsked(why), time);
                    continue;
                }
                Step::Done => break Ended::Complete,
                Step::Deadline => break Ended::Deadline,
                Step::WaitUntil(until) => Some(started + until),
                Step::AwaitCompletion => None,
            };
            let timer = tokio::time::sleep_until(until.unwrap_or(started));
            tokio::select! {
                Some(finished) = running.join_next_with_id() => {
                    let (id, answered) = match finished {
                        Ok((id, answered)) => (id, Some(answered)),
                        Err(panicked) => (panicked.id(), None),
                    };
                    let time = started.elapsed();
                    // What has no row is the question whether there still is a network.
                    let Some(row) = rows.remove(&id) else {
                        let answer = answered.map_or(Err(Failure::TimedOut), |(answer, _)| answer);
                        let asked = self.asked_again.take().unwrap_or(time);
                        match self.reach.confirmed(answer.as_ref(), asked, time) {
                            Some(ended) => break ended,
                            None => continue,
                        }
                    };
                    self.answered(row, answered, time);
                }
                () = timer, if until.is_some() => {}
                // A run that waits for somebody shows that it lives.
                _ = clock.tick() => self.progress(),
                _ = &mut interrupt => break Ended::Interrupted,
            }
        };
        let ended = self.names_are_known(ended, &*transport).await;
        self.conclude(ended)
    }

    /// Where names were not found and nobody has answered since: how a run that `ended` so really ended. One that was cut short
    /// does not wait for certainty, and says nothing of those names.
    async fn names_are_known<T: Transport>(&mut self, ended: Ended, transport: &T) -> Ended {
        if !self.reach.doubts_names() || ended == Ended::Complete && transport.knows_names().await {
            return ended;
        }
        let lost = self.reach.forget_names();
        if ended == Ended::Complete { lost } else { ended }
    }

    /// The request that `row` starts with, or goes on with, unless there is nothing to ask.
    fn begin(&mut self, row: usize, time: Duration) -> Option<Request> {
        let ask = &self.asks[row];
        if !self.visits.contains_key(&row) {
            let open = !self.closed.contains(ask.authority());
            match self.watch.turn(row) {
                Turn::Ask => match Visit::new(ask, self.policy, &self.heads, open) {
                    Ok(visit) if visit.authority() == ask.authority() => {
                        self.visits.insert(row, visit);
                    }
                    Ok(visit) => {
                        self.scheduler.reroute(row, visit.authority(), time);
                        self.visits.insert(row, visit);
                        return None;
                    }
                    Err(outcome) => {
                        self.scheduler.known(row, time);
                        self.tell(row, Observation::new(ask.url.as_str(), outcome, self.now));
                    }
                },
                Turn::Known(seen) => {
                    self.scheduler.known(row, time);
                    self.tell(row, seen);
                }
                Turn::Later(wait) => self.scheduler.postpone(row, wait, time),
            }
        }
        let request = self.visits.get_mut(&row).map(|visit| visit.request(ask));
        self.requests += usize::from(request.is_some());
        request
    }

    /// The question to a host that has answered whether it still does.
    fn ask_again(&mut self, row: usize, time: Duration) -> Request {
        self.requests += 1;
        self.asked_again = Some(time);
        let ask = Ask::from(self.asks[row].url.clone());
        let visit = Visit::new(&ask, self.policy, &self.heads, false);
        // Some who answer GET keep silent at HEAD.
        let request = visit.expect("it could be asked before").request(&ask);
        Request { method: Method::Get, ..request }
    }

    /// The request of `row` ended; without an answer by a bug.
    fn answered(&mut self, row: usize, answered: Option<Answered>, time: Duration) {
        let ask = &self.asks[row];
        let (Some((answer, took)), Some(visit)) = (answered, self.visits.get_mut(&row)) else {
            self.scheduler.finished(row, Signal::None, After::Done, time);
            self.visits.remove(&row);
            self.end(row, Outcome::NotAsked(WhyNot::Bug), time);
            return;
        };
        let asked = visit.authority().to_owned();
        match &answer {
            Ok(_) => self.reach.heard(time),
            Err(Failure::NotAllowed(_)) => {}
            Err(why) => self.reach.failed(&asked, why, took, time),
        }
        let (signal, next) =
            visit.answered(answer, took, self.patience.url, ask, self.policy, &mut self.heads);
        let after = match next {
            Next::Ask => After::Next(visit.authority()),
            Next::Refused => {
                self.closed.insert(asked.into());
                After::Next(visit.authority())
            }
            Next::Retry => After::Retry,
            Next::Done => After::Done,
        };
        if !self.scheduler.finished(row, signal, after, time)
            && let Some(seen) = self.visits.remove(&row).and_then(Visit::seen)
        {
            self.hear(row, seen, time);
        }
    }

    /// `row` will not be asked, or not again: if it was asked before, what was seen then holds.
    fn end(&mut self, row: usize, outcome: Outcome, time: Duration) {
        let url = self.asks[row].url.as_str();
        match self.visits.remove(&row).and_then(Visit::seen) {
            Some(seen) => self.hear(row, seen, time),
            None => self.tell(row, Observation::new(url, outcome, self.now)),
        }
    }

    fn hear(&mut self, row: usize, seen: Observation, time: Duration) {
        let seen = Observation { at: self.now + time.as_secs(), ..seen };
        for (row, seen) in self.reach.hear(row, self.asks[row].url.authority(), seen, time) {
            self.tell(row, seen);
        }
    }

    fn tell(&mut self, row: usize, seen: Observation) {
        self.watch.seen(row, seen);
        self.count(row);
    }

    fn count(&mut self, row: usize) {
        self.unseen[row] = false;
        self.done += 1;
        self.progress();
    }

    fn progress(&mut self) {
        self.watch.progress(Progress {
            done: self.done,
            total: self.asks.len(),
            running: self.scheduler.running(),
            requests: self.requests,
        });
    }

    fn conclude(mut self, ended: Ended) -> Summary {
        // What failed before it turned out that everything fails says nothing.
        let rest = self.reach.rest();
        if !ended.by_network() {
            for (row, seen, doubtful) in rest {
                if doubtful {
                    self.watch.doubted(row, seen);
                    self.count(row);
                } else {
                    self.tell(row, seen);
                }
            }
        }
        let asks = self.asks;
        for (row, ask) in asks.iter().enumerate() {
            if self.unseen[row] {
                let outcome = Outcome::NotAsked(ended.why_not());
                self.tell(row, Observation::new(ask.url.as_str(), outcome, self.now));
            }
        }
        Summary { ended, hosts: self.scheduler.stats() }
    }
}
