#!/usr/bin/env python3
"""Counts the characters of text files and prints the commonest Chinese ones, in the order of their code points, fifty a
line: how crates/source/data/common-characters.txt was made, from plain-text notices.

    common-characters.py [--most 1000] FILE...
"""
import argparse
import collections
import pathlib

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--most", type=int, default=1000)
parser.add_argument("files", nargs="+", type=pathlib.Path)
args = parser.parse_args()
counts = collections.Counter()
for file in args.files:
    # A character counts once a thousand of its document, so that a long notice weighs no more than a short one.
    text = [c for c in file.read_text(encoding="utf-8", errors="ignore") if "\u4e00" <= c <= "\u9fff"]
    for c, n in collections.Counter(text).items():
        counts[c] += n / max(1, len(text))
common = sorted(sorted(counts, key=lambda c: (-counts[c], c))[: args.most])
print(f"# The {args.most} Chinese characters that notices use most (scripts/common-characters.py), by code point.")
for at in range(0, len(common), 50):
    print("".join(common[at : at + 50]))
