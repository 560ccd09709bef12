# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced behind lib.sh: servers on loopback with certificates of a CA of our
# own.  The addresses 127.0.0.1 to .9 stand for so many hosts.
C=$W/ca
S=$W/srv
SERVERS=
mkdir -p "$C" "$S"
leave() {
	[ -z "$SERVERS" ] || kill $SERVERS 2>/dev/null
	wait 2>/dev/null
	rm -rf "$W"
}
trap leave EXIT

# ca NAME: a certificate authority, ca/NAME.pem.
ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$C/$1.key" -out "$C/$1.pem" -days 3650 -subj "/CN=$1" \
		2>>"$W/openssl.log"
}
# cert NAME SAN CA [openssl x509 options]: key and chain, ca/NAME.pem.
cert() {
	local name=$1 san=$2 by=$3
	shift 3
	[ $# != 0 ] || set -- -days 30
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$C/$name.key" -out "$C/$name.csr" -subj "/CN=$name" \
		2>>"$W/openssl.log"
	openssl x509 -req -in "$C/$name.csr" -CA "$C/$by.pem" -CAkey "$C/$by.key" \
		-CAcreateserial -out "$C/$name.crt" \
		-extfile <(echo "subjectAltName=$san") "$@" 2>>"$W/openssl.log"
	cat "$C/$name.key" "$C/$name.crt" >"$C/$name.pem"
}
# serve ADDRESS=PEM...: the scripted server; sets PORT.
serve() {
	mkfifo "$W/fifo"
	"$B/server" "$S" "$@" >"$W/fifo" 2>"$W/server.err" &
	SERVERS="$SERVERS $!"
	read -r PORT <"$W/fifo" || die "server: $(cat "$W/server.err")"
	rm "$W/fifo"
}
# answer PATH N: what stands in for the n-th request, from standard input.
answer() {
	mkdir -p "$S$(dirname "$1")"
	cat >"$S$1.$2"
}
# page PATH N [HEADER...]: a 200 with the body from standard input.
page() {
	local path=$1 n=$2
	shift 2
	{
		echo "HTTP/1.1 200 OK"
		[ $# = 0 ] || printf '%s\n' "$@"
		printf 'Content-Length: *\n\n'
		cat
	} | answer "$path" "$n"
}
# stats RIR ROWS [DECLARED]: a statistics file of today's form.
stats() {
	local i
	echo "2|$1|20260101|${3:-$2}|19830101|20251231|+0000"
	echo "$1|*|asn|*|${3:-$2}|summary"
	echo "$1|*|ipv4|*|0|summary"
	echo "$1|*|ipv6|*|0|summary"
	for i in $(seq "$2"); do
		echo "$1|ZZ|asn|$((1000 + i))|1|20200101|assigned|h$i"
	done
}
# sum NAME: the .md5 of standard input, in the format's grammar.
sum() { echo "MD5 ($1) = $(md5sum | cut -d' ' -f1)"; }
# conf DIR KEY=VALUE...: nroaudit.conf with all sources off but those that a
# line of standard input, `SOURCE URL`, points to, and without RPKI and dated
# files.
conf() {
	local dir=$1 kv id url
	shift
	mkdir -p "$dir"
	{
		printf '[fetch]\n\tcafile = %s\n' "$C/ca.pem"
		for kv in retries=0 retrywait=0 refetchwait=0 "$@"; do
			printf '\t%s\n' "$kv"
		done
		printf '[rpki]\n\tenabled = false\n[dated]\n\tenabled = false\n'
		for kv in $(sed -n 's/^TSA("\([^"]*\)".*/\1/p' include/model/tsas.def); do
			printf '[tsa "%s"]\n\tenabled = false\n' "$kv"
		done
		cat >"$W/urls"
		for id in $("$N" sources --json |
			sed -E 's/.*"id":"([^"]*)".*/\1/'); do
			printf '[source "%s"]\n' "$id"
			url=$(sed -n "s|^$id ||p" "$W/urls")
			[ -n "$url" ] && printf '\turl = %s\n' "$url" ||
				printf '\tenabled = false\n'
		done
	} >"$dir/nroaudit.conf"
}
# fetched DIR SOURCE ATTRIBUTE [REV]: what provenance.xml of a snapshot says.
fetched() {
	git -C "$1/history" show "${4:-main}:provenance.xml" |
		xmllint --xpath "string(//fetch[@source='$2']/@$3)" -
}
