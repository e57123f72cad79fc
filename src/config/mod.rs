//! `guidepost.toml`: what was written ([`raw`]), and what it means (`compile`).

mod compile;
mod error;
pub mod raw;
mod rules;
mod sites;

use std::sync::Arc;

use serde::Deserialize;
use toml::de::{DeTable, Deserializer};

pub use compile::Config;
pub use error::ConfigError;

/// The name of the file.
pub const FILE_NAME: &str = "guidepost.toml";

/// Read the configuration `text`, which people know as `name`.
pub fn load(name: &str, text: &str) -> Result<Config, Box<ConfigError>> {
    let source = error::Source { name: name.to_owned(), text: Arc::from(text) };
    let wrong = |error| ConfigError::from_toml(&error, &[], &source);
    let written = DeTable::parse(text).map_err(wrong)?;
    let raw = raw::Raw::deserialize(Deserializer::from(written.clone())).map_err(wrong)?;
    compile::compile(raw, written.get_ref(), &source)
}

/// The JSON Schema of the file, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(raw::Raw).to_value()
}
