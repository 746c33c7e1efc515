# SPDX-License-Identifier: GPL-2.0-or-later
"""Random offenders, the dump that tells of them, and what a list has to say.
"""
import ipaddress
import random

KINDS = ('trap', 'storm', 'broadband', 'early-talker', 'manual')
VALUES = dict(zip(KINDS, (10, 11, 2, 255, 128)))
VALUE_OPTION = ','.join('%s=%d' % v for v in VALUES.items())
NEVER = [ipaddress.ip_network(n) for n in (
    '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8',
    '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.88.99.0/24',
    '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3')]
POINT_TEXT = b'Test entry of this list, RFC 5782'
ODD = '=$"\\:;#()<>{}@*%&|!?\'`~^_-+,./[] $$ $1 $= $NS \\134 "" ;; ::'


class Offender:
    def __init__(self, rnd, address, now):
        self.address = address  # IPv6: the first of its 64 bits
        self.kind = rnd.choice(KINDS)
        self.evidence = evidence(rnd)
        # three hours to 500 days
        self.until = now + 10800 + rnd.randrange(500 * 86400)

    def line(self):
        text = self.evidence.replace('\\', '\\134')
        return 'offender\t%s\t%s\tw\t1\t1224613063\t1\t%d\t7200\t%s\n' % (
            place(self.address), self.kind, self.until, text)

    def value(self):
        return '127.0.0.%d' % VALUES[self.kind]

    def text(self):
        """By the template %e."""
        return self.evidence[:255].strip(' ').encode('ascii')


def cut_rbldnsd(text):
    """Its texts have 255 bytes in the file, where "$" is "$$" and a "=" at the
    start "==": what is left of a longer one."""
    room, at = 255 - text.startswith(b'='), 0
    while at < len(text) and room >= (2 if text[at:at + 1] == b'$' else 1):
        room -= 2 if text[at:at + 1] == b'$' else 1
        at += 1
    return text[:at].strip(b' ')


def evidence(rnd):
    """Whatever is printable, more often what means something somewhere."""
    some = [chr(c) for c in range(32, 127)] + list(ODD) * 3
    return ''.join(rnd.choice(some) for _ in range(
        rnd.choice((0, 1, 2, 3, 5, 20, 20, 40, 254, 255))))


def place(address):
    return str(address) if address.version == 4 else '%s/64' % address


def address4(rnd):
    """Some of them neighbours, at ends of networks, with octets of 0."""
    while True:
        if rnd.random() < 0.7:
            n = rnd.randrange(1 << 32)
        else:
            n = 70 << 24 | rnd.randrange(4) << 16 | rnd.randrange(4) << 8 | \
                rnd.choice((0, 1, 2, 126, 127, 128, 254, 255))
        found = ipaddress.IPv4Address(n)
        if not any(found in net for net in NEVER):
            return found


def address6(rnd):
    """64 bits of documentation, or of what anybody may have."""
    if rnd.random() < 0.5:
        high = 0x20010db8 << 32 | rnd.randrange(4) << 16 | rnd.randrange(9)
    else:
        high = 0x2a << 56 | rnd.randrange(1 << 56)
    return ipaddress.IPv6Address(high << 64)


def offenders(rnd, count, now, share6=0.2):
    """A dict of them by address."""
    found = {}
    while len(found) < count:
        address = address6(rnd) if rnd.random() < share6 else address4(rnd)
        found[address] = Offender(rnd, address, now)
    return found


def write_dump(path, listed, rnd=None):
    """In any order, with other records and expired ones between."""
    lines = [o.line() for o in listed.values()]
    if rnd is not None:
        rnd.shuffle(lines)
        for _ in range(len(lines) // 50):
            lines.insert(rnd.randrange(len(lines)),
                         'offender\t%s\ttrap\tw\t1\t1\t1\t5\t0\told\n' %
                         address4(rnd))
            lines.insert(rnd.randrange(len(lines)), 'other\t1\tx\n')
    with open(path, 'w', encoding='ascii') as out:
        out.write('dhfd-dump 1\n' + ''.join(lines))


def neighbours(rnd, listed, share):
    """Addresses that are not listed, many next to one that is."""
    found = []
    for address in listed:
        if rnd.random() >= share:
            continue
        if address.version == 4:
            near = int(address) + rnd.choice((-256, -1, 1, 256))
            near = ipaddress.IPv4Address(near & 0xffffffff)
        else:
            near = ipaddress.IPv6Address(
                int(address) + (rnd.choice((-1, 1)) << 64))
        if near not in listed:
            found.append(near)
    return found + [a for a in (address4(rnd) for _ in range(len(found)))
                    if a not in listed]


def within(rnd, address):
    """Any address of an entry."""
    if address.version == 4:
        return address
    return address + rnd.choice((0, 1, rnd.randrange(1 << 64), (1 << 64) - 1))


def reverse(address, zone):
    """RFC 5782, sections 2.1 and 2.4."""
    if address.version == 4:
        labels = str(address).split('.')
    else:
        labels = list(address.exploded.replace(':', ''))
    return '.'.join(labels[::-1] + [zone])


def points(six):
    """RFC 5782 section 5: the one is listed, the other not."""
    found = [('127.0.0.2', True), ('127.0.0.1', False)]
    if six:
        found += [('::ffff:7f00:2', True), ('::ffff:7f00:1', False)]
    return [(ipaddress.ip_address(a), yes) for a, yes in found]
