#!/usr/bin/env python3
"""Says how much the reading of words (fenjie-lexicon) adds to the time of a whole run on texts, by samples of `perf` (Linux).

    cargo build --profile quick -p fenjie-cli
    scripts/lexicon-share.py target/quick/fenjie corpus/*.txt [--copies 24]

Every text is read so many times, each copy with a line of its own, since files that are the same are read once. A sample counts
for the lexicon where any function of it stands on the stack, whoever called it. Prints its share and what that
adds to the rest; `--without NAME` leaves a file out (one large table can outweigh all other texts).
"""
import argparse, pathlib, re, subprocess, tempfile

CRATE = "fenjie_lexicon"


def copies(texts, count, folder):
    for text in texts:
        content = text.read_bytes()
        for copy in range(count):
            line = f"\n（第 {copy + 1} 份）\n".encode()
            (folder / f"{copy + 1}-{text.name}").write_bytes(content + line)


def stacks(program, folder):
    record = folder / "perf.data"
    run = [program, "extract", str(folder / "in"), "--out", str(folder / "out"), "--jobs", "1", "--quiet"]
    subprocess.run(["perf", "record", "-q", "-F", "500", "--call-graph", "dwarf,32768", "-o", str(record), *run], check=True)
    script = ["perf", "script", "-i", str(record), "--no-inline", "-F", "comm,ip,sym"]
    printed = subprocess.run(script, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    return [stack for stack in printed.split("\n\n") if stack.strip()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("texts", nargs="+", type=pathlib.Path)
    parser.add_argument("--copies", type=int, default=24)
    parser.add_argument("--without", action="append", default=[])
    arguments = parser.parse_args()
    texts = [text for text in arguments.texts if text.name not in arguments.without]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        copies(texts, arguments.copies, folder / "in")
        found = stacks(arguments.program, folder)
    lexicon = sum(bool(re.search(rf"\b{CRATE}::", stack)) for stack in found)
    share = lexicon / len(found)
    print(f"{len(found)} samples, {share:.1%} in the lexicon: it adds {share / (1 - share):.1%} to the rest")


if __name__ == "__main__":
    main()
