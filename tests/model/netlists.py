#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""netlists.py [-s SEED] [-d FOLDER] [FILES]: imports of addresses mean what
their formats say.

Writes random files (40 of each format), spelled in random ways, and damages
every second.  A reader of its own, made from dhf.conf(5), says what each means,
and dhf-test (found in PATH) is asked about the ends of all networks and their
neighbours.  What the reader does not take has to be refused, and with "skip"
left out with a warning that has the right number.  With -d, the lists of that
folder are written in every form that such lists are published in.  Exit
status: 0, or 1 if something differs.
"""
import argparse
import gzip
import ipaddress
import json
import os
import random
import re
import subprocess
import sys
import tempfile


class Wrong(ValueError):
    """A line that means nothing, or something else than it says."""


# ---- readers: a line becomes a list of (version, first, last)

def address(text):
    try:
        a = ipaddress.ip_address(text)
    except ValueError as e:
        raise Wrong(text) from e
    if a.version == 6 and a.ipv4_mapped is not None:
        a = a.ipv4_mapped
    return a.version, int(a)


def span(a, b):
    if a[0] != b[0] or a[1] > b[1]:
        raise Wrong('range')
    return [(a[0], a[1], b[1])]


def width(version):
    return 32 if version == 4 else 128


def block(a, bits):
    size = 1 << width(a[0]) - bits
    first = a[1] // size * size
    return [(a[0], first, first + size - 1)]


def prefix(a, text):
    if not re.fullmatch(r'\d+', text) or int(text) > width(a[0]):
        raise Wrong(text)
    return block(a, int(text))


def netmask(text):
    """The prefix length of a netmask; None if it is none."""
    if not re.fullmatch(r'\d+(\.\d+){3}', text):
        return None
    for bits in range(33):
        n = (1 << 32) - (1 << 32 - bits)
        if text == str(ipaddress.IPv4Address(n)):
            return bits
    return None


def cidr(text):
    base, slash, rest = text.partition('/')
    a = address(base)
    if not slash:
        return block(a, width(a[0]))
    if '.' in rest:
        bits = netmask(rest)
        if bits is None or a[0] == 6:
            raise Wrong(text)
        return block(a, bits)
    if ':' in base and a[0] == 4:
        raise Wrong('mapped') # not made here
    return prefix(a, rest)


def reads_as_network(word):
    """Whether a column would change what the line means."""
    for part in re.split(r'[][,;(){}<>"\'|=]', word):
        if not part:
            continue
        if re.match(r'-+($|\d)', part) or re.fullmatch(r'/\d*', part):
            return True
        if re.fullmatch(r'[\d.*/-]+', part) and part.count('.') >= 3:
            return True
        tail = part[part.rfind(':') + 1:]
        if re.fullmatch(r'[\d.*/-]+', tail) and tail.count('.') >= 3:
            return True
        if re.fullmatch(r'0[xX][0-9a-fA-F]{8}', part):
            return True
        for piece in (part, *part.split('-', 1)):
            try:
                cidr(piece)
            except Wrong:
                continue
            if piece == part or all(is_net(x) for x in part.split('-', 1)):
                return True
    return False


def is_net(text):
    try:
        cidr(text)
        return True
    except Wrong:
        return False


def columns(line):
    text = re.sub(r'((^|(?<=[ \t]))//|[#;]).*', '', line).strip(' \t\r')
    if not text or re.match(r'start[ \t]+end([ \t]|$)', text, re.I):
        return []
    words = re.split(r'[ \t\r]+', text)
    m = re.match(r'([^ \t-]+)[ \t]*-[ \t]*([^ \t]+)(.*)', text)
    if m and ('-' in words[0] or words[1:2] and words[1][0] == '-'):
        got, rest = span(address(m[1]), address(m[2])), m[3].split()
    elif '-' in words[0] or (words[1:2] and words[1][0] == '-'):
        raise Wrong('range')
    else:
        got, rest = two_words(words)
    if any(reads_as_network(w) for w in rest):
        raise Wrong('columns')
    return got


def two_words(words):
    got = cidr(words[0])
    if '/' in words[0] or len(words) == 1:
        return got, words[1:]
    a = address(words[0])
    try:
        b = address(words[1])
    except Wrong:
        if re.fullmatch(r'\d+', words[1]) and \
           int(words[1]) < width(a[0]) and block(a, int(words[1]))[0][1] == \
           a[1]:
            raise Wrong('prefix') from None
        return got, words[1:]
    bits = netmask(words[1]) if a[0] == 4 else None
    if bits is not None and bits >= 8 and (bits < 32 or a[1] >> 24):
        return block(a, bits), words[2:]
    if len(words) < 3 or prefix(a, words[2]) != span(a, b):
        raise Wrong('two addresses')
    return span(a, b), words[3:]


def read_networks(line):
    line = line.strip(' \t\r')
    if line.startswith('{'):
        return read_json(line)
    quad = r'(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})'
    m = re.match(quad + r'[ \t]*[-,][ \t]*' + quad +
                 r'[ \t]*,[ \t]*(\d{1,3})[ \t]*(,|$)', line)
    if m and all(int(x) < 256 for x in m.groups()[:9]):
        n = [int(x) for x in m.groups()[:9]]
        ends = ['.'.join(map(str, n[i:i + 4])) for i in (0, 4)]
        got = span(address(ends[0]), address(ends[1]))
        return got if n[8] < 127 else []
    try:
        return columns(line)
    except Wrong:
        quad = r'((?:\d{1,3}\.){3}\d{1,3})'
        m = re.fullmatch(r'.*:[ \t]*' + quad + r'[ \t]*-[ \t]*' + quad, line)
        if not m:
            raise
        return span(address(m[1]), address(m[2]))


def no_constant(text):
    raise Wrong(text)


def read_json(line):
    try:
        pairs = json.loads(line, object_pairs_hook=list,
                           parse_constant=no_constant)
    except ValueError as e:
        raise Wrong(line) from e
    nets = [v for k, v in pairs if k == 'cidr']
    if len(nets) > 1 or not all(isinstance(n, str) for n in nets):
        raise Wrong('cidr')
    if nets:
        if '.' in nets[0].partition('/')[2]:
            raise Wrong('netmask')
        return cidr(nets[0])
    if dict((k, str(v)) for k, v in pairs).get('type') != 'metadata':
        raise Wrong('no cidr')
    return []


def read_spamdyke(line):
    """README_ip_file_format of spamdyke."""
    text = line.strip(' \t\r')
    if not text or text[0] == '#':
        return []
    text = re.sub(r'[ \t]+#.*', '', text)
    m = re.fullmatch(r'(\d{1,3}(?:-\d{1,3})?(?:\.\d{1,3}(?:-\d{1,3})?){0,3})'
                     r'\.?(?:/([\d.]+))?', text)
    if not m:
        raise Wrong(text)
    octets = []
    for part in m[1].split('.'):
        low, _, high = part.partition('-')
        octets.append((int(low), int(high or low)))
        if octets[-1][0] > octets[-1][1] or octets[-1][1] > 255:
            raise Wrong(text)
    if m[2] is not None:
        return spamdyke_mask(octets, m[2])
    octets += [(0, 255)] * (4 - len(octets))
    out = [0]
    fixed = 4
    while fixed > 1 and octets[fixed - 1] == (0, 255):
        fixed -= 1
    for low, high in octets[:fixed - 1]:
        out = [n << 8 | o for n in out for o in range(low, high + 1)]
        if len(out) > 65536:
            raise Wrong('too many')
    rest = 8 * (4 - fixed)
    low, high = octets[fixed - 1]
    return [(4, (n << 8 | low) << rest, ((n << 8 | high) + 1 << rest) - 1)
            for n in out]


def spamdyke_mask(octets, mask):
    if len(octets) != 4:
        raise Wrong('partial')
    a = 4, sum(low << 24 - 8 * i for i, (low, _) in enumerate(octets))
    if '.' not in mask:
        return prefix(a, mask)
    parts = mask.split('.')
    if len(parts) != 4 or not all(re.fullmatch(r'\d{1,3}', p)
                                  for p in parts):
        # a dot at the end is one of spamdyke's liberties
        if len(parts) == 5 and parts[4] == '':
            return spamdyke_mask(octets, mask[:-1])
        raise Wrong(mask)
    bits = netmask('.'.join(str(int(p)) for p in parts))
    if bits is None:
        raise Wrong(mask)
    return block(a, bits)


# ---- writers: spans, spelled in some way

def text_of(version, n):
    return str(ipaddress.ip_address(n) if version == 6 else
               ipaddress.IPv4Address(n))


def random_span(rnd, whole):
    """A network, or a range if whole is false."""
    version = rnd.choice((4, 4, 4, 6))
    if version == 4:
        n = 10 << 24 | rnd.randrange(1 << 12) << 6
        bits = rnd.choice((16, 20, 23, 24, 24, 25, 27, 30, 32))
    else:
        n = 0x20010db8 << 96 | rnd.randrange(1 << 12) << 60
        bits = rnd.choice((40, 48, 64, 127, 128))
    net = block((version, n), bits)[0]
    if whole:
        return net, bits
    return (version, net[1] + rnd.randrange(3),
            net[2] + 3 + rnd.randrange(300)), None


def blanks(rnd):
    return rnd.choice(('', '', ' ', '\t', '  '))


def write_network(rnd):
    """A line of a list of networks."""
    net, bits = random_span(rnd, rnd.random() < 0.6)
    first, last = (text_of(net[0], n) for n in net[1:])
    more = rnd.choice(('', '', ' # c', ';SBL1', ' // 10.9.9.9', '\tname',
                       '\t77\tAS64500 2026-06-15'))
    padded = ['.'.join(p.zfill(3) for p in x.split('.'))
              for x in (first, last)]
    if bits is None or rnd.random() < 0.2:
        forms = ['%s%s-%s%s%s' % (first, blanks(rnd), blanks(rnd), last,
                                  more)]
        if net[0] == 4:
            forms += ['a name, (x) #7:%s-%s' % (first, last),
                      '%s - %s , %03d , a name' % (
                          *padded, rnd.randrange(256)),
                      '%s,%s,%d' % (first, last, rnd.randrange(127))]
        return rnd.choice(forms)
    forms = ['%s/%d%s' % (first, bits, more)] * 2 + [
        '%s %s %d\t53505' % (first, last, bits),
        json.dumps({'cidr': '%s/%d' % (first, bits), 'sblid': 'SBL1'}),
        '{ "n":[1,{"x":null}], "cidr" : "%s\\/%d" } ' % (first, bits)]
    if net[0] == 4:
        mask = str(ipaddress.IPv4Address((1 << 32) - (1 << 32 - bits)))
        forms += ['%s/%s%s' % (first, mask, more), '%s\t%s%s' % (
            first, mask, more)]
    if net[1] == net[2]:
        forms += [first + more] * 4
    return rnd.choice(forms)


def write_spamdyke(rnd):
    parts = [10, rnd.randrange(3), rnd.randrange(4), rnd.randrange(256)]
    form = rnd.randrange(4)
    if form == 0:
        bits = rnd.choice((12, 20, 24, 27, 32))
        mask = ipaddress.IPv4Address((1 << 32) - (1 << 32 - bits))
        return '%s/%s' % ('.'.join(map(str, parts)),
                          rnd.choice((bits, mask)))
    given = rnd.randrange(1, 5)
    text = [rnd.choice(('%d', '%d', '%03d')) % p for p in parts[:given]]
    for i in range(given):
        if rnd.random() < 0.3:
            text[i] += '-%d' % min(255, parts[i] + rnd.randrange(5))
    return '.'.join(text) + rnd.choice(('', '', '.', ' # why'))


FORMATS = {'networks': (write_network, read_networks),
           'spamdyke-ip': (write_spamdyke, read_spamdyke)}


def write_list(rnd, form):
    lines = []
    for _ in range(rnd.choice((1, 3, 10, 30))):
        lines.append(blanks(rnd) + FORMATS[form][0](rnd))
        if rnd.random() < 0.2:
            lines.append(rnd.choice(('', '# 10.0.0.0/8', ' ')))
    end = rnd.choice(('\n', '\n', '\r\n'))
    text = end.join(lines) + rnd.choice(('', end))
    return rnd.choice(('', '', '\xef\xbb\xbf')) + text


def damage(rnd, text):
    out = list(text)
    for _ in range(rnd.randrange(1, 5)):
        if not out:
            break
        at = rnd.randrange(len(out))
        how = rnd.random()
        if how < 0.3:
            del out[at]
        elif how < 0.6:
            out.insert(at, rnd.choice('0129./-:,#; \tax{}"\n'))
        elif how < 0.8:
            out[at] = rnd.choice('0129./-:,#; \tax{}"\n')
        elif how < 0.9 and '\n' in out:
            out.remove('\n') # glued lines
        elif how > 0.97:
            del out[at:]
    return ''.join(out)


# ---- what dhf makes of it

def meaning(form, text):
    """The spans of a list, and how many lines are wrong."""
    out, wrong = [], 0
    if text.startswith('\xef\xbb\xbf'):
        text = text[3:]
    for line in re.split(r'\r\n|\r|\n', text):
        try:
            out += FORMATS[form][1](line)
        except Wrong:
            wrong += 1
    return out, wrong


class Lists:
    def __init__(self, folder):
        self.folder = folder
        self.asked = self.differ = 0

    def compile(self, form, text, words=''):
        with open(os.path.join(self.folder, 'list'), 'wb') as out:
            out.write(text.encode('latin-1'))
        rules = os.path.join(self.folder, 'rules')
        with open(rules, 'w') as out:
            out.write('import %s list %s\n' % (form, words))
        made = subprocess.run(
            ['dhf-compile', '-o', rules + '.db', rules],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        return made.returncode, made.stderr

    def complain(self, form, text, why):
        self.differ += 1
        print('%s: %s\n%s\n' % (form, why, text[:1500]))

    def ask(self, form, text, spans, most=3000):
        """Compare verdicts at the ends of the spans."""
        at = set()
        for version, first, last in spans[:most]:
            for n in (first - 1, first, last, last + 1,
                      (first + last) // 2):
                if 0 <= n < 1 << width(version):
                    at.add((version, n))
        at = sorted(at)
        said = subprocess.run(
            ['dhf-test', '-n', '-f', os.path.join(self.folder, 'rules.db'),
             '-b'], stdout=subprocess.PIPE, text=True, input=''.join(
                 '%s\tm.example\n' % text_of(*a) for a in at)).stdout
        got = [line.split('\t')[2] == 'block' for line in said.splitlines()]
        want = holds(spans, at)
        self.asked += len(at)
        if got != want:
            bad = [text_of(*a) for a, g, w in zip(at, got, want) if g != w]
            self.complain(form, text, 'differs at %s' % bad[:5])

    def check(self, form, text):
        spans, wrong = meaning(form, text)
        rc, said = self.compile(form, text)
        if wrong and rc == 0:
            self.complain(form, text, 'is taken')
            return
        if wrong and self.compile(form, text, 'skip empty all')[0] != 0:
            self.complain(form, text, 'is refused with skip')
            return
        if wrong:
            said = self.compile(form, text, 'skip empty all')[1]
            m = re.search(r'warning: (?:the line is|(\d+) lines are) left '
                          r'out', said)
            if not m or int(m[1] or 1) != wrong:
                self.complain(form, text, '%d wrong: %s' % (wrong, said))
        elif rc != 0:
            if form != 'networks' or self.compile(
                    form, text, 'empty all')[0] != 0:
                self.complain(form, text, said)
            return
        self.ask(form, text, spans)


def holds(spans, at):
    """For each address, sorted, whether a span holds it."""
    spans = sorted(spans)
    out, i, end = [], 0, (0, -1)
    for version, n in at:
        while i < len(spans) and spans[i][:2] <= (version, n):
            end = max(end, (spans[i][0], spans[i][2]))
            i += 1
        out.append(end >= (version, n) and end[0] == version)
    return out


def published(spans):
    """The same list in every form that lists are published in."""
    nets = [n for v, a, b in spans for n in
            ipaddress.summarize_address_range(
                ipaddress.ip_address(text_of(v, a)),
                ipaddress.ip_address(text_of(v, b)))]
    yield 'cidr', ['%s ; SBL%d' % (n, i) for i, n in enumerate(nets)]
    yield 'json', ([json.dumps({'cidr': str(n), 'sblid': 'SBL1'})
                    for n in nets] +
                   [json.dumps({'type': 'metadata', 'records': len(nets)})])
    yield 'range', ['%s - %s' % (n[0], n[-1]) for n in nets]
    yield 'dshield', ['Start\tEnd\tNetblock'] + [
        '%s\t%s\t%d\t7\tNAME\tUS\ta@b.example' % (n[0], n[-1], n.prefixlen)
        for n in nets]
    if spans[0][0] == 4:
        yield 'netmask', ['%s %s' % (n[0], n.netmask) if n.prefixlen >= 8
                          else str(n) for n in nets]
        yield 'p2p', ['a (b) c:%s-%s' % (n[0], n[-1]) for n in nets]
        yield 'dat', ['%s - %s , 000 , x' % tuple(
            '.'.join(p.zfill(3) for p in str(a).split('.'))
            for a in (n[0], n[-1])) for n in nets]


def real_lists(lists, folder):
    for name in ('country_v4.tsv.gz', 'country_v6.tsv.gz',
                 'mail_ranges_v4.tsv.gz'):
        with gzip.open(os.path.join(folder, name), 'rt') as lines:
            lines = [line.rstrip('\n') for line in lines]
        spans, wrong = meaning('networks', '\n'.join(lines))
        if wrong:
            lists.complain(name, '', '%d lines wrong' % wrong)
        some = spans[::max(1, len(spans) // 3000)]
        for form, text in [('as it is', lines), *published(spans)]:
            text = '\n'.join(text) + '\n'
            rc, said = lists.compile('networks', text)
            if rc != 0 or said:
                lists.complain(name, said, form)
            elif form == 'as it is':
                lists.ask(name, form, spans, 3000)
            else:
                lists.ask(name, form, some + spans, 3000)
        print('%s: %d networks' % (name, len(spans)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', type=int, default=1)
    parser.add_argument('-d')
    parser.add_argument('files', type=int, nargs='?', default=40)
    args = parser.parse_args()
    rnd = random.Random(args.s)
    with tempfile.TemporaryDirectory() as folder:
        lists = Lists(folder)
        for form in FORMATS:
            for i in range(args.files):
                text = write_list(rnd, form)
                lists.check(form, text)
                if i % 2:
                    lists.check(form, damage(rnd, text))
        if args.d and os.path.isdir(args.d):
            real_lists(lists, args.d)
        elif args.d:
            print('the lists of %s are not there' % args.d)
        print('%d questions, %d lists differ' % (lists.asked, lists.differ))
        sys.exit(lists.differ != 0)


main()
