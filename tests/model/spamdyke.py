#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""spamdyke.py [-s SEED] [FILES]: "import spamdyke-rdns" means what it says.

spamdyke's rdns-blacklist-file has a name a line; one that begins with a dot
stands for all names that end so, and for the domain itself.  Writes random
files (40), with comments, blank lines, ends of other systems and odd case, and
asks dhf-test (found in PATH) about names near the lines; what is no name has
to be an error in its line.  Exit status: 0, or 1 if a verdict differs.
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

LABELS = ('a', 'b', 'mail', 'x-1', 'dyn', 'pool7', 'example', 'test')
BAD = ('a b.example', 'no_name!.example', '..example', 'a..b', '.', '*.example',
       'x' * 64 + '.example')


def name(rnd):
    return '.'.join(rnd.choice(LABELS) for _ in range(rnd.randrange(1, 5)))


def odd_case(rnd, text):
    return ''.join(c.upper() if rnd.random() < 0.2 else c for c in text)


def line(rnd):
    kind = rnd.random()
    if kind < 0.1:
        return rnd.choice(('', '   ', '# .example', '\t# note'))
    text = odd_case(rnd, ('.' if rnd.random() < 0.5 else '') + name(rnd))
    pad = rnd.choice(('', '', '', ' ', '\t'))
    return pad + text + rnd.choice(('', '', ' ', '\t '))


def reads(text):
    """The entries of a file, by spamdyke's page."""
    lines = [l.strip().lower() for l in re.split(r'\r?\n', text)]
    return [l for l in lines if l and not l.startswith('#')]


def listed(entries, host):
    return any(host == e or (e[0] == '.' and
                             (host == e[1:] or host.endswith(e)))
               for e in entries)


def run(folder, text):
    with open(os.path.join(folder, 'list'), 'w', newline='') as f:
        f.write(text)
    with open(os.path.join(folder, 'conf'), 'w') as f:
        f.write('import spamdyke-rdns list\n')
    return subprocess.run(('dhf-compile', '-o', folder + '/db',
                           folder + '/conf'), capture_output=True, text=True)


def verdicts(folder, hosts):
    text = ''.join('192.0.2.1\t%s\n' % h for h in hosts)
    done = subprocess.run(('dhf-test', '-n', '-f', folder + '/db', '-b'),
                          input=text, capture_output=True, text=True)
    return [l.split('\t')[2] == 'block' for l in done.stdout.splitlines()]


def differ(rnd, folder):
    """How many verdicts differ, and how many were asked, for one file."""
    end = rnd.choice(('\n', '\n', '\r\n'))
    lines = [line(rnd) for _ in range(rnd.randrange(1, 30))]
    text = end.join(lines) + rnd.choice(('', end))
    entries = reads(text)
    done = run(folder, text)
    if done.returncode != 0:
        print('refused: %r: %s' % (text, done.stderr))
        return 1, 1
    hosts = []
    for e in entries:
        base = e.lstrip('.')
        hosts += [base, 'x.' + base, 'x' + base, base.partition('.')[2] or
                  base, base + '.test']
    hosts += [name(rnd) for _ in range(10)]
    wrong = 0
    for host, got in zip(hosts, verdicts(folder, hosts), strict=True):
        if got != listed(entries, host):
            wrong += 1
            print('%r: %s %s' % (text, host, got))
    return wrong, len(hosts)


def accepts(rnd, folder):
    """Whether a line that is no name gets by: 1 or 0."""
    lines = [line(rnd) for _ in range(rnd.randrange(1, 9))]
    at = rnd.randrange(len(lines) + 1)
    lines.insert(at, rnd.choice(BAD))
    done = run(folder, '\n'.join(lines) + '\n')
    if done.returncode == 100 and ':%d:' % (at + 1) in done.stderr:
        return 0
    print('taken: %r: %s' % (lines, done.stderr))
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('-s', dest='seed', type=int, default=20261129)
    parser.add_argument('files', nargs='?', type=int, default=40)
    args = parser.parse_args()
    rnd = random.Random(args.seed)
    wrong = asked = 0
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(args.files):
            bad, count = differ(rnd, folder)
            wrong += bad + accepts(rnd, folder)
            asked += count
    print('%d files, %d names, %d differences' % (args.files, asked, wrong))
    return 1 if wrong or not asked else 0


if __name__ == '__main__':
    sys.exit(main())
