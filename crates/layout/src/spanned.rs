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
    let behind = place.max(upper + 1)..lower;
    let tasks = spanned_tasks(&role, upper, &behind);
    let others = spanned_others(&role, words.len(), &behind);
    let is_moved = |at: usize| {
        at == upper
            || at == lower
            || at == lower + 1
            || tasks.is_some_and(|_| at + 2 >= lower && at < lower)
            || others.is_some_and(|_| at > lower + 1)
    };
    let mut order = Vec::with_capacity(words.len());
    for at in 0..=lower {
        if at == place {
            order.extend([lower, lower + 1]);
        }
        match at {
            _ if tasks == Some(at) => order.extend([lower - 2, lower - 1]),
            _ if others == Some(at) => order.extend(lower + 2..words.len()),
            _ if !is_moved(at) => order.push(at),
            _ => {}
        }
    }
    order.extend((lower + 2..words.len()).filter(|at| !is_moved(*at)));
    Some(order)
}

/// The word for tasks that spans two others, printed right before those for units: 工作任务 over 任务类别 and 具体内容.
fn spanned_tasks(
    role: &impl Fn(usize) -> Option<ColumnRole>,
    upper: usize,
    behind: &std::ops::Range<usize>,
) -> Option<usize> {
    use ColumnRole::{Category, Task, Title};
    let (label, task) = (behind.end.checked_sub(2)?, behind.end - 1);
    let are_lower =
        behind.len() > 2 && role(task) == Some(Task) && matches!(role(label), Some(Category | Title | Task));
    (0..upper).find(|at| role(*at) == Some(Task)).filter(|_| are_lower)
}

/// The unknown word of the upper row that spans those behind the words for units: 备查栏 over 完成情况 and 说明.
fn spanned_others(
    role: &impl Fn(usize) -> Option<ColumnRole>,
    words: usize,
    behind: &std::ops::Range<usize>,
) -> Option<usize> {
    const FEWEST: usize = 2;
    behind.clone().find(|at| role(*at).is_none()).filter(|_| words >= behind.end + 2 + FEWEST)
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
        assert_eq!(
            order("序号 要点 任务要求 责任单位 时限 备查栏 牵头 协作 完成情况 说明"),
            Some(vec![0, 1, 2, 6, 7, 4, 8, 9])
        );
        assert_eq!(order("工作任务 责任分工 时间安排 类别 具体内容 牵头部门 配合部门"), Some(vec![3, 4, 5, 6, 2]));
        assert_eq!(order("序号 工作任务 牵头单位 配合单位 完成时限"), None);
        assert_eq!(order("序号 工作任务 牵头单位 责任单位 配合单位"), None);
    }
}
