# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: golden_make SCENARIO OUT — runs a scenario's days and leaves the
# last day's unsigned report and its page, normalised, in OUT.
#
# A scenario: `days`, a day a line; <day>/HOST/PATH, which that day has instead
# of base/HOST/PATH, or PATH.absent for none.  @DAY@ and @PREV@ in the files
# are the day and the one before; .md5 and .asc files are made.  INCOMPLETE: the mirror
# holds no COMPLETE.
golden_mirror() { # SCENARIO DAY MIRROR
	local f
	rm -rf "$3"
	cp -r tests/golden/base "$3"
	[ -d "$1/$2" ] && cp -r "$1/$2/." "$3/"
	[ -e "$1/INCOMPLETE" ] || touch "$3/COMPLETE"
	find "$3" -name '*.absent' | while read -r f; do
		rm -f "$f" "${f%.absent}"
	done
	find "$3" -name 'delegated-*' | while read -r f; do
		LC_ALL=C sed -i "s/@DAY@/${2//-/}/g
			s/@PREV@/$(date -u -d "$2 - 1 day" +%Y%m%d)/g" "$f"
		printf 'MD5 (%s) = %s\n' "$(basename "$f")" \
			"$(md5sum <"$f" | cut -d' ' -f1)" >"$f.md5"
		"$B"/pgp-sign 1 "$(date -u -d "$2 06:00" +%s)" <"$f" >"$f.asc"
	done
	find "$3" -type f -exec touch -d "$2 07:00:00 UTC" {} +
}
# What names this machine, this minute, this engine or this key: the engine's
# commit is in the snapshot, so that every commit's id differs with it.
golden_plain() { # MIRROR
	LC_ALL=C sed -E "s#$1#/MIRROR#g
		s/(manifest|findings|chain)-sha256=\"[0-9a-f]{64}\"/\1-sha256=\"DIGEST\"/g
		s/ (after|before|root)=\"[0-9a-f]{64}\"/ \1=\"DIGEST\"/g
		s/ (commit|previous)=\"[0-9a-f]{40}\"/ \1=\"COMMIT\"/g
		s/--(snapshot |grep=)[0-9a-f]{40}/--\1COMMIT/g
		s/ (start|end|from|until)=\"20[0-9T:-]+Z\"/ \1=\"TIME\"/g
		s/<event actor=\"[^\"]*\"/<event actor=\"ACTOR\"/
		s/^<engine .*/<engine><\/engine>/
		s/^<sandbox>.*/<sandbox>KERNEL<\/sandbox>/
		s/^<software .*/<software><\/software>/
		s/^<(stylesheet|schema) sha256=\"[0-9a-f]{64}\"/<\1 sha256=\"DIGEST\"/"
}
# A tag a line, so that a diff can be read; the same is left out.
golden_page() { # MIRROR
	LC_ALL=C sed -E "s#$1#/MIRROR#g
		s/MANIFEST [0-9a-f]{16}/MANIFEST DIGEST/
		s/retrieved 20[0-9T:-]+Z to 20[0-9T:-]+Z/retrieved TIME to TIME/g
		s/--(snapshot |grep=)[0-9a-f]{40}/--\1COMMIT/g
		s/></>\n</g" | LC_ALL=C sed '/<section .*id="custody"/,/<h3>Configuration/d'
}
golden_make() { # SCENARIO OUT
	local s=tests/golden/$1 day m=$2/mirror rir
	mkdir -p "$2/d"
	"$N" -C "$2/d" init >/dev/null || return 1
	for rir in afrinic apnic arin lacnic ripencc; do
		printf '[rir "%s"]\n\tpgpkey = %s\n' "$rir" \
			"$("$B"/pgp-sign 1)"
	done >>"$2/d/nroaudit.conf"
	while read -r day; do
		golden_mirror "$s" "$day" "$m"
		"$N" -C "$2/d" run --mirror "file://$m" \
			--as-of "${day}T07:30:00Z" >"$2/log" 2>&1
		[ $? -le 1 ] || { cat "$2/log"; return 1; }
	done <"$s/days"
	"$N" -C "$2/d" report --unsigned | golden_plain "$m" >"$2/report.xml"
	day=$(tail -n 1 "$s/days")
	golden_page "$m" <"$2/d/reports/$day/report.html" >"$2/report.html"
}
golden_all() { find tests/golden -mindepth 2 -name days -printf '%h\n' | sort | sed 's#.*/##'; }
