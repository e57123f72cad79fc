//! What asking many external addresses costs besides the network.
//!
//! `cargo bench --bench asking` asks 100,000 addresses of 2,000 hosts through a transport that answers at once, and fails when
//! an address takes too much memory or a decision of the scheduler too much time.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark says what it measures, or fails"
)]

use std::collections::VecDeque;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use guidepost::base::history::History;
use guidepost::base::observation::Observation;
use guidepost::base::url::UrlKey;
use guidepost::net::address::AddressPolicy;
use guidepost::net::scheduler::{After, Scheduler, Signal, Step};
use guidepost::net::transport::{Answer, Failure, Request, Transport};
use guidepost::net::{self, Ask, HostLimits, Limits, Watch};

const URLS: usize = 100_000;
const HOSTS: usize = 2_000;
/// Bytes for each address, above those that hold the addresses themselves.
const MOST_BYTES: usize = 400;
/// For each answer of the scheduler.
const MOST_TIME: Duration = Duration::from_micros(2);

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("one") => println!("{}", hold(1)),
        Some("all") => println!("{}", hold(URLS)),
        _ => {
            time();
            memory();
        }
    }
}

fn url(n: usize) -> String {
    format!("https://host-{}.example.org/guide/part-{}/page-{n}.html", n % HOSTS, n % 97)
}

/// Answers everything.
struct Fine;

impl Transport for Fine {
    async fn ask(&self, _request: Request) -> Result<Answer, Failure> {
        Ok(Answer::new(200))
    }
}

/// Keeps what is kept of a run until its report is written.
struct Kept {
    urls: Vec<UrlKey>,
    histories: Vec<(UrlKey, Box<History>)>,
}

impl Watch for Kept {
    fn seen(&mut self, row: usize, seen: Observation) {
        self.histories.push((self.urls[row].clone(), Box::new(seen.into())));
    }
}

/// The most memory in KiB that a process has which holds all addresses and asks so many of them.
fn hold(count: usize) -> usize {
    let urls: Vec<UrlKey> = (0..URLS).map(|n| UrlKey::new(&url(n)).unwrap()).collect();
    let asks: Vec<Ask> = urls.iter().take(count).cloned().map(Ask::from).collect();
    let mut kept = Kept { urls, histories: Vec::with_capacity(count) };
    let host = HostLimits { in_flight: 2, per_second: 1e9, burst: 1000 };
    let limits = Limits { host, per_domain: 1000, ..Limits::default() };
    net::observe(&asks, Fine, &AddressPolicy::default(), limits, 0, &mut kept).unwrap();
    assert_eq!(kept.histories.len(), count);
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn memory() {
    let itself = std::env::current_exe().unwrap();
    let kib = |what: &str| -> usize {
        let output = Command::new(&itself).arg(what).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    };
    let (one, all) = (kib("one"), kib("all"));
    let each = (all - one) * 1024 / URLS;
    println!(
        "{one} KiB hold {URLS} addresses and ask one, {all} KiB ask all: {each} bytes each, at most {MOST_BYTES}"
    );
    assert!(each <= MOST_BYTES, "an address takes too much memory");
}

fn time() {
    let hosts: Vec<String> =
        (0..URLS).map(|n| format!("host-{}.example-{}.org", n % HOSTS, n % HOSTS)).collect();
    // Each request takes 100 ms of a clock that is set by hand.
    let mut best = Duration::MAX;
    let mut decisions = 0;
    for _ in 0..5 {
        let started = Instant::now();
        decisions = run(&hosts);
        best = best.min(started.elapsed());
    }
    let each = best / u32::try_from(decisions).unwrap();
    println!("{decisions} decisions for {URLS} addresses: {each:?} each, at most {MOST_TIME:?}");
    assert!(each <= MOST_TIME, "a decision takes too much time");
}

/// Every address asked, at the usual pace. Gives the number of decisions.
fn run(hosts: &[String]) -> usize {
    let mut scheduler = Scheduler::new(hosts.iter().map(String::as_str), Limits::default());
    let (mut now, mut decisions) = (Duration::ZERO, 0);
    let mut running: VecDeque<(Duration, usize)> = VecDeque::new();
    loop {
        decisions += 1;
        match scheduler.poll(now) {
            Step::Start(row) => running.push_back((now + Duration::from_millis(100), row)),
            Step::GiveUp(..) => {}
            Step::Done | Step::Deadline => return decisions,
            step @ (Step::WaitUntil(_) | Step::AwaitCompletion) => {
                let timer = if let Step::WaitUntil(at) = step { Some(at) } else { None };
                let next = running.front().map(|(at, _)| *at);
                now = timer.into_iter().chain(next).min().unwrap();
                if next == Some(now) {
                    let (_, row) = running.pop_front().unwrap();
                    scheduler.finished(row, Signal::Clean, After::Done, now);
                }
            }
        }
    }
}
