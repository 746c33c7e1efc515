# SPDX-License-Identifier: GPL-2.0-or-later
"""Run dyn-host-filter many times, fast, for tests that damage its image."""
import os
import re
import shutil

# The receipts of a reply and of a log line differ each time.
RECEIPT = re.compile(rb'(?<=\[)[0-9A-Z]{4}(-[0-9A-Z]{4}){2}(?=\])|'
                     rb'(?<= why=)[0-9A-Z]{12}$', re.MULTILINE)


class Filter:
    """dyn-host-filter -r banner for one client, again and again."""

    def __init__(self, image, folder, tag):
        self.path = shutil.which('dyn-host-filter')
        self.image = image
        self.out = self.open(folder, 'out', tag)
        self.log = self.open(folder, 'log', tag)
        self.null = os.open(os.devnull, os.O_RDONLY)

    @staticmethod
    def open(folder, name, tag):
        path = os.path.join(folder, '%s.%s' % (name, tag))
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)

    @staticmethod
    def take(fd):
        data = os.pread(fd, 65536, 0)
        os.ftruncate(fd, 0)
        return RECEIPT.sub(b'RECEIPT', data)

    def ask(self, host='a.example', ip='192.0.2.7'):
        """Wait status, what the client got, the log, both with RECEIPT for a
        receipt, and CPU seconds.  The
        next program is true(1): a pass exits 0 and says nothing.  host None:
        TCPREMOTEHOST is not set."""
        argv = ['dyn-host-filter', '-f', self.image, '-r', 'banner', 'true']
        env = {'PATH': os.environ['PATH'], 'TCPREMOTEIP': ip}
        if host is not None:
            env['TCPREMOTEHOST'] = host
        pid = os.posix_spawn(self.path, argv, env, file_actions=[
            (os.POSIX_SPAWN_DUP2, self.null, 0),
            (os.POSIX_SPAWN_DUP2, self.out, 1),
            (os.POSIX_SPAWN_DUP2, self.log, 2)])
        _, status, usage = os.wait4(pid, 0)
        return (status, self.take(self.out), self.take(self.log),
                usage.ru_utime + usage.ru_stime)

    def refuses(self, host='host7.dyn.example0.net'):
        """None if the image is refused as it must be, else what happened."""
        status, out, log, _ = self.ask(host)
        if status == 111 << 8 and out.startswith(b'451 4.3.0 ') and \
                out.count(b'\n') == 1 and log.count(b'\n') == 1:
            return None
        return 'status %#x, client %r, log %r' % (status, out, log)
