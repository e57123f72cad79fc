//! Configuration that is written as a program, read as far as it is literal. Nothing is ever run.

mod reader;
mod tokens;

use serde_json::Value;

use reader::Reader;

/// The key under which an object has what is spread into it and cannot be read. In a list null stands for it.
pub(crate) const UNREAD: &str = "...";

/// What a configuration file exports, as far as it can be read.
#[derive(Debug, Default)]
pub(crate) struct Exported {
    /// What is literal; null where it is not. A call is `{"$call": name, "args": […]}`.
    pub(crate) value: Value,
    /// Keys whose values only the program itself knows.
    pub(crate) unread: Vec<String>,
}

/// The default export of the module `text`.
pub(crate) fn exported(text: &str) -> Exported {
    read(text, false)
}

/// The same with each text as a [`Placed`].
pub(crate) fn with_places(text: &str) -> Value {
    read(text, true).value
}

fn read(text: &str, placed: bool) -> Exported {
    let Reader { default, unread, .. } = Reader::read(text, placed);
    let mut value = default.unwrap_or_default();
    // `defineConfig({…})` is what stands between the parentheses.
    while value.get("$call").is_some() {
        let arguments = value["args"].as_array_mut().map(std::mem::take).unwrap_or_default();
        let is_object = |value: &Value| value.is_object() && Placed::of(value).is_none();
        value = arguments.into_iter().find(is_object).unwrap_or_default();
    }
    Exported { value, unread }
}

/// A text, and where it stands between its quotes: `{"$text": …, "$at": …}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Placed<'v> {
    pub(crate) text: &'v str,
    pub(crate) at: usize,
}

impl<'v> Placed<'v> {
    /// The text that `value` is.
    pub(crate) fn of(value: &'v Value) -> Option<Self> {
        let at = value.get("$at")?.as_u64()?;
        Some(Self { text: value["$text"].as_str()?, at: usize::try_from(at).ok()? })
    }

    /// The texts that `value` is, or has in a list.
    pub(crate) fn all(value: &'v Value) -> Vec<Self> {
        let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        items.iter().filter_map(Self::of).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_literal_is_read() {
        let text = r#"
import x from 'y'
const locales = { root: { label: 'English' }, de: { label: "Deutsch" } } as const;
const site: string = process.env.X || 'https://a.org/';
/** @type {import('z').Config} */
export default defineConfig({
  site, locales, base: `/b/`, pattern: /[/}]/g, n: 3,
  title: `hello ${name}`,
  integrations: [starlight({ title: 'T', ...more }), other()],
  nested: { on: true, hook(a) { return {} }, call: f(1)(2), arrow: (x) => ({ y: 1 }), },
  async method() { const x = 1; return ['a', ...more, ...[`b`]] },
})
"#;
        let found = exported(text).value;
        assert_eq!(found["site"], "https://a.org/");
        assert_eq!(found["locales"]["de"]["label"], "Deutsch");
        assert_eq!(
            (&found["base"], &found["n"], &found["title"]),
            (&json!("/b/"), &json!(3.0), &Value::Null)
        );
        assert_eq!(found["integrations"][0]["args"][0]["title"], "T");
        assert_eq!(found["nested"]["on"], true);
        assert_eq!(found["method"], json!(["a", null, "b"]), "what cannot be read leaves a gap");
    }

    #[test]
    fn texts_have_their_places() {
        let text = "const to = 'ü';\nexport default f('x', { a: to, b: [`c`, \"d\\n\", 1] })";
        let value = with_places(text);
        let all = [Placed::all(&value["a"]), Placed::all(&value["b"])].concat();
        let texts: Vec<&str> = all.iter().map(|placed| placed.text).collect();
        assert_eq!(texts, ["ü", "c", "d\n"]);
        let written: Vec<&str> =
            all.iter().map(|placed| &text[placed.at..placed.at + placed.text.len()]).collect();
        assert_eq!(written, ["ü", "c", "d\\"]);
    }

    #[test]
    fn exports_take_many_shapes() {
        for text in [
            "module.exports = { a: 'x' }",
            "const c = { a: 'x' };\nexport default c",
            "const c: Config = { a: 'x' }\n\nmodule.exports = c;",
            "export default async function f() { const y = 1; return { a: 'x' }; }",
            "export default () => { return { a: 'x' } }",
            "export default defineConfig(async () => ({ a: 'x' }))",
            "export default withA(defineConfig({ a: 'x' }))",
            "export default defineConfig<Theme<A, B>>({ a: 'x' })",
        ] {
            assert_eq!(exported(text).value["a"], "x", "{text}");
        }
        for text in ["{{{{", "export default", "export default {a", "const = ;", "`${"] {
            exported(text);
        }
        exported(&"export default [".repeat(5000));
    }
}
