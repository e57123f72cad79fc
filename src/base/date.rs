//! Days, for what expires.

use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The day that `text` writes as `2026-12-31`; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |range: std::ops::Range<usize>| {
            let digits = text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?;
            digits.parse::<u16>().ok()
        };
        let dashes =
            text.len() == 10 && text.is_ascii() && &text[4..5] == "-" && &text[7..8] == "-";
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        let valid = dashes && (1..=12).contains(&month) && (1..=days(year, month)).contains(&day);
        valid.then_some(Self { year, month, day })
    }

    /// The day, in UTC, that was `seconds` after the start of 1970.
    pub fn from_unix(seconds: u64) -> Self {
        let mut left = seconds / 86_400;
        let (mut year, mut month) = (1970, 1);
        loop {
            let length = u64::from(days(year, month));
            if left < length || year == u16::MAX {
                let day = u8::try_from(left).unwrap_or_default();
                return Self { year, month, day: day + 1 };
            }
            left -= length;
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        }
    }
}

fn days(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_counted_and_compared() {
        assert_eq!(Date::from_unix(0).to_string(), "1970-01-01");
        assert_eq!(Date::from_unix(951_782_399).to_string(), "2000-02-28");
        assert_eq!(Date::from_unix(951_782_400).to_string(), "2000-02-29");
        assert_eq!(Date::from_unix(1_798_761_599).to_string(), "2026-12-31");
        assert!(Date::parse("2026-12-31") < Date::parse("2027-01-01"));
        for none in ["2026-2-3", "2026-13-01", "2026-02-29", "2026-12-31x", "tomorrow", "é026-12-3"]
        {
            assert_eq!(Date::parse(none), None, "{none}");
        }
    }
}
