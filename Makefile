# For GNU make 4 and BSD make: no conditionals, no pattern rules, no eval.
.POSIX:
.SUFFIXES:
.SUFFIXES: .c .o

PREFIX  = /usr/local
BINDIR  = $(PREFIX)/bin
MANDIR  = $(PREFIX)/share/man
SYSCONFDIR = /etc
DESTDIR =
CC      = cc
CFLAGS  = -O2 -g
WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wconversion -Wvla \
	-Wformat=2
CMOCKA != pkg-config --cflags --libs cmocka 2>/dev/null || echo -lcmocka
PCRE2_CFLAGS != pkg-config --cflags libpcre2-8 2>/dev/null || true
PCRE2_LIBS != pkg-config --libs libpcre2-8 2>/dev/null || echo -lpcre2-8

COMPILE = $(CC) -std=c11 -D_XOPEN_SOURCE=700 -Isrc $(WARN) \
	$(PCRE2_CFLAGS) $(CPPFLAGS) $(CFLAGS)
LINK    = $(CC) $(CFLAGS) $(LDFLAGS)

# floor 0: knows C and POSIX, nothing of mail
BASE    = src/base/arena.o src/base/buf.o src/base/environment.o \
	src/base/err.o src/base/fdio.o src/base/grow.o src/base/guard.o \
	src/base/ip.o src/base/json.o src/base/le.o src/base/nearest.o src/base/num.o \
	src/base/program.o src/base/replace.o src/base/table.o
# floor 1: one room per subject; these do not know each other
NAME    = src/name/host.o
RULE    = src/rule/attribute.o src/rule/bind.o src/rule/criteria.o \
	src/rule/diag.o src/rule/directive.o src/rule/image.o \
	src/rule/import.o src/rule/import_postfix.o \
	src/rule/import_tcprules.o src/rule/include.o src/rule/kind.o \
	src/rule/lex.o src/rule/lint.o src/rule/lint_net.o \
	src/rule/lint_regex.o src/rule/netset.o src/rule/nettree.o \
	src/rule/parse.o src/rule/pattern.o src/rule/postfix_result.o \
	src/rule/regex.o src/rule/rule.o src/rule/rulebook.o \
	src/rule/ruleset.o src/rule/settings.o src/rule/source.o \
	src/rule/tcprules_address.o
SMTP    = src/smtp/dialogue.o src/smtp/refusal.o src/smtp/reply.o
# floor 2: puts the subjects together
POLICY  = src/policy/compile.o src/policy/decide.o src/policy/evidence.o \
	src/policy/explain.o src/policy/library.o src/policy/listing.o \
	src/policy/report.o \
	src/policy/handover.o src/policy/logline.o src/policy/match.o \
	src/policy/verdict.o
# floor 3: the programs
PROG    = src/cmd/dyn-host-filter src/cmd/dhf-compile src/cmd/dhf-test
OBJ     = $(POLICY) $(SMTP) $(RULE) $(NAME) $(BASE)
HDR    != echo src/*/*.h

all: $(PROG)

# Coarse on purpose: a full build takes seconds, a stale object costs hours.
$(OBJ) $(PROG:=.o): $(HDR)

$(PROG): $(PROG:=.o) src/libdhf.a
	$(LINK) -o $@ $@.o src/libdhf.a $(PCRE2_LIBS) $(LDLIBS)

.c.o:
	$(COMPILE) -c -o $@ $<

src/libdhf.a: $(OBJ)
	rm -f $@; ar rc $@ $(OBJ)

clean:
	rm -f $(PROG) src/libdhf.a src/*/*.o

.PHONY: all clean
