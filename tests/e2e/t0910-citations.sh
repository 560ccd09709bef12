#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What a report cites is held against the history: a report that cites what is
# not there is refused, though its signer signed it.
. tests/e2e/lib.sh
. tests/e2e/world.sh
mkdir "$W/d"
ok "three days run" run_world "$W/d" 3 3 1
D=$W/d
last=$(ls -d "$D"/reports/20* | tail -1)
ok "the directory verifies" "$N" -C "$D" verify
cp "$last/report.xml" "$W/good.xml"

# resigned SED: the good report, changed and signed anew with the real key.
resigned() {
	sed -z 's,<ds:Signature .*</ds:Signature>,,' "$W/good.xml" |
		sed -E "$1" >"$last/report.xml"
	cmp -s <(sed -z 's,<ds:Signature .*</ds:Signature>,,' "$W/good.xml") \
		"$last/report.xml" && die "nothing changed: $1"
	rm -f "$last/report.html"
	"$N" -C "$D" sign "$last/report.xml" >/dev/null || die "sign"
	"$N" -C "$D" verify "$D" >"$W/said"
}
# refused WHAT SED REASON
refused() {
	resigned "$2"
	is "$1: exit" $? 2
	ok "$1: and why" grep -qF "$3" "$W/said"
}
refused "a line's bytes" "0,/(<evidence [^>]*line=\"[1-9][^>]*>)[^<]/s//\\1@/" "says something else"
refused "a line's number" "0,/(<evidence [^>]*line=\")[1-9][0-9]*/s//\\1999999999/" "is not at that byte"
refused "an offset" "0,/(<evidence [^>]*line=\"[1-9][0-9]*\" offset=\")/s//\\11/" "citation: "
refused "a line that goes on" "0,/(<evidence [^>]*line=\"[2-9][0-9]*\" offset=\"[^>]*source=\"[a-z]*-extended\">[^<]*)[^<](<.evidence)/s//\\1\\2/" "goes on"
refused "a blob" "0,/(<evidence blob=\")..../s//\\1dead/" "the report says dead"
refused "a digest" "0,/(<evidence [^>]*sha256=\")..../s//\\1dead/" "the report says dead"
refused "a source" "0,/(<evidence [^>]*source=\")[^\"]*/s//\\1nonesuch/" "is not in the coverage"
refused "the MANIFEST" "0,/ manifest-sha256=\"..../s// manifest-sha256=\"dead/" "MANIFEST: the report says dead"
refused "the findings" "s/findings-sha256=\"..../findings-sha256=\"dead/" "findings: the report says dead"
refused "the findings before" "s/previous-findings-sha256=\"..../previous-findings-sha256=\"dead/" "previous findings: the report says dead"
refused "a snapshot that is not there" "s/<snapshot commit=\"..../<snapshot commit=\"dead/" "its snapshot is not in the history"
refused "the checkpoint's commit" "s/<checkpoint commit=\"..../<checkpoint commit=\"dead/" "checkpoint: its commit is not on the branch seals"
refused "its root" "s/(<checkpoint [^>]* root=\")..../\\1dead/" "checkpoint: the history has another one there"
refused "its size" "s/(<checkpoint [^>]* size=\")/\\11/" "checkpoint: the history has another one there"
refused "a witness" "s/(<checkpoint [^>]* size=\"[0-9]*\" witnesses=\")0\"></\\11\"><witness name=\"w\" size=\"2\" time=\"2026-01-01T00:00:00Z\"><\/witness></" "witness w cosigned no checkpoint of 2 snapshots"
refused "against the schema" "s/<mandate>/<x><\\/x><mandate>/" "schema: line"

# Very many faults are told up to CITATION_FAULTS_MAX.
most=$(awk '$2 == "CITATION_FAULTS_MAX" { print $3 }' include/cmd/verify_cite.h)
resigned 's/(<evidence blob=")..../\1dead/'
is "faults that are told" "$(grep -c 'BAD: citation' "$W/said")" "$most"

# Elsewhere there is no history to look at, and that is said.
cp "$W/good.xml" "$last/report.xml"
cp -r "$D/keys" "$D/nroaudit.conf" "$W/" 2>/dev/null
"$N" -C "$W" verify "$W/good.xml" >"$W/said"
is "without a history: exit" $? 0
ok "and it is noted" grep -q 'NOTE: no history is at hand' "$W/said"
end
