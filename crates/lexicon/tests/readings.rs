//! Printed forms and how they are read.

use fenjie_lexicon::{
    ColumnRole, complete_unit, indicator, reference, statement, tags, target, time, unit_plausibility, unit_starts,
    units,
};
use fenjie_model::{Amount, DeadlineKind, Operator};

fn names(list: &str) -> Vec<String> {
    units::parse(list).units.into_iter().map(|unit| unit.name).collect()
}

#[test]
fn lists_come_apart_into_whole_names() {
    let cases: [(&str, &[&str]); 68] = [
        ("石门镇、青山镇等有关乡镇", &["石门镇", "青山镇"]),
        ("市排水公司、城南街道办", &["市排水公司", "城南街道办"]),
        ("市应急管理局、消防救援支队、气象局", &["市应急管理局", "市消防救援支队", "市气象局"]),
        ("市金融办　市财政局　各县（市、区）人民政府", &["市金融办", "市财政局", "各县（市、区）人民政府"]),
        ("市金融办会同人民银行某市分行、市财政局", &["市金融办", "人民银行某市分行", "市财政局"]),
        ("国务院参事室、国务院研究室、国务院各部门", &["国务院参事室", "国务院研究室", "国务院各部门"]),
        ("省林草局、某某山国家公园管理局", &["省林草局", "某某山国家公园管理局"]),
        ("市科技局、知识产权局、发改局", &["市科技局", "市知识产权局", "市发改局"]),
        ("省公安厅、经信委、版权局", &["省公安厅", "省经信委", "省版权局"]),
        ("自治区知识产权局、财政厅", &["自治区知识产权局", "自治区财政厅"]),
        ("广州市财政局、发展改革委", &["广州市财政局", "广州市发展改革委"]),
        ("市水利局、长江管理局、城市管理局", &["市水利局", "长江管理局", "市城市管理局"]),
        ("市科技局、松山湖管委会、各镇街", &["市科技局", "松山湖管委会", "各镇街"]),
        ("市知识产权局、工商局，广州海关，越秀区政府", &["市知识产权局", "市工商局", "广州海关", "越秀区政府"]),
        ("市质监局、商务委，省财政厅、司法厅", &["市质监局", "市商务委", "省财政厅", "省司法厅"]),
        ("市市场监管局、市场监管局", &["市市场监管局", "市市场监管局"]),
        ("市委宣传部、组织部、财政局", &["市委宣传部", "市委组织部", "市财政局"]),
        ("省教育技术中心、发展规划处、办公室", &["省教育技术中心", "发展规划处", "办公室"]),
        ("国家发展改革委、财政部", &["国家发展改革委", "财政部"]),
        ("各区、县级市人民政府", &["各区、县级市人民政府"]),
        ("市住建局、各区、县（市）政府、管委会", &["市住建局", "各区、县（市）政府、管委会"]),
        ("各镇人民政府、街道办事处", &["各镇人民政府", "街道办事处"]),
        ("市信访局、财政局等有关部门和单位", &["市信访局", "市财政局"]),
        ("市信访局等有关部门和各县区", &["市信访局", "各县区"]),
        ("县城管局、洪泽生态环境局、公安局", &["县城管局", "洪泽生态环境局", "县公安局"]),
        ("省委办公厅，各县（市、区）委、政府", &["省委办公厅", "各县（市、区）委、政府"]),
        ("市、区机管局", &["市、区机管局"]),
        ("各市、县（市、区）教育局，各高等学校", &["各市、县（市、区）教育局", "各高等学校"]),
        ("市发改委、各县（市、区）人民政府", &["市发改委", "各县（市、区）人民政府"]),
        ("各县区、市财政局", &["各县区", "市财政局"]),
        ("各地区、各部门", &["各地区", "各部门"]),
        ("市科委市财政局", &["市科委", "市财政局"]),
        ("市教育局市公安局市民政局市司法局", &["市教育局", "市公安局", "市民政局", "市司法局"]),
        ("市公安局，各区、县（市）政府、管委会配合", &["市公安局", "各区、县（市）政府、管委会"]),
        ("市名城办越城区政府", &["市名城办", "越城区政府"]),
        ("市政务工作专班市大数据局", &["市政务工作专班", "市大数据局"]),
        ("省文化厅省文化市场综合执法局", &["省文化厅", "省文化市场综合执法局"]),
        ("市财政局教育局", &["市财政局", "市教育局"]),
        ("商务部、人民银行等国务院相关部门及各地区", &["商务部", "人民银行", "各地区"]),
        ("市公安局等市级部门，各区（市）县政府", &["市公安局", "各区（市）县政府"]),
        ("县工业信息化和商务局、财政局等有关单位", &["县工业信息化和商务局", "县财政局"]),
        ("市政府办公室、市政协办、高等教育处", &["市政府办公室", "市政协办", "高等教育处"]),
        ("各区、县级市财政\n局 局、市统\u{3000}计局", &["各区、县级市财政局", "市统计局"]),
        ("越秀、荔湾区政府", &["越秀", "荔湾区政府"]),
        ("市能源办、发展改革委（铁路办）、交通运输局", &["市能源办", "市发展改革委（铁路办）", "市交通运输局"]),
        ("各市政府及雄安新区管委会", &["各市政府", "雄安新区管委会"]),
        ("省林业局、各市、州、直管市及神农架林区人民政府", &["省林业局", "各市、州、直管市及神农架林区人民政府"]),
        ("省林业局和相关市、州人民政府", &["省林业局", "相关市、州人民政府"]),
        ("各盟行政公署、市人民政府、自治区财政厅", &["各盟行政公署、市人民政府", "自治区财政厅"]),
        ("有关市、财政局", &["有关市", "财政局"]),
        ("各县市党委、政府，州发改委", &["各县市党委、政府", "州发改委"]),
        ("新兴县委、县政府、各乡镇", &["新兴县委、县政府", "各乡镇"]),
        ("各县（市、区）党委和政府", &["各县（市、区）党委和政府"]),
        ("市委、市政府督查室", &["市委", "市政府督查室"]),
        ("高新区经发局、财政局", &["高新区经发局", "高新区财政局"]),
        (
            "区教育局、供电公司、自来水公司、城投集团、派出所",
            &["区教育局", "供电公司", "自来水公司", "城投集团", "派出所"],
        ),
        ("区教育局、公安分局、交警大队、民政局", &["区教育局", "公安分局", "交警大队", "区民政局"]),
        ("市发改委、高新区管委会、财政局", &["市发改委", "高新区管委会", "市财政局"]),
        ("师市发改委、财政局、某某铁路工务段", &["师市发改委", "师市财政局", "某某铁路工务段"]),
        ("市政务服务中心各进驻单位、市大数据局", &["市政务服务中心各进驻单位", "市大数据局"]),
        ("州发改委\n恩施机场公司\n国铁某某局集团", &["州发改委", "恩施机场公司", "国铁某某局集团"]),
        ("市政府各部门、沿海各市、县（区）政府", &["市政府各部门", "沿海各市、县（区）政府"]),
        ("市发改委：张三\n市财政局：李四", &["市发改委", "市财政局"]),
        ("市教育局 李四、市财政局　王 五", &["市教育局", "市财政局"]),
        ("市教育局 高新区管委会", &["市教育局", "高新区管委会"]),
        ("市教育局：负责排查", &["市教育局：负责排查"]),
        ("市教育局*、市财政局", &["市教育局", "市财政局"]),
        ("国家税务总局\n广州市税务局", &["国家税务总局广州市税务局"]),
    ];
    for (list, due) in cases {
        assert_eq!(names(list), due, "{list}");
    }
}

#[test]
fn statements_in_every_printed_form() {
    let cases = [
        ("牵头单位：甲市财政局；配合单位：市教育局、科技局", "甲市财政局", "市教育局 市科技局"),
        ("省级责任单位：省林业局；市县责任单位：各市政府", "省林业局 各市政府", ""),
        ("牵头单位：市林业局；考核单位：市督查办", "市林业局", ""),
        ("责任单位：市林业局、财政局", "市林业局 市财政局", ""),
        ("牵头单位：市林业局；责任单位：市财政局", "市林业局", "市财政局"),
        ("牵头单位：白石镇配合单位：市城乡建设局、市财政局", "白石镇", "市城乡建设局 市财政局"),
        ("牵头（责任）单位：省教育厅，参与单位：省财政厅", "省教育厅", "省财政厅"),
        ("主办：市教育局；协办：市财政局", "市教育局", "市财政局"),
        ("市发改委牵头，市财政局、市教育局配合", "市发改委", "市财政局 市教育局"),
        ("市发改委、市财政局牵头；市教育局", "市发改委 市财政局", "市教育局"),
        ("市发改委、市财政局按职责分工负责", "市发改委 市财政局", ""),
        ("财政部牵头，国务院相关部门及各地区按职责分工负责", "财政部", "国务院相关部门 各地区"),
        ("由市教育局负责", "市教育局", ""),
        ("市教育局（牵头）、市财政局、市发改委", "市教育局", "市财政局 市发改委"),
        ("10月底完成，牵头考核单位：市教育局", "市教育局", ""),
        ("责任单位：市教育局、市财政局，排名第一的为牵头单位，下同", "市教育局", "市财政局"),
        ("责任单位：市教育局、市财政局；列首位的为牵头单位，其他为配合单位，下同", "市教育局", "市财政局"),
        ("责任单位：市教育局、市财政局（排名第一的为牵头单位，下同）", "市教育局", "市财政局"),
        ("（市教育局、各县（市、区）政府）", "市教育局 各县（市、区）政府", ""),
        ("牵头单位：市园林局 责任单位：各区政府 完成时限：2022年9月", "市园林局", "各区政府"),
        ("市体育局牵头 市财政局配合 10月底前完成", "市体育局", "市财政局"),
        ("责任部门：市卫健委、市市场监管局，各区县配合", "市卫健委 市市场监管局", "各区县"),
        ("市卫健委为牵头单位，市市场监管局为配合单位", "市卫健委", "市市场监管局"),
        ("责任单位为市税务局、市发改委", "市税务局 市发改委", ""),
        ("以上任务由市住建局牵头，市文旅局配合", "市住建局", "市文旅局"),
        ("责任单位∶市大数据局", "市大数据局", ""),
        ("责 任领导：王建国；牵头单位：市财政局；责任单位：市教育局", "市财政局", "市教育局"),
        ("市公安局牵头，天河区、白云区人民政府配合", "市公安局", "天河区 白云区人民政府"),
        ("市公安局牵头，会同市司法局、市民政局落实", "市公安局", "市司法局 市民政局"),
        ("牵头单位市审计局，责任单位市财政局、市司法局", "市审计局", "市财政局 市司法局"),
        ("县水利局牵头，各乡镇配合，按期完成", "县水利局", "各乡镇"),
        ("责任领导：王建国，责任单位：镇农业办，配合单位：镇卫生院", "镇农业办", "镇卫生院"),
        ("责任领导：王建国责任单位：镇农业办配合单位：镇卫生院", "镇农业办", "镇卫生院"),
        ("分管领导：王建国（副镇长）、李大山责任单位：镇农业办", "镇农业办", ""),
        ("牵头学院：理学院；配合系部：体育部、外语系", "理学院", "体育部 外语系"),
        ("责任班组：检修一班；配合车间：铸造车间", "检修一班", "铸造车间"),
        ("整改责任科室：药剂科；协助专班：医保专班", "药剂科", "医保专班"),
        ("责任单位：县审计局[牵头]、县红十字会", "县审计局", "县红十字会"),
        ("县审计局〔牵头〕、县统计局", "县审计局", "县统计局"),
        ("责任单位：县审计局、县统计局（共同牵头），县档案局", "县审计局 县统计局", "县档案局"),
        ("责任单位：县档案局，县审计局、县统计局（共同牵头）", "县审计局 县统计局", "县档案局"),
        ("县审计局为主，县统计局配合", "县审计局", "县统计局"),
        ("以县审计局为主，县统计局配合", "县审计局", "县统计局"),
        ("县审计局，各乡镇配合", "县审计局", "各乡镇"),
        ("县审计局、县统计局；各乡镇参与", "县审计局 县统计局", "各乡镇"),
        ("县审计局负总责，县统计局具体负责", "县审计局", "县统计局"),
        ("县审计局负责指导，各乡镇负责实施", "各乡镇", "县审计局"),
        ("主体责任：各乡镇；监管责任：县审计局", "各乡镇", "县审计局"),
        ("第一责任单位：县审计局；配合责任单位：县统计局", "县审计局", "县统计局"),
        ("链长：王建国；牵头单位：县审计局；联络员：李大山", "县审计局", ""),
        ("起草单位：县审计局，送审时间：9月底前", "县审计局", ""),
        ("责任单位：县审计局、县统计局，2031年底前取得明显成效", "县审计局 县统计局", ""),
    ];
    for (body, lead, support) in cases {
        let read = statement::parse(body);
        let spelled = |units: &[units::Unit]| units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(" ");
        assert_eq!((spelled(&read.lead).as_str(), spelled(&read.support).as_str()), (lead, support), "{body}");
        assert!(read.plausibility > 0.8, "{body}: {}", read.plausibility);
    }
    let read = statement::parse("牵头单位：市教育局；完成时限：2020年12月底前");
    assert_eq!(read.deadline.map(|range| range.len()), Some("2020年12月底前".len()));
}

#[test]
fn labels_name_bodies_of_any_kind_and_nothing_else() {
    use fenjie_lexicon::statement::Label;
    let units = ["牵头学院：", "责任支部：", "配合车间：", "主办中心：", "责任站所：", "协助专班：", "责任村："];
    for line in units {
        let found = statement::label(line).map(|found| found.label);
        assert!(matches!(found, Some(Label::Units(_))), "{line}: {found:?}");
    }
    for line in ["支持企业：给予补助", "建设中心：新区", "责任公司：", "组织学校：三所", "有限责任公司："]
    {
        assert_eq!(statement::label(line), None, "{line}");
    }
    assert_eq!(ColumnRole::of_header("牵头系部"), Some(ColumnRole::Lead));
    assert_eq!(ColumnRole::of_header("协办车间"), Some(ColumnRole::Support));
}

#[test]
fn a_time_is_the_deadline_wherever_it_stands() {
    let cases = [
        ("市林业局牵头，10月底前完成", "市林业局", "10月底前完成"),
        ("市园林局，2022年12月底前", "市园林局", "2022年12月底前"),
        ("市住建局；2022年6月底前完成", "市住建局", "2022年6月底前完成"),
        ("市城管局，长期坚持", "市城管局", "长期坚持"),
        ("市交通局、市财政局，12月", "市交通局 市财政局", "12月"),
        ("责任单位：市园林局，12月底前完成", "市园林局", "12月底前完成"),
        ("牵头单位：市林业局，2022年底前完成；配合单位：市财政局", "市林业局", "2022年底前完成"),
        ("市教育局负责。2023年底前完成。", "市教育局", "2023年底前完成"),
        ("市体育局牵头 市财政局配合 10月底前完成", "市体育局", "10月底前完成"),
        ("市水务局牵头，各街道配合；汛前完成", "市水务局", "汛前完成"),
        ("责任单位：市水务局，2031年底前见到成效", "市水务局", "2031年底前见到成效"),
        ("起草单位：市水务局，送审时间：9月底前", "市水务局", "9月底前"),
    ];
    for (body, lead, due) in cases {
        let read = statement::parse(body);
        let names: Vec<&str> = read.lead.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names.join(" "), lead, "{body}");
        let spelled: String = body[read.deadline.unwrap_or_default()].chars().filter(|c| *c != ' ').collect();
        assert!(due.starts_with(&spelled) && !spelled.is_empty(), "{body}: {spelled}");
        assert!(read.plausibility > 0.7, "{body}: {}", read.plausibility);
    }
}

#[test]
fn ordinary_brackets_are_no_statements() {
    for body in [
        "广东",
        "PCT",
        "APP",
        "市、区",
        "自治区、直辖市",
        "含电子社保卡",
        "以下简称市财政局",
        "街道",
        "2008-2020年",
        "直属单位",
        "一",
        "",
        "设在市财政局",
    ] {
        let plausibility = statement::parse(body).plausibility;
        assert!(plausibility < 0.5, "{body}: {plausibility}");
    }
}

#[test]
fn labels_open_lines() {
    use statement::Label::{Deadline, Persons, Units};
    let cases = [
        ("牵头单位：市财政局", Some(Units(units::Role::Lead))),
        ("　责 任 单 位: 市财政局", Some(Units(units::Role::Responsible))),
        ("【配合部门】：市财政局", Some(Units(units::Role::Support))),
        ("完成时限：长期", Some(Deadline)),
        ("责任领导：张三", Some(Persons)),
        ("工作目标：增长16%", None),
        ("加强领导，明确责任：", None),
    ];
    for (line, due) in cases {
        assert_eq!(statement::label(line).map(|labelled| labelled.label), due, "{line}");
    }
    let line = "牵头单位： 市财政局";
    assert_eq!(&line[statement::label(line).unwrap().value..], " 市财政局");
}

#[test]
fn deadlines_as_columns_print_them() {
    use DeadlineKind::{Date, Month, Quarter, Range, Recurring, Standing, Year};
    let cases = [
        ("2017年", Year, Some("2017-12-31")),
        ("2017", Year, Some("2017-12-31")),
        ("2017 年 底前", Year, Some("2017-12-31")),
        ("年底前", Year, Some("2020-12-31")),
        ("明年底", Year, Some("2021-12-31")),
        ("12月底前", Month, Some("2020-12-31")),
        ("2020年2月", Month, Some("2020-02-29")),
        ("6月前", Month, Some("2020-05-31")),
        ("9月中旬", Month, Some("2020-09-20")),
        ("上半年", Month, Some("2020-06-30")),
        ("第三季度", Quarter, Some("2020-09-30")),
        ("2020年4季度末", Quarter, Some("2020-12-31")),
        ("6月15日前", Date, Some("2020-06-15")),
        ("2017—2020年", Range, Some("2020-12-31")),
        ("2020年3月至6月", Range, Some("2020-06-30")),
        ("2020年1-5月", Range, Some("2020-05-31")),
        ("“十四五”期间", Range, Some("2025-12-31")),
        ("每年12月底前", Recurring, None),
        ("长 期", Standing, None),
        ("持续推进", Standing, None),
        ("全年", Standing, Some("2020-12-31")),
        ("2019年7月取得阶段性成果并持续推进", Standing, Some("2019-07-31")),
        ("2019年6月底前完成，12月底验收", Month, Some("2019-12-31")),
        ("2023.12.31", Date, Some("2023-12-31")),
        ("2023/6/30前", Date, Some("2023-06-30")),
        ("6.30前", Date, Some("2020-06-30")),
        ("2023.2", Month, Some("2023-02-28")),
        ("2022.10—2023.6", Range, Some("2023-06-30")),
        ("7月1日起", Standing, None),
    ];
    for (printed, kind, until) in cases {
        let time = time::parse(printed, Some(2020)).unwrap_or_else(|| panic!("{printed} is no time"));
        assert_eq!((time.kind, time.until.as_deref()), (kind, until), "{printed}");
    }
    assert_eq!(time::parse("市财政局", Some(2020)), None);
    assert_eq!(time::parse("6月底前", None).unwrap().until, None);
}

#[test]
fn milestones_are_times_that_the_text_sets() {
    let found = |text: &str| {
        time::find(text, Some(2020)).iter().map(|found| text[found.range.clone()].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        found("2020年底前开展清理，2021年6月底前完成。到2025年，全面建成"),
        ["2020年底前", "2021年6月底前", "2025年"]
    );
    assert_eq!(found("2021年完成试点，2022年全面推广。2023年版目录"), ["2021年", "2022年"]);
    assert_eq!(found("打造“四季有信”品牌，开展“2021年春风行动”，10月1日起执行，第四季度验收"), ["第四季度"]);
    assert_eq!(found("在2019年基础上翻一番，修订2020年版目录，落实《2017年工作要点》，三年内建成"), [] as [String; 0]);
}

#[test]
fn a_month_takes_the_year_of_the_dates_before_it() {
    let last = |text: &str| time::find(text, Some(2020)).pop().and_then(|found| found.time.until);
    for (text, due) in [
        ("2022年6月底前印发方案，年底前开展一次", "2022-12-31"),
        ("2022年3月底前完成。6月底前验收", "2022-06-30"),
        ("2022年，建设平台，9月底前完成", "2022-09-30"),
        ("到2025年，全面建成。6月底前印发方案", "2020-06-30"),
        ("6月底前印发方案", "2020-06-30"),
    ] {
        assert_eq!(last(text).as_deref(), Some(due), "{text}");
    }
}

#[test]
fn dates_of_signature() {
    for (printed, due) in [
        ("二○一一年九月八日", Some("2011-09-08")),
        ("二〇一七年十二月二十一日", Some("2017-12-21")),
        ("二Ｏ一七年十月十日", Some("2017-10-10")),
        ("2017 年 1 月 27 日", Some("2017-01-27")),
        ("发布时间：2017.1.27", Some("2017-01-27")),
        ("2017-01-27 10:11:12", Some("2017-01-27")),
        ("2017年13月40日", None),
        ("2017年2月30日", None),
    ] {
        assert_eq!(time::date(printed).as_deref(), due, "{printed}");
    }
}

#[test]
fn goals_and_how_they_bind() {
    use Operator::{About, AtLeast, AtMost, Equal};
    let one = |text: &str| {
        let found = target::find(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        let target = found.into_iter().next().unwrap();
        (target.op, target.value, target.unit.unwrap_or_default(), target.what)
    };
    let cases = [
        ("全市年专利申请量增长16%以上", AtLeast, 16.0, "%", "全市年专利申请量增长"),
        ("每个区选择不少于5家企业开展试点工作", AtLeast, 5.0, "家", "每个区选择企业开展试点工作"),
        ("全市注册商标总量达到13万件以上", AtLeast, 13.0, "万件", "全市注册商标总量"),
        ("全市“智安小区”数量在2019年基础上翻一番", Equal, 2.0, "倍", "全市“智安小区”数量在2019年基础上"),
        ("办理时间压缩至5个工作日以内", AtMost, 5.0, "个工作日", "办理时间"),
        ("培育１００家左右龙头企业", About, 100.0, "家", "培育龙头企业"),
        ("质押融资金额达1.2亿元", AtLeast, 1.2, "亿元", "质押融资金额"),
        ("覆盖百分之八十以上的社区", AtLeast, 80.0, "%", "覆盖社区"),
        ("开放数据项2,000项以上", AtLeast, 2000.0, "项", "开放数据项"),
        ("新增20余个示范点", AtLeast, 20.0, "个", "新增示范点"),
    ];
    for (text, op, value, unit, what) in cases {
        assert_eq!(one(text), (op, Amount::One(value), unit.to_owned(), what.to_owned()), "{text}");
    }
    let (op, value, ..) = one("每年评选5—6家示范单位");
    assert_eq!((op, value), (Operator::Range, Amount::Range([5.0, 6.0])));
    let shared = target::find("新能源汽车保有量60万辆，力争达到80万辆");
    assert_eq!((shared[1].what.as_str(), shared[1].op), ("新能源汽车保有量", AtLeast));
}

#[test]
fn numbers_that_are_no_goals() {
    for text in [
        "2020年底前完成",
        "做好“三个网络”的工作",
        "落实《广州市2017年5项措施》",
        "推进5G网络和IPv6部署，接入政务服务2.0平台",
        "形成千亿级产业集群",
        "给予最高500万元补助",
        "每个给予一次性奖励100万元",
        "参照穗府〔2006〕58号文执行",
        "支持年综合能耗5000吨标准煤以上的重点企业",
        "启动2.0项目，实现“最多跑一次”",
        "第三届博览会、第十条、第2批",
        "开展一批试点，实现全覆盖",
        "1.加强管理2.完善制度",
        "联系电话13800138000张三",
    ] {
        assert_eq!(target::find(text), [], "{text}");
    }
}

#[test]
fn figures_with_their_years() {
    let found =
        indicator::find("2007年,专利申请量达12057件,其中发明专利2894件,同比增长33.2%,登记合同金额近2.6亿元", None);
    let read: Vec<_> =
        found.iter().map(|figure| (figure.value, figure.unit.as_deref().unwrap_or_default(), figure.op)).collect();
    assert_eq!(
        read,
        [
            (Amount::One(12057.0), "件", Operator::Equal),
            (Amount::One(2894.0), "件", Operator::Equal),
            (Amount::One(33.2), "%", Operator::Equal),
            (Amount::One(2.6), "亿元", Operator::About),
        ]
    );
    assert!(found.iter().all(|figure| figure.period.as_deref() == Some("2007")));
}

#[test]
fn citations_each_once() {
    let text = "根据《甲意见》（国发〔2015〕71号）、《乙方案（试行）》(粤府[2016]56 号)和国务院令第718号，参照穗府（2006）58号文，贯彻国发【2015】71号";
    let found: Vec<_> = reference::find(text)
        .into_iter()
        .map(|found| (text[found.number].to_owned(), found.title.map(|title| text[title].to_owned())))
        .collect();
    let due = [
        ("国发〔2015〕71号", Some("甲意见")),
        ("粤府[2016]56 号", Some("乙方案（试行）")),
        ("国务院令第718号", None),
        ("穗府（2006）58号", None),
    ];
    assert_eq!(found, due.map(|(number, title)| (number.to_owned(), title.map(str::to_owned))));
    let cited =
        |text: &str| reference::find(text).into_iter().map(|found| text[found.number].to_owned()).collect::<Vec<_>>();
    assert_eq!(cited("已于2月24日以鲁政发〔2023〕3号印发"), ["鲁政发〔2023〕3号"]);
    assert_eq!(cited("于3月5日鲁政发〔2023〕3号，业经鲁政发〔2023〕4号"), ["鲁政发〔2023〕3号", "鲁政发〔2023〕4号"]);
    assert_eq!(cited("由粤府〔2020〕5号，日政发〔2020〕3号"), ["粤府〔2020〕5号", "日政发〔2020〕3号"]);
    assert_eq!(cited("鲁经信发〔2020〕1号、浙数据发〔2021〕2号"), ["鲁经信发〔2020〕1号", "浙数据发〔2021〕2号"]);
    for number in ["国办函（2019）12号", "浙数财办[2019]6号", "通政字﹝2020﹞ 1 号", "东府办2011年114号"]
    {
        assert!(reference::is_number(number), "{number}");
    }
    for other in ["第3号楼", "2019年第12号", "（2019）3号", "关于印发方案的通知"] {
        assert!(!reference::is_number(other), "{other}");
    }
}

#[test]
fn tags_of_either_taxonomy_and_of_ones_own() {
    let digital = tags::Taxonomy::digital_government();
    let task = |text| tags::Wording { text, ..tags::Wording::default() };
    assert_eq!(digital.tags(&task("加快5G基站和数据中心等新型基础设施建设")).first(), Some(&"infrastructure"));
    assert!(digital.tags(&task("完成植树造林90万亩")).is_empty());
    assert!(digital.fits("关于推进数字政府建设的通知", "推进政务服务一网通办") > 0.5);
    let own = "name = \"own\"\nfits = [\"林业\"]\nfits_per_thousand = 5.0\nmain = 1.0\nfurther = 1.0\n[[tag]]\nname = \"planting\"\nwords = { \"造林\" = 2 }\n";
    let own = tags::Taxonomy::from_toml(own).unwrap();
    assert_eq!(own.tags(&task("完成植树造林90万亩")), ["planting"]);
    assert!(tags::Taxonomy::from_toml("name = 1").is_err());
}

#[test]
fn lines_that_open_or_end_a_unit() {
    assert!(unit_starts("市工业和信") > 0.8 && unit_starts("各县（市、") > 0.7);
    assert!(unit_starts("出台实施方案") < 0.3 && unit_starts("省级层面推进") < 0.5);
    assert!(complete_unit("省知识产权局、公安厅") > 0.9 && complete_unit("市工业和信") < 0.1);
    assert!(unit_plausibility("市财政局\n市发改\n委") > 0.8 && unit_plausibility("推进软件正版化工作。") < 0.1);
}

#[test]
fn headers_of_real_tables() {
    use ColumnRole::{Category, Deadline, Deliverable, Lead, Remark, Sequence, Support, Task};
    for (header, role) in [
        ("序号", Sequence),
        ("工程类别", Category),
        ("重点任务", Task),
        ("建设内容", Task),
        ("预期成果", Deliverable),
        ("年度任务目标", Deliverable),
        ("牵头（责任）单位", Lead),
        ("任务分工单位", Lead),
        ("责任处室", Lead),
        ("配合部门", Support),
        ("完成时限", Deadline),
        ("进度安排", Deadline),
        ("责任领导", Remark),
        ("推进举措", Task),
        ("承办股室", Lead),
        ("责任镇街", Lead),
        ("配合村（社区）", Support),
        ("协同处室", Support),
        ("任务时限", Deadline),
        ("任务得分", Remark),
        ("项次", Sequence),
    ] {
        assert_eq!(ColumnRole::of_header(header), Some(role), "{header}");
    }
}

/// The goals of a text, each as operator, value and unit.
fn goals(text: &str) -> Vec<String> {
    target::find(text)
        .into_iter()
        .map(|goal| {
            let value = match goal.value {
                Amount::One(value) => value.to_string(),
                Amount::Range([from, to]) => format!("{from}-{to}"),
            };
            let op = match goal.op {
                Operator::AtLeast => ">=",
                Operator::AtMost => "<=",
                Operator::About => "~",
                Operator::Equal => "=",
                Operator::Range => "",
            };
            format!("{op}{value}{}", goal.unit.unwrap_or_default())
        })
        .collect()
}

#[test]
fn goals_have_the_whole_unit_they_are_printed_with() {
    let cases: [(&str, &[&str]); 15] = [
        ("供电能力提升至2260万千瓦", &["=2260万千瓦"]),
        ("年发电量达到30亿千瓦时", &[">=30亿千瓦时"]),
        ("建成25个220千伏变电站", &["=25个"]),
        ("形成392吨/日的处置能力", &["=392吨/日"]),
        ("充电桩保有量达到200台/万人以上", &[">=200台/万人"]),
        ("到户电价不高于0.349元/千瓦时", &["<=0.349元/千瓦时"]),
        ("出口带宽达到3.2万G", &[">=3.2万G"]),
        ("连接设备5万台（部）", &["=5万台（部）"]),
        ("算力达到3000GFLOPS", &[">=3000GFLOPS"]),
        ("建成50家电影院和100家书店", &["=50家", "=100家"]),
        ("建设20个人才基地", &["=20个"]),
        ("电能利用效率（PUE）不高于1.3", &["<=1.3"]),
        ("各区至少争取2个试点", &[">=2个"]),
        ("甲乙两区覆盖率分别不低于30%、25%", &[">=30%", ">=25%"]),
        ("劳动生产率达到20万元/人", &[">=20万元/人"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn units_rates_and_indices_that_offices_count_with() {
    let cases: [(&str, &[&str]); 35] = [
        ("粮食产量稳定在100亿斤以上", &[">=100亿斤"]),
        ("人均预期寿命达到79岁", &[">=79岁"]),
        ("平均受教育年限达到11.3年", &[">=11.3年"]),
        ("满意度达到98分以上", &[">=98分"]),
        ("检查车辆不少于2000辆次", &[">=2000辆次"]),
        ("推广技术12万亩次", &["=12万亩次"]),
        ("日检测能力达到10万管", &[">=10万管"]),
        ("开行旅游专列20列，存栏100万羽", &["=20列", "=100万羽"]),
        ("关闭机电井32眼", &["=32眼"]),
        ("拆除违建房屋13处、彩钢房27间", &["=13处", "=27间"]),
        ("总算力达到500P", &[">=500P"]),
        ("死亡率控制在12/10万以内", &["<=12/10万"]),
        ("发病率低于50/10万人", &["<=50/10万人"]),
        ("降尘量不得高于7吨/月·平方公里", &["<=7吨/月·平方公里"]),
        ("优良率不得低于85%", &[">=85%"]),
        ("灌溉水有效利用系数提高到0.52", &["=0.52"]),
        ("发展指数达到85以上，容积率不低于2.0", &[">=85", ">=2"]),
        ("用水量较上年下降4%", &["=4%"]),
        ("储备项目50个，总投资300亿元以上", &["=50个", ">=300亿元"]),
        ("人均经费补助标准提高到84元", &["=84元"]),
        ("依托园区建设利用项目3个", &["=3个"]),
        ("淘汰4.3米焦炉产能90万吨", &["=90万吨"]),
        ("平均等候时间不超过10分钟", &["<=10分钟"]),
        ("年均浓度不高于35微克每立方米", &["<=35微克每立方米"]),
        ("打井20口，建设充电桩1万根", &["=20口", "=1万根"]),
        ("建设日处理10万吨污水处理厂2座", &["=2座"]),
        ("海拔3000米以上地区，1.根据方案", &[]),
        ("推广厚度0.01毫米以上地膜", &[]),
        ("20户以上自然村网络全覆盖", &[]),
        ("甲项目，总投资5亿元", &[]),
        ("60岁以上老年人，3年内的伤残军人", &[]),
        ("上年末达到50家，未完成的扣3分", &[]),
        ("突破一批关键技术，分3批推进", &[]),
        ("同比增长1.5，列3PPP项目", &[]),
        ("除3个县外，每人补助84元，依托3个平台", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn bounds_ratios_grades_and_lengths_that_are_held() {
    let cases: [(&str, &[&str]); 16] = [
        ("排放量不能超过6吨", &["<=6吨"]),
        ("覆盖率不应低于75%", &[">=75%"]),
        ("产销比达到0.8左右", &["~0.8"]),
        ("同比增长1.5", &[]),
        ("平均审核周期稳定在3个月", &["=3个月"]),
        ("平均审核周期为3个月", &[]),
        ("办理环节压缩到3个环节、2个工作日", &["=3个", "=2个工作日"]),
        ("抓好3个环节、2个工作日", &[]),
        ("城乡收入比缩小到2.4", &["=2.4"]),
        ("接入摄像头2000路", &["=2000路"]),
        ("改造3路公交、5路口", &[]),
        ("服务能力成熟度达到3级以上", &[">=3级"]),
        ("建设达到3级标准的实验室", &[]),
        ("镇医院和村医院达到80家和20家", &[">=80家", ">=20家"]),
        ("两地煤耗下降9%、4%左右", &["=9%", "~4%"]),
        ("产量比去年增加8万吨以上", &[">=8万吨"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn what_everybody_is_to_get_is_a_goal_and_a_reward_is_none() {
    let cases: [(&str, &[&str]); 8] = [
        ("城乡居民人均补助标准提高20元", &["=20元"]),
        ("补助标准提高到每人每年700元", &["=700元"]),
        ("低保标准由每人每月600元提高到650元", &["=650元"]),
        ("两项补助标准分别再提高20元和8元", &["=20元", "=8元"]),
        ("补助标准为每人每年700元", &[]),
        ("奖励标准提高到每户2万元", &[]),
        ("给予每人每月400元补贴", &[]),
        ("补助每户提高500元", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn brackets_of_a_sum_what_is_at_hand_and_what_was_done_are_no_goals() {
    let cases: [(&str, &[&str]); 18] = [
        ("对年所得额80万元至200万元部分减半征收", &[]),
        ("对年所得额80万元至200万元部分，减半征收", &[]),
        ("超过80万元的部分，按规定缴纳", &[]),
        ("甲市3万平方米、乙市5万平方米以上新建的厂房，应安装水表", &[]),
        ("完成5万平方米以上老旧的厂房改造，应安装水表", &[">=5万平方米"]),
        ("用好300多亿元专项资金结余", &[]),
        ("今年高校毕业生超过20万人，要做好服务", &[]),
        ("招募高校毕业生2000人", &["=2000人"]),
        ("整治隐患80处以上", &[">=80处"]),
        ("处以2万元以下罚款", &[]),
        ("新增产值过百亿元开发区2家", &["=2家"]),
        ("实现产值过百亿元培育企业20家", &[">=1百亿元", "=20家"]),
        ("平台已全面整合数据，布置点位60个，接入企业8家", &[]),
        ("平台已经建成，年底前接入企业8家", &["=8家"]),
        ("加快已经立项的工程建设，建成厂房10万平方米", &["=10万平方米"]),
        ("中心已基本建成，每个中心配备5名讲解员", &["=5名"]),
        ("储备项目50个，加强要素保障，推动开工，总投资300亿元", &["=50个"]),
        ("储备项目50个，总投资300亿元", &["=50个", "=300亿元"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn a_number_measures_what_stands_on_its_own_side_of_the_brackets() {
    let whats = |text: &str| target::find(text).into_iter().map(|goal| goal.what).collect::<Vec<_>>();
    assert_eq!(whats("完成营造林20万亩以上（其中退化林修复8万亩）"), ["营造林", "退化林修复"]);
    assert_eq!(whats("建设应用场景（每个领域至少2个）"), ["建设应用场景（每个领域）"]);
    assert_eq!(whats("产值突破100亿元大关"), ["产值"]);
}

#[test]
fn thresholds_grades_and_what_is_given_are_no_goals() {
    let cases: [(&str, &[&str]); 21] = [
        ("营收超亿元企业60家以上", &[">=60家"]),
        ("产值超10亿元企业达到5家", &[">=5家"]),
        ("设备投资大于等于2000万元，且能耗不超过10%，另给予2%奖补", &[]),
        ("实现一窗受理、最多跑一次", &[]),
        ("智能送达3.0应用", &[]),
        ("年营业收入5000万元以上的企业达到50家", &[">=50家"]),
        ("得分率15%及以上的绿地面积达到600万平方米", &[">=600万平方米"]),
        ("引进1家以上10亿级龙头企业", &[">=1家"]),
        ("研发投入强度达到3%以上的，给予奖补", &[]),
        ("占主营业务收入10%以上）的，按规定给予奖励", &[]),
        ("出口额达5000万元以上的单位，给予支持", &[]),
        ("培育一批年产值超亿元的专业服务商", &[]),
        ("每个企业支持额度不超过1000万元", &[]),
        ("按50%的幅度减征房产税", &[]),
        ("在已实现窗口100%联网的基础上，推进改革", &[]),
        ("推动五个片区先行先试", &[]),
        ("基地占地175平方公里", &[]),
        ("超过60%的园区广泛应用数字技术", &[">=60%"]),
        ("贷款余额达到300亿元", &[">=300亿元"]),
        ("在2019年基础上翻一番", &["=2倍"]),
        ("建设300万千瓦光伏电站", &["=300万千瓦"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn a_bound_governs_its_number_over_what_stands_between() {
    let cases: [(&str, &[&str], &str); 12] = [
        ("绿电用量不低于用电总量的20%", &[">=20%"], "绿电用量"),
        ("能耗不超过2020年能耗的80%", &["<=80%"], "能耗"),
        ("抽检数提高到不少于总数的三分之一", &[">=0.3333"], "抽检数"),
        ("绿电用量占用电总量的20%", &["=20%"], "绿电用量占用电总量"),
        ("抽检数不少于五家门店的20%", &[">=5家", "=20%"], "抽检数门店的20%"),
        ("建成达到国家标准的20个小区", &["=20个"], "建成达到国家标准小区"),
        ("每镇至少建成2个书屋", &[">=2个"], "每镇建成书屋"),
        ("至少建成2个书屋", &[">=2个"], "建成书屋"),
        ("每半年至少开展一次演练", &[">=1次"], "开展演练"),
        ("每村至少确定一名联络员", &[">=1名"], "每村确定联络员"),
        ("最多保留3个窗口", &["<=3个"], "保留窗口"),
        ("至2030年建成2个书屋", &["=2个"], "建成书屋"),
    ];
    for (text, expected, what) in cases {
        assert_eq!(goals(text), expected, "{text}");
        assert_eq!(target::find(text)[0].what, what, "{text}");
    }
    assert_eq!(goals("在不低于原有投入的20%基础上"), [] as [&str; 0]);
    assert_eq!(goals("实现群众最多跑一次"), [] as [&str; 0]);
}

#[test]
fn a_bound_in_a_list_is_that_of_the_number_it_is_printed_with() {
    assert_eq!(goals("两地煤耗分别下降9%、4%左右"), ["=9%", "~4%"]);
    assert_eq!(goals("两地煤耗分别下降9%左右、4%左右"), ["~9%", "~4%"]);
}

#[test]
fn units_of_two_parts_and_spoken_multiples_are_whole() {
    let cases: [(&str, &[&str]); 7] = [
        ("单机算效不低于6GFLOPS/W", &[">=6GFLOPS/W"]),
        ("煤耗降至290克标准煤/千瓦时", &["=290克标准煤/千瓦时"]),
        ("投入不少于2个亿", &[">=2亿"]),
        ("投入2个亿以上", &[">=2亿"]),
        ("培育2个亿元企业", &["=2个"]),
        ("数据中心PUE控制在1.4以下", &["<=1.4"]),
        ("升级到3.0版本", &[]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn grades_before_their_class_are_no_goals() {
    let cases: [(&str, &[&str]); 16] = [
        ("关停20万千瓦及以下燃煤机组", &[]),
        ("发挥100万千瓦及以上高参数机组优势", &[]),
        ("改造20万千瓦及以下等级机组", &[]),
        ("日处理200吨以上垃圾处理设施安装监控设备", &[]),
        ("年产值2亿元以上企业全部联网", &[]),
        ("机组容量达到100万千瓦及以上", &[">=100万千瓦"]),
        ("新增储能设施50万千瓦以上", &[">=50万千瓦"]),
        ("建设总容量50万千瓦以上光伏基地", &[">=50万千瓦"]),
        ("建成30万平方米以上标准厂房设施", &[">=30万平方米"]),
        ("完成2万亩以上造林工程", &[">=2万亩"]),
        ("对新建的2万平方米以上公共建筑开展评价", &[]),
        ("培育5家及以上示范企业", &[">=5家"]),
        ("惠及2万户以上企业", &[">=2万户"]),
        ("泵站周边3公里范围内的水井", &[]),
        ("公园800米服务半径全覆盖", &[]),
        ("修建3公里绿道", &["=3公里"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn what_is_measured_on_those_who_are_meant_is_no_goal() {
    let cases: [(&str, &[&str]); 24] = [
        ("对入住率低于30%的公寓逐步整合", &[]),
        ("对水耗高于5立方米或能效低于2.5或开工率不足40%的工厂实施改造", &[]),
        ("将年用电量超过50万千瓦时的学校纳入监测", &[]),
        ("把煤耗高于1吨标准煤且产值低于200万元的车间列入清单", &[]),
        ("规模在50个床位以下、入住率低于40%的养老院逐步整合", &[]),
        ("年取水量大于3万立方米的酒店，安装水表", &[]),
        ("煤耗高于290克标准煤/千瓦时的湿冷机组不得新建", &[]),
        ("对于投诉率（上年度）高于5%的窗口，不再授牌", &[]),
        ("建设面积超过300平方米的展厅", &[">=300平方米"]),
        ("改造后的机房能效不高于1.4", &["<=1.4"]),
        ("实现投诉率低于3%的目标", &["<=3%"]),
        ("保持增速高于6%的良好态势", &[">=6%"]),
        ("将不低于30%的车位向居民开放", &[">=30%"]),
        ("将超过60%的资金用于民生", &[">=60%"]),
        ("将绿化率提高到45%以上", &[">=45%"]),
        ("对学生开展不少于8学时的培训", &[">=8学时"]),
        ("对不少于50家的企业开展诊断", &[">=50家"]),
        ("覆盖率高于90%、投诉率低于1%", &[">=90%", "<=1%"]),
        ("对接银行，使贷款率高于80%", &[">=80%"]),
        ("入住率低于30%的公寓整合10栋", &["=10栋"]),
        ("能效低于80%的锅炉，不得使用", &[]),
        ("引进2亿元以上项目8个", &["=8个"]),
        ("指导用车超过20辆的重点企业安装终端", &[]),
        ("服务超过20家的重点企业", &[">=20家"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
    let endless = "投诉率高于1%或".repeat(300);
    assert_eq!(goals(&endless).len(), 300);
}

#[test]
fn names_of_standards_and_counts_of_what_is_there_are_no_goals() {
    let cases: [(&str, &[&str]); 24] = [
        ("新建住宅执行节能65%标准", &[]),
        ("实现建筑节能75%和减排20%", &["=75%", "=20%"]),
        ("制定6个区（县）与园区的行动方案", &[]),
        ("制定3个实施方案", &["=3个"]),
        ("编制5个市场领域的规划", &["=5个"]),
        ("支持6个县（市）创建示范县", &["=6个"]),
        ("按照全县12个断面的整治方案", &[]),
        ("按照3个片区的规划", &[]),
        ("按照每镇2个的标准配备", &["=2个"]),
        ("优化全市30个站点布局", &[]),
        ("完成全市30个小区改造", &["=30个"]),
        ("推动全市80%的部门上云", &["=80%"]),
        ("提升甲镇、乙镇等5个站监测能力", &[]),
        ("公安、住建等8个部门共享数据", &[]),
        ("培育甲镇、乙镇等5个集群", &["=5个"]),
        ("实现办证、缴费等30项事项通办", &["=30项"]),
        ("以4个产粮大县为重点推广良种", &[]),
        ("指导纳入试点的2家电厂完善台账", &[]),
        ("建成设施完善的2家医院", &["=2家"]),
        ("完成剩余的20个小区改造", &["=20个"]),
        ("在土质较差的40个县推进改良试点", &["=40个"]),
        ("全市6个乡镇开展示范", &["=6个"]),
        ("推进年产20万吨钢板项目建设", &[]),
        ("形成年产20万吨能力", &["=20万吨"]),
    ];
    for (text, expected) in cases {
        assert_eq!(goals(text), expected, "{text}");
    }
}

#[test]
fn decrees_and_announcements_are_cited_by_the_name_of_who_issued_them() {
    let cases = [
        ("《收费办法》（国家发展和改革委员会令第45号）", "国家发展和改革委员会令第45号"),
        ("《收费办法》（某部第3号令）", "某部第3号令"),
        ("《收费办法》（某市人民政府令88号，以下简称《办法》）", "某市人民政府令88号"),
        ("《收费办法》（工业和信息化部公告2019年第3号）", "工业和信息化部公告2019年第3号"),
        ("《收费办法》（主席令第十六号）", "主席令第十六号"),
        ("《收费办法》（以下简称《办法》，国发〔2015〕71号）", "国发〔2015〕71号"),
    ];
    for (text, number) in cases {
        let found: Vec<_> = reference::find(text)
            .into_iter()
            .map(|found| (found.title.map(|range| &text[range]), &text[found.number]))
            .collect();
        assert_eq!(found, [(Some("收费办法"), number)], "{text}");
    }
}

#[test]
fn a_label_right_behind_a_label_leaves_the_first_without_a_value() {
    let read = statement::parse("责任单位：联系人：李明，联系电话：123");
    assert!(read.lead.is_empty() && read.support.is_empty());
}

#[test]
fn slogans_of_figures_and_what_has_been_done_set_no_goal() {
    let goals = |text: &str| {
        let found = target::find(text).into_iter();
        found.map(|goal| (goal.what, goal.value, goal.unit.unwrap_or_default())).collect::<Vec<_>>()
    };
    for text in ["建设1个平台、2个中心，构建“1+2+N”体系", "打造1个大脑、2个中心、N个应用", "园区已入驻企业251家"]
    {
        assert_eq!(goals(text), [], "{text}");
    }
    assert_eq!(goals("推动已签约的项目开工20个").len(), 1);
    let training = ("开展补贴性职业技能培训".to_owned(), Amount::One(4.0), "万人次".to_owned());
    assert_eq!(goals("开展补贴性职业技能培训4万人次"), [training]);
}

#[test]
fn limits_on_totals_bind_from_above() {
    for text in ["用煤总量不突破25万吨", "成本不超出25万吨", "总量确保不突破25万吨"] {
        assert_eq!(target::find(text)[0].op, Operator::AtMost, "{text}");
    }
    assert_eq!(target::find("用煤总量突破25万吨")[0].op, Operator::AtLeast);
}

#[test]
fn words_that_look_like_what_is_there_already_hide_no_goal() {
    let raws =
        |text: &str| target::find(text).iter().map(|goal| text[goal.range.clone()].to_owned()).collect::<Vec<_>>();
    assert_eq!(raws("研发经费支出占地区生产总值比重达到3%"), ["达到3%"]);
    assert_eq!(raws("推动800家以上规模以上企业上云"), ["800家以上"]);
    assert_eq!(raws("设立规模不低于20亿元的创业基金"), ["不低于20亿元"]);
    assert!(raws("推进占地300亩的园区建设").is_empty());
}

#[test]
fn what_counts_places_is_no_goal_and_what_is_set_aside_is_one() {
    let goals = |text: &str| {
        target::find(text)
            .into_iter()
            .map(|goal| format!("{}|{}", goal.what, &text[goal.range.clone()]))
            .collect::<Vec<_>>()
    };
    assert!(goals("在甲市、乙市、丙市3个试验区培育众创空间").is_empty());
    assert_eq!(goals("在1—2家高校开展试点").len(), 1);
    assert_eq!(goals("每年安排不少于1000万元专项资金支持数字经济发展").len(), 1);
    assert!(goals("安排500万元资金给予奖励").is_empty());
    assert_eq!(goals("举办“保护版权，销售正版”承诺商家200家"), ["举办“保护版权，销售正版”承诺商家|200家"]);
    assert!(goals("推进占地300亩的园区建设").is_empty());
}

#[test]
fn the_remark_that_the_first_leads_is_no_name_wherever_it_stands() {
    let read = |list: &str| {
        let list = units::parse(list);
        (list.first_leads, list.units.into_iter().map(|unit| unit.name).collect::<Vec<_>>())
    };
    let both = (true, vec!["市税务局".to_owned(), "市财政局".to_owned()]);
    for list in [
        "（排名第一的为牵头单位）市税务局、财政局",
        "(排名第一的为牵头单位)市税务局、财政局",
        "市税务局（排名第一的为牵头单位，下同）、财政局",
    ] {
        assert_eq!(read(list), both, "{list}");
    }
}

#[test]
fn what_a_number_comes_to_is_measured_without_the_verb_that_leads_to_it() {
    let read = |text: &str| {
        target::find(text)
            .into_iter()
            .map(|goal| format!("{}|{}", goal.what, &text[goal.range.clone()]))
            .collect::<Vec<_>>()
    };
    for (text, goals) in [
        ("煤炭消费比重下降到30%以下", &["煤炭消费比重|下降到30%以下"][..]),
        ("废钢比提升至30%；到2030年，进一步提升到45%", &["废钢比|提升至30%", "废钢比|提升到45%"]),
        ("做到100%安全收贮", &["安全收贮|做到100%"]),
        ("完成意向签约80户", &["意向签约|80户"]),
        ("约谈企业20家，到位资金增长10%", &["约谈企业|20家", "到位资金增长|增长10%"]),
        ("力争在2023年实现产值2000亿元以上", &["产值|2000亿元以上"]),
        ("事项原则上100%网上办", &["事项网上办|100%"]),
        ("两地用煤量分别下降10%、5%", &["两地用煤量下降|下降10%", "两地用煤量下降|5%"]),
        ("建设10个碳中和领域的实验室和2个展馆", &["建设碳中和领域的实验室|10个", "展馆|2个"]),
        ("形成10个应用（各区、县〔市〕至少1个）", &["形成应用|10个", "各区、县〔市〕|至少1个"]),
        ("新建6个500千伏、25个220千伏变电站", &["新建500千伏|6个", "220千伏变电站|25个"]),
        ("新建变电站30座（其中甲县8座、乙县5座）", &["新建变电站|30座", "甲县|8座", "乙县|5座"]),
        ("新建变电站（甲县8座）", &["新建变电站（甲县）|8座"]),
        ("30%事项实现“零材料、零字段”智能办理", &["事项实现“零材料、零字段”智能办理|30%"]),
    ] {
        assert_eq!(read(text), goals, "{text}");
    }
}

#[test]
fn bounds_reach_over_remarks_and_over_what_is_counted_by() {
    assert_eq!(goals("建设25个（含）以上基地"), [">=25个"]);
    assert_eq!(goals("租金不高于每平方米20元"), ["<=20元"]);
    assert_eq!(goals("每人每年培训不少于2次"), [">=2次"]);
    assert_eq!(goals("充电桩与电动汽车比例不低于1：8"), [">=1：8"]);
    assert_eq!(goals("租赁费不高于4000元"), ["<=4000元"]);
    for none in ["上午11:30开会", "每人每年补1000元", "投资500万元（含）以上且正式运营的，给予奖励"]
    {
        assert_eq!(goals(none), [""; 0], "{none}");
    }
}

#[test]
fn counts_of_what_was_listed_or_stands_on_the_ground_are_no_goals() {
    for none in [
        "实施节水增效、节水减排等6项重点行动",
        "配齐车辆、设备等5大类装备",
        "方案明确了12项任务",
        "园区占地3平方公里，入驻企业251家",
        "对6家危化企业、23座加油站开展全覆盖检查",
        "实现30户以上村民组道路硬化",
    ] {
        assert_eq!(goals(none), [""; 0], "{none}");
    }
    assert_eq!(goals("新建两座变电站，打通七条绿道"), ["=2座"]);
    assert_eq!(goals("改造10万吨级码头2个"), ["=2个"]);
    assert_eq!(goals("接种386.5万剂次，新增充电桩8000枪"), ["=386.5万剂次", "=8000枪"]);
}

#[test]
fn a_list_run_together_comes_apart_however_long_it_is() {
    let read = statement::parse(&format!("责任单位：{}", "市财政局".repeat(20_000)));
    assert_eq!(read.lead.len(), 20_000);
}
