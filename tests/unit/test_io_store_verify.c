/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every kind of damage, made with git, noticed with its reason. */
#include "store_fixture.h"

#include "io/store_check.h"

#define WHO "nroaudit <nroaudit@localhost> 1769931000 +0000"
#define FEB1 "2026-02-01T07:30:00Z"

/* Words for the damage.  append TREE, on BRANCH TREE MESSAGE: an unsigned
 * commit upon it.  loose REV: the object's file. */
#define WORDS                                                                     \
	"loose() { echo objects/$(git rev-parse $1 | sed 's,^..,&/,'); }\n"       \
	"commit() { printf \"tree %s\\nparent %s\\nauthor " WHO                   \
	"\\ncommitter " WHO "\\n\\n$3\" $2 $(git rev-parse $1) | "                \
	"git hash-object -t commit -w --stdin --literally; }\n"                   \
	"on() { commit \"$1\" \"$2\" \"$3\" >../id; cp ../id refs/heads/$1; }\n"  \
	"append() { on main $1 'snapshot of " FEB1 "\\n'; }\n"                    \
	"blob() { echo \"${1:-x}\" | git hash-object -w --stdin; }\n"             \
	"plus() { { git ls-tree main; cat; } | git mktree --missing; }\n"         \
	"raw() { git hash-object -t ${1:-tree} -w --stdin --literally; }\n"       \
	"bytes() { echo $1 | sed 's/../\\\\x&/g; s/.*/printf \"&\"/' | bash; }\n" \
	"mine() { GIT_AUTHOR_NAME=nroaudit "                                      \
	"GIT_AUTHOR_EMAIL=nroaudit@localhost "                                    \
	"GIT_AUTHOR_DATE='1769931000 +0000' GIT_COMMITTER_NAME=nroaudit "         \
	"GIT_COMMITTER_EMAIL=nroaudit@localhost "                                 \
	"GIT_COMMITTER_DATE='1769931000 +0000' git \"$@\"; }\n"                   \
	"manifest() { git show main:MANIFEST; }\n"

static const struct damage {
	const char *how, *told;
} damages[] = {
	/* objects */
	{ "f=$(loose main~1:provenance.xml); chmod u+w $f; "
	  "printf x | dd of=$f bs=1 seek=20 conv=notrunc",
	    "provenance.xml is damaged" },
	{ "f=$(loose main:stats/arin/file); chmod u+w $f; : >$f",
	    "stats/arin/file is damaged" },
	{ "f=$(loose main:stats/apnic/file); chmod u+w $f; truncate -s -3 $f",
	    "stats/apnic/file is damaged" },
	{ "rm $(loose main~2:stats/apnic/file)",
	    "stats/apnic/file is missing" },
	{ "rm $(loose main~1:stats)", "stats is missing" },
	{ "rm $(loose main~1^{tree})", "the tree is missing" },
	{ "rm $(loose main~1)", "the commit is missing" },
	{ "rm $(loose main:MANIFEST)", "no MANIFEST" },
	{ "rm $(loose findings:ledger/open)", "ledger/open is missing" },
	{ "rm $(loose snapshot/2026-01-31)", "the tag is missing" },
	/* LOOSE_FILE_MAX, and a hole is no byte on the disk. */
	{ "f=$(loose main:stats/arin/file); chmod u+w $f; "
	  "truncate -s 600M $f",
	    "the object's file is over its limit" },
	/* One good object under another's name. */
	{ "f=$(loose main:stats/apnic/file); chmod u+w $f; "
	  "cp $(loose main:stats/arin/file) $f",
	    "stats/apnic/file does not match its id" },
	/* MANIFEST */
	{ "append $(echo \"100644 blob $(blob)\tnew\" | plus)",
	    "new is not in MANIFEST" },
	{ "append $(git ls-tree main | grep -v provenance | git mktree)",
	    "MANIFEST names provenance.xml, which is not in the tree" },
	{ "append $({ git ls-tree main | grep -v provenance; "
	  "echo \"100644 blob $(blob)\tprovenance.xml\"; } | git mktree)",
	    "provenance.xml has not the SHA-256 that MANIFEST gives it" },
	{ "append $(git rev-parse main^{tree})",
	    "MANIFEST does not name the MANIFEST before it" },
	{ "m=$({ manifest; echo garbage; } | git hash-object -w --stdin); "
	  "append $({ git ls-tree main | grep -v MANIFEST; "
	  "echo \"100644 blob $m\tMANIFEST\"; } | git mktree)",
	    "MANIFEST: line 6 has no digest and path" },
	{ "m=$(blob); append $({ git ls-tree main | grep -v MANIFEST; "
	  "echo \"100644 blob $m\tMANIFEST\"; } | git mktree)",
	    "MANIFEST is of no form that is known" },
	{ "append $(git ls-tree main | grep -v MANIFEST | git mktree)",
	    "no MANIFEST" },
	/* commits */
	{ "append $(git rev-parse main^{tree})", "not signed" },
	{ "ssh-keygen -q -t ed25519 -N '' -f ../other && "
	  "c=$(echo 'snapshot of " FEB1 "' | mine -c gpg.format=ssh "
	  "-c user.signingkey=../other commit-tree -S -p main main^{tree}) && "
	  "echo $c >refs/heads/main",
	    "the signing key is not among the allowed signers" },
	{ "c=$(git cat-file commit main | sed 's/^snapshot of/snapshot  of/' "
	  "| raw commit); echo $c >refs/heads/main",
	    "the signature does not fit the signed bytes" },
	{ "c=$(git cat-file commit main | sed 's/^parent.*/&\\n&/' | "
	  "raw commit); echo $c >refs/heads/main",
	    "a merge" },
	{ "c=$(echo 'snapshot of " FEB1 "' | git -c user.name=x "
	  "-c user.email=x@y commit-tree -p main main^{tree}); "
	  "echo $c >refs/heads/main",
	    "author and committer are not those of a run" },
	{ "c=$(git cat-file commit main | sed 's/^committer.*/&\\n"
	  "encoding x/' | raw commit); echo $c >refs/heads/main",
	    "a header that no run writes" },
	{ "on main $(git rev-parse main^{tree}) 'snapshot of 2026-02-02T07:30:00Z\\n'",
	    "its message is not that of a commit on main" },
	{ "on main $(git rev-parse main^{tree}) 'snapshot of " FEB1
	  "\\n\\000hidden'",
	    "a NUL in its message" },
	/* CHECK_COMMIT_MAX */
	{ "{ git cat-file commit main; head -c 70000 /dev/zero | "
	  "tr '\\0' x; } >../c; "
	  "raw commit <../c >refs/heads/main",
	    "the commit: over 65536 bytes" },
	/* findings */
	{ "on findings $(git rev-parse findings^{tree}) \"findings of "
	  "snapshot $(git rev-parse findings)\\n\"",
	    "which is no snapshot" },
	{ "on findings $(git rev-parse findings^{tree}) \"findings of "
	  "snapshot $(git rev-parse main~1)\\n\"",
	    "or not after the one before" },
	{ "on findings $(git rev-parse findings^{tree}) 'findings\\n'",
	    "its message is not that of a commit on findings" },
	{ "git update-ref refs/heads/findings findings~1",
	    "its snapshot has no findings" },
	/* tags */
	{ "git update-ref refs/tags/snapshot/2026-01-30 "
	  "$(git rev-parse snapshot/2026-01-31)",
	    "snapshot/2026-01-30: the tag does not say" },
	{ "git update-ref refs/tags/snapshot/2026-01-30 main~2",
	    "snapshot/2026-01-30: the tag is a commit" },
	{ "git tag -d snapshot/2026-01-30",
	    "snapshot/2026-01-30: the tag is missing" },
	{ "t=$(git cat-file tag snapshot/2026-01-30 | sed '/BEGIN/,$d' | "
	  "raw tag); git update-ref refs/tags/snapshot/2026-01-30 $t",
	    "snapshot/2026-01-30: not signed" },
	{ "t=$(git cat-file tag snapshot/2026-01-30 | sed '/^findings-m/s/[0-9"
	  "a-f]/0/g' | raw tag); "
	  "git update-ref refs/tags/snapshot/2026-01-30 $t",
	    "snapshot/2026-01-30: the tag does not say" },
	{ "git update-ref refs/tags/snapshot/2026-01-30 "
	  "$(git rev-parse main:MANIFEST)",
	    "the tag is a blob" },
	{ "git symbolic-ref refs/tags/snapshot/2026-01-30 "
	  "refs/tags/snapshot/2026-01-31",
	    "it stands for another ref" },
	/* refs */
	{ "git update-ref -d refs/heads/main", "there is no such branch" },
	{ "git branch other main; git symbolic-ref refs/heads/main "
	  "refs/heads/other",
	    "it stands for another ref" },
	{ "git branch other main", "refs/heads/other: no run makes such" },
	{ "git tag v1 main", "refs/tags/v1: no run makes such a ref" },
	{ "git update-ref refs/tags/snapshot/2026-01-30-1 main",
	    "no run makes such a ref" },
	{ "git symbolic-ref HEAD refs/heads/findings",
	    "HEAD: it does not stand for refs/heads/main" },
	{ "git replace main:stats/apnic/file main:stats/arin/file",
	    "it makes git show another object" },
	/* what is around */
	{ "mkdir -p info; git rev-parse main >info/grafts",
	    "info/grafts: it makes git show another line of commits" },
	{ "git rev-parse main >shallow", "shallow: the history is cut" },
	{ "echo ../../c/objects >objects/info/alternates",
	    "objects/info/alternates: objects are borrowed" },
	{ "git config gpg.ssh.allowedSignersFile /tmp/x",
	    "config: gpg.ssh.allowedsignersfile" },
	{ "git config core.worktree /", "config: core.worktree" },
	{ "git config filter.x.smudge 'touch ../ran'",
	    "config: filter.x.smudge" },
	/* trees */
	{ "append $(echo \"120000 blob $(blob /etc/passwd)\tlink\" | plus)",
	    "link is no plain file (mode 120000)" },
	{ "append $(echo \"160000 commit $(git rev-parse main)\tsub\" | plus)",
	    "sub is no plain file (mode 160000)" },
	{ "append $(echo \"100755 blob $(blob)\tprogram\" | plus)",
	    "program is no plain file (mode 100755)" },
	{ "append $({ printf '100664 odd\\0'; bytes $(blob); } | raw)",
	    "odd is no plain file (mode 100664)" },
	{ "append $({ printf '100644 ..\\0'; bytes $(blob); } | raw)",
	    ".. is no path of a snapshot" },
	{ "append $({ printf '100644 .git\\0'; bytes $(blob); } | raw)",
	    ".git is no path of a snapshot" },
	{ "append $({ printf '100644 a/b\\0'; bytes $(blob); } | raw)",
	    "a/b is no path of a snapshot" },
	{ "append $({ printf '100644 a\\033[2J\\0'; bytes $(blob); } | raw)",
	    "a\\x1b[2J is no path of a snapshot" },
	{ "append $({ for i in 1 2; do printf '100644 a\\0'; "
	  "bytes $(blob); done; } | raw)",
	    "a twice" },
	{ "append $({ printf '40000 d\\0'; bytes $(blob); } | raw)",
	    "d is a blob" },
	/* Deeper than a path is long. */
	{ "t=$(git rev-parse main:stats); for i in $(seq 600); do "
	  "t=$({ printf '40000 d\\0'; bytes $t; } | raw); done; append $t",
	    "is no path of a snapshot" },
	/* CHECK_TREE_MAX is the last. */
	/* A tree of trees of trees: 16^10 files in 11 objects. */
	{ "t=$(git rev-parse main:stats); for i in $(seq 10); do "
	  "t=$(for k in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do "
	  "printf \"40000 $k\\0\"; bytes $t; done | raw); done; append $t",
	    "over 1000000 entries" },
	{ "seq -f '100644 %09.0f' 250000 | tr '\\n' '@' | "
	  "sed 's/@/@AAAAAAAAAAAAAAAAAAAA/g' | tr '@' '\\0' >../big; "
	  "append $(raw <../big)",
	    "the tree: over 8388608 bytes" },
};

static void
sound_history(struct fixture *f)
{
	fixture_make(f);
	whole_day(f, "2026-01-30T07:30:00Z");
	whole_day(f, "2026-01-31T07:30:00Z");
	whole_day(f, FEB1);
	assert_sound(f);
	fixture_close(f);
	SH(f, "cp -a . ../sound");
}

static void
each_damage_is_told(void **state)
{
	struct fixture f;
	AUTO_BUF missed = { 0 };

	(void)state;
	sound_history(&f);
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		AUTO_BUF faults = { 0 };

		SH(&f, "rm -rf ../h/* ../other* && cp -a ../sound/. .");
		SH(&f, "%s%s", WORDS, damages[i].how);
		verify(&f, &faults);
		if (faults.n == 0 || strstr(faults.p, damages[i].told) == NULL)
			buf_fmt(&missed, "%s\ntold: %snot: %s\n",
			    damages[i].how, faults.n == 0 ? "" : faults.p,
			    damages[i].told);
	}
	if (missed.n != 0)
		fail_msg("%s", missed.p);
	fixture_clear(&f);
}

/* Any byte of any file of the history but git's own descriptions. */
static void
any_changed_byte_is_told(void **state)
{
	struct fixture f;
	AUTO_FREE char *list = NULL;
	struct span rest;

	(void)state;
	sound_history(&f);
	SH(&f, "find objects HEAD refs -type f");
	list = sh_out(&f);
	rest = span_of(list);
	while (rest.n != 0) {
		struct span line = span_split(&rest, '\n');
		AUTO_FREE char *name = mem_strndup(line.p, line.n);
		AUTO_FREE char *path = path_join(f.dir, "h");
		AUTO_FREE char *file = path_join(path, name);
		AUTO_FREE unsigned char *p = NULL;
		AUTO_BUF faults = { 0 };
		struct err why = { 0 };
		size_t n = 0, at;

		OK(file_read(file, 0, &p, &n, &e));
		at = n / 2;
		p[at] ^= 1;
		OK(file_write(file, (struct span){ p, n }, 0644, &e));
		if (store_verify(path, f.signers, take_fault, &faults, &why) ==
			0 &&
		    faults.n == 0)
			fail_msg("%s: byte %zu", name, at);
		p[at] ^= 1;
		OK(file_write(file, (struct span){ p, n }, 0644, &e));
	}
	{
		AUTO_BUF faults = { 0 };

		verify(&f, &faults);
		assert_int_equal(faults.n, 0);
	}
	fixture_clear(&f);
}

static void
a_damaged_pack_is_told(void **state)
{
	struct fixture f;
	struct store_packed done;
	AUTO_BUF faults = { 0 };

	(void)state;
	fixture_make(&f);
	whole_day(&f, "2026-01-30T07:30:00Z");
	whole_day(&f, FEB1);
	OK(store_pack(f.st, &done, &e));
	assert_int_equal(done.packs, 1);
	SH(&f,
	    "f=$(echo objects/pack/*.pack); chmod u+w $f; "
	    "printf x | dd of=$f bs=1 seek=$(($(stat -c %%s $f) / 2)) "
	    "conv=notrunc");
	verify(&f, &faults);
	assert_true(faults.n != 0);
	fixture_clear(&f);
}

static void
unfinished_runs_are_no_damage(void **state)
{
	struct fixture f;
	char id[SHA1_HEX];
	struct store_tree *t = store_tree_new();

	(void)state;
	fixture_make(&f);
	whole_day(&f, "2026-01-31T07:30:00Z");
	snapshot(&f, FEB1, "x", id);
	assert_sound(&f);
	put(&f, t, "stats/half", "an object that no commit names");
	store_tree_free(t);
	assert_sound(&f);
	fixture_clear(&f);
}

static void
clones_are_sound(void **state)
{
	struct fixture f;
	AUTO_FREE char *clone = NULL;
	AUTO_BUF faults = { 0 };

	(void)state;
	fixture_make(&f);
	whole_day(&f, FEB1);
	SH(&f, "git clone -q --mirror . ../c");
	clone = below(&f, "c");
	OK(store_verify(clone, f.signers, take_fault, &faults, &e));
	if (faults.n != 0)
		fail_msg("%s", faults.p);
	fixture_clear(&f);
}

/* Hooks, filters, monitors, helpers: none is run by us. */
static void
nothing_is_run(void **state)
{
	struct fixture f;
	AUTO_BUF faults = { 0 };

	(void)state;
	fixture_make(&f);
	whole_day(&f, "2026-01-30T07:30:00Z");
	SH(&f,
	    "printf '#!/bin/sh\\ntouch %s/ran\\n' >../bad && "
	    "chmod +x ../bad && mkdir -p hooks info && "
	    "for h in reference-transaction post-commit pre-push update "
	    "pre-receive post-update fsmonitor-watchman pre-auto-gc; do "
	    "cp ../bad hooks/$h; done && echo '* filter=x' >info/attributes",
	    f.dir);
	fixture_close(&f);
	SH(&f,
	    "for k in core.fsmonitor core.sshcommand core.gitproxy "
	    "core.pager core.editor core.askpass filter.x.clean "
	    "filter.x.smudge filter.x.process credential.helper "
	    "gpg.ssh.program gpg.program core.alternaterefscommand "
	    "diff.external; do git config -f config $k %s/bad; done",
	    f.dir);
	fixture_open(&f);
	whole_day(&f, FEB1);
	OK(store_pack(f.st, &(struct store_packed){ 0, 0 }, &e));
	verify(&f, &faults);
	assert_non_null(strstr(faults.p, "gpg.ssh.program"));
	SH(&f, "! test -e ../ran");
	fixture_clear(&f);
}

static void
only_files_and_directories(void **state)
{
	static const char *const bad[] = { "mkfifo objects/pack/fifo",
		"rm HEAD && mkfifo HEAD", "ln -s /etc/passwd description2",
		"mv objects ../o && ln -s ../o objects",
		"mkdir -p a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a" };
	struct fixture f;
	AUTO_FREE char *h = NULL;

	(void)state;
	sound_history(&f);
	h = below(&f, "h");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct err why = { 0 };
		AUTO_BUF faults = { 0 };

		SH(&f, "rm -rf ../h/* ../o && cp -a ../sound/. .");
		SH(&f, "%s", bad[i]);
		assert_int_equal(
		    store_verify(h, f.signers, take_fault, &faults, &why), -1);
		/* CHECK_DEPTH_MAX */
		if (strstr(why.msg,
			i == 4 ? "over 16 directories deep" :
				 "neither a file nor a directory") == NULL)
			fail_msg("%s: %s", bad[i], why.msg);
	}
	fixture_clear(&f);
}

static void
faults_are_told_up_to_a_limit(void **state)
{
	struct fixture f;
	AUTO_BUF faults = { 0 };
	size_t lines = 0;

	(void)state;
	sound_history(&f);
	SH(&f,
	    "{ for i in $(seq %d); do echo create refs/heads/x$i "
	    "$(git rev-parse main); done; } | git update-ref --stdin",
	    CHECK_FAULTS_MAX + 5);
	verify(&f, &faults);
	for (size_t i = 0; i < faults.n; i++)
		lines += faults.p[i] == '\n';
	assert_int_equal(lines, CHECK_FAULTS_MAX + 1);
	assert_non_null(strstr(faults.p, "further faults are not told"));
	fixture_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_damage_is_told),
		cmocka_unit_test(any_changed_byte_is_told),
		cmocka_unit_test(a_damaged_pack_is_told),
		cmocka_unit_test(unfinished_runs_are_no_damage),
		cmocka_unit_test(clones_are_sound),
		cmocka_unit_test(nothing_is_run),
		cmocka_unit_test(only_files_and_directories),
		cmocka_unit_test(faults_are_told_up_to_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
