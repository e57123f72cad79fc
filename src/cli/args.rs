//! What may be said on the command line. Help, completions and the manual page are made from this.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::network::Network;
use crate::base::diag::Severity;
use crate::report::Format;
use crate::resolve::accept::Accept;

/// Checks the links, anchors and required sections of documentation.
#[derive(Debug, Parser)]
#[command(name = "guidepost", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit status: 0 nothing that fails the run, 1 findings, 2 cannot run, 3 incomplete (130 interrupted twice), 101 a bug."
)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub(super) color: ColorChoice,
    /// Print findings only.
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Say more: what could not be verified, and what was left out.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Check links, anchors and required sections.
    Check(Box<Check>),
    /// List the links of pages and where each leads.
    Links(Links),
    /// List what a link into a page may end in.
    Anchors(Listing),
    /// List who links to a page, a file or a folder, or to an anchor.
    #[command(mut_arg("paths", |paths| paths.help("Files and folders whose links are looked at; none means the whole corpus")))]
    Refs(Refs),
    /// Show page types, and what pages have of the sections that their types ask for.
    #[command(subcommand)]
    Types(Types),
    /// Start a page of a type.
    New(New),
    /// Show what the configuration comes to.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Recognise how the pages are published, and write a `guidepost.toml` to start from.
    Init(Init),
    /// Look at, tidy and carry what is remembered of external addresses, and forget what is of pages.
    #[command(subcommand)]
    Cache(Cache),
    /// Take the findings of today for known, so that only new ones fail.
    Baseline {
        /// What to do with it.
        #[command(subcommand)]
        action: Baseline,
    },
    /// List the rules.
    Rules,
    /// Explain a rule.
    Explain {
        /// Its name.
        rule: String,
    },
    /// Print the JSON Schema of `guidepost.toml`, for editors.
    Schema,
    /// Print a completion script.
    Completions {
        /// The shell that it is for.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

#[derive(Debug, Subcommand)]
pub(super) enum Baseline {
    /// Write what is found now to guidepost-baseline.json.
    #[command(mut_args(hidden_for_baseline))]
    Create(Box<Check>),
    /// Take in what is found now, new findings too, and take out what is gone.
    #[command(mut_args(hidden_for_baseline))]
    Update(Box<Check>),
    /// Take out what is gone, and nothing else.
    #[command(mut_args(hidden_for_baseline))]
    Prune(Box<Check>),
}

/// Hide what is of reports, repairs and changes.
fn hidden_for_baseline(argument: clap::Arg) -> clap::Arg {
    const OF_CHECK: [&str; 12] = [
        "format",
        "output",
        "compare",
        "fix",
        "unsafe_fixes",
        "diff",
        "sources",
        "changed",
        "merge_tree",
        "config_from",
        "host_stats",
        "fail_on",
    ];
    let is_of_check = OF_CHECK.contains(&argument.get_id().as_str());
    argument.hide(is_of_check)
}

impl Baseline {
    /// How the pages are to be checked for it.
    pub(super) fn check(&self) -> &Check {
        let (Self::Create(check) | Self::Update(check) | Self::Prune(check)) = self;
        check
    }
}

/// Which pages, and how they are published.
#[derive(Debug, Default, Clone, Args)]
pub(super) struct Corpus {
    /// Files and folders; `-` reads one page from standard input. None means the current folder.
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Read further paths from this file, one a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    pub(super) files_from: Option<PathBuf>,
    /// The path of the page that is read from standard input.
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_path: Option<PathBuf>,
    /// The folder that links may not leave, instead of the git work tree.
    #[arg(long, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Use this configuration file instead of the root's guidepost.toml.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Use no configuration file.
    #[arg(long, conflicts_with = "config")]
    pub(super) no_config: bool,
    /// How the pages are published.
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// How headings become anchors.
    #[arg(long, value_name = "NAME")]
    pub(super) dialect: Option<String>,
    /// Threads to use; all processors unless given.
    #[arg(long, value_name = "N")]
    pub(super) jobs: Option<std::num::NonZeroUsize>,
    /// Ask no external address: no socket is opened.
    #[arg(long)]
    pub(super) offline: bool,
    /// Keep and use nothing between runs.
    #[arg(long)]
    pub(super) no_cache: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Cache {
    /// Say where it is and what is in it.
    Info,
    /// Throw away what nobody has asked for in 90 days.
    Gc,
    /// Forget everything.
    Clear,
    /// Write everything as JSON Lines, for another machine.
    Export {
        /// The file to write; standard output unless given.
        file: Option<PathBuf>,
    },
    /// Take over what another machine has exported. Failures in it are asked for again before they count.
    Import {
        /// The file to read; `-` for standard input.
        file: PathBuf,
    },
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// Take every page for one of this type: `guidepost types list` names them.
    #[arg(long = "type", value_name = "NAME")]
    pub(super) page_type: Option<String>,
    /// Run exactly these rules or families.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) select: Vec<String>,
    /// Do not run these rules or families.
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub(super) ignore: Vec<String>,
    /// How to write the report; may be given several times, each with its own --output.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Vec<Format>,
    /// Write the report of the --format before it into this file.
    #[arg(long, value_name = "FILE")]
    pub(super) output: Vec<PathBuf>,
    /// An earlier report of `--format json`: `html` shows what is new since then and what is gone.
    #[arg(long, value_name = "FILE")]
    pub(super) compare: Option<PathBuf>,
    /// Apply the fixes that are certain, each proven by another check, and report what remains.
    #[arg(long)]
    pub(super) fix: bool,
    /// Apply fixes too that are likely what was meant.
    #[arg(long)]
    pub(super) unsafe_fixes: bool,
    /// Write nothing: print what --fix would change as a unified diff.
    #[arg(long)]
    pub(super) diff: bool,
    /// The folder of the sources that the checked HTML was built from: findings point there. May be given several times.
    #[arg(long, value_name = "DIR")]
    pub(super) sources: Vec<PathBuf>,
    /// Report only what the change breaks: the one since the last commit, or since the merge base with BASE, the work tree
    /// included; in a commit hook what is staged.
    #[arg(long, value_name = "BASE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub(super) changed: Option<String>,
    /// Report only what merging HEAD into BASE would break there.
    #[arg(long, value_name = "BASE", conflicts_with = "changed")]
    pub(super) merge_tree: Option<String>,
    /// Use the configuration and the baseline of this commit, whatever the change makes of them.
    #[arg(long, value_name = "REF", conflicts_with_all = ["config", "no_config"])]
    pub(super) config_from: Option<String>,
    /// A status that is fine besides success, or a range; with ` on ` and an address behind it, below that one only.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) accept: Vec<Accept>,
    /// Let failures count at once, and exit with 3 when an external link could not be verified.
    #[arg(long)]
    pub(super) strict_external: bool,
    /// Show what each host was asked, how it went, and why links to it could not be verified.
    #[arg(long)]
    pub(super) host_stats: bool,
    /// The severity from which on findings fail the run.
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Error)]
    pub(super) fail_on: FailOn,
    #[command(flatten)]
    pub(super) network: Network,
}

#[derive(Debug, Args)]
pub(super) struct Init {
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// Take over what this configuration of lychee, markdown-link-check, markdownlint or mdschema says, and tell of each
    /// setting what became of it. May be given several times.
    #[arg(long, value_name = "FILE")]
    pub(super) from: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Types {
    /// List the types and their sections.
    List(Corpus),
    /// Say which types pages have and why, and where each section is.
    Explain(Corpus),
    /// Print a type that pages have in common.
    Derive {
        #[command(flatten)]
        corpus: Corpus,
        /// Its name.
        #[arg(long, value_name = "NAME", default_value = "derived")]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Show for pages what holds, and which file says so.
    Show(Corpus),
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// Its type: `help-article`, `how-to`, `tutorial`, `reference`, `explanation`, or one of guidepost.toml.
    #[arg(value_name = "TYPE")]
    pub(super) page_type: String,
    /// Its title as readers see it, in one word or several; the file is named after it.
    #[arg(required = true)]
    pub(super) title: Vec<String>,
    /// The folder that it goes into, which must be there.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(super) dir: PathBuf,
    /// Use this configuration file instead of the root's guidepost.toml.
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Listing {
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// How to write the list.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Human)]
    pub(super) format: ListFormat,
}

#[derive(Debug, Args)]
pub(super) struct Refs {
    /// The page, other file or folder, there or not; with an anchor, only links to that one. Of a folder, links into it from
    /// outside.
    #[arg(value_name = "PAGE[#ANCHOR]")]
    pub(super) page: PathBuf,
    #[command(flatten)]
    pub(super) listing: Listing,
}

#[derive(Debug, Args)]
pub(super) struct Links {
    #[command(flatten)]
    pub(super) corpus: Corpus,
    /// How to write the list; `dot` is a graph for Graphviz.
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LinksFormat::Human)]
    pub(super) format: LinksFormat,
    /// Show every place that was looked at for a link, and why.
    #[arg(long)]
    pub(super) explain: bool,
    /// Only links in this line.
    #[arg(long, value_name = "N")]
    pub(super) line: Option<u32>,
}

/// The ways to write a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    Human,
    Json,
}

/// The ways to write a list of links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LinksFormat {
    Human,
    Json,
    Dot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ColorChoice {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

impl FailOn {
    /// Does a run fail whose worst finding is `worst`?
    pub(super) fn fails(self, worst: Option<Severity>) -> bool {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
            Self::Never => return false,
        };
        worst.is_some_and(|worst| worst >= least)
    }
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.name()))
    }
}
