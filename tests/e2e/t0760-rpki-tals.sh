#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The trust anchor locators that ship: as files, against the RIRs' own, and
# with the RIRs' own certificates under them.
. "$(dirname "$0")/lib.sh"
D=$SHARED/rpki

rc "no such locator" 3 "$N" rpki tals ripencc
rc "two names" 3 "$N" rpki tals ripe arin
"$N" rpki tals >"$W/list" || die "no list"
is "what ships" "$(awk '{ print $1, $2, $3 }' "$W/list")" \
"afrinic afrinic production
apnic apnic production
arin arin production
lacnic lacnic production
ripe ripencc production
apnic-as0 apnic as0"
"$N" rpki tals --json >"$W/list.json"
is "an object a line" "$(grep -c '^{"name":".*}$' "$W/list.json")" 6
is "one of them for AS0" "$(grep -c '"as0":true' "$W/list.json")" 1
is "of one name" "$("$N" rpki tals --json ripe)" \
	"$(grep '"name":"ripe"' "$W/list.json")"

# The key of a file, as openssl reads it.
spki() { sed '1,/^\r*$/d' "$1" | tr -d '\r\n' | base64 -d | sha256sum; }
uris() { sed '/^\r*$/,$d' "$1" | tr -d '\r' | LC_ALL=C sort; }
for n in $(cut -d' ' -f1 "$W/list"); do
	"$N" rpki tals "$n" >"$W/$n.tal"
	ok "openssl reads the key of $n" sh -c "sed '1,/^\$/d' '$W/$n.tal' |
		base64 -d | openssl pkey -pubin -inform DER -noout"
done

[ -e "$D" ] || { echo "the rest needs $D"; end; }
for n in $(cut -d' ' -f1 "$W/list"); do
	is "URIs of $n" "$(uris "$W/$n.tal")" "$(uris "$D/tals/$n.tal")"
	is "key of $n" "$(spki "$W/$n.tal")" "$(spki "$D/tals/$n.tal")"
done

# Certificates as three of the RIRs published them, as of 2022.
T=$D/objects/openbsd/ta
for p in afrinic/AfriNIC apnic/apnic-rpki-root-iana-origin \
	ripe/ripe-ncc-ta; do
	mkdir -p "$W/ta/ta/${p%/*}"
	cp "$T/${p#*/}.cer" "$W/ta/ta/${p%/*}/"
done
"$N" rpki validate --tal "$W/afrinic.tal" "$W/apnic.tal" "$W/ripe.tal" \
	--objects "$W/ta" --at 2022-06-01T00:00:00Z --json >"$W/ta.json"
is "judged" $? 0
is "three anchors hold" "$(grep '"type":"cer"' "$W/ta.json" |
	grep -c '"state":"valid"')" 3
mkdir -p "$W/wrong/ta/arin"
cp "$T/ripe-ncc-ta.cer" "$W/wrong/ta/arin/arin-rpki-ta.cer"
rc "another RIR's certificate is no anchor" 2 "$N" rpki validate \
	--tal "$W/arin.tal" --objects "$W/wrong" --at 2022-06-01T00:00:00Z
end
