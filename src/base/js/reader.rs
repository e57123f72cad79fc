//! From the pieces of a program to what is literal in it.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::UNREAD;
use super::tokens::{Token, tokens};

/// How deep values may nest.
const DEEPEST: usize = 64;

/// What is known of a program while it is read from top to bottom.
#[derive(Default)]
pub(super) struct Reader {
    tokens: Vec<Token>,
    placed: bool,
    at: usize,
    depth: usize,
    known: HashMap<String, Value>,
    /// The default export.
    pub(super) default: Option<Value>,
    /// Keys whose values are not literal.
    pub(super) unread: Vec<String>,
}

impl Reader {
    /// The program `text`; its texts with their places, if these are `placed`.
    pub(super) fn read(text: &str, placed: bool) -> Self {
        let mut reader = Self { tokens: tokens(text), placed, ..Self::default() };
        reader.module();
        reader
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, mark: char) -> bool {
        self.peek() == Some(&Token::Mark(mark))
    }

    fn eat(&mut self, mark: char) -> bool {
        let found = self.is(mark);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self) -> Option<String> {
        let Some(Token::Word(word)) = self.peek() else { return None };
        let word = word.clone();
        self.at += 1;
        Some(word)
    }

    /// Statement by statement, as far as they define something.
    fn module(&mut self) {
        while self.at < self.tokens.len() {
            let start = self.at;
            match self.word().as_deref() {
                Some("const" | "let" | "var") => self.definition(),
                Some("export") => match self.word().as_deref() {
                    Some("default") => self.default_export(),
                    Some("const" | "let" | "var") => self.definition(),
                    _ => {}
                },
                Some("module")
                    if self.eat('.')
                        && self.word().as_deref() == Some("exports")
                        && self.eat('=') =>
                {
                    self.default_export();
                }
                _ => {}
            }
            if self.at == start || !self.is(';') {
                self.at = self.at.max(start + 1);
            }
            // What stands in brackets on the way is no statement.
            if self
                .tokens
                .get(self.at - 1)
                .is_some_and(|token| matches!(token, Token::Mark('{' | '(' | '[')))
            {
                self.skip_to_close();
            }
        }
    }

    fn definition(&mut self) {
        let Some(name) = self.word() else { return };
        if self.eat(':') {
            while self.at < self.tokens.len() && !self.is('=') && !self.is(';') {
                self.skip_one();
            }
        }
        if self.eat('=') {
            let value = self.value();
            self.known.insert(name, value);
        }
    }

    fn default_export(&mut self) {
        let function = match self.peek() {
            Some(Token::Word(word)) => word == "async" || word == "function",
            Some(Token::Mark('(')) => true,
            _ => false,
        };
        if function {
            let is_return = |token: &Token| matches!(token, Token::Word(word) if word == "return");
            if let Some(ahead) = self.tokens[self.at..].iter().position(is_return) {
                self.at += ahead + 1;
            }
        }
        self.default = Some(self.value());
    }

    /// One expression; null when it is not literal.
    fn value(&mut self) -> Value {
        if self.depth >= DEEPEST {
            self.skip_expression();
            return Value::Null;
        }
        self.depth += 1;
        let value = self.operand();
        let value = self.operators(value);
        self.depth -= 1;
        value
    }

    fn operand(&mut self) -> Value {
        let Some(token) = self.peek().cloned() else { return Value::Null };
        self.at += 1;
        match token {
            Token::Text(text, at) if self.placed => json!({ "$text": text, "$at": at }),
            Token::Text(text, _) => Value::String(text),
            Token::Number(number) => {
                serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
            }
            Token::Mark('{') => self.object(),
            Token::Mark('[') => self.list(']'),
            Token::Mark('(') => {
                // `({…})` is its content; `(x) => ({…})` is a function, whose result is worth a look.
                let inner = self.list(')');
                if self.eat('>') {
                    return self.result();
                }
                inner.get(0).cloned().unwrap_or_default()
            }
            Token::Word(word) => match word.as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "async" | "await" => self.operand(),
                "new" | "function" | "typeof" => {
                    self.skip_expression();
                    Value::Null
                }
                _ if self.is('(') || self.generic_call() || self.resolve_call(&word) => {
                    self.at += 1;
                    let mut call = Map::new();
                    call.insert("$call".to_owned(), Value::String(word));
                    call.insert("args".to_owned(), self.list(')'));
                    Value::Object(call)
                }
                _ if self.eat('>') => self.result(),
                _ => self.known.get(&word).cloned().unwrap_or_default(),
            },
            Token::Opaque | Token::Mark(_) => Value::Null,
        }
    }

    /// Skip `.resolve` in `require.resolve('./x')`, which is a call with the name of a file as well.
    fn resolve_call(&mut self, word: &str) -> bool {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        let [Token::Mark('.'), Token::Word(name), Token::Mark('('), ..] = rest else {
            return false;
        };
        let found = word == "require" && name == "resolve";
        self.at += if found { 2 } else { 0 };
        found
    }

    /// Skip `<T>` in front of the parenthesis of a call.
    fn generic_call(&mut self) -> bool {
        let Some(Token::Mark('<')) = self.peek() else { return false };
        let ahead = self.tokens[self.at..].iter().position(|token| *token == Token::Mark('('));
        let call = ahead.map(|ahead| self.at + ahead).filter(|&open| {
            self.tokens[open - 1] == Token::Mark('>')
                && self.tokens[self.at..open].iter().all(|token| {
                    matches!(token, Token::Word(_) | Token::Mark('<' | '>' | ',' | '.' | '[' | ']'))
                })
        });
        self.at = call.unwrap_or(self.at);
        call.is_some()
    }

    /// What a function whose head was read gives.
    fn result(&mut self) -> Value {
        if !self.is('{') {
            return self.value();
        }
        let end = self.close_of(self.at);
        let returns = |token: &Token| matches!(token, Token::Word(word) if word == "return");
        let found = self.tokens[self.at..end].iter().position(returns);
        let value = match found {
            Some(ahead) => {
                self.at += ahead + 1;
                self.value()
            }
            None => Value::Null,
        };
        self.at = end;
        value
    }

    /// What `name(…) {…}` gives, from its parenthesis on.
    fn method(&mut self) -> Value {
        self.skip_one();
        if self.is('{') { self.result() } else { Value::Null }
    }

    /// What follows an operand: `a || b` is the first that is known, `as T` says nothing, others compute.
    fn operators(&mut self, mut value: Value) -> Value {
        loop {
            match self.peek().cloned() {
                None | Some(Token::Mark(',' | ';' | '}' | ']' | ')')) => return value,
                Some(Token::Word(word)) => {
                    // Any other word starts a new statement, without a semicolon in front.
                    if word == "as" || word == "satisfies" {
                        self.skip_expression();
                    }
                    return value;
                }
                Some(Token::Mark(mark @ ('|' | '?')))
                    if self.tokens.get(self.at + 1) == Some(&Token::Mark(mark)) =>
                {
                    self.at += 2;
                    let other = self.operand();
                    if value.is_null() {
                        value = other;
                    }
                }
                Some(Token::Mark('.')) => {
                    self.at += 1;
                    let name = self.word().unwrap_or_default();
                    value = value.get(&name).cloned().unwrap_or_default();
                    if self.is('(') {
                        self.skip_one();
                        value = Value::Null;
                    }
                }
                Some(_) => {
                    self.skip_expression();
                    return Value::Null;
                }
            }
        }
    }

    fn list(&mut self, close: char) -> Value {
        let mut items = Vec::new();
        while self.at < self.tokens.len() && !self.eat(close) {
            let start = self.at;
            if self.eat('.') {
                while self.eat('.') {}
                match self.value() {
                    Value::Array(spread) => items.extend(spread),
                    _ => items.push(Value::Null),
                }
            } else {
                items.push(self.value());
            }
            if !self.eat(',') && !self.is(close) {
                self.skip_expression();
                self.eat(',');
            }
            self.at = self.at.max(start + 1);
        }
        Value::Array(items)
    }

    fn object(&mut self) -> Value {
        let mut map = Map::new();
        while self.at < self.tokens.len() && !self.eat('}') {
            let start = self.at;
            let mut key = match self.peek().cloned() {
                Some(Token::Word(key) | Token::Text(key, _)) => {
                    self.at += 1;
                    Some(key)
                }
                Some(Token::Mark('.')) => {
                    while self.eat('.') {}
                    match self.value() {
                        Value::Object(spread) => map.extend(spread),
                        _ => drop(map.insert(UNREAD.to_owned(), Value::Null)),
                    }
                    None
                }
                _ => None,
            };
            if key.as_deref() == Some("async") && matches!(self.peek(), Some(Token::Word(_))) {
                key = self.word();
            }
            if let Some(key) = key {
                if self.is(':') || self.is('(') {
                    let value = if self.eat(':') { self.value() } else { self.method() };
                    if value.is_null() {
                        self.unread.push(key.clone());
                    }
                    map.insert(key, value);
                } else if self.is(',') || self.is('}') {
                    map.insert(key.clone(), self.known.get(&key).cloned().unwrap_or_default());
                }
            }
            while self.at < self.tokens.len() && !self.is(',') && !self.is('}') {
                self.skip_one();
            }
            self.eat(',');
            self.at = self.at.max(start + 1);
        }
        Value::Object(map)
    }

    /// Skip to where the expression ends.
    fn skip_expression(&mut self) {
        while self.at < self.tokens.len()
            && !matches!(self.peek(), Some(Token::Mark(',' | ';' | '}' | ']' | ')')))
        {
            self.skip_one();
        }
    }

    /// Skip one token, or all that stands in one pair of brackets.
    fn skip_one(&mut self) {
        let opens = matches!(self.peek(), Some(Token::Mark('{' | '(' | '[')));
        self.at += 1;
        if opens {
            self.skip_to_close();
        }
    }

    /// Behind the bracket that closes the one in front.
    fn skip_to_close(&mut self) {
        self.at = self.close_of(self.at - 1);
    }

    /// The token behind the bracket that closes the one at `open`.
    fn close_of(&self, open: usize) -> usize {
        let mut depth = 0_usize;
        for (at, token) in self.tokens.iter().enumerate().skip(open) {
            match token {
                Token::Mark('{' | '(' | '[') => depth += 1,
                Token::Mark('}' | ')' | ']') => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return at + 1;
            }
        }
        self.tokens.len()
    }
}
