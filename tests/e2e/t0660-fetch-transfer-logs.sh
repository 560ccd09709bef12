#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Transfer logs are fetched, kept as received and read in the confined phases;
# a night without them is as it was before.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good IP:127.0.0.1 ca
serve 127.0.0.1="$C/good.pem"
A=https://127.0.0.1:$PORT
missing() { printf 'HTTP/1.1 404 Not Found\nContent-Length: 0\n\n' | answer "$1" "$2"; }
# log PRODUCER: one bad entry, one good.
log() {
	cat <<-END
	{"version":{"stats_version":"4.0","producer":"$1","UTC_offset":0,
	"production_date":"2026-01-01T00:00:00Z","records_interval":{
	"start_date":"2009-10-12T00:00:00Z","end_date":"2026-01-01T00:00:00Z"}},
	"transfers":[42,
	{"asns":{"transfer_set":[{"start":64496,"end":64496}]},
	"source_organization":{"name":"Sender Ltd","country_code":"US"},
	"recipient_organization":{"name":"Taker Ltd","country_code":"NL"},
	"transfer_date":"2020-01-01T00:00:00Z","source_rir":"ARIN",
	"recipient_rir":"RIPE NCC","type":"RESOURCE_TRANSFER"}]}
	END
}
outcome() { fetched "$1" "$2-transfers" outcome; }

stats arin 50 | page /arin 1
stats arin 50 | page /arin 2
log ARIN | page /log 1
log "RIPE NCC" | head -c 400 | page /cut 1
log APNIC | head -c 400 | page /once 1
log APNIC | page /once 2
page /page 1 <<<'<!DOCTYPE html><title>Maintenance</title>'
missing /none 1
conf "$W/with" <<-END
	arin-extended $A/arin
	arin-transfers $A/log
	ripencc-transfers $A/cut
	apnic-transfers $A/once
	lacnic-transfers $A/page
	afrinic-transfers $A/none
END
rc "a night with logs" 0 "$N" -C "$W/with" fetch
is "a log" "$(outcome "$W/with" arin)" fetched
is "is kept as received" \
	"$(git -C "$W/with/history" show main:transfers/arin/transfers_latest.json | sha256sum)" \
	"$(log ARIN | sha256sum)"
is "a cut log that comes twice is the publisher's" \
	"$(outcome "$W/with" ripencc) $(fetched "$W/with" ripencc-transfers sha256-first)" \
	"fetched $(log "RIPE NCC" | head -c 400 | sha256sum | cut -d' ' -f1)"
is "one that was cut on its way is whole the second time" \
	"$(fetched "$W/with" apnic-transfers sha256)" \
	"$(log APNIC | sha256sum | cut -d' ' -f1)"
is "a page is no log" "$(outcome "$W/with" lacnic)" html-page
is "and none is none" "$(outcome "$W/with" afrinic)" not-found

conf "$W/without" <<-END
	arin-extended $A/arin
	arin-transfers $A/none
END
stats arin 50 | page /arin 3
log APNIC | head -c 400 | page /differs 1
log APNIC | head -c 450 | page /differs 2
conf "$W/cut" <<-END
	arin-extended $A/arin
	apnic-transfers $A/differs
END
rc "a night with a log that is cut" 0 "$N" -C "$W/cut" fetch
is "cut in two ways, nobody knows whose fault it is" \
	"$(findings "$W/cut" | grep -c '^[A-Z]* M-03 S4 M-03/apnic-transfers/')" 1

rc "a night without" 0 "$N" -C "$W/without" fetch
findings "$W/with" >"$W/f-with"
findings "$W/without" >"$W/f-without"
is "a page instead of a log is told" \
	"$(grep -c '^[A-Z]* M-03 .*lacnic-transfers' "$W/f-with")" 1
is "a log not found is nobody's fault" \
	"$(grep -c transfers "$W/f-without")" 0
is "logs add nothing else" \
	"$(grep -v lacnic-transfers "$W/f-with" | cut -d@ -f1 | sort)" \
	"$(cut -d@ -f1 "$W/f-without" | sort)"
rc "the report, with a new finding" 1 "$N" -C "$W/with" report
is "is written" "$(find "$W/with/reports" -name report.xml | wc -l)" 1
is "no name of an organisation leaves the history" \
	"$(find "$W/with" -path "$W/with/history" -prune -o -type f -print0 |
	xargs -0 grep -lE 'Sender Ltd|Taker Ltd' | wc -l)" 0
# What a report says of a transfer in flight is true of the snapshot.
for n in with without; do
	stats apnic 3 | page /$n-apnic 1
	stats arin 3 | page /$n-arin 1
done
log ARIN | page /with-log 1
conf "$W/told" <<-END
	apnic-extended $A/with-apnic
	arin-extended $A/with-arin
	arin-transfers $A/with-log
END
conf "$W/untold" <<-END
	apnic-extended $A/without-apnic
	arin-extended $A/without-arin
END
rc "both list the same, with a log" 1 "$N" -C "$W/told" run
rc "and without" 1 "$N" -C "$W/untold" run
count() { cat "$W/$1"/reports/*/report.xml | grep -o "<alternative>X1 not $2:" | sort -u | wc -l; }
is "a log that is there is not said to be missing" "$(count told examinable)$(count told examined)" 01
is "and one that is not is" "$(count untold examinable)$(count untold examined)" 10
end
