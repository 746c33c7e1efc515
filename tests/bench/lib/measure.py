# SPDX-License-Identifier: GPL-2.0-or-later
"""Start a process and see what it cost: wall and CPU time, page faults,
memory, user instructions."""
import ctypes
import os
import re
import statistics
import subprocess
import time

NULL = os.open("/dev/null", os.O_RDWR)


def environment(client, **more):
    """What tcpserver(1) gives to its program, and nothing else."""
    host, address = client
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "PROTO": "TCP",
            "TCPLOCALIP": "192.0.2.25", "TCPLOCALPORT": "25",
            "TCPLOCALHOST": "mx.example.org", "TCPREMOTEIP": address,
            "TCPREMOTEPORT": "40123", "TCPREMOTEHOST": host, **more}


class Cost:
    __slots__ = ("seconds", "cpu", "faults", "rss_kib", "blocks", "status")


def once(argv, env, out=NULL, err=NULL, feed=NULL):
    """Run argv[0] (a path) to its end.

    Python's posix_spawn is vfork and exec, so the faults (ru_minflt) are
    those of the child from its start through every exec to its exit, plus a
    handful, always the same, between vfork and exec: a bare exec of an empty
    static program is measured beside and says how many that is.  rss_kib
    is never less than this process's own.
    """
    actions = [(os.POSIX_SPAWN_DUP2, feed, 0), (os.POSIX_SPAWN_DUP2, out, 1),
               (os.POSIX_SPAWN_DUP2, err, 2)]
    cost = Cost()
    began = time.perf_counter_ns()
    pid = os.posix_spawn(argv[0], argv, env, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    cost.seconds = (time.perf_counter_ns() - began) / 1e9
    cost.cpu = usage.ru_utime + usage.ru_stime
    cost.faults = usage.ru_minflt
    cost.blocks = usage.ru_inblock
    cost.rss_kib = usage.ru_maxrss
    cost.status = os.waitstatus_to_exitcode(status)
    return cost


def same_addresses():
    """Whether what is started from here on lies at the same addresses each
    time.  Where it does not, a page fault or two come and go with how the
    addresses of stack and mappings fall on what the kernel maps at once."""
    addr_no_randomize = 0x0040000  # personality(2)
    return ctypes.CDLL(None).personality(addr_no_randomize) >= 0


def warm(paths):
    """Have files in memory."""
    for path in paths:
        with open(path, "rb") as f:
            while f.read(1 << 20):
                pass


def can_step(steps):
    """Whether ptrace(2) works here: not under every container or tracer."""
    p = subprocess.run([steps, "/bin/true"], capture_output=True, text=True)
    return p.returncode == 0 and "user instructions" in p.stdout


def instructions(steps, argv, env):
    """User instructions of argv until it runs the next program."""
    p = subprocess.run([steps, *argv], env=env, capture_output=True,
                       stdin=subprocess.DEVNULL, text=True, check=True)
    return int(re.search(r"(\d+) user instructions", p.stdout).group(1))


def median(values):
    return statistics.median(values)
