# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: what other programs say of each case.  A function a column; it
# prints CASE OK|BAD, a line a case, and fails where the program is missing.
. tests/tamper/hand.sh
COLUMNS_ALL="nroaudit by-hand xmlsec1 openssl-ts xmllint jdk xml-crypto xadesjs"
each() { # COMMAND...: with the case's file behind it
	local c
	while IFS=$'\t' read -r c _; do
		if "$@" "$W/cases/$c.xml" >"$W/said" 2>&1 </dev/null; then
			echo "$c OK"
		else echo "$c BAD"; fi
	done <"$W/cases/table"
}
# FILE tab OK|BAD reason.
named() { sed -E 's|^.*/([^/]*)\.xml\t(OK\|BAD).*|\1 \2|'; }

column_nroaudit() { each "$N" -C "$W/d" verify "${TRUST[@]}"; }
hand_one() { by_hand "$1" "$W/ca.pem" "$W/tsas.pem" "$W/hand"; }
column_by-hand() { each hand_one; }
column_xmlsec1() { each xmlsec1 --verify --trusted-pem "$W/ca.pem"; }
ts_one() {
	local n i
	n=$(grep -o '<xades:SignatureTimeStamp>' "$1" | wc -l)
	tokens "$1" "$W/t"
	for i in $(seq "$n"); do
		openssl ts -verify -token_in -in "$W/t/$i.tst" -data "$W/t/value" \
			-CAfile "$W/tsas.pem" || return 1
	done
	[ "$n" != 0 ]
}
# Where there is a token at all.
column_openssl-ts() { each ts_one; }
column_xmllint() {
	mkdir -p "$W/xsd"
	cp tests/tamper/xsd/*.xsd "$W/xsd/"
	sed -e '0,/elementFormDefault="qualified">/s||&<xs:import namespace="http://www.w3.org/2000/09/xmldsig#" schemaLocation="xmldsig.xsd"/>|' \
		-e 's|\(2000/09/xmldsig#" processContents="\)skip|\1strict|' \
		templates/report.xsd >"$W/xsd/report.xsd"
	each xmllint --nonet --noout --schema "$W/xsd/report.xsd"
}
column_jdk() {
	command -v java >/dev/null || return 1
	java tests/tamper/Verify.java "$W/ca.pem" "$W"/cases/*.xml | named
}
# The packages of the lock file, from npm's registry, once.
npm_packages() {
	local d=$B/npm
	command -v npm >/dev/null || { echo "npm is missing"; return 1; }
	cmp -s tests/tamper/package-lock.json "$d/node_modules/.from" && return 0
	mkdir -p "$d"
	cp tests/tamper/package.json tests/tamper/package-lock.json "$d/"
	(cd "$d" && npm ci --ignore-scripts --no-audit --no-fund \
		--prefer-offline --fetch-retries=1) >"$W/npm.log" 2>&1 ||
		{ echo "npm's registry: $(tail -1 "$W/npm.log")"; return 1; }
	cp tests/tamper/package-lock.json "$d/node_modules/.from"
}
node_says() {
	npm_packages >&2 || return 1
	NODE_PATH=$(realpath "$B/npm/node_modules") node tests/tamper/verify.js \
		"$1" "$W/ca.pem" "$W"/cases/*.xml | named
}
column_xml-crypto() { node_says xml-crypto; }
column_xadesjs() { node_says xadesjs; }

# verifiers_table FILE: the columns that FILE.COLUMN holds; "?" elsewhere.
verifiers_table() {
	local c col head="| case |" rule="|---|" row got
	for col in $COLUMNS_ALL; do
		head="$head $col |"
		rule="$rule---|"
	done
	printf '%s\n%s\n' "$head" "$rule"
	while IFS=$'\t' read -r c _; do
		row="| $c |"
		for col in $COLUMNS_ALL; do
			got='?'
			[ ! -s "$1.$col" ] || got=$(sed -n "s/^$c //p" "$1.$col")
			row="$row ${got:-BAD} |"
		done
		echo "$row"
	done <"$W/cases/table"
}
