//! Fonts: from the bytes of a shown string to characters with widths.
//!
//! A code's character is looked for in the order of trust: `ToUnicode`, unless it is a mere identity; the encoding (glyph
//! names of a simple font, the character collection of a composite one); the embedded font program; and last the
//! identity map after all.

mod composite;
mod encoding;
mod program;
mod simple;

use super::object::Objects;
use composite::Composite;
use hayro_cmap::{BfString, CMap};
use lopdf::{Dictionary, Object, Stream};
use program::Program;
use simple::Simple;
use std::sync::OnceLock;

/// A shown code: its character and how far the pen moves.
pub(super) struct Shown {
    /// Its character or characters; `None` when nothing says what it is.
    pub(super) text: Option<BfString>,
    /// Advance in ems, along the line of writing.
    pub(super) advance: f64,
    /// Advance width in ems; in vertical writing the width of the box.
    pub(super) width: f64,
    /// Whether word spacing applies: the one-byte code 32.
    pub(super) word_space: bool,
}

/// A font as a page refers to it.
pub(super) struct Font<'d> {
    /// Base font name without the subset tag.
    pub(super) name: String,
    /// Whether its name or weight says bold.
    pub(super) bold: bool,
    /// Whether it writes from top to bottom.
    pub(super) vertical: bool,
    codes: Codes<'d>,
}

enum Codes<'d> {
    Simple(Box<Simple>),
    Composite(Box<Composite<'d>>),
}

impl<'d> Font<'d> {
    /// Reads a font dictionary. A faulty one gives a font that knows less.
    pub(super) fn load(objects: Objects<'d>, dict: &'d Dictionary, part_bytes: usize) -> Self {
        let loader = Loader { objects, part_bytes };
        let name = String::from_utf8_lossy(objects.name(dict, b"BaseFont").unwrap_or(b"unnamed"));
        let name = match name.split_once('+') {
            Some((tag, name)) if tag.len() == 6 => name.to_owned(),
            _ => name.into_owned(),
        };
        let descendant = objects
            .array(dict, b"DescendantFonts")
            .and_then(|fonts| objects.resolve(fonts.first()?)?.as_dict().ok())
            .or_else(|| objects.dict(dict, b"DescendantFonts"));
        let codes = match descendant {
            Some(descendant) => Codes::Composite(Box::new(Composite::load(loader, dict, descendant))),
            None => Codes::Simple(Box::new(Simple::load(loader, dict))),
        };
        let descriptor = objects.dict(descendant.unwrap_or(dict), b"FontDescriptor");
        let weight = descriptor.and_then(|descriptor| objects.number(descriptor, b"FontWeight"));
        let bold = is_bold_name(&name) || weight.is_some_and(|weight| weight >= 600.0);
        let vertical = matches!(&codes, Codes::Composite(composite) if composite.vertical);
        Self { name, bold, vertical, codes }
    }

    /// Calls `show` for every code of `bytes` in turn.
    pub(super) fn decode(&self, bytes: &[u8], mut show: impl FnMut(Shown)) {
        match &self.codes {
            Codes::Simple(simple) => bytes.iter().for_each(|byte| show(simple.shown(*byte))),
            Codes::Composite(composite) => {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let (code, length) = composite.next_code(rest);
                    show(composite.shown(code, length));
                    rest = rest.get(length..).unwrap_or_default();
                }
            }
        }
    }
}

/// Bold faces by the habits of font names; 黑体 (`SimHei`) is a style of its own and counts too, as notices set headings in it.
fn is_bold_name(name: &str) -> bool {
    const BOLD: [&str; 7] = ["Bold", "bold", "Heavy", "Black", "SimHei", "Hei", "HeiTi"];
    BOLD.iter().any(|word| name.contains(word)) && !name.contains("ZenHei") && !name.contains("YaHei")
}

/// What loading a font needs.
#[derive(Clone, Copy)]
struct Loader<'d> {
    objects: Objects<'d>,
    part_bytes: usize,
}

impl<'d> Loader<'d> {
    fn unpack(self, stream: &Stream) -> Option<Vec<u8>> {
        stream.decompressed_content_with_limit(self.part_bytes).ok()
    }

    /// The `CMap` of `key`: a name of a predefined one, or a stream with the bytes it came from.
    fn cmap(self, dict: &'d Dictionary, key: &[u8]) -> Option<(CMap, Vec<u8>)> {
        match self.objects.get(dict, key)? {
            Object::Name(name) => Some((predefined(name)?, Vec::new())),
            Object::Stream(stream) => {
                let data = self.unpack(stream)?;
                let cmap = CMap::parse(&data, hayro_cmap::load_embedded)?;
                Some((cmap, data))
            }
            _ => None,
        }
    }

    fn to_unicode(self, dict: &'d Dictionary) -> Option<ToUnicode> {
        let (cmap, _) = self.cmap(dict, b"ToUnicode")?;
        let identity = is_identity(&cmap);
        Some(ToUnicode { cmap, identity })
    }

    /// The embedded font program of a descriptor.
    fn program(self, font: &'d Dictionary) -> Option<Program> {
        let descriptor = self.objects.dict(font, b"FontDescriptor")?;
        let stream = [&b"FontFile2"[..], b"FontFile3", b"FontFile"]
            .iter()
            .find_map(|key| self.objects.stream(descriptor, key))?;
        Program::parse(&self.unpack(stream)?)
    }
}

/// A predefined `CMap` by name.
fn predefined(name: &[u8]) -> Option<CMap> {
    match name {
        b"Identity-H" => Some(CMap::identity_h()),
        b"Identity-V" => Some(CMap::identity_v()),
        _ => load_predefined(hayro_cmap::CMapName::from_bytes(name)),
    }
}

fn load_predefined(name: hayro_cmap::CMapName<'_>) -> Option<CMap> {
    CMap::parse(hayro_cmap::load_embedded(name)?, hayro_cmap::load_embedded)
}

/// A `ToUnicode` map and whether it can be trusted.
struct ToUnicode {
    cmap: CMap,
    /// It maps every code to itself, as faulty producers write for glyph numbers.
    identity: bool,
}

impl ToUnicode {
    fn lookup(&self, code: u32) -> Option<BfString> {
        self.cmap.lookup_bf_string(code).filter(is_meaningful)
    }
}

/// Whether a map sends everything it knows of a spread of codes to themselves, beyond ASCII.
fn is_identity(cmap: &CMap) -> bool {
    const SAMPLE: [u32; 8] = [0x80, 0x100, 0x234, 0x3e8, 0x800, 0x1234, 0x2ee0, 0x9000];
    let known: Vec<bool> = SAMPLE
        .iter()
        .filter_map(|code| {
            cmap.lookup_bf_string(*code).map(|text| text == BfString::Char(char::from_u32(*code).unwrap_or('\0')))
        })
        .collect();
    known.len() >= 4 && known.iter().all(|same| *same)
}

/// Whether a mapping says something: not empty, NUL, U+FFFD or a control character.
fn is_meaningful(text: &BfString) -> bool {
    let wrong = |c: char| c == '\u{fffd}' || c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    match text {
        BfString::Char(c) => !wrong(*c),
        BfString::String(s) => !s.is_empty() && !s.chars().any(wrong),
    }
}

/// Whether a mapping is of the private use area only: a symbol whose meaning only the font knows.
fn is_private(text: &BfString) -> bool {
    let private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}');
    match text {
        BfString::Char(c) => private(*c),
        BfString::String(s) => s.chars().all(private),
    }
}

/// A font program that is only read when a code needs it.
type LazyProgram = OnceLock<Option<Program>>;
