#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""dns_truth.py: what becomes of every yes, no and unknown, as TAP.

Three DNS lists answer each client in all 27 ways; rule books made of them are
put to dhf-test -b, against dns-stub, and to the model below.  The model knows
nothing of how a walk is done: it looks at the verdict without what is unknown,
and then at the verdicts of all worlds in which it is known.
"""
import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
STUB = os.path.join(HERE, '..', 'tools', 'dns-stub')
YES, NO, UNKNOWN = True, False, None
SOURCES = {'w': '@dnswl=w.test', 'a': '@dnsbl=a.test', 'b': '@dnsbl=b.test'}
LISTS = 'ab'
# how a source says it, three ways: plain, an unusable answer, out of order
WAYS = ({YES: '127.0.0.2', NO: 'nxdomain', UNKNOWN: 'servfail'},
        {YES: '127.0.0.4 127.0.0.9', NO: 'nodata', UNKNOWN: '192.0.2.1'},
        {YES: 'delay=%d 127.0.0.2', NO: 'delay=%d nxdomain',
         UNKNOWN: 'delay=%d refused'})
WORLDS = list(itertools.product((YES, NO, UNKNOWN), repeat=3))


class Rule:
    """when: sources, "!" before one that must not hold; "" is any client."""

    def __init__(self, action, when='', score=0, good=0, code=None):
        self.action, self.score, self.good = action, score, good
        self.code = code
        self.when = [(word.lstrip('!'), word[0] != '!')
                     for word in when.split()]

    def text(self):
        words = [self.action]
        if self.action == 'score':
            words.append(str(self.score))
        words += [('' if wanted else '!') + SOURCES[source]
                  for source, wanted in self.when] or ['@any']
        if self.good:
            words.append('good=%s' % self.good)
        if self.code:
            words.append('code=%d' % self.code)
        return ' '.join(words)

    def holds(self, world):
        """True, False or None in a world of source -> state."""
        found = [None if world[source] is None else world[source] == wanted
                 for source, wanted in self.when]
        if False in found:
            return False
        return None if None in found else True

    def lists(self):
        return {source for source, _ in self.when if source in LISTS}


class Book:
    def __init__(self, *rules, block=8, defer=None, grey=None, agree=2):
        self.rules, self.agree = rules, agree
        self.thresholds = (('block', 553, block), ('defer', 451, defer),
                           ('grey', None, grey))

    def text(self):
        lines = ['score_%s %s' % (name, 'none' if at is None else at)
                 for name, _, at in self.thresholds]
        lines.append('dnsbl_agree %d' % self.agree)
        return '\n'.join(lines + [rule.text() for rule in self.rules]) + '\n'

    def plain(self, world):
        """Verdict if what is unknown says nothing."""
        total, lists, other = 0, set(), 0
        for rule in self.rules:
            holds = rule.holds(world)
            if rule.action == 'score':
                add = 0 if holds is None else \
                    rule.score if holds else rule.good
                total += add
                if rule.lists():
                    lists |= rule.lists() if add > 0 else set()
                else:
                    other += add
            elif holds:
                code = {'block': rule.code or 553, 'defer': rule.code or 451}
                return rule.action, code.get(rule.action)
        for action, code, at in self.thresholds:
            if at is not None and total >= at:
                if action == 'block' and len(lists) < self.agree and \
                        other < at:
                    return 'defer', 451
                return action, code
        return 'pass', None

    def verdict(self, world):
        """A 5xx stands only if it does in every world that may be true."""
        action, code = self.plain(world)
        if code is None or code < 500:
            return action, code
        for known in itertools.product(
                *((YES, NO) if state is None else (state,)
                  for state in world.values())):
            if (self.plain(dict(zip(world, known)))[1] or 0) < 500:
                return 'defer', 451
        return action, code


BOOKS = {
    'a list blocks': Book(Rule('block', 'a')),
    'either list blocks': Book(Rule('block', 'a'), Rule('block', 'b')),
    'both lists block': Book(Rule('block', 'a b')),
    'good ones first': Book(Rule('pass', 'w'), Rule('block', 'a')),
    'good ones only': Book(Rule('pass', 'w'), Rule('block')),
    'good ones last': Book(Rule('block', 'a'), Rule('pass', 'w'),
                           Rule('block')),
    'not listed is good': Book(Rule('pass', '!a !b'), Rule('block')),
    'listed and not good': Book(Rule('block', 'a !w')),
    'deferred, then blocked': Book(Rule('defer', 'b'), Rule('block', 'a')),
    'greylisted, then blocked': Book(Rule('grey', 'b'), Rule('block', 'a')),
    'blocked for now, then for ever':
        Book(Rule('block', 'b', code=450), Rule('block', 'a', code=550)),
    'two scores': Book(Rule('score', 'a', 4), Rule('score', 'b', 4)),
    'two scores and a bonus':
        Book(Rule('score', 'a', 4.35, -1.5), Rule('score', 'b', 3.75, -1.5),
             block=6),
    'a good list lowers':
        Book(Rule('score', 'a', 5), Rule('score', 'b', 5),
             Rule('score', 'w', -3)),
    'a good miss lowers':
        Book(Rule('score', 'a', 5), Rule('score', 'b', 5),
             Rule('score', 'w', 0, -2.5)),
    'a good miss raises':
        Book(Rule('score', 'a', 4), Rule('score', 'b', 3),
             Rule('score', 'w', -9, 2)),
    'three thresholds':
        Book(Rule('score', 'a', 3), Rule('score', 'b', 5),
             Rule('score', 'w', -2), block=8, defer=5, grey=3),
    'good ones pass before scores':
        Book(Rule('pass', 'w'), Rule('score', 'a', 4), Rule('score', 'b', 4)),
    'scores, then good ones pass':
        Book(Rule('score', 'a', 4), Rule('score', 'b', 4), Rule('pass', 'w')),
    'each list is enough': Book(Rule('score', 'a', 9), Rule('score', 'b', 9)),
    'each list is enough, and one may be':
        Book(Rule('score', 'a', 9), Rule('score', 'b', 9), agree=1),
    'a list and something else':
        Book(Rule('score', '', 4), Rule('score', 'a', 4)),
    'something else alone':
        Book(Rule('score', '', 8), Rule('score', 'a', 4, -1)),
    'a block rule behind scores':
        Book(Rule('score', 'a', 4), Rule('score', 'b', 4), Rule('block', '!w'),
             block=4),
}


def address(way, number):
    return '10.0.%d.%d' % (way, number)


def clients():
    """Every world in each way: address and world."""
    for way, number in itertools.product(range(len(WAYS)),
                                         range(len(WORLDS))):
        yield way, number, dict(zip(SOURCES, WORLDS[number]))


def zone():
    for way, number, world in clients():
        delays = itertools.permutations((0, 10, 20))
        order = list(delays)[number % 6]
        for delay, (source, state) in zip(order, world.items()):
            answer = WAYS[way][state]
            yield '%d.%d.0.10.%s.test A %s' % (
                number, way, source,
                answer % delay if '%d' in answer else answer)


def ask(book, folder, port):
    """What dhf-test says to all clients: (action, code) each."""
    path = os.path.join(folder, 'rules')
    with open(path, 'w') as out:
        out.write('dns_servers 127.0.0.1:%d\n' % port + book.text())
    feed = ''.join('%s\tmx.example\n' % address(way, number)
                   for way, number, _ in clients())
    done = subprocess.run(['dhf-test', '-b', '-f', path], input=feed,
                          capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return [(action, None if code == '-' else int(code)) for _, _, action,
            code, *_ in (line.split('\t') for line in
                         done.stdout.splitlines())]


def differences(book, said):
    for (way, _, world), got in zip(clients(), said):
        want = book.verdict(world)
        if got != want:
            yield '%s, way %d: dhf-test %s, model %s' % (
                ' '.join('%s=%s' % item for item in world.items()), way,
                got, want)


def compare(folder, port):
    """The number of books that differ."""
    bad = 0
    for n, (name, book) in enumerate(BOOKS.items(), 1):
        said = ask(book, folder, port)
        found = list(differences(book, said))
        if len(said) != len(WAYS) * len(WORLDS):
            found.append('%d answers' % len(said))
        print('%s %d - %s' % ('not ok' if found else 'ok', n, name))
        for line in found[:9]:
            print('# ' + line)
        if found:
            bad += 1
            print('# ' + book.text().replace('\n', '\n# '))
    print('1..%d' % len(BOOKS))
    return bad


def main():
    argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if not shutil.which('dhf-test'):
        sys.exit('dns_truth: no dhf-test in PATH')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'zone')
        with open(path, 'w') as out:
            out.write('\n'.join(zone()) + '\n')
        stub = subprocess.Popen([STUB, path], stdout=subprocess.PIPE)
        try:
            return compare(folder, int(stub.stdout.readline())) > 0
        finally:
            stub.terminate()
            stub.wait()


sys.exit(main())
