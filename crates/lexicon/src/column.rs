use serde::Deserialize;
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
}
