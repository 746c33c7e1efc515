# SPDX-License-Identifier: GPL-2.0-or-later
"""Random rule books and clients for equivalence.py, and the DNS they meet.

A World is some hundred addresses with all that DNS says of them, for
dns-stub.  A Book is a rule file that dhf-compile takes; its kind says how DNS
answers it:

  plain   at once or some milliseconds late; each answer comes in the end
  tarry   its first rule is a mark that waits for a list slower than all else,
          so every way of asking has every answer before it ends; reverse names
          come behind all (other) lists, so the order of answers is given, too
  silent  some questions are never answered
  deaf    dns_timeout 0: DNS is not asked
"""
import collections

ADDRESSES = 300
ELSEWHERE = ('10.99.99.99', '2001:db8:99::99')
KEY = 'a1b2c3d4e5f6g7h8i9'
BLACK = ('bl.one.test', 'sbl.one.test', 'bl.two.test', KEY + '.three.test')
WHITE = ('wl.four.test',)
NAMED = ('rh.five.test', 'rh.one.test')
BROKEN = {'err.six.test': '127.255.255.254', 'sold.seven.test': '192.0.2.1',
          'fail.eight.test': 'servfail', 'no.nine.test': 'refused'}
DEAD, SLOW, SLOWER = 'dead.ten.test', 'slow.eleven.test', 'slower.eleven.test'
ZONES = (*BLACK, *WHITE, *NAMED, *BROKEN, DEAD, SLOW, SLOWER)
# What reverse names and the slow lists take; all else comes at once.  The
# slower one is for a machine that has much to do.
NAME_MS, SLOW_MS, SLOWER_MS = 15, 45, 600
SILENT_MS, SILENT_LONG_MS, LONG_MS = 150, 1500, 20000
DOMAINS = ('mail.friend.example', 'dyn.example.net', 'pool.example.net',
           'corp.example', 'friend.example', 'static.example.co.uk')
PARENTS = ('dyn.example.net', 'friend.example', 'example.net', 'corp.example',
           'example', 'nowhere.example')
HARD_NAME = 'a' * 40  # a HARD expression gives up on it
HARD = r'^(a+)+[bc]x{0,%d}$'
EASY = (r'^a\d', 'dyn|pool', r'\.example\.net$', 'friend', r'^[^.]*\d{2}',
        '$4[.-]', '$1-$2-', '^10', ':', '^aa', 'nowhere',
        r'^(a+)+[bc]x{0,9}\.nowhere$')
NETS = ('10.9.0.0/16', '10.9.0.0/25', '10.9.1.0/24', '2001:db8:9::/48',
        '192.0.2.0/24', '::/0', '0.0.0.0/1')
RANGES = ('10.9.0.0-10.9.0.77', '2001:db8:9::-2001:db8:9::66',
          '192.0.2.1-192.0.2.9')
IMPORTS = {
    'pcre.import': ('postfix-pcre', r'''/^mail\./ DUNNO
/^(a+)+[bc]x{0,5}$/ DUNNO
if /pool/
/^a/ DEFER pool
!/^b/ WARN other
endif
/dyn/ REJECT 5.7.1 a dynamic name
/friend/ OK
'''),
    'cidr.import': ('postfix-cidr', '''10.9.0.0/27 DUNNO
10.9.0.0/26 450 4.7.1 later
10.9.1.0/26 OK
2001:db8:9::/121 REJECT
10.9.1.64/26 WARN look
'''),
    'tcp.import': ('tcprules', '''10.9.0.1-60:allow
10.9.1.:deny
=.dyn.example.net:deny
=.friend.example:allow,RELAYCLIENT=""
=:allow
:allow
'''),
    'dyke.import': ('spamdyke-rdns',
                    '.dyn.example.net\nmail.friend.example\n'),
    'stop.import': ('dynastop', '''Pattern dyn $4
Pattern (a+)+[bc] example
Exclude mail. friend
NoMail pool. a
ExCidr 10.9.1.0/26
NoMailRange 10.9.0.5-10.9.0.9
PatCidr 10.9.0.0/26
NoFilter example.com
'''),
    'nets.import': ('networks', '10.9.0.64/27 ; some\n2001:db8:9::8/125\n'),
}

# names: what PTR has; silent: some of it is never answered; late: fit for
# tarry books
Address = collections.namedtuple('Address', 'text names certain silent late')
# kind: given, asked (nobody told the name), none (there certainly is none),
# alone (no address) or bad (no address that is one)
Client = collections.namedtuple('Client', 'kind ip host address')


def reversed_ip(text):
    if ':' not in text:
        return '.'.join(reversed(text.split('.')))
    head, tail = text.split('::')
    head = ''.join(word.zfill(4) for word in head.split(':'))
    return '.'.join(reversed(head + tail.zfill(32 - len(head))))


class World:
    """Addresses, and the lines of a zone file that tell of them."""

    def __init__(self, rng):
        self.rng, self.lines = rng, {}
        for zone in ZONES:
            self.say(zone, 'A', 'nodata')
        for zone, answer in BROKEN.items():
            self.say('*.' + zone, 'A', answer)
        self.say('*.' + DEAD, 'A', 'silent')
        for zone, delay in ((SLOW, SLOW_MS), (SLOWER, SLOWER_MS)):
            self.say('*.' + zone, 'A', f'delay={delay} 127.0.0.2')
        self.addresses = [self.address(n) for n in range(ADDRESSES)]

    def say(self, name, kind, answer):
        self.lines[name, kind] = f'{name} {kind} {answer}'

    def answer(self, choices, late, silent):
        """One of the choices, or none, or late."""
        kind = self.rng.random()
        if kind < .08:
            return self.rng.choice(('servfail', 'refused'))
        if silent and kind < .3:
            return 'silent'
        delay = self.rng.choice((0, 0, 0, 2, 6)) if not late else 0
        return f'delay={delay} ' * (delay > 0) + self.rng.choice(choices)

    def label(self, number, text):
        return self.rng.choice((
            f'a{number}', f'b{number}', f'{HARD_NAME}.c{number}',
            f'h{number}-' + text.replace('.', '-').replace(':', '-')))

    def address(self, number):
        rng = self.rng
        text = f'10.9.{number // 200}.{number % 200 + 1}'
        if number % 5 == 0:
            text = f'2001:db8:9::{number + 1:x}'
        silent, late = number % 11 == 3, number % 3 == 1
        names = [f'{self.label(number, text)}.{rng.choice(DOMAINS)}'
                 for _ in range(rng.choice((0, 0, 1, 1, 1, 1, 2, 3, 12)))]
        names = tuple(dict.fromkeys(names))
        back = reversed_ip(text)
        arpa = back + ('.ip6.arpa' if ':' in text else '.in-addr.arpa')
        ptr = ' '.join(names) or rng.choice(('nxdomain', 'nodata'))
        told = self.answer((ptr,), late, silent)
        if late and told.endswith(ptr):  # what fails is asked again
            told = f'delay={NAME_MS} {told}'
        self.say(arpa, 'PTR', told)
        for name in names:
            self.forward(name, text, late, silent)
        for zone in (*BLACK, *WHITE):
            self.listing(f'{back}.{zone}', late, silent)
        return Address(text, names, told.endswith(ptr), silent, late)

    def forward(self, name, text, late, silent):
        kind, other = ('AAAA', ELSEWHERE[1]) if ':' in text else \
            ('A', ELSEWHERE[0])
        self.say(name, kind, self.answer(
            ('nodata', other, text, text, text, f'{other} {text}'), late,
            silent))
        for zone in NAMED:
            self.listing(f'{name}.{zone}', late, silent)

    def listing(self, name, late, silent):
        self.say(name, 'A', self.answer(
            ('nxdomain', 'nxdomain', '127.0.0.2', '127.0.0.10',
             '127.0.0.2 127.0.0.255'), late, silent))
        self.say(name, 'TXT', self.answer(
            ('"see http://%s/"' % name.split('.')[0], 'nodata'), late, silent))


class Book:
    """Lines of a rule file; one may be many, joined by newlines.  patient: for
    a second look at what may have come from answers that were late."""

    def __init__(self, kind, lines, patient=False):
        self.kind, self.lines, self.patient = kind, lines, patient

    def front(self, port):
        timeout = {'deaf': 0, 'silent': SILENT_LONG_MS if self.patient else
                   SILENT_MS}.get(self.kind, LONG_MS)
        yield f'dns_servers 127.0.0.1:{port}'
        yield f'dns_timeout {timeout}'
        if self.kind == 'tarry':
            yield f'mark @dnsbl={SLOWER if self.patient else SLOW} id=slow'

    def text(self, port):
        return '\n'.join([*self.front(port), *self.lines]) + '\n'

    def timed(self):
        """True if an answer that comes late may change what is said."""
        return self.kind in ('tarry', 'silent')

    def with_lines(self, lines):
        return Book(self.kind, lines, self.patient)

    def made_patient(self):
        return Book(self.kind, self.lines, True)

    def smaller(self):
        """Books with a line or a word less."""
        for n in range(len(self.lines)):
            yield self.with_lines(self.lines[:n] + self.lines[n + 1:])
        for n, line in enumerate(self.lines):
            words = line.split(' ')
            for at in range(2 if words[0] == 'score' else 1, len(words)):
                if '\n' in line or '"' in line:
                    break
                less = ' '.join(words[:at] + words[at + 1:])
                yield self.with_lines(
                    self.lines[:n] + [less] + self.lines[n + 1:])

    def shown(self):
        """For a reader: many lines in short."""
        for line in [*self.front('PORT'), *self.lines]:
            many = line.split('\n')
            yield line if len(many) == 1 else \
                f'{many[0]}\n  ... to ...\n  {many[-1]}  ({len(many)} rules)'


class Writer:
    """Makes books and their clients."""

    def __init__(self, rng, world):
        self.rng, self.world, self.ids = rng, world, 0
        self.kind, self.spent = 'plain', False

    def chance(self, share):
        return self.rng.random() < share

    def some(self, values, most=3):
        return ','.join(self.rng.sample(values, self.rng.randint(
            1, min(most, len(values)))))

    # ---- criteria ----

    def list_of(self, zones):
        text = self.rng.choice(zones) + self.rng.choice(
            ('', '', '', '/4', '/6', '/6'))
        return text + self.rng.choice(
            ('', '', '', '=127.0.0.2', '=127.0.0.2-127.0.0.9,127.0.0.200'))

    def dnsbl(self):
        zones = [*BLACK, *BLACK, *BROKEN] + [DEAD] * (self.kind == 'silent')
        return '@dnsbl=' + ','.join(
            self.list_of(zones) for _ in range(self.rng.choice((1, 1, 2, 3))))

    def hosts(self):
        return '@host=' + ','.join(self.known_name() for _ in range(3))

    def classes(self):
        return '@class=' + self.some(
            ('dynamic', 'static-generic', 'hosting', 'mail:0.5', 'plain',
             'odd', 'dynamic:0.9'), 2)

    def regex(self):
        if self.chance(.25):
            return '@regex=' + HARD % self.rng.randint(0, 300)
        return '@regex=' + self.rng.choice(EASY)

    def criterion(self, asks_dns):
        rng = self.rng
        local = {
            lambda: '@any': 1, lambda: '@ip=' + self.some(NETS, 2): 2,
            lambda: '@range=' + self.some(RANGES, 2): 1,
            lambda: '@name=' + self.some(PARENTS, 2): 3, self.hosts: 2,
            self.regex: 3, self.classes: 2,
            lambda: '@embedded' + rng.choice(('', '=full,partial')): 1}
        remote = {
            lambda: '@rdns=' + self.some(
                ('none', 'unconfirmed', 'confirmed', 'unknown'), 2): 3,
            self.dnsbl: 6, lambda: '@dnswl=' + self.list_of(WHITE): 1,
            lambda: '@rhsbl=' + self.some(NAMED, 2): 2}
        kinds = {**local, **remote} if asks_dns else local
        make, = rng.choices(list(kinds), kinds.values())
        return rng.choice(('', '', '!')) + make()

    # ---- rules ----

    def attributes(self, action):
        rng = self.rng
        if self.chance(.3):
            self.ids += 1
            yield f'id=R{self.ids}'
        if action == 'block' and self.chance(.3):
            yield 'code=' + rng.choice(('450', '550', '554'))
        if action == 'score' and self.chance(.5):
            yield f'good={rng.choice((-4, -1.5, 2, 9))}'
        if self.chance(.15):
            yield 'mode=' + rng.choice(('watch', 'watch', 'off'))
        if self.chance(.1):
            yield 'expires=' + rng.choice(('2001-02-03', '2999-12-31'))
        if action in ('block', 'defer') and self.chance(.3):
            yield 'text="%h [%i] by %r: %t"'

    def rule(self, asks_dns):
        rng = self.rng
        if self.chance(.1):
            return rng.choice(('pass ', 'block ')) + self.regex()[7:]
        if self.chance(.06):
            name = rng.choice(tuple(IMPORTS))
            action = rng.choice(('', '', 'pass', 'defer', 'grey'))
            if IMPORTS[name][0] == 'dynastop' and action == 'pass':
                action = 'block'
            return ' '.join(('import', IMPORTS[name][0], name,
                             action)).rstrip()
        action = rng.choice(('pass', 'block', 'block', 'defer', 'grey',
                             'score', 'score', 'score', 'score', 'mark'))
        words = [action]
        if action == 'score':
            words.append(str(rng.choice((-4, -2, 1, 2.5, 4, 5, 9))))
        words += [self.criterion(asks_dns)
                  for _ in range(rng.choice((1, 1, 1, 2, 2, 3)))]
        return ' '.join(words + list(self.attributes(action)))

    def hard_rules(self):
        """More expressions that give up than the engine puts up with."""
        action = self.rng.choice(('block ', 'block ', 'score 1 @regex='))
        return '\n'.join(action + HARD % n
                         for n in range(self.rng.choice((99, 101, 103))))

    def spend(self, lines):
        """Rules behind them are in doubt if they look at the name."""
        lines.insert(self.rng.randint(0, 1), self.hard_rules())
        lines.append(self.rng.choice((
            'pass ', 'pass ', 'pass ', 'block ', 'score 1 good=-9 @regex=',
            'score 9 good=2 @regex=')) + self.rng.choice(EASY))
        if self.chance(.7):
            lines.append('default_action block')

    def settings(self):
        rng = self.rng
        for name, values in (
                ('default_action', 'pass pass grey block defer'),
                ('default_unresolved_action', 'pass grey block defer'),
                ('default_ip_action', 'pass grey block defer'),
                ('score_block', '4 8 none'), ('score_defer', '3 6'),
                ('score_grey', '2 -1'), ('dnsbl_agree', '1 2 3'),
                ('reply_code', '550 450'), ('defer_code', '450 421')):
            if self.chance(.5):
                yield f'{name} {rng.choice(values.split())}'
        if self.chance(.1):
            yield 'mode ' + rng.choice(('watch', 'watch', 'off'))
        if self.chance(.2):
            yield 'names unverified'
        if self.chance(.2):
            yield 'reply_text "%h [%i] %r %t"'

    def book(self):
        rng = self.rng
        self.ids = 0
        self.kind, = rng.choices(('plain', 'tarry', 'silent', 'deaf'),
                                 (77, 12, 7, 4))
        # not where there are many walks: each takes some 50 ms
        self.spent = self.kind in ('plain', 'deaf') and self.chance(.1)
        asks_dns = self.chance(.75)
        lines = [self.rule(asks_dns) for _ in range(rng.randint(1, 8))]
        lines += self.settings()
        if self.spent:
            self.spend(lines)
        return Book(self.kind, lines)

    # ---- clients ----

    def clients(self, count):
        """Different ones; few where each takes its time."""
        return list(dict.fromkeys(
            self.client() for _ in range(count // 4 if self.spent else count)))

    def known_name(self):
        names = self.rng.choice(self.world.addresses).names
        return self.rng.choice(names) if names else self.rng.choice(DOMAINS)

    def given_name(self, address):
        rng = self.rng
        if self.spent or self.chance(.1):
            return HARD_NAME + rng.choice(('.example.com', '.c1.corp.example'))
        name = rng.choice((
            rng.choice(address.names or DOMAINS), self.known_name(),
            rng.choice(DOMAINS), 'mx.' + rng.choice(PARENTS)))
        if self.chance(.15):
            name = rng.choice((
                name.upper(), name + '.', '10.9.0.7', 'x_' + name,
                'b' * 60 + ('.' + 'c' * 60) * 4, 'localhost'))
        return name

    def spelt(self, address):
        if self.chance(.9):
            return address.text
        return address.text.upper().replace('::', ':0::') \
            if ':' in address.text else '::ffff:' + address.text

    def client(self):
        fit = [a for a in self.world.addresses
               if a.silent <= (self.kind == 'silent') and
               (a.late or self.kind != 'tarry')]
        address = self.rng.choice(fit)
        kind, = self.rng.choices(('given', 'asked', 'none', 'alone', 'bad'),
                                 (46, 38, 9, 5, 2))
        ip = self.spelt(address)
        if kind == 'bad':
            ip = self.rng.choice(('10.9.0', '010.9.0.1', 'x', '10.9.0.256'))
        host = self.given_name(address)
        if kind == 'alone' and host[0].isdigit():
            host = 'x.' + host
        return Client(kind, ip, None if kind in ('asked', 'none') else host,
                      address)
