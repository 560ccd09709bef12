#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# No byte of a private key or passphrase in the history, the reports, the logs,
# the spool or a core dump; each search is shown to find what is there.
. tests/e2e/lib.sh
D=$W/d
"$B"/world --out "$W/world" --days 2 --start 2026-01-05 --seed 5 --scale 1 --clean >/dev/null
mkdir "$D"
# The reports' key by a passphrase, so that there is one.
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=root -keyout "$W/ca.key" -out "$W/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=me -keyout "$W/key" -out "$W/csr" 2>/dev/null
openssl x509 -req -in "$W/csr" -CA "$W/ca.pem" -CAkey "$W/ca.key" -CAcreateserial -out "$W/crt" 2>/dev/null
echo 'correct horse battery' >"$W/pass"
openssl pkcs12 -export -inkey "$W/key" -in "$W/crt" -certfile "$W/ca.pem" \
	-passout "file:$W/pass" -out "$W/key.p12"
chmod 600 "$W/pass" "$W/key.p12"
run() {
	"$N" -C "$D" run --mirror "file://$W/world/$1" --as-of "$(cat "$W/world/$1/AS-OF")"
	[ $? -le 1 ]
}
run 2026-01-05 >"$W/log" 2>&1 || die "$(cat "$W/log")"
cp "$D/keys/history" "$W/history-1"
cp "$D/keys/report.key" "$W/report-1"
"$N" -C "$D" keys rotate >>"$W/log" 2>&1 || die "$(cat "$W/log")"
cp "$D/keys/history" "$W/history-2"
cp "$D/keys/report.key" "$W/report-2"
printf '[report]\n\tsigningkey = %s\n\tpassphrasefile = %s\n' "$W/key.p12" "$W/pass" >"$D/nroaudit.conf"
# What lies in the spool of a run that is killed.
F=$B/fault-run
L=$(realpath "$B/fault.so")
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0:detect_leaks=0
mkdir "$W/spool"
for p in $(seq 40 20 400); do
	rm -rf "$W/t"
	cp -a "$D" "$W/t"
	"$F" kill "$p" EIO "$L" "$N" -C "$W/t" run --mirror "file://$W/world/2026-01-06" \
		--as-of "$(cat "$W/world/2026-01-06/AS-OF")" >>"$W/log" 2>&1
	[ -d "$W/t/spool" ] && cp -r "$W/t/spool" "$W/spool/$p"
done
is "a spool was seen" "$(($(find "$W/spool" -type f | wc -l) > 5))" 1
run 2026-01-06 >>"$W/log" 2>&1 || die "$(cat "$W/log")"
"$N" -C "$D" keys --json >>"$W/log" 2>&1
"$N" -C "$D" verify >>"$W/log" 2>&1 || die "$(tail -5 "$W/log")"
"$N" -C "$D" config >>"$W/log" 2>&1
"$N" -C "$D" keys revoke --since 2026-01-06T00:00:00Z --json >>"$W/log" 2>&1 || die "$(tail -5 "$W/log")"

hex() { od -An -v -tx1 "$@" | tr -d ' \n'; }
# Secrets, as bytes and as text: seeds, d, p and q, the lines of PEM files.
for k in "$W"/history-1 "$W"/history-2 "$D"/keys/history; do
	openssl pkey -in "$k" -outform DER | tail -c 32 | hex >>"$W/bytes"
	echo >>"$W/bytes"
	grep -v -- '---' "$k" >>"$W/text"
done
for k in "$W"/report-1 "$W"/report-2 "$W/key"; do
	openssl rsa -in "$k" -noout -text 2>/dev/null |
		awk '/^[a-zA-Z]/ { want = /^(privateExponent|prime1|prime2|exponent1|exponent2|coefficient)/
			if (n != "") print substr(n, 3); n = "" }
		/^ / && want { gsub(/[ :]/, ""); n = n $0 }
		END { if (n != "") print substr(n, 3) }' >>"$W/bytes"
	# The head of a PKCS#8 key is every key's, and then comes the modulus.
	grep -v -- '---' "$k" | tail -n +10 >>"$W/text"
done
cat "$W/pass" >>"$W/text"
is "secrets to look for" "$(grep -c . "$W/bytes") $(($(grep -c . "$W/text") > 60))" "21 1"
mkdir "$W/all"
git -C "$D/history" cat-file --batch-all-objects --batch >"$W/all/objects"
cp -r "$D/reports" "$W/log" "$W/spool" "$W/all/"
cp -r "$D/history" "$W/all/raw"
found() { # DIRECTORY
	find "$1" -type f -print0 | xargs -0 cat | tee "$W/cat" | hex >"$W/hex"
	echo "$(grep -oFf "$W/bytes" "$W/hex" | sort -u | grep -c .) $(
		grep -aoFf "$W/text" "$W/cat" | sort -u | grep -c .)"
}
is "none in history, reports, spool, log" "$(found "$W/all")" "0 0"
mkdir "$W/shown"
openssl pkey -in "$W/history-1" -outform DER >"$W/shown/der"
cat "$W/report-1" "$W/pass" >"$W/shown/text"
is "the search finds a seed" "$(found "$W/shown" | cut -d' ' -f1)" 1
is "and lines of PEM, and a passphrase" "$(($(found "$W/shown" | cut -d' ' -f2) > 20))" 1
is "only keys/ is the owner's alone" "$(stat -c %a "$D/keys")" 700
end
