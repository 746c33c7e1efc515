# SPDX-License-Identifier: GPL-2.0-or-later
"""DNS names, questions and records as bytes (RFC 1035); none of it wrong."""
import ipaddress
import re
import struct

TYPES = {'A': 1, 'CNAME': 5, 'PTR': 12, 'MX': 15, 'TXT': 16, 'AAAA': 28}
TYPE_NAMES = {number: name for name, number in TYPES.items()}
OPT = 41
CLASS_IN = 1
UDP_MOST = 512  # without EDNS, RFC 1035 section 2.3.4


def unescape(text):
    """The bytes of zone text: \\DDD is a byte, \\X is X; yields (byte,
    escaped), because a dot that is escaped does not end a label."""
    data = text.encode('utf-8', 'surrogateescape')
    at = 0
    while at < len(data):
        digits = re.match(rb'\\(\d{3})', data[at:at + 4])
        if digits:
            yield int(digits.group(1)) & 255, True
            at += 4
        elif data[at:at + 1] == b'\\' and at + 1 < len(data):
            yield data[at + 1], True
            at += 2
        else:
            yield data[at], False
            at += 1


def labels(text):
    """The labels of a name in zone text, as a tuple of bytes."""
    found = [bytearray()]
    for byte, escaped in unescape(text):
        if byte == ord('.') and not escaped:
            found.append(bytearray())
        else:
            found[-1].append(byte)
    return tuple(bytes(label) for label in found if label)


def name_wire(parts):
    return b''.join(bytes([len(p)]) + p for p in parts) + b'\0'


def strings_wire(data):
    """The character strings of a TXT record, as long as they can be."""
    cut = [data[at:at + 255] for at in range(0, len(data), 255)] or [b'']
    return b''.join(bytes([len(part)]) + part for part in cut)


def rdata(kind, text):
    """The data of one record from zone text."""
    if kind in ('A', 'AAAA'):
        return ipaddress.ip_address(text).packed
    if kind in ('PTR', 'CNAME'):
        return name_wire(labels(text))
    if kind == 'MX':
        return b'\0\x0a' + name_wire(labels(text))
    return strings_wire(bytes(byte for byte, _ in unescape(text)))


class Record:
    """length: what rdlength claims, None for the truth."""

    def __init__(self, owner, kind, data, length=None):
        self.owner, self.kind, self.data = owner, kind, data
        self.klass, self.length = CLASS_IN, length

    def wire(self, question):
        owner = b'\xc0\x0c' if self.owner == question else self.owner
        length = len(self.data) if self.length is None else self.length
        return owner + struct.pack('>HHIH', self.kind, self.klass, 300,
                                   length) + self.data


def soa(seconds):
    """The root's, which lets a "no" be kept so long, RFC 2308."""
    data = struct.pack('>BB5I', 0, 0, 1, 3600, 3600, 3600, seconds)
    return struct.pack('>BHHIH', 0, 6, CLASS_IN, seconds, len(data)) + data


class Query:
    """A question as it came in; ValueError if it is none."""

    def __init__(self, data):
        if len(data) < 12:
            raise ValueError('short')
        self.id, flags, count, _, _, more = struct.unpack('>6H', data[:12])
        if flags & 0xf800 or count != 1:
            raise ValueError('not a question')
        self.labels, at = [], 12
        while data[at:at + 1] not in (b'', b'\0'):
            if data[at] > 63:
                raise ValueError('label')
            self.labels.append(data[at + 1:at + 1 + data[at]])
            at += 1 + data[at]
        if len(data) < at + 5:
            raise ValueError('short')
        self.name = data[12:at + 1]
        self.type, self.klass = struct.unpack('>HH', data[at + 1:at + 5])
        self.recursion = flags & 0x0100
        self.most = self.edns(data[at + 5:]) if more else UDP_MOST

    @staticmethod
    def edns(tail):
        """The UDP size of an OPT record that comes first, RFC 6891."""
        if len(tail) < 11 or tail[:3] != struct.pack('>BH', 0, OPT):
            return UDP_MOST
        return max(UDP_MOST, struct.unpack('>H', tail[3:5])[0])


class Reply:
    """An answer, honest until dns_faults has been at it."""

    def __init__(self, query, records):
        self.query, self.records = query, records
        self.id, self.opcode, self.rcode = query.id, 0, 0
        self.response, self.truncated = True, False
        self.question = (query.name, query.type, query.klass)
        self.counts = None    # claimed (questions, answers)
        self.kept_s = 0       # how long a "no" may be kept; 0: not told
        self.bytes = None     # sent instead of all the above
        # how it is sent
        self.silent, self.delay, self.copies = False, 0, 1
        self.flood, self.flood_only = 0, False
        self.other_port, self.tcp = False, ''

    def wire(self, most=65535):
        if self.bytes is not None:
            return self.bytes
        name = self.question[0] if self.question else None
        asked = b''
        if self.question:
            asked = name + struct.pack('>HH', *self.question[1:])
        body = b''.join(record.wire(name) for record in self.records)
        count = len(self.records)
        cut = self.truncated or 12 + len(asked) + len(body) > most
        if cut:
            body, count = b'', 0
        counts = self.counts or (int(bool(self.question)), count)
        told = soa(self.kept_s) if self.kept_s and not self.records else b''
        flags = (0x8000 * self.response | self.opcode << 11 | 0x0200 * cut |
                 self.query.recursion | 0x0080 | self.rcode)
        return struct.pack('>6H', self.id, flags, *counts,
                           int(told != b''), 0) + asked + body + told
