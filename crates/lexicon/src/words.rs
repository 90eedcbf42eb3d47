//! Chinese words, by the dictionary that jieba-rs carries. It is loaded once, when first asked for, since few documents need it.

use jieba_rs::Jieba;
use std::sync::LazyLock;

static DICTIONARY: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// Whether a string is a word of the dictionary.
///
/// ```
/// assert!(fenjie_lexicon::words::is_word("单位"));
/// assert!(!fenjie_lexicon::words::is_word("位位"));
/// ```
pub fn is_word(s: &str) -> bool {
    DICTIONARY.has_word(s)
}
