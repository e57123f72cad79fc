//! `guidepost check`.

use std::collections::{HashMap, HashSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::args::Check;
use super::changed::{self, Judge, Judged, Plan};
use super::error::CliError;
use super::external::{self, Asked};
use super::outputs::{context, earlier, outputs, write, write_file};
use super::session::{self, Choice, Reading, Session};
use super::{Environment, Exit, apart, baseline, configuration, fix, network, note};
use crate::base::diag::Diagnostic;
use crate::base::path::RelPath;
use crate::baseline::Baseline;
use crate::config::external::External;
use crate::doc::LinkKind;
use crate::engine::settings::Settings;
use crate::engine::{Advice, Checked, Dirty, View, trace};
use crate::fix::{Fixed, key};
use crate::lint::select;
use crate::net;
use crate::report::human::{self, Style};
use crate::report::{Format, Repairs, Report, UNVERIFIED, hosts};
use crate::resolve::Want;
use crate::sys::files::{Disk, Files};

pub(super) fn run(
    check: &Check,
    arguments: &[OsString],
    style: &Style,
    env: &mut Environment<'_>,
) -> Result<Exit, CliError> {
    let outputs = outputs(check, arguments)?;
    if check.unsafe_fixes && !check.fix && !check.diff {
        return Err(CliError::Usage("--unsafe-fixes needs --fix, or --diff to try it".to_owned()));
    }
    if !check.sources.is_empty() && (check.fix || check.diff) {
        let why = "--fix with --sources would change what was built: run it on the sources alone";
        return Err(CliError::Usage(why.to_owned()));
    }
    let earlier = check.compare.as_ref().map(|file| earlier(file, env)).transpose()?;
    let Gathered { mut session, found, asked, mut judge } = gather(check, env)?;
    let Checked { open: mut diagnostics, mut suppressed } = found;
    let held = baseline::open(&session, check)?;
    let hidden = judge.as_ref().map(|judge| judge.hidden(&suppressed, &session.engine.view()));
    let mut repairs = None;
    let mut product = None;
    if check.fix || check.diff {
        let fixed = repaired(check, &mut session, judge.as_ref(), diagnostics, env);
        product = fix::product(check, &session, &fixed, env);
        let (count, written) = (fixed.count(), !check.diff);
        repairs = Some(Repairs { count, written, risky: check.unsafe_fixes });
        diagnostics = fixed.found;
        if !fixed.pages.is_empty() {
            suppressed = find(&session.engine.view(), judge.as_ref()).suppressed;
        }
    }
    if let Some(judge) = &judge {
        let judged = of_change(judge, held.as_ref(), &session, diagnostics);
        diagnostics = judged.new;
        suppressed.extend(judged.earlier);
        // In other pages only what is new counts: which of them were looked at is nobody's business.
        let view = session.engine.view();
        let hidden = hidden.as_deref().unwrap_or_default();
        suppressed.retain(|found| {
            judge.is_own(&view, &found.diagnostic) || hidden.contains(&found.diagnostic)
        });
    } else if let Some(held) = &held {
        let (new, known) = baseline::apply(held, &session, diagnostics, asked_all(check, &asked));
        diagnostics = new;
        suppressed.extend(known);
    }
    if repairs.is_none() {
        if let Some(judge) = &mut judge {
            judge.read_for(&mut session, &diagnostics);
        }
        advise(check, &mut diagnostics, &mut session);
        if let Some(judge) = &judge {
            judge.explain(&mut diagnostics, &session.root);
        }
        apart::explain(&mut diagnostics, &session);
    }

    let view = session.engine.view();
    if !session.sources.is_empty() {
        let held = held.as_ref().filter(|_| judge.is_none());
        let Checked { open, suppressed: more } = in_sources(&session, held, diagnostics);
        diagnostics = open;
        suppressed.extend(more);
    }
    let (files, links) = size(&view, judge.as_ref());
    let unverified = diagnostics.iter().any(|found| found.rule == UNVERIFIED);
    let incomplete = if asked.interrupted {
        Some("interrupted, so that not every external link was asked")
    } else {
        let strict = check.strict_external && unverified;
        strict.then_some("external links could not be verified, which --strict-external wants")
    };
    let standpoint = session.standpoint(env);
    let context = context(&outputs, earlier, &session);
    let report = Report {
        view: &view,
        diagnostics: &diagnostics,
        suppressed: &suppressed,
        files,
        links,
        incomplete,
        since: judge.as_ref().map(Judge::since),
        hidden: hidden.as_deref().unwrap_or_default(),
        config_from: check.config_from.as_deref(),
        repairs,
        external: &asked.external,
        host_stats: check.host_stats,
        standpoint: &standpoint,
        context: &context,
    };
    if let Some(product) = &product {
        fix::put(product, check, env)?;
    }
    put_hosts(&report, &outputs, style, env)?;
    for (format, file) in outputs {
        let out = fix::report_stream(product.is_some(), check, env);
        match file {
            None if check.diff && check.format.is_empty() => human::summary(&report, style, out)?,
            None => write(&report, format, style, out)?,
            Some(file) => write_file(&report, format, style, &file, env)?,
        }
    }
    let exit = exit(&report, check);
    // The process ends here: giving every page back to the allocator would take 2 % of the run.
    std::mem::forget(view);
    std::mem::forget(session);
    Ok(exit)
}

/// Show what became of each host, if that is wanted, beside a report that has no place for it.
fn put_hosts(
    report: &Report<'_>,
    outputs: &[(Format, Option<PathBuf>)],
    style: &Style,
    env: &mut Environment<'_>,
) -> std::io::Result<()> {
    let shows = |format: Format| format.has_hosts() && !(style.quiet && format == Format::Human);
    if !report.host_stats || outputs.iter().any(|(format, _)| shows(*format)) {
        return Ok(());
    }
    hosts::write(report, env.stderr)
}

/// Repair what is `found`, of a change only what it breaks. What the baseline knows is repaired, too: whoever fixes wants
/// less of it.
fn repaired(
    check: &Check,
    session: &mut Session,
    judge: Option<&Judge>,
    mut found: Vec<Diagnostic>,
    env: &mut Environment<'_>,
) -> Fixed {
    let mut spared = Vec::new();
    if let Some(judge) = judge {
        let new = of_change(judge, None, session, found.clone()).new;
        let new: HashSet<_> = new.iter().map(key).collect();
        (found, spared) = found.into_iter().partition(|found| new.contains(&key(found)));
    }
    advise(check, &mut found, session);
    fix::repair(check, session, found, spared, env)
}

/// What a check found before anything is done about it.
pub(super) struct Gathered {
    pub(super) session: Session,
    pub(super) found: Checked,
    pub(super) asked: Asked,
    /// The change that is judged, if only that is.
    pub(super) judge: Option<Judge>,
}

/// Was every external address asked, as far as it answers?
pub(super) fn asked_all(check: &Check, asked: &Asked) -> bool {
    !check.corpus.offline
        && check.changed.is_none()
        && check.merge_tree.is_none()
        && !asked.interrupted
}

/// `diagnostics` of what was built, told of its sources. What the baseline `held` knows of a source is known of what was
/// built from it, too.
fn in_sources(
    session: &Session,
    held: Option<&baseline::Held>,
    diagnostics: Vec<Diagnostic>,
) -> Checked {
    let view = session.engine.view();
    let mut traced = trace(&view, &session.sources, diagnostics);
    let Some(held) = held else { return traced };
    let is_moved = |found: &Diagnostic| found.data.get("built").is_some();
    let (moved, rest) = traced.open.into_iter().partition(is_moved);
    let compared = baseline::compare(held, session, &view, moved, false, &HashMap::new());
    traced.suppressed.extend(compared.known);
    traced.open = rest;
    traced.open.extend(compared.new);
    let path = |id| view.snapshot().file(id).map(|file| &file.path);
    traced.open.sort_by(|a, b| (path(a.file), a.span, a.rule).cmp(&(path(b.file), b.span, b.rule)));
    traced
}

/// Read, ask and check.
pub(super) fn gather(check: &Check, env: &mut Environment<'_>) -> Result<Gathered, CliError> {
    let plan = changed::plan(check, env)?;
    let repairs = check.fix || check.diff;
    if repairs && plan.as_ref().is_some_and(|plan| !plan.is_writable()) {
        let why = "what is judged is not the work tree, which is what --fix would change";
        return Err(CliError::Usage(why.to_owned()));
    }
    let root = session::root(&check.corpus, &check.sources, env)?;
    let files: Arc<dyn Files> = match &plan {
        Some(plan) => Arc::clone(&plan.after),
        None => Arc::new(Disk::new(root.clone())),
    };
    let config = match &check.config_from {
        Some(commit) => changed::files_of(&root, commit)?,
        None => Arc::clone(&files),
    };
    // What is unread cannot be asked for, cannot prove a fix, and is in no list of the pages that are linked to most.
    let tells_all = check.format.contains(&Format::Html);
    let may_skip = check.corpus.offline && !repairs && !tells_all && check.sources.is_empty();
    let among = plan.as_ref().map(|plan| |pages: &[RelPath]| plan.among(pages));
    let only = among.as_ref().filter(|_| may_skip).map(|among| among as Choice<'_>);
    let reading = Reading { files, config, only };
    let user = if check.corpus.offline { External::default() } else { network::user(env)? };
    let mut session = Session::open_on(reading, &check.corpus, &check.sources, env, |config| {
        let names = check.select.iter().chain(&check.ignore);
        if let Some(name) = names.into_iter().find(|name| !select::is_known(name)) {
            return Err(CliError::unknown_rule(name));
        }
        if select::leave_nothing(&check.select, &check.ignore) {
            let why = "no rule is left to run: --ignore takes away all that --select names";
            return Err(CliError::Usage(why.to_owned()));
        }
        let types = config.settings.types.iter().map(|of| of.page_type.name.clone());
        let types: Vec<String> = types.collect();
        if let Some(name) =
            check.page_type.as_ref().filter(|name| !config.settings.ask_for_type(name))
        {
            let names: Vec<&str> = types.iter().map(String::as_str).collect();
            return Err(CliError::unknown("page type", name, &names));
        }
        config.settings.select.clone_from(&check.select);
        config.settings.ignore.clone_from(&check.ignore);
        let Settings { policy, overrides, .. } = &mut config.settings;
        policy.strict = check.strict_external;
        let by_path = overrides.iter_mut().filter_map(|place| place.accept.as_mut());
        for accept in by_path.chain([&mut policy.accept]) {
            accept.extend(check.accept.iter().chain(&user.accept).cloned());
        }
        Ok(())
    })?;
    if let Some((page, why)) = session.engine.view().contradiction() {
        return Err(CliError::Contradiction { page: page.to_string(), why });
    }
    if plan.is_none() {
        configuration::say_idle(&session.config, &session.engine.view(), env);
    }
    if plan.as_ref().is_some_and(Plan::configures) && check.config_from.is_none() {
        note(
            env,
            "the change adds or edits a guidepost.toml: what that means for pages that it does not touch shows without --changed",
        );
    }
    let on_disk = plan.as_ref().is_none_or(Plan::is_writable);
    let judge = plan.map(|plan| plan.judge(&mut session));
    if on_disk {
        apart::say(&session, judge.as_ref(), env);
        changed::say_idle(check, judge.as_ref(), env);
    }
    let asked = if check.corpus.offline {
        Asked::default()
    } else {
        external::ask(check, &user, &mut session, env)?
    };
    if asked.online {
        // From now on nobody but us hears of an interruption.
        #[expect(clippy::exit, reason = "whoever interrupts twice wants no report")]
        net::on_next_interrupt(|| std::process::exit(130));
    }
    let found = find(&session.engine.view(), judge.as_ref());
    Ok(Gathered { session, found, asked, judge })
}

/// What of `found` is the change's doing, apart from what `held` knows.
fn of_change(
    judge: &Judge,
    held: Option<&baseline::Held>,
    session: &Session,
    found: Vec<Diagnostic>,
) -> Judged {
    let (before, earlier) = judge.found_before();
    let view = session.engine.view();
    let Some(held) = held else {
        return judge.tell(found, &view, &Baseline::of(&before, earlier));
    };
    let was = baseline::compare(held, session, earlier, before, false, &HashMap::new());
    let is = baseline::compare(held, session, &view, found, false, &judge.former);
    let mut judged = judge.tell(is.new, &view, &Baseline::of(&was.new, earlier));
    judged.earlier.extend(is.known);
    baseline::add_in_vain(&mut judged.new, &judge.made_good(is.gone, &was.gone), &view);
    judged
}

fn exit(report: &Report<'_>, check: &Check) -> Exit {
    let pages = report.view.snapshot().pages();
    let bug = pages.iter().any(|(_, page)| page.unreadable.as_ref().is_some_and(|why| why.bug));
    let stopped = report.diagnostics.iter().any(|found| found.data.text("bug").is_some());
    if bug || stopped {
        Exit::Bug
    } else if report.incomplete.is_some() {
        Exit::Incomplete
    } else if check.fail_on.fails(report.worst()) {
        Exit::Findings
    } else {
        Exit::Clean
    }
}

/// Everything that is wrong, sorted by path, offset and rule; of a change in the pages that it may concern.
fn find(view: &View, judge: Option<&Judge>) -> Checked {
    let mut pages = view.snapshot().pages();
    pages.retain(|(_, page)| judge.is_none_or(|judge| judge.touched.contains(&page.path)));
    let found: Vec<Checked> = pages.into_par_iter().map(|(id, _)| view.check_all(id)).collect();
    let mut all = Checked::default();
    for Checked { open, suppressed } in found {
        all.open.extend(open);
        all.suppressed.extend(suppressed);
    }
    all
}

/// Make suggestions, reading what they need.
pub(super) fn advise(check: &Check, diagnostics: &mut [Diagnostic], session: &mut Session) {
    if !diagnostics.iter().any(Advice::is_wanted) {
        return;
    }
    session.list_everything();
    if diagnostics.iter().any(|found| found.rule == "missing-target") {
        session.remember_names();
    }
    session.remember_pages(diagnostics);
    let mut open: Vec<&mut Diagnostic> =
        diagnostics.iter_mut().filter(|found| Advice::is_wanted(found)).collect();
    // A suggested page may have to be read before one can say whether it has the anchor.
    for _ in 0..2 {
        let view = session.engine.view();
        let mut advice = Advice::new(&view);
        if check.changed.is_some() || check.merge_tree.is_some() {
            advice = advice.of_change();
        }
        let wants: Vec<Vec<Want>> =
            open.par_iter_mut().map(|found| advice.complete(found)).collect();
        let rows: Vec<bool> = wants.iter().map(|wants| !wants.is_empty()).collect();
        let wants: Vec<Want> = wants.into_iter().flatten().collect();
        if wants.is_empty() {
            return;
        }
        let mut row = rows.into_iter();
        open.retain(|_| row.next() == Some(true));
        session.settle(Dirty { pages: Vec::new(), wants });
    }
}

/// Checked pages, and links in them.
fn size(view: &View, judge: Option<&Judge>) -> (usize, usize) {
    let pages = view.snapshot().pages();
    let meant = |path| judge.is_none_or(|judge| judge.own.contains(path));
    let checked = pages.iter().filter(|(_, page)| page.is_checked_page() && meant(&page.path));
    let links = |page: &crate::corpus::File| {
        page.doc.links.iter().filter(|link| link.kind != LinkKind::Definition).count()
    };
    (checked.clone().count(), checked.map(|(_, page)| links(page)).sum())
}
