use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// What a table column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnRole {
    /// 序号, 编号: the row's own number.
    Sequence,
    /// 类号, or 序号 of a merged label: the number of a category.
    CategoryNumber,
    /// 类别, 工作重点, 项目分类: the label of a category.
    Category,
    /// 工作内容 beside 具体任务, 重点任务 beside 具体措施: the heading of a row.
    Title,
    /// 工作内容, 具体任务, 主要措施: the task itself.
    Task,
    /// 成果形式, 预期成果: what is to be handed in.
    Deliverable,
    /// 牵头单位, 责任单位, 负责部门.
    Lead,
    /// 配合单位, 参与单位, 协办单位.
    Support,
    /// 完成时限, 时间安排.
    Deadline,
    /// 备注.
    Remark,
    /// Anything else.
    Other,
}

#[derive(Deserialize)]
struct HeaderWords {
    role: Vec<RoleWords>,
}

#[derive(Deserialize)]
struct RoleWords {
    name: ColumnRole,
    words: Vec<String>,
    #[serde(default)]
    exact: Vec<String>,
}

static HEADER_WORDS: LazyLock<Vec<RoleWords>> = LazyLock::new(|| {
    toml::from_str::<HeaderWords>(include_str!("../data/columns.toml")).map(|words| words.role).unwrap_or_default()
});

impl ColumnRole {
    /// What a column with this header holds, by the header's words alone; `None` when no known header word occurs.
    ///
    /// A header is a short phrase: anything longer than twelve characters is none.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole;
    /// assert_eq!(ColumnRole::of_header("工 作 内 容"), Some(ColumnRole::Task));
    /// assert_eq!(ColumnRole::of_header("责任部门"), Some(ColumnRole::Lead));
    /// assert_eq!(ColumnRole::of_header("加强领导，明确责任。"), None);
    /// ```
    pub fn of_header(header: &str) -> Option<Self> {
        const LONGEST: usize = 12;
        let header: String = header.chars().filter(|c| !fenjie_text::chars::is_blank(*c)).collect();
        if header.chars().count() > LONGEST || header.contains(['。', '；', '：']) {
            return None;
        }
        let mut best: Option<(usize, Self)> = None;
        for role in HEADER_WORDS.iter() {
            let exact = role.exact.iter().filter(|word| **word == header);
            let within = role.words.iter().filter(|word| header.contains(word.as_str()));
            for word in exact.chain(within) {
                if best.is_none_or(|(length, _)| word.len() > length) {
                    best = Some((word.len(), role.name));
                }
            }
        }
        best.map(|(_, role)| role)
    }

    /// The headers of a whole row printed without anything between them, when `line` is nothing but header words: the place
    /// of each and what its column holds.
    ///
    /// ```
    /// use fenjie_lexicon::ColumnRole::{self, Deadline, Lead, Sequence, Task};
    /// let roles: Vec<_> = ColumnRole::run_together("序号工作任务完成时间责任单位").into_iter().map(|(_, role)| role).collect();
    /// assert_eq!(roles, [Sequence, Task, Deadline, Lead]);
    /// assert!(ColumnRole::run_together("重点任务分工").len() < 3);
    /// ```
    pub fn run_together(line: &str) -> Vec<(Range<usize>, Self)> {
        const LONGEST: usize = 60;
        let mut found = Vec::new();
        if line.chars().count() > LONGEST || !cut_at_words(line, 0, &mut found) {
            found.clear();
        }
        found
    }
}

/// Cuts the rest of `line` from `at` on into header words, longer ones first; false when it cannot be.
fn cut_at_words(line: &str, at: usize, found: &mut Vec<(Range<usize>, ColumnRole)>) -> bool {
    if at == line.len() {
        return true;
    }
    let words = HEADER_WORDS.iter().flat_map(|role| role.words.iter().map(move |word| (word, role.name)));
    let mut opening: Vec<(usize, ColumnRole)> = words
        .filter(|(word, _)| line[at..].starts_with(word.as_str()))
        .map(|(word, role)| (word.len(), role))
        .collect();
    opening.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    opening.into_iter().any(|(length, role)| {
        found.push((at..at + length, role));
        let cut = cut_at_words(line, at + length, found);
        if !cut {
            found.pop();
        }
        cut
    })
}
