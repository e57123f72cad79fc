//! guidepost checks the links, anchors and required sections of documentation. This page is its map: read it before the
//! code. How to add a rule, a format or a dialect stands in `.github/CONTRIBUTING.md`.
//!
//! **Everything from outside is a [`Change`], everything in between is a pure function of a [`Snapshot`] and settings,
//! everything to outside is a [`Report`] or an edit.** A one-shot run is the case in which every page is new; an editor or
//! a watcher would send smaller changes to the same engine.
//!
//! ```text
//! sys: walk, list, read ┐                                                       ┌─▶ report: human, json, sarif, …
//! net: observations     ├─ Vec<Change> ─▶ Engine::apply ─▶ Dirty ─▶ View::check ─▶ Advice
//!                       │                  parse, resolve, wake     rules          suggestions, fixes
//!                       └◀── Want: "list this folder", "read this page" ──┘
//! ```
//!
//! # Layers
//!
//! A module uses those above it in this list and no others; `tests/it/tidy.rs` fails otherwise.
//!
//! | module | what it holds |
//! |---|---|
//! | [`base`] | ids, spans, paths, URLs, observations, diagnostics, edits: words that all layers share |
//! | [`doc`] | one page as data: links with the exact bytes they stand in, headings, anchors; never fails |
//! | [`corpus`] | the snapshot: pages, the tree as directory listings tell it, what was seen of external addresses |
//! | [`site`] | how folders are published: one profile a generator, routes, redirects, dialects |
//! | [`resolve`] | where a link leads, what happened to one that leads nowhere, what it may have meant, verdicts |
//! | [`lint`] | rules, one file and one page each, and page types |
//! | [`engine`] | changes in, findings out; who depends on what, and facts that outlive a run; fingerprints; suggestions |
//! | [`fix`] | edits chosen, applied to a fixed point and proven by another check |
//! | [`baseline`] | findings that were known before, counted, so that only new ones fail |
//! | [`report`] | a report for people and one for programs |
//! | [`config`] | `guidepost.toml`: what was written, and what it means |
//! | [`migrate`] | what the configuration of another tool says, as `guidepost.toml` says it |
//! | [`sys`], [`net`] | the only users of the disk, of processes and of the network; they know [`base`] and nothing else |
//! | [`cli`] | turns arguments into changes, and reports into bytes |
//!
//! # What always holds
//!
//! 1. [`doc`] and below never fail and know no paths, configuration or IO.
//! 2. A page's document depends on its text, format and dialect only.
//! 3. Rules read a [`lint::FileCx`]; they do not parse, resolve, touch the disk or print.
//! 4. A finding is data; an error is "cannot run"; a panic is a bug, caught page by page.
//! 5. Places are byte offsets; lines and columns exist in [`report`] only.
//! 6. A check after many changes finds what a check from scratch finds: every path that was probed for a link is
//!    remembered, hit or miss, and wakes the page when it appears or vanishes.
//! 7. The same input gives the same bytes, for any number of threads.
//! 8. What exists is decided by directory listings in exact spelling, on every operating system, and nothing outside of
//!    the root is ever looked at.
//! 9. A question that the snapshot cannot answer is a [`resolve::Want`] and no guess: the caller answers it with a change.
//! 10. One registry a kind: [`lint::RULES`], [`site::PROFILES`], [`report::Format::ALL`], [`doc::DIALECTS`]. Help, schema, completions and
//!     documentation are derived from them.
//! 11. Async code lives in [`net`] alone; what to ask next is decided by a scheduler without IO.
//! 12. A fix is applied as a change and kept only when the check that follows proves it; what cannot be proven is undone.
//! 13. Time, streams, the current folder and the terminal come in as arguments.

pub mod base;
pub mod baseline;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod doc;
pub mod engine;
pub mod fix;
pub mod lint;
pub mod migrate;
pub mod net;
pub mod report;
pub mod resolve;
pub mod site;
pub mod sys;

pub use base::diag::Diagnostic;
pub use corpus::Snapshot;
pub use engine::{Change, Engine};
pub use report::Report;
