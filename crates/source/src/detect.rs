//! What a file is: by its content first, by its name only where the content leaves it open.
//!
//! Names lie in practice: HTML saved as `.xls`, docx named `.doc`, a PDF behind some bytes of a mail gateway. A text is
//! a text because it decodes as one, whatever bytes it happens to begin with.

use crate::{Error, Format, Limits, encoding, html};
use memchr::memmem::find;
use std::io::Cursor;
use zip::ZipArchive;

/// Bytes looked at for signs of text formats.
const HEAD: usize = 16 << 10;
/// How far from the start a PDF's first line may stand (PDF 1.7, appendix H.3).
const PDF_WITHIN: usize = 1024;

/// Tells the format of a file.
///
/// # Errors
/// [`Error::Archive`] for archives, [`Error::Encrypted`] for office files with a password, [`Error::UnknownFormat`]
/// for everything that is no document, with what to do where that is known.
pub fn detect(bytes: &[u8], name: Option<&str>) -> Result<Format, Error> {
    if bytes.is_empty() {
        return Err(Error::UnknownFormat("the file is empty".to_owned()));
    }
    if is_pdf(bytes) {
        return Ok(Format::Pdf);
    }
    let head = &bytes[..bytes.len().min(HEAD)];
    match head {
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => {
            of_zip(bytes).map_err(|error| if error == Error::Archive("zip") { no_archive(name, error) } else { error })
        }
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => of_compound(bytes),
        _ => match picture(head).or_else(|| archive(head)) {
            Some(found) => found,
            None => of_text(head, bytes.len(), name),
        },
    }
}

fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(PDF_WITHIN)];
    match find(head, b"%PDF-") {
        Some(0) => true,
        // A text may speak of %PDF-; a file that is one has objects.
        Some(_) => find(bytes, b" obj").is_some() && find(bytes, b"endobj").is_some(),
        None => false,
    }
}

fn picture(head: &[u8]) -> Option<Result<Format, Error>> {
    let size = |at: usize| head.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    let image = match head {
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, ..]
        | [0xff, 0xd8, 0xff, ..]
        | [b'I', b'I', 42, 0, ..]
        | [b'M', b'M', 0, 42, ..] => true,
        // A text may begin with BM; a bitmap goes on with the size of its header.
        [b'B', b'M', ..] => matches!(size(14), Some(12 | 40 | 52 | 56 | 64 | 108 | 124)),
        _ => return other_picture(head),
    };
    image.then_some(Ok(Format::Image))
}

fn other_picture(head: &[u8]) -> Option<Result<Format, Error>> {
    let known = head.starts_with(b"GIF8") || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"));
    known.then(|| Err(Error::UnknownFormat("a GIF or WebP picture; save it as PNG".to_owned())))
}

fn archive(head: &[u8]) -> Option<Result<Format, Error>> {
    let name = match head {
        [0x1f, 0x8b, 8, ..] => "gzip",
        [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => "7z",
        [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => "rar",
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => "xz",
        [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => "bzip2",
        [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd",
        _ if head.get(257..262) == Some(b"ustar") => "tar",
        _ => return None,
    };
    Some(Err(Error::Archive(name)))
}

/// A ZIP file is a document if it holds the parts of one. One that is cut off has lost its list of parts; the names
/// that stand before each part still tell.
fn of_zip(bytes: &[u8]) -> Result<Format, Error> {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        let holds = |name: &str| find(bytes, name.as_bytes()).is_some();
        return of_parts(holds).unwrap_or(Err(Error::Archive("zip")));
    };
    let names: Vec<String> = archive.file_names_raw().map(|n| String::from_utf8_lossy(n).replace('\\', "/")).collect();
    let holds = |part: &str| names.iter().any(|name| name.trim_start_matches('/').eq_ignore_ascii_case(part));
    if let Some(found) = of_parts(holds) {
        return found;
    }
    match mimetype(archive).as_deref() {
        Some("application/vnd.oasis.opendocument.text") => Ok(Format::Odt),
        Some("application/vnd.oasis.opendocument.spreadsheet") => Ok(Format::Ods),
        Some(other) => Err(Error::UnknownFormat(format!("{other}; save it as PDF, Word or OpenDocument text"))),
        None => Err(Error::Archive("zip")),
    }
}

/// An archive by its content that is a document by its name has lost its parts.
fn no_archive(name: Option<&str>, archive: Error) -> Error {
    let format = match extension(name).as_deref() {
        Some("docx" | "docm" | "dotx") => "Word document",
        Some("xlsx" | "xlsm") => "Excel workbook",
        Some("odt" | "ods") => "OpenDocument file",
        Some("ofd") => "OFD file",
        _ => return archive,
    };
    Error::Damaged { format, reason: "the parts that hold its text are missing".to_owned() }
}

fn extension(name: Option<&str>) -> Option<String> {
    name.and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension.to_ascii_lowercase())
}

fn of_parts(holds: impl Fn(&str) -> bool) -> Option<Result<Format, Error>> {
    let unknown = |what: &str| Some(Err(Error::UnknownFormat(what.to_owned())));
    if holds("OFD.xml") {
        Some(Ok(Format::Ofd))
    } else if holds("word/document.xml") || holds("word/document2.xml") {
        Some(Ok(Format::Docx))
    } else if holds("xl/workbook.xml") {
        Some(Ok(Format::Xlsx))
    } else if holds("xl/workbook.bin") {
        unknown("a binary workbook (xlsb); save it as xlsx")
    } else if holds("ppt/presentation.xml") {
        unknown("a presentation; save it as PDF")
    } else {
        None
    }
}

/// The `mimetype` part of an `OpenDocument` package, first and never long.
fn mimetype(mut archive: ZipArchive<Cursor<&[u8]>>) -> Option<String> {
    let mut part = archive.by_name("mimetype").ok()?;
    let mut bytes = [0; 128];
    let length = std::io::Read::read(&mut part, &mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes[..length]).trim().to_owned())
}

/// A compound file (OLE2) names its streams in UTF-16.
fn of_compound(bytes: &[u8]) -> Result<Format, Error> {
    let holds = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        find(bytes, &name).is_some()
    };
    let unknown = |what: &str| Err(Error::UnknownFormat(what.to_owned()));
    if holds("EncryptedPackage") {
        Err(Error::Encrypted("save the document without a password".to_owned()))
    } else if holds("WordDocument") {
        Ok(Format::Doc)
    } else if holds("Workbook") || holds("Book") {
        Ok(Format::Xls)
    } else if holds("PowerPoint Document") {
        unknown("a presentation; save it as PDF")
    } else {
        unknown("a compound file that is neither Word nor Excel; save it as PDF or Word")
    }
}

fn of_text(head: &[u8], length: usize, name: Option<&str>) -> Result<Format, Error> {
    if find(&head[..head.len().min(64)], b"{\\rtf").is_some() {
        return Ok(Format::Rtf);
    }
    // A character that the cut goes through is no sign of binary data.
    let decoded = encoding::decode(if length > head.len() { whole_lines(head) } else { head });
    if head.len() == length && decoded.text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        return Err(Error::UnknownFormat("the file holds nothing but blanks".to_owned()));
    }
    if is_binary(&decoded.text) {
        return Err(Error::UnknownFormat("binary data; save it as PDF, Word or plain text".to_owned()));
    }
    if is_message(&decoded.text) {
        Ok(Format::Mime)
    } else if html::looks_like_html(&decoded.text) {
        Ok(Format::Html)
    } else if decoded.text.trim_start_matches('\u{feff}').starts_with("<?xml") {
        let what = "an XML file, as Word or Excel 2003 and forms save them; save it as docx or xlsx";
        Err(Error::UnknownFormat(what.to_owned()))
    } else if matches!(extension(name).as_deref(), Some("csv" | "tsv")) {
        Ok(Format::Csv)
    } else {
        Ok(Format::Text)
    }
}

fn whole_lines(head: &[u8]) -> &[u8] {
    let end = memchr::memrchr(b'\n', head).map_or(head.len(), |at| at + 1);
    // In UTF-16 a line ends on two bytes.
    &head[..(end + end % 2).min(head.len())]
}

/// Whether what came out of decoding is no writing: more than a few control characters or undecodable bytes.
fn is_binary(text: &str) -> bool {
    let odd = |c: &char| {
        *c == char::REPLACEMENT_CHARACTER
            || ((*c < ' ' || matches!(*c, '\u{7f}'..='\u{9f}'))
                && !matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{1a}' | '\u{1b}' | '\u{8}'))
    };
    // Most texts hold none: they are not counted.
    let odd = text.chars().filter(odd).count();
    odd > 0 && odd * 10 > text.chars().count()
}

/// Whether the text begins with the headers of a mail message or a saved web archive: several of the usual ones, or the two
/// that say that it has parts and how they are parted.
fn is_message(text: &str) -> bool {
    const HEADERS: [&str; 10] = [
        "from",
        "to",
        "subject",
        "date",
        "mime-version",
        "content-type",
        "received",
        "return-path",
        "message-id",
        "snapshot-content-location",
    ];
    let lines = text.trim_start_matches('\u{feff}').lines().take_while(|line| !line.trim().is_empty()).take(60);
    let headers = lines.filter_map(|line| line.split_once(':')).map(|(name, _)| name.trim().to_ascii_lowercase());
    let mut found: Vec<String> = headers.filter(|name| HEADERS.contains(&name.as_str())).collect();
    found.sort();
    found.dedup();
    let has = |name: &str| found.iter().any(|other| other == name);
    (has("mime-version") && has("content-type"))
        || (found.len() >= 3 && (has("mime-version") || has("content-type") || has("message-id")))
}

/// Refuses what is over the size limit, then tells the format.
///
/// # Errors
/// As [`detect`], and [`Error::TooLarge`].
pub(crate) fn detect_within(bytes: &[u8], name: Option<&str>, limits: &Limits) -> Result<Format, Error> {
    if bytes.len() as u64 > limits.file_bytes {
        return Err(Error::TooLarge { what: "the file", limit: limits.file_bytes });
    }
    detect(bytes, name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::package;

    fn found(bytes: &[u8], name: &str) -> Format {
        detect(bytes, Some(name)).unwrap()
    }

    #[test]
    fn the_content_decides() {
        let docx = package(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
        assert_eq!(found(&docx, "a.doc"), Format::Docx);
        assert_eq!(found(&docx[..docx.len() - 30], "a.docx"), Format::Docx, "cut off");
        assert_eq!(found(&package(&[("xl/workbook.xml", "")]), "a.xls"), Format::Xlsx);
        assert_eq!(found(&package(&[("\\ofd.xml", "")]), "a.zip"), Format::Ofd);
        assert_eq!(found(&package(&[("mimetype", "application/vnd.oasis.opendocument.text")]), "a"), Format::Odt);
        assert_eq!(found(b"<html><table><tr><td>1</td></tr></table></html>", "a.xls"), Format::Html);
        assert_eq!(found(b"\r\n\r\n%PDF-1.4\n1 0 obj\nendobj", "a.txt"), Format::Pdf);
        assert_eq!(found(b"\xef\xbb\xbf{\\rtf1 a}", "a.doc"), Format::Rtf);
        assert_eq!(found(b"\xff\xd8\xff\xe0", "a.pdf"), Format::Image);
        assert_eq!(found("序号,任务\n1,甲\n".as_bytes(), "a.CSV"), Format::Csv);
    }

    #[test]
    fn a_text_is_what_decodes_as_one() {
        assert_eq!(found("MZ工作要点\n一、".as_bytes(), "a.exe"), Format::Text);
        assert_eq!(found("BM 通知".as_bytes(), "a.bmp"), Format::Text);
        assert_eq!(found("文件头写作 %PDF-1.7 的是PDF。".as_bytes(), "a.pdf"), Format::Text);
        assert_eq!(found("PK赛工作方案".as_bytes(), "a.zip"), Format::Text);
        let long = "各区人民政府，".repeat(4000);
        assert_eq!(found(&encoding_rs::GB18030.encode(&long).0, "a"), Format::Text);
        let utf16: Vec<u8> = "关于印发方案的通知\n".repeat(2000).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&utf16, "a"), Format::Text);
    }

    #[test]
    fn mail_and_saved_pages() {
        let mail = "From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html>";
        assert_eq!(found(mail.as_bytes(), "a.txt"), Format::Mime);
        let archive = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n";
        assert_eq!(found(archive.as_bytes(), "a.mht"), Format::Mime);
        let notice = "From: 说明\nTo: 各区\nDate: 2017\n\n正文";
        assert_eq!(found(notice.as_bytes(), "a.txt"), Format::Text);
    }

    #[test]
    fn what_is_no_document_is_named() {
        let error = |bytes: &[u8]| detect(bytes, None).unwrap_err().to_string();
        assert!(error(b"").contains("empty"));
        assert!(error("\u{feff} \r\n\u{3000}".as_bytes()).contains("nothing but blanks"));
        assert!(error(&package(&[("a.docx", ""), ("b.txt", "")])).contains("archive (zip)"));
        assert!(error(b"\x1f\x8b\x08\0").contains("archive (gzip)"));
        let broken = detect(b"PK\x03\x04junk", Some("通知.DOCX")).unwrap_err().to_string();
        assert!(broken.starts_with("damaged Word document"), "{broken}");
        assert!(error(&package(&[("xl/workbook.bin", "")])).contains("xlsx"));
        assert!(
            error(b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>").contains("docx")
        );
        assert!(error(&[0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 3, 0]).contains("binary"));
    }
}
