//! Names as they are meant: the level word of their list written out, a character that print doubled read once.

use super::{Role, Unit, level_word};
use crate::agency::{KINDS, Share, ends_as_agency, without_closing_bracket};
use crate::printed::Printed;
use crate::region::{is_region, opening_place};
use fenjie_text::WordList;
use std::ops::Range;
use std::sync::LazyLock;

/// Names of one list, in order; knows the level word that they share.
#[derive(Default)]
pub(super) struct Names {
    prefix: Option<String>,
    party: bool,
}

impl Names {
    pub(super) fn unit(&mut self, printed: &Printed<'_>, range: Range<usize>, role: Option<Role>) -> Unit {
        let (ranges, spelled) = without_doubled(printed, range);
        let group = is_group(&spelled);
        let name = if group { spelled } else { self.written_out(spelled) };
        Unit { ranges: ranges.iter().map(|range| printed.range(range)).collect(), name, group, role }
    }

    /// The name with the level word of the list, where it takes one; remembers the level word that it prints itself.
    fn written_out(&mut self, name: String) -> String {
        if let Some(level) = level_word(&name) {
            let rest = &name[level.len()..];
            if !rest.starts_with(['级', '直', '属']) {
                self.party = rest.starts_with('委') && rest.chars().count() > 1;
                self.prefix = Some(level.to_owned());
            }
            return name;
        }
        if let Some(end) = opening_place(&name) {
            let (place, rest) = name.split_at(end);
            if rest.ends_with("政府") || rest.ends_with("管委会") || rest.ends_with("管理委员会") {
                self.prefix = None;
            } else if place.ends_with(['省', '市', '县', '区', '州', '旗', '盟']) && KINDS.knows(rest) {
                self.party = rest.starts_with('委') && rest.chars().count() > 1;
                self.prefix = Some(place.to_owned());
            }
            return name;
        }
        match (&self.prefix, share(&name)) {
            (Some(prefix), Share::Level) => format!("{prefix}{name}"),
            (Some(prefix), Share::Party) => format!("{prefix}{}{name}", if self.party { "委" } else { "" }),
            _ => name,
        }
    }
}

/// Whether a name without a level word takes that of its list.
fn share(name: &str) -> Share {
    // 发展改革委（铁路办）: what stands before the brackets decides.
    let name = without_closing_bracket(name);
    let known = KINDS.of(name).map(|kind| kind.share).reduce(|a, b| if a == Share::No { b } else { a });
    known.unwrap_or_else(|| {
        const WHOLE: [&str; 15] = [
            "民航",
            "国家",
            "国务院",
            "中国",
            "中央",
            "人民银行",
            "人行",
            "国网",
            "中共",
            "全国",
            "中华",
            "总",
            "海关",
            "海事",
            "海警",
        ];
        let is_team = name.ends_with("支队") || name.ends_with("总队");
        let local = (name.ends_with(['局', '委', '厅', '办']) || is_team) && name.chars().count() >= 3;
        let whole = WHOLE.iter().any(|word| name.starts_with(word))
            || is_county_branch(name)
            || governs_place(name)
            || ["团市", "团省", "团县", "团区", "团州"].iter().any(|word| name.starts_with(word))
            || ["分局", "总局", "街道办", "仲裁委", "海事局", "铁路局", "监管局", "国家公园管理局"]
                .iter()
                .any(|ending| name.ends_with(ending));
        if local && !whole { Share::Level } else { Share::No }
    })
}

/// Whether a name is that of the branch for a county, which its short name opens: 洪泽生态环境局 of the city's bureau, 云岭供电局.
fn is_county_branch(name: &str) -> bool {
    const BRANCHES: [&str; 5] = ["生态环境局", "税务局", "气象局", "烟草专卖局", "烟草局"];
    if name.strip_suffix("供电局").is_some_and(|place| place.chars().nth(1).is_some()) {
        return true;
    }
    let place = BRANCHES.iter().find_map(|branch| name.strip_suffix(branch)).filter(|place| !place.is_empty());
    place.is_some_and(|place| ["县", "区", "市", "旗"].iter().any(|level| is_region(&format!("{place}{level}"))))
}

/// Whether a name is that of what governs one bay, river, hill or zone: 明珠湾管理局, 黄河河务局.
fn governs_place(name: &str) -> bool {
    const PLACES: [char; 14] = ['湾', '江', '河', '湖', '岛', '港', '山', '岭', '洲', '滩', '泉', '陵', '窟', '城'];
    name.ends_with("河务局") || name.strip_suffix("管理局").is_some_and(|place| place.ends_with(PLACES))
}

fn is_group(name: &str) -> bool {
    static MANY: LazyLock<WordList> = LazyLock::new(|| {
        let words =
            ["、", "各", "有关", "相关", "成员单位", "全市", "全省", "市级部门", "省级部门", "县级部门", "所在"];
        words.into_iter().collect()
    });
    MANY.occurs_in(name)
}

/// The ranges of a name and its spelling, a character read once that print doubled across a break (财政局⏎局).
fn without_doubled(printed: &Printed<'_>, range: Range<usize>) -> (Vec<Range<usize>>, String) {
    let text = &printed.as_str()[range.clone()];
    if !printed.has_gaps() {
        return (vec![range], text.to_owned());
    }
    let mut ranges = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let doubled =
            last == Some(c) && printed.gap_before(range.start + at) && ends_as_agency(&text[..at]) && c != '市';
        if doubled {
            ranges.push(start..at);
            start = at + c.len_utf8();
        }
        last = Some(c);
    }
    ranges.push(start..text.len());
    ranges.retain(|part| !part.is_empty());
    let spelled = ranges.iter().map(|part| &text[part.clone()]).collect();
    (ranges.into_iter().map(|part| part.start + range.start..part.end + range.start).collect(), spelled)
}
