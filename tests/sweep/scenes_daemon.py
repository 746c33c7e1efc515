# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that wait for others: begun, asked once, told to end."""
import os
import re
import signal
import socket
import subprocess
import tempfile
import time

import scenes_filter
from scene import DEADLINE_S, VARIES, Result, Scene, program
from servers import STUBS, Daemon, compiled, said, write

RULES = '''default_unresolved_action pass
default_ip_action pass
dns_timeout 0
state_dir {run}/state
listen filter {run}/socket
listen postfix {run}/policy
listen dynawall {run}/wall
daemon {run}/socket
block @ip=198.51.100.66 id=bad text="no"
grey @ip=198.51.100.68 id=grey
'''
RELAY_RULES = '''state_dir {run}/state
listen filter {run}/socket
daemon {run}/socket
relay {run}/relay
reject_at rcpt
dns_timeout 0
pass @rcpt=open@here.example id=open
block @name=bad.example id=bad text="no"
'''
MTA_RULES = '''block @ip=198.51.100.66 id=bad
default_unresolved_action pass
default_ip_action pass
dns_timeout 0
'''
MILTER_SCRIPT = b'''open
connect [198.51.100.66] 198.51.100.66
helo client.example
mail <a@client.example>
rcpt <b@here.example>
quit
'''
AGAIN_S = 4
GONE_S = 25  # dhfd gives up after 20
# glibc's words where there is no memory for a thread's own
THREADLESS = b'cannot allocate memory for thread-local data: ABORT'
GAVE_UP = rb': a library gave up, |: something waits for ever: '
POLICY = (b'request=smtpd_access_policy\nclient_address=%b\n'
          b'client_name=unknown\nreverse_client_name=unknown\n'
          b'protocol_state=RCPT\nsender=a@client.example\n'
          b'recipient=b@here.example\n\n')


def converse(at, text, ends, seconds=5):
    """What is said to text at a socket, until ends is in it, "gone" if nobody
    listens, or what came before it was closed."""
    got = b''
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(seconds)
        try:
            s.connect(at)
            s.sendall(text)
            while ends not in got:
                more = s.recv(65536)
                if not more:
                    break
                got += more
        except socket.timeout:
            return b'hangs'
        except OSError:
            return got or b'gone'
    return got


class Waiting(Scene):
    """ask: a function of the folder: what is said to questions, the list of
    which is right in the clean run; milder: what else may be said."""
    statuses = (0, 100, 111)
    ready = b': ready'
    last = signal.SIGTERM  # that ends it
    milder = (b'', b'gone')

    def __init__(self, name, words, **more):
        super().__init__(name, words, Waiting.statuses, **more)

    def run(self, folder, tool, fault=None):
        self.begin(folder)
        result = Result()
        log = os.path.join(folder, 'err')
        with open(log, 'wb') as err:
            process = self.spawn(folder, tool, fault, stdin=subprocess.PIPE,
                                 stdout=subprocess.DEVNULL, stderr=err)
        if self.awaits(process, log):
            result.out = self.ask(folder)
        result.died = process.poll() is not None
        result.status = self.told_to_end(process)
        if result.status == -self.last:
            result.status = 0
        self.end(process)
        result.err = said(log, b'')
        result.out = [VARIES.sub(b'V', one) for one in result.out]
        for name in self.files:
            result.files[name] = self.content(os.path.join(folder, name))
        return result

    def told_to_end(self, process):
        """Its status, None: it hangs.  It is told twice, as whoever supervises
        it does: libuv loses a signal if its own pipes fail as it comes."""
        for patience in (AGAIN_S, GONE_S):
            if process.poll() is None:
                process.send_signal(self.last)
            try:
                return process.wait(patience)
            except subprocess.TimeoutExpired:
                pass
        return None

    def awaits(self, process, log):
        """Whether it is ready."""
        until = time.monotonic() + DEADLINE_S
        while process.poll() is None and time.monotonic() < until:
            if said(log, self.ready):
                return True
            time.sleep(0.005)
        return False

    def judge(self, result, clean, fault):
        # libuv's own way, and glibc's; whoever supervises it begins again
        if result.status == 111 and re.search(GAVE_UP, result.err) or \
                result.status == 127 and THREADLESS in result.err:
            return None
        wrong = self.ended(result)
        if wrong:
            return wrong
        if result.died:
            if self.ready in result.err:
                return 'ends although nobody told it to'
            return None if result.status != 0 and result.err else 'silent end'
        if result.status != clean.status:
            return 'ends with %d' % result.status
        for got, right in zip(result.out, clean.out):
            if got != right and not self.mild(got, right, result):
                return 'says %r' % got
        return None

    def mild(self, got, right, result):
        """Whether that may be said, too."""
        return got in self.milder


class Server(Waiting):
    """dhfd: a question of a filter, of Postfix, of DynaStop."""

    def __init__(self, name):
        super().__init__(name, ['dhfd', '-f', '{run}/rules'])

    # what the client of an unknown verdict gets
    milder = (b'', b'gone', b'5')

    def mild(self, got, right, result):
        """451 with a text is, and so is no greylist where it has no memory."""
        return super().mild(got, right, result) or \
            got.startswith(b'action=451 ') or (
                got == b'action=DUNNO\n\n' and b' note=nostate ' in result.err
                and right.startswith(b'action=DEFER_IF_PERMIT '))

    def begin(self, folder):
        super().begin(folder)
        write(folder, 'rules', RULES.format(run=folder))

    @staticmethod
    def ask(folder):
        policy = os.path.join(folder, 'policy')
        return [converse(policy, POLICY % ip, b'\n\n')
                for ip in (b'198.51.100.66', b'198.51.100.68',
                           b'198.51.100.7')] + \
            [converse(os.path.join(folder, 'wall'), b'198.51.100.66\n',
                      b'\0')]


class Helper(Waiting):
    """dhf-band-exec: a ban, a list, an end of it."""

    def __init__(self, name):
        super().__init__(name, [
            'dhf-band-exec', '-g', '', '-s', '{run}/s/socket', '-D',
            '{run}/due', '-a', '/bin/true add %a', '-d', '/bin/true del %a'])

    def begin(self, folder):
        super().begin(folder)
        os.mkdir(os.path.join(folder, 's'))

    @staticmethod
    def ask(folder):
        at = ['-s', os.path.join(folder, 's/socket')]
        got = []
        for words in (['add', '198.51.100.9', '1h'], ['list'],
                      ['del', '198.51.100.9']):
            done = subprocess.run([program('dhf-ban')] + at + words,
                                  capture_output=True, timeout=30)
            got.append(b'%d' % done.returncode)
        return got
    milder = (b'111', b'1')


class Kernel(Helper):
    """dhf-band, the same, in a network of its own."""
    around = ('unshare', '-n' if os.getuid() == 0 else '-rn')

    def __init__(self, name):
        super().__init__(name)
        self.words = ['dhf-band', '-g', '', '-s', '{run}/s/socket']

    def possible(self):
        """There may be no such networks, or no nftables."""
        with tempfile.TemporaryDirectory() as folder:
            self.begin(folder)
            log = os.path.join(folder, 'err')
            with open(log, 'wb') as err:
                try:
                    process = subprocess.Popen(
                        list(self.around) + self.argv(folder), stderr=err,
                        stdin=subprocess.DEVNULL)
                except OSError:
                    return False
            there = self.awaits(process, log)
            process.kill()
            process.wait()
            return there


class Relay(Waiting):
    """dhf-relay: a client of dhfd's who names somebody that it may write to."""
    milder = (b'', b'4')

    def __init__(self, name):
        super().__init__(name, [
            'dhf-relay', '-f', '{run}/db', '-U', str(os.getuid()), '-g', '',
            '{run}/relay', os.path.join(STUBS, 'smtp-stub')])

    def begin(self, folder):
        os.chmod(folder, 0o750)
        compiled(folder, RELAY_RULES.format(run=folder))

    def ask(self, folder):
        daemon = Daemon(folder, ['dhfd', '-f', os.path.join(folder, 'db')])
        try:
            return [b'%d' % len(self.session(folder).split(b'\r\n250 '))]
        finally:
            daemon.end()

    @staticmethod
    def session(folder):
        client = scenes_filter.Relaying('')
        ours, theirs = socket.socketpair()
        with ours, theirs, subprocess.Popen(
                [program('dyn-host-filter'), '-f', os.path.join(folder, 'db'),
                 '/bin/false'], stdin=theirs, stdout=theirs, env=client.env,
                stderr=subprocess.DEVNULL):
            theirs.close()
            return client.talk(ours, time.monotonic() + DEADLINE_S)


class Milter(Waiting):
    """dhf-milter: two clients.  libmilter looks for a TERM each 5 s only."""
    last = signal.SIGKILL
    milder = (b'', b'4')

    def __init__(self, name):
        super().__init__(name, ['dhf-milter', '-f', '{run}/db',
                                'unix:{run}/milter'])

    def begin(self, folder):
        compiled(folder, MTA_RULES)

    @staticmethod
    def ask(folder):
        done = subprocess.run(
            [os.path.join(STUBS, 'milter-talk'), 'unix:%s/milter' % folder],
            input=MILTER_SCRIPT, capture_output=True, timeout=60)
        return [b'5' if b'553' in done.stdout else
                b'4' if b' 4' in done.stdout else b'']


class Smtpd(Scene):
    """dhf-opensmtpd: a client that is refused, and one that is not."""
    stdin = b'config|ready\n' + b''.join(
        line % {b'ip': ip, b's': s} for s, ip in (
            (b'a1', b'198.51.100.66'), (b'b1', b'198.51.100.7'))
        for line in (
            b'report|0.6|1|smtp-in|link-connect|%(s)b|<unknown>|fail|'
            b'%(ip)b:99|203.0.113.1:25\n',
            b'filter|0.6|1|smtp-in|helo|%(s)b|b1|client.example\n',
            b'filter|0.6|1|smtp-in|mail-from|%(s)b|b2|<a@client.example>\n',
            b'filter|0.6|1|smtp-in|rcpt-to|%(s)b|b3|<b@here.example>\n',
            b'report|0.6|1|smtp-in|link-disconnect|%(s)b\n'))

    def __init__(self, name):
        super().__init__(name, ['dhf-opensmtpd', '-f', '{base}/db'],
                         (0, 100, 111))

    def prepare(self, base):
        super().prepare(base)
        compiled(base, MTA_RULES)

    def excused(self, result, fault):
        """Each is answered, and no one is refused who is not by the rules."""
        return fault.error in ('EPIPE', 'ECONNRESET') or (
            b'|b1|b3|5' not in result.out and
            result.out.count(b'filter-result|') == 6)

    def judge(self, result, clean, fault):
        if result.status == 111 and re.search(GAVE_UP, result.err):
            return None
        return super().judge(result, clean, fault)


ALL = [
    Server('dhfd'),
    Helper('band-exec'),
    Kernel('band'),
    Relay('relay'),
    Milter('milter'),
    Smtpd('opensmtpd'),
]
