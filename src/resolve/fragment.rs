//! Is the anchor there?

use super::{Asked, Status, Want, is_page};
use crate::base::path::RelPath;
use crate::base::url;
use crate::corpus::{DepKey, Snapshot};

/// The status of a link to the existing file `path` with this non-empty `fragment`.
pub(super) fn status(
    fragment: &str,
    path: &RelPath,
    snapshot: &Snapshot,
    asked: &mut Asked,
) -> Status {
    if is_no_anchor(fragment) {
        return Status::Ok;
    }
    if let Some(last) = last_line(fragment) {
        return if has_line(last, path, snapshot, asked) {
            Status::Ok
        } else {
            Status::MissingAnchor
        };
    }
    if !is_page(path) {
        // What a fragment of an image, a PDF or a program means is for its viewer to say.
        return Status::Ok;
    }
    asked.key(DepKey::Exports(path.clone()));
    let Some((_, page)) = snapshot.page(path) else {
        asked.want(Want::Page(path.clone()));
        return Status::Ok;
    };
    if page.unreadable.is_some() || names_top(fragment) {
        return Status::Ok;
    }
    let decoded = url::decode(fragment);
    let shown_as_readme = path.stem().eq_ignore_ascii_case("readme") && decoded == "readme";
    let unprefixed = decoded.strip_prefix("user-content-");
    let known = |id: &str| page.export(id).is_some();
    if shown_as_readme || known(&decoded) || known(fragment) || unprefixed.is_some_and(known) {
        Status::Ok
    } else {
        Status::MissingAnchor
    }
}

/// Fragments that name no anchor by design: routes of client-side programs, text fragments, media times.
fn is_no_anchor(fragment: &str) -> bool {
    fragment.starts_with(['/', '!']) || fragment.starts_with(":~:") || fragment.starts_with("t=")
}

/// `#top` leads to the top of any page (HTML Living Standard, "Navigating to a fragment").
fn names_top(fragment: &str) -> bool {
    fragment.eq_ignore_ascii_case("top")
}

/// The last line that `L10`, `L10-L20`, `L10C3-L20C7` asks for.
fn last_line(fragment: &str) -> Option<u32> {
    let (first, last) = fragment.split_once('-').unwrap_or((fragment, fragment));
    let line = |part: &str| {
        let number = part.strip_prefix('L')?;
        let digits = number.split_once('C').map_or(number, |(line, _)| line);
        digits.parse::<u32>().ok()
    };
    Some(line(first)?.max(line(last)?))
}

fn has_line(last: u32, path: &RelPath, snapshot: &Snapshot, asked: &mut Asked) -> bool {
    asked.key(DepKey::Lines(path.clone()));
    match snapshot.lines(path) {
        Some(Some(count)) => last <= count.max(1),
        Some(None) => true,
        None => {
            asked.want(Want::Lines(path.clone()));
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_anchors() {
        assert_eq!(last_line("L10"), Some(10));
        assert_eq!(last_line("L10-L20"), Some(20));
        assert_eq!(last_line("L10C1-L20C3"), Some(20));
        for fragment in ["Lines", "L", "L1-2-3", "l10", "L10-end"] {
            assert_eq!(last_line(fragment), None, "{fragment}");
        }
    }
}
