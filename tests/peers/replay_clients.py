#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""replay_clients.py PORT COUNT DAY - clients of known truth call a server

COUNT connections to 127.0.0.1:PORT, each from an address of 198.51.100.0/24
that says by its last octet what it is; DAY is 1 or 2.  Some are servers that we
bring mail to: for them a mail is relayed from 127.0.0.1.
"""
import queue
import smtplib
import socket
import sys
import threading

# by the last octet modulo 8
GOOD, ONCE, UNKNOWN, RELAY, SILENT, MIXED, MAILED, QUIET = range(8)
LABEL = {GOOD: "good", ONCE: "unknown", UNKNOWN: "bad", RELAY: "bad",
         SILENT: "unknown", MIXED: "good", MAILED: "good_strong",
         QUIET: "unknown"}


def mail(s, rcpt):
    s.docmd("MAIL", "FROM:<a@client.example>")
    code = s.docmd("RCPT", f"TO:<{rcpt}>")[0]
    if code == 250:
        s.docmd("DATA")
        s.send(b"Subject: x\r\nMessage-Id: <%d@x>\r\n\r\nx\r\n.\r\n" %
               id(s))
        s.getreply()
    else:
        s.docmd("RSET")


def visit(port, number, day):
    nature = number % 8
    source = f"198.51.100.{number}"
    if nature == MAILED and day == 1:  # somebody of ours writes there
        s = smtplib.SMTP("127.0.0.1", port, "here.example", 60,
                         ("127.0.0.1", 0))
        s.ehlo()
        mail(s, f"user@d{number}.far.example")
        s.quit()
    s = smtplib.SMTP("127.0.0.1", port, "client.example", 60, (source, 0))
    if nature != SILENT:
        s.ehlo()
    if nature in (GOOD, MIXED) or (nature in (ONCE, MAILED) and
                                   day == 1):
        mail(s, "user@here.example")
    if nature in (UNKNOWN, MIXED):
        mail(s, "nobody@here.example")
    if nature == RELAY:
        mail(s, "user@other.example")
    s.quit()


def main():
    port, count, day = (int(w) for w in sys.argv[1:4])
    work = queue.Queue()
    for i in range(count):
        work.put(1 + i % 250)
    failed = []

    def run():
        while True:
            try:
                number = work.get_nowait()
            except queue.Empty:
                return
            for tries in range(3):
                try:
                    visit(port, number, day)
                    break
                except (OSError, smtplib.SMTPException) as e:
                    if tries == 2:
                        failed.append((number, e))
    threads = [threading.Thread(target=run) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    print("failed", failed[:3], len(failed)) if failed else None
    return 1 if failed else 0


if __name__ == "__main__":
    socket.setdefaulttimeout(60)
    sys.exit(main())
