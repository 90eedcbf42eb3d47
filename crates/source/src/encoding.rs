//! Bytes to text: a byte order mark decides, then validity as UTF-8, then the distribution of the bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Decoded text and how it was encoded.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: &'static Encoding,
    /// Whether some bytes belong to no character of the encoding and became U+FFFD.
    pub(crate) damaged: bool,
}

/// Decodes the bytes of a text file. A UTF-8 byte order mark stays in the text, so that offsets are those of the file.
pub(crate) fn decode(bytes: &[u8]) -> Decoded {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes)
        && !looks_like_utf16(bytes)
    {
        return Decoded { text: text.to_owned(), encoding: UTF_8, damaged: false };
    }
    let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or_else(|| (guess(bytes), 0));
    let body = if encoding == UTF_8 { bytes } else { &bytes[mark..] };
    let (text, damaged) = encoding.decode_without_bom_handling(body);
    Decoded { text: text.into_owned(), encoding, damaged }
}

/// The encoding of bytes that are not valid UTF-8 and carry no mark.
fn guess(bytes: &[u8]) -> &'static Encoding {
    if let Some(encoding) = guess_utf16(bytes) {
        return encoding;
    }
    if is_mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    // Notices are Chinese: every other guess (a short text, a rare byte pair) is read as the national standard.
    if found == BIG5 { BIG5 } else { GB18030 }
}

/// A damaged UTF-8 file: nearly all of its non-ASCII bytes stand in valid sequences.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut valid, mut invalid) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().bytes().filter(|b| !b.is_ascii()).count();
        invalid += chunk.invalid().len();
    }
    valid > 20 * invalid
}

fn looks_like_utf16(bytes: &[u8]) -> bool {
    guess_utf16(bytes).is_some()
}

/// UTF-16 without a mark: one of the two bytes of each pair is often zero (ASCII, line ends), or 0x4E–0x9F (Han).
fn guess_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    const SAMPLE: usize = 4096;
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if sample.len() < 8 || !sample.contains(&0) {
        return None;
    }
    let high = |byte: u8| byte == 0 || (0x4e..=0x9f).contains(&byte) || byte == 0x30 || byte == 0xff;
    let pairs = sample.len() / 2;
    let share = |offset: usize| sample.chunks_exact(2).filter(|pair| high(pair[offset])).count() * 10 / pairs;
    match (share(0), share(1)) {
        (first, second) if second >= 9 && second > first => Some(UTF_16LE),
        (first, second) if first >= 9 && first > second => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTICE: &str =
        "关于印发《工作方案》的通知\r\n各区、县级市人民政府，市政府各部门：\r\n现印发给你们，请认真贯彻执行。";

    #[test]
    fn every_encoding_of_one_notice_reads_alike() {
        let utf16 = |big: bool| -> Vec<u8> {
            NOTICE.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let marked = |mark: &[u8], body: Vec<u8>| [mark.to_vec(), body].concat();
        let cases: Vec<(Vec<u8>, &str)> = vec![
            (NOTICE.into(), "UTF-8"),
            (GB18030.encode(NOTICE).0.into_owned(), "gb18030"),
            (
                BIG5.encode("關於印發《工作方案》的通知\r\n各區人民政府：現印發給你們，請認真貫徹執行。")
                    .0
                    .into_owned(),
                "Big5",
            ),
            (marked(&[0xff, 0xfe], utf16(false)), "UTF-16LE"),
            (marked(&[0xfe, 0xff], utf16(true)), "UTF-16BE"),
            (utf16(false), "UTF-16LE"),
            (utf16(true), "UTF-16BE"),
        ];
        for (bytes, name) in cases {
            let decoded = decode(&bytes);
            assert_eq!(decoded.encoding.name(), name);
            assert!(!decoded.damaged, "{name}");
            assert!(decoded.text.contains("工作方案"), "{name}: {}", decoded.text);
        }
    }

    #[test]
    fn one_broken_byte_does_not_change_the_encoding() {
        let mut bytes = NOTICE.as_bytes().to_vec();
        bytes.insert(9, 0xff);
        let decoded = decode(&bytes);
        assert_eq!((decoded.encoding, decoded.damaged), (UTF_8, true));
        assert_eq!(decoded.text.matches('\u{fffd}').count(), 1);
    }
}
