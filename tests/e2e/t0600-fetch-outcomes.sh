#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every way in which a download goes wrong is recorded as what it was.
. tests/e2e/lib.sh
. tests/e2e/server.sh
ca ca
ca other
cert good IP:127.0.0.1,IP:127.0.0.2 ca
cert expired IP:127.0.0.3 ca -days -1
cert elsewhere DNS:elsewhere.example ca
cert stranger IP:127.0.0.5 other
serve 127.0.0.1="$C/good.pem" 127.0.0.2="$C/good.pem" \
	127.0.0.3="$C/expired.pem" 127.0.0.4="$C/elsewhere.pem" \
	127.0.0.5="$C/stranger.pem" 127.0.0.6=cut
at() { echo "https://127.0.0.$1:$PORT"; }
A=$(at 1)
D=$W/d
# One snapshot of what standard input names.
run() {
	conf "$D"
	"$N" -C "$D" fetch >"$W/log" 2>&1 || { cat "$W/log"; failed=1; }
}
# becomes WHAT SOURCE OUTCOME REASON-PATTERN
becomes() {
	is "$1" "$(fetched "$D" "$2" outcome)" "$3"
	fetched "$D" "$2" reason | grep -qE -- "$4" ||
		{ echo "not ok: $1: reason '$(fetched "$D" "$2" reason)'"; failed=1; }
}

# A first night on which all is well.
stats apnic 50 | page /apnic 1 "Last-Modified: Mon, 05 Jan 2026 03:00:00 GMT"
stats arin 50 | page /arin 1
run <<-END
	apnic-extended $A/apnic
	arin-extended $A/arin
END
first=$(git -C "$D/history" rev-parse main)
is "a whole file" "$(fetched "$D" apnic-extended outcome)" fetched
is "its digest" "$(fetched "$D" apnic-extended sha256)" \
	"$(stats apnic 50 | sha256sum | cut -d' ' -f1)"
is "its other digest" "$(fetched "$D" apnic-extended sha512)" \
	"$(stats apnic 50 | sha512sum | cut -d' ' -f1)"
is "its size" "$(fetched "$D" apnic-extended size)" "$(stats apnic 50 | wc -c)"
is "where it came from" "$(fetched "$D" apnic-extended url)" "$A/apnic"
is "from which address" "$(fetched "$D" apnic-extended peer)" "127.0.0.1 port $PORT"
is "under which TLS" "$(fetched "$D" apnic-extended tls)" "TLSv1.3 TLS_AES_256_GCM_SHA384"
is "when it was changed" "$(fetched "$D" apnic-extended last-modified)" 2026-01-05T03:00:00Z
is "with which certificates" "$(fetched "$D" apnic-extended tls-file)" tls/127.0.0.1.pem
git -C "$D/history" show main:tls/127.0.0.1.pem >"$W/shown.pem"
is "and they are the server's" \
	"$(openssl x509 -in "$W/shown.pem" -outform der | sha256sum)" \
	"$(openssl x509 -in "$C/good.crt" -outform der | sha256sum)"
is "the headers are raw" "$(git -C "$D/history" show main:provenance.xml |
	grep -c '^Last-Modified: Mon, 05 Jan 2026 03:00:00 GMT\\x0d$')" 1

# What the server does wrong: one source each.
stats apnic 50 >"$W/whole"
half() { head -c 700 "$W/whole"; }
half | answer /short 1 < <(echo "#close"; echo "HTTP/1.1 200 OK"
	echo "Content-Length: $(wc -c <"$W/whole")"; echo; half)
answer /cut 1 < <(echo "#cut"; echo "HTTP/1.1 200 OK"
	echo "Content-Length: $(wc -c <"$W/whole")"; echo; half)
answer /chunked 1 < <(echo "#close"; echo "HTTP/1.1 200 OK"
	echo "Transfer-Encoding: chunked"; echo; printf '2bc\r\n'; half)
page /html 1 "Content-Type: text/html" <<<'<!DOCTYPE html><title>Maintenance</title>'
head -c 50000000 /dev/zero | gzip -9 >"$W/bomb"
page /bomb 1 "Content-Encoding: gzip" <"$W/bomb"
answer /long 1 < <(echo "#close"; echo "HTTP/1.1 200 OK"
	echo "Content-Length: 200000000"; echo)
head -c 2000000 /dev/zero | page /longsum 1
answer /unbounded 1 < <(echo "#close"
	echo "HTTP/1.1 200 OK"; echo; head -c 2000000 /dev/zero)
page /empty 1 </dev/null
answer /nothing 1 <<<"#close"
answer /status 1 < <(printf 'HTTP/1.1 403 Forbidden\nContent-Length: 0\n\n')
answer /gone 1 < <(printf 'HTTP/1.1 410 Gone\nContent-Length: 0\n\n')
# Together over HEADERS_MAX; and one alone, over curl's limit.
pad=$(printf 'x%.0s' $(seq 1000))
page /headers 1 "$(for i in $(seq 70); do echo "X-$i: $pad"; done)" <"$W/whole"
page /header 1 "X: $(head -c 200000 /dev/zero | tr '\0' x)" <"$W/whole"
page /unknown 1 "Content-Encoding: rot13" <"$W/whole"
answer /noise 1 < <(echo "#close"; echo "this is no HTTP"; echo)
run <<-END
	apnic-extended $A/apnic
	afrinic-extended $A/short
	afrinic-plain $A/cut
	apnic-plain $A/chunked
	lacnic-extended $A/html
	arin-extended-md5 $A/bomb
	ripencc-extended $A/long
	afrinic-extended-md5 $A/longsum
	afrinic-plain-md5 $A/unbounded
	ripencc-plain $A/empty
	apnic-plain-md5 $A/nothing
	lacnic-extended-md5 $A/status
	lacnic-plain-md5 $A/gone
	ripencc-extended-md5 $A/never
	iana-as-numbers $A/headers
	iana-ipv4-address-space $A/header
	iana-ipv6-address-space $A/unknown
	iana-ipv4-special $A/noise
END
becomes "fewer bytes than announced" afrinic-extended truncated bytes
becomes "a connection cut in the body" afrinic-plain truncated .
becomes "chunks that stop" apnic-plain truncated .
becomes "a web page" lacnic-extended html-page "web page"
becomes "a gzip bomb" arin-extended-md5 too-large "ceiling"
becomes "more announced than the ceiling" ripencc-extended too-large .
becomes "more announced than the sum's ceiling" afrinic-extended-md5 too-large .
becomes "more sent than the ceiling" afrinic-plain-md5 too-large ceiling
is "the bomb was stopped at the ceiling" \
	"$(($(fetched "$D" arin-extended-md5 size) <= 1 << 20))" 1
becomes "nothing in it" ripencc-plain empty .
becomes "no answer" apnic-plain-md5 connect .
becomes "another status" lacnic-extended-md5 http-status 403
becomes "410" lacnic-plain-md5 not-found .
becomes "404" ripencc-extended-md5 not-found .
becomes "many headers" iana-as-numbers too-large headers
becomes "one long header" iana-ipv4-address-space too-large header
becomes "an unknown encoding" iana-ipv6-address-space other encoding
becomes "no HTTP" iana-ipv4-special other .
is "the truncated says how much there was" "$(fetched "$D" afrinic-extended size)" 700
is "what failed is not in the snapshot" \
	"$(git -C "$D/history" ls-tree -r --name-only main | grep -E '^(stats|iana)/')" \
	stats/apnic/delegated-apnic-extended-latest
is "what was stored before is there" \
	"$(git -C "$D/history" show "$first:stats/arin/delegated-arin-extended-latest" | sha256sum)" \
	"$(stats arin 50 | sha256sum)"
"$N" -C "$D" audit --json >"$W/f"
m03() { sed -nE 's/.*"rule":"M-03".*"observation":"'"$1"': ([^;,]*).*/\1/p' "$W/f"; }
is "M-03 tells each by its name" "$(for s in afrinic-extended lacnic-extended \
	arin-extended-md5 ripencc-plain lacnic-extended-md5 iana-ipv4-special; do
	m03 $s; done | tr '\n' ' ')" \
	"truncated html-page too-large empty http-status other "
is "and a missing file is not ours" "$(m03 ripencc-extended-md5)" ""

# Redirects, REDIRECTS_MAX of them.
go() { answer "$1" 1 < <(printf 'HTTP/1.1 %s Moved\nLocation: %s\nContent-Length: 0\n\n' "$3" "$2"); }
go /hop "$(at 2)/there" 302
stats apnic 7 | page /there 1
go /loop "$A/loop" 301
for i in 1 2 3 4 5; do go "/five$i" "$A/five$((i + 1))" 307; done
stats apnic 8 | page /five6 1
go /six0 "$A/five1" 308
go /foreign "https://127.0.0.9:$PORT/x" 302
go /trick "https://127.0.0.1:80@127.0.0.9:$PORT/x" 302
go /plain "http://127.0.0.1:$PORT/apnic" 302
go /file "file:///etc/passwd" 302
go /endless "$A/$(head -c 2100 /dev/zero | tr '\0' x)" 302
answer /nowhere 1 < <(printf 'HTTP/1.1 302 Found\nContent-Length: 0\n\n')
answer /unchanged 1 < <(printf 'HTTP/1.1 304 Not Modified\n\n')
run <<-END
	apnic-extended $A/hop
	apnic-plain $A/loop
	afrinic-extended $A/five1
	afrinic-plain $A/six0
	lacnic-extended $A/foreign
	lacnic-plain $A/trick
	ripencc-extended $A/plain
	ripencc-plain $A/file
	arin-extended $A/endless
	arin-extended-md5 $A/nowhere
	apnic-extended-md5 $A/unchanged
	iana-as-numbers $(at 2)/never
END
is "a redirect to a source's host is followed" \
	"$(fetched "$D" apnic-extended outcome) $(fetched "$D" apnic-extended final-url)" \
	"fetched $(at 2)/there"
is "both hosts' certificates are kept" \
	"$(git -C "$D/history" ls-tree -r --name-only main tls/ | tr '\n' ' ')" \
	"tls/127.0.0.1.pem tls/127.0.0.2.pem "
is "the headers of both answers are kept" \
	"$(git -C "$D/history" show main:provenance.xml | sed -n '/"apnic-extended"/,/<\/fetch>/p' |
	grep -o 'HTTP/1.1 [0-9]*' | tr '\n' ' ')" "HTTP/1.1 302 HTTP/1.1 200 "
is "a redirect is no attempt" "$(fetched "$D" apnic-extended attempts)" 1
becomes "a loop" apnic-plain redirect "too many"
is "five redirects are followed" "$(fetched "$D" afrinic-extended outcome)" fetched
becomes "six are too many" afrinic-plain redirect "too many"
becomes "to a host that is none of ours" lacnic-extended redirect "127.0.0.9.*not a host of a source"
becomes "to one dressed up as ours" lacnic-plain redirect "no https URL"
becomes "without TLS" ripencc-extended redirect "no https URL"
becomes "to a file" ripencc-plain redirect .
becomes "to a URL without end" arin-extended redirect "too long"
becomes "to nowhere" arin-extended-md5 redirect "without a place"
becomes "304 is no redirect" apnic-extended-md5 http-status 304
is "nobody else was asked" "$(grep -c '127.0.0.9' "$S/log")" 0

# TLS, and nobody there.
run <<-END
	apnic-extended $A/apnic
	apnic-plain $(at 3)/apnic
	afrinic-extended $(at 4)/apnic
	afrinic-plain $(at 5)/apnic
	lacnic-extended $(at 6)/apnic
	lacnic-plain https://127.0.0.7:1/apnic
END
becomes "an expired certificate" apnic-plain tls expired
becomes "another's certificate" afrinic-extended tls "no alternative|subject name"
becomes "a stranger's CA" afrinic-plain tls "issuer|self"
becomes "a handshake that is cut" lacnic-extended tls .
becomes "nobody there" lacnic-plain connect .
is "the expired certificate is kept" \
	"$(git -C "$D/history" show main:tls/127.0.0.3.pem | openssl x509 -outform der | sha256sum)" \
	"$(openssl x509 -in "$C/expired.crt" -outform der | sha256sum)"
is "and who showed it" "$(fetched "$D" apnic-plain peer)" "127.0.0.3 port $PORT"
is "no request was sent to them" "$(grep -c '^[0-9]* 127.0.0.[345] /' "$S/log")" 0
ok "the history is whole" "$N" -C "$D" verify
end
