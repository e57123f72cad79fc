//! What a configuration that is a program keeps to itself.

use crate::base::path::RelPath;

/// Keys of a configuration whose values only the program itself knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The file.
    pub file: RelPath,
    /// The keys.
    pub keys: Vec<String>,
}

impl Unread {
    /// What a user can say instead, a line of `guidepost.toml` each.
    pub fn instead(&self) -> Vec<&'static str> {
        let mut lines: Vec<&str> = self
            .keys
            .iter()
            .map(|key| match key.as_str() {
                "url" | "baseUrl" | "base" | "site" => "url = \"https://docs.example.org/base/\"",
                "redirects" => "remap = { '^/old/' = \"/new/\" }",
                _ => "routes = { \"/docs\" = \"docs\" }",
            })
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}
