#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The figures of the design beside their peers on the same work, in the same
# run, both warm: medians.  Nothing is judged here; see the column `goal`.
#   BENCH_SCALE   percent of the real registries' size (100)
#   BENCH_DAYS    days of the month before packing (31)
#   BENCH_RUNS    repetitions of each measurement (7)
set -u
B=$(realpath "${BUILD:-build}")
N=$B/nroaudit
M=$B/tests/bench/measure
SCALE=${BENCH_SCALE:-100} DAYS=${BENCH_DAYS:-31} RUNS=${BENCH_RUNS:-7}
W=$(mktemp -d)
trap 'rm -rf "$W"' EXIT
die() { echo "bench: $*" >&2; exit 1; }
for tool in git xmlsec1 sort awk perl; do
	command -v $tool >/dev/null || die "no $tool"
done

# take NAME [-t] COMMAND...: one more measurement of NAME.
take() {
	local name=$1
	shift
	"$M" "$@" 3>>"$W/$name.times" >"$W/out" 2>&1
	[ $? -le 1 ] || { tail -5 "$W/out" >&2; die "$name: $*"; }
}
# median NAME COLUMN: seconds 1, largest process 2, all processes 3 (KB),
# processor seconds 4.
median() {
	sort -n -k"$2,$2" "$W/$1.times" | awk -v c="$2" '{ v[NR] = $c }
		END { print v[int((NR + 1) / 2)] }'
}
calc() { awk "BEGIN { printf \"%.${2:-2f}\", $1 }"; }
# row WHAT OURS PEER GOAL UNIT
row() {
	printf '%-50s %9s %9s %7s  %s\n' "$1" "$2 $5" \
		"${3:--}${3:+ $5}" "${3:+$(calc "$2 / ($3 + 1e-9)")}" "$4"
}
day_of() { ls -d "$W"/world/20* | sed -n "$1p"; }
run_day() {
	"$N" -C "$1" run --mirror "file://$2" --as-of "$(cat "$2/AS-OF")"
}

printf '%s\n' "$("$N" --version | head -1), $(nproc) processors, load $(cut -d' ' -f1 /proc/loadavg), scale $SCALE %, medians of $RUNS"
printf '%-50s %9s %9s %7s  %s\n' what ours peer ratio goal

# --- a month and a day of nightly runs ---
"$B"/world --out "$W/world" --days $((DAYS + 1)) --start 2026-01-01 --seed 1 \
	--scale "$SCALE" >"$W/out" || die "no world"
"$N" -C "$W/d" init >"$W/out" || die "no directory"
for i in $(seq 1 $((DAYS + 1))); do
	if [ "$i" -gt "$DAYS" ]; then
		# git gc gets the month as it lies before it is packed; the run
		# that packs it is a row of its own.
		cp -a "$W/d/history" "$W/gc"
		take packing_run -t "$N" -C "$W/d" run --mirror \
			"file://$(day_of "$i")" --as-of "$(cat "$(day_of "$i")/AS-OF")"
	else
		[ "$i" = "$DAYS" ] && tree=-t || tree=
		take run $tree "$N" -C "$W/d" run --mirror \
			"file://$(day_of "$i")" --as-of "$(cat "$(day_of "$i")/AS-OF")"
	fi
done
H=$W/d/history
G="git -C $H"

# --- read, parse, check ---
$G ls-tree -r main | awk '$4 ~ /^stats\/.*latest$/ { print $3 }' >"$W/blobs"
bytes=$($G cat-file --batch-check='%(objectsize)' <"$W/blobs" | awk '{ n += $1 } END { print n }')
rows=$($G cat-file --batch='' <"$W/blobs" | wc -l)
for i in $(seq 0 "$RUNS"); do
	take audit "$N" -C "$W/d" audit --json
	take sort sh -c "$G cat-file --batch='' <'$W/blobs' | LC_ALL=C sort -t'|' -k3,4 >'$W/sorted'"
	[ "$i" = 0 ] && rm "$W/audit.times" "$W/sort.times" # cold
done
row "read, parse, check $rows rows, $((bytes / 1000000)) MB" "$(median audit 1)" \
	"$(median sort 1)" "<= 1 x" s
row "  processor time" "$(median audit 4)" "$(median sort 4)" "-" s
row "  its memory against the bytes" "$(calc "$(median audit 2) * 1.024 / 1000" 0f)" \
	"$((bytes / 1000000))" "<= 3 x" MB

# --- commit a day ---
git init -q "$W/peer"
for i in $(seq 0 "$RUNS"); do
	day=$(day_of $((i % DAYS + 1)))
	rm -rf "$W"/peer/* "$W/files"
	mkdir "$W/files"
	cp -r "$day"/*.*/ "$W/files"
	# No bytes that either has seen before.
	find "$W/files" -type f | while read -r f; do echo "# $i" >>"$f"; done
	cp -r "$W"/files/* "$W/peer"
	sync
	take commit "$B/tests/bench/commit" "$W/ours" "$W/d/keys/history" "$W/files"
	# As durable as ours: every object on the disk before the branch.
	take git sh -c "cd '$W/peer' && git -c core.fsync=all add -A && git -c core.fsync=all -c user.name=n -c user.email=e commit -qm day"
	[ "$i" = 0 ] && rm "$W/commit.times" "$W/git.times"
done
row "commit a day" "$(median commit 1)" "$(median git 1)" "<= 1 x" s
row "  processor time" "$(median commit 4)" "$(median git 4)" "-" s

# --- a month, packed ---
take gc git -C "$W/gc" gc -q --prune=now
size() { du -sk --apparent-size "$@" 2>/dev/null | awk '{ n += $1 } END { print n / 1000 }'; }
# Loose objects that the month's tips still need, in MB.
loose() {
	{
		find "$H/objects" -type f -path '*/??/*' -printf '%P %s\n' | sed 's,/,,'
		$G rev-list --objects main~1 findings~1 | cut -d' ' -f1
	} | awk 'NF == 2 { s[$1] = $2 } NF == 1 { n += s[$1] } END { print n / 1e6 }'
}
what="history of $DAYS days"
ls "$H"/objects/pack/*.pack >/dev/null 2>&1 || what="$what, not packed"
ours=$(calc "$(size "$H/objects/pack") + $(loose)" 1f)
row "$what" "$(calc "$ours" 1f)" "$(calc "$(size "$W/gc/objects/pack")" 1f)" \
	"<= 1 x" MB
row "  the run that packs, against git gc" "$(calc "$(median packing_run 1)" 1f)" \
	"$(calc "$(median gc 1)" 1f)" "-" s
row "  its memory, all processes together" \
	"$(calc "$(median packing_run 3) * 1.024 / 1000" 0f)" \
	"$(calc "$(median gc 2) * 1.024 / 1000" 0f)" "-" MB

# --- sign and verify ---
"$B"/world --out "$W/small" --days 1 --start 2026-01-01 --seed 1 --scale 1 --clean >"$W/out"
day=$(ls -d "$W"/small/20*)
# Of each kind and registry fewer than are told in one sum.
for rir in afrinic apnic arin lacnic ripencc; do
	for i in $(seq 1 "${BENCH_BAD:-120}"); do
		echo "$rir|QQ|asn|$((4000000000 + 2 * i))|1|20200101|allocated|bench$i"
		echo "$rir|ZA|asn|$((4000010000 + 2 * i))|1|20200101|lent|bench$i"
		echo "$rir|ZA|asn|$((4000020000 + 2 * i))|1|20201301|allocated|bench$i"
		echo "$rir||asn|$((4000030000 + 2 * i))|1|20200101|allocated|bench$i"
	done >>"$(ls "$day"/*/*/*/"$rir"/delegated-"$rir"-extended-latest "$day"/*/*/"$rir"/delegated-"$rir"-extended-latest 2>/dev/null)"
done
"$N" -C "$W/s" init >"$W/out"
run_day "$W/s" "$day" >"$W/out" 2>&1
[ $? -le 1 ] || die "no report to sign"
signed=$(ls "$W"/s/reports/20*/report.xml)
# As it was before it was signed, and as a template for xmlsec1: the same
# references, transforms and properties.
perl -0pe 's/<ds:Signature .*<\/ds:Signature>//s' "$signed" >"$W/plain.xml"
perl -0pe 's/(<ds:DigestValue>)[^<]*/$1/g; s/(<ds:SignatureValue>)[^<]*/$1/g' \
	"$signed" >"$W/template.xml"
K=$W/s/keys
for i in $(seq 0 "$RUNS"); do
	cp "$W/plain.xml" "$W/mine.xml"
	take sign "$N" -C "$W/s" sign "$W/mine.xml"
	take verify "$N" -C "$W/s" verify "$W/mine.xml"
	take xsign xmlsec1 --sign --privkey-pem "$K/report.key" \
		--output "$W/theirs.xml" "$W/template.xml"
	take xverify xmlsec1 --verify --trusted-pem "$K/ca.pem" "$W/theirs.xml"
	[ "$i" = 0 ] && rm "$W"/{sign,verify,xsign,xverify}.times
done
mb=$(calc "$(stat -c %s "$W/mine.xml") / 1e6" 1f)
row "sign and verify a report of $mb MB" \
	"$(calc "$(median sign 1) + $(median verify 1)" 4f)" \
	"$(calc "$(median xsign 1) + $(median xverify 1)" 4f)" "<= 1.2 x" s
row "  processor time" \
	"$(calc "$(median sign 4) + $(median verify 4)" 4f)" \
	"$(calc "$(median xsign 4) + $(median xverify 4)" 4f)" "-" s
row "  sign" "$(median sign 1)" "$(median xsign 1)" "-" s
row "  verify" "$(median verify 1)" "$(median xverify 1)" "-" s

# --- verify one with two timestamps and all CRLs (B-LT) ---
# xmlsec1 does not look at them.
. tests/e2e/tsa.sh
tsa_start one
tsa_start two
"$N" -C "$W/lt" init >"$W/out"
tsa_conf one two >>"$W/lt/nroaudit.conf"
run_day "$W/lt" "$day" >"$W/out" 2>&1
[ $? -le 1 ] || die "no report with timestamps"
signed=$(ls "$W"/lt/reports/20*/report.xml)
[ "$(stamped "$signed")" = "2 of 2" ] || die "timestamps: $(stamped "$signed")"
cp "$signed" "$W/lt.xml"
for i in $(seq 0 "$RUNS"); do
	take verify_lt "$N" -C "$W/lt" verify "$W/lt.xml"
	take xverify_lt xmlsec1 --verify --trusted-pem "$W/lt/keys/ca.pem" "$W/lt.xml"
	[ "$i" = 0 ] && rm "$W"/{verify_lt,xverify_lt}.times
done
row "verify it with two timestamps and CRLs" "$(median verify_lt 1)" \
	"$(median xverify_lt 1)" "<= 1.2 x" s
row "  processor time" "$(median verify_lt 4)" "$(median xverify_lt 4)" "-" s

# --- an exhibit ---
# Of as many findings as it may have, from the archive's directory: every
# cited file whole. The peer packs the same files, and checks no more.
mapfile -t ids < <("$N" -C "$W/d" audit --json | grep '"outcome":"FAIL"' |
	sed -n 's/^{"id":"\([^"]*\)".*/\1/p' | head -64)
[ ${#ids[@]} != 0 ] || die "no finding for an exhibit"
for i in $(seq 0 "$RUNS"); do
	rm -rf "$W/x.zip" "$W/x" "$W/peer.zip"
	take bundle -t "$N" -C "$W/d" bundle "${ids[@]}" -o "$W/x.zip"
	mkdir "$W/x" && unzip -q "$W/x.zip" -d "$W/x" || die "unzip"
	take zip bash -c "cd '$W/x' && zip -qr '$W/peer.zip' ."
	take xverify_bundle "$N" -C "$W/d" verify "$W/x.zip"
	[ "$i" = 0 ] && rm "$W"/{bundle,zip,xverify_bundle}.times
done
mb=$(unzip -l "$W/x.zip" | awk '/ data\/sources\// { n += $1 } END { printf "%.0f", n / 1e6 }')
row "an exhibit with $mb MB of cited files" "$(median bundle 1)" "$(median zip 1)" "-" s
row "  memory, the largest process" "$(calc "$(median bundle 2) * 1.024 / 1000" 1f)" "" "< 50 MB" MB
row "  verified, memory, the largest process" \
	"$(calc "$(median xverify_bundle 2) * 1.024 / 1000" 1f)" "" "-" MB
rm -rf "$W/x" "$W/x.zip" "$W/peer.zip"

# --- the whole night ---
row "nightly run, network and packing apart" "$(calc "$(median run 1)")" "" "<= 60 s" s
row "  memory, all processes together" \
	"$(calc "$(awk '$3 > m { m = $3 } END { print m * 1.024 / 1000 }' "$W/run.times")" 0f)" "" "<= 500 MB" MB
row "  memory, the largest process" "$(calc "$(median run 2) * 1.024 / 1000" 0f)" "" "-" MB
exit 0
