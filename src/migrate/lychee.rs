//! lychee: `lychee.toml` and `.lycheeignore`, as of version 0.24.

use serde_json::{Map, Value};

use super::Way::{Elsewhere, Lost, Needless, Take};
use super::{Migration, Way, each, max_retries, patterns, seconds, timeout, words};
use crate::base::data;

const SECRETS: &str = "secrets stand in no file of a repository: `--header`, or `[external.headers]` in the configuration of whoever runs it";
const PACE: &str = "each host is asked at a pace that it bears; [external.hosts] makes it slower";
const PRIVATE: &str = "addresses that are not public are not asked; `--allow-address` allows some";
const SCREEN: &str = "`--format`, `--output`, `-q` and `-v` on the command line";

const WAYS: &[(&str, Way)] = &[
    ("accept", Take(accept)),
    ("accept_timeouts", Needless("an address that does not answer is never an error")),
    ("archive", Lost("nothing is looked up in an archive")),
    ("base", Take(base)),
    ("base_url", Take(base)),
    ("basic_auth", Elsewhere(SECRETS)),
    ("cache", Needless("answers are remembered between runs")),
    ("cache_exclude_status", Needless("each kind of answer is remembered for its own time")),
    ("cookie_jar", Lost("no cookies are kept")),
    ("default_extension", Take(extensions)),
    ("dump", Elsewhere("`guidepost links`")),
    ("dump_inputs", Elsewhere("`guidepost links`")),
    ("exclude", Take(exclude)),
    ("exclude_all_private", Needless(PRIVATE)),
    ("exclude_file", Lost("migrate that file, too: it holds an expression a line")),
    ("exclude_link_local", Needless(PRIVATE)),
    ("exclude_loopback", Needless(PRIVATE)),
    ("exclude_mail", Needless("mail addresses are not asked")),
    ("exclude_path", Take(exclude_path)),
    ("exclude_private", Needless(PRIVATE)),
    ("extensions", Take(inputs)),
    ("fallback_extensions", Take(extensions)),
    ("files_from", Elsewhere("`--files-from` on the command line")),
    ("format", Elsewhere(SCREEN)),
    ("generate", Elsewhere("`guidepost completions` and `guidepost man`")),
    ("github_token", Elsewhere(SECRETS)),
    ("glob_ignore_case", Lost("globs tell upper case from lower case")),
    ("header", Elsewhere(SECRETS)),
    ("headers", Elsewhere(SECRETS)),
    ("hidden", Needless("hidden files are read where git tracks them")),
    ("host_concurrency", Needless(PACE)),
    ("host_request_interval", Needless(PACE)),
    ("host_stats", Elsewhere("`--host-stats` on the command line")),
    ("hosts", Take(hosts)),
    (
        "include",
        Lost("what [external] exclude takes out cannot be taken back in: narrow the expression"),
    ),
    ("include_fragments", Take(fragments)),
    ("include_mail", Lost("mail addresses are not asked")),
    ("include_verbatim", Lost("a link in code is an example and is not checked")),
    ("include_wikilinks", Needless("a dialect knows whether `[[…]]` is a link")),
    ("index_files", Take(index_files)),
    (
        "insecure",
        Lost(
            "an invalid certificate is an error; [external] ca-certificate in your own configuration adds one",
        ),
    ),
    ("max_cache_age", Needless("each kind of answer is remembered for its own time")),
    ("max_concurrency", Take(in_flight)),
    (
        "max_redirects",
        Lost("ten redirects at most are followed; moved-external tells of permanent ones"),
    ),
    ("max_retries", Take(max_retries)),
    ("method", Needless("HEAD, and GET before anything is called broken")),
    ("min_tls", Needless("TLS 1.2 or later")),
    ("mode", Elsewhere(SCREEN)),
    ("no_ignore", Lost("what git ignores is not read; name the files on the command line")),
    ("no_progress", Needless("progress is shown at terminals only")),
    ("offline", Elsewhere("`--offline` on the command line")),
    ("output", Elsewhere(SCREEN)),
    ("preprocess", Lost("no program is run")),
    ("remap", Take(remap)),
    ("require_https", Take(https)),
    ("retry_wait_time", Needless("an address is asked again when all others have been")),
    ("root_dir", Take(root_dir)),
    ("scheme", Take(scheme)),
    ("skip_missing", Lost("a file that is named and missing is an error")),
    ("suggest", Needless("every finding suggests what is meant, as far as it is known")),
    ("threads", Elsewhere("`--jobs` on the command line")),
    ("timeout", Take(timeout)),
    (
        "user_agent",
        Lost(
            "guidepost says what it is; [external] contact in your own configuration adds who asks",
        ),
    ),
    ("verbose", Elsewhere(SCREEN)),
];

pub(super) fn read(_: &str, text: &str, out: &mut Migration) -> Result<(), String> {
    each(&table(text)?, "", WAYS, out);
    Ok(())
}

/// Is `key` one that a configuration of lychee has?
pub(super) fn knows(key: &str) -> bool {
    WAYS.iter().any(|(known, _)| *known == key.replace('-', "_"))
}

/// The settings that `text` holds; `Err` says why there are none, and in which line.
pub(super) fn table(text: &str) -> Result<Map<String, Value>, String> {
    toml::from_str(text).map_err(|error| {
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let place = error.span().map(|span| format!(" at line {}", line(span.start)));
        format!("{}{}", error.message(), place.unwrap_or_default())
    })
}

/// `.lycheeignore`: an expression a line.
pub(super) fn read_ignored(text: &str, out: &mut Migration) {
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        not_asked(line, line, out);
    }
}

fn exclude(key: &str, value: &Value, out: &mut Migration) {
    for pattern in data::strings(value) {
        not_asked(&format!("{key} {pattern:?}"), pattern, out);
    }
}

/// Addresses in which `pattern` is found are not asked.
pub(super) fn not_asked(key: &str, pattern: &str, out: &mut Migration) {
    if pattern.trim_start_matches('^').starts_with("mailto:") {
        return out.needless(key, "mail addresses are not asked");
    }
    if patterns::is_local(pattern) {
        let way = "links into pages are suppressed where they stand (docs/suppressing.md) or by rule in [[overrides]]";
        return out.lost(key, way);
    }
    if let Some(why) = patterns::unusable(pattern) {
        return out.lost(key, format!("guidepost cannot read this expression: {why}"));
    }
    out.draft.external("exclude", vec![pattern.to_owned()]);
    out.kept(key, "[external] exclude");
}

fn exclude_path(key: &str, value: &Value, out: &mut Migration) {
    for pattern in data::strings(value) {
        let key = format!("{key} {pattern:?}");
        match patterns::globs_of_regex(pattern) {
            Some(globs) => out.exclude(&key, globs),
            None => out.lost(&key, "`exclude` takes globs: write one that means the same"),
        }
    }
}

fn accept(key: &str, value: &Value, out: &mut Migration) {
    for word in words(value) {
        status(&format!("{key} {word}"), &word, out);
    }
}

/// The status or range `word` is fine.
pub(super) fn status(key: &str, word: &str, out: &mut Migration) {
    match range(word) {
        Some((first, last)) if first >= 200 && last < 300 => out.needless(key, "success is fine"),
        Some((first, last)) => {
            let rule = if first == last { first.to_string() } else { format!("{first}..={last}") };
            out.kept(key, format!("[external] accept = [\"{rule}\"]"));
            out.draft.external("accept", vec![rule]);
        }
        None => out.lost(key, "this is no status"),
    }
}

/// `403`, `200..=204`, `..=204` or `200..205`, whose last number is not part of it.
fn range(word: &str) -> Option<(u16, u16)> {
    let Some((first, last)) = word.split_once("..") else {
        let status = word.parse().ok()?;
        return (100..1000).contains(&status).then_some((status, status));
    };
    let first = if first.is_empty() { 100 } else { first.parse().ok()? };
    let last = match last.strip_prefix('=') {
        Some(last) => last.parse().ok()?,
        None if last.is_empty() => 999,
        None => last.parse::<u16>().ok()?.checked_sub(1)?,
    };
    (100 <= first && first <= last && last < 1000).then_some((first, last))
}

fn base(key: &str, value: &Value, out: &mut Migration) {
    match value.as_str() {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
            out.draft.site("url", url);
            out.kept(key, "[site] url: what is there is looked for among the pages");
        }
        _ => root_dir(key, value, out),
    }
}

fn root_dir(key: &str, value: &Value, out: &mut Migration) {
    let folder = value.as_str().unwrap_or_default().trim_start_matches("./").trim_end_matches('/');
    if folder.starts_with('/') || folder.contains("..") || folder.contains(':') {
        return out.lost(key, "name a folder of the corpus: [site.routes] \"/\" = \"public\"");
    }
    if folder.is_empty() || folder == "." {
        return out.needless(key, "`/` is the root of the corpus");
    }
    let folder = out.glob(folder);
    out.draft.site("routes", toml::Table::from_iter([("/".to_owned(), folder.clone().into())]));
    out.kept(key, format!("[site] routes = {{ \"/\" = \"{folder}\" }}"));
}

fn extensions(key: &str, value: &Value, out: &mut Migration) {
    let all = words(value).into_iter().map(|word| word.trim_start_matches('.').to_owned());
    let (known, new): (Vec<String>, Vec<String>) =
        all.partition(|word| matches!(word.as_str(), "" | "md" | "mdx" | "html"));
    if !known.is_empty() {
        out.needless(
            key,
            format!("a link may leave out {}, where the site's pages may", known.join(", ")),
        );
    }
    if !new.is_empty() {
        out.kept(key, format!("[site] extensions = {new:?}"));
        out.draft.site("extensions", new);
    }
}

fn index_files(key: &str, value: &Value, out: &mut Migration) {
    let stem =
        |name: String| name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.to_owned());
    let (known, new): (Vec<String>, Vec<String>) = words(value)
        .into_iter()
        .map(stem)
        .partition(|stem| matches!(stem.as_str(), "" | "index" | "README"));
    if !known.is_empty() {
        out.needless(key, "`index` and `README` stand for their folder, where a site says so");
    }
    if !new.is_empty() {
        out.kept(key, format!("[site] index-files = {new:?}"));
        out.draft.site("index-files", new);
    }
}

/// What guidepost reads as a page.
const PAGES: [&str; 7] = ["md", "markdown", "mdown", "mkd", "mdx", "html", "htm"];

fn inputs(key: &str, value: &Value, out: &mut Migration) {
    let other: Vec<String> =
        words(value).into_iter().filter(|word| !PAGES.contains(&word.as_str())).collect();
    if other.is_empty() {
        return out.needless(key, "all of these are pages");
    }
    out.lost(
        key,
        format!("files in {} are not read: pages are Markdown, MDX and HTML", other.join(", ")),
    );
}

fn fragments(key: &str, value: &Value, out: &mut Migration) {
    if matches!(value, Value::Bool(false)) || value == "none" {
        out.draft.rule("missing-anchor", "off");
        return out.kept(key, "[rules] missing-anchor = \"off\"");
    }
    out.needless(key, "anchors are looked for");
}

fn hosts(key: &str, value: &Value, out: &mut Migration) {
    let Value::Object(hosts) = value else { return out.lost(key, "this is no table of hosts") };
    for (host, limits) in hosts {
        let mut ours = toml::Table::new();
        for (limit, value) in limits.as_object().into_iter().flatten() {
            let name = format!("{key}.{host}.{limit}");
            let interval = seconds(value).filter(|interval| *interval > 0.0);
            match (limit.as_str(), value.as_i64(), interval) {
                ("concurrency", Some(most), _) if most > 0 => {
                    ours.insert("in-flight".to_owned(), most.into());
                    out.kept(&name, "[external] hosts");
                }
                ("request_interval", _, Some(interval)) => {
                    let rate = (100.0 / interval).round() / 100.0;
                    ours.insert("per-second".to_owned(), rate.max(0.01).into());
                    out.kept(&name, "[external] hosts");
                }
                ("headers", ..) => out.tell(&name, super::Fate::Elsewhere, SECRETS),
                _ => out.lost(&name, "guidepost has no such limit"),
            }
        }
        if !ours.is_empty() {
            out.draft.external("hosts", toml::Table::from_iter([(host.clone(), ours.into())]));
        }
    }
}

fn in_flight(key: &str, value: &Value, out: &mut Migration) {
    let Some(wanted) = value.as_i64() else { return out.lost(key, "this is no number") };
    // A repository's own file makes it less, never more.
    let within = wanted.clamp(1, 64);
    if within < wanted {
        return out.needless(key, "64 requests at the same time are what guidepost does");
    }
    out.draft.external("in-flight", within);
    out.kept(key, format!("[external] in-flight = {within}"));
}

fn remap(key: &str, value: &Value, out: &mut Migration) {
    for pair in data::strings(value) {
        let key = format!("{key} {pair:?}");
        let Some((from, to)) = pair.trim().split_once(char::is_whitespace) else {
            out.lost(&key, "there is nothing to read in its place");
            continue;
        };
        remapped(&key, from, to.trim(), out);
    }
}

/// Destinations in which `from` is found are read as if `to` stood in its place.
pub(super) fn remapped(key: &str, from: &str, to: &str, out: &mut Migration) {
    if from.contains("file:") || to.starts_with("file:") {
        return out.lost(
            key,
            "[site.remap] sees destinations as they are written, not as paths on the disk",
        );
    }
    if let Some(why) = patterns::unusable(from) {
        return out.lost(key, format!("guidepost cannot read this expression: {why}"));
    }
    out.draft.site("remap", toml::Table::from_iter([(from.to_owned(), to.into())]));
    out.kept(key, "[site] remap");
}

fn https(key: &str, value: &Value, out: &mut Migration) {
    if *value == Value::Bool(true) {
        out.draft.rule("insecure-link", "error");
        return out.kept(key, "[rules] insecure-link = \"error\"");
    }
    out.needless(key, "it is not set");
}

fn scheme(key: &str, value: &Value, out: &mut Migration) {
    let schemes = words(value);
    let has = |name: &str| schemes.iter().any(|scheme| scheme == name);
    match (has("http"), has("https")) {
        (true, true) => out.needless(key, "nothing else is asked"),
        (false, true) => {
            out.draft.external("exclude", vec!["^http:".to_owned()]);
            out.kept(key, "[external] exclude = [\"^http:\"]");
        }
        (true, false) => {
            out.draft.external("exclude", vec!["^https:".to_owned()]);
            out.kept(key, "[external] exclude = [\"^https:\"]");
        }
        (false, false) if schemes.is_empty() => out.needless(key, "it is not set"),
        (false, false) => out.tell(key, super::Fate::Elsewhere, "`--offline` on the command line"),
    }
}
