//! Short names for what a session depends on beside the files.

use std::fmt::{self, Debug, Write};
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::Session;
use crate::engine::settings::Settings;

impl Session {
    /// What the user named, as a part of a file name.
    pub(in crate::cli) fn scope_name(&self) -> String {
        hashed(&self.scope)
    }

    /// All that says how pages are read, published and resolved, as a short text.
    pub(in crate::cli) fn settings_name(&self) -> String {
        let Settings { sites, dialect, folder_dialects, .. } = &self.config.settings;
        hashed(&(sites, dialect, folder_dialects, &self.config.exclude))
    }
}

/// A hash of all that `{:?}` shows.
pub(super) fn hashed(value: &impl Debug) -> String {
    let mut sink = Sink(FxHasher::default());
    write!(sink, "{value:?}").ok();
    format!("{:016x}", sink.0.finish())
}

struct Sink(FxHasher);

impl Write for Sink {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}
