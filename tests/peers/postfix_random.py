# SPDX-License-Identifier: GPL-2.0-or-later
"""Random tables of Postfix, spelled in all ways that its readers know, and
clients that come near their lines."""
import re

HOSTS = ('mail', 'mx1', 'mx22', 'pool', 'foo', 'foobar', 'dyn-1-2', 'a', 'host')
DOMAINS = ('example', 'foo.example', 'dyn.example', 'bar.test', 'a.b.test')
EXPRESSIONS = ('^mail', 'foo', r'\.example$', '^(mail|mx)[0-9]*\\.', 'dyn',
               '(a)', 'b(a)(r)', '[[:digit:]]-', '^[^.]+\\.foo', 'EXAMPLE',
               'f o o', 'fo o # c', '.', 'x{2}', '^$', r'\bmx', 'mail.*test',
               '(?:o){2}', 'q', r'ma\il', '[$]1', '%{x}')
WRONG = ('(', '[a', 'a{2,1}', '*', r'a\\')
TEXTS = ('go away', 'no  dial-ups', '5.7.9 not here', '4.3.2 later', '',
         'see http://x.example/?a=$$1', 'you are $1', '${1} and $(2)', '100%',
         '$x', '$', '$0', '${1', 'a\\b')
WORDS = ('REJECT', 'reject', 'DEFER', 'OK', 'permit', 'DUNNO', '550', '450',
         '554', '421', '5550', 'HOLD', 'WARN', 'PREPEND X-A:', 'DISCARD',
         'RELAY', 'DEFER_IF_PERMIT')


def result(rnd, dollars):
    word = rnd.choice(WORDS)
    text = rnd.choice(TEXTS)
    if not dollars:
        text = text.replace('$', '%')
    if rnd.random() < 0.1:
        return rnd.choice(('', '1781481600', '550'))
    return f'{word}{blank(rnd)}{text}' if text else word


def blank(rnd):
    return rnd.choice((' ', ' ', '\t', '  ', ' \t', '\n ', '\n\t',
                       '\n\n  ', '\n# c\n ', '\n  # c\n\t'))


def gap(rnd):
    """What may stand between two lines."""
    return rnd.choice(('', '', '', '', '\n', '# comment\n', '   \n',
                       '  # comment\n'))


def damage(rnd, text):
    """Now and then one byte taken out, doubled or changed."""
    if rnd.random() < 0.5 or not text:
        return text
    at = rnd.randrange(len(text))
    new = rnd.choice(('', text[at] * 2,
                      rnd.choice(' \n\t/!i$[]:.0#eI(')))
    return text[:at] + new + text[at + 1:]


def finish(rnd, lines):
    """The lines as a file, perhaps one of another system."""
    text = damage(rnd, ''.join(gap(rnd) + line + '\n' for line in lines))
    if rnd.random() < 0.1:
        text = text.replace('\n', '\r\n')
    return text if rnd.random() < 0.9 else text.rstrip('\n')


def negation(rnd):
    return rnd.choice(('', '', '', '', '!', '! ', '!!', '!\t!'))


def blocks(rnd, pattern, rule):
    """Rules, some inside ifs, with what people get wrong about them."""
    lines, depth = [], 0
    for _ in range(rnd.randrange(1, 12)):
        chance = rnd.random()
        if chance < 0.15:
            word = rnd.choice(('if', 'IF', 'If'))
            space = rnd.choice((' ', '', '  ', '\n '))
            behind = '' if rnd.random() < 0.9 else ' REJECT behind'
            lines.append(word + space + pattern(rnd) + behind)
            depth += 1
        elif chance < 0.3 and (depth or rnd.random() < 0.2):
            lines.append(rnd.choice(('endif', 'ENDIF', 'endif ', 'endif x')))
            depth -= 1
        elif chance < 0.34:
            lines.append(rnd.choice(('what', 'iffy /a/ OK', 'end', 'if')))
        else:
            indent = '  ' if rnd.random() < 0.05 else ''
            lines.append(indent + rule(rnd))
    if depth > 0 and rnd.random() < 0.8:
        lines += ['endif'] * depth
    return lines


def pcre_pattern(rnd):
    text = rnd.choice(EXPRESSIONS if rnd.random() < 0.95 else WRONG)
    delimiter = rnd.choice('///|,#"') if rnd.random() < 0.5 else '/'
    negated = negation(rnd)
    if delimiter == '#' and not negated.startswith('!'):
        delimiter = '/' # or the line is a comment
    text = text.replace(delimiter, '\\' + delimiter)
    flags = ''.join(rnd.choice('imsxAEUX') for _ in
                    range(rnd.choice((0, 0, 0, 1, 2))))
    if rnd.random() < 0.02:
        flags += 'q'
    end = delimiter if rnd.random() < 0.98 else ''
    return negated + delimiter + text + end + flags


def pcre(rnd):
    return finish(rnd, blocks(rnd, pcre_pattern, lambda r: pcre_pattern(r) +
                              blank(r) + result(r, True)))


def network(rnd):
    four = rnd.random() < 0.7
    bits = rnd.choice((8, 16, 24, 25, 30, 32, 0, 33) if four else
                      (16, 32, 48, 64, 127, 128, 0, 129))
    if four:
        value = 0xC0000200 + rnd.randrange(0, 0x400)
        width = 32
    else:
        value = (0x20010DB8 << 96) + (rnd.randrange(4) << 64) + \
            rnd.randrange(4)
        width = 128
    if rnd.random() < 0.9 and bits <= width:
        value = value >> (width - bits) << (width - bits)
    if four:
        text = '.'.join(str(value >> s & 255) for s in (24, 16, 8, 0))
    else:
        text = ':'.join('%x' % (value >> s & 0xFFFF)
                        for s in range(112, -1, -16))
        if rnd.random() < 0.7:
            text = re.sub(r'(^|:)0(:0)+(:|$)', '::', text, count=1)
        text = rnd.choice((text, text.upper()))
    return text, bits, width


def cidr_pattern(rnd):
    text, bits, width = network(rnd)
    prefix = '' if bits == width and rnd.random() < 0.5 else f'/{bits}'
    if rnd.random() < 0.05:
        prefix = rnd.choice(('/08', '/', '/x', '/24x', '/-1', '/+8'))
    form = rnd.choice(('%s%s', '%s%s', '[%s]%s', '[%s%s]'))
    if rnd.random() < 0.03:
        form = rnd.choice(('[%s%s', '%s]%s', '[%s]x%s', '[[%s]]%s'))
    if rnd.random() < 0.03:
        text = rnd.choice(('192.0.2', '192.0.02.1', '::ffff:192.0.2.0',
                           'fe80::1%eth0', 'host.example', '::1::'))
    return negation(rnd) + form % (text, prefix)


def cidr(rnd):
    return finish(rnd, blocks(rnd, cidr_pattern, lambda r: cidr_pattern(r) +
                              blank(r) + result(r, False)))


def name(rnd):
    return rnd.choice(HOSTS) + '.' + rnd.choice(DOMAINS)


def address(rnd):
    if rnd.random() < 0.7:
        return f'192.0.{2 + rnd.randrange(4)}.{rnd.randrange(256)}'
    return rnd.choice(('2001:db8::%x', '2001:db8:0:1::%x',
                       '2001:db8:0:1:2:3:4:%x',
                       '2001:0:0:1:2::%x', 'fe80::%x', '10::%x')) % (
                           1 + rnd.randrange(5))


def access_key(rnd):
    chance = rnd.random()
    if chance < 0.35:
        return rnd.choice((name(rnd), rnd.choice(DOMAINS), 'test',
                           '.' + rnd.choice(DOMAINS),
                           rnd.choice(DOMAINS).upper()))
    if chance < 0.8:
        parts = address(rnd)
        cut = ':' if ':' in parts else '.'
        for _ in range(rnd.randrange(4)):
            parts = parts.rpartition(cut)[0] or parts
        # what no network is, now and then only
        return parts if rnd.random() < 0.05 else \
            re.sub('::.+', '', parts).rstrip(':') or '10'
    return rnd.choice(('user@foo.example', 'user@', '@foo.example',
                       '192.0.2.0/24', '[192.0.2.1]', '192.0.2.', '192.0.02',
                       '*.example', 'foo.example.', '"a b"', '300.1', '<>',
                       '2001:0db8', '2001:DB8', 'a..b', '10',
                       '192.0.2.*', '0', 'foo_bar.test', 'unknown', 'fe80',
                       '2001:db8:0:1', '2001:0:1', '2001:DB8::1', '2001:db8:0:0:0:0:0:1', '2001', 'a'))


def access(rnd):
    return finish(rnd, [access_key(rnd) + blank(rnd) + result(rnd, False)
                        for _ in range(rnd.randrange(1, 14))])


MAKERS = {'pcre': pcre, 'cidr': cidr, 'access': access}


def clients_of(rnd, kind):
    clients = [(address(rnd), name(rnd) if kind != 'cidr' else 'h.example')
               for _ in range(40)]
    if kind == 'access':
        clients[:4] = [(ip, '-') for ip, _ in clients[:4]]
    return clients
