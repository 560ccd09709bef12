#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# RRDP that is broken or hostile: what is had all the same, what is not, and
# that it is said; last night's stays whole, and the next night is a good one.
. tests/e2e/lib.sh
. tests/e2e/server.sh
. tests/e2e/rpki.sh
ca ca
cert good "IP:127.0.0.1,IP:127.0.0.2" ca
serve "127.0.0.1=$C/good.pem" "127.0.0.2=$C/good.pem" "127.0.0.9=deaf"
H=https://127.0.0.1:$PORT
stats apnic 9 | page /stats 1
"$GEN" nights "$W/nights" 4 "$H/SITE/notification.xml" - || die "no generated trees"
# site NAME: the first night of a site of its own, from its snapshot.  All
# sites have the same objects but for the anchor, whose notification differs;
# so each has an anchor of its own.
site() {
	X=$1
	NOTIFY=$H/$X/notification.xml
	NIGHTS=$W/nights.$X
	"$GEN" nights "$NIGHTS" 4 "$NOTIFY" - || die "no generated trees"
	offer "/$X/ta.cer" "$NIGHTS/1/gen.test/ta.cer"
	ANCHOR=$H/$X/ta.cer
	TAL=$NIGHTS/1/gen.tal rpki "$W/$X" ${2:-} <<<"apnic-extended $H/stats"
	publish "$X" "$NIGHTS/1" gen.test/ 1
	night
	has 1
}
night() {
	rc "$X: a night" 0 "$N" -C "$W/$X" fetch
	faults "$W/$X" >"$W/f"
}
# has K: the cache has night K's objects.
has() { is "$X: it has the objects of night $1" "$(objects "$W/$X" "$NOTIFY" | md5sum)" "$(published "$NIGHTS/$1" | md5sum)"; }
says() { is "$X: $1" "$(grep -c -- "$1" "$W/f")" 1; }
quiet() { is "$X: no fault" "$(cat "$W/f")" ""; }
xml() { echo "$W/rrdp/$X/$1"; }
change() { # FILE SED-SCRIPT: what is offered is another
	sed "$2" "$(xml "$1")" >"$W/changed"
	offer "/$X/$1" "$W/changed"
}
next() { # the second night, as it should be
	publish "$X" "$NIGHTS/2" gen.test/ 2 "$NIGHTS/1"
}
recovers() {
	publish "$X" "$NIGHTS/3" gen.test/ 3 "$NIGHTS/2"
	night
	quiet
	has 3
}
hash_of() { sha256sum "$1" | cut -d' ' -f1; }

# --- deltas that fail are told, and the snapshot taken ---
site digest
next
change delta.2.xml 's/<withdraw/<withdraw /; s/<publish/<publish /'
night
says "delta of serial 2: the SHA-256 is"
says "so it was taken from the snapshot"
has 2
recovers

site missing
next
rm "$S/$X/delta.2.xml".1
night
says "delta of serial 2: not-found.*; so it was taken from the snapshot"
has 2

site misfit
"$GEN" rrdp "$NIGHTS/2" gen.test/ "$W/rrdp/$X" "$H/$X" $SESSION 2 "$NIGHTS/3" || die rrdp
for f in "$W/rrdp/$X"/*.xml; do offer "/$X/${f##*/}" "$f"; done
night
says "that the object there has not"
has 2
recovers

site twice
next
sed -i '/<publish/{h;p;g}' "$(xml delta.2.xml)"
sed -i "s/\(delta.2.xml\" hash=\"\)[0-9a-f]*/\1$(hash_of "$(xml delta.2.xml)")/" "$(xml notification.xml)"
for f in delta.2.xml notification.xml; do offer "/$X/$f" "$(xml $f)"; done
night
says "delta of serial 2: .*twice; so it was taken from the snapshot"
has 2

# --- what leads past the deltas ---
site gap
publish $X "$NIGHTS/2" gen.test/ 2 "$NIGHTS/1"
rm "$(xml delta.2.xml)"
publish $X "$NIGHTS/3" gen.test/ 3 "$NIGHTS/2"
night
quiet
has 3
is "gap: by the snapshot" "$(requests /gap/snapshot.3.xml) $(requests /gap/delta.3.xml)" "1 0"

site reset
SESSION=22222222-2222-4222-8222-222222222222 publish $X "$NIGHTS/2" gen.test/ 1
night
has 2
is "reset: by the snapshot" "$(requests /reset/snapshot.1.xml)" 2

site regress
next
night
has 2
rm "$(xml delta.2.xml)"
publish $X "$NIGHTS/1" gen.test/ 1
night
has 1

site mutated
next
night
"$GEN" rrdp "$NIGHTS/3" gen.test/ "$W/rrdp/$X" "$H/$X" $SESSION 2 "$NIGHTS/1"
publish $X "$NIGHTS/4" gen.test/ 3 "$NIGHTS/3"
night
has 4
is "mutated: by the snapshot" "$(requests /mutated/snapshot.3.xml) $(requests /mutated/delta.3.xml)" "1 0"

# --- where there is nothing to be had, last night's stays ---
site snapshot
next
rm "$S/$X/delta.2.xml".1
change snapshot.2.xml 's/<publish/<publish /'
night
says "snapshot of serial 2: the SHA-256 is .*; it was not examined"
has 1
recovers

site session
publish $X "$NIGHTS/2" gen.test/ 2
sed -i 's/session_id="1/session_id="3/' "$(xml snapshot.2.xml)"
sed -i "s/\(snapshot.2.xml\" hash=\"\)[0-9a-f]*/\1$(hash_of "$(xml snapshot.2.xml)")/" "$(xml notification.xml)"
for f in snapshot.2.xml notification.xml; do offer "/$X/$f" "$(xml $f)"; done
night
says "session_id is not the notification's"
has 1

site traversal
publish $X "$NIGHTS/2" gen.test/ 2
sed -i '0,/rsync:..gen.test.ca./s##rsync://gen.test/../../../../escaped/#' "$(xml snapshot.2.xml)"
sed -i "s/\(snapshot.2.xml\" hash=\"\)[0-9a-f]*/\1$(hash_of "$(xml snapshot.2.xml)")/" "$(xml notification.xml)"
for f in snapshot.2.xml notification.xml; do offer "/$X/$f" "$(xml $f)"; done
night
says "snapshot of serial 2: line .*segment"
has 1
recovers

site origin
next
change notification.xml 's#127.0.0.1\(:[0-9]*/[a-z]*/delta\)#127.0.0.2\1#'
night
says "not of the notification's origin"
has 1
recovers

site redirect
next
printf 'HTTP/1.1 302 Found\nLocation: https://127.0.0.2:%s/redirect/delta.2.xml\nContent-Length: 0\n\n' "$PORT" | answer /$X/delta.2.xml 1
night
says "not the same origin); so it was taken from the snapshot"
has 2
publish $X "$NIGHTS/3" gen.test/ 3 "$NIGHTS/2"
mv "$S/$X/delta.3.xml".1 "$S/$X/moved.xml".1
printf 'HTTP/1.1 302 Found\nLocation: /%s/moved.xml\nContent-Length: 0\n\n' $X | answer /$X/delta.3.xml 1
night
quiet
has 3

# --- bombs ---
site entities
next
{ echo '<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
	sed 's/serial="2"/serial="\&b;"/' "$(xml notification.xml)"; } >"$W/changed"
offer /$X/notification.xml "$W/changed"
night
says "its notification: line 1: a document type: refused"
has 1
head -c 60000000 /dev/zero | gzip -9 | page /$X/notification.xml 1 "Content-Encoding: gzip"
night
says "too-large .*compressed too well"
has 1
# More than RRDP_NOTIFICATION_MAX, as its length says and then as it comes.
printf '#hang\nHTTP/1.1 200 OK\nContent-Length: 4194305\n\n' | answer /$X/notification.xml 1
night
says "its notification: too-large"
{ printf '#close\nHTTP/1.1 200 OK\n\n'; head -c 4194305 /dev/zero; } | answer /$X/notification.xml 1
night
says "its notification: too-large"
has 1
# More than RPKI_DELTA_MAX, and than RPKI_SNAPSHOT_MAX.
next
printf '#hang\nHTTP/1.1 200 OK\nContent-Length: %s\n\n' $((128 << 20 | 1)) | answer /$X/delta.2.xml 1
printf '#hang\nHTTP/1.1 200 OK\nContent-Length: %s\n\n' $((1 << 30 | 1)) | answer /$X/snapshot.2.xml 1
night
says "delta of serial 2: too-large .*; so it was taken from the snapshot; its snapshot of serial 2: too-large"
has 1
recovers

# --- who is slow ---
site slow lowspeedtime=2
next
{ printf '#drip\nHTTP/1.1 200 OK\nContent-Length: *\n\n'; cat "$(xml delta.2.xml)"; } | answer /$X/delta.2.xml 1
night
says "delta of serial 2: timeout .*too slow.*; so it was taken from the snapshot"
has 2
{ printf '#hang\nHTTP/1.1 200 OK\nContent-Length: 99999\n\n'; } | answer /$X/notification.xml 1
night
says "its notification: timeout"
has 2
recovers
DEADLINE=10 site late
next
printf '#hang\nHTTP/1.1 200 OK\nContent-Length: 99999\n\n' | answer /$X/notification.xml 1
night
says "its notification: timeout .*deadline passed"
has 1
recovers

# --- anchors ---
site anchor
"$GEN" nights "$W/other" 1 "$NOTIFY" - && offer /$X/ta.cer "$W/other/1/gen.test/ta.cer"
night
says "trust anchor gen: the key is not the one of the trust anchor locator (RFC 8630"
sed 's/./x/' "$NIGHTS/1/gen.test/ta.cer" >"$W/changed" && offer /$X/ta.cer "$W/changed"
night
says "trust anchor gen: "
# A signature that is another's.
{ head -c -4 "$NIGHTS/1/gen.test/ta.cer"; printf 'abcd'; } >"$W/changed" && offer /$X/ta.cer "$W/changed"
night
says "trust anchor gen: the signature does not verify"
head -c 65537 /dev/zero >"$W/changed" && offer /$X/ta.cer "$W/changed" # RPKI_ANCHOR_MAX + 1
night
says "trust anchor gen: .*too-large"
rm "$S/$X/ta.cer".1
night
says "trust anchor gen: .*not-found"
has 1
offer /$X/ta.cer "$NIGHTS/1/gen.test/ta.cer"
recovers

# --- a run that is killed while it fetches ---
site killed
next
printf '#hang\nHTTP/1.1 200 OK\nContent-Length: 99999\n\n' | answer /$X/delta.2.xml 1
"$N" -C "$W/$X" fetch >"$W/out" 2>&1 &
pid=$!
tail -n +1 -F "$S/log" 2>/dev/null | grep -m1 "/$X/delta.2.xml" >/dev/null
kill -9 $pid
wait $pid 2>/dev/null
has 1
recovers
end
