#!/usr/bin/env bash
# Whether the public API of the library `fenjie` has changed in a way that asks for a new major or minor version, against the
# commit or tag given (the last commit when none is). The API itself is listed by `cargo doc -p fenjie`.
#
#   scripts/check-api.sh [REVISION]
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo-semver-checks >/dev/null || cargo install --locked cargo-semver-checks
exec cargo semver-checks --package fenjie --baseline-rev "${1:-HEAD}"
