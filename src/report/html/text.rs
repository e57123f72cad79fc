//! Text for HTML: whatever stands in a page is shown, and does nothing.

use std::fmt;

use crate::report::safe;

/// Text on one line, between tags or in a quoted attribute.
pub(super) struct Text<'a>(pub(super) &'a str);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = safe::line(self.0);
        let mut rest = line.as_str();
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            f.write_str(&rest[..at])?;
            f.write_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            })?;
            rest = &rest[at + 1..];
        }
        f.write_str(rest)
    }
}

/// A sentence of ours, where what stands between backticks is code.
pub(super) struct Prose<'a>(pub(super) &'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Code in a message has backticks of its own only where a page put them there: then nothing is code.
        if self.0.matches('`').count() % 2 == 1 {
            return Text(self.0).fmt(f);
        }
        for (nth, piece) in self.0.split('`').enumerate() {
            if nth % 2 == 1 {
                write!(f, "<code>{}</code>", Text(piece))?;
            } else {
                Text(piece).fmt(f)?;
            }
        }
        Ok(())
    }
}
