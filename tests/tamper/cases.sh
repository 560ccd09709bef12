# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced behind lib.sh and tsa.sh: tamper_cases — good reports by the program
# and all altered ones in $W/cases, with their table; $W/ca.pem and $W/tsas.pem
# are what is to be trusted.
. tests/tamper/keys.sh
# tamper_init DIR: a directory that signs with the keys of the test.
tamper_init() {
	local f
	"$N" -C "$1" init >/dev/null || return 1
	cp "$W/keys/report.key" "$W/keys/report.pem" "$W/keys/report.crl" \
		"$W/keys/ca.pem" "$1/keys/" || return 1
	chmod 600 "$1/keys/report.key"
}
tamper_run() { # DIR DAY
	"$N" -C "$1" run --mirror "file://$W/w/$2" \
		--as-of "$(cat "$W/w/$2/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
tamper_cases() {
	local d=2026-01-05
	tsa_start one
	tsa_start two
	tamper_keys "$W/keys" "$W/tsa/one"
	"$B"/world --out "$W/w" --days 1 --start $d --seed 3 --scale 1 >/dev/null
	mkdir -p "$W/good" "$W/cases"
	tamper_init "$W/d" && tamper_init "$W/e" || return 1
	tsa_conf one two >>"$W/d/nroaudit.conf"
	tsa_conf >>"$W/e/nroaudit.conf"
	tamper_run "$W/d" $d && tamper_run "$W/e" $d || return 1
	cp "$W/e/reports/$d/report.xml" "$W/good/bb.xml"
	cp "$W/d/reports/$d/report.xml" "$W/good/lt.xml"
	"$N" -C "$W/d" sign --archive $d >/dev/null || return 1
	cp "$W/d/reports/$d/report.xml" "$W/good/lta.xml"
	cp "$W/keys/ca.pem" "$W/ca.pem"
	cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >"$W/tsas.pem"
	"$B/tamper" "$W/keys" "$W/tsa/one" "$W/tsa/two" "$W/good" "$W/cases" ||
		return 1
	sort -o "$W/cases/table" "$W/cases/table"
}
