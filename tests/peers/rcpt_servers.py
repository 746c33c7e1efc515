# SPDX-License-Identifier: GPL-2.0-or-later
"""rcpt_servers.py WHAT [SERVER...]: a refused client of "reject_at rcpt", and
what a server behind the filter hears of it; each prints one line.

In the environment: DB, the image; CLEAN, set: no filter is before the server;
TOP, a folder; TAP, where tap writes down what a server hears and says.
"""
import base64
import concurrent.futures
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile

WAIT_S = 20
EXEMPT = b'postmaster@here.example'

FOREIGN = [
    '<x@far.example>', '<x%far.example@here.example>',
    '<@here.example:x@far.example>',
    '<@here.example,@far.example:x@far.example>',
    '<"x@far.example"@here.example>', '<"x@far.example">',
    '<far.example!x>', '<far.example!x@here.example>',
    '<postmaster%far.example@here.example>', '<postmaster%far.example>',
    '<"postmaster@far.example"@here.example>',
    '<postmaster!x@here.example>', '<far.example!postmaster@here.example>',
    '<postmaster%x@far.example>', '<@here.example:x%far.example@here.example>',
    '<postmaster+x@far.example>', '<x@[192.0.2.1]>',
    '<"postmaster"x@far.example>', 'x@far.example',
    '<postmaster@far.example@here.example>',
]
# Names that are exempt, at a host that is not ours: the server says no.
ELSEWHERE = [
    '<postmaster@far.example>', '<abuse@far.example>',
    '<@here.example:postmaster@far.example>',
    '<"postmaster"@far.example>', '<POSTMASTER@FAR.example>',
    '<postmaster@[192.0.2.1]>',
]
# What others take for the end of a mail, but for the last of them.
ENDS = [
    b'\n.\n', b'\n.\r\n', b'\r\n.\n', b'\r.\r', b'\r\n.\r', b'\r.\r\n',
    b'\n.\r', b'\r.\n', b'\r\n\0.\r\n', b'\r\n.\0\r\n', b'\r\n.\r\r\n',
    b'\r\n\r.\r\n', b'\n\n.\r\n', b'\r\n. \r\n', b'\n.\n\r\n', b'\r\r\n.\r\n',
]
assert len(FOREIGN) == 20 and len(ENDS) == 16


class Talk:
    """A client, and the filter with a server behind it."""

    def __init__(self, words, before=(), folder=None, **env):
        self.folder = folder or tempfile.mkdtemp(dir=os.environ['TOP'])
        ours, theirs = socket.socketpair()
        ours.settimeout(WAIT_S)
        clean = 'CLEAN' in os.environ
        before = [*before, *os.environ.get('BEFORE', '').split()]
        chain = [] if clean else ['dyn-host-filter', '-f', os.environ['DB']]
        self.log = open(self.folder + '/log', 'ab')
        self.program = subprocess.Popen(
            [*before, *chain, *words], stdin=theirs, stdout=theirs,
            stderr=self.log,
            env={**os.environ, 'TCPREMOTEIP': '198.51.100.7',
                 'TCPREMOTEHOST': 'dyn-7.pool.example', 'PROTO': 'TCP',
                 'TAP': self.folder, **env})
        theirs.close()
        self.sock = ours
        self.got = b''

    def reply(self):
        """The next reply, or what there was of it."""
        text = b''
        while True:
            end = self.got.find(b'\n')
            if end == -1:
                try:
                    data = self.sock.recv(4096)
                except OSError:
                    data = b''
                if not data:
                    return (text + self.got).decode('latin-1')
                self.got += data
                continue
            line, self.got = self.got[:end + 1], self.got[end + 1:]
            text += line
            if line[3:4] != b'-':
                return text.decode('latin-1')

    def send(self, data):
        try:
            self.sock.sendall(data)
        except OSError:
            pass

    def say(self, line):
        self.send((line if isinstance(line, bytes) else line.encode()) +
                  b'\r\n')
        return self.reply()

    def mail(self):
        """Until a recipient may be named."""
        self.reply()
        self.say('EHLO client.example')
        self.say('MAIL FROM:<a@client.example>')

    def begin(self):
        """Until one is taken, and so a server is there."""
        self.mail()
        self.say(b'RCPT TO:<' + EXEMPT + b'>')

    def tls(self):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        self.sock = context.wrap_socket(self.sock)

    def rest(self):
        """Everything until the server hangs up, and nothing more is sent."""
        try:
            if not isinstance(self.sock, ssl.SSLSocket):
                self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        data = self.got
        while True:
            try:
                more = self.sock.recv(65536)
            except OSError:
                more = b''
            if not more:
                return data
            data += more

    def end(self):
        """Hang up, and wait for the programs."""
        self.sock.close()
        self.program.wait(WAIT_S)
        self.log.close()

    def file(self, name):
        try:
            with open(f'{self.folder}/{name}', 'rb') as f:
                return f.read()
        except FileNotFoundError:
            return b''


def each(work, items):
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        return list(pool.map(work, items))


def taken(talk, forms):
    """How many recipients are."""
    return sum(talk.say('RCPT TO:' + form).startswith('25') for form in forms)


def relay(server, forms):
    """Recipients abroad, first, behind an exempt one, and behind a mail."""
    counts, relayclient = [], b''
    for behind in ('', 'RCPT', 'DATA'):
        talk = Talk(server)
        talk.mail()
        if behind:
            good = talk.say(b'RCPT TO:<' + EXEMPT + b'>')
        if behind == 'DATA' and talk.say('DATA').startswith('354'):
            talk.say('Subject: x\r\n\r\nx\r\n.')
            talk.say('MAIL FROM:<a@client.example>')
        counts.append(taken(talk, forms))
        talk.rest()
        talk.end()
        relayclient += talk.file('env')
    print(*counts, 'of', len(forms), good[:3], 'RELAYCLIENT' if
          b'RELAYCLIENT=' in relayclient.replace(b'=unset', b'') else 'plain')


def mails(said):
    """How many mails and envelopes a server has taken, by what it said."""
    codes = re.findall(rb'(?m)^(\d\d\d) ', said)
    return (sum(a == b'354' and b == b'250' for a, b in zip(codes, codes[1:])),
            codes.count(b'354'))


def smuggled(server, end):
    talk = Talk(server)
    talk.begin()
    if not talk.say('DATA').startswith('354'):
        return -1, -1
    talk.send(b'Subject: x\r\n\r\nfirst' + end +
              b'MAIL FROM:<x@far.example>\r\nRCPT TO:<' + EXEMPT + b'>\r\n'
              b'DATA\r\nsecond\r\n.\r\nQUIT\r\n')
    talk.rest()
    talk.end()
    return mails(talk.file('out'))


def smuggle(server):
    """Each end: the most mails and envelopes that came of one, and of how
    many ends more than one did."""
    all_ = each(lambda end: smuggled(server, end), ENDS)
    print('mails', max(m for m, _ in all_), 'envelopes',
          max(e for _, e in all_), 'twice', sum(m > 1 for m, _ in all_),
          'tried', sum(e > 0 for _, e in all_))


def answered(server, end, verb):
    """What the client hears of a server that answers twice in one."""
    text = (b'250 one' if verb != 'DATA' else b'354 one') + end + b'250 two'
    talk = Talk([*server, 'to=' + verb, 'with=' + escaped(text)])
    talk.begin()
    got = b''
    if verb in ('DATA', '.'):
        talk.send(b'DATA\r\n')
        first = talk.reply().encode('latin-1')
        if verb == '.':
            talk.send(b'x\r\n.\r\n')
        else:
            got = first
    got += talk.rest()
    talk.end()
    return got


def escaped(text):
    return text.decode('latin-1').encode('unicode_escape').decode()


def answers(server):
    """The other direction.  Behind the first reply only 421 may come."""
    bad = 0
    for verb in ('RCPT', 'DATA', '.'):
        for got in each(lambda end, v=verb: answered(server, end, v), ENDS):
            sound = re.fullmatch(rb'([2-5]\d\d[ -][\x20-\x7e]*\r\n)*', got)
            codes = re.findall(rb'(?m)^(\d\d\d) ', got)
            if not sound or b'two' in got and b'one' in got or \
                    any(c != b'421' for c in codes[1:]):
                bad += 1
                print(verb, got, file=sys.stderr)
    print(bad, 'of', 3 * len(ENDS))


# Said in a connection, each with what stands behind it
INSIDE = [
    b'BDAT 60 LAST\r\nRCPT TO:<inside@far.example>\r\nXINSIDE inside 0123456789'
    b'012345\r\n',
    b'BDAT 0 LAST\r\n', b'XCLIENT NAME=inside.example ADDR=127.0.0.1\r\n',
    b'XFORWARD NAME=inside.example\r\n',
    b'PROXY TCP4 127.0.0.1 127.0.0.2 1 25\r\n',
    b'\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0cinsideinside\r\n',
    b'ETRN inside.example\r\n', b'VRFY inside\r\n', b'BURL inside LAST\r\n',
    b'AUTH PLAIN aW5zaWRl\r\n', b'STARTTLS\r\n\x16\x03\x01inside\r\n',
    b'MAIL FROM:<inside@x\0>\r\n', b'NOOP\nEHLO inside\r\n',
    b'NOOP\rEHLO inside\r\n', b'EXPN inside\r\n', b'HELP inside\r\n',
]


def inside(server):
    """Commands that no server is to hear, before and behind one who is
    exempt; how many were heard, and in how many the talk went on."""
    def one(work):
        first, text = work
        talk = Talk(server)
        if first:
            talk.reply()
            talk.send(text + b'EHLO client.example\r\n'
                      b'MAIL FROM:<a@client.example>\r\nRCPT TO:<' +
                      EXEMPT + b'>\r\n')
        else:
            talk.begin()
            talk.send(text)
        talk.send(b'RSET\r\nNOOP\r\nQUIT\r\n')
        said = talk.rest()
        talk.end()
        got = talk.file('in')
        heard = re.search(
            rb'inside|BDAT|XCL|XFO|PROXY|AUTH|STARTTLS|[^\x20-\x7e\r\n]', got)
        return bool(heard), got.endswith(b'QUIT\r\n') and b'\n221 ' in said
    done = each(one, [(first, text) for first in (True, False)
                      for text in INSIDE])
    print(sum(h for h, _ in done), 'heard', sum(k for _, k in done), 'of',
          len(done))


def starttls(server, pem, mode):
    """UCSPI-TLS: STARTTLS, with more in one packet if mode is "behind"."""
    before = [os.environ['TOOLS'] + '/ucspi-tls', pem]
    talk = Talk(server, before)
    if mode == 'behind':
        talk.begin()
        talk.send(b'STARTTLS\r\nRCPT TO:<inside@far.example>\r\n'
                  b'XCLIENT NAME=inside\r\n')
        codes = [talk.reply()[:3] for _ in range(3)]
        talk.rest()
        talk.end()
        print(*codes, 'heard' if b'inside' in talk.file('in') else 'none')
        return
    if mode != 'first':
        talk.begin()
    else:
        talk.reply()
    offered = 'STARTTLS' in talk.say('EHLO client.example')
    said = talk.say('STARTTLS')
    if not said.startswith('220'):
        talk.rest()
        talk.end()
        print('offered' if offered else 'hidden', said[:3])
        return
    talk.tls()
    if mode == 'injected':
        said = talk.say('NOOP')
        said += talk.rest().decode()
        talk.end()
        print(said[:3], 'inside' if 'inside' in said else 'none')
        return
    codes = [talk.say(line)[:3] for line in (
        'DATA', 'EHLO client.example', 'MAIL FROM:<a@client.example>',
        'RCPT TO:<x@far.example>', 'RCPT TO:<postmaster@here.example>',
        'DATA', 'Subject: x\r\n\r\nx\r\n.', 'QUIT')]
    talk.rest()
    talk.end()
    print('offered' if offered else 'hidden', *codes,
          *mails(talk.file('out')))


def passed(server):
    """relay_tls pass: the server does TLS itself."""
    talk = Talk(server)
    talk.reply()
    offered = 'STARTTLS' in talk.say('EHLO client.example')
    said = talk.say('STARTTLS')
    codes = []
    if said.startswith('220'):
        talk.tls()
        codes = [talk.say(line)[:3] for line in (
            'EHLO client.example', 'MAIL FROM:<a@client.example>',
            'RCPT TO:<user@here.example>', 'RCPT TO:<' + EXEMPT.decode() + '>',
            'RCPT TO:<x@far.example>', 'QUIT')]
    talk.rest()
    talk.end()
    print('offered' if offered else 'hidden', said[:3], *codes)


def authenticate(talk, way, word):
    def coded(text):
        return base64.b64encode(text.encode()).decode()
    if way == 'PLAIN':
        return talk.say('AUTH PLAIN ' + coded('\0user\0' + word))
    if way == 'PLAIN later':
        talk.say('AUTH PLAIN')
        return talk.say(coded('\0user\0' + word))
    talk.say('AUTH LOGIN')
    talk.say(coded('user'))
    return talk.say(coded(word))


def login(server):
    """Clients that log in, and such as say a wrong word first: how many of
    their mails the server has, and of a client that never does."""
    def one(i):
        talk = Talk(server)
        talk.reply()
        talk.say('EHLO client.example')
        way = ('PLAIN', 'PLAIN later', 'LOGIN')[i % 3]
        if i % 2:
            authenticate(talk, way, 'wrong')
        if i < 20:
            authenticate(talk, way, 'word')
        talk.say('MAIL FROM:<a@client.example>')
        done = False
        if talk.say('RCPT TO:<x@far.example>').startswith('250'):
            talk.say('DATA')
            done = talk.say('Subject: x\r\n\r\nx\r\n.').startswith('250')
        talk.rest()
        talk.end()
        return done
    done = each(one, range(24))
    print(sum(done[:20]), 'of 20', sum(done[20:]), 'of 4')


what, words = sys.argv[1], sys.argv[2:]
if what in ('foreign', 'elsewhere'):
    relay(words, FOREIGN if what == 'foreign' else ELSEWHERE)
elif what == 'starttls':
    starttls(words[2:], words[0], words[1])
else:
    {'smuggle': smuggle, 'answers': answers, 'inside': inside,
     'passed': passed, 'login': login}[what](words)
