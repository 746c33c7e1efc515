#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The page of dhf-report in a real browser, on a telephone and a screen, by day
# and by night: nothing is asked for, nothing is forbidden, nothing is cut off.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
command -v python3 >/dev/null || skip_all 'no python3'
command -v chromium >/dev/null || skip_all 'no chromium'
TZ=UTC0
export TZ
plan 7
browse() { timeout 120 "$tools/browse" "$@" 2>&1; }
"$tools/log-make" -n 3000 -r >"$tmp/log"
dhf-report -o "$tmp/page.html" "$tmp/log"
# side by side: a browser takes its time to begin
browse "$tmp/page.html" >"$tmp/week" &
week=$!
# the longest names, the widest numbers, and what would be markup
python3 - >"$tmp/hostile" <<'END'
evil = ["</svg><script>alert(1)</script>", "W" * 4096, "'\"><img/src=x>",
        "<style>*{display:none}</style>", "a.b-" * 60]
for i in range(2000):
    e = evil[i % len(evil)]
    print(f"2024-02-0{1 + i % 7}T00:00:00Z mx dyn-host-filter: pid=1 "
          f"ip=198.51.100.{i % 250} host={e}{i % 30}.example "
          f"action={('block', 'pass', 'defer')[i % 3]} "
          f"code={'553' if i % 3 == 0 else '-'} rule={e[:150]}{i % 150} "
          f"score=2 watch={e[:100]}:block note=odd-name,"
          f"dns:{e[:60]}{i % 20}.bl:listed,dns:{i % 13}.{e[:60]}:listed "
          f"error={e} name={e} db={e} by={e} to=u@{e} why={e}")
END
dhf-report -n 1000 -o "$tmp/hostile.html" "$tmp/hostile"
browse "$tmp/hostile.html" >"$tmp/evil" &
evil=$!
# That it would notice: a script, a picture from elsewhere, too wide a word.
sed 's|</main>|<script>document.title = "x"</script><img src="http://127.0.0.1:9/x.png"><p style="width:99rem">wide</main>|' \
    "$tmp/page.html" >"$tmp/broken.html"
wait $week
same 'a week of a small site' "$? $(cat "$tmp/week")" '0 '
wait $evil
same 'a hostile log' "$? $(cat "$tmp/evil")" '0 '
got=$(browse "$tmp/broken.html")
like 'a script would be noticed' "$got" '*inline script*Content Security Policy*'
like 'and something from elsewhere' "$got" '*Loading the image*'
like 'and what is too wide' "$got" '*360 light screen: wide: *'
dhf-report -o "$tmp/empty.html" </dev/null
got=$(browse "$tmp/empty.html" | grep -v 'it is empty')
is 'a page about nothing' ''
ok 'they are small' [ "$(cat "$tmp/page.html" "$tmp/hostile.html" | wc -c)" -le \
    300000 ]
