//! Which parts of a page are code.

use super::Document;
use crate::base::span::Span;

impl Document {
    /// Does `span` have a part of [`Document::code`] in it?
    pub fn is_code(&self, span: Span) -> bool {
        let after = self.code.partition_point(|code| code.end <= span.start);
        self.code.get(after).is_some_and(|code| code.start < span.end)
    }

    /// Sort the code, and make one span of those that overlap.
    pub(super) fn sort_code(&mut self) {
        self.code.sort_unstable();
        self.code.dedup_by(|later, earlier| {
            let overlaps = later.start < earlier.end;
            if overlaps {
                earlier.end = earlier.end.max(later.end);
            }
            overlaps
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{DIALECTS, Format, parse};

    #[test]
    fn code_is_known_however_it_is_written() {
        let code_of = |text: &str, format| -> Vec<String> {
            let document = parse(text, format, &DIALECTS[0]);
            document.code.iter().map(|span| text[span.range()].to_owned()).collect()
        };
        let text =
            "`a` and <code>b *c* `d`</code>\n\n    e\n\n~~~\nf\n~~~\n\n<p><kbd>g</kbd></p>\n";
        assert_eq!(
            code_of(text, Format::Markdown),
            ["`a`", "<code>b *c* `d`</code>", "e\n", "~~~\nf\n~~~", "<kbd>g</kbd>"]
        );
        let text = "import a from 'b'\n\n<A>\n\n    c {d} `e`\n\n</A>\n";
        assert_eq!(code_of(text, Format::Mdx), ["import a from 'b'\n", "{d}", "`e`"]);
        let text = "<p>a <pre>b <code>c</code></pre> d<script>e</script>";
        let code = ["<pre>b <code>c</code></pre>", "<script>e</script>"];
        assert_eq!(code_of(text, Format::Html), code);
        let document = parse("a `b` c", Format::Markdown, &DIALECTS[0]);
        let is_code = |start, end| document.is_code(Span::new(start, end));
        assert!(is_code(0, 3) && is_code(3, 4) && !is_code(0, 2) && !is_code(5, 7));
    }
}
