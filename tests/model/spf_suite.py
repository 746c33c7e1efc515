#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""spf_suite.py SPF-CHECK SUITE.yml...

Asks spf-check every case of test suites in the format of openspf.org, each
answer of DNS as a message.  A case agrees if its result is one of those wanted.
"unread" is right where the record, or one that it leads to, has a macro; a
pass never is where none is wanted.  Prints each case that does not agree, and
last "AGREED agree, UNREAD have macros, WRONG wrong".
"""
import ipaddress
import struct
import subprocess
import sys

import yaml

TYPES = {'A': 1, 'PTR': 12, 'MX': 15, 'TXT': 16, 'AAAA': 28, 'CNAME': 5}


def octets(text):
    """A text of YAML, where a byte may be a letter of its number."""
    return b''.join(bytes([ord(c)]) if ord(c) < 256 else c.encode()
                    for c in text)


def wire(name):
    out = b''
    for label in name.rstrip('.').split('.'):
        raw = octets(label)
        out += bytes([len(raw)]) + raw
    return out + b'\0' if name.rstrip('.') else b'\0'


def strings(value):
    out = b''
    for text in [value] if isinstance(value, str) else value or ['']:
        raw = octets(text)
        pieces = [raw[i:i + 255] for i in range(0, len(raw), 255)] or [b'']
        out += b''.join(bytes([len(p)]) + p for p in pieces)
    return out


def data(kind, value):
    if kind in ('A', 'AAAA'):
        return ipaddress.ip_address(value).packed
    if kind in ('PTR', 'CNAME'):
        return wire(value)
    if kind == 'MX':
        return struct.pack('>H', value[0]) + wire(value[1])
    return strings(value)


def records(host, entries):
    """The records of one host: {type: [data]}, and whether others are silent."""
    found, silent = {}, False
    spf, txt = [], False
    for entry in entries:
        if entry == 'TIMEOUT':
            silent = True
            continue
        (kind, value), = entry.items()
        if kind == 'SPF':
            spf.append(value)
        elif value == 'NONE':
            txt = True
        else:
            txt = txt or kind == 'TXT'
            found.setdefault(kind, []).append(data(kind, value))
    if not txt:  # an SPF record stands for the TXT record of the same text
        found.setdefault('TXT', []).extend(data('TXT', v) for v in spf)
    return {k: v for k, v in found.items() if v}, silent


def message(name, kind, zone):
    """The answer to a question, aliases followed; None: there is none."""
    answers, owner, rcode = [], name, 0
    for _ in range(20):
        if owner not in zone:
            rcode = 3
            break
        found, silent = zone[owner]
        if kind in found:
            answers += [(owner, TYPES[kind], d) for d in found[kind]]
            break
        if 'CNAME' in found:
            target = found['CNAME'][0]
            answers.append((owner, 5, target))
            owner = '.'.join(labels(target)).lower()
            continue
        if silent:
            return None
        break
    out = struct.pack('>HHHHHH', 1, 0x8180 | rcode, 1, len(answers), 0, 0)
    out += wire(name) + struct.pack('>HH', TYPES[kind], 1)
    for who, number, raw in answers:
        out += wire(who) + struct.pack('>HHIH', number, 1, 60, len(raw)) + raw
    return out


def labels(raw):
    at, out = 0, []
    while raw[at]:
        out.append(raw[at + 1:at + 1 + raw[at]].decode('latin-1'))
        at += 1 + raw[at]
    return out


def script(suite):
    zone = {}
    for host, entries in suite['zonedata'].items():
        try:
            zone[host.lower().rstrip('.')] = records(host, entries)
        except ValueError:
            pass  # no name of DNS
    for name in zone:
        for kind in TYPES:
            if kind == 'CNAME':
                continue
            try:
                raw = message(name, kind, zone)
            except (ValueError, struct.error):
                continue
            yield '%s %s %s' % (kind, name, raw.hex() if raw else '-')
    for test in suite['tests'].values():
        mail = test['mailfrom'] or ''
        domain = mail.rsplit('@', 1)[1] if '@' in mail else test['helo']
        yield 'check %s %s' % (test['host'], domain)


def main(program, *files):
    agree = unread = wrong = 0
    for path in files:
        with open(path, encoding='utf-8') as f:
            suites = list(yaml.safe_load_all(f))
        for suite in suites:
            if not suite:
                continue
            macros = any('%' in str(e) for e in suite['zonedata'].values())
            said = subprocess.run([program], input='\n'.join(script(suite)),
                                  text=True, stdout=subprocess.PIPE,
                                  check=True).stdout.splitlines()
            assert len(said) == len(suite['tests']), suite['description']
            for (name, test), line in zip(suite['tests'].items(), said):
                want = test['result']
                want = [want] if isinstance(want, str) else want
                got = line.split()[0]
                if got in want:
                    agree += 1
                elif got == 'unread' and macros:
                    unread += 1
                else:
                    wrong += 1
                    print('%s: %s, want %s' % (name, line, want))
    print('%d agree, %d have macros, %d wrong' % (agree, unread, wrong))
    return wrong > 0


sys.exit(main(*sys.argv[1:]))
