#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""embedded.py [-s SEED] [ADDRESSES]: addresses in names, in every spelling.

Writes random addresses (2,000) into names by each of the templates below and
asks dhf-test (found in PATH, or in $DHF_TEST) what @embedded says: all of the
address or a part of it, as the template has it.  Asks the same names about
another random address each: that may be an accident once in a thousand times.
Where few digits could be an accident, the template says how many it needs.
Exit status: 0, or 1 if a name is not found or there are more accidents.
"""
import argparse
import collections
import ipaddress
import os
import random
import subprocess
import sys
import tempfile

AT_ONCE = 1000
ACCIDENTS = 1e-3
RULES = 'grey @embedded=full\ndefer @embedded=partial\n'
SAYS = {'grey': 'full', 'defer': 'partial', 'pass': 'none'}

BEFORE = ('', 'host', 'ip-', 'dsl2-', 'pool.', 'x', 'a1.')
AFTER = ('', '-rev', '.dyn', '.city24', '.cable')
DOMAIN = ('isp.test', 'example.net', 'dialnet.example', 'a.test')

Template = collections.namedtuple('Template', 'name kind least write')


def decimal(digits, separator, octets):
    return separator.join(digits % o for o in octets)


def orders():
    """Names of the orders of four octets, and what makes them."""
    yield 'in order', lambda o: o
    yield 'reversed', lambda o: o[::-1]
    for k in (1, 2, 3):
        yield f'rotated by {k}', lambda o, k=k: o[k:] + o[:k]


def ip4_decimal():
    for digits in ('%d', '%02d', '%03d'):
        for separator in ('-', '.', '_', 'x'):
            for order, make in orders():
                yield Template(
                    f'{digits} "{separator}" {order}', 'full', 0,
                    lambda o, d=digits, s=separator, m=make:
                    decimal(d, s, m(o)))
    for order, make in orders():
        yield Template(f'%d "" {order}', 'full', 7,
                       lambda o, m=make: decimal('%d', '', m(o)))
        yield Template(f'%03d "" {order}', 'full', 0,
                       lambda o, m=make: decimal('%03d', '', m(o)))


def ip4_divided():
    for text, least in (
            ('{3}.net{0}-{1}-{2}', 7), ('{3}.a.{2}.b.{1}.c.{0}', 7),
            ('{0}-{1}.{2}-{3}', 0), ('h{3}.sub{2}.n{1}.r{0}', 7),
            ('{0:03}{1:03}-{2:03}{3:03}', 0),
            ('{0:03}{1:03}{2:03}.{3}', 0), ('{3}.{0:03}{1:03}{2:03}', 0),
            ('{3}-{2:03}{1:03}{0:03}', 0)):
        yield Template(text, 'full', least,
                       lambda o, t=text: t.format(*o))


def ip4_numbers():
    for digits in ('%02x', '%x', '0x%02x', '0x%x'):
        for separator in '-._':
            for step in (1, -1):
                yield Template(f'{digits} "{separator}" {step}', 'full', 0,
                               lambda o, d=digits, s=separator, k=step:
                               decimal(d, s, o[::k]))
    for step in (1, -1):
        yield Template(f'%02x "" {step}', 'full', 0,
                       lambda o, k=step: bytes(o[::k]).hex())
        yield Template(f'0x %02x "" {step}', 'full', 0,
                       lambda o, k=step: '0x' + bytes(o[::k]).hex())
        yield Template(f'integer {step}', 'full', 10,
                       lambda o, k=step:
                       str(int.from_bytes(bytes(o[::k]), 'big')))


def ip4_parts():
    for text, least in (
            ('{0}-{1}-{2}', 5), ('{1}-{2}-{3}', 5), ('{3}.{2}.{1}', 5),
            ('{1:03}{2:03}{3:03}', 5), ('{2}-{3}', 6), ('{3}.{2}', 6),
            ('{2:03}{3:03}', 6)):
        yield Template(text, 'partial', least,
                       lambda o, t=text: t.format(*o))


def groups(a):
    return [a.exploded[i:i + 4] for i in range(0, 39, 5)]


def plain(a):
    return [f'{int(g, 16):x}' for g in groups(a)]


def nibbles(a):
    return a.packed.hex()


def compressed(a):
    """With "--" for zeros; what begins or ends with them is written out."""
    text = str(a)
    if text[:2] == '::' or text[-2:] == '::':
        text = ':'.join(plain(a))
    return text.replace(':', '-')


def ip6_whole():
    for separator in '-._':
        for name, make in (('groups', plain), ('padded', groups)):
            for step in (1, -1):
                yield Template(
                    f'{name} "{separator}" {step}', 'full', 0,
                    lambda a, s=separator, m=make, k=step:
                    s.join(m(a)[::k]))
    for separator in ('', '.', '-'):
        for step in (1, -1):
            yield Template(f'nibbles "{separator}" {step}', 'full', 0,
                           lambda a, s=separator, k=step:
                           s.join(nibbles(a)[::k]))
    yield Template('half.half', 'full', 0,
                   lambda a: nibbles(a)[:16] + '.' + nibbles(a)[16:])
    yield Template('compressed', 'full', 0, compressed)


def ip6_parts():
    yield Template('network, number', 'partial', 0,
                   lambda a: '-'.join(plain(a)[:4]) + '.h' + plain(a)[7])
    yield Template('number, network', 'partial', 0,
                   lambda a: 'h' + plain(a)[7] + '.' + nibbles(a)[:16])
    yield Template('host', 'partial', 0,
                   lambda a: 'h' + '-'.join(plain(a)[4:]) + 'h')


def hardware(a):
    """RFC 4291 appendix A, backwards."""
    low = a.packed[8:]
    return bytes((low[0] ^ 2, low[1], low[2], low[5], low[6], low[7]))


def mac():
    yield Template('hardware address', 'full', 0,
                   lambda a: hardware(a).hex())
    for separator in '-._':
        yield Template(f'hardware address "{separator}"', 'full', 0,
                       lambda a, s=separator: hardware(a).hex(s))
        yield Template(f'network, hardware address "{separator}"', 'full', 0,
                       lambda a, s=separator: '-'.join(plain(a)[:4]) + s +
                       hardware(a).hex(s))


def within(a):
    """The IPv4 address of 64:ff9b::/96 (RFC 6052) and 2002::/16 (RFC 3056)."""
    return list(a.packed[12:16] if a.packed[0] == 0 else a.packed[2:6])


def ip4_within():
    for t in (*ip4_decimal(), *ip4_divided(), *ip4_numbers()):
        yield t._replace(name='within: ' + t.name,
                         write=lambda a, w=t.write: w(within(a)))


def random_ip4(rng):
    return ipaddress.IPv4Address(rng.getrandbits(32))


def random_ip6(rng):
    """A network, and a host that is random, one group or one bit or two."""
    host = rng.choice((rng.getrandbits(64), rng.getrandbits(16),
                       rng.getrandbits(4) | 1, 1 << rng.randrange(64)))
    network = 0x2001 << 48 | rng.choice(
        (rng.getrandbits(48), rng.getrandbits(32) << 16,
         0x0db8 << 32 | rng.getrandbits(8)))
    return ipaddress.IPv6Address(network << 64 | host)


def random_card(rng):
    card = rng.getrandbits(64) & ~(0xffff << 24) | 0xfffe << 24
    return ipaddress.IPv6Address(0x2a00 << 112 | rng.getrandbits(48) << 64 |
                                 card)


def random_within(rng):
    ip4 = rng.getrandbits(32)
    return ipaddress.IPv6Address(
        0x64ff9b << 96 | ip4 if rng.getrandbits(1) else
        0x2002 << 112 | ip4 << 80 | rng.getrandbits(80))


def octets_of(a):
    return list(a.packed)


def families():
    """What makes an address, what a template is given, and the templates."""
    yield random_ip4, octets_of, [*ip4_decimal(), *ip4_divided(),
                                  *ip4_numbers(), *ip4_parts()]
    yield random_ip6, lambda a: a, [*ip6_whole(), *ip6_parts()]
    yield random_card, lambda a: a, list(mac())
    yield random_within, lambda a: a, list(ip4_within())


def names(rng, count):
    """Template, address, name, and another address."""
    for make, give, templates in families():
        for _ in range(count):
            address, other = make(rng), make(rng)
            for t in templates:
                text = t.write(give(address))
                if sum(c.isdigit() for c in text) >= t.least:
                    yield t, address, (
                        rng.choice(BEFORE) + text + rng.choice(AFTER) + '.' +
                        rng.choice(DOMAIN)), other


def ask(rules, rows):
    """What dhf-test says of addresses and names."""
    feed = ''.join(f'{a}\t{name}\n' for a, name in rows)
    p = subprocess.run([os.environ.get('DHF_TEST', 'dhf-test'), '-b', '-f',
                        rules], input=feed, text=True,
                       stdout=subprocess.PIPE)
    said = [SAYS.get(line.split('\t')[2], line)
            for line in p.stdout.splitlines()]
    if len(said) != len(rows):
        sys.exit(f'embedded: {len(rows)} questions, {len(said)} answers, '
                 f'exit {p.returncode}')
    return said


class Count:
    def __init__(self):
        self.names = self.accidents = 0
        self.missed = collections.Counter()
        self.example = {}

    def add(self, rules, rows):
        own = ask(rules, [(a, name) for _, a, name, _ in rows])
        others = ask(rules, [(o, name) for _, _, name, o in rows])
        for (t, a, name, _), said, other in zip(rows, own, others):
            self.names += 1
            self.accidents += other == 'full'
            if said not in (t.kind, 'full'):  # numbers beside can be the rest
                self.missed[t.name] += 1
                self.example.setdefault(t.name, f'{a} {name}: {said}')

    def tell(self):
        for name, n in self.missed.most_common():
            print(f'embedded: {name}: {n} not found, as '
                  f'{self.example[name]}')
        print(f'embedded: {self.names} names, '
              f'{sum(self.missed.values())} not found, '
              f'{self.accidents} accidents')
        return 1 if self.missed or \
            self.accidents > ACCIDENTS * self.names else 0


def main():
    parser = argparse.ArgumentParser(description='addresses in names')
    parser.add_argument('-s', type=int, default=20261121, metavar='SEED')
    parser.add_argument('addresses', nargs='?', type=int, default=2000)
    args = parser.parse_args()
    rng, count = random.Random(args.s), Count()
    with tempfile.NamedTemporaryFile('w', suffix='.conf') as rules:
        rules.write(RULES)
        rules.flush()
        for done in range(0, args.addresses, AT_ONCE):
            count.add(rules.name, list(names(
                rng, min(AT_ONCE, args.addresses - done))))
    sys.exit(count.tell())


main()
