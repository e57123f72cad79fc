//! HTML as its specification has it read, by html5gum.
//!
//! With an emitter of our own, what is not kept is not copied.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, naive_next_state};

use super::{Attribute, Reader};
use crate::doc::html::Event;

impl<F: FnMut(Event)> Reader<'_, F> {
    /// Where the value stands when it is empty: between the quotes of `href=""`, or behind the name.
    fn empty_value(&self) -> usize {
        let name_end = self.attribute.name_end;
        let rest = &self.html[name_end.min(self.html.len())..];
        let after_equals = rest.trim_start().strip_prefix('=').map(str::trim_start);
        let inside = after_equals.and_then(|value| value.strip_prefix(['"', '\'']));
        inside.map_or(name_end, |value| self.html.len() - value.len())
    }

    /// Take in the attribute that ends here, if there is one. One without a value has an empty one.
    fn end_attribute(&mut self) {
        if self.attribute.value.is_empty() {
            if !self.is_kept(&self.attribute.name) {
                self.attribute.name.clear();
                return;
            }
            let place = self.empty_value();
            self.attribute.place = place..place;
        }
        let Attribute { name, value, place, .. } = std::mem::take(&mut self.attribute);
        self.keep(&name, &String::from_utf8_lossy(&value), place);
        // The room is used again.
        self.attribute.name = name;
        self.attribute.name.clear();
        self.attribute.value = value;
        self.attribute.value.clear();
    }
}

impl<F: FnMut(Event)> Emitter for &mut Reader<'_, F> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start.clear();
        self.last_start.extend_from_slice(name.unwrap_or_default());
    }

    fn emit_eof(&mut self) {
        self.flush_text();
    }

    fn emit_error(&mut self, _: Error) {}

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn move_position(&mut self, offset: isize) {
        self.position = self.position.wrapping_add_signed(offset);
    }

    fn emit_string(&mut self, text: &[u8]) {
        self.text(text);
    }

    fn start_open_tag(&mut self) {
        self.tag.start = self.position.saturating_sub(1);
    }

    fn init_start_tag(&mut self) {
        self.begin(false);
    }

    fn init_end_tag(&mut self) {
        self.begin(true);
    }

    fn push_tag_name(&mut self, part: &[u8]) {
        self.tag.name.extend_from_slice(part);
    }

    fn init_attribute(&mut self) {
        self.end_attribute();
    }

    fn push_attribute_name(&mut self, part: &[u8]) {
        self.attribute.name.extend_from_slice(part);
        self.attribute.name_end = self.position;
    }

    fn init_attribute_value(&mut self) {
        self.attribute.kept = self.is_kept(&self.attribute.name);
        self.attribute.place = self.position..self.position;
    }

    fn push_attribute_value(&mut self, part: &[u8]) {
        if self.attribute.kept {
            self.attribute.value.extend_from_slice(part);
            self.attribute.place.end = self.position;
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.end_attribute();
        self.end_of_tag();
        self.last_start.clear();
        if self.tag.is_end {
            return None;
        }
        self.last_start.extend_from_slice(&self.tag.name);
        naive_next_state(&self.tag.name)
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.tag.is_end && !self.tag.name.is_empty() && self.last_start == self.tag.name
    }

    fn init_comment(&mut self) {
        self.flush_text();
    }

    fn init_doctype(&mut self) {
        self.flush_text();
    }

    // Nobody asks for the rest.
    fn push_comment(&mut self, _: &[u8]) {}
    fn emit_current_comment(&mut self) {}
    fn emit_current_doctype(&mut self) {}
    fn set_self_closing(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
}
