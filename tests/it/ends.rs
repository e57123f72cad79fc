//! Runs that are cut short, or have little to run with.

#[cfg(unix)]
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::{Place, outside_of_hooks, text};
use crate::server::{Reply, Server, status};

fn sound(place: &Place) {
    let file = place.cache().join("answers-1.db");
    if file.exists() {
        let connection = rusqlite::Connection::open(file).unwrap();
        let said: String =
            connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(said, "ok");
    }
}

/// Wait until `is_so`, but not for ever.
fn wait_until(mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_mins(1), "it never came about");
        thread::park_timeout(Duration::from_millis(2));
    }
}

#[cfg(unix)]
fn signal(child: &Child, signal: rustix::process::Signal) {
    let id = i32::try_from(child.id()).unwrap();
    rustix::process::kill_process(rustix::process::Pid::from_raw(id).unwrap(), signal).unwrap();
}

/// Runs that are interrupted, and how many of them go on at the same time.
#[cfg(unix)]
const RUNS: usize = 200;
#[cfg(unix)]
const AT_ONCE: usize = 5;

/// A run that is interrupted after so many requests and this much time. Gives whether it left a report.
#[cfg(unix)]
fn interrupt(
    place: &Place,
    links: &str,
    asked: &AtomicUsize,
    after: usize,
    pause: Duration,
    with: rustix::process::Signal,
) -> bool {
    use std::os::unix::process::ExitStatusExt;
    place.write("a.md", links);
    let args = ["check", "--allow-address", "127.0.0.0/8", "--format", "json"];
    let mut command = place.command(&args);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until(|| asked.load(Ordering::SeqCst) >= after);
    thread::park_timeout(pause);
    let sent = Instant::now();
    signal(&child, with);
    let output = child.wait_with_output().unwrap();
    assert!(sent.elapsed() < Duration::from_secs(3), "{:?}", sent.elapsed());
    sound(place);
    if output.status.signal().is_some() {
        // It was still reading: nothing was under way, and nothing is written.
        assert!(after == 0 && output.stdout.is_empty(), "{output:?}");
        return false;
    }
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 60, "{report}");
    assert!(text(&output.stderr).contains("interrupted"), "{output:?}");
    true
}

#[cfg(unix)]
#[test]
fn s32_whoever_interrupts_gets_what_was_found_so_far() {
    use rustix::process::Signal;
    let asked: Arc<Vec<AtomicUsize>> = Arc::new((0..RUNS).map(|_| AtomicUsize::new(0)).collect());
    let count = Arc::clone(&asked);
    // Every tenth address hangs; the others answer.
    let server = Server::start("127.0.0.1", move |request| {
        let run = request.path.split('/').nth(1).unwrap().parse::<usize>().unwrap();
        count[run].fetch_add(1, Ordering::SeqCst);
        if request.path.ends_with('0') { Reply::Hang } else { status(404, "") }
    });
    let links = |run| -> String {
        let links = (0..60).map(|n| format!("[x]({})\n", server.url(&format!("/{run}/{n}"))));
        links.collect()
    };
    // From before the first request, when it still reads, to the time when only what hangs and what waits for its turn is left.
    let moment = |run: usize| {
        let random = run.wrapping_mul(0x9E37_79B9).rotate_right(7) % 9973;
        (random % 9, Duration::from_micros(random as u64 * 4))
    };
    let worker = |first: usize| {
        // The runs of one worker share a cache.
        let place = Place::new(&[]);
        let runs = (first..RUNS).step_by(AT_ONCE);
        let reported = runs.map(|run| {
            let (after, pause) = moment(run);
            let with = if run % 2 == 0 { Signal::INT } else { Signal::TERM };
            interrupt(&place, &links(run), &asked[run], after, pause, with)
        });
        reported.filter(|reported| *reported).count()
    };
    let reported: usize = thread::scope(|scope| {
        let workers: Vec<_> = (0..AT_ONCE).map(|n| scope.spawn(move || worker(n))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    let early = (0..RUNS).filter(|run| moment(*run).0 == 0).count();
    assert!(early > 10 && reported >= RUNS - early, "{reported}, {early}");
}

#[cfg(unix)]
#[test]
fn s32_a_deadline_ends_a_run_as_an_interruption_does_and_fails_nobody() {
    let server = Server::start("127.0.0.1", |_| Reply::Hang);
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/x")))]);
    let started = Instant::now();
    let args = ["check", "--allow-address", "127.0.0.0/8", "--deadline", "1s"];
    let output = place.run(&args);
    assert!(started.elapsed() < Duration::from_secs(6));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stderr).contains("--deadline is over"), "{output:?}");
    assert!(text(&output.stdout).contains("1 not-checked"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn s36_few_open_files_make_a_run_slower_and_nothing_else() {
    let servers: Vec<Server> =
        (1..=60).map(|n| Server::start(&format!("127.0.2.{n}"), |_| status(200, ""))).collect();
    let links = servers
        .iter()
        .flat_map(|server| (0..4).map(move |n| format!("[x]({})\n", server.url(&format!("/{n}")))));
    let place = Place::new(&[("a.md", &links.collect::<String>())]);
    let script = format!(
        "ulimit -n 64; exec {} check --allow-address 127.0.0.0/8 --format json",
        env!("CARGO_BIN_EXE_guidepost")
    );
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).current_dir(place.path());
    shell.env("GUIDEPOST_CACHE_DIR", place.cache()).env("XDG_CONFIG_HOME", crate::cli::CONFIG);
    let output = outside_of_hooks(&mut shell).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["unverified"], 0, "{report}");
    assert!(servers.iter().all(|server| server.asked().len() == 4));
}

#[test]
fn a_host_that_hangs_costs_its_own_time_and_no_more() {
    let slow = Server::start("127.0.3.1", |_| Reply::Hang);
    let others: Vec<Server> =
        (2..=20).map(|n| Server::start(&format!("127.0.3.{n}"), |_| status(200, ""))).collect();
    let links = |all: bool| -> String {
        let rest = others.iter().filter(|_| all);
        let rest = rest.flat_map(|server| (0..6).map(move |n| server.url(&format!("/{n}"))));
        let slow = (0..2).map(|n| slow.url(&format!("/{n}")));
        let links: Vec<String> = slow.chain(rest).map(|url| format!("[x]({url})")).collect();
        links.join("\n")
    };
    let time = |all| {
        let place = Place::new(&[("a.md", &links(all))]);
        let started = Instant::now();
        let args =
            ["check", "--allow-address", "127.0.0.0/8", "--timeout", "2", "--max-retries", "0"];
        let output = place.run(&args);
        let said = text(&output.stdout);
        assert!(said.contains("2 external links could not be verified (2 timed-out)"), "{said}");
        started.elapsed()
    };
    let (alone, together) = (time(false), time(true));
    assert!(alone >= Duration::from_millis(1300), "it waits for the headers: {alone:?}");
    assert!(together < alone + Duration::from_millis(900), "{together:?} against {alone:?}");
    assert!(others.iter().all(|server| server.asked().len() == 6));
}

/// `command`, to be run by somebody whom the modes of files stop.
#[cfg(unix)]
pub(crate) fn as_anybody(command: &mut Command) -> &mut Command {
    use std::os::unix::process::CommandExt;
    if rustix::process::geteuid().is_root() { command.uid(65534).gid(65534) } else { command }
}

#[cfg(unix)]
fn allow(folder: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
#[test]
fn s33_a_home_that_cannot_be_written_costs_a_word_and_no_finding() {
    let server = Server::start("127.0.0.1", |_| status(404, ""));
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/gone"))), ("file", "")]);
    let home = place.path().join("home");
    std::fs::create_dir(&home).unwrap();
    allow(place.path(), 0o755);
    allow(&home, 0o555);
    let in_file = place.path().join("file/cache");
    for (name, folder) in [("GUIDEPOST_CACHE_DIR", &in_file), ("HOME", &in_file), ("HOME", &home)] {
        let mut command = place.command(&["check", "--allow-address", "127.0.0.0/8"]);
        command.env_remove("GUIDEPOST_CACHE_DIR").env_remove("XDG_CACHE_HOME").env_remove("HOME");
        let output = as_anybody(command.env(name, folder)).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(text(&output.stdout).contains("404 Not Found"), "{output:?}");
        let said = text(&output.stderr);
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("no cache in ") && said.contains(folder.to_str().unwrap()), "{said}");
    }
    assert_eq!(server.asked().len(), 6, "HEAD and GET each time");
}

#[cfg(unix)]
#[test]
fn s33_a_cache_that_cannot_be_written_is_read() {
    let server = Server::start("127.0.0.1", |_| status(200, ""));
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/a")))]);
    let args = ["check", "--allow-address", "127.0.0.0/8"];
    assert_eq!(place.run(&args).status.code(), Some(0));
    let file = place.cache().join("answers-1.db");
    let before = std::fs::read(&file).unwrap();
    place.write("b.md", &format!("[y]({})\n", server.url("/b")));
    allow(place.path(), 0o755);
    allow(&file, 0o444);
    allow(place.cache(), 0o555);
    let output = as_anybody(&mut place.command(&args)).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = text(&output.stderr);
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.contains("nothing new is kept in "), "{said}");
    assert_eq!(server.asked(), ["HEAD /a", "HEAD /b"], "what is known is not asked again");
    assert_eq!(std::fs::read(&file).unwrap(), before);
    allow(place.cache(), 0o755);
}

#[cfg(target_os = "linux")]
#[test]
fn s33_a_report_that_cannot_be_written_is_not_lost() {
    let place = Place::new(&[("a.md", "[x](gone.md)\n"), ("file", "")]);
    for file in ["/dev/full", "file/report.json", "none/report.json"] {
        let output = place.run(&["check", "--offline", "--format", "json", "--output", file]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = text(&output.stderr);
        assert!(said.contains("\"missing-target\"") && said.contains(file), "{said}");
    }
}
