//! guidepost
pub mod base;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod doc;
pub mod engine;
pub mod lint;
pub mod net;
pub mod report;
pub mod resolve;
pub mod sys;
