# SPDX-License-Identifier: GPL-2.0-or-later
"""What the classes find among names that nobody was fitted to.

Each fold is judged by a table that was derived from the other nine.  A word of
the vocabulary that occurs in none of those is none in the tenth: whoever chose
it may have chosen it for a name that is there.
"""
import collections

import corpus
import fit
import weigh


def flat(files):
    return [row for name in corpus.FILES for row in files[name]]


def by_file(files, values):
    """The values of flat rows as a dict of lists."""
    values = iter(values)
    return {name: [next(values) for _ in files[name]]
            for name in corpus.FILES}


class Corpus:
    """All rows in a row, and what they teach."""

    def __init__(self, files):
        self.files, self.rows = files, flat(files)
        self.weigher = weigh.Weigher()
        fit.guesses_check(self.weigher.signs)
        self.plain = self.signs()
        self.vocabulary = weigh.words_read()
        self.seen = collections.defaultdict(set)  # word: folds
        for row, weighed in zip(self.rows, self.plain):
            for _, word in weighed.shares:
                self.seen[word].add(row.fold)

    def signs(self):
        """What each row is by guess, and how often each sign is in it."""
        guess = weigh.Table(fit.GUESS)
        one = weigh.Table({sign: weigh.SHARE if points >= 0 else -weigh.SHARE
                           for sign, points in fit.GUESS.items()})
        one.signs.update(dict.fromkeys(weigh.TIPS, 0))
        return [w._replace(shares={
            sign: points / (one.signs[sign[0]] or 1)
            for sign, points in shares.items()})
            for w, (_, _, shares) in zip(
                self.weigher.ask([(guess, self.rows)]),
                self.weigher.ask([(one, self.rows)], True))]

    def shipped(self):
        """Each row weighed by the table that is in the tree."""
        return self.weigher.ask([(weigh.shipped_read(), self.rows)])

    def table(self, fold=None):
        """What the other folds teach, or all."""
        chosen = [i for i, row in enumerate(self.rows) if row.fold != fold]
        table = fit.table_of([self.rows[i] for i in chosen],
                             [self.plain[i] for i in chosen])
        if fold is not None:
            table.words.update((word, None) for word in self.vocabulary
                               if not self.seen[word] - {fold})
        return table

    def folded(self):
        """Each row weighed by what the other folds teach."""
        indexes = [[i for i, row in enumerate(self.rows) if row.fold == fold]
                   for fold in range(corpus.FOLDS)]
        weighed = self.weigher.ask(
            [(self.table(fold), [self.rows[i] for i in index])
             for fold, index in enumerate(indexes)])
        order = [i for index in indexes for i in index]
        return [w for _, w in sorted(zip(order, weighed),
                                     key=lambda pair: pair[0])]

    def hits(self, weighed):
        """What 10-names.conf does not let pass by its class."""
        return by_file(self.files,
                       [w.kind in ("dynamic", "odd") for w in weighed])
