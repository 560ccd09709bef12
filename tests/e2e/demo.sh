#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The whole nightly job on a simulated registry system, offline.
set -u
B=${BUILD:-build}
N=$B/nroaudit
. tests/e2e/world.sh
rm -rf demo
mkdir -p demo
echo "Ten days of a simulated registry system with planted incidents:"
run_world demo 10 1 1 || { echo "planted and reported differ"; exit 1; }
last=$(ls demo/reports | grep '^20' | tail -1)
d=$(realpath demo)
echo
"$N" -C demo verify | tail -1
echo "html: $d/reports/$last/report.html"
echo "report: $d/reports/$last/report.xml"
echo "history: $d/history"
echo "Verify without nroaudit:"
echo "xmlsec1 --verify --trusted-pem $d/keys/ca.pem $d/reports/$last/report.xml"
echo "xmllint --noout --schema $(realpath templates/report.xsd) $d/reports/$last/report.xml"
echo "git -C $d/history fsck"
echo "git -C $d/history -c gpg.format=ssh -c gpg.ssh.allowedSignersFile=$d/keys/allowed_signers verify-commit main"
echo "mkdir -p $d/out && git -C $d/history archive main | tar -x -C $d/out && (cd $d/out && sha256sum -c --quiet MANIFEST)"
