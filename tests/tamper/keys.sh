# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: tamper_keys DIR TSA — a CA for reports with a good signer, and what
# an attacker may hold: other certificates, keys, CAs.  By openssl alone.
# TSA is the directory of an authority, whose CA signs one of them.
tamper_keys() {
	(
		mkdir -p "$1" && tsa=$(realpath "$2") && cd "$1" || exit 1
		: >index.txt
		cat >ca.cnf <<'C'
[ca]
default_ca = x
[x]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[signer]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsu]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[inter]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
C
		key() { # NAME [BITS|ec]
			if [ "${2:-}" = ec ]; then
				openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
			else openssl genrsa -out "$1.key" "${2:-2048}"; fi
		}
		root() { # NAME SUBJECT
			key "$1"
			openssl req -new -key "$1.key" -subj "$2" -out "$1.csr"
			openssl ca -batch -config ca.cnf -selfsign -keyfile "$1.key" \
				-extensions root -startdate 20190101000000Z \
				-enddate 20450101000000Z -in "$1.csr" -notext -out "$1.pem"
		}
		cert() { # NAME KEY CA KIND FROM UNTIL: NAME.pem, with its CA's behind it
			openssl req -new -key "$2.key" -subj "/CN=$1" -out "$1.csr"
			openssl ca -batch -config ca.cnf -cert "$3.pem" -keyfile "$3.key" \
				-extensions "$4" -startdate "$5" -enddate "$6" \
				-in "$1.csr" -notext -out "$1.one"
			cat "$1.one" "$3.pem" >"$1.pem"
		}
		from=$(date -u -d '-1 day' +%Y%m%d000000Z)
		until=20401231000000Z
		root ca /CN=reports
		root rogue-ca /CN=reports
		for k in other expired rogue tsu tsu2; do key $k; done
		key report 3072
		key ec ec
		key deep 4096
		key inter
		cp report.key same.key
		cert report report ca signer "$from" $until
		cert same report ca signer "$from" $until
		cert other other ca signer "$from" $until
		cert ec ec ca signer "$from" $until
		cert expired expired ca signer 20200101000000Z 20230101000000Z
		cert rogue rogue rogue-ca signer "$from" $until
		cert tsu tsu ca tsu "$from" $until
		cp "$tsa/ca.pem" tsa.pem
		cp "$tsa/ca.key" tsa.key
		cert tsu2 tsu2 tsa tsu "$from" $until
		cert inter inter ca inter "$from" $until
		cert deep deep inter signer "$from" $until
		# Those that the signer's own CA issued are not on its list.
		: >index.txt
		openssl ca -config ca.cnf -gencrl -crldays 5000 -cert ca.pem \
			-keyfile ca.key -out report.crl
		openssl ca -config ca.cnf -gencrl -crldays 5000 -cert inter.pem \
			-keyfile inter.key -out deep.crl
		openssl crl -in deep.crl -outform DER -out deep.der
	) >"$W/keys.log" 2>&1 || die "$(cat "$W/keys.log")"
}
