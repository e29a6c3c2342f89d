"""What the scripts that make corpora share: fetching a package, checking what is taken from it, writing the corpus.

A package may come again with other bytes, so that the digest is that of each file in it.
"""

import hashlib
import os
import pathlib
import subprocess
import sys

# The exit code where a source is not there, or not as it was: no fault of the corpus.
NO_SOURCE = 3

RESOURCES = pathlib.Path(__file__).resolve().parent.parent / "resources/org/microgptrom/datasets"


def fetch(command, folder, pattern):
    """Runs a package client in a folder, which leaves there one file of that name; exit code 3 where it can't."""
    try:
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        (file,) = pathlib.Path(folder).glob(pattern)
        return file
    except (OSError, subprocess.CalledProcessError, ValueError) as e:
        print(f"{pattern} cannot be fetched: {e}", file=sys.stderr)
        sys.exit(NO_SOURCE)


def checked(name, content, sha256):
    """The content, if it has this digest; else exit code 3."""
    actual = hashlib.sha256(content).hexdigest()
    if actual != sha256:
        print(f"{name}: the source has changed, SHA-256 {sha256} expected, not {actual}", file=sys.stderr)
        sys.exit(NO_SOURCE)
    return content


def write(name, lines):
    """Writes a corpus into the resources, or into the folder $CORPUS_FOLDER."""
    content = "".join(line + "\n" for line in lines).encode("utf-8")
    target = pathlib.Path(os.environ.get("CORPUS_FOLDER", RESOURCES)) / name
    target.write_bytes(content)
    print(f"{target}: {len(lines):,} lines, {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}")
