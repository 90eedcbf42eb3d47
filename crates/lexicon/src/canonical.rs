//! Canonical names: the region's full name and the agency's full name of the year.

use crate::agency::{KINDS, Kind};
use crate::region::{Level, Region, opening};
use crate::units::level_word;
use fenjie_text::chars::without_blanks;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a name is to be read with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context {
    /// The region of the document, or of the section that the name stands in.
    pub region: Option<Region>,
    /// Whether an organ of the state issued the document, so that 发展改革委 is the state's.
    pub state: bool,
    /// Year of the document.
    pub year: Option<i32>,
}

/// Names of agencies: the built-in gazetteer, and the user's own file above it.
#[derive(Clone, Debug, Default)]
pub struct Agencies {
    own: Vec<Own>,
}

/// One entry of the user's file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    /// What is printed; compared with the name after the shared level word is written out, and with what is printed.
    names: Vec<String>,
    /// The name to give; empty for none.
    canonical: String,
    /// Code of the region whose documents it holds for, with all regions in it; empty: everywhere.
    #[serde(default)]
    region: String,
    /// First year.
    #[serde(default)]
    from: Option<i32>,
    /// Last year.
    #[serde(default)]
    to: Option<i32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnFile {
    #[serde(default)]
    unit: Vec<Own>,
}

/// Why a file of agency names cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AgenciesError {
    /// Not TOML of the form `[[unit]] names = ["市科创委"], canonical = "深圳市科技创新委员会"`.
    #[error(
        "the file of units is not valid: {0}; give [[unit]] tables with names and canonical, and if need be region, from, to"
    )]
    Toml(#[from] toml::de::Error),
    /// A region that GB/T 2260 does not list.
    #[error("the file of units names region {0:?}; give a six-digit code of GB/T 2260, such as 440300")]
    Region(String),
}

impl Agencies {
    /// The built-in gazetteer alone.
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The built-in gazetteer with the user's names above it.
    ///
    /// ```
    /// use fenjie_lexicon::{Agencies, Context};
    /// let agencies = Agencies::with_file("[[unit]]\nnames = [\"市科创委\"]\ncanonical = \"深圳市科技创新委员会\"").unwrap();
    /// assert_eq!(agencies.canonical("市科创委", &Context::default()).as_deref(), Some("深圳市科技创新委员会"));
    /// ```
    ///
    /// # Errors
    /// When the text is not TOML of that form or names an unknown region.
    pub fn with_file(toml: &str) -> Result<Self, AgenciesError> {
        let file: OwnFile = toml::from_str(toml)?;
        if let Some(unknown) =
            file.unit.iter().find(|own| !own.region.is_empty() && crate::region::by_code(&own.region).is_none())
        {
            return Err(AgenciesError::Region(unknown.region.clone()));
        }
        Ok(Self { own: file.unit })
    }

    /// The canonical name of a unit, its shared level word written out; `None` rather than a guess: for groups, for kinds of
    /// agency that have no single full name, and for names out of their years.
    ///
    /// ```
    /// use fenjie_lexicon::{Agencies, Context, region};
    /// let context = Context { region: region::by_code("440100"), year: Some(2017), ..Context::default() };
    /// let agencies = Agencies::builtin();
    /// assert_eq!(agencies.canonical("市发展改革委", &context).as_deref(), Some("广州市发展和改革委员会"));
    /// assert_eq!(agencies.canonical("省财政厅", &context).as_deref(), Some("广东省财政厅"));
    /// assert_eq!(agencies.canonical("各有关单位", &context), None);
    /// ```
    pub fn canonical(&self, name: &str, context: &Context) -> Option<String> {
        let name = without_blanks(name);
        if let Some(own) = self.own.iter().find(|own| own.holds_for(&name, context)) {
            return Some(own.canonical.clone()).filter(|canonical| !canonical.is_empty());
        }
        if names_many(&name) {
            return None;
        }
        let league = league_committee(&name);
        local(league.as_deref().unwrap_or(&name), context)
            .or_else(|| placed(&name, context))
            .or_else(|| of_the_state(&name, context))
            .or_else(|| branch_of_the_state(&name, context))
            .or_else(|| customs(&name))
            .or_else(|| whole(&name))
    }
}

impl Own {
    fn holds_for(&self, name: &str, context: &Context) -> bool {
        let here = self.region.is_empty()
            || crate::region::by_code(&self.region)
                .zip(context.region)
                .is_some_and(|(own, region)| region.is_within(&own));
        let now = context
            .year
            .is_none_or(|year| self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to));
        here && now && self.names.iter().any(|own| own == name)
    }
}

fn names_many(name: &str) -> bool {
    ["各", "有关", "相关", "、", "成员单位", "（", "(", "﹝"].iter().any(|word| name.contains(word))
}

/// 团市委 is 市团委.
fn league_committee(name: &str) -> Option<String> {
    let level = name.strip_prefix('团')?.strip_suffix('委')?;
    matches!(level, "省" | "自治区" | "市" | "州" | "县" | "区" | "旗" | "盟").then(|| format!("{level}团委"))
}

/// 市发改委: the level word stands for the document's region or one that it lies in.
fn local(name: &str, context: &Context) -> Option<String> {
    let level = level_word(name)?;
    let region = region_of_level(level, &context.region?)?;
    in_region(&region, &name[level.len()..], context.year)
}

fn region_of_level(level: &str, region: &Region) -> Option<Region> {
    let mut here = Some(*region);
    while let Some(candidate) = here {
        let fits = match level {
            "区" => candidate.level() == Level::County && candidate.name.ends_with('区'),
            "县" => candidate.level() == Level::County && candidate.name.ends_with('县'),
            "市" => candidate.name.ends_with('市'),
            _ => candidate.name.ends_with(level),
        };
        if fits {
            return Some(candidate);
        }
        here = candidate.parent();
    }
    None
}

/// 广州市知识产权局, 越秀区政府, 广州海关: a place opens the name.
fn placed(name: &str, context: &Context) -> Option<String> {
    if let Some(bank) = branch_of_the_bank(name, context) {
        return Some(bank);
    }
    let (region, end) = opening(name, context.region.as_ref(), context.year)?;
    let (place, rest) = name.split_at(end);
    if !is_meant(place, &region, context.region.as_ref()) {
        return None;
    }
    let full = place.ends_with(['省', '市', '县', '区', '州', '旗', '盟']);
    let short = place.trim_end_matches(['省', '市']);
    let until_2023 = context.year.is_none_or(|year| (2018..=2023).contains(&year));
    match rest {
        "海关" => Some(format!("中华人民共和国{place}海关")),
        "银监局" => Some(format!("中国银行业监督管理委员会{short}监管局")),
        "保监局" => Some(format!("中国保险监督管理委员会{short}监管局")),
        "银保监局" if until_2023 => Some(format!("中国银行保险监督管理委员会{short}监管局")),
        "银保监分局" if until_2023 => Some(format!("中国银行保险监督管理委员会{short}监管分局")),
        // 宁夏税务局: only the offices that the state has in the regions go by a place without its level.
        "税务局" if !full && region.level() == Level::Province => in_region(&region, rest, context.year),
        "金融监管局" if !full && region.level() == Level::Province && context.year.is_some_and(|year| year > 2023) => {
            Some(format!("国家金融监督管理总局{short}监管局"))
        }
        "证监局" => Some(format!("中国证券监督管理委员会{short}监管局")),
        "仲裁委" | "仲裁委员会" => Some(format!("{place}仲裁委员会")),
        "知识产权法院" => Some(format!("{place}知识产权法院")),
        "" => None,
        _ if full => in_region(&region, rest, context.year),
        _ => None,
    }
}

/// Whether a place that opens a name is the region that bears it: what many cities call a part of theirs (新区, 城区) is one
/// only in documents of that city, a district without its city's name only in those of its province.
fn is_meant(place: &str, region: &Region, own: Option<&Region>) -> bool {
    const GENERIC: [&str; 16] = [
        "新区",
        "高新区",
        "开发区",
        "经开区",
        "城区",
        "郊区",
        "矿区",
        "东区",
        "西区",
        "南区",
        "北区",
        "新城区",
        "老城区",
        "市中区",
        "城中区",
        "城关区",
    ];
    let bare = place == region.name && region.level() == Level::County && place.ends_with('区');
    match own {
        _ if !bare => true,
        Some(own) if GENERIC.contains(&place) => {
            own.level() > Level::Province && (region.is_within(own) || region.parent() == own.parent())
        }
        Some(own) => region.code[..2] == own.code[..2],
        None => !GENERIC.contains(&place),
    }
}

/// 人行丽水市中心支行, 人民银行通辽中心支行.
fn branch_of_the_bank(name: &str, context: &Context) -> Option<String> {
    let rest = ["中国人民银行", "人民银行", "人行"].iter().find_map(|bank| name.strip_prefix(bank))?;
    let (region, end) = opening(rest, context.region.as_ref(), context.year)?;
    match &rest[end..] {
        // The branch at the seat of a province bears no 市.
        "中支" => branch_of_the_bank(&format!("人行{}中心支行", &rest[..end]), context),
        branch @ ("中心支行" | "分行" | "支行" | "营业管理部") => {
            let seat = region.code.ends_with("0100") || region.level() == Level::Province;
            let place = if seat { region.name.trim_end_matches('市') } else { region.name };
            Some(format!("中国人民银行{place}{branch}"))
        }
        _ => None,
    }
}

/// What the names of bodies end with that print does not shorten.
const WHOLE: [&str; 9] =
    ["发展中心", "研究中心", "服务中心", "管理局", "管理委员会", "研究院", "研究会", "协会", "联合会"];

/// The full name of an agency of a region, from what follows the region's name.
fn in_region(region: &Region, rest: &str, year: Option<i32>) -> Option<String> {
    if let Some(rest) = rest.strip_suffix("办公室")
        && !KINDS.knows(rest_with_office(rest).as_str())
        && rest.ends_with('局')
    {
        return in_region(region, rest, year).map(|agency| format!("{agency}办公室"));
    }
    // 自治区党委宣传部: below an autonomous region the committee is not shortened to 委.
    let rest = rest.strip_prefix('党').filter(|rest| rest.starts_with('委')).unwrap_or(rest);
    if KINDS.knows(rest) {
        return known(rest, levels(region), year).map(|full| with_region(full, region));
    }
    let whole = rest.chars().count() >= 6 && WHOLE.iter().any(|ending| rest.ends_with(ending));
    whole.then(|| format!("{}{rest}", spelled_out(region)))
}

fn rest_with_office(rest: &str) -> String {
    format!("{rest}办公室")
}

fn levels(region: &Region) -> &'static str {
    match region.level() {
        Level::Province if region.is_municipality() => "pc",
        Level::Province => "p",
        Level::Prefecture => "c",
        Level::County => "d",
    }
}

/// The one full name that a printed name had at one of `levels` in `year`; without a year, the one it always had.
fn known(name: &str, levels: &str, year: Option<i32>) -> Option<&'static str> {
    let there = |kind: &&Kind| kind.levels.chars().any(|level| levels.contains(level));
    let then = |kind: &&Kind| year.is_none_or(|year| i32::from(kind.from) <= year && year <= i32::from(kind.to));
    let mut names = KINDS.of(name).filter(there).filter(then).map(|kind| kind.full);
    let first = names.next()??;
    names.all(|other| other == Some(first)).then_some(first)
}

fn with_region(full: &str, region: &Region) -> String {
    let place = spelled_out(region);
    if !full.contains("{}") {
        return format!("{place}{full}");
    }
    // 中共广州市委宣传部, but 中共广西壮族自治区委员会宣传部.
    let full = if place.ends_with("自治区") || place.ends_with("自治州") || place.ends_with("自治县") {
        full.replace("{}委", "{}委员会").replace("委员会员会", "委员会")
    } else {
        full.to_owned()
    };
    full.replace("{}", &place)
}

/// The name of a region; a district of a city goes by the city's name too (广州市花都区).
fn spelled_out(region: &Region) -> String {
    let city = region.parent().filter(|_| region.level() == Level::County && region.name.ends_with('区'));
    city.map_or_else(|| region.name.to_owned(), |city| format!("{}{}", city.name, region.name))
}

/// 财政部, 市场监管总局; 发展改革委 only in documents of the state.
fn of_the_state(name: &str, context: &Context) -> Option<String> {
    let local = KINDS.of(name).any(|kind| kind.levels != "n");
    if local && !context.state {
        return None;
    }
    known(name, "n", context.year).map(str::to_owned)
}

/// 龙岩海关: a custom house is printed by its place or port alone, which need be no region.
fn customs(name: &str) -> Option<String> {
    const LONGEST: usize = 5;
    const GENERIC: [&str; 12] =
        ["当地", "属地", "驻地", "主管", "口岸", "所在", "辖区", "隶属", "本地", "中国", "国家", "地方"];
    let place = name.strip_suffix("海关").filter(|_| level_word(name).is_none())?;
    let named = (2..=LONGEST).contains(&place.chars().count()) && place.chars().all(fenjie_text::chars::is_han);
    let generic = GENERIC.iter().any(|word| place.contains(word)) || place.starts_with('驻') || place.ends_with('地');
    (named && !generic).then(|| format!("中华人民共和国{name}"))
}

/// An office that a body of the state has in the regions, a row of `data/regional-offices.tsv`.
struct RegionalOffice {
    /// What is printed before and after the place.
    names: Vec<(&'static str, &'static str)>,
    full: &'static str,
    from: i32,
    to: i32,
}

static REGIONAL_OFFICES: LazyLock<Vec<RegionalOffice>> = LazyLock::new(|| {
    let lines = include_str!("../data/regional-offices.tsv").lines().filter(|line| !line.starts_with('#'));
    let office = |line: &'static str| {
        let mut columns = line.split('\t');
        let names = columns.next()?.split('/').filter_map(|name| name.split_once("{}")).collect();
        let full = columns.next()?;
        let mut year = || columns.next().and_then(|year| year.parse().ok());
        Some(RegionalOffice { names, full, from: year().unwrap_or(i32::MIN), to: year().unwrap_or(i32::MAX) })
    };
    lines.filter_map(office).collect()
});

/// 国家统计局江西调查总队, 国家能源局西北监管局.
fn branch_of_the_state(name: &str, context: &Context) -> Option<String> {
    const PARTS: [&str; 8] = ["华北", "东北", "西北", "华东", "华中", "中南", "西南", "南方"];
    let is_place = |place: &str| {
        let region = opening(place, context.region.as_ref(), context.year);
        PARTS.contains(&place) || region.is_some_and(|(_, end)| end == place.len())
    };
    let then = |office: &&RegionalOffice| context.year.is_none_or(|year| (office.from..=office.to).contains(&year));
    REGIONAL_OFFICES.iter().filter(then).find_map(|office| {
        let mut places = office.names.iter().filter_map(|(body, branch)| name.strip_prefix(body)?.strip_suffix(branch));
        places.find(|place| is_place(place)).map(|place| office.full.replace("{}", place))
    })
}

/// Names that are printed whole: companies, universities, organs of the state by their full names.
fn whole(name: &str) -> Option<String> {
    const LONG: usize = 8;
    const OPENING: [&str; 5] =
        ["中华人民共和国", "国家税务总局", "中国银行保险监督管理委员会", "海关总署", "国家知识产权局"];
    let company = name.contains("有限公司") || name.contains("有限责任公司");
    let opened = OPENING.iter().any(|opening| name.starts_with(opening) && name != *opening);
    (name.chars().count() >= LONG && (company || opened)).then(|| name.to_owned())
}
