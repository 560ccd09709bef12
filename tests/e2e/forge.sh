# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: commits as whoever holds the history's key could make them, without
# our code: H is the history, KEY its key (PEM), KEY_PUB the OpenSSH line.
export GIT_AUTHOR_NAME=nroaudit GIT_AUTHOR_EMAIL=nroaudit@localhost
export GIT_COMMITTER_NAME=nroaudit GIT_COMMITTER_EMAIL=nroaudit@localhost
# field FILE: as SSH writes a string: its length, its bytes.  Below 64 KiB.
field() {
	local n
	n=$(stat -c %s "$1")
	printf '\0\0'"\\x$(printf %02x $((n / 256)))\\x$(printf %02x $((n % 256)))"
	cat "$1"
}
word() { printf %s "$1" >"$W/word"; field "$W/word"; }
# sshsig FILE: its SSHSIG for git, by openssl.
sshsig() {
	cut -d' ' -f2 "$KEY_PUB" | base64 -d >"$W/pub"
	openssl dgst -sha512 -binary "$1" >"$W/sum"
	{ printf SSHSIG; word git; word ''; word sha512; field "$W/sum"; } >"$W/tbs"
	openssl pkeyutl -sign -rawin -inkey "$KEY" -in "$W/tbs" -out "$W/raw" || return 1
	{ word ssh-ed25519; field "$W/raw"; } >"$W/value"
	echo '-----BEGIN SSH SIGNATURE-----'
	{ printf 'SSHSIG\0\0\0\1'; field "$W/pub"; word git; word ''; word sha512
		field "$W/value"; } | base64 -w 70
	echo '-----END SSH SIGNATURE-----'
}
# forge BRANCH PARENT MESSAGE: the tree in $W/t, with a MANIFEST that fits, as
# the newest commit of BRANCH; PARENT may be empty.  WHEN: its time.
forge() {
	local previous=none tree at="nroaudit <nroaudit@localhost> ${WHEN:-$(date +%s)} +0000"
	[ -z "$2" ] || previous=$(git -C "$H" show "$2:MANIFEST" | sha256sum | cut -d' ' -f1)
	(cd "$W/t" && { printf '# nroaudit manifest 1\n# previous %s\n' "$previous"
		find . -type f ! -name MANIFEST | sed 's,^\./,,' | LC_ALL=C sort | xargs sha256sum; } >"$W/m" &&
		mv "$W/m" MANIFEST)
	export GIT_INDEX_FILE=$W/index
	rm -f "$W/index"
	git -C "$H" --work-tree="$W/t" add -A
	tree=$(git -C "$H" write-tree)
	unset GIT_INDEX_FILE
	{
		echo "tree $tree"
		[ -z "$2" ] || echo "parent $(git -C "$H" rev-parse "$2")"
		printf 'author %s\ncommitter %s\n' "$at" "$at"
	} >"$W/head"
	{ cat "$W/head"; printf '\n%s\n' "$3"; } >"$W/unsigned"
	sshsig "$W/unsigned" | sed '1s/^/gpgsig /; 2,$s/^/ /' >"$W/gpgsig" || return 1
	{ cat "$W/head" "$W/gpgsig"; printf '\n%s\n' "$3"; } >"$W/commit"
	git -C "$H" update-ref "refs/heads/$1" "$(git -C "$H" hash-object -t commit -w "$W/commit")"
}
# out_of REV: its files, in $W/t.
out_of() {
	rm -rf "$W/t"
	mkdir "$W/t"
	git -C "$H" archive "$1" | tar -x -C "$W/t"
}
# checkpoint ORIGIN SIZE BASE64-ROOT: the note, signed by KEY.
checkpoint() {
	printf '%s\n%s\n%s\n' "$@" >"$W/note.text"
	openssl pkeyutl -sign -rawin -inkey "$KEY" -in "$W/note.text" -out "$W/note.sig"
	{ printf '%s\n\1' "$1"; cut -d' ' -f2 "$KEY_PUB" | base64 -d | tail -c 32; } |
		openssl dgst -sha256 -binary | head -c 4 >"$W/note.id"
	cat "$W/note.text"
	printf '\n— %s %s\n' "$1" "$(cat "$W/note.id" "$W/note.sig" | base64 -w 0)"
}
