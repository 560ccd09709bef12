#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How hosts are asked: side by side, two at a time each, IANA last; again
# where it may help; within the time that there is.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good "$(for i in 1 2 3 4 5 6; do printf 'IP:127.0.0.%s,' $i; done)DNS:localhost" ca
cert expired IP:127.0.0.7 ca -days -1
serve $(for i in 1 2 3 4 5 6; do echo "127.0.0.$i=$C/good.pem"; done) \
	127.0.0.7="$C/expired.pem" 127.0.0.8=cut 127.0.0.9=deaf
at() { echo "https://127.0.0.$1:$PORT"; }
run() { # DIR WORDS...
	local dir=$1
	shift
	conf "$dir" "$@"
	rc "the night of $(basename "$dir")" 0 "$N" -C "$dir" fetch
}
requests() { grep -c "^[0-9]* 127[0-9.]* $1 " "$S/log"; }
gated() { # PATH GATE N, body from standard input
	{
		printf '#gate %s %s\nHTTP/1.1 200 OK\nSet-Cookie: a=b\n' "$2" "$3"
		printf 'Strict-Transport-Security: max-age=99\nAlt-Svc: h3=":1"\n'
		printf 'Content-Length: *\n\n'
		cat
	} | answer "$1" 1
}

# Two files of each of five hosts are answered only when all ten are asked
# for; their sums are small change.
i=0
for rir in afrinic apnic lacnic ripencc arin; do
	i=$((i + 1))
	stats $rir 9 | gated /a/$rir-extended ten 10
	stats $rir 9 | sum x | page /a/$rir-extended-md5 1
	echo "$rir-extended $(at $i)/a/$rir-extended"
	echo "$rir-extended-md5 $(at $i)/a/$rir-extended-md5"
	[ $rir = arin ] && continue
	stats $rir 9 | gated /a/$rir-plain ten 10
	stats $rir 9 | sum x | page /a/$rir-plain-md5 1
	echo "$rir-plain $(at $i)/a/$rir-plain"
	echo "$rir-plain-md5 $(at $i)/a/$rir-plain-md5"
done >"$W/five"
# ARIN has no second file today: its sum is the tenth.  It is old at first,
# and one of RIPE NCC's is busy: IANA waits for both.
stats arin 8 | sum x | gated /a/arin-extended-md5 ten 10
stats arin 9 | sum x | page /a/arin-extended-md5 2
printf 'HTTP/1.1 503 Busy\nContent-Length: 0\n\n' | answer /a/ripencc-plain-md5 1
stats ripencc 9 | sum x | page /a/ripencc-plain-md5 2
for f in as-numbers ipv4-address-space ipv6-address-space; do
	echo '<?xml version="1.0"?><registry xmlns="http://www.iana.org/assignments" id="x"/>' |
		page /iana/$f 1
	echo "iana-$f $(at 6)/iana/$f" >>"$W/five"
done
printf 'machine 127.0.0.1 login x password y\n' >"$W/.netrc"
chmod 600 "$W/.netrc"
export HOME=$W https_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1
run "$W/a" retries=1 totaltimeout=60 <"$W/five"
unset https_proxy ALL_PROXY
is "all hosts side by side, two requests at a time" \
	"$(git -C "$W/a/history" show main:provenance.xml | grep -c ' outcome="fetched"')" 21
is "never more than two connections a host" \
	"$(for n in 1 2 3 4; do grep "^peak 127.0.0.$n " "$S/log" | sort -k3n | tail -1; done |
	cut -d' ' -f3 | tr '\n' ' ')" "2 2 2 2 "
is "IANA last" "$(grep '^[0-9]' "$S/log" | cut -d' ' -f3 | sed 's|/iana/.*|iana|; s|/a/.*|rir|' |
	uniq -c | awk '{ printf "%s %s ", $1, $2 }')" "21 rir 3 iana "
version=$("$N" --version | cut -d' ' -f2)
is "what is sent, and nothing else: no cookie, no password" \
	"$(grep '^[0-9]' "$S/log" | sed -E 's/^[^|]*\| Host: [0-9.:]* //' | sort -u)" \
	"| User-Agent: nroaudit/$version | Accept: */* | Accept-Encoding: identity"

# Again where it may help.
busy() { printf 'HTTP/1.1 %s Busy\n%sContent-Length: 0\n\n' "$3" "${4:-}" | answer "$1" "$2"; }
busy /b/apnic 1 503
busy /b/apnic 2 429
stats apnic 9 | page /b/apnic 3
busy /b/down 1 500
busy /b/no 1 403
busy /b/not 1 501
answer /b/short 1 < <(echo "#close"; echo "HTTP/1.1 200 OK"
	echo "Content-Length: 9999"; echo; stats arin 9)
stats arin 9 | page /b/short 2
busy /b/later 1 503 $'Retry-After: 601\n'
busy /b/tomorrow 1 429 "Retry-After: $(date -uR -d tomorrow | sed 's/+0000/GMT/')"$'\n'
busy /b/soon 1 503 $'Retry-After: 2\n'
stats lacnic 9 | page /b/soon 2
printf 'HTTP/1.1 302 Found\nLocation: /b/hop2\nContent-Length: 0\n\n' | answer /b/hop 1
busy /b/hop2 1 503
stats ripencc 5 | page /b/hop2 2
began=$(date +%s%N)
run "$W/b" retries=3 <<-END
	apnic-extended $(at 1)/b/apnic
	afrinic-extended $(at 2)/b/down
	afrinic-plain $(at 2)/b/no
	afrinic-extended-md5 $(at 2)/b/never
	afrinic-plain-md5 $(at 2)/b/not
	arin-extended $(at 3)/b/short
	lacnic-extended $(at 4)/b/later
	lacnic-extended-md5 $(at 4)/b/tomorrow
	lacnic-plain $(at 4)/b/soon
	ripencc-extended $(at 7)/b/x
	ripencc-plain $(at 8)/b/x
	ripencc-plain-md5 $(at 5)/b/hop
END
took=$((($(date +%s%N) - began) / 1000000))
t() { echo "$(fetched "$W/b" "$1" outcome) $(fetched "$W/b" "$1" attempts) $(requests "$2")"; }
is "503, then 429, then well" "$(t apnic-extended /b/apnic)" "fetched 3 3"
is "500 for good" "$(t afrinic-extended /b/down)" "http-status 4 4"
is "403: once" "$(t afrinic-plain /b/no)" "http-status 1 1"
is "404: once" "$(t afrinic-extended-md5 /b/never)" "not-found 1 1"
is "501: once" "$(t afrinic-plain-md5 /b/not)" "http-status 1 1"
is "truncated, then well" "$(t arin-extended /b/short)" "fetched 2 2"
is "the whole one counts" "$(fetched "$W/b" arin-extended size)" "$(stats arin 9 | wc -c)"
is "who wants us in 601 s is left alone" "$(t lacnic-extended /b/later)" "http-status 1 1"
is "and says so" "$(fetched "$W/b" lacnic-extended reason)" \
	"lacnic-extended: http-status 503 (and asks us not to come back soon)"
is "a date as well" "$(t lacnic-extended-md5 /b/tomorrow)" "http-status 1 1"
is "who wants us in 2 s is asked then" "$(t lacnic-plain /b/soon)" "fetched 2 2"
is "and not before" "$((took >= 2000))" 1
is "an expired certificate: once" \
	"$(fetched "$W/b" ripencc-extended attempts) $(grep -c '^peak 127.0.0.7' "$S/log")" "1 1"
is "a handshake that is cut: again" \
	"$(fetched "$W/b" ripencc-plain attempts) $(grep -c '^[0-9]* 127.0.0.8 cut' "$S/log")" "4 4"
is "a second attempt goes the whole way of a redirect" \
	"$(t ripencc-plain-md5 /b/hop) $(requests /b/hop2)" "fetched 2 2 2"

# Slow ones.
{ printf '#drip\nHTTP/1.1 200 OK\nContent-Length: *\n\n'; stats apnic 99; } | answer /c/drip 1
{ printf '#hang\nHTTP/1.1 200 OK\nContent-Length: 9999\n\n'; stats apnic 99; } | answer /c/hang 1
stats arin 9 | page /c/arin 1
run "$W/c" lowspeedtime=1 connecttimeout=2 <<-END
	arin-extended $(at 1)/c/arin
	apnic-extended $(at 2)/c/drip
	apnic-plain $(at 3)/c/hang
	lacnic-plain $(at 9)/c/deaf
END
is "a slow drip" "$(fetched "$W/c" apnic-extended outcome)" timeout
is "a slow drip is told" "$(fetched "$W/c" apnic-extended reason | grep -c 'too slow. Less than 1000 bytes')" 1
is "one that falls silent" "$(fetched "$W/c" apnic-plain outcome)" timeout
is "one that does not speak TLS" "$(fetched "$W/c" lacnic-plain outcome)" timeout
run "$W/t" totaltimeout=1 <<-END
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

# URLs that are none.
for url in "https://user:word@127.0.0.1:$PORT/x" \
	"https://127.0.0.1:$PORT/$(head -c 2100 /dev/zero | tr '\0' x)"; do
	conf "$W/g" <<<"apnic-extended $url"
	rc "no URL for a source" 3 "$N" -C "$W/g" fetch
	is "its source is named" "$(grep -c 'apnic-extended: no https URL of at most 2047 bytes' "$W/out")" 1
done
end
