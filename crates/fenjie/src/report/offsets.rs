//! From byte offsets of UTF-8 to the offsets of UTF-16 that scripts count in.

/// A text whose places are to be converted.
pub(crate) struct Offsets<'a> {
    text: &'a str,
}

impl<'a> Offsets<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { text }
    }

    /// Converts spans in place, in one pass over the text. A place past the end becomes the end.
    pub fn convert<'s>(&self, spans: impl Iterator<Item = &'s mut [usize; 2]>) {
        let mut places: Vec<&mut usize> = spans.flatten().collect();
        places.sort_unstable();
        let mut utf16 = 0;
        let mut characters = self.text.char_indices().peekable();
        for place in places {
            while let Some((_, c)) = characters.next_if(|(at, _)| *at < *place) {
                utf16 += c.len_utf16();
            }
            *place = utf16;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Offsets;

    #[test]
    fn characters_of_every_width() {
        let text = "a一𠀀é";
        let mut spans = [[1, 4], [4, 8], [0, 10], [8, 99]];
        Offsets::of(text).convert(spans.iter_mut());
        assert_eq!(spans, [[1, 2], [2, 4], [0, 5], [4, 5]]);
    }
}
