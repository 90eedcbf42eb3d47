//! Pixels to characters and rules.
