//! `guidepost.toml`: what was written ([`raw`]), and what it means (`compile`).

mod compile;
mod error;
pub mod raw;
mod sites;

use std::sync::Arc;

pub use compile::Config;
pub use error::ConfigError;

/// The name of the file.
pub const FILE_NAME: &str = "guidepost.toml";

/// Read the configuration `text`, which people know as `name`.
pub fn load(name: &str, text: &str) -> Result<Config, Box<ConfigError>> {
    let source = error::Source { name: name.to_owned(), text: Arc::from(text) };
    let raw: raw::Raw =
        toml::from_str(text).map_err(|error| ConfigError::from_toml(&error, &source))?;
    compile::compile(raw, &source)
}

/// The JSON Schema of the file, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(raw::Raw).to_value()
}
