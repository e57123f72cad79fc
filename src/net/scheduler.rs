//! Which address is asked next. No IO and no clock: the driver asks, does, and tells.

use std::collections::{HashMap, VecDeque};

use super::Limits;

/// What the driver is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask the address in this row.
    Start(usize),
    /// Wait until a running request ends.
    AwaitCompletion,
    /// Nothing is left.
    Done,
}

#[derive(Debug, Default)]
struct Host {
    waiting: VecDeque<usize>,
    running: usize,
}

/// Takes hosts in turn, so that a slow one holds nobody up; a request starts only when both its
/// host and the whole run have room.
#[derive(Debug)]
pub(super) struct Scheduler {
    hosts: Vec<Host>,
    /// The host of each row.
    host_of: Vec<usize>,
    /// Hosts that have an address waiting and room to ask it, next first.
    ready: VecDeque<usize>,
    running: usize,
    limits: Limits,
}

impl Scheduler {
    /// Addresses by the host that each row is on.
    pub(super) fn new<'a>(hosts: impl Iterator<Item = &'a str>, limits: Limits) -> Self {
        let mut rows: HashMap<&str, usize> = HashMap::new();
        let mut scheduler = Self {
            hosts: Vec::new(),
            host_of: Vec::new(),
            ready: VecDeque::new(),
            running: 0,
            limits,
        };
        for (row, name) in hosts.enumerate() {
            let host = *rows.entry(name).or_insert(scheduler.hosts.len());
            if host == scheduler.hosts.len() {
                scheduler.hosts.push(Host::default());
                scheduler.ready.push_back(host);
            }
            scheduler.hosts[host].waiting.push_back(row);
            scheduler.host_of.push(host);
        }
        scheduler
    }

    /// What to do now.
    pub(super) fn poll(&mut self) -> Step {
        if self.running < self.limits.total
            && let Some(host) = self.ready.pop_front()
            && let Some(row) = self.hosts[host].waiting.pop_front()
        {
            self.hosts[host].running += 1;
            self.running += 1;
            self.queue(host);
            return Step::Start(row);
        }
        if self.running > 0 { Step::AwaitCompletion } else { Step::Done }
    }

    /// The request of `row` has ended.
    pub(super) fn finished(&mut self, row: usize) {
        let host = self.host_of[row];
        let was_full = self.hosts[host].running >= self.limits.per_host;
        self.hosts[host].running -= 1;
        self.running -= 1;
        if was_full {
            self.queue(host);
        }
    }

    /// Hosts with addresses that have not been dealt with.
    pub(super) fn hosts_left(&self) -> usize {
        self.hosts.iter().filter(|host| !host.waiting.is_empty() || host.running > 0).count()
    }

    /// The address in `row` is to have another turn.
    pub(super) fn put_back(&mut self, row: usize) {
        let host = self.host_of[row];
        self.hosts[host].waiting.push_back(row);
        if !self.ready.contains(&host) {
            self.queue(host);
        }
    }

    fn queue(&mut self, host: usize) {
        let state = &self.hosts[host];
        if !state.waiting.is_empty() && state.running < self.limits.per_host {
            self.ready.push_back(host);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn scheduler(hosts: &[&str], total: usize, per_host: usize) -> Scheduler {
        Scheduler::new(
            hosts.iter().copied(),
            Limits { total, per_host, per_url: Duration::MAX, deadline: None },
        )
    }

    #[test]
    fn hosts_take_turns_and_a_full_one_holds_nobody_up() {
        let mut it = scheduler(&["a", "a", "a", "b", "c"], 4, 1);
        assert_eq!(
            [it.poll(), it.poll(), it.poll(), it.poll()],
            [Step::Start(0), Step::Start(3), Step::Start(4), Step::AwaitCompletion]
        );
        it.finished(4);
        assert_eq!(it.poll(), Step::AwaitCompletion);
        it.finished(0);
        assert_eq!(it.poll(), Step::Start(1));
        it.finished(3);
        it.finished(1);
        assert_eq!(it.poll(), Step::Start(2));
        it.finished(2);
        assert_eq!(it.poll(), Step::Done);
    }

    #[test]
    fn neither_bound_is_ever_passed_and_everything_is_asked_once() {
        let hosts: Vec<String> = (0..200).map(|n| format!("h{}", n % 7)).collect();
        let mut it = Scheduler::new(
            hosts.iter().map(String::as_str),
            Limits { total: 5, per_host: 2, per_url: Duration::MAX, deadline: None },
        );
        let mut running: Vec<usize> = Vec::new();
        let mut asked = std::collections::BTreeSet::new();
        loop {
            match it.poll() {
                Step::Start(row) => {
                    assert!(asked.insert(row));
                    running.push(row);
                    assert!(running.len() <= 5);
                    assert!(running.iter().filter(|&&other| other % 7 == row % 7).count() <= 2);
                }
                Step::AwaitCompletion => it.finished(running.remove(running.len() / 2)),
                Step::Done => break,
            }
        }
        assert_eq!(asked.len(), 200);
    }
}
