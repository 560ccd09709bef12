#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What is in doubt is fetched again, with its .md5, before it counts: what
# counts then, and that the two of one download stay together.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good IP:127.0.0.1,IP:127.0.0.2 ca
serve 127.0.0.1="$C/good.pem" 127.0.0.2="$C/good.pem"
A=https://127.0.0.1:$PORT
D=$W/d
short() { stats "$1" "$2" $(($2 + 3)); }
busy() { printf 'HTTP/1.1 503 Busy\nContent-Length: 0\n\n' | answer "$1" "$2"; }
missing() { printf 'HTTP/1.1 404 Not Found\nContent-Length: 0\n\n' | answer "$1" "$2"; }
html() { page "$1" "$2" <<<'<!DOCTYPE html><title>Maintenance</title>'; }
# pair RIR: the lines that point its extended pair to /RIR and /RIR.md5.
pair() { echo "$1-extended $A/$1"; echo "$1-extended-md5 $A/$1.md5"; }
plain() { echo "$1-plain $A/$1-p"; echo "$1-plain-md5 $A/$1-p.md5"; }
run() {
	local dir=$1
	shift
	conf "$dir" "$@"
	rc "the night of $(basename "$dir")" 0 "$N" -C "$dir" fetch
	cp "$W/out" "$W/log"
	findings "$dir" >"$W/f"
	grep -E ' (A-01|P-05|M-03) ' "$W/f" | cut -d/ -f1,2 | sort >"$W/facts"
}
found() { sed -n "s|^FAIL \(.*\) .*/$1\$|\1|p" "$W/facts" | tr '\n' ' '; }
sha() { sha256sum | cut -d' ' -f1; }
is_first() { # WHAT DIR SOURCE SHA256 FIRST
	is "$1" "$(fetched "$2" "$3" outcome) $(fetched "$2" "$3" sha256) $(fetched "$2" "$3" sha256-first)" \
		"fetched $4 $5"
}

# The sum was old: both agree the second time.
stats apnic 20 | page /apnic 1
stats apnic 19 | sum delegated-apnic | page /apnic.md5 1
stats apnic 20 | sum delegated-apnic | page /apnic.md5 2
# The sum is wrong both times.
stats ripencc 20 | page /ripencc 1
stats ripencc 19 | sum x | page /ripencc.md5 1
# Short, under its own sum.
short afrinic 20 | page /afrinic 1
short afrinic 20 | sum x | page /afrinic.md5 1
# Short twice in the same way, without a sum.
short afrinic 21 | page /afrinic-p 1
# Short twice in different ways.
short lacnic 22 | page /lacnic-p 1
short lacnic 23 | page /lacnic-p 2
# Short at first only.
short lacnic 24 | page /lacnic 1
stats lacnic 24 | page /lacnic 2
stats lacnic 24 | sum x | page /lacnic.md5 1
# A new file, and no sum to it the second time.
stats arin 20 | page /arin 1
stats arin 19 | sum x | page /arin.md5 1
stats arin 21 | page /arin 2
busy /arin.md5 2
# A new sum, and no file to it the second time.
stats apnic 30 | page /apnic-p 1
stats apnic 29 | sum x | page /apnic-p.md5 1
busy /apnic-p 2
stats apnic 31 | sum x | page /apnic-p.md5 2
# Short under its own sum, then gone.
short ripencc 30 | page /ripencc-p 1
short ripencc 30 | sum x | page /ripencc-p.md5 1
missing /ripencc-p 2
# Pages.
html /page 1
echo '<?xml version="1.0"?><registry xmlns="http://www.iana.org/assignments" id="x"/>' | page /page 2
html /pages 1
run "$W/a" < <(for r in apnic ripencc afrinic lacnic arin; do pair $r; done
	plain afrinic; plain lacnic; plain apnic; plain ripencc
	echo "iana-as-numbers $A/page"; echo "iana-ipv4-address-space $A/pages")
a=$(stats apnic 20 | sha)
is_first "an old sum: the second download counts" "$W/a" apnic-extended "$a" "$a"
is_first "an old sum: and its sum" "$W/a" apnic-extended-md5 \
	"$(stats apnic 20 | sum delegated-apnic | sha)" "$(stats apnic 19 | sum delegated-apnic | sha)"
is "an old sum: nothing is found" "$(found apnic-extended)" ""
is "a wrong sum: found" "$(found ripencc-extended)" "P-05 S2 "
is "short under its sum: the publisher's" "$(found afrinic-extended)" "A-01 S2 "
is "short twice alike: the publisher's, and no sum" "$(found afrinic-plain)" "A-01 S2 P-05 S3 "
is "short twice, unlike: nobody's" "$(found lacnic-plain)" \
	"A-01 S4 M-03 S4 P-05 S3 "
is_first "short twice, unlike: both are told" "$W/a" lacnic-plain \
	"$(short lacnic 23 | sha)" "$(short lacnic 22 | sha)"
is "short at first only" "$(found lacnic-extended)" ""
is_first "short at first only: the whole one counts" "$W/a" lacnic-extended \
	"$(stats lacnic 24 | sha)" "$(short lacnic 24 | sha)"
is_first "no second sum: the new file counts" "$W/a" arin-extended \
	"$(stats arin 21 | sha)" "$(stats arin 20 | sha)"
is "no second sum: the old one is not held against it" \
	"$(fetched "$W/a" arin-extended-md5 outcome) $(found arin-extended)" "http-status "
is_first "no second file: the first stands" "$W/a" apnic-plain "$(stats apnic 30 | sha)" ""
is "no second file: told" "$(fetched "$W/a" apnic-plain reason)" \
	"apnic-plain: fetched; a second download came to http-status"
is "no second file: no sum counts" \
	"$(fetched "$W/a" apnic-plain-md5 outcome) $(found apnic-plain)" "other "
is "a short file that went: it stands, under its sum" "$(found ripencc-plain)" "A-01 S2 "
is_first "a short file that went: as fetched once" "$W/a" ripencc-plain "$(short ripencc 30 | sha)" ""
is "a page at first only" "$(fetched "$W/a" iana-as-numbers outcome)" fetched
is "pages" "$(fetched "$W/a" iana-ipv4-address-space outcome)" html-page
is "pages are not stored" "$(git -C "$W/a/history" ls-tree -r --name-only main iana/)" \
	iana/as-numbers.xml
is "each second request is the first on its connection" "$(awk '
	/^[0-9]/ { n[$3]++; if (n[$3] == 2) { second++; if (seen[$1]) bad++ } seen[$1] = 1 }
	END { print (second > 15), bad + 0 }' "$S/log")" "1 0"
is "nothing is fetched a third time" "$(awk '/^[0-9]/ && ++n[$3] == 3' "$S/log" | grep -c .)" 0
ok "the history is whole" "$N" -C "$W/a" verify

# More ways for a second download to fail.
stats apnic 40 | page /b/apnic 1
stats apnic 39 | sum x | page /b/apnic.md5 1
missing /b/apnic.md5 2
stats ripencc 40 | page /b/ripencc 1
stats ripencc 39 | sum x | page /b/ripencc.md5 1
html /b/ripencc 2
html /b/lacnic 1
busy /b/lacnic 2
A=$A/b
run "$W/b" < <(pair apnic; pair ripencc; pair lacnic)
is "a sum that went: not absent, not wrong" \
	"$(fetched "$W/b" apnic-extended-md5 outcome) $(fetched "$W/b" apnic-extended-md5 status) $(found apnic-extended)" \
	"other 404 "
is_first "then a page: the first stands" "$W/b" ripencc-extended "$(stats ripencc 40 | sha)" ""
is "then a page: told" "$(fetched "$W/b" ripencc-extended reason)" \
	"ripencc-extended: fetched; a second download came to html-page"
is "then a page: the sum says nothing" \
	"$(fetched "$W/b" ripencc-extended-md5 outcome) $(found ripencc-extended)" "other "
is "a page, then nothing" "$(fetched "$W/b" lacnic-extended outcome)" html-page

# No time left for a second: what was seen once does not count.
A=https://127.0.0.1:$PORT/c
stats apnic 50 | page /c/apnic 1
stats apnic 49 | sum x | page /c/apnic.md5 1
short arin 50 | page /c/arin 1
run "$W/c" refetchwait=7200 < <(pair apnic; pair arin)
is "no time: asked once" "$(grep -c ' /c/apnic ' "$S/log")" 1
is "no time: the sum does not count" \
	"$(fetched "$W/c" apnic-extended-md5 outcome) $(found apnic-extended)" "other "
is "no time: a short file's origin is not shown" "$(found arin-extended)" \
	"A-01 S4 M-03 S4 P-05 S3 "

# A second download does not wait for others: this one is answered only once
# the other was asked for again.
A=https://127.0.0.1:$PORT/e
stats ripencc 60 | answer /e/ripencc 1 < <(echo "#gate second 2"; echo "#close"
	echo "HTTP/1.1 200 OK"; echo; stats ripencc 60)
short arin 60 | page /e/arin 1
answer /e/arin 2 < <(echo "#gate second 2"; echo "#close"
	echo "HTTP/1.1 200 OK"; echo; stats arin 60)
run "$W/e" totaltimeout=30 <<-END
	ripencc-extended https://127.0.0.2:$PORT/e/ripencc
	arin-extended $A/arin
END
is "neither waits for the other" \
	"$(fetched "$W/e" ripencc-extended outcome) $(fetched "$W/e" arin-extended size)" \
	"fetched $(stats arin 60 | wc -c)"
end
