//! `guidepost baseline`, and what `check` does with a baseline.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use super::args::{self, Check};
use super::check::{Gathered, asked_all, gather};
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::base::diag::{Data, Datum, Diagnostic, Suppressed};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::baseline::{Baseline, Compared, FILE_NAME, Gone};
use crate::engine::View;
use crate::lint::{Finding, excerpt};
use crate::report::{UNVERIFIED, plural};
use crate::sys::{self, git, write};

/// A baseline as it is stored.
pub(super) struct Held {
    place: PathBuf,
    bytes: Vec<u8>,
    baseline: Baseline,
}

/// The baseline of the corpus, if it has one.
pub(super) fn open(session: &Session, check: &Check) -> Result<Option<Held>, CliError> {
    let place = session.root.join(FILE_NAME);
    let path = RelPath::new(FILE_NAME).unwrap_or_default();
    if check.corpus.no_config || session.settings.kind(&path).is_none() {
        return Ok(None);
    }
    let unusable = |why: String| CliError::Baseline { path: place.display().to_string(), why };
    let bytes = session.settings.read(&path).map_err(unusable)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| unusable("it is not UTF-8".to_owned()))?;
    let baseline = Baseline::parse(text).map_err(unusable)?;
    Ok(Some(Held { place, bytes, baseline }))
}

/// Leave what `held` knows out of `found`, and add to it what `held` holds in vain.
pub(super) fn apply(
    held: &Held,
    session: &Session,
    found: Vec<Diagnostic>,
    asked: bool,
) -> (Vec<Diagnostic>, Vec<Suppressed>) {
    let view = session.engine.view();
    let Compared { mut new, known, gone } =
        compare(held, session, &view, found, asked, &HashMap::new());
    add_in_vain(&mut new, &gone, &view);
    (new, known)
}

/// Hold what was found in `view` against `held`. Was every external address `asked`? `moved` names what pages were called
/// before, beyond what git knows.
pub(super) fn compare(
    held: &Held,
    session: &Session,
    view: &View,
    found: Vec<Diagnostic>,
    asked: bool,
    moved: &HashMap<String, String>,
) -> Compared {
    let mut history: Option<HashMap<String, String>> = None;
    let mut former = |path: &str| {
        let history = history.get_or_insert_with(|| {
            let mut history = renames(session);
            history.extend(moved.clone());
            history
        });
        let olds = std::iter::successors(history.get(path), |new| history.get(*new));
        // Two files may have changed their names for each other's.
        olds.take(history.len()).cloned().collect()
    };
    // An address that gives no answer now may still be dead.
    let unsure = |found: &&Diagnostic| found.rule == UNVERIFIED;
    let unsure: BTreeSet<FileId> = found.iter().filter(unsure).map(|found| found.file).collect();
    let mut compared = held.baseline.compare(found, view, &mut former);
    let asked = |id| asked && !unsure.contains(&id);
    compared.gone.retain(|gone| was_looked_for(&gone.path, &gone.rule, session, view, &asked));
    compared
}

/// The latest former name of each file that has one.
fn renames(session: &Session) -> HashMap<String, String> {
    let mut olds = HashMap::new();
    if git::work_tree(&session.root).is_some() {
        for (old, new) in git::renames(&session.root) {
            olds.entry(new.to_string()).or_insert(old.to_string());
        }
    }
    olds
}

/// Would this run have found what `rule` finds in the page `path`?
fn was_looked_for(
    path: &str,
    rule: &str,
    session: &Session,
    view: &View,
    asked: &dyn Fn(FileId) -> bool,
) -> bool {
    let Some(path) = RelPath::new(path) else { return true };
    match view.snapshot().page(&path) {
        Some((id, page)) if page.checked => {
            let external = crate::lint::rule(rule).is_some_and(|rule| rule.family == "external");
            view.runs(id, rule) && (!external || asked(id))
        }
        _ => sys::absolute(&session.root, &path).symlink_metadata().is_err(),
    }
}

/// Gone findings of one page that are named.
const MOST_NAMED: usize = 3;

/// Add to `found` a finding for each page that has fewer findings than the baseline holds.
pub(super) fn add_in_vain(found: &mut Vec<Diagnostic>, gone: &[Gone], view: &View) {
    let pages = gone.chunk_by(|a, b| a.path == b.path);
    let told = pages.filter_map(|gone| {
        let (id, _) = view.snapshot().page(&RelPath::new(&gone[0].path)?)?;
        let count: usize = gone.iter().map(|gone| gone.count).sum();
        let mut rules: Vec<String> = gone.iter().map(|gone| gone.rule.clone()).collect();
        rules.dedup();
        let found = plural(count, "finding", "findings");
        let are = if count == 1 { "is" } else { "are" };
        let message = format!("the baseline holds {found} of this page that {are} gone");
        let named = gone.iter().take(MOST_NAMED).map(|gone| match gone.about.as_str() {
            "" => gone.rule.clone(),
            about => format!("{} of `{}`", gone.rule, excerpt(about)),
        });
        let more = if gone.len() > MOST_NAMED { " and others" } else { "" };
        let named = named.collect::<Vec<_>>().join(", ");
        let help = format!(
            "{named}{more}: `guidepost baseline prune` takes it out, so that it cannot come back unseen"
        );
        let finding = Finding::new(Span::default(), message)
            .label("has become better")
            .help(help)
            .data(Data(vec![("rules", Datum::List(rules)), ("count", Datum::Number(count as u64))]))
            .cause("unused-suppression baseline");
        view.about_page(id, "unused-suppression", finding)
    });
    found.extend(told);
    let path = |found: &Diagnostic| view.snapshot().file(found.file).map(|file| file.path.clone());
    found.sort_by_cached_key(|found| (path(found), found.span, found.rule));
}

/// Make, renew or shrink the baseline.
pub(super) fn run(action: &args::Baseline, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    use args::Baseline as Action;
    let check = action.check();
    let repairs = check.fix || check.diff || check.unsafe_fixes;
    if repairs || !check.format.is_empty() || !check.output.is_empty() || check.compare.is_some() {
        let why = "`baseline` writes the baseline and no report: fix and report with `check`";
        return Err(CliError::Usage(why.to_owned()));
    }
    if check.changed.is_some() || check.merge_tree.is_some() || check.config_from.is_some() {
        let why = "`baseline` is of all findings as they are: leave out --changed and its like";
        return Err(CliError::Usage(why.to_owned()));
    }
    let Gathered { session, found, asked, .. } = gather(check, env)?;
    if asked.interrupted {
        return Err(CliError::Usage("interrupted: the baseline stays as it is".to_owned()));
    }
    let view = session.engine.view();
    let held = open(&session, check)?;
    let place = session.root.join(FILE_NAME);
    let now = Baseline::of(&found.open, &view);
    let (new, said) = match (action, &held) {
        (Action::Create(_), Some(_)) => {
            let why = format!(
                "there is a {FILE_NAME} already: `guidepost baseline update` takes in what is found now, `prune` only \
                 takes out what is gone"
            );
            return Err(CliError::Usage(why));
        }
        (Action::Prune(_), None) => {
            return Err(CliError::Usage(format!(
                "there is no {FILE_NAME}: `guidepost baseline create` makes one"
            )));
        }
        (Action::Create(_) | Action::Update(_), None) => {
            let findings = plural(now.len(), "finding", "findings");
            (now, format!("{FILE_NAME} holds {findings}; `guidepost check` fails on new ones"))
        }
        (Action::Update(_), Some(held)) => {
            let all = asked_all(check, &asked);
            let known = |found: &&Diagnostic| found.rule == UNVERIFIED;
            let unsure: BTreeSet<FileId> =
                found.open.iter().filter(known).map(|found| found.file).collect();
            let asked = |id| all && !unsure.contains(&id);
            let is_meant =
                |path: &str, rule: &str| was_looked_for(path, rule, &session, &view, &asked);
            let new = held.baseline.replaced(&now, &is_meant);
            let said = format!(
                "{FILE_NAME} held {} and holds {} findings now",
                held.baseline.len(),
                new.len()
            );
            (new, said)
        }
        (Action::Prune(_), Some(held)) => {
            let compared = compare(
                held,
                &session,
                &view,
                found.open,
                asked_all(check, &asked),
                &HashMap::new(),
            );
            let new = held.baseline.without(&compared.gone);
            let less = held.baseline.len() - new.len();
            (new.clone(), format!("{FILE_NAME}: {less} taken out, {} left", new.len()))
        }
    };
    let bytes = new.write().into_bytes();
    let written = match &held {
        Some(held) if held.bytes == bytes => Ok(()),
        Some(held) => write::replace(&held.place, &held.bytes, &bytes),
        None => write::create(&place, &bytes),
    };
    written.map_err(|why| CliError::Baseline { path: place.display().to_string(), why })?;
    writeln!(env.stdout, "{said}")?;
    Ok(Exit::Clean)
}
