#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The median of the hosts' Date headers checks our clock (M-02).
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good "$(for i in 1 2 3 4 5; do printf 'IP:127.0.0.%s,' $i; done)DNS:x" ca
serve $(for i in 1 2 3 4 5; do echo "127.0.0.$i=$C/good.pem"; done)
# file NAME RIR [SHIFT] [HEADER...]: dated now, or SHIFT from now.
file() {
	stats "$2" 5 | page "$1" 1 "Date: $(date -uR -d "now ${3:-}" | sed 's/+0000/GMT/')" "${@:4}"
}
night() { # DIR, `RIR HOST NAME` from standard input
	local rir host name
	while read -r rir host name; do
		echo "$rir https://127.0.0.$host:$PORT$name"
	done >"$W/lines"
	conf "$W/$1" <"$W/lines"
	rc "the night of $1" 0 "$N" -C "$W/$1" fetch
	"$N" -C "$W/$1" audit --outcomes --json >"$W/o"
	git -C "$W/$1/history" show main:provenance.xml >"$W/p"
}
m02() { sed -nE 's/.*"rule":"M-02","outcome":"([A-Z_]*)".*/\1/p' "$W/o"; }
outcome() { sed -nE 's/.*"rule":"'"$1"'","outcome":"([A-Z_]*)".*/\1/p' "$W/o"; }
# The clock's difference as recorded, rounded to minutes.
skew() {
	local s
	s=$(xmllint --xpath 'string(//run/@clock-skew)' "$W/p")
	echo $(((s + (s < 0 ? -30 : 30)) / 60))
}

file /now apnic
file /hour afrinic "1 hour ago"
file /day lacnic "1 day ago"
night well <<-END
	apnic-extended 1 /now
	apnic-plain 2 /now
	afrinic-extended 3 /hour
	lacnic-extended 3 /day
	arin-extended 4 /now
	lacnic-plain 5 /day
END
is "one slow host does not move the median" "$(m02) $(skew)" "PASS 0"
night ahead <<-END
	afrinic-extended 1 /hour
	lacnic-extended 2 /day
	apnic-extended 3 /now
END
is "we are an hour ahead of the median" "$(m02) $(skew)" "FAIL 60"
is "rules that depend on time were not examined" "$(outcome P-08)" NO_INPUT
file /soon apnic "1 hour"
night behind <<-END
	apnic-extended 1 /soon
	apnic-plain 2 /soon
	afrinic-extended 3 /hour
END
is "we are an hour behind" "$(m02) $(skew)" "FAIL -60"
night two <<-END
	afrinic-extended 1 /hour
	lacnic-extended 2 /hour
	apnic-extended 2 /hour
END
is "two hosts are too few" "$(m02)" NO_INPUT
file /cached apnic "1 hour ago" "Age: 3600"
night cached <<-END
	apnic-extended 1 /cached
	apnic-plain 2 /cached
	afrinic-extended 3 /cached
END
is "a cache's answer is as old as it says" "$(m02) $(skew)" "PASS 0"
stats apnic 5 | page /bad 1 "Date: yesterday"
night bad <<-END
	apnic-extended 1 /bad
	apnic-plain 2 /bad
	afrinic-extended 3 /bad
END
is "a Date that is none is none" "$(m02) $(fetched "$W/bad" apnic-extended server-date)" "NO_INPUT "
# A redirect's Date is not the answer's.
printf 'HTTP/1.1 302 Found\nDate: %s\nLocation: /nodate\nContent-Length: 0\n\n' \
	"$(date -uR | sed 's/+0000/GMT/')" | answer /away 1
stats apnic 5 | page /nodate 1
night away <<<"apnic-extended 1 /away"
is "the Date is that of the last answer" "$(fetched "$W/away" apnic-extended server-date)" ""
end
