//! Page types: which sections a page of a kind must have.

use regex::Regex;

/// How the text of a heading is recognised. All compare the normalised text, without case.
#[derive(Debug, Clone)]
pub enum Title {
    /// It is this.
    Is(String),
    /// It starts with this.
    StartsWith(String),
    /// This is found in it.
    Matches(Regex),
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

    /// The title for people.
    pub fn shown(&self) -> String {
        match self {
            Self::Is(title) => title.clone(),
            Self::StartsWith(start) => format!("{start}…"),
            Self::Matches(regex) => regex.to_string(),
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

/// One section that a page type speaks of.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name in the configuration.
    pub id: String,
    /// Titles, any of which will do; at least one.
    pub titles: Vec<Title>,
    /// Heading levels, any of which will do; none means every level.
    pub levels: Vec<u8>,
    /// Must it be there?
    pub required: bool,
    /// Does a heading with nothing under it count?
    pub allow_empty: bool,
    /// What the team says to a writer who lacks it.
    pub help: Option<String>,
}

impl Section {
    /// The section's titles for people, to stand behind "the section" or "before": `“Troubleshooting” or “Common
    /// problems”`.
    pub fn shown(&self) -> String {
        let one = |title: &Title| match title {
            Title::Matches(regex) => format!("whose title matches `{regex}`"),
            title => format!("“{}”", title.shown()),
        };
        self.titles.iter().map(one).collect::<Vec<_>>().join(" or ")
    }
}

/// A title that pages of a type must not have.
#[derive(Debug, Clone)]
pub struct Forbidden {
    /// The title.
    pub title: Title,
    /// What to write instead.
    pub help: Option<String>,
}

/// May a page have sections that its type does not list?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Unlisted {
    /// Anywhere.
    #[default]
    Allow,
    /// Nowhere.
    Deny,
    /// Behind the last listed one.
    AfterListed,
}

/// One page type, ready to be compared with pages.
#[derive(Debug, Clone)]
pub struct PageType {
    /// Its name.
    pub name: String,
    /// Its sections, in the order declared.
    pub sections: Vec<Section>,
    /// Must they stand in that order?
    pub ordered: bool,
    /// What of sections that it does not list?
    pub unlisted: Unlisted,
    /// Titles that it forbids.
    pub forbidden: Vec<Forbidden>,
}
