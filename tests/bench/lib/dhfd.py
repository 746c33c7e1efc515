# SPDX-License-Identifier: GPL-2.0-or-later
"""A dhfd with its rules, servers and clients of its own, for a bench."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import material

LIBRARIES = {"libpcre2-8": "-lpcre2-8", "libcares": "-lcares",
             "libidn2": "-lidn2", "libuv": "-luv", "lmdb": "-llmdb",
             "libsodium": "-lsodium", "hiredis": "-lhiredis",
             "libmaxminddb": "-lmaxminddb"}
# where it lies, and whether it needs the library of the tree, or libuv alone
PROGRAMS = {"classify": ("bench", True), "store": ("bench", True),
            "hand-many": ("bench", False),
            "smtp-crowd": ("tools", False)}


def linked(names):
    out = []
    for name in names:
        p = subprocess.run(["pkg-config", "--libs", name],
                           capture_output=True, text=True)
        out += p.stdout.split() if p.returncode == 0 else [LIBRARIES[name]]
    return out


def programs(folder, build):
    """The programs that measure, by name: paths."""
    out = {}
    for name, (room, all_of_it) in PROGRAMS.items():
        out[name] = os.path.join(folder, name)
        material.run([
            os.environ.get("CC", "cc"), "-std=c11", "-D_XOPEN_SOURCE=700",
            "-D_DEFAULT_SOURCE", "-D_GNU_SOURCE", "-O2",
            "-I" + os.path.join(material.TOP, "src"), "-o", out[name],
            os.path.join(material.TOP, "tests", room, name + ".c"),
            *([build.library] if all_of_it else []),
            *linked(LIBRARIES if all_of_it else ["libuv"])])
    return out


class Daemon:
    """One that runs, ready; lines are rules beside its own settings."""

    def __init__(self, build, lines):
        self.folder = tempfile.mkdtemp(prefix="dhf-dhfd.")
        self.socket = os.path.join(self.folder, "socket")
        self.image = os.path.join(self.folder, "db")
        self.build = build
        conf = os.path.join(self.folder, "conf")
        with open(conf, "w") as out:
            out.write(f"state_dir {self.folder}/state\n"
                      f"listen filter {self.socket}\n"
                      f"daemon {self.socket}\n" +
                      "".join(x + "\n" for x in lines))
        material.run([build.compile, "-o", self.image, conf])
        self.process = subprocess.Popen(
            [build.daemon, "-f", self.image], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        said = ""
        while not said.endswith(": ready\n"):
            line = self.process.stderr.readline()
            if line == "":
                sys.exit("bench: dhfd does not begin: " + said)
            said += line

    def status(self, key):
        """A number of /proc/PID/status, in KiB."""
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(rf"^{key}:\s+(\d+)", f.read(),
                                 re.M).group(1))

    def load(self, lines):
        """Take a dump into its store."""
        path = os.path.join(self.folder, "dump")
        with open(path, "w") as out:
            out.write("dhfd-dump 1\n")
            out.writelines(lines)
        material.run([self.build.daemon, "-f", self.image, "--load", path])

    def end(self, told=False):
        """End it, unless it has been told to."""
        if not told:
            self.process.terminate()
        self.process.communicate()
        shutil.rmtree(self.folder)
        if self.process.returncode != 0:
            sys.exit(f"bench: dhfd ended with {self.process.returncode}")


class Server:
    """A tcpserver with 40 places before a command; what that logs can be
    counted."""

    def __init__(self, argv, cdb=None, places=40):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            ["tcpserver", "-1HRl0", "-c", str(places),
             *(["-x", cdb] if cdb else []), "127.0.0.1", "0", *argv],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=self.log, text=True,
            env={"PATH": os.environ["PATH"]})
        self.port = self.process.stdout.readline().strip()

    def logged(self, word):
        self.log.seek(0)
        return sum(word in line for line in self.log)

    def end(self):
        """Leave the port; those that it runs stay until they are done."""
        self.process.terminate()
        self.process.wait()
        self.log.close()


def crowd(program, options, port, *kinds):
    """What smtp-crowd says: a dictionary of numbers for each kind."""
    said = {}
    for line in material.run([program, *options, port,
                              *kinds]).splitlines():
        kind, *pairs = line.split()
        said[kind] = {k: float(v) for k, v in
                      (x.split("=") for x in pairs)}
    return said
