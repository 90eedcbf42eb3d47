//! Embedded font programs, read backwards: from a glyph to the character it draws.

use super::encoding::glyph_name_character;
use crate::pdf::lexer::{Lexer, Token};
use crate::unified::unified_ideograph;
use std::collections::HashMap;
use ttf_parser::{Face, GlyphId, cff};

/// What an embedded font program says about its glyphs.
#[derive(Default)]
pub(super) struct Program {
    characters: ByGlyph<char>,
    /// Glyph of a code, by the program's own encoding of single bytes.
    codes: HashMap<u8, u16>,
    /// Glyph of a CID, in a CID-keyed CFF program.
    cids: Option<HashMap<u16, u16>>,
    /// Advance widths, in ems.
    widths: ByGlyph<f64>,
}

/// A value for each glyph that has one. Fonts of ten thousand glyphs are common: they are not worth hashing.
#[derive(Default)]
struct ByGlyph<T>(Vec<Option<T>>);

impl<T: Copy> ByGlyph<T> {
    fn get(&self, glyph: u16) -> Option<T> {
        self.0.get(usize::from(glyph)).copied().flatten()
    }

    fn slot(&mut self, glyph: u16) -> &mut Option<T> {
        let at = usize::from(glyph);
        if at >= self.0.len() {
            self.0.resize(at + 1, None);
        }
        &mut self.0[at]
    }
}

impl Program {
    /// Reads TrueType, OpenType, bare CFF or Type 1; `None` when the bytes are none of these.
    pub(super) fn parse(data: &[u8]) -> Option<Self> {
        if data.starts_with(b"%!") {
            return Some(Self::parse_type1(data));
        }
        if let Ok(face) = Face::parse(data, 0) {
            return Some(Self::from_face(&face));
        }
        Self::from_raw_tables(data).or_else(|| cff::Table::parse(data).map(|table| Self::from_cff(&table)))
    }

    /// The character of a glyph.
    pub(super) fn character(&self, glyph: u16) -> Option<char> {
        self.characters.get(glyph)
    }

    /// The character of a single-byte code by the program's own encoding.
    pub(super) fn code_character(&self, code: u8) -> Option<char> {
        self.character(*self.codes.get(&code)?)
    }

    /// The glyph of a CID: itself, but for CID-keyed CFF programs.
    pub(super) fn cid_glyph(&self, cid: u16) -> Option<u16> {
        self.cids.as_ref().map_or(Some(cid), |cids| cids.get(&cid).copied())
    }

    /// The advance width of a glyph in ems.
    pub(super) fn width(&self, glyph: u16) -> Option<f64> {
        self.widths.get(glyph)
    }

    fn from_face(face: &Face) -> Self {
        let mut program = face.tables().cff.as_ref().map(Self::from_cff).unwrap_or_default();
        let units = f64::from(face.units_per_em());
        for glyph in 0..face.number_of_glyphs() {
            if let Some(width) = face.glyph_hor_advance(GlyphId(glyph)) {
                *program.widths.slot(glyph) = Some(f64::from(width) / units);
            }
            if let Some(c) = face.glyph_name(GlyphId(glyph)).and_then(glyph_name_character) {
                program.characters.slot(glyph).get_or_insert(c);
            }
        }
        if let Some(cmap) = face.tables().cmap {
            program.read_cmap(&cmap);
        }
        program
    }

    /// PDF subsets often lack the tables that a face must have: take `cmap` alone.
    fn from_raw_tables(data: &[u8]) -> Option<Self> {
        let raw = ttf_parser::RawFace::parse(data, 0).ok()?;
        let cmap = ttf_parser::cmap::Table::parse(raw.table(ttf_parser::Tag::from_bytes(b"cmap"))?)?;
        let mut program = Self::default();
        program.read_cmap(&cmap);
        Some(program)
    }

    fn read_cmap(&mut self, cmap: &ttf_parser::cmap::Table) {
        for subtable in cmap.subtables {
            let unicode = subtable.is_unicode();
            subtable.codepoints(|code| {
                let Some(GlyphId(glyph)) = subtable.glyph_index(code).filter(|glyph| glyph.0 != 0) else { return };
                if unicode && let Some(c) = char::from_u32(code) {
                    let slot = self.characters.slot(glyph).get_or_insert(c);
                    if preference(c) < preference(*slot) {
                        *slot = c;
                    }
                }
                // Symbol fonts (3, 0) put their codes at U+F000; Macintosh tables use bare bytes.
                if let Some(byte) = symbol_byte(code) {
                    self.codes.entry(byte).or_insert(glyph);
                }
            });
        }
    }

    fn from_cff(table: &cff::Table) -> Self {
        let mut program = Self::default();
        let mut cids = HashMap::new();
        let units = f64::from(table.matrix().sx);
        for glyph in 0..table.number_of_glyphs() {
            let id = GlyphId(glyph);
            if let Some(cid) = table.glyph_cid(id) {
                cids.insert(cid, glyph);
            }
            if let Some(c) = table.glyph_name(id).and_then(glyph_name_character) {
                *program.characters.slot(glyph) = Some(c);
            }
            if let Some(width) = table.glyph_width(id) {
                *program.widths.slot(glyph) = Some(f64::from(width) * units);
            }
        }
        for code in 0..=u8::MAX {
            if let Some(glyph) = table.glyph_index(code) {
                program.codes.insert(code, glyph.0);
            }
        }
        program.cids = (!cids.is_empty()).then_some(cids);
        program
    }

    /// The clear-text head of a Type 1 program: `dup 65 /A put`.
    fn parse_type1(data: &[u8]) -> Self {
        let head =
            data.windows(5).position(|window| window == b"eexec").and_then(|end| data.get(..end)).unwrap_or(data);
        let mut program = Self::default();
        let mut previous = None;
        for token in Lexer::new(head) {
            if let (Some(Token::Number(code)), Token::Name(name)) = (&previous, &token)
                && let Some(c) = std::str::from_utf8(name).ok().and_then(glyph_name_character)
                && (0.0..256.0).contains(code)
            {
                let code = *code as u8;
                program.codes.insert(code, u16::from(code));
                *program.characters.slot(u16::from(code)) = Some(c);
            }
            previous = Some(token);
        }
        program
    }
}

/// Among the characters that share a glyph the plain one wins: not private, not a radical or compatibility form.
fn preference(c: char) -> (u8, char) {
    let class = match c {
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => 3,
        _ if unified_ideograph(c).is_some() => 2,
        '\u{a0}' | '\u{ad}' | '\u{2010}'..='\u{2012}' | '\u{fe30}'..='\u{fe4f}' => 1,
        _ => 0,
    };
    (class, c)
}

fn symbol_byte(code: u32) -> Option<u8> {
    match code {
        0..=0xff => u8::try_from(code).ok(),
        0xf000..=0xf0ff => u8::try_from(code - 0xf000).ok(),
        _ => None,
    }
}
