# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced behind lib.sh (and server.sh): time-stamping authorities on loopback,
# each with a CA of its own.
TSAS=
tsa_leave() {
	[ -z "$TSAS" ] || kill $TSAS 2>/dev/null
	if declare -F leave >/dev/null; then leave; else
		wait 2>/dev/null
		rm -rf "$W"
	fi
}
trap tsa_leave EXIT

# tsa_start NAME [MODE [PORT [FROM DAYS]]]: sets TSA_URL, TSA_CA (its PEM file)
# and TSA_PID.  FAKE: the time at which it runs, by faketime.
tsa_start() {
	local name=$1 mode=${2:-good} port
	shift
	[ $# = 0 ] || shift
	tsa_mode "$name" "$mode"
	mkfifo "$W/tsa/$name/fifo"
	${FAKE:+faketime -f "@$FAKE"} "$B/tsa" "$W/tsa/$name" "$name" "$@" \
		>"$W/tsa/$name/fifo" 2>"$W/tsa/$name/err" &
	TSA_PID=$!
	TSAS="$TSAS $TSA_PID"
	read -r port <"$W/tsa/$name/fifo" || die "tsa: $(cat "$W/tsa/$name/err")"
	rm "$W/tsa/$name/fifo"
	TSA_URL=http://127.0.0.1:$port/
	TSA_CA=$W/tsa/$name/ca.pem
	echo "$TSA_URL" >"$W/tsa/$name/url"
}
# tsa_mode NAME MODE: from the next request on.  good; for the way to it down,
# slow, error, garbage, huge; for its answers refuses, other-digest,
# other-nonce, rogue, clock; for its CRL crl-down, crl-slow, crl-error,
# crl-garbage, crl-huge, crl-rogue, crl-stale, crl-revoked.
tsa_mode() {
	mkdir -p "$W/tsa/$1"
	echo "$2" >"$W/tsa/$1/mode.new"
	mv "$W/tsa/$1/mode.new" "$W/tsa/$1/mode"
}
# tsa_asked NAME: how often, its CRL apart.
tsa_asked() { grep -c '^POST ' "$W/tsa/$1/log" 2>/dev/null || true; }
# tsa_conf NAME...: sections for nroaudit.conf, of TSAs that were started.
tsa_conf() {
	local n
	printf '[tsa]\n\ttimeout = %s\n' "${TSA_TIMEOUT:-20}"
	for n in $(sed -n 's/^TSA("\([^"]*\)".*/\1/p' include/model/tsas.def); do
		printf '[tsa "%s"]\n\tenabled = false\n' "$n"
	done
	for n in "$@"; do
		printf '[tsa "%s"]\n\turl = %s\n\ttrusted = %s\n' "$n" \
			"$(cat "$W/tsa/$n/url")" "$W/tsa/$n/ca.pem"
	done
}
# tokens REPORT DIR: its tokens, DIR/1.tst and so on, and value, which those
# of the signature are over.  By nothing but text tools.
tokens() {
	local i=0 t ds=http://www.w3.org/2000/09/xmldsig#
	rm -rf "$2"
	mkdir -p "$2"
	tr '\n' '\001' <"$1" | sed -e "s|.*<ds:SignatureValue>|<ds:SignatureValue xmlns:ds=\"$ds\">|" \
		-e 's|</ds:SignatureValue>.*|</ds:SignatureValue>|' |
		tr '\001' '\n' >"$2/value"
	while read -r t; do
		i=$((i + 1))
		base64 -d <<<"$t" >"$2/$i.tst"
	done < <(grep -o '<xades:EncapsulatedTimeStamp>[^<]*' "$1" | sed 's/.*>//')
}
# crls REPORT DIR: its CRLs, DIR/1.crl and so on.
crls() {
	local i=0 t
	rm -rf "$2"
	mkdir -p "$2"
	while read -r t; do
		i=$((i + 1))
		base64 -d <<<"$t" >"$2/$i.crl"
	done < <(grep -o '<xades:EncapsulatedCRLValue>[^<]*' "$1" | sed 's/.*>//')
}
# stamped REPORT: "have of due" that its bytes show.
stamped() {
	echo "$(grep -o '<xades:SignatureTimeStamp>' "$1" | wc -l) of $(sed -n 's/.*<stamps due="\([0-9]*\)".*/\1/p' "$1")"
}
