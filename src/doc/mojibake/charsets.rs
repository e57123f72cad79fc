//! The charsets that UTF-8 gets mistaken for, as tables from characters to bytes.

use std::sync::LazyLock;

use encoding_rs::{
    Encoding, ISO_8859_2, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

/// Where the characters of a charset are listed.
enum Listed {
    Here(&'static str),
    Crate(&'static Encoding),
}

/// Code page 437 from byte 128 on (Unicode Consortium, `VENDORS/MICSFT/PC/CP437.TXT`).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Code page 850 from byte 128 on (the same, `CP850.TXT`).
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// How many charsets there are.
pub(super) const COUNT: usize = 13;

/// Each with the name that people know it by. Where two explain a text equally well, the first is the likelier one.
static CHARSETS: [(&str, Listed); COUNT] = [
    ("Windows-1252", Listed::Crate(WINDOWS_1252)),
    ("Mac OS Roman", Listed::Crate(MACINTOSH)),
    ("Windows-1250", Listed::Crate(WINDOWS_1250)),
    ("Windows-1251", Listed::Crate(WINDOWS_1251)),
    ("Windows-1253", Listed::Crate(WINDOWS_1253)),
    ("Windows-1254", Listed::Crate(WINDOWS_1254)),
    ("ISO-8859-2", Listed::Crate(ISO_8859_2)),
    ("code page 850", Listed::Here(CP850)),
    ("code page 437", Listed::Here(CP437)),
    ("Windows-1257", Listed::Crate(WINDOWS_1257)),
    ("Windows-1255", Listed::Crate(WINDOWS_1255)),
    ("Windows-1256", Listed::Crate(WINDOWS_1256)),
    ("Windows-1258", Listed::Crate(WINDOWS_1258)),
];

/// One of the charsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charset(usize);

impl Charset {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        (0..COUNT).map(Self)
    }

    pub(super) fn name(self) -> &'static str {
        CHARSETS[self.0].0
    }

    /// The byte that this charset stores `c` as.
    pub(super) fn byte(self, c: char) -> Option<u8> {
        TABLE.row(c).map(|row| row.bytes[self.0]).filter(|&byte| byte != 0)
    }

    /// Is it among `set`?
    pub(super) fn is_in(self, set: u16) -> bool {
        set & (1 << self.0) != 0
    }

    /// Its character for `byte`, which is not ASCII.
    pub(super) fn char(self, byte: u8) -> char {
        let own = char::from(byte);
        match &CHARSETS[self.0].1 {
            Listed::Here(chars) => chars.chars().nth(usize::from(byte) - 0x80).unwrap_or(own),
            Listed::Crate(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
                // What a charset leaves unassigned stands as what it is in Latin-1, as programs do in practice.
                text.chars().next().filter(|&c| c != char::REPLACEMENT_CHARACTER).unwrap_or(own)
            }
        }
    }
}

/// In which charsets the characters `a` and `b`, one behind the other, may be the first bytes of one in UTF-8.
pub(super) fn candidates(a: char, b: char) -> u16 {
    let leads = TABLE.row(a).map_or(0, |row| row.leads);
    leads & TABLE.row(b).map_or(0, |row| row.trails)
}

/// What one character is in every charset.
#[derive(Clone)]
struct Row {
    /// Its byte; 0 where it has none.
    bytes: [u8; COUNT],
    /// Where that is the first byte of a character of UTF-8, and where one of the others.
    leads: u16,
    trails: u16,
}

struct Table {
    /// By code point, the row and one; 0 for none.
    near: Box<[u16]>,
    /// The same for the few characters beyond.
    far: Vec<(char, u16)>,
    rows: Vec<Row>,
}

/// The code point above those of nearly all characters.
const NEAR: usize = 0x2600;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { near: vec![0; NEAR].into(), far: Vec::new(), rows: Vec::new() };
    for charset in Charset::all() {
        for byte in 0x80..=0xff {
            table.set(charset.char(byte), charset, byte);
        }
    }
    // Latin-1 has control characters where Windows-1252 has others: both are the same mistake.
    for byte in 0x80..=0x9f {
        table.set(char::from(byte), Charset(0), byte);
    }
    table
});

impl Table {
    fn set(&mut self, c: char, charset: Charset, byte: u8) {
        let at = match self.find(c) {
            0 => {
                self.rows.push(Row { bytes: [0; COUNT], leads: 0, trails: 0 });
                let at = u16::try_from(self.rows.len()).expect("13 times 128 at most");
                match self.near.get_mut(c as usize) {
                    Some(slot) => *slot = at,
                    None => self.far.push((c, at)),
                }
                at
            }
            at => at,
        };
        let row = &mut self.rows[usize::from(at) - 1];
        row.bytes[charset.0] = byte;
        match byte {
            0xc2..=0xf4 => row.leads |= 1 << charset.0,
            0x80..=0xbf => row.trails |= 1 << charset.0,
            _ => {}
        }
    }

    fn find(&self, c: char) -> u16 {
        match self.near.get(c as usize) {
            Some(&at) => at,
            None => self.far.iter().find(|(far, _)| *far == c).map_or(0, |&(_, at)| at),
        }
    }

    fn row(&self, c: char) -> Option<&Row> {
        self.rows.get(usize::from(self.find(c)).checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_one_character_and_comes_back() {
        for charset in Charset::all() {
            for byte in 0x80..=0xff {
                assert_eq!(charset.byte(charset.char(byte)), Some(byte), "{}", charset.name());
            }
        }
        let charset = |name| Charset::all().find(|charset| charset.name() == name).unwrap();
        assert_eq!(charset("Mac OS Roman").byte('‚'), Some(0xe2));
        assert_eq!(charset("code page 437").byte('Γ'), Some(0xe2));
        assert_eq!(charset("code page 850").byte('┐'), Some(0xbf));
        assert_eq!(charset("Windows-1252").byte('\u{80}'), Some(0x80));
        assert_eq!(charset("Windows-1252").byte('х'), None);
    }
}
