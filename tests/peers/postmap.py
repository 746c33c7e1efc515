# SPDX-License-Identifier: GPL-2.0-or-later
"""What Postfix itself says of a table, by its postmap(1), and what smtpd does
with the answer (access(5)), written after the manual pages."""
import glob
import os
import re
import shutil
import subprocess

PEERS = os.environ.get('PEERS_DIR') or os.path.join(
    os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'),
    'dyn-host-filter', 'peers')


class Postmap:
    """postmap as "make deps-peers" unpacked it, or as it is installed."""

    def __init__(self, folder):
        root = os.path.join(PEERS, 'postfix-pcre')
        self.folder = folder
        self.env = dict(os.environ)
        self.command = [shutil.which('postmap') or '/usr/sbin/postmap']
        program = os.path.join(root, 'usr/sbin/postmap')
        if os.path.exists(program):
            self.configure(program, root)

    def configure(self, program, root):
        """Postfix looks at its whole configuration, whatever it is asked."""
        conf = os.path.join(self.folder, 'postfix')
        os.mkdir(conf)
        libs = os.path.join(root, 'usr/lib/postfix')
        with open(os.path.join(conf, 'main.cf'), 'w', encoding='ascii') as out:
            print('compatibility_level = 3.6', 'myhostname = mx.example',
                  'mail_owner = daemon', 'setgid_group = mail',
                  'default_privs = nobody', f'shlib_directory = {libs}',
                  f'meta_directory = {conf}', f'data_directory = {conf}',
                  f'queue_directory = {conf}', sep='\n', file=out)
        with open(os.path.join(conf, 'dynamicmaps.cf'), 'w',
                  encoding='ascii') as out:
            print('pcre', os.path.join(libs, 'postfix-pcre.so'),
                  'dict_pcre_open', sep='\t', file=out)
        self.env['LD_LIBRARY_PATH'] = ':'.join(
            [libs] + glob.glob(os.path.join(root, '*/lib/*-linux-*')) +
            glob.glob(os.path.join(root, 'lib/*-linux-*')))
        self.command = [program, '-c', conf]

    def works(self):
        try:
            table = os.path.join(self.folder, 'try')
            with open(table, 'w', encoding='ascii') as out:
                out.write('/a/ b\n')
            return self.query('pcre', table, ['a'])[0] == {'a': 'b'}
        except OSError:
            return False

    def run(self, *args, asked=''):
        """What it prints and warns of.  As bytes: text would lose the CR."""
        done = subprocess.run(self.command + list(args), env=self.env,
                              input=asked.encode('latin-1'), check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.stdout.decode('latin-1'), done.stderr.decode('latin-1')

    def query(self, kind, table, keys):
        """The answers to the keys that have one, and what was warned of."""
        asked = '\n'.join(sorted(set(keys))) + '\n'
        out, said = self.run('-q', '-', f'{kind}:{table}', asked=asked)
        found = {}
        for line in out.split('\n'):
            key, tab, value = line.partition('\t')
            if tab:
                found[key] = value
        return found, said


def meaning(value):
    """What smtpd does with a result: action, code, enhanced code, text."""
    if value is None:
        return 'end', None, None, ''
    word, _, text = re.sub(r'\s+', ' ', value).strip().partition(' ')
    word = word.upper()
    if re.fullmatch(r'\d+', value.strip()) or \
            word in ('OK', 'RELAY', 'PERMIT'):
        return 'pass', None, None, ''
    code, action = None, None
    if word == 'REJECT':
        action = 'block'
    elif word in ('DEFER', 'DEFER_IF_PERMIT'):
        action = 'defer'
    elif re.fullmatch(r'[45]\d\d', word):
        action, code = ('defer', 'block')[word[0] == '5'], int(word)
    if action is None:
        return 'end', None, None, ''
    dsn = re.match(r'([45]\.\d{1,3}\.\d{1,3}) +(.*)', text)
    if dsn and (dsn.group(1)[0] == '5') == (action == 'block'):
        return action, code, dsn.group(1), dsn.group(2)
    return action, code, None, text
