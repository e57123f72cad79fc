//! What somebody may have meant by a word that nobody knows.

/// "did you mean" with the one of `known` that is nearest to `unknown`, or all of them.
pub fn did_you_mean<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.collect();
    let nearest = known.iter().max_by(|a, b| {
        strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b))
    })?;
    if strsim::jaro_winkler(unknown, nearest) > 0.7 {
        return Some(format!("did you mean `{nearest}`?"));
    }
    Some(format!("there are: {}", known.join(", ")))
}

/// The one of `known` that `unknown` is a slip of the pen for. Names that differ in numbers are several things.
pub fn slip<'a>(unknown: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let is_counted = |name: &str| name.contains(|c: char| c.is_ascii_digit());
    let most = if unknown.chars().count() < 6 { 1 } else { 2 };
    let near = |name: &&str| {
        let distance = strsim::damerau_levenshtein(unknown, name);
        (1..=most).contains(&distance) && !is_counted(name)
    };
    known.filter(near).min_by_key(|name| strsim::damerau_levenshtein(unknown, name))
}

#[cfg(test)]
mod tests {
    use super::slip;

    #[test]
    fn slips_of_the_pen_and_other_things() {
        let known = ["archive", "docs", "v1", "v2"];
        let of = |name| slip(name, known.into_iter());
        assert_eq!(of("achive"), Some("archive"));
        assert_eq!(of("dcos"), Some("docs"));
        assert_eq!(of("docs"), None, "it is there");
        assert_eq!(of("v3"), None);
        assert_eq!(of("build"), None);
    }
}
