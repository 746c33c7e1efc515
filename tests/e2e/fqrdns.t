#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A public list of 1,500 expressions for Postfix imports without a hand edit,
# and judges real client names as an independent reading of it does.
. "${0%/*}/lib.sh"
list=$shared/rules/fqrdns.pcre
names=$shared/corpus/names.tsv
[ -f "$list" ] && [ -f "$names" ] ||
	skip_all 'the public rule list and the names are not there'
plan 4
cd "$tmp" || exit 1

cp "$list" list.pcre
echo 'import postfix-pcre list.pcre' >conf
dhf-compile -o db conf >out 2>err
same 'the list compiles' $? 0

# every line with an expression is a rule, or is named with a reason
dhf-test -f db -l >rules
named=$(grep -E '^list\.pcre:[0-9]+:[0-9]+: ' err | grep -v ' warning: ' |
    cut -d: -f2 | sort -u | wc -l)
lines=$(grep -cE '^!?/' list.pcre)
note "$lines expressions, $(grep -c . rules) rules, $((named)) lines named"
ok 'every expression is a rule or is named' \
    [ $(($(grep -c . rules) + named)) -ge "$lines" ]

# the first 2,000 names; perl reads the table as pcre_table(5) says
cat >table.pl <<'END'
use strict;
use warnings;
my (@table, @logical);
open my $list, '<', shift or die;
while (my $line = <$list>) {
	chomp $line;
	next if $line =~ /^\s*(#|$)/;
	if ($line =~ /^\s/) { $logical[-1][1] .= $line; next }
	push @logical, [$., $line];
}
for (@logical) {
	my ($number, $line) = @$_;
	if ($line =~ /^endif/) { push @table, [$number, 'endif']; next }
	my $kind = $line =~ s/^if\s+// ? 'if' : 'rule';
	$line =~ m{^(!?)/((?:[^/\\]|\\.)*)/(\w*)\s*(.*)} or die $line;
	my ($no, $text, $flags, $what) = ($1, $2, $3, $4);
	my $regex = $flags =~ /i/ ? qr/$text/a : qr/$text/ai;
	push @table, [$number, $kind, $no eq '!', $regex, $what];
}
sub judge {
	my ($depth, $off) = (0, 0);
	for (@table) {
		my ($number, $kind, $no, $regex, $what) = @$_;
		if ($kind eq 'endif') {
			$off = 0 if $off == $depth;
			$depth--;
		} elsif ($kind eq 'if') {
			$depth++;
			$off = $depth if !$off && ($_[0] =~ $regex) == $no;
		} elsif (!$off && ($_[0] =~ $regex) != $no) {
			return $what =~ /^REJECT/ ?
			    "block\tlist.pcre:$number" : "pass\t*";
		}
	}
	return "pass\t*";
}
while (<STDIN>) {
	chomp;
	my ($ip, $name) = split /\t/;
	print join("\t", $ip, $name, judge(lc $name)), "\n";
}
END
awk -F '\t' 'NR <= 2000 { print ($1 == "-" ? "192.0.2.1" : $1) "\t" $2 }' \
    "$names" >in
perl table.pl list.pcre <in >want 2>trouble
[ -s trouble ] && note "$(cat trouble)"
dhf-test -f db -b <in 2>>trouble |
    awk -F '\t' -v OFS='\t' '{ print $1, $2, $3, $3 == "pass" ? "*" : $5 }' >got
note "$(cut -f3 want | sort | uniq -c | tr '\n' ' ')"
same 'all names are judged' "$(wc -l <got | tr -d ' ')" 2000
diff want got >differences
empty 'verdict and rule are those of the table' differences
