//! The fenjie command.

fn main() {}
