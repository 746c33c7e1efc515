#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""received.py [-s SEED] [-c FILE] PROGRAM [LINES]: whom a Received line names.

PROGRAM is tests/tools/received-lines, compiled.  Writes LINES (20,000) lines as
servers write them, about random clients whose HELO is made to look like a part
of such a line.  A server that writes down only harmless HELOs must be
understood; of one that writes down anything, and of a message that begins with
a blank, the client may be unclear, but never be another.  With -c, a file of real lines, as JSON with what another
program reads in them, must be read the same way.  Exit status: 0, or 1 if
something differs.
"""
import argparse
import datetime
import gzip
import ipaddress
import json
import random
import re
import subprocess
import sys

ME = 'mx.server.example'

# What a hostile HELO is made of; OTHER and MINE become addresses.
PIECES = ('a', 'b.example', ' ', ' ', ' ', '(', ')', ' (', ') ', '[', ']',
          '[OTHER]', 'OTHER', '[IPv6:OTHER6]', '@[OTHER]', '@OTHER', '/OTHER',
          '[OTHER]:25', '([OTHER])', '(OTHER)', '(b [OTHER])', ' by ', 'by',
          ' by ' + ME + ' ', ' with SMTP ', ' with local ', ' with POP3 ',
          'HELO ', '(HELO ', 'helo=', '(helo=', '(port=1 helo=', 'ident=',
          '(Exim 4.96)', '(CommuniGate Pro)', ')by ', '; authenticated by ', ';', '; Sun, 29 Nov 2026 ',
          '11:00:00 +0000', '"', '\\', '<', '>', '<"', '"@', '\t', '\r\n ',
          '\x00', '\x01', '\x7f', '\xe4', 'from ', '127.0.0.1', '[127.0.0.1]',
          '[::1]', 'localhost', 'unknown', '-', '.', ':', '=', '?', '[MINE]')


def postfix(helo):
    """neuter() and printable() of its smtpd."""
    return re.sub(r'[^!-~]|[<>()\\";@]', '?', helo) or '?'


def qmail(helo):
    """safeput() of its received.c."""
    return re.sub(r'[^a-zA-Z0-9.@%+/=:-]', '?', helo)


def domain(helo):
    """What is no name or literal is not taken."""
    return helo if re.fullmatch(r'[a-zA-Z0-9._:-]+|\[[a-zA-Z0-9.:]+\]', helo) \
        else 'client.example'


def anything(helo):
    return re.sub(r'\n', '', helo)


def blankless(helo):
    return re.sub(r'[\s\0]', '', helo) or 'x'


TAIL = '; Sun, 29 Nov 2026 12:00:00 +0100 (CET)'
DATE = '1795950000 60'

# server, how it writes HELO, and its line, %a an address, %b one in the form
# that it has in brackets, %r the name of the client, %h the HELO
SERVERS = (
    ('Postfix', postfix, 'from %h (%r [%b])\r\n\tby ME (Postfix) with ESMTP '
     'id 4Jc0\r\n\tfor <u@server.example>'),
    ('Postfix, TLS', postfix, 'from %h (unknown [%b])\r\n\t(using TLSv1.3 '
     'with cipher X (256/256 bits)\r\n\t key-exchange Y)\r\n\t(No client '
     'certificate requested)\r\n\tby ME (Postfix) with ESMTPS id 4'),
    ('Sendmail', domain, 'from %h (%r [%b] (may be forged))\r\n\tby ME '
     '(8.17.1/8.17.1) with ESMTP id l3F\r\n\tfor <u@server.example>'),
    ('Sendmail, ident', domain, 'from %h (IDENT:u@%r [%b]) by ME '
     '(8.17.1/8.17.1) with ESMTP id l3F'),
    ('Exim', domain, 'from %r ([%a] helo=%h)\r\n\tby ME with esmtp (Exim '
     '4.96)\r\n\t(envelope-from <a@b.example>)\r\n\tid 1oyBF6-0003rF-1F'),
    ('Exim, no name', domain, 'from [%a] (helo=%h)\r\n\tby ME with esmtp '
     '(Exim 4.96)\r\n\tid 1oyBF6-0003rF-1F'),
    ('Exim, port', domain, 'from [%a] (port=4711 helo=%h)\r\n\tby ME with '
     'esmtp (Exim 4.96)\r\n\tid 1oyBF6-0003rF-1F'),
    ('Exim, anything', anything, 'from [%a] (helo=%h)\r\n\tby ME with esmtp '
     '(Exim 4.96)\r\n\tid 1oyBF6-0003rF-1F'),
    ('qmail', qmail, 'from %r (HELO %h) (%a)\r\n  by ME with SMTP'),
    ('qmail, ident', qmail, 'from unknown (HELO %h) (u@%a)\r\n  by ME with '
     'ESMTPS'),
    ('courier', qmail, 'from %h (%r [::ffff:%a])\r\n  (TLS: TLSv1.3,256bits)'
     '\r\n  by ME with ESMTPS\r\n  id 00A2'),
    ('OpenSMTPD', domain, 'from %h (%r [%a])\r\n\tby ME (OpenSMTPD) with '
     'ESMTP id 6185f153'),
    ('Exchange', domain, 'from %h (%a) by ME (10.0.0.1) with Microsoft SMTP '
     'Server\r\n (version=TLS1_2, cipher=X) id 15.1'),
    ('HELO first, anything', anything, 'from %h (%r [%a]) by ME with SMTP'),
    ('HELO first, no name, anything', anything, 'from %h ([%a]) by ME with '
     'SMTP'),
    ('HELO in a comment, anything', anything, 'from %r (HELO %h) (%a) by ME '
     'with SMTP'),
    ('HELO behind, anything', anything, 'from %r ([%a] helo=%h) by ME with '
     'SMTP'),
    ('name, anything', anything, 'from x.example (%h [%a]) by ME with SMTP'),
    ('Courier, any name', anything, 'from [OTHER] (%h [::ffff:%a])\r\n'
     '  by ME with ESMTPS\r\n  id 00A2'),
    ('qmail, any ident', anything, 'from unknown (HELO x) (%h@%a)\r\n  by ME '
     'with SMTP'),
    ('chasquid', blankless, 'from [%a] (%h)\r\n\tby ME (chasquid) with ESMTPS'
     '\r\n\t(over TLS)\r\n\t(envelope from "x")\r\n\t'),
    ('MailMarshal, anything', anything, 'from %h (Not Verified[%a]) by ME '
     'with MailMarshal id 1'),
    ('Exim, any sender', anything, 'from %r ([%a] helo=x)\r\n\tby ME with '
     'esmtp (Exim 4.96)\r\n\t(envelope-from <a."%h"@b.example>)\r\n\tid 1oy'),
    ('Exim, any recipient', anything, 'from %r ([%a] helo=x)\r\n\tby ME with '
     'esmtp (Exim 4.96)\r\n\tid 1oy\r\n\tfor "%h"@b.example'),
    ('Openwave, any recipient', anything, 'from x (%a) by ME (6.0.040) id 3D36 '
     'for "%h"@b.example'),
    ('IMail, anything', anything, 'from %h [%a] by ME with SMTP'),
)


def client(rng, form):
    """An address that is none of those in the pieces."""
    if '%a]' in form and 'ffff' not in form and rng.random() < .3:
        return '2001:db8::%x' % rng.randrange(1, 65536)
    if '(%a)' in form and rng.random() < .3:
        return '2001:db8::%x' % rng.randrange(1, 65536)
    if '%b' in form and rng.random() < .3:
        return '2001:db8:1::%x' % rng.randrange(1, 65536)
    return '192.0.2.%d' % rng.randrange(1, 255)


def hostile(rng, mine):
    pieces = [rng.choice(PIECES) for _ in range(rng.randrange(1, 9))]
    other = '203.0.113.%d' % rng.randrange(256)
    return ''.join(pieces).replace('OTHER6', '2001:db8:f::1') \
        .replace('OTHER', other).replace('MINE', mine)


def made(rng, count):
    """Lines with the client each is about, and whether it must be clear."""
    for _ in range(count):
        _, write, form = rng.choice(SERVERS)
        mine = client(rng, form)
        helo = write(hostile(rng, mine))
        line = form.replace('ME', ME) + TAIL
        line = line.replace('%r', 'h.client.example').replace(
            '%b', ('IPv6:' if ':' in mine else '') + mine)
        line = line.replace('OTHER', '203.0.113.9')
        line = line.replace('%a', mine).replace('%h', helo)
        sure = write not in (anything, blankless)
        if rng.random() < .3:  # a message that begins with a blank
            line += '\r\n\t' + hostile(rng, mine).replace('\n', '')
            sure = False
        yield line, mine, sure


def read(program, lines):
    """What the program says of each line."""
    text = ''.join(re.sub(r'\n', '\t', line) + '\n' for line in lines)
    out = subprocess.run([program], input=text.encode('latin-1', 'replace'),
                         stdout=subprocess.PIPE, check=True).stdout
    return [line.split('\t') for line in
            out.decode('latin-1').rstrip('\n').split('\n')]


def check_made(program, seed, count):
    rng = random.Random(seed)
    rows = list(made(rng, count))
    wrong, clear = 0, 0
    for (line, mine, sure), got in zip(rows, read(program,
                                                  [r[0] for r in rows])):
        answer, ip, by, date = got[0], got[1], got[2], got[-1]
        right = answer == 'client' and ip == mine and by == ME and date == DATE
        clear += right
        undated = ip in (mine, '-') and date == '-'
        if right or (not sure and (answer == 'unclear' and ip == '-' or
                                   undated)):
            continue
        wrong += 1
        if wrong <= 10:
            print('%r: %s, not %s' % (line, '\t'.join(got), mine))
    print('%d lines, %d clear, %d wrong' % (count, clear, wrong))
    return wrong


def reference(ref, line):
    """What another program reads, but for what it reads otherwise: ports, and
    literals in HELO."""
    text = re.sub(r'^(\d+\.\d+\.\d+\.\d+):\d+$', r'\1', ref['ip'])
    if re.search(r'\([HE][EH]LO \[%s\]\) \S*\[' % re.escape(text), line):
        return None
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(ip, 'ipv4_mapped', None) or ip


def check_real(program, path):
    with gzip.open(path, 'rt', encoding='utf-8') as lines:
        rows = [json.loads(line) for line in lines]
    got = read(program, [r['received'] for r in rows])
    wrong, same, unclear = 0, 0, 0
    dates = [a[-1] != '-' for a in got if a[0] == 'client']
    for row, answer in zip(rows, got):
        line, ref = row['received'], row['ref']
        want = reference(ref, line) if ref else None
        if want is None:
            continue
        if answer[1] == str(want):
            same += 1
        elif answer[0] == 'unclear':
            unclear += 1
        else:
            wrong += 1
            print('%s: %s, not %s' % (line, answer[1], want))
    print('%d real lines: %d of %d as the other, %d unclear, %d wrong; '
          'dates of %d of %d' % (len(rows), same, same + unclear + wrong,
                                 unclear, wrong, sum(dates), len(dates)))
    return wrong or unclear * 50 > same or sum(dates) * 100 < len(dates) * 97


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('-s', dest='seed', type=int, default=1)
    parser.add_argument('-c', dest='real')
    parser.add_argument('program')
    parser.add_argument('lines', type=int, nargs='?', default=20000)
    args = parser.parse_args()
    when = datetime.datetime(2026, 11, 29, 11, 0,
                             tzinfo=datetime.timezone.utc)
    assert DATE == '%d 60' % when.timestamp()
    if args.real:
        return 1 if check_real(args.program, args.real) else 0
    return 1 if check_made(args.program, args.seed, args.lines) else 0


if __name__ == '__main__':
    sys.exit(main())
