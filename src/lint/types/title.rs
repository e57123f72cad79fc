//! How headings are recognised.

use super::Expression;

/// How the text of a heading is recognised. All compare the normalised text, without case.
#[derive(Debug, Clone)]
pub enum Title {
    /// It is this.
    Is(String),
    /// It starts with this.
    StartsWith(String),
    /// This is found in it.
    Matches(Expression),
}

impl Title {
    /// Does a heading with the normalised text `heading` fit?
    pub fn fits(&self, heading: &str) -> bool {
        match self {
            Self::Is(title) => title.to_lowercase() == heading.to_lowercase(),
            Self::StartsWith(start) => heading.to_lowercase().starts_with(&start.to_lowercase()),
            Self::Matches(regex) => regex.is_match(heading),
        }
    }

    /// The title for people, between quotes where it reads like one.
    pub fn shown(&self) -> String {
        match self {
            Self::Matches(regex) => match readable(regex.as_str()) {
                Some(title) => format!("“{title}”"),
                None => format!("whose title matches `{regex}`"),
            },
            title => format!("“{}”", title.sketch().unwrap_or_default()),
        }
    }

    /// What a heading could say, with `…` for what the title leaves open; `None` where that is too much.
    pub fn sketch(&self) -> Option<String> {
        match self {
            Self::Is(title) => Some(title.clone()),
            Self::StartsWith(start) => Some(format!("{start} …")),
            Self::Matches(regex) => readable(regex.as_str()),
        }
    }

    /// The words of the title, for comparing it with headings that are near it.
    pub fn words(&self) -> String {
        match self {
            Self::Is(title) | Self::StartsWith(title) => title.to_lowercase(),
            Self::Matches(regex) => {
                let plain = regex.as_str().replace(|c: char| !c.is_alphanumeric() && c != ' ', "");
                plain.to_lowercase()
            }
        }
    }
}

/// A simple expression as the title that it describes: `^What is .+\?$` is `What is …?`, and `(?i)^what to do` is `What to
/// do …`.
fn readable(pattern: &str) -> Option<String> {
    let any_case = pattern.strip_prefix("(?i)");
    let pattern = any_case.unwrap_or(pattern);
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let whole = pattern.strip_suffix('$');
    let pattern = whole.unwrap_or(pattern);
    let pattern = pattern.replace(".+", "…").replace(".*", "…").replace(r"\d+", "…");
    let mut title = String::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next()? {
                'b' => {}
                escaped if escaped.is_ascii_alphanumeric() => return None,
                escaped => title.push(escaped),
            },
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => {
                return None;
            }
            other => title.push(other),
        }
    }
    let title = title.trim();
    let first = title.chars().next()?;
    let mut shown = String::new();
    match any_case {
        Some(_) => shown.extend(first.to_uppercase()),
        None => shown.push(first),
    }
    shown.push_str(&title[first.len_utf8()..]);
    if whole.is_none() && !title.ends_with('…') {
        shown.push_str(" …");
    }
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_expressions_read_like_titles() {
        assert_eq!(readable(r"^What is .+\?$").as_deref(), Some("What is …?"));
        assert_eq!(readable(r"(?i)^Step \d+: .+").as_deref(), Some("Step …: …"));
        assert_eq!(readable(r"(?i)^what to do if\b").as_deref(), Some("What to do if …"));
        assert_eq!(readable(r"^Install").as_deref(), Some("Install …"));
        assert_eq!(readable(r"^(a|b)$"), None);
        assert_eq!(readable(""), None);
    }
}
