//! What holds for every page, however odd.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use guidepost::base::lines::LineIndex;
use guidepost::base::span::Span;
use guidepost::doc::{DIALECTS, Document, Format, Link, LinkKind, parse};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::corpus::{Corpus, Files};

/// Text that is made of what Markdown, HTML and MDX are made of.
fn page() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "[",
        "]",
        "(",
        ")",
        "![",
        "](",
        "<",
        ">",
        "<a href=\"",
        "\"",
        "'",
        "`",
        "```\n",
        "*",
        "_",
        "**",
        "#",
        "## ",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "    ",
        "\t",
        "> ",
        "- ",
        "1. ",
        "|",
        "\n|-|-|\n",
        "[x]: ",
        "[^1]",
        "[^1]: ",
        "\\",
        "&amp;",
        "&#x",
        ";",
        "%20",
        "%2",
        "a.md",
        "../b/c.md#d",
        "https://e.org/f_(g)",
        "www.h.org",
        "i@j.org",
        "<!--",
        "-->",
        "<h2>",
        "</h2>",
        "<img src=",
        "srcset=\"k 1x, l 2x\"",
        "id=m",
        "{",
        "}",
        "{#n}",
        "${",
        "import o from 'p'\n",
        "<Q r={s}>",
        "</Q>",
        "é",
        "日本",
        "\u{feff}",
        "\u{202e}",
        "\0",
        "---\n",
        "+++\n",
        "~~",
        "===\n",
        "http://",
        "[t][u]",
        "[v][]",
        "\n\n    [x] [t][x]\n",
        "\n\n    [x]: a.md\n",
        "\r\n\r\n        [x]\r\n",
        "$$",
    ]);
    prop::collection::vec(
        prop_oneof![6 => pieces.prop_map(str::to_owned), 1 => any::<String>()],
        0..60,
    )
    .prop_map(|pieces| pieces.concat())
}

/// Pages with many links that do parse, in every way to write one.
fn linked() -> impl Strategy<Value = String> {
    let dest = prop::sample::select(vec![
        "a.md",
        "<b c.md>",
        "d\\_e.md",
        "f&amp;g",
        "h(i)j",
        "<k\\>l>",
        "%20%22m%22.md",
        "n#o",
        "\\(p",
        "<>",
        "q\"r",
        "ü.md",
        "",
    ]);
    let title = prop::sample::select(vec![
        "",
        " \"t\"",
        " 't \\' u'",
        " (v)",
        "\n  \"w\nx\"",
        "  \"&quot;\"  ",
    ]);
    let label = prop::sample::select(vec![
        "a",
        "*b*",
        "`c`",
        "![d](e.png)",
        "f\ng",
        "h\\]i",
        "",
        "j <b>k</b>",
        "[l]",
        "&lt;",
        " m ",
    ]);
    let around = prop::sample::select(vec!["", "> ", "- ", "  ", "## ", "| "]);
    let one =
        (0_u8..5, dest, title, label, around).prop_map(|(kind, dest, title, label, around)| {
            let link = match kind {
                0 => format!("[{label}]({dest}{title})"),
                1 => format!("![{label}]( {dest}{title} )"),
                2 => format!(
                    "[{label}][x] [x] [y][]\n\n[x]: {}{title}",
                    if dest.is_empty() { "<>" } else { dest }
                ),
                3 => "see https://e.org/z, <http://f.org> and g@h.org".to_owned(),
                _ => format!("<a href=\"{dest}\">{label}</a>"),
            };
            format!("{around}{link}\n\n")
        });
    prop::collection::vec(one, 1..6).prop_map(|links| links.concat())
}

fn spans(document: &Document) -> Vec<Span> {
    let links = document.links.iter().chain(&document.duplicates);
    let mut spans: Vec<Span> =
        links.flat_map(|link| [link.span, link.dest, link.label, link.title]).collect();
    spans.extend(document.headings.iter().map(|heading| heading.span));
    spans.extend(document.anchors.iter().map(|anchor| anchor.span));
    spans.extend(document.undefined.iter().flat_map(|reference| [reference.span, reference.label]));
    spans.extend(document.failed.iter().flat_map(|failed| [failed.span, failed.dest]));
    spans.extend(document.front_matter.iter().flat_map(|block| [block.span, block.body]));
    spans
}

/// What the parser makes of a destination, or a title, written like this.
fn reparsed(markdown: &str) -> Option<(String, String)> {
    Parser::new(markdown).find_map(|event| match event {
        Event::Start(Tag::Link { dest_url, title, .. }) => {
            Some((dest_url.to_string(), title.to_string()))
        }
        _ => None,
    })
}

/// Destinations and titles as the parser tells them, in document order.
fn seen_by_the_parser(text: &str) -> Vec<(String, String)> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM;
    let mut images = 0;
    let mut seen = Vec::new();
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                if images == 0 {
                    seen.push((dest_url.to_string(), title.to_string()));
                }
                images += 1;
            }
            Event::Start(Tag::Link { dest_url, title, link_type, .. })
                if images == 0
                    && !matches!(
                        link_type,
                        pulldown_cmark::LinkType::Autolink | pulldown_cmark::LinkType::Email
                    ) =>
            {
                seen.push((dest_url.to_string(), title.to_string()));
            }
            Event::End(pulldown_cmark::TagEnd::Image) => images -= 1,
            _ => {}
        }
    }
    seen
}

/// The destination of `link` read again from the bytes that it is said to stand in.
fn destination_again(text: &str, link: &Link) -> Option<String> {
    let written = &text[link.dest.range()];
    let pointed = text[..link.dest.range().start].ends_with('<');
    let markdown = if pointed { format!("[x](<{written}>)") } else { format!("[x]({written})") };
    reparsed(&markdown).map(|(dest, _)| dest)
}

fn title_again(text: &str, link: &Link) -> Option<String> {
    let open = text[..link.title.range().start].chars().next_back()?;
    let close = if open == '(' { ')' } else { open };
    let written = &text[link.title.range()];
    reparsed(&format!("[x](y {open}{written}{close})")).map(|(_, title)| title)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn reading_never_panics_and_spans_lie_on_characters(text in page()) {
        for format in [Format::Markdown, Format::Mdx, Format::Html] {
            let document = parse(&text, format, &DIALECTS[0]);
            for span in spans(&document) {
                prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", span, text);
            }
            prop_assert!(document.links.is_sorted_by_key(|link| link.span.start));
            for link in &document.links {
                let definition = link.definition.map(|row| &document.links[row as usize]);
                prop_assert!(definition.is_none_or(|definition| definition.kind == LinkKind::Definition));
            }
        }
    }

    #[test]
    fn every_span_slices_back_to_what_the_parser_saw(text in linked()) {
        let document = parse(&text, Format::Markdown, &DIALECTS[0]);
        let inline = document.links.iter().filter(|link| {
            matches!(link.kind, LinkKind::Link | LinkKind::Image | LinkKind::Reference)
        });
        let urls: Vec<String> = inline.clone().map(|link| link.url.to_string()).collect();
        let seen: Vec<String> = seen_by_the_parser(&text).into_iter().map(|(dest, _)| dest).collect();
        prop_assert_eq!(urls, seen);
        for (link, (_, title)) in inline.zip(seen_by_the_parser(&text)) {
            prop_assert!(link.span.contains(link.dest) && link.span.contains(link.label), "{:?} in {:?}", link, text);
            if link.definition.is_some() {
                continue;
            }
            let written = &text[link.dest.range()];
            prop_assert_eq!(destination_again(&text, link), Some(link.url.to_string()), "{:?} of {:?}", written, text);
            prop_assert_eq!(written.trim(), written, "{:?}", text);
            let title_written = text[link.title.range()].replace("\n> ", "\n");
            if !title.is_empty() && !title_written.contains('\n') {
                prop_assert_eq!(title_again(&text, link), Some(title), "{:?} of {:?}", link, text);
            }
        }
        for link in document.links.iter().filter(|link| link.kind == LinkKind::Definition) {
            let written = &text[link.dest.range()];
            prop_assert_eq!(destination_again(&text, link), Some(link.url.to_string()), "{:?} of {:?}", written, text);
        }
        for link in document.links.iter().filter(|link| link.kind == LinkKind::Autolink) {
            let written = &text[link.dest.range()];
            prop_assert!(link.url.ends_with(written), "{:?} of {:?}", written, text);
        }
    }
}

/// Texts that made some Markdown parser take more than linear time.
const HOSTILE: [&str; 19] = [
    "[a](<b",
    "[ (](",
    "a***",
    "* ",
    "!-- <",
    "](\n[",
    "> ",
    "[a]: x\n",
    "[x][y] ",
    "<a href='",
    "www._",
    "a@",
    "{{",
    "<A b={",
    "`a``",
    "<h1><!--",
    "> [a]: b.md\n",
    "a@b.co &amp; ",
    "<img srcset='a (, b 1x",
];

#[test]
fn time_grows_with_the_length_of_the_page() {
    for piece in HOSTILE {
        for format in [Format::Markdown, Format::Mdx, Format::Html] {
            let once = piece.repeat(40_000 / piece.len());
            let twice = once.repeat(2);
            let read = |text: &String| {
                parse(text, format, &DIALECTS[0]);
            };
            assert_linear(&format!("{piece:?} as {format:?}"), [&once, &twice], 3, read);
        }
    }
}

/// `work` takes less than `most` times as long for the larger of two inputs as for the smaller.
fn assert_linear<T>(what: &str, [small, large]: [&T; 2], most: u32, work: impl Fn(&T)) {
    // The kernel counts in steps of 4 ms: ten of them are exact enough.
    let least = Duration::from_millis(40);
    let time = |input: &T| -> Duration {
        let start = busy();
        for runs in 1.. {
            work(input);
            let spent = busy().saturating_sub(start);
            if spent >= least {
                return spent / runs;
            }
        }
        unreachable!("work takes time")
    };
    let linear = (0..4).any(|_| time(large) < time(small).max(Duration::from_millis(2)) * most);
    assert!(linear, "{what}: the larger takes {most} times as long as the smaller");
}

/// How long this thread has been running; on a busy machine that is less than has passed.
fn busy() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = told.split(' ').next().and_then(|number| number.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// A page that is made of many small things of one kind, and what is asked of it.
fn many(piece: &str, count: usize, end: &str) -> Corpus {
    Corpus::new(Files::from([("a.md".to_owned(), format!("{}{end}", piece.repeat(count)))]))
}

#[test]
fn time_to_check_grows_with_the_length_of_the_page() {
    let kinds = [
        ("many headings and findings", "## H\n\n[x](gone.md)\n\n", "", 1500),
        ("many definitions of one label", "> [a]: b.md\n", "> text [a]\n", 2000),
        ("many uses of one definition", "[a] ", "\n\n[a]: b.md\n", 2000),
    ];
    for (what, piece, end, count) in kinds {
        // What allocates grows by fits and starts: four times as much takes up to six times as long, not sixteen.
        let (small, large) = (many(piece, count, end), many(piece, 4 * count, end));
        assert_linear(what, [&small, &large], 9, |corpus| {
            corpus.check();
        });
    }
    let with_attributes = |piece: &str, count: usize| {
        let config = "markdown_extensions: [attr_list]\n".to_owned();
        let lines = (0..count).map(|n| piece.replace('N', &n.to_string())).collect();
        Corpus::new(Files::from([
            ("mkdocs.yml".to_owned(), config),
            ("docs/a.md".to_owned(), lines),
        ]))
    };
    for (what, piece, count) in
        [("many ids", "x\n{: #iN }\n\n", 2000), ("many open braces", "{{{{{{{{{{{{{{{{{{{{", 2000)]
    {
        let (small, large) = (with_attributes(piece, count), with_attributes(piece, 4 * count));
        assert_linear(what, [&small, &large], 9, |corpus| {
            corpus.check();
        });
    }
    let definitions = |count: usize| {
        let lines = (0..count).map(|n| format!("[{n}]\n\n[{n}]: gone.md\n[{n}]: other.md\n\n"));
        Corpus::new(Files::from([("a.md".to_owned(), lines.collect())]))
    };
    let (small, large) = (definitions(1000), definitions(4000));
    assert_linear("many definitions that lead nowhere", [&small, &large], 9, |corpus| {
        corpus.check();
    });
}

#[test]
fn time_to_place_grows_with_the_length_of_the_page() {
    let place = |text: &String| {
        let lines = LineIndex::new(text);
        for offset in (0..text.len()).step_by(10) {
            lines.line_col(offset, text);
            lines.utf16(offset, text);
        }
    };
    // Long enough that other work on the machine evens out.
    let small = "[x](a.md) ".repeat(20_000);
    assert_linear("one line of links", [&small, &small.repeat(4)], 9, place);
}
