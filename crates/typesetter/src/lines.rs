//! Breaking the words of a cell into printed lines.

use fenjie_text::chars::{is_wide, may_not_close_line, may_not_open_line, width};

/// How a column breaks its lines.
#[derive(Clone, Copy, Debug)]
pub struct Breaking {
    /// Width in Han characters.
    pub width: f32,
    /// How far marks squeezed or hanging at the end may reach beyond it.
    pub hanging: f32,
}

/// The printed lines of `words`; a newline in the words breaks the paragraph.
pub fn lines(words: &str, breaking: Breaking) -> Vec<String> {
    words.split('\n').flat_map(|paragraph| paragraph_lines(paragraph, breaking)).collect()
}

fn paragraph_lines(paragraph: &str, breaking: Breaking) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for cluster in clusters(paragraph) {
        let needed: f32 = cluster.chars().map(width).sum();
        let marks: f32 = cluster.chars().rev().take_while(|c| may_not_open_line(*c)).map(width).sum();
        let fits =
            used + needed <= breaking.width || used + needed - marks <= breaking.width && marks <= breaking.hanging;
        if !line.is_empty() && !fits {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        line.push_str(&cluster);
        used += needed;
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What a line break may not part: an opening mark, a wide character or a run of others, the marks that follow.
fn clusters(paragraph: &str) -> Vec<String> {
    let mut clusters: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for c in paragraph.chars() {
        let joins = before.is_some_and(|b| {
            may_not_open_line(c) || may_not_close_line(b) || !is_wide(b) && !is_wide(c) && b != ' ' && c != ' '
        });
        match clusters.last_mut() {
            Some(last) if joins => last.push(c),
            _ => clusters.push(c.to_string()),
        }
        before = Some(c);
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_never_open_a_line() {
        let broken = lines("建立健全管理、协调体系（试行）。", Breaking { width: 6.0, hanging: 0.0 });
        assert_eq!(broken, ["建立健全管", "理、协调体系", "（试行）。"]);
        let hung = lines("建立健全管理、协调体系", Breaking { width: 6.0, hanging: 1.0 });
        assert_eq!(hung[0], "建立健全管理、");
    }
}
