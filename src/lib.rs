//! guidepost
pub mod base;
pub mod doc;
pub mod corpus;
pub mod resolve;
pub mod engine;
pub mod lint;
pub mod report;
pub mod config;
pub mod sys;
pub mod net;
pub mod cli;
