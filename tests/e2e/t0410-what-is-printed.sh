#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command's text and its JSON tell the same, and each JSON line is one.
. tests/e2e/lib.sh
. tests/e2e/world.sh
run_world "$W/d" 2 11 1 >"$W/log" 2>&1 || die "the simulated days: $(tail -3 "$W/log")"
n() { "$N" -C "$W/d" "$@"; }
is_json() { # FILE: an object a line
	[ -s "$1" ] && ! grep -vq '^{".*}$' "$1"
}

n rules >"$W/text"
n rules --json >"$W/json"
ok "rules: JSON" is_json "$W/json"
for id in $(sed -n 's/^RULE("\([A-Z]-[0-9]*\)".*/\1/p' include/audit/rules.def); do
	grep -q "^$id  " "$W/text" || { echo "not ok: no $id in the text"; failed=1; }
	grep -q "^{\"id\":\"$id\"," "$W/json" || { echo "not ok: no $id in the JSON"; failed=1; }
done
n sources >"$W/text"
n sources --json >"$W/json"
ok "sources: JSON" is_json "$W/json"
is "sources: the same in both" "$(cut -d' ' -f1 "$W/text")" \
	"$(sed 's/^{"id":"\([^"]*\)".*/\1/' "$W/json")"

n audit --fail-on open >"$W/text"
is "findings are open: exit 1" $? 1
n audit --json >"$W/json"
ok "audit: JSON" is_json "$W/json"
is "audit: the same findings in both" \
	"$(grep -E '^(FAIL|EXCUSED|SKEW) ' "$W/text" | awk '{ print $4 }')" \
	"$(sed 's/^{"id":"\([^"]*\)".*/\1/' "$W/json")"
n audit --outcomes >"$W/text"
n audit --outcomes --json >"$W/json"
is "outcomes: the same in both" "$(awk '{ print $1, $2 }' "$W/text")" \
	"$(sed 's/^{"rule":"\([^"]*\)","outcome":"\([^"]*\)".*/\1 \2/' "$W/json")"
first=$(git --git-dir "$W/d/history" rev-list main | tail -1)
is "an old snapshot by its id, as word and as option" \
	"$(n audit --json "$first" | sha256sum)" \
	"$(n audit --json --snapshot "$first" | sha256sum)"
rc "no such snapshot" 2 "$N" -C "$W/d" audit --snapshot nonesuch

n verify >"$W/text"
is "all is well: exit 0" $? 0
n verify --json >"$W/json"
ok "verify: JSON" is_json "$W/json"
is "verify: as many lines" "$(wc -l <"$W/json")" "$(wc -l <"$W/text")"
report=$(find "$W/d/reports" -name report.xml | sort | tail -1)
cp "$report" "$W/good.xml"
sed -i '0,/<observation>/s//<observation>x/' "$report"
n verify --json "$report" >"$W/json"
is "a changed report: exit 2" $? 2
ok "and why" grep -q '"state":"BAD","reason":"XML signature"' "$W/json"

# Unsigned again, then signed by the command.
sed -z 's,<ds:Signature .*</ds:Signature>,,' "$W/good.xml" >"$W/unsigned.xml"
rc "unsigned: exit 2" 2 "$N" -C "$W/d" verify "$W/unsigned.xml"
rc "sign" 0 "$N" -C "$W/d" sign "$W/unsigned.xml"
rc "signed: exit 0" 0 "$N" -C "$W/d" verify "$W/unsigned.xml"
rc "signed twice: refused" 2 "$N" -C "$W/d" sign "$W/unsigned.xml"
rc "no such file" 2 "$N" -C "$W/d" sign "$W/none.xml"
mkdir "$W/empty"
rc "nothing to verify: exit 2" 2 "$N" verify "$W/empty"

# A run of a mirror asks no authority that the configuration does not name.
printf '[tsa "%s"]\n\tenabled = false\n' digicert sectigo >>"$W/d/nroaudit.conf"
n config >"$W/text"
is "config is what stands in the snapshot" "$(cat "$W/text")" \
	"$(git --git-dir "$W/d/history" show main:config/nroaudit.conf)"
ok "config --man is mdoc" grep -q '^\.It Cm fetch.retries$' <("$N" config --man)
end
