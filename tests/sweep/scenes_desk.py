# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that somebody runs, and that end by themselves."""
import os
import re
import subprocess

from scene import Scene, program
from servers import Daemon, Dns, compiled, write

RULES = '''default_unresolved_action pass
default_ip_action pass
dns_timeout 1000
pass @name=never.example id=never
block @name=firm.example id=firm remedy="write to postmaster@here.example"
block @regex="^dyn\\d+-" @class=dynamic id=dyn
block @ip=198.51.100.64/26 id=net
score 3 @name=other.example id=score
grey @name=line.example id=line
include {base}/more
import networks {base}/nets block
import tcprules {base}/tcp
'''
IMPORTS = (('networks', '192.0.2.0/24\n'),
           ('tcprules', '203.0.113.9:deny\n'),
           ('postfix-cidr', '192.0.2.0/24 REJECT\n'),
           ('postfix-pcre', '/^dyn/ REJECT\n'),
           ('rbldnsd', '192.0.2.0/24\n'), ('postgrey', 'mx.example\n'),
           ('spamdyke-rdns', '.dyn.example\n'),
           ('spamdyke-ip', '192.0.2.1\n'), ('postfix-access', '192.0.2 REJECT\n'))
MORE = 'defer @name=later.example id=later\nmark @any id=all\n'
NETS = '192.0.2.0/24\n198.51.100.7\n2001:db8::/32\n'
TCP = '203.0.113.9:deny\n203.0.113.:allow,RELAYCLIENT=""\n:allow\n'
LOG = ('2026-11-%02dT10:00:%02dZ mx dyn-host-filter: pid=%d ip=198.51.100.%d '
       'host=%s action=%s code=%s rule=x score=0 watch=- note=- error=- '
       'name=given db=1a2b3c4d by=- at=- helo=- from=- to=- n=- tls=- auth=%s '
       'child=- end=%s why=-\n')
POSTFIX = ('Nov 20 10:00:%02d mx postfix/smtpd[9]: NOQUEUE: reject: RCPT from '
           'unknown[198.51.100.%d]: 550 5.1.1 <u@here.example>: Recipient '
           'address rejected: User unknown in local recipient table; from=<> '
           'to=<x> proto=ESMTP helo=<x>\n')
DUMP = ('offender\t198.51.100.%d\ttrap\thoneypot\t1224613063\t1224613063\t'
        '4000000000\t1\t7200\tfrom x\n')
MAIL = ('Received: from h (host.example [198.51.100.9])\n\tby mx.here.example '
        '(Postfix) with ESMTP id 4B\n\tfor <trap@here.example>; Tue, 21 Oct '
        '2008 20:17:43 +0200 (CEST)\nSubject: buy\n\n' + 'now\n' * 2000)


def log():
    """Two clients that are let in and came again, two that are not."""
    lines = []
    for i in range(40):
        lines.append(LOG % (20 + i // 10, i, i, i % 8, 'mx.firm.example',
                            'pass', '-', 'yes' if i % 2 else '-', '250'))
        lines.append(LOG % (20 + i // 10, i, i, 100 + i % 8, 'a.other.example',
                            'block', '553', '-', '-'))
    return ''.join(lines)


class Desk(Scene):
    """failing: what it exits with if it can't do its work."""
    failing = (111,)
    # that say of what was named that it will not do, which is 100
    lasting = ('EACCES', 'ECONNREFUSED')

    def __init__(self, name, words, statuses=(0, 111), **more):
        super().__init__(name, words, statuses, **more)

    def prepare(self, base):
        super().prepare(base)
        for name, text in (
                ('more', MORE), ('nets', NETS), ('tcp', TCP), ('log', log()),
                ('mail', MAIL), ('dump', 'dhfd-dump 1\n' + ''.join(
                    DUMP % i for i in range(1, 60))),
                ('postfix.log', ''.join(POSTFIX % (i, 9 + i % 2)
                                        for i in range(30))),
                ('clients', ''.join('198.51.100.%d\tdyn%d-x.firm.example\n' %
                                    (i, i) for i in range(200)))):
            write(base, name, text)
        compiled(base, RULES.format(base=base) + self.extra())

    def extra(self):
        """Settings more."""
        return ''

    def judge(self, result, clean, fault):
        if result.status == 100 and fault.error in self.lasting and result.err:
            return None
        wrong = super().judge(result, clean, fault)
        if not wrong and result.status != clean.status and \
                result.status not in self.failing:
            return 'exit status %d instead of %d' % (result.status,
                                                     clean.status)
        return wrong


class Report(Desk):
    """Of a log that can't be read it is not, but whole."""

    def half(self, name, result):
        end = {'page': b'</html>\n', 'prom': b'\n'}[name]
        return result.status != 111 or not result.files[name].endswith(end)


class Watch(Desk):
    """A line of which memory tells nothing is told of, and the others count."""

    def excused(self, result, fault):
        return re.search(rb' [1-9]\d* (?:lines took|found no)', result.err)


class WithMail(Desk):
    """A mail comes on standard input."""
    stdin = MAIL.encode()


class WithClients(Desk):
    """Many clients come on standard input."""
    stdin = b''.join(b'198.51.100.%d\tdyn%d-x.firm.example\n' % (i, i)
                     for i in range(200))


class Asking(Desk):
    """The rules ask DNS."""

    def extra(self):
        self.dns = Dns(self.base, '''*.bl.test A nxdomain
7.100.51.198.bl.test A 127.0.0.2
2.0.0.127.bl.test A 127.0.0.2
8.100.51.198.in-addr.arpa PTR mx.here.test
mx.here.test A 198.51.100.8
''')
        return 'block @dnsbl=bl.test id=bl\ndns_servers 127.0.0.1:%d\n' % \
            self.dns.port

    def finish(self):
        self.dns.end()

    def excused(self, result, fault):
        """A list that can't be asked says nothing; that is told."""
        return True


class Daemoned(Desk):
    """A daemon is asked."""

    def extra(self):
        return '''state_dir {base}/state
listen filter {base}/socket
listen dynawall {base}/wall
'''.format(base=self.base)

    def prepare(self, base):
        super().prepare(base)
        self.daemon = Daemon(base, ['dhfd', '-f', os.path.join(base, 'db')])

    def finish(self):
        self.daemon.end()


class Why(Desk):
    """The receipt is of a client whom the filter has refused."""

    def prepare(self, base):
        super().prepare(base)
        done = subprocess.run(
            [program('dyn-host-filter'), '-r', 'banner', '-f',
             os.path.join(base, 'db'), '/bin/true'],
            stdin=subprocess.DEVNULL, capture_output=True, check=True,
            env={'TCPREMOTEIP': '198.51.100.7',
                 'TCPREMOTEHOST': 'x.firm.example'})
        self.words = self.words + [
            done.stdout.decode().split('[')[1].split(']')[0],
            '{base}/log']


class Imports(Desk):
    """A list of each format."""

    def extra(self):
        lines = []
        for name, text in IMPORTS:
            path = write(self.base, name, text)
            lines.append('import %s %s block\n' % (name, path))
        return ''.join(lines)


def test(name, *words, **more):
    return Desk(name, ['dhf-test', '-f', '{base}/db'] + list(words),
                statuses=(0, 1, 111), **more)


ALL = [
    Desk('compile', ['dhf-compile', '-o', '{run}/db', '{base}/db.rules'],
         files=('db',)),
    Desk('compile-n', ['dhf-compile', '-n', '{base}/db.rules']),
    Imports('compile-imports', ['dhf-compile', '-o', '{run}/db',
                                '{base}/db.rules'], files=('db',)),
    test('test-one', '-t', 'dyn1-2.firm.example/198.51.100.7'),
    test('test-explain', '-x', 'dyn1-2.other.example/198.51.100.1'),
    test('test-json', '-j', '-t', 'a.never.example/198.51.100.1'),
    Desk('test-text', ['dhf-test', '-f', '{base}/db.rules', '-t',
                       'mx.never.example/198.51.100.1'], (0, 1, 111)),
    WithClients('test-batch', ['dhf-test', '-f', '{base}/db', '-b']),
    WithClients('test-dynatest', ['dhf-test', '-f', '{base}/db',
                                  '--dynatest']),
    test('test-replay', '--replay', '{base}/log'),
    test('test-hits', '--hits', '{base}/log'),
    Why('test-why', ['dhf-test', '-f', '{base}/db', '--why'], (0, 1, 111)),
    Asking('test-dns', ['dhf-test', '-f', '{base}/db', '-t',
                        '?/198.51.100.7'], (0, 1, 111)),
    Asking('test-lists', ['dhf-test', '-f', '{base}/db', '--lists'],
           (0, 1, 111), failing=(1, 111)),
    Daemoned('test-state', ['dhf-test', '-f', '{base}/db', '--state',
                            '198.51.100.7'], (0, 1, 111)),
    Daemoned('dhfd-dump', ['dhfd', '-f', '{base}/db', '--dump']),
    Daemoned('dhfd-load', ['dhfd', '-f', '{base}/db', '--load',
                           '{base}/dump']),
    Daemoned('ask-address', ['dhf-ask', '{base}/wall', '198.51.100.64'],
             (0, 1, 2, 3, 4, 5), failing=(5,)),
    WithMail('ask-stdin', ['dhf-ask', '/nowhere', 'stdin']),
    WithMail('trap', ['dhf-trap', '-n']),
    Watch('watch', ['dhf-watch', '-n', '{base}/postfix.log']),
    Desk('zone', ['dhf-zone', '-i', '{base}/dump', '-o', '{run}/zone',
                  '-z', 'bl.test', '--force', 'rbldnsd'], files=('zone',)),
    Desk('zone-bind', ['dhf-zone', '-i', '{base}/dump', '-z', 'bl.test',
                       '--force', 'bind']),
    Desk('report', ['dhf-report', '-n', '5', '{base}/log']),
    Report('report-page', ['dhf-report', '-j', '-o', '{run}/page', '-p',
                         '{run}/prom', '{base}/log'],
         files=('page', 'prom')),
    Desk('report-state', ['dhf-report', '-s', '{run}/state', '{base}/log']),
]
