#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# CrowdSec reads our log: its own test runner, with the hub that Debian's package
# has, the tests of conf/crowdsec, and a log that the filter writes here.  It
# looks into /etc/crowdsec, so it has an /etc of its own.
if [ "$CROWDSEC_INSIDE" ]; then
	:
elif unshare -m true 2>/dev/null; then
	CROWDSEC_INSIDE=1 exec unshare -m sh "$0"
elif unshare -rm true 2>/dev/null; then
	CROWDSEC_INSIDE=1 exec unshare -rm sh "$0"
fi
. "${0%/*}/../e2e/lib.sh"
. "${0%/*}/lib.sh"
[ "$CROWDSEC_INSIDE" ] || skip_all 'no mount namespaces here'
peer crowdsec cscli && [ "$root" ] || skip_all 'no crowdsec here'
etc=$root/etc/crowdsec hub=$tmp/hub

cp -R "$root/usr/share/crowdsec/hub" "$hub"
cp -R "$top/conf/crowdsec/." "$hub"
sed "s,/var/lib/crowdsec/,./runtime/,; s,/etc/crowdsec/,./runtime/,
    s,/var/log/,./runtime/log/,; s,/usr/lib/crowdsec/,$root/usr/lib/crowdsec/,
    s,daemonize: true,daemonize: false,; s,127.0.0.1:8080,127.0.0.1:$(free_port),
    s,listen_port: .*,listen_port: $(free_port),
    /online_client/,/online_api/d; /acquisition_/d" "$etc/config.yaml" \
    >"$hub/.tests/template_config.yaml"
cp "$etc/profiles.yaml" "$hub/.tests/template_profiles.yaml"
cp "$etc/simulation.yaml" "$hub/.tests/template_simulation.yaml"

# its own /etc
mkdir "$tmp/etc"
cp /etc/passwd /etc/group /etc/hosts /etc/nsswitch.conf "$tmp/etc" 2>/dev/null
cp -R "$etc" "$tmp/etc/crowdsec"
sed -i "s,/var/lib/crowdsec/,$tmp/,; s,/var/log/,$tmp/," \
    "$tmp/etc/crowdsec/config.yaml"

# a log of today: the filter itself, and one who comes again and again
rules <<'END'
block @name=bad.example id=bad
dns_timeout 0
default_unresolved_action pass
END
for host in a.bad.example good.example b.bad.example; do
	{ [ $host != b.bad.example ] || echo NOOP; } |
	    env TCPREMOTEIP=198.51.100.${#host} TCPREMOTEHOST=$host \
	    dyn-host-filter -f "$db" true 2>>"$tmp/lines" >/dev/null
done
live=$hub/.tests/dyn-host-filter-live
mkdir "$live"
cp "$hub/.tests/dyn-host-filter/config.yaml" "$live"
sed "s/^/$(date -u '+%Y-%m-%dT%H:%M:%S.123456+00:00') mx smtpd[77]: /" \
    "$tmp/lines" >"$live/dyn-host-filter.log"
node='results["s01-parse"]["dyn-host-filter/dyn-host-filter-logs"]'
cat >"$live/parser.assert" <<END
len($node) == 3
$node[0].Evt.Meta["action"] == "block"
$node[1].Evt.Meta["action"] == "pass"
$node[2].Evt.Meta["note"] == "pregreet"
END
cat >"$live/scenario.assert" <<'END'
len(results) == 1
results[0].Overflow.Alert.GetScenario() == "dyn-host-filter/dhf-pregreet"
END

mount --bind "$tmp/etc" /etc 2>/dev/null || skip_all 'nothing is mounted here'
for test in dyn-host-filter dyn-host-filter-multilog dyn-host-filter-live; do
	(cd "$hub" && cscli -c /etc/crowdsec/config.yaml hubtest run $test \
	    --hub "$hub" --crowdsec "$(command -v crowdsec)" \
	    --cscli "$(command -v cscli)" --clean -o raw) >"$tmp/said" 2>&1
	status=$?
	got=$(tail -n 5 "$tmp/said")
	ok "hubtest: $test" [ $status = 0 ]
done
umount /etc
plan
