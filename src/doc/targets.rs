//! What `MyST` says between the lines of Markdown: names of what follows, `(name)=` on a line of its own or `:name:` in a
//! directive, images, `{figure}`, and lists of pages, `{toctree}`.

use super::links::span_in;
use super::{Anchor, AnchorKind, Dialect, Document, Link};
use crate::base::span::Span;

/// Add what `dialect` has of targets in `text` from the byte `start` on.
pub(super) fn add(text: &str, start: usize, dialect: &Dialect, document: &mut Document) {
    if dialect.targets {
        find(text, start, dialect, document);
        document.sort_links();
    }
}

fn find(text: &str, start: usize, dialect: &Dialect, document: &mut Document) {
    let mut at = start;
    let mut list: Option<&str> = None;
    // Within the options of a list of pages, which may stand between two lines of hyphens.
    let mut in_options = false;
    let mut fences = Fences::default();
    for line in text[start..].split_inclusive('\n') {
        let written = line.trim();
        if list.is_none() && fences.hold(written) {
            at += line.len();
            continue;
        }
        match list {
            Some(fence) if written == fence => (list, in_options) = (None, false),
            Some(_) if written == "---" => in_options = !in_options,
            Some(_) if in_options => {}
            Some(_) => entry(text, written, document),
            None => list = toctree(written),
        }
        let place = picture(written).and_then(|path| span_in(text, path));
        document.links.extend(place.map(|place| Link::of_value(place, &text[place.range()])));
        let target = written.strip_prefix('(').and_then(|rest| rest.strip_suffix(")="));
        let target = target.or_else(|| written.strip_prefix(":name:")).map(str::trim);
        if let Some(name) = target.filter(|name| !name.is_empty()) {
            let begin = at + line.find(name).unwrap_or_default();
            let span = Span::new(begin, begin + name.len());
            // Links name it as it is written; the page has it as docutils writes ids.
            let id = (dialect.slugger.slug)(name);
            let ids = [Some(name.to_owned()), Some(id).filter(|id| id != name)];
            document.anchors.extend(ids.into_iter().flatten().map(|id| Anchor {
                id: id.into(),
                kind: AnchorKind::Id,
                span,
                heading: None,
                unnumbered: 0,
            }));
        }
        at += line.len();
    }
}

/// What is open between fences: directives, and code in the innermost of them.
#[derive(Default)]
struct Fences<'a> {
    directives: Vec<&'a str>,
    code: Option<&'a str>,
}

impl<'a> Fences<'a> {
    /// Take the next line. Is it code, which is shown and not read?
    fn hold(&mut self, line: &'a str) -> bool {
        let fence = fence(line);
        let ends = |open: &str| fence == Some(line) && line.starts_with(open);
        if let Some(open) = self.code {
            self.code = Some(open).filter(|open| !ends(open));
            return true;
        }
        let Some(fence) = fence else { return false };
        if self.directives.last().is_some_and(|open| ends(open)) {
            self.directives.pop();
        } else if !line[fence.len()..].trim_start().starts_with('{') {
            self.code = Some(fence);
        } else if toctree(line).is_none() {
            self.directives.push(fence);
        }
        self.code.is_some()
    }
}

/// The run of backticks or tildes with which code or a directive starts in `line`.
fn fence(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(mark).len();
    // Backticks behind them make it code in a line of text.
    (length >= 3 && !line[length..].contains('`')).then(|| &line[..length])
}

/// The image that `line` names: `` ```{figure} a.png ``.
fn picture(line: &str) -> Option<&str> {
    let inside = line.trim_start_matches(['`', '~', ':']);
    let path = ["{image}", "{figure}"].iter().find_map(|name| inside.strip_prefix(name))?.trim();
    // `x.*` is whatever there is.
    let is_path = path.contains('.') && !path.contains(['*', ' ', '{']);
    (is_path && line.len() >= inside.len() + 3).then_some(path)
}

/// The fence with which the list of pages ends that starts in `line`.
fn toctree(line: &str) -> Option<&str> {
    let head = line.strip_suffix("{toctree}")?.trim_end();
    let fence =
        head.len() >= 3 && (head.bytes().all(|c| c == b'`') || head.bytes().all(|c| c == b':'));
    fence.then_some(head)
}

/// Add what `line` of a list of pages names: `page`, `Title <page>`, `folder/*`.
fn entry(text: &str, line: &str, document: &mut Document) {
    let named = line.strip_suffix('>').and_then(|line| line.rsplit_once('<'));
    let page = named.map_or(line, |(_, page)| page).trim();
    if page.is_empty()
        || page.starts_with(':')
        || matches!(page, "self" | "genindex" | "modindex" | "search")
    {
        return;
    }
    if let Some(pattern) = page.find('*') {
        document.shown.push(page[..pattern].rfind('/').map_or("", |end| &page[..end]).into());
        return;
    }
    let Some(place) = span_in(text, page) else { return };
    let plain = page.starts_with('/') || page.contains(':');
    let url = if plain { page.to_owned() } else { format!("./{page}") };
    document.links.push(Link::of_value(place, &url));
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, parse};

    #[test]
    fn targets_are_anchors() {
        let sphinx = Dialect::named("sphinx").unwrap();
        let text = "(My_target)=\n# T\n\n```{figure} x.png\n:name: fig-1\n```\n\na (b)= c\n";
        let document = parse(text, Format::Markdown, sphinx);
        let ids: Vec<&str> = document.anchors.iter().map(|anchor| &*anchor.id).collect();
        assert_eq!(ids, ["t", "My_target", "my-target", "fig-1"]);
    }

    #[test]
    fn directives_show_images() {
        let sphinx = Dialect::named("sphinx").unwrap();
        let text = "```{figure} a.png\n:name: x\n```\n\n:::{image} /b.svg\n:::\n\n```{image} c.*\n```\n\n`{image} d.png`\n\n\
            ````md\n```{image} e.png\n```\n````\n\n````{note}\n```{image} f.png\n```\n````\n";
        let document = parse(text, Format::Markdown, sphinx);
        let urls: Vec<&str> = document.links.iter().map(|link| &*link.url).collect();
        assert_eq!(urls, ["a.png", "/b.svg", "f.png"]);
    }

    #[test]
    fn code_shows_how_directives_are_written() {
        let sphinx = Dialect::named("sphinx").unwrap();
        let text = "````md\n(no)=\n```{toctree}\nno\n```\n````\n```{note}\n(a)=\n```\n```{toctree}\n---\nmaxdepth: 1\n---\nb\n```\n\n\
            ```\n:name: no\n```\n(c)=\n";
        let document = parse(text, Format::Markdown, sphinx);
        let ids: Vec<&str> = document.anchors.iter().map(|anchor| &*anchor.id).collect();
        let pages: Vec<&str> = document.links.iter().map(|link| &*link.url).collect();
        assert_eq!((ids.as_slice(), pages.as_slice()), (&["a", "c"][..], &["./b"][..]));
    }
}
