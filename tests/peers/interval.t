#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The intervals of dhf-test --replay are those of scipy's beta quantiles, to
# 1e-9, for 10,000 pairs of every size.
. "${0%/*}/../e2e/lib.sh"
python=/usr/bin/python3 # Debian's: python3-scipy is for it
"$python" -c 'import scipy.stats' 2>/dev/null || skip_all 'no python3-scipy'
plan 2
${CC:-cc} -std=c11 -O2 -I"$top/src" -o "$tmp/interval" \
    "$tools/interval.c" "$top/src/replay/interval.c" -lm
"$python" - "$tmp/interval" <<'END' >"$tmp/out" 2>&1
import random, subprocess, sys
import numpy
from scipy.stats import beta

r = random.Random(20261130)
pairs = [(k, n) for n in range(1, 60) for k in range(n + 1)]
while len(pairs) < 10000:
    n = int(10 ** r.uniform(0, 7))
    k = min(n, int(n * 10 ** r.uniform(-6, 0)) if r.random() < .7
            else r.randrange(n + 1))
    pairs.append((k, n))
said = subprocess.run([sys.argv[1]], input="".join(
    f"{k} {n}\n" for k, n in pairs), capture_output=True, text=True)
got = numpy.array([[float(x) for x in line.split()]
                   for line in said.stdout.splitlines()])
k = numpy.array([p[0] for p in pairs], float)
n = numpy.array([p[1] for p in pairs], float)
low = numpy.where(k == 0, 0, beta.ppf(.025, numpy.maximum(k, .5), n - k + 1))
high = numpy.where(k == n, 1, beta.ppf(.975, k + 1, numpy.maximum(n - k, .5)))
off = numpy.abs(got - numpy.stack([low, high], 1))
print(len(got), "worst", off.max(), pairs[int(off.max(1).argmax())])
sys.exit(len(got) != 10000 or not off.max() <= 1e-9)
END
same '10,000 intervals are those of scipy' "$? $(cut -c1-6 "$tmp/out")" \
    '0 10000 '
note "$(cat "$tmp/out")"
# 0 of 300: the rule of three, and twice one half of 5 %
like 'by hand' "$(echo 0 300 | "$tmp/interval")" '0 0.01222097469429*'
