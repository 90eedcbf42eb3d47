//! Text that carries its evidence.
//!
//! [`Span`] is a half-open byte range of the document's text; [`Text`] is a string every character of which knows the
//! span it came from. Joining, cutting and dropping blanks keep that knowledge, so the evidence of a field and the
//! accounting of a document hold by construction. [`chars`] tells kinds of characters apart, [`CharSet`] answers for any
//! set of them, [`WordList`] for words that open or close a string, [`numeral`] reads numbers.
//!
//! ```
//! use fenjie_text::{Span, Text};
//! let source = "知识产\n权局";
//! let mut text = Text::from_source(source, Span::new(0, 9));
//! text.push(&Text::from_source(source, Span::new(10, 16)));
//! assert_eq!(text.as_str(), "知识产权局");
//! assert_eq!(text.spans(), [Span::new(0, 9), Span::new(10, 16)]);
//! ```

pub mod chars;
mod charset;
pub mod numeral;
mod span;
mod text;
mod word_list;

pub use charset::CharSet;
pub use span::{Span, merge_spans};
pub use text::Text;
pub use word_list::WordList;
