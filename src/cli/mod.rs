//! The command line: arguments in, reports and an exit status out.
//!
//! Clock, folder, streams and what is known of the terminal come in as an [`Environment`].

mod apart;
mod args;
mod baseline;
mod cache;
mod changed;
mod check;
mod config;
mod configuration;
mod error;
mod external;
mod fix;
mod init;
mod listing;
mod live;
mod network;
mod new;
mod outputs;
mod refs;
mod session;
mod sites;
mod types;

use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::PathBuf;

use clap::{CommandFactory, Parser};

use crate::lint::{self, RULES, RuleDef, peers};
use crate::report::{human, safe};
use args::{Cli, ColorChoice, Command};
use error::CliError;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings.
    Findings,
    /// Usage, configuration, an unreadable root, or no page found.
    CannotRun,
    /// Interrupted: what was found so far was reported.
    Incomplete,
    /// A bug in guidepost.
    Bug,
}

impl Exit {
    /// The exit status.
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::CannotRun => 2,
            Self::Incomplete => 3,
            Self::Bug => 101,
        }
    }
}

/// What the program finds around it.
pub struct Environment<'a> {
    /// The current folder.
    pub cwd: PathBuf,
    /// Standard input.
    pub stdin: &'a mut dyn Read,
    /// Standard output.
    pub stdout: &'a mut dyn Write,
    /// Standard error.
    pub stderr: &'a mut dyn Write,
    /// Columns of the terminal that standard output is; `None` when it is none.
    pub width: Option<usize>,
    /// May colours be used when nobody says?
    pub color: bool,
    /// Is standard error a terminal?
    pub progress: bool,
    /// The time of day, in seconds since 1970.
    pub now: u64,
    /// The folder for what is kept between runs, if there is one.
    pub cache: Option<PathBuf>,
    /// Does a continuous integration say that it runs for a pull request? Then nothing of the run is kept.
    pub pull_request: bool,
    /// What the environment says of a variable.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

/// The command line as it is defined: help, completions, the manual page and the guide are made from it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Run the command that `arguments` (with the program's name first) ask for.
pub fn run(arguments: impl IntoIterator<Item = OsString>, mut env: Environment<'_>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let style = style(None, &env);
            let result = usage(&error, &mut env);
            return end(result, &style, &mut env);
        }
    };
    let style = style(Some(&cli), &env);
    start_workers(&cli);
    let result = match &cli.command {
        Command::Check(check) => check::run(check, &arguments, &style, &mut env),
        Command::Links(links) => listing::links(links, &mut env),
        Command::Anchors(listing) => listing::anchors(listing, &mut env),
        Command::Refs(refs) => refs::run(refs, &mut env),
        Command::Types(types) => types::run(types, &mut env),
        Command::New(new) => new::run(new, &mut env),
        Command::Config(args::ConfigCommand::Show(corpus)) => config::show(corpus, &mut env),
        Command::Init(init) => init::run(init, &mut env),
        Command::Baseline { action } => baseline::run(action, &mut env),
        Command::Cache(command) => cache::run(command, &mut env),
        Command::Rules => rules(&mut env),
        Command::Explain { rule } => explain(rule, &mut env),
        Command::Schema => schema(&mut env),
        Command::Completions { shell } => completions(*shell, &mut env),
        Command::Man => manual(&mut env),
    };
    end(result, &style, &mut env)
}

/// How the run ended, and to standard error why it could not run.
fn end(result: Result<Exit, CliError>, style: &human::Style, env: &mut Environment<'_>) -> Exit {
    // What the stream still holds back may not fit the disk either.
    let written = |exit| env.stdout.flush().map(|()| exit).map_err(CliError::from);
    match result.and_then(written) {
        Ok(exit) => exit,
        // Whoever read our output has seen enough.
        Err(CliError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Clean,
        Err(error) => {
            let report = human::error(&error, style);
            env.stderr.write_all(report.as_bytes()).ok();
            Exit::CannotRun
        }
    }
}

/// Set the number of threads. A worker's stack is generous: parsers recurse as deep as a page nests.
fn start_workers(cli: &Cli) {
    let corpus = match &cli.command {
        Command::Check(check) => &check.corpus,
        Command::Baseline { action } => &action.check().corpus,
        Command::Links(args::Links { corpus, .. }) => corpus,
        Command::Anchors(listing) | Command::Refs(args::Refs { listing, .. }) => &listing.corpus,
        Command::Init(init) => &init.corpus,
        _ => return,
    };
    let pool = rayon::ThreadPoolBuilder::new().stack_size(8 << 20);
    let threads = corpus.jobs.map_or(0, std::num::NonZeroUsize::get);
    // In a process that has a pool already, that one is used.
    pool.num_threads(threads).build_global().ok();
}

fn usage(error: &clap::Error, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let text =
        if env.color { error.render().ansi().to_string() } else { error.render().to_string() };
    if error.use_stderr() {
        env.stderr.write_all(text.as_bytes()).ok();
        return Ok(Exit::CannotRun);
    }
    env.stdout.write_all(text.as_bytes())?;
    Ok(Exit::Clean)
}

fn completions(shell: clap_complete::Shell, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    // The generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "guidepost", &mut script);
    env.stdout.write_all(&script)?;
    Ok(Exit::Clean)
}

/// How to draw, as far as `cli` could be read.
fn style(cli: Option<&Cli>, env: &Environment<'_>) -> human::Style {
    human::Style {
        width: env.width.unwrap_or(80).clamp(40, 140),
        screen: env.width.is_some(),
        color: match cli.map(|cli| cli.color) {
            None | Some(ColorChoice::Auto) => env.color,
            Some(ColorChoice::Always) => true,
            Some(ColorChoice::Never) => false,
        },
        quiet: cli.is_some_and(|cli| cli.quiet),
        verbose: cli.is_some_and(|cli| cli.verbose),
    }
}

fn rules(env: &mut Environment<'_>) -> Result<Exit, CliError> {
    for family in lint::families() {
        writeln!(env.stdout, "{family}")?;
        list(family, env)?;
    }
    writeln!(env.stdout, "\n`guidepost explain RULE` says more about one of them")?;
    Ok(Exit::Clean)
}

/// A line for each rule of `family`.
fn list(family: &str, env: &mut Environment<'_>) -> io::Result<()> {
    for rule in RULES.iter().filter(|rule| rule.family == family) {
        let severity = rule.severity.map_or("off", |severity| severity.name());
        writeln!(env.stdout, "  {:<24} {severity:<8} {}", rule.name, rule.summary)?;
    }
    Ok(())
}

fn explain(name: &str, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let one = |rule: &RuleDef, env: &mut Environment<'_>| {
        let severity = rule.severity.map_or("off", |severity| severity.name());
        writeln!(env.stdout, "{}\nFamily: {}. Severity: {severity}.", rule.doc, rule.family)
    };
    if let Some(rule) = lint::rule(name) {
        one(rule, env)?;
    } else if lint::families().contains(&name) {
        list(name, env)?;
    } else if let Some(peer) = peers::of_markdownlint(name) {
        for rule in peer.ours.iter().filter_map(|name| lint::rule(name)) {
            writeln!(
                env.stdout,
                "{} of markdownlint finds what {} finds:\n",
                peer.number, rule.name
            )?;
            one(rule, env)?;
        }
    } else {
        return Err(CliError::unknown_rule(name));
    }
    Ok(Exit::Clean)
}

fn schema(env: &mut Environment<'_>) -> Result<Exit, CliError> {
    serde_json::to_writer_pretty(&mut *env.stdout, &crate::config::schema())
        .map_err(io::Error::from)?;
    writeln!(env.stdout)?;
    Ok(Exit::Clean)
}

fn manual(env: &mut Environment<'_>) -> Result<Exit, CliError> {
    clap_mangen::Man::new(Cli::command()).render(env.stdout)?;
    for command in Cli::command().get_subcommands() {
        let name = format!("guidepost-{}", command.get_name());
        let page = clap_mangen::Man::new(command.clone().name(name));
        page.render_synopsis_section(env.stdout)?;
        page.render_description_section(env.stdout)?;
        page.render_options_section(env.stdout)?;
    }
    Ok(Exit::Clean)
}

/// Say something that is no finding: on standard error, a line each.
fn note(env: &mut Environment<'_>, text: &str) {
    writeln!(env.stderr, "guidepost: {}", safe::line(text)).ok();
}
