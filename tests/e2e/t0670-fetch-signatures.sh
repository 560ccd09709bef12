#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Signatures are fetched with their files, kept as received, and held against
# the keys that GnuPG exported; what GnuPG itself says of them is compared.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good IP:127.0.0.1 ca
serve 127.0.0.1="$C/good.pem"
A=https://127.0.0.1:$PORT
export GNUPGHOME=$W/gnupg
mkdir -m 700 "$GNUPGHOME"
gone() {
	gpgconf --kill gpg-agent 2>/dev/null
	leave
}
trap gone EXIT
G="gpg -q --batch --no-tty --yes"
# key NAME ALGORITHM
key() { $G --passphrase '' --quick-gen-key "$1" "$2" sign never 2>>"$W/gpg.log" || die "gpg: $(cat "$W/gpg.log")"; }
key first ed25519
key second rsa2048
key stranger ed25519
# sign KEY...: a .asc of standard input.
sign() {
	local k args=
	for k in "$@"; do args="$args -u $k"; done
	# shellcheck disable=SC2086
	$G $args --armor --detach-sign
}
pin() { $G --export --export-options export-minimal "$@" | base64 -w0; }
missing() { printf 'HTTP/1.1 404 Not Found\nContent-Length: 0\n\n' | answer "$1" "$2"; }
# night DIR [RIR KEYS]...: every registry's file at /DIR-RIR, its signature at
# /DIR-RIR.asc, and these keys pinned.
night() {
	local d=$1 r
	shift
	for r in afrinic apnic arin lacnic ripencc; do
		echo "$r-extended $A/$d-$r"
		echo "$r-extended-asc $A/$d-$r.asc"
	done | conf "$W/$d"
	while [ $# != 0 ]; do
		# shellcheck disable=SC2086
		printf '[rir "%s"]\n\tpgpkey = %s\n' "$1" "$(pin $2)"
		shift 2
	done >>"$W/$d/nroaudit.conf"
	rc "the night $d" 0 "$N" -C "$W/$d" fetch
	findings "$W/$d" | sed -n 's|^\([A-Z]* P-06 S[1-4]\) P-06/\([^/]*\)/.*|\1 \2|p' | sort >"$W/$d.p06"
}
outcome() { fetched "$W/$1" "$2-extended-asc" outcome; }
# files DIR N: five files, each served N times from the first request on.
files() {
	local r
	for r in afrinic apnic arin lacnic ripencc; do
		stats $r "$2" >"$W/$1-$r"
		page "/$1-$r" 1 <"$W/$1-$r"
	done
}

# Good, altered, of another key, none, missing.
files a 20
sign first <"$W/a-afrinic" | tee "$W/a-afrinic.asc" | page /a-afrinic.asc 1
sign first <"$W/a-arin" >"$W/a-apnic.asc"
page /a-apnic.asc 1 <"$W/a-apnic.asc"
sign stranger <"$W/a-arin" | page /a-arin.asc 1
sign first <"$W/a-lacnic" | sed '/^=/d; s/^-----END.*/-----END PGP/' | page /a-lacnic.asc 1
missing /a-ripencc.asc 1
night a afrinic "first second" apnic "first second" arin "first second" lacnic first ripencc first
is "good, altered, of another key, malformed, missing" \
	"$(tr '\n' ';' <"$W/a.p06")" \
	"FAIL P-06 S2 apnic-extended;FAIL P-06 S2 arin-extended;FAIL P-06 S2 lacnic-extended;FAIL P-06 S4 ripencc-extended-asc;"
is "each is kept as received" \
	"$(git -C "$W/a/history" show main:stats/afrinic/delegated-afrinic-extended-latest.asc | sha256sum)" \
	"$(sha256sum <"$W/a-afrinic.asc")"
is "with its provenance" "$(outcome a afrinic) $(outcome a ripencc)" "fetched not-found"
is "the key stands in the snapshot" \
	"$(git -C "$W/a/history" show main:config/nroaudit.conf | grep -c "^rir.lacnic.pgpkey = $(pin first)\$")" 1
show() { git --git-dir "$W/a/history" show "main:$1"; }
f=stats/afrinic/delegated-afrinic-extended-latest
show config/nroaudit.conf | sed -n 's/^rir.afrinic.pgpkey = //p' | base64 -d >"$W/key.gpg"
show $f >"$W/file"
show $f.asc >"$W/file.asc"
ok "the snapshot's key checks its signature by hand" \
	gpgv --keyring "$W/key.gpg" "$W/file.asc" "$W/file"
is "one that does not fit is fetched again, with its file" \
	"$(awk '$3 ~ /a-apnic/ { n[$3]++ } END { print n["/a-apnic"], n["/a-apnic.asc"] }' "$S/log")" "2 2"
is "one that fits is not" \
	"$(awk '$3 ~ /a-afrinic/ { n[$3]++ } END { print n["/a-afrinic"], n["/a-afrinic.asc"] }' "$S/log")" "1 1"
# The same judgement by GnuPG's own hand.
$G --export first second >"$W/ring.gpg"
gpgv -q --keyring "$W/ring.gpg" "$W/a-afrinic.asc" "$W/a-afrinic" 2>/dev/null
is "gpgv on the good one" $? 0
gpgv -q --keyring "$W/ring.gpg" "$W/a-apnic.asc" "$W/a-apnic" 2>/dev/null
is "gpgv on the altered one" $? 1
"$B"/pgp-sign 7 | base64 -d >"$W/seven.gpg"
"$B"/pgp-sign 7 1700000000 <"$W/a-arin" >"$W/seven.asc"
$G --dearmor <"$W/seven.asc" >"$W/seven.sig"
is "GnuPG reads what the tests' own maker made" \
	"$(gpg --batch --list-packets "$W/seven.sig" 2>/dev/null | grep -c 'version 4, created 1700000000')" 1

# Of two keys, of a subkey, of text, of the old form, without armour; and an
# altered one that nobody can tell, since no key is pinned.
files b 21
sign stranger second <"$W/b-afrinic" | page /b-afrinic.asc 1
$G --passphrase '' --quick-add-key "$($G --list-keys --with-colons first | awk -F: '/^fpr/ { print $10; exit }')" rsa2048 sign never
sign first <"$W/b-apnic" | page /b-apnic.asc 1
$G -u second --textmode --armor --detach-sign <"$W/b-arin" | page /b-arin.asc 1
$G -u second --detach-sign <"$W/b-lacnic" | page /b-lacnic.asc 1
sign first <"$W/b-arin" | page /b-ripencc.asc 1
night b afrinic second apnic first arin second lacnic "first second"
is "two keys, a subkey, text, no armour, no key" "$(cat "$W/b.p06")" ""
is "all are kept" "$(for r in afrinic apnic arin lacnic ripencc; do outcome b $r; done | sort | uniq -c | tr -s ' ')" " 5 fetched"

# A file that changed between the two, a page for a signature, and bombs: a
# megabyte of armour, a thousand signatures, a packet that says it is larger.
files c 22
stats afrinic 23 >"$W/new"
page /c-afrinic 2 <"$W/new"
sign second <"$W/new" | page /c-afrinic.asc 1
page /c-apnic.asc 1 <<<'<!DOCTYPE html><title>Not here</title>'
{ echo '-----BEGIN PGP SIGNATURE-----'
	echo
	head -c 700000 /dev/zero | base64
	echo '-----END PGP SIGNATURE-----'; } | page /c-arin.asc 1
$G -u second --detach-sign <"$W/c-lacnic" >"$W/one.sig"
for _ in 1 2 3 4 5; do cat "$W/one.sig"; done | page /c-lacnic.asc 1
printf '\310\377\377\377\377\377\004\000' | page /c-ripencc.asc 1
night c afrinic second apnic second arin second lacnic second ripencc second
is "bombs are none" "$(tr '\n' ';' <"$W/c.p06")" \
	"FAIL P-06 S2 arin-extended;FAIL P-06 S2 lacnic-extended;FAIL P-06 S2 ripencc-extended;"
is "of two downloads those that came together count" \
	"$(fetched "$W/c" afrinic-extended sha256) $(fetched "$W/c" afrinic-extended sha256-first)" \
	"$(sha256sum <"$W/new" | cut -d' ' -f1) $(sha256sum <"$W/c-afrinic" | cut -d' ' -f1)"
is "a page is no signature" "$(outcome c apnic)" html-page
is "and is not stored" \
	"$(git -C "$W/c/history" ls-tree -r --name-only main stats/apnic)" \
	stats/apnic/delegated-apnic-extended-latest
{ cat "$W/a-afrinic.asc"; head -c 1100000 /dev/zero | tr '\0' '\n'; } | page /c-big.asc 1
stats apnic 24 | page /c-big 1
printf 'apnic-extended %s\napnic-extended-asc %s\n' "$A/c-big" "$A/c-big.asc" | conf "$W/big"
rc "a night with one over the ceiling" 0 "$N" -C "$W/big" fetch
is "it is not stored" "$(outcome big apnic)" too-large

# What the second download cannot settle is held against nobody.
files d 25
sign first <"$W/d-arin" | page /d-afrinic.asc 1
missing /d-afrinic 2
sign first <"$W/d-apnic" | page /d-apnic.asc 1
sign first <"$W/d-arin" | page /d-arin.asc 1
sign first <"$W/d-lacnic" | page /d-lacnic.asc 1
sign first <"$W/d-ripencc" | page /d-ripencc.asc 1
night d afrinic first apnic first arin first lacnic first ripencc first
is "no second file: the signature says nothing" "$(outcome d afrinic) $(cat "$W/d.p06")" "other "

# The night after: gone, cured, and an old snapshot by its own keys.
files a 26
for r in afrinic apnic arin lacnic ripencc; do rm "$S/a-$r.1"; done
for r in afrinic apnic arin lacnic ripencc; do
	n=$(awk -v p="/a-$r" '$3 == p { n++ } END { print n + 1 }' "$S/log")
	page "/a-$r" "$n" <"$W/a-$r"
	n=$(awk -v p="/a-$r.asc" '$3 == p { n++ } END { print n + 1 }' "$S/log")
	if [ $r = afrinic ]; then missing "/a-$r.asc" "$n"; else
		sign stranger <"$W/a-$r" | page "/a-$r.asc" "$n"; fi
done
first=$(git -C "$W/a/history" rev-parse main)
"$N" -C "$W/a" audit --snapshot "$first" --json >"$W/first-then"
night a afrinic stranger apnic stranger arin stranger lacnic stranger ripencc stranger
is "gone is S3 where there was one, and the others are good" "$(cat "$W/a.p06")" \
	"FAIL P-06 S3 afrinic-extended-asc"
"$N" -C "$W/a" audit --snapshot "$first" --json >"$W/first-now"
is "the snapshot before is judged by its own keys" \
	"$(sha256sum <"$W/first-now")" "$(sha256sum <"$W/first-then")"
rc "the report" 1 "$N" -C "$W/a" report
for r in "$W"/a/reports/20*/report.xml; do
	rc "$(basename "$(dirname "$r")") verifies" 0 "$N" -C "$W/a" verify "$r"
done

# A key that is none is named with its line's key.
mkdir "$W/k"
refuse() { # WHAT VALUE TEXT
	printf '[rir "apnic"]\n\tpgpkey = %s\n' "$2" >"$W/k/nroaudit.conf"
	rc "$1" 2 "$N" -C "$W/k" sources
	is "$1: named" "$(grep -c "apnic.pgpkey.*$3" "$W/out")" 1
}
refuse "a path" "$W/ring.gpg" "base64"
refuse "a signature for a key" "$(base64 -w0 <"$W/one.sig")" "no public key"
refuse "a secret key" "$($G --export-secret-keys stranger | base64 -w0)" "secret key"
end
