//! Golden files and end-to-end tests.

pub mod sample;
