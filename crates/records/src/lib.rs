//! Meaning: blocks to sections to tasks.
