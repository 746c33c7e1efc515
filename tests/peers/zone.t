#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Lists of dhf-zone in the servers that they are for: a client of our own finds
# all that is listed, with texts of whatever is printable, and nothing else.
# ZONE_ENTRIES says how many entries rbldnsd and BIND have (100,000), ZONE_SEED
# picks others.
. "${0%/*}/../e2e/lib.sh"
python3 -c '' 2>/dev/null || skip_all 'no python3'
plan 9
many=${ZONE_ENTRIES:-100000} seed=${ZONE_SEED:-1}

# served WHAT ENTRIES NAME
served() {
	python3 "$top/tests/peers/zone_servers.py" -s "$seed" -n "$2" "$1" \
	    >"$tmp/out" 2>&1
	status=$?
	if [ $status = 77 ]; then
		skip "$3" "$(tail -n 1 "$tmp/out")"
		return
	fi
	same "$3" $status 0
	note "$(tail -n 25 "$tmp/out" | cut -c1-300)"
}

served rbldnsd "$many" 'rbldnsd, both families in one file'
served rbldnsd-files 2000 'rbldnsd, ip4set and ip6trie'
served bind "$many" 'BIND'
served nsupdate 2000 'updates of BIND, one of them lost and one done in part'
served rpz 2000 'a response policy zone of BIND'
served tinydns 5000 'tinydns'
served rbldns 5000 'rbldns'
served postfix 5000 'a cidr table of Postfix'
served nft 5000 'sets of nft'
