//! Which characters garbled text plausibly stands for.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// What a character is to somebody who repairs text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A letter, or a mark on one, of a script.
    Letter(Script),
    /// Punctuation, symbols, emoji, and invisible characters of these.
    Symbol,
    /// A space of a certain width.
    Space,
    /// What hardly anybody writes, but a step on the way back from text that was garbled twice.
    Between,
}

/// A writing system, as far as blocks of code points tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Script(u32);

/// Ours.
pub(super) const LATIN: Script = Script(0);

/// Is it one of the letters that many languages write often? Where two charsets explain a text, that decides.
pub(super) fn is_common(c: char) -> bool {
    "áéíóúýàèìòâêôãõäöüåøæñçšžčřěłąęğışș".contains(c)
}

/// What `c` is; `None` for what hardly anybody writes.
pub(super) fn target(c: char) -> Option<Target> {
    let script = match c {
        '\u{2002}'..='\u{200a}' | '\u{3000}' => return Some(Target::Space),
        '\u{a0}'..='\u{bf}' | '×' | '÷' | '।' | '॥' => return Some(Target::Symbol),
        'ĳ' | 'Ĳ' | 'ŉ' | 'ſ' | 'ĸ' | 'ŀ' | 'Ŀ' => return None,
        // What Vietnamese, Romanian and Pinyin have besides, and Latin Extended Additional.
        '\u{c0}'..='\u{17f}'
        | 'Ơ'
        | 'ơ'
        | 'Ư'
        | 'ư'
        | 'Ș'
        | 'ș'
        | 'Ț'
        | 'ț'
        | '\u{1cd}'..='\u{1dc}'
        | '\u{1e02}'..='\u{1e95}'
        | '\u{1ea0}'..='\u{1ef9}' => LATIN,
        '\u{386}'..='\u{3ce}' | '\u{1f00}'..='\u{1fff}' => Script(1),
        // Without what only church books and few languages use.
        '\u{400}'..='\u{45f}'
        | '\u{490}'..='\u{493}'
        | '\u{49a}'
        | '\u{49b}'
        | '\u{4a2}'
        | '\u{4a3}'
        | '\u{4ae}'..='\u{4b1}'
        | '\u{4ba}'
        | '\u{4bb}'
        | '\u{4d8}'
        | '\u{4d9}'
        | '\u{4e8}'
        | '\u{4e9}' => Script(2),
        '\u{5b0}'..='\u{5f4}' => Script(3),
        '\u{60c}'..='\u{6d5}' | '\u{6f0}'..='\u{6f9}' | '\u{750}'..='\u{77f}' => Script(4),
        '\u{531}'..='\u{58a}' => Script(5),
        // The scripts of India and its neighbours, 128 code points each.
        '\u{900}'..='\u{dff}' => Script(c as u32 >> 7),
        '\u{e00}'..='\u{e7f}' => Script(6),
        '\u{e80}'..='\u{eff}' => Script(7),
        '\u{f00}'..='\u{fff}' => Script(8),
        '\u{1000}'..='\u{109f}' => Script(9),
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Script(10),
        '\u{1200}'..='\u{139f}' => Script(11),
        '\u{1780}'..='\u{17ff}' => Script(12),
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => Script(13),
        // Chinese and Japanese stand side by side.
        '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{312f}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script(14),
        '\u{2010}'..='\u{27bf}'
        | '\u{27f0}'..='\u{27ff}'
        | '\u{2900}'..='\u{2bff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{3001}'..='\u{303f}'
        | '\u{fe0f}'
        | '\u{feff}'
        | '\u{ff01}'..='\u{ffee}'
        | '\u{1f000}'..='\u{1faff}'
        | '\u{e0020}'..='\u{e007f}' => {
            let known = c.general_category() != GeneralCategory::Unassigned;
            return known.then_some(Target::Symbol);
        }
        _ => return None,
    };
    match c.general_category_group() {
        GeneralCategoryGroup::Other => None,
        _ => Some(Target::Letter(script)),
    }
}
