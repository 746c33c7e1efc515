# SPDX-License-Identifier: GPL-2.0-or-later
"""From points to a confidence that is a probability, and whether it is one.

A class is right about a name if it is "dynamic" and the machine an end user's,
or another class and the machine none.  Of the clients half are end users and
half are not; a row counts so that both halves weigh the same.  The other half
are mail servers, and static lines and machines for rent as the corpus has them.
Servers under a generic name are left out: no name tells them from the rest.

More points never make "dynamic" less sure, nor any other class surer: points
whose shares would say so are taken together (pool adjacent violators), as are
those that too few rows or domains stand behind.
"""
import collections
import random

# So many rows, and domains, stand behind a step of a class if it has them.
STEP_ROWS, STEP_DOMAINS = 300, 30
STEPS = 8
LOWEST = -32768  # INT16_MIN
# A band is measured where it holds so many.
BAND_ROWS, BAND_DOMAINS = 1000, 50
BANDS = (0, 500, 700, 800, 900, 950, 980, 990, 1001)
DRAWINGS = 200

MIX = """\
    The mix of clients: half of them are end users, half are not: the mail
    servers, static lines and machines for rent of the corpus as they come,
    without the servers under a generic name. Right is "dynamic" for an end
    user, and any other class for everybody else. Each fold is judged by the points and the
    steps of confidence that the others teach. "95 % of drawings": domains
    drawn anew. A band is measured where it holds 1,000 rows and 50 domains.
    """

CLASSES = "plain dynamic static-generic hosting mail".split()
OTHERS = ("legit", "generic_static", "hosting_generic")

Sample = collections.namedtuple("Sample", "kind points right weight domain "
                                          "fold")


def samples_of(rows, weighed):
    """What can be said to be right or wrong, each with its weight."""
    users = sum(r.label == "dynamic" for r in rows)
    others = sum(r.label in OTHERS for r in rows)
    return [Sample(w.kind, w.points,
                   (w.kind == "dynamic") == (r.label == "dynamic"),
                   0.5 / (users if r.label == "dynamic" else others),
                   r.domain, r.fold)
            for r, w in zip(rows, weighed) if w.kind in CLASSES and
            r.label in ("dynamic",) + OTHERS]


class Block:
    """Samples of neighbouring points."""

    def __init__(self, low):
        self.low, self.rows, self.domains = low, 0, set()
        self.right = self.weight = 0.0

    def add(self, s):
        self.rows += 1
        self.domains.add(s.domain)
        self.weight += s.weight
        self.right += s.weight * s.right

    def merge(self, after):
        """Take the block after this one in."""
        self.rows += after.rows
        self.domains |= after.domains
        self.weight += after.weight
        self.right += after.right

    def rate(self):
        return self.right / self.weight

    def is_small(self):
        return self.rows < STEP_ROWS or len(self.domains) < STEP_DOMAINS


def pooled(blocks, rises):
    """So that the rates rise, or fall."""
    found = []
    for b in blocks:
        found.append(b)
        while len(found) > 1 and found[-2].rate() != found[-1].rate() and \
                (found[-2].rate() > found[-1].rate()) == rises:
            found[-2].merge(found.pop())
    return found


def join(blocks, i):
    """Block i with the neighbour that is most like it."""
    near = [k for k in (i - 1, i + 1) if 0 <= k < len(blocks)]
    k = min(near, key=lambda k: abs(blocks[k].rate() - blocks[i].rate()))
    blocks[min(i, k)].merge(blocks.pop(max(i, k)))


def steps_of(kind, samples):
    """[(from so many points on, thousandths)] of a class, ascending."""
    blocks = {}
    for s in samples:
        if s.kind == kind:
            blocks.setdefault(s.points, Block(s.points)).add(s)
    blocks = pooled([blocks[p] for p in sorted(blocks)], kind == "dynamic")
    while len(blocks) > 1 and any(b.is_small() for b in blocks):
        join(blocks, min(range(len(blocks)), key=lambda i: blocks[i].rows
                         if blocks[i].is_small() else len(samples)))
    while len(blocks) > STEPS:
        i = min(range(len(blocks) - 1), key=lambda i: abs(
            blocks[i].rate() - blocks[i + 1].rate()))
        blocks[i].merge(blocks.pop(i + 1))
    steps = [(b.low, max(1, min(999, int(1000 * b.rate())))) for b in blocks]
    # two of the same height are one
    steps = [s for i, s in enumerate(steps) if i == 0 or
             s[1] != steps[i - 1][1]]
    return [(LOWEST, steps[0][1])] + steps[1:] if steps else [(LOWEST, 500)]


def all_steps(samples):
    return {**{kind: steps_of(kind, samples) for kind in CLASSES},
            "odd": [(LOWEST, 1000)]}


def confidence(steps, points):
    return [milli for low, milli in steps if points >= low][-1]


# ---- was it one? ----

class Band:
    """What had a confidence from low to below high, and how often it was
    right."""

    def __init__(self, low, high):
        self.low, self.high = low, high
        self.rows, self.weight, self.stated = 0, 0.0, 0.0
        self.domains = collections.defaultdict(lambda: [0.0, 0.0])

    def add(self, s, milli):
        self.rows += 1
        self.weight += s.weight
        self.stated += s.weight * milli / 1000
        at = self.domains[s.domain]
        at[0] += s.weight * s.right
        at[1] += s.weight

    def is_measured(self):
        return self.rows >= BAND_ROWS and len(self.domains) >= BAND_DOMAINS

    def mean(self):
        return self.stated / self.weight

    def right(self):
        return sum(d[0] for d in self.domains.values()) / self.weight

    def interval(self):
        """95 % of what comes out if domains are drawn anew."""
        drawn, rng = [], random.Random(self.low)
        domains = list(self.domains.values())
        for _ in range(DRAWINGS):
            some = rng.choices(domains, k=len(domains))
            drawn.append(sum(d[0] for d in some) / sum(d[1] for d in some))
        drawn.sort()
        return drawn[DRAWINGS // 40], drawn[-1 - DRAWINGS // 40]


def bands_of(samples, folds, kinds=CLASSES):
    """The bands, each fold by the steps that the others teach."""
    bands = [Band(low, high) for low, high in zip(BANDS, BANDS[1:])]
    for fold in range(folds):
        steps = all_steps([s for s in samples if s.fold != fold])
        for s in samples:
            if s.fold == fold and s.kind in kinds:
                milli = confidence(steps[s.kind], s.points)
                band = [b for b in bands if b.low <= milli < b.high][0]
                band.add(s, milli)
    return [b for b in bands if b.rows]


def off(bands):
    """By how much the measured bands are off: at most, and weighted."""
    measured = [b for b in bands if b.is_measured()]
    errors = [(abs(b.mean() - b.right()), b.weight) for b in measured]
    return max(e for e, _ in errors), \
        sum(e * w for e, w in errors) / sum(w for _, w in errors)
