#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Downloads that failed, each told by its name (../shared/data/faults).
. tests/e2e/lib.sh
need $SHARED/faults
put() { # FILE HOST-PATH -> the observations of M-03 and P-15
	mkdir -p "$W/m/$(dirname "$2")"
	cp "$SHARED/faults/$1" "$W/m/$2"
	"$N" -C "$W/d" run --mirror "file://$W/m" >"$W/log" 2>&1
	"$N" -C "$W/d" audit --json >"$W/f"
	rm -rf "$W/m" "$W/d"
}
R=ftp.ripe.net/pub/stats/ripencc
put ripencc-extended-2026-04-28-truncated $R/delegated-ripencc-extended-latest
is "truncated" "$(grep -c '"M-03".*truncated, 15507 of 256141' "$W/f")" 1
is "truncated: not held against the publisher" "$(grep '"A-0[12]"' "$W/f" | grep -vc '"S4"')" 0
put ripencc-2013-12-16-cut-mid-line $R/delegated-ripencc-latest
is "cut within a line" "$(grep -c '"M-03".*cut-mid-line' "$W/f")" 1
put arin-extended-2014-08-04-truncated ftp.arin.net/pub/stats/arin/delegated-arin-extended-latest
is "ARIN truncated" "$(grep -c '"M-03".*truncated, 48961 of 111240' "$W/f")" 1
put apnic-2018-02-03-crlf ftp.apnic.net/stats/apnic/delegated-apnic-latest
is "CRLF" "$(grep -c '"P-15/apnic-plain:crlf/' "$W/f")" 1
is "CRLF is no loss" "$(grep -c '"M-03"' "$W/f")" 0
mkdir -p "$W/m/$R"
cp $SHARED/registry/2026-08-21/ftp.afrinic.net/pub/stats/afrinic/delegated-afrinic-extended-latest "$W/afr"
mkdir -p "$W/m/ftp.afrinic.net/pub/stats/afrinic"
cp "$W/afr" "$W/m/ftp.afrinic.net/pub/stats/afrinic/delegated-afrinic-extended-latest"
put apnic-extended-2024-02-03-html-error-page ftp.apnic.net/stats/apnic/delegated-apnic-extended-latest
is "a web page" "$(grep -c '"M-03".*html-page' "$W/f")" 1
end
