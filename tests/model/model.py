# SPDX-License-Identifier: GPL-2.0-or-later
"""An independent reading of dhf.conf(5): rule text and client to verdict.

Written from the manual page, sharing nothing with src.  It is meant to be
obviously right, not fast: rules are tried one after another, and each answer
is True, False or None (unknown).  Regular expressions are Python's; callers
keep to the subset that Python and PCRE2 read alike.
"""
import os
import re
import socket
import time

ACTIONS = ('pass', 'block', 'defer', 'grey', 'mark', 'score')
NO_EVIDENCE = ('rdns', 'dnsbl', 'rhsbl', 'dnswl')
SETTINGS = {
    'default_action': 'pass', 'default_unresolved_action': 'block',
    'default_ip_action': 'block', 'mode': 'on', 'reply_code': '553',
    'defer_code': '451', 'score_block': '8', 'score_defer': 'none',
    'score_grey': 'none',
}
TEXTS = ('reply_text', 'unresolved_text', 'defer_text', 'reject_at',
         'dns_timeout', 'dns_servers', 'state_dir', 'listen',
         'greylist_delay', 'greylist_window', 'greylist_green', 'suffix_list')
UNSET, UNKNOWN = '-', '?'


class Address:
    """An IPv4 or IPv6 address; mapped ones are IPv4."""

    def __init__(self, text):
        self.raw = self.read(text)

    @staticmethod
    def read(text):
        if re.fullmatch(r'\d{1,3}(\.\d{1,3}){3}', text, re.A):
            octets = text.split('.')
            if any(o != str(int(o)) or int(o) > 255 for o in octets):
                raise ValueError(text)
            return bytes(int(o) for o in octets)
        text, percent, zone = text.partition('%')
        try:
            raw = socket.inet_pton(socket.AF_INET6, text)
        except (OSError, ValueError):
            raise ValueError(text) from None
        if percent and not (zone and raw[0] == 0xfe and raw[1] >> 6 == 2):
            raise ValueError(text)
        if raw[:12] == bytes(10) + b'\xff\xff':
            return raw[12:]
        return raw

    def is_v4(self):
        return len(self.raw) == 4

    def number(self):
        return int.from_bytes(self.raw, 'big')

    def text(self):
        """RFC 5952."""
        if self.is_v4():
            return '.'.join(str(o) for o in self.raw)
        words = [int.from_bytes(self.raw[i:i + 2], 'big')
                 for i in range(0, 16, 2)]
        best = (1, 0)  # longest run of zero words, and where it starts
        for start in range(8):
            end = start
            while end < 8 and words[end] == 0:
                end += 1
            if end - start > best[0]:
                best = (end - start, start)
        if best[0] < 2:
            return ':'.join('%x' % w for w in words)
        head = ':'.join('%x' % w for w in words[:best[1]])
        tail = ':'.join('%x' % w for w in words[best[1] + best[0]:])
        return head + '::' + tail


class Span:
    """Addresses of one family from first to last."""

    def __init__(self, first, last, v4):
        self.first, self.last, self.v4 = first, last, v4

    def holds(self, address):
        return (address is not None and address.is_v4() == self.v4 and
                self.first <= address.number() <= self.last)

    @classmethod
    def network(cls, text):
        text, slash, bits = text.partition('/')
        address = Address(text)
        width = len(address.raw) * 8
        size = width - (int(bits) if slash else width)
        first = address.number() >> size << size
        return cls(first, first + (1 << size) - 1, address.is_v4())

    @classmethod
    def range(cls, text):
        first, last = (Address(t) for t in text.split('-'))
        return cls(first.number(), last.number(), first.is_v4())


class Client:
    """ip: address text.  host: a name, `-` for none, `?` for not known."""

    def __init__(self, ip, host):
        try:
            self.address = Address(ip)
        except ValueError:
            self.address = None
        self.unknown = host == UNKNOWN
        self.name = None
        if host not in (UNSET, UNKNOWN):
            name = host.lower()
            name = name[:-1] if name.endswith('.') else name
            if len(name) > 253:
                self.unknown = True
            elif name:
                self.name = name


class Pattern:
    """A regular expression with $1-$8; `%{NAME}` is already replaced."""

    def __init__(self, text):
        self.parts, self.wild = self.split(text)
        self.fixed = None
        if not self.wild:
            self.fixed = re.compile(text, re.I | re.A)

    @staticmethod
    def split(text):
        """The text as literal strings and octet numbers, in turn."""
        parts, plain, i, inside = [], '', 0, False
        while i < len(text):
            c = text[i]
            if c == '\\':
                plain += text[i:i + 2]
                i += 2
                continue
            if inside:
                inside = c != ']'
            elif c == '[':
                inside = True
                if text[i + 1:i + 2] == ']':
                    plain += '[]'
                    i += 2
                    continue
            elif c == '$' and text[i + 1:i + 2] in tuple('12345678'):
                parts += [plain, int(text[i + 1])]
                plain = ''
                i += 2
                continue
            plain += c
            i += 1
        return parts + [plain], bool(parts)

    def search(self, text, address):
        if self.fixed:
            return self.fixed.search(text) is not None
        if address is None or not address.is_v4():
            return False
        out = ''
        for part in self.parts:
            if isinstance(part, str):
                out += part
            elif part < 5:
                out += '(?:0*%d)' % address.raw[part - 1]
            else:
                out += '%02x' % address.raw[part - 5]
        return re.search(out, text, re.I | re.A) is not None


class Criterion:
    def __init__(self, kind, negated, values):
        self.kind, self.negated, self.values = kind, negated, values

    def ask(self, client, rules):
        found = self.find(client, rules)
        return not found if self.negated and found is not None else found

    def find(self, client, rules):
        if self.kind in NO_EVIDENCE:
            return None
        if self.kind == 'any':
            return True
        if self.kind == 'ip':
            return any(s.holds(client.address) for s in self.values)
        if client.unknown:
            return None
        if self.kind == 'regex':
            text = client.name
            if text is None:
                if rules.setting['default_unresolved_action'] != 'pass' or \
                        client.address is None:
                    return False
                text = client.address.text()
            return any(p.search(text, client.address) for p in self.values)
        if client.name is None:
            return False
        if self.kind == 'host':
            return client.name in self.values
        return any(client.name == v or client.name.endswith('.' + v)
                   for v in self.values)


class Rule:
    def __init__(self, action, where):
        self.action, self.where = action, where
        self.criteria, self.attributes, self.score = [], {}, 0

    def ask(self, client, rules):
        answers = [c.ask(client, rules) for c in self.criteria]
        if False in answers:
            return False
        return None if None in answers else True

    def mode(self):
        return self.attributes.get('mode', 'on')

    def expired(self, now):
        day = self.attributes.get('expires')
        return day is not None and day < time.strftime('%Y-%m-%d',
                                                       time.gmtime(now))

    def label(self):
        return self.attributes.get('id', self.where)

    def asks_lists(self):
        return any(c.kind in ('dnsbl', 'dnswl', 'rhsbl')
                   for c in self.criteria)

    def good(self):
        return milli(self.attributes.get('good', '0'))


def milli(text):
    return None if text == 'none' else round(float(text) * 1000)


def words(text):
    """The words of a new-style line: blanks part, double quotes join."""
    out, word, quoted, i = [], None, False, 0
    while i < len(text):
        c = text[i]
        if quoted and text[i:i + 2] == '\\"':
            word += '"'
            i += 1
        elif c == '"':
            quoted = not quoted
            word = word or ''
        elif c in ' \t' and not quoted:
            if word is not None:
                out.append(word)
            word = None
        elif c == '#' and word is None and not quoted:
            return out
        else:
            word = (word or '') + c
        i += 1
    return out if word is None else out + [word]


class Rules:
    def __init__(self, folder, name, now):
        self.setting = dict(SETTINGS)
        self.rules, self.defines = [], {}
        self.folder, self.now = folder, now
        self.read(name)

    def read(self, name):
        path = os.path.join(self.folder, name)
        with open(path, newline='', encoding='latin-1') as stream:
            lines = stream.read().replace('\r\n', '\n').split('\n')
        number = 0
        while number < len(lines):
            start, text = number, lines[number]
            while text.endswith('\\') and number + 1 < len(lines):
                number += 1
                text = text[:-1] + lines[number]
            number += 1
            text = text.strip(' \t')
            if text and text[0] != '#':
                self.line(text, '%s:%d' % (name, start + 1))

    def line(self, text, where):
        verb, _, rest = text.replace('\t', ' ').partition(' ')
        rest = text[len(verb):].strip(' \t')
        if verb in ACTIONS:
            self.rules.append(self.rule(verb, rest, where))
        elif verb == 'define':
            name, fragment = rest.split(None, 1)
            self.defines[name] = self.expand(fragment)
        elif verb == 'include':
            self.read(rest)
        elif verb in self.setting:
            self.setting[verb] = words(rest)[0]
        elif verb not in TEXTS:
            raise ValueError('%s: %s' % (where, text))

    def expand(self, text):
        return re.sub(r'%\{(\w+)\}',
                      lambda m: '(?:%s)' % self.defines[m.group(1)], text)

    def pattern(self, text):
        return Pattern(self.expand(text))

    def rule(self, verb, rest, where):
        rule = Rule(verb, where)
        if verb in ('pass', 'block') and not rest.startswith(('@', '!@')):
            text = re.split(r'[ \t]+#', rest)[0]
            rule.criteria = [Criterion('regex', False, [self.pattern(text)])]
            return rule
        parts = words(rest)
        if verb == 'score':
            rule.score = milli(parts.pop(0))
        for part in parts:
            if part.startswith(('@', '!@')):
                rule.criteria.append(self.criterion(part))
            else:
                key, _, value = part.partition('=')
                rule.attributes[key] = value
        return rule

    def criterion(self, part):
        negated = part.startswith('!')
        kind, _, value = part.lstrip('!')[1:].partition('=')
        if kind == 'regex':
            return Criterion('regex', negated, [self.pattern(value)])
        values = value.split(',')
        if kind == 'ip':
            values = [Span.network(v) for v in values]
        elif kind == 'range':
            kind, values = 'ip', [Span.range(v) for v in values]
        elif kind == 'ipfile':
            kind, values = 'ip', self.networks(values)
        elif kind in ('name', 'host'):
            values = [v.lower().rstrip('.') for v in values]
        elif kind != 'any' and kind not in NO_EVIDENCE:
            raise ValueError(part)
        return Criterion(kind, negated, values)

    def networks(self, files):
        out = []
        for name in files:
            with open(os.path.join(self.folder, name)) as stream:
                for line in stream:
                    line = re.split('[#;]', line)[0].strip()
                    if line:
                        out.append(Span.network(line))
        return out

    # -- the verdict: (action, code or None, rule) -----------------------

    def decide(self, client):
        if client.address is None:
            return 'defer', 451, 'TCPREMOTEIP'
        if self.setting['mode'] == 'off':
            return 'pass', None, 'mode'
        action, code, label = self.walk(client)
        if self.setting['mode'] == 'watch':
            return 'pass', None, label
        return action, code, label

    def code(self, action, attributes):
        if action == 'block':
            return int(attributes.get('code', self.setting['reply_code']))
        if action == 'defer':
            return int(attributes.get('code', self.setting['defer_code']))
        return None

    def walk(self, client):
        total = less = more = 0
        capped = lists = False
        for rule in self.rules:
            if rule.mode() == 'off' or rule.expired(self.now):
                continue
            holds = rule.ask(client, self)
            if rule.mode() == 'watch' or rule.action == 'mark':
                continue
            if rule.action == 'score':
                if holds is None:
                    less += min(0, rule.score, rule.good())
                    more += max(0, rule.score, rule.good())
                    lists = lists or rule.asks_lists()
                else:
                    total += rule.score if holds else rule.good()
                continue
            code = self.code(rule.action, rule.attributes)
            if holds is None and (code is None or code < 500):
                capped = True  # something milder might have come first
            if holds:
                return self.cap(rule.action, code, rule.label(), capped)
        for action in ('block', 'defer', 'grey'):
            limit = milli(self.setting['score_' + action])
            if limit is not None and total >= limit:
                if action == 'block' and total + less < limit:
                    capped = True
                return self.cap(action, self.code(action, {}),
                                'score_' + action, capped)
        # Unknown scores might have reached a milder threshold, or the hardest
        # one by lists of a single operator.
        for action in ('block', 'defer', 'grey'):
            limit = milli(self.setting['score_' + action])
            if limit is not None and total + more >= limit:
                capped = capped or action != 'block' or lists
        return self.default(client, capped)

    def cap(self, action, code, label, capped):
        if capped and code is not None and code >= 500:
            return 'defer', int(self.setting['defer_code']), label
        return action, code, label

    def default(self, client, capped):
        resolved, label = self.setting['default_action'], 'default_action'
        nameless = self.setting['default_unresolved_action']
        label_nameless = 'default_unresolved_action'
        if nameless == 'pass':
            nameless = self.setting['default_ip_action']
            label_nameless = 'default_ip_action'
        if client.unknown:
            label = (label, label_nameless)  # either one is right
            if resolved != nameless and {resolved, nameless} & {
                    'block', 'defer'}:
                return 'defer', int(self.setting['defer_code']), label
            if resolved != nameless:
                return 'grey', None, label
        elif client.name is None:
            resolved, label = nameless, label_nameless
        return self.cap(resolved, self.code(resolved, {}), label, capped)
