/// Bounds on what a reader may use up; every one is reported when it is hit.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Largest file read, in bytes.
    pub file_bytes: u64,
    /// Largest text that one file may yield, in bytes: what a bomb unpacks to counts, not what it weighs.
    pub text_bytes: usize,
    /// Largest part of a packed file (ZIP entry, PDF stream), unpacked, in bytes.
    pub part_bytes: usize,
    /// Most pages read of one file.
    pub pages: usize,
    /// Deepest nesting of elements, objects or archives.
    pub depth: usize,
    /// Most cells of one table, spans written out.
    pub cells: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 64 << 20,
            text_bytes: 256 << 20,
            part_bytes: 256 << 20,
            pages: 20_000,
            depth: 256,
            cells: 4_000_000,
        }
    }
}
