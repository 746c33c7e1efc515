#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""postfix_tables.py [-s SEED] pcre|cidr|access [TABLES]
postfix_tables.py pcre|cidr|access FILE NAMES

Imports mean what Postfix makes of a table.  Writes random tables (60), in all
the ways in which they can be spelled, sound and damaged, and asks postmap(1)
and dhf-test (found in PATH) about clients near their lines; or the same of one
file and the clients in NAMES, "address TAB name" each.  Where Postfix warns,
dhf-compile must not be silent.  Exit status: 0, 1 if a verdict differs or a
warning is missing, 77 if there is no postmap.
"""
import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile

from postmap import Postmap, meaning
from postfix_random import MAKERS, clients_of

WARNINGS = ('skipping this rule', 'ignoring extra', 'ignoring this rule',
            'ignoring unrecognized', 'ignoring ENDIF', 'no matching ENDIF',
            'must not start with whitespace', 'expected format')


class Desk:
    """A folder where tables are asked in both ways."""

    def __init__(self, folder, kind):
        self.folder = folder
        self.kind = kind
        self.postmap = Postmap(folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='latin-1',
                  newline='') as out:
            out.write(text)

    def theirs(self, clients):
        """What smtpd would do with each client, and the warnings."""
        if self.kind == 'access':
            return self.search(clients)
        column = 1 if self.kind == 'pcre' else 0
        found, said = self.postmap.query(
            self.kind, self.path('list'), [c[column] for c in clients])
        return [meaning(found.get(c[column])) for c in clients], said

    def search(self, clients):
        """smtpd's search for a client in an indexed file: the name and the
        domains above it, then the address and the networks around it."""
        made = self.postmap.run(f'hash:{self.path("list")}')[1]
        keys = [list(name_keys(name)) + list(address_keys(ip))
                for ip, name in clients]
        found, said = self.postmap.query(
            'hash', self.path('list'), [k for some in keys for k in some])
        hits = [next((found[k] for k in some if k in found), None)
                for some in keys]
        return [meaning(hit) for hit in hits], made + said

    def compile(self):
        """Whether it compiles, and what was said."""
        self.write('conf', f'import postfix-{self.kind} list\ngrey @any\n')
        done = subprocess.run(
            ['dhf-compile', '-o', self.path('db'), 'conf'], cwd=self.folder,
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
            encoding='latin-1', check=False)
        return done.returncode == 0, done.stderr

    def ours(self, clients):
        asked = ''.join(f'{ip}\t{name}\n' for ip, name in clients)
        said = subprocess.run(
            ['dhf-test', '-n', '-f', self.path('db'), '-b', '-j'],
            input=asked, encoding='latin-1', check=True,
            stdout=subprocess.PIPE).stdout
        for line in said.splitlines():
            row = json.loads(line)
            action = row['action']
            yield ('end' if action == 'grey' else action, row['reply'],
                   row['rule'])


def name_keys(name):
    """Both ways of parent_domain_matches_subdomains, ".domain" first."""
    if name == '-':
        name = 'unknown'
    yield name
    while '.' in name:
        name = name.split('.', 1)[1]
        yield '.' + name
        yield name


def address_keys(ip):
    """The address, cut at its last "." or ":" again and again."""
    cut = ':' if ':' in ip else '.'
    while ip:
        yield ip
        ip = ip.rpartition(cut)[0]


def agree(want, reply):
    """Whether a reply has the code, the enhanced code and the text."""
    _, code, dsn, text = want
    said = re.match(r'(\d+) (\S+) (.*)', reply)
    if said is None:
        return False
    if text and '$' not in said.group(3) and \
            re.sub(r'\s+', ' ', said.group(3)) != text:
        return False
    return code in (None, int(said.group(1))) and \
        dsn in (None, said.group(2))


def compare(desk, clients):
    """Complaints about the table "list", and how many clients were asked."""
    wanted, warned = desk.theirs(clients)
    compiled, said = desk.compile()
    if not compiled:
        # what Postfix refuses as each client comes is one of its own errors
        return ([] if re.search(r'list:\d+:\d+: ', said) else [said]), 0
    bad = []
    if any(word in warned for word in WARNINGS) and 'warning: ' not in said:
        bad.append(f'silent, where Postfix says {warned}')
    for (ip, name), want, got in zip(clients, wanted, desk.ours(clients)):
        action, reply, rule = got
        if action != want[0] or (want[0] in ('block', 'defer') and
                                 not agree(want, reply)):
            bad.append(f'{ip} {name}: {got}, Postfix says {want}')
    return bad, len(clients)


def one_file(desk, args):
    with open(args.file, encoding='latin-1', newline='') as table:
        desk.write('list', table.read())
    with open(args.names, encoding='latin-1') as names:
        clients = [tuple(line.rstrip('\n').split('\t')[:2])
                   for line in names]
    bad, asked = compare(desk, clients)
    for line in bad[:10]:
        print(line)
    print(f'postfix-{args.kind}: {asked} clients, {len(bad)} differences')
    return bool(bad) or asked == 0


def random_tables(desk, args):
    rnd = random.Random(args.seed)
    bad = asked = refused = 0
    for _ in range(int(args.file)):
        text = MAKERS[args.kind](rnd)
        desk.write('list', text)
        complaints, count = compare(desk, clients_of(rnd, args.kind))
        asked += count
        refused += count == 0
        bad += len(complaints)
        if complaints:
            print(*complaints[:4], 'of', text, sep='\n')
    print(f'postfix-{args.kind}: {args.file} tables, {refused} refused, '
          f'{asked} clients, {bad} differences')
    return bad > 0 or asked == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', '--seed', type=int, default=1)
    parser.add_argument('kind', choices=('pcre', 'cidr', 'access'))
    parser.add_argument('file', nargs='?', default='60')
    parser.add_argument('names', nargs='?')
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder, args.kind)
        if not desk.postmap.works():
            print('no postmap here')
            return 77
        return int(one_file(desk, args) if args.names else
                   random_tables(desk, args))


if __name__ == '__main__':
    sys.exit(main())
