# SPDX-License-Identifier: GPL-2.0-or-later
"""What others do with a client's name: hit or not, a row at a time.

Rule lists are read where they lie; a method that is a description (S25R,
Botnet, check_broadband) is written here from that description.  Each method
has a name, a sentence that tells what it is, judge(row), and counts the
expressions that could not be evaluated.
"""
import re
import subprocess
import warnings

# Documentation address (RFC 5737) for rows that have none: its octets are
# rare as numbers in names, so that it does not align with one by chance.
NO_ADDRESS = "198.51.100.247"


def expression(text, ignore_case):
    """The compiled expression; None if Python reads it otherwise than Perl."""
    # \e is ESC, an escape that Python does not know
    text = re.sub(r"((?:^|[^\\])(?:\\\\)*)\\e", r"\1\\x1b", text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return re.compile(text, re.ASCII |
                              (re.IGNORECASE if ignore_case else 0))
    except (re.error, Warning):
        return None


class Method:
    scored = True  # against ours

    def __init__(self):
        self.expressions = self.lost = 0

    def compile(self, text, ignore_case):
        self.expressions += 1
        found = expression(text, ignore_case)
        self.lost += found is None
        return found

    def judge_all(self, rows):
        return [bool(self.judge(row)) for row in rows]


class Nothing(Method):
    name, says, scored = "no filter", "lets everybody in", False

    def judge(self, row):
        return False


class Folded(Method):
    name = "dhf, on folds"
    says = ("the classes alone; each fold judged by points that were derived "
            "from the other nine, and by the words that occur there. A hit is "
            "class dynamic or odd")


class Dhf(Method):
    name = "dhf"
    says = ("the rules that this tree ships, asked with `dhf-test -b`; a hit "
            "is any action but pass or mark. Rows without an address are "
            "asked with " + NO_ADDRESS)

    def __init__(self, program, rules, alone=False, hit=None):
        super().__init__()
        self.program, self.rules = program, rules
        self.hit = hit or (lambda action: action not in ("pass", "mark"))
        if alone:
            self.name = "dhf, classes alone"
            self.says = ("`conf/rules.d/10-names.conf` without the domains "
                         "of providers in `20-providers.conf`")

    def judge_all(self, rows):
        feed = "".join(f"{NO_ADDRESS if r.ip == '-' else r.ip}\t{r.host}\n"
                       for r in rows)
        p = subprocess.run([self.program, "-b", "-f", self.rules], check=True,
                           input=feed, stdout=subprocess.PIPE,
                           encoding="latin-1")
        lines = p.stdout.split("\n")[:-1]
        if len(lines) != len(rows):
            raise ValueError(f"{len(rows)} clients, {len(lines)} answers")
        return [self.hit(line.split("\t")[2]) for line in lines]


# ---- S25R ----

class S25r(Method):
    name = "S25R"
    says = ("the six generic rules of Selective SMTP Rejection (H. Asami), "
            "without its lists of single domains")

    def judge(self, row):
        labels = row.host.split(".")
        first, rest = labels[0], labels[1:]
        second = rest[0] if rest else ""
        numbers = re.findall("[0-9]+", first)
        return any((
            # in the first label two numbers, or one of five digits
            rest and len(numbers) > 1,
            any(len(n) >= 5 for n in numbers),
            # first or second label begins with a digit, the top three apart
            any(labels[i][:1].isdigit() for i in (0, 1)
                if len(labels) >= i + 4),
            # first ends with a digit, second has numbers around a hyphen
            first[-1:].isdigit() and re.search("[0-9]-[0-9]", second),
            # five labels or more, the first two end with a digit
            len(labels) > 4 and first[-1:].isdigit() and second[-1:].isdigit(),
            # a word of dial-up or DSL lines in front, and a digit
            re.match("dhcp|dialup|ppp|[achrsvx]?dsl", first) and numbers,
        ))


# ---- SpamAssassin ----

class SpamAssassin(Method):
    name = "SpamAssassin"
    says = ("`RDNS_DYNAMIC` of `20_dynrdns.cf`: its meta rule with the "
            "exceptions in it, asked about a relay that has the name and did "
            "not authenticate")
    HEADER = re.compile(r"header\s+(\w+)\s+X-Spam-Relays-\w+\s+=~\s+"
                        r"/(.*)/(i?)\s*$")

    def __init__(self, path, any_case=False):
        super().__init__()
        if any_case:
            self.name += ", any case"
            self.says = ("the same without regard to case: the rows are in "
                         "lower case, as tcpserver gives names, and some of "
                         "its expressions want capitals")
        headers, meta = {}, ""
        with open(path, encoding="utf-8") as f:
            for line in f:
                m = self.HEADER.match(line)
                if m:
                    headers[m[1]] = m[2], bool(m[3]) or any_case
                elif re.match(r"meta\s+RDNS_DYNAMIC\s", line):
                    meta = line.split(None, 2)[2]
        self.parts = {}
        for part in sorted(set(re.findall(r"\w+", meta))):
            self.parts[part] = self.compile(*headers.get(part, ("(", False)))
        self.meta = self.translate(meta)

    @staticmethod
    def translate(meta):
        if not re.fullmatch(r"[\w\s()!&|]*", meta):
            raise ValueError("meta rule with unknown signs: " + meta)
        meta = re.sub(r"\w+", lambda m: f"has('{m[0]}')", meta.strip())
        for sign, word in (("!", " not "), ("&&", " and "), ("||", " or ")):
            meta = meta.replace(sign, word)
        return compile(meta, "meta", "eval")

    def judge(self, row):
        relay = (f"[ ip={row.ip} rdns={row.host} helo={row.host} by=mx.test "
                 "ident= envfrom= intl=0 id=1 auth= msa=0 ]")

        def has(part):
            found = self.parts[part]
            return found is not None and bool(found.search(relay))

        return eval(self.meta, {"__builtins__": {}, "has": has})


# ---- fqrdns: Postfix pcre tables ----

class PcreTable(Method):
    """Tables asked one after the other; a hit is REJECT by one of them."""
    LINE = re.compile(r"(!?)/((?:[^/\\]|\\.)*)/([a-zA-Z]*)\s*(.*)")

    def __init__(self, name, says, paths):
        super().__init__()
        self.name, self.says = name, says
        self.tables = [self.read(path) for path in paths]

    def read(self, path):
        table = []
        for line in self.logical_lines(path):
            if line.startswith("endif"):
                table.append(("endif", None, False, ""))
                continue
            kind = "rule"
            if line.startswith("if"):
                kind, line = "if", line[2:].lstrip()
            m = self.LINE.match(line)
            if not m or m[3] not in ("", "i"):
                self.expressions += 1
                self.lost += 1
                table.append((kind, None, False, ""))
                continue
            # the flag i turns the default, ignoring case, off
            table.append((kind, self.compile(m[2], m[3] == ""),
                          bool(m[1]), m[4]))
        return table

    @staticmethod
    def logical_lines(path):
        lines = []
        with open(path, encoding="utf-8") as f:
            for line in f:
                line = line.rstrip("\n")
                if not line.strip() or line.lstrip().startswith("#"):
                    continue
                if line[0].isspace() and lines:
                    lines[-1] += line
                else:
                    lines.append(line)
        return lines

    @staticmethod
    def rejects(table, host):
        depth = off = 0  # nested ifs; the first of them that did not hold
        for kind, found, no, action in table:
            if kind == "endif":
                off = 0 if off == depth else off
                depth -= 1
                continue
            depth += kind == "if"
            if off:
                continue
            holds = found is not None and bool(found.search(host)) != no
            if kind == "if":
                off = 0 if holds else depth
            elif holds:
                return action.startswith("REJECT")
        return False

    def judge(self, row):
        return any(self.rejects(t, row.host) for t in self.tables)


# ---- hfilter of rspamd ----

class Hfilter(Method):
    def __init__(self, path, least):
        super().__init__()
        self.name = "hfilter, weight >= %d" % least
        self.says = (
            "the same, any weight" if least == 1 else
            "rspamd's hfilter: the largest weight among the expressions that "
            "hold for the name, from 1 (very low) to 5 (very hard)")
        self.words = []
        with open(path, encoding="utf-8") as f:
            for line in f:
                m = re.match(r"/(.*)/(i?)\s+(\d+)\s*$", line)
                found = self.compile(m[1], bool(m[2])) if m else None
                if found and int(m[3]) >= least:
                    self.words.append(found)

    def judge(self, row):
        return any(word.search(row.host) for word in self.words)


# ---- check_broadband ----

class CheckBroadband(Method):
    name = "check_broadband"
    says = ("cable, hsdl or dsl followed by anything, or all four octets in "
            "decimal anywhere in the name. Without an address: the words only")

    def judge(self, row):
        if re.search("(?:cable|h?dsl).", row.host):
            return True
        octets = row.ip.split(".")
        return len(octets) == 4 and all(o in row.host for o in octets)


# ---- Botnet ----

class Botnet(Method):
    # words stand alone or beside a digit; the last two labels don't count
    CLIENT = ("cable catv ddns dhcp dial dialup dial-up dip docsis dyn dynip "
              "dynamic dynamicip modem ppp pppoe res resnet resident "
              "residential bredband client fixed ip pool static user")
    SERVER = "mail email mailout emailout mta mx mxpool relay smtp " \
             "exch exchange"
    AROUND = r"(?:\b|[0-9])(?:%s)(?:\b|[0-9])"

    def __init__(self, exempt):
        super().__init__()
        self.exempt = exempt
        self.name = "Botnet" if exempt else "Botnet, no server words"
        self.says = (
            "two neighbouring octets in decimal or hexadecimal, in either "
            "order with anything between, or as one number; or a word of "
            "access lines. No hit if there is a word of mail servers"
            if exempt else "the same, without that exception")
        self.client = self.words(self.CLIENT, "|dsl")
        self.server = self.words(self.SERVER, "")

    @classmethod
    def words(cls, words, also):
        return re.compile(cls.AROUND % "|".join(words.split()) + also,
                          re.ASCII)

    @staticmethod
    def has_address(head, ip):
        value = [int(o) for o in ip.split(".")] if ip.count(".") == 3 else []
        for a, b in zip(value, value[1:]):
            for first, then in ((a, b), (b, a)):
                if re.search(f"{first}.*{then}|{first:02x}.*{then:02x}",
                             head):
                    return True
        runs = ((0, 4), (0, 3), (1, 4), (0, 2), (1, 3), (2, 4))
        return bool(value) and any(
            str(int.from_bytes(value[i:j], "big")) in head for i, j in runs)

    def judge(self, row):
        head = ".".join(row.host.split(".")[:-2])
        return bool((self.has_address(head, row.ip) or
                     self.client.search(head)) and
                    not (self.exempt and self.server.search(head)))
