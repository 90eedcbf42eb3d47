//! Mail messages (eml) and saved web archives (mhtml): the text of the message; attachments are named, not read.

use crate::{Error, Format, Limits, Source, html, plain};
use fenjie_model::Diagnostic;
use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, MessageParser, MessagePart, MimeHeaders};
use std::borrow::Cow;

/// Reads a message: its HTML body where it has one, else its text.
///
/// # Errors
/// [`Error::Damaged`] when there is no body in it, and what the readers of HTML and text return.
pub fn read(bytes: &[u8], limits: &Limits) -> Result<Source, Error> {
    let damaged = |reason: &str| Error::Damaged { format: "message (eml, mhtml)", reason: reason.to_owned() };
    let message = MessageParser::default().parse(bytes).ok_or_else(|| damaged("it has no headers"))?;
    // A body of the other kind is made up by the parser; only one that the message holds counts.
    let mut source = if let Some(part) = message.html_bodies().find(|part| part.is_text_html()) {
        html::read(&content(part, bytes), limits)?
    } else if let Some(part) = message.text_bodies().find(|part| part.is_text()) {
        plain::read(&content(part, bytes), limits)?
    } else {
        return Err(damaged("it has no text"));
    };
    source.format = Format::Mime;
    let names: Vec<&str> = message.attachments().filter_map(|part| part.attachment_name()).collect();
    if !names.is_empty() {
        let message = format!("attached and not read: {}; save them as files.", names.join(", "));
        source.diagnostics.push(Diagnostic::warning("attachments", message, None));
    }
    Ok(source)
}

/// A body as bytes, its transfer encoding undone. It is decoded by the charset that it states, where that fits; else
/// the reader finds out, because many messages state none.
fn content<'a>(part: &MessagePart<'_>, message: &'a [u8]) -> Cow<'a, [u8]> {
    let raw = message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let decoded = match part.encoding {
        Encoding::None => None,
        Encoding::QuotedPrintable => quoted_printable_decode(raw),
        Encoding::Base64 => base64_decode(raw),
    };
    let bytes = decoded.map_or(Cow::Borrowed(raw), Cow::Owned);
    let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
    let stated = charset.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let text = stated.and_then(|stated| stated.decode_without_bom_handling_and_without_replacement(&bytes));
    text.map(|text| text.into_owned().into_bytes()).map_or(bytes, Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::outline;

    #[test]
    fn a_saved_page_and_a_message_with_an_attachment() {
        let page = "From: <Saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
            <html><body><p>=CD=A8=D6=\r\n=AA</p></body></html>\r\n--b\r\nContent-Type: image/png\r\nContent-Location: a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n--b--\r\n";
        let source = read(page.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(outline(&source), "通知\n");
        assert_eq!(source.format, Format::Mime);

        let mail = "From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
            --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n请查收。\r\n\
            --b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=\r\n--b--\r\n";
        let source = read(mail.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(outline(&source), "请查收。\n");
        assert!(source.diagnostics[0].message.contains("a.pdf"));
    }
}
