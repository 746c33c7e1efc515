#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What is installed is in a package of each system, once, and the other way
# round: "make install" and the three lists of files agree with packaging/files.
. "${0%/*}/lib.sh"
of_tree
command -v make >/dev/null || skip_all 'no make here'
own=$top/packaging

# The table as rows of "package file", below PREFIX but for etc.
grep -v '^#' "$own/files" >"$tmp/table"
awk '
function has(file) { print $1, file }
$2 == "program" || $2 == "page" { # the section is what the name ends in
	has("share/man/man" substr($3, length($3)) "/" $3)
}
$2 == "program" {
	name = substr($3, 1, length($3) - 2)
	has("bin/" name)
	has("share/bash-completion/completions/" name)
	has("share/fish/vendor_completions.d/" name ".fish")
	has("share/zsh/site-functions/_" name)
}
$2 == "rules" { has("etc/" $3) }
$2 !~ /^(program|page|rules|folder)$/ { print "unknown:", $0 }
' "$tmp/table" | sort >"$tmp/rows"
sed 's/[^ ]* //' "$tmp/rows" | sort >"$tmp/files"

# agree NAME GOT [WANT]: two sorted lists; "+" is what packaging/files lacks, "-"
# what it alone has
agree() {
	diff -U 0 "${3:-$tmp/files}" "$2" | sed '1,2d; /^@@/d' >"$tmp/said"
	empty "$1" "$tmp/said"
}

made_tree "$tmp/tree"
got=$(cd "$tmp/tree" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s \
    PREFIX=/usr CONFDIR=/etc DESTDIR="$tmp/stage" install 2>&1)
is 'make install says nothing' ''
(cd "$tmp/stage" && find . ! -type d ! -path './usr/share/doc/*' |
    sed 's,^\./,,; s,^usr/,,' | sort) >"$tmp/got"
agree 'it installs what the table has' "$tmp/got"

# Debian: each file by its name, zsh's where that looks for what packages bring
for package in dyn-host-filter dhfd; do
	sed 's,^usr/,,; s,/vendor-completions/,/site-functions/,
	    s,^etc/dhf$,etc/dhf/,' "$own/debian/$package.install" |
	    sort >"$tmp/got"
	sed -n "s/^$package //p" "$tmp/rows" |
	    sed 's,^etc/dhf/.*,etc/dhf/,' | sort -u >"$tmp/want"
	agree "Debian's $package has them" "$tmp/got" "$tmp/want"
done
sed -n '/^Package: /s///p' "$own/debian/control" | sort >"$tmp/got"
{
	cut -d ' ' -f 1 "$tmp/rows" | sort -u
	echo dyn-host-filter-static
} >"$tmp/want"
agree 'and there is no package besides but -static' "$tmp/got" "$tmp/want"

# FreeBSD: pages are compressed, and what a site may change is a sample
sed -n 's/^@sample \(.*\)\.sample$/\1/; /^[@%]/!p' "$own/freebsd/pkg-plist" |
    sed '/^share\/man\//s/\.gz$//' | sort >"$tmp/got"
agree "FreeBSD's pkg-plist lists them" "$tmp/got"

# Alpine: what a subpackage does not take stays in the package
(
	. "$own/alpine/APKBUILD"
	# shellcheck disable=SC2086 # a list of words
	printf '%s\n' $subpackages | sed "s/^$pkgname-//" | sort
) >"$tmp/got"
{
	awk '$2 == "folder" { print $1 }' "$tmp/table"
	printf '%s\n' openrc static # what no make installs
} | sort -u >"$tmp/want"
agree "Alpine's subpackages are those of the folders" "$tmp/got" "$tmp/want"
(cd "$tmp/stage/usr" && find share ! -type d) | awk '
FILENAME != "-" { if ($2 == "folder") holds[$3] = 0; next }
{
	for (folder in holds)
		if (index($0, folder "/") == 1) {
			holds[folder]++
			next
		}
	print "in no folder: " $0
}
END { for (folder in holds) if (!holds[folder]) print "nothing in " folder }
' "$tmp/table" - >"$tmp/said"
empty 'in which lies all that is no program, rule or image' "$tmp/said"
plan
