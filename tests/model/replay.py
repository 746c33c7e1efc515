#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""replay.py [-s SEED] COUNT - dhf-test --replay against brute force

For each of COUNT random logs and pairs of random rule sets, a program that
knows nothing of ours labels the clients, walks the rules for each of them, and
once more without each rule that held, sums binomial probabilities for the
intervals, and compares: labels, matrix, rates, and of every rule hits, sole,
good, bad, last, interval, shadow and stale.  The log is split into files that
are given in random order, some of them compressed; logs of the filter and of
Postfix are mixed.
"""
import argparse
import gzip
import ipaddress
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import time

BEGIN = 1795910400  # 2026-11-29 00:00 UTC
DAY = 86400
FATES = ("pass", "grey", "defer", "block", "undetermined")
LABELS = ("good_strong", "good", "bad", "contradicted", "unknown")


# ---- rules ----

class Rule:
    def __init__(self, r, number):
        self.id = f"r{number}"
        self.action = r.choice(("pass", "block", "block", "defer", "grey",
                                "score", "mark"))
        self.score = r.choice((2, 3, 5, 8))
        self.mode = r.choice(("on",) * 8 + ("watch", "off"))
        self.expires = r.choice((None,) * 6 + (
            BEGIN + r.randrange(-2, 6) * DAY,))
        self.criteria = [criterion(r) for _ in range(r.choice((1, 1, 1, 2)))]

    def text(self):
        words = [self.action]
        if self.action == "score":
            words.append(str(self.score))
        words += [c[0] for c in self.criteria] + ["id=" + self.id]
        if self.mode != "on":
            words.append("mode=" + self.mode)
        if self.expires is not None:  # it holds until the end of the day
            words.append(time.strftime("expires=%Y-%m-%d", time.gmtime(
                self.expires - DAY)))
        return " ".join(words)

    def on(self, client):
        return self.mode != "off" and (self.expires is None or
                                       client.last < self.expires)

    def holds(self, client):
        return all(c[1](client) for c in self.criteria)


def criterion(r):
    kind = r.randrange(6)
    if kind == 0:
        net = ipaddress.ip_network((0xC6336400 + r.randrange(16) * 16, 28))
        return f"@ip={net}", lambda c: c.ip in net
    if kind == 1:
        host = f"h{r.randrange(4)}.f{r.randrange(8)}.example"
        return "@host=" + host, lambda c: c.name == host
    if kind == 2:
        domain = f"f{r.randrange(8)}.example"
        return ("!@name=" + domain,
                lambda c: not (c.name or "").endswith("." + domain))
    if kind == 3:
        word = r.choice(("h0", "h1\\.", "^h[23]", "f[0-3]\\.example$"))
        found = re.compile(word)
        return (f'@regex="{word}"',
                lambda c: bool(c.name and found.search(c.name)))
    domain = f"f{r.randrange(8)}.example"
    return "@name=" + domain, lambda c: (c.name or "").endswith("." + domain)


class Rules:
    def __init__(self, r, path):
        self.rules = [Rule(r, i) for i in range(r.randrange(1, 12))]
        self.default = r.choice(("pass", "pass", "grey", "defer"))
        self.nameless = r.choice(("pass", "grey", "block"))
        self.path = path
        with open(path, "w") as f:
            f.write("score_grey 3\nscore_defer 5\nscore_block 8\n"
                    f"default_action {self.default}\n"
                    f"default_unresolved_action {self.nameless}\n"
                    "default_ip_action grey\n")
            f.writelines(rule.text() + "\n" for rule in self.rules)

    def walk(self, client, without=None):
        """The fate, the rules that held, and the one that decided."""
        held, score = [], 0
        for rule in self.rules:
            if rule is without or not rule.on(client) or \
                    not rule.holds(client):
                continue
            held.append(rule)
            if rule.mode == "watch" or rule.action == "mark":
                continue
            if rule.action != "score":
                return rule.action, held, rule
            score += rule.score
        for least, fate in ((8, "block"), (5, "defer"), (3, "grey")):
            if score >= least:
                return fate, held, None
        if client.name:
            return self.default, held, None
        return ("grey" if self.nameless == "pass" else self.nameless,
                held, None)


# ---- clients ----

class Client:
    def __init__(self, r, number):
        self.ip = ipaddress.ip_address(0xC6336400 + number)
        self.name = r.choice((None, f"h{r.randrange(4)}.f{r.randrange(8)}"
                              ".example"))
        self.nature = r.choice(("auth", "mail", "mail", "once", "unknown",
                                "pregreet", "spam", "half", "nothing",
                                "auth-pregreet"))
        self.action = r.choice(FATES[:4])
        self.last, self.connections = 0, 0

    def label(self):
        return {"auth": "good_strong", "mail": "good", "half": "bad",
                "unknown": "bad", "pregreet": "bad", "spam": "bad",
                "auth-pregreet": "contradicted"}.get(self.nature, "unknown")

    def cluster(self):
        if self.name:
            return self.name.split(".", 1)[1]
        return str(self.ip).rsplit(".", 1)[0]

    def lines(self, r, span):
        """Pairs of a time and a line."""
        out = []
        for day in sorted(r.sample(range(span), min(span, 2))):
            at = BEGIN + day * DAY + r.randrange(DAY - 60)
            out += self.visit(r, at, day)
        return out

    def visit(self, r, at, day):
        self.last = max(self.last, at)
        self.connections += 1
        mail = self.nature in ("mail", "spam", "half") or (
            self.nature == "once" and self.connections == 1)
        keys = {"auth": "auth=yes" if self.nature.startswith("auth") else
                "auth=-", "end": "end=-"}
        note = "pregreet" if "pregreet" in self.nature else "-"
        by_postfix = mail and (self.nature != "mail" or r.random() < .5)
        if mail and not by_postfix:
            keys["end"] = "end=250"
        code = "-" if self.action in ("pass", "grey") else "553"
        out = [(at, "dyn-host-filter: pid=1 ip=%s host=%s action=%s code=%s "
                "rule=x score=0 watch=- note=%s error=- name=%s db=1a2b3c4d "
                "by=- at=- helo=- from=- to=- n=- tls=- %s child=- %s why=-"
                % (self.ip, self.name or "-", self.action, code, note,
                   "given" if self.name else "none", keys["auth"],
                   keys["end"]))]
        who = f"{self.name or 'unknown'}[{self.ip}]"
        if self.nature == "unknown":
            out.append((at, f"postfix/smtpd[1]: NOQUEUE: reject: RCPT from "
                        f"{who}: 550 5.1.1 <x@here.example>: Recipient "
                        "address rejected: User unknown in virtual mailbox "
                        "table; from=<a@b> to=<x@here.example>"))
        if by_postfix:
            out += self.message(r, at, who)
        return out

    def message(self, r, at, who):
        key = "4%010X" % r.getrandbits(40)
        spam = self.nature == "spam" or (self.nature == "half" and
                                         self.connections == 1)
        out = [(at, f"postfix/smtpd[1]: connect from {who}"),
               (at, f"postfix/smtpd[1]: {key}: client={who}"),
               (at + 1, f"postfix/cleanup[1]: {key}: message-id=<{key}@b>")]
        if spam:
            out.append((at + 2, "spamd[1]: spamd: result: Y 15 - A "
                        f"scantime=1,mid=<{key}@b>,autolearn=no"))
        out += [(at + 3, f"postfix/virtual[1]: {key}: to=<x@here.example>, "
                 "relay=virtual, delay=1, dsn=2.0.0, status=sent (ok)"),
                (at + 4, f"postfix/qmgr[1]: {key}: removed")]
        return out


# ---- what should come out ----

def tail(k, n, p):
    """P(k hits or more of n), summed up."""
    if p <= 0:
        return 1.0 if k == 0 else 0.0
    if p >= 1:
        return 1.0
    return math.fsum(math.exp(
        math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) +
        i * math.log(p) + (n - i) * math.log1p(-p)) for i in range(k, n + 1))


def interval(k, n):
    def solve(k, want):
        low, high = 0.0, 1.0
        for _ in range(60):
            mid = (low + high) / 2
            low, high = (mid, high) if tail(k, n, mid) < want else (low, mid)
        return low
    return (0.0 if k == 0 else solve(k, .025),
            1.0 if k == n else solve(k + 1, .975))


def refuses(fate):
    return fate in ("defer", "block")


class Expected:
    def __init__(self, clients, now, then):
        self.clients, self.next = clients, then
        self.matrix = [[0] * 5 for _ in range(5)]
        self.labels = dict.fromkeys(LABELS, 0)
        self.rules = {r.id: {"hits": 0, "sole": 0, "good": 0, "bad": 0,
                             "decided": 0, "last": 0, "clusters": set(),
                             "later": []} for r in then.rules}
        self.good, self.bad = [], []
        for c in clients:
            self.count(c, now.walk(c)[0] if now else c.action)

    def count(self, c, now):
        fate, held, decider = self.next.walk(c)
        label = c.label()
        self.labels[label] += 1
        self.matrix[FATES.index(now)][FATES.index(fate)] += 1
        for rule in held:
            self.count_rule(self.rules[rule.id], rule, c, fate, decider)
        if decider:
            for rule in self.next.rules[self.next.rules.index(decider) + 1:]:
                if rule.on(c) and rule.holds(c):
                    self.rules[rule.id]["later"].append(
                        self.next.rules.index(decider))
        if not refuses(now):
            if label in ("good", "good_strong"):
                self.good.append((c.cluster(), refuses(fate)))
            if label == "bad":
                self.bad.append((c.cluster(), refuses(fate)))

    def count_rule(self, out, rule, c, fate, decider):
        out["hits"] += 1
        out["last"] = max(out["last"], c.last)
        out["decided"] += rule is decider
        if rule.mode == "on" and rule.action != "mark" and \
                self.next.walk(c, rule)[0] != fate:
            out["sole"] += 1
        if c.label() in ("good", "good_strong"):
            out["good"] += 1
            out["clusters"].add(c.cluster())
        out["bad"] += c.label() == "bad"


def rate(clients):
    n = {c for c, _ in clients}
    k = {c for c, hit in clients if hit}
    return {"k": len(k), "n": len(n), "clients_n": len(clients),
            "clients_k": sum(hit for _, hit in clients)}


def near(got, want):
    return abs(got - want) <= 1e-9


def differences(said, want):
    def differ(what, got, should):
        if got != should:
            yield f"{what}: {got}, not {should}"
    yield from differ("matrix", said["matrix"], want.matrix)
    yield from differ("labels", said["labels"], want.labels)
    yield from differ("connections", said["connections"],
                      sum(c.connections for c in want.clients))
    yield from differ("clusters", said["clusters"],
                      len({c.cluster() for c in want.clients}))
    yield from differ("bad_lines", said["bad_lines"], 0)
    for name, clients in (("good", want.good), ("bad", want.bad)):
        one = rate(clients)
        for key in one:
            yield from differ(f"{name} {key}", said["rates"][name][key],
                              one[key])
        low, high = interval(one["k"], one["n"]) if one["n"] else (0, 1)
        if not near(said["rates"][name]["low"], low) or \
                not near(said["rates"][name]["high"], high):
            yield f"{name}: {said['rates'][name]}, not {low} {high}"
    n = len({c.cluster() for c in want.clients
             if c.label() in ("good", "good_strong")})
    for got, rule in zip(said["rules"], want.next.rules):
        yield from rule_differences(got, rule, want, n)


def rule_differences(got, rule, want, n):
    should = want.rules[rule.id]
    for key in ("hits", "sole", "good", "bad", "decided"):
        if got[key] != should[key]:
            yield f"{rule.id} {key}: {got[key]}, not {should[key]}"
    last = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(
        should["last"])) if should["last"] else None
    if got["last"] != last:
        yield f"{rule.id} last: {got['last']}, not {last}"
    k = len(should["clusters"])
    if n > 0:
        low, high = interval(k, n)
        if not near(got["low"], low) or not near(got["high"], high):
            yield f"{rule.id}: {got['low']} {got['high']}, not {low} {high}"
    shadow, stale = None, False
    if should["hits"] == 0 and rule.mode != "off":
        if should["later"]:
            shadow = want.next.rules[min(should["later"])].id
        else:
            stale = True
    if got["shadowed_by"] != shadow or got["stale"] != stale:
        yield f"{rule.id}: {got}, not {shadow} {stale}"


# ---- a run ----

def stamped(r, at, line):
    form = r.randrange(3)
    if form == 0 and line.startswith("dyn-host"):
        return "@%016x%08x %s" % ((1 << 62) + 10 + at, 0, line)
    east = r.choice((0, 3600, -18000))
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at + east)) + \
        "%s%02d:00 mx %s" % ("-" if east < 0 else "+", abs(east) // 3600,
                             line)


def write_logs(r, folder, lines):
    lines.sort(key=lambda pair: pair[0])
    cuts = sorted(r.sample(range(1, len(lines)), min(3, len(lines) - 1)))
    paths = []
    for i, (a, b) in enumerate(zip([0] + cuts, cuts + [len(lines)])):
        text = "".join(stamped(r, *pair) + "\n" for pair in lines[a:b])
        path = os.path.join(folder, f"log{i}" + r.choice(("", ".gz")))
        with (gzip.open if path.endswith("gz") else open)(path, "wt") as f:
            f.write(text)
        paths.append(path)
    r.shuffle(paths)
    return paths


def run(seed, folder):
    r = random.Random(seed)
    clients = [Client(r, i) for i in r.sample(range(256),
                                              r.randrange(2, 80))]
    lines = [pair for c in clients for pair in c.lines(r, r.randrange(2, 8))]
    then = Rules(r, os.path.join(folder, "next"))
    now = Rules(r, os.path.join(folder, "now")) if r.random() < .6 else None
    paths = write_logs(r, folder, lines)
    command = ["dhf-test", "--replay", "-j", "-f", then.path]
    if now:
        command += ["--against", now.path]
    got = subprocess.run(command + paths, capture_output=True, text=True)
    want = Expected(clients, now, then)
    for path in paths:
        os.unlink(path)
    n = rate(want.good)
    status = 2 if n["n"] == 0 else int(n["clients_k"] > 0)
    if got.returncode != status:
        return [f"status {got.returncode}, not {status}: {got.stderr[-300:]}"]
    return list(differences(json.loads(got.stdout), want))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("-s", type=int, default=1, dest="seed")
    p.add_argument("count", type=int)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(a.seed, a.seed + a.count):
            wrong = run(seed, folder)
            if wrong:
                print(f"seed {seed}:", *wrong[:10], sep="\n  ")
                sys.exit(1)


main()
