#!/usr/bin/env bash
# Installs the MongoDB-compatible server that the tests use where there is neither Docker nor mongod.
# Run it again as often as you like; then point the tests at it:
#   test/servers/install-secantusdb.sh && SECANTUSDB=$PWD/.cache/secantusdb/bin/secantusd-py npm test
set -euo pipefail
cd "$(dirname "$0")/../.."

version=0.7.0b3
folder=.cache/secantusdb
program=$folder/bin/secantusd-py
installed=$folder/installed-$version

[ -e "$installed" ] && [ -x "$program" ] && exit 0

python=
for candidate in python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
    python=$candidate
    break
  fi
done
if [ -z "$python" ]; then
  echo "SecantusDB needs Python 3.10 or newer, and there is none on the PATH" >&2
  exit 1
fi

rm -rf "$folder"
if ! "$python" -m venv "$folder"; then
  echo "Python cannot make a virtual environment; on Debian and Ubuntu the package python3-venv is missing" >&2
  exit 1
fi
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "SecantusDB==$version"
touch "$installed"
