# For GNU make 4 and BSD make: no conditionals, no pattern rules, no eval.
.POSIX:
.SUFFIXES:
.SUFFIXES: .c .o

PREFIX  = /usr/local
BINDIR  = $(PREFIX)/bin
MANDIR  = $(PREFIX)/share/man
DOCDIR  = $(PREFIX)/share/doc/dyn-host-filter
CONFDIR = /etc
DESTDIR =
CC      = cc
CFLAGS  = -O2 -g
HARDEN  = -D_FORTIFY_SOURCE=2 -fstack-protector-strong
LDFLAGS = -Wl,-z,relro,-z,now
# set to 1: link dyn-host-filter statically, as lean as possible
STATIC  =
WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wconversion -Wvla
CMOCKA != pkg-config --cflags --libs cmocka 2>/dev/null || echo -lcmocka
PCRE2_CFLAGS != pkg-config --cflags libpcre2-8 2>/dev/null || true
PCRE2 != pkg-config --libs libpcre2-8 2>/dev/null || echo -lpcre2-8
IDN2_CFLAGS != pkg-config --cflags libidn2 2>/dev/null || true
# for reading the Public Suffix List: the filter does without
IDN2 != pkg-config --libs libidn2 2>/dev/null || echo -lidn2
# Statically where it can be found: a shared library costs every connection
# some page faults, even one that asks DNS nothing.
CARES  != f=$$($(CC) -print-file-name=libcares.a); [ -f "$$f" ] && \
	echo "$$f" || pkg-config --libs libcares 2>/dev/null || echo -lcares

COMPILE = $(CC) -std=c11 -D_XOPEN_SOURCE=700 -Isrc $(WARN) \
	$(PCRE2_CFLAGS) $(IDN2_CFLAGS) $(CPPFLAGS) $(HARDEN) $(CFLAGS)
LINK    = $(CC) $(CFLAGS) $(LDFLAGS)

# floor 0: knows C and POSIX, nothing of mail
BASE    = src/base/arena.o src/base/buf.o src/base/environment.o \
	src/base/err.o src/base/fdio.o src/base/grow.o src/base/guard.o \
	src/base/hex.o src/base/ip.o src/base/json.o src/base/le.o \
	src/base/lines.o src/base/nearest.o src/base/num.o \
	src/base/program.o src/base/replace.o src/base/table.o
# floor 1: one room per subject; these do not know each other
NAME    = src/name/class.o src/name/embedded.o src/name/groups.o \
	src/name/host.o src/name/octets.o src/name/serial.o src/name/sound.o \
	src/name/vocabulary.o src/name/words.o
DNS     = src/dns/answer.o src/dns/channel.o src/dns/dnslist.o \
	src/dns/listprobe.o src/dns/packet.o src/dns/rdns.o \
	src/dns/resolver.o src/dns/response.o src/dns/reverse.o \
	src/dns/servers.o src/dns/socket.o
SMTP    = src/smtp/dialogue.o src/smtp/refusal.o src/smtp/reply.o
# rules as text: language, imports, what looks wrong
TEXT    = src/rule/attribute.o src/rule/criteria.o src/rule/criteria_list.o \
	src/rule/diag.o src/rule/directive.o src/rule/import.o \
	src/rule/import_postfix.o src/rule/import_tcprules.o \
	src/rule/include.o src/rule/kind.o src/rule/lex.o src/rule/lint.o \
	src/rule/lint_dns.o src/rule/lint_net.o src/rule/lint_regex.o \
	src/rule/parse.o src/rule/postfix_result.o src/rule/rulebook.o \
	src/rule/source.o src/rule/tcprules_address.o
# rules as an image: making it, reading it, what both share
MAKING  = src/rule/bind.o src/rule/charset.o src/rule/keycount.o \
	src/rule/keyindex.o src/rule/keyindex_write.o src/rule/literal.o \
	src/rule/netset.o src/rule/scan.o src/rule/suffix_text.o \
	src/rule/suffix_write.o
READING = src/rule/candidates.o src/rule/image.o src/rule/key.o \
	src/rule/nettree.o src/rule/page.o src/rule/pattern.o \
	src/rule/regex.o src/rule/regexcache.o src/rule/rule.o \
	src/rule/ruleset.o src/rule/setting.o src/rule/settings.o \
	src/rule/shape.o src/rule/suffixes.o
RULE    = $(TEXT) $(MAKING) $(READING)
# floor 2: puts the subjects together; what the filter needs, and the rest
DECIDE  = src/policy/decide.o src/policy/evidence.o src/policy/handover.o \
	src/policy/judge.o src/policy/listspec.o src/policy/logline.o \
	src/policy/lookup.o src/policy/match.o src/policy/match_rule.o \
	src/policy/naming.o src/policy/operators.o src/policy/outcome.o \
	src/policy/verdict.o
POLICY  = $(DECIDE) src/policy/compile.o src/policy/cost.o \
	src/policy/evaluate.o src/policy/evaluate_report.o \
	src/policy/explain.o src/policy/explain_name.o \
	src/policy/labelled.o src/policy/library.o \
	src/policy/listcheck.o src/policy/listing.o src/policy/report.o \
	src/policy/tally.o
# floor 3: the programs
PROG    = src/cmd/dyn-host-filter src/cmd/dhf-compile src/cmd/dhf-test
FILTER  = src/cmd/dyn-host-filter.o $(DECIDE) $(SMTP) $(NAME) $(DNS) \
	$(READING) $(BASE)
OBJ     = $(POLICY) $(SMTP) $(NAME) $(DNS) $(RULE) $(BASE)
HDR    != echo src/*/*.h tests/unit/lib/*.h

UNIT   != ls tests/unit/test_*.c | sed 's/\.c$$//'
UNITLIB = tests/unit/lib/fakedns.o tests/unit/lib/fixture.o \
	tests/unit/lib/named.o tests/unit/lib/nets.o

all: $(PROG)

# Coarse on purpose: a full build takes seconds, a stale object costs hours.
$(OBJ) $(PROG:=.o) $(UNIT:=.o) $(UNITLIB): $(HDR) Makefile

src/cmd/dhf-compile src/cmd/dhf-test: $(PROG:=.o) src/libdhf.a
	$(LINK) -o $@ $@.o src/libdhf.a $(PCRE2) $(CARES) $(IDN2) $(LDLIBS)
# So that a change of STATIC is a reason to link again.
src/link-$(STATIC)static:
	rm -f src/link-*; : >$@
src/cmd/dyn-host-filter: $(PROG:=.o) src/libdhf.a src/link-$(STATIC)static
	if [ -n "$(STATIC)" ]; then \
	    CC='$(CC)' CFLAGS='$(HARDEN) $(CFLAGS)' LDFLAGS='$(LDFLAGS)' \
	    CARES='$(CARES)' sh tools/static $@ $(FILTER:.o=.c); \
	else \
	    $(LINK) -o $@ $@.o src/libdhf.a $(PCRE2) $(CARES) $(LDLIBS); \
	fi

.c.o:
	$(COMPILE) -c -o $@ $<

$(UNIT): $(UNIT:=.o) $(UNITLIB) src/libdhf.a
	$(LINK) -o $@ $@.o $(UNITLIB) src/libdhf.a $(CMOCKA) $(PCRE2) \
	    $(CARES) $(IDN2) $(LDLIBS)
src/libdhf.a: $(OBJ)
	rm -f $@; ar rc $@ $(OBJ)

deps:
	sh tools/deps
demo: all
	PATH="$$PWD/src/cmd:$$PATH" sh tools/demo

check: all check-shape check-man check-unit check-golden check-e2e check-model
check-shape:
	CC='$(CC)' sh tests/tools/shape
check-man:
	mandoc -T lint -W warning man/*.[1-9]
check-cppcheck:
	cppcheck -q --std=c11 -Isrc -D_XOPEN_SOURCE=700 --error-exitcode=1 \
	    --enable=warning,performance,portability --inline-suppr src
check-unit: $(UNIT)
	sh tests/tools/run $(UNIT)
check-golden: all
	sh tests/tools/run tests/tools/golden
check-e2e: all
	CC='$(CC)' sh tests/tools/run tests/e2e/*.t
check-model: all
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/differential.py 100000
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/dns_truth.py
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/embedded.py 1000
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/dns_random.py 8

# Longer than a change can wait for; results stand in tests/RESULTS.md.
FUZZ_SECONDS = 600
fuzz:
	sh tests/tools/fuzz $(FUZZ_SECONDS)
bench: all
	CC='$(CC)' tests/bench/bench
	CC='$(CC)' tests/bench/lists
check-bench:
	CC='$(CC)' tests/bench/gate
accuracy: all
	tests/bench/accuracy
check-index: all
	INDEX_LONG=1 sh tests/tools/run tests/e2e/index.t
check-lists: all
	DNS_CLIENTS=100000 DNS_SHUFFLES=1000 DNS_LATE=10000 \
	    sh tests/tools/run tests/e2e/dns-servers.t tests/e2e/dns-deadline.t
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/dns_random.py 100
kill: all
	KILL_ROUNDS=10000 sh tests/e2e/kill.t

install: all
	mkdir -p $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7 \
	    $(DESTDIR)$(DOCDIR) $(DESTDIR)$(CONFDIR)
	install -m 755 $(PROG) $(DESTDIR)$(BINDIR)
	install -m 644 man/*.1 $(DESTDIR)$(MANDIR)/man1
	install -m 644 man/*.5 $(DESTDIR)$(MANDIR)/man5
	install -m 644 man/*.7 $(DESTDIR)$(MANDIR)/man7
	cp -R README.md INSTALL CHANGES COPYING conf $(DESTDIR)$(DOCDIR)
	sh tools/install-conf conf $(DESTDIR)$(CONFDIR)

clean:
	rm -f $(PROG) $(UNIT) src/libdhf.a src/link-* src/*/*.o \
	    tests/unit/*.o tests/unit/lib/*.o bench.json

.PHONY: all deps demo check check-shape check-man \
	check-cppcheck check-unit check-golden \
	check-e2e check-model check-bench check-index check-lists \
	accuracy bench fuzz kill install clean
