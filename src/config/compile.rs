//! From what was written to settings: names looked up, globs and expressions compiled.

use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::{Regex, RegexSet, RegexSetBuilder};
use toml::Spanned;
use toml::de::DeTable;

use super::error::{ConfigError, Source};
use super::raw::{self, Raw};
use super::rules;
use crate::base::near::did_you_mean;
use crate::base::path::RelPath;
use crate::doc::{DIALECTS, Dialect};
use crate::engine::settings::{Override, Settings, TypeMatch};
use crate::lint::Pattern;
use crate::lint::sections::normalise;
use crate::lint::types::{Forbidden, PageType, Section, Title, Unlisted};
use crate::resolve::accept::Accept;
use crate::site::{Options, PROFILES, Profile};

/// A configuration, ready for use.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// How pages are read and judged.
    pub settings: Settings,
    /// Files that are not checked.
    pub exclude: GlobSet,
    /// Addresses that are not asked.
    pub exclude_urls: Option<RegexSet>,
    /// How the whole corpus is published, if somebody says so.
    pub profile: Option<&'static Profile>,
    /// Folders whose way of being published somebody names.
    pub sites: Vec<(RelPath, &'static Profile)>,
    /// What somebody says of the site.
    pub site: Options,
}

pub(super) fn compile(
    raw: Raw,
    written: &DeTable<'_>,
    source: &Source,
) -> Result<Config, Box<ConfigError>> {
    let profile_named = |name: &Spanned<String>| {
        let names = PROFILES.iter().map(|profile| profile.name);
        Profile::named(name.get_ref()).ok_or_else(|| unknown("profile", name, names, source))
    };
    let profile = raw.profile.as_ref().map(profile_named).transpose()?;
    let mut sites = Vec::new();
    for site in &raw.sites {
        let path = RelPath::new(site.path.get_ref()).ok_or_else(|| {
            let message = "this folder lies outside of the corpus".to_owned();
            ConfigError::new(message, None, Some(site.path.span()), source)
        })?;
        sites.push((path, profile_named(&site.profile)?));
    }
    let mut settings = Settings::default();
    if let Some(name) = &raw.dialect {
        let names = DIALECTS.iter().map(|dialect| dialect.name);
        let dialect = Dialect::named(name.get_ref());
        settings.dialect = Some(dialect.ok_or_else(|| unknown("dialect", name, names, source))?);
    }
    for name in &raw.dialects {
        let names = DIALECTS.iter().map(|dialect| dialect.name);
        let dialect = Dialect::named(name.get_ref());
        settings.dialects.push(dialect.ok_or_else(|| unknown("dialect", name, names, source))?);
    }
    let rules = written.get("rules").map(Spanned::get_ref);
    settings.rules.apply(&rules::said(&raw.rules, rules, source)?);
    for (row, place) in raw.overrides.iter().enumerate() {
        let rules =
            written.get("overrides").and_then(|all| all.get_ref().get(row)?.get_ref().get("rules"));
        let rules = rules::said(&place.rules, rules.map(Spanned::get_ref), source)?;
        let accept = place.external.accept.as_deref();
        let accept = accept.map(|rules| accepted(rules, source)).transpose()?;
        settings.overrides.push(Override { paths: globs(&place.paths, source)?, rules, accept });
    }
    settings.policy.accept = accepted(&raw.external.accept, source)?;
    for (name, page_type) in raw.types {
        settings.types.push(type_match(name, page_type, source)?);
    }
    let exclude_urls = match raw.external.exclude.as_slice() {
        [] => None,
        patterns => Some(regexes(patterns, source)?),
    };
    let exclude = globs(&raw.exclude, source)?;
    let site = options(raw.site, source)?;
    Ok(Config { settings, exclude, exclude_urls, profile, sites, site })
}

fn options(raw: raw::Site, source: &Source) -> Result<Options, Box<ConfigError>> {
    let mut remap = Vec::new();
    for (from, to) in &raw.remap {
        remap.push((regex(from, source)?, to.clone()));
    }
    Ok(Options {
        url: raw.url,
        repo: raw.repo,
        routes: raw.routes.into_iter().collect(),
        extensions: raw.extensions.iter().map(|e| e.trim_start_matches('.').to_owned()).collect(),
        index_files: raw.index_files,
        remap,
    })
}

pub(super) fn unknown<'a>(
    what: &str,
    name: &Spanned<String>,
    known: impl Iterator<Item = &'a str>,
    source: &Source,
) -> Box<ConfigError> {
    let help = did_you_mean(name.get_ref(), known);
    ConfigError::new(
        format!("unknown {what} `{}`", name.get_ref()),
        help,
        Some(name.span()),
        source,
    )
}

fn globs(raw: &[Spanned<String>], source: &Source) -> Result<GlobSet, Box<ConfigError>> {
    let mut set = GlobSetBuilder::new();
    let wrong = |at, error: &globset::Error| ConfigError::new(error.to_string(), None, at, source);
    for pattern in raw {
        // `literal_separator`: a single star stays within its folder, as in .gitignore.
        let glob = GlobBuilder::new(pattern.get_ref()).literal_separator(true).build();
        set.add(glob.map_err(|error| wrong(Some(pattern.span()), &error))?);
    }
    set.build().map_err(|error| wrong(None, &error))
}

/// The statuses that `rules` accept.
fn accepted(rules: &[Spanned<String>], source: &Source) -> Result<Vec<Accept>, Box<ConfigError>> {
    let accept = |rule: &Spanned<String>| {
        rule.get_ref().parse::<Accept>().map_err(|why| {
            let help =
                "write a status or a range: \"200..=299\", \"403 on https://www.example.com/\"";
            ConfigError::new(why, Some(help.to_owned()), Some(rule.span()), source)
        })
    };
    rules.iter().map(accept).collect()
}

fn regex(raw: &Spanned<String>, source: &Source) -> Result<Regex, Box<ConfigError>> {
    let built = Pattern::new(raw.get_ref()).map(Pattern::into_regex);
    built.map_err(|error| ConfigError::new(error.to_string(), None, Some(raw.span()), source))
}

fn regexes(raw: &[Spanned<String>], source: &Source) -> Result<RegexSet, Box<ConfigError>> {
    for pattern in raw {
        regex(pattern, source)?; // For an error with its place.
    }
    let built =
        RegexSetBuilder::new(raw.iter().map(Spanned::get_ref)).size_limit(Pattern::SIZE).build();
    built.map_err(|error| ConfigError::new(error.to_string(), None, None, source))
}

fn type_match(
    name: String,
    raw: raw::PageType,
    source: &Source,
) -> Result<TypeMatch, Box<ConfigError>> {
    let sections = raw.sections.into_iter().map(|section| self::section(section, source));
    let forbidden = raw.forbidden.into_iter().map(|forbidden| {
        Ok(Forbidden { title: title(forbidden.title, source)?, help: forbidden.help })
    });
    let page_type = PageType {
        name,
        sections: sections.collect::<Result<_, Box<ConfigError>>>()?,
        ordered: raw.order == raw::Order::Declared,
        unlisted: match raw.unlisted_sections {
            raw::Unlisted::Allow => Unlisted::Allow,
            raw::Unlisted::Deny => Unlisted::Deny,
            raw::Unlisted::AfterListed => Unlisted::AfterListed,
        },
        forbidden: forbidden.collect::<Result<_, Box<ConfigError>>>()?,
    };
    Ok(TypeMatch {
        page_type: Arc::new(page_type),
        paths: globs(&raw.matches.paths, source)?,
        exclude: globs(&raw.exclude, source)?,
    })
}

fn section(raw: raw::Section, source: &Source) -> Result<Section, Box<ConfigError>> {
    let titles: Vec<raw::Title> = raw.title.into_iter().chain(raw.any_of).collect();
    if titles.is_empty() {
        let help = "give it a `title`, or titles of which any will do with `any-of`".to_owned();
        let message = format!("section `{}` has no title", raw.id.get_ref());
        return Err(ConfigError::new(message, Some(help), Some(raw.id.span()), source));
    }
    let titles = titles.into_iter().map(|raw| title(raw, source)).collect::<Result<_, _>>()?;
    Ok(Section {
        id: raw.id.into_inner(),
        titles,
        levels: raw.level.0,
        required: raw.required,
        allow_empty: raw.allow_empty,
        help: raw.help,
    })
}

fn title(raw: raw::Title, source: &Source) -> Result<Title, Box<ConfigError>> {
    Ok(match raw {
        raw::Title::Is(title) => Title::Is(normalise(&title)),
        raw::Title::StartsWith(start) => Title::StartsWith(normalise(&start)),
        raw::Title::Regex(pattern) => Title::Matches(regex(&pattern, source)?),
    })
}

#[cfg(test)]
mod tests {
    use super::super::load;

    fn error(text: &str) -> String {
        use miette::Diagnostic;
        let error = load("guidepost.toml", text).unwrap_err();
        let labels: Vec<_> = error.labels().into_iter().flatten().collect();
        let at = labels.first().map(|label| &text[label.offset()..label.offset() + label.len()]);
        format!(
            "{error} | {} | {}",
            error.help().map(|h| h.to_string()).unwrap_or_default(),
            at.unwrap_or_default()
        )
    }

    #[test]
    fn mistakes_are_named_with_their_place_and_the_nearest_right_word() {
        assert_eq!(
            error("exlude = []"),
            "unknown key or value `exlude` | did you mean `exclude`? | exlude"
        );
        assert_eq!(
            error("[rules]\nmissing-targt = \"error\""),
            "unknown rule or family `missing-targt` | did you mean `missing-target`? | missing-targt"
        );
        assert_eq!(
            error("[rules]\nlinks = \"eror\""),
            "unknown key or value `eror` | did you mean `error`? | \"eror\""
        );
        assert_eq!(
            error("profile = \"githib\""),
            "unknown profile `githib` | did you mean `github`? | \"githib\""
        );
        assert!(error("exclude = [\"a{\"]").contains("\"a{\""));
    }

    #[test]
    fn mistakes_in_options_are_named_with_their_place() {
        let of = |rest: &str| error(&format!("[rules]\nwrong-case = \"info\"\n{rest}"));
        assert_eq!(
            of("[rules.insecure-link]\nalow = []"),
            "unknown key or value `alow` | did you mean `allow`? | alow"
        );
        assert_eq!(
            of("insecure-link = { severty = \"error\" }"),
            "unknown key or value `severty` | did you mean `severity`? | severty"
        );
        assert_eq!(
            of("insecure-link.severity = \"eror\""),
            "unknown key or value `eror` | did you mean `error`? | \"eror\""
        );
        assert_eq!(
            of("insecure-link.allow = 1"),
            "invalid type: integer `1`, expected a sequence |  | 1"
        );
        assert_eq!(
            of("[[overrides]]\npaths = []\n[overrides.rules.insecure-link]\nallow = [1]"),
            "invalid type: integer `1`, expected a string |  | 1"
        );
        assert_eq!(
            of("missing-anchor.severty = \"info\""),
            "the rule `missing-anchor` has no option `severty` | did you mean `severity`? | severty"
        );
        assert_eq!(
            of("anchors.allow = []"),
            "the family `anchors` has no option `allow` | there are: severity | allow"
        );
    }

    #[test]
    fn a_rule_that_is_named_wins_over_its_family() {
        let config = load("x", "[rules]\nlinks = \"off\"\nwrong-case = \"info\"").unwrap();
        assert_eq!(config.settings.rules.severity("missing-target", None), None);
        assert!(config.settings.rules.severity("wrong-case", None).is_some());
    }
}
