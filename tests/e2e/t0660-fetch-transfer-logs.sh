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
# log PRODUCER [FIRST]: one bad entry, one good.
log() {
	cat <<-END
	{"version":{"stats_version":"4.0","producer":"$1","UTC_offset":0,
	"production_date":"2026-01-01T00:00:00Z","records_interval":{
	"start_date":"2009-10-12T00:00:00Z","end_date":"2026-01-01T00:00:00Z"}},
	"transfers":[${2-42,}
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
is "the entry that is none is found" \
	"$(grep -c '^FAIL P-12 S3 P-12/arin-transfers:entry-bad/' "$W/f-with")" 1
is "logs add nothing else" \
	"$(grep -v -e lacnic-transfers -e ' P-1[234] ' "$W/f-with" |
	cut -d@ -f1 | sort)" \
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
log ARIN "" | page /with-log 1
log ARIN "" | page /with-log 2
log APNIC "" | page /apnic-log 1
log APNIC "" | page /apnic-log 2
conf "$W/told" <<-END
	apnic-extended $A/with-apnic
	arin-extended $A/with-arin
	arin-transfers $A/with-log
	apnic-transfers $A/apnic-log
END
conf "$W/untold" <<-END
	apnic-extended $A/without-apnic
	arin-extended $A/without-arin
END
rc "both list the same, with logs" 1 "$N" -C "$W/told" run
rc "and without" 1 "$N" -C "$W/untold" run
count() { cat "$W/$1"/reports/*/report.xml | grep -o "<alternative>X1 $2:" | sort -u | wc -l; }
is "logs that are there are said to be examined" \
	"$(count told examined)$(count told 'not examinable')" 10
is "and those that are not, not" \
	"$(count untold examined)$(count untold 'not examinable')" 01

# RIPE NCC's log lacks what ARIN's has: cited without names, unless asked.
log "RIPE NCC" "" | sed 's/64496/64499/g' | page /lacks 1
log "RIPE NCC" "" | sed 's/64496/64499/g' | page /lacks 2
for i in 1 2; do
	stats arin 5 | page /names $i
done
conf "$W/names" <<-END
	arin-extended $A/names
	arin-transfers $A/with-log
	ripencc-transfers $A/lacks
END
cp -R "$W/names" "$W/named"
printf '[report]\n\tnames = 1\n' >>"$W/named/nroaudit.conf"
for n in names named; do
	rc "one-sided ($n)" 1 "$N" -C "$W/$n" run
	is "a transfer in one log alone ($n)" \
		"$(cat "$W/$n"/reports/*/report.xml | grep -oE 'C-02/6449[69]/' | sort -u | wc -l)" 2
	rc "its report verifies ($n)" 0 "$N" -C "$W/$n" verify "$W/$n"/reports/*/report.xml
done
is "is cited without the names" \
	"$(cat "$W"/names/reports/*/report.xml | grep -c -e 'Sender Ltd' -e 'Taker Ltd')" 0
is "and with its registries and days" \
	"$(cat "$W"/names/reports/*/report.xml |
	grep -o '"source_organization":{"name":"...","country_code":"US"}' | sort -u | wc -l)" 1
is "with them where asked" \
	"$(cat "$W"/named/reports/*/report.xml | grep -c 'Sender Ltd' | sed 's/[1-9][0-9]*/some/')" some
end
