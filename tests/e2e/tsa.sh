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
# and TSA_PID.  What FAKE holds stands before the command: faketime and a time.
tsa_start() {
	local name=$1 mode=${2:-good} port
	shift
	[ $# = 0 ] || shift
	tsa_mode "$name" "$mode"
	mkfifo "$W/tsa/$name/fifo"
	${FAKE:-} "$B/tsa" "$W/tsa/$name" "$name" "$@" \
		>"$W/tsa/$name/fifo" 2>"$W/tsa/$name/err" &
	TSA_PID=$!
	TSAS="$TSAS $TSA_PID"
	read -r port <"$W/tsa/$name/fifo" || die "tsa: $(cat "$W/tsa/$name/err")"
	rm "$W/tsa/$name/fifo"
	TSA_URL=http://127.0.0.1:$port/
	TSA_CA=$W/tsa/$name/ca.pem
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
