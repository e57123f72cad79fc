//! Asking external addresses: what is remembered is not asked for, and what is seen is remembered.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use super::args::Check;
use super::error::CliError;
use super::live::Live;
use super::network::{self, Layers};
use super::session::Session;
use super::{Environment, note};
use crate::base::history::{History, Standing};
use crate::base::observation::Observation;
use crate::base::url::UrlKey;
use crate::config::external as config;
use crate::engine::Change;
use crate::net::github;
use crate::net::store::{Access, Claim, Known, Store, StoreError};
use crate::net::{self, Ask, Ended, HostStats, Progress, Turn, Watch, Web};
use crate::report::{External, Host};
use crate::sys::git;

/// How it went.
#[derive(Default)]
pub(super) struct Asked {
    /// What the report says of it.
    pub(super) external: External,
    /// Was anything asked over the network?
    pub(super) online: bool,
    /// Somebody interrupted it.
    pub(super) interrupted: bool,
}

/// Find out about every external address that a link leads to, as far as it is not known. What the `user` wants stands in a file of
/// their own.
pub(super) fn ask(
    check: &Check,
    user: &config::External,
    session: &mut Session,
    env: &mut Environment<'_>,
) -> Result<Asked, CliError> {
    let only_new = check.changed.is_some() || check.merge_tree.is_some();
    let file = session.config.external.clone();
    let layers = Layers { user, file: &file, trusted: session.config.external_trusted };
    let excluded = |url: &UrlKey| check.network.excludes(&layers, url);
    let view = session.engine.view();
    let count = |only_new| {
        let urls = view.external_urls(only_new).into_iter();
        urls.filter(|(url, _)| !excluded(url)).collect::<Vec<_>>()
    };
    let wanted = count(only_new);
    let left_out = only_new.then(|| count(false).len() - wanted.len());
    let mut asked = Asked {
        external: External { left_out, ..External::default() },
        online: false,
        interrupted: false,
    };
    if wanted.is_empty() {
        return Ok(asked);
    }
    let mut store = open(check, session, env);
    let urls = wanted.iter().map(|(url, _)| url);
    let known = match &mut store {
        Some(store) => store.load(urls, env.now),
        None => vec![None; wanted.len()],
    };
    let (mut rows, mut changes) = (Vec::new(), Vec::new());
    for ((url, ids), known) in wanted.into_iter().zip(known) {
        match known {
            Some(Known { history, holds: true }) if suffices(&history, &ids) => {
                asked.external.failed_before +=
                    usize::from(history.latest.standing() == Standing::Dead);
                changes.push(Change::Observed(url, Box::new(history)));
            }
            known => {
                let history = known.map(|known| Box::new(known.history));
                rows.push(Row { url, ids, history, asked: true });
            }
        }
    }
    asked.external.remembered = changes.len();
    changes.reserve_exact(rows.len());
    let mut ended = None;
    if !rows.is_empty() {
        let limits = check.network.limits(&layers);
        let settings = check.network.settings(&layers, &limits, env)?;
        let policy = settings.policy.clone();
        let transport = Web::new(settings).map_err(CliError::Network)?;
        let api = network::github(&layers, env)?.is_some();
        let asks: Vec<Ask> = rows.iter().map(|row| row.ask(api)).collect();
        let (now, started) = (env.now, Instant::now());
        let left = per_host(&rows);
        let live = Live::new(rows.len(), env);
        let mut run = Run { rows, changes, store, live, left, started, now };
        let summary = net::observe(&asks, transport, &policy, limits, now, &mut run)
            .map_err(|error| CliError::Network(error.to_string()))?;
        run.live.end();
        asked.online = true;
        asked.external.asked = run.rows.iter().filter(|row| row.asked).count();
        asked.external.remembered += run.rows.iter().filter(|row| !row.asked).count();
        asked.interrupted = summary.ended == Ended::Interrupted;
        ended = Some(summary.ended);
        asked.external.hosts = summary.hosts.into_iter().map(host).collect();
        (store, changes) = (run.store, run.changes);
    }
    if let Some(Err(error)) = store.map(|store| store.close(env.now)) {
        note(env, &format!("what was seen could not all be kept for the next run: {error}"));
    }
    if let Some(why) = ended.and_then(why_incomplete) {
        note(env, why);
    }
    session.engine.apply(changes);
    Ok(asked)
}

/// What a run that ended early has to say.
fn why_incomplete(ended: Ended) -> Option<&'static str> {
    match ended {
        Ended::Complete => None,
        Ended::Interrupted => Some("interrupted: this is what was found so far"),
        Ended::Deadline => Some("the --deadline is over: the external links left were not asked"),
        Ended::NetworkDown => {
            Some("the network looks down: no host answered, so nothing is said of external links")
        }
        Ended::NetworkLost => {
            Some("the network went away: what no host had answered by then is not verified")
        }
        Ended::CaptivePortal => {
            Some("all hosts lead to one page: you may have to log in to this network first")
        }
        Ended::Intercepted => Some(
            "no host has a certificate that holds: you may have to log in to this network first, name its certificates in SSL_CERT_FILE, or set the clock; nothing is said of external links",
        ),
    }
}

/// Does `history` answer for links that look for these `ids`?
fn suffices(history: &History, ids: &BTreeSet<Box<str>>) -> bool {
    let seen = &history.latest;
    if ids.is_empty() || seen.standing() != Standing::Good {
        return true;
    }
    // A page without ids that was not read whole is none that has any.
    seen.page.as_ref().is_some_and(|page| {
        page.complete
            || page.script_built
            || page.ids.is_empty()
            || ids.iter().all(|id| crate::resolve::anchor::has(page, id))
    })
}

/// The store, unless somebody wants none or it cannot be had: then the run goes on without.
fn open(check: &Check, session: &Session, env: &mut Environment<'_>) -> Option<Store> {
    let folder = env.cache.clone().filter(|_| !check.corpus.no_cache)?;
    if git::is_shipped(&folder, &session.root) {
        let why = "git tracks files in it, so that whoever changes pages may change answers";
        note(env, &format!("the cache in {} is not used: {why}", folder.display()));
        return None;
    }
    // A change from a stranger may be all there is to see: what it says is not for others.
    let access = if env.pull_request { Access::Read } else { Access::Write };
    if env.pull_request && !folder.exists() {
        return None;
    }
    match Store::open(&folder, access, env.now) {
        Ok(store) => {
            if let Some(aside) = store.set_aside() {
                let why = format!("the cache was damaged and is now {}", aside.display());
                note(env, &format!("{why}: addresses are asked anew"));
            }
            Some(store)
        }
        // A cache that nobody has filled yet is nothing to speak of.
        Err(_) if env.pull_request => None,
        Err(error @ (StoreError::Io(_) | StoreError::Sql(_))) => {
            let known = Store::open(&folder, Access::Read, env.now).ok();
            let loss = if known.is_some() { "nothing new is kept" } else { "no cache" };
            note(env, &format!("{loss} in {}: {error}", folder.display()));
            known
        }
        Err(error) => {
            note(env, &format!("no cache in {}: {error}", folder.display()));
            None
        }
    }
}

fn host(stats: HostStats) -> Host {
    let HostStats { host, urls, requests, unanswered, limited, cool_down } = stats;
    Host { host, urls, requests, unanswered, limited, waited: cool_down.as_secs() }
}

/// One address that is asked.
struct Row {
    url: UrlKey,
    ids: BTreeSet<Box<str>>,
    history: Option<Box<History>>,
    /// Not known from elsewhere in the end.
    asked: bool,
}

impl Row {
    /// How it is asked; with `api`, at GitHub's API where that knows.
    fn ask(&self, api: bool) -> Ask {
        let latest = self.history.as_ref().map(|history| &history.latest);
        let known = latest.filter(|seen| seen.page.is_some()).map(|seen| seen.validators.clone());
        Ask {
            url: self.url.clone(),
            fragments: self.ids.iter().cloned().collect(),
            known: known.filter(|known| !known.is_empty()).map(Box::new),
            // Whoever looks for an anchor wants the page.
            instead: (api && self.ids.is_empty()).then(|| github::instead(&self.url)).flatten(),
        }
    }
}

/// How many of `rows` each host has.
fn per_host(rows: &[Row]) -> HashMap<String, usize> {
    let mut hosts = HashMap::new();
    for row in rows {
        *hosts.entry(row.url.authority().to_owned()).or_default() += 1;
    }
    hosts
}

/// A run over the network, as it goes on.
struct Run<'a> {
    rows: Vec<Row>,
    changes: Vec<Change>,
    store: Option<Store>,
    live: Live<'a>,
    /// Addresses that are left of each host.
    left: HashMap<String, usize>,
    started: Instant,
    now: u64,
}

/// How long to leave an address alone that another process is asking.
const WAIT: Duration = Duration::from_millis(150);

impl Run<'_> {
    fn time(&self) -> u64 {
        self.now + self.started.elapsed().as_secs()
    }
}

impl Watch for Run<'_> {
    fn turn(&mut self, row: usize) -> Turn {
        let now = self.time();
        let Some(store) = &mut self.store else { return Turn::Ask };
        let row = &mut self.rows[row];
        match store.claim(&row.url, now, |history| suffices(history, &row.ids)) {
            Claim::Ours => Turn::Ask,
            Claim::Busy => Turn::Later(store.chance(WAIT)),
            Claim::Known(history) => {
                row.asked = false;
                let seen = history.latest.clone();
                row.history = Some(history);
                Turn::Known(seen)
            }
        }
    }

    fn seen(&mut self, row: usize, seen: Observation) {
        let asked = &self.rows[row];
        if let Some(store) = self.store.as_ref().filter(|_| asked.asked) {
            store.keep(&asked.url, &seen);
        }
        self.doubted(row, seen);
    }

    fn doubted(&mut self, row: usize, seen: Observation) {
        let row = &mut self.rows[row];
        if let Some(left) = self.left.get_mut(row.url.authority()) {
            *left -= 1;
            if *left == 0 {
                self.left.remove(row.url.authority());
            }
        }
        let history = match row.history.take() {
            Some(history) if !row.asked => history,
            Some(history) => Box::new(history.then(seen)),
            None => Box::new(seen.into()),
        };
        self.changes.push(Change::Observed(row.url.clone(), history));
    }

    fn progress(&mut self, progress: Progress) {
        self.live.show(progress, &self.left, self.started.elapsed());
    }
}
