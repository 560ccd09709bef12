#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# An exhibit of files from two hosts: their TLS chains or headers swapped are
# refused with the reason, also where the exhibit was signed again with the
# right key.
. tests/e2e/lib.sh
. tests/e2e/server.sh
. tests/e2e/howto.sh
. tests/e2e/resign.sh
ca ca
cert one IP:127.0.0.1 ca
cert two IP:127.0.0.2 ca
serve 127.0.0.1="$C/one.pem" 127.0.0.2="$C/two.pem"
D=$W/d
# Both declare a record more than they have: A-01.
stats apnic 50 51 | page /apnic 1 "X-Served-By: one"
stats arin 50 51 | page /arin 1 "X-Served-By: two"
conf "$D" <<-END
	apnic-extended https://127.0.0.1:$PORT/apnic
	arin-extended https://127.0.0.2:$PORT/arin
END
"$N" -C "$D" run >"$W/log" 2>&1
is "a run with findings" $? 1
day=$(date -u +%F)
mapfile -t ids < <("$N" -C "$D" audit --json | sed -n 's/^{"id":"\(A-01[^"]*\)".*/\1/p')
is "of both files" ${#ids[@]} 2
"$N" -C "$D" bundle "${ids[@]}" -o "$W/good.zip" >"$W/log" 2>&1 || cat "$W/log"
verify() { "$N" -C "$D" verify "$1" >"$W/said" 2>&1; }
ok "the good one is good" verify "$W/good.zip"
mkdir "$W/x"
unzip -q "$W/good.zip" -d "$W/x"
is "it has both chains" "$(ls "$W/x/data/tls/"*/ | tr '\n' ' ')" "127.0.0.1.pem 127.0.0.2.pem "
is "each is its host's" "$(for n in 1 2; do openssl x509 -in "$W/x"/data/tls/*/127.0.0.$n.pem -noout -subject; done | tr '\n' ' ')" \
	"subject=CN = one subject=CN = two "
is "and both headers" "$(grep -h '^X-Served-By' "$W/x"/data/http/*/*.txt | sed 's,\\x0d,,' | sort | tr '\n' ' ')" \
	"X-Served-By: one X-Served-By: two "
fresh() { rm -rf "$W/t" && cp -r "$W/x" "$W/t"; }
swap() { # DIR: its two files
	local f=("$W/t/$1"/*/*)
	[ ${#f[@]} = 2 ] || die "not two files in $1"
	mv "${f[0]}" "$W/0" && mv "${f[1]}" "${f[0]}" && mv "$W/0" "${f[1]}"
}
refused() { # WHAT REASON: $W/t has been changed
	"$B"/bundle-pack "$W/t" "$W/t.zip" || die "not packed: $1"
	verify "$W/t.zip"
	is "$1" "$?: $(sed -n "s|^$W/t.zip[^:]*: BAD: ||p" "$W/said" | sed "s|/${day}[^/]*/|/DAY/|" | head -1)" "2: $2"
}
redo() {
	(
		cd "$W/t" || exit
		find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt
		sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt
	)
}
fresh
swap data/tls && redo
refused "TLS chains swapped" "data/tls/DAY/127.0.0.1.pem was changed"
howto "$W/t.zip" "$D/keys/ca.pem" "$D/keys/allowed_signers" /dev/null "$W/h" templates/HOW-TO-VERIFY.txt
is "by hand" "$at" 3
resign "$W/t" "$D/keys/report.key"
refused "and signed again" "data/tls/DAY/127.0.0.1.pem is not the TLS chain that the snapshot has"
fresh
swap data/http && redo
refused "headers swapped" "data/http/DAY/apnic-extended.txt was changed"
resign "$W/t" "$D/keys/report.key"
refused "and signed again" "data/http/DAY/apnic-extended.txt is not what the snapshot says of that source"
fresh
f=("$W/t"/data/tls/*/127.0.0.1.pem)
cp "$C/two.crt" "$(dirname "${f[0]}")/127.0.0.3.pem"
resign "$W/t" "$D/keys/report.key"
"$B"/bundle-pack "$W/t" "$W/t.zip"
verify "$W/t.zip"
is "a chain that is not listed" "$?: $(grep -c 'data/tls/.*/127.0.0.3.pem was added: it is not signed' "$W/said")" "2: 1"
# In its own lists a file of another day, or of no day.
fresh
sed -i 's/^tls: .*/tls: TLSv1.2 none/' "$W/t"/data/http/*/arin-extended.txt
resign "$W/t" "$D/keys/report.key"
refused "a circumstance changed" "data/http/DAY/arin-extended.txt is not what the snapshot says of that source"
fresh
sed 's/ssh-ed25519 .*/ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/' \
	-i "$W/t/data/certs/allowed_signers"
resign "$W/t" "$D/keys/report.key"
refused "other keys shown" "data/certs/allowed_signers is not what the branch keys has"
end
