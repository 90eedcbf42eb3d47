//! Tables and paragraphs from characters and rules at their places.

mod print;

use fenjie_layout::{Block, FurnitureKind, Recoverer, Row, Table, Watch, blocks};
use fenjie_lexicon::ColumnRole;
use fenjie_source::Source;
use print::{Label, PITCH, Print, Rules, SIZE, Scan, Sheet};

const HEADER: [&str; 5] = ["类号", "项目分类", "序号", "工作内容", "负责单位"];
const WIDTHS: [usize; 5] = [3, 5, 3, 16, 8];
const NUMBERS: [Label; 2] = [Label { words: "一", rows: 3 }, Label { words: "二", rows: 2 }];
const CATEGORIES: [Label; 2] = [Label { words: "健全管理协调体系", rows: 3 }, Label { words: "加大政策引导", rows: 2 }];
const ROWS: [[&str; 3]; 5] = [
    ["1", "加强市级有关知识产权协调管理能力建设，做好白皮书的编制工作，并向社会公布。", "市知识产权局"],
    ["2", "各区建立完善领导小组。", "各区、县级市政府"],
    [
        "3",
        "在各级各类产业技术计划中优先支持和发展具有自主知识产权的重大科技项目和高新技术企业。",
        "市发改委、市科技局、市经贸委",
    ],
    ["4", "市财政设立和安排知识产权专项资金，不断加大资金引导和扶持力度。", "市财政局"],
    ["5", "完善配套措施。", "市财政局、市知识产权局"],
];

fn sheet<'t>(rows: &'t [&'t [&'t str]], labels: &'t [&'t [Label]], rules: Rules) -> Sheet<'t> {
    Sheet { widths: &WIDTHS, header: &HEADER, labels, rows, rules }
}

fn table(source: &Source) -> Table {
    let mut tables = blocks(source, &Watch::default()).into_iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let table = tables.next().expect("a table");
    assert!(tables.next().is_none(), "one table only");
    table
}

/// Category, number, task and unit of each row, and whether the category is inherited.
fn read(table: &Table) -> Vec<([String; 4], bool)> {
    let column = |role| table.columns.iter().position(|column| column.role == role).expect("a column of this role");
    let roles = [ColumnRole::Category, ColumnRole::Sequence, ColumnRole::Task, ColumnRole::Lead].map(column);
    table
        .rows
        .iter()
        .map(|row| (roles.map(|at| row.cells[at].text.to_string()), row.cells[roles[0]].inherited))
        .collect()
}

fn expected() -> Vec<([String; 4], bool)> {
    let category = |row: usize| if row < 3 { CATEGORIES[0].words } else { CATEGORIES[1].words };
    let rows = ROWS.iter().enumerate();
    rows.map(|(at, [number, task, unit])| ([category(at), number, task, unit].map(str::to_owned), !matches!(at, 0 | 3)))
        .collect()
}

/// The table on two pages, broken after the second row, inside the first label.
fn two_pages(rules: Rules, scan: Scan) -> Source {
    let rows: Vec<&[&str]> = ROWS.iter().map(|row| &row[..]).collect();
    let labels: [&[Label]; 2] = [&NUMBERS, &CATEGORIES];
    let sheet = sheet(&rows, &labels, rules);
    let mut print = Print::new(scan);
    print.page();
    print.table(&sheet, 0..2, true);
    print.line(290.0, 800.0, SIZE, "— 1 —");
    print.page();
    print.table(&sheet, 2..5, true);
    print.line(290.0, 800.0, SIZE, "— 2 —");
    print.source()
}

#[test]
fn a_table_over_two_pages_is_one_with_labels_filled_and_the_header_dropped() {
    for (rules, recoverer) in
        [(Rules::All, Recoverer::Ruled), (Rules::Horizontal, Recoverer::Aligned), (Rules::None, Recoverer::Aligned)]
    {
        let table = table(&two_pages(rules, Scan::default()));
        assert_eq!(table.recoverer, recoverer);
        assert_eq!(read(&table), expected(), "{recoverer:?}");
        let repeated: Vec<String> = table.furniture.iter().map(ToString::to_string).collect();
        assert_eq!(repeated, HEADER, "{recoverer:?}");
    }
}

#[test]
fn a_leaning_scan_with_rough_boxes_and_broken_rules_reads_the_same() {
    for skew in [-0.004, 0.003, 0.006] {
        let scan = Scan { skew, error: 0.8, broken: true };
        assert_eq!(read(&table(&two_pages(Rules::All, scan))), expected(), "skew {skew}");
    }
}

#[test]
fn every_character_is_in_one_block() {
    for rules in [Rules::All, Rules::Horizontal, Rules::None] {
        let source = two_pages(rules, Scan::default());
        let mut claimed = vec![0u8; source.text.len()];
        for text in texts(&blocks(&source, &Watch::default())) {
            text.spans().iter().for_each(|span| claimed[span.range()].iter_mut().for_each(|count| *count += 1));
        }
        let wrong: String =
            source.text.char_indices().filter(|(at, c)| *c != '\n' && claimed[*at] != 1).map(|(_, c)| c).collect();
        assert_eq!(wrong, "");
    }
}

/// The texts of all blocks, inherited cells left out.
fn texts(blocks: &[Block]) -> Vec<fenjie_text::Text> {
    let mut texts = Vec::new();
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Furniture(_, text) => {
                texts.push(text.clone());
            }
            Block::Table(table) => {
                texts.extend(table.columns.iter().map(|column| column.header.clone()));
                texts.extend(table.furniture.iter().chain(&table.title).cloned());
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                texts.extend(cells.filter(|cell| !cell.inherited).map(|cell| cell.text.clone()));
            }
        }
    }
    texts
}

#[test]
fn a_row_cut_by_the_page_is_made_whole() {
    let before: [&[&str]; 2] = [&ROWS[0], &["2", "在各级各类产业技术计划中优先支持", "市发改委、市科技"]];
    let after: [&[&str]; 2] = [&["", "和发展重大科技项目。", "局"], &ROWS[3]];
    let labels: [&[Label]; 2] = [&[Label { words: "一", rows: 2 }], &[Label { words: "健全管理协调体系", rows: 2 }]];
    let none: [&[Label]; 2] = [&[Label { words: "", rows: 2 }], &[Label { words: "", rows: 2 }]];
    for rules in [Rules::All, Rules::Horizontal, Rules::None] {
        let mut print = Print::new(Scan::default());
        print.page();
        print.table(&sheet(&before, &labels, rules), 0..2, true);
        print.page();
        print.table(&sheet(&after, &none, rules), 0..2, true);
        let rows = read(&table(&print.source()));
        let tasks: Vec<&str> = rows.iter().map(|(row, _)| row[2].as_str()).collect();
        assert_eq!(tasks, [ROWS[0][1], "在各级各类产业技术计划中优先支持和发展重大科技项目。", ROWS[3][1]]);
        assert_eq!(rows[1].0[3], "市发改委、市科技局");
        assert!(rows.iter().all(|(row, _)| row[0] == "健全管理协调体系"), "the label goes on");
    }
}

#[test]
fn a_row_without_a_number_of_its_own_is_made_whole_where_its_words_break_off() {
    let header = ["序号", "工作任务", "具体指标", "责任单位"];
    let before: [&[&str]; 2] =
        [&["推进掌上办公。", "市大数据局"], &["完善教育数据共享交换体系实现市县", "各县（市）教育行"]];
    let after: [&[&str]; 2] = [&["两级全覆盖。", "政管理部门"], &["开放公共数据。", "市财政局"]];
    let print_page = |print: &mut Print, rows: &[&[&str]], labels: [&'static str; 2]| {
        let labels = labels.map(|words| [Label { words, rows: 2 }]);
        let labels: Vec<&[Label]> = labels.iter().map(|label| &label[..]).collect();
        let sheet = Sheet { widths: &[3, 5, 16, 8], header: &header, labels: &labels, rows, rules: Rules::All };
        print.page();
        print.table(&sheet, 0..2, true);
    };
    let mut print = Print::new(Scan::default());
    print_page(&mut print, &before, ["1", "协同推进"]);
    print_page(&mut print, &after, ["", ""]);
    let table = table(&print.source());
    let rows: Vec<[&str; 2]> = table.rows.iter().map(|row| [2, 3].map(|at| row.cells[at].text.as_str())).collect();
    let whole = ["完善教育数据共享交换体系实现市县两级全覆盖。", "各县（市）教育行政管理部门"];
    assert_eq!(rows, [["推进掌上办公。", "市大数据局"], whole, ["开放公共数据。", "市财政局"]]);
}

#[test]
fn a_label_repeated_with_a_mark_is_the_same_label() {
    let rows: Vec<&[&str]> = ROWS.iter().map(|row| &row[..]).collect();
    let first: [&[Label]; 2] = [&[Label { words: "一", rows: 2 }], &[Label { words: "健全管理体系", rows: 2 }]];
    let second: [&[Label]; 2] = [&[Label { words: "一", rows: 2 }], &[Label { words: "健全管理体系（续）", rows: 2 }]];
    let mut print = Print::new(Scan::default());
    print.page();
    print.table(&sheet(&rows[..2], &first, Rules::All), 0..2, true);
    print.page();
    print.table(&sheet(&rows[2..4], &second, Rules::All), 0..2, true);
    let table = table(&print.source());
    assert!(read(&table).iter().all(|(row, _)| row[0] == "健全管理体系"), "{:?}", read(&table));
    assert!(table.furniture.iter().any(|text| text.as_str() == "健全管理体系（续）"));
}

/// Prints paragraphs, justified lines of `WIDTH` characters, the first indented by two.
fn paragraphs(print: &mut Print, mut y: f32, texts: &[&str]) -> f32 {
    const WIDTH: usize = 28;
    for text in texts {
        let indented = format!("　　{text}");
        for line in print::wrap(&indented, WIDTH) {
            let blanks = line.chars().take_while(|c| *c == '　').count();
            print.line(90.0 + blanks as f32 * 16.0, y, 16.0, line.trim_start_matches('　'));
            y += 28.0;
        }
    }
    y
}

#[test]
fn paragraphs_are_joined_by_indentation_and_width_over_pages() {
    let full = "分批更新老旧小区内的供水排水和燃气管网，鼓励街道社区联合开办便民服务站点，改造有着地方特色的沿河步道和口袋公园，完成东城片区停车场的扩建工程。";
    let mut print = Print::new(Scan::default());
    print.page();
    print.line(193.0, 60.0, 22.0, "某市人民政府办公室关于");
    print.line(215.0, 95.0, 22.0, "印发实施方案的通知");
    paragraphs(&mut print, 140.0, &["一、总体要求", full]);
    let (head, tail) = full.split_at(full.char_indices().nth(26).map_or(0, |(at, _)| at));
    print.line(122.0, 700.0, 16.0, head);
    print.line(290.0, 800.0, 12.0, "- 1 -");
    print.page();
    for (at, line) in print::wrap(tail, 28).iter().enumerate() {
        print.line(90.0, 60.0 + at as f32 * 28.0, 16.0, line);
    }
    paragraphs(&mut print, 200.0, &["牵头单位：市知识产权局", "配合单位：市财政局"]);
    print.line(290.0, 800.0, 12.0, "- 2 -");
    let blocks = blocks(&print.source(), &Watch::default());
    let words: Vec<String> = blocks
        .iter()
        .filter_map(|block| match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => Some(text.to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(
        words,
        [
            "某市人民政府办公室关于印发实施方案的通知",
            "一、总体要求",
            full,
            full,
            "牵头单位：市知识产权局",
            "配合单位：市财政局"
        ]
    );
    let numbers = blocks.iter().filter(|block| matches!(block, Block::Furniture(FurnitureKind::PageNumber, _))).count();
    assert_eq!(numbers, 2);
    assert!(matches!(blocks.first(), Some(Block::Heading { level: 1, .. })), "large centred letters are a title");
}

#[test]
fn a_statement_set_flush_right_goes_on_and_a_letter_in_larger_print_is_no_title() {
    let item = "分批更新老旧小区内的供水排水和燃气管网，鼓励街道社区联合开办便民服务站点，完成绿化工程。";
    let mut print = Print::new(Scan::default());
    print.page();
    let mut y = paragraphs(&mut print, 80.0, &[item, item, item, item]);
    let full = "（牵头单位：市知识产权局；配合单位：市人力资源和社会保障";
    print.line(90.0 + 16.0 * (28.0 - full.chars().count() as f32), y, 16.0, full);
    print.line(90.0 + 16.0 * 26.0, y + 28.0, 16.0, "局）");
    y = paragraphs(&mut print, y + 56.0, &[item]);
    print.line(90.0, y, 20.0, "各县人民政府：");
    print.line(130.0, y + 40.0, 20.0, "现将方案印发给你们。");
    let words: Vec<String> = blocks(&print.source(), &Watch::default())
        .iter()
        .filter_map(|block| if let Block::Paragraph(text) = block { Some(text.to_string()) } else { None })
        .collect();
    assert!(words.contains(&format!("{full}局）")), "{words:?}");
    assert_eq!(words[words.len() - 2..], ["各县人民政府：", "现将方案印发给你们。"]);
}

#[test]
fn prose_before_and_after_a_table_stays_prose() {
    let rows: Vec<&[&str]> = ROWS.iter().map(|row| &row[..]).collect();
    let labels: [&[Label]; 2] = [&NUMBERS, &CATEGORIES];
    for rules in [Rules::All, Rules::Horizontal, Rules::None] {
        let mut print = Print::new(Scan::default());
        print.page();
        print.line(60.0, 50.0, SIZE, "附件：任务分解表");
        let bottom = print.table(&sheet(&rows, &labels, rules), 0..5, true);
        print.line(
            60.0,
            bottom + 3.0 * PITCH,
            SIZE,
            "注：各单位于每季度末将进展情况报送市政府办公室汇总，逾期未报的予以通报。",
        );
        let source = print.source();
        assert_eq!(read(&table(&source)), expected());
        let blocks = blocks(&source, &Watch::default());
        assert!(matches!(blocks.first(), Some(Block::Paragraph(text)) if text.as_str() == "附件：任务分解表"));
        assert!(matches!(blocks.last(), Some(Block::Paragraph(text)) if text.as_str().starts_with("注：")));
    }
}

/// Headings and paragraphs.
fn prose(blocks: &[Block]) -> Vec<String> {
    let words = |block: &Block| match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Some(text.to_string()),
        _ => None,
    };
    blocks.iter().filter_map(words).collect()
}

#[test]
fn of_two_columns_the_left_is_read_before_the_right() {
    let left = "　　（一）健全机制。完善部门之间的协作机制，明确分工，压实责任，定期研究解决推进中的困难问题。";
    let right = "　　（二）强化服务。建设综合服务平台，为各类主体提供便利，全年服务企业不少于五百家，满意度稳步提高。";
    let mut print = Print::new(Scan::default());
    print.page();
    print.line(150.0, 60.0, SIZE, "这一行是跨过两栏的标题，它把整页分成上下两个部分来读");
    for (column, (x, words)) in [(60.0, left.repeat(3)), (310.0, right.repeat(3))].into_iter().enumerate() {
        for (at, line) in print::wrap(&words, 22).iter().enumerate() {
            let at = at as f32 * PITCH;
            print.line(x, 100.0 + at + column as f32, SIZE, line);
        }
    }
    print.line(150.0, 420.0, SIZE, "最后一行也跨过两栏，说明读完右栏以后才接着往下读去");
    let words = prose(&blocks(&print.source(), &Watch::default())).concat();
    let place = |part: &str| words.find(part).unwrap_or_else(|| panic!("{part} in {words}"));
    assert!(place("跨过两栏的标题") < place("健全机制"));
    assert!(words.rfind("解决推进中的困难问题") < words.find("强化服务"), "{words}");
    assert!(words.rfind("满意度稳步提高") < words.find("最后一行"), "{words}");
}

#[test]
fn a_head_on_both_pages_of_two_is_running() {
    let mut print = Print::new(Scan::default());
    for page in ["第一页的正文只有这一行。", "第二页的正文也只有这一行。"] {
        print.page();
        print.line(200.0, 40.0, SIZE, "某县人民政府文件汇编");
        print.line(60.0, 120.0, SIZE, page);
    }
    let blocks = blocks(&print.source(), &Watch::default());
    let running = blocks.iter().filter(|block| matches!(block, Block::Furniture(FurnitureKind::Running, _))).count();
    assert_eq!(running, 2);
    assert_eq!(prose(&blocks).concat(), "第一页的正文只有这一行。第二页的正文也只有这一行。");
}

#[test]
fn a_day_set_flush_right_ends_its_paragraph() {
    let mut print = Print::new(Scan::default());
    print.page();
    let full = "现将工作方案印发给你们，请结合实际，认真组织实施，确保各项任务按时完成，取得实效，并于年底前报告。";
    let full = full.repeat(2);
    paragraphs(&mut print, 100.0, &[&full]);
    print.line(90.0 + 16.0 * 18.0, 400.0, 16.0, "二〇二二年四月二十九日");
    print.line(90.0, 428.0, 16.0, "附件");
    print.line(90.0, 456.0, 16.0, "工作任务清单");
    let words = prose(&blocks(&print.source(), &Watch::default()));
    assert!(words.contains(&"二〇二二年四月二十九日".to_owned()) && words.contains(&"附件".to_owned()), "{words:?}");
}

#[test]
fn a_header_of_words_in_one_and_in_two_lines_begins_a_table_that_labels_do_not_end() {
    let mut print = Print::new(Scan::default());
    print.page();
    for (x, y, words) in [
        (60.0, 100.0, "序"),
        (60.0, 114.0, "号"),
        (120.0, 107.0, "工作任务"),
        (220.0, 107.0, "牵头单位"),
        (290.0, 100.0, "完成时"),
        (300.0, 114.0, "限"),
    ] {
        print.line(x, y, SIZE, words);
    }
    let mut y = 140.0;
    for (number, label) in [("1", "一、优化产业结构"), ("2", "二、改善能源结构")] {
        print.line(58.0, y, SIZE, label);
        print.line(85.0, y + 28.0, SIZE, "完成十二家企业的提级改造");
        print.line(85.0, y + 42.0, SIZE, "并且验收。");
        print.line(62.0, y + 35.0, SIZE, number);
        print.line(218.0, y + 35.0, SIZE, "市工信局");
        print.line(288.0, y + 35.0, SIZE, "6月底前");
        y += 80.0;
    }
    let table = table(&print.source());
    let headers: Vec<&str> = table.columns.iter().map(|column| column.header.as_str()).collect();
    assert_eq!(headers, ["序号", "工作任务", "牵头单位", "完成时限"]);
    let rows: Vec<Vec<&str>> =
        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
    let task = "完成十二家企业的提级改造并且验收。";
    assert_eq!(rows[0], ["一、优化产业结构"; 4]);
    assert_eq!(rows[1], ["1", task, "市工信局", "6月底前"]);
    assert_eq!(rows[2], ["二、改善能源结构"; 4]);
    assert_eq!(rows[3], ["2", task, "市工信局", "6月底前"]);
}

#[test]
fn a_number_behind_a_statement_that_fills_its_line_begins_an_item() {
    let mut print = Print::new(Scan::default());
    print.page();
    let item = "8.更新老旧小区内的供水排水和燃气管网，鼓励街道社区联合开办便民服务站点。〔市住建局牵头，街道配合〕";
    let lines = print::wrap(item, 25);
    assert!(lines.last().is_some_and(|line| line.chars().count() == 25));
    for (at, line) in lines.iter().map(String::as_str).chain(["9.改造沿河步道。"]).enumerate() {
        print.line(90.0, 80.0 + at as f32 * 28.0, 16.0, line);
    }
    let words = prose(&blocks(&print.source(), &Watch::default()));
    assert_eq!(words, [item, "9.改造沿河步道。"]);
}

#[test]
fn what_is_said_below_the_title_of_a_table_is_a_line_of_its_own_and_the_rest_of_a_label_is_not() {
    let read = |first: &str, second: &str| {
        let mut print = Print::new(Scan::default());
        print.page();
        print.line(90.0, 80.0, 16.0, first);
        print.line(90.0, 108.0, 16.0, second);
        prose(&blocks(&print.source(), &Watch::default())).len()
    };
    assert_eq!(read("东山区年度重点工作推进情况台账", "填报单位：区政府督查室"), 2);
    assert_eq!(read("更新老旧小区的供水管网〔责任", "单位：区住建局〕"), 1);
}

/// A table without rules, its rows as high as their tasks of two lines, `gap` apart.
fn unruled(gap: f32, numbers: &[&[&str]]) -> Table {
    let mut print = Print::new(Scan::default());
    print.page();
    for (x, words) in [(60.0, "序号"), (120.0, "工作任务"), (220.0, "牵头单位"), (290.0, "完成时限")] {
        print.line(x, 100.0, SIZE, words);
    }
    let mut y = 100.0 + PITCH;
    for number in numbers {
        print.line(85.0, y, SIZE, "完成十二家企业的提级改造");
        print.line(85.0, y + PITCH, SIZE, "并且验收。");
        for (at, digit) in number.iter().enumerate() {
            let middle = y + 0.5 * PITCH * (2 - number.len()) as f32;
            print.line(62.0, middle + at as f32 * PITCH, SIZE, digit);
        }
        print.line(218.0, y + 0.5 * PITCH, SIZE, "市工信局");
        print.line(288.0, y + 0.5 * PITCH, SIZE, "6月底前");
        y += 2.0 * PITCH + gap;
    }
    table(&print.source())
}

#[test]
fn rows_without_rules_or_gaps_are_told_by_what_their_cells_say_and_less_sure() {
    let expected =
        ["8", "9", "10", "11"].map(|number| [number, "完成十二家企业的提级改造并且验收。", "市工信局", "6月底前"]);
    for (gap, recoverer, score) in [(0.0, Recoverer::Inferred, 0.85), (8.0, Recoverer::Aligned, 1.0)] {
        let table = unruled(gap, &[&["8"], &["9"], &["1", "0"], &["1", "1"]]);
        let words = |row: &Row| row.cells.iter().map(|cell| cell.text.to_string()).collect::<Vec<_>>();
        assert_eq!(table.rows.iter().map(words).collect::<Vec<_>>(), expected, "{gap}");
        assert_eq!((table.recoverer, table.score), (recoverer, score));
    }
}
