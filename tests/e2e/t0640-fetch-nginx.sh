#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A mirror behind a real server: HTTP/2, several versions of TLS, what it lacks.
. tests/e2e/lib.sh
. tests/e2e/server.sh
command -v nginx >/dev/null || PATH=$PATH:/usr/sbin
need "$(command -v nginx || echo nginx)"
ca ca
cert good "IP:127.0.0.1,IP:127.0.0.2,IP:127.0.0.3,DNS:localhost" ca
"$B/world" --out "$W/world" --days 2 --start 2026-01-05 --seed 5 --scale 1 >/dev/null ||
	die "no world"
DAY=$W/world/2026-01-06
[ -d "$DAY" ] || DAY=$(ls -d "$W"/world/20* | tail -1)
AS_OF=$(cat "$DAY/AS-OF")
chmod 755 "$W"
mkdir -p "$W/nginx/logs"

# host ADDRESS WORDS...: a server block.
host() {
	local address=$1
	shift
	echo "server { listen $address:@PORT@ ssl http2; server_name _; root $DAY; $* }"
}
{
	[ "$(id -u)" = 0 ] && echo "user root;"
	echo "worker_processes 1; pid $W/nginx/pid; error_log $W/nginx/error.log;"
	echo "events { worker_connections 64; }"
	echo "http { access_log $W/nginx/access.log; gzip on; gzip_types *;"
	for t in client_body proxy fastcgi uwsgi scgi; do
		echo "${t}_temp_path $W/nginx/$t;"
	done
	echo "ssl_certificate $C/good.crt; ssl_certificate_key $C/good.key;"
	host 127.0.0.1 "ssl_protocols TLSv1.2 TLSv1.3; location /moved { return 302 https://127.0.0.2:@PORT@/; }"
	host 127.0.0.2 "ssl_protocols TLSv1.2;"
	host 127.0.0.3 "ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"
	echo "}"
} >"$W/nginx/template"
for PORT in $(shuf -i 20000-60000 -n 20); do
	sed "s/@PORT@/$PORT/g" "$W/nginx/template" >"$W/nginx/conf"
	nginx -p "$W/nginx" -e "$W/nginx/error.log" -c "$W/nginx/conf" 2>"$W/server.err" && break
done
[ -s "$W/nginx/pid" ] || die "nginx: $(cat "$W/server.err")"
SERVERS=$(cat "$W/nginx/pid")

conf_mirror() { mkdir -p "$1" && printf '[fetch]\n\tcafile = %s\n\tretries = 0\n\trefetchwait = 0\n' "$C/ca.pem" >"$1/nroaudit.conf"; }
fetch() { # DIR URL
	conf_mirror "$1"
	"$N" -C "$1" fetch --mirror "$2" --as-of "$AS_OF" >"$W/log" 2>&1
}
bytes() { git -C "$1/history" ls-tree -r main stats iana transfers nro changes | sort; }

fetch "$W/file" "file://$DAY"
fetch "$W/a" "https://localhost:$PORT"
is "the night succeeds" $? 0
is "the bytes are those of the directory" "$(bytes "$W/a")" "$(bytes "$W/file")"
is "there are some" "$(($(bytes "$W/a" | wc -l) > 10))" 1
a() { fetched "$W/a" apnic-extended "$1"; }
is "its URL" "$(a url)" \
	"https://localhost:$PORT/ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest"
is "its version of TLS" "$(a tls | cut -d' ' -f1)" TLSv1.3
is "its DNS answer" "$(a dns)" "$(getent ahosts localhost | cut -d' ' -f1 | LC_ALL=C sort -u | paste -sd' ')"
is "when it was changed" "$(a last-modified)" \
	"$(date -u -r "$DAY/ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest" +%FT%TZ)"
is "HTTP/2 was spoken, nothing compressed" \
	"$(git -C "$W/a/history" show main:provenance.xml | grep -c '^<fetch.*>HTTP/2 200\|^HTTP/2 200') $(git -C "$W/a/history" show main:provenance.xml | grep -ci '^content-encoding')" \
	"$(bytes "$W/a" | wc -l) 0"
is "certificates" "$(git -C "$W/a/history" ls-tree -r --name-only main tls/)" tls/localhost.pem
is "no user's name, no cookie: one agent" "$(sed 's/.*"\([^"]*\)"$/\1/' "$W/nginx/access.log" | sort -u)" \
	"nroaudit/$("$N" --version | cut -d' ' -f2)"
is "a mirror does not check the clock" \
	"$(git -C "$W/a/history" show main:provenance.xml | grep -o 'clock-checked="[01]"')" 'clock-checked="0"'
ok "what was taken is whole" "$N" -C "$W/a" verify

fetch "$W/b" "https://127.0.0.2:$PORT/"
is "TLS 1.2 is enough" "$? $(fetched "$W/b" apnic-extended tls | cut -d' ' -f1)" "0 TLSv1.2"
fetch "$W/c" "https://127.0.0.3:$PORT"
is "TLS 1.1 is not" "$?" 2
is "and says so" "$(grep -c 'absent: apnic-extended: tls (' "$W/log")" 1
is "nothing was stored" "$(git -C "$W/c/history" rev-parse --verify -q main)" ""

# What the mirror lacks.
mv "$DAY/ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest" "$W/apnic"
fetch "$W/d" "https://127.0.0.1:$PORT"
is "a complete mirror's gap was not published" "$(fetched "$W/d" apnic-extended outcome)" not-found
mv "$DAY/COMPLETE" "$W/COMPLETE"
fetch "$W/e" "https://127.0.0.1:$PORT"
is "another's says nothing" "$(fetched "$W/e" apnic-extended outcome)" not-in-mirror
# Over COMPLETE_MAX.
head -c 5000 /dev/zero >"$DAY/COMPLETE"
fetch "$W/f" "https://127.0.0.1:$PORT"
is "a COMPLETE that is no mark" "$(fetched "$W/f" apnic-extended outcome)" not-in-mirror
fetch "$W/g" "https://127.0.0.1:$PORT/moved"
is "a mirror that leads elsewhere: exit" $? 2
is "a mirror that leads elsewhere" "$(grep '^absent' "$W/log" | grep -vc 'not the mirror.s host')" 0

# Without the CA nobody is trusted.
mkdir "$W/h"
"$N" -C "$W/h" fetch --mirror "https://127.0.0.1:$PORT" --as-of "$AS_OF" >"$W/log" 2>&1
is "an unknown CA: exit" $? 2
is "an unknown CA: every source says so" \
	"$(grep '^absent' "$W/log" | grep -vc ': tls (SSL certificate problem')" 0
is "an unknown CA: the last line" "$(tail -1 "$W/log")" \
	"nroaudit: no registry could be reached at all; nothing was stored"
is "an unknown CA: nothing stored" "$(git -C "$W/h/history" rev-parse --verify -q main)" ""
is "a log has no control characters" "$(LC_ALL=C grep -c $'[\r\e]' "$W/log")" 0

# On a terminal the progress is told, in one line that is written over.
if command -v script >/dev/null; then
	conf_mirror "$W/t"
	script -qec "'$N' -C '$W/t' fetch --mirror https://127.0.0.1:$PORT --as-of $AS_OF" \
		"$W/typescript" >/dev/null </dev/null
	is "progress on a terminal" \
		"$(tr '\r' '\n' <"$W/typescript" | grep -c "^fetch: [0-9]* of [0-9]* sources, [0-9.]* MB" |
			sed 's/^[1-9][0-9]*$/some/')" some
fi
end
