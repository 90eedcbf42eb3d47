use super::styles::switch;
use crate::flow::{Flow, FlowTable, PlacedCell, join_vertically};
use crate::xml::Element;

/// Reads a table; `content` reads what is in a cell.
pub(super) fn read(table: &Element, mut content: impl FnMut(&Element) -> Vec<Flow>) -> FlowTable {
    let mut elements = Vec::new();
    collect(table, "tr", &mut elements);
    let rows = elements.into_iter().filter(|row| !is_deleted(row)).map(|row| read_row(row, &mut content));
    join_vertically(rows.collect())
}

fn read_row(row: &Element, content: &mut impl FnMut(&Element) -> Vec<Flow>) -> Vec<PlacedCell> {
    let properties = row.child("trPr");
    let skipped = |name| properties.and_then(|p| number(p, name)).unwrap_or(0);
    let header = switch(properties, "tblHeader");
    let mut elements = Vec::new();
    collect(row, "tc", &mut elements);
    let mut cells: Vec<PlacedCell> = Vec::new();
    let mut column = skipped("gridBefore");
    for element in elements {
        let own = element.child("tcPr");
        let start = column;
        column = column.saturating_add(own.and_then(|own| number(own, "gridSpan")).unwrap_or(1).max(1));
        let merge = |name| own.and_then(|own| own.child(name)).map(|merge| merge.attribute("val") != Some("restart"));
        match cells.last_mut() {
            // Merged sideways the old way: the cell goes on with the one before.
            Some(before) if merge("hMerge") == Some(true) => {
                before.end = column;
                before.content.extend(content(element));
            }
            _ => cells.push(PlacedCell {
                content: content(element),
                start,
                end: column,
                continues: merge("vMerge") == Some(true),
                header,
            }),
        }
    }
    let after = skipped("gridAfter");
    if after > 0 {
        cells.push(PlacedCell { start: column, end: column.saturating_add(after), ..PlacedCell::default() });
    }
    cells
}

/// The rows of a table or the cells of a row, also those inside content controls and tracked changes.
fn collect<'a>(element: &'a Element, name: &str, found: &mut Vec<&'a Element>) {
    for child in element.elements() {
        if &*child.name == name {
            found.push(child);
        } else if !matches!(&*child.name, "del" | "moveFrom" | "tbl" | "tr" | "tc") {
            collect(child, name, found);
        }
    }
}

fn is_deleted(row: &Element) -> bool {
    row.at(&["trPr", "del"]).is_some()
}

fn number(element: &Element, name: &str) -> Option<u32> {
    element.child(name)?.number("val")
}
