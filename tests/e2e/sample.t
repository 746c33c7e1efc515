#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The setting "sample": a share of whom the rules would have come back is let in,
# by the filter and by dhfd's listener for Postfix, and the log says so.
. "${0%/*}/lib.sh"
plan 12
base() {
	cat <<'END'
defer @name=later.example id=later
grey @name=grey.example id=grey
block @name=bad.example id=bad
END
}
{ echo 'sample 1000'; base; } | rules
mail 198.51.100.7 x.later.example
same 'who would have come back is let in' "$(told) $(key action) $(key rule) $(key note)" 'pass pass later sample'
mail 198.51.100.7 x.grey.example
same 'who is grey, too' "$(told) $(key note)" 'pass sample'
mail 198.51.100.7 x.bad.example
same 'who is refused for good is not' "$(told) $(key note)" '553 -'
mail 198.51.100.7 good.example
same 'who is let in has nothing noted' "$(told) $(key note)" 'pass -'
mail - x.later.example
same 'a fault is none' "$(told) $(key rule)" '451 TCPREMOTEIP'
base | rules
mail 198.51.100.7 x.later.example
same 'nobody is without the setting' "$(told) $(key note)" '451 -'
echo 'sample 1001' >"$tmp/rules"
dhf-compile -o "$db.not" "$tmp/rules" >"$tmp/said" 2>&1
same 'more than all is none' $? 100

# the daemon's own fronts
{
	echo 'sample 1000'
	base
	echo "state_dir $tmp/state
listen postfix $tmp/policy
dns_timeout 0"
} | rules
dhfd_begin
# ask NAME: what Postfix is told of a client
ask() {
	printf 'request=smtpd_access_policy\nprotocol_state=RCPT\nclient_address=198.51.100.7\nclient_name=%s\nreverse_client_name=%s\nsender=a@b.example\nrecipient=c@here.example\ninstance=%s\n\n' \
	    "$1" "$1" "$1" | perl -MIO::Socket::UNIX -e '
	$s = IO::Socket::UNIX->new(shift) or exit 1;
	print $s <STDIN>; $s->flush; alarm 30;
	while (<$s>) { last if /^$/; print }' "$tmp/policy"
}
like 'Postfix is not told to have it come back' "$(ask x.later.example)" 'action=DUNNO*'
like 'nor one that is grey' "$(ask x.grey.example)" 'action=DUNNO*'
like 'but who is refused' "$(ask x.bad.example)" 'action=553*'
same 'the log says it' "$(grep -c 'action=pass .*rule=\(later\|grey\) .*note=sample ' "$tmp/dhfd.log")" 2
same 'of these' "$(grep -c 'note=sample' "$tmp/dhfd.log")" 2
