#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Publication points outside of the anchor's own repository, and how far they
# are followed.
. tests/e2e/lib.sh
. tests/e2e/server.sh
. tests/e2e/rpki.sh
ca ca
cert good "IP:127.0.0.1,IP:127.0.0.2" ca
serve "127.0.0.1=$C/good.pem" "127.0.0.2=$C/good.pem" 127.0.0.3=cut
H=https://127.0.0.1:$PORT
stats apnic 9 | page /stats 1
ANCHOR=$H/ta.cer
OWN=$H/own/notification.xml
ELSE=https://127.0.0.2:$PORT/else/notification.xml
night() {
	rc "$1" 0 "$N" -C "$2" fetch
	faults "$2" >"$W/f"
}
split() { # TREE PREFIX: what of a tree begins so
	published "$1" | grep " rsync://$2"
}

# --- a CA that publishes elsewhere ---
"$GEN" nights "$W/nights" 2 "$OWN" "$ELSE" || die "no generated trees"
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
publish own "$W/nights/1" gen.test/ta/ 1
HOST=127.0.0.2 publish else "$W/nights/1" gen.test/ca/ 1
rpki "$W/d" <<<"apnic-extended $H/stats"
night "delegated: a night" "$W/d"
is "delegated: no fault" "$(cat "$W/f")" ""
is "the anchor's objects" "$(objects "$W/d" "$OWN")" "$(split "$W/nights/1" gen.test/ta/)"
is "the CA's objects" "$(objects "$W/d" "$ELSE")" "$(split "$W/nights/1" gen.test/ca/)"
HOST=127.0.0.2 publish else "$W/nights/2" gen.test/ca/ 2 "$W/nights/1"
night "delegated: another night" "$W/d"
is "the anchor's are as they were" "$(objects "$W/d" "$OWN")" "$(split "$W/nights/1" gen.test/ta/)"
is "the CA's are new" "$(objects "$W/d" "$ELSE")" "$(split "$W/nights/2" gen.test/ca/)"
rm "$S/else/notification.xml".1
night "delegated: it is gone" "$W/d"
is "and that is its own fault" "$(sed "s/: not-found.*//" "$W/f")" "RPKI, $ELSE: its notification"

# --- one that has no RRDP ---
"$GEN" nights "$W/nights" 1 "$OWN" - || die "no generated trees"
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
publish own "$W/nights/1" gen.test/ta/ 2
rpki "$W/r" <<<"apnic-extended $H/stats"
night "rsync only: a night" "$W/r"
is "rsync only: no fault" "$(cat "$W/f")" ""
is "rsync only: where its objects would be" \
	"$(grep -o 'rsync://gen.test/ca/$' "$(cached "$W/r" "$OWN")/state" | sort -u)" "rsync://gen.test/ca/"

# --- a chain without end: CA_DEPTH_MAX below the anchor's ---
rm -r "$W/nights/1"
"$GEN" chain "$W/nights/1" 14 "$H/chain" || die "no generated chain"
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
for i in $(seq 0 14); do publish "chain/$i" "$W/nights/1" "gen.test/$i/" 1; done
rpki "$W/c" <<<"apnic-extended $H/stats"
night "a chain: a night" "$W/c"
is "it is followed so far" "$(ls "$W/c/cache/rpki" | wc -l)" 13
is "and not asked further" "$(requests /chain/12/notification.xml) $(requests /chain/13/notification.xml)" "1 0"
is "and that is said" "$(grep -c "chain/13/notification.xml: behind too many others" "$W/f")" 1

# --- it leads back to where it began ---
rm -r "$W/nights/1"
"$GEN" nights "$W/nights" 1 "$OWN" "$OWN" || die "no generated trees"
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
publish own "$W/nights/1" gen.test/ 3
rpki "$W/l" <<<"apnic-extended $H/stats"
before=$(requests /own/notification.xml)
night "a loop: a night" "$W/l"
is "it is asked once" "$(($(requests /own/notification.xml) - before))" 1
is "a loop: no fault" "$(cat "$W/f")" ""

# --- this machine, of which a CA says that it publishes there ---
rm -r "$W/nights/1"
"$GEN" nights "$W/nights" 1 https://rrdp.test/notification.xml "https://127.0.0.1:$PORT/else/notification.xml" || die "no generated trees"
L=$W/local
mkdir -p "$L/rrdp.test" "$L/anchor.test" "$L/127.0.0.1:$PORT"
cp "$W/nights/1/gen.test/ta.cer" "$L/anchor.test/"
"$GEN" rrdp "$W/nights/1" gen.test/ta/ "$L/rrdp.test" https://rrdp.test "$SESSION" 1 || die "rpkigen rrdp"
stats apnic 9 >"$L/127.0.0.1:$PORT/stats"
ANCHOR=https://anchor.test/ta.cer rpki "$W/s" <<<"apnic-extended $H/stats"
rc "this machine: a night" 0 "$N" -C "$W/s" fetch --mirror "file://$L"
is "this machine is not asked, and that is said" "$(faults "$W/s")" \
	"RPKI, https://127.0.0.1:$PORT/else/notification.xml: at a host that is not everybody's; it was not examined"

# --- a mirror ---
rm -r "$W/nights/1"
"$GEN" nights "$W/nights" 1 "$OWN" "$OWN" || die "no generated trees"
offer /ta.cer "$W/nights/1/gen.test/ta.cer"
rm -r "$W/rrdp/own"
publish own "$W/nights/1" gen.test/ 4
mkdir -p "$W/m/127.0.0.1:$PORT/own"
cp -r "$W/rrdp/own" "$W/m/127.0.0.1:$PORT/"
mkdir -p "$W/m/ftp.apnic.net/stats/apnic" && stats apnic 9 >"$W/m/stats"
mkdir -p "$W/m/127.0.0.1:$PORT" && cp "$W/m/stats" "$W/m/127.0.0.1:$PORT/stats"
cp "$W/nights/1/gen.test/ta.cer" "$W/m/127.0.0.1:$PORT/ta.cer"
rpki "$W/f1" <<<"apnic-extended $H/stats"
rc "a mirror" 0 "$N" -C "$W/f1" fetch --mirror "file://$W/m"
is "from a mirror" "$(objects "$W/f1" "$OWN")" "$(published "$W/nights/1")"
is "no fault" "$(faults "$W/f1")" ""
rm -r "$W/m/127.0.0.1:$PORT/ta.cer"
rpki "$W/f2" <<<"apnic-extended $H/stats"
rc "a mirror without RPKI" 0 "$N" -C "$W/f2" fetch --mirror "file://$W/m"
is "is none with a fault" "$(faults "$W/f2")" ""
end
