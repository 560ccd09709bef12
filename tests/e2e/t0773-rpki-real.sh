#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Real repositories by RRDP, from mirrors: a whole registry's tree across three
# publication servers, and a server's own snapshot and deltas.
. tests/e2e/lib.sh
D=$SHARED/rpki
need "$D"
GEN=$B/rpkigen
SESSION=11111111-1111-4111-8111-111111111111
# sources DIR: a mirror with one statistics file.
sources() {
	local url
	url=$("$N" sources --json | sed -n 's/.*"id":"apnic-extended".*"url":"https:..\([^"]*\)".*/\1/p')
	mkdir -p "$1/$(dirname "$url")"
	printf '%s\n' '2|apnic|20260101|1|19830101|20251231|+0000' 'apnic|*|asn|*|1|summary' \
		'apnic|*|ipv4|*|0|summary' 'apnic|*|ipv6|*|0|summary' \
		'apnic|ZZ|asn|1001|1|20200101|assigned|h1' >"$1/$url"
}
# locator DIR URL TAL: nroaudit.conf with that anchor alone.
locator() {
	mkdir -p "$1"
	{
		for name in $("$N" rpki tals | cut -d' ' -f1); do
			printf '[locator "%s"]\n\tenabled = false\n' "$name"
		done
		printf '[locator "real"]\n\tpublisher = apnic\n\turl = %s\n\tkey = %s\n' \
			"$2" "$(sed '1,/^$/d' "$3" | tr -d '\n')"
	} >"$1/nroaudit.conf"
}
repositories() {
	git -C "$1/history" show "${2:-main}:rpki/real/state" |
		sed -n 's/^repository \([^ ]*\) [^ ]* \([^ ]*\) [^ ]* \([^ ]*\) \([^ ]*\) \([^ ]*\) .* \(.*\)$/\1 \2 \3 \4 \5 \6/p'
}
faults() {
	git -C "$1/history" show main:provenance.xml |
		xmllint --xpath '//fault' - 2>/dev/null | grep -o 'RPKI[^<]*'
}

# --- TWNIC's tree of March 2026, under APNIC's, under a synthetic anchor ---
T=$D/twnic
M=$W/twnic
sources "$M"
publish() { # HOST-AND-PATH PREFIX
	"$GEN" rrdp "$T/cache" "$2" "$M/$1" "https://$1" $SESSION 1 || die "rpkigen rrdp"
}
publish synth.test synth.test/
publish rpki.apnic.net rpki.apnic.net/
publish rrdp.twnic.tw/rrdp rpkica.twnic.tw/
mv "$M/rrdp.twnic.tw/rrdp/notification.xml" "$M/rrdp.twnic.tw/rrdp/notify.xml"
mkdir -p "$M/synth.test/ta" && cp "$T/cache/ta/synth/synth.cer" "$M/synth.test/ta/"
locator "$W/t" https://synth.test/ta/synth.cer "$T/synth.tal"
rc "TWNIC: fetched" 0 "$N" -C "$W/t" fetch --mirror "file://$M" \
	--as-of "$(date -u -d "@$(cat "$T/EVALUATE_AT")" +%FT%TZ)"
is "TWNIC: no fault" "$(faults "$W/t")" ""
repositories "$W/t" >"$W/r"
is "TWNIC: three publication servers" "$(sed 's/ [0-9]* -$//' "$W/r")" \
	"https://rpki.apnic.net/notification.xml snapshot 1 snapshot
https://rrdp.twnic.tw/rrdp/notify.xml snapshot 1 snapshot
https://synth.test/notification.xml snapshot 1 snapshot"
is "TWNIC: every object" "$(awk '{ n += $5 } END { print n }' "$W/r")" \
	"$(find "$T/cache" -type f ! -path '*/ta/*' | wc -l)"
"$N" -C "$W/t" rpki vrps --csv >"$W/vrps" || die "no VRPs"
is "TWNIC: VRPs" "$(tail -n +2 "$W/vrps" | wc -l)" 4363
"$N" rpki validate --tal "$T/synth.tal" --objects "$T/cache" \
	--at "$(date -u -d "@$(cat "$T/EVALUATE_AT")" +%FT%TZ)" --csv >"$W/tree"
is "TWNIC: the same as of the tree" "$(cut -d, -f1-3 "$W/vrps" | md5sum)" "$(cut -d, -f1-3 "$W/tree" | md5sum)"
is "TWNIC: none failed" "$("$N" -C "$W/t" rpki vrps --json | grep -c '"state":"invalid"')" 0

# --- krill's testbed: its own notification, snapshot and deltas of 2023 ---
K=$D/krill-testbed
M=$W/krill
HOST=krill-ui-dev-testbed.krill.cloud
sources "$M"
mkdir -p "$M/$HOST/ta"
cp -r "$K/rrdp" "$M/$HOST/"
cp "$K/cache/ta/krilltest/ta.cer" "$M/$HOST/ta/"
locator "$W/k" https://$HOST/ta/ta.cer "$K/krilltest.tal"
at=$(date -u -d @1688150000 +%FT%TZ)
rc "krill: fetched" 0 "$N" -C "$W/k" fetch --mirror "file://$M" --as-of "$at"
is "krill: no fault" "$(faults "$W/k")" ""
is "krill: by its snapshot" "$(repositories "$W/k" | cut -d' ' -f2-4,6)" "snapshot 382 snapshot -"
"$N" -C "$W/k" rpki vrps --json | sed 's/"ta":"[^"]*"//' >"$W/got"
"$N" rpki validate --tal "$K/krilltest.tal" --objects "$K/cache" --at "$at" --json | sed 's/"ta":"[^"]*"//' >"$W/want"
is "krill: two manifests' certificates are over" "$(grep -c '"type":"mft".*"code":"expired"' "$W/got")" 2
is "krill: every object as in the tree" "$(grep -o '"uri":"rsync[^"]*".*"state":"[a-z]*"' "$W/got" | grep -v 'ta/ta.cer' | sed 's/,.*"state/ "state/' | md5sum)" \
	"$(grep -o '"uri":"rsync[^"]*".*"state":"[a-z]*"' "$W/want" | grep -v 'ta/ta.cer' | sed 's/,.*"state/ "state/' | md5sum)"
end
