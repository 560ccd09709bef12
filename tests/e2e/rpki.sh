# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced behind server.sh: trust anchors and RRDP repositories that are
# published by the scripted server.
GEN=$B/rpkigen
SESSION=11111111-1111-4111-8111-111111111111
# rpki DIR [KEY=VALUE...]: as conf, with all built-in anchors off and one,
# `gen`, whose certificate is at the URL in $ANCHOR; KEY=VALUE are of [fetch].
rpki() {
	local dir=$1 name
	conf "$@"
	sed -i '/^\[rpki\]/,+1d' "$dir/nroaudit.conf"
	{
		printf '[rpki]\n\tdeadline = %s\n' "${DEADLINE:-60}"
		for name in $("$N" rpki tals | cut -d' ' -f1); do
			printf '[locator "%s"]\n\tenabled = false\n' "$name"
		done
		printf '[locator "gen"]\n\tpublisher = apnic\n\turl = %s\n' "$ANCHOR"
		printf '\tkey = %s\n' "$(sed 1,2d "${TAL:-$W/nights/1/gen.tal}")"
	} >>"$dir/nroaudit.conf"
}
# publish SITE TREE PREFIX SERIAL [OLD-TREE]: what the server answers below
# /SITE from now on, at 127.0.0.1 or $HOST.
publish() {
	local site=$1 out=$W/rrdp/$1 f
	shift
	"$GEN" rrdp "$1" "$2" "$out" "https://${HOST:-127.0.0.1}:$PORT/$site" "$SESSION" \
		"$3" ${4:+"$4"} || die "rpkigen rrdp"
	for f in "$out"/*.xml; do offer "/$site/${f##*/}" "$f"; done
}
# offer PATH FILE: from now on.
offer() { page "$1" 1 <"$2"; }
# repo FIELD [TA] [REV]: of the first repository's line in rpki/TA/state.
cached() { # DIR URI: the cache's directory
	echo "$1/cache/rpki/$(printf %s "$2" | sha256sum | cut -d' ' -f1)"
}
# objects DIR URI: `SHA256 URI` a line, of the cache.
objects() { sed -n '/^objects /,/^end /p' "$(cached "$1" "$2")/state" | sed '1d;$d' | cut -d' ' -f1,4; }
# published TREE: the same of a tree on the disk.
published() {
	(cd "$1" && find . -mindepth 2 -type f ! -path ./gen.test/ta.cer -exec sha256sum {} +) |
		sed 's#  \./# rsync://#' | LC_ALL=C sort -k2
}
# faults DIR [REV]: our own, of the snapshot, of RPKI.
faults() {
	git -C "$1/history" show "${2:-main}:provenance.xml" |
		xmllint --xpath '//fault' - 2>/dev/null | grep -o 'RPKI[^<]*'
}
requests() { grep -c "^[0-9]* 127[0-9.]* $1 " "$S/log"; }
# state DIR [REV]: rpki/gen/state of a snapshot.
state() { git -C "$1/history" show "${2:-main}:rpki/gen/state"; }
# added DIR [REV]: what a snapshot holds that the one before had not.
added() { git -C "$1/history" ls-tree -r --name-only "${2:-main}" rpki/gen/added; }
