#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What "make install" gives bash, zsh and fish to complete options with.
. "${0%/*}/lib.sh"
command -v bash >/dev/null || skip_all 'no bash here'
made=$tmp/made
set --
for program in "$bindir"/dhf* "$bindir/dyn-host-filter"; do
	case $program in *.[cho] | *-static) ;; *) set -- "$@" "$program" ;; esac
done
ok 'it is made of all programs' sh "$top/tools/completion" "$made" "$@"
for program; do
	name=${program##*/}
	[ -s "$made/bash/$name" ] && [ -s "$made/zsh/_$name" ] &&
	    [ -s "$made/fish/$name.fish" ] || echo "$name" >>"$tmp/lacks"
	bash -n "$made/bash/$name" 2>&1
	# each option of the help, in all three
	"$program" -h 2>/dev/null | sed -n 's/^ *\(-[^ ]*\).*/\1/p' | tr -d , |
	    while read -r option; do
		word=${option#-}
		word=${word#-}
		grep -q -- "[' ]$option[ ')]" "$made/bash/$name" &&
		    grep -q -- "$option[[',{}]" "$made/zsh/_$name" &&
		    grep -q -- "-[ls] $word\\( \\|\$\\)" \
		    "$made/fish/$name.fish" || echo "$name $option"
	done
done >"$tmp/wrong"
empty 'each has all three' "$tmp/lacks"
empty 'each option of the help is there, and bash reads it' "$tmp/wrong"

# complete PROGRAM WORD...: what bash offers for the last word
complete() {
	bash -c '. "$1/bash/$2"
	compopt() { :; }
	name=$2
	shift 2
	COMP_WORDS=("$name" "$@")
	COMP_CWORD=$#
	cd /; "_${name//-/_}"
	printf "%s " "${COMPREPLY[@]}"' - "$made" "$@"
}
same 'an option' "$(complete dhf-test --ex)" '--explain '
same 'nothing for a receipt' "$(complete dhf-test --why '' )" ' '
same 'nothing for an entry' "$(complete dhf-test -t de)" ' '
same 'nor for one to explain' "$(complete dhf-test -x de)" ' '
same 'a file' "$(complete dhf-test -f /de)" '/dev '
same 'a log' "$(complete dhf-test --replay /de)" '/dev '
same 'a user' "$(complete dhf-relay -u roo)" 'root '
same 'a format' "$(complete dhf-zone nsu)" 'nsupdate '
same 'what has no help' "$(complete dyn-host-filter -X)" '-X '
same 'a command behind it' "$(complete dyn-host-filter -f db tcpcl)" \
    "$(bash -c 'compgen -c tcpcl' | tr '\n' ' ')"
plan
