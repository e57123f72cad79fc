//! Commands that the guide shows: each is one that the program understands.

use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

/// The pages and templates that show commands.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md"), root.join(".pre-commit-hooks.yaml")];
    for folder in ["docs", "docs/templates", "src/lint/rules"] {
        let files = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(files.filter(|path| {
            // The list of commands is made from what the program understands.
            !path.ends_with("commands.md")
                && path.extension().is_some_and(|end| end == "md" || end == "yml")
        }));
    }
    pages.sort();
    pages
}

/// The words of a command up to what the shell does with it, quotes taken off.
fn words(line: &str) -> Vec<String> {
    const ENDS: [&str; 8] = ["#", "|", "||", "&&", ">", ">>", ";", "\\"];
    let mut words: Vec<String> = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (c, quote) {
            (' ', None) => words.push(String::new()),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (c, _) => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    let end = words.iter().position(|word| ENDS.contains(&word.as_str())).unwrap_or(words.len());
    words.truncate(end);
    words
}

/// What a page shows: the commands of its blocks, and those between backticks.
fn shown(text: &str) -> Vec<&str> {
    let mut commands = Vec::new();
    let mut in_block = false;
    for line in text.lines() {
        in_block ^= line.trim_start().starts_with("```");
        let bare = line.trim_start_matches(['$', ' ', '-']);
        let run = ["run: ", "entry: "].iter().find_map(|key| bare.strip_prefix(key));
        if in_block || run.is_some() {
            commands.push(run.unwrap_or(bare));
        } else {
            commands.extend(line.split('`').skip(1).step_by(2));
        }
    }
    commands.retain(|command| command.starts_with("guidepost "));
    commands
}

#[test]
fn commands_that_are_shown_are_understood() {
    let (mut seen, mut wrong) = (0, Vec::new());
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        for line in shown(&text) {
            let words = words(line);
            let error = guidepost::cli::command().try_get_matches_from(&words).err();
            let understood = error.is_none_or(|error| match error.kind() {
                ErrorKind::DisplayHelp => true,
                // A name alone stands for a command with whatever it takes.
                ErrorKind::MissingRequiredArgument
                | ErrorKind::MissingSubcommand
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => words.len() == 2,
                _ => false,
            });
            seen += 1;
            if !understood {
                wrong.push(format!("{}: {line}", page.display()));
            }
        }
    }
    assert!(wrong.is_empty() && seen > 60, "{seen} commands, of which wrong: {wrong:#?}");
}

#[test]
fn the_guide_is_what_its_own_types_want() {
    let ci = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).unwrap();
    let line = ci.lines().find(|line| line.contains("own-pages.toml")).unwrap();
    let (_, arguments) = line.split_once("guidepost ").unwrap();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    assert!(arguments.starts_with(&["check", "--offline"]), "{line}");
    let place = crate::cli::Place::new(&[]);
    let output = place.command(&arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}
