#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Two auditors compare their checkpoints of one history: whether one's is a
# beginning of the other's is told, and a history that was written again is
# found out, whoever signed it.
. tests/e2e/lib.sh
. tests/e2e/log.sh
. tests/e2e/forge.sh
D=$W/d H=$W/d/history
"$B"/world --out "$W/w" --days 5 --start 2026-01-05 --seed 3 --scale 1 --clean >/dev/null
night() { # DIR DAY [WORLD]
	"$N" -C "$1" run --mirror "file://${3:-$W/w}/$2" --as-of "$(cat "$W/w/$2/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
"$N" -C "$D" init >/dev/null
rc "without a snapshot" 2 "$N" -C "$D" checkpoint
is "there is none" "$(grep -c 'no checkpoint yet' "$W/out")" 1
ok "three nights" eval 'night "$D" 2026-01-05 && night "$D" 2026-01-06 && night "$D" 2026-01-07'
cp -r "$D" "$W/early"
ok "two more" eval 'night "$D" 2026-01-08 && night "$D" 2026-01-09'
E=$W/early
"$N" -C "$D" checkpoint >"$W/late.note"
"$N" -C "$E" checkpoint >"$W/early.note"
ok "it is that of the branch" eval 'git -C "$H" cat-file blob seals:checkpoint | cmp - "$W/late.note"'
said() { sed 's/^[^:]*: //' "$W/out"; }
ok "the earlier in the later" "$N" -C "$D" checkpoint --compare "$W/early.note"
is "it says" "$(said)" "OK: its 3 snapshots are the first of this history's 5"
ok "with itself" "$N" -C "$D" checkpoint --compare "$W/late.note"
is "it says" "$(said)" "OK: its 5 snapshots are this history's 5"
rc "the later in the earlier" 1 "$N" -C "$E" checkpoint --compare "$W/late.note"
is "it says" "$(said | cut -d';' -f1)" "UNDECIDED: it is over 5 snapshots, of which this history has 3"
ok "the later gives what decides it" eval '"$N" -C "$D" checkpoint --since 3 >"$W/since"'
ok "the later in the earlier, with that" "$N" -C "$E" checkpoint --compare "$W/since"
is "it says" "$(said)" "OK: its 5 snapshots begin with the first 3 of this history's 3"
is "it is what a witness is sent" "$(sed -n 1p "$W/since"; sed '1,/^$/d' "$W/since" | cmp - "$W/late.note" && echo note)" "old 3
note"
ok "what goes on from less" eval '"$N" -C "$D" checkpoint --since 2 >"$W/since"'
rc "decides nothing of the rest" 1 "$N" -C "$E" checkpoint --compare "$W/since"
is "it says" "$(said | cut -d';' -f1)" "UNDECIDED: its 5 snapshots begin with the first 2 of this history's 3, and of the rest nothing is shown"
rc "more than there are" 2 "$N" -C "$D" checkpoint --since 6
rc "nor words" 2 "$N" -C "$D" checkpoint --since three
rc "one at a time" 3 "$N" -C "$D" checkpoint --since 3 --prove main

# An inclusion proof, by hand: two levels over the third leaf of five.
ok "that a snapshot is in the log" eval '"$N" -C "$D" checkpoint --prove 2026-01-07 >"$W/proof"'
mapfile -t l < <(leaves)
b64() { bytes "$1" | base64; }
is "its hashes" "$(sed '1,2d; /^$/,$d' "$W/proof")" \
	"$(b64 "${l[3]}"; b64 "$(node "${l[0]}" "${l[1]}")"; b64 "${l[4]}")"
is "its index" "$(sed -n 2p "$W/proof")" "index 2"
is "its root" "$(sed -n 3p "$W/late.note")" "$(b64 "$(root "${l[@]}")")"
is "that of a commit is the same" "$("$N" -C "$D" checkpoint --prove main~2 | cmp - "$W/proof" && echo same)" same
rc "not of what is none" 2 "$N" -C "$D" checkpoint --prove findings

# The same keeper with another history; his own keys sign it.
cp -r "$E" "$W/other"
"$B"/world --out "$W/w2" --days 5 --start 2026-01-05 --seed 4 --scale 1 --clean >/dev/null
ok "another fourth night" night "$W/other" 2026-01-08 "$W/w2"
"$N" -C "$W/other" checkpoint >"$W/other.note"
rc "is found out" 2 "$N" -C "$D" checkpoint --compare "$W/other.note"
is "it says" "$(said)" "BAD: log root: the first 4 snapshots of this history are others"
ok "the common beginning is no fault" "$N" -C "$W/other" checkpoint --compare "$W/early.note"
ok "a fifth night" night "$W/other" 2026-01-09 "$W/w2"
cp -r "$E" "$W/four"
ok "and the true fourth" night "$W/four" 2026-01-08
"$N" -C "$W/other" checkpoint --since 4 >"$W/since"
rc "with a proof that goes on from another" 2 "$N" -C "$W/four" checkpoint --compare "$W/since"
is "it says" "$(said | cut -d: -f1-2)" "BAD: it does not go on from the first 4 snapshots of this history"
for n in 0 1 2 3; do
	"$N" -C "$W/other" checkpoint --since $n >"$W/part"
	rc "the same from $n, before they part" 1 "$N" -C "$W/four" checkpoint --compare "$W/part"
	is "is no agreement" "$(said | cut -d: -f1)" UNDECIDED
done
sed -i '1s/4/9/' "$W/since"
rc "from what is not there" 1 "$N" -C "$W/four" checkpoint --compare "$W/since"
sed -i '1s/.*/old x/' "$W/since"
rc "from nothing" 2 "$N" -C "$W/four" checkpoint --compare "$W/since"
# A proof's lines: hashes, at most MERKLE_PROOF_MAX of them.
"$N" -C "$D" checkpoint --since 3 >"$W/since"
sed '2s/^/x/' "$W/since" >"$W/x"
rc "a line that is no hash" 2 "$N" -C "$E" checkpoint --compare "$W/x"
is "it says" "$(said | grep -c 'no hash, or there are too many')" 1
most=$(awk '$2 == "MERKLE_PROOF_MAX" { print $3 }' include/report/merkle.h)
many() { sed -n 1p "$W/since"; for _ in $(seq "$1"); do sed -n 2p "$W/since"; done; sed '1,/^$/d' "$W/since" | sed '1s/^/\n/'; }
many $((most + 1)) >"$W/x"
rc "one hash too many" 2 "$N" -C "$E" checkpoint --compare "$W/x"
is "it says" "$(said | grep -c 'no hash, or there are too many')" 1
many "$most" >"$W/x"
rc "as many as may be" 2 "$N" -C "$E" checkpoint --compare "$W/x"
is "it says" "$(said | cut -d: -f1-2)" "BAD: it does not go on from the first 3 snapshots of this history"

# Notes that are none.
sed '3s/^./A/' "$W/early.note" >"$W/x"
cmp -s "$W/x" "$W/early.note" && sed '3s/^./B/' "$W/early.note" >"$W/x"
rc "a root that was changed" 2 "$N" -C "$D" checkpoint --compare "$W/x"
is "it says" "$(said)" "BAD: log signature: by no key of the history"
"$N" -C "$W/f" init >/dev/null
ok "somebody else's" night "$W/f" 2026-01-05
"$N" -C "$W/f" checkpoint >"$W/x"
rc "is of another log" 2 "$N" -C "$D" checkpoint --compare "$W/x"
is "it says" "$(said)" "BAD: log origin: it is of another log"
echo x >"$W/x"
rc "no note at all" 2 "$N" -C "$D" checkpoint --compare "$W/x"
rc "nothing" 2 "$N" -C "$D" checkpoint --compare "$W/none"
# After a new key the log is the same one.
ok "keys rotate" "$N" -C "$W/four" keys rotate
ok "a night with the new key" night "$W/four" 2026-01-09
"$N" -C "$W/four" checkpoint >"$W/x"
is "its origin is the old one" "$(sed -n 1p "$W/x")" "$(sed -n 1p "$W/late.note")"
ok "its own" "$N" -C "$W/four" checkpoint --compare "$W/x"
ok "and the one before" "$N" -C "$W/four" checkpoint --compare "$W/early.note"
ok "verify accepts it" "$N" -C "$W/four" verify "$W/four/history"
end
