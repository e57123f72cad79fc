//! Which files a configuration is made of, and in which order they count.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Deserializer};

use super::Reader;
use super::compile::regex;
use super::error::{ConfigError, Source};
use super::raw::Raw;
use crate::base::path::RelPath;
use crate::lint::types::Expression;

/// A configuration file as it was read.
#[derive(Debug, Clone)]
pub struct FileText {
    /// Its name for people.
    pub name: String,
    /// The folder that it is for.
    pub folder: RelPath,
    /// What is in it.
    pub text: String,
}

/// One file of a configuration.
#[derive(Debug)]
pub(super) struct Layer {
    /// The folder that it is for: its globs are relative to that.
    pub(super) scope: RelPath,
    /// The folder that it is in: the files that it names are relative to that.
    pub(super) home: RelPath,
    pub(super) source: Source,
    pub(super) raw: Raw,
    /// It is part of guidepost.
    pub(super) built_in: bool,
    /// Another one extends it.
    pub(super) is_base: bool,
}

impl Layer {
    /// Is it for the whole corpus?
    pub(super) fn is_root(&self) -> bool {
        self.scope.is_root()
    }

    /// All that it says, with every place.
    pub(super) fn written(&self) -> Result<DeTable<'_>, Box<ConfigError>> {
        let wrong = |error| ConfigError::from_toml(&error, &[], &self.source);
        Ok(DeTable::parse(&self.source.text).map_err(wrong)?.into_inner())
    }

    /// The file that it names by `path`.
    pub(super) fn file(&self, path: &Spanned<String>) -> Result<RelPath, Box<ConfigError>> {
        self.home.join(path.get_ref()).ok_or_else(|| {
            let message = format!("`{}` lies outside of the corpus", path.get_ref());
            self.error(message, None, path)
        })
    }

    /// The text of the file that it names by `path`.
    pub(super) fn read(
        &self,
        path: &Spanned<String>,
        read: &Reader<'_>,
    ) -> Result<(RelPath, String), Box<ConfigError>> {
        let file = self.file(path)?;
        let text = read(&file).ok_or_else(|| {
            let help = "paths of files are relative to the configuration that names them";
            self.error(format!("cannot read `{file}`"), Some(help.to_owned()), path)
        })?;
        Ok((file, text))
    }

    /// A mistake at `place`.
    pub(super) fn error<T>(
        &self,
        message: String,
        help: Option<String>,
        place: &Spanned<T>,
    ) -> Box<ConfigError> {
        ConfigError::new(message, help, Some(place.span()), &self.source)
    }

    /// The expression `raw` of a page type.
    pub(super) fn expression(&self, raw: &Spanned<String>) -> Result<Expression, Box<ConfigError>> {
        if self.built_in {
            return Ok(Expression::built_in(raw.get_ref()));
        }
        regex(raw, &self.source).map(Expression::from)
    }

    /// Where `place` is, for people: `guidepost.toml:7`.
    pub(super) fn at(&self, offset: usize) -> String {
        let above = self.source.text.as_bytes().iter().take(offset);
        let line = above.filter(|byte| **byte == b'\n').count() + 1;
        format!("{}:{line}", self.source.name)
    }
}

/// The layer that `text`, a part of guidepost, is.
pub(super) fn built_in(name: &str, text: &str) -> Result<Layer, Box<ConfigError>> {
    let layer = Layer::new(name.to_owned(), RelPath::root(), RelPath::root(), text)?;
    Ok(Layer { built_in: true, ..layer })
}

/// Every layer of `files`: what a file extends comes before it.
pub(super) fn layers(
    files: Vec<FileText>,
    read: &Reader<'_>,
) -> Result<Vec<Layer>, Box<ConfigError>> {
    let mut layers = Vec::new();
    for FileText { name, folder, text } in files {
        let path = folder.child(super::FILE_NAME);
        let home = folder.clone();
        add(Layer::new(name, folder, home, &text)?, &mut vec![path], read, &mut layers)?;
    }
    Ok(layers)
}

impl Layer {
    fn new(
        name: String,
        scope: RelPath,
        home: RelPath,
        text: &str,
    ) -> Result<Self, Box<ConfigError>> {
        let source = Source { name, text: Arc::from(text) };
        let wrong = |error| ConfigError::from_toml(&error, &[], &source);
        let written = DeTable::parse(text).map_err(wrong)?;
        let raw = Raw::deserialize(Deserializer::from(written)).map_err(wrong)?;
        Ok(Self { scope, home, source, raw, built_in: false, is_base: false })
    }
}

/// Add `layer` behind those that it extends. `open` are the files that are being added.
fn add(
    layer: Layer,
    open: &mut Vec<RelPath>,
    read: &Reader<'_>,
    layers: &mut Vec<Layer>,
) -> Result<(), Box<ConfigError>> {
    for path in layer.raw.extends.iter().flat_map(|extends| &extends.0) {
        let file = layer.file(path)?;
        if let Some(first) = open.iter().position(|known| *known == file) {
            let names: Vec<&str> =
                open[first..].iter().chain([&file]).map(RelPath::as_str).collect();
            let message = format!("these files extend each other: {}", names.join(" → "));
            let help = "remove one `extends`".to_owned();
            return Err(layer.error(message, Some(help), path));
        }
        let (file, text) = layer.read(path, read)?;
        let base = Layer::new(file.to_string(), layer.scope.clone(), file.parent(), &text)?;
        let base = Layer { is_base: true, ..base };
        open.push(file);
        add(base, open, read, layers)?;
        open.pop();
    }
    layers.push(layer);
    Ok(())
}
