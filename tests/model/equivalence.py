#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""equivalence.py [-s SEED] [-w WORKERS] [PAIRS]: however it is asked.

Random rule books and clients (books.py) are put to dyn-host-filter and to
dhf-test -t, -x, -b, with and without -j, and -e (ways.py; all found in PATH),
against dns-stub.  PAIRS (1,000) counts pairs of a book and a client.  What has
to be the same, by the pages:

verdict   action and code, always: the walk ends early only when no answer that
          is still to come could change them (dhf.conf(5), DNS).
all X     rule, score, notes, host and reply: if no way asked DNS anything, and
          in tarry books, where no way ends before it has every answer.
order     the rule: an early end may name a rule behind that of -x, never one
          before it, for what is waiting does not apply.
asked     lists of addresses and the reverse name, which need no answer to be
          asked: the filter, -t, -x and all of -b together ask the same, for
          the first walk comes to all of them, and a later one knows more.
          -x may ask for the reverse name also if a rule that it considered
          looks at the name: what a rule waits for is waited for.
beyond    what is asked when answers have come: in tarry books -x and -t ask
          the same; in all, for texts only if the client is refused.
dash      -/IP, if -t takes it, is IP.
deaf      with dns_timeout 0, and about a name alone, nothing is asked, and -n
          changes nothing.
labels    -e counts the actions of -n -b.
words     -x knows yes, no and unknown; nothing waits.

A difference is shown with the smallest book found that still has it.  Where
time counts (tarry and silent books) it has to outlast two looks with ten times
the time.
Exit status: 0, or 1 with differences.
"""
import argparse
import collections
import concurrent.futures
import os
import random
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'tools')]
import books  # noqa: E402
from ways import DASH, Invalid, Ways  # noqa: E402

CLIENTS = 12     # clients a book
SHOWN = 2        # differences of a claim that are made small and shown
TRIES = 2        # patient looks that a difference in time has to outlast
LOOKS = 3        # clients of a book whose difference is looked at again
SHOWN_BYTES = 300  # of what a way says
SHRINK_S = 20    # how long a book is made smaller
ALL = ('rule', 'score', 'capped', 'watch', 'mark', 'limit', 'dns', 'reply',
       'host', 'ip')
OF_NAME = {'name', 'host', 'regex', 'class', 'embedded', 'rdns', 'rhsbl'}
ASK_DNS = OF_NAME | {'dnsbl', 'dnswl'}
LISTS = (*books.BLACK, *books.WHITE, *books.BROKEN, books.DEAD, books.SLOW,
         books.SLOWER)

Difference = collections.namedtuple('Difference', 'claim client text said')


def under(name, zones):
    return any(name.endswith('.' + zone) for zone in zones)


def early(asked):
    """The questions that need no answer to be asked: lists, reverse name."""
    return ({q for q in asked if q[1] == 'A' and under(q[0], LISTS)},
            {q for q in asked if q[1] == 'PTR'})


def listed(questions):
    return ' '.join(sorted(f'{name}/{kind}' for name, kind in questions)) \
        or 'nothing'


def first_difference(said, names):
    """(text) of the first of these facts that two ways tell otherwise."""
    for name in names:
        told = {way: one.facts[name] for way, one in said.items()
                if name in one.facts}
        if len(set(told.values())) > 1:
            return '%s: %s' % (name, ', '.join(
                f'{way}: {value or "-"}' for way, value in told.items()))
    return None


class Claims:
    """What must hold for a book and one client; each yields (claim, text)."""

    def __init__(self, book, client, said):
        self.book, self.client, self.said = book, client, said
        self.asked = {way: one.asked for way, one in said.items()
                      if one.asked is not None}
        self.considered = said['-j -x'].rules or [] if '-j -x' in said else []

    def wrong(self):
        for claim in (self.verdict, self.dash, self.order, self.lists,
                      self.beyond, self.deaf, self.words):
            text = claim()
            if text:
                yield claim.__name__, text
        for name in ALL if self.known() else ():
            text = first_difference(self.like(), (name,))
            if text:
                yield 'all ' + name, text

    def known(self):
        """True if no way ends before it has every answer.  What -x alone
        asks is wrong, or about a name that nobody has told.  Whether
        "localhost" leads back is answered without a packet (RFC 6761,
        section 6.3), so that nobody sees who asked."""
        if self.client.host == 'localhost':
            return self.book.kind == 'tarry'
        return self.book.kind == 'tarry' or not any(
            asked for way, asked in self.asked.items()
            if way != '-x' or self.client.kind == 'asked')

    def like(self):
        """The ways that were told the same: not the filter if DNS is to."""
        return {way: one for way, one in self.said.items()
                if way != 'filter, told by DNS'}

    def verdict(self):
        return first_difference(
            {way: one for way, one in self.said.items() if way != DASH},
            ('action', 'code'))

    def dash(self):
        return first_difference(
            {way: one for way, one in self.said.items()
             if way in ('-t', DASH)}, ('action', 'code'))

    def order(self):
        if self.known() or not self.considered:
            return None
        before = {rule['rule'] for rule in self.considered[:-1]}
        last = self.said['-x'].facts.get('rule')
        for way, one in self.like().items():
            rule = one.facts.get('rule', last)
            if rule != last and rule in before:
                return f'{way}: {rule}, before that of -x: {last}'
        return None

    def lists(self):
        """Lists and reverse name, in all ways but -b."""
        if '-t' not in self.asked:
            return None
        want, name = early(self.asked['-t'])
        for way, asked in self.asked.items():
            if way == 'filter, told by DNS':
                continue
            found, reverse = early(asked)
            if found != want or reverse < name:
                return f'-t asks {listed(want | name)}, {way} ' \
                    f'{listed(found | reverse)}'
            if reverse != name and not ('-x' in way and self.looks_at_name()):
                return f'{way} asks for the name, and -t does not'
        return None

    def looks_at_name(self):
        """True if a walk, not only the last, may have come to a rule that
        looks at the name: all did end where the last did if the rule that
        decided needs no DNS."""
        rules = [{c['criterion'] for c in rule['criteria']}
                 for rule in self.considered
                 if rule['result'] not in ('off', 'expired')]
        decided = self.considered and self.considered[-1]['rule'] == \
            self.said['-x'].facts.get('rule')
        return bool(set().union(*rules) & OF_NAME) or (
            decided and bool(rules[-1] & ASK_DNS))

    def beyond(self):
        """What -x asks when answers have come."""
        if '-x' not in self.asked:
            return None
        asked = self.asked['-x']
        if self.book.kind == 'tarry':
            return asked != self.asked['-t'] and \
                f'only one of -t and -x asks ' \
                f'{listed(asked ^ self.asked["-t"])}'
        texts = {q for q in asked if q[1] == 'TXT'}
        return texts and not self.said['-x'].facts['code'] and \
            f'-x asks {listed(texts)} and refuses nobody'

    def deaf(self):
        if self.book.kind == 'deaf' or self.client.kind == 'alone':
            for way, asked in self.asked.items():
                if asked:
                    return f'{way} asks {listed(asked)}'
        if '-n -b' in self.said:
            return first_difference(
                {way: self.said[way] for way in ('-b', '-n -b')},
                ('action', 'code', 'rule'))
        return None

    def words(self):
        used = {rule['result'] for rule in self.considered} | {
            c['found'] for rule in self.considered for c in rule['criteria']}
        return 'waiting' in used and '-x says "waiting"'


def examine(ways, book, clients):
    """All differences of a book and clients."""
    ways.take(book)
    batched = [c for c in clients if c.kind != 'alone']
    answers, asked_by_batch = ways.batch(batched) if batched else ([], set())
    rest = [c for c in batched if c.kind != 'bad']
    unasked = dict(zip(rest, ways.without_dns(rest))) if rest else {}
    batch = dict(zip(batched, answers))
    asked, found = set(), []
    for n, client in enumerate(clients):
        said = {**ways.alone(client, (None, '', '.')[n % 3],
                              book.kind == 'deaf'),
                **batch.get(client, {})}
        asked |= set().union(*early(said['-t'].asked)) \
            if '-t' in said and client.kind != 'alone' else set()
        dead = unasked.get(client, {})
        text = dead and first_difference(dead, ('action',))
        if text:
            found.append(Difference('labels', client, text, dead))
        claims = Claims(book, client, said)
        if book.kind == 'deaf':
            claims.said.update((w, s) for w, s in dead.items() if w != '-e')
        found += [Difference(claim, client, text, said)
                  for claim, text in claims.wrong()]
    lists = set().union(*early(asked_by_batch))
    if lists != asked:
        found.append(Difference('batch', None, 'only one of -b and -t asks '
                                + listed(lists ^ asked), {}))
    return found


def again(ways, book, clients, claim):
    """The first difference of this claim, seen as often as it has to be, or
    None."""
    if book.timed():
        book = book.made_patient()
    for _ in range(TRIES if book.timed() else 1):
        found = [d for d in examine(ways, book, clients) if d.claim == claim]
        if not found:
            return None
    return found[0]


def shrink(ways, book, client, difference):
    """The smallest book found that differs in the same claim."""
    end = time.monotonic() + SHRINK_S
    while True:
        for less in book.smaller():
            if time.monotonic() > end:
                return book, difference
            try:
                found = again(ways, less, [client], difference.claim)
            except Invalid:
                continue
            if found:
                book, difference = less, found
                break
        else:
            return book, difference


def tell(ways, world, book, difference):
    """A difference for a reader."""
    lines = [f'{difference.claim}: {difference.text}']
    asked = set()
    for way, one in difference.said.items():
        lines.append(f'  {way}: {one.line()[:SHOWN_BYTES]}')
        asked |= one.asked or set()
    lines += ['rules:', *('  ' + line for line in book.shown())]
    for name, (_, text) in books.IMPORTS.items():
        if any(name in line for line in book.lines):
            lines += [name + ':'] + ['  ' + t for t in text.splitlines()]
    if asked:
        lines += ['what was asked:'] + sorted(
            '  ' + world.lines.get(q, ' '.join(q) + ' ...') for q in asked)
    if difference.client:
        lines.append('client: ' + ways.command(difference.client))
    return '\n'.join(lines)


class Worker:
    """One process of the test, with a world of its own."""

    def __init__(self, seed):
        self.seed, self.counts = seed, collections.Counter()
        self.shown, self.reports = collections.Counter(), []
        self.rng = random.Random(seed)
        self.world = books.World(self.rng)
        self.writer = books.Writer(self.rng, self.world)

    def work(self, pairs):
        with tempfile.TemporaryDirectory() as folder:
            self.ways = Ways(folder, self.world.lines.values())
            try:
                while self.counts['pairs'] < pairs:
                    self.one_book()
            finally:
                self.ways.end()
        return self.counts, self.reports

    def one_book(self):
        book = self.writer.book()
        clients = self.writer.clients(CLIENTS)
        try:
            found = examine(self.ways, book, clients)
        except Invalid as e:
            self.counts['differences'] += 1
            self.reports.append(f'not valid: {e}\n' + '\n'.join(book.lines))
            return
        self.counts['pairs'] += len(clients)
        self.counts[book.kind + ' books'] += 1
        claims = collections.defaultdict(list)
        for difference in found:
            claims[difference.claim].append(difference)
        for claim, same in claims.items():
            if self.report(book, clients, same[:LOOKS]):
                self.counts['differences'] += len(same)
                self.counts['of ' + claim] += len(same)
            else:
                self.counts['late answers'] += len(same)

    def report(self, book, clients, same):
        """Differences of one claim: False if they come from answers that were
        late, and do not show again."""
        claim = same[0].claim
        if self.shown[claim] >= SHOWN and not book.timed():
            return True
        for difference in same:
            seen = difference.client and again(
                self.ways, book, [difference.client], claim)
            if seen:
                book, seen = shrink(self.ways, book, difference.client, seen)
                break
        else:  # only among others, or only once
            seen = again(self.ways, book, clients, claim)
            if not seen and book.timed():
                return False
        if self.shown[claim] < SHOWN:
            self.shown[claim] += 1
            self.reports.append(tell(self.ways, self.world, book,
                                     seen or same[0]))
        return True


def work(job):
    seed, pairs = job
    return Worker(seed).work(pairs)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-s', type=int, default=20261123, metavar='SEED')
    parser.add_argument('-w', type=int, default=4, metavar='WORKERS')
    parser.add_argument('pairs', nargs='?', type=int, default=1000,
                        metavar='PAIRS')
    args = parser.parse_args()
    for name in ('dyn-host-filter', 'dhf-compile', 'dhf-test'):
        if not shutil.which(name):
            sys.exit(f'equivalence: no {name} in PATH')
    counts, shown = collections.Counter(), 0
    # threads, as the work is that of other programs; processes want /dev/shm
    with concurrent.futures.ThreadPoolExecutor(args.w) as pool:
        for more, reports in pool.map(
                work, [(args.s * 1000 + n, -(-args.pairs // args.w))
                       for n in range(args.w)]):
            counts += more
            for text in reports:
                shown += 1
                print(f'--- {shown}. {text}\n')
    print('# seed %d, %d workers: %s' % (args.s, args.w, ', '.join(
        f'{n} {what}' for what, n in sorted(counts.items()))))
    print(f'# {counts["differences"]} differences')
    return counts['differences'] > 0


if __name__ == '__main__':
    sys.exit(main())
