//! How external links are asked, as the files say that people write.

use std::fs;
use std::time::{Duration, Instant};

use crate::cli::{Place, text};
use crate::server::{Server, status};

const ALLOW: [&str; 4] = ["check", "--no-cache", "--allow-address", "127.0.0.0/8"];

fn links(urls: &[String]) -> String {
    let links: Vec<String> = urls.iter().map(|url| format!("[x]({url})")).collect();
    links.join("\n")
}

#[test]
fn the_file_of_a_repository_lets_less_be_asked_and_slower() {
    let skipped = Server::start("127.0.0.51", |_| status(200, ""));
    let paced = Server::start("127.0.0.52", |_| status(200, ""));
    let other = Server::start("127.0.0.53", |request| {
        status(if request.path == "/out" { 500 } else { 200 }, "")
    });
    let urls = [
        skipped.url("/x"),
        other.url("/internal/x"),
        other.url("/ok"),
        other.url("/out"),
        paced.url("/1"),
        paced.url("/2"),
        paced.url("/3"),
    ];
    let config = "[external]\nexclude = ['/internal/']\nmax-retries = 0\n\
                  hosts.\"127.0.0.51\".skip = true\n\
                  hosts.\"127.0.0.52\" = { per-second = 4, burst = 1, in-flight = 1 }\n";
    let place = Place::new(&[("a.md", &links(&urls)), ("guidepost.toml", config)]);
    let output = place.run(&[&ALLOW[..], &["-v"]].concat());
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    let said = text(&output.stdout).replace("\n  │ ", " ");
    assert!(
        said.contains("not verified: the configuration says `skip = true` of its host"),
        "{said}"
    );
    assert_eq!(skipped.asked(), Vec::<String>::new(), "whatever its port");
    assert_eq!(other.asked(), ["GET /out", "HEAD /ok", "HEAD /out"]);
    let times: Vec<Instant> = paced.requests().iter().map(|request| request.at).collect();
    let spent = times[2] - times[0];
    assert!(spent >= Duration::from_millis(2 * 250 - 50), "{spent:?}");
}

#[test]
fn the_file_of_a_user_says_whom_to_believe_and_what_is_fine() {
    let secure = crate::tls::server();
    let server = Server::start("127.0.0.54", |_| status(403, ""));
    let url = server.url("/members");
    let urls = [format!("https://{secure}/"), url.clone()];
    let place = Place::new(&[("a.md", &links(&urls)), ("b/b.md", &links(&urls))]);
    let user = tempfile::tempdir().unwrap();
    let ours = format!(
        "ca-certificate = \"{}\"\ncontact = \"docs@example.com\"\naccept = [\"403 on {url}\"]\n",
        crate::tls::ROOT
    );
    fs::create_dir(user.path().join("guidepost")).unwrap();
    fs::write(user.path().join("guidepost/external.toml"), ours).unwrap();
    let run = |own| {
        let mut command = place.command(&[&ALLOW[..], &["--strict-external"]].concat());
        if own {
            command.env("XDG_CONFIG_HOME", user.path());
        }
        command.env_remove("SSL_CERT_FILE").output().unwrap().status.code()
    };
    assert_eq!(run(true), Some(0));
    assert!(server.requests()[0].head.contains("; docs@example.com)"));
    assert_ne!(run(false), Some(0));
    // What a page wants besides takes nothing away.
    place.write(
        "guidepost.toml",
        "[[overrides]]\npaths = [\"b/**\"]\nexternal = { accept = [\"404\"] }\n",
    );
    assert_eq!(run(true), Some(0));
}
