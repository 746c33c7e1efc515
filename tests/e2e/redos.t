#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Patterns known for exponential or polynomial backtracking, and names made
# for them: bounded time, and a limit that was hit never refuses for good.
. "${0%/*}/lib.sh"
plan 13
wild=$(awk 'BEGIN { while (i++ < 252) printf "a" }')!

cat >"$tmp/patterns" <<'END'
^(a+)+$
^(a*)*$
^(a|a)*$
^(a|aa)+$
^(a|a?)+$
^([a-zA-Z]+)*$
^(.*a){20}$
^(.*)*b$
^(.+)+\.$
(x+x+)+y
^(([a-z])+.)+[A-Z]([a-z])+$
^(([a-z0-9])+.)+x([a-z])+$
^([a-z0-9]+-?)+\.$
^(\w+\.?)+$
^(\w+-?\w+)+!!$
^(\w*\.)*\w*!!$
^(\d+)*x$
^(\d+-?)+x$
^((\d+)-?)+x$
^(\d{1,3}[.-]?)+x$
^([0-9]+)*\.z$
^([^.]+\.?)+q$
^([^.]*\.?)*q$
^(-?[a-z0-9]+)+\.$
^([a-z0-9]+(-[a-z0-9]+)*\.)+z$
^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+zz$
^(([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*zz$
(.*?,){11}p
^(?:.?){40}z
^(a?){60}a{60}$
(a?){30}a{30}z
.*.*.*.*.*.*=.*
.*.*.*\d.*\d.*z
^.*(\d+).*(\d+).*(\d+).*z$
^\w*\w*\w*\w*\w*z$
[a-z]+[a-z]+[a-z]+[a-z]+[a-z]+9
\s*\s*\s*\s*x|\w+\w+\w+\w+\w+!x
^(([a-z]+)*)*$
^((a+)*)*b$
^(((a*)*)*)*b$
^(?:(?:a+)+b?)+c$
(?:a|ab)(?:c|bcd)(?:d*)+z
^(a+a+)+b$
^(aa|aab?)*$
^(ab|a|b)*c$
^(?=(a+))+\1b$
^(a*)+\1b$
(\w+)\1\1\1z
(.+)(.+)\1\2z
(?<=a)(a+)+(?!a)z
END
same 'there are fifty of them' "$(wc -l <"$tmp/patterns" | tr -d ' ')" 50

# measured NAME: all names through the image
measured() {
	"$tools/redos" "$db" "$tmp" >"$tmp/redos" 2>&1
	note "$1: $(tail -n 1 "$tmp/redos")"
	grep -v '^cpu' "$tmp/redos" >"$tmp/bad"
	grep -q '^cpu' "$tmp/redos" || echo 'did not run' >>"$tmp/bad"
	empty "$1" "$tmp/bad"
}
# all fifty in one file, the verdict at the end
{
	while IFS= read -r p; do
		printf 'score 0.001 @regex="%s"\n' "$p"
	done <"$tmp/patterns"
	echo 'pass @any id=end'
} | rules
measured 'fifty patterns as score rules'

# one at a time: the slowest of them
: >"$tmp/slow"
while IFS= read -r p; do
	printf 'mark @regex="%s"\npass @any id=end\n' "$p" | rules ||
		echo "$p" >>"$tmp/slow"
	for name in "$wild" "${wild%!}"; do
		env -i PATH="$PATH" TCPREMOTEIP=192.0.2.7 \
		    TCPREMOTEHOST="$name" dyn-host-filter -f "$db" true \
		    2>"$tmp/one" </dev/null || echo "$p" >>"$tmp/slow"
		grep -q 'action=pass .* rule=end' "$tmp/one" ||
			echo "$p: $(cat "$tmp/one")" >>"$tmp/slow"
	done
done <"$tmp/patterns"
empty 'each alone: the walk goes on behind it' "$tmp/slow"

# what a limit does: never a refusal of its own, never a pass that hides
for action in block defer 'score 9'; do
	printf '%s @regex="^(a+)+$" id=wild\nmark @host=x\n' "$action" | rules
	mail 192.0.2.7 "$wild"
	same "a limit on $action is no match" "$(told) $(key rule)" \
	    'pass default_action'
	same "and noted: $action" "$(key note | tr ',' '\n' |
	    grep -cx 'limit:wild')" 1
done
rules <<'END'
pass @regex="^(a+)+$" id=wild
block @any id=all
END
mail 192.0.2.7 "$wild"
same 'a limit on pass caps a 5xx' "$(told) $(key action) $(key rule)" \
    '451 defer all'
same 'and is noted' "$(key note | tr ',' '\n' | grep -v odd-name | sort |
    tr '\n' ' ')" 'capped limit:wild '
mail 192.0.2.7 bbb.example
same 'but only where it was hit' "$(told) $(key rule)" '553 all'
rules <<'END'
pass @regex="^(a+)+$" id=wild
END
mail 192.0.2.7 "$wild"
same 'a limit on pass changes no pass' "$(told)" pass
