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
