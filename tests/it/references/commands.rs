//! `docs/commands.md`: every command and option, from the one definition that help and completions come from, too.

use std::fmt::Write;

use clap::{Arg, Command};

use super::{NOTE, cell, compare};

/// Groups of options that several commands take, each with its heading here.
const SHARED: [(&str, &str); 2] = [("Corpus", "Which pages"), ("Network", "External links")];

#[test]
fn the_list_of_commands_is_fresh() {
    let mut root = guidepost::cli::command();
    root.build();
    let mut out = format!(
        "# Commands\n\n{NOTE}\n\n`guidepost help COMMAND` prints the same. These options are for every command:\n\n"
    );
    table(&mut out, root.get_arguments().filter(|arg| arg.is_global_set()));
    for command in root.get_subcommands().filter(|command| command.get_name() != "help") {
        describe(&mut out, command, "guidepost");
    }
    for (group, title) in SHARED {
        write!(
            out,
            "\n## {title}\n\nOptions of {}.\n\n",
            takers(&root, "guidepost", group).join(", ")
        )
        .unwrap();
        let check = root.find_subcommand("check").unwrap();
        table(&mut out, of_group(check, group));
    }
    compare("commands.md", &out);
}

fn describe(out: &mut String, command: &Command, before: &str) {
    let name = format!("{before} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    write!(out, "\n## {name}\n\n{}.\n", about.trim_end_matches('.')).unwrap();
    let subcommands: Vec<&Command> =
        command.get_subcommands().filter(|command| command.get_name() != "help").collect();
    if subcommands.is_empty() {
        let usage = command.clone().render_usage().to_string();
        write!(out, "\n```text\n{}\n```\n", usage.trim_start_matches("Usage: ")).unwrap();
        let shared: Vec<(&str, &str)> = SHARED
            .into_iter()
            .filter(|(group, _)| of_group(command, group).next().is_some())
            .collect();
        let is_shared = |arg: &Arg| {
            shared.iter().any(|(group, _)| {
                of_group(command, group).any(|known| known.get_id() == arg.get_id())
            })
        };
        let own: Vec<&Arg> = command
            .get_arguments()
            .filter(|arg| !arg.is_global_set() && !is_shared(arg) && !is_help(arg))
            .collect();
        if !own.is_empty() {
            out.push('\n');
            table(out, own.into_iter());
        }
        if !shared.is_empty() {
            let links = shared.iter().map(|(_, title)| {
                format!("[{}](#{})", title.to_lowercase(), title.to_lowercase().replace(' ', "-"))
            });
            let links: Vec<String> = links.collect();
            write!(out, "\nIt takes the options for {}.\n", links.join(", ")).unwrap();
        }
    }
    for command in subcommands {
        describe(out, command, &name);
    }
}

/// The arguments of `command` that belong to `group`.
fn of_group<'a>(command: &'a Command, group: &str) -> impl Iterator<Item = &'a Arg> {
    let group = command.get_groups().find(|known| known.get_id() == group);
    let ids: Vec<String> =
        group.into_iter().flat_map(clap::ArgGroup::get_args).map(ToString::to_string).collect();
    command.get_arguments().filter(move |arg| ids.iter().any(|id| arg.get_id() == id.as_str()))
}

/// The commands that take the arguments of `group`.
fn takers(command: &Command, before: &str, group: &str) -> Vec<String> {
    let mut all = Vec::new();
    for command in command.get_subcommands() {
        let name = format!("{before} {}", command.get_name());
        if of_group(command, group).next().is_some() {
            all.push(format!("`{}`", name.trim_start_matches("guidepost ")));
        }
        all.extend(takers(command, &name, group));
    }
    all
}

fn table<'a>(out: &mut String, arguments: impl Iterator<Item = &'a Arg>) {
    out.push_str("| option | what it does |\n|---|---|\n");
    for arg in arguments.filter(|arg| !arg.is_hide_set() && !is_help(arg)) {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let mut help = format!("{}.", cell(&help).trim_end_matches('.'));
        let values: Vec<String> = arg
            .get_possible_values()
            .iter()
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        if !values.is_empty() && arg.get_action().takes_values() {
            write!(help, " One of {}.", values.join(", ")).unwrap();
        }
        let defaults: Vec<String> = arg
            .get_default_values()
            .iter()
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect();
        if !defaults.is_empty() && arg.get_action().takes_values() {
            write!(help, " {} unless given.", defaults.join(", ")).unwrap();
        }
        writeln!(out, "| `{}` | {help} |", cell(&shown(arg))).unwrap();
    }
}

fn is_help(arg: &Arg) -> bool {
    arg.get_id() == "help"
}

/// An argument as it is written.
fn shown(arg: &Arg) -> String {
    let value = arg
        .get_value_names()
        .into_iter()
        .flatten()
        .map(|name| format!("{name}"))
        .collect::<Vec<_>>()
        .join(" ");
    let takes = arg.get_action().takes_values();
    let Some(long) = arg.get_long() else { return value };
    let short = arg.get_short().map(|short| format!("-{short}, ")).unwrap_or_default();
    match (takes, arg.is_require_equals_set()) {
        (false, _) => format!("{short}--{long}"),
        (true, false) => format!("{short}--{long} {value}"),
        (true, true) => format!("{short}--{long}[={value}]"),
    }
}
