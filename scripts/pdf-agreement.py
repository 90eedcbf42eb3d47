#!/usr/bin/env python3
"""Compares the text that fenjie reads from PDFs with that of `pdftotext -raw` (poppler), as multisets of Chinese characters.

    cargo build --release -p fenjie-source --example pdf_text
    scripts/pdf-agreement.py target/release/examples/pdf_text FOLDER [--floor 0.995]

Prints a line for each PDF: share of the characters of both that agree, seconds of each program, and the characters that differ most.
Radicals and compatibility ideographs are folded on poppler's side as fenjie folds them. Exit status 1 when a file is below the floor.
"""
import argparse, collections, pathlib, subprocess, sys, time, unicodedata

DATA = pathlib.Path(__file__).resolve().parent.parent / "crates/source/data/unified-ideographs.txt"
FOLD = {int(a, 16): int(b, 16) for a, b in (line.split() for line in DATA.read_text().splitlines() if not line.startswith("#"))}


def run(command):
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True)
    return done.stdout.decode("utf-8", "replace").translate(FOLD), time.perf_counter() - start, done.stderr.decode("utf-8", "replace")


def han(text):
    return collections.Counter(c for c in text if "CJK UNIFIED" in unicodedata.name(c, "") or c == "\ufffd")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--floor", type=float, default=0.995)
    arguments = parser.parse_args()
    below, ours_total, theirs_total = 0, 0.0, 0.0
    for path in sorted(arguments.folder.rglob("*.pdf")):
        ours, seconds, messages = run([arguments.program, str(path)])
        theirs, reference, _ = run(["pdftotext", "-raw", str(path), "-"])
        a, b = han(ours), han(theirs)
        both, either = sum((a & b).values()), max(sum(a.values()), sum(b.values()))
        share = both / either if either else 1.0
        below += share < arguments.floor
        ours_total, theirs_total = ours_total + seconds, theirs_total + reference
        more = "".join(f" +{c}×{n}" for c, n in (a - b).most_common(6)) + "".join(f" -{c}×{n}" for c, n in (b - a).most_common(6))
        print(f"{path.name:32} {share:.4f} {either:7} characters {seconds:.3f} s {reference:.3f} s{more}")
        for line in messages.splitlines():
            print(f"    {line}")
    print(f"{below} below {arguments.floor}; {ours_total:.2f} s against {theirs_total:.2f} s of pdftotext")
    sys.exit(below > 0)


if __name__ == "__main__":
    main()
