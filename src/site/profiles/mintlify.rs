//! Mintlify: <https://www.mintlify.com/docs/organize/settings>.

use serde_json::Value;

use super::{configuration, forward_own, text};
use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::site::{FILES, Look, Profile, Serve, Site, Ways, clean};

pub(super) static PROFILE: Profile = Profile {
    name: "mintlify",
    summary: "Mintlify",
    dialect: "mintlify",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["mdx", "md"],
        index: &["index", "readme"],
        lists: false,
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, &Value::Null),
};

const NAMES: [&str; 2] = ["docs.json", "mint.json"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let config = configuration(look, &NAMES)?;
    let has = |key: &str| config.get(key).is_some();
    // Others call a file `docs.json`, too.
    let schema = text(&config, "/$schema").unwrap_or_default();
    let is_one = schema.contains("mintlify") || has("name") && has("colors");
    (is_one && has("navigation")).then(|| {
        let mut site = build(profile, look.dir, &config);
        // It writes them as Vercel does.
        forward_own(&mut site, look, &NAMES, Table::Vercel);
        site
    })
}

fn build(profile: &'static Profile, dir: &RelPath, config: &Value) -> Site {
    let mut site = super::plain(profile, dir.clone());
    site.parts.extend(dir.join("snippets"));
    // The first page of the navigation stands at the root.
    site.lists.push(String::new());
    described(&config["navigation"], &mut site.made);
    site
}

/// Note where `navigation` has pages made from the description of an API.
fn described(navigation: &Value, made: &mut Vec<String>) {
    const KINDS: [&str; 2] = ["openapi", "asyncapi"];
    let kinds = KINDS.iter().filter_map(|kind| navigation.get(kind));
    made.extend(kinds.map(|kind| clean(text(kind, "/directory").unwrap_or("api-reference"))));
    let inner: Vec<&Value> = match navigation {
        Value::Array(items) => items.iter().collect(),
        Value::Object(keys) => keys.values().collect(),
        _ => return,
    };
    for value in inner {
        described(value, made);
    }
}
