# SPDX-License-Identifier: GPL-2.0-or-later
"""Points for signs and words, found among labelled names.

A table of points is as bad as it lets end users in and stops others.  Near the
50 points that decide, a name counts in part, by a curve that rises within some
points around them: so a search sees on which side there is more room, and a row
whose label is wrong, far on the other side, counts once and no more.

* Rows that have the same signs are one pattern.
* Rows of one domain count as the square root of their number together, so that
  the large providers weigh more than small ones, and not a hundred times more.
* All end users count as much as all others together, but to stop one of the
  others is HARM times as bad as to let an end user in.
* The search begins with what people guessed and moves a sign only where that
  pays: each point away from the guess costs PULL.  So the guess stays where the
  corpus knows nothing, and that is the reason why sense wins there.
* It tries steps of 16, 8, 4 and 2 points, one sign after the other, until none
  is better: all points are even.
* A word that stands in WORD_DOMAINS domains or more may get points of its own
  where that pays more than WORD_PRICE and WORD_PULL for each point away from its
  kind's.

A sign never speaks against its meaning, and four numbers for no less than three
of them, though many mail exchangers are called after one address: see BOUNDS.
"""
import collections
import math
import sys

import weigh

DYNAMIC_POINTS = 50
WIDTH = 5       # points around 50 within which a name counts in part
HARM = 10
DAMP = 0.5      # of the number of rows of a domain
PULL = 3        # of 10,000, which all end users are
WORD_DOMAINS = 20
WORD_PULL = 0.5
WORD_PRICE = 10
STEPS = (-16, -8, -4, -2, 2, 4, 8, 16)
FAR = 1000      # no name has so many points

# What people thought before they counted (2026-11-29).
GUESS = dict(
    FULL=70, PART=60, PAIR_COMPACT=50, PAIR_APART=36, PAIR_JOINED=30, DEEP=14,
    LAST=22, NUMBERS_FOUR=46, NUMBERS_THREE=40, NUMBERS_TWO=36, RANDOM=40,
    LONG=36, PORT=36, NUMBER=20, BESIDE=14, SOUND=14, COUNTRY=14,
    BUSINESS=-60,
    WORD_DYNAMIC=55, WORD_ACCESS=52, WORD_LINE=28, WORD_GENERIC=12,
    WORD_STATIC=0, WORD_HOSTING=-15, WORD_SERVER=-15, WORD_DEVICE=-15,
    WORD_MAIL=-70)

# What each sign may be worth at least and at most.
BOUNDS = collections.defaultdict(lambda: (0, 120))
BOUNDS.update(NUMBERS_FOUR=(40, 120), WORD_STATIC=(0, 0), BUSINESS=(-120, 0),
              WORD_HOSTING=(-60, 0), WORD_SERVER=(-60, 0),
              WORD_DEVICE=(-60, 0), WORD_MAIL=(-120, 0))
# Rows that are no end users' names nor anybody's who sends mail.
DECIDED = ("odd", "none", "static-generic", "hosting")



def guesses_check(signs):
    """A sign that nobody has guessed is worth what the table says."""
    shipped = weigh.shipped_read().signs
    for name, _ in signs:
        if name not in GUESS:
            print(f"fit.py: no GUESS for {name}: {shipped[name]} is taken",
                  file=sys.stderr)
            GUESS[name] = shipped[name]


CURVE = [1 / (1 + math.exp(-d / WIDTH)) for d in range(-FAR, FAR + 1)]


def patterns_of(rows, weighed):
    """The patterns in labelled rows: the same signs, {signs with their shares:
    [weight of others, of end users]}.  And in how many domains each word is.
    """
    size = collections.Counter((r.domain, r.label) for r in rows)
    total, patterns = [0.0, 0.0], {}
    domains = collections.defaultdict(set)
    for row, w in zip(rows, weighed):
        if row.label not in ("dynamic", "legit") or w.kind in DECIDED:
            continue
        key = tuple(sorted((sign, share) for sign, share in w.shares.items()
                           if sign[1] or not sign[0].startswith("WORD_")))
        for _, word in w.shares:
            domains[word].add(row.domain)
        weight = size[row.domain, row.label] ** -DAMP
        dynamic = row.label == "dynamic"
        patterns.setdefault(key, [0.0, 0.0])[dynamic] += weight
        total[dynamic] += weight
    for p in patterns.values():
        p[:] = [10000 * w / t if t else 0.0 for w, t in zip(p, total)]
    return patterns, {word: len(d) for word, d in domains.items() if word}


class Search:
    """Points on their way: by sign, and by word where it has its own."""

    def __init__(self, patterns, signs):
        self.others = [HARM * w[0] for w in patterns.values()]
        self.end_users = [w[1] for w in patterns.values()]
        self.signs = dict(signs)
        self.words = {}
        self.users = collections.defaultdict(list)  # sign: (pattern, share)
        for i, shares in enumerate(patterns):
            for sign, share in shares:
                self.users[sign].append((i, share))
        self.kinds = collections.defaultdict(list)  # sign: its (sign, word)
        for sign in self.users:
            self.kinds[sign[0]].append(sign)
        self.points = [sum(self.signs[s[0]] * x for s, x in shares)
                       for shares in patterns]
        self.loss = [self.loss_of(i, p) for i, p in enumerate(self.points)]

    def loss_of(self, i, points):
        d = int(points - DYNAMIC_POINTS)
        return self.others[i] * CURVE[FAR + d] + \
            self.end_users[i] * CURVE[FAR - d]

    def uses(self, sign):
        """Patterns in which a kind of sign counts, words of their own apart;
        what it counts there."""
        found = collections.defaultdict(float)
        for one in self.kinds[sign]:
            if one[1] not in self.words:
                for i, share in self.users[one]:
                    found[i] += share
        return list(found.items())

    def gain(self, uses, step):
        return sum(self.loss[i] - self.loss_of(
            i, self.points[i] + step * share) for i, share in uses)

    def move(self, uses, step):
        for i, share in uses:
            self.points[i] += step * share
            self.loss[i] = self.loss_of(i, self.points[i])

    def best(self, uses, now, home, pull, bounds):
        """The step that pays most, and what it pays."""
        found, pays = 0, 1e-6
        for step in STEPS:
            if bounds[0] <= now + step <= bounds[1]:
                gain = self.gain(uses, step) - \
                    pull * (abs(now + step - home) - abs(now - home))
                if gain > pays:
                    found, pays = step, gain
        return found

    def run(self):
        moved = True
        while moved:
            moved = False
            for sign in self.signs:
                uses = self.uses(sign)
                step = self.best(uses, self.signs[sign], GUESS[sign], PULL,
                                 BOUNDS[sign])
                if step:
                    self.signs[sign] += step
                    self.move(uses, step)
                    moved = True

    def word(self, one):
        """Points of its own for a word, where that pays."""
        home = now = self.signs[one[0]]
        uses, before = self.users[one], sum(self.loss)
        while step := self.best(uses, now, home, WORD_PULL,
                                (min(-60, home), max(120, home))):
            now += step
            self.move(uses, step)
        if before - sum(self.loss) - WORD_PULL * abs(now - home) > WORD_PRICE:
            self.words[one[1]] = now
        else:
            self.move(uses, home - now)


def table_of(rows, weighed):
    """The points that rows teach."""
    patterns, domains = patterns_of(rows, weighed)
    search = Search(patterns, GUESS)
    search.run()
    for one in sorted(search.users):
        if domains.get(one[1], 0) >= WORD_DOMAINS:
            search.word(one)
    return weigh.Table(search.signs, search.words)
