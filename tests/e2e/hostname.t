#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Hostile reverse names: whatever a name holds, the log gets one printable
# line and the client nothing but printable lines.
. "${0%/*}/lib.sh"
plan 76
dns_serve </dev/null

rules <<'END'
default_unresolved_action pass
default_ip_action pass
block @ip=192.0.2.0/24 id=all text="<%h> %i"
pass @name=good.example
block @any id=rest
END

# line LENGTH BYTE: that many of that byte
line() { awk -v n="$1" -v c="$2" 'BEGIN { while (i++ < n) printf "%s", c }'; }

# replies: what the client got without its CRLF line ends
replies() { sed 's/\r$//' <"$tmp/raw" >"$tmp/replies"; unclean "$tmp/replies"; }

# safe NAME HOST: refused, and nothing odd in the log or on the wire
safe() {
	mail 192.0.2.7 "$2"
	same "$1" "$(told)|$status|$(grep -ac . "$tmp/log")|$(
	    unclean "$tmp/log")|$(replies)|$(printf '%s\n' "$log" | wc -w |
	    tr -d ' ')|$(key action)|$(awk 'length > 512' "$tmp/replies")" \
	    '553|0|1|||24|block|'
}

# every byte but NUL and those of plain names, a few at a time
i=1
while [ $i -lt 256 ]; do
	bytes='' j=$i
	while [ $j -lt $((i + 8)) ] && [ $j -lt 256 ]; do
		bytes=$bytes$(printf '\\%03o' $j)
		j=$((j + 1))
	done
	# shellcheck disable=SC2059 # escapes are meant
	host=$(printf "a${bytes}.example")
	safe "bytes $i to $((j - 1))" "$host"
	i=$j
done

nl='
'
cr=$(printf '\r.'); cr=${cr%.}
safe 'percent' '%s%n%d%.example'
safe 'percent of our own' '%i%h%r%%.example'
safe 'quotes' "a\"b'c\`d.example"
safe 'a shell word' '$(id);`id`|id.example'
safe 'octal as tcpserver writes it' 'a\012b.ex\045s\015\012.net'
safe 'a forged reply' "a$cr${nl}250 ok$cr${nl}.example"
safe 'a forged log line' "a${nl}dyn-host-filter: pid=1 action=pass"
safe 'forged keys' 'x action=pass code=- rule=forged'
safe 'forged keys without a blank' 'action=pass'
safe 'UTF-8' "$(printf 'm\303\251l.example')"
safe 'ends in a lone byte of UTF-8' "$(printf 'a.example\303')"
safe 'escape sequence' "$(printf 'a\033[2Jb.example')"
safe 'a tab' "$(printf 'a\tb.example')"
safe 'a blank first' ' a.example'
safe 'one blank' ' '
safe '253 bytes' "$(line 245 a).example"
safe '254 bytes' "$(line 246 a).example"
safe '255 bytes' "$(line 247 a).example"
safe '256 bytes' "$(line 248 a).example"
safe '1,000 bytes' "$(line 1000 a)"
safe '70,000 bytes' "$(line 70000 a)"
safe '70,000 odd bytes' "$(line 70000 "$(printf '\001')")"
safe '70,000 dots' "$(line 70000 .)"
safe 'a label of 64' "$(line 64 a).example"
safe 'empty labels' 'a..b...example'
safe 'dots' '...'
safe 'dot first' '.example'
safe 'only hyphens' '---'
safe 'localhost' 'localhost'
safe 'an address' '192.0.2.7'
safe 'an address in brackets' '[192.0.2.7]'
safe 'an IPv6 address' '2001:db8::1'
safe 'a question mark' '?'

# which of them count as a name
mail 203.0.113.1 ''
same 'an empty name is none' "$(key host) $(key rule)" '- rest'
mail 203.0.113.1 .
same 'the root is none' "$(key host) $(key rule)" '- rest'
mail 203.0.113.1 GOOD.Example.
same 'case and the last dot do not count' "$(told) $(key host)" \
    'pass good.example'
mail 203.0.113.1 bad.good.example
same 'a name below' "$(told)" pass
mail 203.0.113.1 notgood.example
same 'a name beside' "$(told) $(key rule)" '553 rest'
mail 203.0.113.1 "$(line 300 a).good.example"
same 'too long a name is unknown, so no 5xx' \
    "$(told) $(key action) $(key rule)" '451 defer rest'
mail 203.0.113.1 "$(line 240 a).good.example"
same '253 bytes are a name' "$(told)" pass
mail 203.0.113.1 "$(line 240 a).good.example."
same '253 bytes and a dot are a name' "$(told)" pass
mail 203.0.113.1 "$(printf 'a\001b.good.example')"
same 'an odd name is noted' "$(key note | grep -c odd-name)" 1
mail 203.0.113.1 plain_name-1.good.example
same 'a plain name is not' "$(key note)" -

# the text of a rule cannot break a reply either
rules <<'END'
block @name=example text="%h %h %h %h %h %h %h %h %h %h"
END
long=$(line 63 a).$(line 63 b).$(line 63 c).$(line 50 d).example
mail 192.0.2.7 "$long"
same 'a long text is cut at 512 bytes' "$(told)|$(replies)|$(
    awk 'length > 511' "$tmp/replies")" '553||'
