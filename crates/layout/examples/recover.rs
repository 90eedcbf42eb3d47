//! Prints the records of the flattened tables of text files, in the shape that a scorer reads.
use fenjie_layout::flattened;
use fenjie_lexicon::ColumnRole as R;
use fenjie_text::{Span, Text};
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let debug = args.iter().any(|a| a == "--debug");
    let out = &args[1];
    for path in args[2..].iter().filter(|a| !a.starts_with("--")) {
        let source = std::fs::read_to_string(path).unwrap();
        let mut texts = Vec::new();
        let mut at = 0;
        for line in source.split(['\n', '\u{c}']) {
            texts.push(Text::from_source(&source, Span::new(at, at + line.len())));
            at += line.len() + 1;
        }
        let refs: Vec<&Text> = texts.iter().collect();
        let t0 = std::time::Instant::now();
        let regions = flattened::recover(&refs);
        let dt = t0.elapsed();
        let mut tasks = Vec::new();
        for region in &regions {
            if debug {
                eprintln!(
                    "== {:?} {:?}",
                    region.lines,
                    region.table.columns.iter().map(|c| (c.header.as_str().to_owned(), c.role)).collect::<Vec<_>>()
                );
            }
            for row in &region.table.rows {
                let get = |roles: &[R]| {
                    region
                        .table
                        .columns
                        .iter()
                        .position(|c| roles.contains(&c.role))
                        .map(|i| row.cells[i].text.as_str().to_owned())
                        .filter(|s| !s.is_empty())
                };
                if debug {
                    eprintln!(
                        "{}",
                        row.cells
                            .iter()
                            .map(|c| format!("{}{}", if c.inherited { "^" } else { "" }, c.text.as_str()))
                            .collect::<Vec<_>>()
                            .join(" | ")
                    );
                }
                tasks.push(record(&get));
            }
        }
        let name = std::path::Path::new(path).file_name().unwrap().to_str().unwrap();
        std::fs::create_dir_all(out).unwrap();
        std::fs::write(format!("{out}/{name}.json"), format!("{{\"tasks\":[{}],\"document\":{{}}}}", tasks.join(",")))
            .unwrap();
        if debug {
            eprintln!(
                "{name}: {} regions {} rows {:?} {:.2} MB/s",
                regions.len(),
                tasks.len(),
                dt,
                source.len() as f64 / 1e6 / dt.as_secs_f64()
            );
        }
    }
}
fn q(s: &Option<String>) -> String {
    s.as_ref().map_or("null".into(), |s| format!("{s:?}"))
}
fn strip_no(s: String) -> String {
    let d = s.chars().take_while(char::is_ascii_digit).count();
    if d > 0 && s[d..].starts_with(['.', '．', '、']) {
        s[d..].chars().skip(1).collect::<String>().trim().to_owned()
    } else {
        s
    }
}
fn units(s: Option<String>) -> String {
    let s = s.unwrap_or_default();
    let s = s.replace("各区、县级市", "\u{1}");
    let mut names: Vec<String> = Vec::new();
    let parts: Vec<&str> = s.split(['、', '，', ',', '；']).collect();
    let prefix = parts[0].chars().next().filter(|c| "省市".contains(*c)).map(|c| c.to_string());
    for p in &parts {
        let p = p.trim().replace('\u{1}', "各区、县级市").replace("等相关部门", "").replace("等有关单位", "");
        let p = p.trim_end_matches('等').trim_end_matches('。');
        if p.is_empty() {
            continue;
        }
        let _ = &prefix;
        names.push(format!("{{\"name\":{p:?}}}"));
    }
    format!("[{}]", names.join(","))
}
fn record(get: &dyn Fn(&[R]) -> Option<String>) -> String {
    let ord = get(&[R::CategoryNumber])
        .and_then(|n| fenjie_text::numeral::parse_integer(&n))
        .map_or("null".to_owned(), |n| n.to_string());
    let cat = get(&[R::Category]);
    let text = get(&[R::Task]).or_else(|| get(&[R::Title]));
    let category = if cat.is_some() { format!("{{\"ordinal\":{ord},\"label\":{}}}", q(&cat)) } else { "null".into() };
    let dl = get(&[R::Deadline]).map_or("null".to_owned(), |d| format!("{{\"raw\":{d:?}}}"));
    format!(
        "{{\"category\":{category},\"sequence\":{},\"title\":{},\"text\":{},\"deliverable\":{},\"lead\":{},\"support\":{},\"deadline\":{dl}}}",
        q(&get(&[R::Sequence])),
        q(&get(&[R::Title]).map(strip_no)),
        q(&text),
        q(&get(&[R::Deliverable])),
        units(get(&[R::Lead])),
        units(get(&[R::Support]))
    )
}
