//! JSON Schemas of front matter.

use std::fmt;

use jsonschema::{Draft, PatternOptions, Validator};
use serde_json::Value;

/// A compiled schema. It fetches and reads nothing, and its expressions take linear time.
pub struct Schema {
    /// The path of its file.
    pub path: String,
    validator: Validator,
}

/// Where a value is not as a schema says.
#[derive(Debug)]
pub struct Mistake {
    /// The value, as a JSON pointer.
    pub pointer: String,
    /// The key that is not there, if that is what is wrong.
    pub missing: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl Schema {
    /// Compile `schema`, which was read from `path`.
    pub fn new(path: &str, schema: &Value) -> Result<Self, String> {
        let options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_pattern_options(PatternOptions::regex().size_limit(1 << 20));
        let validator = options.build(schema).map_err(|error| error.to_string())?;
        Ok(Self { path: path.to_owned(), validator })
    }

    /// Everything in which `value` is not as the schema says.
    pub fn mistakes(&self, value: &Value) -> Vec<Mistake> {
        let mistakes = self.validator.iter_errors(value).map(|error| Mistake {
            pointer: error.instance_path().to_string(),
            missing: match error.kind() {
                jsonschema::error::ValidationErrorKind::Required { property } => {
                    property.as_str().map(str::to_owned)
                }
                _ => None,
            },
            message: error.to_string(),
        });
        mistakes.collect()
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schema").field("path", &self.path).finish_non_exhaustive()
    }
}
