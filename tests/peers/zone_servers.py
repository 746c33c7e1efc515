#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""zone_servers.py [-s SEED] [-n ENTRIES] WHAT: lists of dhf-zone, served by
real servers and asked for by a client of our own.

WHAT is rbldnsd, rbldnsd-files, bind, nsupdate, rpz, tinydns, rbldns, postfix
or nft.  The texts hold whatever is printable.  Prints what was asked; exit
status 0, 1 if an answer differs, 77 where the server can't be run.
"""
import argparse
import ipaddress
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import dns_client as dns  # noqa: E402
import zone_model as model  # noqa: E402
from postmap import Postmap  # noqa: E402

ZONE = 'bl.example'
PEERS = os.environ.get('PEERS_DIR') or os.path.join(
    os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'),
    'dyn-host-filter', 'peers')


def program(name, peer=None):
    """Installed, or unpacked by tools/unpack."""
    where = os.environ['PATH'] + ':/usr/sbin:/sbin:/usr/local/sbin'
    if peer is not None:
        where += ':%s/%s/usr/sbin' % (PEERS, peer)
    found = shutil.which(name, path=where)
    if found is None:
        print('no %s' % name)
        sys.exit(77)
    return found


class Test:
    def __init__(self, args):
        self.rnd = random.Random(args.s)
        self.entries = args.n
        self.folder = tempfile.mkdtemp()
        os.chmod(self.folder, 0o755)
        self.now = int(time.time())
        self.asked = self.wrong = 0
        self.server = None

    def path(self, name):
        return os.path.join(self.folder, name)

    def end(self):
        self.stop()
        shutil.rmtree(self.folder)
        print('%d answers, %d differ' % (self.asked, self.wrong))
        return self.wrong != 0 or self.asked == 0

    def zone(self, words, listed, name='list'):
        """Run dhf-zone."""
        model.write_dump(self.path('dump'), listed, self.rnd)
        began = time.monotonic()
        ran = subprocess.run(
            ['dhf-zone', '-i', self.path('dump'), '-o', self.path(name),
             '-z', ZONE, '-t', '%e', '-a', model.VALUE_OPTION] + words,
            capture_output=True, text=True)
        self.took = time.monotonic() - began
        if ran.returncode != 0:
            sys.exit('dhf-zone %s: %d %s' % (' '.join(words), ran.returncode,
                                             ran.stderr))

    def start(self, words, server, name='2.0.0.127.' + ZONE, **more):
        """Run a server and wait until it knows a name; False: it did not."""
        log = open(self.path('log'), 'ab')
        self.server = subprocess.Popen(words, stdout=log, stderr=log,
                                       stdin=subprocess.DEVNULL, **more)
        for _ in range(300):
            if self.server.poll() is not None:
                return False
            if dns.is_up(server, name):
                return True
            time.sleep(0.1)
        self.stop()
        return False

    def stop(self):
        if self.server is not None:
            self.server.kill()
            self.server.wait()
            self.server = None

    def log(self):
        with open(self.path('log'), errors='replace') as log:
            return log.read()

    def differ(self, what, got, want):
        self.wrong += 1
        if self.wrong <= 20:
            print('%s: %r, not %r' % (what, got, want))

    def compare(self, server, listed, share=1.0, six=True, text=None):
        """Ask about all that is listed, and some that is not."""
        questions, want = [], []

        def expect(address, values, texts):
            name = model.reverse(address, ZONE)
            for kind, data in ((dns.A, values), (dns.TXT, texts)):
                questions.append((name, kind))
                want.append((address, kind, data))
        for address, offender in listed.items():
            if six or address.version == 4:
                found = (text or model.Offender.text)(offender)
                expect(model.within(self.rnd, address), [offender.value()],
                       [found] if found else [])
        for address, yes in model.points(six):
            expect(address, ['127.0.0.2'] if yes else None,
                   [model.POINT_TEXT] if yes else None)
        for address in model.neighbours(self.rnd, listed, share / 4):
            if six or address.version == 4:
                expect(address, None, None)
        for (address, kind, data), got in zip(want,
                                              dns.ask(server, questions)):
            code = dns.NXDOMAIN if data is None else dns.NOERROR
            if got != (code, data or []):
                self.differ('%s type %d' % (address, kind), got, (code, data))
        self.asked += len(want)


def free_port():
    """One that was free a moment ago, of UDP and of TCP."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, \
                socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            udp.bind(('127.0.0.1', 0))
            try:
                tcp.bind(udp.getsockname())
            except OSError:
                continue
            return udp.getsockname()[1]


def serve_rbldnsd(test, zones):
    rbldnsd = program('rbldnsd')
    for _ in range(5):
        port = free_port()
        words = [rbldnsd, '-n', '-w', test.folder, '-b', '127.0.0.1/%d' % port]
        if os.getuid() == 0: # it insists on being somebody else
            words += ['-u', 'nobody']
        if test.start(words + zones, ('127.0.0.1', port)):
            return ('127.0.0.1', port)
    sys.exit('rbldnsd does not run: ' + test.log())


def cut(offender):
    return model.cut_rbldnsd(offender.text())


def rbldnsd(test):
    listed = model.offenders(test.rnd, test.entries, test.now)
    test.zone(['rbldnsd'], listed)
    print('written in %.2f s' % test.took)
    server = serve_rbldnsd(test, [ZONE + ':combined:list'])
    test.compare(server, listed, text=cut)
    errors_of_rbldnsd(test)


def errors_of_rbldnsd(test):
    """It goes on behind a line that is wrong, and says so."""
    for line in test.log().splitlines():
        if re.search(r'error|invalid|warning|unrecog|file .*\(\d+\)', line,
                     re.I):
            test.differ('log', line, '')


def rbldnsd_files(test):
    """The two types on their own, for one zone."""
    listed = model.offenders(test.rnd, test.entries, test.now)
    test.zone(['rbldnsd-ip4set'], listed, 'four')
    test.zone(['rbldnsd-ip6trie'], listed, 'six')
    server = serve_rbldnsd(test, [ZONE + ':ip4set:four', ZONE + ':ip6trie:six',
                                  'six.example:ip6trie:six'])
    test.compare(server, listed, text=cut)
    point = model.points(True)[2][0]
    test.asked += 1
    got = dns.ask(server, [(model.reverse(point, 'six.example'), dns.A)])
    if got != [(dns.NOERROR, ['127.0.0.2'])]:
        test.differ('the test point of IPv6 alone', got, '127.0.0.2')
    errors_of_rbldnsd(test)


CONF = '''options {
	directory "%(folder)s"; pid-file none; session-keyfile none;
	listen-on port %(port)d { 127.0.0.1; }; listen-on-v6 { none; };
	allow-query { any; }; dnssec-validation no; notify no;
	max-journal-size 100m; %(options)s
};
controls { };
%(zones)s
'''


def serve_named(test, zones, options='recursion no;', **more):
    named = program('named')
    for _ in range(5):
        port = free_port()
        with open(test.path('conf'), 'w') as out:
            out.write(CONF % {'folder': test.folder, 'port': port,
                              'zones': zones, 'options': options})
        if test.start([named, '-g', '-n', '1', '-c', test.path('conf')],
                      ('127.0.0.1', port), **more):
            return ('127.0.0.1', port)
    sys.exit('named does not run: ' + test.log())


def complaints(test):
    """What named finds wrong with a list."""
    for line in test.log().splitlines():
        if re.search(r'list:\d+|not loaded|ignoring|canonical|invalid rpz',
                     line):
            test.differ('log', line, '')


def bind(test):
    listed = model.offenders(test.rnd, test.entries, test.now)
    test.zone(['bind'], listed)
    print('written in %.2f s' % test.took)
    server = serve_named(
        test, 'zone "%s" { type primary; file "list"; };' % ZONE)
    test.compare(server, listed)
    complaints(test)


def transfer(test, server):
    """The zone as dig prints it."""
    for _ in range(50): # a machine with too much to do
        got = subprocess.run(
            [program('dig'), '+noall', '+answer', '@127.0.0.1', '-p',
             str(server[1]), ZONE, 'axfr'], capture_output=True, text=True)
        if got.stdout.count('SOA') == 2:
            break
        time.sleep(0.1)
    with open(test.path('now'), 'w') as out:
        out.write(got.stdout)
    return got.stdout


def change(test, listed):
    """Other offenders: some go, some come, some do something else."""
    found = {}
    for address, offender in listed.items():
        which = test.rnd.random()
        if which < 0.1:
            continue
        if which < 0.2:
            offender = model.Offender(test.rnd, address, test.now)
        found[address] = offender
    found.update(model.offenders(test.rnd, len(listed) // 8, test.now))
    return found


def nsupdate(test):
    test.zone(['--force', 'bind'], {})
    with open(test.path('list'), 'a') as out: # somebody else's
        out.write('www IN A 192.0.2.1\ncount.www IN TXT "1.2.3.4"\n')
    server = serve_named(
        test, 'zone "%s" { type primary; file "list"; allow-update '
        '{ 127.0.0.1; }; allow-transfer { 127.0.0.1; }; };' % ZONE)
    listed = model.offenders(test.rnd, test.entries, test.now)
    for turn in range(6):
        transfer(test, server)
        test.zone(['-c', test.path('now'), 'nsupdate'], listed, 'batch')
        with open(test.path('batch')) as file:
            batch = file.read()
        print('turn %d: %d entries, %d lines, %d messages' % (
            turn, len(listed), batch.count('\n'), batch.count('send\n')))
        if turn == 2: # lost
            batch = ''
        if turn == 3: # done in part
            batch = batch[:batch.index('send\n', len(batch) // 2) + 5]
        if batch:
            ran = subprocess.run([program('nsupdate')], text=True,
                                 capture_output=True, input='server 127.0.0.1 '
                                 '%d\n' % server[1] + batch)
            if ran.returncode != 0:
                sys.exit('nsupdate: ' + ran.stderr)
        if turn not in (2, 3):
            test.compare(server, listed, 0.5)
            names = {line.split()[0] for line in
                     transfer(test, server).splitlines()}
            if len(names) != len(listed) + 2 + 3:
                test.differ('names', len(names), len(listed) + 5)
            test.zone(['-c', test.path('now'), 'nsupdate'], listed, 'batch')
            if os.path.getsize(test.path('batch')) != 0:
                test.differ('a batch for what is done', 1, 0)
        listed = change(test, listed)


def rpz(test):
    """Names that lead to a listed address do not exist."""
    listed = model.offenders(test.rnd, test.entries, test.now)
    addresses = list(listed) + model.neighbours(test.rnd, listed, 0.5)
    test.zone(['-z', 'rpz.example', 'rpz'], listed)
    inside = [model.within(test.rnd, a) for a in addresses] + [
        ipaddress.ip_address('127.0.0.2')] # what DNS lists answer
    with open(test.path('names'), 'w') as out:
        out.write('$TTL 60\n@ IN SOA localhost. x. 1 1 1 1 1\n'
                  '@ IN NS localhost.\n')
        for i, address in enumerate(inside):
            out.write('n%d IN %s %s\n' % (
                i, 'A' if address.version == 4 else 'AAAA', address))
    server = serve_named(
        test, 'zone "rpz.example" { type primary; file "list"; };\n'
        'zone "names.example" { type primary; file "names"; };',
        'recursion yes; response-policy { zone "rpz.example"; } '
        'qname-wait-recurse no;', name='n%d.names.example' % (len(inside) - 1))
    questions = [('n%d.names.example' % i, dns.A if a.version == 4 else 28)
                 for i, a in enumerate(inside)]
    want = [dns.NXDOMAIN if i < len(listed) else dns.NOERROR
            for i in range(len(inside))]
    for _ in range(50): # it begins to serve before the policy is ready
        got = [code for code, _ in dns.ask(server, questions, True)]
        if got == want:
            break
        time.sleep(0.2)
    for address, code, right in zip(inside, got, want):
        test.asked += 1
        if code != right:
            test.differ(address, code, right)
    complaints(test)


def serve_djbdns(test, name, more):
    """These servers have port 53, so that they need an address of their own
    and somebody who may take it."""
    if os.getuid() != 0:
        print('not root')
        sys.exit(77)
    for _ in range(20):
        address = '127.%d.%d.%d' % (test.rnd.randrange(1, 255), os.getpid() %
                                    250, test.rnd.randrange(1, 255))
        env = dict(os.environ, ROOT=test.folder, IP=address, UID='65534',
                   GID='65534', **more)
        if test.start([program(name, name)], (address, 53), env=env,
                      cwd=test.folder):
            return (address, 53)
    sys.exit('%s does not run: %s' % (name, test.log()))


def compile_djbdns(test, name):
    ran = subprocess.run([program(name + '-data', name)], cwd=test.folder,
                         capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit('%s-data: %s' % (name, ran.stderr))


def tinydns(test):
    listed = model.offenders(test.rnd, test.entries, test.now)
    test.zone(['tinydns'], listed, 'data')
    compile_djbdns(test, 'tinydns')
    test.compare(serve_djbdns(test, 'tinydns', {}), listed)


def rbldns(test):
    listed = model.offenders(test.rnd, test.entries, test.now)
    test.zone(['-a', '7', '-t', 'Spam $ 5%% from %i', 'rbldns'], listed,
              'data')
    compile_djbdns(test, 'rbldns')
    server = serve_djbdns(test, 'rbldns', {'BASE': ZONE})
    questions, want = [], []
    addresses = [(a, True) for a in listed if a.version == 4] + [
        (a, False) for a in model.neighbours(test.rnd, listed, 0.5)
        if a.version == 4] + model.points(False)
    for address, yes in addresses:
        name = model.reverse(address, ZONE)
        questions += [(name, dns.A), (name, dns.TXT)]
        text = ('Spam $ 5%% from %s' % address).encode()
        want += [['127.0.0.7'], [text]] if yes else [[], []]
    got = dns.ask(server, questions)
    for (name, _), found, data in zip(questions, got, want):
        test.asked += 1
        if found[1] != data or (not data and found[0] != dns.NXDOMAIN):
            test.differ(name, found, data)


def postfix(test):
    """What smtpd would find in the table, by postmap(1)."""
    postmap = Postmap(test.folder)
    if not postmap.works():
        print('no postmap')
        sys.exit(77)
    listed = model.offenders(test.rnd, test.entries, test.now)
    test.zone(['postfix-cidr'], listed)
    addresses = [(model.within(test.rnd, a), a) for a in listed] + [
        (a, None) for a in model.neighbours(test.rnd, listed, 0.5)]
    got, said = postmap.query('cidr', test.path('list'),
                              [str(a) for a, _ in addresses])
    if said:
        test.differ('postmap', said, '')
    for address, entry in addresses:
        want = None
        if entry is not None:
            want = ('REJECT ' + listed[entry].text().decode()).strip()
        test.asked += 1
        if got.get(str(address)) != want:
            test.differ(address, got.get(str(address)), want)


def nft(test):
    """In a network namespace: the sets hold what is listed, so long."""
    command = ['unshare', '-n'] if os.getuid() == 0 else ['unshare', '-rn']
    script = ''
    turns = [model.offenders(test.rnd, test.entries, test.now)]
    turns.append(change(test, turns[0]))
    for number, listed in enumerate(turns):
        name = 'list%d' % number
        test.zone(['nft'], listed, name)
        script += '%s -f %s && %s -j list sets && ' % (
            program('nft'), test.path(name), program('nft'))
    ran = subprocess.run(command + ['sh', '-c', script + 'true'], text=True,
                         capture_output=True)
    if 'Operation not permitted' in ran.stderr:
        print('no namespaces here')
        sys.exit(77)
    if ran.returncode != 0:
        sys.exit('nft: ' + ran.stderr[:2000])
    for listed, said in zip(turns, ran.stdout.splitlines()):
        nft_compare(test, listed, json.loads(said))


def nft_compare(test, listed, said):
    got = {}
    for item in said['nftables']:
        for elem in item.get('set', {}).get('elem', []):
            value = elem['elem']['val']
            if isinstance(value, dict):
                value = '%s/%d' % (value['prefix']['addr'],
                                   value['prefix']['len'])
            got[value] = elem['elem']['timeout']
    for address, offender in listed.items():
        timeout = got.pop(model.place(address), None)
        want = min(offender.until - test.now, 30 * 86400)
        test.asked += 1
        if timeout is None or not want - 60 <= timeout <= want:
            test.differ(address, timeout, want)
    for left in got:
        test.differ(left, 'there', 'absent')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('-s', type=int, default=1)
    parser.add_argument('-n', type=int, default=2000)
    parser.add_argument('what')
    args = parser.parse_args()
    test = Test(args)
    try:
        globals()[args.what.replace('-', '_')](test)
    except BaseException:
        test.stop()
        raise
    sys.exit(test.end())


if __name__ == "__main__":
    main()
