#!/usr/bin/env python3
"""Times a whole run of fenjie (open, text, tables, records, JSON) on PDFs against `pdftotext` (poppler) on the same files.

    cargo build --release -p fenjie-cli
    scripts/pdf-speed.py target/release/fenjie FOLDER... [--rounds 5] [--pages 200]

Both are whole processes; the best of the rounds counts, since other work on the machine only ever adds. With `--pages` a PDF of at least
that many pages is put together from the largest one found (with qpdf or pdfunite, where installed) and timed as well. Prints seconds and the
ratio fenjie : pdftotext for each file and for the sum. Exit status 1 when fenjie is slower in sum.
"""
import argparse, pathlib, shutil, subprocess, sys, tempfile, time


def best(command, rounds):
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def pages(path):
    lines = subprocess.run(["pdfinfo", str(path)], capture_output=True).stdout.decode("utf-8", "replace").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pages:")), 0)


def long_pdf(paths, least, folder):
    if not least or not shutil.which("pdfunite"):
        return []
    longest = max(paths, key=pages)
    copies = -(-least // max(1, pages(longest)))
    out = pathlib.Path(folder) / f"{longest.stem}-times-{copies}.pdf"
    subprocess.run(["pdfunite", *[str(longest)] * copies, str(out)], check=True)
    return [out]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folders", nargs="+", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=200)
    arguments = parser.parse_args()
    paths = sorted(path for folder in arguments.folders for path in ([folder] if folder.is_file() else folder.rglob("*.pdf")))
    with tempfile.TemporaryDirectory() as folder:
        sums = [0.0, 0.0]
        for path in paths + long_pdf(paths, arguments.pages, folder):
            ours = best([arguments.program, "extract", str(path)], arguments.rounds)
            theirs = best(["pdftotext", str(path), "/dev/null"], arguments.rounds)
            sums = [sums[0] + ours, sums[1] + theirs]
            print(f"{path.name:36} {pages(path):4} pages {ours * 1000:8.1f} ms {theirs * 1000:8.1f} ms  ratio {ours / theirs:.2f}")
        print(f"{'all':36} {'':10} {sums[0] * 1000:8.1f} ms {sums[1] * 1000:8.1f} ms  ratio {sums[0] / sums[1]:.2f}")
    sys.exit(sums[0] > sums[1])


if __name__ == "__main__":
    main()
