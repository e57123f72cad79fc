//! `guidepost links` and `guidepost anchors`.

use std::io::{BufWriter, Write};

use super::args::{Links, LinksFormat, ListFormat, Listing};
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::base::ids::FileId;
use crate::base::secret::covered;
use crate::engine::View;
use crate::report::{self, Places, Standpoint, safe};
use crate::resolve::{Page, Tried, tried};

pub(super) fn links(links: &Links, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(&links.corpus, &[], env, |_| Ok(()))?;
    let view = session.engine.view();
    let pages = checked(&view);
    let standpoint = session.standpoint(env);
    let mut out = BufWriter::new(&mut *env.stdout);
    match links.format {
        LinksFormat::Json => report::links_json(&view, &pages, &mut out)?,
        LinksFormat::Dot => report::links_dot(&view, &pages, &mut out)?,
        LinksFormat::Human => links_human(links, &view, &pages, &standpoint, &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

pub(super) fn anchors(listing: &Listing, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(&listing.corpus, &[], env, |_| Ok(()))?;
    let view = session.engine.view();
    let pages = checked(&view);
    let standpoint = session.standpoint(env);
    let mut out = BufWriter::new(&mut *env.stdout);
    match listing.format {
        ListFormat::Json => {
            report::anchors_json(&view, &pages, &mut out)?;
        }
        ListFormat::Human => anchors_human(&view, &pages, &standpoint, &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// The pages that were asked for, sorted by path.
fn checked(view: &View) -> Vec<FileId> {
    let pages = view.snapshot().pages().into_iter();
    pages.filter(|(_, page)| page.is_checked_page()).map(|(id, _)| id).collect()
}

fn links_human(
    links: &Links,
    view: &View,
    pages: &[FileId],
    standpoint: &Standpoint,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let places = Places::new(view);
    for &id in pages {
        let (Some(file), Some(resolved)) = (view.snapshot().file(id), view.resolved(id)) else {
            continue;
        };
        for (link, resolution) in file.doc.links.iter().zip(&resolved.links) {
            let at = places.line_col(id, link.dest.start);
            if links.line.is_some_and(|line| line != at.line) {
                continue;
            }
            let path = standpoint.shown(&file.path);
            write!(
                out,
                "{path}:{}:{}: {} {}",
                at.line,
                at.column,
                link.kind.name(),
                safe::line(&covered(&link.url))
            )?;
            let leads = resolution.found.as_ref().filter(|found| found.as_str() != &*link.url);
            let leads = leads.map(|found| format!(" → {}", standpoint.shown(found)));
            writeln!(out, "{} [{}]", leads.unwrap_or_default(), resolution.status.name())?;
            if links.explain {
                let page = Page::new(file, view.snapshot(), &view.settings().sites);
                explanation(&tried(&link.url, link.is_raw(file.format), &page), out)?;
                let forwarded = resolution.detour.as_deref().map(safe::line);
                let forwarded =
                    forwarded.map(|to| format!(", where the site forwards it to `{to}`"));
                let (meaning, profile) = (resolution.status.meaning(), page.site.profile);
                writeln!(out, "    {meaning}{} ({profile})", forwarded.unwrap_or_default())?;
            }
        }
    }
    Ok(())
}

fn explanation(tried: &[Tried], out: &mut dyn Write) -> Result<(), CliError> {
    for Tried { place, why, answer } in tried {
        let place = if place.is_empty() { "the root" } else { place };
        writeln!(out, "    {}: {} — {why}", safe::line(&covered(place)), safe::line(answer))?;
    }
    Ok(())
}

fn anchors_human(
    view: &View,
    pages: &[FileId],
    standpoint: &Standpoint,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let places = Places::new(view);
    for &id in pages {
        let Some(file) = view.snapshot().file(id) else { continue };
        for anchor in file.doc.anchors.iter().filter(|anchor| anchor.kind.is_there()) {
            let line = places.line_col(id, anchor.span.start).line;
            let path = standpoint.shown(&file.path);
            write!(out, "{path}:{line}: #{}", safe::line(&anchor.id))?;
            let text = safe::line(file.doc.heading_text(anchor));
            writeln!(out, "{}{text}", if text.is_empty() { "" } else { "  " })?;
        }
    }
    Ok(())
}
