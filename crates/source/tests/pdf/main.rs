//! PDFs of every kind the reader must cope with, each made here.

mod build;

use build::{Pdf, hex, save, show, to_unicode, truetype, truetype_cmap_only, utf16};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};
use fenjie_source::pdf::read;
use fenjie_source::{Error, Limits, Source};
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, CryptFilter};
use lopdf::{Dictionary, EncryptionState, EncryptionVersion, Object, Permissions, dictionary};
use std::collections::BTreeMap;
use std::sync::Arc;

fn read_bytes(bytes: &[u8]) -> Source {
    read(bytes, &Limits::default()).expect("a readable PDF")
}

fn lines(source: &Source) -> Vec<&str> {
    source.text.lines().collect()
}

fn has(source: &Source, code: &str) -> bool {
    source.diagnostics.iter().any(|diagnostic| diagnostic.code == code)
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding.encode(text);
    assert!(!lossy, "{text} in {}", encoding.name());
    bytes.into_owned()
}

#[test]
fn predefined_cmaps_need_neither_font_nor_tounicode() {
    const SIMPLIFIED: &str = "知识产权局（2017年）";
    const TRADITIONAL: &str = "專利局（2017年）";
    const JAPANESE: &str = "特許庁（2017年）";
    const KOREAN: &str = "특허청（2017年）";
    let gbk = encoded(GBK, SIMPLIFIED);
    let cases: Vec<(&str, &str, &str, Vec<u8>)> = vec![
        ("GB-EUC-H", "GB1", SIMPLIFIED, gbk.clone()),
        ("GBK-EUC-H", "GB1", SIMPLIFIED, gbk.clone()),
        ("GBKp-EUC-H", "GB1", SIMPLIFIED, gbk.clone()),
        ("GBK2K-H", "GB1", "知识产权局㐂（2017年）", encoded(GB18030, "知识产权局㐂（2017年）")),
        ("GBpc-EUC-H", "GB1", SIMPLIFIED, gbk),
        ("UniGB-UCS2-H", "GB1", SIMPLIFIED, utf16(SIMPLIFIED)),
        ("UniGB-UTF16-H", "GB1", SIMPLIFIED, utf16(SIMPLIFIED)),
        ("ETen-B5-H", "CNS1", TRADITIONAL, encoded(BIG5, TRADITIONAL)),
        ("B5pc-H", "CNS1", TRADITIONAL, encoded(BIG5, TRADITIONAL)),
        ("UniCNS-UCS2-H", "CNS1", TRADITIONAL, utf16(TRADITIONAL)),
        ("UniCNS-UTF16-H", "CNS1", TRADITIONAL, utf16(TRADITIONAL)),
        ("90ms-RKSJ-H", "Japan1", JAPANESE, encoded(SHIFT_JIS, JAPANESE)),
        ("EUC-H", "Japan1", JAPANESE, encoded(EUC_JP, JAPANESE)),
        ("UniJIS-UCS2-H", "Japan1", JAPANESE, utf16(JAPANESE)),
        ("UniJIS-UTF16-H", "Japan1", JAPANESE, utf16(JAPANESE)),
        ("KSCms-UHC-H", "Korea1", KOREAN, encoded(EUC_KR, KOREAN)),
        ("UniKS-UTF16-H", "Korea1", KOREAN, utf16(KOREAN)),
    ];
    for (name, ordering, text, codes) in cases {
        let mut pdf = Pdf::new();
        pdf.collection_font("F", name, ordering);
        pdf.page(show("F", 12.0, 72.0, 700.0, &codes), &Dictionary::new());
        let source = read_bytes(&pdf.bytes());
        assert_eq!(lines(&source), [text], "{name}");
        assert!(source.diagnostics.is_empty(), "{name}: {:?}", source.diagnostics);
    }
}

#[test]
fn vertical_writing_reads_down_and_leftwards() {
    for (name, encode) in [("GBK-EUC-V", true), ("UniGB-UCS2-V", false), ("UniGB-UTF16-V", false)] {
        let codes = |text: &str| if encode { encoded(GBK, text) } else { utf16(text) };
        let mut pdf = Pdf::new();
        pdf.collection_font("F", name, "GB1");
        let content =
            [show("F", 12.0, 480.0, 700.0, &codes("第二行")), show("F", 12.0, 500.0, 700.0, &codes("第一行"))];
        pdf.page(content.concat(), &Dictionary::new());
        assert_eq!(lines(&read_bytes(&pdf.bytes())), ["第一行", "第二行"], "{name}");
    }
}

#[test]
fn tounicode_maps_of_every_form() {
    let entries = "2 beginbfchar <0001> <4e2d> <0002> <00660069> endbfchar\n\
                   2 beginbfrange <0010> <0012> <4e00> <0020> <0021> [<56fd> <d840dc00>] endbfrange";
    let mut pdf = Pdf::new();
    pdf.embedded_font("F", Vec::new(), Some(&to_unicode(entries)), None);
    pdf.page(show("F", 12.0, 72.0, 700.0, &[0, 1, 0, 2, 0, 0x11, 0, 0x20, 0, 0x21]), &Dictionary::new());
    let source = read_bytes(&pdf.bytes());
    assert_eq!(lines(&source), ["中fi丁国𠀀"]);
    assert_eq!(source.pages[0].glyphs.len(), 5, "a ligature is one glyph of two letters");
}

#[test]
fn the_embedded_font_speaks_when_tounicode_does_not() {
    let text = "牵头单位";
    let codes = [0, 1, 0, 2, 0, 3, 0, 4];
    let identity = to_unicode("1 beginbfrange <0000> <ffff> <0000> endbfrange");
    for (case, program, map) in [
        ("no map", truetype(text), None),
        ("identity map", truetype(text), Some(identity.as_str())),
        ("only a cmap table", truetype_cmap_only(text), None),
    ] {
        let mut pdf = Pdf::new();
        pdf.embedded_font("F", program, map, None);
        pdf.page(show("F", 12.0, 72.0, 700.0, &codes), &Dictionary::new());
        assert_eq!(lines(&read_bytes(&pdf.bytes())), [text], "{case}");
    }
    let mut pdf = Pdf::new();
    pdf.embedded_font("F", truetype(text), None, Some(vec![0, 0, 0, 4, 0, 3, 0, 2, 0, 1]));
    pdf.page(show("F", 12.0, 72.0, 700.0, &codes), &Dictionary::new());
    assert_eq!(lines(&read_bytes(&pdf.bytes())), ["位单头牵"], "CIDs are mapped to glyphs first");
}

#[test]
fn simple_fonts_read_by_glyph_names_and_base_encodings() {
    let mut pdf = Pdf::new();
    let names = vec![1.into(), "uni5C40".into(), "A".into(), "quotedblleft".into(), "one.tnum".into()];
    let encoding = dictionary! { "BaseEncoding" => "WinAnsiEncoding", "Differences" => names };
    pdf.font(
        "F",
        dictionary! { "Type" => "Font", "Subtype" => "TrueType", "BaseFont" => "Hei", "Encoding" => encoding },
    );
    pdf.font(
        "G",
        dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times", "Encoding" => "MacRomanEncoding" },
    );
    let content = [show("F", 12.0, 72.0, 700.0, &[1, 2, 3, 4, 0x97]), show("G", 12.0, 72.0, 600.0, &[0x41, 0xd0])];
    pdf.page(content.concat(), &Dictionary::new());
    assert_eq!(lines(&read_bytes(&pdf.bytes())), ["局A“1—", "A–"]);
}

#[test]
fn type_3_glyphs_read_by_tounicode_with_their_own_widths() {
    let mut pdf = Pdf::new();
    let glyph = pdf.stream(Dictionary::new(), "500 0 d0");
    let map = pdf.stream(
        Dictionary::new(),
        "1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfrange <41> <42> <7532> endbfrange",
    );
    pdf.font(
        "F",
        dictionary! {
            "Type" => "Font", "Subtype" => "Type3", "FontMatrix" => vec![0.01.into(), 0.into(), 0.into(), 0.01.into(), 0.into(), 0.into()],
            "FirstChar" => 0x41, "LastChar" => 0x42, "Widths" => vec![100.into(), 50.into()],
            "CharProcs" => dictionary! { "a" => glyph }, "Encoding" => dictionary! { "Differences" => vec![0x41.into(), "a".into(), "a".into()] },
            "ToUnicode" => map,
        },
    );
    pdf.page(show("F", 10.0, 72.0, 700.0, b"AB"), &Dictionary::new());
    let source = read_bytes(&pdf.bytes());
    assert_eq!(lines(&source), ["甲申"]);
    let widths: Vec<f32> = source.pages[0].glyphs.iter().map(|glyph| glyph.bbox.width().round()).collect();
    assert_eq!(widths, [10.0, 5.0]);
}

#[test]
fn a_character_without_meaning_is_shown_and_reported_with_font_and_page() {
    let mut pdf = Pdf::new();
    pdf.page(Vec::new(), &Dictionary::new());
    pdf.embedded_font("F", truetype("甲"), None, None);
    pdf.page(show("F", 12.0, 72.0, 700.0, &[0, 1, 0, 9]), &Dictionary::new());
    let source = read_bytes(&pdf.bytes());
    assert_eq!(lines(&source), ["甲\u{fffd}"]);
    let message = &source.diagnostics[0].message;
    assert!(message.contains("Kai") && message.contains("page 2"), "{message}");
}

#[test]
fn radicals_are_folded_and_reported() {
    let mut pdf = Pdf::new();
    pdf.collection_font("F", "UniGB-UTF16-H", "GB1");
    let map = to_unicode("1 beginbfchar <0001> <2f2f> endbfchar");
    pdf.embedded_font("G", Vec::new(), Some(&map), None);
    pdf.page(show("G", 12.0, 72.0, 700.0, &[0, 1]), &Dictionary::new());
    let source = read_bytes(&pdf.bytes());
    assert_eq!(lines(&source), ["工"]);
    assert!(has(&source, "folded_ideographs"));
}

#[test]
fn what_marked_content_reads_as_counts_where_it_has_as_many_characters() {
    let shown = hex(&utf16("⽔㵎"));
    let read = |marked: &str| {
        let source = page_with(&format!("BT /F 10 Tf 100 500 Td {marked} <{shown}> Tj EMC ET"));
        source.text.trim_end().to_owned()
    };
    let actual = |text: &str| format!("/Span <</ActualText <feff{}>>> BDC", hex(&utf16(text)));
    assert_eq!(read(&actual("水涧")), "水涧");
    assert_eq!(read(&actual("水边涧")), "水㵎", "three characters are not said of two");
    assert_eq!(read("/Span BMC"), "水㵎");
}

/// A page with UCS-2 text, and the font set.
fn page_with(content: &str) -> Source {
    let mut pdf = Pdf::new();
    pdf.collection_font("F", "UniGB-UCS2-H", "GB1");
    pdf.page(content, &Dictionary::new());
    read_bytes(&pdf.bytes())
}

#[test]
fn text_operators_move_the_pen() {
    let text = hex(&utf16("甲乙"));
    let places = |content: &str| -> Vec<(f32, f32)> {
        let source = page_with(content);
        source.pages[0].glyphs.iter().map(|glyph| (glyph.bbox.x0.round(), (842.0 - glyph.bbox.y1).round())).collect()
    };
    let plain = |set: &str| format!("BT /F 10 Tf {set} 100 501.4 Td <{text}> Tj ET");
    assert_eq!(places(&plain("")), [(100.0, 500.0), (110.0, 500.0)]);
    assert_eq!(places(&plain("5 Tc")), [(100.0, 500.0), (115.0, 500.0)]);
    assert_eq!(places(&plain("200 Tz")), [(100.0, 500.0), (120.0, 500.0)]);
    assert_eq!(places(&plain("4 Ts")), [(100.0, 504.0), (110.0, 504.0)]);
    assert_eq!(places(&plain("3 Tr")), [(100.0, 500.0), (110.0, 500.0)], "invisible text is a text layer");
    let (first, second) = (hex(&utf16("甲")), hex(&utf16("乙")));
    let array = format!("BT /F 10 Tf 1 0 0 1 100 501.4 Tm [<{first}> -1500 <{second}>] TJ ET");
    assert_eq!(places(&array), [(100.0, 500.0), (125.0, 500.0)]);
    let quote = format!("BT /F 10 Tf 12 TL 100 501.4 Td <{first}> Tj <{second}> ' ET");
    assert_eq!(places(&quote), [(100.0, 500.0), (100.0, 488.0)]);
    let nested =
        format!("q 2 0 0 2 0 0 cm BT /F 5 Tf 50 250.7 Td <{first}> Tj ET Q BT /F 10 Tf 100 301.4 Td <{second}> Tj ET");
    assert_eq!(places(&nested), [(100.0, 500.0), (100.0, 300.0)]);
}

#[test]
fn lines_go_down_the_page_whatever_the_order_of_the_stream() {
    let line = |y: i32, text: &str| format!("BT /F 12 Tf 72 {y} Td <{}> Tj ET ", hex(&utf16(text)));
    let source = page_with(&(line(600, "二") + &line(700, "一") + &line(500, "三")));
    assert_eq!(lines(&source), ["一", "二", "三"]);
}

#[test]
fn rotated_pages_and_sideways_text_are_read_upright() {
    let content = format!("BT /F 12 Tf 0 1 -1 0 300 100 Tm <{}> Tj ET", hex(&utf16("横排表")));
    for (rotate, size) in [(0, (842.0, 595.0)), (90, (842.0, 595.0))] {
        let mut pdf = Pdf::new();
        pdf.collection_font("F", "UniGB-UCS2-H", "GB1");
        pdf.page(content.as_str(), &dictionary! { "Rotate" => rotate });
        let source = read_bytes(&pdf.bytes());
        assert_eq!(lines(&source), ["横排表"], "Rotate {rotate}");
        assert_eq!(source.pages[0].size, Some(size), "Rotate {rotate}");
        let boxes: Vec<_> = source.pages[0].glyphs.iter().map(|glyph| glyph.bbox).collect();
        assert!(boxes.windows(2).all(|pair| pair[0].x1 <= pair[1].x0 + 0.1 && (pair[0].y0 - pair[1].y0).abs() < 0.1));
        assert!((boxes[0].x0 - 100.0).abs() < 0.5 && (boxes[0].y0 - 289.7).abs() < 0.5, "{:?}", boxes[0]);
    }
}

#[test]
fn a_watermark_is_marked_as_furniture() {
    let mark = hex(&utf16("内部资料"));
    let text = hex(&utf16("正文"));
    let source =
        page_with(&format!("BT /F 40 Tf .7 .7 -.7 .7 200 300 Tm <{mark}> Tj ET BT /F 12 Tf 72 700 Td <{text}> Tj ET"));
    assert_eq!(lines(&source), ["正文", "内部资料"]);
    let roles: Vec<_> = source.pages[0]
        .items
        .iter()
        .map(|item| matches!(item, fenjie_source::Item::Line(line) if line.role == fenjie_source::LineRole::Furniture))
        .collect();
    assert_eq!(roles, [false, true]);
}

#[test]
fn overprinted_letters_count_once_and_are_bold() {
    let text = hex(&utf16("重点重点"));
    let once = |x: f32| format!("BT /F 12 Tf {x} 700 Td <{text}> Tj ET ");
    let source = page_with(&(once(72.0) + &once(72.4)));
    assert_eq!(lines(&source), ["重点重点"]);
    assert!(source.pages[0].glyphs.iter().all(|glyph| glyph.bold));
}

#[test]
fn ruled_lines_however_they_are_drawn() {
    let drawings = [
        ("stroke", "1 w 100 700 m 300 700 l S"),
        ("thin filled box", "100 699.5 200 1 re f"),
        ("thin filled polygon", "100 699.5 m 300 699.5 l 300 700.5 l 100 700.5 l h f*"),
        ("dashes", "[3 2] 0 d 100 700 m 300 700 l S"),
        ("turned", "q 0 1 -1 0 0 0 cm 700 -100 m 700 -300 l S Q"),
        ("clipped", "q 100 600 200 200 re W n 50 700 m 500 700 l S Q"),
    ];
    for (case, content) in drawings {
        let source = page_with(content);
        let [rule] = source.pages[0].rules[..] else { panic!("{case}: {:?}", source.pages[0].rules) };
        assert!(rule.is_horizontal(), "{case}");
        let found = [rule.rect.x0, rule.rect.x1, rule.rect.y0];
        assert!(found.iter().zip([100.0, 300.0, 142.0]).all(|(a, b)| (a - b).abs() < 1.5), "{case}: {found:?}");
    }
    assert_eq!(page_with("100 600 200 100 re S").pages[0].rules.len(), 4, "the sides of a box");
    assert_eq!(page_with("100 600 200 100 re f").pages[0].rules.len(), 0, "a shaded cell");
    assert_eq!(page_with("100 600 m 200 700 l S").pages[0].rules.len(), 0, "a slanting line");
}

#[test]
fn forms_are_read_and_forms_that_call_themselves_end() {
    let mut pdf = Pdf::new();
    pdf.collection_font("F", "UniGB-UCS2-H", "GB1");
    let inner = show("F", 12.0, 0.0, 0.0, &utf16("表内"));
    let form = pdf.stream(
        dictionary! { "Type" => "XObject", "Subtype" => "Form", "Matrix" => vec![1.into(), 0.into(), 0.into(), 1.into(), 72.into(), 700.into()] },
        inner,
    );
    pdf.xobject("A", form);
    let circle = pdf.stream(dictionary! { "Type" => "XObject", "Subtype" => "Form" }, "/B Do /B Do");
    pdf.xobject("B", circle);
    pdf.page("/A Do /B Do", &Dictionary::new());
    let source = read_bytes(&pdf.bytes());
    assert_eq!(lines(&source), ["表内"]);
    assert!(has(&source, "limit_reached"));
}

/// A PDF of two pages of one line each.
fn two_pages() -> Pdf {
    let mut pdf = Pdf::new();
    pdf.collection_font("F", "UniGB-UCS2-H", "GB1");
    for text in ["第一页", "第二页"] {
        pdf.page(show("F", 12.0, 72.0, 700.0, &utf16(text)), &Dictionary::new());
    }
    pdf
}

#[test]
fn damaged_files_are_read_as_far_as_they_go() {
    let whole = two_pages().bytes();
    let xref = whole.windows(9).rposition(|window| window == b"startxref").expect("a cross-reference");
    let mut lost = whole[..xref].to_vec();
    lost.extend(b"startxref\n99999999\n%%EOF");
    assert_eq!(lines(&read_bytes(&lost)), ["第一页", "第二页"], "the cross-reference points nowhere");
    let table = whole.windows(4).rposition(|window| window == b"xref").map_or(xref, |at| at.min(xref));
    assert_eq!(lines(&read_bytes(&whole[..table])), ["第一页", "第二页"], "cut before the cross-reference");
    for end in [0, 20, whole.len() / 3, whole.len() / 2] {
        // Whatever is left, reading ends with pages or an error.
        let _ = read(&whole[..end], &Limits::default());
    }
    let text = String::from_utf8_lossy(&whole).into_owned();
    assert!(matches!(read(text.replace("Page", "Pxge").as_bytes(), &Limits::default()), Err(Error::Damaged { .. })));
}

#[test]
fn any_bytes_changed_never_panic_or_hang() {
    let whole = two_pages().bytes();
    for at in (0..whole.len()).step_by(7) {
        for byte in [0u8, b'<', b'9', 0xff] {
            let mut bytes = whole.clone();
            bytes[at] = byte;
            let _ = read(&bytes, &Limits::default());
        }
    }
}

#[test]
fn a_page_tree_that_runs_in_a_circle_ends() {
    let mut pdf = two_pages();
    let document = pdf.finish();
    let tree =
        document.catalog().and_then(|catalog| catalog.get(b"Pages")).and_then(Object::as_reference).expect("a tree");
    if let Ok(Object::Array(kids)) = document.get_dictionary_mut(tree).and_then(|tree| tree.get_mut(b"Kids")) {
        kids.push(tree.into());
    }
    assert_eq!(lines(&read_bytes(&save(document))), ["第一页", "第二页"]);
}

#[test]
fn a_page_that_fails_costs_that_page_only() {
    let mut pdf = two_pages();
    let zeros = vec![b' '; 3 << 20];
    pdf.page(zeros, &Dictionary::new());
    let document = pdf.finish();
    document.compress();
    let limits = Limits { part_bytes: 1 << 20, ..Limits::default() };
    let source = read(&save(document), &limits).expect("two pages are left");
    assert_eq!(lines(&source), ["第一页", "第二页"]);
    assert!(has(&source, "limit_reached"), "a bomb is reported");
}

#[test]
fn scans_say_so() {
    let mut pdf = Pdf::new();
    let image = dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1, "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 };
    let picture = pdf.stream(image, vec![0u8]);
    pdf.xobject("Scan", picture);
    for _ in 0..3 {
        pdf.page("q 595 0 0 842 0 0 cm /Scan Do Q", &Dictionary::new());
    }
    pdf.page(Vec::new(), &Dictionary::new());
    let source = read_bytes(&pdf.bytes());
    assert_eq!(source.diagnostics[0].code, "no_text_layer");
    assert!(source.diagnostics[0].message.starts_with("scanned: 3 pages without text layer"));
    assert_eq!(source.pages.iter().map(|page| page.scanned).collect::<Vec<_>>(), [true, true, true, false]);
}

#[test]
fn encrypted_files_open_with_the_empty_password_or_the_given_one() {
    let locked = |password: &str| {
        let mut pdf = two_pages();
        let document = pdf.finish();
        document.trailer.set("ID", vec![Object::string_literal("a"), Object::string_literal("b")]);
        let filter: Arc<dyn CryptFilter> = Arc::new(Aes128CryptFilter);
        let version = EncryptionVersion::V4 {
            document,
            encrypt_metadata: true,
            crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
            stream_filter: b"StdCF".to_vec(),
            string_filter: b"StdCF".to_vec(),
            owner_password: "owner",
            user_password: password,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).expect("an encryption");
        document.encrypt(&state).expect("encrypted");
        save(document)
    };
    assert_eq!(lines(&read_bytes(&locked(""))), ["第一页", "第二页"]);
    let file = locked("secret");
    assert!(matches!(read(&file, &Limits::default()), Err(Error::Encrypted(_))));
    let with = |password: &str| read(&file, &Limits { password: Some(password.to_owned()), ..Limits::default() });
    assert!(matches!(with("wrong"), Err(Error::Encrypted(_))));
    assert_eq!(with("secret").map(|source| source.text), Ok("第一页\n第二页\n".to_owned()));
}
