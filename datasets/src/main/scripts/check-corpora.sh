#!/bin/sh
# Makes the built-in corpora again from their sources and compares them, byte for byte, with those of the project.
# A source that can't be fetched, or is no longer what it was, is told and passed over.
set -eu

scripts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
corpora=$scripts/../resources/org/microgptrom/datasets
CORPUS_FOLDER=$(mktemp -d)
trap 'rm -rf "$CORPUS_FOLDER"' EXIT
export CORPUS_FOLDER PYTHONDONTWRITEBYTECODE=1

for script in make-names.sh make-spelling.py make-languages.py; do
  code=0
  "$scripts/$script" > /dev/null || code=$?
  if [ "$code" -eq 3 ]; then
    echo "$script: not checked, for want of its source"
  elif [ "$code" -ne 0 ]; then
    exit "$code"
  fi
done

for made in "$CORPUS_FOLDER"/*; do
  [ -e "$made" ] || continue
  cmp "$made" "$corpora/$(basename "$made")"
  echo "$(basename "$made"): made again, the same bytes"
done
