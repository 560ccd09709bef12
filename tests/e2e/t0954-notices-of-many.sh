#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A finding that is one of too many alike has no page of its own: what is said
# of it is shown all the same.
. tests/e2e/lib.sh
. tests/e2e/site.sh
. tests/golden/golden.sh
mkdir "$W/g"
ok "over two hundred alike" golden_make many "$W/g"
D=$W/g/d R=$W/g/d/reports
# The last of them is in no report by its id.
F=$(git -C "$D/history" show findings:findings | awk -F'|' '$1=="finding" && $3=="A-17" {print $2}' | tail -1)
rc "no page names it" 1 grep -rqF "$F" "$R"
sum=$(sha256sum <"$R/2026-03-02/report.xml" | cut -d' ' -f1)
echo "We disagree." >"$W/words"
ok "retract" "$N" -C "$D" retract "$F" --report "$sum" --reason 'Told in number only.'
ok "respond" "$N" -C "$D" respond "$F" "$W/words"
for p in index.html rule/A-17.html year/2026.html registry/ripencc.html 2026-03-02/report.html feed.atom; do
	ok "$p tells it" grep -q 'Told in number only' "$R/$p"
done
is "no link leads nowhere" "$(site_faults "$R")" ""
ok "the schema takes site.xml" xmllint --noout --schema templates/site.xsd "$R/site.xml"
"$N" -C "$D" verify >"$W/v"
is "verify notes it" "$?:$(grep -c "NOTE: finding $F was retracted" "$W/v")" 0:1
end
