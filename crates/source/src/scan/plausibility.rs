use fenjie_text::chars::{is_blank, is_han};
use std::sync::OnceLock;

/// The thousand characters that Chinese notices use most, in the order of their code points.
const COMMON: &str = include_str!("../../data/common-characters.txt");

/// How much a text reads like a Chinese notice, 0 to 1, by its characters alone: common Chinese characters, Chinese
/// marks and figures count in full, rarer characters and Latin letters for a part, private-use and replacement
/// characters for nothing. A notice reaches 0.9; a text layer whose font lacks a true character map seldom 0.5.
pub fn plausibility(text: &str) -> f32 {
    let (sum, count) =
        text.chars().filter(|c| !is_blank(*c)).fold((0.0, 0usize), |(sum, count), c| (sum + weight(c), count + 1));
    if count == 0 { 0.0 } else { sum / count as f32 }
}

fn weight(c: char) -> f32 {
    match c {
        '0'..='9' | '，' | '。' | '、' | '；' | '：' | '（' | '）' | '《' | '》' | '“' | '”' | '〔' | '〕' | '%' => {
            1.0
        }
        '０'..='９' | '.' | '(' | ')' | ',' | ':' | ';' | '—' | '-' | '·' | '…' | '？' | '！' => 0.9,
        'a'..='z' | 'A'..='Z' => 0.4,
        _ if is_han(c) => {
            if common().binary_search(&c).is_ok() {
                1.0
            } else {
                0.4
            }
        }
        '\u{e000}'..='\u{f8ff}' | '\u{fffd}' => 0.0,
        _ => 0.2,
    }
}

fn common() -> &'static [char] {
    static SORTED: OnceLock<Vec<char>> = OnceLock::new();
    SORTED.get_or_init(|| {
        let mut chars: Vec<char> = COMMON.lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect();
        chars.sort_unstable();
        chars
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_read_well_and_broken_layers_badly() {
        assert!(plausibility("各区、县级市人民政府，市政府各部门：现将工作任务分解表印发给你们") > 0.9);
        assert!(plausibility("鐭ヨ瘑浜ф潈灞€璐熻矗鎺ㄨ繘宸ヤ綔") < 0.6);
        assert!(plausibility("\u{e012}\u{e013}\u{e02f}\u{e0a1}2017") < 0.6);
        assert!(plausibility("!\"#$%&'()*+,-./ÁÂÃ") < 0.6);
    }
}
