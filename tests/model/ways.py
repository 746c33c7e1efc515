# SPDX-License-Identifier: GPL-2.0-or-later
"""All ways to ask a rule book about a client, for equivalence.py.

What can be asked how:

  kind    filter                     -t, -x   -b
  given   TCPREMOTEHOST=HOST         HOST/IP  IP HOST
  asked   unset, empty or "."        ?/IP     IP ?
  none    as asked, if DNS will say  IP       IP -
          for certain that there is
          no name
  alone   -                          HOST     -
  bad     TCPREMOTEHOST=HOST         -        IP HOST

A host called "?" or "-" is a name to the filter and none to dhf-test; nobody
has such a name.  -/IP is IP, if dhf-test takes it.
"""
import json
import os
import re
import shlex
import socket
import struct
import subprocess

from books import IMPORTS
from filter_run import Filter

HERE = os.path.dirname(os.path.abspath(__file__))
STUB = os.path.join(HERE, '..', 'tools', 'dns-stub')
LOG = re.compile(r'host=(\S+) action=(\w+) code=(\S+) rule=(\S+) score=(\S+) '
                 r'watch=(\S+) note=(\S+) ')
NOTES = ('mark', 'limit', 'dns')
LOG_CUT, LINE_CUT = 170, 450  # a longer value or line may be cut
BAD_INPUT = 100
DASH = '-t -/IP'


class Invalid(Exception):
    """dhf-compile does not take the book."""


class Said:
    """What one way says: facts, by the names of dhf-test -j, as strings and
    only those that it tells; and the questions that it asked."""

    def __init__(self, facts, asked=None, rules=None):
        self.facts, self.asked, self.rules = facts, asked, rules

    def line(self):
        return ' '.join('%s=%s' % (name, value or '-')
                        for name, value in self.facts.items())


class Stub:
    """dns-stub, and what it was asked since one looked last."""

    def __init__(self, folder, lines):
        zone, self.path = (os.path.join(folder, name)
                           for name in ('zone', 'questions'))
        with open(zone, 'w') as out:
            out.write('\n'.join((*lines, 'fence.test A nodata')) + '\n')
        self.process = subprocess.Popen([STUB, '-l', self.path, zone],
                                        stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())
        self.log = open(self.path)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(30)
        self.socket.connect(('127.0.0.1', self.port))
        self.fences = 0

    def asked(self):
        """Questions come in order: all before the fence are in the log."""
        self.fences = self.fences + 1 & 0xffff
        self.socket.send(struct.pack('>6H', self.fences, 256, 1, 0, 0, 0) +
                         b'\5fence\4test\0\0\1\0\1')
        while self.socket.recv(512)[:2] != struct.pack('>H', self.fences):
            pass
        lines = (line.split()[1:] for line in self.log.read().splitlines())
        return {tuple(line) for line in lines if line[0] != 'fence.test'}

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.socket.close()
        self.log.close()


def tidy(facts):
    """All as strings.  What lists said no is told by the log only."""
    facts = {name: '' if value in (None, '-') else str(value)
             for name, value in facts.items()}
    if 'dns' in facts:
        facts['dns'] = ','.join(note for note in facts['dns'].split(',')
                                if not note.endswith(':no'))
    return facts


def facts_of_json(row):
    names = ('action', 'code', 'rule', 'score', 'capped', 'watch', 'mark',
             'limit', 'dns', 'reply', 'host', 'ip')
    return tidy({name: row[name] for name in names})


def facts_of_log(status, out, log):
    """What the filter says, in its log and to the client."""
    text = log.decode('latin-1')
    found = LOG.search(text)
    if not found:
        return {'action': f'none: status {status:#x}, log {text!r}'}
    facts = dict(zip(('host', 'action', 'code', 'rule', 'score', 'watch'),
                     found.groups()))
    if facts['code'] != '-' and status not in (0, 111 << 8) or \
            facts['code'] == '-' and status:
        facts['action'] += f', status {status:#x}'
    facts['reply'] = out.decode('latin-1').removesuffix('\r\n')
    if len(found.group(7)) < LOG_CUT and len(log) < LINE_CUT:
        notes = found.group(7).split(',')
        facts['capped'] = 'capped' in notes
        for kind in NOTES:
            facts[kind] = ','.join(note[len(kind) + 1:] for note in notes
                                   if note.startswith(kind + ':'))
    if len(facts['watch']) >= LOG_CUT:
        del facts['watch']
    return tidy(facts)


# the lines of dhf-test -x that come behind the rules
EXPLAINED = {
    'capped': '(4xx at most)', 'dns': 'DNS: (.*)', 'reply': 'reply: (.*)',
    'watch': 'watched rules: (.*)', 'mark': 'marked by: (.*)',
    'limit': 'expressions that gave up: (.*)'}


def facts_of_text(status, text):
    """What -t and -x say in words."""
    *above, last = text.splitlines() or ['']
    found = re.search(r' -> (\w+)(?: (\d+))?$', last)
    if not found or status != (found.group(2) is not None):
        return {'action': f'none: exit {status}, {last!r}'}
    facts = {'action': found.group(1), 'code': found.group(2)}
    end = [n for n, line in enumerate(above)
           if line.startswith('decided by ')]
    if end:
        facts['rule'], facts['score'] = re.match(
            r'decided by (\S+).*, score (\S+)$', above[end[-1]]).groups()
        behind = '\n'.join(above[end[-1]:])
        for name, pattern in EXPLAINED.items():
            line = re.search('^' + pattern, behind, re.M)
            facts[name] = line and line.group(1)
        facts['capped'] = facts['capped'] is not None
    return tidy(facts)


def host_of(client):
    """The client's host, in -b and -e."""
    return {'asked': '?', 'none': '-'}.get(client.kind, client.host)


def entry_of(client):
    """The client, in -t and -x."""
    return {'asked': '?/' + client.ip, 'none': client.ip,
            'alone': client.host}.get(client.kind,
                                      f'{client.host}/{client.ip}')


class Ways:
    """Ask one book after the other."""

    def __init__(self, folder, zone_lines):
        self.folder = folder
        self.stub = Stub(folder, zone_lines)
        self.rules, self.image = (os.path.join(folder, name)
                                  for name in ('r', 'r.db'))
        self.filter = Filter(self.image, folder, 'filter')
        for name, (_, text) in IMPORTS.items():
            with open(os.path.join(folder, name), 'w') as out:
                out.write(text)

    def take(self, book):
        with open(self.rules, 'w') as out:
            out.write(book.text(self.stub.port))
        made = subprocess.run(
            ['dhf-compile', '-o', 'r.db', 'r'],
            capture_output=True, text=True, cwd=self.folder)
        if made.returncode:
            raise Invalid(made.stderr)

    def desk(self, *args, feed=None, image=True):
        """dhf-test: exit status and output."""
        done = subprocess.run(
            ['dhf-test', '-f', 'r.db' if image else 'r', *args], input=feed,
            stdin=subprocess.DEVNULL if feed is None else None,
            capture_output=True, text=True, cwd=self.folder)
        return done.returncode, done.stdout

    # ---- one client ----

    def ask_filter(self, client, unset):
        host = unset if client.kind in ('asked', 'none') else client.host
        status, out, log, _ = self.filter.ask(host, client.ip)
        return Said(facts_of_log(status, out, log), self.stub.asked())

    def ask_desk(self, option, entry):
        said = facts_of_text(*self.desk(option, entry))
        return Said(said, self.stub.asked())

    def ask_json(self, option, entry):
        """-t and -x with -j; questions are those of the words."""
        status, out = self.desk('-j', option, entry)
        try:
            row = json.loads(out)
        except ValueError:
            return Said({'action': f'none: exit {status}, {out!r}'})
        if status != (row['code'] is not None):
            row['action'] += f', exit {status}'
        return Said(facts_of_json(row), self.stub.asked(), row.get('rules'))

    def alone(self, client, unset, deaf):
        """Way -> Said of all ways that ask about one client.  unset: how to
        leave the name out.  deaf: DNS tells nothing."""
        entry, said = entry_of(client), {}
        if client.kind in ('given', 'asked', 'bad'):
            said['filter'] = self.ask_filter(client, unset)
        elif client.kind == 'none' and client.address.certain and not (
                client.address.names or deaf):
            said['filter, told by DNS'] = self.ask_filter(client, unset)
        if client.kind == 'bad':
            return said
        for option in ('-t', '-x'):
            said[option] = self.ask_desk(option, entry)
            said['-j ' + option] = self.ask_json(option, entry)
        if client.kind == 'none':
            dash = self.ask_desk('-t', '-/' + client.ip)
            if f'exit {BAD_INPUT}' not in dash.facts['action']:
                said[DASH] = dash
        return said

    # ---- many clients ----

    def batch(self, clients):
        """(way -> Said) of each client, and all questions of -b."""
        feed = ''.join(f'{client.ip}\t{host_of(client)}\n'
                       for client in clients)
        status, text = self.desk('-b', feed=feed, image=False)
        asked = self.stub.asked()
        rows = [row.split('\t')[2:] for row in text.splitlines()]
        also, objects = self.desk('-j', '-b', feed=feed)
        objects = objects.splitlines()
        self.stub.asked()
        if status or also or {len(rows), len(objects)} != {len(clients)}:
            return [{'-b': Said({'action': f'none: exits {status}, {also}, '
                                 f'{len(rows)} and {len(objects)} lines'})}
                    for _ in clients], asked
        return [{'-b': Said(tidy(dict(zip(('action', 'code', 'rule'), row)))),
                 '-j -b': Said(facts_of_json(json.loads(line)))}
                for row, line in zip(rows, objects)], asked

    def without_dns(self, clients):
        """(way -> Said) of each client, from -n -b and from -e."""
        rows = [(client.ip, host_of(client)) for client in clients]
        _, text = self.desk('-n', '-b', feed=''.join(
            f'{ip}\t{host}\n' for ip, host in rows))
        _, found = self.desk('-j', '-e', '-', feed=''.join(
            f'{ip}\t{host}\tL{n}\n' for n, (ip, host) in enumerate(rows)))
        rates = {rate['label']: rate for rate in json.loads(found)['rates']
                 if rate['by'] == 'all'}
        said = []
        for n, row in enumerate(text.splitlines()):
            counts = rates[f'L{n}']
            counts['pass'] += counts['mark']
            action = ' '.join(word for word in ('pass', 'grey', 'defer',
                                                'block') if counts[word])
            said.append({'-n -b': Said(tidy(dict(zip(
                ('action', 'code', 'rule'), row.split('\t')[2:])))),
                '-e': Said({'action': action})})
        return said

    def command(self, client):
        """How a reader asks the same."""
        if client.kind == 'bad':
            return "printf '%s\\t%s\\n' | dhf-test -f r -b" % (
                client.ip, client.host)
        return 'dhf-test -f r -t ' + shlex.quote(entry_of(client))

    def end(self):
        self.stub.end()
