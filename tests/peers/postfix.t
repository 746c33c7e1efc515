#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Tables of Postfix mean what postmap(1) says: random ones, spelled in every way
# and damaged, and the public lists with real names.
. "${0%/*}/../e2e/lib.sh"
tables="$top/tests/peers/postfix_tables.py"
python3 -c '' 2>/dev/null || skip_all 'no python3'
python3 "$tables" pcre 1 >"$tmp/out" 2>&1
[ $? != 77 ] || skip_all 'no postmap: "make deps-peers" unpacks one'
plan 8

# agrees NAME ARG...: what differs is shown
agrees() {
	name=$1
	shift
	python3 "$tables" "$@" >"$tmp/out" 2>&1
	same "$name" $? 0
	note "$(tail -n 40 "$tmp/out")"
}

for kind in pcre cidr access; do
	agrees "random tables: $kind" "$kind" 60
done

names=$shared/corpus/names.tsv
[ ! -f "$names" ] || awk -F '\t' -v OFS='\t' '{
	print $1 == "-" ? "192.0.2." NR % 256 : $1, tolower($2) }' "$names" \
    >"$tmp/names"
for list in fqrdns.pcre fqrdns-plus.pcre fqrdns-max.pcre postwhite.cidr \
    helo_access.pcre; do
	if [ ! -f "$shared/rules/$list" ] || [ ! -s "$tmp/names" ]; then
		skip "$list" 'this list and the names are not there'
		continue
	fi
	agrees "$list" "${list##*.}" "$shared/rules/$list" "$tmp/names"
done
