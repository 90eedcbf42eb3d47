/// A set of characters of the basic plane that answers in one look: a bit for each. Characters beyond the plane are never
/// in it.
///
/// ```
/// use fenjie_text::CharSet;
/// const NUMERALS: CharSet = CharSet::new(&['一', '二', '三']);
/// assert!(NUMERALS.contains('二') && !NUMERALS.contains('四'));
/// ```
#[derive(Clone, Debug)]
pub struct CharSet {
    bits: [u64; CharSet::WORDS],
}

impl CharSet {
    const WORDS: usize = (1 << 16) / 64;

    /// The set of these characters.
    pub const fn new(characters: &[char]) -> Self {
        let mut set = Self { bits: [0; Self::WORDS] };
        let mut at = 0;
        while at < characters.len() {
            set.insert(characters[at]);
            at += 1;
        }
        set
    }

    /// Puts a character in; one beyond the basic plane is left out.
    pub const fn insert(&mut self, c: char) {
        let code = c as usize;
        if code < 1 << 16 {
            self.bits[code / 64] |= 1 << (code % 64);
        }
    }

    /// Whether the set holds `c`.
    #[inline]
    pub const fn contains(&self, c: char) -> bool {
        let code = c as usize;
        code < 1 << 16 && self.bits[code / 64] & 1 << (code % 64) != 0
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(characters: I) -> Self {
        let mut set = Self::new(&[]);
        characters.into_iter().for_each(|c| set.insert(c));
        set
    }
}
