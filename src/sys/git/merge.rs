//! What a merge would come to.

use std::path::Path;

use super::run::{command, run, say};
use crate::base::path::name_from_bytes;

/// The tree that merging HEAD into `base` makes; nothing that anybody has checked out is touched. `Err` says why there is
/// none, and what to do.
pub fn merged(folder: &Path, base: &str) -> Result<String, (String, String)> {
    let mut command = command(folder);
    // A driver for merges is a program that the repository names: `false` is one that merges nothing. Filters are others,
    // and run where both sides are brought into one form first.
    let drivers = ["config", "-z", "--name-only", "--get-regexp", r"^merge\..*\.driver$"];
    let drivers = run(folder, &drivers).unwrap_or_default();
    for driver in drivers.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
        let driver = String::from_utf8_lossy(driver);
        if driver.contains(['=', '\u{fffd}']) {
            let why = format!("the repository names a program for merges, `{driver}`");
            return Err((why, "remove it from the configuration of the repository".to_owned()));
        }
        command.args(["-c", &format!("{driver}=false")]);
    }
    command.args(["-c", "merge.renormalize=false"]);
    command.args(["merge-tree", "--write-tree", "--name-only", "--no-messages", "-z"]);
    command.args(["--end-of-options", base, "HEAD"]);
    let said = say(&mut command).map_err(|why| (why, "check without --merge-tree".to_owned()))?;
    let mut words = said.output.split(|&byte| byte == 0).filter(|word| !word.is_empty());
    let tree = words.next().map(|name| String::from_utf8_lossy(name).into_owned());
    match (said.status, tree) {
        (Some(0), Some(tree)) => Ok(tree),
        (Some(1), Some(_)) => {
            let mut files: Vec<_> = words.map(name_from_bytes).collect();
            files.dedup();
            let more = files.len().saturating_sub(3);
            files.truncate(3);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let why = format!("HEAD and `{base}` conflict in {}{more}", files.join(", "));
            Err((why, format!("merge `{base}` first, and check the result with --changed={base}")))
        }
        _ => Err((said.why(), "`--merge-tree` needs git 2.38 or later".to_owned())),
    }
}
