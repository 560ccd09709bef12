#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How hosts are asked: side by side, two at a time each, IANA last; again
# where it may help.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
cert good "$(for i in 1 2 3 4 5 6; do printf 'IP:127.0.0.%s,' $i; done)DNS:localhost" ca
cert expired IP:127.0.0.7 ca -days -1
serve $(for i in 1 2 3 4 5 6; do echo "127.0.0.$i=$C/good.pem"; done) \
	127.0.0.7="$C/expired.pem" 127.0.0.8=cut
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

# Again where it may help; but for who asks for more than RETRY_AFTER_MAX.
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

end
