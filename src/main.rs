//! The `guidepost` command: streams in, exit status out.

use std::io::{self, IsTerminal};
use std::process::ExitCode;
use std::time::SystemTime;

use guidepost::cli::{self, Environment};

fn main() -> ExitCode {
    let (mut stdin, mut stdout, mut stderr) = (io::stdin(), io::stdout(), io::stderr());
    let terminal = stdout.is_terminal();
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let environment = Environment {
        cwd: std::env::current_dir().unwrap_or_default(),
        width: terminal_size::terminal_size().filter(|_| terminal).map(|(width, _)| width.0.into()),
        color: set("CLICOLOR_FORCE") || terminal && !set("NO_COLOR"),
        progress: stderr.is_terminal(),
        now: SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs(),
        stdin: &mut stdin,
        stdout: &mut stdout,
        stderr: &mut stderr,
    };
    ExitCode::from(cli::run(std::env::args_os(), environment).code())
}
