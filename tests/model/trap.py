#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""trap.py LINES [DHF_TRAP]: whom real Received lines accuse.

LINES is a file of real lines, as JSON with what another program reads in them.
Each becomes a mail of its own, and dhf-trap -n must say of it what the other
program reads: the address and the name; and the time that is read here.  Where
it says something else, the table below has to say why.  Of lines in which the
other program reads nothing, dhf-trap says nothing, or an address that stands
where a server puts it.  Prints the figures.  Exit status: 0, or 1 if less than
99.5 % agree, or something is not explained.
"""
import calendar
import gzip
import ipaddress
import json
import re
import subprocess
import sys

MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split()

# Why the two differ, and how that is seen.
EXPLAINED = (
    ('the other takes a literal in HELO for the client',
     r'\((HELO|EHLO) \['),
    ('the server does not say who it is, so it cannot be ours',
     r'^(?!.* by [\w.-]+ (?!<))'),
    ('two addresses, and nothing says which is whose',
     r'\(\[[\d.]+\] \[[\d.]+\]\)'),
    ('a parenthesis that misses its other one',
     r'\]\) \) |RCS_REVISION\(evision'),
)

# Where a server puts the address, for lines in which the other reads none.
PLACES = tuple(form.replace('IP', r'\[?(?:IPv6:)?([\da-fA-F.:]+)(?:%\d+)?\]?')
               for form in (
    r'^from .+? \((?:HELO|EHLO|helo) \S*\) \((?:\S*@)?IP\) ',
    r'^from \S+ \((?:\S*@)?IP(?::\d+)?\)',
    r'^from \S+ \( IP ?\)',
    r'^from .+? \([^\s()]+ ?IP\)',
    r'^from .+? IP by ',
    r'^from IP \((?:port=\d+ )?(?:ident=\S+ )?helo=',
    r'^from IP by \S+ with (?:e?smtp|ESMTP)\S* .*\(?Exim ',
    r'^from IP \((?:port=\d+|ident=\S+)',
    r'^from IP \((?:HELO|EHLO) \S*\) by \S+ \(CommuniGate ',
    r'^from \S+ \(IP[ )]',
    r'^from \S+ \(/IP\)',
    r'^from \S+ \([^\s()]+ \(?IP',
))


def when(line):
    """The date behind the last semicolon, as RFC 5322 has it, in UTC."""
    found = re.search(
        r';\s*(?:[a-z]{3},\s*)?(\d\d?)\s+([a-z]{3})\s+(\d{4})\s+'
        r'(\d\d?):(\d\d)(?::(\d\d))?(?:\s+(?:([-+])(\d\d)([0-5]\d)(?![^\s(])'
        r'|(?![-+]))|\s*$)[^;]*$', line, re.I)
    if not found:
        return None
    day, month, year, hour, minute, second, sign, zone_h, zone_m = \
        found.groups()
    if month.lower() not in MONTHS or int(year) < 1970:
        return None
    zone = int(zone_h) * 60 + int(zone_m) if sign else 0
    return calendar.timegm(
        (int(year), MONTHS.index(month.lower()) + 1, int(day), int(hour),
         int(minute), int(second or 0))) - \
        (-zone if sign == '-' else zone) * 60


def address(text):
    """An address that one can connect to, or None."""
    try:
        ip = ipaddress.ip_address(re.sub(r'^(\d+\.\d+\.\d+\.\d+):\d+$', r'\1',
                                         text))
    except ValueError:
        return None
    return str(getattr(ip, 'ipv4_mapped', None) or ip)


def answers(program, lines):
    """What is said of each line: address, time and name, or None.  Behind
    each mail stands one that tells which was before."""
    mails = []
    for i, line in enumerate(lines):
        mails.append('From x\nReceived: %s\n\n\nFrom x\nReceived: from a '
                     '([198.51.100.1]) by mark with SMTP; 1 Jan 1990 '
                     '%02d:%02d:%02d +0000\n\n\n'
                     % (line, i // 3600, i // 60 % 60, i % 60))
    with open('mbox', 'w', encoding='utf-8') as mbox:
        mbox.write(''.join(mails))
    out = subprocess.run([program, '-n', 'mbox'], check=True,
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    got, last = [], None
    for row in out.stdout.decode('ascii').splitlines():
        ip, time, name, _ = row.split('\t')
        if ip == '198.51.100.1' and time.startswith('1990'):
            got.append(last)
            last = None
        else:
            year, month, day, hour, minute, second = \
                [int(n) for n in re.findall(r'\d+', time)]
            last = (ip, calendar.timegm((year, month, day, hour, minute,
                                         second)), '' if name == '-' else name)
    return got


def is_in_place(line, ip):
    for place in PLACES:
        found = re.search(place, line)
        if found and address(found.group(1)) == ip:
            return True
    return False


def main():
    with gzip.open(sys.argv[1], 'rt', encoding='utf-8') as lines:
        rows = [json.loads(line) for line in lines]
    got = answers((sys.argv[2:] or ['dhf-trap'])[0],
                  [row['received'] for row in rows])
    assert len(got) == len(rows)
    whole = same = silent = rest = wrong = 0
    why = [0] * len(EXPLAINED)
    for row, answer in zip(rows, got):
        line, ref = row['received'], row['ref']
        ip, time = ref and address(ref['ip']), when(line)
        if ref is None or ip is None or time is None:
            rest += 1
            silent += answer is None
            if answer is None or (ip and answer[0] == ip) or \
                    is_in_place(line, answer[0]):
                continue
            wrong += 1
            print('%s: not in its place: %s' % (line, answer))
            continue
        whole += 1
        if answer == (ip, time, ref['rdns']):
            same += 1
            continue
        reasons = [i for i, (_, form) in enumerate(EXPLAINED)
                   if re.search(form, line)]
        if reasons:
            why[reasons[0]] += 1
            continue
        wrong += 1
        print('%s: %s, not %s' % (line, answer, (ip, time, ref['rdns'])))
    print('%d lines with address and time: %d agree, %.2f %%'
          % (whole, same, same * 100 / whole))
    for (reason, _), count in zip(EXPLAINED, why):
        print('  %2d differ: %s' % (count, reason))
    print('%d others: nothing is said of %d, an address in its place of %d'
          % (rest, silent, rest - silent - wrong))
    print('%d are not explained' % wrong)
    return 1 if wrong or same * 200 < whole * 199 else 0


if __name__ == '__main__':
    sys.exit(main())
