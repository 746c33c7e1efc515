# For GNU make 4 and BSD make: no conditionals, no pattern rules, no eval.
.POSIX:
.SUFFIXES:
.SUFFIXES: .o .c

PREFIX  = /usr/local
BINDIR  = $(PREFIX)/bin
MANDIR  = $(PREFIX)/share/man
DOCDIR  = $(PREFIX)/share/doc/dyn-host-filter
CONFDIR = /etc
# the Public Suffix List, where the setting suffix_list says no other place
SUFFIXLIST = /usr/share/publicsuffix/public_suffix_list.dat
# where the shells look for completions
BASHDIR = $(PREFIX)/share/bash-completion/completions
ZSHDIR  = $(PREFIX)/share/zsh/site-functions
FISHDIR = $(PREFIX)/share/fish/vendor_completions.d
DESTDIR =
CC      = cc
CFLAGS  = -O2 -g
HARDEN  = -D_FORTIFY_SOURCE=2 -fstack-protector-strong
LDFLAGS = -Wl,-z,relro,-z,now
# How dyn-host-filter is linked.  1: as lean as the tools here allow; 0:
# dynamically, for packages and sanitizers, and PCRE2 and c-ares are loaded when
# a rule needs them; glibc: statically, but not with musl.
STATIC  = 1
WARN    = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wcast-qual -Wwrite-strings -Wconversion -Wvla
# Asked when a recipe runs: what "deps" has just installed counts.
CMOCKA  = $$(pkg-config --cflags --libs cmocka 2>/dev/null || echo -lcmocka)
PCRE2_CFLAGS = $$(pkg-config --cflags libpcre2-8 2>/dev/null)
PCRE2   = $$(pkg-config --libs libpcre2-8 2>/dev/null || echo -lpcre2-8)
# for reading the Public Suffix List: the filter does without
IDN2_CFLAGS = $$(pkg-config --cflags libidn2 2>/dev/null)
IDN2    = $$(pkg-config --libs libidn2 2>/dev/null || echo -lidn2)
# Statically where it can be found: a shared library costs every connection
# some page faults, even one that asks DNS nothing.
CARES   = $$(f=$$($(CC) $(CFLAGS) -print-file-name=libcares.a); \
	[ -f "$$f" ] && echo "$$f" || \
	pkg-config --libs libcares 2>/dev/null || echo -lcares)
# for the daemon alone: its loop, its store, its hashes, its cage
UV      = $$(pkg-config --libs libuv 2>/dev/null || echo -luv)
LMDB    = $$(pkg-config --libs lmdb 2>/dev/null || echo -llmdb)
SODIUM  = $$(pkg-config --libs libsodium 2>/dev/null || echo -lsodium)
MHD     = $$(pkg-config --libs libmicrohttpd 2>/dev/null || \
	echo -lmicrohttpd)
SECCOMP = $$([ "$$(uname -s)" != Linux ] || \
	pkg-config --libs libseccomp 2>/dev/null || echo -lseccomp)
# for the store that exchangers share; TLS where its library is
HIREDIS = $$(pkg-config --libs hiredis hiredis_ssl openssl 2>/dev/null || \
	pkg-config --libs hiredis 2>/dev/null || echo -lhiredis)
# for the milter alone
MILTER  = $$(pkg-config --libs milter 2>/dev/null || echo -lmilter)
# for the intervals of dhf-test --replay
MATH    = -lm
# for dhf-compile, and who else makes an image of rules
MAXMIND = $$(pkg-config --libs libmaxminddb 2>/dev/null || echo -lmaxminddb)
# With deps among the goals all others wait for it, side by side or not:
# MAKECMDGOALS is GNU make's word for the goals, .TARGETS BSD make's.
FIRST  != for goal in $(MAKECMDGOALS) $(.TARGETS); do case $$goal in \
	deps*) echo $$goal ;; esac; done

COMPILE = $(CC) -std=c11 -D_XOPEN_SOURCE=700 -Isrc -Itests/unit \
	-DCONFDIR='"$(CONFDIR)"' -DSUFFIX_LIST='"$(SUFFIXLIST)"' $(WARN) \
	$(PCRE2_CFLAGS) $(IDN2_CFLAGS) $(CPPFLAGS) $(HARDEN) $(CFLAGS)
LINK    = $(CC) $(CFLAGS) $(LDFLAGS)
# what is made, not by which command; "make SHOW=" shows that
SHOW    = @echo "make $@";

# A room is what a program links: src/README says what stands in each, and
# tests/tools/rooms which may know which.
BASE   != ls src/base/*.c | grep -v -e /endpoint -e /receipt -e /late
EXPR   != ls src/expr/*.c | grep -v /matcher
NAME   != ls src/name/*.c | grep -v /skeleton
DNS    != ls src/dns/*.c
SPF    != ls src/spf/*.c
SMTP   != ls src/smtp/*.c | grep -v -e /relay -e /message -e /server_reply \
	-e /extensions -e /said -e /command
WIRE   != ls src/wire/*.c | grep -v -e /letter -e /post -e /parcel -e /token
STORE  != ls src/store/*.c
SHARE  != ls src/share/*.c
STATE  != ls src/state/*.c
CAGE   != ls src/cage/*.c
BAN    != ls src/ban/*.c
ASK    != ls src/ask/*.c
MAIL   != ls src/mail/*.c
ZONE   != ls src/zone/*.c
RULE   != ls src/rule/*.c | grep -v -e /list[as] -e /mailboxes -e /exempt
BOOK   != ls src/book/*.c
IMPORT != ls src/import/*.c
TONGUE != ls src/lang/*.c
POLICY != ls src/policy/*.c | grep -v -e /testimony -e /agree -e /sample -e /zone_mask -e /neighbours -e /declared \
	-e /suspect
# what only refused clients meet, of whom a server hears
RELAY  != ls src/relay/*.c src/smtp/relay*.c src/smtp/message.c src/smtp/server_reply.c \
	src/smtp/extensions.c src/smtp/said.c src/smtp/command.c
# what only refused clients meet, and those whom nobody tells of
REFUSE  = src/door/hand.c src/wire/token.c src/door/peer.c \
	src/door/refuse.c src/door/rcpt.c src/door/resident.c src/door/piped.c \
	src/policy/sample.c src/base/receipt.c src/policy/suspect.c $(RELAY)
# what stands before the filter, and at the desk
BEFORE  = src/door/proxied.c src/door/tcprules.c src/base/receipt_read.c
DOOR   != ls src/door/*.c | grep -v -e /apart -e /daemon -e /hand.c \
	-e /peer -e /piped -e /refuse -e /rcpt -e /resident -e /proxied -e /tcprules
# what comes with a letter to a daemon
POSTED  = src/wire/parcel.c
# whoever asks the daemon
ASKING  = src/wire/letter.c src/wire/post.c src/door/daemon.c
# clients that lists are asked about, and mailboxes
LISTS   = src/policy/agree.c src/policy/zone_mask.c src/rule/listanswer.c \
	src/rule/listspec.c src/rule/mailboxes.c src/rule/exempt.c \
	src/base/endpoint.c
# what DNS is asked by rules that few sites have
SIGNS   = src/policy/neighbours.c src/name/skeleton.c src/policy/declared.c \
	$(SPF)
BUILD  != ls src/build/*.c
WATCH  != ls src/watch/*.c
SERVE  != ls src/serve/*.c
REPORT != ls src/report/*.c
MTA    != ls src/mta/*.c
USHER  != ls src/usher/*.c
REPLAY != ls src/replay/*.c
LAB    != ls src/lab/*.c
MADE    = src/cmd/dhf-compile src/cmd/dhf-test src/cmd/dhf-ask \
	src/cmd/dhf-trap src/cmd/dhf-report src/cmd/dhf-watch src/cmd/dhf-zone src/cmd/dhfd \
	src/cmd/dhf-band src/cmd/dhf-ban src/cmd/dhf-band-exec \
	src/cmd/dhf-proxyenv src/cmd/dhf-relay src/cmd/dhf-milter src/cmd/dhf-opensmtpd
PROG    = src/cmd/dyn-host-filter $(MADE)
# what most clients need lies close together, or each start faults once more
NEED    = $(DOOR) $(ASKING) $(POLICY) $(RULE) $(BASE) $(EXPR) $(NAME) $(SMTP) \
	$(LISTS) $(DNS) $(WIRE)
# where a process of its own decides
APART   = src/door/apart.c src/policy/testimony.c
READ    = $(NEED) $(REFUSE) $(SIGNS) $(APART)
# "--" is where the libraries come: theirs is what all clients need, too
FILTER  = src/cmd/dyn-host-filter.c $(NEED) -- $(REFUSE) $(SIGNS) $(APART) \
	src/cage/witness.c src/cage/calls.c src/cage/landlock.c \
	src/cage/sanitized.c
# what loads libraries, where they are not linked
LATE    = src/base/late.c
# what no client needs, at the desk alone
MATCHER = src/expr/matcher.c
ROOMS   = $(LATE) $(MATCHER) $(LAB) $(REPORT) $(REPLAY) $(MTA) $(USHER) $(SERVE) $(WATCH) \
	$(BUILD) $(TONGUE) $(IMPORT) $(BOOK) \
	$(ZONE) $(BAN) $(CAGE) \
	$(STATE) $(SHARE) $(STORE) $(ASK) $(MAIL) $(BEFORE) \
	$(POSTED) $(READ)
OBJ     = $(ROOMS:.c=.o)

TEST   != ls tests/unit/*/test_*.c
UNIT    = $(TEST:.c=)
E2E    != ls tests/e2e/*.t 2>/dev/null || :
# what tests/unit/lib/failing.c can let fail where our code calls it
FAILING = malloc calloc realloc strdup fopen fdopen fstat fsync rename read \
	write socket pipe poll recv send bind accept4 getsockopt ppoll fork \
	waitpid posix_spawn_file_actions_init posix_spawn_file_actions_addopen \
	posix_spawnattr_init chown getgrnam open chmod getrlimit setrlimit \
	setsockopt getpeername recvmsg listen uv_loop_init uv_signal_init \
	uv_signal_start uv_poll_init uv_poll_start uv_random arena_alloc \
	arena_copy memfd_create opendir readdir lseek pread \
	posix_spawn_file_actions_adddup2 \
	__read_chk __pread_chk __recv_chk __poll_chk __ppoll_chk
# and standstill.c let stand, and later.c let wait
STANDING = fd_now_ms uv_timer_start uv_timer_stop uv_is_active uv_close \
	uv_getaddrinfo share_do deed_cancel
UNITLIB = tests/unit/lib/ends.o tests/unit/lib/failing.o \
	tests/unit/lib/fakedns.o tests/unit/lib/fenced.o \
	tests/unit/lib/fixture.o tests/unit/lib/held.o \
	tests/unit/lib/imaged.o tests/unit/lib/imported.o \
	tests/unit/lib/later.o \
	tests/unit/lib/named.o tests/unit/lib/nameserver.o \
	tests/unit/lib/nets.o tests/unit/lib/receipts.o tests/unit/lib/redis.o \
	tests/unit/lib/scarce.o tests/unit/lib/scene.o \
	tests/unit/lib/shared.o tests/unit/lib/standstill.o tests/unit/lib/steps.o \
	tests/unit/lib/stored.o tests/unit/lib/teller.o tests/unit/lib/valued.o

MODEL   = 'tests/model/differential.py 100000' tests/model/dns_truth.py \
	'tests/model/embedded.py 1000' 'tests/model/netlists.py 60' \
	'tests/model/postgrey.py 60' 'tests/model/replay.py 60' \
	'tests/model/spamdyke.py 40' \
	'tests/model/tcprules.py 40' 'tests/model/dns_random.py 8' \
	'tests/model/equivalence.py 600' 'tests/model/neighbours.py -n 40'

all: $(PROG)

# Each object depends on the headers that its source includes.  A first make
# may miss the file, and builds all anyway.
DEPEND != sh tools/depend
-include .depend
$(OBJ) $(PROG:=.o) $(TEST:.c=.o) $(UNITLIB): Makefile src/built-with
src/built-with: $(FIRST)
	@CC='$(CC)' CPPFLAGS="$(CPPFLAGS) $(PCRE2_CFLAGS) $(IDN2_CFLAGS)" \
	    CFLAGS='$(CFLAGS)' sh tools/ready $@

# So that a change of these is a reason to compile again who knows them.
CONFMADE != [ "$$(cat src/confdir 2>/dev/null)" = '$(CONFDIR) $(SUFFIXLIST)' ] || \
	echo '$(CONFDIR) $(SUFFIXLIST)' >src/confdir
$(PROG:=.o) src/rule/settings.o: src/confdir

# Each gets the libraries that it uses.
$(MADE): $(MADE:=.o) src/libdhf.a
	$(SHOW) $(LINK) -Wl,--as-needed -o $@ $@.o src/libdhf.a $(PCRE2) $(CARES) \
	    $(IDN2) $(MAXMIND) $(UV) $(LMDB) $(SODIUM) $(MHD) \
	    $(SECCOMP) $(MILTER) $(HIREDIS) $(MATH) \
	    $(LDLIBS)
# So that a change of STATIC is a reason to link again.
src/link-$(STATIC):
	rm -f src/link-*; : >$@
src/cmd/dyn-host-filter: src/cmd/dyn-host-filter.o src/libdhf.a \
    src/link-$(STATIC) src/cmd/dhf-compile tools/filter.ld
	@STATIC='$(STATIC)' CC='$(CC)' LDLIBS='$(LDLIBS)' LATE='$(LATE)' \
	    CPPFLAGS='$(CPPFLAGS) -DCONFDIR="$(CONFDIR)" -DSUFFIX_LIST="$(SUFFIXLIST)"' \
	    CFLAGS='$(HARDEN) $(CFLAGS)' LDFLAGS='$(LDFLAGS)' \
	    CARES="$(CARES)" OBJECTS=.static VERBOSE="$$([ '$(SHOW)' ] || echo 1)" \
	    TRY='sh tools/try-filter src/cmd/dhf-compile' \
	    sh tools/static $@ $(FILTER) || { \
	libs="$(PCRE2) $(CARES) $(LDLIBS)"; set -x; \
	$(LINK) -o $@ $@.o src/libdhf.a $$libs; }

.c.o:
	$(SHOW) $(COMPILE) -c -o $@ $<

# a test program from its object
.o:
	$(SHOW) $(LINK) $$(printf ' -Wl,--wrap=%s' $(FAILING) $(STANDING)) \
	    -o $@ $< tests/unit/lib/failing.o -Wl,--start-group \
	    tests/unit/libunit.a src/libdhf.a -Wl,--end-group $(CMOCKA) $(PCRE2) \
	    $(CARES) $(IDN2) $(MAXMIND) $(UV) $(LMDB) $(SODIUM) $(MHD) \
	    $(SECCOMP) \
	    $(MILTER) $(HIREDIS) $(MATH) $(LDLIBS)
$(UNIT): tests/unit/libunit.a src/libdhf.a
# What takes the place of something of ours does so where it is used.
tests/unit/libunit.a: $(UNITLIB)
	$(SHOW) rm -f $@; ar rc $@ $(UNITLIB)
src/libdhf.a: $(OBJ)
	$(SHOW) rm -f $@; ar rc $@ $(OBJ)

deps:
	@sh tools/deps
deps-peers: deps
	@sh tools/deps peers
deps-deb:
	@sh tools/deps deb
demo: all
	PATH="$$PWD/src/cmd:$$PATH" sh tools/demo

# All of it side by side, what takes long first; SLOWEST=20 tells what that is.
check: $(FIRST)
	@$(MAKE) -j$$(getconf _NPROCESSORS_ONLN) all $(UNIT)
	@$(MAKE) check-man
	CC='$(CC)' PATH="$$PWD/src/cmd:$$PATH" sh tests/tools/run $(MODEL) \
	    tests/tools/shape $(E2E) tests/tools/golden $(UNIT)
check-shape:
	CC='$(CC)' sh tests/tools/shape
check-man:
	mandoc -T lint -W warning man/*.[1-9]
check-cppcheck:
	cppcheck -q --std=c11 -Isrc -D_XOPEN_SOURCE=700 \
	    -DCONFDIR='"$(CONFDIR)"' --error-exitcode=1 \
	    --enable=warning,performance,portability --inline-suppr src
# Another compiler's warnings.
check-clang: src/confdir
	ls src/*/*.c tests/unit/*/*.c tests/fuzz/*.c | xargs -n 40 \
	    -P $$(getconf _NPROCESSORS_ONLN) clang -fsyntax-only -Werror \
	    $$(printf '%s\n' $(COMPILE) | grep '^-[DIWs]')
check-unit: $(UNIT)
	sh tests/tools/run $(UNIT)
check-golden: all
	sh tests/tools/run tests/tools/golden
check-e2e: all
	CC='$(CC)' sh tests/tools/run $(E2E)
check-model: all
	PATH="$$PWD/src/cmd:$$PATH" sh tests/tools/run $(MODEL)
# With servers that others wrote, and what else "make deps-peers" installs.
check-peers: all
	CC='$(CC)' sh tests/tools/run tests/peers/*.t
# The README's commands on machines that hold nothing but make.
check-bare:
	sh tests/tools/bare
check-shape check-man check-cppcheck check-bench fuzz coverage: $(FIRST)

# Longer than a change can wait for; results stand in tests/RESULTS.md.
FUZZ_SECONDS = 600
fuzz:
	sh tests/tools/fuzz $(FUZZ_SECONDS)
bench: all
	CC='$(CC)' tests/bench/bench
	CC='$(CC)' tests/bench/large
	CC='$(CC)' tests/bench/lists
	CC='$(CC)' tests/bench/daemon
	CC='$(CC)' tests/bench/dynawall
	CC='$(CC)' tests/bench/postfix
	CC='$(CC)' tests/bench/policyd-weight
	tests/bench/mta
	tests/bench/replay
	tests/bench/relay
	tests/bench/rcpt
	CC='$(CC)' tests/bench/share
	tests/bench/report
# a million connections through tcpserver, the filter and dhfd
soak: all
	CC='$(CC)' tests/bench/soak
scale: all
	CC='$(CC)' tests/bench/scale
check-bench:
	CC='$(CC)' tests/bench/gate
accuracy: all
	CC='$(CC)' tests/bench/accuracy
# Writes src/name/points_shipped.c and what dhf.conf(5) says of it.
weights: src/libdhf.a
	CC='$(CC)' tests/bench/weights
# Lines and branches of src that the tests run; the rest in coverage.missed.
coverage:
	sh tests/tools/coverage
# Small changes of src/policy, and of what reads rules, that the tests notice: a
# sample of so many, 0 for all, in the tree that is built.
MUTANTS = 200
mutants: all $(UNIT)
	tests/tools/mutants -n $(MUTANTS)
# Each bit and each length of an image.
check-image: all tests/unit/replay/test_replay_damaged
	IMAGE_STEP=1 sh tests/tools/run tests/e2e/image.t \
	    tests/unit/replay/test_replay_damaged
check-index: all
	INDEX_LONG=1 sh tests/tools/run tests/e2e/index.t
check-lists: all
	DNS_CLIENTS=100000 DNS_SHUFFLES=1000 DNS_LATE=10000 \
	    sh tests/tools/run tests/peers/dns-servers.t tests/e2e/dns-deadline.t
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/dns_random.py 100
check-dynawall: all
	DYNAWALL_SILENT=10000 DYNAWALL_SECONDS=60 \
	    sh tests/tools/run tests/e2e/dynawall.t
check-equivalence: all
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/equivalence.py 20000
	PATH="$$PWD/src/cmd:$$PATH" python3 tests/model/netlists.py \
	    -d ../shared/networks 600
# Each system call and each allocation of each scene, once.
sweep: all
	SWEEP_STEP=1 sh tests/e2e/sweep.t
check-store: $(UNIT)
	KILL_ROUNDS=10000 tests/unit/store/test_crash
	STORE_IMAGES=10000 tests/unit/store/test_power
	STORE_CUTS=3000 STORE_FLIPS=20000 tests/unit/store/test_lmdb_file
kill: all
	KILL_ROUNDS=10000 sh tests/e2e/kill.t
	KILL_ROUNDS=2000 sh tests/e2e/zone.t
	KILL_ROUNDS=1000 sh tests/e2e/relay-kill.t

# Debian's packages, in the folder DEB; packaging/debian says how.
DEB     = deb
deb: $(FIRST)
	@sh tools/deb $(DEB)
# Debian 12 and 13: packages are made, installed, upgraded and purged.
check-deb:
	sh tests/tools/packages

install: all
	mkdir -p $(DESTDIR)$(BINDIR) $(DESTDIR)$(MANDIR)/man1 \
	    $(DESTDIR)$(MANDIR)/man5 $(DESTDIR)$(MANDIR)/man7 \
	    $(DESTDIR)$(MANDIR)/man8 $(DESTDIR)$(DOCDIR) $(DESTDIR)$(CONFDIR)
	sh tools/install-image check $(DESTDIR)$(CONFDIR)
	for p in $(PROG); do to=$(DESTDIR)$(BINDIR)/$${p##*/}; \
	    install -m 755 $$p $$to.new && mv -f $$to.new $$to || exit 1; done
	sh tools/install-image make $(DESTDIR)$(CONFDIR)
	made=$$(mktemp -d) && \
	    sh tools/install-text $$made '$(CONFDIR)' '$(SUFFIXLIST)' && \
	    for n in 1 5 7 8; do install -m 644 $$made/man/*.$$n \
	    $(DESTDIR)$(MANDIR)/man$$n || exit; done && \
	    cp -R $$made/doc/* $(DESTDIR)$(DOCDIR) && \
	    sh tools/install-conf $$made/doc/conf $(DESTDIR)$(CONFDIR) && \
	    rm -rf $$made
	mkdir -p $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	made=$$(mktemp -d) && sh tools/completion $$made $(PROG) && \
	    install -m 644 $$made/bash/* $(DESTDIR)$(BASHDIR) && \
	    install -m 644 $$made/zsh/* $(DESTDIR)$(ZSHDIR) && \
	    install -m 644 $$made/fish/* $(DESTDIR)$(FISHDIR) && \
	    rm -rf $$made

clean:
	rm -f $(PROG) $(UNIT) src/libdhf.a tests/unit/libunit.a src/link-* src/built-with \
	    src/confdir src/*/*.o .depend tests/unit/*/*.o bench.json \
	    bench-daemon.json coverage.missed
	rm -rf .static

.PHONY: all deps deps-peers deps-deb deb demo check check-shape check-man \
	check-clang check-image \
	check-bare check-deb check-cppcheck check-peers check-unit check-golden \
	check-e2e check-model check-bench check-index check-lists \
	check-equivalence check-store check-dynawall accuracy weights bench \
	scale soak fuzz coverage mutants kill sweep install clean
