#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What `make install` leaves is whole: the program finds its templates there,
# the manual renders, the units name the prefix, and uninstall takes it back.
. tests/e2e/lib.sh
D=$W/root
make -s install BUILD="$B" DESTDIR="$D" PREFIX=/opt/audit >"$W/out" 2>&1 || {
	cat "$W/out"
	die "make install"
}
P=$D/opt/audit
for f in bin/nroaudit share/nroaudit/report.xsl share/nroaudit/report.xsd \
	share/nroaudit/site.xsl share/man/man1/nroaudit.1 \
	share/man/man5/nroaudit.conf.5 share/man/man7/nroaudit-rules.7 \
	share/doc/nroaudit/README.md lib/systemd/system/nroaudit.service; do
	ok "$f is there" test -f "$P/$f"
done
is "nothing is writable by others" "$(find "$D" ! -type l -perm /022 | wc -l)" 0
ok "the unit runs what is installed" \
	grep -q '^ExecStart=/opt/audit/bin/nroaudit ' "$P/lib/systemd/system/nroaudit.service"
is "no unit names another prefix" "$(grep -l /usr/local "$P"/lib/systemd/system/* | wc -l)" 0
for m in "$P"/share/man/man*/*; do
	mandoc -Tlint -Wwarning "$m" >"$W/out" 2>&1 && [ ! -s "$W/out" ] ||
		{ cat "$W/out"; failed=1; }
	ok "${m##*/} renders" sh -c "mandoc -Tutf8 '$m' | grep -q NROAUDIT"
done

# A day of the simulated system, by the installed program from elsewhere.
ok "a world is made" "$B/world" --out "$W/world" --days 1 --start 2026-01-05 \
	--seed 7 --scale 1
complete=$(find "$W/world" -name COMPLETE | sort | head -1)
ok "the world has a day" test -n "$complete"
(
	cd / || exit 2
	"$P/bin/nroaudit" -C "$W/d" run --mirror "file://${complete%/COMPLETE}"
) >"$W/out" 2>&1
case $? in 0 | 1) echo "ok: the installed program runs" ;; *)
	echo "not ok: the installed program runs"
	cat "$W/out"
	failed=1
	;;
esac
ok "its report is signed and rendered" "$P/bin/nroaudit" -C "$W/d" verify
ok "its page is there" test -s "$(find "$W/d/reports" -name report.html | head -1)"

make -s uninstall BUILD="$B" DESTDIR="$D" PREFIX=/opt/audit >"$W/out" 2>&1
is "uninstall leaves no file" "$(find "$D" -type f | wc -l)" 0
end
