//! What the words of titles, headings and items say of the work that they order.

use crate::draft::Draft;
use fenjie_text::{WordList, chars};
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize, Default)]
pub(crate) struct HeadingWords {
    pub(crate) closings: WordList,
    pub(crate) foot: WordList,
    background: WordList,
    conditions: WordList,
    pub(super) forms: WordList,
    pub(super) explaining: WordList,
    pub(super) events: WordList,
    pub(crate) last_words: WordList,
    pub(super) orders: WordList,
    pub(super) adverbs: WordList,
    safeguards: WordList,
    pub(super) tasks: WordList,
    pub(super) calls: WordList,
    pub(super) listings: WordList,
}

pub(crate) static HEADING_WORDS: LazyLock<HeadingWords> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/headings.toml")).unwrap_or_default());

/// Whether a heading says that background, goals or the occasion are given.
pub(super) fn gives_background(heading: &str) -> bool {
    // 总体目标和主要任务 goes over to the work.
    const WORK: [&str; 3] = ["任务", "措施", "举措"];
    let words = &*HEADING_WORDS;
    let heads_work = || WORK.iter().any(|word| heading.ends_with(word));
    words.background.occurs_in(heading) && !heads_work()
        || words.conditions.occurs_in(heading) && !opens_with_order(heading)
}

/// Whether a sentence opens with the word for what is to be done.
pub(crate) fn opens_with_order(sentence: &str) -> bool {
    let sentence = sentence.trim_start_matches(chars::is_blank);
    let adverb = HEADING_WORDS.adverbs.opening(sentence).map_or(0, str::len);
    HEADING_WORDS.orders.opens(&sentence[adverb..])
}

/// Whether the heading of a chapter orders work itself (三、建立监测网络), rather than telling how the work is secured or what
/// stands below (四、组织实施).
pub(super) fn heads_work(heading: &str) -> bool {
    opens_with_order(heading) && !HEADING_WORDS.safeguards.closes(heading.trim_end_matches(chars::is_blank))
}

/// Whether words order work to be done.
pub(crate) fn orders_work(words: &str) -> bool {
    HEADING_WORDS.orders.occurs_in(words)
}

/// Whether numbered items order work though nothing but their words says so: most of them, or of those in a chapter of
/// tasks (二、重点任务), open with an order.
pub(crate) fn orders_by_number(items: &[Draft]) -> bool {
    let in_chapter = |item: &&Draft| {
        item.category.as_ref().is_some_and(|category| HEADING_WORDS.tasks.occurs_in(category.label.as_str()))
    };
    mostly_order(items.iter()) || mostly_order(items.iter().filter(in_chapter))
}

/// Whether a title calls for something, makes it known or lays down rules: what is numbered below are conditions and steps.
pub(crate) fn calls_or_rules(title: &str) -> bool {
    HEADING_WORDS.calls.occurs_in(title)
}

/// Whether most items, and no fewer than three, have a sentence that opens with an order.
fn mostly_order<'a>(items: impl Iterator<Item = &'a Draft>) -> bool {
    const FEWEST: usize = 3;
    let orders = |item: &Draft| item.words().split(['。', '；']).any(opens_with_order);
    let (ordering, all) = items.fold((0, 0), |(ordering, all), item| (ordering + usize::from(orders(item)), all + 1));
    ordering >= FEWEST && ordering * 2 > all
}

/// Whether a title names a form to be filled in (申报表, 汇总表) rather than a table of tasks.
pub(crate) fn names_form(title: &str) -> bool {
    HEADING_WORDS.forms.occurs_in(title)
}

/// Whether the header of a column is one of tables that make something known (设定依据, 主讲人): no table of tasks.
pub(crate) fn names_listing(header: &str) -> bool {
    HEADING_WORDS.listings.occurs_in(header)
}
