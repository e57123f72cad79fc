//! A page whose title, first paragraph, length or file name is not as its type says.

use crate::base::diag::Severity;
use crate::base::span::Span;
use crate::lint::types::{FileStyle, PageType, Title, Typed};
use crate::lint::{Check, FileCx, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "page-shape",
    family: "sections",
    severity: Some(Severity::Warning),
    summary: "the title, first paragraph, length or file name of a page is not as its type says",
    doc: include_str!("page_shape.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for typed in cx.types {
        let page = Page::new(cx, typed);
        let problems = [page.title(), page.intro(), page.words(), page.file()];
        for Problem { part, span, message, help } in problems.into_iter().flatten() {
            let help = super::with_origin(help, typed);
            let label = format!("the {part} of a page of type `{}`", typed.page_type.name);
            out.push(
                super::type_finding(typed, "part", part, span, message).help(help).label(label),
            );
        }
    }
}

/// What is wrong with a part of the page, where, and what to do.
struct Problem {
    part: &'static str,
    span: Span,
    message: String,
    help: &'static str,
}

struct Page<'a> {
    cx: &'a FileCx<'a>,
    wanted: &'a PageType,
    /// The text of its title, if it has one, and where that is.
    text: Option<String>,
    span: Span,
    /// Where what follows the title starts.
    start: usize,
}

impl<'a> Page<'a> {
    fn new(cx: &'a FileCx<'a>, typed: &'a Typed) -> Self {
        let heading = cx.file.doc.headings.iter().find(|heading| heading.level == 1);
        let metadata = || {
            let title = cx.file.metadata().value.get("title")?.as_str()?.to_owned();
            Some((title, cx.file.metadata().place("/title").unwrap_or_default()))
        };
        let title = match heading {
            Some(heading) => Some((heading.text.to_string(), super::trimmed(cx, heading.span))),
            None => metadata(),
        };
        let block = cx.file.doc.front_matter.map_or(0, |block| block.span.range().end);
        let start = heading.map_or(block, |heading| heading.span.range().end);
        let (text, span) =
            title.map_or((None, Span::empty(block)), |(text, span)| (Some(text), span));
        Self { cx, wanted: &typed.page_type, text, span, start }
    }

    fn title(&self) -> Option<Problem> {
        let shape = &self.wanted.title;
        // That a page has no title at all is told by another rule.
        let text = self.text.as_deref()?;
        let length = text.chars().count();
        let (message, help) = if let Some(max) = shape.max_chars.filter(|max| length > *max) {
            let message = format!("the title has {length} characters, more than {max}");
            (message, "shorten it: lists and search results cut it off")
        } else if let Some(wanted) = shape.matches.as_ref().filter(|wanted| !wanted.is_match(text))
        {
            let title = Title::Matches(wanted.clone());
            let message = match title.sketch() {
                Some(title) => format!("the title is not like “{title}”"),
                None => format!("the title does not match `{wanted}`"),
            };
            (message, "write it as the titles of other such pages are written")
        } else if let Some(found) = shape.not_match.as_ref().and_then(|bad| bad.find(text)) {
            let how = match (found.start() == 0, found.end() == text.len()) {
                (true, true) => "be",
                (false, true) => "end in",
                (true, false) => "start with",
                (false, false) => "hold",
            };
            let message = format!("the title must not {how} “{}”", found.as_str());
            (message, "leave that out")
        } else {
            return None;
        };
        Some(Problem { part: "title", span: self.span, message, help })
    }

    fn intro(&self) -> Option<Problem> {
        let shape = self.wanted.intro;
        if !shape.required && shape.words.is_none() {
            return None;
        }
        let headings = self.cx.file.doc.headings.iter().map(|heading| heading.span.range().start);
        let end = headings.filter(|at| *at >= self.start).min().unwrap_or(self.cx.file.text.len());
        let mut prose = self.cx.contents().prose.iter();
        let first = prose.find(|prose| prose.paragraph && (self.start..end).contains(&prose.start));
        let problem = |span, message| {
            let help = "say in one paragraph what the reader will find here";
            Some(Problem { part: "intro", span, message, help })
        };
        match (first, shape.words) {
            (None, _) if shape.required => {
                problem(self.span, "no paragraph in front of the first section".to_owned())
            }
            (Some(first), Some(range)) if !range.holds(first.words) => {
                let needs = range.shown("word", "words");
                let message = format!("the first paragraph needs {needs}, has {}", first.words);
                let line = self.cx.file.text[first.start..].find(['\n', '\r']);
                let line = line.unwrap_or(self.cx.file.text.len() - first.start);
                problem(Span::new(first.start, first.start + line), message)
            }
            _ => None,
        }
    }

    fn words(&self) -> Option<Problem> {
        let range = self.wanted.words?;
        let words = self.cx.contents().prose.iter().map(|prose| prose.words).sum();
        if range.holds(words) {
            return None;
        }
        let message = format!("the page needs {}, has {words}", range.shown("word", "words"));
        let help = if words < range.min {
            "say what readers of such a page still miss"
        } else {
            "make two pages of it, or leave out what few readers need"
        };
        Some(Problem { part: "words", span: self.span, message, help })
    }

    fn file(&self) -> Option<Problem> {
        let stem = self.cx.file.path.stem();
        // The generator says how pages that stand for their folder are called.
        if ["index", "readme", "_index"].contains(&stem.to_lowercase().as_str()) {
            return None;
        }
        let problem = |message| {
            let help = "rename the file; `guidepost check` then finds the links to it";
            Some(Problem { part: "file", span: self.span, message, help })
        };
        if let Some(style) = self.wanted.file_style.filter(|style| !is_styled(stem, *style)) {
            return problem(format!("the file name `{stem}` is not written {}", like(style)));
        }
        let title = self.text.as_deref().filter(|_| self.wanted.file_matches_title)?;
        if squeezed(title) == squeezed(stem) {
            return None;
        }
        problem(format!("the file name `{stem}` does not have the words of the title “{title}”"))
    }
}

pub(super) fn like(style: FileStyle) -> &'static str {
    match style {
        FileStyle::Kebab => "`like-this`",
        FileStyle::Snake => "`like_this`",
        FileStyle::Camel => "`likeThis`",
        FileStyle::Pascal => "`LikeThis`",
    }
}

pub(super) fn is_styled(stem: &str, style: FileStyle) -> bool {
    let made_of = |joint: char| {
        stem.split(joint).all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase())
        })
    };
    let joined = || stem.chars().all(char::is_alphanumeric);
    match style {
        FileStyle::Kebab => made_of('-'),
        FileStyle::Snake => made_of('_'),
        FileStyle::Camel => joined() && !stem.starts_with(char::is_uppercase),
        FileStyle::Pascal => joined() && !stem.starts_with(char::is_lowercase),
    }
}

/// The letters and digits of `text`, in which a title and a file name made from it are alike.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
