//! Headers in two rows whose words an extractor printed one after the other: 责任单位 spans 牵头单位 and 配合单位, which stand
//! below it and come behind the other columns.

use fenjie_lexicon::ColumnRole;

/// The columns of such a header in the order of their cells, by their places among its words; the word that spans others is none.
/// `None` for any other header.
pub(crate) fn columns(words: &[&str]) -> Option<Vec<usize>> {
    const SPANNING: [&str; 9] =
        ["责任单位", "责任分工", "责任部门", "负责单位", "任务分工", "责任主体", "承办单位", "分工", "单位"];
    let leads = |word: &str| ["牵头", "主办", "主责"].iter().any(|lead| word.starts_with(lead));
    let helps = |word: &str| {
        ColumnRole::of_header(word) == Some(ColumnRole::Support) || word.starts_with("责任") || word.starts_with("配合")
    };
    let lower = words.windows(2).position(|pair| leads(pair[0]) && helps(pair[1]))?;
    let mut spanning = words[..lower].iter().enumerate().filter(|(_, word)| SPANNING.contains(word));
    let (upper, None) = (spanning.next()?.0, spanning.next()) else { return None };
    let role = |at: usize| words.get(at).and_then(|word| ColumnRole::of_header(word));
    // Printed before all others, it tells nothing of its place: units stand before the time.
    let place = if role(upper + 1) == Some(ColumnRole::Sequence) {
        (0..lower).find(|at| role(*at) == Some(ColumnRole::Deadline)).unwrap_or(lower)
    } else {
        upper
    };
    let rest = (0..words.len()).filter(|at| *at != upper && *at != lower && *at != lower + 1);
    let mut order: Vec<usize> = rest.collect();
    let before = order.iter().filter(|at| **at < place).count();
    order.splice(before..before, [lower, lower + 1]);
    Some(order)
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn the_lower_words_stand_in_the_place_of_the_one_that_spans_them() {
        let order = |words: &str| columns(&words.split(' ').collect::<Vec<_>>());
        assert_eq!(order("序号 工作任务 责任单位 完成时限 牵头单位 配合单位"), Some(vec![0, 1, 4, 5, 3]));
        assert_eq!(order("序号 工作任务 责任单位 牵头单位 配合单位 完成时限"), Some(vec![0, 1, 3, 4, 5]));
        assert_eq!(order("责任单位 序号 工作任务 完成时限 牵头单位 配合单位"), Some(vec![1, 2, 4, 5, 3]));
        assert_eq!(order("序号 工作任务 责任分工 完成时限 牵头单位 责任单位"), Some(vec![0, 1, 4, 5, 3]));
        assert_eq!(order("序号 工作任务 牵头单位 配合单位 完成时限"), None);
        assert_eq!(order("序号 工作任务 牵头单位 责任单位 配合单位"), None);
    }
}
