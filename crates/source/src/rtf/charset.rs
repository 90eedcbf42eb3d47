//! Character sets of RTF: code pages of the file and of its fonts.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, WINDOWS_1252};
use std::collections::BTreeMap;

/// The encodings that text bytes may be in.
#[derive(Debug, Default)]
pub(super) struct Charsets {
    file: Option<&'static Encoding>,
    fonts: BTreeMap<i32, Option<&'static Encoding>>,
}

impl Charsets {
    /// `\ansicpg`.
    pub fn set_file(&mut self, code_page: i32) {
        self.file = by_code_page(code_page);
    }

    /// `\fcharset` of a font ([MS-WMF] 2.1.1.5).
    pub fn set_font(&mut self, font: i32, charset: i32) {
        let encoding = match charset {
            128 => Some(SHIFT_JIS),
            129 | 130 => Some(EUC_KR),
            134 => Some(GBK),
            136 => Some(BIG5),
            _ => None,
        };
        self.fonts.insert(font, encoding);
    }

    /// The encoding under one of these fonts, the first that has one of its own; else that of the file.
    pub fn encoding(&self, fonts: [Option<i32>; 2]) -> &'static Encoding {
        let of_font = fonts.into_iter().flatten().find_map(|font| self.fonts.get(&font).copied().flatten());
        of_font.or(self.file).unwrap_or(WINDOWS_1252)
    }
}

fn by_code_page(code_page: i32) -> Option<&'static Encoding> {
    match code_page {
        936 => Some(GBK),
        950 => Some(BIG5),
        932 => Some(SHIFT_JIS),
        949 => Some(EUC_KR),
        54936 => Some(GB18030),
        65001 => Some(UTF_8),
        other => Encoding::for_label(format!("windows-{other}").as_bytes()),
    }
}
