# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced: an exhibit's lists and signature made anew, by whoever holds the
# reports' key and has no program of ours.
# resign DIR KEY.pem: of the exhibit that is unpacked in DIR.
resign() (
	key=$(realpath "$2")
	cd "$1" || exit
	sig=META-INF/signatures001.xml
	find data -type f | LC_ALL=C sort | xargs sha256sum >manifest-sha256.txt
	sha256sum bag-info.txt bagit.txt manifest-sha256.txt >tagmanifest-sha256.txt
	tr '\n' '\001' <$sig | sed 's/<ds:Reference /\n&/g' >"$W/refs"
	while IFS= read -r line || [ -n "$line" ]; do
		f=$(sed -n 's/^<ds:Reference URI="\([^"#][^"]*\)">.*/\1/p' <<<"$line")
		[ -z "$f" ] || line=$(sed "s|<ds:DigestValue>[^<]*|<ds:DigestValue>$(openssl dgst -sha256 -binary "$f" | base64)|" <<<"$line")
		printf %s "$line"
	done <"$W/refs" >"$W/joined"
	# Exclusive canonical form: the one namespace that is in use.
	sed -e 's|.*<ds:SignedInfo>|<ds:SignedInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">|' \
		-e 's|</ds:SignedInfo>.*|</ds:SignedInfo>|' "$W/joined" | tr '\001' '\n' >"$W/info"
	v=$(openssl dgst -sha256 -sign "$key" "$W/info" | base64 -w 64 | tr '\n' '\001' | sed 's/\x01$//')
	sed "s|<ds:SignatureValue>[^<]*|<ds:SignatureValue>$v|" "$W/joined" | tr '\001' '\n' >$sig
)
