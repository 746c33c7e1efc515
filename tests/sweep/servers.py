# SPDX-License-Identifier: GPL-2.0-or-later
"""What scenes need beside the program that is looked at."""
import os
import subprocess
import time

from scene import PROGRAMS, program

STUBS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../tools')
PATIENCE_S = 20


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='ascii') as f:
        f.write(text)
    return path


def compiled(base, text, name='db'):
    """An image of rule text, and base/NAME.rules."""
    rules = write(base, name + '.rules', text)
    subprocess.run([program('dhf-compile'), '-o', os.path.join(base, name),
                    rules], check=True, stderr=subprocess.DEVNULL)


class Dns:
    """A server of a zone; its port is self.port."""

    def __init__(self, base, zone):
        self.process = subprocess.Popen(
            [os.path.join(STUBS, 'dns-stub'), write(base, 'zone', zone)],
            stdout=subprocess.PIPE)
        self.port = int(self.process.stdout.readline())

    def end(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


class Daemon:
    """A program of ours that says when it is ready."""

    def __init__(self, base, words):
        self.log = os.path.join(base, words[0] + '.log')
        with open(self.log, 'wb') as err:
            self.process = subprocess.Popen(
                [program(words[0])] + words[1:], stderr=err,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env={'PATH': PROGRAMS + ':' + os.environ['PATH']})
        until = time.monotonic() + PATIENCE_S
        while not said(self.log, b': ready'):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError('%s: %r' % (words[0], said(self.log, b'')))
            time.sleep(0.01)

    def end(self):
        self.process.kill()
        self.process.wait()


def said(path, text):
    """What stands in the log; b'' unless text is in it."""
    with open(path, 'rb') as f:
        data = f.read()
    return data if text in data else b''
