#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rbldnsd_lists.py [-s SEED] [FILES]: imports mean what rbldnsd(8) answers.

Writes random data files (40 of each type), valid and damaged, serves all of
them by a real rbldnsd, and asks it and dhf-test (found in PATH) about the ends
of every network and their neighbours.  The import has "skip" where the file is
damaged, since rbldnsd leaves such lines out, too.  Exit status: 0, or 1 if an
answer differs, 77 without rbldnsd.
"""
import argparse
import ipaddress
import os
import random
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time

FORMAT = {'ip4set': 'rbldnsd-ip4set', 'ip4trie': 'rbldnsd-ip4trie',
          'ip6trie': 'rbldnsd-ip4trie'}
ANSWERS = ('', '', '', ' ', ' # comment', ';c', ' :127.0.0.4:text # 10.0.0.1',
           ' :5', ':6:', ' a text', '\t:127.0.1: x')
BETWEEN = ('', '# 10.0.0.0/8', '; c', ':127.0.0.3:default $', ':7',
           '$TTL 1h', '#$SOA 1h a.example. b.example. 0 1h 1h 1h 1h',
           '$1 a text', '$= $', ':$NS 1h a.example.', '  ', '$ttl 5')


def word4(rnd):
    """A network of IPv4 as ip4set and ip4trie both have it."""
    bits = rnd.choice((8, 12, 16, 20, 22, 23, 24, 24, 25, 28, 30, 31, 32, 32))
    first = (10 << 24 | rnd.randrange(3) << 16 | rnd.randrange(3) << 8 |
             rnd.choice((0, 1, 2, 127, 128, 129, 255)))
    first = first >> 32 - bits << 32 - bits
    text = str(ipaddress.IPv4Address(first))
    parts = text.split('.')
    given = rnd.randrange(max(1, (bits + 7) // 8), 5)
    if any(p != '0' for p in parts[given:]):
        given = 4
    short = '.'.join(parts[:given])
    if rnd.random() < 0.1:
        short = '.'.join(p.zfill(rnd.randrange(4)) for p in short.split('.'))
    if bits == given * 8 and given > 1 and rnd.random() < 0.7:
        return short
    return '%s/%d' % (short, bits)


def range4(rnd):
    """A range as ip4set has it."""
    given = rnd.randrange(1, 5)
    first = [10, rnd.randrange(3), rnd.randrange(3), rnd.randrange(256)]
    last = list(first)
    for i in range(1, given):
        if rnd.random() < 0.4:
            last[i] = min(255, last[i] + rnd.randrange(3))
    if rnd.random() < 0.5 or given == 1:
        end = str(min(255, first[given - 1] + rnd.randrange(4)))
    else:
        end = '.'.join(map(str, last[:given]))
    return '%s-%s' % ('.'.join(map(str, first[:given])), end)


def word6(rnd):
    bits = rnd.choice((20, 32, 36, 48, 64, 64, 96, 127, 128, 128))
    first = (0x20010db8 << 96 | rnd.randrange(3) << 80 |
             rnd.randrange(3) << 64 | rnd.choice((0, 1, 2, 0xffff << 48)))
    first = first >> 128 - bits << 128 - bits
    a = ipaddress.IPv6Address(first)
    if bits % 16 == 0 and bits < 128 and rnd.random() < 0.4:
        return ':'.join(a.exploded.split(':')[:bits // 16])
    text = rnd.choice((a.compressed, a.exploded, a.compressed.upper()))
    return text if bits == 128 and rnd.random() < 0.7 else '%s/%d' % (
        text, bits)


def write_list(rnd, kind):
    lines = []
    for _ in range(rnd.choice((1, 3, 10, 30))):
        if kind == 'ip6trie':
            entry = word6(rnd)
        elif kind == 'ip4set' and rnd.random() < 0.4:
            entry = range4(rnd)
        else:
            entry = word4(rnd)
        if rnd.random() < 0.25:
            entry = '!' + rnd.choice(('', ' ')) + entry
        answer = rnd.choice(ANSWERS)
        if kind == 'ip6trie' and answer.startswith(':'):
            answer = ' ' + answer # a colon is a part of the address
        lines.append(rnd.choice(('', '', '', ' ', '\t')) + entry +
                     answer)
        if rnd.random() < 0.3:
            lines.append(rnd.choice(BETWEEN))
    if kind != 'ip6trie' and rnd.random() < 0.1:
        lines.insert(rnd.randrange(len(lines)), '$MAXRANGE4 ' + rnd.choice(
            ('/20', '/24', '300')))
    return '\n'.join(lines) + '\n'


def damage(rnd, text, kind):
    """Change some bytes; not those of "$", which mean other things.

    What rbldnsd takes of IPv6 and nobody else does is not made: a value glued
    to an address by a second "::".
    """
    out = list(text)
    new = '0129./-!;# x\n' + (':' if kind != 'ip6trie' else '')
    for _ in range(rnd.randrange(1, 6)):
        at = rnd.randrange(len(out))
        how = rnd.randrange(3)
        if out[at] == '$' or (at > 0 and out[at - 1] == '$'):
            continue
        if how == 0:
            del out[at]
        elif how == 1:
            out.insert(at, rnd.choice(new))
        else:
            out[at] = rnd.choice(new)
        if not out:
            break
    text = ''.join(out)
    return re.sub(r'::(\S*)::', r'::\1x', text) + '\n'


def probes(rnd, kind):
    """Addresses where networks of these files begin, end or are none."""
    if kind == 'ip6trie':
        some = [0x20010db8 << 96 | a << 80 | b << 64 | c for a in range(4)
                for b in range(4)
                for c in (0, 1, 2, 3, 0xffff << 48, (1 << 64) - 1)]
        return [ipaddress.IPv6Address(n) for n in some]
    some = [10 << 24 | a << 16 | b << 8 | c for a in range(5)
            for b in (0, 1, 2, 3, 4, 5, 255)
            for c in (0, 1, 2, 3, 127, 128, 129, 130, 255)]
    some += [10 << 24 | rnd.randrange(1 << 18) for _ in range(100)]
    some += [9 << 24 | 0xffffff, 11 << 24, 12 << 24, 13 << 24 | 5, 5]
    return [ipaddress.IPv4Address(n) for n in some]


def question(number, address, zone):
    """A query for the A record of a list, RFC 5782 section 2."""
    if address.version == 4:
        labels = str(address).split('.')[::-1]
    else:
        labels = list(address.exploded.replace(':', ''))[::-1]
    name = b''.join(bytes([len(x)]) + x.encode()
                    for x in labels + zone.split('.'))
    return struct.pack('>6H', number, 0, 1, 0, 0, 0) + name + b'\0\0\1\0\1'


def listed(sock, port, address, zone):
    """Whether rbldnsd lists an address; UDP over loopback may lose one."""
    for number in range(1, 6):
        sock.sendto(question(number, address, zone), ('127.0.0.1', port))
        try:
            reply = sock.recv(512)
            while reply[:2] != struct.pack('>H', number):
                reply = sock.recv(512)
        except socket.timeout:
            continue
        rcode = reply[3] & 15
        if rcode not in (0, 3):
            raise SystemExit('rbldnsd: rcode %d for %s' % (rcode, zone))
        return rcode == 0 and reply[6:8] != b'\0\0'
    raise SystemExit('rbldnsd does not answer')


def serve(folder, zones):
    """Start rbldnsd on a free port."""
    program = shutil.which('rbldnsd', path=os.environ['PATH'] + ':/usr/sbin')
    if program is None:
        sys.exit(77)
    for _ in range(20):
        probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        probe.bind(('127.0.0.1', 0))
        port = probe.getsockname()[1]
        probe.close()
        args = [program, '-n', '-q', '-w', folder, '-b', '127.0.0.1/%d' % port]
        if os.getuid() == 0: # it insists on being somebody else
            args += ['-u', 'nobody']
        log = open(os.path.join(folder, 'log'), 'w')
        server = subprocess.Popen(args + zones, stdout=log, stderr=log)
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.settimeout(1)
        any_ip = ipaddress.IPv4Address('10.0.0.1')
        for _ in range(50):
            if server.poll() is not None:
                break
            try:
                listed(sock, port, any_ip, zones[0].split(':')[0])
                return server, sock, port
            except (SystemExit, OSError):
                time.sleep(0.1)
        server.kill()
    sys.exit('rbldnsd does not run: ' + open(log.name).read())


def ours(folder, name, kind, skip, addresses):
    """What dhf-test says: a list of booleans, or what dhf-compile said."""
    rules = os.path.join(folder, name + '.rules')
    with open(rules, 'w') as out:
        out.write('import %s %s%s\n' % (FORMAT[kind], name,
                                        ' skip' if skip else ''))
    made = subprocess.run(['dhf-compile', '-o', rules + '.db', rules],
                          capture_output=True, text=True)
    if made.returncode != 0:
        return made.stderr
    asked = ''.join('%s\tmail.example\n' % a for a in addresses)
    said = subprocess.run(['dhf-test', '-n', '-f', rules + '.db', '-b'],
                          input=asked, capture_output=True, text=True)
    return ['block' in line.split('\t')[2:4] or '\tblock\t' in line
            for line in said.stdout.splitlines()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', type=int, default=1)
    parser.add_argument('files', type=int, nargs='?', default=40)
    args = parser.parse_args()
    rnd = random.Random(args.s)
    folder = tempfile.mkdtemp()
    os.chmod(folder, 0o755)
    lists = []
    for kind in FORMAT:
        for i in range(args.files):
            text = write_list(rnd, kind)
            bad = i % 2 == 1
            name = '%s%d' % (kind, i)
            with open(os.path.join(folder, name), 'w') as out:
                out.write(damage(rnd, text, kind) if bad else text)
            lists.append((name, kind, bad))
    server, sock, port = serve(folder, [
        '%s.test:%s:%s' % (name, kind, name) for name, kind, _ in lists])
    asked = yes = wrong = 0
    try:
        for name, kind, bad in lists:
            addresses = probes(rnd, kind)
            want = [listed(sock, port, a, name + '.test') for a in addresses]
            got = ours(folder, name, kind, bad, addresses)
            asked += len(want)
            yes += sum(want)
            if got == want:
                continue
            wrong += 1
            print('%s differs: %s' % (name, got if isinstance(got, str) else
                  [str(a) for a, g, w in zip(addresses, got, want)
                   if g != w][:5]))
            print(open(os.path.join(folder, name)).read())
    finally:
        server.kill()
    print('%d lists, %d questions, %d listed, %d lists differ' % (
        len(lists), asked, yes, wrong))
    shutil.rmtree(folder)
    sys.exit(wrong != 0 or yes < asked // 20)


main()
