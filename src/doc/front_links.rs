//! Links in the metadata block: values of keys that generators and their themes take for images and pages.

use serde_json::Value;

use super::{FrontMatter, Link, Metadata};

/// Keys whose values lead somewhere; items of lists count as their list.
const KEYS: [&str; 33] = [
    "image",
    "images",
    "image/src",
    "image/path",
    "image/file",
    "image/feature",
    "cover",
    "cover/image",
    "cover/src",
    "thumbnail",
    "banner",
    "teaser",
    "featured_image",
    "featuredImage",
    "feature_image",
    "og_image",
    "ogImage",
    "header/image",
    "header/teaser",
    "header/overlay_image",
    "hero/image",
    "hero/image/src",
    "hero/image/file",
    "hero/image/light",
    "hero/image/dark",
    "hero/actions/link",
    "features/link",
    "features/icon/src",
    "features/icon/light",
    "features/icon/dark",
    "prev/link",
    "next/link",
    "resources/src",
];

/// Extensions of what pages show.
const SHOWN: [&str; 11] =
    ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "mp4", "webm", "pdf"];

/// The links of the block `found` of `text`, in the order of the page, and the key of each.
pub(super) fn find(text: &str, found: &FrontMatter) -> (Vec<Link>, Vec<&'static str>) {
    let body = &text[found.body.range()];
    let names = ["image", "Image", "cover", "thumbnail", "banner", "teaser", "link", "src", "icon"];
    if !names.iter().any(|name| memchr::memmem::find(body.as_bytes(), name.as_bytes()).is_some()) {
        return (Vec::new(), Vec::new());
    }
    let metadata = Metadata::read(text, Some(found));
    let mut links = Vec::new();
    collect(&metadata.value, "", "", &mut |key, pointer, value| {
        // A value with escapes in it stands nowhere as it is.
        if let Some(dest) = metadata.written(text, pointer, value) {
            links.push((Link::of_value(dest, value), key));
        }
    });
    links.sort_by_key(|(link, _)| link.dest);
    links.into_iter().unzip()
}

/// Go through `value`, which is at the JSON pointer `pointer` and at `key` without the numbers of items.
fn collect(
    value: &Value,
    key: &str,
    pointer: &str,
    out: &mut impl FnMut(&'static str, &str, &str),
) {
    match value {
        Value::String(text) => {
            let known = KEYS.iter().find(|known| **known == key);
            if let Some(known) = known.filter(|known| leads_somewhere(known, text)) {
                out(known, pointer, text);
            }
        }
        Value::Array(items) => {
            for (row, item) in items.iter().enumerate() {
                collect(item, key, &format!("{pointer}/{row}"), out);
            }
        }
        Value::Object(map) => {
            for (name, value) in map {
                let key = if key.is_empty() { name.clone() } else { format!("{key}/{name}") };
                let escaped = name.replace('~', "~0").replace('/', "~1");
                collect(value, &key, &format!("{pointer}/{escaped}"), out);
            }
        }
        _ => {}
    }
}

/// Is `text`, the value of `key`, a path or an address, and not the name of something?
fn leads_somewhere(key: &str, text: &str) -> bool {
    let plain = !text.contains(|c: char| c.is_whitespace() || matches!(c, '{' | '*' | '<' | ','));
    let rooted = ["/", "./", "../", "~/", "@/", "@site/", "http://", "https://"];
    let starts = rooted.iter().any(|start| text.starts_with(start));
    let path = text.split(['?', '#']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let shown = SHOWN.iter().any(|known| extension.eq_ignore_ascii_case(known));
    let page = key.ends_with("link") && (extension == "md" || text.starts_with('#'));
    plain && (starts || shown || page)
}

#[cfg(test)]
mod tests {
    use crate::doc::{Dialect, Format, LinkKind, parse};

    #[test]
    fn values_that_lead_somewhere_are_links() {
        let github = Dialect::named("github").unwrap();
        let text = "---\ntitle: a.png\nimage: /img/a.png\ncover: \"b.svg\"\nhero:\n  image: {src: ./c.png}\n  actions:\n    \
                    - {link: /d/, text: x}\n    - link: e\nthumbnail: a picture.png\nimages: [f.jpg, 'g']\n---\n[h](h.md)\n";
        let document = parse(text, Format::Markdown, github);
        let found: Vec<(&str, LinkKind)> =
            document.links.iter().map(|link| (&text[link.dest.range()], link.kind)).collect();
        let of = |name| (name, LinkKind::FrontMatter);
        assert_eq!(
            found,
            [
                of("/img/a.png"),
                of("b.svg"),
                of("./c.png"),
                of("/d/"),
                of("f.jpg"),
                ("h.md", LinkKind::Link)
            ]
        );
        let keys = ["image", "cover", "hero/image/src", "hero/actions/link", "images"];
        assert_eq!(document.front_matter_keys, keys);
        let toml = "+++\n[cover]\nimage = \"x/é.png\"\n+++\n";
        let document = parse(toml, Format::Markdown, github);
        assert_eq!(&toml[document.links[0].dest.range()], "x/é.png");
    }
}
