//! What servers and networks may do to whoever asks them, and what comes of it. Loopback only, and nothing sleeps.
//!
//! A test that belongs to a numbered threat has the number in its name, wherever it stands: `s1` requests to the inside,
//! `s2` leaked secrets, `s3` configuration of strangers, `s9` endless answers, `s10` bombs, `s11` circles, `s22` control
//! characters, `s30` poisoned caches, `s31` processes at once, `s32` interruption, `s33` full disks, `s34` wrong clocks, `s35`
//! no network, `s36` few resources.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use guidepost::base::observation::{Observation, Outcome, Validators, Wall, WhyNot};
use guidepost::base::url::UrlKey;
use guidepost::net::transport::{Answer, Failure, Request, Transport};
use guidepost::net::{
    self, Ask, Ended, HostLimits, Limits, Patience, Proxies, Secret, Settings, Summary, Watch, Web,
};

use crate::server::{Reply, Server, page, status};

#[derive(Default)]
struct Told(BTreeMap<usize, Observation>);

impl Watch for Told {
    fn seen(&mut self, row: usize, seen: Observation) {
        self.0.insert(row, seen);
    }
}

fn settings() -> Settings {
    Settings {
        policy: net::address::AddressPolicy::new(vec!["127.0.0.0/8".parse().unwrap()]),
        ..Settings::default()
    }
}

fn quick() -> Limits {
    let host = HostLimits { in_flight: 2, per_second: 1000.0, burst: 100 };
    Limits { host, max_retries: 0, ..Limits::default() }
}

fn run<T: Transport>(asks: &[Ask], transport: T, limits: Limits) -> (Vec<Observation>, Summary) {
    let mut told = Told::default();
    let policy = settings().policy;
    let summary = net::observe(asks, transport, &policy, limits, 1000, &mut told).unwrap();
    assert_eq!(told.0.len(), asks.len());
    (told.0.into_values().collect(), summary)
}

fn asked(urls: &[impl AsRef<str>]) -> Vec<Ask> {
    urls.iter().map(|url| Ask::from(UrlKey::new(url.as_ref()).unwrap())).collect()
}

fn one(url: &str, settings: Settings) -> Observation {
    run(&asked(&[url]), Web::new(settings).unwrap(), quick()).0.remove(0)
}

fn read(url: &str, ids: &[&str]) -> Observation {
    let fragments = ids.iter().map(|id| (*id).into()).collect();
    let ask = Ask { fragments, ..asked(&[url]).remove(0) };
    run(&[ask], Web::new(settings()).unwrap(), quick()).0.remove(0)
}

#[test]
fn s2_a_secret_is_seen_by_its_origin_and_by_nobody_else() {
    let other = Server::start("127.0.0.3", |_| status(200, ""));
    let elsewhere = other.url("/b");
    let port = Server::start("127.0.0.2", |_| status(200, ""));
    let other_port = port.url("/port");
    let home = Server::start("127.0.0.2", move |request| match request.path.as_str() {
        "/away" => status(302, &format!("Location: {elsewhere}\r\n")),
        "/port" => status(302, &format!("Location: {other_port}\r\n")),
        _ => status(200, ""),
    });
    let back = home.url("/back");
    let around = Server::start("127.0.0.4", move |_| status(302, &format!("Location: {back}\r\n")));
    let secret = |name: &'static str| {
        let url = home.url("/").parse().unwrap();
        let name = http::HeaderName::from_static(name);
        Secret::new(&url, name, http::HeaderValue::from_static("hush")).unwrap()
    };
    let settings =
        || Settings { secrets: vec![secret("private-token"), secret("cookie")], ..settings() };
    for url in [home.url("/away"), home.url("/port"), around.url("/"), home.url("/x")] {
        assert_eq!(one(&url, settings()).outcome, Outcome::Answered(200), "{url}");
    }
    assert_eq!(home.requests().len(), 4);
    for request in home.requests() {
        assert_eq!(request.head.matches("hush").count(), 2, "{}", request.head);
    }
    for server in [&other, &port, &around] {
        assert_eq!(server.requests().len(), 1);
        assert!(!server.requests()[0].head.contains("hush"));
    }
    // From https to http on the same host.
    let plain = Server::start("127.0.0.1", |_| status(200, ""));
    let reply = format!(
        "HTTP/1.1 302 X\r\nContent-Length: 0\r\nConnection: close\r\nLocation: {}\r\n\r\n",
        plain.url("/")
    );
    let secure = format!("https://{}/", crate::tls::saying(reply.into()));
    let value = http::HeaderValue::from_static("hush");
    let secret = Secret::new(&secure.parse().unwrap(), http::header::COOKIE, value).unwrap();
    let trust = net::Trust::Roots(std::fs::read(crate::tls::ROOT).unwrap());
    let downgraded = Settings { secrets: vec![secret], trust, ..self::settings() };
    assert_eq!(one(&secure, downgraded).outcome, Outcome::Answered(200));
    assert_eq!(plain.requests().len(), 1);
    assert!(!plain.requests()[0].head.contains("hush"));
    let (name, value) = (http::header::COOKIE, http::HeaderValue::from_static("hush"));
    let plain = Secret::new(&"http://a.org".parse().unwrap(), name, value);
    assert!(plain.is_err_and(|why| !why.contains("hush")), "no secret goes over http");
    assert!(!format!("{:?}", settings().secrets).contains("hush"));
}

#[test]
fn s9_headers_and_bodies_that_never_end_cost_their_time_and_no_more() {
    let server = Server::start("127.0.0.1", |request| {
        let (ok, html) = (b"HTTP/1.1 200 OK\r\n".to_vec(), "Content-Type: text/html\r\n");
        let chunked = format!("HTTP/1.1 200 OK\r\n{html}Transfer-Encoding: chunked\r\n\r\n");
        let slow = Duration::from_millis(50);
        match request.path.as_str() {
            "/slow-headers" => Reply::Endless(ok, b"a".to_vec(), slow),
            "/slow-body" => Reply::Endless(chunked.into(), b"1\r\na\r\n".to_vec(), slow),
            "/endless-body" => {
                let chunk = [b"1000\r\n".to_vec(), vec![b'a'; 4096], b"\r\n".to_vec()].concat();
                Reply::Endless(chunked.into(), chunk, Duration::from_nanos(1))
            }
            "/endless-header" => Reply::Endless(ok, vec![b'a'; 4096], Duration::from_nanos(1)),
            "/101-headers" => {
                let many: String =
                    (0..101).fold(String::new(), |all, n| all + &format!("h{n}: x\r\n"));
                status(200, &many)
            }
            "/long-header" => status(200, &format!("a: {}\r\n", "x".repeat(1 << 20))),
            "/short" => Reply::Bytes(
                format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 999\r\n\r\n<p id=a>").into(),
            ),
            "/long" => Reply::Bytes(
                format!("HTTP/1.1 200 OK\r\n{html}Content-Length: 8\r\n\r\n<p id=a><p id=b>")
                    .into(),
            ),
            "/cut" => Reply::Bytes(ok),
            _ => Reply::Close,
        }
    });
    let patience = Patience::of(Duration::from_millis(600));
    let started = Instant::now();
    for (path, wanted) in [
        ("/slow-headers", "TimedOut"),
        ("/endless-header", "NoConnection"),
        ("/101-headers", "NoConnection"),
        ("/long-header", "NoConnection"),
        ("/cut", "NoConnection"),
        ("/close", "NoConnection"),
    ] {
        let seen = one(&server.url(path), Settings { patience, ..settings() });
        assert!(format!("{:?}", seen.outcome).starts_with(wanted), "{path}: {:?}", seen.outcome);
    }
    let ask =
        Ask { fragments: Box::new(["b".into()]), ..asked(&[server.url("/slow-body")]).remove(0) };
    let web = Web::new(Settings { patience, ..settings() }).unwrap();
    let seen = run(&[ask], web, quick()).0.remove(0);
    assert!(seen.page.is_some_and(|page| !page.complete), "it broke off");
    assert!(started.elapsed() < Duration::from_secs(20));
    let endless = read(&server.url("/endless-body"), &["b"]).page.unwrap();
    assert!(!endless.complete && started.elapsed() < Duration::from_secs(25));
    let short = read(&server.url("/short"), &["b"]).page.unwrap();
    assert!(short.has("a") && !short.complete);
    let long = read(&server.url("/long"), &["b"]).page.unwrap();
    assert!(long.has("a") && !long.has("b"), "what is beyond the length is not the page");
}

#[test]
fn s9_a_connection_that_is_reset_after_the_status_is_no_verdict_on_the_page() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            // Who closes with something unread resets the connection.
            std::io::Read::read_exact(&mut stream, &mut [0; 4]).ok();
            stream.write_all(b"HTTP/1.1 200 OK\r\n").ok();
        }
    });
    let seen = one(&url, settings());
    assert!(matches!(seen.outcome, Outcome::NoConnection(_)), "{:?}", seen.outcome);
}

#[test]
fn s10_what_unpacks_to_more_than_it_should_is_cut() {
    let gzip = |text: &[u8], times: usize| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        (0..times).for_each(|_| out.write_all(text).unwrap());
        out.finish().unwrap()
    };
    let bomb = gzip(&vec![b' '; 1 << 20], 256);
    let twice = gzip(&gzip(b"<p id=a>", 1), 1);
    let small = gzip(b"<p id=a></html>", 1);
    let server = Server::start("127.0.0.1", move |request| {
        let html = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
        match request.path.as_str() {
            "/bomb" => page(html, &bomb),
            "/twice" => page(html, &twice),
            "/small" => page(html, &small),
            _ => page(html, b"<p id=a> this is no gzip"),
        }
    });
    let before = resident();
    let seen = read(&server.url("/bomb"), &["a"]);
    assert!(!seen.page.unwrap().complete);
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after < before + (64 << 10), "{before} KiB to {after} KiB");
    }
    assert!(!read(&server.url("/twice"), &["a"]).page.unwrap().has("a"), "unpacked once only");
    assert!(matches!(read(&server.url("/none"), &["a"]).outcome, Outcome::NoConnection(_)));
    let small = read(&server.url("/small"), &["a"]).page.unwrap();
    assert!(small.has("a") && small.complete);
    let heads: Vec<String> = server.requests().into_iter().map(|request| request.head).collect();
    assert!(heads.iter().all(|head| head.to_lowercase().contains("accept-encoding: gzip\r\n")));
    one(&server.url("/head"), settings());
    let head = server.requests().into_iter().find(|request| request.method == "HEAD").unwrap().head;
    assert!(head.to_lowercase().contains("accept-encoding: identity\r\n"), "{head}");
}

/// The most memory that this process ever had, in KiB, where the system tells.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[test]
fn s11_a_page_in_a_circle_gets_its_own_cookie_once() {
    let server = Server::start("127.0.0.1", |request| {
        let has = request.head.contains("cookie: seen=yes");
        match request.path.as_str() {
            "/consent" if has => status(200, ""),
            "/consent" => {
                status(302, "Location: /consent\r\nSet-Cookie: seen=yes; Path=/; HttpOnly\r\n")
            }
            _ => status(302, "Location: /never\r\nSet-Cookie: seen=yes\r\n"),
        }
    });
    assert_eq!(one(&server.url("/consent"), settings()).outcome, Outcome::Answered(200));
    let seen = one(&server.url("/never"), settings());
    assert!(matches!(seen.outcome, Outcome::BadRedirect(_)), "{seen:?}");
    assert!(server.requests().len() < 8);
}

#[test]
fn pages_are_read_where_a_fragment_needs_it_and_not_otherwise() {
    let html = "Content-Type: text/html; charset=utf-8\r\nETag: \"v1\"\r\n";
    let large = format!("<p id=early>{}<p id=late></html>", "x".repeat(600 << 10));
    let server = Server::start("127.0.0.1", move |request| match request.path.as_str() {
        "/moved" => page(html, b"<meta http-equiv=refresh content='0; url=/page'>"),
        "/large" => page(html, large.as_bytes()),
        "/text" => page("Content-Type: text/plain\r\n", b"<p id=a>"),
        "/known" if request.head.contains("if-none-match: \"v1\"") => status(304, ""),
        "/dated" if request.head.contains("if-modified-since: Sun, 06 Nov 1994") => status(304, ""),
        "/app" => page(html, b"<div id=root></div><script src=a.js></script></html>"),
        "/empty" => page(html, b" \r\n"),
        "/latin" => {
            page("Content-Type: text/html; charset=ISO-8859-1\r\n", b"<p id=caf\xe9></html>")
        }
        _ => page(html, b"<title>Page</title><p id=a><a name=b></a></html>trailing<p id=c>"),
    });
    assert_eq!(one(&server.url("/page"), settings()).page, None);
    let seen = read(&server.url("/page"), &["a"]);
    let facts = seen.page.unwrap();
    assert_eq!(facts.title.as_deref(), Some("Page"));
    assert!(facts.complete && facts.has("a") && facts.has("b"));
    assert_eq!(seen.validators.etag.as_deref(), Some("\"v1\""));
    assert_eq!(server.asked(), ["GET /page", "HEAD /page"]);
    let seen = read(&server.url("/moved"), &["a"]);
    assert_eq!((seen.hops[0].status, &*seen.last_url), (200, &*server.url("/page")));
    let early = read(&server.url("/large"), &["early"]).page.unwrap();
    assert!(early.has("early") && !early.complete, "it was found");
    let late = read(&server.url("/large"), &["late"]).page.unwrap();
    assert!(late.has("late") && late.complete);
    assert!(!read(&server.url("/text"), &["a"]).page.unwrap().complete, "text has no ids");
    assert!(read(&server.url("/app"), &["a"]).page.unwrap().script_built);
    assert!(!read(&server.url("/empty"), &["a"]).page.unwrap().complete, "nothing came");
    assert!(read(&server.url("/latin"), &["café"]).page.unwrap().has("café"));
    let known = Validators { etag: Some("\"v1\"".into()), last_modified: None };
    let known = Some(Box::new(known));
    let ask = |path: &str| Ask { known: known.clone(), ..asked(&[server.url(path)]).remove(0) };
    let (seen, _) = run(&[ask("/known"), ask("/page")], Web::new(settings()).unwrap(), quick());
    assert_eq!(seen[0].outcome, Outcome::Unchanged);
    assert_eq!(seen[1].outcome, Outcome::Answered(200));
    let date = Some("Sun, 06 Nov 1994 08:49:37 GMT".into());
    let known = Some(Box::new(Validators { etag: None, last_modified: date }));
    let ask = Ask { known, ..asked(&[server.url("/dated")]).remove(0) };
    let (seen, _) = run(&[ask], Web::new(settings()).unwrap(), quick());
    assert_eq!(seen[0].outcome, Outcome::Unchanged);
}

#[test]
fn s9_an_address_has_a_minute_for_all_its_redirects() {
    // Each answers after a fifth of a second, since nobody else comes.
    let server = Server::start("127.0.0.1", |request| {
        let next = format!("Location: {}n\r\n", request.path);
        let head = "HTTP/1.1 302 X\r\nContent-Length: 0\r\nConnection: close\r\n";
        Reply::Together(2, format!("{head}{next}\r\n").into_bytes())
    });
    let limits = Limits { patience: Patience::of(Duration::from_millis(300)), ..quick() };
    let seen = run(&asked(&[server.url("/n")]), Web::new(settings()).unwrap(), limits).0.remove(0);
    assert_eq!(seen.outcome, Outcome::TimedOut, "and not that it redirects too often");
    assert!((2..=4).contains(&server.requests().len()), "{:?}", server.asked());
}

#[test]
fn walls_against_robots_are_recognised() {
    let server = Server::start("127.0.0.1", |request| match request.path.as_str() {
        "/cf" => status(403, "cf-mitigated: challenge\r\nServer: cloudflare\r\n"),
        "/akamai" => status(403, "Server: AkamaiGHost\r\n"),
        "/aws" => status(202, "x-amzn-waf-action: challenge\r\n"),
        "/linkedin" => status(999, ""),
        _ => status(404, "Server: cloudflare\r\n"),
    });
    for (path, code, wall) in [
        ("/cf", 403, Some(Wall::Cloudflare)),
        ("/akamai", 403, Some(Wall::Akamai)),
        ("/aws", 202, Some(Wall::AwsWaf)),
        ("/linkedin", 999, None),
        ("/gone", 404, None),
    ] {
        let seen = one(&server.url(path), settings());
        assert_eq!((seen.outcome, seen.wall), (Outcome::Answered(code), wall), "{path}");
    }
}

#[test]
fn a_host_that_lies_to_head_is_asked_by_get() {
    let server = Server::start("127.0.0.1", |request| {
        status(if request.method == "HEAD" { 405 } else { 200 }, "")
    });
    let urls: Vec<String> = (0..8).map(|n| server.url(&format!("/{n}"))).collect();
    let limits = Limits { total: 1, ..quick() };
    let (seen, summary) = run(&asked(&urls), Web::new(settings()).unwrap(), limits);
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::Answered(200)));
    let heads = server.asked().iter().filter(|line| line.starts_with("HEAD")).count();
    assert!(heads <= 3, "{heads} of 8");
    assert_eq!(summary.hosts[0].requests, 8 + heads);
}

#[test]
fn s34_a_date_to_come_back_at_is_read_by_the_clock_of_the_server() {
    // The server lives a day in the past, and wants three hours.
    let server = Server::start("127.0.0.1", |request| match request.path.as_str() {
        "/date" => status(
            503,
            "Date: Sun, 06 Nov 1994 08:00:00 GMT\r\nRetry-After: Sun, 06 Nov 1994 11:00:00 GMT\r\n",
        ),
        _ => status(200, ""),
    });
    let urls = [server.url("/date"), server.url("/1"), server.url("/2"), server.url("/3")];
    let limits = Limits { total: 1, ..quick() };
    let (seen, summary) = run(&asked(&urls), Web::new(settings()).unwrap(), limits);
    assert_eq!(seen[0].outcome, Outcome::Answered(503));
    for seen in &seen[1..] {
        assert_eq!(seen.outcome, Outcome::NotAsked(WhyNot::Limited { seconds: 3 * 3600 }));
    }
    assert_eq!((server.asked().len(), summary.hosts[0].limited), (1, 1));
    // One that does not say what time it is there, is believed to live when we do: three hours before.
    let server = Server::start("127.0.0.1", |_| {
        status(429, "Retry-After: Sun, 06 Nov 1994 11:49:37 GMT\r\n")
    });
    let urls = [server.url("/1"), server.url("/2")];
    let web = Web::new(Settings { now: 784_111_777, ..settings() }).unwrap();
    let (seen, _) = run(&asked(&urls), web, Limits { total: 1, ..quick() });
    let Outcome::NotAsked(WhyNot::Limited { seconds }) = seen[1].outcome else {
        panic!("{:?}", seen[1].outcome)
    };
    assert!((10_790..=10_800).contains(&seconds), "{seconds}");
}

/// Answers as a function of the URL, and notes what it was asked.
struct Made<F>(F, &'static Mutex<Vec<String>>);

impl<F: Fn(&str) -> Result<Answer, Failure> + Send + Sync + 'static> Transport for Made<F> {
    async fn ask(&self, request: Request) -> Result<Answer, Failure> {
        self.1.lock().unwrap().push(request.url.to_string());
        (self.0)(request.url.as_str())
    }
}

fn noted() -> &'static Mutex<Vec<String>> {
    Box::leak(Box::default())
}

fn many_hosts(count: usize) -> Vec<Ask> {
    asked(&(0..count).map(|n| format!("https://h{n}.org/")).collect::<Vec<_>>())
}

#[test]
fn s35_when_nothing_answers_nothing_is_said_of_anybody() {
    let down = |_: &str| Err(Failure::NoSuchHost);
    let log = noted();
    let (seen, summary) = run(&many_hosts(200), Made(down, log), quick());
    assert_eq!(summary.ended, Ended::NetworkDown);
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::NotAsked(WhyNot::NetworkDown)));
    assert!(log.lock().unwrap().len() <= 75, "those under way, and no more");
    // One answer, and the others are told as they are.
    let mostly = |url: &str| {
        if url.contains("h5.") { Ok(Answer::new(200)) } else { Err(Failure::NoSuchHost) }
    };
    let (seen, summary) = run(&many_hosts(200), Made(mostly, noted()), quick());
    assert_eq!(summary.ended, Ended::Complete);
    assert_eq!(seen.iter().filter(|seen| seen.outcome == Outcome::NoSuchHost).count(), 199);
    // Few hosts are no proof.
    let (seen, _) = run(&many_hosts(9), Made(down, noted()), quick());
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::NoSuchHost));
}

/// As [`Made`], where no name can be looked up.
struct Nameless<F>(Made<F>);

impl<F: Fn(&str) -> Result<Answer, Failure> + Send + Sync + 'static> Transport for Nameless<F> {
    async fn ask(&self, request: Request) -> Result<Answer, Failure> {
        self.0.ask(request).await
    }

    async fn knows_names(&self) -> bool {
        false
    }
}

#[test]
fn s35_names_are_dead_where_others_can_be_looked_up_and_unknown_where_none_can() {
    type Says = fn(&str) -> Result<Answer, Failure>;
    let unknown: Says = |_| Err(Failure::NoSuchHost);
    let silent: Says = |_| Err(Failure::NoNameServer);
    let one_answers: Says = |url| {
        if url.contains("h0.") { Ok(Answer::new(200)) } else { Err(Failure::NoSuchHost) }
    };
    let (down, lost) = (Ended::NetworkDown, Ended::NetworkLost);
    for count in [1, 2, 9] {
        let (seen, summary) = run(&many_hosts(count), Made(unknown, noted()), quick());
        assert_eq!(summary.ended, Ended::Complete);
        assert!(seen.iter().all(|seen| seen.outcome == Outcome::NoSuchHost), "a typing error");
        for says in [unknown, silent] {
            let transport = Nameless(Made(says, noted()));
            let (seen, summary) = run(&many_hosts(count), transport, quick());
            assert_eq!(summary.ended, down, "{count}");
            let unsaid = Outcome::NotAsked(WhyNot::NetworkDown);
            assert!(seen.iter().all(|seen| seen.outcome == unsaid), "{count}");
        }
    }
    // The last ones of a run, when nobody answers any more.
    let limits = || Limits { total: 1, ..quick() };
    let (seen, summary) = run(&many_hosts(4), Nameless(Made(one_answers, noted())), limits());
    assert_eq!((summary.ended, &seen[0].outcome), (lost, &Outcome::Answered(200)));
    let unsaid = Outcome::NotAsked(WhyNot::NetworkDown);
    assert!(seen[1..].iter().all(|seen| seen.outcome == unsaid));
    let (seen, summary) = run(&many_hosts(4), Made(one_answers, noted()), limits());
    assert_eq!(summary.ended, Ended::Complete);
    assert!(seen[1..].iter().all(|seen| seen.outcome == Outcome::NoSuchHost));
}

#[test]
fn s35_certificates_that_hold_nowhere_are_those_of_somebody_in_between() {
    let between = |_: &str| Err(Failure::Tls("it is for another host".to_owned()));
    let (seen, summary) = run(&many_hosts(3), Made(between, noted()), quick());
    assert_eq!(summary.ended, Ended::Intercepted);
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::NotAsked(WhyNot::Intercepted)));
    let (seen, summary) = run(&many_hosts(2), Made(between, noted()), quick());
    assert_eq!(summary.ended, Ended::Complete);
    assert!(seen.iter().all(|seen| matches!(seen.outcome, Outcome::Tls(_))), "two may be bad");
    // In the middle of a run one that had a good one is asked again.
    for (lost, ended) in [(usize::MAX, Ended::Complete), (10, Ended::Intercepted)] {
        let log = noted();
        let bad = move |url: &str| {
            let late = url.trim_matches(|c: char| !c.is_ascii_digit()).len() > 1;
            if late || log.lock().unwrap().len() > lost {
                Err(Failure::Tls("it is for another host".to_owned()))
            } else {
                Ok(Answer::new(200))
            }
        };
        let (seen, summary) = run(&many_hosts(40), Made(bad, log), Limits { total: 1, ..quick() });
        assert_eq!(summary.ended, ended);
        let dead = seen.iter().filter(|seen| matches!(seen.outcome, Outcome::Tls(_))).count();
        assert_eq!(dead, if ended == Ended::Complete { 30 } else { 0 });
    }
}

/// From the `lost`th request on nobody answers.
fn until(
    lost: usize,
    log: &'static Mutex<Vec<String>>,
) -> impl Fn(&str) -> Result<Answer, Failure> {
    move |_| {
        let lives = log.lock().unwrap().len() <= lost;
        if lives { Ok(Answer::new(200)) } else { Err(Failure::NoSuchHost) }
    }
}

#[test]
fn s35_a_network_that_goes_away_is_no_fault_of_those_that_are_asked_then() {
    for (hosts, lost) in [(400, 1), (400, 150), (100, 80)] {
        let log = noted();
        let transport = Made(until(lost, log), log);
        let (seen, summary) = run(&many_hosts(hosts), transport, quick());
        assert_eq!(summary.ended, Ended::NetworkLost);
        let good = seen.iter().filter(|seen| seen.outcome == Outcome::Answered(200)).count();
        assert_eq!(good, lost);
        let down = Outcome::NotAsked(WhyNot::NetworkDown);
        assert_eq!(seen.iter().filter(|seen| seen.outcome == down).count(), hosts - lost);
        let asked = log.lock().unwrap();
        assert!(asked.len() <= lost + 75, "{} after {lost}", asked.len());
        let again = &asked[asked.len() - 1];
        assert!(asked[..lost].contains(again), "one that had answered is asked again: {again}");
    }
    // However many are dead one after the other: whoever answered before still does.
    let log = noted();
    let late = |url: &str| {
        let number = url.trim_matches(|c: char| !c.is_ascii_digit()).parse::<usize>().unwrap();
        if number < 100 { Ok(Answer::new(200)) } else { Err(Failure::NoSuchHost) }
    };
    let (seen, summary) = run(&many_hosts(400), Made(late, log), quick());
    assert_eq!(summary.ended, Ended::Complete);
    assert_eq!(seen.iter().filter(|seen| seen.outcome == Outcome::NoSuchHost).count(), 300);
    let more = log.lock().unwrap().len() - 400;
    assert!((1..=5).contains(&more), "{more} requests to be sure");
    // Less than ten hosts may well be dead.
    let log = noted();
    let (seen, summary) = run(&many_hosts(100), Made(until(91, log), log), quick());
    assert_eq!(summary.ended, Ended::Complete);
    assert_eq!(seen.iter().filter(|seen| seen.outcome == Outcome::NoSuchHost).count(), 9);
}

/// Lets through what the first requests say; whatever comes later is merely dropped.
struct Dropped(usize, &'static Mutex<Vec<String>>);

impl Transport for Dropped {
    async fn ask(&self, request: Request) -> Result<Answer, Failure> {
        let count = {
            let mut asked = self.1.lock().unwrap();
            asked.push(request.url.to_string());
            asked.len()
        };
        if count > self.0 { std::future::pending().await } else { Ok(Answer::new(200)) }
    }
}

#[test]
fn s35_packets_that_are_merely_dropped_end_the_run_soon_and_say_nothing_of_anybody() {
    // Many hosts, and few with many addresses each: those that are under way when the network goes are all there are.
    for (hosts, paths) in [(200, 1), (4, 20)] {
        let asks = asked(
            &(0..hosts * paths)
                .map(|n| format!("https://h{}.org/{}", n % hosts, n / hosts))
                .collect::<Vec<_>>(),
        );
        let patience = Patience::of(Duration::from_millis(1500));
        let (log, lost) = (noted(), 30);
        let started = Instant::now();
        let (seen, summary) = run(&asks, Dropped(lost, log), Limits { patience, ..quick() });
        assert_eq!(summary.ended, Ended::NetworkLost);
        assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
        let good = seen.iter().filter(|seen| seen.outcome == Outcome::Answered(200)).count();
        let down = Outcome::NotAsked(WhyNot::NetworkDown);
        let unsaid = seen.iter().filter(|seen| seen.outcome == down).count();
        assert_eq!((good, unsaid), (lost, hosts * paths - lost));
        let more = log.lock().unwrap().len() - lost;
        assert!(more <= 65, "{more} were under way, the question whether it is there among them");
    }
}

#[test]
fn s35_a_portal_that_closes_in_the_middle_of_a_run_is_no_answer() {
    let log = noted();
    let portal = move |url: &str| {
        let lives = log.lock().unwrap().len() <= 40 || url.contains("portal");
        Ok(if lives {
            Answer::new(200)
        } else {
            let location = Some("https://portal.lan/login".to_owned());
            Answer { location, ..Answer::new(302) }
        })
    };
    let asks = many_hosts(200);
    let limits = Limits { total: 4, ..quick() };
    let (seen, summary) = run(&asks, Made(portal, log), limits);
    assert_eq!(summary.ended, Ended::CaptivePortal);
    let good = seen.iter().filter(|seen| seen.outcome == Outcome::Answered(200)).count();
    assert_eq!(good, 40);
    let portal = Outcome::NotAsked(WhyNot::CaptivePortal);
    assert_eq!(seen.iter().filter(|seen| seen.outcome == portal).count(), 160);
}

/// What of a run is worth keeping, and what is not.
#[derive(Default)]
struct Kept {
    seen: usize,
    doubted: usize,
}

impl Watch for Kept {
    fn seen(&mut self, _row: usize, _seen: Observation) {
        self.seen += 1;
    }

    fn doubted(&mut self, _row: usize, _seen: Observation) {
        self.doubted += 1;
    }
}

/// What everything but b.org answers that sends to b.org.
fn sent(url: &str, status: u16) -> Answer {
    let location = (!url.contains("b.org")).then(|| "https://b.org/".to_owned());
    let status = if location.is_some() { status } else { 200 };
    Answer { location, ..Answer::new(status) }
}

#[test]
fn s35_what_failed_while_nobody_answered_is_not_kept() {
    let kept = |count, answer: fn(&str) -> Result<Answer, Failure>| {
        let (mut kept, policy) = (Kept::default(), settings().policy);
        let transport = Made(answer, noted());
        net::observe(&many_hosts(count), transport, &policy, quick(), 0, &mut kept).unwrap();
        (kept.seen, kept.doubted)
    };
    assert_eq!(kept(9, |_| Err(Failure::NoSuchHost)), (0, 9));
    assert_eq!(kept(2, |_| Ok(Answer::new(511))), (0, 2), "a portal that does not redirect");
    let one = |url: &str| {
        if url.contains("h8.") { Ok(Answer::new(404)) } else { Err(Failure::NoSuchHost) }
    };
    assert_eq!(kept(9, one), (9, 0));
    // One page that has moved to another host for good is an answer, one that is sent there for now may be a portal's.
    assert_eq!(kept(1, |url| Ok(sent(url, 301))), (1, 0));
    assert_eq!(kept(1, |url| Ok(sent(url, 302))), (0, 1));
}

#[test]
fn s35_a_portal_that_wants_a_login_is_no_answer() {
    let portal = |url: &str| {
        let location = (!url.contains("portal")).then(|| "https://portal.lan/login".to_owned());
        Ok(Answer {
            location: location.clone(),
            ..Answer::new(if location.is_some() { 302 } else { 200 })
        })
    };
    let (seen, summary) = run(&many_hosts(20), Made(portal, noted()), quick());
    assert_eq!(summary.ended, Ended::CaptivePortal);
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::NotAsked(WhyNot::CaptivePortal)));
    // Three that moved to one place while others answer for themselves have moved.
    let moved = |url: &str| {
        let location = ["h1.", "h2.", "h3."].iter().any(|host| url.contains(host));
        let location = location.then(|| "https://portal.lan/".to_owned());
        Ok(Answer {
            location: location.clone(),
            ..Answer::new(if location.is_some() { 302 } else { 200 })
        })
    };
    let (seen, summary) = run(&many_hosts(20), Made(moved, noted()), quick());
    assert_eq!(summary.ended, Ended::Complete);
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::Answered(200)));
}

#[test]
fn s1_a_proxy_is_asked_for_what_the_policy_allows_and_for_nothing_else() {
    let proxy = Server::start("127.0.0.9", |_| status(200, ""));
    let address = proxy.address.to_string();
    let get = move |name: &str| (name == "http_proxy").then(|| address.clone());
    // The proxy is not public, and somebody chose it all the same.
    let settings =
        || Settings { proxies: Proxies::from_variables(&get).unwrap(), ..Settings::default() };
    let policy = net::address::AddressPolicy::default();
    let urls = ["http://a.example/x", "http://169.254.169.254/latest", "http://10.0.0.1/"];
    let mut told = Told::default();
    let web = Web::new(settings()).unwrap();
    net::observe(&asked(&urls), web, &policy, quick(), 0, &mut told).unwrap();
    assert_eq!(told.0[&0].outcome, Outcome::Answered(200));
    assert!(matches!(told.0[&1].outcome, Outcome::NotAllowed(_)));
    assert!(matches!(told.0[&2].outcome, Outcome::NotAllowed(_)));
    assert_eq!(proxy.asked(), ["HEAD http://a.example/x"]);
}

#[test]
fn s1_the_name_of_a_proxy_is_no_way_to_where_it_stands() {
    let server = Server::start("127.0.0.1", |_| status(200, ""));
    let port = server.address.port();
    for except in ["localhost", "nobody.example"] {
        let get = move |name: &str| match name {
            "https_proxy" => Some(format!("http://localhost:{port}")),
            "no_proxy" => Some(except.to_owned()),
            _ => None,
        };
        let proxies = Proxies::from_variables(&get).unwrap();
        let web = Web::new(Settings { proxies, ..Settings::default() }).unwrap();
        let policy = net::address::AddressPolicy::default();
        let urls = [format!("http://localhost:{port}/"), format!("https://localhost:{port}/")];
        let mut told = Told::default();
        net::observe(&asked(&urls), web, &policy, quick(), 0, &mut told).unwrap();
        for seen in told.0.values() {
            assert!(matches!(seen.outcome, Outcome::NotAllowed(_)), "{except}: {seen:?}");
        }
    }
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn s35_a_proxy_that_is_not_there_makes_no_link_a_dead_one() {
    let get = |name: &str| (name == "http_proxy").then(|| "http://proxy.invalid:3128".to_owned());
    let proxies = Proxies::from_variables(&get).unwrap();
    let seen = one("http://a.example/", Settings { proxies, ..settings() });
    let unsaid = [Outcome::NotAsked(WhyNot::NetworkDown), Outcome::NotAsked(WhyNot::Unreachable)];
    let no_connection = matches!(seen.outcome, Outcome::NoConnection(_));
    assert!(no_connection || unsaid.contains(&seen.outcome), "{seen:?}");
}

#[test]
fn s1_a_peer_that_is_not_allowed_has_said_nothing() {
    // A number is not looked up, and may be asked as far as the run is concerned: what is left is a look at who answers, as
    // where a name server tells one thing to those who check and another to those who connect.
    let server = Server::start("127.0.0.1", |_| status(200, ""));
    let url = server.url("/");
    let asked = asked(&[&url]);
    for (allowed, wanted) in [(vec![], false), (vec!["127.0.0.0/8".parse().unwrap()], true)] {
        let policy = net::address::AddressPolicy::new(allowed);
        let web = Web::new(Settings { policy, ..Settings::default() }).unwrap();
        let seen = run(&asked, web, quick()).0.remove(0);
        let refused = matches!(&seen.outcome, Outcome::NotAllowed(why) if why.starts_with("127.0.0.1 is no public address"));
        assert_eq!(
            (refused, seen.outcome == Outcome::Answered(200)),
            (!wanted, wanted),
            "{seen:?}"
        );
    }
}

#[test]
fn s1_a_pinned_name_is_asked_at_its_address_if_that_is_allowed() {
    let server = Server::start("127.0.0.5", |_| status(200, ""));
    let port = server.address.port();
    let pins = || vec![format!("docs.example:{port}:127.0.0.5").parse().unwrap()];
    let url = format!("http://docs.example:{port}/");
    let seen = one(&url, Settings { pins: pins(), ..settings() });
    assert_eq!(seen.outcome, Outcome::Answered(200));
    assert!(server.requests()[0].head.contains(&format!("host: docs.example:{port}")));
    let seen = one(&url, Settings { pins: pins(), ..Settings::default() });
    assert!(matches!(seen.outcome, Outcome::NotAllowed(_)), "{:?}", seen.outcome);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn s1_of_the_addresses_of_a_name_only_those_that_are_allowed_are_asked() {
    // A name server that answers with an address of each kind, the wrong one first: at one port, for both servers.
    let public = Server::start("127.0.0.6", |_| status(200, ""));
    let port = public.address.port();
    let private = std::net::TcpListener::bind(("127.0.0.8", port)).unwrap();
    private.set_nonblocking(true).unwrap();
    let pins = ["127.0.0.8", "127.0.0.6"];
    let pins = pins.map(|address| format!("docs.example:{port}:{address}").parse().unwrap());
    let policy = net::address::AddressPolicy::new(vec!["127.0.0.6/32".parse().unwrap()]);
    let settings = Settings { pins: pins.to_vec(), policy: policy.clone(), ..Settings::default() };
    let urls: Vec<String> = (0..4).map(|n| format!("http://docs.example:{port}/{n}")).collect();
    let mut told = Told::default();
    let web = Web::new(settings).unwrap();
    net::observe(&asked(&urls), web, &policy, quick(), 0, &mut told).unwrap();
    assert!(told.0.values().all(|seen| seen.outcome == Outcome::Answered(200)), "{:?}", told.0);
    assert_eq!(public.asked().len(), 4);
    assert!(private.accept().is_err(), "nobody came");
}

#[test]
fn forty_hosts_are_asked_as_politely_as_was_said() {
    let per_second = 20.0;
    let servers: Vec<Server> = (1..=40)
        .map(|n| {
            Server::start(&format!("127.0.1.{n}"), move |request| {
                // One of them has enough once.
                if n == 7 && request.path == "/0" && request.method == "HEAD" {
                    status(429, "Retry-After: 1\r\n")
                } else {
                    status(200, "")
                }
            })
        })
        .collect();
    let urls: Vec<String> = (0..10)
        .flat_map(|path| servers.iter().map(move |server| server.url(&format!("/{path}"))))
        .collect();
    let host = HostLimits { in_flight: 2, per_second, burst: 4 };
    let limits = Limits { host, ..Limits::default() };
    let (seen, _) = run(&asked(&urls), Web::new(settings()).unwrap(), limits);
    assert!(seen.iter().all(|seen| seen.outcome == Outcome::Answered(200)));
    let mut last = Vec::new();
    for (index, server) in servers.iter().enumerate() {
        assert!(server.most_at_once() <= 2, "in flight");
        let times: Vec<Instant> = server.requests().iter().map(|request| request.at).collect();
        last.push(*times.last().unwrap());
        if index == 6 {
            assert_eq!(times.len(), 11);
            let most = times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap();
            // A request that was on its way already may arrive a moment after the one that was answered so.
            assert!(most >= Duration::from_millis(800), "silence: {most:?}");
            continue;
        }
        assert_eq!(times.len(), 10);
        // Four come at once; from then on never more than the pace allows, whatever the machine does in between.
        let spent = times[9] - times[0];
        assert!(spent >= Duration::from_millis(6 * 50 - 100), "{spent:?}");
    }
    last.remove(6);
    let spread = *last.iter().max().unwrap() - *last.iter().min().unwrap();
    assert!(spread < Duration::from_secs(2), "all hosts end together: {spread:?}");
}
