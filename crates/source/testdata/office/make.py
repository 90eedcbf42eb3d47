#!/usr/bin/env python3
"""Makes the office files that the readers are tested on.

notice.docx and ledger.xlsx are written here, part by part; LibreOffice (soffice on the PATH) saves them in the other
formats, so that these are what an office suite writes. Run it in this folder; the files it wrote are kept in the
repository, because LibreOffice never writes the same bytes twice.
"""

import subprocess
import tempfile
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MEDIA = "application/vnd.openxmlformats-officedocument"


def write(name, main, parts):
    """Writes a package: parts by name, each with its XML, its media type and its kind of link from the main part."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    types = "".join(f'<Override PartName="/{part}" ContentType="{MEDIA}.{media}+xml"/>' for part, (_, media, _) in parts.items())
    folder, file = main.rsplit("/", 1)
    links = "".join(
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="/{part}"/>'
        for i, (part, (_, _, kind)) in enumerate(parts.items())
        if kind
    )
    root = f'<Relationship Id="r0" Type="{OFFICE}/officeDocument" Target="{main}"/>'
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as package:
        def add(part, xml):
            package.writestr(zipfile.ZipInfo(part, (2026, 1, 1, 0, 0, 0)), head + xml)

        add("[Content_Types].xml",
            f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>')
        add("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>')
        add(f"{folder}/_rels/{file}.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>')
        for part, (xml, _, _) in parts.items():
            add(part, xml)


def paragraph(text, style=None, level=None):
    """A paragraph, in a style, or at a level of the list."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def cell(content, width=2000, properties=""):
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}</w:tcPr>{content}</w:tc>'


def table(columns, *rows):
    grid = f'<w:gridCol w:w="2000"/>' * columns
    rows = "".join(f"<w:tr>{''.join(row)}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def notice():
    levels = [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{style}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (style, text) in enumerate(levels)
    )
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styles = (
        f'<w:styles xmlns:w="{WORD}"><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
    )
    inner = table(2, [cell(paragraph("东片"), 900), cell(paragraph("西片"), 900)])
    body = "".join([
        paragraph("关于做好绿化工作的通知"),
        paragraph("总体要求", style="1"),
        paragraph("目标", level=1),
        paragraph("种树", level=2),
        paragraph("养护", level=2),
        paragraph("任务安排", style="1"),
        paragraph("分工", level=1),
        paragraph("种树", level=2),
        table(
            3,
            [cell(paragraph("序号")), cell(paragraph("任务"), 4000, '<w:gridSpan w:val="2"/>')],
            [cell(paragraph("1"), 2000, '<w:vMerge w:val="restart"/>'), cell(paragraph("种树") + paragraph("浇水")),
             cell(paragraph("市园林局"))],
            [cell(paragraph(""), 2000, "<w:vMerge/>"), cell(paragraph("巡查") + inner + paragraph("")),
             cell(paragraph("市城管局"))],
        ),
        '<w:p><w:r><w:t>按季</w:t></w:r><w:ins w:author="a" w:id="1"><w:r><w:t>报送</w:t></w:r></w:ins>'
        '<w:del w:author="a" w:id="2"><w:r><w:delText>上报</w:delText></w:r></w:del><w:r><w:t>进展。</w:t></w:r></w:p>',
    ])
    footer = f'<w:ftr xmlns:w="{WORD}">{paragraph("内部资料")}</w:ftr>'
    section = '<w:sectPr><w:footerReference w:type="default" r:id="r3"/></w:sectPr>'
    document = f'<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}"><w:body>{body}{section}</w:body></w:document>'
    write("notice.docx", "word/document.xml", {
        "word/document.xml": (document, "wordprocessingml.document.main", None),
        "word/styles.xml": (styles, "wordprocessingml.styles", "styles"),
        "word/numbering.xml": (numbering, "wordprocessingml.numbering", "numbering"),
        "word/footer1.xml": (footer, "wordprocessingml.footer", "footer"),
    })


def ledger():
    def value(address, content, style=0):
        if isinstance(content, str):
            return f'<c r="{address}" s="{style}" t="inlineStr"><is><t>{content}</t></is></c>'
        return f'<c r="{address}" s="{style}"><v>{content}</v></c>'

    rows = [
        [("A1", "绿化任务分解表")],
        [("A2", "序号"), ("B2", "任务"), ("C2", "单位"), ("E2", "占比"), ("F2", "时限")],
        [("C3", "牵头"), ("D3", "配合")],
        [("A4", 1), ("B4", "种树"), ("C4", "市园林局"), ("E4", 0.165, 1), ("F4", 42887, 2)],
        [("B5", "养护\n浇水"), ("C5", "市园林局"), ("D5", "市水务局"), ("E5", 2.5), ("F5", 43100, 2)],
        [("A6", "注：占比为年度数。")],
    ]
    data = "".join(f'<row r="{i + 1}">{"".join(value(*c) for c in row)}</row>' for i, row in enumerate(rows))
    merged = ["A1:F1", "A2:A3", "B2:B3", "C2:D2", "E2:E3", "F2:F3", "A4:A5", "A6:F6"]
    merged = "".join(f'<mergeCell ref="{area}"/>' for area in merged)
    sheet = f'<worksheet xmlns="{SHEET}"><sheetData>{data}</sheetData><mergeCells>{merged}</mergeCells></worksheet>'
    styles = (
        f'<styleSheet xmlns="{SHEET}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
        '</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="10" applyNumberFormat="1"/>'
        '<xf numFmtId="176" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )
    book = f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    write("ledger.xlsx", "xl/workbook.xml", {
        "xl/workbook.xml": (book, "spreadsheetml.sheet.main", None),
        "xl/worksheets/sheet1.xml": (sheet, "spreadsheetml.worksheet", "worksheet"),
        "xl/styles.xml": (styles, "spreadsheetml.styles", "styles"),
    })


def convert(name, *formats):
    for wanted in formats:
        with tempfile.TemporaryDirectory() as profile:
            command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", wanted, name]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


notice()
ledger()
convert("notice.docx", "odt", "rtf", "doc")
convert("ledger.xlsx", "xls", "ods")
