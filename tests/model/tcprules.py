#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""tcprules.py [-s SEED] [FILES]: "import tcprules" means what tcprules means.

Writes random files (40), compiles each with tcprules(1) and as an import, and
asks tcprulescheck(1) and dhf-test (found in PATH) about clients near the
lines.  Then damages each file: it is refused, or warned of, or means what
tcprules makes of it.  Exit status: 0, or 1 if a verdict differs.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile

HOSTS = ('mail.example', 'a.dyn.example', 'dyn.example', 'b.a.dyn.example',
         'x.other.example', None)
WORDS = ('deny', 'allow', 'deny', 'allow,RELAYCLIENT=""',
         'allow,RBLSMTPD="-no, not here"', 'allow,DHF="wait:allow"',
         'allow,DHF=""', 'deny,A="x"', 'allow,B=/:deny/')


def octets(rnd):
    return [rnd.choice((10, 10, 11)), rnd.randrange(3), rnd.randrange(3),
            rnd.randrange(6)]


def span(rnd, value):
    """An octet, or a range of them as tcprules counts."""
    if rnd.random() < 0.75:
        return str(value)
    high = value + rnd.randrange(-1, 5)
    if high < value and rnd.random() < 0.7:
        high = value
    width = rnd.choice(('%d-%d', '%d-%d', '%02d-%d', '%d-%03d'))
    return width % (value, high)


def address(rnd):
    kind = rnd.random()
    if kind < 0.1:
        return ''
    if kind < 0.2:
        return '='
    if kind < 0.3:
        return '=' + rnd.choice([h for h in HOSTS if h])
    if kind < 0.4:
        return '=.' + rnd.choice(('example', 'dyn.example', 'other.example'))
    if kind < 0.5: # what never comes
        return rnd.choice(('127', '10', '10.1', '10.0.0', '10.01.', ' 10.1.',
                           '10.1.2.3.', '*', '10.1.2.*', '=a b', '10..',
                           '010.', '=.', '10.1.1.1 ', '10.0.0.001',
                           'mail.example', '10.300.', '.example'))
    parts = octets(rnd)
    length = rnd.choice((1, 2, 3, 4, 4, 4))
    text = [str(p) for p in parts[:length]]
    if rnd.random() < 0.4:
        at = rnd.randrange(length)
        text[at] = span(rnd, parts[at])
    return '.'.join(text) + ('.' if length < 4 else '')


def table(rnd):
    lines = []
    for _ in range(rnd.randrange(1, 14)):
        line = f'{address(rnd)}:{rnd.choice(WORDS)}'
        line += rnd.choice(('', '', '', ' ', '\t'))
        lines.append(line)
        if rnd.random() < 0.1:
            lines.append(rnd.choice(('# 10.:deny', '', 'no colon')))
    return lines


def damage(rnd, lines):
    """One byte of the text taken out, doubled or changed."""
    text = '\n'.join(lines) + '\n'
    at = rnd.randrange(len(text))
    new = rnd.choice(('', text[at] * 2, rnd.choice('.-:=,"ad19 #@/x')))
    return text[:at] + new + text[at + 1:]


def theirs(cdb, ip, host):
    """pass, block, defer, or end for an allow that says no more."""
    env = {'PATH': os.environ['PATH'], 'TCPREMOTEIP': ip}
    if host:
        env['TCPREMOTEHOST'] = host
    said = subprocess.run(['tcprulescheck', cdb], env=env, text=True,
                          stdout=subprocess.PIPE, check=True).stdout
    said = said.splitlines()
    if said[0].startswith('default:'):
        return 'end'
    if 'deny connection' in said:
        return 'block'
    value = {}
    for line in said:
        if line.startswith('set environment variable '):
            name, text = line[len('set environment variable '):].split('=', 1)
            value[name] = text
    if 'RELAYCLIENT' in value:
        return 'pass'
    told = value.get('DHF', value.get('RBLSMTPD'))
    if told is None:
        return 'end'
    return 'pass' if told == '' else 'block' if told[0] == '-' else 'defer'


class Desk:
    """A folder where files are compiled and asked in both ways."""

    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w', encoding='latin-1') as out:
            out.write(text)

    def tcprules(self, text):
        self.write('list', text)
        with open(self.path('list'), 'rb') as list_file:
            return subprocess.run(
                ['tcprules', self.path('cdb'), self.path('tmp')],
                stdin=list_file, stderr=subprocess.DEVNULL,
                check=False).returncode == 0

    def compile(self):
        """Whether it compiles, and what was said."""
        self.write('conf', 'import tcprules list\ngrey @any\n')
        done = subprocess.run(
            ['dhf-compile', '-o', self.path('db'), 'conf'], cwd=self.folder,
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
            check=False)
        return done.returncode == 0, done.stderr

    def ours(self, clients):
        asked = ''.join(f'{ip}\t{host or "-"}\n' for ip, host in clients)
        said = subprocess.run(['dhf-test', '-f', self.path('db'), '-b'],
                              input=asked, text=True, check=True,
                              stdout=subprocess.PIPE).stdout
        actions = [line.split('\t')[2] for line in said.splitlines()]
        return ['end' if a == 'grey' else a for a in actions]

    def differences(self, clients):
        """Of the clients, those that both do not treat alike."""
        for (ip, host), got in zip(clients, self.ours(clients)):
            want = theirs(self.path('cdb'), ip, host)
            if got != want:
                yield f'{ip} {host}: {got}, tcprulescheck says {want}'


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', '--seed', type=int, default=1)
    parser.add_argument('files', type=int, nargs='?', default=40)
    args = parser.parse_args()
    rnd = random.Random(args.seed)
    bad = asked = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder)
        for _ in range(args.files):
            lines = table(rnd)
            for text in ('\n'.join(lines) + '\n', damage(rnd, lines)):
                clients = [('.'.join(map(str, octets(rnd))),
                            rnd.choice(HOSTS)) for _ in range(25)]
                taken = desk.tcprules(text)
                compiled, said = desk.compile()
                if not taken or not compiled:
                    refused += 1
                    if taken or (compiled and 'warning: ' not in said):
                        bad += 1
                        print(f'taken {taken}, compiled {compiled}, '
                              f'of\n{text}{said}')
                    continue
                asked += len(clients)
                for line in desk.differences(clients):
                    bad += 1
                    print(f'{line}, of\n{text}{said}')
    print(f'tcprules: {args.files} files, {asked} clients, {refused} files '
          f'refused, {bad} differences')
    return 1 if bad or asked == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
