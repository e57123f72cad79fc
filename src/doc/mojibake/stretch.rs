//! Sequences side by side, and how much they prove.

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
pub(super) enum Proof {
    Nothing,
    /// One letter, which could be meant as it stands.
    Weak,
    Strong,
}

/// Sequences side by side.
pub(super) struct Stretch<'a> {
    /// The run that they are in.
    run: &'a [char],
    from: usize,
    to: usize,
    charset: Charset,
    around: Around,
    /// What they stand for.
    pub(super) out: Vec<char>,
    /// The script of its letters, if there are any.
    pub(super) script: Option<Script>,
    /// There are letters of several.
    pub(super) mixed: bool,
    letters: usize,
    /// A symbol of three bytes or more is among it.
    long_symbol: bool,
    pub(super) between: bool,
}

/// A piece of a run.
pub(super) enum Part<'a> {
    Stretch(Stretch<'a>),
    /// A character that is in no sequence.
    Sound(char),
}

/// The pieces of a run.
pub(super) struct Stretches<'a> {
    chars: &'a [char],
    charset: Charset,
    around: Around,
    at: usize,
}

impl<'a> Stretches<'a> {
    pub(super) fn new(chars: &'a [char], charset: Charset, around: Around) -> Self {
        Self { chars, charset, around, at: 0 }
    }
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
    pub(super) fn chars(&self) -> &[char] {
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
    pub(super) fn has_edges(&self) -> bool {
        let sound = |c: Option<&char>| {
            c.is_some_and(|&c| c.is_alphabetic() && self.charset.byte(c).is_some())
        };
        !sound(self.from.checked_sub(1).and_then(|before| self.run.get(before)))
            && !sound(self.run.get(self.to))
    }

    /// Is it made of what tables and trees are drawn with?
    pub(super) fn is_boxes(&self) -> bool {
        self.chars().iter().all(|c| matches!(c, '\u{2500}'..='\u{259f}'))
    }

    /// Is it mathematics that makes sense as it stands, as in `2√π`, `O(n√π)` and `≈π`? Within a word it is none, and neither
    /// at its end: `o√π` is the French "où", `a√∞` the Icelandic "að", and other words have more letters before.
    pub(super) fn is_formula(&self) -> bool {
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let (before, behind) = (self.before(), self.behind());
        let word = match self.chars() {
            ['√', 'π'] => "oO",
            ['√', '∞'] => "aA",
            ['≈', 'π' | '∞'] | ['√', '≤' | '≥'] => {
                return !letter(before) && !letter(behind);
            }
            _ => return false,
        };
        let outer = self.around.before[0];
        let goes_on = letter(behind) || outer.is_ascii_alphabetic() || !outer.is_ascii();
        !(letter(before) && (goes_on || before.is_some_and(|c| word.contains(c))))
    }

    /// Is it a short word of another script, as the Russian "Её", and stands for a letter that few write?
    pub(super) fn is_foreign(&self) -> bool {
        let foreign = |c: &char| matches!(c, '\u{370}'..='\u{52f}') && c.is_alphabetic();
        self.chars().iter().all(foreign)
            && !self.is_touched()
            && !self.out.iter().any(|&c| is_common(c))
    }

    /// Does it read like a letter and the punctuation behind it?
    pub(super) fn is_ordinary(&self) -> bool {
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

    pub(super) fn proof(&self) -> Proof {
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
    pub(super) fn is_touched(&self) -> bool {
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
            return letter(before) && letter(behind) && !self.is_formula();
        }
        letter(before) || letter(behind) || "àáâèéêìíòóôöúøåÀÉÈÁÓÖÅ".contains(c)
    }
}
