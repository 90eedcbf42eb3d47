//! Composite fonts (Type 0): codes of one to four bytes, CIDs, predefined `CMaps`.

use super::{LazyProgram, Loader, Program, Shown, ToUnicode, is_private, load_predefined, predefined};
use crate::pdf::lexer::{Lexer, Token};
use hayro_cmap::{BfString, CMap, CidFamily, WritingMode};
use lopdf::{Dictionary, Object};
use std::sync::OnceLock;

/// A composite font.
pub(super) struct Composite<'d> {
    pub(super) vertical: bool,
    encoding: Encoding,
    to_unicode: Option<ToUnicode>,
    /// From CID to character, for the Adobe collections.
    collection: Option<CMap>,
    widths: Widths,
    loader: Loader<'d>,
    descendant: &'d Dictionary,
    program: LazyProgram,
    cid_to_glyph: OnceLock<Option<Vec<u8>>>,
}

/// How codes are cut out of a string and become CIDs.
struct Encoding {
    cmap: CMap,
    /// All codes have two bytes, and the code is the CID.
    identity: bool,
    /// Codes are UTF-16: the code itself is the character.
    unicode: bool,
    /// Byte-wise bounds of the codes, where the `CMap` is embedded.
    codespaces: Vec<(Vec<u8>, Vec<u8>)>,
}

impl<'d> Composite<'d> {
    pub(super) fn load(loader: Loader<'d>, dict: &'d Dictionary, descendant: &'d Dictionary) -> Self {
        let encoding = Encoding::load(loader, dict);
        let to_unicode = loader.to_unicode(dict);
        let collection = collection_cmap(loader, descendant, &encoding.cmap, to_unicode.as_ref());
        Self {
            vertical: encoding.cmap.metadata().writing_mode == Some(WritingMode::Vertical),
            encoding,
            to_unicode,
            collection,
            widths: Widths::load(loader, descendant),
            loader,
            descendant,
            program: OnceLock::new(),
            cid_to_glyph: OnceLock::new(),
        }
    }

    /// The first code of `bytes` and its length; `bytes` is not empty.
    pub(super) fn next_code(&self, bytes: &[u8]) -> (u32, usize) {
        let length = self.encoding.code_length(bytes).clamp(1, bytes.len().max(1));
        let code = bytes.iter().take(length).fold(0u32, |code, byte| code << 8 | u32::from(*byte));
        (code, length)
    }

    pub(super) fn shown(&self, code: u32, length: usize) -> Shown {
        let cid = self.encoding.cid(code, length);
        let width = self.widths.width(cid);
        let advance = if self.vertical { -self.widths.vertical } else { width };
        Shown { text: self.text(code, length, cid), advance, width, word_space: length == 1 && code == 32 }
    }

    fn text(&self, code: u32, length: usize, cid: u32) -> Option<BfString> {
        let mapped = self.to_unicode.as_ref().and_then(|map| map.lookup(code));
        let trusted = self.to_unicode.as_ref().is_some_and(|map| !map.identity);
        if trusted && mapped.as_ref().is_some_and(|text| !is_private(text)) {
            return mapped;
        }
        self.collection
            .as_ref()
            .and_then(|collection| collection.lookup_bf_string(cid))
            .or_else(|| self.encoding.unicode.then(|| utf16(code, length)).flatten().map(BfString::Char))
            .or_else(|| self.drawn(cid).map(BfString::Char))
            .filter(super::is_meaningful)
            .or(mapped)
    }

    /// The character that the embedded program draws for a CID.
    fn drawn(&self, cid: u32) -> Option<char> {
        let program: &Program = self.program.get_or_init(|| self.loader.program(self.descendant)).as_ref()?;
        program.character(self.glyph(program, u16::try_from(cid).ok()?)?)
    }

    fn glyph(&self, program: &Program, cid: u16) -> Option<u16> {
        let map = self.cid_to_glyph.get_or_init(|| {
            let stream = self.loader.objects.stream(self.descendant, b"CIDToGIDMap")?;
            self.loader.unpack(stream)
        });
        let Some(map) = map else { return program.cid_glyph(cid) };
        let at = usize::from(cid) * 2;
        map.get(at..at + 2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
    }
}

impl Encoding {
    fn load<'d>(loader: Loader<'d>, dict: &'d Dictionary) -> Self {
        let name = match loader.objects.get(dict, b"Encoding") {
            Some(Object::Name(name)) => name.as_slice(),
            Some(Object::Stream(stream)) => loader.objects.name(&stream.dict, b"UseCMap").unwrap_or_default(),
            _ => b"Identity-H",
        };
        let unicode =
            [&b"UTF16"[..], b"UCS2"].iter().any(|word| name.windows(word.len()).any(|window| window == *word));
        match loader.cmap(dict, b"Encoding") {
            Some((cmap, data)) => {
                let identity = name.starts_with(b"Identity") && data.is_empty();
                Self { cmap, identity, unicode, codespaces: codespaces(&data) }
            }
            None => Self { cmap: CMap::identity_h(), identity: true, unicode, codespaces: Vec::new() },
        }
    }

    fn code_length(&self, bytes: &[u8]) -> usize {
        if self.identity {
            return 2;
        }
        if !self.codespaces.is_empty() {
            let within = |(low, high): &&(Vec<u8>, Vec<u8>)| {
                bytes.len() >= low.len() && low.iter().zip(high).zip(bytes).all(|((l, h), b)| l <= b && b <= h)
            };
            let shortest = self.codespaces.iter().map(|(low, _)| low.len()).min().unwrap_or(1);
            return self.codespaces.iter().find(within).map_or(shortest, |(low, _)| low.len());
        }
        let mut code = 0u32;
        for (length, byte) in (1u8..=4).zip(bytes) {
            code = code << 8 | u32::from(*byte);
            if self.cmap.lookup_cid_code(code, length).is_some() {
                return usize::from(length);
            }
        }
        // An unknown code of a predefined map: legacy encodings put single bytes below 0x80.
        if self.unicode || bytes.first().is_some_and(|byte| *byte >= 0x80) { 2 } else { 1 }
    }

    fn cid(&self, code: u32, length: usize) -> u32 {
        if self.identity {
            return code;
        }
        self.cmap.lookup_cid_code(code, length as u8).unwrap_or(0)
    }
}

fn utf16(code: u32, length: usize) -> Option<char> {
    let units = [(code >> 16) as u16, code as u16];
    let units = if length > 2 { &units[..] } else { &units[1..] };
    char::decode_utf16(units.iter().copied()).next()?.ok().filter(|c| *c != '\0')
}

/// The codespace ranges of an embedded `CMap`, byte by byte.
fn codespaces(data: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut ranges = Vec::new();
    let (mut inside, mut low) = (false, None::<Vec<u8>>);
    for token in Lexer::new(data) {
        match token {
            Token::Keyword(b"begincodespacerange") => inside = true,
            Token::Keyword(b"endcodespacerange") => inside = false,
            Token::String(bound) if inside => match low.take() {
                Some(low) => ranges.push((low, bound.into_owned())),
                None => low = Some(bound.into_owned()),
            },
            _ => {}
        }
    }
    ranges.retain(|(low, high)| low.len() == high.len() && (1..=4).contains(&low.len()));
    ranges.sort_by_key(|(low, _)| low.len());
    ranges
}

/// The map from CIDs to characters, where the font belongs to an Adobe collection and has no trustworthy `ToUnicode`.
fn collection_cmap<'d>(
    loader: Loader<'d>,
    descendant: &'d Dictionary,
    encoding: &CMap,
    to_unicode: Option<&ToUnicode>,
) -> Option<CMap> {
    if to_unicode.is_some_and(|map| !map.identity) {
        return None;
    }
    let text = |key: &[u8]| {
        let info = loader.objects.dict(descendant, b"CIDSystemInfo")?;
        loader.objects.get(info, key)?.as_str().ok()
    };
    let stated =
        CidFamily::from_registry_ordering(text(b"Registry").unwrap_or(b"Adobe"), text(b"Ordering").unwrap_or_default());
    let used = encoding.metadata().character_collection.as_ref().map(|collection| &collection.family);
    let name = stated.ucs2_cmap().or_else(|| used?.ucs2_cmap())?;
    load_predefined(name).or_else(|| predefined(name.to_bytes()))
}

/// Widths of CIDs, in ems.
struct Widths {
    default: f64,
    /// First and last CID and their widths: one for all, or one each.
    runs: Vec<(u32, u32, Vec<f64>)>,
    /// Advance in vertical writing.
    vertical: f64,
}

impl Widths {
    fn load<'d>(loader: Loader<'d>, descendant: &'d Dictionary) -> Self {
        let objects = loader.objects;
        let default = objects.number(descendant, b"DW").unwrap_or(1000.0) / 1000.0;
        let vertical = objects.numbers::<2>(descendant, b"DW2").map_or(-1000.0, |[_, advance]| advance) / 1000.0;
        let mut runs = Vec::new();
        let mut list = objects.array(descendant, b"W").unwrap_or_default().iter();
        while let Some(first) = list.next().and_then(|first| objects.as_number(first)) {
            let first = first.max(0.0) as u32;
            match list.next().and_then(|object| objects.resolve(object)) {
                Some(Object::Array(widths)) => {
                    let widths: Vec<f64> =
                        widths.iter().map(|width| objects.as_number(width).unwrap_or(1000.0) / 1000.0).collect();
                    runs.push((first, first.saturating_add((widths.len() as u32).saturating_sub(1)), widths));
                }
                Some(last) => {
                    let last = objects.as_number(last).unwrap_or(0.0).max(0.0) as u32;
                    let width = list.next().and_then(|width| objects.as_number(width)).unwrap_or(1000.0) / 1000.0;
                    runs.push((first, last, vec![width]));
                }
                None => break,
            }
        }
        runs.sort_by_key(|(first, ..)| *first);
        Self { default, runs, vertical }
    }

    fn width(&self, cid: u32) -> f64 {
        let at = self.runs.partition_point(|(first, ..)| *first <= cid);
        let run = at.checked_sub(1).and_then(|at| self.runs.get(at)).filter(|(_, last, _)| cid <= *last);
        let Some((first, _, widths)) = run else { return self.default };
        let own = if widths.len() == 1 { widths.first() } else { widths.get((cid - first) as usize) };
        own.copied().unwrap_or(self.default)
    }
}
