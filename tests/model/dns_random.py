#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""dns_random.py [-s SEED] [ROUNDS]: what failing questions may do.

Each round (8) makes a random rule book with criteria of DNS and 60 clients
whose name dhf-test -b (found in PATH) is to ask for, of dns-stub: once with
all answers, once with some questions failing, once the same with other delays.
The order in which answers come must change neither action nor code, and a
question that fails must not make a 5xx of what is less with all answers.
Exit status: 0, or 1 with the first counterexample, made as small as it gets.
"""
import argparse
import collections
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TOOLS = os.path.join(HERE, '..', 'tools')
STUB = os.path.join(TOOLS, 'dns-stub')
STUB_FILES = ('dns-stub', 'dns_faults.py', 'dns_packet.py', 'dns_zone.py')
CLIENTS = 60
ELSEWHERE = '10.99.99.99'
BLACK = ('bl1.test', 'bl2.test', 'bl3.test')
WHITE = 'wl.test'
NAMED = ('rh1.test', 'rh2.test')
DOMAINS = ('mail.friend.example', 'dyn.example.net', 'pool.example.net',
           'corp.example', 'friend.example', 'ok.example')
PARENTS = ('dyn.example.net', 'friend.example', 'example.net', 'corp.example')
STATES = ('none', 'unconfirmed', 'confirmed')

Entry = collections.namedtuple('Entry', 'name type data fails delay_ms')
# book: lines; clients: address -> entries
Case = collections.namedtuple('Case', 'book clients')


def name_of(number, letter, domain):
    """Nobody else's: an A belongs to one client."""
    return f'{letter}{number}.{domain}'


def rdns(rng):
    states = STATES + ('unknown',) if rng.random() < .2 else STATES
    return '@rdns=' + ','.join(rng.sample(states, rng.choice((1, 1, 2))))


def hosts(rng):
    return '@host=' + ','.join(
        name_of(n, rng.choice('abc'), rng.choice(DOMAINS))
        for n in rng.sample(range(CLIENTS), 3))


CRITERIA = {
    rdns: 2,
    lambda rng: '@dnsbl=' + rng.choice(BLACK) +
    rng.choice(('', '=127.0.0.2')): 2,
    lambda rng: '@dnswl=' + WHITE: 1,
    lambda rng: '@rhsbl=' + rng.choice(NAMED): 2,
    lambda rng: '@name=' + rng.choice(PARENTS): 2,
    hosts: 1,
}


def criterion(rng):
    make, = rng.choices(list(CRITERIA), CRITERIA.values())
    return ('!' if rng.random() < .25 else '') + make(rng)


def rule(rng):
    action = rng.choice(('pass', 'block', 'block', 'defer', 'grey', 'score',
                         'score', 'score'))
    words = [action]
    if action == 'score':
        words.append(str(rng.choice((-4, -2, 2, 3, 4, 5, 9))))
    if rng.random() < .1:
        words.append('@any')
    else:
        words += [criterion(rng) for _ in range(rng.choice((1, 1, 1, 2)))]
    if action == 'score' and rng.random() < .4:
        words.append(f'good={rng.choice((-4, -1, 2))}')
    if action == 'block' and rng.random() < .2:
        words.append('code=450')
    return ' '.join(words)


def random_book(rng):
    lines = [rule(rng) for _ in range(rng.randint(1, 6))]
    lines.append(f'score_block {rng.choice((4, 8))}')
    if rng.random() < .4:
        lines.append('score_defer 3')
    if rng.random() < .2:
        lines.append('score_grey 2')
    lines.append(f'dnsbl_agree {rng.choice((1, 2))}')
    for name, actions in (
            ('default_action', ('pass', 'pass', 'grey', 'block', 'defer')),
            ('default_unresolved_action', ('pass', 'grey', 'block', 'defer')),
            ('default_ip_action', ('pass', 'grey', 'block'))):
        lines.append(f'{name} {rng.choice(actions)}')
    return lines


def client_questions(rng, number, address):
    """All that can be asked about a client: name, type, data."""
    reverse = '.'.join(reversed(address.split('.')))
    names = [name_of(number, letter, rng.choice(DOMAINS))
             for letter in 'abc'[:rng.choice((0, 1, 1, 2, 2, 3))]]
    rng.shuffle(names)
    yield reverse + '.in-addr.arpa', 'PTR', names
    asked = [f'{reverse}.{zone}' for zone in (*BLACK, WHITE)]
    for name in names:
        yield name, 'A', rng.choice(
            ([], [ELSEWHERE], [address], [address], [ELSEWHERE, address]))
        asked += [f'{name}.{zone}' for zone in NAMED]
    for name in asked:
        yield name, 'A', rng.choice(([], [], ['127.0.0.2'], ['127.0.0.10']))


def random_case(rng):
    share, clients = rng.choice((.1, .2, .3)), {}
    for number in range(CLIENTS):
        address = f'10.9.0.{number}'
        clients[address] = [
            Entry(*question, rng.random() < share,
                  rng.choice((0, 0, 2, 5, 9)))
            for question in client_questions(rng, number, address)]
    return Case(random_book(rng), clients)


def zone_line(entry, fails, late):
    data = 'servfail' if entry.fails and fails else \
        ' '.join(entry.data) or 'nxdomain'
    delay = f'delay={entry.delay_ms} ' if late and entry.delay_ms else ''
    return f'{entry.name} {entry.type} {delay}{data}'


@contextlib.contextmanager
def served(folder, lines):
    """The port of a dns-stub that answers so."""
    path = os.path.join(folder, 'zone')
    with open(path, 'w') as out:
        out.write('\n'.join(lines) + '\n')
    with subprocess.Popen([STUB, path], stdout=subprocess.PIPE) as stub:
        try:
            yield int(stub.stdout.readline())
        finally:
            stub.terminate()


def ask(folder, case, fails, late):
    """What dhf-test says of each client: action and code."""
    lines = [zone_line(entry, fails, late)
             for entries in case.clients.values() for entry in entries]
    path = os.path.join(folder, 'rules')
    with served(folder, lines) as port:
        with open(path, 'w') as out:
            out.write('\n'.join(case.book) + '\ndns_timeout 3000\n'
                      f'dns_servers 127.0.0.1:{port}\n')
        done = subprocess.run(
            ['dhf-test', '-b', '-f', path], capture_output=True, text=True,
            input=''.join(f'{address}\t?\n' for address in case.clients))
    said = [tuple(line.split('\t')[2:4]) for line in done.stdout.splitlines()]
    if done.returncode or len(said) != len(case.clients):
        sys.exit(f'dns_random: {len(case.clients)} clients, {len(said)} '
                 f'answers, exit {done.returncode}\n{done.stderr}' +
                 '\n'.join(case.book))
    return said


def verdicts(folder, case):
    """Address, and verdict with all answers, with some, and with some late."""
    return list(zip(case.clients, ask(folder, case, False, False),
                    ask(folder, case, True, False),
                    ask(folder, case, True, True)))


def wrong(full, some, late):
    """What must not be in these verdicts, or None."""
    if some != late:
        return 'the order of the answers changes the verdict'
    if some[1].startswith('5') and not full[1].startswith('5'):
        return 'a question that fails makes a 5xx'
    return None


def less(items):
    for n in range(len(items)):
        yield items[:n] + items[n + 1:]


def smaller(case):
    """Cases with one line, answer, failure or delay less; of one client."""
    (address, entries), = case.clients.items()
    for book in less(case.book):
        yield Case(book, case.clients)
    for fewer in less(entries):
        yield Case(case.book, {address: fewer})
    for n, entry in enumerate(entries):
        for change in ({'fails': False}, {'delay_ms': 0}):
            plain = entry._replace(**change)
            if plain != entry:
                yield Case(case.book, {address: [
                    *entries[:n], plain, *entries[n + 1:]]})


def shrink(folder, case, why):
    """The smallest case found that is wrong in the same way."""
    for other in smaller(case):
        (_, *said), = verdicts(folder, other)
        if wrong(*said) == why:
            return shrink(folder, other, why)
    return case


def tell(folder, case, row):
    address, *said = row
    why = wrong(*said)
    case = shrink(folder, Case(case.book, {address: case.clients[address]}),
                  why)
    (_, *again), = verdicts(folder, case)
    if wrong(*again) == why:
        said = again
    else:
        why += ' (not when asked alone)'
    print(f'dns_random: {address}: {why}')
    for name, verdict in zip(('all answers', 'some fail', 'and are late'),
                             said):
        print(f'  {name}: {" ".join(verdict)}')
    print('rules:', *case.book, sep='\n  ')
    print('answers, and what fails:')
    for entry in case.clients[address]:
        print('  ' + zone_line(entry, False, True) +
              (' (fails)' if entry.fails else ''))


def compare(folder, rng, rounds):
    """1 if a counterexample is found, else 0."""
    refused = changed = 0
    for number in range(1, rounds + 1):
        case = random_case(rng)
        for row in verdicts(folder, case):
            _, full, some, late = row
            if wrong(full, some, late):
                print(f'dns_random: round {number}')
                tell(folder, case, row)
                return 1
            refused += full[1].startswith('5')
            changed += full != some
    print(f'dns_random: {rounds} rule books, {rounds * CLIENTS} clients, '
          f'{refused} refused for ever with all answers, {changed} verdicts '
          'changed by failures, none wrong')
    return 0


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('-s', type=int, default=20261122, metavar='SEED')
    parser.add_argument('rounds', nargs='?', type=int, default=8,
                        metavar='ROUNDS')
    args = parser.parse_args()
    for name in STUB_FILES:
        if not os.path.exists(os.path.join(TOOLS, name)):
            print(f'dns_random: # SKIP no tests/tools/{name}')
            return 0
    if not shutil.which('dhf-test'):
        sys.exit('dns_random: no dhf-test in PATH')
    with tempfile.TemporaryDirectory() as folder:
        return compare(folder, random.Random(args.s), args.rounds)


sys.exit(main())
