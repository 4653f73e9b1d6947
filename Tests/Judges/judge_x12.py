#!/usr/bin/env python3
"""Lets the independent readers of readers.py judge files that Waybill wrote.

Usage: judge_x12.py [--covering <maps/x12>] <directory-or-file>...
       judge_x12.py --self-test

Each file is read by every reader that knows all its sets. A file made from one of the corpus
carries the name of its source (`x12-810@001-staedi.edi@<hash>.810`): what differences.tsv says a
reader has against the source, it may have against the copy. Faults that opinions.tsv names are set
aside. With --covering, each set that has a map must have been judged in 004010 and in 005010, and
997, 999 and TA1 too; and when copies of the corpus are there, every opinion must have been met.

Exit status: 0 every file was read by at least one reader and accepted by all that know it; else 1.
"""
import collections
import os
import sys
import tempfile

import readers
from differences import Differences, Opinions


def files_in(arguments):
    for argument in arguments:
        if os.path.isdir(argument):
            for folder, _, names in sorted(os.walk(argument)):
                for name in sorted(names):
                    yield os.path.join(folder, name)
        else:
            yield argument


def source_of(path):
    """The file of the corpus that the judged file was made from."""
    parts = os.path.basename(path).split('@')
    return '/'.join(parts[:2]) if len(parts) == 3 else None


class Session:
    """Judges files and keeps count."""

    def __init__(self):
        self.readers = readers.all_readers()
        self.differences, self.opinions = Differences.load(), Opinions.load()
        # (set, version) -> reader -> files judged
        self.judged = collections.defaultdict(collections.Counter)
        self.files = self.refusals = self.excused = self.unread = self.sourced = 0

    def verdicts(self, path):
        """Pairs of reader and faults; ends empty when no reader knows the sets."""
        sets = readers.sets_of(path)
        for reader in self.readers:
            if sets and all(reader.knows(*pair) for pair in sets):
                yield reader, readers.guarded(reader, path)

    def judge(self, path):
        self.files += 1
        source, count = source_of(path), 0
        self.sourced += source is not None
        for reader, faults in self.verdicts(path):
            count += 1
            for pair in readers.sets_of(path):
                self.judged[pair][reader.name] += 1
            faults = self.opinions.remaining(reader.name, faults)
            if not faults:
                continue
            if source and self.differences.explains(source, reader.name):
                self.excused += 1
                continue
            self.refusals += 1
            print('%s: refused by %s' % (path, reader.name))
            for fault in faults:
                print('    ' + fault)
        if not count:
            self.unread += 1
            print('%s: no reader knows %s' % (path, sorted(readers.sets_of(path)) or 'its sets'))

    def show(self):
        names = [reader.name for reader in self.readers]
        print('%-6s%-14s' % ('set', 'release') + ''.join('%12s' % name for name in names))
        for pair in sorted(self.judged):
            counts = self.judged[pair]
            print('%-6s%-14s' % pair + ''.join('%12s' % (counts[name] or '-') for name in names))
        print('%d files judged, %d refusals, %d as their source in the corpus'
              % (self.files, self.refusals, self.excused))

    def missing(self, maps):
        """The sets that nothing was judged of."""
        sets = sorted(name[:-5] for name in os.listdir(maps) if name.endswith('.yaml'))
        wanted = [(name, release) for name in sets for release in ('004010', '005010')]
        wanted += [('997', '004010'), ('997', '005010'), ('999', '005010X231A1'), ('TA1', '00401')]
        return [pair for pair in wanted if pair not in self.judged]


def judge(arguments):
    maps = None
    if arguments[0] == '--covering':
        maps, arguments = arguments[1], arguments[2:]
    session = Session()
    for path in files_in(arguments):
        session.judge(path)
    session.show()
    missing = ['nothing was written of %s in %s' % pair for pair in session.missing(maps)
               ] if maps else []
    missing += ['no fault is left that opinions.tsv sets aside for ' + opinion
                for opinion in session.opinions.unused()] if maps and session.sourced else []
    print(''.join(line + '\n' for line in missing), end='')
    return 1 if session.refusals or session.unread or missing or not session.files else 0


# ---- self-test: a judge that accepts everything judges nothing

ACKNOWLEDGMENT = (
    'ISA*00*          *00*          *ZZ*STCLAREHOSP    *01*071234565      *260302*0917*U*00401'
    '*000000031*0*P*>~GS*FA*STCLAREHOSP*071234565*20260302*0917*12*X*004010~ST*997*0007~'
    'AK1*IN*905~AK2*810*0001~AK3*IT1*7**8~AK4*3*355*7*XX~AK5*E*5~AK9*E*1*1*1~SE*8*0007~'
    'GE*1*12~IEA*1*000000031~')
ORDER = (
    'ISA*00*          *00*          *ZZ*STCLAREHOSP    *01*071234565      *260302*0917*U*00401'
    '*000000032*0*P*>~GS*PO*STCLAREHOSP*071234565*20260302*0917*13*X*004010~ST*850*0008~'
    'BEG*00*SA*PO00042**20260302~PO1*1*24*CA*41.5**VC*GLV-0440~PO1*2*6*BX*8.2**VC*SYR-1020~'
    'CTT*2~SE*6*0008~GE*1*13~IEA*1*000000032~')
GENERAL = {'bots', 'x12-doctor', 'mock-edi'}
# What is spoiled, the text, its replacement, and who must refuse it.
SPOILED = {
    ACKNOWLEDGMENT: [
        ('as it is', '', '', set()),
        ('wrong count', 'SE*8*', 'SE*9*', GENERAL | {'pyx12'}),
        ('wrong control number', 'IEA*1*000000031', 'IEA*1*000000033', GENERAL | {'pyx12'}),
        ('unknown segment', 'AK5*E*5', 'QQQ*E*5', {'bots', 'pyx12', 'mock-edi'}),
        ('segment missing', 'AK9*E*1*1*1~SE*8', 'SE*7', {'bots', 'pyx12', 'mock-edi'}),
        ('element missing', 'AK4*3*355*7*XX', 'AK4*3*355', {'bots', 'pyx12', 'mock-edi'}),
        ('no such code', 'AK5*E*5', 'AK5*Q*5', {'pyx12'}),
    ],
    ORDER: [
        ('as it is', '', '', set()),
        ('wrong count', 'SE*6*', 'SE*5*', GENERAL),
        ('segment missing', 'BEG*00*SA*PO00042**20260302', 'CUR*BY*USD', GENERAL),
        ('element missing', 'BEG*00*SA*PO00042', 'BEG*00*SA*', GENERAL),
        ('element too long', 'PO00042', 'PO' + '4' * 40, {'bots'}),
        ('not a number', '*41.5*', '*4l.5*', {'bots', 'mock-edi'}),
        ('impossible date', '*20260302~PO1', '*20260231~PO1', {'bots', 'x12-doctor'}),
        ('out of order', 'CTT*2~SE*6', 'BEG*00*SA*PO00042**20260302~CTT*2~SE*7', {'bots'}),
        ('wrong line count', 'CTT*2~', 'CTT*3~', {'x12-doctor'}),
    ],
}


def self_test():
    session, wrong = Session(), 0
    with tempfile.TemporaryDirectory() as scratch:
        path = os.path.join(scratch, 'case.x12')
        for good, cases in SPOILED.items():
            for label, old, new, expected in cases:
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(good.replace(old, new, 1) if old else good)
                refused = {reader.name for reader, faults in session.verdicts(path) if faults}
                print('self-test: %s, %s: refused by %s' % (
                    '997' if good is ACKNOWLEDGMENT else '850', label,
                    ', '.join(sorted(refused)) or 'none'))
                if refused != expected:
                    wrong += 1
                    print('    expected: %s' % (', '.join(sorted(expected)) or 'none'))
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    sys.exit(self_test() if sys.argv[1] == '--self-test' else judge(sys.argv[1:]))
