//! What our rules are called elsewhere.

use crate::base::diag::RuleId;

/// A rule of markdownlint, which rumdl has, too, or of rumdl alone.
pub(crate) struct Peer {
    pub(crate) number: &'static str,
    /// Its other names in markdownlint; none when only rumdl has it.
    names: &'static [&'static str],
    /// Our rules that find what it finds.
    pub(crate) ours: &'static [RuleId],
}

const fn peer(
    number: &'static str,
    names: &'static [&'static str],
    ours: &'static [RuleId],
) -> Peer {
    Peer { number, names, ours }
}

static PEERS: [Peer; 26] = [
    peer("MD001", &["heading-increment"], &["skipped-level"]),
    peer("MD011", &["no-reversed-links"], &["malformed-destination"]),
    peer("MD018", &["no-missing-space-atx"], &["broken-heading"]),
    peer("MD024", &["no-duplicate-heading"], &["repeated-heading"]),
    peer("MD025", &["single-title", "single-h1"], &["several-titles"]),
    peer("MD040", &["fenced-code-language"], &["code-without-language"]),
    peer("MD041", &["first-line-heading", "first-line-h1"], &["missing-title"]),
    peer("MD042", &["no-empty-links"], &["empty-destination"]),
    peer(
        "MD043",
        &["required-headings"],
        &["missing-section", "section-out-of-order", "unexpected-section"],
    ),
    peer("MD045", &["no-alt-text"], &["missing-alt"]),
    peer("MD051", &["link-fragments"], &["missing-anchor"]),
    peer("MD052", &["reference-links-images"], &["undefined-reference"]),
    peer("MD053", &["link-image-reference-definitions"], &["unused-definition"]),
    peer("MD056", &["table-column-count"], &["ragged-table"]),
    peer("MD057", &[], &["missing-target", "wrong-case", "swallowed-title", "escapes-root"]),
    peer("MD059", &["descriptive-link-text"], &["vague-link-text"]),
    peer("MD062", &[], &["malformed-destination"]),
    peer("MD066", &[], &["undefined-reference", "unused-definition"]),
    peer("MD074", &[], &["orphan-page"]),
    peer("MD075", &[], &["broken-table"]),
    peer("MD080", &[], &["ambiguous-anchor"]),
    peer("MD082", &[], &["empty-section"]),
    peer("MD083", &[], &["mojibake"]),
    peer("MD084", &[], &["hidden-character"]),
    peer("MD086", &[], &["unclosed-block"]),
    peer("MD092", &[], &["conflict-marker"]),
];

fn named(name: &str) -> Option<&'static Peer> {
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    PEERS.iter().find(|peer| is(&peer.number) || peer.names.iter().any(is))
}

/// Our rules that the rule `name` of markdownlint or rumdl stands for.
pub(super) fn ours(name: &str) -> &'static [RuleId] {
    named(name).map_or(&[], |peer| peer.ours)
}

/// The rules of markdownlint that find what ours find.
pub(crate) fn all_of_markdownlint() -> impl Iterator<Item = &'static Peer> {
    PEERS.iter().filter(|peer| !peer.names.is_empty())
}

/// The rule `name` of markdownlint, if ours find what it finds.
pub(crate) fn of_markdownlint(name: &str) -> Option<&'static Peer> {
    named(name).filter(|peer| !peer.names.is_empty())
}

/// Does markdownlint, or with `rumdl` that program, find what our rule `name` finds?
pub(super) fn has(name: RuleId, rumdl: bool) -> bool {
    let theirs = |peer: &&Peer| rumdl || !peer.names.is_empty();
    PEERS.iter().filter(theirs).any(|peer| peer.ours.contains(&name))
}
