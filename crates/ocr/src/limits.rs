//! Every limit of this crate.

/// Largest picture that is read, in pixels: A3 at 600 dpi.
pub const MAX_PIXELS: usize = 100_000_000;
/// Most text boxes read on a page; a page of small print holds about 400.
pub const MAX_BOXES: usize = 4_000;
/// Most rules kept on a page.
pub const MAX_RULES: usize = 4_000;
/// Widest line given to the recogniser, in its own pixels (48 high); a longer one is cut in two at a gap.
pub const MAX_LINE_WIDTH: usize = 3_200;
/// Largest model file that is installed, in bytes.
pub const MAX_MODEL_BYTES: u64 = 200_000_000;
