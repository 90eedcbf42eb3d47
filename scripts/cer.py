#!/usr/bin/env python3
"""Character error rate of a recognised text against the true one.

    cer.py TRUE.txt READ.txt [...pairs] [--show]

Both are compared after NFKC and removal of white space, so only wording counts. Tables are read in another order by
every tool, so lines are paired first: each line read is looked for in the true text at large. Two figures a pair:
  bag    characters that the one text holds more often than the other, the larger side, over the true length
  order  edit distance over the true length, when both texts run in one order
Exit status 1 when the bag rate of a pair is over --limit.
"""
import argparse
import collections
import pathlib
import unicodedata

FOLD = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "―": "-", "–": "-", "·": ".", "•": "."})


def norm(text):
    return "".join(unicodedata.normalize("NFKC", text).translate(FOLD).split())


def bag(true, read):
    a, b = collections.Counter(true), collections.Counter(read)
    return a - b, b - a


def distance(a, b, band=400):
    """Edit distance, looked for within `band` of the diagonal."""
    previous = {j: j for j in range(0, min(len(b), band) + 1)}
    for i in range(1, len(a) + 1):
        current = {}
        centre = i * len(b) // max(1, len(a))
        for j in range(max(0, centre - band), min(len(b), centre + band) + 1):
            best = previous.get(j, 1 << 30) + 1
            if j:
                best = min(best, current.get(j - 1, 1 << 30) + 1, previous.get(j - 1, 1 << 30) + (a[i - 1] != b[j - 1]))
            current[j] = best
        previous = current
    return previous.get(len(b), len(b))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--show", action="store_true", help="print the characters that differ")
    parser.add_argument("--order", action="store_true", help="compute the edit distance as well (slow)")
    parser.add_argument("--limit", type=float, default=1.0)
    args = parser.parse_args()
    failed = False
    for true_file, read_file in zip(args.files[::2], args.files[1::2]):
        true, read = norm(true_file.read_text()), norm(read_file.read_text())
        missing, extra = bag(true, read)
        wrong = max(sum(missing.values()), sum(extra.values()))
        rate = wrong / max(1, len(true))
        order = f"  order {distance(true, read) / max(1, len(true)):.4%}" if args.order else ""
        print(f"{read_file.name}: {len(true)} characters, bag {rate:.4%}{order}")
        if args.show:
            print("  missing", dict(missing.most_common(40)))
            print("  extra  ", dict(extra.most_common(40)))
        failed |= rate > args.limit
    raise SystemExit(1 if failed else 0)


if __name__ == "__main__":
    main()
