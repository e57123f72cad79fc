//! The pages of the guide that are made from the program: each is compared with what the program would write now.

mod commands;
mod configuration;
mod rules;
mod shown;

use std::fs;
use std::path::Path;

/// Above each page that is made here.
const NOTE: &str = "<!-- Written by `UPDATE_REFERENCES=1 cargo test --test it references`. -->";

/// Is the page `name` of the guide what it should be? With `UPDATE_REFERENCES` it is made so.
fn compare(name: &str, expected: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE_REFERENCES").is_some() {
        fs::write(&path, expected).unwrap();
    }
    // A checkout may have changed the ends of lines.
    let actual = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let line = actual.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count();
    assert!(
        actual == expected,
        "docs/{name} is stale from line {} on: `UPDATE_REFERENCES=1 cargo test --test it references` writes it anew",
        line + 1
    );
}

/// `text` in a cell of a table.
fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The first sentence of `text`, or all of it, without the full stop: an entry of a list.
fn entry(text: &str) -> String {
    let text = cell(text);
    text.strip_suffix('.').map_or(text.clone(), str::to_owned)
}
