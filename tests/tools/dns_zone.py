# SPDX-License-Identifier: GPL-2.0-or-later
"""The zone files of dns-stub: text to what is answered to a question."""
import re

import dns_faults
from dns_packet import Query, Record, Reply, TYPES, TYPE_NAMES, labels, rdata

WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|((?:[^\s"\\]|\\.)+)')
CNAMES_MOST = 100
ANY_QUERY = bytes(5) + b'\1' + bytes(6) + b'\1x\0' + b'\0\1\0\1'


class Entry:
    """What is answered for a name and a type."""

    def __init__(self):
        self.words, self.data, self.asked = [], [], 0


class Zone:
    def __init__(self, lines):
        self.names = {}
        for number, line in enumerate(lines, 1):
            line = line.strip()
            if not line or line.startswith('#'):
                continue
            try:
                self.add(line)
            except (ValueError, IndexError) as e:
                raise ValueError('line %d: %s: %s' % (number, line, e))

    def add(self, line):
        words = [(m.group(1), True) if m.group(2) is None else
                 (m.group(2), False) for m in WORD.finditer(line)]
        name, kind = words[0][0], words[1][0].upper()
        if kind != '*' and kind not in TYPES:
            raise ValueError('unknown type ' + kind)
        key = tuple(label.lower() for label in labels(name))
        entry = self.names.setdefault(key, {}).setdefault(kind, Entry())
        for text, quoted in words[2:]:
            word, _, value = text.partition('=')
            if not quoted and word in dns_faults.WORDS:
                # a wrong value shall be noticed now
                dns_faults.WORDS[word](Reply(Query(ANY_QUERY), []), value, 1)
                entry.words.append((word, value))
            elif kind == '*':
                raise ValueError('data without a type: ' + text)
            else:
                entry.data.append(rdata(kind, text))

    def node(self, key):
        """The entries of a name: its own, else of the nearest wildcard."""
        if key in self.names:
            return self.names[key]
        for cut in range(1, len(key) + 1):
            if (b'*',) + key[cut:] in self.names:
                return self.names[(b'*',) + key[cut:]]
        return None

    def answer(self, query):
        """The reply to a query, CNAMEs of this zone followed."""
        reply = Reply(query, [])
        kind = TYPE_NAMES.get(query.type, '?')
        owner, name = query.name, query.labels
        for _ in range(CNAMES_MOST):
            node = self.node(tuple(label.lower() for label in name))
            if node is None:
                reply.rcode = 3
                break
            found = node.get(kind) or node.get('*')
            entry = found or node.get('CNAME')
            if entry is None:
                break
            number = TYPES.get(kind if found else 'CNAME', query.type)
            entry.asked += 1
            reply.records += [Record(owner, number, data)
                              for data in entry.data]
            for word, value in entry.words:
                dns_faults.WORDS[word](reply, value, entry.asked)
            if found or not entry.data:
                break
            owner = entry.data[0]
            name = labels_of_wire(owner)
            if any(record.owner == owner for record in reply.records):
                break  # a loop is shown once
        return reply


def labels_of_wire(wire):
    parts, at = [], 0
    while wire[at]:
        parts.append(wire[at + 1:at + 1 + wire[at]])
        at += 1 + wire[at]
    return parts
