#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""postgrey.py [-s SEED] [FILES]: imported whitelists of postgrey mean what
their format says.

Writes random files (100), spelled in random ways, and damages a byte of every
second.  A reader of its own, made from dhf.conf(5), says what each line means;
dhf-test (found in PATH) is asked about clients near what the lines name.  A
line that the reader does not take has to be refused, and with "skip" left out
with a warning that has the right number.  Exit status: 0, or 1 if something
differs.
"""
import argparse
import ipaddress
import os
import random
import re
import subprocess
import sys
import tempfile

DOMAINS = ('example.com', 'mail.example.net', 'a.b.example.org', 'friend.test')
LABEL = r'[a-z0-9_-]{1,63}'


class Wrong(ValueError):
    """A line that means nothing."""


def read(line):
    """A line as a test of (address, name), or None if it says nothing."""
    word = line.split('#')[0].strip(' \t\r\n')
    if not word:
        return None
    if re.search(r'[ \t\r]', word):
        raise Wrong(word)
    if len(word) > 2 and word[0] == '/' == word[-1]:
        try:
            found = re.compile(word[1:-1], re.I)
        except re.error as e:
            raise Wrong(word) from e
        return lambda ip, name: bool(found.search(name))
    octets = re.fullmatch(r'(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?', word)
    if octets:
        word = '.'.join(o or '0' for o in octets.groups()) + '.0/24'
    if re.fullmatch(r'\d{1,3}(\.\d{1,3}){3}(/\d*)?', word) or \
            word.count(':') > 1:
        try:
            net = ipaddress.ip_network(word, strict=False)
        except ValueError as e:
            raise Wrong(word) from e
        return lambda ip, name: ip in net
    domain = re.sub(r'\.$', '', word.lower())
    if len(domain) > 253 or \
            not re.fullmatch(r'%s(\.%s)*' % (LABEL, LABEL), domain):
        raise Wrong(word)
    return lambda ip, name: name == domain or name.endswith('.' + domain)


class Maker:
    def __init__(self, rnd):
        self.rnd = rnd

    def ip(self):
        if self.rnd.random() < .2:
            return ipaddress.ip_address(
                '2001:db8::%x' % self.rnd.randrange(1, 6))
        return ipaddress.ip_address('192.0.%d.%d' % (
            self.rnd.randrange(3), self.rnd.randrange(4)))

    def word(self):
        ip = self.ip()
        if ip.version == 6:
            return self.rnd.choice((str(ip), '2001:db8::/126',
                                    ip.exploded.upper()))
        head = str(ip).rsplit('.', 1)[0]
        name = self.rnd.choice(DOMAINS)
        return self.rnd.choice((
            str(ip), head, head.rsplit('.', 1)[0], head + '.0/30',
            name, name.upper(), name + '.',
            '/^mx[0-9]+\\./', '/example\\.(com|net)$/', '/' + name + '/'))

    def text(self):
        lines = []
        for _ in range(self.rnd.randrange(1, 8)):
            line = self.rnd.choice(('', ' ', '\t')) + self.word()
            line += self.rnd.choice(('', '', ' ', '\t# why', '#why', '\r'))
            lines.append(self.rnd.choice((line, line, '# ' + line, '')))
        return '\n'.join(lines) + self.rnd.choice(('', '\n'))

    def damage(self, text):
        if not text:
            return text
        at = self.rnd.randrange(len(text))
        return text[:at] + self.rnd.choice('a.:-/ #,;!9') + text[at + 1:]

    def client(self):
        name = self.rnd.choice(DOMAINS + ('example.net', 'other.test'))
        return self.ip(), self.rnd.choice(
            ('', '', 'mx1.', 'mx1.', 'x', 'a.mx2.')) + name


def say(folder, text, words):
    """Compile: the status, and what was said."""
    with open(os.path.join(folder, 'list'), 'w', newline='') as out:
        out.write(text)
    with open(os.path.join(folder, 'rules'), 'w') as out:
        out.write('import postgrey list %s\nblock @any\n' % words)
    made = subprocess.run(
        ['dhf-compile', '-o', os.path.join(folder, 'db'),
         os.path.join(folder, 'rules')],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return made.returncode, made.stderr


def check(folder, text, clients):
    """What differs, or None."""
    tests, wrong = [], 0
    for line in text.split('\n'):
        # a carriage return in a line ends it, too
        for part in re.split(r'\r(?=.)', line):
            try:
                test = read(part)
            except Wrong:
                wrong += 1
                continue
            if test is not None:
                tests.append(test)
    rc, said = say(folder, text, '')
    if wrong and rc == 0:
        return 'is taken, with %d wrong lines' % wrong
    if wrong:
        rc, said = say(folder, text, 'skip')
        m = re.search(r'warning: (?:the line is|(\d+) lines are) left out',
                      said)
        if not m or int(m[1] or 1) != wrong:
            return '%d wrong: %s' % (wrong, said)
    if rc != 0:
        return said
    answers = subprocess.run(
        ['dhf-test', '-n', '-f', os.path.join(folder, 'db'), '-b'],
        input=''.join('%s\t%s\n' % c for c in clients),
        stdout=subprocess.PIPE, text=True).stdout.splitlines()
    for (ip, name), answer in zip(clients, answers):
        want = 'pass' if any(t(ip, name) for t in tests) else 'block'
        if answer.split('\t')[2] != want:
            return '%s/%s is not %s' % (name, ip, want)
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', dest='seed', type=int, default=20261129)
    parser.add_argument('files', nargs='?', type=int, default=100)
    o = parser.parse_args()
    rnd = random.Random(o.seed)
    make = Maker(rnd)
    differ = asked = 0
    with tempfile.TemporaryDirectory() as folder:
        for i in range(o.files):
            text = make.text()
            if i % 2:
                text = make.damage(text)
            clients = [make.client() for _ in range(60)]
            asked += len(clients)
            why = check(folder, text, clients)
            if why:
                differ += 1
                print('%s\n%r' % (why, text))
    print('postgrey: seed %d, %d files, %d clients, %d differences'
          % (o.seed, o.files, asked, differ))
    return differ > 0


sys.exit(main())
