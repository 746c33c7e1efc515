# SPDX-License-Identifier: GPL-2.0-or-later
"""What can be made to fail in a program, once: a system call, an allocation."""
import collections
import errno
import os

# Which one fails: its place among all of the clean run, and among those of its
# name; the word of the error; the name, and for a call its first argument.
Fault = collections.namedtuple('Fault', 'number nth error what')

# Plausible errors of a call, by the words its name has.
ERRORS = (
    ('read readv pread64 preadv recvfrom recvmsg recvmmsg getdents64',
     'EINTR EIO EAGAIN ECONNRESET ENOMEM'),
    ('write writev pwrite64 pwritev sendto sendmsg sendmmsg',
     'EINTR EIO ENOSPC EPIPE EAGAIN ECONNRESET'),
    ('open openat creat', 'EINTR EIO ENOMEM EMFILE ENOSPC EACCES'),
    ('socket socketpair pipe pipe2 dup dup2 dup3 epoll_create1 eventfd2 '
     'timerfd_create signalfd4 inotify_init1 memfd_create',
     'EMFILE ENOMEM'),
    ('accept accept4', 'EINTR EAGAIN ECONNABORTED EMFILE ENOMEM'),
    ('connect', 'EINTR EAGAIN ECONNREFUSED ENOMEM'),
    ('mmap brk mremap mprotect madvise', 'ENOMEM'),
    ('fork vfork clone clone3 execve', 'EAGAIN ENOMEM'),
    ('poll ppoll select pselect6 epoll_wait epoll_pwait epoll_pwait2',
     'EINTR ENOMEM'),
    ('wait4 waitid nanosleep clock_nanosleep', 'EINTR'),
    ('getrandom', 'EINTR EAGAIN ENOSYS'),
    ('fsync fdatasync msync', 'EINTR EIO ENOSPC'),
    ('rename renameat renameat2 link linkat unlink unlinkat mkdir mkdirat '
     'ftruncate fallocate symlink', 'EIO ENOSPC EACCES'),
    ('flock', 'EINTR ENOMEM EAGAIN'),
    ('setuid setgid setresuid setresgid setgroups prctl seccomp '
     'landlock_create_ruleset landlock_add_rule landlock_restrict_self '
     'chmod fchmod chown fchown', 'EPERM ENOMEM'),
    ('bind listen', 'EADDRINUSE ENOMEM'),
)
OTHERS = 'EIO ENOMEM'


def errors_of(call):
    for names, errors in ERRORS:
        if call in names.split():
            return errors.split()
    return OTHERS.split()


class Calls:
    """System calls, by fail-call."""
    name = 'system call'

    def __init__(self, tools):
        self.tool = os.path.join(tools, 'fail-call')

    def command(self, folder, argv, fault):
        """argv and environment that run argv so."""
        at = ['-c', fault.what.split()[0], '-n', str(fault.nth), '-e',
              str(getattr(errno, fault.error))] if fault else []
        return ([self.tool, '-l', self.listing(folder)] + at +
                [argv[0]] + argv, {})

    @staticmethod
    def listing(folder):
        return os.path.join(folder, 'calls')

    def counted(self, folder):
        """What a run called, in order."""
        with open(self.listing(folder), encoding='ascii') as lines:
            return lines.read().splitlines()

    def faults(self, folder):
        seen = collections.Counter()
        for number, what in enumerate(self.counted(folder), 1):
            call = what.split()[0]
            seen[call] += 1
            for error in errors_of(call):
                yield Fault(number, seen[call], error, what)


class Allocations:
    """malloc(3) and its like, by fail-alloc."""
    name = 'allocation'

    def __init__(self, tools):
        self.tool = os.path.join(tools, 'fail-alloc.so')

    def command(self, folder, argv, fault):
        path = os.path.join(folder, 'allocations')
        with open(path, 'wb') as count:
            count.write(bytes(8))
        return argv, {
            'LD_PRELOAD': self.tool, 'FAIL_ALLOC': path,
            'FAIL_ALLOC_PROGRAM': os.path.basename(argv[0]),
            'FAIL_ALLOC_AT': str(fault.number if fault else 0)}

    @staticmethod
    def faults(folder):
        with open(os.path.join(folder, 'allocations'), 'rb') as count:
            total = int.from_bytes(count.read(8), 'little')
        for number in range(1, total + 1):
            yield Fault(number, number, 'ENOMEM', 'allocation')
