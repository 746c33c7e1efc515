# SPDX-License-Identifier: GPL-2.0-or-later
"""What bench and gate measure: lists, rule images, builds of the tree.

Everything is made in one temporary folder; the tree itself is only read.
Lists come from ../shared/bench where that is, else they are made with a fixed
seed in the same shapes, so that two runs anywhere ask the same questions.
"""
import gzip
import os
import random
import re
import shutil
import subprocess
import sys

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))
SHARED = os.path.join(TOP, "../shared/bench")
SEED = 20261121


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(argv, cwd=None, feed=""):
    """Run to success or end the bench with what the program said."""
    p = subprocess.run(argv, cwd=cwd, input=feed, stdout=subprocess.PIPE,
                       stderr=subprocess.STDOUT, text=True)
    if p.returncode != 0:
        sys.exit(f"{' '.join(argv)}: exit {p.returncode}\n{p.stdout}")
    return p.stdout


# ---- lists ----

def word(rng):
    return "".join(rng.choice("bdfghklmnprstvz") + rng.choice("aeiou") +
                   rng.choice(("", "", "l", "n", "r", "s"))
                   for _ in range(rng.randint(2, 3)))


def domain(rng):
    return (word(rng) + rng.choice(("net", "isp", "tel", "cable", "dsl", "")) +
            "." + rng.choice(("net", "com", "de", "se", "in", "pl", "au")))


def dotted(name):
    return name.replace(".", r"\.")


OCTET = "[12]?[0-9]{1,2}"
SHAPES = (  # expression, a name that it finds
    (r"^ip(-" + OCTET + r"){4}\.%s$", "ip-10-20-30-40.%s"),
    (r"^" + OCTET + r"(-" + OCTET + r"){3}\.pool\.%s$", "10-20-30-40.pool.%s"),
    (r"^(\d{1,3}-){3}\d{1,3}\.static\.%s$", "10-20-30-40.static.%s"),
    (r"^host(" + OCTET + r"\.){4}%s$", "host10.20.30.40.%s"),
    (r"\.dyn\.%s$", "a123.dyn.%s"),
    (r"^d[0-9a-f]{8}\.%s$", "d0a141e28.%s"),
)
# How often each is there.  The fourth shows no dot before the domain, so that
# it is found by four letters of it: real lists have one in twenty of these, and
# names in which few letters follow another make the others' clients meet them.
WEIGHTS = (4, 4, 4, 1, 4, 3)


def shape(rng):
    return rng.choices(SHAPES, WEIGHTS)[0]


MAIL = ("mx.%s", "mx1.%s", "mailout-%d.prod.%s", "www.%s", "smtp.%s")


def made_regexes(n):
    rng = random.Random(SEED + n)
    out = ["dhcp[0-9]?[.-]", "(wireless|wifi|wimax)[.-]"]
    while len(out) < n:
        out.append(shape(rng)[0] % dotted(domain(rng)))
    return out


def made_hosts(n):
    """A thousand names; the rules of the same n find every tenth."""
    rng = random.Random(SEED + n)
    rng_name = random.Random(SEED)
    found = []
    for _ in range(n - 2):
        found.append(shape(rng)[1] % domain(rng))
    out = []
    for i in range(1000):
        if i % 10 == 5:
            out.append(rng_name.choice(found))
        else:
            form = rng_name.choice(MAIL)
            name = domain(rng_name)
            out.append(form % ((i % 90, name) if "%d" in form else name))
    return out


def made_networks(n):
    rng = random.Random(SEED + n)
    out = []
    for _ in range(n):
        if rng.random() < 0.8:
            bits = rng.choices((16, 19, 20, 22, 24, 26, 28, 30, 32),
                               (1, 2, 3, 5, 25, 4, 5, 5, 46))[0]
            a = rng.randrange(1 << 24, 224 << 24) >> 32 - bits << 32 - bits
            out.append("%d.%d.%d.%d/%d" % (a >> 24, a >> 16 & 255,
                                           a >> 8 & 255, a & 255, bits))
        else:
            bits = rng.choice((32, 48, 48, 64))
            a = rng.randrange(0x2000, 0x3000), *(rng.randrange(1 << 16)
                                                 for _ in range(3))
            out.append(":".join("%x" % x for x in a[:bits // 16]) +
                       f"::/{bits}")
    return out


def made_addresses(n):
    """2,000 addresses; the networks of the same n hold about every other."""
    rng = random.Random(SEED + n)
    nets = [x.split("/")[0] for x in made_networks(min(n, 100000))]
    return [rng.choice(nets).replace("::", "::1") if i % 2 else
            "%d.%d.%d.%d" % (rng.randrange(1, 224), rng.randrange(256),
                             rng.randrange(256), rng.randrange(256))
            for i in range(2000)]


MADE = {"regexes": made_regexes, "hosts": made_hosts,
        "networks": made_networks, "addresses": made_addresses}


def shared_has(kind, n):
    return os.path.exists(os.path.join(SHARED, f"{kind}_{n}.txt.gz"))


class Lists:
    """Lists as files in a folder, made when first asked for."""

    def __init__(self, folder):
        self.folder = folder
        self.origin = "../shared/bench" if shared_has("hosts", 1600) \
            else f"generated, seed {SEED}"

    def path(self, kind, n):
        path = os.path.join(self.folder, f"{kind}_{n}.txt")
        if os.path.exists(path):
            return path
        with open(path, "wb") as out:
            if shared_has(kind, n):
                with gzip.open(os.path.join(
                        SHARED, f"{kind}_{n}.txt.gz")) as f:
                    shutil.copyfileobj(f, out)
            else:
                out.write("".join(x + "\n" for x in MADE[kind](n)).encode())
        return path

    def read(self, kind, n):
        with open(self.path(kind, n)) as f:
            return f.read().splitlines()

    def conf(self, regexes=0, networks=0):
        """A rule file: the expressions, then the networks, all block."""
        path = os.path.join(self.folder, f"r{regexes}-n{networks}.conf")
        with open(path, "w") as out:
            if regexes == 1:
                out.write("block @name=dyn.example.net\n")
            elif regexes > 0:
                with open(self.path("regexes", regexes)) as f:
                    out.writelines("block " + line for line in f)
            if networks > 0:
                out.write("block @ipfile=%s\n" %
                          self.path("networks", networks))
        return path

    def clients(self, regexes=0, networks=0):
        """Pairs of name and address, as they come."""
        hosts = self.read("hosts", regexes if regexes > 1 else 60000)
        addresses = self.read("addresses", networks or 1000)
        return [(hosts[i % len(hosts)], a) for i, a in enumerate(addresses)]


# ---- programs ----

def static_cc():
    """The compiler of the empty program: musl's if it is there."""
    return "musl-gcc" if shutil.which("musl-gcc") else \
        os.environ.get("CC", "cc")


def tools(folder):
    """The bench's own programs.  A dictionary of paths."""
    out = {}
    for name in ("empty", "twice", "stub", "question", "load", "steps",
                 "slow"):
        source = os.path.join(TOP, "tests/bench", name + ".c")
        out[name] = os.path.join(folder, name)
        if name in ("load", "steps", "slow"):
            cc = [os.environ.get("CC", "cc")]
        else:
            cc = [static_cc(), "-static", "-Wl,-z,noseparate-code"]
        run([*cc, "-std=c11", "-D_XOPEN_SOURCE=700", "-D_DEFAULT_SOURCE",
             "-O2", "-o", out[name], source])
    return out


def classifier(folder, build):
    """The program that times the classification of names, with the library
    of a build."""
    out = os.path.join(folder, "names")
    run([os.environ.get("CC", "cc"), "-std=c11", "-D_XOPEN_SOURCE=700", "-O2",
         "-I" + os.path.join(TOP, "src"), "-o", out,
         os.path.join(TOP, "tests/bench/names.c"), build.library])
    return out


def snapshot(folder):
    """The tree as it is now: all builds are of this, even if it is edited
    while the bench runs."""
    tree = os.path.join(folder, "tree")
    if os.path.exists(tree):
        return tree
    skip = shutil.ignore_patterns("*.o", "*.a", "test_*", "dyn-host-filter",
                                  "dhf-compile", "dhf-test")
    shutil.copytree(os.path.join(TOP, "src"), os.path.join(tree, "src"),
                    ignore=skip)
    shutil.copytree(os.path.join(TOP, "tests/unit"),
                    os.path.join(tree, "tests/unit"), ignore=skip)
    shutil.copytree(os.path.join(TOP, "tools"), os.path.join(tree, "tools"))
    shutil.copy(os.path.join(TOP, "Makefile"), tree)
    return tree


class Build:
    """One build of the tree: plain (STATIC=0), lean (STATIC=1) or glibc; and
    settings for make."""

    def __init__(self, folder, kind, *settings):
        tree = os.path.join(folder, kind)
        shutil.copytree(snapshot(folder), tree)
        if kind == "plain":
            said = run(["make", "-s", "-j2", "STATIC=0", *settings,
                        "all"], cwd=tree)
        else:
            said = run(["make", "-s", "-j2",
                        "STATIC=" + {"lean": "1"}.get(kind, kind),
                        *settings, "src/cmd/dyn-host-filter"], cwd=tree)
        self.filter = os.path.join(tree, "src/cmd/dyn-host-filter")
        self.compile = os.path.join(tree, "src/cmd/dhf-compile")
        self.test = os.path.join(tree, "src/cmd/dhf-test")
        self.daemon = os.path.join(tree, "src/cmd/dhfd")
        self.library = os.path.join(tree, "src/libdhf.a")
        how = re.search(r"^static: \S+: (.*)", said, re.M)
        self.how = how.group(1) if how else "dynamic"


def refused(test, image, clients):
    """The clients that a rule of the image blocks."""
    feed = "".join(f"{address}\t{host}\n" for host, address in clients)
    return [c for c, line in zip(clients, run([test, "-b", "-f", image],
                                              feed=feed).splitlines())
            if line.split("\t")[2] == "block"]


def decided(log):
    """Whether a log line of the filter tells of a decision by the rules."""
    field = dict(x.partition("=")[::2] for x in log.split())
    return field.get("error") == "-" and \
        field.get("rule") not in (None, "image", "image-missing",
                                  "TCPREMOTEIP"), field.get("action")


def check_decides(filter_path, image, test, clients, empty, environment):
    """End the bench unless the filter decides about clients as dhf-test does.

    With -i it runs the next program even if it cannot read the image, and
    much faster: a row of failures would look like a splendid one.
    """
    feed = "".join(f"{address}\t{host}\n" for host, address in clients)
    want = [line.split("\t")[2] for line in
            run([test, "-b", "-f", image], feed=feed).splitlines()]
    for client, action in zip(clients, want):
        p = subprocess.run([filter_path, "-i", "-f", image, empty],
                           env=environment(client), stderr=subprocess.PIPE,
                           stdin=subprocess.DEVNULL, text=True)
        sound, said = decided(p.stderr)
        if p.returncode != 0 or not sound or said != action:
            sys.exit(f"bench: {filter_path} -f {image} does not decide as "
                     f"dhf-test ({action}): {p.stderr}")
