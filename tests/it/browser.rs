//! The HTML report in a browser: what it shows, what it says on the console, and what it asks for.
//!
//! Needs Chromium; where there is none the tests say so and pass. `.ci/run` installs it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::Place;
use crate::shared::say_skipped;

/// Chromium, unless there is none.
fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let found = std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|program| program.is_file());
    if found.is_none() {
        say_skipped("no Chromium in PATH, so no browser opens the HTML report");
    }
    found
}

/// What a browser made of a page.
struct Seen {
    /// The document after its script has run.
    dom: String,
    /// What was said on the console.
    console: Vec<String>,
    /// Everything that was asked for.
    net: String,
}

fn open(browser: &Path, file: &Path, fragment: &str) -> Seen {
    let profile = tempfile::tempdir().unwrap();
    let log = profile.path().join("net.json");
    let option = |name: &str, path: &Path| {
        let mut option = OsString::from(format!("--{name}="));
        option.push(path);
        option
    };
    let output = Command::new(browser)
        .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        .args(["--disable-background-networking", "--disable-component-update", "--no-first-run"])
        .args(["--enable-logging=stderr", "--virtual-time-budget=10000", "--dump-dom"])
        .arg(option("user-data-dir", profile.path()))
        .arg(option("log-net-log", &log))
        .arg(format!("file://{}{fragment}", file.display()))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8_lossy(&output.stderr);
    Seen {
        dom: String::from_utf8_lossy(&output.stdout).into_owned(),
        console: said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect(),
        net: fs::read_to_string(&log).unwrap(),
    }
}

/// A corpus whose pages try everything.
fn hostile() -> Place {
    const PAYLOADS: [&str; 9] = [
        "<script>document.title='pwned'</script>",
        "\"><img src=https://evil.example/a.png onerror=document.title='pwned'>",
        "' autofocus onfocus=document.title='pwned' x='",
        "</pre></article></details></style><svg onload=document.title='pwned'>",
        "<iframe src=https://evil.example/></iframe>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "{{constructor.constructor('document.title=1')()}}${document.title=1}",
        "\u{202e}\u{2066}gpj.exe\u{1b}]52;c;AAAA\u{7}\u{0}",
        "&lt;script&gt;&#x3c;script&#62; -->]]>",
    ];
    let mut page = String::from("# T <script>document.title='pwned'</script>\n\n");
    for (nth, payload) in PAYLOADS.iter().enumerate() {
        let name = payload.replace(['<', '>', '\n'], "?");
        let links = format!("[{payload}](<gone-{nth}{name}.md>) [x](#{nth}-{payload})");
        page.extend([&links, "\n\n[r][", payload, "]\n\n[u]: <missing ", payload, ">\n\n"]);
    }
    page += "[j](javascript:document.title='pwned') [d](data:text/html,<script>1</script>)\n\n";
    page += "[e](http://evil.example/\"><script>document.title='pwned'</script>)\n";
    let place = Place::new(&[("guidepost.toml", ""), ("page.md", &page)]);
    place.write("CODEOWNERS", "* @a<script>document.title='pwned'</script>\n");
    #[cfg(unix)]
    place.write("<img src=x onerror=alert(1)>'\".md", "# A\n\n[x](gone.md)\n");
    place
}

/// How many elements of each of these names a browser makes of the page `file` where no script runs.
fn without_script(browser: &Path, file: &Path, names: &[&str]) -> Vec<usize> {
    // A frame that may run nothing is one.
    const AROUND: &str = "<iframe sandbox=\"allow-same-origin\"></iframe><p id=\"seen\"></p><script>\
        const frame = document.querySelector('iframe');\
        const count = name => frame.contentDocument.querySelectorAll(name).length;\
        frame.onload = () => { seen.textContent = 'seen ' + NAMES.map(count).join(' ') + ' elements'; };\
        frame.srcdoc = PAGE;</script>";
    let page = serde_json::to_string(&fs::read_to_string(file).unwrap()).unwrap();
    let names = serde_json::to_string(names).unwrap();
    let around = AROUND.replace("NAMES", &names).replace("PAGE", &page.replace('<', "\\u003c"));
    let outside = file.with_file_name("around.html");
    fs::write(&outside, around).unwrap();
    let dom = open(browser, &outside, "").dom;
    let seen = dom.split_once(">seen ").unwrap().1.split_once(" elements").unwrap().0;
    seen.split(' ').map(|count| count.parse().unwrap()).collect()
}

fn report(place: &Place, arguments: &[&str]) -> (PathBuf, serde_json::Value) {
    let both = ["check", "--offline", "--format", "json", "--output", "r.json"];
    let html = ["--format", "html", "--output", "r.html"];
    let output = place.run(&[&both[..], &html, arguments].concat());
    assert!(output.status.code() < Some(2), "{output:?}");
    let json = fs::read(place.path().join("r.json")).unwrap();
    (place.path().join("r.html"), serde_json::from_slice(&json).unwrap())
}

#[test]
fn hostile_pages_are_text() {
    let Some(browser) = chromium() else { return };
    let place = hostile();
    let (file, json) = report(&place, &["--select", "links,anchors"]);
    let found = json["diagnostics"].as_array().unwrap();
    assert!(found.len() > 15, "{}", found.len());
    let seen = open(&browser, &file, "");
    assert_eq!(seen.console, [""; 0], "nothing is said");
    assert!(seen.dom.contains(&format!("All {} findings.", found.len())), "the script has run");
    assert_eq!(seen.dom.matches("<article").count(), found.len());
    let title = seen.dom.split_once("<title>").unwrap().1;
    assert!(title.starts_with("guidepost of "), "{}", &title[..80]);
    for element in ["<script", "<style"] {
        assert_eq!(seen.dom.matches(element).count(), 1, "{element}");
    }
    for element in ["<img", "<iframe", "<svg onload", "<link rel=\"style", "\u{202e}", "\u{1b}"] {
        assert!(!seen.dom.contains(element), "{element}");
    }
    // The address that a page links to is a link; nobody asks for it.
    assert!(!seen.net.contains("evil.example"), "a request went out");
    assert!(!seen.dom.contains("href=\"javascript:") && !seen.dom.contains("href=\"data:text"));
}

#[test]
fn findings_are_filtered_grouped_and_linked() {
    let Some(browser) = chromium() else { return };
    let place = Place::new(&[
        ("guidepost.toml", ""),
        ("a.md", "# A\n\n[x](gone.md) [y](nope.md)\n"),
        ("docs/b.md", "# B\n\n[x](../gone.md) [i](http://example.org/)\n"),
        (".github/CODEOWNERS", "/docs/ @docs\n"),
    ]);
    let (file, json) = report(&place, &["--select", "missing-target,insecure-link"]);
    let found = json["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 4);
    let shown = |seen: &Seen| {
        seen.dom
            .split("<article")
            .skip(1)
            .filter(|one| !one[..one.find('>').unwrap()].contains("hidden"))
            .count()
    };
    for (fragment, count) in [
        ("", 4),
        ("#?rule=insecure-link", 1),
        ("#?q=docs+encrypted", 1),
        ("#?owner=%40docs", 2),
        ("#?folder=docs%2F", 2),
        ("#?severity=error", 3),
        ("#?host=example.org", 1),
        ("#?by=cause&sort=worst", 4),
    ] {
        let seen = open(&browser, &file, fragment);
        assert_eq!(seen.console, [""; 0], "{fragment}");
        assert_eq!(shown(&seen), count, "{fragment}");
        let said = if count == 4 {
            "All 4 findings.".to_owned()
        } else {
            format!("{count} of 4 findings.")
        };
        assert!(seen.dom.contains(&said), "{fragment}");
        if fragment.contains("by=cause") {
            assert!(seen.dom.contains("docs/b.md 3:5</a>"), "places say their page");
        }
    }
    let print = found[2]["fingerprint"].as_str().unwrap();
    let seen = open(&browser, &file, &format!("#f-{print}"));
    let article = seen.dom.split(&format!("<article id=\"f-{print}\"")).nth(1).unwrap();
    assert!(
        article[..article.find('>').unwrap()].contains("tabindex"),
        "the finding has the focus"
    );
    // Without JavaScript everything is there, and what would not work is not shown.
    let plain = fs::read_to_string(&file).unwrap();
    assert_eq!(plain.matches("<article").count(), 4);
    assert!(
        plain.contains("<form id=\"controls\" role=\"search\" aria-label=\"Findings\" hidden>")
    );
}

#[test]
fn many_findings_come_when_somebody_looks() {
    let Some(browser) = chromium() else { return };
    let place = Place::new(&[("guidepost.toml", "")]);
    for page in 0..30 {
        let links: Vec<String> =
            (0..20).map(|n| format!("[a <b> & \"c\"](gone{page}-{n}.md)\n")).collect();
        place.write(&format!("docs/p{page:02}.md"), &format!("# P\n\n{}", links.join("\n")));
    }
    place.write("a.md", "# A\n\n[i](http://example.org/?a=1&b=2)\n\n[j](docs/unusuall.md)\n");
    place.write("docs/unusual.md", "# Unusual\n");
    let (file, json) = report(&place, &["--select", "missing-target,insecure-link"]);
    let found = json["diagnostics"].as_array().unwrap();
    assert_eq!(found.len(), 602);
    let article = |seen: &Seen, print: &str| {
        let article = seen.dom.split(&format!("<article id=\"f-{print}\"")).nth(1);
        article.map(|text| text[..text.find("</article>").unwrap()].to_owned())
    };
    // Nothing is left out, and nothing is there twice, however they are grouped.
    for (fragment, count) in [
        ("", 602),
        ("#?by=rule", 602),
        ("#?host=example.org", 1),
        ("#?only=fix", 1),
        ("#?q=gone7-+%26+%22c%22", 20),
    ] {
        let seen = open(&browser, &file, fragment);
        assert_eq!(seen.console, [""; 0], "{fragment}");
        assert_eq!(seen.dom.matches("<article").count(), 602, "{fragment}");
        assert!(!seen.dom.contains("<noscript"), "{fragment}");
        let heads = seen.dom.split("<article").skip(1).map(|one| &one[..one.find('>').unwrap()]);
        assert_eq!(heads.filter(|head| !head.contains("hidden")).count(), count, "{fragment}");
        let said =
            if count == 602 { "All 602 findings." } else { &format!("{count} of 602 findings.") };
        assert!(seen.dom.contains(said), "{fragment}");
    }
    let last = found.last().unwrap()["fingerprint"].as_str().unwrap();
    let seen = open(&browser, &file, &format!("#f-{last}"));
    assert!(article(&seen, last).unwrap().contains("tabindex=\"-1\""), "it has the focus");
    // Without JavaScript all of it is there, too.
    let seen = without_script(&browser, &file, &["article", "mark", "noscript"]);
    assert_eq!(seen, [602, 602, 31]);
}
