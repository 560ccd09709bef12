#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# make fuzz P=stats T=60: libFuzzer over one parser, from its corpus.
set -eu
: "${P:?which parser? P=stats}" "${T:=60}"
out=build-fuzz
mkdir -p $out "$out/$P"
# shellcheck disable=SC2046
clang -std=gnu17 -D_GNU_SOURCE -Iinclude -g -O1 \
	-fsanitize=fuzzer,address,undefined $(pkg-config --cflags \
	libcurl libgit2 openssl libxml-2.0 libxslt xmlsec1-openssl jansson) \
	"tests/fuzz/fuzz_$P.c" src/base/*.c src/num/*.c src/model/*.c \
	src/parse/*.c src/audit/*.c src/io/provenance.c -o "$out/fuzz_$P" \
	$(pkg-config --libs openssl libxml-2.0 jansson)
"$out/fuzz_$P" -max_total_time="$T" -max_len=65536 "$out/$P" \
	"tests/fuzz/corpus/$P"
