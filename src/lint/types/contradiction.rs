//! Types that no page can satisfy at once.

use super::{PageType, Range, Section, Title, Unlisted};

/// What `a` asks for and `b` does not allow, or the other way round; `None` where a page can be of both.
pub fn contradiction(a: &PageType, b: &PageType) -> Option<String> {
    one_way(a, b).or_else(|| one_way(b, a)).or_else(|| shapes(a, b)).or_else(|| order(a, b))
}

/// Sections that a page must have, each with a title that is certain.
fn certain(of: &PageType) -> impl Iterator<Item = (&Section, &str)> {
    let required = of.sections.iter().filter(|section| section.required);
    required.filter_map(|section| match section.titles.as_slice() {
        [Title::Is(title)] => Some((section, title.as_str())),
        _ => None,
    })
}

fn fits(section: &Section, title: &str) -> bool {
    section.titles.iter().any(|known| known.fits(title))
}

fn one_way(a: &PageType, b: &PageType) -> Option<String> {
    let (asking, other) = (&a.name, &b.name);
    certain(a).find_map(|(section, title)| {
        let needs = format!("`{asking}` requires the section “{title}”");
        if b.forbidden.iter().any(|forbidden| forbidden.title.fits(title)) {
            return Some(format!("{needs}, which `{other}` forbids"));
        }
        let listed: Vec<&Section> = b.sections.iter().filter(|own| fits(own, title)).collect();
        if listed.is_empty() && b.unlisted == Unlisted::Deny && section.levels == [2] {
            return Some(format!("{needs}, which `{other}` does not list and so denies"));
        }
        let level = |own: &&Section| {
            own.levels.is_empty()
                || section.levels.is_empty()
                || own.levels.iter().any(|level| section.levels.contains(level))
        };
        let levels = !listed.is_empty() && !listed.iter().any(level);
        levels.then(|| format!("{needs} at another level than `{other}`"))
    })
}

fn shapes(a: &PageType, b: &PageType) -> Option<String> {
    let apart = |a: Option<Range>, b: Option<Range>| {
        a.zip(b).is_some_and(|(a, b)| a.max < b.min || b.max < a.min)
    };
    let style = a.file_style.zip(b.file_style).is_some_and(|(a, b)| a != b);
    let what = match () {
        () if apart(a.words, b.words) => "lengths of the page",
        () if apart(a.intro.words, b.intro.words) => "lengths of the first paragraph",
        () if style => "styles of file names",
        () => return None,
    };
    Some(format!("`{}` and `{}` ask for different {what}", a.name, b.name))
}

fn order(a: &PageType, b: &PageType) -> Option<String> {
    if !a.ordered || !b.ordered {
        return None;
    }
    let place = |title: &str| {
        certain(b).position(|(section, other)| {
            section.position.is_none() && other.eq_ignore_ascii_case(title)
        })
    };
    let both: Vec<(&str, usize)> = certain(a)
        .filter(|(section, _)| section.position.is_none())
        .filter_map(|(_, title)| Some((title, place(title)?)))
        .collect();
    let pair = both.windows(2).find(|pair| pair[0].1 > pair[1].1)?;
    let (first, second) = (pair[0].0, pair[1].0);
    Some(format!(
        "`{}` has the section “{first}” before “{second}”, `{}` behind it",
        a.name, b.name
    ))
}
