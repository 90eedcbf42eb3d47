//! Simple fonts: one byte a code (Type 1, TrueType, Type 3).

use super::encoding::{BaseEncoding, glyph_name_character};
use super::{Loader, Program, Shown, ToUnicode, is_private};
use crate::pdf::matrix::Matrix;
use hayro_cmap::BfString;
use lopdf::{Dictionary, Object};

/// A simple font, all 256 codes worked out when it is loaded.
pub(super) struct Simple {
    texts: Vec<Option<BfString>>,
    widths: Vec<f64>,
}

impl Simple {
    pub(super) fn load<'d>(loader: Loader<'d>, dict: &'d Dictionary) -> Self {
        let encoding = Encoding::load(loader, dict);
        let to_unicode = loader.to_unicode(dict);
        let program = to_unicode.is_none().then(|| loader.program(dict)).flatten();
        let texts = (0..=u8::MAX).map(|code| text(code, to_unicode.as_ref(), &encoding, program.as_ref())).collect();
        Self { texts, widths: widths(loader, dict, program.as_ref()) }
    }

    pub(super) fn shown(&self, code: u8) -> Shown {
        let width = self.widths.get(usize::from(code)).copied().unwrap_or_default();
        let text = self.texts.get(usize::from(code)).cloned().flatten();
        Shown { text, advance: width, width, word_space: code == b' ' }
    }
}

fn text(code: u8, to_unicode: Option<&ToUnicode>, encoding: &Encoding, program: Option<&Program>) -> Option<BfString> {
    let mapped = to_unicode.and_then(|map| map.lookup(u32::from(code)));
    if let Some(text) = &mapped
        && !is_private(text)
    {
        return mapped;
    }
    let named = encoding.differences.get(usize::from(code)).copied().flatten();
    named
        .or_else(|| program.filter(|_| encoding.base.is_none()).and_then(|program| program.code_character(code)))
        .or_else(|| encoding.base.unwrap_or(BaseEncoding::Standard).character(code))
        .map(BfString::Char)
        .or(mapped)
}

/// The `Encoding` entry.
#[derive(Default)]
struct Encoding {
    base: Option<BaseEncoding>,
    differences: Vec<Option<char>>,
}

impl Encoding {
    fn load<'d>(loader: Loader<'d>, dict: &'d Dictionary) -> Self {
        match loader.objects.get(dict, b"Encoding") {
            Some(Object::Name(name)) => Self { base: BaseEncoding::from_name(name), differences: Vec::new() },
            Some(Object::Dictionary(encoding)) => {
                let base = loader.objects.name(encoding, b"BaseEncoding").and_then(BaseEncoding::from_name);
                let list = loader.objects.array(encoding, b"Differences").unwrap_or_default();
                Self { base, differences: differences(list) }
            }
            _ => Self::default(),
        }
    }
}

fn differences(list: &[Object]) -> Vec<Option<char>> {
    let mut table = vec![None; 256];
    let mut code = 0usize;
    for object in list {
        match object {
            Object::Integer(first) => code = usize::try_from(*first).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(slot) = table.get_mut(code) {
                    *slot = std::str::from_utf8(name).ok().and_then(glyph_name_character);
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    table
}

/// Widths in ems: `Widths`, else the program's own, else the missing width, else half an em.
fn widths<'d>(loader: Loader<'d>, dict: &'d Dictionary, program: Option<&Program>) -> Vec<f64> {
    const UNKNOWN: f64 = 0.5;
    let objects = loader.objects;
    let type3 = objects.name(dict, b"Subtype") == Some(b"Type3");
    let matrix =
        objects.matrix(dict, b"FontMatrix").filter(|_| type3).unwrap_or(Matrix([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]));
    let scale = matrix.apply_vector(1.0, 0.0).0.abs();
    let first = objects.number(dict, b"FirstChar").unwrap_or(0.0).max(0.0) as usize;
    let listed = objects.array(dict, b"Widths").unwrap_or_default();
    let missing =
        objects.dict(dict, b"FontDescriptor").and_then(|descriptor| objects.number(descriptor, b"MissingWidth"));
    (0..256usize)
        .map(|code| {
            let entry =
                code.checked_sub(first).and_then(|at| listed.get(at)).and_then(|width| objects.as_number(width));
            let own = || program.and_then(|program| program.width(u16::try_from(code).ok()?));
            entry.map(|width| width * scale).or_else(own).or(missing.map(|width| width * scale)).unwrap_or(UNKNOWN)
        })
        .collect()
}
