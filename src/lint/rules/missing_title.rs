//! A page without a title.

use crate::base::diag::Severity;
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::{Format, FrontMatterKind};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "missing-title",
    family: "structure",
    severity: Some(Severity::Error),
    summary: "a page has neither a first-level heading nor a title in its front matter",
    doc: include_str!("missing_title.md"),
    check: Check::Plain(check),
};

/// Keys of the front matter that give a page its title, or say that another template does.
const KEYS: [&str; 8] =
    ["title", "name", "layout", "template", "hero", "redirect", "redirect_to", "redirect_url"];

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let (doc, path) = (&cx.file.doc, &cx.file.path);
    // A page without sections is a notice, a part of another page, or a frame for a component.
    let Some(first) = doc.headings.first() else { return };
    let site = cx.sites.of(path);
    // Its `SUMMARY.md` gives each page of a book its title.
    let book = site.profile == "mdbook";
    // `SECURITY.md` and its like are shown under their name.
    let shouted = path.stem().starts_with(|c: char| c.is_ascii_uppercase())
        && !path.stem().eq_ignore_ascii_case("readme");
    let is_part = |name: &str| {
        name.starts_with('_') || ["includes", "partials", "snippets", ".github"].contains(&name)
    };
    let part = shouted
        || super::is_test_data(path)
        || path.segments().any(is_part)
        || site.is_part(path)
        || cx.snapshot.readers(path).next().is_some();
    let titled =
        doc.headings.iter().any(|heading| heading.level == 1) || has_key(cx) || says_key(cx);
    if part || book || titled || cx.file.format == Format::Html || doc.generated {
        return;
    }
    let start = doc.front_matter.as_ref().map_or(0, |found| found.span.range().end);
    let text = title(path.stem(), path.parent().file_name());
    let before =
        if cx.file.text[..start].ends_with(['\n', '\r']) || start == 0 { "" } else { "\n" };
    let fix = Fix::replace(
        Safety::Unsafe,
        "Add a title made from the name of the file",
        cx.id,
        Span::empty(start),
        format!("{before}# {text}\n\n"),
    );
    let mut finding = Finding::new(super::trimmed(cx, first.span), "this page has no title")
        .label("its first heading is of a lower level")
        .help("start the page with `# ` and its title, or give it a `title` in the front matter");
    // What starts otherwise, with a definition, an import or a tag, may have to stay first.
    if cx.file.text[start..].trim_start().starts_with(|c: char| c == '#' || c.is_alphanumeric()) {
        finding = finding.fix(fix.changes_content());
    }
    if NAMING.contains(&site.profile) {
        "this page has no title of its own: its site shows another"
            .clone_into(&mut finding.message);
        finding = finding.severity(Severity::Info);
    }
    out.push(finding);
}

/// Generators that give a page without a title the one that the navigation has for it, or the name of its file.
const NAMING: [&str; 2] = ["mkdocs", "docusaurus"];

/// The same of metadata that is written in another way than line by line.
fn says_key(cx: &FileCx<'_>) -> bool {
    let keys = cx.file.metadata().value.as_object();
    keys.is_some_and(|keys| keys.keys().any(|key| KEYS.contains(&key.to_lowercase().as_str())))
}

/// Does the front matter have one of [`KEYS`], at its outermost level?
fn has_key(cx: &FileCx<'_>) -> bool {
    let Some(found) = &cx.file.doc.front_matter else { return false };
    let is =
        |name: &str| KEYS.contains(&name.trim().trim_matches(['"', '\'']).to_lowercase().as_str());
    cx.slice(found.body).lines().any(|line| match found.kind {
        FrontMatterKind::Yaml => {
            line.split_once(':').is_some_and(|(key, _)| !key.starts_with([' ', '\t']) && is(key))
        }
        FrontMatterKind::Toml => line.split_once('=').is_some_and(|(key, _)| is(key)),
        FrontMatterKind::Json => line.split([':', ',', '{']).any(is),
    })
}

/// What a file called `stem` in `folder` is about.
fn title(stem: &str, folder: &str) -> String {
    let stands_for_folder = matches!(stem.to_lowercase().as_str(), "readme" | "index");
    let name = if stands_for_folder && !folder.is_empty() { folder } else { stem };
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
