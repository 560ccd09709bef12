#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The sources of each engine that made a report stay in the history, and come
# along in exhibits that a later engine makes.
. tests/e2e/lib.sh
D=$W/d
"$B"/world --out "$W/w" --days 3 --start 2026-01-05 --seed 3 --scale 1 >/dev/null
night() { # PROGRAM DAY
	"$1" -C "$D" run --mirror "file://$W/w/$2" --as-of "$(cat "$W/w/$2/AS-OF")" >"$W/log" 2>&1
	[ $? -le 1 ] || { cat "$W/log"; return 1; }
}
engine=$("$N" --version | cut -d' ' -f2)
"$N" -C "$D" init >/dev/null
ok "a night" night "$N" 2026-01-05
is "its sources are in the history" "$(git -C "$D/history" log --format=%s engines)" "sources of engine $engine"
ok "they are those beside the program" eval 'git -C "$D/history" cat-file blob "engines:$engine.tar.gz" | cmp - "$B/engine.tar.gz"'
# The program of another day: the same, by another name.
P=$W/p/bin/nroaudit
mkdir -p "$W/p/bin" "$W/p/share/nroaudit"
cp templates/* "$W/p/share/nroaudit/"
other=$(sed 's/^..../zzzz/' <<<"$engine")
LC_ALL=C sed "s/$engine/$other/g" "$N" >"$P"
chmod +x "$P"
is "another engine" "$("$P" --version)" "nroaudit $other"
ok "its night" night "$P" 2026-01-06
is "its sources are not at hand: a fault of ours" "$(grep -c 'self-fault: .*the sources of this engine' "$W/log")" 1
id=$("$P" -C "$D" audit --json | sed -n 's/^{"id":"\([^"]*@2026-01-05\)".*"outcome":"FAIL".*/\1/p' | head -1)
both=$("$P" -C "$D" bundle "$id" -o "$W/x.zip")
is "an exhibit of both engines' reports" "$(unzip -l "$W/x.zip" | grep -c '/report.xml')" 2
is "has the first one's sources" "$(unzip -l "$W/x.zip" | grep -o 'data/engine/.*')" "data/engine/$engine.tar.gz"
ok "byte for byte" eval 'unzip -p "$W/x.zip" "data/engine/$engine.tar.gz" | cmp - "$B/engine.tar.gz"'
is "and says what it lacks" "$(grep -c 'note: the sources of an engine' <<<"$both")" 1
is "on its page, too" "$(unzip -p "$W/x.zip" data/exhibit.html | grep -c 'The sources of 1 program(s)')" 1
ok "it verifies" "$P" -C "$D" verify "$W/x.zip"
cp "$B/engine.tar.gz" "$W/p/share/nroaudit/"
ok "another night, with them" night "$P" 2026-01-07
is "both are there" "$(git -C "$D/history" log --format=%s engines | tr '\n' ' ')" \
	"sources of engine $other sources of engine $engine "
"$P" -C "$D" bundle "$id" -o "$W/x.zip" >"$W/said"
is "an exhibit has both" "$(unzip -l "$W/x.zip" | grep -c 'data/engine/')$(grep -c note "$W/said")" 20
ok "verify accepts the history" "$P" -C "$D" verify "$D/history"
# What was done to the branch.
G() { git -C "$D/history" "$@"; }
G update-ref refs/heads/engines "$(G -c user.name=nroaudit -c user.email=nroaudit@localhost commit-tree -p engines -m "sources of engine x" "engines^{tree}")"
"$P" -C "$D" verify "$D/history" >"$W/out"
is "a commit that nobody signed" "$?:$(grep -c 'BAD: .*: not signed' "$W/out")" 2:1
is "and whose file is another's" "$(grep -c 'which its message does not say' "$W/out")" 1

# An engine that is not what was committed has another name, and sources that
# are what it is made of.
if git rev-parse -q --verify HEAD >/dev/null 2>&1; then
	git clone -q . "$W/c"
	name() { make -C "$W/c" BUILD=b b/engine.tar.gz >/dev/null 2>&1; cat "$W/c/b/engine.txt"; }
	clean=$(name)
	is "a clean tree" "$(grep -c dirty <<<"$clean")" 0
	echo 'int zz(void); int zz(void) { return 1; }' >"$W/c/src/model/zz.c"
	is "a new file makes it another" "$(name | grep -c "^$clean-dirty-")" 1
	is "which is among its sources" "$(tar -tzf "$W/c/b/engine.tar.gz" | grep -c src/model/zz.c)" 1
	rm "$W/c/src/model/zz.c"
	echo '<!-- changed -->' >>"$W/c/templates/report.xsl"
	is "so does a template" "$(name | grep -c "^$clean-dirty-")" 1
	git -C "$W/c" checkout -q templates
	is "and back" "$(name)" "$clean"
fi
end
