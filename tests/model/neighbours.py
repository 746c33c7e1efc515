#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""neighbours.py [-m CASE] [-n CLIENTS]: how often @neighbours is right.

Clients of the labelled names of ../shared/corpus get neighbours in a fake zone,
and dhf-test (found in PATH) tells what it sees.  Made neighbours have the names
that a machine, or people, would give them, so that it is known what is right:

  pool, by address    the client's name with the octets of the neighbour
  pool, by number     the client's name with another number for its last one
  modems              its hardware address with other digits
  among others        names of servers in other domains
  beside a pool       a server whose neighbours are lines of a pool
  one line in a farm  a line whose neighbours are servers
  half a pool         two neighbours like the client, two of other domains
  one like it         one like the client, one of another domain, two none
  alone               no names

Known neighbours are real: the four nearest of the same /24 that the corpus has,
for clients that have two or more there.  They stand at the addresses that are
asked, and names in hexadecimal are moved there.  What is seen is printed by
label, of rows and of domains, and "in doubt" of those whose name is plain with
less than 0.8, which strict.conf asks for; nobody knows what would be right.

-m prints the clients of a case that went otherwise.  Prints a table, and exits
1 if made neighbours are taken for what they are not in more than one of 100.
"""
import argparse
import collections
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'bench', 'lib'))
import corpus  # noqa: E402

STUB = os.path.join(HERE, '..', 'tools', 'dns-stub')
CORPUS = os.path.join(HERE, '..', '..', '..', 'shared', 'corpus')
RULES = """grey @neighbours=same
defer @neighbours=other
block @neighbours=none
pass @any
"""
DOUBT = 'grey @class=plain !@class=plain:0.8\npass @any\n'
LABELS = ('dynamic', 'generic_static', 'legit')
SAYS = {'grey': 'same', 'defer': 'other', 'block': 'none', 'pass': 'mixed'}
WRONG = 0.01
A_DOMAIN = 5  # clients of one domain in a case

# Four octets with one mark between; "head" is what stands before the last.
DECIMAL = {
    'd4f': r'(?<!\d)(?P<head>0*{0}(?P<mark>[-._x])0*{1}(?P=mark)0*{2}'
           r'(?P=mark)0*){3}(?!\d)',
    'd4r': r'(?<!\d)(?P<head>0*){3}(?=(?P<mark>[-._x])0*{2}(?P=mark)0*{1}'
           r'(?P=mark)0*{0}(?!\d))'}

# A client and the names beside it, nearest first.
Client = collections.namedtuple('Client', 'row ip host names')


def octets(ip):
    return [int(o) for o in ip.split('.')]


def beside(ip):
    """The addresses that are asked, of one that is not at an end."""
    a, b, c, d = octets(ip)
    return [f'{a}.{b}.{c}.{d + step}' for step in (-1, 1, -2, 2)]


# ---- names ----

def parts(row):
    """The host part and the rest."""
    return row.host[:-len(row.domain)], row.domain


def by_hex(host, old, new):
    """A name with the octets of another address, in hexadecimal."""
    for order in (1, -1):
        was, now = (''.join('%02x' % o for o in octets(ip)[::order])
                    for ip in (old, new))
        host = host.replace(was, now)
    return host


def by_address(row, ip):
    """The row's name for another address of its network, None if that is not
    plain to see."""
    host, domain = parts(row)
    new = octets(ip)
    if row.form.startswith('hex8'):
        moved = by_hex(host, row.ip, ip)
    elif row.form in ('z12f', 'z12r'):
        order = 1 if row.form == 'z12f' else -1
        was, now = (''.join('%03d' % o for o in some[::order])
                    for some in (octets(row.ip), new))
        moved = host.replace(was, now)
    elif row.form in DECIMAL:
        text = DECIMAL[row.form].format(*octets(row.ip))
        moved = re.sub(text, lambda m: m['head'] + str(new[3]), host, count=1)
    else:
        return None
    return moved + domain if moved != host else None


def by_number(row, step):
    """The row's name with another last number, of as many digits or more."""
    host, domain = parts(row)
    found = re.search(r'(\d+)(\D*)$', host)
    if not found:
        return None
    number = '%0*d' % (len(found[1]), int(found[1]) + step + 2)
    return host[:found.start()] + number + found[2] + domain


def by_modem(row, rng):
    """The row's name with another hardware address."""
    host, domain = parts(row)
    found = re.search(r'(?<![0-9a-f])(?=[0-9a-f]*\d)[0-9a-f]{12}(?![0-9a-z])',
                      host)
    if not found:
        return None
    # the maker's half is often the same
    card = found[0][:6] + '%06x' % rng.randrange(1 << 24)
    return host[:found.start()] + card + host[found.end():] + domain


# ---- cases ----

class Cases:
    """The clients of each case."""

    def __init__(self, files, clients):
        self.rng = random.Random(15)
        self.clients = clients
        rows = [r for name in ('names', 'ambiguous') for r in files[name]
                if re.match(r'\d+\.\d+\.\d+\.\d+$', r.ip)
                and r.host.endswith('.' + r.domain)]
        self.rows = rows
        self.lines = [r for r in rows if r.label == 'dynamic']
        self.servers = [r for r in rows if r.label == 'legit']
        self.pool = self.chosen([r for r in self.lines if all(
            by_address(r, ip) for ip in beside_of(r))])

    def chosen(self, rows):
        """Some of them, one of a network and few of a domain."""
        rows, found = sorted(rows, key=lambda r: zlib.crc32(
            r.host.encode('latin-1'))), []
        nets, domains = set(), collections.Counter()
        for r in rows:
            net = r.ip.rsplit('.', 1)[0]
            if net not in nets and domains[r.domain] < A_DOMAIN and \
                    3 <= octets(r.ip)[3] <= 252:
                nets.add(net)
                domains[r.domain] += 1
                found.append(r)
        return found[:self.clients]

    def named(self, rows, names):
        """A client for each row whose neighbours all have a name."""
        for r in self.chosen([r for r in rows if None not in names(r)]):
            yield Client(r, r.ip, r.host, names(r))

    def others(self, row, count=4):
        """Names of servers elsewhere."""
        some = [r.host for r in self.rng.sample(self.servers, 2 * count)
                if r.domain != row.domain]
        return some[:count]

    def lines_beside(self, row):
        """A pool's names at the addresses beside a row."""
        pool = self.rng.choice(self.pool)
        return [by_address(pool, pool.ip.rsplit('.', 1)[0] + '.' +
                           ip.rsplit('.', 1)[1]) or pool.host
                for ip in beside(row.ip)]

    def made(self):
        """What is right, and its clients, by case."""
        def addressed(r):
            return [by_address(r, ip) for ip in beside_of(r)]

        def numbered(r):
            shown = r.form in corpus.WHOLE or \
                '%02x%02x' % tuple(octets(r.ip)[2:]) in r.host
            return [None if shown else by_number(r, step)
                    for step in (-1, 1, 2, 3)]

        def carded(r):
            return [by_modem(r, self.rng) for _ in range(4)]

        yield 'pool, by address', 'same', self.named(self.lines, addressed)
        yield 'pool, by number', 'same', self.named(self.lines, numbered)
        yield 'modems', 'same', self.named(self.lines, carded)
        yield 'among others', 'other', self.named(self.servers, self.others)
        yield 'beside a pool', 'other', self.named(
            self.servers, self.lines_beside)
        yield 'one line in a farm', 'other', self.named(
            self.lines, self.others)
        yield 'half a pool', 'same', self.named(
            self.pool, lambda r: self.others(r, 2) + addressed(r)[2:])
        yield 'one like it', 'mixed', self.named(
            self.pool, lambda r: addressed(r)[:1] + self.others(r, 1))
        yield 'alone', 'none', self.named(self.rows, lambda r: [])

    def known(self):
        """Clients with the names of the nearest, by label."""
        nets = collections.defaultdict(dict)
        found = collections.defaultdict(list)
        for r in self.rows:
            net, last = r.ip.rsplit('.', 1)
            nets[net].setdefault(int(last), r)
        for at in nets.values():
            for last, r in sorted(at.items()):
                near = sorted((abs(last - k), k) for k in at if k != last)[:4]
                if len(near) > 1:
                    found[r.label].append((r, [at[k] for _, k in near]))
        for label in LABELS:
            yield label, [moved(i, *some) for i, some in
                          enumerate(found[label][:self.clients])]


def moved(number, row, near):
    """A client in a network of its own, with those near it beside it."""
    ip = f'10.{number >> 8}.{number & 255}.100'
    return Client(row, ip, by_hex(row.host, row.ip, ip),
                  [by_hex(r.host, r.ip, asked)
                   for r, asked in zip(near, beside(ip))])


def beside_of(row):
    return beside(row.ip) if 3 <= octets(row.ip)[3] <= 252 else [row.ip]


# ---- asking ----

def verdicts(rules, clients):
    done = subprocess.run(
        ['dhf-test', '-b', '-f', rules], check=True, capture_output=True,
        input=''.join(f'{c.ip}\t{c.host}\n' for c in clients),
        encoding='latin-1')
    said = [answer.split('\t')[2] for answer in done.stdout.splitlines()]
    if len(said) != len(clients):
        sys.exit(f'neighbours: {len(clients)} clients, {len(said)} answers')
    return said


def in_doubt(clients):
    """Those whose name, as it came, is plain and not for certain."""
    with tempfile.NamedTemporaryFile('w') as rules:
        rules.write(DOUBT)
        rules.flush()
        said = verdicts(rules.name, [c._replace(ip=c.row.ip, host=c.row.host)
                                     for c in clients])
    return [c for c, word in zip(clients, said) if word == 'grey']


def ask(clients):
    """What dhf-test sees beside each."""
    with tempfile.TemporaryDirectory() as folder:
        zone, rules = (os.path.join(folder, n) for n in ('zone', 'rules'))
        with open(zone, 'w', encoding='latin-1') as out:
            for c in clients:
                for ip, name in zip(beside(c.ip), c.names):
                    back = '.'.join(ip.split('.')[::-1])
                    out.write(f'{back}.in-addr.arpa PTR {name}\n')
        with subprocess.Popen([STUB, zone], stdout=subprocess.PIPE) as stub:
            try:
                port = int(stub.stdout.readline())
                with open(rules, 'w', encoding='ascii') as out:
                    out.write(f'dns_servers 127.0.0.1:{port}\n'
                              'dns_timeout 9000\n' + RULES)
                return [SAYS[word] for word in verdicts(rules, clients)]
            finally:
                stub.terminate()


def shares(rows, said):
    """Each word's share of the rows, and of the domains."""
    for key in (lambda r: '', lambda r: r.domain):
        groups = collections.defaultdict(collections.Counter)
        for r, word in zip(rows, said):
            groups[key(r)][word] += 1
        yield {word: 100 * sum(g[word] / sum(g.values())
                               for g in groups.values()) / len(groups)
               for word in SAYS.values()}


def line(*columns):
    print('%-18s %7s %7s   %-6s' % columns[:4] +
          ''.join(' %6s' % c for c in columns[4:]))


def report(name, right, clients, case):
    """Print a line; the share that is not right."""
    if not clients:
        return 0
    said = ask(clients)
    rows = [c.row for c in clients]
    domains = len({r.domain for r in rows})
    by_rows, by_domains = shares(rows, said)
    line(name, len(rows), domains, right or '-',
         *('%.1f' % by_rows[word] for word in SAYS.values()))
    if right is None:
        line('  of domains', '', '', '',
             *('%.1f' % by_domains[word] for word in SAYS.values()))
    if name == case:
        for c, word in zip(clients, said):
            if word != right:
                print(c.ip, c.host, word, *c.names, sep='\t')
    return 0 if right is None else 1 - by_rows[right] / 100


def main():
    p = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('-m', dest='case')
    p.add_argument('-n', dest='clients', type=int, default=400)
    args = p.parse_args()
    if not shutil.which('dhf-test'):
        sys.exit('neighbours: no dhf-test in PATH')
    for path in (os.path.join(CORPUS, 'names.tsv'), corpus.SUFFIXES):
        if not os.path.exists(path):
            print(f'neighbours: # SKIP no {path}')
            return 0
    cases = Cases(corpus.corpus_read(CORPUS), args.clients)
    line('neighbours', 'clients', 'domains', 'right', *SAYS.values())
    wrong = [report(name, right, list(some), args.case)
             for name, right, some in cases.made()]
    for label, some in cases.known():
        report('known, ' + label, None, some, args.case)
        report('  in doubt', None, in_doubt(some), args.case)
    return int(max(wrong) > WRONG)


if __name__ == '__main__':
    sys.exit(main())
