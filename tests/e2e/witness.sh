# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: witnesses of a log (C2SP tlog-cosignature), by openssl alone.
# witness_make NAME: a key, and WITNESS_KEY, what a verifier is told.
witness_make() {
	openssl genpkey -algorithm ed25519 -out "$W/$1.wit"
	openssl pkey -in "$W/$1.wit" -pubout -outform DER | tail -c 32 >"$W/$1.pub32"
	{ printf '%s\n\4' "$1"; cat "$W/$1.pub32"; } | openssl dgst -sha256 -binary | head -c 4 >"$W/$1.id"
	WITNESS_KEY="$1+$(od -An -v -tx1 "$W/$1.id" | tr -d ' \n')+$({ printf '\4'; cat "$W/$1.pub32"; } | base64 -w 0)"
}
# cosign NAME NOTE TIME: its signature line for that note's text.
cosign() {
	{ printf 'cosignature/v1\ntime %s\n' "$3"; sed '/^$/,$d' "$2"; } >"$W/cosigned"
	openssl pkeyutl -sign -rawin -inkey "$W/$1.wit" -in "$W/cosigned" -out "$W/cosig"
	printf '\xe2\x80\x94 %s %s\n' "$1" "$({ cat "$W/$1.id"
		printf "$(printf '%016x' "$3" | sed 's/../\\x&/g')"; cat "$W/cosig"; } | base64 -w 0)"
}
