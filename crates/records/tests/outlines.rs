//! What is a task in outline documents, and where it ends: habits of notices, each on the smallest text that shows it.

use fenjie_layout::{Watch, blocks};
use fenjie_model::{Kind, Task};
use fenjie_records::{Names, Reading, read};

fn reading(text: &str) -> Reading {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default())
}

fn titles(reading: &Reading) -> Vec<&str> {
    reading.tasks.iter().map(|task| task.title.as_deref().or(task.text.as_deref()).unwrap_or_default()).collect()
}

fn category(task: &Task) -> Option<&str> {
    task.category.as_ref()?.label.as_deref()
}

const TITLE: &str = "某市碳达峰实施方案\n\n";

#[test]
fn a_heading_printed_behind_a_paragraph_is_one() {
    let text = format!(
        "{TITLE}一、总体要求\n以新发展理念为指导，努力建设生态之城。  二、重点任务\n（一）优化能源结构。发展光伏发电，提高清洁能源比重。\n\
         （二）发展绿色交通。推广新能源汽车，建设充电设施。\n"
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), ["优化能源结构", "发展绿色交通"]);
    assert_eq!(category(&reading.tasks[0]), Some("重点任务"));
}

#[test]
fn chapters_and_sections_head_items_that_begin_anew() {
    let text = format!(
        "{TITLE}第一章　发展基础\n第一节　工作成效\n一、空气质量改善。优良天数增加，空气更加清新。\n第二章　重点任务\n第一节　推进节能\n\
         一、推进工业节能。实施节能改造，淘汰落后产能。\n二、推进建筑节能。推广绿色建筑，改造既有建筑。\n第二节　保护生态\n\
         一、植树造林。增加森林碳汇，保护湿地资源。\n"
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), ["推进工业节能", "推进建筑节能", "植树造林"]);
    let categories: Vec<_> = reading.tasks.iter().map(category).collect();
    assert_eq!(categories, [Some("推进节能"), Some("推进节能"), Some("保护生态")]);
    assert!(reading.tasks.iter().all(|task| task.section.is_none()));
}

#[test]
fn the_items_of_a_box_are_its_own() {
    let text = format!(
        "{TITLE}一、主要任务\n（一）发展清洁能源。建设风电基地，提高消纳能力。\n专栏1 清洁能源重点工程\n1．光伏工程。建设屋顶光伏项目。\n\
         2．风电工程。建设海上风电项目。\n（二）改造老旧机组。淘汰小机组，实施节能改造。\n"
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), ["发展清洁能源", "光伏工程", "风电工程", "改造老旧机组"]);
    let categories: Vec<_> = reading.tasks.iter().map(category).collect();
    let box_title = Some("清洁能源重点工程");
    assert_eq!(categories, [Some("主要任务"), box_title, box_title, Some("主要任务")]);
    assert_eq!(reading.tasks[1].category.as_ref().and_then(|category| category.ordinal), Some(1));
}

#[test]
fn the_end_of_a_notice_belongs_to_no_task() {
    let text = format!(
        "{TITLE}一、重点任务\n（一）加强统筹。完善工作机制，压实各方责任。\n（二）加强宣传。普及低碳知识，营造良好氛围。\n特此通知。\n\n\
         某某省人民政府\n2021年12月3日\n抄送：省委办公厅，省人大常委会办公厅。\n某某省人民政府办公厅 2021年12月5日印发\n"
    );
    let reading = reading(&text);
    let last = reading.tasks.last().unwrap();
    assert_eq!(last.text.as_deref(), Some("普及低碳知识，营造良好氛围。"));
    assert_eq!(reading.metadata.issued_on.as_deref(), Some("2021-12-03"));
    assert_eq!(reading.accounting.unclaimed, 0);
}

#[test]
fn one_accidental_statement_does_not_make_the_other_items_prose() {
    let items = ["一", "二", "三", "四", "五", "六", "七", "八"]
        .map(|n| format!("（{n}）推进工程{n}。加快建设进度，确保按期完成。\n"))
        .concat();
    let text = format!("{TITLE}一、重点任务\n{items}二、其他\n有关事项（责任单位：市财政局）。\n");
    assert!(reading(&text).tasks.len() >= 8);
}

#[test]
fn a_point_between_chinese_characters_closes_the_heading_sentence() {
    let text = format!(
        "{TITLE}一、重点任务\n(一)改造工业.开展行业能效提升,推进节能.\n(二)发展园区.推进循环化改造,完善设施.\n"
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), ["改造工业", "发展园区"]);
    assert_eq!(reading.tasks[0].text.as_deref(), Some("开展行业能效提升,推进节能."));
}

#[test]
fn lists_follow_their_own_habit_of_heading_sentences() {
    let headed = "1.办税服务。依托平台，汇集各方需求。\n2.咨询支撑。组建团队，提供诊断服务。\n3.技能培训。开设课程，培养专业人才。\n4.融资服务。联合机构，提供信贷支持。\n";
    let plain = "1.各地要建立工作机制，明确专人负责此项工作，并于每月底报送进展情况。\n2.平台企业要开放资源，降低服务门槛，为中小微企业提供免费或者优惠的服务。\n3.协会要加强行业自律，引导会员单位积极参与，及时总结推广典型经验做法。\n4.媒体要加强宣传报道，扩大活动影响，营造全社会支持中小微企业的良好氛围。\n";
    let text = format!("{TITLE}一、服务举措\n{headed}二、工作要求\n{plain}");
    let reading = reading(&text);
    assert_eq!(reading.tasks.iter().filter(|task| task.title.is_some()).count(), 4);
    assert_eq!(reading.tasks[0].title.as_deref(), Some("办税服务"));
}

#[test]
fn a_plan_annexed_to_a_notice_orders_what_the_notice_does_not() {
    let text = "关于开展全市老旧小区改造的通知\n各区人民政府：\n现将有关事项通知如下。\n一、高度重视。各区要充分认识重要意义。\n二、扎实推进。各区要制定方案。\n\
                某市发展和改革委员会\n2021年10月29日\n附件\n全市老旧小区改造实施方案\n一、重点任务\n（一）推进管线改造。对管线实施改造，降低损耗。\n\
                （二）推进供热改造。鼓励集中供热，替代散煤。\n";
    let reading = reading(text);
    assert_eq!(titles(&reading), ["推进管线改造", "推进供热改造"]);
    assert_eq!(reading.metadata.kind, Kind::ActionPlan);
}

#[test]
fn particulars_of_the_head_and_the_foot() {
    let cases = [
        (
            "农业农村部办公厅关于组织申报工作的通知\n（农与数字[2013]9号）\n各单位：\n",
            Some("农与数字[2013]9号"),
            Some("农业农村部办公厅"),
        ),
        (
            "中共某某省委、某某省人民政府贯彻落实《意见》的实施意见\n（某发〔2021〕114号　2021年2月23日）\n",
            Some("某发〔2021〕114号"),
            None,
        ),
        (
            "关于组织申报2021年度示范项目有关工作的通知\n各有关单位：\n请按时报送材料。\n\n广州市发展改革委 广州市财政局\n2021年2月23日\n",
            None,
            Some("广州市发展改革委、广州市财政局"),
        ),
        (
            "某市财政局关于调整收费标准的通知（某财〔2022〕5号）\n各有关单位：\n请遵照执行。\n",
            Some("某财〔2022〕5号"),
            Some("某市财政局"),
        ),
        (
            "关于调整收费标准的通知\n各有关单位：\n请遵照执行。\n\n广州市发展改革委        广州市财 政局（代章）\n2023年3月9日\n",
            None,
            Some("广州市发展改革委、广州市财政局"),
        ),
        (
            "湖北省人民政府办公厅关于调整收费标准的通知\n各有关单位：\n请遵照执行。\n\n省政府办公厅\n2023年3月9日\n",
            None,
            Some("湖北省人民政府办公厅"),
        ),
    ];
    for (text, number, issuer) in cases {
        let metadata = reading(text).metadata;
        assert_eq!(metadata.number.as_deref(), number, "{text}");
        assert!(metadata.references.is_empty(), "{text}");
        assert!(issuer.is_none() || metadata.issuer.as_deref() == issuer, "{text}: {:?}", metadata.issuer);
    }
}

/// Sequence, title, text, lead, support and deadline of every task, as one line each.
fn lines(reading: &Reading) -> Vec<String> {
    let names =
        |units: &[fenjie_model::Unit]| units.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(" ");
    let line = |task: &Task| {
        let deadline = task.deadline.as_ref().map_or("", |deadline| deadline.raw.as_str());
        let [number, title, text] =
            [&task.sequence, &task.title, &task.text].map(|field| field.as_deref().unwrap_or(""));
        format!("{number}|{title}|{text}|{}|{}|{deadline}", names(&task.lead), names(&task.support))
    };
    reading.tasks.iter().map(line).collect()
}

#[test]
fn a_statement_in_the_heading_answers_for_what_stands_below() {
    let text = format!(
        "{TITLE}一、重点任务\n（一）提升审批效能（牵头单位：市行政审批局；配合单位：市住建局）\n推行“拿地即开工”，压缩审批时限。\n实行全程网办。\n\
         （二）强化要素保障（责任单位：市自然资源局）\n1.保障用地。新增工业用地。\n2.保障用能。扩建变电站。\n"
    );
    assert_eq!(
        lines(&reading(&text)),
        [
            "1|提升审批效能|推行“拿地即开工”，压缩审批时限。实行全程网办。|市行政审批局|市住建局|",
            "2|强化要素保障|1.保障用地。新增工业用地。2.保障用能。扩建变电站。|市自然资源局||",
        ]
    );
}

#[test]
fn statements_of_every_form_close_items() {
    let text = format!(
        "{TITLE}一、重点任务\n1.修建步道。（市体育局牵头 市财政局配合 10月底前完成）\n2.改造管网。（责任单位∶市住建局；2022年6月底前）\n\
         3.选材育才。\n责任领导：王副局长\n牵头单位：青少处\n配合单位：竞体处\n4.检查矿山。重点检查通风、排水系统。由市应急管理局牵头，市能源局配合。\n\
         5.举办运动会。\n主办单位：群体处\n完成时限：11月\n6.落实政策。（以上任务由市人社局负责）\n"
    );
    assert_eq!(
        lines(&reading(&text)),
        [
            "1||修建步道。|市体育局|市财政局|10月底前",
            "2||改造管网。|市住建局||2022年6月底前",
            "3||选材育才。|青少处|竞体处|",
            "4||检查矿山。重点检查通风、排水系统。|市应急管理局|市能源局|",
            "5||举办运动会。|群体处||11月",
            "6||落实政策。|市人社局||",
        ]
    );
}

#[test]
fn a_heading_may_be_closed_by_a_colon() {
    let text = format!(
        "{TITLE}一、重点任务\n1.发展大数据：强化数据资源整合，推动数据开放共享，培育一批大数据企业和应用示范项目。（责任单位：市大数据局）\n\
         2.发展云计算：建设云计算中心，推动企业上云用云，培育一批云服务商和行业应用示范项目。（责任单位：市工信局）\n"
    );
    assert_eq!(titles(&reading(&text)), ["发展大数据", "发展云计算"]);
}

#[test]
fn a_document_without_line_breaks_is_taken_apart() {
    let text = "各镇街：一、强化值班值守。严格执行领导带班制度。（责任单位：市应急局）二、开展隐患排查。对河道逐一排查。（责任单位：市水务局）";
    assert_eq!(
        lines(&reading(text)),
        ["1|强化值班值守|严格执行领导带班制度。|市应急局||", "2|开展隐患排查|对河道逐一排查。|市水务局||"]
    );
}

#[test]
fn the_head_that_a_site_prints_above_a_notice() {
    let text = "发文机关：某省发展和改革委员会 成文日期：2022年05月06日\n标题：某省发展和改革委员会关于印发《促就业措施》的通知\n\
                发文字号：某发改规〔2022〕3 号 发布日期：2022年05月06日\n效力状态：已废止\n\n各州、市人民政府：\n现印发给你们。\n";
    let metadata = reading(text).metadata;
    assert_eq!(metadata.title.as_deref(), Some("某省发展和改革委员会关于印发《促就业措施》的通知"));
    assert_eq!(metadata.number.as_deref(), Some("某发改规〔2022〕3号"));
    assert!(metadata.status.is_some());
    assert!(metadata.references.is_empty());
}

#[test]
fn who_holds_a_meeting_answers_for_no_task() {
    let text = "关于召开经验交流大会的通知\n各有关单位：\n一、会议内容\n交流经验。\n二、会议组织\n主办单位：某某行业协会\n承办单位：某某科技股份有限公司\n三、会议时间\n3月15日。\n";
    assert!(reading(text).tasks.is_empty());
}

#[test]
fn the_signature_stands_below_the_names_of_attached_files() {
    let text = "关于组织开展重大工程申报工作的通知\n各市发展改革委：\n请按时报送。\n附件：某省发展和改革委员会办公室关于组织实施信息化试点重大工程的通知（某发改办〔2017〕68号）.pdf\n某省发展和改革委员会\n2017年10月16日\n";
    let metadata = reading(text).metadata;
    assert_eq!(metadata.issuer.as_deref(), Some("某省发展和改革委员会"));
    assert_eq!(metadata.issued_on.as_deref(), Some("2017-10-16"));
    assert!(metadata.references.is_empty());
}

#[test]
fn a_whole_notice_on_one_line_behind_the_head_of_a_database() {
    let text = "北大法宝【法宝引证码】 CLI.14.1原文链接：https://www.example.com/lar/7d4.html某市人民政府办公室关于印发某市行动计划的通知\
        某政办〔2019〕2号各县、区人民政府：《某市行动计划》已经市人民政府同意，现印发给你们，请认真贯彻执行。某市人民政府办公室2019年1月3日某市行动计划\
        为进一步加快发展，制定本行动计划。一、主要任务（一）推动产业发展1.发展大数据产业。强化数据资源整合，推动开放共享。（责任单位：市大数据局）\
        2.发展软件产业。依托集聚区，加快发展软件。（责任单位：市工信局）（二）推动融合发展3.推进智慧旅游。建设平台，发展旅游。（责任单位：市文旅局）\
        二、保障措施（一）加强组织领导全市各部门要加强领导。";
    let reading = reading(text);
    let metadata = &reading.metadata;
    assert_eq!(metadata.title.as_deref(), Some("某市人民政府办公室关于印发某市行动计划的通知"));
    assert_eq!(metadata.number.as_deref(), Some("某政办〔2019〕2号"));
    assert_eq!(metadata.issued_on.as_deref(), Some("2019-01-03"));
    assert_eq!(titles(&reading), ["发展大数据产业", "发展软件产业", "推进智慧旅游"]);
    let categories: Vec<_> = reading.tasks.iter().map(category).collect();
    assert_eq!(categories, [Some("推动产业发展"), Some("推动产业发展"), Some("推动融合发展")]);
}

#[test]
fn further_paragraphs_of_an_item_have_their_own_headings_where_most_do() {
    let paragraph = |heading: &str, unit: &str| {
        format!("{heading}。围绕发展需要，建设一批示范项目，形成特色。（责任单位：{unit}）\n")
    };
    let text = format!(
        "{TITLE}一、重点任务\n1.发展数字农业。加快技术应用，建设示范园区。（责任单位：市农业局）\n{}{}2.发展数字工业。推进智能制造，建设智能工厂。（责任单位：市工信局）\n{}",
        paragraph("大力发展特色林产业", "市林业局"),
        paragraph("开展智慧水利建设", "市水务局"),
        paragraph("推动企业上云用云", "市大数据局"),
    );
    assert_eq!(
        titles(&reading(&text)),
        ["发展数字农业", "大力发展特色林产业", "开展智慧水利建设", "发展数字工业", "推动企业上云用云"]
    );
}

#[test]
fn safeguards_without_units_are_prose_also_when_a_seal_alone_signed_the_notice() {
    let text = "关于印发实施方案的通知\n\n各县区：\n现印发给你们，请认真贯彻落实。\n2021年12月28日\n\n实施方案\n\n一、重点任务\n\
        （一）推进节能。实施改造，淘汰落后产能。（责任单位：市工信局）\n（二）植树造林。增加碳汇，保护湿地。（责任单位：市林业局）\n\
        二、组织实施\n（一）加强统筹协调。各部门要密切配合，形成合力。\n（二）营造良好氛围。各类媒体要广泛宣传。\n";
    assert_eq!(titles(&reading(text)), ["推进节能", "植树造林"]);
}

#[test]
fn an_item_whose_content_was_left_out_is_known_by_its_heading() {
    let text = format!("{TITLE}一、重点任务\n1.发展数字农业。加快技术应用，建设园区。\n2.甲产业培育工程。（略）\n");
    let reading = reading(&text);
    assert_eq!(reading.tasks[1].text.as_deref(), Some("甲产业培育工程"));
    assert_eq!(reading.tasks[1].notes[0].code, "content_missing");
}

#[test]
fn brackets_inside_a_statement_may_be_of_another_kind() {
    let text = format!(
        "{TITLE}一、重点任务\n（一）优化服务。推进改革，建设平台。【责任单位：各县〔市、区〕人民政府、市通信办】\n"
    );
    assert_eq!(lines(&reading(&text)), ["1|优化服务|推进改革，建设平台。|各县〔市、区〕人民政府 市通信办||"]);
}

#[test]
fn a_list_of_members_orders_nothing() {
    let item = |number: &str| format!("{number}推进平台建设，整合数据资源，提高服务水平。（市大数据局、市财政局）\n");
    let members = "附件\n领导小组成员名单\n组长：汤某某（市政府）\n成员：郑某某（市财政局）\n苏　某（市教育局）\n方某某（花都区政府）\n朱某某（市统计局）\n";
    let text = format!("{TITLE}一、重点任务\n{}{}{}{}\n{members}", item("1."), item("2."), item("3."), item("4."));
    assert_eq!(reading(&text).tasks.len(), 4);
}

#[test]
fn numbers_and_dates_as_typists_mix_them() {
    let text = "某市人民政府办公室关于印发某市实施方案的通知\n某政办发<2019>12号\n各县区：\n现印发给你们。\n某市人民政府办公室\n二0一九年三月五日\n\n\
        某市实施方案\n一、重点任务\n（一）、推进改革。建立机制，完善平台。（责任单位：市发改委）\n二）优化服务。简化流程，压缩时限。（责任单位：市财政局）\n";
    let reading = reading(text);
    assert_eq!(reading.metadata.number.as_deref(), Some("某政办发<2019>12号"));
    assert_eq!(reading.metadata.issued_on.as_deref(), Some("2019-03-05"));
    assert_eq!(
        lines(&reading),
        ["1|推进改革|建立机制，完善平台。|市发改委||", "2|优化服务|简化流程，压缩时限。|市财政局||"]
    );
}

#[test]
fn a_chapter_named_like_a_label_is_a_heading() {
    let item = |n: &str| format!("（{n}）改造管网。更新老旧管道，建设监测站点。\n");
    let text = format!(
        "{TITLE}一、工作任务\n{}{}二、组织机构\n成立工作专班，由分管领导任组长，统筹协调各项工作。\n三、时间安排\n（一）动员部署。制定计划，开展摸底。\n\
         （二）总结评估。组织验收，推广经验。\n",
        item("一"),
        item("二"),
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), ["改造管网", "改造管网", "动员部署", "总结评估"]);
    assert_eq!(category(&reading.tasks[2]), Some("时间安排"));
}

#[test]
fn a_label_before_its_units_heads_no_chapter() {
    let text = format!("{TITLE}一、改造管网\n\n更新老旧管道，建设监测站点。\n\n责任单位\n\n市水务局、市财政局\n");
    let reading = reading(&text);
    let lead: Vec<&str> = reading.tasks.iter().flat_map(|task| &task.lead).map(|unit| unit.name.as_str()).collect();
    assert_eq!(lead, ["市水务局", "市财政局"]);
}

#[test]
fn numbered_items_that_open_with_orders_are_tasks_whatever_the_title_is_called() {
    let body = "一、加快改造管网\n更新老旧管道，建设监测站点。\n二、开展节水行动\n推广节水器具，完善水价机制。\n三、强化监督检查\n建立巡查制度，落实整改责任。\n";
    let kind = |title: &str| reading(&format!("{title}\n\n{body}")).metadata.kind;
    assert_eq!(kind("某市供水管网漏损治理工作指引"), Kind::ActionPlan);
    assert_eq!(reading(&format!("某市供水管网漏损治理工作指引\n\n{body}")).tasks.len(), 3);
    for title in ["关于组织申报节水示范项目的通知", "某市供水管理条例", "关于举办节水宣传周的通知"]
    {
        assert_eq!(kind(title), Kind::Other, "{title}");
    }
}

#[test]
fn what_a_site_says_of_a_notice() {
    let notice = |head: &str| format!("{head}\n某市人民政府关于加强节水工作的意见\n各区人民政府：\n请遵照执行。\n");
    for expired in ["时效性：已失效", "【法规状态】失效", "本文已于2023年1月1日废止", "是否有效：否", "有效性：废止"]
    {
        assert_eq!(reading(&notice(expired)).metadata.status, Some(fenjie_model::Status::Expired), "{expired}");
    }
    for valid in ["时效性：现行有效", "本通知自2023年1月1日起施行，原通知同时废止", "（部分失效）"]
    {
        assert_eq!(reading(&notice(valid)).metadata.status, None, "{valid}");
    }
    assert_eq!(reading(&notice("成文日期：2023年4月11日")).metadata.issued_on.as_deref(), Some("2023-04-11"));
    let metadata = reading("某市人民政府关于加强节水工作的意见【失效】\n各区人民政府：\n请遵照执行。\n").metadata;
    assert_eq!(metadata.title.as_deref(), Some("某市人民政府关于加强节水工作的意见"));
    assert_eq!(metadata.status, Some(fenjie_model::Status::Expired));
}

#[test]
fn a_label_with_a_colon_announces_a_value_of_any_kind() {
    let text = format!(
        "{TITLE}一、重点任务\n\n（一）改造管网。\n\n更新老旧管道，建设监测站点。\n\n责任单位：\n\n局各科室、直属各队\n\n完成时限：\n\n分阶段推进\n"
    );
    let reading = reading(&text);
    assert_eq!(lines(&reading), ["1|改造管网|更新老旧管道，建设监测站点。|局各科室 直属各队||分阶段推进"]);
}

#[test]
fn numbers_of_two_levels_and_named_ones_head_items() {
    let plan = "某市数字化行动方案\n二、主要任务\n任务一：夯实底座\n1.1 建设政务云。整合各部门机房。（市大数据局）\n1.2 升级网络。实现全接入。（市大数据局）\n任务二：优化服务\n2.1 推进联办。推出联办事项。（市政务服务局）\n";
    let reading = reading(plan);
    let numbers: Vec<_> = reading.tasks.iter().map(|task| task.sequence.as_deref().unwrap_or_default()).collect();
    assert_eq!(numbers, ["1.1", "1.2", "2.1"]);
    assert_eq!(titles(&reading), ["建设政务云", "升级网络", "推进联办"]);
    assert_eq!(
        reading.tasks.iter().map(category).collect::<Vec<_>>(),
        [Some("夯实底座"), Some("夯实底座"), Some("优化服务")]
    );
}

#[test]
fn items_below_the_name_of_an_agency_are_its_tasks() {
    let plan = "关于下达2009年度工作目标责任制任务的通知\n各单位：\n现将任务下达给你们。\n二○○九年二月二十日\n2009年度工作目标责任制任务\n一、市发展改革委\n1．编制完成规划，开展前期研究。\n2．争取国家投资10亿元以上。\n二、市经委\n1．新增规模以上企业20户。\n";
    let found = reading(plan);
    let leads: Vec<_> = found.tasks.iter().map(|task| task.lead[0].name.as_str()).collect();
    assert_eq!(leads, ["市发展改革委", "市发展改革委", "市经委"]);
}

#[test]
fn tabs_that_indent_paragraphs_part_no_cells() {
    let plan = "某县工作方案\n\t（一）加强管护。完善制度，落实责任。\n\t牵头单位：县林业局\n\t（二）开展培训。组织培训，提升能力。\n\t牵头单位：县农业农村局\n";
    assert_eq!(lines(&reading(plan)).len(), 2);
}

#[test]
fn pages_as_sites_save_them() {
    let items = "一、重点任务<br>\r\n（一）强化监督。严格执法。（市公安局牵头）<br>\r\n（二）完善机制。健全制度。（市司法局牵头）<br>\r\n（三）做好保障。加大投入。（市财政局牵头）";
    let page = format!(
        "<html><body><div><a href=a>网站首页</a> | <a href=b>政务公开</a></div><table><tr><td>文　号</td><td>某政办发〔2012〕8号</td></tr><tr><td>有效性</td><td>失效</td></tr></table><table><tr><td width=10>&nbsp;</td><td><a name=a></a><a name=b>某市工作实施方案</a><br>\r\n{items}</td></tr></table></body></html>"
    );
    let found = reading(&page);
    assert_eq!(found.tasks.len(), 3);
    assert_eq!(titles(&found), ["强化监督", "完善机制", "做好保障"]);
    assert_eq!(found.metadata.title.as_deref(), Some("某市工作实施方案"));
    assert_eq!(found.metadata.number.as_deref(), Some("某政办发〔2012〕8号"));
    assert_eq!(found.metadata.status, Some(fenjie_model::Status::Expired));
    assert!(found.metadata.references.is_empty());
}

#[test]
fn stages_of_the_work_behind_the_units_are_the_time() {
    let plan = "关于落实政府工作报告重点工作分工的意见\n一、稳定经济\n1．安排减税。（财政部、税务总局牵头，科技部等按职责分工负责，3月底前出台政策，年内持续推进）\n2．扩大消费。（商务部牵头，6月底前完成）\n";
    let found = reading(plan);
    let deadlines: Vec<_> = found.tasks.iter().map(|t| t.deadline.as_ref().map(|d| d.raw.as_str())).collect();
    assert_eq!(deadlines, [Some("3月底前出台政策，年内持续推进"), Some("6月底前")]);
    assert_eq!(found.tasks[0].support.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["科技部"]);
}

#[test]
fn a_closing_bracket_of_names_and_roles_is_a_statement_whatever_the_names() {
    let plan = "某市工作方案\n一、主要任务\n（一）推进整治。开展排查。（市双提双创专班牵头，规划科、城东新片配合）\n（二）强化执法。严格检查（以下简称执法检查），依法处理。（市公安局负责）\n";
    let found = reading(plan);
    assert_eq!(found.tasks.len(), 2);
    assert_eq!(found.tasks[0].lead[0].name, "市双提双创专班");
    assert_eq!(found.tasks[0].support.len(), 2);
    assert_eq!(found.tasks[1].text.as_deref(), Some("严格检查（以下简称执法检查），依法处理。"));
}

#[test]
fn the_second_name_of_an_agency_answers_for_nothing() {
    let letter = "某市人民政府办公室关于印发某市工作方案的通知\n各区县人民政府：\n现将方案印发给你们。落实情况请于年底前报市政府办公室（市政府督查室）。\n某市工作方案\n一、主要任务\n（一）推进整治。开展排查。（市公安局、市司法局）\n（二）强化执法。严格检查。（市司法局）\n（三）做好保障。加大投入。（市财政局）\n";
    assert_eq!(titles(&reading(letter)), ["推进整治", "强化执法", "做好保障"]);
}

#[test]
fn titles_go_on_behind_the_document_they_are_about() {
    let title = |head: &str| {
        let text = format!("{head}\n一、主要任务\n（一）推进整治。开展排查。（市公安局负责）\n");
        reading(&text).metadata.title
    };
    assert_eq!(
        title("某省人民政府关于落实《政府工作报告》\n重点工作分工的意见").as_deref(),
        Some("某省人民政府关于落实《政府工作报告》重点工作分工的意见")
    );
    assert_eq!(
        title("某市人民政府\n某市人民政府办公室关于印发工作方案的通知").as_deref(),
        Some("某市人民政府办公室关于印发工作方案的通知")
    );
}

#[test]
fn a_sentence_with_its_statement_is_the_task_though_a_paragraph_follows() {
    let plan = "某县工作分工\n一、加强建设\n1．深化改革，推行一窗受理。（县政务局负责）\n2．严格落实要求，经费压减5%以上，支出压减。（县财政局负责）\n各单位要按时报送工作进展情况，确保各项任务落到实处。\n";
    let found = reading(plan);
    let texts: Vec<_> = found.tasks.iter().filter_map(|task| task.text.as_deref()).collect();
    assert_eq!(texts, ["深化改革，推行一窗受理。", "严格落实要求，经费压减5%以上，支出压减。"]);
}

#[test]
fn an_order_before_the_name_of_a_condition_heads_work() {
    let plan = |heading: &str| {
        format!(
            "{TITLE}一、重点任务\n（一）建好平台。归集数据。\n（二）建好队伍。组织培训。\n二、{heading}\n（一）加大投入。安排资金。\n（二）引进人才。出台办法。\n"
        )
    };
    for heading in ["优化发展环境", "夯实发展基础", "巩固工作成效", "总体目标和主要任务"] {
        assert_eq!(reading(&plan(heading)).tasks.len(), 4, "{heading}");
    }
    for heading in ["发展环境", "现状与形势", "推进原则", "主要目标"] {
        assert_eq!(reading(&plan(heading)).tasks.len(), 2, "{heading}");
    }
}

#[test]
fn articles_are_items() {
    let text = format!(
        "{TITLE}一、补齐设施\n第一条 建设站点。新增站点30个。（责任单位：市交通局）\n第二条 改造管网。改造老旧管网。（责任单位：市住建局）\n"
    );
    let found = reading(&text);
    assert_eq!(titles(&found), ["建设站点", "改造管网"]);
    assert_eq!((category(&found.tasks[1]), found.tasks[1].sequence.as_deref()), (Some("补齐设施"), Some("2")));
}

#[test]
fn paragraphs_with_headings_of_their_own_stand_below_their_chapter() {
    let text = format!(
        "{TITLE}一、补齐设施\n建设站点。新增站点30个。（责任单位：市交通局）\n改造管网。改造老旧管网。（责任单位：市住建局）\n\
         二、做好服务\n延长时间。延长开放时间。（责任单位：市文旅局）\n培训人员。组织业务培训。（责任单位：市人社局）\n"
    );
    let found = reading(&text);
    assert_eq!(titles(&found), ["建设站点", "改造管网", "延长时间", "培训人员"]);
    let categories: Vec<_> = found.tasks.iter().map(category).collect();
    assert_eq!(categories, [Some("补齐设施"), Some("补齐设施"), Some("做好服务"), Some("做好服务")]);
}

#[test]
fn labels_alone_on_their_lines_open_their_roles() {
    let item =
        |n: &str, name: &str| format!("（{n}）{name}。抓好落实。\n牵头单位\n市交通局\n配合单位\n市财政局、市住建局\n");
    let found = reading(&format!("{TITLE}{}{}", item("一", "建设站点"), item("二", "改造管网")));
    let units: Vec<_> = found.tasks.iter().map(|task| (task.lead.len(), task.support.len())).collect();
    assert_eq!(units, [(1, 2), (1, 2)]);
}

#[test]
fn who_carries_out_and_who_helps_go_on_below_who_leads() {
    let item = |n: &str, name: &str| {
        format!("（{n}）{name}。抓好落实。\n牵头单位：市交通局\n承办单位：市公路中心\n协办单位：市财政局\n")
    };
    let found = reading(&format!("{TITLE}{}{}", item("一", "建设站点"), item("二", "改造道路")));
    let units: Vec<_> = found.tasks.iter().map(|task| (task.lead.len(), task.support.len())).collect();
    assert_eq!(units, [(1, 2), (1, 2)]);
}

#[test]
fn an_item_broken_in_a_sentence_has_no_heading() {
    let text = format!(
        "{TITLE}一、主要任务\n1．开展专利导航。（市知识产权局）\n2．组织专项行动，查处假冒专利。（市公安局）\n\
         3．各县区设立管理机构，配备专职人\n\n— 3 —\n\n员和执法设备。（市编办）\n4．完善统计制度。（市统计局）\n"
    );
    let found = reading(&text);
    assert_eq!(titles(&found)[2], "各县区设立管理机构，配备专职人员和执法设备。");
    assert_eq!(found.tasks[2].title, None);
}

#[test]
fn a_heading_broken_by_a_page_is_whole() {
    let text = format!(
        "{TITLE}（一）推进专利导航。建设平台。（市知识产权局）\n（二）强化行政执法。开展检查。（市公安局）\n\
         （三）健全统\n— 3 —\n筹协调机制。完善联席会议制度。（市知识产权局）\n"
    );
    assert_eq!(titles(&reading(&text)), ["推进专利导航", "强化行政执法", "健全统筹协调机制"]);
}

#[test]
fn a_heading_on_its_line_stays_one_beside_items_of_one_line() {
    let text = format!(
        "{TITLE}（一）推进专利导航。建设平台。（市知识产权局）\n（二）强化行政执法。开展检查。（市公安局）\n\
         （三）加强组织领导\n成立领导小组，统筹推进各项工作。（市政府办公室）\n"
    );
    assert_eq!(titles(&reading(&text)), ["推进专利导航", "强化行政执法", "加强组织领导"]);
}

#[test]
fn what_closes_the_plan_is_no_work_of_its_last_item() {
    let text = format!(
        "{TITLE}一、优化服务\n（一）压缩办理时间，推行一网通办。（市大数据局负责）\n（二）登记时间压缩至5个工作日以内。（市自然资源局负责）\n\
         各地区、各部门要高度重视，完善协同推进机制，确保落到实处。\n"
    );
    let found = reading(&text);
    let texts: Vec<_> = found.tasks.iter().filter_map(|task| task.text.as_deref()).collect();
    assert_eq!(texts, ["压缩办理时间，推行一网通办。", "登记时间压缩至5个工作日以内。"]);
}

#[test]
fn a_heading_of_leadership_is_no_label_of_persons() {
    let text = format!(
        "{TITLE}（一）推进专利导航：建设专利导航平台，服务重点产业（市知识产权局负责）。\n（二）加强组织领导：建立联席会议制度，统筹推进工作（牵头单位：市发展改革委）。\n"
    );
    assert_eq!(titles(&reading(&text)), ["推进专利导航", "加强组织领导"]);
}

#[test]
fn points_below_an_item_that_says_its_own_work_belong_to_it() {
    let plan = |opening: &str| {
        format!(
            "{TITLE}一、重点任务\n（一）夯实底座。{opening}\n——推进光网升级。改造老旧线路，建设基站。\n——推广移动应用。新建站点，覆盖乡镇。\n\
             （二）发展农业。培育示范基地，推广智能农机。\n"
        )
    };
    let whole = reading(&plan("统筹推进网络建设。"));
    assert_eq!(titles(&whole), ["夯实底座", "发展农业"]);
    assert!(whole.tasks[0].text.as_deref().unwrap().ends_with("新建站点，覆盖乡镇。"));
    let below_heading = reading(&plan(""));
    assert_eq!(titles(&below_heading), ["推进光网升级", "推广移动应用", "发展农业"]);
}

#[test]
fn a_paragraph_more_than_the_items_beside_it_have_closes_the_plan() {
    let items = "一、强化责任落实。层层签订责任书。\n二、强化源头管控。设置检查站，严禁火种进山，从源头上消除隐患。\n三、强化应急值守。执行值班制度，有火必报。\n";
    for closing in ["省林业局将适时组织督查。", "请各单位认真组织实施。", "省属单位参照执行。", "祝大家工作顺利！"]
    {
        for signature in ["", "江西省林业局\n2020年10月9日\n"] {
            let reading = reading(&format!("某省森林防火工作方案\n\n{items}{closing}\n{signature}"));
            assert_eq!(reading.tasks.len(), 3, "{closing}");
            assert_eq!(reading.tasks[2].text.as_deref(), Some("执行值班制度，有火必报。"), "{closing}");
        }
    }
    let goes_on = reading(&format!("某省森林防火工作方案\n\n{items}加强物资储备，配齐扑火机具。\n"));
    assert_eq!(goes_on.tasks[2].text.as_deref(), Some("执行值班制度，有火必报。加强物资储备，配齐扑火机具。"));
}

#[test]
fn days_off_are_no_tasks() {
    let text = "关于做好2011年暑假放假及值班工作安排的通知\n各学院：\n一、放假时间\n7月9日至8月27日放假。\n二、有关要求\n\
                （一）加强安全检查，切断电源。\n（二）加强校园巡逻，做好登记。\n（三）加强值班，按时到岗。\n祝大家假期愉快！\n校长办公室\n2011年6月27日\n";
    assert!(reading(text).tasks.is_empty());
}

#[test]
fn a_report_that_goes_over_to_the_next_year_is_titled_so() {
    for title in ["某县卫健委2021年工作总结及2022年工作打算", "某县教育局2021年工作总结和2022年工作思路"]
    {
        let reading =
            reading(&format!("{title}\n2021年，县卫健委各项工作取得成效。\n一、工作情况\n累计接种86万剂次。\n"));
        assert_eq!((reading.metadata.title.as_deref(), reading.metadata.kind), (Some(title), Kind::WorkReport));
    }
}
