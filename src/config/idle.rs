//! Globs of a configuration that stand for nothing: a slip of the pen that nobody sees otherwise.

use globset::{GlobBuilder, GlobMatcher};
use toml::Spanned;

use super::compile::in_folder;
use super::error::ConfigError;
use super::layers::Layer;
use crate::base::near::slip;
use crate::base::path::RelPath;

/// A glob with the place where it is written.
#[derive(Debug, Clone)]
pub struct Written {
    /// What is to hold for its pages, for people.
    what: String,
    text: String,
    at: String,
    /// `None` for one that says which pages are left out: of these none is known.
    pages: Option<GlobMatcher>,
    folder: RelPath,
}

/// The globs of `layers`. What a shared file says may be meant for others, and is none of them.
pub(super) fn globs(layers: &[Layer]) -> Result<Vec<Written>, Box<ConfigError>> {
    let mut found = Vec::new();
    for layer in layers.iter().filter(|layer| !layer.is_base) {
        let add = |what: &str, globs: &[Spanned<String>], of_pages: bool| {
            let written = globs.iter().map(|text| Written::new(what, text, of_pages, layer));
            written.collect::<Result<Vec<_>, _>>()
        };
        found.extend(add("exclude", layer.raw.exclude.as_deref().unwrap_or_default(), false)?);
        for place in &layer.raw.overrides {
            found.extend(add("overrides", &place.paths, true)?);
        }
        for (name, of) in &layer.raw.types {
            let what = format!("page type `{}`", name.get_ref());
            let paths = of.matches.as_ref().map(|matches| &*matches.paths);
            found.extend(add(&what, paths.unwrap_or_default(), true)?);
        }
    }
    Ok(found)
}

impl Written {
    fn new(
        what: &str,
        text: &Spanned<String>,
        of_pages: bool,
        layer: &Layer,
    ) -> Result<Self, Box<ConfigError>> {
        let glob = GlobBuilder::new(&in_folder(&layer.scope, text.get_ref()))
            .literal_separator(true)
            .build()
            .map_err(|error| layer.error(error.kind().to_string(), None, text))?;
        Ok(Self {
            what: what.to_owned(),
            text: text.get_ref().clone(),
            at: layer.at(text.span().start),
            pages: of_pages.then(|| glob.compile_matcher()),
            folder: layer.scope.clone(),
        })
    }

    /// That it stands for none of `pages`, which are all there are, if so; `names` are those in a folder. Of what is to be
    /// left out only a name that is nearly there is told: it may be about what is built later.
    pub fn idle<'a>(
        &self,
        mut pages: impl Iterator<Item = &'a RelPath>,
        names: impl Fn(&RelPath) -> Vec<String>,
    ) -> Option<String> {
        let meant = self.nearly(names);
        match &self.pages {
            Some(glob) if pages.any(|page| glob.is_match(page.as_str())) => return None,
            None if meant.is_none() => return None,
            _ => {}
        }
        let Self { what, text, at, .. } = self;
        let meant = meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
        Some(format!("{at}: no page is in `{text}` of {what}{meant}"))
    }

    /// The name like the first one of the glob that is not there.
    fn nearly(&self, names: impl Fn(&RelPath) -> Vec<String>) -> Option<String> {
        let mut folder = self.folder.clone();
        for name in self.text.split('/').filter(|name| !name.is_empty()) {
            if name.contains(['*', '?', '[', '{', '\\']) {
                return None;
            }
            let names = names(&folder);
            if !names.iter().any(|known| known == name) {
                return slip(name, names.iter().map(String::as_str)).map(str::to_owned);
            }
            folder = folder.child(name);
        }
        None
    }
}
