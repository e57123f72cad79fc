//! Garbled text: UTF-8 that was read as some other charset, such as `â€™` for `’`.
//!
//! A *run* is a stretch of text without ASCII, and a *sequence* are characters of it that a charset stores as the bytes
//! of one character in UTF-8. Few sequences happen by chance; those that do are told apart by what they stand for and
//! by what stands around them. The search is linear: tables, and a fixed number of passes.

mod charsets;
mod evidence;
mod stretch;
mod target;

use std::borrow::Cow;
use std::ops::Range;

use charsets::Charset;
use evidence::Established;
use stretch::Around;

/// One run of garbled text, or the part of one that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Garbled {
    /// Where.
    pub span: Range<usize>,
    /// What it was.
    pub text: String,
    /// What the bytes of that were taken for.
    pub charset: &'static str,
    /// How often.
    pub times: usize,
    /// There is no other explanation.
    pub sure: bool,
}

/// How often a text may have been garbled.
const MOST_TIMES: usize = 3;

/// Everything in `text` that is garbled, in order.
pub fn find(text: &str) -> Vec<Garbled> {
    let mut runs = runs(text);
    if runs.iter().all(|run| run.candidates == 0) {
        return Vec::new();
    }
    for _ in 0..MOST_TIMES {
        if !repair(text, &mut runs) {
            break;
        }
    }
    runs.into_iter().filter_map(|run| run.garbled(text)).collect()
}

/// `text` without what is garbled in it, certain or not: for comparing.
pub fn repaired(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut done = 0;
    for garbled in find(text) {
        out.push_str(&text[done..garbled.span.start]);
        out.push_str(&garbled.text);
        done = garbled.span.end;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

/// Characters side by side that are not ASCII.
struct Run {
    span: Range<usize>,
    /// What stands there, or would after what was repaired so far.
    chars: Vec<char>,
    /// The charsets in which some of it may be a sequence.
    candidates: u16,
    /// The line it is in.
    line: usize,
    /// Each charset that was undone, first things first.
    undone: Vec<Charset>,
    sure: bool,
    /// It was repaired in this round.
    fresh: bool,
}

/// The runs of `text`.
fn runs(text: &str) -> Vec<Run> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let (mut at, mut line) = (0, 0);
    while let Some(ascii) = first(&bytes[at..], false) {
        let start = at + ascii;
        let end = first(&bytes[start..], true).map_or(bytes.len(), |length| start + length);
        line += memchr::memchr_iter(b'\n', &bytes[at..start]).count();
        at = end;
        let candidates = candidates(text[start..end].chars());
        let chars = if candidates == 0 { Vec::new() } else { text[start..end].chars().collect() };
        runs.push(Run {
            span: start..end,
            chars,
            candidates,
            line,
            undone: Vec::new(),
            sure: true,
            fresh: false,
        });
    }
    runs
}

/// Where the first byte is that is ASCII, or that is not.
fn first(bytes: &[u8], ascii: bool) -> Option<usize> {
    const STEP: usize = 32;
    let mut at = 0;
    if !ascii {
        let chunks = bytes.chunks(STEP);
        at = chunks.take_while(|chunk| chunk.is_ascii()).map(<[u8]>::len).sum();
    }
    let found = bytes.get(at..)?.iter().position(|byte| byte.is_ascii() == ascii)?;
    Some(at + found)
}

fn candidates(mut chars: impl Iterator<Item = char>) -> u16 {
    let Some(mut before) = chars.next() else { return 0 };
    let mut set = 0;
    for c in chars {
        set |= charsets::candidates(before, c);
        before = c;
    }
    set
}

/// Undo one reading as a wrong charset, where there was one. Each charset takes what it explains, the one that explains
/// the most first.
fn repair(text: &str, runs: &mut [Run]) -> bool {
    let all = runs.iter().fold(0, |all, run| all | run.candidates);
    let mut charsets: Vec<_> = Charset::all()
        .filter(|charset| charset.is_in(all))
        .map(|charset| (established(text, runs, charset).weight(), charset))
        .filter(|(weight, _)| *weight > (0, 0))
        .collect();
    charsets.sort_by_key(|&(weight, _)| std::cmp::Reverse(weight));
    let mut repaired = false;
    for (_, charset) in charsets {
        let known = established(text, runs, charset);
        if known.weight() == (0, 0) {
            continue;
        }
        for run in runs.iter_mut().filter(|run| run.is_candidate(charset)) {
            let around = run.around(text);
            if let Some(out) = evidence::decoded(&run.chars, charset, around, &known, run.line) {
                run.candidates = candidates(out.iter().copied());
                run.chars = out;
                run.undone.push(charset);
                run.sure &= known.is_sure();
                (run.fresh, repaired) = (true, true);
            }
        }
    }
    for run in runs {
        run.fresh = false;
    }
    repaired
}

/// What the runs that are still to be explained say for `charset`.
fn established(text: &str, runs: &[Run], charset: Charset) -> Established {
    let mut known = Established::default();
    for line in runs.chunk_by(|a, b| a.line == b.line) {
        known.start_line(line[0].line);
        for run in line {
            if run.is_candidate(charset) {
                known.add(&run.chars, charset, run.around(text));
            } else if !run.fresh {
                known.is_sound();
            }
        }
    }
    known.finish()
}

impl Run {
    fn is_candidate(&self, charset: Charset) -> bool {
        !self.fresh && charset.is_in(self.candidates)
    }

    /// The characters of `text` before and behind.
    fn around(&self, text: &str) -> Around {
        let bytes = text.as_bytes();
        let at = |index: Option<usize>| index.and_then(|index| bytes.get(index)).copied();
        let start = self.span.start;
        Around {
            before: [at(start.checked_sub(2)), at(start.checked_sub(1))]
                .map(Option::unwrap_or_default),
            behind: at(Some(self.span.end)).unwrap_or_default(),
        }
    }

    /// What was found, without what is sound at its ends.
    fn garbled(self, text: &str) -> Option<Garbled> {
        let charset = self.undone.first()?.name();
        let written = &text[self.span.clone()];
        let same = |(a, b): &(char, char)| a == b;
        let length = |(c, _): (char, char)| c.len_utf8();
        let before: usize =
            written.chars().zip(self.chars.iter().copied()).take_while(same).map(length).sum();
        let fixed: String = self.chars.iter().collect();
        let tails = written[before..].chars().rev().zip(fixed[before..].chars().rev());
        let behind: usize = tails.take_while(same).map(length).sum();
        // What was meant is never nothing: `Â¡` was `¡`, not a letter too many.
        let behind = if before + behind == fixed.len() { 0 } else { behind };
        let before = if before == fixed.len() { 0 } else { before };
        Some(Garbled {
            span: self.span.start + before..self.span.end - behind,
            text: fixed[before..fixed.len() - behind].to_owned(),
            charset,
            times: self.undone.len(),
            sure: self.sure,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `text` as somebody sees it who reads its bytes in this charset.
    fn garble(text: &str, name: &str) -> String {
        let charset = Charset::all().find(|charset| charset.name() == name).unwrap();
        let read = |byte: u8| if byte.is_ascii() { char::from(byte) } else { charset.char(byte) };
        text.bytes().map(read).collect()
    }

    /// What is certain in `text` put right.
    fn surely(text: &str) -> String {
        let mut out = text.to_owned();
        for garbled in find(text).into_iter().rev().filter(|garbled| garbled.sure) {
            out.replace_range(garbled.span, &garbled.text);
        }
        out
    }

    const PROSE: &str = "“Don’t” – naïve café, 10 €… Größe, Łódź, çığ, ňúď; Привет, мир; Καλημέρα κόσμε; 日本語の文; 👉 ok";

    #[test]
    fn every_charset_is_undone() {
        for charset in Charset::all() {
            let garbled = garble(PROSE, charset.name());
            assert_eq!(surely(&garbled), PROSE, "{}", charset.name());
            let found = find(&garbled);
            assert!(found.iter().all(|run| run.times == 1), "{found:?}");
        }
        let twice = garble(&garble(PROSE, "Windows-1252"), "Windows-1252");
        assert_eq!(surely(&twice), PROSE);
        assert!(find(&twice).iter().all(|run| (run.times, run.charset) == (2, "Windows-1252")));
    }

    #[test]
    fn sound_lines_do_not_keep_the_others_from_being_repaired() {
        for charset in Charset::all() {
            let half = format!("{PROSE}\n{}\n日本語の行です。\n", garble(PROSE, charset.name()));
            let whole = format!("{PROSE}\n{PROSE}\n日本語の行です。\n");
            assert_eq!(surely(&half), whole, "{}", charset.name());
        }
    }

    #[test]
    fn one_letter_is_no_proof_but_three_are() {
        let repaired_surely = |text: &str| (repaired(text).into_owned(), surely(text) != text);
        assert_eq!(repaired_surely("cafÃ©"), ("café".to_owned(), false));
        assert_eq!(repaired_surely("a cafÃ©, a garÃ§on"), ("a café, a garçon".to_owned(), false));
        let three = "a cafÃ©, a garÃ§on, a crÃªpe";
        assert_eq!(repaired_surely(three), ("a café, a garçon, a crêpe".to_owned(), true));
        assert_eq!(repaired_surely("itâ€™s"), ("it’s".to_owned(), true));
    }

    #[test]
    fn sound_text_is_left_alone() {
        let sound = [
            "É…",
            "l’été",
            "Õ…",
            "×…",
            "O(n√π), √≤ and —∞",
            "\u{a0}© 2024",
            "HYVÄ\u{a0}JA PÅ\u{a0}",
            "(¬_¬) ¯\\_(ツ)_/¯",
            "├┤ ┼┐ ╔══╗ ║a║ ╚══╝ ┌┐ └┘ ├─┤ ██▓▒░",
            "‚Größe‘ und „ÄÄ“",
            "NÃO, AMANHÃ… e “IRMÃ”",
            "Š€ –£ 10 Å² PÅ”",
            "Её «Г» В\u{a0}этом Г… ВІРІ Дії",
            "zwyciężą, ĘŻ, ÓŹ",
            "«\u{a0}café\u{a0}» à\u{a0}» été\u{a0}! ç\u{a0}»…",
            "ΓΊΝΟΜΑΙ β€",
            "fræðæ ðá",
        ];
        for text in sound {
            assert_eq!(find(text), [], "{text}");
            // Not even in a page with garbled text elsewhere.
            for charset in Charset::all() {
                let garbled = garble("it’s “quoted” – really, naïve café", charset.name());
                let page = format!("{text}\n{garbled}\n");
                let repaired = repaired(&page);
                let whole = format!("{text}\nit’s “quoted” – really, naïve café\n");
                assert_eq!(repaired, whole, "{}", charset.name());
            }
        }
    }

    #[test]
    fn mathematics_in_a_garbled_page_is_left_alone() {
        let page = garble("it’s “quoted” – où, più, að, dùng, Źródło", "Mac OS Roman");
        for sound in ["√π", "2√π r", "O(√π)", "O(n√π)", "≈π", "x = √∞", "(≈∞)"]
        {
            let text = format!("{page}, {sound}, {page}\n{sound}\n");
            let whole = "it’s “quoted” – où, più, að, dùng, Źródło";
            assert_eq!(repaired(&text), format!("{whole}, {sound}, {whole}\n{sound}\n"));
        }
    }

    proptest! {
        #[test]
        fn repair_ends_and_its_places_are_true(text in "([a-z \n]|[À-ÿ]|[€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[\u{80}-\u{9f}]|[─-╬]|\\PC){0,60}") {
            let mut end = 0;
            for garbled in find(&text) {
                prop_assert!(garbled.span.start >= end);
                prop_assert!(text.get(garbled.span.clone()).is_some());
                prop_assert!(!garbled.text.is_empty() && !garbled.text.contains(char::is_control));
                end = garbled.span.end;
            }
        }

        #[test]
        fn what_was_garbled_comes_back(text in "[a-z]{1,5}(’|—|…|“|👉)[a-z ]{0,9}(é|ü|ß|å)[a-z]{1,5}", row in 0..charsets::COUNT) {
            let charset = Charset::all().nth(row).unwrap();
            let garbled = garble(&text, charset.name());
            prop_assert_eq!(repaired(&garbled), text);
        }
    }
}
