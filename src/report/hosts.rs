//! Hosts: what each was asked, how that went, and why links to it could not be verified.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Format, Host, Report, UNVERIFIED, safe, tally};

impl Format {
    /// Does a report of this kind have a place for what became of each host?
    pub(crate) fn has_hosts(self) -> bool {
        matches!(self, Self::Human | Self::Json | Self::Jsonl)
    }
}

/// Write a line for each host that was asked, or to which a link is not verified.
pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut rows: BTreeMap<String, (Option<&Host>, BTreeMap<&str, usize>)> = BTreeMap::new();
    for host in &report.external.hosts {
        rows.entry(host.host.clone()).or_default().0 = Some(host);
    }
    for found in report.diagnostics.iter().filter(|found| found.rule == UNVERIFIED) {
        let kind = found.data.text("kind").unwrap_or_default();
        if let Some(host) = tally::host(found) {
            *rows.entry(host).or_default().1.entry(kind).or_default() += 1;
        }
    }
    if report.external.hosts.is_empty() {
        writeln!(out, "no host was asked")?;
    }
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n   urls requests unanswered limited waited  host")?;
    for (name, (host, kinds)) in rows {
        let (urls, requests, unanswered, limited, waited) = host.map_or((0, 0, 0, 0, 0), |host| {
            (host.urls, host.requests, host.unanswered, host.limited, host.waited)
        });
        let name = safe::line(&name);
        write!(out, "{urls:>7} {requests:>8} {unanswered:>10} {limited:>7} {waited:>5}s  {name}")?;
        let kinds: Vec<String> =
            kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        if !kinds.is_empty() {
            write!(out, ", not verified: {}", kinds.join(", "))?;
        }
        writeln!(out)?;
    }
    Ok(())
}
