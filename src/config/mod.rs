//! `guidepost.toml`: what was written ([`raw`]), and what it means (`compile`).
//!
//! There is one at the root, and there may be more in subfolders; each may extend others. Together they are layers, of
//! which later ones win, key by key.

mod compile;
mod error;
mod exclude;
pub mod external;
mod idle;
mod layers;
pub mod page_type;
mod page_types;
pub mod raw;
mod rules;
mod section;
mod sites;
mod stated;
pub mod values;

pub use compile::Config;
pub use error::ConfigError;
pub use exclude::Exclude;
pub use idle::Written;
pub use layers::FileText;
pub use stated::{Stated, Statements};

use crate::base::path::RelPath;

/// The name of the file.
pub const FILE_NAME: &str = "guidepost.toml";

/// The text of another file of the corpus, if it is there.
pub type Reader<'a> = dyn Fn(&RelPath) -> Option<String> + 'a;

/// Read the configuration `text`, which people know as `name` and which names no other files.
pub fn load(name: &str, text: &str) -> Result<Config, Box<ConfigError>> {
    let file = FileText { name: name.to_owned(), folder: RelPath::root(), text: text.to_owned() };
    load_all(vec![file], &|_| None)
}

/// Read `files`, those of outer folders first. Files that they name are had from `read`.
pub fn load_all(files: Vec<FileText>, read: &Reader<'_>) -> Result<Config, Box<ConfigError>> {
    compile::compile(&layers::layers(files, read)?, read)
}

/// Read the text of a file that holds what `[external]` may hold, and nothing else.
pub fn load_external(name: &str, text: &str) -> Result<external::External, Box<ConfigError>> {
    let source = error::Source { name: name.to_owned(), text: text.into() };
    let raw = toml::from_str(text);
    let raw: external::Raw = raw.map_err(|error| ConfigError::from_toml(&error, &[], &source))?;
    external::compile(&raw, &source)
}

/// The JSON Schema of the file, for editors.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(raw::Raw).to_value()
}
