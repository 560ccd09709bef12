/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single objects of the real world and of other projects' tests; skipped
 * where ../shared/data is missing. */
#include "io/file.h"
#include "rpki/object.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DATA "../shared/data/rpki/objects/"
#define PROVER "lolepezy_rpki-prover/test/data/"

static const struct {
	const char *path;
	bool ta;
	enum reason reason, note;
} objects[] = {
	{ PROVER "AS204325.asa", false, RR_OK, RR_OK },
	{ PROVER "afrinic_mft1.mft", false, RR_OK, RR_OK },
	{ PROVER "afrinic_mft2.mft", false, RR_OK, RR_SIA_METHOD },
	/* An ASPA of an older draft. */
	{ PROVER "aspa.1.asa", false, RR_ASPA_VERSION, RR_OK },
	{ PROVER "bgp_cert.cer", false, RR_OK, RR_OK },
	{ PROVER "bgp_router_cert.cer", false, RR_OK, RR_OK },
	{ PROVER "big_cert.cer", false, RR_OK, RR_OK },
	{ PROVER "extra_extensions.cer", false, RR_EXT_UNKNOWN, RR_OK },
	{ PROVER "overcleaiming/2R93viIBHX4dV12fmttfjhYOX9k.cer", false, RR_OK,
	    RR_OK },
	{ PROVER "overcleaiming/EBA158C223CE11EBA804DD64C4F9AE02.roa", false,
	    RR_OK, RR_SIA_METHOD },
	{ PROVER "smaller.cer", false, RR_OK, RR_OK },
	{ PROVER "9X0AhXWTJDl8lJhfOwvnac-42CA.spl", false, RR_OK, RR_OK },
	{ PROVER "ClF4YOBviAEnwFokhNG1NXBZjEA.gbr", false, RR_OK, RR_OK },
	{ "openbsd/aspa/5m80fwYws_3FiFD7JiQjAqZ1RYQ.asa", false, RR_OK,
	    RR_OK },
	{ "openbsd/aspa/AS1000.asa", false, RR_OK, RR_OK },
	{ "openbsd/cer/2a7dd1d787d793e4c8af56e197d4eed92af6ba13.cer", false,
	    RR_OK, RR_OK },
	{ "openbsd/cer/Vr46VDCUfrRNL9yZAy4mxfEAspQ.cer", false, RR_OK, RR_OK },
	{ "openbsd/cer/aaI5ikDRYL7nJH9kwrv4b80iIAI.cer", false, RR_OK, RR_OK },
	{ "openbsd/cer/arin-to-afrinic.cer", false, RR_OK, RR_OK },
	/* RIPE NCC wrote BER until 2024. */
	{ "openbsd/mft/Kn3R14fXk-TIr1bhl9Tu2Sr2uhM.mft", false,
	    RR_DER_INDEFINITE, RR_OK },
	{ "openbsd/mft/ripe-ncc-ta.mft", false, RR_DER_INDEFINITE, RR_OK },
	{ "openbsd/mft/RjQZ5pSL7riIcFGhdm4iFtIalko.mft", false, RR_OK,
	    RR_SIA_METHOD },
	{ "openbsd/roa/4DAr1VXnjh69GoQkxjmIQdkRVtQ.roa", false, RR_OK,
	    RR_SIA_METHOD },
	{ "openbsd/roa/Hf1ZR31W9DN5QSF6xJEO5qgH4ac.roa", false, RR_OK,
	    RR_SIA_METHOD },
	{ "openbsd/roa/Zs_svFDVb-_DZnjgkN8DLKk_IRI.roa", false, RR_OK,
	    RR_SIA_METHOD },
	{ "openbsd/roa/xZEe_HUX98kANKreh2ZIpdaDnAI.roa", false, RR_OK,
	    RR_SIA_METHOD },
	{ "openbsd/ta/AfriNIC.cer", true, RR_OK, RR_OK },
	{ "openbsd/ta/apnic-rpki-root-iana-origin.cer", true, RR_OK, RR_OK },
	{ "openbsd/ta/ripe-ncc-ta.cer", true, RR_OK, RR_OK },
	{ "openbsd/ta/ripe-ncc-ta.cer", false, RR_AKI_MISSING, RR_OK },
	{ "openbsd/tak/05F53BCE4DAA11EDB9AC0C5B9E174E93.tak", false, RR_OK,
	    RR_NAME_STRING },
	{ "openbsd/tak/42AE70A64DA711EDB37796549E174E93.tak", false, RR_OK,
	    RR_NAME_STRING },
	{ "openbsd/tak/B7C2334E4DA911EDAF862D5A9E174E93.tak", false, RR_OK,
	    RR_NAME_STRING },
	{ "rpki-rs/aspa-bm.asa", false, RR_ASPA_VERSION, RR_OK },
	{ "rpki-rs/ca1.cer", false, RR_OK, RR_OK },
	{ "rpki-rs/ca1.crl", false, RR_OK, RR_OK },
	{ "rpki-rs/ca1.mft", false, RR_DER_INDEFINITE, RR_OK },
	{ "rpki-rs/example-ripe.roa", false, RR_DER_INDEFINITE, RR_OK },
	{ "rpki-rs/maxlen-overflow.roa", false, RR_ROA_MAXLEN, RR_OK },
	{ "rpki-rs/maxlen-underflow.roa", false, RR_ROA_MAXLEN, RR_OK },
	/* Its certificate has the same fault. */
	{ "rpki-rs/prefix-len-overflow.roa", false, RR_IP_FORM, RR_OK },
	/* Signed with an elliptic curve. */
	{ "rpki-rs/router.cer", false, RR_SIGNATURE, RR_OK },
	{ "rpki-rs/signature-alg-mismatch.mft", false, RR_CERT_SIGALG, RR_OK },
	{ "rpki-rs/ta.cer", true, RR_OK, RR_OK },
	{ "rpki-rs/ta.crl", false, RR_OK, RR_OK },
};

static void
each_is_what_it_is(void **state)
{
	AUTO(worker_clear) struct worker w = { .v = verifier_new() };
	const struct keys none = { 0 };

	(void)state;
	if (!file_exists(DATA "rpki-rs/ta.cer")) {
		print_message("skipped: " DATA " is missing\n");
		skip();
	}
	for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
		struct object o = { .type = object_type_of(objects[i].path) };
		AUTO_FREE char *path = path_join(DATA, objects[i].path);
		AUTO_FREE unsigned char *p = NULL;
		size_t n = 0;
		struct span s;

		assert_int_equal(file_read(path, 0, &p, &n, NULL), 0);
		s = (struct span){ p, n };
		if (o.type == OBJ_CER)
			object_parse_cert(&w, s,
			    objects[i].ta ? CERT_TA : CERT_FILE, &o);
		else
			object_parse(&w, s, &none, &o);
		if (o.reason != objects[i].reason || o.note != objects[i].note)
			fail_msg("%s: '%s', note '%s'", objects[i].path,
			    reason_code(o.reason), reason_code(o.note));
		object_clear(&o);
	}
}

/* Cut anywhere or with any bit turned, nothing is valid that was not. */
static void
no_damaged_object_is_taken(void **state)
{
	AUTO(worker_clear) struct worker w = { .v = verifier_new() };
	const struct keys none = { 0 };
	AUTO_FREE unsigned char *p = NULL;
	size_t n = 0;

	(void)state;
	if (!file_exists(DATA "rpki-rs/ta.cer"))
		skip();
	assert_int_equal(file_read(DATA
			     "openbsd/roa/Zs_svFDVb-_DZnjgkN8DLKk_IRI.roa",
			     0, &p, &n, NULL),
	    0);
	for (size_t i = OBJECT_MIN; i < n; i++) {
		struct object o = { .type = OBJ_ROA };

		object_parse(&w, (struct span){ p, i }, &none, &o);
		assert_int_not_equal(o.reason, RR_OK);
	}
	/* The content, which the object's own key signs. */
	for (size_t i = 0; i < 90 * 8; i++) {
		struct object o = { .type = OBJ_ROA };

		p[i / 8] ^= (unsigned char)(1u << i % 8);
		object_parse(&w, (struct span){ p, n }, &none, &o);
		assert_int_not_equal(o.reason, RR_OK);
		p[i / 8] ^= (unsigned char)(1u << i % 8);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_what_it_is),
		cmocka_unit_test(no_damaged_object_is_taken),
	};

	return cmocka_run_group_tests_name("rpki real", tests, NULL, NULL);
}
