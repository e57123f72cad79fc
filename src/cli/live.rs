//! What is shown while external addresses are being asked.

use std::collections::HashMap;
use std::io::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::Environment;
use crate::net::Progress;
use crate::report::{plural, safe};

/// A log gets a line this often: CI systems end what keeps silent, and people look whether it still lives.
const BEAT: Duration = Duration::from_secs(30);

/// Where it is shown.
pub(super) enum Live<'a> {
    /// A terminal: one line that changes.
    Bar(ProgressBar),
    /// A log: a line now and then, the next one at this time of the run.
    Log { out: &'a mut dyn Write, next: Duration },
}

impl<'a> Live<'a> {
    /// For so many addresses.
    pub(super) fn new(total: usize, env: &'a mut Environment<'_>) -> Self {
        if !env.progress {
            return Self::Log { out: env.stderr, next: BEAT };
        }
        let style = "{pos}/{len} external links  {rate}  {msg}  {wide_bar}  {elapsed}";
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::stderr());
        Self::Bar(match ProgressStyle::with_template(style) {
            Ok(style) => {
                let rate = |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                    write!(out, "{:.0}/s", state.per_sec()).ok();
                };
                bar.with_style(style.with_key("rate", rate))
            }
            Err(_) => bar,
        })
    }

    /// The run has come so far after `elapsed`, and `hosts` have something left.
    pub(super) fn show(
        &mut self,
        progress: Progress,
        hosts: &HashMap<String, usize>,
        elapsed: Duration,
    ) {
        let hosts = left(hosts);
        let Progress { done, total, running, .. } = progress;
        // Nothing under way looks like a standstill.
        let way = match running {
            0 => "waiting for their pace".to_owned(),
            _ => format!("{running} under way"),
        };
        match self {
            Self::Bar(bar) => {
                bar.set_position(done as u64);
                bar.set_message(format!("{way}, {hosts}"));
            }
            Self::Log { out, next } if elapsed >= *next => {
                *next = elapsed + BEAT;
                let (seconds, many) = (elapsed.as_secs(), plural(total, "link", "links"));
                let line = format!("{done} of {many} asked in {seconds} s; {way}, {hosts}");
                writeln!(out, "guidepost: external links: {line}").ok();
            }
            Self::Log { .. } => {}
        }
    }

    /// Nothing more comes.
    pub(super) fn end(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// Which hosts have something left: by name where they are few, for then the run waits for them.
fn left(hosts: &HashMap<String, usize>) -> String {
    if hosts.len() > 2 {
        return format!("{} hosts left", hosts.len());
    }
    let mut names: Vec<&str> = hosts.keys().map(String::as_str).collect();
    names.sort_unstable();
    if names.is_empty() {
        "none left".to_owned()
    } else {
        format!("left: {}", safe::line(&names.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_hears_of_a_long_run_every_half_minute() {
        let mut log = Vec::new();
        let mut live = Live::Log { out: &mut log, next: BEAT };
        for second in 0..95 {
            let progress = Progress { done: second, total: 900, running: 2, requests: 0 };
            let hosts = HashMap::from([("a.org".to_owned(), 1)]);
            live.show(progress, &hosts, Duration::from_secs(second as u64));
        }
        live.end();
        let text = String::from_utf8(log).unwrap();
        assert_eq!(text.lines().count(), 3, "{text}");
        let first =
            "guidepost: external links: 30 of 900 links asked in 30 s; 2 under way, left: a.org";
        assert_eq!(text.lines().next(), Some(first));
    }
}
