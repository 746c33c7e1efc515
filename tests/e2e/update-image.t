#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What packages run behind an upgrade: the image is made where there is none,
# made anew where that changes no rule, and stays in all other cases.
. "${0%/*}/lib.sh"
etc=$tmp/etc
mkdir -p "$etc"
# update [WORD]: sets $status and $got
update() {
	got=$("$top/packaging/update-image" "$etc" "$@" 2>&1)
	status=$?
}
# stays NAME PATTERN: the image does, and it is said why; mail is not stopped
stays() {
	update
	same "$1: the upgrade goes on" "$status" 0
	like 'it is said why' "$got" "$2"
	ok 'and the image stays' cmp -s "$etc/dhf.db" "$tmp/before.db"
}

update
same 'without rules there is nothing to do' "$status $got" '0 '
echo 'block @nonsense' >"$etc/dhf.conf"
update
like 'no image, and rules that do not compile' "$status $got" \
    "0 *dhf.conf:1:*no criterion*$etc/dhf.db is missing*mend $etc/dhf.conf*"
ok 'then there is none' [ ! -e "$etc/dhf.db" ]

cat >"$etc/dhf.conf" <<END
suffix_list $etc/psl
block @class=dynamic id=first
END
printf '%s\n' '// ===BEGIN ICANN DOMAINS===' com '// ===END ICANN DOMAINS===' \
    >"$etc/psl"
update
same 'no image: it is made, without a word' "$status $got" '0 '
like 'of these rules' "$(dhf-test -f "$etc/dhf.db" -a)" '*first*'
cp -p "$etc/dhf.db" "$tmp/before.db"

update
same 'nothing has changed: nothing is said' "$status $got" '0 '
ok 'and nothing is done' cmp -s "$etc/dhf.db" "$tmp/before.db"

sed -i 's/^com/&\nco.uk/' "$etc/psl"
update
same 'a new list of suffixes: no word' "$status $got" '0 '
ok 'and a new image' test "$(cmp "$etc/dhf.db" "$tmp/before.db" 2>&1)"
cp -p "$etc/dhf.db" "$tmp/before.db"

# a compiler that does its work, or does not, and fails for want of something
mkdir "$tmp/bin"
compiler=$(command -v dhf-compile) path=$PATH PATH=$tmp/bin:$PATH
failing() {
	printf '#!/bin/sh\n%s\n' "$@" >"$tmp/bin/dhf-compile"
	chmod 755 "$tmp/bin/dhf-compile"
}
failing 'exit 111'
stays 'no room for a new image' '*stays as it was*no new one can be made*'
failing "$compiler \"\$@\" || exit" "[ \$2 != $etc/dhf.db ] || exit 111"
sed -i 's/^com/&\norg.uk/' "$etc/psl"
update
like 'the folder of a new image is not synced' "$status $got" \
    "0 *$etc/dhf.db is new, but may not outlast a crash*"
PATH=$path
cp -p "$etc/dhf.db" "$tmp/before.db"

echo 'pass @host=friend.example id=friend' >>"$etc/dhf.conf"
stays 'rules that nobody compiled' '*its rules are not those of *dhf.conf*'
update check
same 'which are not in step' "$status $got" '1 '
echo 'block @nonsense' >>"$etc/dhf.conf"
stays 'rules that do not compile' '*no criterion*stays as it was*mend that*'

head -c 3000 "$tmp/before.db" >"$etc/dhf.db"
update
like 'nor is the image read: the upgrade goes on, and says so' \
    "$status $got" '0 *is not read by this version*come back: mend *'
update check
same 'it is not in step' "$status" 1

sed -i '$d' "$etc/dhf.conf"
: >"$etc/dhf.db"
update
same 'an image of no bytes: no word' "$status $got" '0 '
like 'but one that can be read' "$(dhf-test -f "$etc/dhf.db" -a)" '*friend*'
head -c 3000 "$tmp/before.db" >"$etc/dhf.db"
update
same 'an image that nobody reads: no word' "$status $got" '0 '
like 'but one that can be read' "$(dhf-test -f "$etc/dhf.db" -a)" '*friend*'
update check
same 'it is in step' "$status $got" '0 '
sed -i 's/friend$/guest/' "$etc/dhf.conf"
mv "$etc/dhf.conf" "$tmp/away"
update check
same 'without rules nothing is in step' "$status" 1
mv "$tmp/away" "$etc/dhf.conf"
update changed
same 'rules that came with an upgrade: no word' "$status $got" '0 '
like 'but they are put to use' "$(dhf-test -f "$etc/dhf.db" -a)" '*guest*'

# where no image can be written: a folder has the name of what becomes one
cp -p "$etc/dhf.db" "$tmp/before.db"
sed -i 's/^com/&\nco.jp/' "$etc/psl"
mkdir "$etc/dhf.db.tmp"
stays 'no place to write it' '*dhf.db.tmp*stays as it was*written: mend that*'
mv "$etc/dhf.db" "$tmp"
update
like 'and none is there: what that means is said' "$status $got" \
    '0 *dhf.db.tmp*is missing*come back: mend that, then run dhf-compile'
plan
