//! From what was written to settings: names looked up, globs and expressions compiled.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::{Regex, RegexSet, RegexSetBuilder};
use toml::Spanned;

use super::error::{ConfigError, Source};
use super::external::{self, External};
use super::layers::Layer;
use super::page_type::Locales;
use super::stated::Statements;
use super::{Exclude, Reader, Written, idle, page_types, raw, rules};
use crate::base::near::did_you_mean;
use crate::base::path::RelPath;
use crate::doc::{DIALECTS, Dialect};
use crate::engine::settings::{Override, Settings};
use crate::lint::{Pattern, types};
use crate::site::{Options, PROFILES, Profile};

/// A configuration, ready for use.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// How pages are read and judged.
    pub settings: Settings,
    /// Files that are not checked.
    pub exclude: Exclude,
    /// How external links are asked.
    pub external: External,
    /// Does that come from a place that nobody but the user controls?
    pub external_trusted: bool,
    /// How the whole corpus is published, if somebody says so.
    pub profile: Option<&'static Profile>,
    /// Folders whose way of being published somebody names.
    pub sites: Vec<(RelPath, &'static Profile)>,
    /// What somebody says of the site.
    pub site: Options,
    /// Who said what.
    pub statements: Statements,
    /// Every glob of pages with its place.
    pub globs: Vec<Written>,
}

/// What the files of a configuration say together; later ones win.
pub(super) fn compile(layers: &[Layer], read: &Reader<'_>) -> Result<Config, Box<ConfigError>> {
    let mut config = Config::default();
    for layer in layers {
        config.add(layer)?;
    }
    config.settings.types = page_types::compile(layers, read)?;
    config.globs = idle::globs(layers)?;
    // What a file extends may lie in the tree: then nothing is trusted.
    config.external_trusted = layers.len() == 1;
    Ok(config)
}

impl Config {
    /// Do as `layer` says, key by key.
    fn add(&mut self, layer: &Layer) -> Result<(), Box<ConfigError>> {
        let Layer { scope, source, raw, .. } = layer;
        let written = layer.written()?;
        let at = |offset| layer.at(offset);
        self.statements.add("", &written, &source.text, scope, None, &at);
        self.publishing(layer)?;
        if let Some(globs) = &raw.exclude {
            self.exclude.set(scope, self::globs(globs, layer)?);
        }
        let table = written.get("rules").map(Spanned::get_ref);
        let said = rules::said(&raw.rules, table, source)?;
        if layer.is_root() {
            self.settings.rules.apply(&said);
        } else {
            let paths = everything_in(scope);
            self.settings.overrides.push(Override { paths, rules: said, accept: None });
        }
        for (row, place) in raw.overrides.iter().enumerate() {
            let table = written
                .get("overrides")
                .and_then(|all| all.get_ref().get(row)?.get_ref().get("rules"));
            let said = rules::said(&place.rules, table.map(Spanned::get_ref), source)?;
            let paths = globs(&place.paths, layer)?;
            if let Some(table) = table.and_then(|table| table.get_ref().as_table()) {
                self.statements.add("rules", table, &source.text, scope, Some(&paths), &at);
            }
            let accept = place.external.accept.as_deref();
            let accept = accept.map(|rules| external::accepted(rules, source)).transpose()?;
            self.settings.overrides.push(Override { paths, rules: said, accept });
        }
        if layer.is_root() { self.for_all(layer) } else { nothing_for_all(&written, layer) }
    }

    /// How the layer says that its folder is published and rendered.
    fn publishing(&mut self, layer: &Layer) -> Result<(), Box<ConfigError>> {
        let Layer { scope, source, raw, .. } = layer;
        let profile_named = |name: &Spanned<String>| {
            let names = PROFILES.iter().map(|profile| profile.name);
            Profile::named(name.get_ref()).ok_or_else(|| unknown("profile", name, names, source))
        };
        if let Some(name) = &raw.profile {
            let profile = profile_named(name)?;
            if layer.is_root() {
                self.profile = Some(profile);
            } else {
                self.sites.push((scope.clone(), profile));
            }
        }
        for site in &raw.sites {
            let path = scope.join(site.path.get_ref()).ok_or_else(|| {
                let message = "this folder lies outside of the corpus".to_owned();
                layer.error(message, None, &site.path)
            })?;
            self.sites.push((path, profile_named(&site.profile)?));
        }
        let dialect_named = |name: &Spanned<String>| {
            let names = DIALECTS.iter().map(|dialect| dialect.name);
            Dialect::named(name.get_ref()).ok_or_else(|| unknown("dialect", name, names, source))
        };
        if let Some(name) = &raw.dialect {
            let dialect = dialect_named(name)?;
            if layer.is_root() {
                self.settings.dialect = Some(dialect);
            } else {
                self.settings.folder_dialects.push((scope.clone(), dialect));
            }
        }
        if !raw.dialects.is_empty() {
            let dialects = raw.dialects.iter().map(dialect_named);
            self.settings.dialects = dialects.collect::<Result<_, _>>()?;
        }
        Ok(())
    }

    /// What a layer says that is for the whole corpus.
    fn for_all(&mut self, layer: &Layer) -> Result<(), Box<ConfigError>> {
        let Layer { source, raw, .. } = layer;
        self.external.add(external::compile(&raw.external, source)?);
        self.settings.policy.accept.clone_from(&self.external.accept);
        let own = options(&raw.site, source)?;
        let site = &mut self.site;
        site.url = own.url.or(site.url.take());
        site.repo = own.repo.or(site.repo.take());
        for (list, own) in
            [(&mut site.extensions, own.extensions), (&mut site.index_files, own.index_files)]
        {
            if !own.is_empty() {
                *list = own;
            }
        }
        site.routes.retain(|(route, _)| !own.routes.iter().any(|(other, _)| other == route));
        site.routes.extend(own.routes);
        site.remap.extend(own.remap);
        locales(&raw.locales, &mut self.settings.locales, layer)
    }
}

/// Keys that only the configuration at the root may have.
const FOR_ALL: [&str; 4] = ["dialects", "external", "locales", "site"];

fn nothing_for_all(written: &toml::de::DeTable<'_>, layer: &Layer) -> Result<(), Box<ConfigError>> {
    let wrong = written.keys().find(|key| FOR_ALL.contains(&key.get_ref().as_ref()));
    wrong.map_or(Ok(()), |key| {
        let message = format!("`{}` counts for the whole corpus", key.get_ref());
        let help = format!("write it into the {} at the root", super::FILE_NAME);
        Err(layer.error(message, Some(help), key))
    })
}

/// A word that stands for the locale while the rest of its pattern is made into an expression.
const MARK: &str = "thelocale";

fn locales(
    raw: &Locales,
    settings: &mut types::Locales,
    layer: &Layer,
) -> Result<(), Box<ConfigError>> {
    settings.source = raw.source.clone().or(settings.source.take());
    settings.key = raw.key.clone().or(settings.key.take());
    let Some(pattern) = &raw.pattern else { return Ok(()) };
    let glob = pattern.get_ref().replacen("{locale}", MARK, 1);
    if glob == *pattern.get_ref() {
        let message = "the pattern does not say where the locale is".to_owned();
        let help = "write `{locale}` in its place, as in \"{locale}/**\"".to_owned();
        return Err(layer.error(message, Some(help), pattern));
    }
    let built = GlobBuilder::new(&glob).literal_separator(true).build();
    let built = built.map_err(|error| layer.error(error.to_string(), None, pattern))?;
    let locale = r"(?P<locale>[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)";
    let expression = built.regex().replacen(MARK, locale, 1);
    let path = regex::bytes::Regex::new(&expression);
    settings.path = Some(path.map_err(|error| layer.error(error.to_string(), None, pattern))?);
    Ok(())
}

fn options(raw: &raw::Site, source: &Source) -> Result<Options, Box<ConfigError>> {
    let mut remap = Vec::new();
    for (from, to) in &raw.remap {
        remap.push((regex(from, source)?, to.clone()));
    }
    Ok(Options {
        url: raw.url.clone(),
        repo: raw.repo.clone(),
        routes: raw.routes.clone().into_iter().collect(),
        extensions: raw.extensions.iter().map(|e| e.trim_start_matches('.').to_owned()).collect(),
        index_files: raw.index_files.clone(),
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

/// Every path in `folder`.
fn everything_in(folder: &RelPath) -> GlobSet {
    let glob = GlobBuilder::new(&in_folder(folder, "**")).literal_separator(true).build();
    let mut set = GlobSetBuilder::new();
    set.add(glob.expect("an escaped path and two stars are a glob"));
    set.build().expect("one glob is a set")
}

/// The glob `pattern` of a configuration for `folder`, relative to the root.
pub(super) fn in_folder(folder: &RelPath, pattern: &str) -> String {
    if folder.is_root() {
        return pattern.to_owned();
    }
    format!("{}/{pattern}", globset::escape(folder.as_str()))
}

pub(super) fn globs(raw: &[Spanned<String>], layer: &Layer) -> Result<GlobSet, Box<ConfigError>> {
    let mut set = GlobSetBuilder::new();
    for pattern in raw {
        // `literal_separator`: a single star stays within its folder, as in .gitignore.
        let glob = in_folder(&layer.scope, pattern.get_ref());
        let glob = GlobBuilder::new(&glob).literal_separator(true).build();
        set.add(glob.map_err(|error| {
            let message = format!("this glob cannot be used: {}", error.kind());
            layer.error(message, None, pattern)
        })?);
    }
    let built = set.build();
    built.map_err(|error| ConfigError::new(error.to_string(), None, None, &layer.source))
}

pub(super) fn regex(raw: &Spanned<String>, source: &Source) -> Result<Regex, Box<ConfigError>> {
    let built = Pattern::new(raw.get_ref()).map(Pattern::into_regex);
    built.map_err(|why| {
        // They are what people miss who come from other engines.
        let help = why.starts_with("look-around") || why.starts_with("backreferences");
        let help = help.then(|| "expressions take linear time here: say it without".to_owned());
        ConfigError::new(Pattern::refused(&why), help, Some(raw.span()), source)
    })
}

pub(super) fn regexes(
    raw: &[Spanned<String>],
    source: &Source,
) -> Result<RegexSet, Box<ConfigError>> {
    for pattern in raw {
        regex(pattern, source)?; // For an error with its place.
    }
    let built =
        RegexSetBuilder::new(raw.iter().map(Spanned::get_ref)).size_limit(Pattern::SIZE).build();
    built.map_err(|error| ConfigError::new(error.to_string(), None, None, source))
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
        assert_eq!(
            error("exclude = [\"a{\"]"),
            "this glob cannot be used: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?) |  | \"a{\""
        );
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
            "here belongs a list, not a number | write it between brackets: `[…]` | 1"
        );
        assert_eq!(
            of("[[overrides]]\npaths = []\n[overrides.rules.insecure-link]\nallow = [1]"),
            "here belongs a text, not a number |  | 1"
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
