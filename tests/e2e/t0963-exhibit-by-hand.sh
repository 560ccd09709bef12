#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An exhibit: made, looked at by others' tools alone, and altered.
. tests/e2e/lib.sh
. tests/e2e/tsa.sh
. tests/e2e/howto.sh
D=$W/d
"$B"/world --out "$W/world" --days 3 --start 2026-01-05 --seed 5 --scale 1 >/dev/null
tsa_start one
tsa_start two
cat "$W/tsa/one/ca.pem" "$W/tsa/two/ca.pem" >"$W/tsas.pem"
"$N" -C "$D" init >/dev/null
tsa_conf one two >>"$D/nroaudit.conf"
for day in 2026-01-05 2026-01-06 2026-01-07; do
	"$N" -C "$D" run --mirror "file://$W/world/$day" \
		--as-of "$(cat "$W/world/$day/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || cat "$W/log"
done
mapfile -t ids < <("$N" -C "$D" audit --json | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' | head -2)
is "findings to cite" "${#ids[@]}" 2
# BUNDLE_FINDINGS_MAX, and one more.
rc "too many findings at once" 3 "$N" -C "$D" bundle $(yes "${ids[0]}" | head -65)
rc "no finding of this history" 2 "$N" -C "$D" bundle "U-01/1-1/apnic+arin@2026-01-05"
rc "no finding at all" 3 "$N" -C "$D" bundle
ok "made" "$N" -C "$D" bundle "${ids[@]}" -o "$W/x.zip"
ok "mimetype is first, and stored" cmp <(head -c 69 "$W/x.zip" | tail -c 39) \
	<(printf 'mimetypeapplication/vnd.etsi.asic-e+zip' | head -c 39)
mkdir "$W/un"
ok "unzip" unzip -q "$W/x.zip" -d "$W/un"
ok "sha256sum" eval '(cd "$W/un" && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt)'
for f in data/report.xml data/report.html data/exhibit.html data/expert-statement.html \
	data/custodian-certificate.html data/HOW-TO-VERIFY.txt data/history.git/shallow; do
	ok "there is $f" test -s "$W/un/$f"
done
for id in "${ids[@]}"; do
	ok "it tells of $id" grep -qF "$id" "$W/un/data/exhibit.xml"
done
ok "no private key" eval '! grep -rlq "PRIVATE KEY" "$W/un"'
how=$W/un/data/HOW-TO-VERIFY.txt
check() { howto "$1" "$D/keys/ca.pem" "$D/keys/allowed_signers" "$W/tsas.pem" "$W/how" "$how"; }
ok "each step of its how-to holds" check "$W/x.zip"
is "to the last step" "$at" 9
ok "without timestamps' authorities it fails" eval '! howto "$W/x.zip" "$D/keys/ca.pem" "$D/keys/allowed_signers" /dev/null "$W/how" "$how"'
is "at their step" "$at" 5

"$N" -C "$D" verify "$W/x.zip" >"$W/out"
is "verify accepts it" "$?:$(grep -v ': OK$\|: NOTE: ' "$W/out")" 0:

# altered NAME STEP COMMAND: in the unpacked exhibit, packed again.
altered() {
	rm -rf "$W/a" "$W/a.zip"
	cp -r "$W/un" "$W/a"
	(cd "$W/a" && eval "$3" && zip -q -X -0 "$W/a.zip" mimetype && zip -q -X -r "$W/a.zip" . -x mimetype) || failed=1
	ok "$1: refused" eval '! check "$W/a.zip"'
	is "$1: at" "$at" "$2"
	rc "$1: verify refuses it, too" 2 "$N" -C "$D" verify "$W/a.zip"
}
src=$(cd "$W/un" && find data/sources -name 'delegated-*' | head -1)
lists='sha256sum $(cut -c67- manifest-sha256.txt) >m && mv m manifest-sha256.txt &&
	sha256sum $(cut -c67- tagmanifest-sha256.txt) >m && mv m tagmanifest-sha256.txt'
altered "a source changed" 2 "echo x >>$src"
altered "a source and the lists redone" 3 "echo x >>$src && $lists"
altered "a file added inside data/" 2 "echo x >data/more"
altered "a file added outside data/" 2 "echo x >more"
altered "a file removed" 2 "rm data/report.xsl"
altered "a file renamed" 2 "mv data/report.xsl data/r.xsl"
altered "the page changed, lists redone" 3 "echo x >>data/report.html && $lists"
altered "the how-to changed, lists redone" 3 "echo x >>data/HOW-TO-VERIFY.txt && $lists"
altered "the signature removed" 2 "rm META-INF/signatures001.xml"
end
