//! One HTML file that needs nothing else: no server, no request, and no JavaScript to be read.
//!
//! The findings stand under their pages. The script regroups, filters and searches what is there, and takes no text of a
//! page for markup: of many findings it reads the markup that was written here, in which every such text is escaped. The policy of
//! the page lets no other script run, whatever gets in.

mod findings;
mod links;
mod overview;
mod text;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ring::digest::{SHA256, digest};

use super::tally::{self, Folder};
use super::{Places, Report, figures, safe};
use crate::base::diag::Diagnostic;
use crate::base::ids::FileId;
use text::Text;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// What the parts of the page have in common.
struct Cx<'a> {
    report: &'a Report<'a>,
    places: Places<'a>,
    folders: Vec<Folder>,
    /// Causes of several findings, by the first of these, each with all of them.
    causes: Vec<Vec<&'a Diagnostic>>,
    /// The row of each such cause.
    cause_rows: HashMap<&'a str, usize>,
}

impl<'a> Cx<'a> {
    fn new(report: &'a Report<'a>) -> Self {
        let mut causes: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
        for found in report.diagnostics {
            causes.entry(found.cause.as_deref().unwrap_or_default()).or_default().push(found);
        }
        causes.remove("");
        causes.retain(|_, found| found.len() > 1);
        let mut causes: Vec<(&str, Vec<&Diagnostic>)> = causes.into_iter().collect();
        causes.sort_by_key(|(_, found)| std::cmp::Reverse((found[0].severity, found.len())));
        let cause_rows = causes.iter().enumerate().map(|(row, (cause, _))| (*cause, row)).collect();
        Self {
            report,
            places: Places::new(report.view),
            folders: tally::by_folder(report),
            causes: causes.into_iter().map(|(_, found)| found).collect(),
            cause_rows,
        }
    }

    /// The path of a page, from where the other reports see it.
    fn path(&self, id: FileId) -> String {
        let path =
            self.places.file(id).map(|file| self.report.standpoint.seen_from_above(&file.path));
        safe::path(&path.unwrap_or_default()).into_owned()
    }

    fn owner(&self, id: FileId) -> &str {
        let path = self.places.file(id).map(|file| &file.path);
        path.and_then(|path| self.report.context.owners.of(path)).unwrap_or_default()
    }

    /// `docs/` for the pages of a folder itself, `docs/**` for all that is below.
    fn folder_name(&self, folder: &Folder) -> String {
        let path = self.report.standpoint.seen_from_above(&folder.path);
        let path = safe::path(path.trim_end_matches('/')).into_owned();
        format!("{path}/{}", if folder.whole { "**" } else { "" })
    }

    fn is_new(&self, found: &Diagnostic) -> bool {
        self.report.context.earlier.as_ref().is_some_and(|earlier| !earlier.knows(found))
    }
}

/// Write the whole page.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cx = Cx::new(report);
    let counts = figures::counts(report);
    let name = report.context.name.as_ref().map(|name| format!(" of {name}"));
    let name = name.unwrap_or_default();
    let hash = |text: &str| BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()));
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{style}'; \
         script-src 'sha256-{script}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>guidepost{}: {}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        Text(&name),
        Text(&counts)
    )?;
    overview::head(&cx, &name, &counts, out)?;
    writeln!(out, "<main>")?;
    overview::sections(&cx, out)?;
    links::section(&cx, out)?;
    findings::section(&cx, out)?;
    let version = env!("CARGO_PKG_VERSION");
    write!(
        out,
        "</main>\n<footer>Written by guidepost {version}. <code>guidepost explain RULE</code> says more about a rule.</footer>\n\
         <script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}
