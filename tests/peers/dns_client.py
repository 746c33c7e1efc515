# SPDX-License-Identifier: GPL-2.0-or-later
"""Many questions to one DNS server over UDP, some hundred at a time.

Written for these tests: it shares nothing with what it tests.
"""
import select
import socket
import struct
import time

A, NS, SOA, TXT = 1, 2, 6, 16
NOERROR, NXDOMAIN = 0, 3
WINDOW = 150     # questions under way: what a socket's buffer holds
WAIT_S = 1.0     # before one is sent again
TRIES = 8


def question(number, name, kind, recurse=False):
    wire = b''.join(bytes([len(x)]) + x.encode('ascii')
                    for x in name.split('.'))
    return struct.pack('>6H', number, 0x100 if recurse else 0, 1, 0, 0, 0) + \
        wire + struct.pack('>BHH', 0, kind, 1)


def skip_name(data, at):
    while data[at]:
        if data[at] >= 0xc0:
            return at + 2
        at += 1 + data[at]
    return at + 1


def answer(data, kind):
    """(rcode, the data of the records of this type in the answer section):
    A as text, TXT as bytes, its strings joined."""
    count, at = struct.unpack('>H', data[6:8])[0], skip_name(data, 12) + 4
    found = []
    for _ in range(count):
        at = skip_name(data, at)
        this, _, _, length = struct.unpack('>HHIH', data[at:at + 10])
        rdata = data[at + 10:at + 10 + length]
        at += 10 + length
        if this == A == kind:
            found.append(socket.inet_ntoa(rdata))
        elif this == TXT == kind:
            text = b''
            while rdata:
                text += rdata[1:1 + rdata[0]]
                rdata = rdata[1 + rdata[0]:]
            found.append(text)
    return data[3] & 15, sorted(found)


def ask(server, questions, recurse=False):
    """Ask a list of (name, type); returns a list of answers."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    sock.connect(server)
    got = [None] * len(questions)
    under_way = {}  # number: (index, tries, when)
    at = number = 0
    while at < len(questions) or under_way:
        while at < len(questions) and len(under_way) < WINDOW:
            number = (number + 1) & 0xffff
            if number not in under_way:
                under_way[number] = (at, 1, time.monotonic())
                sock.send(question(number, *questions[at], recurse))
                at += 1
        if not select.select([sock], [], [], 0.2)[0]:
            again(sock, under_way, questions, recurse)
            continue
        try:
            data = sock.recv(4096)
        except ConnectionRefusedError:
            again(sock, under_way, questions, recurse)
            continue
        heard = struct.unpack('>H', data[:2])[0]
        if heard not in under_way:
            continue
        index = under_way[heard][0]
        asked = question(heard, *questions[index])[12:]
        if data[12:12 + len(asked)] == asked: # else one that came late
            del under_way[heard]
            got[index] = answer(data, questions[index][1])
    sock.close()
    return got


def again(sock, under_way, questions, recurse):
    now = time.monotonic()
    for number, (index, tries, when) in list(under_way.items()):
        if now - when < WAIT_S:
            continue
        if tries == TRIES:
            raise SystemExit('no answer for %s' % questions[index][0])
        under_way[number] = (index, tries + 1, now)
        try:
            sock.send(question(number, *questions[index], recurse))
        except ConnectionRefusedError:
            pass


def is_up(server, name):
    """Does it know this name?  Of others tinydns hears nothing."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(0.2)
    try:
        sock.connect(server)
        sock.send(question(1, name, A))
        return sock.recv(4096)[3] & 15 == NOERROR
    except OSError:
        return False
    finally:
        sock.close()
