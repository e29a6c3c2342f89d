#!/usr/bin/env python3
"""Draws texts from tables of n-grams, for a model to learn from beside the texts that there are.

A few thousand words are too few for a model of 30,000 weights or more: it learns them by heart. Tables of n-grams
smooth what they count, and a model that also reads what they draw learns to smooth as well.

    ngrams.py [--labelled] [--count N] [--seed N] CORPUS TRAINING HELD_OUT

reads CORPUS, one document per line, holds out the tenth that `microgpt-rom train --split-seed SEED` does and writes
it to HELD_OUT. TRAINING receives N drawn texts and the other documents. With --labelled, the last symbol of a
document is its label: each label has tables of its own, and a drawn text receives the label that four of them together
think most probable. Nothing that is held out is read for the tables.
"""

import argparse
import math
import random
from collections import Counter
from pathlib import Path

START, END = "\2", "\3"


class NGrams:
    """Interpolated n-grams of the symbols of texts: Witten-Bell's smoothing, or Kneser and Ney's with one discount.

    Tables go by order, that of single symbols first; a table leads from a context to the counts of what follows.
    """

    def __init__(self, texts, order, kneser_ney=False, discount=0.75):
        self.order = order
        self.discount = discount if kneser_ney else 0
        self.symbols = sorted({symbol for text in texts for symbol in text} | {END})
        self.tables = [{} for _ in range(order)]
        self.computed = {}
        for text in texts:
            padded = START * (order - 1) + text + END
            for at in range(order - 1, len(padded)):
                for context in [order - 1] if kneser_ney else range(order):
                    self._count(padded[at - context : at], padded[at])
        for context in range(order - 1, 0, -1) if kneser_ney else ():
            for history, counts in self.tables[context].items():
                for symbol in counts:  # how many symbols come before, not how often
                    self._count(history[1:], symbol)

    def _count(self, history, symbol):
        self.tables[len(history)].setdefault(history, Counter())[symbol] += 1

    def probability(self, history, symbol):
        """Of a symbol after as many as the order has but one."""
        if (history, symbol) not in self.computed:
            self.computed[history, symbol] = self._interpolated(history, symbol)
        return self.computed[history, symbol]

    def _interpolated(self, history, symbol):
        result = 1 / len(self.symbols)
        for context, table in enumerate(self.tables):
            counts = table.get(history[len(history) - context :])
            if counts:
                total, kinds = sum(counts.values()), len(counts)
                if self.discount:
                    own, lower = max(counts[symbol] - self.discount, 0), self.discount * kinds
                else:
                    own, lower, total = counts[symbol], kinds, total + kinds
                result = (own + lower * result) / total
        return result

    def log_probability(self, text):
        """In nats, the end of the text included."""
        padded = START * (self.order - 1) + text + END
        places = range(self.order - 1, len(padded))
        return sum(math.log(self.probability(padded[at - self.order + 1 : at], padded[at])) for at in places)

    def draw(self, rng):
        text = START * (self.order - 1)
        while not text.endswith(END):
            text += self._next(text, rng)
        return text[self.order - 1 : -1]

    def _next(self, text, rng):
        for context in range(self.order - 1, -1, -1):
            counts = self.tables[context].get(text[len(text) - context :])
            if counts:
                kinds = len(counts)
                lower = self.discount * kinds or kinds
                total = sum(counts.values()) - self.discount * kinds + lower
                if rng.random() * total >= lower:
                    return rng.choices(list(counts), [count - self.discount for count in counts.values()])[0]
        return rng.choice(self.symbols)

    def prune(self, least):
        """Forgets what was counted less often, but for single symbols and pairs."""
        self.computed.clear()
        for table in self.tables[2:]:
            for history, counts in list(table.items()):
                table[history] = Counter({symbol: count for symbol, count in counts.items() if count >= least})
                if not table[history]:
                    del table[history]
        return self


def split(documents, seed):
    """Those to train on and the held-out tenth, as microgpt-rom splits a corpus."""
    random.seed(seed)
    random.shuffle(documents)
    trained = len(documents) - (len(documents) + 5) // 10
    return documents[:trained], documents[trained:]


def read(corpus):
    lines = Path(corpus).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip()]


def labelled_tables(documents, orders):
    """For each label its tables, one for each pair of an order and whether Kneser and Ney smooth it."""
    texts = {}
    for document in documents:
        texts.setdefault(document[-1], []).append(document[:-1])
    return {label: [NGrams(texts[label], *order) for order in orders] for label in sorted(texts)}


def most_probable(tables, text):
    return max(tables, key=lambda label: sum(ngrams.log_probability(text) for ngrams in tables[label]))


def drawn_texts(documents, count, labelled, seed):
    """Texts no longer than the longest document."""
    rng = random.Random(seed)
    longest = max(map(len, documents))
    if labelled:
        tables = labelled_tables(documents, [(2, False), (3, False), (4, False), (5, True)])
        labels = [document[-1] for document in documents]
    else:
        tables = {"": [NGrams(documents, 6, True)]}
        labels = [""]
    texts = []
    while len(texts) < count:
        drawn = tables[rng.choice(labels)]
        text = (rng.choice(drawn[1:3]) if labelled else drawn[0]).draw(rng)
        if len(text) > 1:
            text += most_probable(tables, text) if labelled else ""
            if len(text) <= longest:
                texts.append(text)
    return texts


def write(path, texts):
    Path(path).write_text("".join(text + "\n" for text in texts), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="Draws texts from n-grams of a corpus, beside which a model learns.")
    parser.add_argument("--labelled", action="store_true", help="the last symbol of a document is its label")
    parser.add_argument("--count", type=int, default=400_000, help="how many texts to draw")
    parser.add_argument("--seed", type=int, default=42, help="of the split and of what is drawn")
    parser.add_argument("corpus", metavar="CORPUS")
    parser.add_argument("training", metavar="TRAINING")
    parser.add_argument("held_out", metavar="HELD_OUT")
    options = parser.parse_args()
    trained, held_out = split(read(options.corpus), options.seed)
    write(options.training, drawn_texts(trained, options.count, options.labelled, options.seed) + trained)
    write(options.held_out, held_out)


if __name__ == "__main__":
    main()
