#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# zsh and fish read what we have for them, and fish completes with it.
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
made=$tmp/made HOME=$tmp
export HOME
set --
for program in "$top"/src/cmd/dhf* "$top/src/cmd/dyn-host-filter"; do
	case $program in *.[cho]) ;; *) set -- "$@" "$program" ;; esac
done
sh "$top/tools/completion" "$made" "$@"
if peer zsh zsh || { [ "$root" ] && PATH=$root/bin:$PATH; }; then
	for file in "$made"/zsh/_*; do
		zsh -n "$file" 2>&1 || echo "$file"
	done >"$tmp/wrong"
	empty 'zsh reads them' "$tmp/wrong"
else
	skip 'zsh reads them' 'no zsh here'
fi
if peer fish fish; then
	for file in "$made"/fish/*.fish; do
		fish -n "$file" 2>&1 || echo "$file"
	done >"$tmp/wrong"
	empty 'fish reads them' "$tmp/wrong"
	got=$(fish -c "source $made/fish/dhf-test.fish
	    complete -C 'dhf-test --expl'" 2>&1)
	like 'and completes an option' "$got" \
	    '*--explain?the same, with every rule considered*'
else
	skip 'fish reads them' 'no fish here'
fi
plan
