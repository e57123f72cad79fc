//! External links over several runs, and over several processes at once.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Output, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use guidepost::base::observation::{Observation, Outcome};
use guidepost::base::url::UrlKey;
use guidepost::net::store::{Access, Store, info};
use serde_json::Value;

use crate::cli::{Place, findings, text};
use crate::server::{Reply, Server, status};

const ALLOW: [&str; 3] = ["check", "--allow-address", "127.0.0.0/8"];

fn check(place: &Place, more: &[&str]) -> Output {
    place.run(&[&ALLOW, more].concat())
}

fn json(place: &Place, more: &[&str]) -> Value {
    let output = check(place, &[&["--format", "json"], more].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Let the cache of `place` know what was seen.
fn remember(place: &Place, url: &str, status: u16, at: u64) {
    let url = UrlKey::new(url).unwrap();
    let store = Store::open(place.cache(), Access::Write, at).unwrap();
    store.keep(&url, &Observation::new(url.as_str(), Outcome::Answered(status), at));
    store.close(at).unwrap();
}

fn server() -> Server {
    Server::start("127.0.0.1", |request| match request.path.as_str() {
        "/gone" => status(404, ""),
        "/wall" => status(403, ""),
        "/out" => status(500, ""),
        "/old" => status(301, "Location: /new\r\n"),
        "/lost" => status(302, "Location: /gone\r\n"),
        _ => status(200, ""),
    })
}

#[test]
fn a_second_run_asks_nothing_and_says_the_same() {
    let server = server();
    let page = ["/ok", "/gone", "/wall", "/old"].map(|path| format!("[x]({})\n", server.url(path)));
    let place = Place::new(&[("a.md", &page.concat())]);
    let first = json(&place, &[]);
    let asked = server.asked().len();
    assert!(asked >= 4);
    let second = json(&place, &[]);
    assert_eq!(server.asked().len(), asked, "everything is known");
    assert_eq!(first, second);
    let found = findings(&second);
    assert_eq!(found.len(), 3, "{found:?}");
    let said = text(&check(&place, &["-v"]).stdout);
    assert!(said.contains("0 external addresses asked, 4 known from before"), "{said}");
    let again = "1 dead address is known from before; `--no-cache` asks again";
    assert!(said.contains(again), "{said}");
    let said = text(&check(&place, &["--accept", "404"]).stdout);
    assert!(!said.contains("dead address"), "{said}");
    let said = text(&check(&place, &["--no-cache"]).stdout);
    assert!(!said.contains("dead address"), "{said}");
}

#[test]
fn no_cache_means_none() {
    let server = server();
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/ok")))]);
    check(&place, &["--no-cache"]);
    check(&place, &["--no-cache"]);
    assert_eq!(server.asked().len(), 2);
    assert_eq!(fs::read_dir(place.cache()).unwrap().count(), 0);
}

#[test]
fn s30_a_pull_request_reads_what_is_known_and_leaves_nothing_behind() {
    let server = server();
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/ok")))]);
    let run = || {
        let mut command = place.command(&ALLOW);
        let output = command.env("GITHUB_EVENT_NAME", "pull_request_target").output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(text(&output.stderr), "");
    };
    run();
    assert_eq!(fs::read_dir(place.cache()).unwrap().count(), 0);
    check(&place, &[]);
    assert_eq!(server.asked().len(), 2);
    let kept = info(place.cache(), now()).unwrap();
    place.write("b.md", &format!("[y]({})\n", server.url("/new")));
    run();
    assert_eq!(server.asked().len(), 3, "only what is not known");
    assert_eq!(info(place.cache(), now()).unwrap().rows, kept.rows);
}

#[test]
fn a_link_that_worked_fails_the_run_only_on_the_second_day() {
    let server = server();
    let url = server.url("/gone");
    let place = Place::new(&[("a.md", &format!("[x]({url})\n"))]);
    let day = 86_400;
    remember(&place, &url, 200, now() - 10 * day);
    let output = check(&place, &["-v"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("counts once it has failed for a day"), "{said}");
    assert_eq!(check(&place, &["--strict-external"]).status.code(), Some(1));

    let place = Place::new(&[("a.md", &format!("[x]({url})\n"))]);
    remember(&place, &url, 200, now() - 10 * day);
    remember(&place, &url, 404, now() - 2 * day);
    let output = check(&place, &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("it worked on 2"), "{said}");
}

#[test]
fn what_cannot_be_verified_is_counted_by_kind_and_fails_only_who_wants_it() {
    let server = server();
    let page = ["/wall", "/out"].map(|path| format!("[x]({})\n", server.url(path)));
    let place = Place::new(&[("a.md", &page.concat())]);
    let output = check(&place, &[]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stdout);
    let line = "2 external links could not be verified (1 blocked, 1 unavailable)";
    assert!(said.contains(line), "{said}");
    let output = check(&place, &["--strict-external"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stdout).contains("INCOMPLETE"), "{output:?}");
}

#[test]
fn accepted_statuses_are_fine_by_run_by_configuration_and_by_path() {
    let server = server();
    let link = format!("[x]({})\n", server.url("/wall"));
    let place = Place::new(&[("a.md", &link), ("blog/b.md", &link)]);
    assert_eq!(json(&place, &[])["summary"]["unverified"], 2);
    assert_eq!(json(&place, &["--accept", "403"])["summary"]["unverified"], 0);
    let here = format!("403 on {}", server.url("/"));
    assert_eq!(json(&place, &["--accept", &here])["summary"]["unverified"], 0);
    let elsewhere = json(&place, &["--accept", "403 on https://example.com/"]);
    assert_eq!(elsewhere["summary"]["unverified"], 2);
    let blog = "[[overrides]]\npaths = [\"blog/**\"]\nexternal = { accept = [\"403\"] }\n";
    place.write("guidepost.toml", blog);
    assert_eq!(findings(&json(&place, &[])).len(), 1);
    place.write("guidepost.toml", &format!("[external]\naccept = [\"200..=299\", \"{here}\"]\n"));
    assert_eq!(json(&place, &[])["summary"]["unverified"], 0);
    place.write("guidepost.toml", "[external]\naccept = [\"403 on example.com\"]\n");
    let said = text(&check(&place, &[]).stderr);
    assert!(said.contains("write `https://example.com/`"), "{said}");
}

#[test]
fn a_dead_link_is_told_once_with_its_way_and_its_places() {
    let server = server();
    let link = format!("[x]({})\n", server.url("/lost"));
    let place = Place::new(&[("a.md", &link), ("b.md", &link)]);
    let said = text(&check(&place, &[]).stdout);
    assert_eq!(said.matches("this address is dead").count(), 1, "{said}");
    assert!(said.contains("also b.md:1:5"), "{said}");
    let report = json(&place, &[]);
    let data = &report["diagnostics"][0]["data"];
    assert_eq!(data["chain"], serde_json::json!([server.url("/lost"), server.url("/gone")]));
    assert_eq!((&data["archive"], &data["kind"]), (&Value::Null, &"dead".into()));
    assert!(!said.contains("web.archive.org"), "nobody else can reach this server: {said}");
}

#[test]
fn s2_no_secret_of_a_redirect_is_kept_or_shown() {
    let server = Server::start("127.0.0.1", |request| match request.path.as_str() {
        "/signed" => status(302, "Location: /gone?X-Amz-Signature=hunter2\r\n"),
        _ => status(404, ""),
    });
    let link = server.url("/signed").replace("http://", "http://me:hunter3@");
    let page = format!("[x]({})\n[y]({link})\n", server.url("/signed"));
    let place = Place::new(&[("a.md", &page)]);
    let report = json(&place, &["--select", "external"]);
    assert_eq!(report["summary"]["errors"], 2);
    for found in report["diagnostics"].as_array().unwrap() {
        let mut said = found.clone();
        // What stands in the page is the page's.
        said["data"]["destination"] = Value::Null;
        assert!(!said.to_string().contains("hunter"), "{said}");
        assert!(said.to_string().contains("X-Amz-Signature=REDACTED"), "{said}");
    }
    for entry in fs::read_dir(place.cache()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"hunter"));
    }
    assert_eq!(info(place.cache(), now()).unwrap().rows, 1, "nothing of whoever has a password");
}

#[test]
fn one_run_is_asked_otherwise_by_its_options() {
    let server = server();
    let port = server.address.port();
    let page =
        [server.url("/ok"), server.url("/out"), format!("http://docs.example.org:{port}/named")];
    let page: Vec<String> = page.iter().map(|url| format!("[x]({url})")).collect();
    let place = Place::new(&[("a.md", &page.join("\n"))]);
    let resolve = format!("docs.example.org:{port}:127.0.0.1");
    let options = ["--no-cache", "--resolve", &resolve, "--exclude", "/ok$", "--max-retries", "0"];
    let report = json(&place, &[&options[..], &["--header", "X-Who: docs"]].concat());
    assert_eq!(report["summary"]["unverified"], 1, "{report}");
    assert_eq!(server.asked(), ["GET /out", "HEAD /named", "HEAD /out"]);
    assert!(server.requests().iter().all(|request| request.head.contains("x-who: docs")));
    let output = check(&place, &["--header", "Authorization: Bearer hunter2"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("would be sent to every host") && !said.contains("hunter2"), "{said}");
}

#[test]
fn pages_that_are_not_the_one_that_is_meant_are_not_taken_for_it() {
    let server = Server::start("127.0.0.1", |request| match request.path.as_str() {
        "/members" => status(302, "Location: /login?next=/members\r\n"),
        "/lost" => status(301, "Location: /\r\n"),
        "/words" => crate::server::page(
            "Content-Type: text/html\r\n",
            b"<title>Page not found</title><p id=a></html>",
        ),
        "/text" => crate::server::page("Content-Type: text/html\r\n", b"<p id=a>x</html>"),
        _ => status(200, ""),
    });
    let links = ["/members", "/lost", "/words#a", "/text#:~:text=x", "/text#a:~:text=x", "/text#b"];
    let links: Vec<String> = links.iter().map(|to| format!("[x]({})", server.url(to))).collect();
    let place = Place::new(&[("a.md", &links.join("\n"))]);
    let report = json(&place, &["--no-cache"]);
    let found = report["diagnostics"].as_array().unwrap().iter().map(|found| {
        let line = found["start"]["line"].as_u64().unwrap();
        format!(
            "{line} {} {}",
            found["rule"].as_str().unwrap(),
            found["data"]["kind"].as_str().unwrap()
        )
    });
    let wanted = [
        "1 unverified-external blocked",
        "2 unverified-external soft-404",
        "3 unverified-external soft-404",
        "6 dead-external anchor",
    ];
    assert_eq!(found.collect::<Vec<_>>(), wanted);
}

#[test]
fn host_stats_count_what_was_asked_and_how_it_went() {
    let limited = Server::start("127.0.0.41", |request| {
        let first = request.path == "/0" && request.method == "HEAD";
        status(if first { 429 } else { 200 }, if first { "Retry-After: 1\r\n" } else { "" })
    });
    let dead = Server::start("127.0.0.42", |_| status(200, ""));
    let gone = dead.url("/");
    drop(dead);
    let page = links(&limited, (0..3).map(|n| format!("/{n}"))) + &format!("\n[x]({gone})");
    let place = Place::new(&[("a.md", &page)]);
    let report = json(&place, &["--host-stats", "--no-cache", "--max-retries", "1"]);
    let hosts = report["summary"]["hosts"].as_array().unwrap();
    let row = |host: &Value| {
        ["urls", "requests", "unanswered", "limited", "waited"]
            .map(|key| host[key].as_u64().unwrap())
    };
    assert_eq!(hosts.iter().map(row).collect::<Vec<_>>(), [[3, 4, 0, 1, 1], [1, 2, 2, 0, 0]]);
    assert_eq!(limited.requests().len(), 4);
    assert_eq!(report["summary"]["unverified"], 1);
}

#[test]
fn host_stats_name_every_host() {
    let server = server();
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/ok")))]);
    let host = server.address.to_string();
    let said = text(&check(&place, &["--host-stats"]).stdout);
    assert!(said.lines().any(|line| line.ends_with(&host)), "{said}");
    assert!(text(&check(&place, &["--host-stats"]).stdout).contains("no host was asked"));
    let report = json(&place, &["--host-stats", "--no-cache"]);
    assert_eq!(report["summary"]["hosts"][0]["host"], host);
}

#[test]
fn host_stats_say_what_could_not_be_verified_wherever_the_report_goes() {
    let server = Server::start("127.0.0.43", |request| {
        status(if request.path == "/busy" { 503 } else { 403 }, "")
    });
    let place = Place::new(&[(
        "a.md",
        &links(&server, ["/busy", "/a", "/b"].into_iter().map(String::from)),
    )]);
    let ends = format!("{}, not verified: 2 blocked, 1 unavailable", server.address);
    let more = ["--host-stats", "--max-retries", "0"];
    let shown = |text: String| text.lines().any(|line| line.ends_with(&ends));
    let output = check(&place, &more);
    assert!(shown(text(&output.stdout)) && !text(&output.stderr).contains(&ends), "{output:?}");
    for format in [&["--format", "concise"][..], &["--quiet"], &["--format", "github"]] {
        let output = check(&place, &[&more, format].concat());
        assert!(shown(text(&output.stderr)) && !text(&output.stdout).contains(&ends), "{output:?}");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn s30_a_cache_that_comes_with_the_repository_is_not_used() {
    let server = server();
    let url = server.url("/gone");
    let place = Place::new(&[("a.md", &format!("[x]({url})\n"))]);
    remember(&place, &url, 200, now());
    place.write("cache/answers-1.db", "");
    fs::copy(place.cache().join("answers-1.db"), place.path().join("cache/answers-1.db")).unwrap();
    place.git(&["init", "-q"]);
    let run = || {
        let mut command = place.command(&ALLOW);
        command.env("GUIDEPOST_CACHE_DIR", place.path().join("cache")).output().unwrap()
    };
    assert_eq!(run().status.code(), Some(0), "a folder that git does not track is the user's");
    place.git(&["add", "cache"]);
    let output = run();
    assert_eq!(output.status.code(), Some(1), "the page is gone, whatever the repository says");
    assert!(text(&output.stderr).contains("git tracks files in it"), "{output:?}");
}

#[test]
fn s30_a_damaged_cache_costs_a_word_and_no_finding() {
    let server = server();
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/gone")))]);
    fs::write(place.cache().join("answers-1.db"), "this is no database, and never was one")
        .unwrap();
    let output = check(&place, &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("the cache was damaged"), "{output:?}");
    assert_eq!(text(&check(&place, &[]).stderr), "");
}

#[cfg(target_os = "linux")]
#[test]
fn s33_a_full_disk_costs_a_word_and_no_finding() {
    let server = server();
    let links = (0..300).map(|n| format!("[x]({})\n", server.url(&format!("/ok/{n}"))));
    let page: String = links.chain([format!("[x]({})\n", server.url("/gone"))]).collect();
    let place = Place::new(&[("a.md", &page)]);
    // No file may grow beyond 16 blocks of 512 or 1024 bytes.
    let script = format!(
        "trap '' XFSZ; ulimit -f 16; exec {} check --allow-address 127.0.0.0/8",
        env!("CARGO_BIN_EXE_guidepost")
    );
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &script]).current_dir(place.path());
    let output = shell
        .env("GUIDEPOST_CACHE_DIR", place.cache())
        .env("XDG_CONFIG_HOME", crate::cli::CONFIG)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = text(&output.stderr);
    assert!(said.contains("could not all be kept") || said.contains("no cache in"), "{said}");
}

#[test]
fn the_cache_can_be_looked_at_carried_and_emptied() {
    let server = server();
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/ok")))]);
    assert!(text(&place.run(&["cache", "info"]).stdout).contains("nothing is kept yet"));
    check(&place, &[]);
    let said = text(&place.run(&["cache", "info"]).stdout);
    assert!(said.contains("  1  addresses\n") && said.contains("  1  of them good"), "{said}");
    assert!(place.run(&["cache", "export", "answers.jsonl"]).status.success());
    let all = fs::read_to_string(place.path().join("answers.jsonl")).unwrap();
    assert_eq!(all, text(&place.run(&["cache", "export"]).stdout));
    assert!(text(&place.run(&["cache", "clear"]).stdout).contains("1 answer is gone"));
    let said = text(&place.run(&["cache", "import", "answers.jsonl"]).stdout);
    assert_eq!(said, "1 answer was taken over, 0 known already\n");
    check(&place, &[]);
    assert_eq!(server.asked().len(), 1, "what was carried is known");
    let said = text(&place.run(&["cache", "gc"]).stdout);
    assert_eq!(said, "0 answers were old and are gone, 1 left\n");
    let output = place.run(&["cache", "import", "nowhere.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn an_import_says_what_it_did_not_take() {
    let server = server();
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/ok")))]);
    check(&place, &[]);
    place.run(&["cache", "export", "answers.jsonl"]);
    let all = fs::read_to_string(place.path().join("answers.jsonl")).unwrap();
    let (header, answer) = all.split_once('\n').unwrap();
    let newer = header.replace('1', "2");
    let import = |lines: &str, secret: &str| {
        place.write("carried.jsonl", lines);
        let mut command = place.command(&["cache", "import", "carried.jsonl"]);
        let output = command.env("GUIDEPOST_CACHE_KEY", secret).output().unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let known = "0 answers were taken over, 1 known already\n";
    let nothing = "0 answers were taken over, 0 known already\n";
    let (status, said, noted) = import(&format!("{header}\n<<<\n{answer}=======\n"), "");
    assert_eq!((status, &*said), (Some(0), known));
    assert!(noted.contains("2 lines are no answers, from line 2 on, and left out"));
    for (lines, secret) in [(format!("{newer}\n{answer}"), ""), (all.clone(), "hush")] {
        let (status, said, noted) = import(&lines, secret);
        assert_eq!((status, &*said), (Some(0), nothing), "no reason to fail a run");
        assert!(noted.contains("1 answer was not believed: "), "{noted}");
    }
    assert_eq!(import(header, ""), (Some(0), nothing.to_owned(), String::new()));
    let (status, said, noted) = import("SQLite format 3\0\n\n", "");
    assert_eq!((status, &*said), (Some(2), ""));
    assert!(noted.contains("is no export of answers") && noted.contains("cache export"), "{noted}");
    let database = fs::read(place.cache().join("answers-1.db")).unwrap();
    fs::write(place.path().join("copied.db"), database).unwrap();
    assert_eq!(place.run(&["cache", "import", "copied.db"]).status.code(), Some(2));
}

#[test]
fn a_change_is_asked_for_its_own_links_only() {
    let server = server();
    let link = |path: &str| format!("[x]({})\n", server.url(path));
    let place = Place::new(&[("a.md", &link("/gone")), ("b.md", &link("/ok"))]);
    place.git(&["init", "-q", "-b", "main"]);
    let said = text(&place.run(&["check", "--offline", "--changed"]).stdout);
    assert!(said.contains("2 changed pages"), "before the first commit everything is new: {said}");
    place.git(&["add", "."]);
    let commit = ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm"];
    place.git(&[&commit, &["one"][..]].concat());
    let output = check(&place, &["--changed"]);
    assert_eq!((output.status.code(), server.asked().len()), (Some(0), 0));
    let said = text(&output.stdout);
    assert!(said.contains("2 external addresses left out"), "{said}");

    // A link that moves to another page is not new; one that is added is, committed or not, tracked or not.
    place.git(&["checkout", "-qb", "work"]);
    place.write("b.md", &link("/new"));
    place.git(&["mv", "a.md", "c.md"]);
    place.git(&["add", "-A"]);
    place.git(&[&commit, &["two"][..]].concat());
    place.write("d.md", &link("/wall"));
    let report = json(&place, &["--changed=main"]);
    assert_eq!(report["summary"]["left_out"], 1);
    assert_eq!(server.asked(), ["GET /wall", "HEAD /new", "HEAD /wall"]);
    assert_eq!(json(&place, &["--changed"])["summary"]["left_out"], 2, "since the last commit");
    let output = check(&place, &["--changed=nowhere"]);
    assert!(text(&output.stderr).contains("git fetch origin nowhere"), "{output:?}");
    assert_eq!(check(&place, &["--changed=--help"]).status.code(), Some(2));
}

#[test]
fn a_failure_counts_at_once_where_the_change_adds_the_link() {
    let server = server();
    let url = server.url("/gone");
    let place = Place::new(&[("a.md", "# A\n")]);
    place.git(&["init", "-q"]);
    place.git(&["add", "."]);
    place.git(&["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "one"]);
    remember(&place, &url, 200, now() - 10 * 86_400);
    place.write("a.md", &format!("# A\n[x]({url})\n"));
    assert_eq!(check(&place, &[]).status.code(), Some(0), "it worked before");
    assert_eq!(check(&place, &["--changed"]).status.code(), Some(1), "the change adds it");
}

#[test]
fn a_shallow_clone_says_what_to_fetch() {
    let place = Place::new(&[("up/a.md", "# A\n")]);
    let up = place.path().join("up");
    let git = |folder: &std::path::Path, arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=x", "-c", "user.email=x@x"]).args(arguments);
        crate::cli::outside_of_hooks(command.current_dir(folder));
        assert!(command.output().unwrap().status.success(), "{arguments:?}");
    };
    git(&up, &["init", "-q", "-b", "main"]);
    git(&up, &["add", "."]);
    git(&up, &["commit", "-qm", "one"]);
    git(&up, &["checkout", "-qb", "work"]);
    git(&up, &["commit", "-qm", "two", "--allow-empty"]);
    git(&up, &["commit", "-qm", "three", "--allow-empty"]);
    git(&up, &["checkout", "-q", "main"]);
    git(&up, &["commit", "-qm", "four", "--allow-empty"]);
    let url = format!("file://{}", up.display());
    git(place.path(), &["clone", "-q", "--depth=1", "--no-single-branch", &url, "clone"]);
    let clone = place.path().join("clone");
    let mut command = place.command(&["check", "--changed=origin/work"]);
    let output = command.current_dir(clone).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = text(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("shallow clone") && said.contains("fetch-depth: 0"), "{said}");
}

/// A page of links to these paths.
fn links(server: &Server, paths: impl Iterator<Item = String>) -> String {
    let links: Vec<String> = paths.map(|path| format!("[x]({})", server.url(&path))).collect();
    links.join("\n")
}

/// Start so many runs on one cache.
fn start(place: &Place, count: usize) -> Vec<Child> {
    let run = |_| {
        let mut command = place.command(&ALLOW);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    (0..count).map(run).collect()
}

fn is_sound(place: &Place) -> bool {
    let file = place.cache().join("answers-1.db");
    let connection = rusqlite::Connection::open(file).unwrap();
    let said: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    said == "ok"
}

#[test]
fn s31_eight_processes_ask_each_address_once_or_twice() {
    let server = server();
    let page = |n| links(&server, (0..150).map(|m| format!("/{n}/{m}")));
    let place = Place::new(&[("a.md", &page(1)), ("b.md", &page(2))]);
    for mut child in start(&place, 8) {
        assert!(child.wait().unwrap().success());
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for line in server.asked() {
        *counts.entry(line).or_default() += 1;
    }
    assert_eq!(counts.len(), 300);
    assert!(counts.values().all(|&count| count <= 2), "{counts:?}");
    let twice = counts.values().filter(|&&count| count == 2).count();
    assert!(twice <= 15, "{twice} of 300 were asked twice");
    assert!(is_sound(&place));
    assert_eq!(info(place.cache(), now()).unwrap().rows, 300, "nobody's answers are lost");
}

#[test]
fn s31_a_store_is_sound_after_its_writers_were_killed() {
    // Three quarters of the addresses answer; at the others the processes hang until they are killed.
    let server = Server::start("127.0.0.1", |request| {
        if request.path.ends_with('3') { Reply::Hang } else { status(200, "") }
    });
    let page = links(&server, (0..400).map(|n| format!("/{n}")));
    let place = Place::new(&[("a.md", &page)]);
    let children = start(&place, 8);
    let rows = || info(place.cache(), now()).map_or(0, |info| info.rows);
    for _ in 0..4000 {
        if rows() > 0 && server.asked().len() >= 8 {
            break;
        }
        std::thread::park_timeout(Duration::from_millis(5));
    }
    for mut child in children {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(is_sound(&place));
    let kept = info(place.cache(), now()).unwrap();
    assert!(kept.rows > 0, "what had come in is kept");
    let mut store = Store::open(place.cache(), Access::Write, now()).unwrap();
    assert_eq!(store.set_aside(), None);
    assert_eq!(store.load([].into_iter(), now()).len(), 0);
    store.close(now()).unwrap();
}
