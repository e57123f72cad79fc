//! Everything that is tested through the crate's public face, in one binary.

mod cli;
mod corpus;
mod findings;
mod incremental;
mod net;
mod properties;
mod reports;
mod rule_pages;
mod server;
mod shared;
mod tidy;
