//! Titles, kinds, heads and feet of documents: habits of notices and of the sites they are saved from, each on the smallest text
//! that shows it.

use fenjie_layout::{Watch, blocks};
use fenjie_model::Kind;
use fenjie_records::{Names, Reading, read};

fn reading(text: &str) -> Reading {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default())
}

const PLAN: &str = "一、重点任务\n1.建好书屋。配齐图书。（县文旅局负责）\n2.修好步道。铺设路面。（县住建局负责）\n\
                    3.对成绩突出的单位给予表扬。（县人社局、县财政局负责）\n";

#[test]
fn the_foot_of_a_site_is_no_part_of_the_last_item() {
    for foot in
        ["附件下载：\n打印 收藏", "相关文件", "（来源：县府办）", "责任分工表.xlsx", "主办：县府办 承办：县信息中心"]
    {
        let reading = reading(&format!("某县惠民工作方案\n{PLAN}{foot}\n"));
        let last = reading.tasks.last().unwrap();
        assert_eq!(last.text.as_deref(), Some("对成绩突出的单位给予表扬。"), "{foot}");
        assert_eq!((last.lead.len(), last.support.len(), reading.tasks.len()), (2, 0, 3), "{foot}");
    }
}

#[test]
fn files_and_links_below_the_text_are_no_part_of_it() {
    let plan = "某县惠民工作方案\n一、重点任务\n（一）建好书屋（责任单位：县文旅局）\n配齐图书，延长开放时间。\n";
    let foot = "附件下载：\n1.责任分工表.xlsx\n2.项目清单.docx\n【打印本页】\n相关链接\n一图读懂：惠民工作方案\n\
                《某县惠民工作方案》政策解读\n";
    for foot in [foot.to_owned(), foot.replace("附件下载：", "附件：")] {
        let reading = reading(&format!("{plan}{foot}"));
        let texts: Vec<_> = reading.tasks.iter().map(|task| task.text.as_deref()).collect();
        assert_eq!(texts, [Some("配齐图书，延长开放时间。")], "{foot}");
    }
}

#[test]
fn a_page_that_explains_a_plan_at_a_glance_orders_nothing() {
    for opening in ["一图读懂｜", "政策图解：", "一图看懂"] {
        let page = format!(
            "{opening}《某县惠民行动方案》\n一、亮点举措\n1.推进政务环境建设，新增事项13个。\n2.推进法治环境建设。\n3.推进市场环境建设。\n4.推进人文环境建设。\n"
        );
        let reading = reading(&page);
        assert_eq!((reading.tasks.len(), reading.metadata.kind), (0, Kind::Other), "{opening}");
    }
}

#[test]
fn the_second_line_of_a_title_may_open_with_a_year_and_be_as_long_as_any() {
    let head = "云泽县人民政府办公室关于印发云泽县公共服务\n2024年度惠民工程建设和管理工作实施方案的通知\n\n云政办发〔2024〕3号\n\n";
    let letter = "各乡镇人民政府，县政府各部门：\n　　现将《云泽县公共服务2024年度惠民工程建设\n\
                  和管理工作实施方案》印发给你们，请结合实际认真抓\n好落实，年底前将工作情况报送县政府办公室汇总。\n\n";
    let reading = reading(&format!("{head}{letter}云泽县人民政府办公室\n2024年3月5日\n\n{PLAN}"));
    let title = "云泽县人民政府办公室关于印发云泽县公共服务2024年度惠民工程建设和管理工作实施方案的通知";
    assert_eq!(reading.metadata.title.as_deref(), Some(title));
    assert_eq!(reading.metadata.number.as_deref(), Some("云政办发〔2024〕3号"));
}

#[test]
fn nothing_of_the_head_of_a_site_is_part_of_the_title() {
    let title = "某县人民政府办公室关于印发惠民工作方案的通知";
    for head in [
        "首页 走进某县 政务公开 办事服务 互动交流",
        "某县人民政府 首页 > 政府信息公开 > 县府办文件",
        "政府信息公开",
        "全国政务服务平台",
        "请输入关键字 搜索",
        "今天是2021年6月20日 星期日",
        "某县人民政府 www.example.gov.cn\n今天是2021年6月20日 星期日",
    ] {
        let reading = reading(&format!("{head}\n{title}\n某政办发〔2021〕3号\n{PLAN}"));
        assert_eq!(reading.metadata.title.as_deref(), Some(title), "{head}");
        assert_eq!(reading.metadata.number.as_deref(), Some("某政办发〔2021〕3号"), "{head}");
    }
}

#[test]
fn a_title_goes_on_behind_what_could_end_it() {
    let title = |lines: &str| reading(&format!("{lines}\n{PLAN}")).metadata.title.unwrap_or_default();
    assert_eq!(title("印发某县政府工作报告\n主要任务分工方案的通知"), "印发某县政府工作报告主要任务分工方案的通知");
    assert_eq!(title("【已失效】关于印发惠民方案的通知"), "关于印发惠民方案的通知");
    assert_eq!(title("2031年《政府工作报告》\n惠民任务实施方案"), "2031年《政府工作报告》惠民任务实施方案");
    assert_eq!(title("某县惠民工程督办单"), "某县惠民工程督办单");
}

#[test]
fn a_title_over_two_headings_heads_no_item() {
    let items = "1.建好书屋，配齐图书。（县文旅局负责）\n2.修好步道，铺设路面。（县住建局负责）\n";
    let reading = reading(&format!("# 某县2031年\n# 惠民任务清单\n\n{items}"));
    assert_eq!(reading.metadata.title.as_deref(), Some("某县2031年惠民任务清单"));
    assert!(reading.tasks.len() == 2 && reading.tasks.iter().all(|task| task.category.is_none()));
}

#[test]
fn a_report_that_looks_ahead_orders_nothing_and_states_what_was_done() {
    let report = "某县农业局2020年工作总结和2021年工作计划\n一、2020年主要工作\n（一）稳住粮食。粮食产量达到12万吨，同比增长3%。\n\
                  （二）建好农田。新建高标准农田2万亩。\n二、2021年工作计划\n（一）稳住面积。力争粮食产量增长5%。\n";
    let found = reading(report);
    assert_eq!((found.metadata.kind, found.tasks.len()), (Kind::WorkReport, 0));
    let values: Vec<&str> = found.indicators.iter().map(|figure| figure.what.as_str()).collect();
    assert_eq!(values.len(), 3, "{values:?}");
    for (title, kind) in [
        ("某县2020年某某方案实施情况报告", Kind::WorkReport),
        ("2020年某县农业工作情况", Kind::WorkReport),
        ("关于印发2020年工作总结分工方案的通知", Kind::ActionPlan),
    ] {
        assert_eq!(reading(&format!("{title}\n{PLAN}")).metadata.kind, kind, "{title}");
    }
}

#[test]
fn who_signs_is_read_where_nothing_sets_the_lines_apart() {
    let notice = "关于印发2020年工作要点的通知\n某农〔2020〕7号\n各乡镇农业站：\n现将《2020年工作要点》印发给你们，请抓好落实。\n某县农业局\n2020年2月25日\n\
                  2020年工作要点\n一、稳住粮食\n（一）落实面积。分解到户。\n（二）建好农田。抓紧施工。\n";
    let metadata = reading(notice).metadata;
    assert_eq!((metadata.issuer.as_deref(), metadata.issued_on.as_deref()), (Some("某县农业局"), Some("2020-02-25")));
    let misread = notice.replace("2020年2月25日", "二o二o年二月二十五曰");
    assert_eq!(reading(&misread).metadata.issued_on.as_deref(), Some("2020-02-25"));
}

#[test]
fn a_table_of_contents_orders_nothing() {
    let contents =
        "目\n录\n一、发展基础......... - 1 -\n二、重点任务·····················3\n（一）建好书屋，修好\n···\n·25\n";
    let plan = "一、发展基础\n（一）基础好。条件足。\n二、重点任务\n（一）建好书屋。配齐图书。\n（二）修好步道。铺设路面。\n（三）办好活动。组织比赛。\n";
    let found = reading(&format!("某县文化发展规划\n{contents}{plan}"));
    let titles: Vec<_> = found.tasks.iter().filter_map(|task| task.title.as_deref()).collect();
    assert_eq!(titles, ["建好书屋", "修好步道", "办好活动"]);
}

#[test]
fn a_number_on_the_line_of_the_title_is_no_part_of_it() {
    let title = "某县人民政府办公室关于印发惠民工作方案的通知";
    for line in [format!("{title}某政办发〔2021〕3号"), format!("{title}　　某政办发〔2021〕3号")] {
        let reading = reading(&format!("{line}\n各乡镇人民政府：\n现印发给你们。\n{PLAN}"));
        let found = (reading.metadata.title.as_deref(), reading.metadata.number.as_deref());
        assert_eq!(found, (Some(title), Some("某政办发〔2021〕3号")), "{line}");
    }
}

#[test]
fn words_of_a_menu_and_the_name_of_the_page_are_no_part_of_the_title() {
    let notice = "关于印发营商环境工作要点的通知\n平政办发〔2023〕12号\n各县（区）人民政府：\n现将工作要点印发给你们，请认真贯彻执行。\n\
                  平川市人民政府办公室\n2023年5月8日\n营商环境工作要点\n一、优化审批\n1.推进并联审批，压减时限。（责任单位：市审批局）\n";
    for head in [
        "平川市人民政府\n首页\n政务公开\n",
        "请输入关键字\n搜索\n",
        "关于印发营商环境工作要点的通知_平川市人民政府\n首页\n",
    ] {
        let title = reading(&format!("{head}{notice}")).metadata.title;
        assert_eq!(title.as_deref(), Some("关于印发营商环境工作要点的通知"), "{head}");
    }
}

#[test]
fn names_of_annexes_below_their_mark_are_no_tasks() {
    let text = "某市数字化转型行动方案\n\n一、主要任务\n1.建设数字平台，完善管理制度，提高服务水平。\n2.推进数据共享，加强安全保护，规范使用流程。\n\
                3.开展应用示范，总结推广经验，强化宣传引导。\n\n附件：\n1.数字平台建设指南\n2.一图读懂行动方案\n";
    assert_eq!(reading(text).tasks.len(), 3);
}

#[test]
fn a_title_that_only_names_a_plan_orders_nothing() {
    let body = "一、条件\n1.加强内部管理，具有独立法人资格。\n2.建立研发团队，开展技术创新。\n3.完善财务制度，落实信用承诺。\n";
    for title in ["关于公布科技计划立项项目的通知", "关于举办创新行动启动会议的通知", "关于遴选人才计划企业的通知"]
    {
        let reading = reading(&format!("{title}\n\n{body}"));
        assert_eq!((reading.tasks.len(), reading.metadata.kind), (0, Kind::Other), "{title}");
    }
    assert_eq!(reading(&format!("关于印发科技创新行动计划的通知\n\n{body}")).tasks.len(), 3);
}

#[test]
fn the_day_of_the_document_is_told_from_that_of_its_posting() {
    let day = |label: &str| {
        let head = format!(
            "发文机关：某县人民政府办公室  {label}2013年06月09日\n文号：某政办〔2013〕45号  发布日期：2013年06月20日\n"
        );
        reading(&format!("{head}某县人民政府办公室关于印发惠民方案的通知\n{PLAN}")).metadata.issued_on
    };
    for label in ["成文日期：", "成文日期 ", "生成日期："] {
        assert_eq!(day(label).as_deref(), Some("2013-06-09"), "{label}");
    }
}

#[test]
fn what_no_longer_holds_says_so_in_many_ways() {
    let title = "某县人民政府关于印发惠民方案的通知";
    for (head, mark) in
        [("", "〔已失效〕"), ("", "\n（此文件已失效）"), ("是否有效： 失效\n", ""), ("时 效 性： 已失效\n", "")]
    {
        let found = reading(&format!("{head}{title}{mark}\n{PLAN}")).metadata;
        assert_eq!(found.status, Some(fenjie_model::Status::Expired), "{head}{mark}");
        assert_eq!(found.title.as_deref(), Some(title), "{head}{mark}");
    }
    assert_eq!(reading(&format!("{title}\n{PLAN}")).metadata.status, None);
}

#[test]
fn a_list_of_tasks_is_titled_by_the_plan_that_it_divides_and_by_itself() {
    for (plan, list) in [("某县提升行动方案", "任务分工表"), ("某县三年行动计划（2024—2026年）", "任务分解表")]
    {
        let text = format!(
            "{plan}\n{list}\n\n序号\t工作任务\t责任单位\n1\t排查隐患200处。\t县应急局\n2\t开展培训3次。\t县教育局\n"
        );
        let reading = reading(&text);
        assert_eq!(reading.metadata.title, Some(format!("{plan}{list}")));
        assert_eq!(reading.metadata.kind, Kind::TaskTable);
    }
}

#[test]
fn what_the_site_prints_around_a_table_does_not_make_it_a_plan() {
    let rows = "序号\t工作任务\t责任单位\n1\t排查隐患200处，建立台账，落实整改。\t县应急局\n2\t开展培训3次，覆盖全部企业和社区。\t县教育局\n";
    let notice = format!("关于印发2018年重点任务分工的通知\n各镇：\n现印发给你们，请落实。\n\n{rows}");
    let menu = "首页 走进某县 政务公开 办事服务 互动交流\n".repeat(8);
    assert_eq!(reading(&format!("{menu}{notice}")).metadata.kind, Kind::TaskTable);
}
