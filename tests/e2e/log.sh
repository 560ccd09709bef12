# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: the log of a history's MANIFESTs, by git, openssl and sha256sum.
bytes() { printf "$(sed 's/../\\x&/g' <<<"$1")"; } # of hexadecimal
# leaf MANIFEST's commit
leaf() { { printf '\0'; git -C "$H" cat-file blob "$1:MANIFEST"; } | sha256sum | cut -c-64; }
node() { { printf '\1'; bytes "$1"; bytes "$2"; } | sha256sum | cut -c-64; }
# root LEAF...: of RFC 6962 section 2.1
root() {
	local k=1
	[ $# -gt 1 ] || { echo "$1"; return; }
	while [ $((2 * k)) -lt $# ]; do k=$((2 * k)); done
	node "$(root "${@:1:k}")" "$(root "${@:k+1}")"
}
# leaves [REV]: those of main, the first first.
leaves() {
	local c
	for c in $(git -C "$H" rev-list --reverse "${1:-main}"); do leaf "$c"; done
}
# public FILE: an OpenSSH key as openssl reads it.
public() {
	{ printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'
		cut -d' ' -f2 "$1" | base64 -d | tail -c 32; } |
		openssl pkey -pubin -inform DER
}
# fingerprint FILE: as the log's origin tells it.
fingerprint() { cut -d' ' -f2 "$1" | base64 -d | sha256sum | cut -c-64; }
# note_good NOTE KEY.pem: is its first signature line KEY's, over its text?
note_good() {
	local text sig
	text=$(mktemp -p "$W") sig=$(mktemp -p "$W")
	sed '/^$/q' "$1" | sed '$d' >"$text"
	sed -n 's/^— [^ ]* //p' "$1" | head -1 | base64 -d | tail -c 64 >"$sig"
	openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in "$text" -sigfile "$sig" >/dev/null
}
