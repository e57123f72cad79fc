//! What a run of text says for or against having been read as a wrong charset.

use super::charsets::Charset;
use super::target::{LATIN, Script, Target, is_common, target};

/// The ASCII characters around a run; 0 where the text begins or ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    pub(super) before: [u8; 2],
    pub(super) behind: u8,
}

/// How much a stretch of sequences proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proof {
    Nothing,
    /// One letter, which could be meant as it stands.
    Weak,
    Strong,
}

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
        for stretch in (Stretches { chars, charset, around, at: 0 }) {
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
        if stretch.between {
            return false;
        }
        if self.lines.binary_search(&line).is_ok() || proof == Proof::Weak && !self.is_sure() {
            return true;
        }
        if !self.is_sure() || stretch.mixed || !stretch.has_edges() {
            return false;
        }
        match stretch.script {
            None => true,
            Some(LATIN) if proof == Proof::Weak => true,
            Some(LATIN) => {
                let drawn = stretch.is_boxes() && !stretch.is_touched();
                self.scripts.contains(&LATIN) && !stretch.is_ordinary() && !drawn
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
    for part in (Stretches { chars, charset, around, at: 0 }) {
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

/// Sequences side by side.
struct Stretch<'a> {
    /// The run that they are in.
    run: &'a [char],
    from: usize,
    to: usize,
    charset: Charset,
    around: Around,
    /// What they stand for.
    out: Vec<char>,
    /// The script of its letters, if there are any.
    script: Option<Script>,
    /// There are letters of several.
    mixed: bool,
    letters: usize,
    /// A symbol of three bytes or more is among it.
    long_symbol: bool,
    between: bool,
}

/// A piece of a run.
enum Part<'a> {
    Stretch(Stretch<'a>),
    /// A character that is in no sequence.
    Sound(char),
}

/// The pieces of a run.
struct Stretches<'a> {
    chars: &'a [char],
    charset: Charset,
    around: Around,
    at: usize,
}

impl<'a> Iterator for Stretches<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        let &sound = self.chars.get(self.at)?;
        let mut stretch = Stretch {
            run: self.chars,
            from: self.at,
            to: self.at,
            charset: self.charset,
            around: self.around,
            out: Vec::new(),
            script: None,
            mixed: false,
            letters: 0,
            long_symbol: false,
            between: false,
        };
        while let Some((c, length, target)) = sequence(&self.chars[stretch.to..], self.charset) {
            stretch.out.push(c);
            stretch.to += length;
            match target {
                Target::Letter(script) => {
                    stretch.letters += 1;
                    stretch.mixed |= stretch.script.is_some_and(|known| known != script);
                    stretch.script = Some(script);
                }
                Target::Symbol => stretch.long_symbol |= length > 2,
                Target::Space => {}
                Target::Between => stretch.between = true,
            }
        }
        if stretch.out.is_empty() {
            self.at += 1;
            return Some(Part::Sound(sound));
        }
        self.at = stretch.to;
        Some(Part::Stretch(stretch))
    }
}

/// The character that the first of `chars` stand for, how many these are, and what it is.
fn sequence(chars: &[char], charset: Charset) -> Option<(char, usize, Target)> {
    let lead = charset.byte(*chars.first()?)?;
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0, 0];
    for (slot, &c) in bytes[1..length].iter_mut().zip(chars.get(1..length)?) {
        *slot = charset.byte(c)?;
    }
    let c = std::str::from_utf8(&bytes[..length]).ok()?.chars().next()?;
    let target = target(c).or_else(|| charset.byte(c).map(|_| Target::Between))?;
    Some((c, length, target))
}

impl Stretch<'_> {
    fn chars(&self) -> &[char] {
        &self.run[self.from..self.to]
    }

    /// The ASCII character or the other one in front, if there is one.
    fn before(&self) -> Option<char> {
        match self.from.checked_sub(1) {
            Some(before) => self.run.get(before).copied(),
            None => Some(char::from(self.around.before[1])),
        }
    }

    fn behind(&self) -> Option<char> {
        let behind = self.run.get(self.to).copied();
        behind.or(Some(char::from(self.around.behind)))
    }

    /// Is it not a part of a sound word: a letter of this charset that stands beside it is in no sequence?
    fn has_edges(&self) -> bool {
        let sound = |c: Option<&char>| {
            c.is_some_and(|&c| c.is_alphabetic() && self.charset.byte(c).is_some())
        };
        !sound(self.from.checked_sub(1).and_then(|before| self.run.get(before)))
            && !sound(self.run.get(self.to))
    }

    /// Is it made of what tables and trees are drawn with?
    fn is_boxes(&self) -> bool {
        self.chars().iter().all(|c| matches!(c, '\u{2500}'..='\u{259f}'))
    }

    /// Does it read like a letter and the punctuation behind it?
    fn is_ordinary(&self) -> bool {
        let letter = self.chars()[0].is_alphabetic();
        letter
            && self.chars()[1..].iter().all(|c| {
                matches!(
                    c,
                    '\u{a0}'
                        | '…'
                        | '’'
                        | '‘'
                        | '”'
                        | '“'
                        | '„'
                        | '‚'
                        | '»'
                        | '«'
                        | '–'
                        | '—'
                        | '•'
                        | '·'
                        | '›'
                        | '‹'
                        | '†'
                        | '‡'
                        | '°'
                        | '¹'
                        | '²'
                        | '™'
                        | '®'
                )
            })
    }

    fn proof(&self) -> Proof {
        if self.between || self.letters > 0 && self.out.len() > self.letters {
            // Garbled twice, it makes sense only once it is undone twice.
            if self.is_sequences_again() {
                return Proof::Strong;
            }
        }
        if self.between {
            return Proof::Nothing;
        }
        if self.long_symbol {
            return Proof::Strong;
        }
        if !self.has_edges() {
            return Proof::Nothing;
        }
        if self.letters >= if self.mixed { 4 } else { 2 } && !self.is_boxes() {
            return Proof::Strong;
        }
        if self.is_weak() { Proof::Weak } else { Proof::Nothing }
    }

    /// Is what it stands for made of sequences, too?
    fn is_sequences_again(&self) -> bool {
        let mut at = 0;
        while let Some((_, length, target)) = sequence(&self.out[at..], self.charset) {
            if target == Target::Between {
                return false;
            }
            at += length;
        }
        at == self.out.len()
    }

    /// Does an ASCII letter stand beside it?
    fn is_touched(&self) -> bool {
        [self.before(), self.behind()].iter().any(|c| c.is_some_and(|c| c.is_ascii_alphabetic()))
    }

    /// Is it one letter in a place where what stands there now makes no sense?
    fn is_weak(&self) -> bool {
        let (before, behind) = (self.before().unwrap_or('\0'), self.behind().unwrap_or('\0'));
        let letter = |c: char| c.is_ascii_alphabetic();
        let within = before.is_ascii_lowercase() && self.chars()[0].is_uppercase();
        if self.mixed || self.script.is_some_and(|script| script != LATIN) {
            return false;
        }
        // Symbols that follow a letter in sound text, too, but not here.
        let degrees = self.out == ['°'] && matches!(behind, 'C' | 'F');
        let space = self.chars() == ['Â', '\u{a0}'] && !before.is_alphabetic();
        if degrees || space {
            return true;
        }
        if self.is_boxes() && !letter(before) || self.is_ordinary() && !within {
            return false;
        }
        let Some(&c) = self.out.first().filter(|_| self.letters == 1) else {
            // Symbols that Latin-1 has.
            return self.letters == 0 && self.chars().len() == 2 * self.out.len();
        };
        let shouting = self.around.before.iter().all(u8::is_ascii_uppercase);
        if c.is_uppercase() && before.is_ascii_lowercase() || c.is_lowercase() && shouting {
            return false;
        }
        let formula = self.chars()[1..].iter().any(|c| matches!(c, '\u{2200}'..='\u{22ff}' | 'π'));
        if formula {
            return letter(before) && letter(behind);
        }
        letter(before) || letter(behind) || "àáâèéêìíòóôöúøåÀÉÈÁÓÖÅ".contains(c)
    }
}
