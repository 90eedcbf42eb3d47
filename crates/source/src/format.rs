/// A format that fenjie reads, found from the content first and the name second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text in any encoding, Markdown included.
    Text,
    /// HTML as saved from a site.
    Html,
    /// PDF.
    Pdf,
    /// Office Open XML text (docx).
    Docx,
    /// Office Open XML workbook (xlsx).
    Xlsx,
    /// Binary workbook (xls).
    Xls,
    /// `OpenDocument` text (odt).
    Odt,
    /// `OpenDocument` workbook (ods).
    Ods,
    /// Rich Text Format.
    Rtf,
    /// Binary Word (doc) or WPS text.
    Doc,
    /// OFD, GB/T 33190.
    Ofd,
    /// Comma- or tab-separated values.
    Csv,
    /// A mail message or saved web archive (eml, mhtml).
    Mime,
    /// A picture: PNG, JPEG, TIFF, BMP.
    Image,
}

impl Format {
    /// The media type that [`fenjie_model::Source::media_type`] states.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain",
            Self::Html => "text/html",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Xls => "application/vnd.ms-excel",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Rtf => "application/rtf",
            Self::Doc => "application/msword",
            Self::Ofd => "application/ofd",
            Self::Csv => "text/csv",
            Self::Mime => "message/rfc822",
            Self::Image => "image/*",
        }
    }
}
