//! What holds for any input: no panic, evidence that spells its field, an account that adds up.

use fenjie_tests::{assert_sound, corpus};
use proptest::prelude::*;

fn read(bytes: &[u8]) {
    let options = fenjie::Options::new().path("any");
    if let Ok(document) = fenjie::extract(bytes, &options) {
        let text = fenjie::read_text(bytes, &options).expect("what extracts can be read");
        assert_sound(&document, &text);
    }
}

/// Pieces of notices in random order: what a damaged file or a bad conversion looks like.
fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(
        prop::sample::select(vec![
            "一、总体要求",
            "（一）加强领导。",
            "1．",
            "2.开展试点",
            "（牵头单位：市财政局，配合单位：",
            "市科技局、教育局）",
            "（市发改委牵头",
            "，",
            "。",
            "\n",
            "\n\n",
            "\t",
            "序号\t任务\t责任单位\n",
            "1\t建设平台\t市大数据局\n",
            "| 序号 | 任务 | 责任单位 |\n|---|---|---|\n",
            "序号\n任务内容\n责任单位\n",
            "附件1\n",
            "任务分解表\n",
            "&quot;",
            "\u{3000}",
            "《",
            "》",
            "2017年底前",
            "增长16%以上",
            "牵头单位：市林业局\n",
            "责任单位：",
            "<table><tr><td>",
            "甲</td><td>乙</td></tr></table>",
            "\u{feff}",
            "二○一七年一月二十七日\n",
        ]),
        0..60,
    )
}

/// Pieces of what extractors make of printed tables: pages, places kept as blanks, cells in blocks, glued rows.
fn pieces_of_dumps() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(
        prop::sample::select(vec![
            "\u{c}",
            "\u{c}",
            "\n",
            "\n\n",
            " ",
            "   ",
            "                ",
            "— 1 —\n",
            "2\n",
            "- 3 -\n\u{c}",
            "序号 任务 责任单位\n",
            "序号     工作任务          牵头单位     配合单位   完成时限\n",
            "序号\n\n工作任务\n\n责任单位\n\n完成时限\n\n",
            "类别 序号 工作\n任务 责任\n单位\n",
            "序号工作任务完成时限责任单位\n",
            "1\n\n2\n\n3\n\n",
            "1 推动平台建设。 市大数据局 2017年\n",
            "  2     完善供水管网分布图并按季    市水务局、市    长期\n",
            "         度更新。             规划局\n",
            "3推动平台建设。市大数据局市财政局2017年1月底前\n",
            "编制全市水网规划，完善供水管\n网分布图并按季度更新。\n\n",
            "市生态环境局、市\n水务局\n\n",
            "2021年6月底前\n\n",
            "2021 年 9\n月底前\n",
            "一、\n科技\n创新\n",
            "（续）\n",
            "二\n（续）\n",
            "为 企 业 提 供 服 务 ",
            "4",
            "五",
            "任务分解表\n",
        ]),
        0..80,
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read(&bytes);
    }

    #[test]
    fn pieces_of_notices(pieces in pieces()) {
        read(pieces.concat().as_bytes());
    }

    #[test]
    fn pieces_of_dumps_of_tables(pieces in pieces_of_dumps()) {
        read(pieces.concat().as_bytes());
    }

    #[test]
    fn lines_of_the_corpus_cut_and_reordered(source in 0usize..16, cut in any::<prop::sample::Index>(), turn in any::<prop::sample::Index>()) {
        let texts: Vec<_> = corpus().into_iter().filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
        let text = std::fs::read_to_string(&texts[source % texts.len()]).unwrap();
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        let count = lines.len();
        lines.rotate_left(turn.index(count));
        lines.truncate(1 + cut.index(count).min(150));
        read(lines.concat().as_bytes());
    }
}
