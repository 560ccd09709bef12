#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The cases of the NRO's own combining tool (../shared/data/peer), as our
# rules have them: the same resources, and each difference by its name.
# sets.pl says what the sets are; it shares nothing with the program.
. tests/e2e/lib.sh
need $SHARED/peer/nro-delegated-stats
P=$SHARED/peer/nro-delegated-stats
RIRS="afrinic apnic arin lacnic ripencc"
"$N" sources --json | sed -E \
	's/.*"id":"([^"]*)".*"url":"https:\/\/([^"]*)".*/\1 \2/' >"$W/urls"
path() { # SOURCE -> where its file stands in the mirror, its directory made
	local f
	f=$W/m/$(sed -n "s/^$1 //p" "$W/urls")
	mkdir -p "$(dirname "$f")"
	echo "$f"
}
sets() { perl tests/e2e/sets.pl "$@"; }
records() { grep -v '^#' "$1" | tr -d '\r' | awk -F'|' 'NF > 6 && $6 != "summary" && $1 !~ /^[0-9.]+$/'; }

# stats RIR DAY <records: a whole extended file of these
stats() {
	local day=$2 to
	to=$(path "$1-extended")
	cut -d'|' -f1-8 >"$W/rows"
	{
		echo "2.3|$1|$day|$(grep -c . "$W/rows")|19830101|$day|+0000"
		for t in asn ipv4 ipv6; do
			echo "$1|*|$t|*|$(grep -c "|$t|" "$W/rows")|summary"
		done
		cat "$W/rows"
	} >"$to"
}
registry() { # SOURCE <records: elements of IANA's XML
	{
		echo "<registry xmlns=\"http://www.iana.org/assignments\" id=\"$1\">"
		cat
		echo "</registry>"
	} >"$(path "$1")"
}
iana_row() { # FAMILY KEY <records: rows of the tool's IANA file as XML's records
	awk -F'|' -v fam="$1" -v key="$2" '
	function bits(n,  b) { for (b = 32; n > 1; n /= 2) b--; return b }
	$3 == fam {
		who = NF == 7 ? $7 : $8
		rir = who != "ietf" && who != "iana"
		what = who == "ripencc" ? "RIPE NCC" : toupper(who)
		n = fam == "ipv6" ? $4 "/" $5 : fam == "ipv4" ? $4 "/" bits($5) : \
			$5 == 1 ? $4 : $4 "-" ($4 + $5 - 1)
		printf "<record><%s>%s</%s>", key, n, key
		printf "<description>%s</description><designation>%s</designation>", what, what
		print "<status>" (rir ? "ALLOCATED" : "RESERVED") "</status></record>"
	}'
}
# iana FILE [SPECIAL]: all eight registries of it; SPECIAL's IPv4 records are
# of special purpose.
iana() {
	records "$1" >"$W/rows"
	iana_row asn number <"$W/rows" | registry iana-as-numbers
	iana_row ipv4 prefix <"$W/rows" | registry iana-ipv4-address-space
	iana_row ipv6 prefix <"$W/rows" | registry iana-ipv6-unicast-address-assignments
	echo '<record><prefix>2000::/3</prefix><description>Global Unicast</description></record>' |
		registry iana-ipv6-address-space
	records "${2:-/dev/null}" | iana_row ipv4 address | registry iana-ipv4-special
	for s in iana-ipv4-recovered-address-space iana-as-numbers-special iana-ipv6-special; do
		registry $s </dev/null
	done
}
# audited CASE DAY: a run on the mirror; findings in CASE.f, C-01's words in
# CASE.c
audited() {
	"$N" -C "$W/run.$1" run --mirror "file://$(realpath "$W/m")" \
		--as-of "$2T12:00:00Z" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; failed=1; }
	findings "$W/run.$1" | grep '^FAIL' >"$W/$1.f"
	"$N" -C "$W/run.$1" audit --json | grep '"rule":"C-01"' |
		sed -E 's/.*"subject":.*"name":"([^"]*)".*"observation":"([^"]*)".*/\1 \2/' >"$W/$1.c"
	rm -rf "$W/m"
}
ranges() { # CASE RULE [PARTIES] -> the numbers that it found, as a set
	grep "^FAIL $2 " "$W/$1.f" | grep -E "/${3:-[^/]*}@" | cut -d/ -f2 |
		sed -E 's/^.*:.*/ipv6 &/; t; s/^.*\..*/ipv4 &/; t; s/^/asn /' >"$W/found"
	sets "$W/found"
}
residue() { # CASE multiple|unclaimed -> "FAMILY NUMBERS RANGES" a line
	sed -nE "s/^(asn|ipv4|ipv6):$2 ([0-9]+) \1 numbers in ([0-9]+) ranges.*/\1 \2 \3/p" "$W/$1.c"
}

# 1. Claims: what is combined against what IANA gave.
claims() { # CASE FILE
	for r in $RIRS; do
		records "$P/$2" | grep "^$r|" | stats "$r" 20190911
	done
	iana "$P/claims-iana"
	audited "$1" 2019-09-12
}
claims exact claims-combined
is "a proper combination: nothing" "$(grep -E ' (U-0.|A-13|C-01) ' "$W/exact.f")" ""
claims over claims-combined-overclaims
sets "$P/claims-combined-overclaims" minus "$P/claims-iana" >"$W/want"
is "overclaims: what the tool finds" "$(cat "$W/want")" "asn 2047-2056
ipv4 6.0.0.0-6.0.1.255
ipv6 2001:c00::-2001:dff:ffff:ffff:ffff:ffff:ffff:ffff"
is "overclaims: U-04 finds the same" "$(ranges over U-04)" "$(cat "$W/want")"
is "overclaims: C-01 counts the same" "$(residue over multiple)" "$(sets count "$W/want")"
is "overclaims: nothing is unclaimed" "$(ranges over A-13)$(residue over unclaimed)" ""
claims un claims-combined-unclaimed
sets "$P/claims-iana" minus "$P/claims-combined-unclaimed" >"$W/want"
is "unclaimed: what the tool finds" "$(cat "$W/want")" "asn 2045-2046
ipv4 4.128.1.0-4.255.255.255
ipv6 2001:b00::-2001:bff:ffff:ffff:ffff:ffff:ffff:ffff"
is "unclaimed: A-13 finds the same" "$(ranges un A-13)" "$(cat "$W/want")"
is "unclaimed: C-01 counts the same" "$(residue un unclaimed)" "$(sets count "$W/want")"
is "unclaimed: nothing is overclaimed" "$(ranges un U-04)$(residue un multiple)" ""

# 2. The five files, as they are; and with a false registry, afriaprin, that
# takes AS numbers of AFRINIC's, IPv4 of APNIC's and IPv6 of ARIN's: it comes
# as RIPE NCC's file.  LACNIC's, which the tool's case leaves out, is added,
# since ours want five.
of_status() { grep -E "\|($1)(\||\$)" "$2"; }
five() { # CASE FILE: a run, with FILE as RIPE NCC's; and what the tool takes
	for r in afrinic apnic arin lacnic ripencc; do
		cp "$P/$r" "$(path "$r-extended")"
		records "$P/$r" >"$W/$r.r"
	done
	sed 's/afriaprin|/ripencc|/' "$P/$2" >"$(path ripencc-extended)"
	records "$P/$2" >"$W/ripencc.r"
	iana "$P/iana"
	audited "$1" 2019-09-10
	cat "$W"/*.r >"$W/all"
	of_status 'allocated|assigned' "$W/all" >"$W/delegated"
	for r in afrinic apnic arin lacnic; do
		sets "$W/ripencc.r" and "$W/$r.r"
	done >"$W/conflicts"
	records "$P/iana" >"$W/iana"
	awk -F'|' '$8 != "ietf" && $8 != "iana"' "$W/iana" >"$W/given"
	sets "$W/all" minus "$W/iana" >"$W/overclaimed"
	sets "$W/given" minus "$W/all" >"$W/unclaimed"
}
claimed() { # CASE: overclaims and unclaimed are the same
	# The tool's overclaims are what none of IANA's rows has, of any status;
	# U-04's what is delegated.
	sets "$W/overclaimed" and "$W/delegated" >"$W/want"
	is "$1: U-04 finds what is delegated of the overclaims" \
		"$(ranges "$1" U-04)" "$(cat "$W/want")"
	of_status 'available|reserved' "$W/all" >"$W/pool"
	is "$1: difference, pool beyond IANA: the rest is available or reserved" \
		"$(sets "$W/overclaimed" minus "$W/want")" \
		"$(sets "$W/pool" minus "$W/delegated" minus "$W/iana")"
	is "$1: C-01 counts all conflicts and overclaims, pools too" \
		"$(residue "$1" multiple)" \
		"$(sets count "$W/conflicts" or "$W/overclaimed")"
	is "$1: A-13 finds the same unclaimed" "$(ranges "$1" A-13)" "$(cat "$W/unclaimed")"
	is "$1: C-01 counts the same unclaimed" \
		"$(residue "$1" unclaimed)" "$(sets count "$W/unclaimed")"
	is "$1: no file is in conflict with itself" "$(ranges "$1" U-02)" ""
}
five five ripencc
is "five: no number is in conflict" "$(cat "$W/conflicts")" ""
is "five: and U-01 and U-07 find none" "$(ranges five U-01)$(ranges five U-07)" ""
claimed five
five false afriaprin
is "false: each of its 300 records is in conflict" \
	"$(wc -l <"$W/ripencc.r") $(sets "$W/conflicts")" "300 $(sets "$W/ripencc.r")"
of_status 'allocated|assigned' "$W/ripencc.r" >"$W/p"
sets "$W/p" >"$W/want"
is "false: 83 of 100 AS numbers are delegated" "$(sets count "$W/want" | head -1 | cut -d' ' -f2)" 83
is "false: U-01 finds what is delegated, with the same parties" \
	"$(ranges false U-01 afrinic.ripencc | grep asn
	ranges false U-01 apnic.ripencc | grep ipv4
	ranges false U-01 arin.ripencc | grep ipv6)" "$(cat "$W/want")"
is "false: and nothing else" "$(ranges false U-01)$(ranges false U-07)" "$(cat "$W/want")"
# A number that two keep in their pools is given to nobody twice: C-01 counts
# it, and no rule of intervals speaks.
of_status 'available|reserved' "$W/ripencc.r" >"$W/p"
is "false: difference, pool in pool: the rest is available or reserved" \
	"$(sets "$W/conflicts" minus "$W/want")" "$(sets "$W/p")"
claimed false

# base: blocks of each registry, given and listed, so that all five speak.
base() {
	local n=0
	for r in $RIRS; do
		echo "$r|ZZ|asn|$((1000000 + n * 1000))|1000|20000101|assigned|holder|e-stats"
		echo "$r|ZZ|ipv4|100.$((n * 16)).0.0|1048576|20000101|assigned|holder|e-stats"
		n=$((n + 1))
	done
}
# singly <records: blocks of AS numbers as a record each, so that a few records
# more or less are few
singly() {
	awk -F'|' -v OFS='|' '
	$3 != "asn" { print; next }
	{ for (n = $5; n > 0; n--) { $5 = 1; print; $4++ } }'
}
# given <records: as rows of IANA's that give them to their registries
given() { awk -F'|' -v OFS='|' '{ print "iana", "ZZ", $3, $4, $5, $6, "allocated", $1, "iana" }'; }

# 3. Conflicts of two dates, all of APNIC's reserve with IANA's; two of them
# are on the tool's list of what it allows.
conflicts() { # CASE DAY FILE [STATUS]: a run
	{
		base
		records "$P/$3" | grep '^apnic|' | sed "s/|reserved|/|${4:-reserved}|/"
	} >"$W/listed"
	for r in $RIRS; do
		grep "^$r|" "$W/listed" | stats "$r" "${2//-/}"
	done
	{
		base | given
		records "$P/$3" | grep '^iana|' | grep -vxFf "$P/allowedlist"
	} >"$W/iana"
	iana "$W/iana" "$P/allowedlist"
	audited "$1" "$2"
}
words() { # CASE -> the ranges in C-01's words
	grep -oE '[0-9.]+-[0-9.]+[0-9]' "$W/$1.c" | sed 's/^/ipv4 /' >"$W/found"
	sets "$W/found"
}
sets "$P/currentConflicts" minus "$P/allowedlist" >"$W/want"
is "conflicts: what the tool would mail" "$(cat "$W/want")" \
	"ipv4 190.51.100.0-190.51.100.255
ipv4 200.0.113.0-200.0.113.255"
conflicts dates 2019-09-20 previousConflicts
conflicts dates 2019-09-24 currentConflicts
is "conflicts: C-01 names the same, and what is allowed is no residue" \
	"$(words dates)" "$(cat "$W/want")"
is "conflicts: told since the first of the two dates" \
	"$(grep ' C-01 ' "$W/dates.f")" "FAIL C-01 S3 C-01/ipv4:multiple/nro@2019-09-20"
is "difference, reserve in reserve: it is given to nobody, and no rule of intervals speaks" \
	"$(grep -E ' (U-0.|A-13) ' "$W/dates.f")" ""
conflicts lent 2019-09-24 currentConflicts assigned
sets "$P/currentConflicts" >"$W/want"
is "conflicts: if they were delegated, U-04 would name all, allowed or not" \
	"$(ranges lent U-04 apnic.iana)" "$(cat "$W/want")"

# 4. Unclaimed of two dates.
records "$P/previousUnclaimed" | sort >"$W/before"
records "$P/currentUnclaimed" | sort >"$W/after"
unclaimed() { # CASE DAY FILE [LISTING]: a run; what is in FILE is in no registry's
	{
		base | ${4:-singly}
		cat "$W/before" "$W/after" | sort -u | grep -vxFf "$3"
	} >"$W/listed"
	for r in $RIRS; do
		grep "^$r|" "$W/listed" | stats "$r" "${2//-/}"
	done
	{
		base
		cat "$W/before" "$W/after" | sort -u
	} | given >"$W/iana"
	iana "$W/iana"
	audited "$1" "$2"
}
since() { # DAY -> what A-13 has found since then
	grep "^FAIL A-13 .*@$1" "$W/unclaimed.f" >"$W/since.f"
	ranges since A-13
}
unclaimed unclaimed 2025-09-23 "$W/before"
is "unclaimed, first date: A-13 finds the same" "$(ranges unclaimed A-13)" "$(sets "$W/before")"
unclaimed unclaimed 2025-09-25 "$W/after"
is "unclaimed, second date: A-13 finds the same" "$(ranges unclaimed A-13)" "$(sets "$W/after")"
is "unclaimed: C-01 counts the same" "$(residue unclaimed unclaimed)" "$(sets count "$W/after")"
comm -12 "$W/before" "$W/after" >"$W/both"
comm -13 "$W/before" "$W/after" >"$W/new"
is "unclaimed: what the tool takes for lasting has been told since the first" \
	"$(since 2025-09-23)" "$(sets "$W/both")"
is "unclaimed: what it does not yet is new" "$(since 2025-09-25)" "$(sets "$W/new")"
# The tool lists records, one after the other; ours are the longest intervals.
is "difference, joined: four IPv6 records are one finding" \
	"$(grep -c '|ipv6|' "$W/both") $(grep -c 'A-13/2001:' "$W/unclaimed.f")" "4 1"
# A file of two blocks loses most of its records that day.  Whether they are
# unclaimed or it is not whole cannot be told: the loss is, and of what IANA
# gave that registry no more.
unclaimed lost 2025-09-23 "$W/before" cat
unclaimed lost 2025-09-25 "$W/after" cat
is "difference, loss: what a file lost by shrinking is told by P-18" \
	"$(grep -c ' P-18 .*/ripencc-extended' "$W/lost.f")" 1
grep -v '^ripencc|' "$W/after" >"$W/others"
is "difference, loss: and A-13 has what is unclaimed of the others" \
	"$(ranges lost A-13)" "$(sets "$W/others")"
end
