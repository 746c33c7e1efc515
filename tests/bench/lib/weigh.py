# SPDX-License-Identifier: GPL-2.0-or-later
"""Names classified by other tables of points than the shipped one.

The classifier itself does it, in the program weigh.c beside us: whatever
table is tried, signs are found and weighed as the filter does.
"""
import collections
import os
import re
import subprocess
import tempfile

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))
HEADER = os.path.join(TOP, "src/name/points.h")
SHIPPED = os.path.join(TOP, "src/name/points_shipped.c")
VOCABULARY = os.path.join(TOP, "src/name/vocabulary.c")
KINDS = os.path.join(TOP, "src/name/word.h")

# In a table of shares each sign is worth this or the contrary.
SHARE = 12
# What counts only where it decides.
TIPS = ("SOUND", "COUNTRY")

# kind: its class; points: their sum; shares: {(sign, word or ""): points}
Weighed = collections.namedtuple("Weighed", "kind points shares")


def enum_read(path, enum, prefix):
    """The names in an enum, without their prefix, and their comments."""
    with open(path, encoding="ascii") as f:
        body = re.search(r"enum %s \{(.*?)\n\};" % enum, f.read(), re.S)[1]
    return [(name, " ".join(what.split())) for name, what in
            re.findall(r"\t%s_(\w+),\s*/\*(.*?)\*/" % prefix, body, re.S)]


def signs_read():
    """The signs of enum points_of in order: (name, what its comment says)."""
    found = enum_read(HEADER, "points_of", "POINTS")
    assert found[-1][0] == "WORD", "the words' kinds come last"
    return found[:-1] + [("WORD_" + kind, f"{kind.lower()}: {what}")
                         for kind, what in enum_read(KINDS, "word_kind",
                                                     "WORD")]


def words_read():
    """All words that names are searched for."""
    with open(VOCABULARY, encoding="ascii") as f:
        return sorted(set(re.findall(r'\{ "([a-z]+)",', f.read())))


class Table:
    """Points by the name of a sign, and of words with points of their own
    (None: it is no word)."""

    def __init__(self, signs, words=None):
        self.signs, self.words = signs, words or {}

    def lines(self, order):
        yield "table"
        for i, (name, _) in enumerate(order):
            yield f"sign\t{i}\t{self.signs[name]}"
        for word, points in sorted(self.words.items()):
            yield f"word\t{word}\t{'none' if points is None else points}"


def shipped_read():
    """The table that is in the tree."""
    with open(SHIPPED, encoding="ascii") as f:
        text = f.read()
    signs = {name.replace("WORD + WORD_", "WORD_"): int(points)
             for name, points in
             re.findall(r"\[POINTS_(\w+(?: \+ \w+)?)\] = (-?\d+)", text)}
    words = {word: int(points) for word, points in
             re.findall(r'\{ "([a-z]+)", (-?\d+) \}', text)}
    return Table(signs, words)


class Weigher:
    def __init__(self):
        self.signs = signs_read()
        self.folder = tempfile.TemporaryDirectory()
        self.program = os.path.join(self.folder.name, "weigh")
        here = os.path.join(TOP, "tests/bench/weigh.c")
        # as make hands them on: the library may want those of sanitizers
        flags = os.environ.get("CFLAGS", "-O2").split()
        subprocess.run(os.environ.get("CC", "cc").split() + flags +
                       ["-std=c11", "-D_XOPEN_SOURCE=700",
                        "-I" + os.path.join(TOP, "src"), "-o", self.program,
                        here, os.path.join(TOP, "src/libdhf.a")], check=True)

    def ask(self, pairs, shares=False):
        """What each row is by its table: pairs of a table and rows."""
        feed, rows = [], 0
        for table, some in pairs:
            feed += table.lines(self.signs)
            feed += [f"client\t{r.ip}\t{r.host}\t{len(r.domain)}"
                     for r in some]
            rows += len(some)
        p = subprocess.run([self.program] + ["-s"] * shares, check=True,
                           input="\n".join(feed) + "\n", encoding="latin-1",
                           stdout=subprocess.PIPE)
        lines = p.stdout.split("\n")[:-1]
        if len(lines) != rows:
            raise ValueError(f"{rows} clients, {len(lines)} answers")
        return [self.weighed(line.split(" ")) for line in lines]

    def weighed(self, field):
        shares = {}
        for sign, points in (f.rsplit(":", 1) for f in field[2:]):
            word, _, index = sign.rpartition("/")
            shares[self.signs[int(index)][0], word] = int(points)
        return Weighed(field[0], int(field[1]), shares)
