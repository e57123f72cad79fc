//! Vocabulary that every layer shares: ids, spans, paths, URLs, diagnostics and edits.
//!
//! Nothing here knows Markdown, configuration or IO.

pub mod data;
pub mod date;
pub mod diag;
pub mod edit;
pub mod history;
pub mod ids;
pub(crate) mod js;
pub mod lines;
pub mod near;
pub mod observation;
pub mod path;
pub mod secret;
pub mod span;
pub mod url;
