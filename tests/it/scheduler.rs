//! The scheduler with a clock that is set by hand: who is asked when, to the millisecond.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Duration;

use guidepost::base::observation::WhyNot;
use guidepost::net::scheduler::{After, Scheduler, Signal, Step};
use guidepost::net::{HostLimits, HostRule, Limits};

/// What one request comes to: how long it takes in milliseconds, what it tells of the host, and what follows.
type Reply = (u64, Signal, After<'static>);

/// A run that has ended.
#[derive(Default)]
struct Log {
    /// When which row was started, in milliseconds.
    starts: Vec<(u64, usize)>,
    given_up: Vec<(usize, WhyNot)>,
    /// The most requests under way at a time.
    most: usize,
    end: u64,
    deadline: bool,
}

impl Log {
    fn times(&self, rows: impl Fn(usize) -> bool) -> Vec<u64> {
        self.starts.iter().filter(|(_, row)| rows(*row)).map(|(at, _)| *at).collect()
    }
}

fn ms(n: u64) -> Duration {
    Duration::from_millis(n)
}

/// Run with a made-up clock; `reply` is given the row and how often it was asked before.
fn run(hosts: &[&str], limits: Limits, mut reply: impl FnMut(usize, usize) -> Reply) -> Log {
    let mut it = Scheduler::new(hosts.iter().copied(), limits);
    let (mut log, mut now) = (Log::default(), Duration::ZERO);
    let mut running: BinaryHeap<Reverse<(Duration, usize)>> = BinaryHeap::new();
    let mut replies: BTreeMap<usize, Reply> = BTreeMap::new();
    let mut asked: BTreeMap<usize, usize> = BTreeMap::new();
    loop {
        let step = it.poll(now);
        match step {
            Step::Start(row) => {
                let before = asked.entry(row).or_default();
                let told = reply(row, *before);
                *before += 1;
                log.starts.push((u64::try_from(now.as_millis()).unwrap(), row));
                running.push(Reverse((now + ms(told.0), row)));
                replies.insert(row, told);
                log.most = log.most.max(running.len());
                assert_eq!(it.running(), running.len(), "what waits holds no permit");
            }
            Step::GiveUp(row, why) => log.given_up.push((row, why)),
            Step::Deadline | Step::Done => {
                log.end = u64::try_from(now.as_millis()).unwrap();
                log.deadline = step == Step::Deadline;
                return log;
            }
            Step::WaitUntil(_) | Step::AwaitCompletion => {
                let timer = if let Step::WaitUntil(at) = step { Some(at) } else { None };
                let next = running.peek().map(|Reverse((at, _))| *at);
                now = timer.into_iter().chain(next).min().expect("something will happen");
                if next == Some(now) {
                    let Reverse((_, row)) = running.pop().unwrap();
                    let (_, signal, after) = replies[&row];
                    it.finished(row, signal, after, now);
                }
            }
        }
    }
}

fn fine(takes: u64) -> Reply {
    (takes, Signal::Clean, After::Done)
}

#[test]
fn a_host_is_asked_in_a_burst_and_then_at_its_pace() {
    let log = run(&["a.org"; 12], Limits::default(), |_, _| fine(10));
    // Two at a time, eight in the burst; then every quarter of a second, counted from the start.
    let wanted = [0, 0, 10, 10, 20, 20, 30, 30, 250, 500, 750, 1000];
    assert_eq!(log.times(|_| true), wanted);
    assert_eq!((log.most, log.end), (2, 1010));
}

#[test]
fn hosts_take_turns_and_one_that_hangs_holds_nobody_up() {
    let hosts: Vec<&str> = ["a.org", "b.org", "c.org"].repeat(4);
    let limits = Limits { total: 3, ..Limits::default() };
    let log = run(&hosts, limits, |row, _| fine(if row % 3 == 0 { 20_000 } else { 10 }));
    assert_eq!(&log.starts[..3], [(0, 0), (0, 1), (0, 2)]);
    // The hanging one takes two of three places, and the others go on through the third.
    let others = log.times(|row| row % 3 != 0);
    assert!(others.iter().all(|at| *at < 100), "{others:?}");
    assert_eq!(log.end, 40_010, "as long as that host alone, from its second turn on");
}

#[test]
fn no_bound_is_ever_passed_and_everything_is_asked_once() {
    let names: Vec<String> = (0..400).map(|n| format!("h{}.d{}.org", n % 40, n % 4)).collect();
    let hosts: Vec<&str> = names.iter().map(String::as_str).collect();
    let limits = Limits { total: 20, per_domain: 3, ..Limits::default() };
    let log = run(&hosts, limits, |row, _| fine(5 + row as u64 % 7));
    assert_eq!(log.most, 12, "four domains of three each");
    let mut rows: Vec<usize> = log.starts.iter().map(|(_, row)| *row).collect();
    rows.sort_unstable();
    assert_eq!(rows, (0..400).collect::<Vec<_>>());
}

#[test]
fn domains_are_those_that_one_owner_has() {
    // Eight in flight for all of one owner: the ninth waits, that of somebody else does not.
    let names: Vec<String> = (0..9).map(|n| format!("h{n}.example.co.uk")).collect();
    let mut hosts: Vec<&str> = names.iter().map(String::as_str).collect();
    hosts.extend(["other.co.uk", "127.0.0.1:8000", "127.0.0.2:8000", "[::1]:80", "localhost"]);
    let log = run(&hosts, Limits::default(), |_, _| fine(100));
    assert_eq!(log.times(|row| row != 8), vec![0; 13]);
    assert_eq!(log.times(|row| row == 8), [100]);
}

#[test]
fn a_host_that_wants_to_be_left_alone_is_left_alone() {
    let limited = (10, Signal::Trouble(Some(ms(3000))), After::Retry);
    let hosts = [vec!["a.org"; 6], vec!["b.org"; 2]].concat();
    let log = run(
        &hosts,
        Limits::default(),
        |row, n| if (row, n) == (0, 0) { limited } else { fine(10) },
    );
    // Row 1 was under way. Then silence until 3010 ms, and half the pace: no burst of all who waited.
    assert_eq!(log.times(|row| row < 6), [0, 0, 3010, 3510, 4010, 4510, 5010]);
    assert_eq!(log.starts[4].1, 0, "the one that was turned away comes first");
    assert_eq!(log.times(|row| row >= 6), [0, 0]);
}

#[test]
fn one_that_wants_too_long_is_not_asked_any_more() {
    let limited = (10, Signal::Trouble(Some(ms(121_000))), After::Retry);
    let log = run(&["a.org"; 6], Limits::default(), |_, _| limited);
    let why = WhyNot::Limited { seconds: 121 };
    assert_eq!(log.given_up, [(2, why), (3, why), (4, why), (5, why)]);
    assert_eq!((log.starts.len(), log.end), (2, 10));
}

#[test]
fn one_that_never_has_enough_is_given_up() {
    let limited = (10, Signal::Trouble(None), After::Retry);
    let log = run(&["a.org"; 40], Limits::default(), |_, _| limited);
    let starts = log.times(|_| true);
    assert!(starts.len() <= 8, "{starts:?}");
    assert!(starts[2] >= 5010 && log.end < 60_000, "{starts:?} {}", log.end);
    assert_eq!(log.given_up.len() + 2, 40, "two were asked and told so");
}

#[test]
fn clean_answers_bring_the_pace_back() {
    let trouble = (1, Signal::Trouble(Some(ms(1000))), After::Done);
    let rule = HostRule {
        host: "a.org".into(),
        limits: Some(HostLimits { in_flight: 1, per_second: 10.0, burst: 1 }),
        may_raise: true,
    };
    let limits = Limits { rules: vec![rule], ..Limits::default() };
    let log = run(&["a.org"; 100], limits, |row, _| if row == 0 { trouble } else { fine(1) });
    let starts = log.times(|_| true);
    let gaps: Vec<u64> = starts.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert_eq!((gaps[0], gaps[1]), (1001, 200), "half the pace");
    assert_eq!((gaps[30], gaps[50], gaps[95]), (160, 128, 100));
    assert!(gaps.windows(2).skip(1).all(|pair| pair[1] <= pair[0] + 1), "{gaps:?}");
}

#[test]
fn what_failed_is_asked_again_when_all_others_have_been() {
    let hosts = [vec!["down.org"; 2], vec!["a.org"; 12]].concat();
    let refused = (5, Signal::Silence, After::Retry);
    let log =
        run(&hosts, Limits::default(), |row, n| if row == 0 && n < 2 { refused } else { fine(5) });
    // The last of the others starts at 1000; the second retry comes four seconds after the first.
    assert_eq!(log.times(|row| row == 0), [0, 1005, 5010]);
    assert_eq!(log.times(|row| row > 1).last(), Some(&1000));
}

#[test]
fn retries_come_back_at_times_of_their_own() {
    let names: Vec<String> = (0..40).map(|n| format!("h{n}.org")).collect();
    let hosts: Vec<&str> = names.iter().map(String::as_str).collect();
    let refused = (5, Signal::Silence, After::Retry);
    let retries = |chance| {
        let limits = Limits { chance: Some(chance), max_retries: 1, ..Limits::default() };
        let log = run(&hosts, limits, |_, _| refused);
        log.times(|_| true).split_off(40)
    };
    let times = retries(7);
    let different: std::collections::BTreeSet<u64> = times.iter().copied().collect();
    assert!(different.len() > 30, "{times:?}");
    assert!(times.iter().all(|at| (5..=1005).contains(at)), "{times:?}");
    assert_eq!(times, retries(7), "the same for the same number");
    assert_ne!(times, retries(8));
}

#[test]
fn there_is_an_end_to_retries() {
    let refused = (5, Signal::None, After::Retry);
    let log = run(&["a.org"; 20], Limits::default(), |_, _| refused);
    assert_eq!(log.starts.len(), 24, "a fifth more");
    let log = run(&["a.org"], Limits::default(), |_, _| refused);
    assert_eq!(log.starts.len(), 3);
    let log = run(&["a.org"], Limits { max_retries: 0, ..Limits::default() }, |_, _| refused);
    assert_eq!(log.starts.len(), 1);
}

#[test]
fn a_dead_host_is_not_asked_a_hundred_times() {
    let dead = (10_000, Signal::Silence, After::Retry);
    let hosts = [vec!["dead.org"; 100], vec!["a.org"; 4]].concat();
    let log = run(&hosts, Limits::default(), |row, _| if row < 100 { dead } else { fine(5) });
    let starts = log.times(|row| row < 100);
    assert!(starts.len() <= 8, "{starts:?}");
    assert!(log.given_up.len() >= 90);
    assert!(log.given_up.iter().all(|(_, why)| *why == WhyNot::Unreachable));
    assert!(log.end <= 50_000, "{}", log.end);
    // One that comes back is asked in full.
    let log = run(&hosts, Limits::default(), |row, n| {
        if row < 4 && n == 0 { (10, Signal::Silence, After::Retry) } else { fine(5) }
    });
    assert_eq!(log.given_up, []);
    assert_eq!(log.starts.len(), 108);
}

#[test]
fn the_run_ends_when_its_time_is_over() {
    let limits = Limits { deadline: Some(ms(700)), ..Limits::default() };
    let log = run(&["a.org"; 40], limits, |_, _| fine(10));
    assert!(log.deadline);
    assert_eq!((log.starts.len(), log.end), (10, 700));
}

#[test]
fn hosts_that_let_nobody_in_are_not_asked() {
    let log = run(&["www.linkedin.com", "a.org"], Limits::default(), |_, _| fine(1));
    assert_eq!(log.given_up, [(0, WhyNot::PeopleOnly)]);
    assert_eq!(log.starts, [(0, 1)]);
}

#[test]
fn a_redirect_stands_in_the_queue_of_the_host_that_it_leads_to() {
    let hosts = [vec!["slow.org"; 9], vec!["a.org"]].concat();
    let log = run(&hosts, Limits::default(), |row, n| match (row, n) {
        (9, 0) => (1, Signal::Clean, After::Next("slow.org")),
        _ => fine(10),
    });
    // It comes before the others, but not before its host has a place for it.
    assert_eq!(log.times(|row| row == 9), [0, 10]);
    assert_eq!(log.times(|row| row != 9).len(), 9);
    assert!(log.times(|row| row == 8)[0] == 500, "the burst is spent by nine");
}

#[test]
fn what_somebody_else_is_asking_comes_again_later() {
    let log = run(&["a.org"; 3], Limits::default(), |row, n| match (row, n) {
        (0, 0) => (0, Signal::None, After::Later(ms(2000))),
        _ => fine(10),
    });
    assert_eq!(log.times(|row| row == 0), [0, 2000]);
    assert_eq!(log.times(|row| row > 0), [0, 0]);
}
