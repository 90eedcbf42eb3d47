//! Small PDFs, written for the tests object by object.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

/// A PDF under construction: pages of one content stream each, fonts that all pages share.
pub struct Pdf {
    pub document: Document,
    pages: Vec<Object>,
    tree: ObjectId,
    fonts: Dictionary,
    xobjects: Dictionary,
}

impl Pdf {
    pub fn new() -> Self {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        Self { document, pages: Vec::new(), tree, fonts: Dictionary::new(), xobjects: Dictionary::new() }
    }

    pub fn add(&mut self, object: impl Into<Object>) -> ObjectId {
        self.document.add_object(object)
    }

    pub fn stream(&mut self, dict: Dictionary, data: impl Into<Vec<u8>>) -> ObjectId {
        self.document.add_object(Stream::new(dict, data.into()))
    }

    /// Names a font resource.
    pub fn font(&mut self, name: &str, dict: Dictionary) {
        let id = self.add(dict);
        self.fonts.set(name, id);
    }

    /// Names an `XObject` resource.
    pub fn xobject(&mut self, name: &str, id: ObjectId) {
        self.xobjects.set(name, id);
    }

    /// A Type 0 font without an embedded program, with the given encoding and collection.
    pub fn collection_font(&mut self, name: &str, encoding: &str, ordering: &str) {
        let info = dictionary! { "Registry" => Object::string_literal("Adobe"), "Ordering" => Object::string_literal(ordering), "Supplement" => 4 };
        let descendant = self.add(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType0", "BaseFont" => "Song", "CIDSystemInfo" => info });
        self.font(name, dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "Song", "Encoding" => encoding, "DescendantFonts" => vec![descendant.into()] });
    }

    /// A Type 0 font over an embedded TrueType program, codes of two bytes.
    pub fn embedded_font(
        &mut self,
        name: &str,
        program: Vec<u8>,
        to_unicode: Option<&str>,
        cid_to_gid: Option<Vec<u8>>,
    ) {
        let file = self.stream(Dictionary::new(), program);
        let descriptor =
            self.add(dictionary! { "Type" => "FontDescriptor", "FontName" => "ABCDEF+Kai", "FontFile2" => file });
        let map = match cid_to_gid {
            Some(map) => self.stream(Dictionary::new(), map).into(),
            None => Object::Name(b"Identity".to_vec()),
        };
        let descendant = self.add(dictionary! { "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "ABCDEF+Kai", "FontDescriptor" => descriptor, "CIDToGIDMap" => map });
        let mut font = dictionary! { "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "ABCDEF+Kai", "Encoding" => "Identity-H", "DescendantFonts" => vec![descendant.into()] };
        if let Some(map) = to_unicode {
            font.set("ToUnicode", self.stream(Dictionary::new(), map));
        }
        self.font(name, font);
    }

    /// Adds a page of A4 with the given content; `extra` goes into the page dictionary.
    pub fn page(&mut self, content: impl Into<Vec<u8>>, extra: &Dictionary) -> ObjectId {
        let contents = self.stream(Dictionary::new(), content);
        let mut page = dictionary! { "Type" => "Page", "Parent" => self.tree, "Contents" => contents };
        page.extend(extra);
        let id = self.add(page);
        self.pages.push(id.into());
        id
    }

    /// Ties the document together.
    pub fn finish(&mut self) -> &mut Document {
        let resources = dictionary! { "Font" => self.fonts.clone(), "XObject" => self.xobjects.clone() };
        let tree = dictionary! {
            "Type" => "Pages", "Kids" => self.pages.clone(), "Count" => self.pages.len() as i64,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()], "Resources" => resources,
        };
        self.document.objects.insert(self.tree, Object::Dictionary(tree));
        let catalog = self.document.add_object(dictionary! { "Type" => "Catalog", "Pages" => self.tree });
        self.document.trailer.set("Root", catalog);
        &mut self.document
    }

    pub fn bytes(&mut self) -> Vec<u8> {
        save(self.finish())
    }
}

pub fn save(document: &mut Document) -> Vec<u8> {
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("writing to memory");
    bytes
}

/// Content that shows a string of codes at a place.
pub fn show(font: &str, size: f32, x: f32, y: f32, codes: &[u8]) -> Vec<u8> {
    format!("BT /{font} {size} Tf {x} {y} Td <{}> Tj ET\n", hex(codes)).into_bytes()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

pub fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// A TrueType program that has glyphs 1, 2, … for the characters of `text`, and nothing to draw.
pub fn truetype(text: &str) -> Vec<u8> {
    let count = text.chars().count() as u16;
    let mut head = [0u8; 54];
    head[..4].copy_from_slice(&[0, 1, 0, 0]);
    head[12..16].copy_from_slice(&[0x5f, 0x0f, 0x3c, 0xf5]);
    head[18..20].copy_from_slice(&1000u16.to_be_bytes());
    let mut hhea = [0u8; 36];
    hhea[..4].copy_from_slice(&[0, 1, 0, 0]);
    hhea[34..36].copy_from_slice(&1u16.to_be_bytes());
    let mut maxp = vec![0, 0, 0x50, 0];
    maxp.extend((count + 1).to_be_bytes());
    let mut hmtx = vec![0x03, 0xe8, 0, 0];
    hmtx.extend(vec![0u8; 2 * usize::from(count)]);
    sfnt(&[(b"cmap", cmap(text)), (b"head", head.to_vec()), (b"hhea", hhea.to_vec()), (b"hmtx", hmtx), (b"maxp", maxp)])
}

/// Only the table that maps characters to glyphs: what some subsets keep.
pub fn truetype_cmap_only(text: &str) -> Vec<u8> {
    sfnt(&[(b"cmap", cmap(text))])
}

/// A `cmap` table of format 12 for glyphs 1, 2, …
fn cmap(text: &str) -> Vec<u8> {
    let mut groups: Vec<(u32, u32)> = text.chars().map(u32::from).zip(1u32..).collect();
    groups.sort_unstable();
    let mut table = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12];
    table.extend([0, 12, 0, 0]);
    table.extend((16 + 12 * groups.len() as u32).to_be_bytes());
    table.extend(0u32.to_be_bytes());
    table.extend((groups.len() as u32).to_be_bytes());
    for (code, glyph) in groups {
        table.extend([code, code, glyph].iter().flat_map(|value| value.to_be_bytes()));
    }
    table
}

fn sfnt(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut font = vec![0, 1, 0, 0];
    font.extend((tables.len() as u16).to_be_bytes());
    font.extend([0; 6]);
    let mut at = 12 + 16 * tables.len();
    for (tag, table) in tables {
        font.extend_from_slice(*tag);
        font.extend([0; 4]);
        font.extend([at as u32, table.len() as u32].iter().flat_map(|value| value.to_be_bytes()));
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        font.extend_from_slice(table);
        font.resize(font.len().next_multiple_of(4), 0);
    }
    font
}

/// A `ToUnicode` map for two-byte codes.
pub fn to_unicode(entries: &str) -> String {
    format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def\n\
         1 begincodespacerange <0000> <ffff> endcodespacerange\n{entries}\nendcmap end end"
    )
}
