//! What is asked next, and when. No IO and no clock: the driver asks, does, and tells. Times count from the start.
//!
//! An address (a *row*) takes several requests: HEAD, GET, redirects to other hosts, retries. Each stands in the queue
//! of its host for itself, so that a permit is held by what is under way and by nothing that waits.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};
use std::time::Duration;

use super::hosts::{Domain, Host, NONE, registrable};
use super::limits::Limits;
use super::pace;
pub use super::step::{After, Signal, Step};
use super::watch::HostStats;
use crate::base::observation::WhyNot;

/// A host that did not answer so many times in a row is put off to the second pass, asked one thing at a time, and given
/// up when that fails too.
const SILENT: u32 = 4;
/// A host that wanted less so many times in a row is given up.
const TROUBLED: u32 = 3;

/// Takes hosts in turn, so that a slow one holds nobody up. A request starts when its host, its domain and the whole
/// run have room and the pace of the host allows it.
#[derive(Debug)]
pub struct Scheduler {
    limits: Limits,
    hosts: Vec<Host>,
    by_name: HashMap<Box<str>, u32>,
    domains: Vec<Domain>,
    domain_by_name: HashMap<Box<str>, u32>,
    /// The host that each row is at.
    host_of: Vec<u32>,
    /// The row behind each row, in the queue of its host.
    next: Vec<u32>,
    retried: Vec<u8>,
    /// Hosts that may have something to start, next first.
    ready: VecDeque<u32>,
    /// Hosts whose pace makes them wait, by time.
    timers: BinaryHeap<Reverse<(Duration, u32)>>,
    /// Rows that wait for nothing but time, by time.
    later: BinaryHeap<Reverse<(Duration, u32)>>,
    /// Rows that are asked again once everything has been asked: when, at the earliest.
    second_pass: BinaryHeap<Reverse<(Duration, u32)>>,
    /// Hosts whose queue is to be given up.
    giving_up: Vec<u32>,
    waiting: usize,
    running: usize,
    left: usize,
}

impl Scheduler {
    /// Rows by the host that each is on.
    pub fn new<'a>(hosts: impl Iterator<Item = &'a str>, limits: Limits) -> Self {
        let mut scheduler = Self {
            limits,
            hosts: Vec::new(),
            by_name: HashMap::new(),
            domains: Vec::new(),
            domain_by_name: HashMap::new(),
            host_of: Vec::new(),
            next: Vec::new(),
            retried: Vec::new(),
            ready: VecDeque::new(),
            timers: BinaryHeap::new(),
            later: BinaryHeap::new(),
            second_pass: BinaryHeap::new(),
            giving_up: Vec::new(),
            waiting: 0,
            running: 0,
            left: 0,
        };
        let (count, _) = hosts.size_hint();
        scheduler.host_of.reserve_exact(count);
        scheduler.next.reserve_exact(count);
        scheduler.retried.reserve_exact(count);
        for name in hosts {
            let (row, host) = (scheduler.host_of.len(), scheduler.host(name));
            scheduler.hosts[host as usize].urls += 1;
            scheduler.host_of.push(host);
            scheduler.next.push(NONE);
            scheduler.retried.push(0);
            scheduler.left += 1;
            scheduler.enqueue(row, false);
        }
        scheduler
    }

    /// What to do at `now`.
    pub fn poll(&mut self, now: Duration) -> Step {
        let deadline = self.limits.deadline;
        if self.left > 0 && deadline.is_some_and(|deadline| now >= deadline) {
            return Step::Deadline;
        }
        self.wake(now);
        if let Some(step) = self.give_up() {
            return step;
        }
        while self.running < self.limits.total {
            let Some(host) = self.ready.pop_front() else { break };
            if let Some(row) = self.start(host, now) {
                return Step::Start(row);
            }
        }
        if self.left == 0 {
            return Step::Done;
        }
        let full = self.running >= self.limits.total;
        let mut times = [
            self.timers.peek().filter(|_| !full).map(|Reverse((at, _))| *at),
            self.later.peek().map(|Reverse((at, _))| *at),
            self.second_pass.peek().filter(|_| self.waiting == 0).map(|Reverse((at, _))| *at),
            deadline,
        ]
        .into_iter()
        .flatten();
        let first = times.next();
        let first = first.map(|first| times.fold(first, Duration::min));
        first.map_or(Step::AwaitCompletion, Step::WaitUntil)
    }

    /// The request of `row` has ended: what it told of its host, and what is to come. Gives whether the row comes
    /// again; a retry that nobody has patience for does not.
    pub fn finished(
        &mut self,
        row: usize,
        signal: Signal,
        after: After<'_>,
        now: Duration,
    ) -> bool {
        let host = self.host_of[row];
        self.running -= 1;
        let domain = self.hosts[host as usize].domain as usize;
        self.domains[domain].running -= 1;
        if let Some(parked) = self.domains[domain].parked.pop_front() {
            self.ready.push_back(parked);
        }
        self.hosts[host as usize].running -= 1;
        self.hear(host, signal, now);
        let again = match after {
            After::Done => false,
            After::Next(name) => {
                self.host_of[row] = self.host(name);
                self.enqueue(row, true);
                true
            }
            After::Retry => self.retry(row, signal, now),
            After::Later(wait) => {
                self.later.push(Reverse((now + wait, small(row))));
                true
            }
        };
        if !again {
            self.left -= 1;
        }
        self.queue(host);
        again
    }

    /// The row that was started needs no request after all.
    pub fn known(&mut self, row: usize, now: Duration) {
        self.hosts[self.host_of[row] as usize].requests -= 1;
        self.finished(row, Signal::None, After::Done, now);
    }

    /// The row that was started is to be asked at this host after all.
    pub fn reroute(&mut self, row: usize, host: &str, now: Duration) {
        self.hosts[self.host_of[row] as usize].requests -= 1;
        self.finished(row, Signal::None, After::Next(host), now);
    }

    /// The row that was started must not be asked for this long, for somebody else is asking.
    pub fn postpone(&mut self, row: usize, wait: Duration, now: Duration) {
        self.hosts[self.host_of[row] as usize].requests -= 1;
        self.finished(row, Signal::None, After::Later(wait), now);
    }

    /// Rows that are not done.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Requests under way.
    pub fn running(&self) -> usize {
        self.running
    }

    /// Every host with what became of it, by name.
    pub fn stats(&self) -> Vec<HostStats> {
        let mut all: Vec<HostStats> = self.hosts.iter().map(Host::stats).collect();
        all.sort_unstable_by(|a, b| a.host.cmp(&b.host));
        all
    }

    /// The host of that name, which may be new.
    fn host(&mut self, name: &str) -> u32 {
        if let Some(&host) = self.by_name.get(name) {
            return host;
        }
        let index = small(self.hosts.len());
        let domain = registrable(name);
        let domain = *self.domain_by_name.entry(domain.into()).or_insert_with(|| {
            self.domains.push(Domain::default());
            small(self.domains.len() - 1)
        });
        let rule = self.limits.of(name);
        self.by_name.insert(name.into(), index);
        self.hosts.push(Host::new(name, rule, domain));
        index
    }

    /// Put `row` into the queue of its host.
    fn enqueue(&mut self, row: usize, at_front: bool) {
        let index = self.host_of[row];
        let host = &mut self.hosts[index as usize];
        let row = small(row);
        self.waiting += 1;
        if host.first == NONE {
            self.next[row as usize] = NONE;
            (host.first, host.last) = (row, row);
        } else if at_front {
            self.next[row as usize] = host.first;
            host.first = row;
        } else {
            self.next[row as usize] = NONE;
            self.next[host.last as usize] = row;
            host.last = row;
        }
        if host.given_up.is_some() {
            self.giving_up.push(index);
        }
        self.queue(index);
    }

    fn dequeue(&mut self, host: u32) -> Option<usize> {
        let host = &mut self.hosts[host as usize];
        let row = Some(host.first).filter(|&row| row != NONE)?;
        host.first = self.next[row as usize];
        self.waiting -= 1;
        Some(row as usize)
    }

    /// Let `host` have its turn, if it has something to ask and room for it.
    fn queue(&mut self, index: u32) {
        let host = &mut self.hosts[index as usize];
        // One that is silent is asked one thing at a time.
        let most = if host.silent >= SILENT { 1 } else { host.limits.in_flight.max(1) };
        let room = (host.running as usize) < most;
        if !host.queued && room && host.first != NONE && host.given_up.is_none() {
            host.queued = true;
            self.ready.push_back(index);
        }
    }

    /// Start a request of `host`, if its domain and its pace let it.
    fn start(&mut self, index: u32, now: Duration) -> Option<usize> {
        let host = &mut self.hosts[index as usize];
        host.queued = false;
        if host.first == NONE || host.given_up.is_some() {
            return None;
        }
        let domain = &mut self.domains[host.domain as usize];
        if domain.running >= self.limits.per_domain.max(1) {
            host.queued = true;
            domain.parked.push_back(index);
            return None;
        }
        let at = host.pace.next(host.limits, now);
        if at > now {
            host.queued = true;
            self.timers.push(Reverse((at, index)));
            return None;
        }
        host.pace.take(now);
        host.running += 1;
        host.requests += 1;
        domain.running += 1;
        self.running += 1;
        let row = self.dequeue(index);
        self.queue(index);
        row
    }

    /// What was waiting for a time that has come may go on.
    fn wake(&mut self, now: Duration) {
        while let Some(&Reverse((at, host))) = self.timers.peek()
            && at <= now
        {
            self.timers.pop();
            self.ready.push_back(host);
        }
        while let Some(&Reverse((at, row))) = self.later.peek()
            && at <= now
        {
            self.later.pop();
            self.enqueue(row as usize, false);
        }
        if self.waiting > 0 {
            return;
        }
        while let Some(&Reverse((at, row))) = self.second_pass.peek()
            && at <= now
        {
            self.second_pass.pop();
            self.enqueue(row as usize, false);
        }
    }

    /// Learn from what a request told of its host.
    fn hear(&mut self, index: u32, signal: Signal, now: Duration) {
        let host = &mut self.hosts[index as usize];
        match signal {
            Signal::None => {}
            Signal::Clean => {
                host.silent = 0;
                host.pace.clean(host.limits);
            }
            Signal::Trouble(wants) | Signal::Outage(wants) => {
                host.limited += 1;
                host.silent = 0;
                let outage = matches!(signal, Signal::Outage(_));
                let rest = host.pace.trouble(host.limits, wants, outage, now);
                host.rested += rest.unwrap_or_default();
                let patience = host.pace.rests() <= TROUBLED;
                if let Some(wants) = rest.err().or(wants.filter(|_| !patience)) {
                    host.given_up = Some(WhyNot::Limited { seconds: wants.as_secs() });
                } else if !patience {
                    let seconds = host.pace.resting(now).as_secs();
                    host.given_up = Some(WhyNot::Limited { seconds });
                }
            }
            Signal::Silence => {
                host.unanswered += 1;
                host.silent += 1;
                if host.silent == SILENT {
                    // Those under way may end the same way; what starts after them is the second chance.
                    host.patience = SILENT + host.running;
                    self.put_off(index, now);
                } else if host.silent > host.patience {
                    host.given_up = Some(WhyNot::Unreachable);
                }
            }
        }
        let host = &self.hosts[index as usize];
        if host.given_up.is_some() {
            self.giving_up.push(index);
        }
    }

    /// Put what waits for a silent host off to the second pass.
    fn put_off(&mut self, index: u32, now: Duration) {
        while let Some(row) = self.dequeue(index) {
            self.second_pass.push(Reverse((now + pace::RETRY_AFTER[0], small(row))));
        }
    }

    /// Ask `row` once more, unless its host or the row itself has had enough retries.
    fn retry(&mut self, row: usize, signal: Signal, now: Duration) -> bool {
        let index = self.host_of[row];
        let host = &mut self.hosts[index as usize];
        // A fifth more than without, but all that kept silent at first even where few links lead: GET may do better than HEAD.
        let first = SILENT.max(small(host.limits.in_flight) + 1);
        let enough = host.retries >= (host.urls / 5).max(first) || host.given_up.is_some();
        if enough || self.retried[row] >= self.limits.max_retries {
            return false;
        }
        let wait = pace::before_retry(self.retried[row], row, self.limits.chance);
        host.retries += 1;
        self.retried[row] += 1;
        if matches!(signal, Signal::Trouble(_) | Signal::Outage(_)) {
            // The rest that the host takes is the wait.
            self.enqueue(row, true);
        } else {
            self.second_pass.push(Reverse((now + wait, small(row))));
        }
        true
    }

    /// A row of a host that is given up.
    fn give_up(&mut self) -> Option<Step> {
        while let Some(&index) = self.giving_up.last() {
            let why = self.hosts[index as usize].given_up;
            if let (Some(row), Some(why)) = (self.dequeue(index), why) {
                self.left -= 1;
                return Some(Step::GiveUp(row, why));
            }
            self.giving_up.pop();
        }
        None
    }
}

/// Rows and hosts are counted in 32 bits: four thousand million addresses are more than anybody links to.
fn small(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 addresses")
}
