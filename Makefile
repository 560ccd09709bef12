# SPDX-License-Identifier: GPL-3.0-or-later
# make demo, make check: each does all the set-up.  make help for the rest.

CC ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= build$(if $(SAN),-san)
PREFIX ?= /usr/local
V ?=
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-6s %s\n' $(1) $(2);)

PKGS := libcurl libgit2 openssl libxml-2.0 libxslt xmlsec1-openssl jansson \
	libseccomp libzip zlib
probe = $(shell printf 'int main(void){return 0;}' | \
	$(CC) $(1) -Werror -x c - -o /dev/null 2>/dev/null && echo '$(1)')

WARN := -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wcast-qual -Wmissing-prototypes -Wformat=2 -Wswitch-enum -Wvla \
	-Wnull-dereference -Wimplicit-fallthrough \
	$(call probe,-Wduplicated-cond) $(call probe,-Wtrampolines) \
	$(if $(CI)$(WERROR),-Werror)
HARD := -fstack-protector-strong $(call probe,-fstack-clash-protection) \
	$(call probe,-fcf-protection=full)
ifeq ($(SAN),)
OPT := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
else
OPT := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
endif
ifneq ($(COVER),)
OPT := -O0 -g --coverage -fprofile-update=atomic -DNROAUDIT_COVER
endif
ifneq ($(FUZZING),)
OPT := -O1 -g -fno-omit-frame-pointer \
	-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
endif

CFLAGS ?=
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
ALL_CFLAGS = -std=gnu17 -D_GNU_SOURCE -Iinclude -I. -MMD -MP $(OPT) $(HARD) \
	$(WARN) $(PKG_CFLAGS) -fPIE $(CFLAGS)
ALL_LDFLAGS = $(if $(COVER),--coverage) $(if $(SAN)$(FUZZING),-fsanitize=address$(comma)undefined) -pie \
	-Wl,-z,relro,-z,now,-z,noexecstack,--as-needed $(LDFLAGS)
LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lbz2 -lpthread
comma := ,

SRC := $(wildcard src/*/*.c)
OBJ := $(SRC:%.c=$(BUILD)/%.o)
LIBOBJ := $(filter-out $(BUILD)/src/cmd/main.o,$(OBJ))
UNIT := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,\
	$(wildcard tests/unit/test_*.c))
PROP := $(patsubst tests/prop/%.c,$(BUILD)/tests/prop/%,\
	$(wildcard tests/prop/prop_*.c))
FUZZ := $(patsubst tests/fuzz/%.c,$(BUILD)/tests/fuzz/%,\
	$(wildcard tests/fuzz/fuzz_*.c))
BENCH := $(patsubst tests/bench/%.c,$(BUILD)/tests/bench/%,\
	$(wildcard tests/bench/*.c))
WORLD_SRC := $(filter-out tests/world/compare.c,$(wildcard tests/world/*.c))
WORLD_OBJ := $(WORLD_SRC:%.c=$(BUILD)/%.o)
RPKI_GEN := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/rpki/gen_*.c))
PGP_MAKE := $(BUILD)/tests/pgp/pgp_make.o
TEST_BIN := $(UNIT) $(PROP) $(FUZZ) $(BUILD)/rules \
	$(if $(WORLD_SRC),$(BUILD)/world) \
	$(if $(wildcard tests/world/compare.c),$(BUILD)/world-compare) \
	$(BUILD)/server $(BUILD)/tsa $(BUILD)/fault.so $(BUILD)/fault-run \
	$(BUILD)/token.so
TEST_BIN += $(BUILD)/rpkigen $(BUILD)/tamper $(BUILD)/bundle-pack $(BUILD)/pgp-sign

.PHONY: all tests check demo golden lint clean deps install uninstall man help soak \
	bench fuzz cover flags format dist verifiers
all: $(BUILD)/nroaudit $(BUILD)/engine.tar.gz

help:
	@sed -n 's/^# make/make/p' Makefile

# Everything that the machine lacks, from one list; then make again, since
# what was probed before is now different.
deps:
	$(Q)sh tests/lint/deps.sh src/packages.debian

check: deps
	$(Q)$(MAKE) --no-print-directory all tests
	$(Q)BUILD=$(BUILD) bash tests/check.sh
demo: deps
	$(Q)$(MAKE) --no-print-directory all tests
	$(Q)BUILD=$(BUILD) bash tests/e2e/demo.sh
# make golden: rewrites the golden reports; read the diff.
golden: all tests
	$(Q)BUILD=$(BUILD) bash tests/golden/rewrite.sh
# make verifiers: rewrites what other verifiers say of altered reports.
verifiers: all tests
	$(Q)REWRITE=1 BUILD=$(BUILD) bash tests/e2e/t0920*
soak: all tests
	$(Q)BUILD=$(BUILD) bash tests/e2e/soak.sh
	$(Q)BUILD=$(BUILD) bash tests/fault/soak.sh
bench: all tests $(BENCH)
	$(Q)BUILD=$(BUILD) bash tests/bench/bench.sh
lint: deps
	$(Q)$(MAKE) --no-print-directory all
	$(Q)BUILD=$(BUILD) bash tests/lint/lint.sh
tests: $(TEST_BIN)
# What a lint compiles with.
flags:
	@echo $(PKG_CFLAGS)
format:
	$(Q)find src include tests -name '*.[ch]' | xargs clang-format-14 -i

# Only this object knows the commit.
# What is not committed, new files too, is told apart by its digest.
# A release from `make dist` carries its name.
MADE_OF := src include templates Makefile
ifeq ($(origin ENGINE),undefined)
ENGINE := $(shell cat .engine 2>/dev/null || { \
	printf %s "$$(git describe --always 2>/dev/null || echo release)"; \
	git rev-parse -q --verify HEAD >/dev/null 2>&1 && \
	git status --porcelain -- $(MADE_OF) | grep -q . && \
	{ git diff HEAD -- $(MADE_OF); git ls-files -zo --exclude-standard -- \
		$(MADE_OF) | xargs -0r tail -vn +1; } | sha256sum | \
	sed 's/^\(.\{12\}\).*/-dirty-\1/'; })
endif
$(BUILD)/engine.txt: FORCE
	@mkdir -p $(BUILD); echo '$(ENGINE)' | cmp -s - $@ || echo '$(ENGINE)' >$@
.PHONY: FORCE
FORCE:
# What the program is made of, for exhibits: a pure function of the files. A
# release has no git, and is what it was unpacked to.
$(BUILD)/engine.tar.gz: $(BUILD)/engine.txt $(SRC) $(wildcard templates/*)
	$(call say,TAR,$@)t=$$(mktemp -d) && \
		{ git ls-files -zco --exclude-standard 2>/dev/null | grep -z . || find . -type f \
			! -path './build*' ! -path './.git/*' -printf '%P\0'; } | \
			xargs -0 sh -c 'for f; do [ ! -f "$$f" ] || \
				printf "%s\0" "$$f"; done' sh >$$t/files && mkdir $$t/engine && \
		xargs -0 cp --parents -t $$t/engine <$$t/files && \
		printf '%s\n' '$(ENGINE)' >$$t/engine/.engine && \
		find $$t/engine -type d -exec chmod 755 {} + && \
		find $$t/engine -type f -exec chmod u=rwX,go=rX {} + && \
		tar -C $$t --sort=name --format=ustar --mtime=@0 --owner=0 \
			--group=0 --numeric-owner -cf - engine | \
			gzip -9n >$@.tmp && mv $@.tmp $@; \
		r=$$?; rm -rf $$t; exit $$r
$(BUILD)/src/model/engine.o: $(BUILD)/engine.txt
$(BUILD)/src/model/engine.o: CFLAGS += -DNROAUDIT_ENGINE='"$(ENGINE)"'

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC,$<)$(CC) $(ALL_CFLAGS) -c $< -o $@
$(BUILD)/nroaudit: $(OBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
$(BUILD)/rules: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/rules/*.c)) $(PGP_MAKE) $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
$(BUILD)/tests/unit/test_cmd_stamp: | $(BUILD)/tsa
$(filter %/test_report_timestamp %/test_report_verify_stamps %/test_report_xades \
	%/test_report_values,$(UNIT)): \
	$(BUILD)/tests/tsa/tsa.o
$(filter %/test_parse_pgp %/test_cmd_dataset,$(UNIT)): $(PGP_MAKE)
$(filter %/test_rpki_tree %/test_rpki_limits %/test_rpki_res %/test_rpki_model,\
	$(UNIT)): $(RPKI_GEN)
$(BUILD)/rpkigen: $(BUILD)/tests/rpki/main.o $(RPKI_GEN) $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/tests/unit/unit.o \
		$(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS) -lcmocka
$(BUILD)/tests/prop/%: $(BUILD)/tests/prop/%.o $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS) -lcmocka
ifneq ($(FUZZING),)
$(BUILD)/tests/fuzz/%: ALL_LDFLAGS += -fsanitize=fuzzer
$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
else
$(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay.o \
		$(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
endif
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
# The truth is not computed by what must find it: words alone are shared.
$(BUILD)/world: $(WORLD_OBJ) $(PGP_MAKE) $(filter $(BUILD)/src/base/%,$(LIBOBJ)) \
		$(BUILD)/src/model/source.o
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
# Nor are altered reports made by what must refuse them.
$(BUILD)/tamper: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/tamper/*.c)) \
		$(BUILD)/tests/tsa/tsa.o $(filter $(BUILD)/src/base/%,$(LIBOBJ))
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
$(BUILD)/bundle-pack: $(BUILD)/tests/bundle/main.o $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)
# Not sanitised: it comes before all else in the process.
$(BUILD)/fault.so: tests/fault/preload.c tests/fault/fault.h
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 -g -fPIC -shared \
		-Wall -Wextra $< -o $@ -ldl
# Loaded by OpenSSL, which names a provider as it likes.
$(BUILD)/token.so: tests/token/provider.c
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 -g -fPIC -shared \
		-Wall -Wextra $< -o $@ -lcrypto
$(BUILD)/fault-run: tests/fault/run.c tests/fault/fault.h
	@mkdir -p $(@D)
	$(call say,LD,$@)$(CC) -std=gnu17 -D_GNU_SOURCE -O2 -g $(WARN) $< -o $@
$(BUILD)/world-compare: $(BUILD)/tests/world/compare.o $(LIBOBJ)
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ $(LIBS)

$(BUILD)/pgp-sign: $(BUILD)/tests/pgp/main.o $(PGP_MAKE) \
		$(filter $(BUILD)/src/base/%,$(LIBOBJ))
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lcrypto -lpthread
$(BUILD)/server: $(BUILD)/tests/server/server.o
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lssl -lcrypto -lpthread

$(BUILD)/tsa: $(BUILD)/tests/tsa/main.o $(BUILD)/tests/tsa/tsa.o \
		$(filter $(BUILD)/src/base/%,$(LIBOBJ))
	$(call say,LD,$@)$(CC) $(ALL_LDFLAGS) $^ -o $@ -lcrypto -lpthread

# make cover: all tests, then the lines that ran, a layer and a file each
cover: deps
	$(Q)find build-cover -name '*.gcda' -delete 2>/dev/null || true
	$(Q)$(MAKE) --no-print-directory all tests BUILD=build-cover COVER=1
	$(Q)COVER=1 BUILD=build-cover bash tests/check.sh; \
		bash tests/cover.sh build-cover

# make fuzz P=stats T=60
fuzz: deps
	$(Q)P=$(P) T=$(T) bash tests/fuzz/fuzz.sh

# The manual: what is written by hand, and what the tables make.
MAN := $(wildcard src/man/*.[157]) $(BUILD)/man/nroaudit.conf.5 \
	$(BUILD)/man/nroaudit-rules.7
man: $(MAN)
$(BUILD)/man/nroaudit-rules.7: $(BUILD)/nroaudit
	@mkdir -p $(@D)
	$(call say,MAN,$@)$< rules --man >$@.tmp && mv $@.tmp $@
$(BUILD)/man/nroaudit.conf.5: src/man/nroaudit.conf.5.in $(BUILD)/nroaudit
	@mkdir -p $(@D)
	$(call say,MAN,$@)$(BUILD)/nroaudit config --man >$@.keys && \
		sed -e '/^@KEYS@$$/{r $@.keys' -e 'd;}' $< >$@.tmp && \
		mv $@.tmp $@

D = $(DESTDIR)$(PREFIX)
INSTALLED = bin/nroaudit share/nroaudit \
	$(foreach m,$(MAN),share/man/man$(subst .,,$(suffix $m))/$(notdir $m)) \
	$(patsubst src/%,lib/%,$(UNITS)) share/doc/nroaudit
UNITS := $(patsubst src/systemd/%,src/systemd/system/%,\
	$(wildcard src/systemd/*))

# make install PREFIX=/usr DESTDIR=/tmp/package
install: all man
	install -d $(D)/bin $(D)/share/nroaudit $(D)/share/doc/nroaudit \
		$(D)/lib/systemd/system
	install -m 755 $(BUILD)/nroaudit $(D)/bin/
	install -m 644 $(wildcard templates/*) $(BUILD)/engine.tar.gz \
		$(D)/share/nroaudit/
	install -m 644 README.md VERIFY.md $(wildcard LICENSE) $(D)/share/doc/nroaudit/
	for m in $(MAN); do s=$${m##*.}; \
		install -d $(D)/share/man/man$$s && \
		install -m 644 $$m $(D)/share/man/man$$s/ || exit; done
	for u in $(wildcard src/systemd/*); do \
		sed 's,/usr/local/,$(PREFIX)/,g' $$u \
			>$(D)/lib/systemd/system/$${u##*/} && \
		chmod 644 $(D)/lib/systemd/system/$${u##*/} || exit; done
uninstall:
	rm -rf $(addprefix $(D)/,$(INSTALLED))
# A release: the sources of HEAD, with the commit that makes it written down.
dist:
	$(Q)mkdir -p $(BUILD) && v=$$(git describe --always HEAD) && \
		git archive --prefix=nroaudit-$$v/ \
		--add-virtual-file=nroaudit-$$v/.engine:$$v HEAD | \
		gzip -9n >$(BUILD)/nroaudit-$$v.tar.gz && \
		echo $(BUILD)/nroaudit-$$v.tar.gz

clean:
	rm -rf build build-san build-clang build-fuzz build-cover demo

.SECONDARY:
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
