# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: site_faults REPORTS — what is wrong with the pages: links that lead
# nowhere, anchors that are missing or stand twice, headings out of order.
site_faults() {
	(cd "$1" && find . -type f |
		sed 's#^\./##' >"$W/files" &&
		grep '\.html$\|\.atom$' "$W/files" | LC_ALL=C xargs awk -v LIST="$W/files" '
	function path(from, to,   n, p, q, i, k, out) {
		n = split(from, p, "/"); k = n - 1
		n = split(to, q, "/")
		for (i = 1; i <= n; i++) {
			if (q[i] == "..") k--
			else p[++k] = q[i]
		}
		for (i = 1; i <= k; i++) out = out (i > 1 ? "/" : "") p[i]
		return out
	}
	BEGIN { while ((getline f <LIST) > 0) there[f] = 1; RS = "<" }
	FNR == 1 { level = 0 }
	{
		tag = $0; sub(/>.*/, "", tag)
		if (match(tag, / id="[^"]*"/)) {
			id = substr(tag, RSTART + 5, RLENGTH - 6)
			if ((FILENAME, id) in ids) print FILENAME ": id twice: " id
			ids[FILENAME, id] = 1
		}
		if (match(tag, / href="[^"]*"/))
			links[FILENAME, substr(tag, RSTART + 7, RLENGTH - 8)] = 1
		if (match(tag, /^h[1-6]/)) {
			n = substr(tag, 2, 1) + 0
			if (n > level + 1) print FILENAME ": h" n " behind h" level
			level = n
		}
		if (tag ~ /^th( |$)/ && tag !~ / scope="/) print FILENAME ": th without scope"
		if (tag ~ /^br( |$|\/)/) print FILENAME ": br"
		if (tag ~ /^svg / && tag !~ /role="img" viewBox|aria-labelledby/) print FILENAME ": svg without a name"
	}
	END {
		for (l in links) {
			split(l, a, SUBSEP)
			to = a[2]; anchor = ""
			if (to ~ /^[a-z]+:/) { print a[1] ": leads outside: " to; continue }
			if (match(to, /#/)) {
				anchor = substr(to, RSTART + 1); to = substr(to, 1, RSTART - 1)
			}
			to = to == "" ? a[1] : path(a[1], to)
			if (!(to in there)) print a[1] ": leads to no file: " a[2]
			else if (anchor != "" && !((to, anchor) in ids)) print a[1] ": no such place: " a[2]
		}
	}')
}
