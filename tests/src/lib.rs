//! Golden files and end-to-end tests.
