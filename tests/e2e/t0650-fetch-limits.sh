#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The limits of a download: its time and the run's, what is compressed or
# announced wrongly, our own disk, URLs, many sources.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good "$(for i in 1 2 3 4 5 6; do printf 'IP:127.0.0.%s,' $i; done)DNS:localhost" ca
serve $(for i in 1 2 3 4 5 6; do echo "127.0.0.$i=$C/good.pem"; done) 127.0.0.9=deaf
at() { echo "https://127.0.0.$1:$PORT"; }
run() { # DIR WORDS...
	local dir=$1
	shift
	conf "$dir" "$@"
	rc "the night of $(basename "$dir")" 0 "$N" -C "$dir" fetch
}
requests() { grep -c "^[0-9]* 127[0-9.]* $1 " "$S/log"; }
busy() { printf 'HTTP/1.1 %s Busy\n%sContent-Length: 0\n\n' "$3" "${4:-}" | answer "$1" "$2"; }

# Slow ones.
{ printf '#drip\nHTTP/1.1 200 OK\nContent-Length: *\n\n'; stats apnic 99; } | answer /c/drip 1
{ printf '#hang\nHTTP/1.1 200 OK\nContent-Length: 9999\n\n'; stats apnic 99; } | answer /c/hang 1
stats arin 9 | page /c/arin 1
run "$W/c" lowspeedtime=2 connecttimeout=5 <<-END
	arin-extended $(at 1)/c/arin
	apnic-extended $(at 2)/c/drip
	apnic-plain $(at 3)/c/hang
	lacnic-plain $(at 9)/c/deaf
END
is "a slow drip" "$(fetched "$W/c" apnic-extended outcome)" timeout
is "a slow drip is told" "$(fetched "$W/c" apnic-extended reason | grep -c 'too slow. Less than 1000 bytes')" 1
is "one that falls silent" "$(fetched "$W/c" apnic-plain outcome)" timeout
is "one that does not speak TLS" "$(fetched "$W/c" lacnic-plain outcome)" timeout
run "$W/t" totaltimeout=3 <<-END
	arin-extended $(at 1)/c/arin
	apnic-plain $(at 3)/c/hang
END
is "the time for one download" "$(fetched "$W/t" apnic-plain outcome) $(fetched "$W/t" apnic-plain size)" \
	"timeout $(stats apnic 99 | wc -c)"

# The deadline: IANA has its part of it.  The retry would come too late.
busy /d/late 1 503 $'Retry-After: 500\n'
echo '<?xml version="1.0"?><registry xmlns="http://www.iana.org/assignments" id="x"/>' | page /d/iana 1
run "$W/d" deadline=10 retries=9 <<-END
	arin-extended $(at 1)/c/arin
	apnic-extended $(at 2)/c/hang
	apnic-extended-md5 $(at 2)/c/hang
	apnic-plain $(at 2)/c/arin
	lacnic-plain $(at 3)/d/late
	iana-as-numbers $(at 6)/d/iana
END
r() { fetched "$W/d" "$1" "$2"; }
is "the deadline ends what hangs" "$(r apnic-extended outcome) $(r apnic-extended reason)" \
	"timeout apnic-extended: timeout (the run's deadline passed)"
is "and what still waits for its turn" "$(r apnic-plain outcome) $(r apnic-plain start)" "timeout "
is "what would come too late is not tried" "$(r lacnic-plain outcome) $(requests /d/late)" "http-status 1"
is "IANA has had its time" "$(r iana-as-numbers outcome)" fetched

# What is compressed unasked, or announced wrongly.
stats apnic 40 | gzip | page /e/gzip 1 "Content-Encoding: gzip"
(stats afrinic 30 | head -9 | gzip; stats afrinic 30 | tail -n +10 | gzip) |
	page /e/members 1 "Content-Encoding: GZIP"
stats lacnic 400 | gzip | head -c 900 | page /e/cutgzip 1 "Content-Encoding: gzip"
(stats lacnic 40 | gzip; echo x) | page /e/badgzip 1 "Content-Encoding: x-gzip"
stats apnic 40 | page /e/br 1 "Content-Encoding: br"
stats arin 40 | page /e/identity 1 "Content-Encoding: identity"
answer /e/small 1 < <(echo "#close"; echo "HTTP/1.1 200 OK"
	echo "Content-Length: 200"; echo; stats arin 40)
cp "$S/e/small.1" "$S/e/small.2"
echo more >>"$S/e/small.2"
sed -i 's/Length: 200/Length: 220/' "$S/e/small.2"
answer /e/nolength 1 < <(echo "#close"; echo "HTTP/1.1 200 OK"; echo; stats ripencc 40)
run "$W/e" <<-END
	apnic-extended $(at 1)/e/gzip
	apnic-plain $(at 1)/e/br
	afrinic-extended $(at 5)/e/members
	afrinic-plain $(at 5)/e/identity
	lacnic-extended $(at 2)/e/cutgzip
	lacnic-plain $(at 2)/e/badgzip
	arin-extended $(at 3)/e/small
	ripencc-extended $(at 4)/e/nolength
	ripencc-plain https://localhost:$PORT/e/nolength
END
e() { fetched "$W/e" "$1" "$2"; }
is "gzip unasked: decoded" "$(e apnic-extended sha256)" "$(stats apnic 40 | sha256sum | cut -d' ' -f1)"
is "gzip in two members" "$(e afrinic-extended sha256)" "$(stats afrinic 30 | sha256sum | cut -d' ' -f1)"
is "gzip unasked: recorded" "$(git -C "$W/e/history" show main:provenance.xml | grep -c '^Content-Encoding: gzip')" 2
is "gzip that ends too soon" "$(e lacnic-extended outcome) $(e lacnic-extended reason)" \
	"truncated lacnic-extended: truncated (the compressed data end too soon)"
is "gzip that is none" "$(e lacnic-plain outcome) $(e lacnic-plain reason)" \
	"other lacnic-plain: other (the compressed data are damaged)"
is "an encoding that we do not know" "$(e apnic-plain outcome)" other
is "identity is none" "$(e afrinic-plain size)" "$(stats arin 40 | wc -c)"
is "without a length" "$(e ripencc-extended size)" "$(stats ripencc 40 | wc -c)"
findings "$W/e" >"$W/f"
is "a length that is too small: incomplete, and not held against the publisher" \
	"$(grep -E ' [AM]-0[13] .*/arin-extended/' "$W/f" | cut -d' ' -f2,3 | tr '\n' ' ')" "A-01 S4 M-03 S4 "
is "the DNS answer is recorded" "$(fetched "$W/e" ripencc-plain dns)" \
	"$(getent ahosts localhost | cut -d' ' -f1 | LC_ALL=C sort -u | paste -sd' ')"
is "an address is no DNS answer" "$(fetched "$W/e" apnic-extended dns)" ""

# A disk that is full is our fault, and nothing is lost.
before=$(git -C "$W/e/history" rev-parse main)
stats apnic 9000 | page /f/big 1
conf "$W/e" <<<"apnic-extended $(at 1)/f/big"
(trap '' XFSZ; ulimit -f 64; "$N" -C "$W/e" fetch) >"$W/out" 2>&1
is "a full disk: the run failed" "$? $(grep -c 'cannot write .*: File too large' "$W/out")" "2 1"
is "a full disk: nothing lost" "$(git -C "$W/e/history" rev-parse main)" "$before"
run "$W/e" <<<"apnic-extended $(at 1)/f/big"
is "a disk with room: whole again" "$(fetched "$W/e" apnic-extended size)" "$(stats apnic 9000 | wc -c)"

# More sources than sources.def has, added by configuration.
stats apnic 3 | page /h/any 1
conf "$W/h" <<<"apnic-extended $(at 1)/h/any"
for i in $(seq 200); do
	printf '[source "more-%s"]\n\tpublisher = apnic\n\tkind = archive\n\turl = %s\n' \
		$i "$(at $((i % 5 + 1)))/h/any"
done >>"$W/h/nroaudit.conf"
rc "200 more sources" 0 "$N" -C "$W/h" fetch
is "and all came" "$(git -C "$W/h/history" show main:provenance.xml |
	grep -c '^<fetch source="more-[0-9]*" outcome="fetched"')" 200

# URLs that are none.
for url in "https://user:word@127.0.0.1:$PORT/x" \
	"https://127.0.0.1:$PORT/$(head -c 2100 /dev/zero | tr '\0' x)"; do
	conf "$W/g" <<<"apnic-extended $url"
	rc "no URL for a source" 3 "$N" -C "$W/g" fetch
	is "its source is named" "$(grep -c 'apnic-extended: no https URL of at most 2047 bytes' "$W/out")" 1
done
end
