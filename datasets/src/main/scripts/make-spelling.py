#!/usr/bin/env python3
"""Makes spelling.txt and spelling-pairs.tsv again, byte for byte, from the packages that spelling.md names.

Usage: make-spelling.py [SCOWL_DEB LIBREOFFICE_COMMON_DEB]    without them, apt-get fetches both (25 MB).
Needs dpkg-deb.
"""

import io
import re
import subprocess
import sys
import tarfile
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile

from sources import checked, fetch, write

WORD = re.compile("[a-z]{3,14}")
LISTS = "./usr/share/dict/scowl/"
AUTOCORRECT = "./usr/lib/libreoffice/share/autocorr/acor_en-US.dat"
# Of the common words, which the corpus holds.
COMMON = {
    "american-words.10": "6ed66394d8b46ed12feac7aad989dfc4620c4f2051316ab774560aae71140994",
    "american-words.20": "a7ae730cd5f2ee11b584c163bf0750cc7659e336c3a04da1a8a2e9c44b604b9e",
    "english-words.10": "108251985a4ae80bd64861b5ffa8e96cbbf4c1b19a1c216f58ae923284c1c776",
    "english-words.20": "81e3554e71857b22ede83d0bb6378657f8419b57e5ceeb53c43c0818d36db465",
}
# Of all lists up to size 70 with the spellings of all countries, one after the other in the order of their names.
KNOWN = "17692ccefe640bfaaf3207f2395f221fb4e29d16faca315f60ec3e8155b8da01"
CORRECTIONS = "b5f76a9a0273c56154b3e4c22bfafe3c33f10ff61a9837d54885278902bc755d"


def files(deb):
    """The regular files of a Debian package by their paths."""
    tar = subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], check=True, stdout=subprocess.PIPE).stdout
    with tarfile.open(fileobj=io.BytesIO(tar)) as package:
        return {m.name: package.extractfile(m).read() for m in package.getmembers() if m.isfile()}


def words(content):
    return {word for word in content.decode("latin-1").split() if WORD.fullmatch(word)}


def corrections(archive):
    """The pairs of right and wrong word in an autocorrection table."""
    content = zipfile.ZipFile(io.BytesIO(archive)).read("DocumentList.xml")
    attributes = [
        {name.rpartition("}")[2]: value for name, value in block.attrib.items()}
        for block in ElementTree.fromstring(checked("DocumentList.xml", content, CORRECTIONS))
    ]
    pairs = {(a["name"], a["abbreviated-name"]) for a in attributes}
    return {pair for pair in pairs if all(WORD.fullmatch(word) for word in pair)}


def main(scowl, libreoffice):
    lists = files(scowl)
    common = set()
    for name, sha256 in COMMON.items():
        common |= words(checked(name, lists[LISTS + name], sha256))
    names = [n for n in sorted(lists) if re.fullmatch(re.escape(LISTS) + r"[a-z_]+-words\.([1-6][05]|70)", n)]
    known = words(checked("lists up to 70", b"".join(lists[n] for n in names), KNOWN))
    pairs = {
        (right, wrong)
        for right, wrong in corrections(files(libreoffice)[AUTOCORRECT])
        if right in known and wrong not in known
    }
    write("spelling.txt", sorted(common - {right for right, _ in pairs}))
    write("spelling-pairs.tsv", [right + "\t" + wrong for right, wrong in sorted(pairs)])


if len(sys.argv) == 3:
    main(sys.argv[1], sys.argv[2])
else:
    with tempfile.TemporaryDirectory() as folder:
        main(*(fetch(["apt-get", "download", p], folder, p + "_*.deb") for p in ("scowl", "libreoffice-common")))
