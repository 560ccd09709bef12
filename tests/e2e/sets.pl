# SPDX-License-Identifier: GPL-3.0-or-later
# Sets of Internet numbers by another hand than the program's: tests compare
# with them.  perl sets.pl [count] FILE [minus|and|or FILE]...
# A FILE has lines `FAMILY FIRST-LAST`, or records of the statistics format;
# the result is the former, joined and sorted.  With count: `FAMILY NUMBERS
# RANGES` instead.
use strict;
use warnings;
use Math::BigInt;
use Socket qw(AF_INET AF_INET6 inet_pton inet_ntop);

my %af = (ipv4 => AF_INET, ipv6 => AF_INET6);
my %digits = (ipv4 => 8, ipv6 => 32);

sub number {
	my ($fam, $s) = @_;
	return Math::BigInt->new($s) if $fam eq 'asn';
	my $p = inet_pton($af{$fam}, $s) // die "no $fam: $s\n";
	return Math::BigInt->from_hex(unpack('H*', $p));
}

sub text {
	my ($fam, $n) = @_;
	return "$n" if $fam eq 'asn';
	my $hex = substr($n->as_hex, 2);
	$hex = ('0' x ($digits{$fam} - length $hex)) . $hex;
	return inet_ntop($af{$fam}, pack('H*', $hex));
}

# Half-open intervals: [first, behind the last).
sub read_set {
	my ($file) = @_;
	my %v = (asn => [], ipv4 => [], ipv6 => []);
	open(my $fh, '<', $file) or die "$file: $!\n";
	while (<$fh>) {
		s/[\r\n]+$//;
		if (/^(asn|ipv4|ipv6) ([^- ]+)(?:-(\S+))?$/) {
			my $hi = defined $3 ? $3 : $2;
			push @{$v{$1}}, [number($1, $2), number($1, $hi) + 1];
		} elsif (/^[^|#]*\|[^|]*\|(asn|ipv4|ipv6)\|([^|*]+)\|(\d+)\|/) {
			my $n = $1 eq 'ipv6' ? Math::BigInt->new(2) ** (128 - $3) :
				Math::BigInt->new($3);
			my $lo = number($1, $2);
			push @{$v{$1}}, [$lo, $lo + $n];
		}
	}
	close $fh;
	return {map { $_ => combine($v{$_}, [], sub { $_[0] }) } keys %v};
}

# Walks over all ends of both; keep says whether to, where they cover.
sub combine {
	my ($one, $other, $keep) = @_;
	my @ends = sort { $a->[0] <=> $b->[0] } map {
		my $which = $_->[0];
		map { [$_->[0], $which, 1], [$_->[1], $which, -1] } @{$_->[1]}
	} ([0, $one], [1, $other]);
	my @in = (0, 0);
	my ($from, @out);
	for my $i (0 .. $#ends) {
		$in[$ends[$i][1]] += $ends[$i][2];
		next if $i < $#ends && $ends[$i + 1][0] == $ends[$i][0];
		my $on = $keep->($in[0] > 0, $in[1] > 0);
		if ($on && !defined $from) {
			$from = $ends[$i][0];
		} elsif (!$on && defined $from) {
			push @out, [$from, $ends[$i][0]];
			undef $from;
		}
	}
	return \@out;
}

my %verbs = (
	minus => sub { $_[0] && !$_[1] },
	and => sub { $_[0] && $_[1] },
	or => sub { $_[0] || $_[1] },
);
my $count = @ARGV && $ARGV[0] eq 'count' ? shift @ARGV : '';
my $set = read_set(shift @ARGV);
while (my ($verb, $file) = splice(@ARGV, 0, 2)) {
	my $other = read_set($file);
	my $keep = $verbs{$verb} // die "no verb: $verb\n";
	$set->{$_} = combine($set->{$_}, $other->{$_}, $keep) for keys %$set;
}
for my $fam (qw(asn ipv4 ipv6)) {
	my @v = @{$set->{$fam}};
	if ($count) {
		my $n = Math::BigInt->new(0);
		$n += $_->[1] - $_->[0] for @v;
		printf "%s %s %d\n", $fam, $n, scalar @v if @v;
		next;
	}
	for (@v) {
		my ($lo, $hi) = ($_->[0], $_->[1] - 1);
		print $fam, ' ', text($fam, $lo),
		    $lo == $hi ? '' : '-' . text($fam, $hi), "\n";
	}
}
