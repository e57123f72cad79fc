//! Expressions of page types.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::lint::Pattern;

/// An expression of a page type.
#[derive(Debug, Clone)]
pub struct Expression(Arc<LazyLock<Regex, Box<dyn FnOnce() -> Regex + Send + Sync>>>);

impl Expression {
    /// One of a page type that is built in: compiled when a page is first held against it. To compile all of them took 18
    /// million instructions of each run, as many as reading fifty pages.
    ///
    /// # Panics
    /// When it is used, if it is no expression: a test uses each.
    pub fn built_in(text: &str) -> Self {
        let text = text.to_owned();
        let compile = move || {
            let pattern = Pattern::new(&text).expect("what is built in is right");
            pattern.into_regex()
        };
        Self(Arc::new(LazyLock::new(Box::new(compile))))
    }
}

impl From<Regex> for Expression {
    fn from(regex: Regex) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(|| regex))))
    }
}

impl Deref for Expression {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        &self.0
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
