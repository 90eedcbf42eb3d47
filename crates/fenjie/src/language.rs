//! The language of labels.

use std::str::FromStr;

/// The language that fields are named in for a reader. Data and messages do not depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// The names of the record: `lead`, `deadline`.
    #[default]
    English,
    /// 牵头单位, 完成时限.
    Chinese,
}

impl Language {
    /// The path of a field as a reader of this language says it: `lead[0].name` is `牵头单位[0].规范名`.
    pub fn field(self, path: &str) -> String {
        if self == Self::English {
            return path.to_owned();
        }
        let parts = path.split('.').map(|part| {
            let (name, place) = part.split_at(part.find('[').unwrap_or(part.len()));
            let label = LABELS.iter().find(|(known, _)| *known == name).map_or(name, |(_, label)| label);
            format!("{label}{place}")
        });
        parts.collect::<Vec<_>>().join(".")
    }
}

/// What a Chinese reader calls the keys of the record.
const LABELS: &[(&str, &str)] = &[
    ("source", "来源"),
    ("path", "路径"),
    ("bytes", "字节数"),
    ("media_type", "文件类型"),
    ("encoding", "编码"),
    ("pages", "页数"),
    ("document", "文件"),
    ("kind", "种类"),
    ("number", "发文字号"),
    ("issuer", "发文机关"),
    ("issued_on", "成文日期"),
    ("status", "效力状态"),
    ("region", "地区"),
    ("references", "引用文件"),
    ("section", "所属部分"),
    ("category", "类别"),
    ("ordinal", "序次"),
    ("label", "名称"),
    ("sequence", "序号"),
    ("title", "标题"),
    ("text", "任务内容"),
    ("deliverable", "成果形式"),
    ("lead", "牵头单位"),
    ("support", "配合单位"),
    ("raw", "原文"),
    ("name", "规范名"),
    ("canonical", "全称"),
    ("deadline", "完成时限"),
    ("until", "截止日期"),
    ("milestones", "时间节点"),
    ("targets", "量化目标"),
    ("what", "指标"),
    ("op", "关系"),
    ("value", "数值"),
    ("unit", "计量单位"),
    ("tags", "主题"),
    ("related", "相关任务"),
    ("evidence", "原文位置"),
    ("confidence", "置信度"),
    ("notes", "存疑"),
    ("indicators", "完成指标"),
    ("period", "时期"),
    ("accounting", "字数核对"),
    ("characters", "总字数"),
    ("tasks", "任务"),
    ("headings", "标题层次"),
    ("prose", "正文"),
    ("furniture", "页眉页脚等"),
    ("unclaimed", "未归类"),
    ("unclaimed_spans", "未归类位置"),
    ("diagnostics", "诊断"),
];

impl FromStr for Language {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "en" => Ok(Self::English),
            "zh" => Ok(Self::Chinese),
            _ => Err("choose en or zh".to_owned()),
        }
    }
}
