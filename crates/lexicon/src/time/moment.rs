use fenjie_text::numeral::{digit, han_digit, parse_ordinal};

/// One printed moment: 2017年底前, 6月底前, 第三季度, “十四五”期间.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// The year; `None` when the document's own is meant.
    pub(super) year: Option<Year>,
    pub(super) part: Part,
    /// Whether it ends before the printed part begins (6月前, but not 6月底前 and not 6月15日前).
    pub(super) before: bool,
    /// Whether something beside the bare number says that a time is meant (底, 前, 内, 月, 季度).
    pub(super) marked: bool,
}

/// A printed year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Number(i32),
    /// Years after the document's own: 今年 0, 明年 1.
    After(i32),
}

/// The part of the year that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Half(u32),
    Quarter(u32),
    Month(u32),
    /// Month and its third: 上旬, 中旬, 下旬.
    Third(u32, u32),
    Day(u32, u32),
    /// 五年规划: the year is its last.
    Plan,
}

impl Moment {
    /// Last day, year, month and day; `own` is the document's year.
    pub(super) fn last_day(&self, own: Option<i32>) -> Option<(i32, u32, u32)> {
        let year = match self.year {
            Some(Year::Number(year)) => year,
            Some(Year::After(years)) => own? + years,
            None => own?,
        };
        if self.before {
            let (year, month) = match self.part {
                Part::Month(month) if month > 1 => (year, month - 1),
                Part::Quarter(quarter) if quarter > 1 => (year, quarter * 3 - 3),
                _ => (year - 1, 12),
            };
            return Some((year, month, days(year, month)));
        }
        let month = match self.part {
            Part::Whole | Part::Plan => 12,
            Part::Half(half) => half * 6,
            Part::Quarter(quarter) => quarter * 3,
            Part::Third(month, third) if third < 3 => return Some((year, month, third * 10)),
            Part::Month(month) | Part::Third(month, _) => month,
            Part::Day(month, day) => return (day <= days(year, month)).then_some((year, month, day)),
        };
        Some((year, month, days(year, month)))
    }
}

fn days(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Reads a moment at the start of `s`, which has no blanks; gives its length in bytes as well.
pub(super) fn read(s: &str) -> Option<(Moment, usize)> {
    let mut reader = Reader { s, at: 0 };
    let moment = reader.moment()?;
    Some((moment, reader.at))
}

struct Reader<'a> {
    s: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.s[self.at..]
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn eat_any<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        words.iter().find(|word| self.eat(word)).copied()
    }

    /// A whole number of at most four digits in one script.
    fn number(&mut self) -> Option<u32> {
        const LONGEST: usize = 5;
        let rest = self.rest();
        let length = |is: &dyn Fn(char) -> bool| {
            rest.char_indices().take(LONGEST).take_while(|(_, c)| is(*c)).last().map_or(0, |(at, c)| at + c.len_utf8())
        };
        // 二0一九: typists mix the figures of a year.
        let mixed = length(&|c| digit(c).is_some() || han_digit(c).is_some());
        let figures: Vec<u32> = rest[..mixed].chars().filter_map(|c| digit(c).or_else(|| han_digit(c))).collect();
        if figures.len() == 4 && rest[mixed..].trim_start().starts_with('年') {
            self.at += mixed;
            return Some(figures.into_iter().fold(0, |year, figure| year * 10 + figure));
        }
        let arabic = length(&|c| digit(c).is_some());
        let end = if arabic > 0 { arabic } else { length(&|c| han_digit(c).is_some() || c == '十') };
        let value = parse_ordinal(&rest[..end])?;
        self.at += end;
        Some(value)
    }

    fn moment(&mut self) -> Option<Moment> {
        if let Some(plan) = self.plan() {
            return Some(plan);
        }
        let year = self.year();
        let part = self.part(year.is_some());
        let (part, mut marked) = match (year, part) {
            (_, Some(part)) => (part, true),
            (Some(_), None) => (Part::Whole, false),
            (None, None) => return self.bare_year_end(),
        };
        let before = self.edge(part, &mut marked);
        Some(Moment { year, part, before, marked })
    }

    /// “十四五”期间, “十三五”末.
    fn plan(&mut self) -> Option<Moment> {
        let start = self.at;
        let quoted = self.eat_any(&["“", "\"", "＂", "「"]).is_some();
        for (word, last) in [("十一五", 2010), ("十二五", 2015), ("十三五", 2020), ("十四五", 2025), ("十五五", 2030)]
        {
            if self.eat(word) {
                if quoted {
                    self.eat_any(&["”", "\"", "＂", "」", "“"]);
                }
                if self.eat_any(&["期间", "时期", "末期", "期末", "末"]).is_some() {
                    self.eat_any(&["之前", "前"]);
                    return Some(Moment {
                        year: Some(Year::Number(last)),
                        part: Part::Plan,
                        before: false,
                        marked: true,
                    });
                }
            }
        }
        self.at = start;
        None
    }

    fn year(&mut self) -> Option<Year> {
        const YEARS: std::ops::RangeInclusive<u32> = 1949..=2099;
        let start = self.at;
        for (word, after) in [("今年", 0), ("本年度", 0), ("本年", 0), ("当年", 0), ("明年", 1), ("后年", 2)]
        {
            if self.eat(word) {
                return Some(Year::After(after));
            }
        }
        if let Some(number) = self.number()
            && YEARS.contains(&number)
            && self.eat("年")
        {
            self.eat("度");
            return Some(Year::Number(number as i32));
        }
        self.at = start;
        None
    }

    /// The part of the year; `after_year` allows 上半年 and the like, which are also read alone.
    fn part(&mut self, after_year: bool) -> Option<Part> {
        let start = self.at;
        if self.eat("上半年") {
            return Some(Part::Half(1));
        }
        if self.eat("下半年") {
            return Some(Part::Half(2));
        }
        if after_year && self.eat("年中") {
            return Some(Part::Half(1));
        }
        let ordinal = self.eat("第");
        // 四季 alone are the seasons of the year.
        let seasons = !ordinal && self.rest().starts_with("四季") && !self.rest().starts_with("四季度");
        if let Some(number) = self.number().filter(|_| !seasons) {
            if (1..=4).contains(&number) && self.eat_any(&["季度", "季末", "季"]).is_some() {
                return Some(Part::Quarter(number));
            }
            if (1..=12).contains(&number) && !self.s[start..].starts_with('第') && self.eat("月") {
                self.eat("份");
                return Some(self.in_month(number));
            }
        }
        self.at = start;
        None
    }

    fn in_month(&mut self, month: u32) -> Part {
        for (word, third) in [("上旬", 1), ("中旬", 2), ("下旬", 3), ("初", 1), ("中", 2)] {
            if self.eat(word) {
                return Part::Third(month, third);
            }
        }
        let start = self.at;
        if let Some(day) = self.number()
            && (1..=31).contains(&day)
            && self.eat_any(&["日", "号"]).is_some()
        {
            return Part::Day(month, day);
        }
        self.at = start;
        Part::Month(month)
    }

    /// 底前, 底, 末, 前, 内 after a part; says whether the part is to be over before it begins.
    fn edge(&mut self, part: Part, marked: &mut bool) -> bool {
        let start = self.at;
        let end = self.eat_any(&["年底", "年末", "底", "末", "月底", "月末"]).is_some();
        if end {
            self.eat_any(&["之前", "以前", "前"]);
            *marked = true;
            return false;
        }
        if self.eat_any(&["之前", "以前", "前"]).is_some() {
            // 前后, 前三季度, 前列 are other words.
            if self.rest().starts_with(['后', '三', '两', '列', '款', '述', '期', '沿', '1', '2', '3', '5']) {
                self.at = start;
                return false;
            }
            *marked = true;
            return !matches!(part, Part::Day(..) | Part::Third(..) | Part::Half(_));
        }
        if self.eat_any(&["年内", "以内", "之内", "内"]).is_some() {
            *marked = true;
        }
        false
    }

    /// 年底前, 年内, 月底前 of the document's own year.
    fn bare_year_end(&mut self) -> Option<Moment> {
        let whole = Moment { year: None, part: Part::Whole, before: false, marked: true };
        if self.eat_any(&["年底", "年末"]).is_some() {
            self.eat_any(&["之前", "以前", "前"]);
            return Some(whole);
        }
        if self.eat("年内") {
            return Some(whole);
        }
        None
    }
}
