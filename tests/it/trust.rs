//! Who may say what, and who gets to see what: secrets, configuration of strangers, and what servers would like to write.

use std::fs;
use std::path::Path;
use std::process::Output;

use guidepost::report::Format;
use serde_json::Value;

use crate::cli::{Place, text};
use crate::server::{Server, page, status};

const ALLOW: [&str; 3] = ["check", "--allow-address", "127.0.0.0/8"];

/// `args` with every format, each into a file of its own, and what came to the streams.
fn every_format(
    place: &Place,
    user: &Path,
    args: &[&str],
) -> (Output, Vec<(&'static str, String)>) {
    let out = tempfile::tempdir().unwrap();
    let mut all: Vec<String> = ALLOW.iter().chain(args).map(|arg| (*arg).to_owned()).collect();
    for format in Format::ALL {
        let file = out.path().join(format.name());
        all.extend(["--format".to_owned(), format.name().to_owned()]);
        all.extend(["--output".to_owned(), file.to_str().unwrap().to_owned()]);
    }
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let mut command = place.command(&all);
    let command = command.env("DOCS_TOKEN", "hunter-env").env("RUST_LOG", "trace");
    let command = command.env("XDG_CONFIG_HOME", user);
    let output = command.env("GITHUB_TOKEN", "hunter-hub").output().unwrap();
    let formats = Format::ALL.iter().map(|format| {
        let file = out.path().join(format.name());
        (format.name(), fs::read_to_string(file).unwrap_or_else(|_| panic!("{output:?}")))
    });
    let formats = formats.collect();
    (output, formats)
}

#[test]
fn s2_no_secret_is_in_any_output_or_in_the_cache() {
    let server = Server::start("127.0.0.1", |request| match request.path.as_str() {
        "/signed" => status(302, "Location: http://me:hunter-to@127.0.0.1:1/x?sig=hunter-sig\r\n"),
        "/old" => status(301, "Location: /new?token=hunter-query\r\n"),
        "/new?token=hunter-query" => status(200, ""),
        "/ok" => status(200, "Set-Cookie: a=hunter-cookie\r\n"),
        _ => status(404, "ETag: \"hunter-tag\"\r\n"),
    });
    let link = |path: &str| server.url(path).replace("http://", "http://zoe:hunter-page@");
    let body = format!(
        "# A\n[a]({}) [b](<{}>) {} ![]({})\n[c]: {}\n[here]({}) [d]({}) [e]({})\n<a href=\"{}\">x</a>\n",
        link("/gone"),
        link("/ok"),
        link("/bare"),
        link("/image"),
        link("/unused"),
        link("/ok"),
        server.url("/signed"),
        server.url("/old"),
        link("/html")
    );
    let place = Place::new(&[("a.md", &body)]);
    let user = tempfile::tempdir().unwrap();
    let file = format!("[headers.\"{}\"]\nPRIVATE-TOKEN = \"DOCS_TOKEN\"\n", server.url(""));
    fs::create_dir(user.path().join("guidepost")).unwrap();
    fs::write(user.path().join("guidepost/external.toml"), file).unwrap();
    let header = format!("{} X-Other: hunter-line", server.url(""));
    let args = ["--header", &header, "--host-stats", "-v"];
    let (output, mut all) = every_format(&place, user.path(), &args);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    all.extend([
        ("standard output", text(&output.stdout)),
        ("standard error", text(&output.stderr)),
    ]);
    all.push(("diff", text(&place.run(&["check", "--offline", "--diff"]).stderr)));
    for command in [["links", "--format", "human"], ["links", "--format", "json"]] {
        all.push(("links", text(&place.run(&command).stdout)));
    }
    place.run(&["baseline", "create", "--offline"]);
    let baseline = fs::read_to_string(place.path().join("guidepost-baseline.json")).unwrap();
    all.push(("baseline", baseline));
    all.push(("export", text(&place.run(&["cache", "export"]).stdout)));
    for (name, text) in &all {
        let leak =
            text.find("hunter").map(|at| &text[at.saturating_sub(60)..(at + 30).min(text.len())]);
        assert_eq!(leak, None, "{name}");
        assert!(!text.contains("//zoe"), "{name}");
    }
    for entry in fs::read_dir(place.cache()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"hunter"));
    }
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.head.contains("hunter-env")));
    assert!(requests.iter().all(|request| request.head.contains("hunter-line")));
    assert!(requests.iter().all(|request| !request.head.contains("hunter-page")));
}

#[test]
fn s2_the_token_for_github_goes_to_its_api_and_to_nobody_else() {
    let empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let (proxy, log) = crate::tls::proxy(move |host, head| {
        let path = head.split(' ').nth(1).unwrap_or_default();
        match (host, path) {
            ("api.github.com", "/repos/a/renamed") => {
                empty.replace("200 OK", "301 X\r\nLocation: https://api.github.com/repositories/7")
            }
            ("api.github.com" | "github.com", path) if path.contains("gone") => {
                empty.replace("200", "404")
            }
            ("github.com", "/a/renamed") => {
                empty.replace("200 OK", "301 X\r\nLocation: https://github.com/a/named")
            }
            _ => empty.to_owned(),
        }
    });
    let body = "[a](https://github.com/a/b) [b](https://github.com/a/b/blob/main/x.md#L3)\n\
                [c](https://github.com/a/gone) [d](https://github.com/a/renamed)\n\
                [e](https://github.com/a/b/issues/7) [f](https://github.com/a/b/wiki)\n";
    let place = Place::new(&[("a.md", body)]);
    let trusted = tempfile::tempdir().unwrap();
    let config = trusted.path().join("guidepost.toml");
    fs::write(&config, "[external]\ngithub-token = \"GITHUB_TOKEN\"\n").unwrap();
    let run = |args: &[&str], token: &str| {
        log.lock().unwrap().clear();
        let mut command = place.command(&[&["check", "--no-cache", "-v"], args].concat());
        command.env("https_proxy", format!("http://{proxy}")).env("GITHUB_TOKEN", token);
        let output = command.env("SSL_CERT_FILE", crate::tls::ROOT).output().unwrap();
        assert!(
            !text(&output.stdout).contains("hunter") && !text(&output.stderr).contains("hunter")
        );
        let mut asked: Vec<String> = Vec::new();
        for (host, head) in log.lock().unwrap().iter() {
            let sent = head.to_lowercase().contains("authorization: bearer hunter");
            assert_eq!(sent, host == "api.github.com", "{host}: {head}");
            asked.push(format!("{host}{}", head.split(' ').nth(1).unwrap()));
        }
        asked.sort();
        asked.dedup();
        (text(&output.stdout), asked)
    };
    let at_the_site = [
        "github.com/a/b",
        "github.com/a/b/blob/main/x.md",
        "github.com/a/b/issues/7",
        "github.com/a/b/wiki",
        "github.com/a/gone",
        "github.com/a/named",
        "github.com/a/renamed",
    ];
    let config = config.to_str().unwrap();
    let (said, asked) = run(&["--config", config], "hunter");
    let wanted = [
        "api.github.com/repos/a/b",
        "api.github.com/repos/a/b/contents/x.md?ref=main",
        "api.github.com/repos/a/b/issues/7",
        "api.github.com/repos/a/gone",
        "api.github.com/repos/a/renamed",
        "github.com/a/b/wiki",
        "github.com/a/gone",
        "github.com/a/named",
        "github.com/a/renamed",
    ];
    assert_eq!(asked, wanted, "{said}");
    assert!(
        said.contains("404 Not Found") && said.contains("https://github.com/a/named"),
        "{said}"
    );
    // Without a token, and where nobody trusted says so, the site is asked.
    assert_eq!(run(&["--config", config], "").1, at_the_site);
    place.write("guidepost.toml", "[external]\ngithub-token = \"GITHUB_TOKEN\"\n");
    assert_eq!(run(&[], "hunter").1, at_the_site);
}

#[test]
fn s3_what_a_repository_must_not_say_is_ignored_and_said_so() {
    let canary = Server::start("127.0.0.7", |_| status(200, ""));
    let server = Server::start("127.0.0.1", |_| status(200, ""));
    let place = Place::new(&[("a.md", &format!("[x]({})\n", server.url("/x")))]);
    let all = format!(
        "[external]\ncontact = \"evil@example.org\"\nca-certificate = \"evil.pem\"\n\
         github-token = \"GITHUB_TOKEN\"\nin-flight = 200\n\
         [external.headers.\"{}\"]\nX-Leak = \"DOCS_TOKEN\"\n\
         [external.headers.\"{}\"]\nX-Leak = \"DOCS_TOKEN\"\n\
         [external.hosts.\"*\"]\nin-flight = 50\nper-second = 900\nburst = 500\n",
        server.url(""),
        canary.url("")
    );
    place.write("guidepost.toml", &all);
    let (output, _) = every_format(&place, Path::new(crate::cli::CONFIG), &[]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let said = text(&output.stderr);
    for key in ["contact", "ca-certificate", "github-token", "in-flight", "headers", "hosts.\"*\""]
    {
        let line = said.lines().find(|line| line.contains(&format!("external.{key}")));
        let ignored = line.is_some_and(|line| line.contains("config-ignored-untrusted"));
        assert!(ignored, "{key}: {said}");
    }
    let head = &server.requests()[0].head;
    assert!(!head.contains("hunter") && !head.contains("evil"), "{head}");

    // What could be worse has no key at all.
    for key in [
        format!("[external]\nproxy = \"{}\"\n", canary.url("")),
        "[external]\ninsecure = true\n".to_owned(),
        "[external]\nallow-address = [\"127.0.0.0/8\"]\n".to_owned(),
        "[external]\nresolve = [\"a.org:443:127.0.0.1\"]\n".to_owned(),
        "[external]\nremap = [\"https://a.org https://evil.org\"]\n".to_owned(),
        "[external]\ncookies = true\n".to_owned(),
        format!("cache = \"{}\"\n", place.path().display()),
        "output = \"../report.json\"\n".to_owned(),
        "command = \"touch owned\"\n".to_owned(),
        "[preprocess]\ncommand = \"touch owned\"\n".to_owned(),
    ] {
        place.write("guidepost.toml", &key);
        let output = place.run(&ALLOW);
        assert_eq!(output.status.code(), Some(2), "{key}: {output:?}");
    }
    assert_eq!((canary.asked().len(), server.asked().len()), (0, 1));
    assert!(!place.path().join("owned").exists());
}

#[test]
fn s22_nothing_that_servers_say_moves_the_cursor() {
    let server = Server::start("127.0.0.1", |request| {
        let html = "Content-Type: text/html\r\n";
        match request.path.as_str() {
            "/title" => page(
                html,
                "<title>404 \u{1b}]52;c;aGk=\u{7}\u{9b}2J \u{202e}x\r##[error]y</title><p id=a>"
                    .as_bytes(),
            ),
            "/away" => status(302, "Location: javascript\u{202e}:\u{9b}31m##vso[x]\r\n"),
            "/host" => status(301, "Location: http://\u{9b}/\r\n"),
            "/moved" => status(301, "Location: /new\u{202e}##[error]\u{9b}\r\n"),
            path if path.starts_with("/new") => status(200, "X: \u{9b}\r\n"),
            _ => status(404, "Server: \u{9b}2J\u{202e}\r\n"),
        }
    });
    let links = ["/title#b", "/away", "/host", "/moved", "/gone\u{202e}\u{9b}"];
    let links: Vec<String> =
        links.iter().map(|path| format!("[x\u{1b}[2J](<{}>)\n", server.url(path))).collect();
    let place = Place::new(&[("a.md", &links.concat())]);
    let (output, formats) = every_format(
        &place,
        Path::new(crate::cli::CONFIG),
        &["--fail-on", "info", "-v", "--host-stats"],
    );
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let moves = |c: char| {
        c.is_control() && c != '\n' && c != '\t'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    for (name, said) in &formats {
        let programs = ["json", "jsonl", "sarif", "gitlab", "junit", "rdjson"].contains(name);
        // Programs read true characters; those that a terminal obeys are escaped all the same.
        let bad = said.chars().find(|&c| if programs { c < ' ' && c != '\n' } else { moves(c) });
        assert_eq!(bad, None, "{name}: {said}");
        if !programs {
            assert!(!said.contains("##[") && !said.contains("##vso["), "{name}: {said}");
        }
    }
    assert!(!text(&output.stderr).contains(moves));
    let report = &formats.iter().find(|(name, _)| *name == "json").unwrap().1;
    let report: Value = serde_json::from_str(report).unwrap();
    assert!(report["diagnostics"].as_array().unwrap().len() >= 4, "{report}");
}
