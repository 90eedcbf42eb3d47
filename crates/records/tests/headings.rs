//! What the headings of items and chapters are, and what they say of the tasks below: habits of notices, each on the
//! smallest text that shows it.

use fenjie_layout::{Watch, blocks};
use fenjie_model::Task;
use fenjie_records::{Names, Reading, read};

fn reading(text: &str) -> Reading {
    let source = fenjie_source::read(text.as_bytes(), None, &fenjie_source::Limits::default()).unwrap();
    read(&source, &blocks(&source, &Watch::default()), "test", &Names::default(), &Watch::default())
}

fn titles(reading: &Reading) -> Vec<Option<&str>> {
    reading.tasks.iter().map(|task| task.title.as_deref()).collect()
}

fn leads(task: &Task) -> Vec<&str> {
    task.lead.iter().map(|unit| unit.name.as_str()).collect()
}

const HEAD: &str = "某县健康行动实施方案\n\n为提升全县居民健康水平，根据上级有关部署，结合实际情况，制定本实施方案。\n\n一、重点任务\n";

#[test]
fn a_phrase_that_a_blank_parts_from_the_text_heads_it_where_all_items_open_so() {
    let text = format!(
        "{HEAD}（一）普及健康知识　建立科普专家库，编制健康手册。（县卫健委负责）\n\
         （二）开展心理服务　建立服务平台，完善危机干预机制。（县卫健委负责）\n"
    );
    assert_eq!(titles(&reading(&text)), [Some("普及健康知识"), Some("开展心理服务")]);
    let text = text.replace("开展心理服务　", "开展心理服务，");
    assert_eq!(titles(&reading(&text)), [None, None]);
    let text = format!(
        "{HEAD}1.新建学校 6 所，新增学位 3000 个，优化布局。（县教育局负责）\n2.改造老旧小区 12 个，完善配套设施。（县住建局负责）\n"
    );
    assert_eq!(titles(&reading(&text)), [None, None]);
}

#[test]
fn a_heading_above_numbered_lines_with_one_statement_is_the_title_of_all() {
    let text = format!(
        "{HEAD}（一）实施控烟行动。\n1.推进公共场所禁烟，强化监督。\n2.建设无烟机关。（县卫健委牵头，县教育局配合）\n\
         （二）实施健身行动。\n1.建设健身步道，完善设施。\n2.举办健身赛事。（县文体局牵头，县教育局配合）\n"
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), [Some("实施控烟行动"), Some("实施健身行动")]);
    assert_eq!(reading.tasks[0].text.as_deref(), Some("1.推进公共场所禁烟，强化监督。2.建设无烟机关。"));
}

#[test]
fn a_short_list_of_headed_items_keeps_its_headings_beside_lists_without() {
    let text = format!(
        "{HEAD}1.持续推进信息公开，完善发布机制，扩大公开范围。（责任单位：县税务局）\n\
         2.及时公开惠民政策，回应群众关切，提高办事效率。（责任单位：县财政局）\n\
         3.规范公开审批结果，健全督查制度，接受群众监督。（责任单位：县审批局）\n二、平台建设\n\
         （一）加强网站建设。优化栏目设置，及时更新内容。（责任单位：县政府办）\n\
         （二）办好政府公报。扩大发行范围，方便群众查阅。（责任单位：县政府办）\n"
    );
    let found = reading(&text);
    assert_eq!(titles(&found), [None, None, None, Some("加强网站建设"), Some("办好政府公报")]);
}

#[test]
fn a_chapter_that_orders_work_is_a_task_beside_chapters_with_items() {
    let text = "某市环境监测规划\n\n一、总体要求\n到2025年基本建成监测网络。\n二、重点任务\n（一）完善水质监测\n优化布点，购置自动监测设备。\n\
                （二）完善大气监测\n推进大气超级站建设。\n三、建立噪声监测网络\n加快布设自动监测站点，到2025年建成站点20个。\n\
                四、保障措施\n加强组织领导，落实资金保障。\n";
    let reading = reading(text);
    assert_eq!(titles(&reading), [Some("完善水质监测"), Some("完善大气监测"), Some("建立噪声监测网络")]);
    assert_eq!(reading.tasks[2].targets.len(), 1);
}

#[test]
fn a_unit_alone_on_a_line_leads_the_items_below() {
    let text = "某县民生实事任务分解\n\n为切实做好全年民生工作，确保各项任务按时完成，经研究同意，现将任务分解如下，请抓好落实。\n\n\
                县教育局：\n1.新建学校，新增学位。\n2.招聘教师，优化队伍。\n县住建局：\n1.改造老旧小区。\n2.新建停车位，缓解停车难。\n";
    let reading = reading(text);
    assert_eq!(
        reading.tasks.iter().map(leads).collect::<Vec<_>>(),
        [["县教育局"], ["县教育局"], ["县住建局"], ["县住建局"]]
    );
}

#[test]
fn an_item_that_opens_with_the_name_of_a_network_has_its_own_number() {
    let text = format!(
        "{HEAD}1.发展智能终端。建设制造基地，引进龙头企业。（责任单位：县工信局）\n\
         2.5G网络建设。加快基站建设，实现城区覆盖。（责任单位：县发改局）\n"
    );
    let reading = reading(&text);
    assert_eq!(titles(&reading), [Some("发展智能终端"), Some("5G网络建设")]);
    assert_eq!(reading.tasks[1].sequence.as_deref(), Some("2"));
}

#[test]
fn paragraphs_with_headings_below_a_chapter_are_its_items_whatever_closes_the_plan() {
    let items = |one: &str, two: &str| {
        format!(
            "{one}。建立工作台账，定期公开进度。（县卫健委负责）\n{two}。开展专项检查，通报结果。（县教育局负责）\n"
        )
    };
    for closing in ["", "各部门要加强组织领导，细化工作分工，确保落实到位。\n"] {
        let text = format!(
            "某县健康行动实施方案\n\n一、改善服务\n{}二、加强监管\n{}{closing}",
            items("完善就医制度", "优化体检服务"),
            items("规范收费行为", "整治食堂卫生")
        );
        let reading = reading(&text);
        let found = [Some("完善就医制度"), Some("优化体检服务"), Some("规范收费行为"), Some("整治食堂卫生")];
        assert_eq!(titles(&reading), found, "{closing}");
        let last = &reading.tasks[3];
        assert_eq!(last.category.as_ref().and_then(|category| category.label.as_deref()), Some("加强监管"));
        assert_eq!(last.text.as_deref(), Some("开展专项检查，通报结果。"));
    }
}
