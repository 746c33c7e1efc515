# SPDX-License-Identifier: GPL-2.0-or-later
"""A dhfd that listens, and a program that asks it at a pace (pace.h)."""
import os
import socket
import subprocess
import sys
import time

import material
from measure import median

ZONE = """good.example MX mx2.good.example mx3.good.example
66.113.0.203.pbl.spamhaus.org A 127.0.0.10
66.113.0.203.bl.spamcop.net A 127.0.0.2
"""
BENCH = os.path.join(material.TOP, "tests/bench")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def compiled(folder, name, *more):
    out = os.path.join(folder, name)
    material.run([os.environ.get("CC", "cc"), "-std=c11",
                  "-D_XOPEN_SOURCE=700", "-D_DEFAULT_SOURCE",
                  "-D_GNU_SOURCE", "-O2", "-o", out,
                  os.path.join(BENCH, name + ".c"), *more])
    return out


def asker(folder, name):
    """The program that asks at a pace."""
    return compiled(folder, name, os.path.join(BENCH, "pace.c"))


def ran(pid):
    """Seconds that all threads of a process have run, and those that have
    ended: its CPU clock, as clock_getcpuclockid(3) makes it.  Not by ticks,
    which count one that sleeps and wakes for what it meets."""
    return time.clock_gettime(~pid << 3 | 2)


class Running:
    """A dhfd with these rules, ready."""

    def __init__(self, program, rules):
        log = rules + ".log"
        with open(log, "w") as err:
            self.process = subprocess.Popen([program, "-f", rules],
                                            stderr=err)
        for _ in range(600):
            with open(log) as f:
                said = f.read()
            if ": ready\n" in said:
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"bench: dhfd did not begin: {said}")

    def cpu(self):
        return ran(self.process.pid)

    def waited(self):
        """Seconds in which it could have run and did not."""
        with open(f"/proc/{self.process.pid}/schedstat") as f:
            return int(f.read().split()[1]) / 1e9

    def real_time(self):
        for thread in os.listdir(f"/proc/{self.process.pid}/task"):
            os.sched_setscheduler(int(thread), os.SCHED_FIFO,
                                  os.sched_param(10))

    def status(self, key):
        with open(f"/proc/{self.process.pid}/status") as f:
            return next(int(line.split()[1]) for line in f
                        if line.startswith(key + ":"))

    def end(self):
        self.process.terminate()
        self.process.wait()


class Load:
    """What asks it: the program and its first arguments."""

    def __init__(self, argv, daemon):
        self.argv = argv
        self.daemon = daemon

    def real_time(self):
        """Both are waited for by nobody but each other."""
        self.daemon.real_time()
        self.argv = ["chrt", "-f", "10", *self.argv]

    def run(self, at_once, rate, seconds, silent=0):
        """Answers a second, those a second of processor time, the
        milliseconds within which 99 of 100 came, and all, those by which 99
        of 100 were begun too late, and the milliseconds of each second that
        dhfd waited for a processor; then what else was said."""
        before, waited = self.daemon.cpu(), self.daemon.waited()
        word = [float(x) for x in material.run(
            [*self.argv, str(at_once), str(rate), str(seconds),
             str(silent)]).split()]
        cpu = self.daemon.cpu() - before
        return {"rate": word[0], "core": word[0] * seconds / cpu,
                "p99": word[2], "worst": word[3], "late": word[4],
                "waits": (self.daemon.waited() - waited) * 1000 / seconds,
                "said": word[5:]}


def delegations():
    """200 requests of Postfix's, of eight clients: one of an end user's line,
    one of a static one, six mail servers."""
    for i in range(1, 201):
        ip, name = {
            0: ("203.0.113.66", "ppp-203-0-113-66.dyn.isp.example"),
            1: ("203.0.113.77", "203-0-113-77.static.isp.example"),
        }.get(i % 8, (f"198.51.100.{i % 8}", f"mx{i % 8}.good.example"))
        yield ("request=smtpd_access_policy\nprotocol_state=RCPT\n"
               f"client_address={ip}\nclient_name={name}\n"
               f"helo_name={name}\nsender=u{i}@good.example\n"
               f"recipient=v@here.example\ninstance=1.{i}\n"
               "server_port=25\n\n")


def zone(path):
    """A zone for dns-stub with what policyd-weight asks about these."""
    hosts = {}
    for text in delegations():
        said = dict(x.split("=", 1) for x in text.split())
        hosts[said["client_name"]] = said["client_address"]
    with open(path, "w") as out:
        out.write(ZONE)
        for name, ip in hosts.items():
            back = ".".join(reversed(ip.split("."))) + ".in-addr.arpa"
            out.write(f"{name} A {ip}\n{back} PTR {name}\n")


def middle(runs, key):
    return median([r[key] for r in runs])


def figure(what, value, limit, at_least=False):
    ok = value >= limit if at_least else value <= limit
    print("%-59s %9.6g  %s %-7g %s" % (what, value, ">=" if at_least else
                                       "<=", limit, "yes" if ok else "NO"))
    return not ok


def told(what, value):
    print("%-59s %9.6g" % (what, value))


def told_pace(runs):
    """What of a pace is of the machine."""
    told("    in the worst round", max(r["p99"] for r in runs))
    told("    the slowest of all", max(r["worst"] for r in runs))
    told("    of it, 99 of 100 were begun too late by at most",
         middle(runs, "late"))
    told("    dhfd waits for a processor, ms a second", middle(runs, "waits"))
    told("  load of the machine", os.getloadavg()[0])
