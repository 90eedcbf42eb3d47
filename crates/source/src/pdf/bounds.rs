/// Bounds on what one page may use up; each is reported when it is hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bounds {
    /// [`Bounds::OPERATORS`].
    Operators,
    /// [`Bounds::MARKS`].
    Marks,
    /// [`Bounds::RULES`].
    Rules,
    /// [`Bounds::FORMS`].
    Forms,
    /// [`Bounds::STATES`].
    States,
    /// [`Limits::part_bytes`](crate::Limits::part_bytes) of one stream, or a stream that does not unpack.
    Part,
}

impl Bounds {
    /// Operators run on one page, forms included: what ends forms that call each other without end.
    pub(super) const OPERATORS: usize = 4_000_000;
    /// Characters on one page.
    pub(super) const MARKS: usize = 400_000;
    /// Ruled lines on one page.
    pub(super) const RULES: usize = 60_000;
    /// Forms inside forms.
    pub(super) const FORMS: usize = 16;
    /// Saved graphics states.
    pub(super) const STATES: usize = 1_000;
    /// Operands of one operator.
    pub(super) const OPERANDS: usize = 200_000;
    /// Parents of a page, and arrays in arrays of content streams.
    pub(super) const DEPTH: usize = 64;
    /// Bytes that one object stream may unpack to: structure, not content.
    pub(super) const STRUCTURE_BYTES: usize = 64 << 20;

    /// What the reader could not do because of the bound.
    pub(super) fn describe(self) -> String {
        match self {
            Self::Operators => format!("more than {} operators: the rest of the page is not read", Self::OPERATORS),
            Self::Marks => format!("more than {} characters: the rest of the page is not read", Self::MARKS),
            Self::Rules => format!("more than {} ruled lines: the rest are left out", Self::RULES),
            Self::Forms => format!("forms nested deeper than {}: the innermost are left out", Self::FORMS),
            Self::States => format!("graphics states nested deeper than {}", Self::STATES),
            Self::Part => "a content stream does not unpack, or is over the limit: it is left out".to_owned(),
        }
    }
}
