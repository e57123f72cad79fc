//! A program cut into pieces, as far as reading literals needs it.

/// A piece of a program.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// What stands in quotes, and where it starts.
    Text(String, usize),
    Number(f64),
    Word(String),
    /// `=>` is `>`.
    Mark(char),
    /// A template or an expression that is none of these.
    Opaque,
}

/// The pieces of `text`; spaces and comments left out.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            c if c.is_whitespace() => c.len_utf8(),
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '/' if regex_may_start(tokens.last()) => {
                tokens.push(Token::Opaque);
                regex_length(rest)
            }
            '"' | '\'' | '`' => {
                let (value, length) = quoted(rest, c);
                let start = text.len() - rest.len() + 1;
                tokens.push(value.map_or(Token::Opaque, |value| Token::Text(value, start)));
                length
            }
            c if c.is_ascii_digit() => {
                let length = rest
                    .bytes()
                    .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
                    .count();
                tokens.push(rest[..length].parse().map_or(Token::Opaque, Token::Number));
                length
            }
            c if is_word(c) => {
                let word: String = rest.chars().take_while(|&c| is_word(c)).collect();
                let length = word.len();
                tokens.push(Token::Word(word));
                length
            }
            '=' if rest.starts_with("=>") => {
                tokens.push(Token::Mark('>'));
                2
            }
            c => {
                tokens.push(Token::Mark(c));
                c.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

fn regex_may_start(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Mark(c)) => !matches!(c, ')' | ']' | '}'),
        Some(Token::Word(word)) => word == "return",
        Some(_) => false,
        None => true,
    }
}

fn regex_length(text: &str) -> usize {
    let (mut escaped, mut class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => return 1,
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '[' if !escaped => class = true,
            ']' if !escaped => class = false,
            '/' if !escaped && !class => return at + 1,
            _ => {}
        }
        escaped = false;
    }
    1
}

/// The string that starts `text`, `None` when it holds expressions, and its length.
fn quoted(text: &str, quote: char) -> (Option<String>, usize) {
    let mut value = String::new();
    let mut literal = true;
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if escaped {
            escaped = false;
            value.push(match c {
                'n' => '\n',
                't' => '\t',
                c => c,
            });
        } else if c == '\\' {
            escaped = true;
        } else if quote == '`' && c == '{' && text[..at].ends_with('$') {
            literal = false;
            depth += 1;
        } else if depth > 0 {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
        } else if c == quote {
            return (literal.then_some(value), at + 1);
        } else {
            value.push(c);
        }
    }
    (None, text.len())
}
