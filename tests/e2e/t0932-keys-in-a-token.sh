#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The reports' key lies in a token: OpenSSL's configuration loads a provider,
# which alone has it.  The provider is the tests' own (tests/token).
. tests/e2e/lib.sh
D=$W/d
[ -e "$B/token.so" ] || die "no token.so"
"$B"/world --out "$W/world" --days 1 --start 2026-01-05 --seed 5 --scale 1 --clean >/dev/null
MIRROR=file://$W/world/2026-01-05
mkdir "$W/token" "$D"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=root -keyout "$W/ca.key" -out "$W/ca.pem" 2>/dev/null
openssl req -newkey rsa:2048 -nodes -subj /CN=token -keyout "$W/token/key" -out "$W/csr" 2>/dev/null
openssl x509 -req -in "$W/csr" -CA "$W/ca.pem" -CAkey "$W/ca.key" -CAcreateserial \
	-out "$W/token/cert" 2>/dev/null
cat "$W/token/cert" "$W/ca.pem" >"$W/chain.pem"
cat >"$W/openssl.cnf" <<CNF
openssl_conf = init
[init]
providers = providers
[providers]
default = default_sect
testtoken = token_sect
[default_sect]
activate = 1
[token_sect]
module = $(realpath "$B")/token.so
activate = 1
key = $W/token/key
cert = $W/token/cert
pin = 4711
CNF
echo 4711 >"$W/pin"
chmod 600 "$W/pin"
conf() { printf '[report]\n' >"$D/nroaudit.conf"; printf '\t%s\n' "$@" >>"$D/nroaudit.conf"; }
with() { OPENSSL_CONF=$W/openssl.cnf "$@"; }
URI='pkcs11:token=t\\;x;object=report'
conf "signingkey = \"$URI\"" "signingchain = $W/chain.pem" "passphrasefile = $W/pin" "tokenfiles = $W/token"
with "$N" -C "$D" run --mirror "$MIRROR" >"$W/out" 2>&1
[ $? -le 1 ] || { cat "$W/out"; failed=1; }
ok "verify accepts its report" "$N" -C "$D" verify
ok "xmlsec1, too" xmlsec1 --verify --trusted-pem "$W/ca.pem" "$D/reports/2026-01-05/report.xml"
is "the certificate is the token's" "$("$N" -C "$D" keys 2>&1 | grep -c '^certificate')$(
	with "$N" -C "$D" keys | grep '^certificate' | cut -d' ' -f2)" \
	"0$(openssl x509 -in "$W/token/cert" -outform DER | sha256sum | cut -d' ' -f1)"
# The certificate comes with the key; its root is named.
conf "signingkey = \"$URI\"" "trusted = $W/ca.pem" "passphrasefile = $W/pin" "tokenfiles = $W/token"
ok "a chain from the token" with "$N" -C "$D" init
# What is not allowed is not there.
conf "signingkey = \"$URI\"" "signingchain = $W/chain.pem" "passphrasefile = $W/pin"
is "the box opens only what is named" "$(with "$N" -C "$D" init 2>&1 | grep -c 'no private key under the URI')" 1
conf "signingkey = \"$URI\"" "signingchain = $W/chain.pem" "tokenfiles = $W/token"
is "no PIN" "$(with "$N" -C "$D" init 2>&1 | grep -c 'or the PIN does not fit')" 1
echo 4712 >"$W/pin"
conf "signingkey = \"$URI;pin-value=4712\"" "signingchain = $W/chain.pem" "passphrasefile = $W/pin" "tokenfiles = $W/token"
with "$N" -C "$D" init >"$W/out" 2>&1
is "another PIN" "$(grep -c 'or the PIN does not fit' "$W/out")" 1
is "which is not printed" "$(grep -c 471 "$W/out")" 0
echo 4711 >"$W/pin"
is "no provider" "$("$N" -C "$D" init 2>&1 | grep -c 'loads no provider for it')" 1
conf "signingkey = \"$URI\"" "signingchain = $W/ca.pem" "passphrasefile = $W/pin" "tokenfiles = $W/token"
is "another's certificate" "$(with "$N" -C "$D" init 2>&1 | grep -c 'certificate is another key.s')" 1
# OpenSSL's own export of it fails: what signs cannot be carried away.
rc "no call exports it" 1 env OPENSSL_CONF="$W/openssl.cnf" openssl pkey -in pkcs11:x -passin pass:4711
end
