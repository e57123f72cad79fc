//! YAML, TOML and JSON as one kind of value, with bounds on what a hostile file can cost.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Number, Value};

/// YAML that nests deeper than this is refused: dropping the tree takes a stack frame a level.
const DEEPEST: usize = 64;
/// YAML longer than this is refused.
const LONGEST: usize = 1 << 20;

/// The first document of `text`. Tags are ignored; keys that are no scalars are left out.
pub fn yaml(text: &str) -> Result<Value, String> {
    if is_too_much(text) {
        return Err(TOO_MUCH.to_owned());
    }
    let documents = Yaml::load_from_str(text).map_err(|error| error.to_string())?;
    Ok(documents.into_iter().next().map_or(Value::Null, |document| from_yaml(&document, 0)))
}

/// Why such YAML is refused.
pub const TOO_MUCH: &str = "it is too large or nests too deeply";

/// Is this more YAML than anybody writes?
pub fn is_too_much(text: &str) -> bool {
    text.len() > LONGEST || nests_deeply(text)
}

/// `text` as TOML.
pub fn toml(text: &str) -> Result<Value, String> {
    toml::from_str::<Value>(text).map_err(|error| error.message().to_owned())
}

/// `text` as JSON. Comments and commas behind the last item, which the readers of many such files allow, are allowed.
pub fn json(text: &str) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str(text) {
        Ok(value) => Ok(value),
        Err(_) => serde_json::from_str(&strict(text)).map_err(|error| error.to_string()),
    }
}

/// The strings in `value`: itself, or those of a list.
pub fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// Could the tree of `text` be deeper than [`DEEPEST`]? Brackets, `- - -` and indentation nest.
fn nests_deeply(text: &str) -> bool {
    let mut open = 0_usize;
    text.lines().any(|line| {
        let lists =
            line.trim_start().split(' ').take_while(|item| matches!(*item, "-" | "?")).count();
        let indent = line.len() - line.trim_start().len();
        for byte in line.bytes() {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            if open > DEEPEST {
                return true;
            }
        }
        lists > DEEPEST || indent > 4 * DEEPEST
    })
}

fn from_yaml(node: &Yaml<'_>, depth: usize) -> Value {
    if depth > 2 * DEEPEST {
        return Value::Null;
    }
    match node {
        Yaml::Value(scalar) => from_scalar(scalar),
        Yaml::Representation(text, ..) => Value::String(text.to_string()),
        Yaml::Sequence(items) => items.iter().map(|item| from_yaml(item, depth + 1)).collect(),
        Yaml::Mapping(pairs) => {
            let mut map = Map::new();
            for (key, value) in pairs {
                let key = match from_yaml(key, depth + 1) {
                    Value::String(key) => key,
                    Value::Number(key) => key.to_string(),
                    Value::Bool(key) => key.to_string(),
                    _ => continue,
                };
                map.insert(key, from_yaml(value, depth + 1));
            }
            Value::Object(map)
        }
        Yaml::Tagged(_, inner) => from_yaml(inner, depth + 1),
        Yaml::Alias(_) | Yaml::BadValue => Value::Null,
    }
}

/// A scalar of YAML.
pub(crate) fn from_scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => Value::Bool(*value),
        Scalar::Integer(value) => Value::Number((*value).into()),
        Scalar::FloatingPoint(value) => {
            Number::from_f64(**value).map_or(Value::Null, Value::Number)
        }
        Scalar::String(text) => Value::String(text.to_string()),
    }
}

/// `text` with blanks for comments and for commas in front of a closing bracket: what is left stays where it is.
pub(crate) fn strict(text: &str) -> String {
    let blank = |out: &mut String, length| out.extend(std::iter::repeat_n(' ', length));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            let end = string_end(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if rest.starts_with("//") {
            let end = rest.find('\n').unwrap_or(rest.len());
            blank(&mut out, end);
            rest = &rest[end..];
        } else if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            blank(&mut out, end);
            rest = &rest[end..];
        } else {
            if matches!(c, ']' | '}') {
                let kept = out.trim_end();
                if kept.ends_with(',') {
                    let comma = kept.len() - 1;
                    out.replace_range(comma..=comma, " ");
                }
            }
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// Where the string that starts `text` ends.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn three_languages_give_one_value() {
        let expected = json!({"a": {"b": ["x", 1, true]}});
        assert_eq!(yaml("a:\n  b: [x, 1, !!python/name:y true]\n").unwrap()["a"]["b"][0], "x");
        assert_eq!(yaml("a:\n  b: [x, 1, true]\n").unwrap(), expected);
        assert_eq!(toml("[a]\nb = ['x', 1, true]\n").unwrap(), expected);
        assert_eq!(
            json("{ /* c */ \"a\": {\"b\": [\"x\", 1, true,],}, // d\n}").unwrap(),
            expected
        );
    }

    #[test]
    fn hostile_yaml_is_refused_or_bounded() {
        assert!(yaml(&"[".repeat(100_000)).is_err());
        assert!(yaml(&"- ".repeat(100_000)).is_err());
        let bomb = (1..40).map(|n| format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1));
        assert!(yaml(&format!("a0: &a0 [x, x]\n{}", bomb.collect::<String>())).is_err());
    }
}
