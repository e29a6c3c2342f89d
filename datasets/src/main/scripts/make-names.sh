#!/bin/sh
# Makes names.txt again, byte for byte, from the jar that names.md names.
# Usage: make-names.sh [JAR]    without JAR, it is fetched from Maven Central (needs curl, unzip).
set -eu
export LC_ALL=C

url=https://repo1.maven.org/maven2/net/datafaker/datafaker/2.7.0/datafaker-2.7.0.jar
sha256=e900197c01dba5c49da9c06d3a203d721002aaf0e6ca1d7d7849ef03d5436f43
target=${CORPUS_FOLDER:-$(dirname "$0")/../resources/org/microgptrom/datasets}/names.txt

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
jar=${1:-$work/datafaker.jar}
test $# -gt 0 || curl --fail --silent --show-error --output "$jar" "$url" || exit 3 # no source
echo "$sha256  $jar" | sha256sum --check --quiet

unzip -p "$jar" en/name.yml > "$work/name.yml"
# The items of the lists male_first_name, female_first_name and first_name; the last holds only
# templates such as "#{male_first_name}", which the filter drops.
awk '/^      [a-z_]+:/ { wanted = /first_name:/ } wanted && /^      - / { print $2 }' "$work/name.yml" |
  tr -d '"' | tr '[:upper:]' '[:lower:]' | grep -x '[a-z]\{1,\}' | sort -u > "$work/names.txt"
mv "$work/names.txt" "$target"
echo "$target: $(wc -l < "$target") names, SHA-256 $(sha256sum < "$target" | cut -d' ' -f1)"
