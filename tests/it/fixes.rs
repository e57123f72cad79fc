//! Fixes: what is written, what is not, and what always holds.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use guidepost::base::diag::Diagnostic;
use guidepost::base::edit::Safety;
use guidepost::engine::settings::Settings;
use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag, TextMergeStream};

use crate::cli::{Place, findings, text};
use crate::corpus::{Corpus, Files, split};

const FIX: [&str; 3] = ["check", "--offline", "--fix"];

fn place() -> Place {
    Place::new(&[
        ("a.md", "# A[](#a)\n\n[b](B.md) and [gone](gone.md)\n"),
        ("b.md", "\u{feff}# B[](#b)\r\n\r\n[a](A.md)  \r\nno end"),
    ])
}

fn read(place: &Place, path: &str) -> String {
    fs::read_to_string(place.path().join(path)).unwrap()
}

#[test]
fn what_is_certain_is_written_and_the_rest_is_reported() {
    let place = place();
    let report = place.check(&["--fix"]);
    assert_eq!(report["summary"]["fixed"], 4);
    assert_eq!(findings(&report), ["a.md missing-target gone.md"]);
    assert_eq!(read(&place, "a.md"), "# A\n\n[b](b.md) and [gone](gone.md)\n");
    // Byte order mark, line endings, hard breaks and the missing end of the last line stay.
    assert_eq!(read(&place, "b.md"), "\u{feff}# B\r\n\r\n[a](a.md)  \r\nno end");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
    let again = place.check(&["--fix"]);
    assert_eq!(
        (&again["summary"]["fixed"], &again["diagnostics"]),
        (&0.into(), &report["diagnostics"])
    );
    assert!(place.check(&[])["summary"].get("fixed").is_none());
}

#[test]
fn people_are_told_how_many_were_fixed() {
    let place = place();
    let output = place.run(&FIX);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).ends_with("2 pages with 3 links: 1 error\nfixed 4; 1 remains\n"),
        "{output:?}"
    );
    place.write("a.md", "# A[](#a)\n");
    let output = place.run(&FIX);
    assert_eq!(output.status.code(), Some(0), "what remains decides");
    assert!(text(&output.stdout).ends_with("nothing to report\nfixed 1; 0 remain\n"), "{output:?}");
    place.write("a.md", "# A\n\n[b](b.md#b-page) [c](gone.md)\n");
    place.write("b.md", "# B page x\n");
    let told = "fixed 0; 2 remain, 1 of which `--unsafe-fixes` repairs\n";
    assert!(text(&place.run(&FIX).stdout).ends_with(told), "{:?}", place.run(&FIX));
    let all = place.run(&[&FIX[..], &["--unsafe-fixes"]].concat());
    assert!(text(&all.stdout).ends_with("fixed 1; 1 remains\n"), "{all:?}");
}

#[test]
fn unsafe_fixes_are_asked_for() {
    let place = Place::new(&[("start.md", "[i](instal.md)\n"), ("install.md", "# I\n")]);
    assert_eq!(place.check(&["--fix"])["summary"]["fixed"], 0);
    assert_eq!(place.check(&["--fix", "--unsafe-fixes"])["summary"]["fixed"], 1);
    assert_eq!(read(&place, "start.md"), "[i](install.md)\n");
    let output = place.run(&["check", "--offline", "--unsafe-fixes"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--unsafe-fixes needs --fix"));
}

#[test]
fn what_only_may_have_been_meant_is_not_written() {
    let after = |page: &str| {
        let place = Place::new(&[
            ("a.md", page),
            ("p.md", "# Page\n\n## Errors\n\n## Error 42\n\n## Higher-level abstractions\n"),
            ("guidepost.toml", "[rules.forbidden-term.terms]\n\"Acme corp\" = \"Acme Corp\"\n"),
        ]);
        place.run(&[&FIX[..], &["--unsafe-fixes"]].concat());
        read(&place, "a.md")
    };
    // The same anchor in another case comes before the title, which only says which page it is.
    assert_eq!(after("# A\n\n[page](p.md#Error-42)\n"), "# A\n\n[page](p.md#error-42)\n");
    let unlike = "# A\n\n[x](p.md#abstractions) [page](p.md#nothing-like-it)\n";
    assert_eq!(after(unlike), unlike);
    // What is below a level that is left out stays together.
    let siblings =
        "# A\n\n## B\n\n#### One\n\nx\n\n##### In it\n\nx\n\n#### Two\n\nx\n\n## C\n\nx\n";
    let raised = siblings.replace("#### ", "### ");
    assert_eq!(after(siblings), raised);
    assert_eq!(after("# A\n\n### B\n\nx\n\n#### C\n\nx\n"), "# A\n\n## B\n\nx\n\n### C\n\nx\n");
    assert_eq!(
        after("# A\n\nAcme Corp is right, acme corp is not.\n"),
        "# A\n\nAcme Corp is right, Acme Corp is not.\n"
    );
}

#[test]
fn a_diff_writes_nothing_and_can_be_applied() {
    let place = place();
    let before = (read(&place, "a.md"), read(&place, "b.md"));
    let output = place.run(&["check", "--offline", "--fix", "--diff"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).ends_with("would fix 4; 1 would remain\n"), "{output:?}");
    assert_eq!((read(&place, "a.md"), read(&place, "b.md")), before);
    let diff = text(&output.stdout);
    assert!(
        diff.starts_with("--- a/a.md\n+++ b/a.md\n@@ -1,3 +1,3 @@\n-# A[](#a)\n+# A\n \n"),
        "{diff}"
    );
    assert!(diff.contains("\n no end\n\\ No newline at end of file\n"), "{diff}");
    place.write("fix.diff", &diff);
    place.git(&["apply", "fix.diff"]);
    assert_eq!(read(&place, "b.md"), "\u{feff}# B\r\n\r\n[a](a.md)  \r\nno end");
    let report = place.check(&["--diff"]);
    assert_eq!(report["summary"]["fixed"], 0);
}

#[test]
fn a_page_from_standard_input_comes_out_fixed() {
    let place = place();
    let run = |page: &str| {
        let mut command =
            place.command(&["check", "--offline", "--fix", "-", "--stdin-path", "a.md"]);
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let before = read(&place, "a.md");
    let output = run("[b](B.md) [c](c.md)");
    assert_eq!(text(&output.stdout), "[b](b.md) [c](c.md)");
    assert!(text(&output.stderr).contains("missing-target: `c.md` does not exist"));
    assert_eq!(read(&place, "a.md"), before, "the file of that name is left alone");
    assert_eq!(text(&run("fine").stdout), "fine");
}

#[cfg(unix)]
#[test]
fn files_that_may_not_be_written_are_said_and_the_others_are_fixed() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let place = place();
    let closed = place.path().join("closed.md");
    fs::write(&closed, "[b](B.md)\n").unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o444)).unwrap();
    place.write("hard.md", "[b](B.md)\n");
    fs::hard_link(place.path().join("hard.md"), place.path().join("other.txt")).unwrap();
    symlink("b.md", place.path().join("link.md")).unwrap();
    let output = place.run(&FIX);
    let said = text(&output.stderr);
    assert!(said.contains("1 fix of closed.md left out: it is read-only"), "{said}");
    assert!(said.contains("1 fix of hard.md left out: it is a hard link"), "{said}");
    assert_eq!(
        (read(&place, "closed.md"), read(&place, "hard.md")),
        ("[b](B.md)\n".into(), "[b](B.md)\n".into())
    );
    assert_eq!(read(&place, "a.md"), "# A\n\n[b](b.md) and [gone](gone.md)\n");
    assert!(place.path().join("link.md").symlink_metadata().unwrap().is_symlink());
    assert!(text(&output.stdout).contains("fixed 4; 3 remain"), "{output:?}");
    // What would be written is worth knowing although it cannot be.
    assert_eq!(place.check(&["--diff"])["summary"]["fixed"], 2);
}

#[test]
fn pages_in_utf_16_are_left_alone() {
    let place = place();
    let utf16: Vec<u8> = "\u{feff}[b](B.md)".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(place.path().join("wide.md"), &utf16).unwrap();
    let output = place.run(&FIX);
    assert!(text(&output.stderr).contains("wide.md left out: it is UTF-16"), "{output:?}");
    assert_eq!(fs::read(place.path().join("wide.md")).unwrap(), utf16);
}

#[test]
fn bytes_that_are_not_utf8_stay_as_they_are() {
    let place = place();
    fs::write(place.path().join("odd.md"), b"caf\xe9 [b](B.md)\n").unwrap();
    place.run(&[&FIX[..], &["--select", "wrong-case"]].concat());
    assert_eq!(fs::read(place.path().join("odd.md")).unwrap(), b"caf\xe9 [b](b.md)\n");
}

/// The files of `fixture` after its fixes, and the rules of what remains.
fn fixed(fixture: &str, most: Safety) -> (Files, Vec<&'static str>, Vec<String>) {
    let mut corpus = Corpus::new(split(fixture).0);
    let fixed = corpus.fix(most);
    let rules = fixed.found.iter().map(|found| found.rule).collect();
    (corpus.files, rules, fixed.dropped.into_iter().map(|dropped| dropped.why).collect())
}

#[test]
fn a_fix_that_would_break_a_link_is_undone() {
    // Without the permalink the heading has another anchor, and a link names the old one.
    let fixture = r"
//- a.md
# Set up[](#setup)

[x](#setup) [b](B.md)
//- b.md
# B[](#b)
";
    let (files, rules, dropped) = fixed(fixture, Safety::Unsafe);
    assert_eq!(files["a.md"], "# Set up[](#setup)\n\n[x](#setup) [b](b.md)\n");
    assert_eq!(files["b.md"], "# B\n");
    assert_eq!(
        (rules, dropped),
        (vec!["scraped-permalink"], vec!["a link would be broken afterwards".to_owned()])
    );
}

#[test]
fn fixes_make_room_for_further_ones() {
    // The page is in another case, and once that is right its anchor is found to be misspelt.
    let fixture = "\n//- a.md\n[b](B.md#instal)\n//- b.md\n# Install\n";
    let (files, rules, dropped) = fixed(fixture, Safety::Unsafe);
    assert_eq!((&*files["a.md"], rules, dropped), ("[b](b.md#install)\n", vec![], vec![]));
}

/// Pages with defects that have fixes.
fn damaged() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "# Install[](#install)\n",
        "## Set up [¶](#set-up)\n\n",
        "## Né[](#other) text\n",
        "[t](../help/tips/%20%22Tips%20é%22.md) ",
        "[t](help/tips/%20%22Tips%22.md)",
        "[b](B.md) ",
        "![b](B.md \"title\")\n",
        "<a href=\"B.md#top\">x</a>\n\n",
        "[b](b.md#instal)",
        "[b](other.md#instal) ",
        "[x](my page.md)",
        "[x](b%2520.md) ",
        "[u]: b.md\n",
        "[v]: B.md\n\n",
        "[v] and [w][v]  \n",
        "> [z]: gone.md 'a\nb'\n",
        "\n- [b](B.md)\n\n    [y]: b.md\n",
        "\r\n",
        "\n\n",
        "hard  \nbreak\\\n",
        "`[b](B.md)` ",
        "| [b](B.md) | ü |\n|-|-|\n",
        "日本語 ",
        "www.example.org ",
        "[e](example.com/x)",
        "<!-- [b](B.md) -->\n",
        "\n\n    code\n",
        "***\n",
    ]);
    prop::collection::vec(pieces, 0..14).prop_map(|pieces| pieces.concat())
}

fn corpus(page: &str) -> Corpus {
    let files = [
        ("a.md", page),
        ("b.md", "# Install\n\n[back](a.md#set-up) [A](A.md)\n"),
        ("help/tips.md", "# Tips\n"),
        ("my page.md", "# Mine\n"),
    ];
    Corpus::new(files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
}

/// What a reader sees of a page, without where links lead.
fn seen(text: &str) -> Vec<String> {
    let events =
        TextMergeStream::new(Parser::new_ext(text, pulldown_cmark::Options::ENABLE_TABLES));
    let shown = |event: Event<'_>| match event {
        Event::Start(Tag::Link { .. }) => "link".to_owned(),
        Event::Start(Tag::Image { .. }) => "image".to_owned(),
        Event::Html(html) | Event::InlineHtml(html) => {
            html.split("href=").next().unwrap_or_default().to_owned()
        }
        other => format!("{other:?}"),
    };
    events.map(shown).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fixing_repairs_proves_and_ends(page in damaged(), unsafe_too in any::<bool>()) {
        let most = if unsafe_too { Safety::Unsafe } else { Safety::Safe };
        let mut once = corpus(&page);
        let (view, before) = once.check();
        for fix in before.iter().filter_map(|found| found.fix.as_ref()) {
            let mut spans: Vec<_> = fix.edits.iter().map(|edit| (edit.file, edit.span)).collect();
            spans.sort_unstable();
            for (file, span) in &spans {
                prop_assert!(view.snapshot().file(*file).unwrap().text.get(span.range()).is_some(), "{fix:?}");
            }
            prop_assert!(spans.windows(2).all(|pair| pair[0].0 != pair[1].0 || pair[0].1.end <= pair[1].1.start));
        }
        let fixed = once.fix(most);
        // What remains is what a check from scratch finds in what was written.
        let (_, scratch) = Corpus::new(once.files.clone()).check();
        let plain = |found: &[Diagnostic]| -> Vec<_> {
            found.iter().map(|found| (found.rule, found.span, found.message.clone(), found.fingerprint.clone())).collect()
        };
        prop_assert_eq!(plain(&fixed.found), plain(&scratch));
            let fixable = |found: &&Diagnostic| found.fix.as_ref().is_some_and(|fix| unsafe_too || fix.safety == Safety::Safe);
        prop_assert_eq!(fixed.found.iter().filter(fixable).count(), fixed.dropped.len(), "{:#?}", fixed);
        let again = Corpus::new(once.files.clone()).fix(most);
        prop_assert_eq!(again.pages, vec![]);
    }

    #[test]
    fn repaired_links_leave_the_rest_of_the_page_as_it_reads(page in damaged()) {
        let rules = ["wrong-case", "swallowed-title", "missing-target", "missing-anchor", "unused-definition"];
        let select = rules.map(str::to_owned).to_vec();
        let mut links = Corpus::with(corpus(&page).files, Settings { select, ..Settings::default() });
        let before = seen(&page);
        links.fix(Safety::Unsafe);
        prop_assert_eq!(seen(&links.files["a.md"]), before);
    }
}
