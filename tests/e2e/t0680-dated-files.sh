#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Dated files and mirrors over https: what is asked for, kept and found.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good IP:127.0.0.1 ca
serve 127.0.0.1="$C/good.pem"
M=https://127.0.0.1:$PORT
ARIN=/ftp.arin.net/pub/stats/arin
APNIC=/ftp.apnic.net/stats/apnic
RIPE=/ftp.ripe.net/pub/stats/ripencc
AT_RIPE=/ftp.ripe.net/pub/stats
X=delegated-arin-extended
Y=delegated-apnic-extended
Z=delegated-ripencc-extended
# of DAY RIR ROWS: a file of that day.
of() { stats "$2" "$3" | sed "1s/|20260101|/|$1|/"; }
# dated ATTRIBUTE RIR AT DAY: of the snapshot's provenance.
dated() {
	git -C "$W/a/history" show main:provenance.xml | xmllint --xpath \
		"string(//dated[@rir='$2' and @at='$3' and @day='$4']/@$1)" -
}
ledger() { git -C "$W/a/history" show findings:ledger/dated | grep "^$1|$2|" | cut -d'|' -f3; }
kept() { git -C "$W/a/history" ls-tree -r --name-only main dated; }
plain() { sha256sum | cut -d' ' -f1; }
night() { # WHAT DAY [CODE]
	rc "$1" "${3:-1}" "$N" -C "$W/a" run --mirror "$M" \
		--as-of "$2T07:30:00Z"
}
found() { # RULE: what is open of it
	findings "$W/a" | grep " $1 " | cut -d' ' -f1-4 | sed 's/@.*//' | sort
}
on() { sed -i '/^\[dated\]/{n;s/false/true/}' "$1/nroaudit.conf"; }

echo | page /COMPLETE 1
for rir in arin apnic ripencc; do stats $rir 9 >"$W/$rir"; done
page $ARIN/$X-latest 1 <"$W/arin"
page $APNIC/$Y-latest 1 <"$W/apnic"
page $RIPE/$Z-latest 1 <"$W/ripencc"
page $ARIN/$X-20260101 1 <"$W/arin"
gzip -1 <"$W/apnic" | page $APNIC/2026/$Y-20260101.gz 1
gzip -9n <"$W/apnic" | page $APNIC/2026/$Y-20260101.gz 2
bzip2 <"$W/ripencc" | page $RIPE/2026/$Z-20260101.bz2 1
page $AT_RIPE/apnic/$Y-latest 1 <"$W/apnic"
# Older ones, with other contents.
of 20251231 arin 8 | page $ARIN/$X-20251231 1
of 20251229 apnic 7 | gzip | page $APNIC/2025/$Y-20251229.gz 1
of 20251229 apnic 6 | gzip | page $AT_RIPE/apnic/2025/$Y-20251229.gz 1
of 20251231 ripencc 7 | bzip2 | page $RIPE/2025/$Z-20251231.bz2 1
# What is no file of statistics: cut, a page, another registry's.
of 20251229 ripencc 7 | bzip2 | head -c 99 | page $RIPE/2025/$Z-20251229.bz2 1
page $APNIC/2025/$Y-20251231.gz 1 <<<'<!DOCTYPE html><title>Gone</title>'
of 20251229 apnic 9 | page $ARIN/$X-20251229 1
conf "$W/a" <<-END
	arin-extended https:/$ARIN/$X-latest
	apnic-extended https:/$APNIC/$Y-latest
	ripencc-extended https:/$RIPE/$Z-latest
END
on "$W/a"
rc "keys and a history" 0 "$N" -C "$W/a" init
night "the first night" 2026-01-02
is "a dated file" "$(dated outcome arin arin 2026-01-01)" fetched
is "is digested unpacked" \
	"$(dated plain-sha256 apnic apnic 2026-01-01) $(dated plain-sha256 ripencc ripencc 2026-01-01)" \
	"$(plain <"$W/apnic") $(plain <"$W/ripencc")"
is "gzip and bzip2 came packed" \
	"$(dated sha256 apnic apnic 2026-01-01) $(dated sha256 ripencc ripencc 2026-01-01)" \
	"$(gzip -1 <"$W/apnic" | plain) $(bzip2 <"$W/ripencc" | plain)"
is "what is no whole file has none" \
	"$(dated plain-sha256 ripencc ripencc 2025-12-29)$(dated plain-sha256 apnic apnic 2025-12-31)$(dated plain-sha256 arin arin 2025-12-29)" ""
is "and a reason" \
	"$(dated reason ripencc ripencc 2025-12-29), $(dated reason apnic apnic 2025-12-31), $(dated reason arin arin 2025-12-29)" \
	"the compressed data end too soon, a web page, no statistics of this registry"
is "what is latest is not kept twice, the others are" "$(kept)" \
	"$(printf '%s\n' dated/apnic/apnic/$Y-20251229.gz \
	dated/arin/arin/$X-20251231 dated/ripencc/apnic/$Y-20251229.gz \
	dated/ripencc/ripencc/$Z-20251231.bz2)"
is "as it was received" \
	"$(git -C "$W/a/history" show main:dated/apnic/apnic/$Y-20251229.gz | plain)" \
	"$(of 20251229 apnic 7 | gzip | plain)"
is "a mirror's file differs" "$(found P-17)" \
	"FAIL P-17 S2 P-17/$Y-20251229.gz:ripencc/apnic+ripencc"
is "nothing else is found of them" "$(found U-03)$(found P-07)$(found P-16)" ""
copies() { # NIGHT PARTIES
	xmllint --xpath "string(//*[local-name()='finding' and @rule='U-01' and @parties='$2']/*[local-name()='independentCopy'])" \
		"$(ls -d "$W"/a/reports/*"$1"*/report.xml)"
}
is "copies elsewhere are named, a mirror's before the publisher's own" \
	"$(copies 2026-01-02 apnic+arin)" \
	"apnic-extended: $M$AT_RIPE/apnic/$Y-latest; arin-extended: $M$ARIN/$X-20260101"
is "the ledger" "$(ledger arin 2025-12-31)$(ledger arin 2026-01-02)$(ledger ripencc 2025-12-29)" pn

# One file is rewritten, one compressed anew, one gone, and a newer one there.
of 20251231 arin 6 | page $ARIN/$X-20251231 2
printf 'HTTP/1.1 404 Not Found\nContent-Length: 0\n\n' |
	answer $RIPE/2025/$Z-20251231.bz2 2
of 20260102 arin 10 | page $ARIN/$X-20260102 2
printf 'HTTP/1.1 403 No\nContent-Length: 0\n\n' |
	answer $RIPE/2026/$Z-20260101.bz2 2
bzip2 <"$W/ripencc" | page $RIPE/2026/$Z-20260101.bz2 3
of 20251229 ripencc 5 | bzip2 | page $RIPE/2025/$Z-20251229.bz2 2
night "the second night" 2026-01-04
is "compressed anew is not rewritten" \
	"$(dated sha256 apnic apnic 2026-01-01) $(dated plain-sha256 apnic apnic 2026-01-01)" \
	"$(gzip -9n <"$W/apnic" | plain) $(plain <"$W/apnic")"
is "rewritten" "$(found U-03)" "FAIL U-03 S2 U-03/$X-20251231/arin"
is "its new bytes are kept, and no others" "$(kept)" \
	"$(printf '%s\n' dated/arin/arin/$X-20251231 dated/arin/arin/$X-20260102 \
	dated/ripencc/apnic/$Y-20251229.gz dated/ripencc/ripencc/$Z-20251229.bz2)"
is "the earlier ones stand in the history" \
	"$(git -C "$W/a/history" show main~1:dated/arin/arin/$X-20251231 | plain)" \
	"$(of 20251231 arin 8 | plain)"
is "gone" "$(found P-16)" "FAIL P-16 S4 P-16/$Z-20251231.bz2/ripencc"
is "latest is not the newest" "$(found P-07)" "FAIL P-07 S2 P-07/arin-extended/arin"
rc "the report verifies" 0 "$N" -C "$W/a" verify \
	"$(ls -d "$W"/a/reports/*2026-01-04*/report.xml)"
is "and without one it is said" "$(copies 2026-01-04 arin+ripencc)" \
	"arin-extended: $M$ARIN/$X-20260101; ripencc-extended: none"
rc "audited again" 1 "$N" -C "$W/a" audit --json
cp "$W/out" "$W/again"
rc "it is the same" 1 "$N" -C "$W/a" audit --json
is "byte for byte" "$(plain <"$W/out")" "$(plain <"$W/again")"

# Switched off nothing is asked for, and a failure fails no run.
requests() { grep -c "$X-20" "$S/log"; }
cp -R "$W/a" "$W/off"
sed -i '/^\[dated\]/{n;s/true/false/}' "$W/off/nroaudit.conf"
before=$(requests)
rc "a night without" 0 "$N" -C "$W/off" run --mirror "$M" --as-of 2026-01-05T07:30:00Z
is "asks for none" "$(requests)" "$before"
is "and judges none" \
	"$("$N" -C "$W/off" audit --json >/dev/null; git -C "$W/off/history" show findings:findings | grep -cE '^outcome\|(U-03|P-16|P-17)\|NO_INPUT')" 3
for n in $ARIN/$X-20260101 $ARIN/$X-20260102; do
	printf '#cut\nHTTP/1.1 200 OK\nContent-Length: 999\n\n2|arin' | answer $n 3
done
night "a night with a cut file" 2026-01-06
is "is told" \
	"$(git -C "$W/a/history" show main:provenance.xml | grep -c '<fault>dated files: 2 of [0-9]* were not fetched')" 1
is "and nothing is concluded" "$(found P-16)$(found U-03)" ""

# Limits: DATED_PACKED_MAX of one file, DATED_NIGHT_MAX of all, in a mirror of
# files with holes; DATED_RETRIES_MAX, whatever fetch.retries says.
sparse() { # DAY
	mkdir -p "$W/m$ARIN"
	truncate -s "$2" "$W/m$ARIN/$X-$1"
}
mkdir -p "$W/m$ARIN"
cp "$W/arin" "$W/m$ARIN/$X-latest"
touch "$W/m/COMPLETE"
night_of() { # WHAT DIR
	rc "$1" 0 "$N" -C "$2" fetch --mirror "file://$W/m" \
		--as-of 2026-01-05T07:30:00Z
}
faults() { git -C "$1/history" show main:provenance.xml | grep '<fault>dated'; }
conf "$W/l" <<<"arin-extended https:/$ARIN/$X-latest"
on "$W/l"
sparse 20260101 $(((64 << 20) + 1))
night_of "a file over the ceiling" "$W/l"
is "is told" "$(faults "$W/l" | grep -c '1 of .*too-large')" 1
for day in 20251229 20251231 2026010{1..4}; do # the 30th is not found
	sparse "$day" $((64 << 20))
done
sparse "$(date -ud "2026-01-05 -$((1 + 7 * 20458 % 31)) days" +%Y%m%d)" $((64 << 20))
sparse "$(date -ud "2026-01-05 -$((32 + 7 * 20458 % 691)) days" +%Y%m%d)" $((64 << 20))
night_of "eight times 64 MiB and latest" "$W/l"
is "are all that there may be" "$(faults "$W/l")" ""
mkdir -p "$W/m$AT_RIPE/arin"
cp "$W/arin" "$W/m$AT_RIPE/arin/$X-latest"
night_of "and one more" "$W/l"
is "is too much" "$(faults "$W/l" | grep -c '1 of .*too-large')" 1
conf "$W/r" retries=3 <<<"arin-extended https:/$ARIN/$X-latest"
on "$W/r"
before=$(grep -c "$ARIN/$X-20260101 " "$S/log")
rc "a night" 0 "$N" -C "$W/r" fetch --mirror "$M" --as-of 2026-01-02T07:30:00Z
is "what may pass is tried once more" \
	"$(($(grep -c "$ARIN/$X-20260101 " "$S/log") - before))" 2
end
