#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""differential.py [-s SEED] [-k] [PAIRS]: dhf-test -b against the model.

Makes random rule sets and clients, asks dhf-test (found in PATH, or in
$DHF_TEST) and the model about every client, and compares action, code and
rule.  PAIRS counts pairs of a rule set and a client (100,000).  The first
differences are shown with their rule file; -k keeps all rule files.
"""
import argparse
import collections
import multiprocessing
import multiprocessing.pool
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import model  # noqa: E402

CLIENTS = 50   # clients a rule set
CHUNK = 20     # rule sets a task
SHOWN = 5      # differences shown in full

DOMAINS = ('example.net', 'dyn.example.net', 'pool.isp.test', 'isp.test',
           'static.isp.test', 'corp.test', 'example.com', 'a.b.example.com')
NAMES = ('mail', 'mx1', 'smtp-out', 'host', 'www', 'ns1', 'relay.east',
         'a', 'x_y', '9', 'node07.dsl', 'cable-modem')
NETS4 = ('10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8', '192.0.2.128/25',
         '192.0.2.0/24', '198.51.100.7', '198.51.100.6/31', '203.0.113.9/32',
         '10.1.2.3/16', '0.0.0.0/0', '128.0.0.0/1', '192.0.2.77/29')
NETS6 = ('2001:db8::/32', '2001:db8:1::/48', '2001:db8:0:0:8000::/65',
         '2001:db8::7', 'fe80::/10', '::/0', '2001:DB8:1:2::/64', '::1')
RANGES = ('10.1.2.3-10.1.2.200', '192.0.2.1-192.0.2.1', '10.0.0.0-10.1.1.255',
          '2001:db8::1-2001:db8::ff', '192.0.2.250-198.51.100.7')
BAD = ('', '1.2.3', '010.1.2.3', '10.1.2.03', '0x0a.1.2.3', '10.1.2.3.4',
       '10.1.2.256', 'unknown', '10.1.2.3 ', ' 10.1.2.3', '10.1.2.3/32',
       '1::2::3', ':::', '2001:db8::1%eth0', '::ffff:10.1.2', '12345::1',
       '::ffff:010.1.2.3', 'fe80::1%', '167838211', '10.1.2.3:25', '[::1]')
EVIDENCE = ('@rdns=none', '@rdns=confirmed', '@rdns=unconfirmed', '@rdns=unknown',
            '@dnsbl=bl.example.org', '@dnsbl=bl.example.org=127.0.0.2',
            '@dnswl=wl.example.org', '@rhsbl=rh.example.org')
PIECES = (r'\d{1,3}', r'\d{2,4}', r'\d+', r'\w{1,8}', r'[a-z]{2,6}', '[^.]+',
          '[a-f0-9]{2}', '[0-9-]{3,9}', r'\.', r'\.', '-', '.', '.{0,3}',
          '(dyn|pool|dsl)', '(?:static|mail|mx)', 'example', 'isp', 'net',
          'com', 'test', 'host', 'p+', '(a|b|c){1,2}', '(?:mx|ns)?1',
          '[-._]', r'(\d{1,3}[.-]){2,3}', '(?:[0-9]{3}){2,4}', 'relay')
OCTETS = ('$1-$2', '$4[.-]$3', '$1', '$3.$4', '$5$6', '$5$6$7$8', '$8',
          '$1$2$3$4', r'^\w*$1[.-]$2', '[$1]$2', r'\$1', '(?:$1|mail)',
          '$3[^$4]', '$2?$4')
WHOLE = (r'^mail\.', r'\.example\.(net|com)$', r'^ppp\d{1,4}\.', 'dyn',
         r'^host\d+', '^[^.]+$', r'^10\.', r'^192\.0\.2\.', ':', '^2001:db8',
         r'^\d{1,3}(\.\d{1,3}){3}$', r'\.test$', 'EXAMPLE', r'^.{1,12}\.',
         '.', 'x_y', 'nothing-like-it', '[:.]7$', r'^(?:a|9)\.',
         r'(^|[.-])mx\d?[.-]')


class Source:
    """One random rule set, and clients that it may concern."""

    def __init__(self, seed, folder):
        self.rnd = random.Random(seed)
        self.folder = folder
        self.name = 'r%d.conf' % seed
        self.seed = seed
        self.ids = 0
        self.defines = {}

    def chance(self, p):
        return self.rnd.random() < p

    def pick(self, values):
        return self.rnd.choice(values)

    # -- clients ---------------------------------------------------------

    def octets(self):
        o = self.rnd.randrange
        return self.pick((
            (10, 1, 2, o(256)), (10, o(3), o(256), o(256)),
            (192, 0, 2, o(256)), (198, 51, 100, o(10)), (203, 0, 113, 9),
            (o(256), o(256), o(256), o(256)), (10, 1, 2, o(10))))

    def ipv4(self, q):
        text = '%d.%d.%d.%d' % q
        if self.chance(0.85):
            return text
        high, low = q[0] << 8 | q[1], q[2] << 8 | q[3]
        return self.pick((
            '::ffff:' + text, '::FFFF:' + text, '0:0:0:0:0:ffff:' + text,
            '::ffff:%x:%x' % (high, low), '::ffff:%04X:%04x' % (high, low),
            '0000:0000:0000:0000:0000:ffff:%04x:%04x' % (high, low),
            '::0:ffff:' + text, '0::ffff:%x:%x' % (high, low)))

    def ipv6(self):
        x = self.rnd.randrange
        return self.pick((
            '2001:db8::%x' % x(1, 300), '2001:DB8:1:2::%X' % x(1, 65536),
            '2001:db8:%x:%x:%x:%x:%x:%x' % tuple(x(65536) for _ in range(6)),
            '2001:0db8:0000:0000:8000:0000:0000:%04x' % x(65536),
            'fe80::%x%%eth0' % x(1, 65536), 'fe80::%x' % x(1, 65536),
            '2001:db8:0:1:0:0:0:%x' % x(1, 9), 'febf::1%2', '2a00::7'))

    def host(self, q):
        if self.chance(0.4):
            label = self.pick((
                '%d-%d-%d-%d' % q, 'host%03d%03d%03d%03d' % q,
                'p%02x%02x%02x%02x' % q, 'ppp-%d-%d-%d-%d' % q[::-1],
                '%d.%d' % q[2:], 'ppp%d' % q[3], '%03d-%03d.cable' % q[:2]))
        else:
            label = self.pick(NAMES)
        name = label + '.' + self.pick(DOMAINS)
        if self.chance(0.03):
            name = self.pick((self.pick(DOMAINS), 'localhost', 'com',
                              'my' + name))
        if self.chance(0.02):
            size = self.pick((252, 253, 254, 260))
            # short labels: no pattern may reach the match limit on them
            name = 'b' + ('a.' * 130 + name)[1 - size:]
        if self.chance(0.1):
            name = self.pick((name.upper(), name.title()))
        return name + '.' if self.chance(0.1) else name

    def client(self):
        q = self.octets()
        ip = self.ipv4(q) if self.chance(0.75) else self.ipv6()
        if self.chance(0.03):
            ip = self.pick(BAD)
        kind = self.rnd.random()
        if kind < 0.15:
            return ip, '-'
        if kind < 0.28:
            return ip, '?'
        if kind < 0.29:
            return ip, self.pick(('', '.'))
        return ip, self.host(q)

    # -- rules -----------------------------------------------------------

    def regex(self):
        kind = self.rnd.random()
        if kind < 0.35:
            text = self.pick(WHOLE)
        elif kind < 0.6:
            text = self.pick(OCTETS)
            if self.chance(0.3):
                text += self.pick(PIECES)
        else:
            text = ''.join(self.pick(PIECES)
                           for _ in range(self.rnd.randrange(1, 5)))
            if self.chance(0.2):
                text = '(%s|%s)' % (text, self.pick(WHOLE))
            if self.chance(0.2):
                text = '^' + text
            if self.chance(0.15):
                text += '$'
        if self.defines and self.chance(0.2):
            text += '%{' + self.pick(list(self.defines)) + '}'
        return text

    def some(self, values):
        count = self.pick((1, 1, 1, 2, 3))
        return ','.join(self.pick(values) for _ in range(count))

    def domain(self):
        name = self.pick(DOMAINS)
        return name.upper() if self.chance(0.2) else name

    def criterion(self):
        kind = self.rnd.random()
        if kind < 0.12:
            return '@any'
        if kind < 0.28:
            return '@ip=' + self.some(NETS4 + NETS6)
        if kind < 0.36:
            return '@range=' + self.some(RANGES)
        if kind < 0.4:
            return '@ipfile=nets-%d.txt' % self.rnd.randrange(3)
        if kind < 0.55:
            return '@name=' + ','.join(self.domain() for _ in range(
                self.pick((1, 2))))
        if kind < 0.63:
            return '@host=' + ','.join(
                self.pick(NAMES) + '.' + self.domain() for _ in range(
                    self.pick((1, 2, 4))))
        if kind < 0.86:
            text = self.regex()
            return '@regex=' + self.pick(('%s', '"%s"')) % text
        return self.pick(EVIDENCE)

    def attributes(self, action):
        out = []
        if self.chance(0.4):
            self.ids += 1
            out.append('id=R%d' % self.ids)
        if action == 'block' and self.chance(0.3):
            code = self.pick(('550', '554', '553', '450', '451'))
            out += ['code=' + code, 'dsn=%c.7.1' % code[0]][:self.pick((1, 2))]
        if action == 'defer' and self.chance(0.3):
            out.append('code=' + self.pick(('450', '451', '421')))
        if action == 'score' and self.chance(0.4):
            out.append('good=' + self.number())
        if self.chance(0.2):
            out.append('mode=' + self.pick(('on', 'watch', 'off', 'on')))
        if self.chance(0.15):
            out.append('expires=' + self.pick(('2001-02-03', '2999-12-31')))
        if action in ('block', 'defer') and self.chance(0.1):
            out.append(r'text="go \"away\", %i # not %h"')
        if self.chance(0.05):
            out += ['owner=me', 'ref="ticket 7"']
        self.rnd.shuffle(out)
        return out

    def number(self):
        return self.pick(('1', '2.5', '-1.5', '4', '-3', '0.5', '8', '-0.25',
                          '+1', '3.125', '0'))

    def rule(self):
        if self.chance(0.3):
            end = self.pick(('', '', '', '  # old', ' '))
            return self.pick(('pass', 'block')) + self.pick(' \t') + \
                self.regex() + end
        action = self.pick(('pass', 'block', 'block', 'defer', 'grey',
                            'score', 'score', 'score', 'mark'))
        out = [action]
        if action == 'score':
            out.append(self.number())
        for _ in range(self.pick((1, 1, 1, 2, 2, 3))):
            out.append(self.pick(('', '', '', '!')) + self.criterion())
        out += self.attributes(action)
        if self.chance(0.2):
            out.append(self.proof(action, out[1:]))
        text = self.pick((' ', ' ', '  ', '\t')).join(out)
        if self.chance(0.05) and '"' not in text:
            text = text.replace(' ', ' \\\n', 1)
        return text + self.pick(('', '', '', ' # why', '\t# "why'))

    def proof(self, action, parts):
        """A must or a mustnot that the rule keeps, as the model sees it."""
        q = self.octets()
        ip, host = self.ipv4(q), self.host(q)
        rules = model.Rules(self.folder, os.devnull, 0)
        rules.defines = self.defines
        rule = rules.rule(action, ' '.join(parts), '')
        held = rule.ask(model.Client(ip, host), rules)
        word = self.pick(('must', 'mustnot')) if held is None else \
            'must' if held else 'mustnot'
        return '%s=%s/%s' % (word, host, ip)

    def settings(self):
        out = []
        verdicts = ('pass', 'block', 'block', 'defer', 'grey')
        for name in ('default_action', 'default_unresolved_action',
                     'default_ip_action'):
            if self.chance(0.45):
                out.append(name + ' ' + self.pick(verdicts))
        for name, values in (
                ('mode', ('on', 'on', 'on', 'watch', 'off')),
                ('reply_code', ('553', '550', '451', '450')),
                ('defer_code', ('451', '450', '421')),
                ('score_block', ('3', '5.5', 'none', '1', '8')),
                ('score_defer', ('2', '4', 'none', '0.5')),
                ('score_grey', ('1', '2.5', 'none', '-1'))):
            if self.chance(0.25):
                out.append(name + self.pick((' ', '\t', '  ')) +
                           self.pick(values))
        return out

    def lines(self):
        body = []
        for i in range(self.pick((0, 0, 1, 2))):
            text = self.pick(PIECES + OCTETS)
            body.append('define D%d %s' % (i, text))
            self.defines['D%d' % i] = text
        rules = [self.rule() for _ in range(self.rnd.randrange(0, 10))]
        for text in self.settings() + ['# a comment', '', '  # and one']:
            if self.chance(0.7):
                rules.insert(self.rnd.randrange(len(rules) + 1), text)
        return body + rules

    def write(self):
        lines = self.lines()
        cut = self.rnd.randrange(len(lines) + 1)
        if self.chance(0.1) and cut < len(lines):
            inner = 'i%d.conf' % self.seed
            self.put(inner, lines[cut:])
            lines[cut:] = ['include ' + inner]
        self.put(self.name, lines)

    def put(self, name, lines):
        end = '\r\n' if self.chance(0.1) else '\n'
        text = '\n'.join(lines) + '\n'
        with open(os.path.join(self.folder, name), 'w', newline='') as f:
            f.write(text.replace('\n', end))


def ask(folder, name, clients):
    """What dhf-test answers: one list of columns a client."""
    text = ''.join('%s\t%s\n' % c for c in clients)
    run = subprocess.run(
        [os.environ.get('DHF_TEST', 'dhf-test'), '-n', '-f', name,
         '-b'],
        cwd=folder, input=text.encode('latin-1'), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    rows = run.stdout.decode('latin-1').split('\n')[:-1]
    if run.returncode != 0 or len(rows) != len(clients):
        return None, 'exit %d, %d rows of %d\n%s' % (
            run.returncode, len(rows), len(clients),
            run.stderr.decode('latin-1'))
    return [row.split('\t') for row in rows], None


def compare(folder, seed):
    """Differences of one rule set, and how often each outcome came."""
    source = Source(seed, folder)
    source.write()
    clients = [source.client() for _ in range(CLIENTS)]
    rules = model.Rules(folder, source.name, time.time())
    rows, trouble = ask(folder, source.name, clients)
    if trouble:
        return [(source.name, trouble)], collections.Counter()
    found, seen = [], collections.Counter()
    for (ip, host), row in zip(clients, rows):
        action, code, label = rules.decide(model.Client(ip, host))
        want = [action, '-' if code is None else str(code)]
        labels = label if isinstance(label, tuple) else (label,)
        seen[action if labels[0].startswith('default_') else
             'rule: ' + action] += 1
        if row[:2] != [ip, host] or row[2:4] != want or \
                row[4:5] == [] or row[4] not in labels:
            found.append((source.name, 'client %s %s\n  dhf-test: %s\n'
                          '  model:    %s' % (
                              ip, host, ' '.join(row[2:]),
                              ' '.join(want + [' or '.join(labels)]))))
    return found, seen


def task(job):
    folder, seeds = job
    found, seen = [], collections.Counter()
    for seed in seeds:
        more, counts = compare(folder, seed)
        found += more[:3]
        seen += counts
    return found, seen


def show(folder, found):
    for name, text in found[:SHOWN]:
        print('--- %s: %s' % (name, text))
        with open(os.path.join(folder, name)) as f:
            print(''.join('%3d  %s' % p for p in enumerate(f, 1)))
        inner = os.path.join(folder, 'i' + name[1:])
        if os.path.exists(inner):
            with open(inner) as f:
                print('included:\n' + f.read())


def workers():
    """Processes, or threads where there is no /dev/shm for their queues."""
    try:
        return multiprocessing.Pool()
    except OSError:
        return multiprocessing.pool.ThreadPool()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', dest='seed', type=int, default=1)
    parser.add_argument('-k', dest='keep', action='store_true')
    parser.add_argument('pairs', nargs='?', type=int, default=100000)
    opt = parser.parse_args()
    sets = max(1, opt.pairs // CLIENTS)
    folder = tempfile.mkdtemp()
    for i, nets in enumerate((NETS4[:3], NETS6[:2] + NETS4[3:6], NETS4[5:9])):
        with open(os.path.join(folder, 'nets-%d.txt' % i), 'w') as f:
            f.write('# networks\n; of a test\n\n')
            f.writelines('%s ; %d\n' % (n, i) for n in nets)
    seeds = [opt.seed * 1000003 + i for i in range(sets)]
    jobs = [(folder, seeds[i:i + CHUNK]) for i in range(0, sets, CHUNK)]
    found, seen = [], collections.Counter()
    with workers() as pool:
        for more, counts in pool.imap(task, jobs):
            found += more
            seen += counts
    show(folder, found)
    print('# %d rule sets, %d pairs, seed %d: %s' % (
        sets, sum(seen.values()), opt.seed, ', '.join(
            '%s %d' % p for p in sorted(seen.items()))))
    print('# %d differences' % len(found))
    if opt.keep:
        print('# rule files are in ' + folder)
    else:
        shutil.rmtree(folder)
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
