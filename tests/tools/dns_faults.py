# SPDX-License-Identifier: GPL-2.0-or-later
"""What dns-stub can do to an answer: one small function for each word.

They get the reply, the text after "=" and how often this entry was asked,
and are called in the order of the line, after its data.
"""
import functools
import random
import struct

from dns_packet import TYPES, Record, labels, name_wire, rdata, strings_wire

WORDS = {}
HEADER = 12
HERE = b'\xc0\x0c'  # a pointer to the question's name


def word(name):
    def enter(function):
        WORDS[name] = function
        return function
    return enter


def number(value, default):
    return int(value) if value else default


# ---- response codes ----

def rcode(name, code):
    def fault(reply, value, asked):
        if asked <= number(value, asked):  # =N: only the first N times
            reply.rcode, reply.records = code, []
    WORDS[name] = fault


for _name, _code in (('nodata', 0), ('formerr', 1), ('servfail', 2),
                     ('nxdomain', 3), ('notimp', 4), ('refused', 5)):
    rcode(_name, _code)


# ---- when and how it is sent ----

@word('silent')
def silent(reply, value, asked):
    reply.silent = asked <= number(value, asked)


@word('delay')
def delay(reply, value, _asked):
    reply.delay = int(value)


@word('twice')
def twice(reply, _value, _asked):
    reply.copies = 2


@word('flood')
def flood(reply, value, _asked):
    reply.flood = number(value, 65535)


@word('flood-only')
def flood_only(reply, value, asked):
    flood(reply, value, asked)
    reply.flood_only = True


@word('wrong-port')
def wrong_port(reply, _value, _asked):
    reply.other_port = True


@word('tcp')
def tcp(reply, value, _asked):
    if value not in ('silent', 'reset', 'close', 'half', 'slow'):
        raise ValueError('tcp=' + value)
    reply.tcp = value


# ---- the header ----

@word('wrong-id')
def wrong_id(reply, _value, _asked):
    reply.id ^= 0x5555


@word('not-response')
def not_response(reply, _value, _asked):
    reply.response = False


@word('opcode')
def opcode(reply, value, _asked):
    reply.opcode = number(value, 2)


@word('truncated')
def truncated(reply, _value, _asked):
    reply.truncated = True


@word('count-more')
def count_more(reply, value, _asked):
    reply.counts = (1, len(reply.records) + number(value, 7))


@word('count-less')
def count_less(reply, _value, _asked):
    reply.counts = (1, 0)


@word('questions')
def questions(reply, value, _asked):
    reply.counts = (int(value), len(reply.records))


# ---- the question ----

@word('question')
def question(reply, value, _asked):
    asked = (name_wire(labels(value)),) + reply.question[1:]
    reply.question = asked if value else None


@word('question-type')
def question_type(reply, value, _asked):
    reply.question = (reply.question[0], number(value, 99),
                      reply.question[2])


@word('question-class')
def question_class(reply, value, _asked):
    reply.question = reply.question[:2] + (number(value, 3),)


# ---- owner, class and size of the records ----

def owners(name, wire):
    def fault(reply, _value, _asked):
        for record in reply.records:
            record.owner = wire
    WORDS[name] = fault


owners('owner-beyond', b'\xff\xff')
owners('owner-label64', bytes([64]) + b'a' * 64 + b'\0')


@word('owner')
def owner(reply, value, _asked):
    for record in reply.records:
        record.owner = name_wire(labels(value))


@word('owner-loop')
def owner_loop(reply, _value, _asked):
    at = HEADER + len(reply.question[0]) + 4
    for record in reply.records[:1]:
        record.owner = struct.pack('>H', 0xc000 | at)


@word('class')
def klass(reply, value, _asked):
    for record in reply.records:
        record.klass = number(value, 3)


@word('rdlength')
def rdlength(reply, value, _asked):
    for record in reply.records:
        record.length = int(value)


# ---- the data of the records ----

@word('rdata')
def rdata_hex(reply, value, _asked):
    reply.records.append(Record(reply.query.name, reply.query.type,
                                bytes.fromhex(value)))


@word('rdata-loop')
def rdata_loop(reply, _value, _asked):
    at = HEADER + len(reply.query.name) + 4 + len(HERE) + 10
    reply.records.insert(0, Record(reply.query.name, reply.query.type,
                                   struct.pack('>H', 0xc000 | at)))


@word('rdata-beyond')
def rdata_beyond(reply, _value, _asked):
    rdata_hex(reply, 'ffff', _asked)


@word('rdata-label64')
def rdata_label64(reply, _value, _asked):
    rdata_hex(reply, '40' + '61' * 64 + '00', _asked)


@word('name255')
def name255(reply, _value, _asked):
    """The longest name: 3 * 64 + 62 + 1 = 255 bytes."""
    parts = [letter * 63 for letter in (b'a', b'b', b'c')] + [b'd' * 61]
    reply.records.append(Record(reply.query.name, reply.query.type,
                                name_wire(parts)))


@word('name256')
def name256(reply, _value, _asked):
    parts = [letter * 63 for letter in (b'a', b'b', b'c')] + [b'd' * 62]
    reply.records.append(Record(reply.query.name, reply.query.type,
                                name_wire(parts)))


@functools.lru_cache  # or others would wait while names are made
def short_names(count):
    """Short ones: 2,500 must fit into the 64 KB of TCP."""
    return [rdata('PTR', 'h%04d.m.test' % i) for i in range(count)]


@word('many-names')
def many_names(reply, value, _asked):
    reply.records += [Record(reply.query.name, TYPES['PTR'], name)
                      for name in short_names(number(value, 100))]


@word('long-text')
def long_text(reply, value, _asked):
    size = number(value, 65000)
    text = (b'all work and no play ' * (size // 21 + 1))[:size]
    reply.records.append(Record(reply.query.name, TYPES['TXT'],
                                strings_wire(text)))


@word('double')
def double(reply, _value, _asked):
    reply.records += reply.records


@word('rotate')
def rotate(reply, _value, asked):
    if reply.records:
        turn = asked % len(reply.records)
        reply.records = reply.records[turn:] + reply.records[:turn]


@word('shuffle')
def shuffle(reply, _value, asked):
    random.Random(asked).shuffle(reply.records)


# ---- aliases: the data stays at the end of the chain ----

def alias(owner_name, target):
    return Record(owner_name, TYPES['CNAME'], target)


@word('chain')
def chain(reply, value, _asked):
    names = [reply.query.name] + [rdata('CNAME', 'c%d.chain.test' % i)
                                  for i in range(1, number(value, 8) + 1)]
    for record in reply.records:
        record.owner = names[-1]
    reply.records[:0] = [alias(a, b) for a, b in zip(names, names[1:])]


@word('alias-loop')
def alias_loop(reply, _value, _asked):
    other = rdata('CNAME', 'loop.test')
    reply.records[:0] = [alias(reply.query.name, other),
                         alias(other, reply.query.name)]


@word('alias-self')
def alias_self(reply, _value, _asked):
    reply.records[:0] = [alias(reply.query.name, reply.query.name)]


# ---- no DNS at all ----

@word('empty')
def empty(reply, _value, _asked):
    reply.bytes = b''


@word('byte')
def byte(reply, _value, _asked):
    reply.bytes = b'\0'


@word('header-only')
def header_only(reply, _value, _asked):
    reply.bytes = reply.wire()[:HEADER]


@word('cut')
def cut(reply, value, _asked):
    """Without so many of its last bytes."""
    reply.bytes = reply.wire()[:-number(value, 1)]


@word('garbage')
def garbage(reply, value, asked):
    noise = random.Random(asked)
    reply.bytes = bytes(noise.randrange(256)
                        for _ in range(number(value, 100)))


@word('garbage-after')
def garbage_after(reply, value, asked):
    """Behind the true id and question: what a decoder gets to see."""
    garbage(reply, value, asked)
    reply.bytes = struct.pack('>6H', reply.id, 0x8180, 1, 4, 0, 0) + \
        reply.query.name + struct.pack('>HH', reply.query.type, 1) + \
        reply.bytes
