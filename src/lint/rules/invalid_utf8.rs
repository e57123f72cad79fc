//! Bytes that are not UTF-8.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::corpus::Encoding;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef, excerpt};

pub(super) static META: RuleDef = RuleDef {
    name: "invalid-utf8",
    family: "encoding",
    severity: Some(Severity::Error),
    summary: "a page is not UTF-8, or some of its bytes are not",
    doc: include_str!("invalid_utf8.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    if cx.file.encoding == Encoding::Utf16 {
        let help = "save it as UTF-8: what expects that, as most sites do, shows nothing of it";
        let data = Data(vec![("charset", Datum::Text("UTF-16".to_owned()))]);
        let finding = Finding::new(Span::default(), "this page is UTF-16, not UTF-8");
        out.push(finding.label("the page starts with the mark of UTF-16").help(help).data(data));
    }
    let invalid = &cx.file.invalid;
    for line in &invalid.lines {
        let bytes: Vec<String> = line.bytes.iter().map(|byte| format!("{byte:02X}")).collect();
        let mut data = Data(vec![("bytes", Datum::Text(bytes.join(" ")))]);
        let mut finding = Finding::new(line.span, message(&bytes, line.span))
            .label("shown as `?`")
            .cause(format!("invalid-utf8 {}", cx.file.path));
        if let (Some(charset), Some(text)) = (invalid.charset, &line.text) {
            data.set("charset", Datum::Text(charset.to_owned()));
            data.set("repaired", Datum::Text(text.to_string()));
            let order = format!("Write what the bytes are in {charset}, as UTF-8");
            let fix = Fix::replace(Safety::Unsafe, order, cx.id, line.span, &**text);
            finding = finding
                .label(format!("in {charset}: “{}”", excerpt(text)))
                .help(format!("the whole page makes sense as {charset}: save it as UTF-8"))
                .fix(fix.changes_content());
        } else {
            let help = "write what was meant: the page is not in one other charset throughout";
            finding = finding.help(help);
        }
        out.push(finding.data(data));
    }
}

fn message(bytes: &[String], span: Span) -> String {
    let (noun, verb) = if bytes.len() == 1 { ("byte", "is") } else { ("bytes", "are") };
    format!("{noun} {} at offset {} {verb} not UTF-8", bytes.join(" "), span.start)
}
