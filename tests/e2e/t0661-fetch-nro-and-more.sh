#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the NRO publishes, a feed of changes and the RDAP bootstrap registries
# are fetched and kept as received; none of them need be there.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good IP:127.0.0.1 ca
serve 127.0.0.1="$C/good.pem"
A=https://127.0.0.1:$PORT
combined() {
	printf '2|nro|20260101|2|19821213|20260101|+0000\nnro|*|asn|*|2|summary\n'
	printf 'arin|US|asn|1|9|20000101|assigned|C1|e-stats\n'
	printf 'arin|US|asn|20|9|20000101|assigned|C1|e-stats'
}
conflict() {
	printf 'apnic|AU|asn|1|1|20000101|assigned|B1|e-stats\n'
	printf 'arin|US|asn|1|9|20000101|assigned|C1|e-stats\n\n'
}
boot() { printf '{"version":"1.0","publication":"2026-01-01T00:00:00Z","services":[[["%s"],["https://rdap.arin.net/registry/"]]]}' "$1"; }
feed() { printf '{"count":0,"stats-begin":"https://a/1","stats-end":"https://a/2","timestamp":"2026-01-01T00:00:00Z","version":"0.1"}\n'; }
empty() { printf 'HTTP/1.1 200 OK\nContent-Length: 0\n\n' | answer "$1" "$2"; }

for d in with without; do
	stats arin 50 | page /$d-arin 1
	stats arin 50 | page /$d-arin 2
done
combined | head -c 120 | page /combined 1
combined | page /combined 2
conflict | page /conflicts 1
empty /unclaimed 1
empty /unclaimed 2
page /overclaimed 1 <<<'<!DOCTYPE html><title>Maintenance</title>'
feed | page /feed 1
boot 1-9 | page /asn 1
boot 3.0.0.0/8 | head -c 60 | page /ipv4 1
boot 3.0.0.0/8 | head -c 61 | page /ipv4 2
conf "$W/with" <<-END
	arin-extended $A/with-arin
	nro-delegated-stats $A/combined
	nro-conflicts $A/conflicts
	nro-unclaimed $A/unclaimed
	nro-overclaimed $A/overclaimed
	apnic-changes $A/feed
	rdap-asn $A/asn
	rdap-ipv4 $A/ipv4
END
rc "a night with them" 0 "$N" -C "$W/with" fetch
kept() { git -C "$W/with/history" show "main:$1" | sha256sum | cut -d' ' -f1; }
sha() { sha256sum | cut -d' ' -f1; }
is "what was cut on its way is whole the second time" "$(kept nro/nro-delegated-stats)" "$(combined | sha)"
is "a list is kept as received" "$(kept nro/conflicts)" "$(conflict | sha)"
is "an empty list is one, where it comes twice" \
	"$(kept nro/unclaimed) $(fetched "$W/with" nro-unclaimed sha256-first)" \
	"$(sha </dev/null) $(sha </dev/null)"
is "a page is none" "$(fetched "$W/with" nro-overclaimed outcome)" html-page
is "a feed" "$(kept changes/apnic/changes_latest.json)" "$(feed | sha)"
is "a registry of RDAP" "$(kept rdap/asn.json)" "$(boot 1-9 | sha)"
findings "$W/with" >"$W/f"
is "what is cut in two ways is told, and the page" \
	"$(grep -oE '^FAIL M-03 S4 M-03/(nro|rdap|apnic-ch)[a-z0-9-]*' "$W/f" | cut -d/ -f2 | sort | tr '\n' ' ')" \
	"nro-overclaimed rdap-ipv4 "

conf "$W/without" <<-END
	arin-extended $A/without-arin
END
rc "a night without" 0 "$N" -C "$W/without" fetch
is "is nobody's fault" "$(findings "$W/without" | grep -c -e nro -e rdap -e changes)" 0
end
