//! What a run of text says for or against having been read as a wrong charset.

use super::charsets::Charset;
use super::stretch::{Around, Part, Proof, Stretch, Stretches};
use super::target::{LATIN, Script, is_common};

/// Weak signs that are as good as a strong one.
const ENOUGH: usize = 3;

/// What a text says for one charset.
#[derive(Debug, Default)]
pub(super) struct Established {
    strong: usize,
    weak: usize,
    /// How many characters there would be of what may be garbled, and how many of them are common ones.
    chars: usize,
    common: usize,
    /// The scripts of what is certainly garbled.
    scripts: Vec<Script>,
    /// Lines in which everything that is not ASCII may be garbled, and some of it seems to be.
    lines: Vec<usize>,
    line: Line,
}

/// The line that is being read.
#[derive(Debug, Default)]
struct Line {
    number: usize,
    proofs: usize,
    chars: usize,
    script: Option<Script>,
    sound: bool,
}

impl Established {
    pub(super) fn start_line(&mut self, number: usize) {
        self.end_line();
        self.line = Line { number, ..Line::default() };
    }

    /// There is something in this line that cannot be garbled.
    pub(super) fn is_sound(&mut self) {
        self.line.sound = true;
    }

    /// Take in the next run of the line.
    pub(super) fn add(&mut self, chars: &[char], charset: Charset, around: Around) {
        for stretch in Stretches::new(chars, charset, around) {
            let stretch = match stretch {
                Part::Stretch(stretch) => stretch,
                Part::Sound(_) => {
                    self.line.sound = true;
                    continue;
                }
            };
            let proof = stretch.proof();
            match proof {
                Proof::Nothing => self.line.sound |= stretch.between || stretch.mixed,
                Proof::Weak => self.weak += 1,
                Proof::Strong => {
                    self.strong += 1;
                    let new = |script: &Script| !self.scripts.contains(script);
                    self.scripts.extend(stretch.script.filter(new));
                }
            }
            if proof != Proof::Nothing || !stretch.between {
                self.chars += stretch.out.len();
                self.common += stretch.out.iter().filter(|&&c| is_common(c)).count();
            }
            self.line.proofs += usize::from(proof != Proof::Nothing);
            self.line.chars += stretch.out.len();
            let script = stretch.script.or(self.line.script);
            self.line.sound |= self.line.script.is_some_and(|known| Some(known) != script);
            self.line.script = script;
        }
    }

    fn end_line(&mut self) {
        let line = &self.line;
        if line.proofs > 0 && line.chars >= 2 && !line.sound {
            self.lines.push(line.number);
        }
    }

    pub(super) fn finish(mut self) -> Self {
        self.end_line();
        if self.weak >= ENOUGH && !self.scripts.contains(&LATIN) {
            self.scripts.push(LATIN);
        }
        self
    }

    /// Is there no other explanation for the text than this charset?
    pub(super) fn is_sure(&self) -> bool {
        self.strong > 0 || self.weak >= ENOUGH
    }

    /// How much of the text this charset explains, and how well; nothing if nothing is the matter.
    pub(super) fn weight(&self) -> (usize, usize) {
        if self.strong + self.weak == 0 { (0, 0) } else { (self.chars, self.common) }
    }

    /// Is `stretch`, in this line, garbled?
    fn takes(&self, stretch: &Stretch<'_>, line: usize) -> bool {
        let proof = stretch.proof();
        if proof == Proof::Strong {
            return true;
        }
        if stretch.between || stretch.is_formula() {
            return false;
        }
        if self.lines.binary_search(&line).is_ok() || proof == Proof::Weak && !self.is_sure() {
            return true;
        }
        if !self.is_sure() || stretch.mixed || !stretch.has_edges() {
            return false;
        }
        match stretch.script {
            // The space of Chinese and Japanese stands in no other text.
            None => {
                !stretch.out.contains(&'\u{3000}') || self.scripts.iter().any(|of| *of != LATIN)
            }
            Some(LATIN) if proof == Proof::Weak => true,
            Some(LATIN) => {
                let drawn = stretch.is_boxes() && !stretch.is_touched();
                let sound = stretch.is_ordinary() || stretch.is_foreign();
                self.scripts.contains(&LATIN) && !sound && !drawn
            }
            Some(script) => self.scripts.contains(&script),
        }
    }
}

/// The run `chars` with what is garbled in it put right; `None` when nothing is.
pub(super) fn decoded(
    chars: &[char],
    charset: Charset,
    around: Around,
    known: &Established,
    line: usize,
) -> Option<Vec<char>> {
    let mut out = Vec::with_capacity(chars.len());
    let mut repaired = false;
    for part in Stretches::new(chars, charset, around) {
        match part {
            Part::Sound(c) => out.push(c),
            Part::Stretch(stretch) if known.takes(&stretch, line) => {
                out.extend(&stretch.out);
                repaired = true;
            }
            Part::Stretch(stretch) => out.extend(stretch.chars()),
        }
    }
    repaired.then_some(out)
}
