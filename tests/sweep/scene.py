# SPDX-License-Identifier: GPL-2.0-or-later
"""A scene: a program, what it is given, and what may become of it."""
import os
import re
import select
import signal
import socket
import subprocess
import time

DEADLINE_S = 15
LEFT = 126  # fail-call: processes are left
PROGRAMS = os.environ.get('PROGRAMS') or os.path.join(
    os.path.dirname(os.path.abspath(__file__)), '../../src/cmd')
# What differs from run to run.
VARIES = re.compile(rb'\[[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\]|'
                    rb'why=[0-9A-Z]{12}|pid=[0-9]+|\( [0-9]{10} 3600 |'
                    rb'\d{4}-\d\d-\d\d[T ][0-9:]+Z?')


def program(name):
    return os.path.realpath(os.path.join(PROGRAMS, name))


class Result:
    """What came of a run: status (None: it hung; negative: a signal), out and
    err (bytes), files (name to bytes, None: is not there)."""

    def __init__(self):
        self.status, self.out, self.err, self.files = None, b'', b'', {}
        self.died = False  # a daemon: before it was told to end

    def same(self, other):
        return (self.status, self.out, self.files) == \
            (other.status, other.out, other.files)


class Scene:
    """A program that reads, works, writes and ends."""
    stdin = b''
    # what the run writes, in its folder; each is old or new whole
    files = ()
    around = ()  # words in front of all
    old = b'as it was\n'

    def __init__(self, name, words, statuses, **more):
        self.name, self.words, self.statuses = name, words, statuses
        self.__dict__.update(more)
        self.base = None  # the folder of what all runs read

    def possible(self):
        """Whether this machine has what it needs."""
        return True

    def prepare(self, base):
        """Once: what all runs use, in the folder base."""
        self.base = base

    def finish(self):
        """Once: end what prepare has begun."""

    def argv(self, folder):
        return [program(self.words[0])] + [
            word.format(base=self.base, run=folder) for word in self.words[1:]]

    def begin(self, folder):
        """Before each run."""
        for name in self.files:
            with open(os.path.join(folder, name), 'wb') as f:
                f.write(self.old)

    def environment(self, more):
        env = {'PATH': os.environ['PATH'], 'LC_ALL': 'C', 'TZ': 'UTC'}
        env.update(more)
        return env

    def spawn(self, folder, tool, fault, **more):
        argv, env = tool.command(folder, self.argv(folder), fault)
        return subprocess.Popen(list(self.around) + argv,
                                env=self.environment(env), cwd=folder,
                                start_new_session=True, **more)

    def run(self, folder, tool, fault=None):
        """Run it in the folder, with a fault: the Result."""
        self.begin(folder)
        result = Result()
        with open(os.path.join(folder, 'err'), 'w+b') as err:
            process = self.spawn(folder, tool, fault, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=err)
            try:
                result.out, _ = process.communicate(self.stdin,
                                                    timeout=DEADLINE_S)
                result.status = process.returncode
            except subprocess.TimeoutExpired:
                pass
            self.end(process)
            err.seek(0)
            result.err = err.read()
        result.out = VARIES.sub(b'V', result.out)
        for name in self.files:
            result.files[name] = self.content(os.path.join(folder, name))
        return result

    @staticmethod
    def end(process):
        """Nothing of it is left."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream:
                stream.close()

    @staticmethod
    def content(path):
        try:
            with open(path, 'rb') as f:
                return VARIES.sub(b'V', f.read())
        except FileNotFoundError:
            return None

    def ended(self, result):
        """What is wrong with how it ended, whatever it is; None: nothing."""
        if result.status is None:
            return 'hangs'
        if result.status < 0 or result.status > 128:
            return 'is killed by signal %d' % (
                -result.status if result.status < 0 else result.status - 128)
        if result.status == LEFT:
            return 'leaves processes'
        if result.status not in self.statuses:
            return 'exit status %d' % result.status
        return None

    def judge(self, result, clean, fault):
        """What is wrong with a run, by the clean one; None: nothing."""
        wrong = self.ended(result)
        if wrong or result.same(clean):
            return wrong
        for name in self.files:
            if result.files[name] not in (VARIES.sub(b'V', self.old),
                                          clean.files[name]) and \
                    self.half(name, result):
                return 'half of %s' % name
        if result.status == clean.status and not self.excused(result, fault):
            return 'another result, and exit status %d' % result.status
        if not (result.err or self.excused(result, fault) or
                self.unheard(fault)):
            return 'silent end'
        return None

    def half(self, name, result):
        """Whether a file that is neither old nor new is not whole."""
        return True

    def excused(self, result, fault):
        """Whether the result may differ although the status is the same."""
        return False

    @staticmethod
    def unheard(fault):
        """Whether it is standard error that failed."""
        return fault.what.split()[1:] == ['2']


MESSAGE = b'Subject: x\r\n.'
REPLY = re.compile(rb'(?:\d{3}-[ -~]*\r\n)*\d{3} [ -~]*\r\n')


class Client(Scene):
    """The filter, or what stands before it, and a client who has a mail."""
    statuses = (0, 100, 111)
    said = (b'EHLO client.example', b'MAIL FROM:<a@client.example>',
            b'RCPT TO:<b@here.example>', b'QUIT')
    header = b''  # before the greeting
    open = False  # who can't be judged whole may be let in
    env = {}

    def __init__(self, name, words, **more):
        super().__init__(name, words, Client.statuses, **more)

    def environment(self, more):
        return super().environment({**self.env, **more})

    def run(self, folder, tool, fault=None):
        self.begin(folder)
        result = Result()
        ours, theirs = socket.socketpair()
        with ours, theirs, open(os.path.join(folder, 'err'), 'w+b') as err:
            process = self.spawn(folder, tool, fault, stdin=theirs,
                                 stdout=theirs, stderr=err)
            theirs.close()
            until = time.monotonic() + DEADLINE_S
            result.out = self.talk(ours, until)
            try:
                result.status = process.wait(
                    max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                pass
            self.end(process)
            err.seek(0)
            result.err = err.read()
        result.out = VARIES.sub(b'V', result.out)
        return result

    def talk(self, s, until):
        """All that the client is told."""
        got, fresh, lines = b'', b'', list(self.said)
        self.say(s, self.header)
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([s], [], [], left)[0]:
                return got
            try:
                more = s.recv(65536)
            except ConnectionResetError:
                return got
            if not more:
                return got
            got, fresh = got + more, fresh + more
            if REPLY.fullmatch(fresh) and lines:
                if lines[0] == MESSAGE and not fresh.startswith(b'354'):
                    lines.pop(0)
                fresh = b''
                self.say(s, lines.pop(0) + b'\r\n')

    @staticmethod
    def say(s, text):
        try:
            s.sendall(text)
        except OSError:
            pass  # what it said before it left counts

    @staticmethod
    def fate(out):
        """What became of the client: "pass", a digit, or "" for silence."""
        worst = [line[:1].decode() for line in out.split(b'\r\n')
                 if line[:1] in b'45' and line]
        if worst:
            return worst[0]
        return 'pass' if re.match(rb'220 next|.*^221 ', out, re.S | re.M) \
            else ''

    def judge(self, result, clean, fault):
        wrong = self.ended(result)
        if wrong:
            return wrong
        fate, right = self.fate(result.out), self.fate(clean.out)
        if result.out and not re.fullmatch(REPLY.pattern + rb'|(?:' +
                                           REPLY.pattern + rb')*',
                                           result.out):
            return 'half a reply'
        if fate == right:
            return None
        if fate == '':
            return None if self.is_gone(fault) else 'silent end'
        if fate == '5':
            return 'a 5xx that the clean run has not'
        if fate == 'pass' and not self.open:
            return 'lets in whom the clean run does not'
        if fate != 'pass' and not (result.err or self.unheard(fault)):
            return 'nothing is told'
        return None

    @staticmethod
    def is_gone(fault):
        """Whether what failed says that the client is gone."""
        return fault.what.split()[1:] in (['0'], ['1']) and \
            fault.error not in ('EINTR', 'EAGAIN')
