//! Everything that is tested through the crate's public face, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod action;
mod apart;
mod asking;
mod baselines;
mod browser;
mod built;
mod changed;
mod cli;
mod corpus;
mod ends;
mod findings;
mod fixes;
mod formats;
mod hooks;
mod hosted;
mod hostile;
mod incremental;
mod layouts;
mod memory;
mod migrations;
mod navigation;
mod net;
mod outputs;
mod packaging;
mod page_types;
mod peers;
mod properties;
mod publishing;
mod questions;
mod recall;
mod references;
mod reports;
mod rule_pages;
mod scheduler;
mod sections;
mod server;
mod shared;
mod sites;
mod store;
mod suppressions;
mod threats;
mod tidy;
mod tls;
mod trust;
