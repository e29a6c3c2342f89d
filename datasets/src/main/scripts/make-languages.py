#!/usr/bin/env python3
"""Makes languages.txt again, byte for byte, from the package that languages.md names.

Usage: make-languages.py [TGZ]    without it, npm fetches it (6.5 MB).
"""

import collections
import json
import re
import sys
import tarfile
import tempfile

from sources import checked, fetch, write

PACKAGE = "cldr-annotations-full@48.2.0"
# The label of each language and the digest of its file.
LANGUAGES = {
    "de": ("D", "bfd22f5226d874843a28b6efec01db7e47dfae4ed802eceab8b416550f09e3c2"),
    "en": ("E", "f22083cb86dffb63a643d5bacb5d9899f82d2fa5d388ad4f3aed72184acef505"),
    "es": ("S", "339cdf9ae5fe6d3250d3c53b95ff6d8a4dae96c7c0d279756ee7a73c43c84b56"),
    "fr": ("F", "33da052f74782791989e6226d60871c846799e077a5a7fb4e87ecfa7ca385733"),
    "pl": ("P", "81420256d40acb05a9a512cdde5c67bafa6a373df51c93a83f02ecc200cba6fa"),
}
NO_LETTER = re.compile(r"[\W\d_]+")


def words(content):
    """The words of 3 to 14 letters in the names of all characters."""
    annotations = json.loads(content)["annotations"]["annotations"].values()
    names = [name for annotation in annotations for name in annotation.get("tts", [])]
    return {word for name in names for word in NO_LETTER.split(name.lower()) if 3 <= len(word) <= 14}


def main(tgz):
    of = {}
    with tarfile.open(tgz) as package:
        for language, (label, sha256) in LANGUAGES.items():
            name = f"package/annotations/{language}/annotations.json"
            of[label] = words(checked(name, package.extractfile(name).read(), sha256))
    languages = collections.Counter(word for of_one in of.values() for word in of_one)
    # Sorted by code points, which Python does everywhere. A word of two languages has no right answer.
    write("languages.txt", sorted(w + label for label, of_one in of.items() for w in of_one if languages[w] == 1))


if len(sys.argv) == 2:
    main(sys.argv[1])
else:
    with tempfile.TemporaryDirectory() as folder:
        main(fetch(["npm", "pack", PACKAGE], folder, "*.tgz"))
