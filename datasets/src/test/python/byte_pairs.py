"""Learns byte pairs in the plainest way: counts all pairs anew before each merge.

byte_pairs.py CORPUS SIZE prints each merge as JSON, until there are SIZE symbols. CORPUS has one document per line.
"""

import collections
import json
import sys


def pieces(text):
    piece = text[:1]
    for character in text[1:]:
        if character == " ":
            yield piece
            piece = ""
        piece += character
    yield piece


def main():
    sys.stdout.reconfigure(encoding="utf-8")
    with open(sys.argv[1], encoding="utf-8", newline="\n") as file:
        documents = file.read().split("\n")[:-1]
    symbols = sorted(set("".join(documents)))
    inside = set("".join(document[:-1] for document in documents))
    words = collections.Counter(piece for document in documents for piece in pieces(document))
    words = [(list(piece), count) for piece, count in words.items()]
    while len(symbols) < int(sys.argv[2]):
        counts = collections.Counter()
        for word, count in words:
            for left, right in zip(word, word[1:]):
                if (len(right) > 1 or right in inside) and len((left + right).encode()) <= 16 and left + right != "BOS":
                    counts[left, right] += count
        number = {symbol: i for i, symbol in enumerate(symbols)}
        best = min(counts, key=lambda pair: (-counts[pair], number[pair[0]], number[pair[1]]), default=None)
        if best is None or counts[best] < 2:
            break
        print(json.dumps(best, ensure_ascii=False, separators=(",", ":")))
        if best[0] + best[1] not in number:
            symbols.append(best[0] + best[1])
        for word, _ in words:
            i = 0
            while i + 1 < len(word):
                if (word[i], word[i + 1]) == best:
                    word[i : i + 2] = [best[0] + best[1]]
                i += 1


main()
