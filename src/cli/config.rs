//! `guidepost config show`.

use super::args::Corpus;
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::config::Stated;
use crate::lint::{RULES, RuleDef};
use crate::report::safe;

/// What holds for each page that was asked for, and who says so.
pub(super) fn show(corpus: &Corpus, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(corpus, &[], env, |_| Ok(()))?;
    let (view, standpoint) = (session.engine.view(), session.standpoint(env));
    for (id, file) in view.snapshot().pages().into_iter().filter(|(_, file)| file.checked) {
        let Some(settings) = view.file_settings(id) else { continue };
        writeln!(env.stdout, "{}", standpoint.shown(&file.path))?;
        let stated = session.config.statements.of(&file.path);
        let site = &view.settings().sites.of(&file.path);
        if !stated.iter().any(|stated| stated.key == "profile") {
            line(env, "profile", site.profile, "recognised")?;
        }
        if !stated.iter().any(|stated| stated.key == "dialect") {
            line(env, "dialect", file.dialect.name, "of the profile")?;
        }
        for stated in stated.iter().filter(|stated| !is_severity(stated)) {
            line(env, &stated.key, &stated.value, &stated.at)?;
        }
        for rule in RULES {
            let severity = settings.rules.severity(rule.name, None);
            let said = said(rule, &stated);
            let severity = severity.map_or("off", crate::base::diag::Severity::name);
            let at = said.map_or("default", |stated| &stated.at);
            line(env, &format!("rules.{}", rule.name), severity, at)?;
        }
        for typed in &settings.types {
            let (name, at) = (&typed.page_type.name, &typed.page_type.declared);
            line(env, "page type", name, &format!("{at}, {}", typed.why))?;
        }
    }
    Ok(Exit::Clean)
}

fn line(env: &mut Environment<'_>, key: &str, value: &str, at: &str) -> std::io::Result<()> {
    let said = format!("{} = {}", safe::line(key), safe::line(value));
    writeln!(env.stdout, "  {said:<48} {}", safe::line(at))
}

/// Does it set a severity? These are shown rule by rule.
fn is_severity(stated: &Stated) -> bool {
    let Some(rest) = stated.key.strip_prefix("rules.") else { return false };
    rest.split_once('.').is_none_or(|(_, key)| key == "severity")
}

/// Who says how bad findings of `rule` are: the rule by its name, or else its family.
fn said<'a>(rule: &RuleDef, stated: &[&'a Stated]) -> Option<&'a Stated> {
    [rule.name, rule.family].into_iter().find_map(|name| {
        let keys = [format!("rules.{name}"), format!("rules.{name}.severity")];
        stated.iter().copied().find(|stated| keys.contains(&stated.key))
    })
}
