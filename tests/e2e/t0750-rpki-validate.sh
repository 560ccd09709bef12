#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# RPKI repositories: generated ones, and real ones where ../shared/data is;
# against FORT and rpki-client as oracles.
. "$(dirname "$0")/lib.sh"
D=$SHARED/rpki
GEN=$B/rpkigen
chmod 755 "$W" # rpki-client gives up its privileges

# `URI-without-scheme STATE CODE` a line, of --json.
states() {
	sed -nE 's#^\{"uri":"[a-z]+://([^"]*)".*"type":"[a-z]*","state":"([a-z]*)"(,"reason":\{"code":"([a-z-]*)")?.*#\1 \2 \4#p' "$1"
}
judge() { "$N" rpki validate "$@"; }
# oracle_fort TALS OBJECTS UNIX-TIME > ASN,prefix,length sorted
oracle_fort() {
	faketime "@$3" fort --mode=standalone --work-offline=true --tal "$1" \
		--local-repository "$2" --output.roa "$W/fort.csv" \
		>"$W/fort.log" 2>&1 || return 1
	tail -n +2 "$W/fort.csv" | LC_ALL=C sort
}
triples() { tail -n +2 "$1" | cut -d, -f1-3 | LC_ALL=C sort; }

# --- the command line ---
"$GEN" tiny "$W/tiny" || die "no generated tree"
at=2026-01-01T00:00:00Z
rc "no locator" 3 judge --objects "$W/tiny"
rc "no tree" 3 judge --tal "$W/tiny/gen.tal"
rc "both formats" 3 judge --tal "$W/tiny/gen.tal" --objects "$W" --csv --json
rc "a bad instant" 3 judge --tal "$W/tiny/gen.tal" --objects "$W" --at today
rc "no such command" 3 "$N" rpki validat
rc "a locator that is none" 2 judge --tal "$0" --objects "$W/tiny" --at $at
rc "no such directory" 2 judge --tal "$W/tiny/gen.tal" --objects "$W/none"
mkdir "$W/empty"
rc "no anchor is no empty result" 2 judge --tal "$W/tiny/gen.tal" \
	--objects "$W/empty" --at $at

# --- a tree without fault ---
judge --tal "$W/tiny/gen.tal" --objects "$W/tiny" --at $at --csv >"$W/t.csv"
is "its payloads" "$(cat "$W/t.csv")" "ASN,IP Prefix,Max Length,Trust Anchor
AS64500,10.1.2.0/24,25,gen
AS64501,10.1.3.0/24,24,gen"
judge --tal="$W/tiny/gen.tal" --objects "$W/tiny" --at $at --json >"$W/t.json"
is "an object a line" "$(wc -l <"$W/t.json")" 11
is "all valid but the ghostbuster" \
	"$(states "$W/t.json" | grep -vc ' valid $')" 1

# --- what does not belong there ---
ln -s /etc/passwd "$W/tiny/gen.test/ca/link.roa"
mkfifo "$W/tiny/gen.test/ca/pipe.roa"
judge --tal "$W/tiny/gen.tal" --objects "$W/tiny" --at $at >"$W/u.csv" \
	2>"$W/u.err"
ok "links and pipes are not read" cmp "$W/t.csv" "$W/u.csv"
is "and said so" "$(grep -c '2 names' "$W/u.err")" 1
mkdir -p "$W/moved/ta/gen" && cp -r "$W/tiny/gen.test" "$W/moved/"
mv "$W/moved/gen.test/ta.cer" "$W/moved/ta/gen/"
judge --tal "$W/tiny/gen.tal" --objects "$W/moved" --at $at 2>/dev/null \
	>"$W/u.csv"
ok "the anchor below ta/<name>" cmp "$W/t.csv" "$W/u.csv"

# --- one fault ---
"$GEN" tiny "$W/stale" mft:stale
judge --tal "$W/stale/gen.tal" --objects "$W/stale" --at $at --json \
	>"$W/s.json"
is "the stale manifest is named" \
	"$(states "$W/s.json" | grep ' invalid')" \
	"gen.test/ca/ca.mft invalid mft-stale"
is "with its section" "$(grep -c '"rfc":"RFC 9286 section 6.3"' "$W/s.json")" 1

have=$(command -v fort >/dev/null && command -v rpki-client >/dev/null &&
	command -v faketime >/dev/null && echo yes)
if [ "$have" = yes ]; then
	mkdir -p "$W/tals" && cp "$W/tiny/gen.tal" "$W/tals/"
	rm "$W/tiny/gen.test/ca/link.roa" "$W/tiny/gen.test/ca/pipe.roa"
	oracle_fort "$W/tals" "$W/tiny" 1767225600 >"$W/oracle"
	is "FORT agrees on the generated tree" "$(cat "$W/oracle")" \
		"$(triples "$W/t.csv")"
fi

[ -e "$D" ] || { echo "the rest needs $D"; end; }

# --- TWNIC's tree of March 2026 ---
T=$D/twnic
at=$(date -u -d "@$(cat "$T/EVALUATE_AT")" +%Y-%m-%dT%H:%M:%SZ)
judge --tal "$T/synth.tal" --objects "$T/cache" --at "$at" >"$W/tw.csv"
judge --tal "$T/synth.tal" --objects "$T/cache" --at "$at" --json >"$W/tw.json"
is "4,363 payloads" "$(tail -n +2 "$W/tw.csv" | wc -l)" 4363
is "none failed" "$(states "$W/tw.json" | grep -vc ' valid $')" 0
if [ "$have" = yes ]; then
	mkdir -p "$W/twt" "$W/vrps" && cp "$T/synth.tal" "$W/twt/"
	cp -r "$T/cache" "$W/cache" && chmod -R u+w "$W/cache"
	mkdir -p "$W/cache/synth.test/ta"
	cp "$W/cache/ta/synth/synth.cer" "$W/cache/synth.test/ta/"
	oracle_fort "$W/twt" "$W/cache" "$(cat "$T/EVALUATE_AT")" >"$W/oracle"
	ok "FORT agrees" diff "$W/oracle" <(triples "$W/tw.csv")
	chmod -R a+rwX "$W/cache" "$W/vrps" "$W/twt"
	faketime "@$(cat "$T/EVALUATE_AT")" rpki-client -n -j -c \
		-t "$W/twt/synth.tal" -d "$W/cache" "$W/vrps" >/dev/null 2>&1
	ok "rpki-client agrees" diff <(triples "$W/vrps/csv") \
		<(triples "$W/tw.csv")
fi

# --- krill's testbed: two CAs are stale ---
judge --tal "$D/krill-testbed/krilltest.tal" \
	--objects "$D/krill-testbed/cache" --at 2023-06-30T18:33:20Z --json \
	>"$W/k.json"
is "two CAs are stale" "$(states "$W/k.json" | grep ' invalid')" \
"krill-ui-dev-testbed.krill.cloud/repo/NLnetLabs/0/B2F9D7A5A5A9D791BE2BB641C9AF19505D100C2F.mft invalid expired
krill-ui-dev-testbed.krill.cloud/repo/ca_teste1682870430456/0/7DC1E81BCB69BE275046D337AB3FBEF76A62354C.mft invalid expired"
is "and named" "$(grep '"state":"invalid"' "$W/k.json" |
	sed -E 's#.*"ca":"[^"]*/([0-9A-F]{4})[0-9A-F]*\.cer".*#\1#')" "B2F9
7DC1"

# --- BBN's conformance suite, as of 2013 ---
C=rpki.bbn.com/conformance
mkdir -p "$W/conf/rpki.bbn.com"
cp -r "$D/conformance" "$W/conf/rpki.bbn.com/"
tal_of() {
	{
		printf 'rsync://%s/%s.cer\n\n' "$C" "$1"
		openssl x509 -inform DER -in "$D/conformance/$1.cer" -noout \
			-pubkey | grep -v -- -----
	} >"$W/$1.tal"
}
tal_of root
judge --tal "$W/root.tal" --objects "$W/conf" --at 2013-01-01T00:00:00Z \
	--strict --json >"$W/c.json"
states "$W/c.json" | grep '/bad' | grep -v "^$C/bad" | grep ' invalid ' |
	sed -E 's#^[^ ]*/##; s# invalid # #' | LC_ALL=C sort >"$W/c.txt"
ok "every bad object is refused for its fault" diff \
	tests/rpki/conformance.txt "$W/c.txt"
# Ghostbusters are ignored by name; rsaEncryption is what RFC 7935 asks for.
is "but those that cannot be" "$(states "$W/c.json" | grep '/bad' |
	grep -v ' invalid ' | grep -v '\.gbr ignored' | sed 's#.*/##')" \
	"badCMSSigInfoWrongSigAlg.roa valid "
is "every good ROA is valid" "$(states "$W/c.json" |
	grep '/good[A-Za-z0-9]*\.roa' | grep -vc ' valid $')" 0
for r in badRootBadAIA=aia-self badRootBadAKI=aki-self \
	badRootBadCRLDP=crldp-self badRootBadSig=signature \
	badRootNameDiff=ta-self goodRootAKIMatches= goodRootAKIOmitted=; do
	n=${r%%=*}
	tal_of "$n"
	judge --tal "$W/$n.tal" --objects "$W/conf" \
		--at 2013-01-01T00:00:00Z --json 2>/dev/null >"$W/r.json"
	is "$n" "$(states "$W/r.json" | grep "^$C/$n.cer" |
		cut -d' ' -f3)" "${r#*=}"
done
end
