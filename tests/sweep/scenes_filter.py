# SPDX-License-Identifier: GPL-2.0-or-later
"""The filter, for one client each, and what stands before it."""
import os

from scene import MESSAGE, Client
from servers import STUBS, Daemon, Dns, compiled

NEXT = ['/bin/echo', '220 next\r']
RULES = '''default_unresolved_action pass
default_ip_action pass
dns_timeout 1000
block @name=bad.example id=bad text="no"
block @regex="^dyn\\d+-.*\\.slow\\.example$" id=dyn
block @ip=198.51.100.66 id=net
block @host=mail.claims.example id=claims
'''
LISTS = '''pass @dnswl=good.test id=good
block @dnsbl=bl.test id=listed
score 3 @dnsbl=bl2.test id=score
block @rdns=none id=none
'''
ZONE = '''*.good.test A nxdomain
*.bl.test A nxdomain
7.100.51.198.bl.test A 127.0.0.2
7.100.51.198.bl.test TXT "listed there"
*.bl2.test A 127.0.0.2
8.100.51.198.in-addr.arpa PTR mx.here.test
mx.here.test A 198.51.100.8
'''


class Filter(Client):
    """The filter with rules, before a server that greets."""

    def __init__(self, name, ip, host, options=(), **more):
        super().__init__(name, ['dyn-host-filter', '-f', '{base}/db'] +
                         list(options) + NEXT, **more)
        self.env = {'TCPREMOTEIP': ip, **self.env}
        if host:
            self.env['TCPREMOTEHOST'] = host
    rules = RULES

    def prepare(self, base):
        super().prepare(base)
        compiled(base, self.rules.format(base=base))


class Absent(Filter):
    """There is no image."""

    def prepare(self, base):
        self.base = base


class Asking(Filter):
    """The rules ask DNS.  A list that can't be asked says nothing."""
    open = True
    rules = RULES + LISTS

    def prepare(self, base):
        self.dns = Dns(base, ZONE)
        self.rules = Asking.rules + 'dns_servers 127.0.0.1:%d\n' % self.dns.port
        super().prepare(base)

    def finish(self):
        self.dns.end()


class Daemoned(Filter):
    """A daemon has the greylist.  Without it there is none."""
    open = True
    rules = RULES + '''state_dir {base}/state
listen filter {base}/socket
daemon {base}/socket
grey @name=grey.example id=line
'''

    def prepare(self, base):
        super().prepare(base)
        self.daemon = Daemon(base, ['dhfd', '-f', os.path.join(base, 'db')])

    def finish(self):
        self.daemon.end()


class Proxied(Client):
    """A balancer tells who the client is."""
    header = b'PROXY TCP4 198.51.100.9 203.0.113.1 5000 25\r\n'
    env = {'TCPREMOTEIP': '127.0.0.1'}

    def __init__(self, name, **more):
        super().__init__(name, ['dhf-proxyenv', '-t', '127.0.0.0/8'] + NEXT,
                         **more)


class Relaying(Filter):
    """A refused client writes to somebody who wants it: the server starts."""
    rules = RULES + 'pass @rcpt=open@here.example id=open\n'
    said = (b'EHLO client.example', b'MAIL FROM:<a@client.example>',
            b'RCPT TO:<open@here.example>', b'DATA', MESSAGE,
            b'QUIT')

    def __init__(self, name):
        super().__init__(name, '198.51.100.7', BAD, ['-r', 'rcpt'])
        self.words[-len(NEXT):] = [os.path.join(STUBS, 'smtp-stub')]


BAD = 'x.bad.example'
ALL = [
    Filter('filter-pass', '198.51.100.7', 'mx.friend.example'),
    Filter('filter-block', '198.51.100.7', BAD),
    Filter('filter-regex', '198.51.100.7', 'dyn1-2.slow.example'),
    Filter('filter-address', '198.51.100.66', None),
    Filter('filter-banner', '198.51.100.7', BAD, ['-r', 'banner']),
    Filter('filter-rcpt', '198.51.100.7', BAD, ['-r', 'rcpt']),
    Relaying('filter-relay'),
    Filter('filter-advise', '198.51.100.7', BAD, ['-i']),
    Filter('filter-relayclient', '198.51.100.7', BAD,
           env={'RELAYCLIENT': ''}),
    Filter('filter-peer', '198.51.100.7', BAD, ['-s']),
    Filter('filter-wrong-address', 'unknown', BAD),
    Absent('filter-no-image', '198.51.100.7', 'mx.friend.example'),
    Absent('filter-no-image-X', '198.51.100.7', 'mx.friend.example', ['-X']),
    Asking('filter-listed', '198.51.100.7', 'mx.friend.example'),
    Asking('filter-unlisted', '198.51.100.8', None),
    Asking('filter-nameless', '198.51.100.9', None),
    Filter('filter-grey-alone', '198.51.100.7', 'x.grey.example',
           rules=RULES + 'grey @name=grey.example id=line\n'),
    Daemoned('filter-grey-daemon', '198.51.100.7', 'x.grey.example'),
    Daemoned('filter-held', '198.51.100.7', BAD),
    Proxied('proxyenv'),
]
