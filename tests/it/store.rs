//! What is kept of external addresses: several processes, clocks that are wrong, and files that are damaged.

use std::fs;
use std::path::Path;

use guidepost::base::history::{History, Standing};
use guidepost::base::observation::{Observation, Outcome, PageFacts, Validators};
use guidepost::base::url::UrlKey;
use guidepost::net::store::{
    Access, Claim, Known, Seal, Store, StoreError, clear, export, gc, import, info,
};
use tempfile::TempDir;

const DAY: u64 = 86_400;
const NOW: u64 = 1_800_000_000;
const FILE: &str = "answers-1.db";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn url(text: &str) -> UrlKey {
    UrlKey::new(text).unwrap()
}

fn open(folder: &Path, now: u64) -> Store {
    Store::open(folder, Access::Write, now).unwrap()
}

fn seen(url: &UrlKey, status: u16, at: u64) -> Observation {
    Observation::new(url.as_str(), Outcome::Answered(status), at)
}

fn keep(folder: &Path, answers: &[(&str, u16, u64)]) {
    let store = open(folder, NOW);
    for &(text, status, at) in answers {
        store.keep(&url(text), &seen(&url(text), status, at));
    }
    store.close(NOW).unwrap();
}

fn load(folder: &Path, text: &str, now: u64) -> Option<Known> {
    let mut store = open(folder, now);
    let known = store.load([&url(text)].into_iter(), now).remove(0);
    store.close(now).unwrap();
    known
}

#[test]
fn answers_hold_as_long_as_their_kind_does() {
    let folder = folder();
    let answers = [
        ("https://a.org/ok", 200, NOW),
        ("https://a.org/gone", 404, NOW),
        ("https://a.org/wall", 403, NOW),
        ("https://a.org/out", 500, NOW),
        ("https://a.org/limit", 429, NOW),
        ("https://a.org/busy", 503, NOW),
    ];
    keep(folder.path(), &answers);
    let holds = |text, now| load(folder.path(), text, now).map(|known| known.holds);
    assert_eq!(holds("https://a.org/ok", NOW + 5 * DAY), Some(true));
    assert_eq!(holds("https://a.org/ok", NOW + 9 * DAY), Some(false));
    assert_eq!(holds("https://a.org/gone", NOW + 600), Some(true));
    assert_eq!(holds("https://a.org/gone", NOW + 3600), Some(false));
    assert_eq!(holds("https://a.org/wall", NOW + DAY / 2), Some(true));
    assert_eq!(holds("https://a.org/out", NOW + 3600), Some(false));
    assert_eq!(holds("https://a.org/limit", NOW), None);
    assert_eq!(holds("https://a.org/busy", NOW), None);
    assert_eq!(holds("https://a.org/never", NOW), None);
}

#[test]
fn histories_and_pages_grow_over_runs() {
    let folder = folder();
    let page = |ids: &[&str]| PageFacts {
        ids: ids.iter().map(|&id| id.into()).collect(),
        complete: true,
        ..PageFacts::default()
    };
    let it = url("https://a.org/x");
    let validators = Validators { etag: Some("\"1\"".into()), last_modified: None };
    let first = Observation {
        page: Some(Box::new(page(&["a", "b"]))),
        validators: validators.clone(),
        ..seen(&it, 200, NOW)
    };
    let store = open(folder.path(), NOW);
    store.keep(&it, &first);
    store.keep(&it, &Observation::new(it.as_str(), Outcome::Unchanged, NOW + DAY));
    store.close(NOW).unwrap();
    let known = load(folder.path(), it.as_str(), NOW + DAY).unwrap().history;
    assert_eq!(
        (known.last_good, known.latest.page),
        (Some(NOW + DAY), Some(Box::new(page(&["a", "b"]))))
    );
    assert_eq!(known.latest.validators, validators);

    keep(folder.path(), &[(it.as_str(), 404, NOW + 2 * DAY), (it.as_str(), 404, NOW + 3 * DAY)]);
    let known = load(folder.path(), it.as_str(), NOW + 3 * DAY).unwrap().history;
    assert_eq!((known.last_good, known.first_failure), (Some(NOW + DAY), Some(NOW + 2 * DAY)));
    assert_eq!(known.latest.standing(), Standing::Dead);
}

#[test]
fn s31_one_process_asks_and_the_others_wait_for_its_answer() {
    let folder = folder();
    let (mut one, mut two) = (open(folder.path(), NOW), open(folder.path(), NOW));
    let it = url("https://a.org/x");
    let all = |_: &History| true;
    assert!(matches!(one.claim(&it, NOW, all), Claim::Ours));
    assert!(matches!(one.claim(&it, NOW, all), Claim::Ours), "its own claim stops nobody");
    assert!(matches!(two.claim(&it, NOW, all), Claim::Busy));
    assert!(matches!(two.claim(&it, NOW + 30, all), Claim::Ours), "its holder has died");
    assert!(matches!(one.claim(&it, NOW + 30, all), Claim::Busy));
    two.keep(&it, &seen(&it, 200, NOW + 31));
    two.close(NOW).unwrap();
    let Claim::Known(history) = one.claim(&it, NOW + 32, all) else { panic!("it was asked") };
    assert_eq!(history.last_good, Some(NOW + 31));
    assert!(matches!(one.claim(&it, NOW + 32, |_| false), Claim::Ours), "that is not enough");
    // A clock that was far ahead does not hold an address for ever.
    let mut late = open(folder.path(), NOW + 900 * DAY);
    let other = url("https://a.org/y");
    assert!(matches!(late.claim(&other, NOW + 900 * DAY, all), Claim::Ours));
    assert!(matches!(one.claim(&other, NOW + 40, all), Claim::Ours));
    late.close(NOW).unwrap();
    one.close(NOW).unwrap();
}

#[test]
fn s31_a_process_that_ends_gives_up_its_claims() {
    let folder = folder();
    let (mut one, mut two) = (open(folder.path(), NOW), open(folder.path(), NOW));
    let it = url("https://a.org/x");
    assert!(matches!(one.claim(&it, NOW, |_| true), Claim::Ours));
    one.close(NOW).unwrap();
    assert!(matches!(two.claim(&it, NOW, |_| true), Claim::Ours));
    two.close(NOW).unwrap();
}

#[test]
fn s34_wrong_clocks_never_make_an_answer_hold() {
    for at in [0, NOW - 3650 * DAY, NOW + 3650 * DAY, u64::MAX] {
        let folder = folder();
        keep(folder.path(), &[("https://a.org/x", 200, at)]);
        let known = load(folder.path(), "https://a.org/x", NOW);
        assert!(known.is_none_or(|known| !known.holds), "{at}");
        // And never keep a new answer out.
        keep(folder.path(), &[("https://a.org/x", 410, NOW)]);
        let known = load(folder.path(), "https://a.org/x", NOW).unwrap();
        assert_eq!((known.holds, known.history.latest.at), (true, NOW), "{at}");
        assert_eq!(known.history.first_failure, Some(NOW));
    }
}

#[test]
fn s2_what_carries_a_password_is_not_kept() {
    let folder = folder();
    keep(folder.path(), &[("https://me:secret@a.org/x", 200, NOW)]);
    assert!(load(folder.path(), "https://me:secret@a.org/x", NOW).is_none());
    assert_eq!(info(folder.path(), NOW).unwrap().rows, 0);
}

#[test]
fn s30_whoever_may_only_read_writes_nothing() {
    let folder = folder();
    assert!(Store::open(folder.path(), Access::Read, NOW).is_err(), "there is none to read");
    assert!(!folder.path().join(FILE).exists());
    keep(folder.path(), &[("https://a.org/x", 200, NOW)]);
    let before = fs::read(folder.path().join(FILE)).unwrap();
    let mut store = Store::open(folder.path(), Access::Read, NOW).unwrap();
    let it = url("https://a.org/new");
    assert!(store.load([&url("https://a.org/x")].into_iter(), NOW)[0].is_some());
    assert!(matches!(store.claim(&it, NOW, |_| true), Claim::Ours));
    store.keep(&it, &seen(&it, 200, NOW));
    store.close(NOW).unwrap();
    assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), before);
}

#[test]
fn s30_damage_is_set_aside_or_costs_answers_and_never_a_run() {
    let sound = folder();
    let urls: Vec<String> = (0..300).map(|n| format!("https://a.org/{n}")).collect();
    let answers: Vec<(&str, u16, u64)> = urls.iter().map(|url| (&**url, 200, NOW)).collect();
    keep(sound.path(), &answers);
    let bytes = fs::read(sound.path().join(FILE)).unwrap();
    assert!(bytes.len() > 4 * 4096);
    let keys: Vec<UrlKey> = urls.iter().map(|text| url(text)).collect();
    let mut set_aside = 0;
    let pages = bytes.len() / 4096;
    let truncated =
        [1, 99, 100, 4095, 4096, bytes.len() - 1].map(|length| bytes[..length].to_vec());
    let broken = (0..pages).map(|page| {
        let mut bytes = bytes.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0x5A);
        bytes
    });
    for damaged in broken.chain(truncated) {
        let folder = folder();
        fs::write(folder.path().join(FILE), &damaged).unwrap();
        let mut store = open(folder.path(), NOW);
        set_aside += usize::from(store.set_aside().is_some_and(Path::exists));
        assert_eq!(store.load(keys.iter(), NOW).len(), 300);
        store.keep(&keys[0], &seen(&keys[0], 200, NOW + 1));
        store.close(NOW).ok();
        let store = open(folder.path(), NOW);
        store.keep(&keys[1], &seen(&keys[1], 200, NOW + 1));
        store.close(NOW).unwrap();
        assert_eq!(load(folder.path(), &urls[1], NOW).unwrap().history.latest.at, NOW + 1);
    }
    assert!(set_aside > pages / 2, "{set_aside} of {pages}");
}

#[test]
fn s30_tables_that_only_have_the_names_of_ours_are_set_aside() {
    for sql in [
        "CREATE TABLE seen (x); INSERT INTO seen VALUES (1)",
        "CREATE TABLE claim (key, holder)",
        "CREATE VIEW page AS SELECT 1 AS key",
    ] {
        let folder = folder();
        let file = folder.path().join(FILE);
        rusqlite::Connection::open(&file).unwrap().execute_batch(sql).unwrap();
        assert!(Store::open(folder.path(), Access::Read, NOW).is_err(), "{sql}");
        let store = open(folder.path(), NOW);
        assert!(store.set_aside().is_some_and(Path::exists), "{sql}");
        store.close(NOW).unwrap();
        keep(folder.path(), &[("https://a.org/x", 200, NOW)]);
        assert!(load(folder.path(), "https://a.org/x", NOW).is_some(), "{sql}");
    }
}

#[cfg(unix)]
#[test]
fn s30_what_others_may_have_put_there_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = folder();
    fs::create_dir(folder.path().join(FILE)).unwrap();
    assert!(matches!(Store::open(folder.path(), Access::Write, NOW), Err(StoreError::NoFile(_))));
    fs::remove_dir(folder.path().join(FILE)).unwrap();
    symlink("/dev/zero", folder.path().join(FILE)).unwrap();
    assert!(matches!(Store::open(folder.path(), Access::Write, NOW), Err(StoreError::NoFile(_))));
    fs::remove_file(folder.path().join(FILE)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let refused = Store::open(folder.path(), Access::Write, NOW);
    assert!(matches!(refused, Err(StoreError::OpenToAll(_))));
}

#[test]
fn s30_answers_travel_but_failures_are_asked_again() {
    let (from, to) = (folder(), folder());
    keep(
        from.path(),
        &[
            ("https://a.org/ok", 200, NOW),
            ("https://a.org/gone", 404, NOW - 2 * DAY),
            ("https://a.org/gone", 404, NOW),
            ("https://a.org/both", 200, NOW - DAY),
        ],
    );
    keep(to.path(), &[("https://a.org/both", 410, NOW)]);
    let mut text = Vec::new();
    assert_eq!(export(from.path(), NOW, None, &mut text).unwrap(), 3);
    let lines = String::from_utf8(text.clone()).unwrap();
    assert_eq!(lines.lines().next(), Some("{\"guidepost-answers\":1}"));
    assert!(!lines.contains("a.org"), "addresses stay at home: {lines}");
    let now = format!("\"at\":{NOW}");
    let future = lines.lines().find(|line| line.contains(&now)).unwrap();
    let future = future.replace(&now, "\"at\":9999999999");
    let more = format!("{future}\nnonsense\n{{\"key\":\"zz\"}}\n");
    text.extend(more.bytes());
    let moved = import(to.path(), NOW, None, &mut &text[..]).unwrap();
    assert_eq!((moved.moved, moved.left), (2, 1));
    assert_eq!((moved.refused, moved.wrong, moved.first_wrong), (1, 2, Some(6)));
    assert!(load(to.path(), "https://a.org/ok", NOW).unwrap().holds);
    let gone = load(to.path(), "https://a.org/gone", NOW).unwrap();
    assert!(!gone.holds, "whoever says so is not known");
    assert_eq!(gone.history.first_failure, Some(NOW - 2 * DAY));
    let both = load(to.path(), "https://a.org/both", NOW).unwrap().history;
    assert_eq!(both.latest.outcome, Outcome::Answered(410), "the newer answer stays");
    let mut again = Vec::new();
    export(from.path(), NOW, None, &mut again).unwrap();
    assert_eq!(again, &text[..again.len()], "the same answers give the same bytes");
}

#[test]
fn s30_answers_under_a_seal_are_taken_from_those_who_know_the_secret() {
    let from = folder();
    keep(from.path(), &[("https://a.org/1", 200, NOW), ("https://a.org/2", 200, NOW)]);
    let (ours, theirs) = (Seal::new("ours"), Seal::new("theirs"));
    let sealed = |seal| {
        let mut text = Vec::new();
        export(from.path(), NOW, seal, &mut text).unwrap();
        String::from_utf8(text).unwrap()
    };
    let taken = |text: &str, seal| {
        let to = folder();
        let moved = import(to.path(), NOW, seal, &mut text.as_bytes()).unwrap();
        (moved.moved, moved.refused)
    };
    let text = sealed(Some(&ours));
    assert_eq!(taken(&text, Some(&ours)), (2, 0));
    assert_eq!(taken(&text, Some(&theirs)), (0, 2));
    assert_eq!(taken(&sealed(None), Some(&ours)), (0, 2), "who leaves it off");
    assert_eq!(taken(&text, None), (2, 0), "nobody asks for it");
    // One answer that was changed on its way, and one that stands in the place of another.
    let changed = text.replacen("\"s\\\":200", "\"s\\\":204", 1);
    assert_ne!(changed, text);
    assert_eq!(taken(&changed, Some(&ours)), (1, 1));
    let mut lines: Vec<&str> = text.lines().collect();
    let key = &lines[1][..42];
    let swapped = lines[2].replacen(&lines[2][..42], key, 1);
    lines[2] = &swapped;
    assert_eq!(taken(&lines.join("\n"), Some(&ours)), (1, 1));
}

#[test]
fn old_answers_go_and_everything_goes() {
    let folder = folder();
    keep(
        folder.path(),
        &[("https://a.org/old", 200, NOW - 100 * DAY), ("https://a.org/new", 200, NOW)],
    );
    let found = info(folder.path(), NOW).unwrap();
    assert_eq!((found.rows, found.hold, found.good), (2, 1, 2));
    assert_eq!(found.span, Some((NOW - 100 * DAY, NOW)));
    let moved = gc(folder.path(), NOW).unwrap();
    assert_eq!((moved.moved, moved.left), (1, 1));
    assert_eq!(clear(folder.path(), NOW).unwrap().moved, 1);
    assert_eq!(info(folder.path(), NOW).unwrap().rows, 0);
}
