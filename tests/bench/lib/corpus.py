# SPDX-License-Identifier: GPL-2.0-or-later
"""Labelled client names, registrable domains, and the measures over both.

A row says what a client was: see README of the corpus.  A method turns rows
into hits, one truth value a row; a measure turns rows and hits into a rate.
Rates are fractions of integers, so that a figure is never reached by rounding.

Whoever is fitted to rows is measured on others: ten folds by operator.  The
first label of a registrable domain is taken for the operator, so that
example.fr and example.pl stand in one fold; a checksum tells which, so that new
rows move no old ones.
"""
import collections
import fractions
import os
import re
import zlib

SUFFIXES = "/usr/share/publicsuffix/public_suffix_list.dat"
# forms that show all four octets
WHOLE = frozenset("d4f d4r d4any z12f z12r hex8f hex8r cat4".split())

FILES = "names ipv6 ambiguous noaddress senders".split()
PARTS = ("", "more")
FOLDS = 10
# what is left behind a name when the dot at its end is forgotten
ZONE = re.compile(r"(\.([0-9_/-]+|[a-f]))*\.(in-addr|ip6)\.arpa$")

Row = collections.namedtuple("Row", "ip host label form year domain fold")


class Suffixes:
    """The ICANN part of the Public Suffix List, by the algorithm that
    publicsuffix.org documents: exceptions, then the longest rule, then *."""

    def __init__(self, path=SUFFIXES):
        self.rules, self.wild, self.exceptions = set(), set(), set()
        with open(path, encoding="utf-8") as f:
            for line in f:
                if "===END ICANN DOMAINS===" in line:
                    break
                rule = line.split()[0] if line.split() else "//"
                if not rule.startswith("//"):
                    self._add(rule)

    def _add(self, rule):
        kind = self.rules
        if rule.startswith("*."):
            kind, rule = self.wild, rule[2:]
        elif rule.startswith("!"):
            kind, rule = self.exceptions, rule[1:]
        if not rule.isascii():
            rule = ".".join(
                label if label.isascii() else
                "xn--" + label.encode("punycode").decode("ascii")
                for label in rule.split("."))
        kind.add(rule)

    def domain(self, host):
        """The registrable domain; the host itself where there is none."""
        labels = host.lower().rstrip(".").split(".")
        for i in range(len(labels)):
            name = ".".join(labels[i:])
            above = ".".join(labels[i + 1:])
            if name in self.exceptions:
                return name
            if name in self.rules or above in self.wild or not above:
                return ".".join(labels[max(i - 1, 0):])
        return host


def fold_of(domain):
    return zlib.crc32(domain.split(".")[0].encode("latin-1")) % FOLDS


def rows_read(path, suffixes):
    """The rows of one file: ip, host, label, and where given form, year."""
    rows = []
    with open(path, encoding="latin-1") as f:
        for line in f:
            column = line.rstrip("\n").split("\t") + ["-", "0"]
            ip, host, label, form, year = column[:5]
            domain = suffixes.domain(ZONE.sub("", host))
            rows.append(Row(ip, host, label, form,
                            int(year) if year.isdigit() else 0,
                            domain, fold_of(domain)))
    return rows


def corpus_read(folder):
    """The files, each with both parts, as a dict of lists; one that is missing
    is empty."""
    suffixes = Suffixes()
    files = {}
    for name in FILES:
        paths = [os.path.join(folder, part, name + ".tsv") for part in PARTS]
        files[name] = [row for path in paths if os.path.exists(path)
                       for row in rows_read(path, suffixes)]
    return files


# ---- measures ----

class Measure:
    """A rate over the rows of one file that it picks."""

    def __init__(self, key, what, file, pick, macro=False):
        self.key, self.what, self.file = key, what, file
        self.pick, self.macro = pick, macro

    def rate(self, files, hits):
        """The share of hits as a fraction, None if there are no rows."""
        domains = collections.defaultdict(list)
        for row, hit in zip(files[self.file], hits[self.file]):
            if self.pick(row):
                domains[row.domain if self.macro else ""].append(hit)
        if not domains:
            return None
        return sum(fractions.Fraction(sum(d), len(d))
                   for d in domains.values()) / len(domains)

    def size(self, files):
        picked = [row.domain for row in files[self.file] if self.pick(row)]
        return len(set(picked)) if self.macro else len(picked)


def dynamic(row):
    return row.label == "dynamic"


def addressed(row):
    return row.label == "legit" and row.ip != "-"


MEASURES = (
    Measure("users", "dynamic", "names", dynamic),
    Measure("modern", "dynamic, year >= 2019", "names",
            lambda r: dynamic(r) and r.year >= 2019),
    Measure("older", "dynamic, older", "names",
            lambda r: dynamic(r) and r.year < 2019),
    Measure("partial", "dynamic without the full address in the name",
            "names", lambda r: dynamic(r) and r.form not in WHOLE),
    Measure("macro", "dynamic, macro over domains", "names", dynamic, True),
    Measure("dyn6", "IPv6 dynamic", "ipv6", dynamic),
    Measure("legit", "legit with an address", "names", addressed),
    Measure("legitmacro", "legit with an address, macro over domains",
            "names", addressed, True),
    Measure("mx", "legit MX names", "names",
            lambda r: r.label == "legit" and r.ip == "-"),
    Measure("legitall", "legit, with an address and MX names", "names",
            lambda r: r.label == "legit"),
    Measure("legit6", "IPv6 legit", "ipv6", lambda r: r.label == "legit"),
    Measure("noaddress", "dynamic, address not known, macro", "noaddress",
            dynamic, True),
    Measure("senders", "bulk senders and mailbox providers", "senders",
            lambda r: r.label == "legit"),
    Measure("rent", "ambiguous: machines for rent", "ambiguous",
            lambda r: r.label == "hosting_generic"),
    Measure("static", "ambiguous: static business lines", "ambiguous",
            lambda r: r.label == "generic_static"),
    Measure("servers", "ambiguous: real servers with generic names",
            "ambiguous", lambda r: r.label == "legit_generic"),
)


def rates(files, hits):
    return {m.key: m.rate(files, hits) for m in MEASURES}


# ---- figures to reach: measure, in ten-thousandths, at least or at most ----

TARGETS = (
    ("modern", 9880, True), ("older", 9600, True), ("partial", 8800, True),
    ("macro", 9400, True), ("legit", 25, False), ("legitmacro", 25, False),
    ("mx", 5, False), ("dyn6", 9700, True), ("legit6", 40, False),
    ("noaddress", 7500, True), ("senders", 5, False), ("rent", 2000, False),
)

# what strict.conf refuses for good
STRICT = (("users", 6000, True), ("legit", 2, False), ("mx", 2, False),
          ("senders", 2, False), ("static", 100, False), ("rent", 0, False))


def target_reached(rate, limit, least):
    limit = fractions.Fraction(limit, 10000)
    return rate >= limit if least else rate <= limit
