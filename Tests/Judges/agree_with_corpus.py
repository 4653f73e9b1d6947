#!/usr/bin/env python3
"""Compares Waybill's verdict on every X12 file of the corpus with that of the independent readers.

Usage: agree_with_corpus.py [--all] [--record] <waybill> <corpus>

A file whose sets Waybill has tables for is put to each reader that knows them all in their
releases; its verdict is held against the exit status of `waybill check`. The readers get the file
without a byte order mark and without white space before its ISA; all other bytes are as they are.
Every difference must be explained in differences.tsv, and every explanation there must still hold.
docs/judges.md holds the result; --record writes it there. With --all the verdicts on all files are
printed, otherwise the differences.

Exit status: 0 every verdict agrees or its difference is explained, and the page says so; else 1.
"""
import collections
import csv
import os
import re
import subprocess
import sys
import tempfile

import readers
from differences import CAUSES, Differences

BEGIN, END = '<!-- written by agree_with_corpus.py -->\n', '<!-- end -->\n'
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def our_sets():
    """The sets that Waybill has a table for in any release."""
    folder = os.path.join(ROOT, 'maps', 'x12')
    return {'TA1'} | {
        name[:-4] for release in ('004010', '005010')
        for name in os.listdir(os.path.join(folder, release, 'sets'))}


def corpus_files(corpus):
    """Names of the X12 files, and the sets that the manifest says each holds."""
    with open(os.path.join(corpus, 'manifest.tsv'), encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE):
            if row['kind'].startswith('x12-'):
                named = re.search(r'sets=([^;]*)', row['notes'])
                sets = re.findall(r'\b(\d{3})(?:x\d+)?\b', named.group(1)) if named else []
                yield row['file'], {
                    (name, release) for name in sets for release in row['release'].split(',')}


def waybill_verdict(waybill, path):
    """`accepted` or `refused`, and the codes of the errors."""
    ran = subprocess.run(
        [waybill, 'check', '--json', '--root', ROOT, path], capture_output=True, text=True,
        check=False)
    if ran.returncode not in (0, 65):
        raise SystemExit('waybill check %s: exit %d: %s' % (path, ran.returncode, ran.stderr))
    codes = re.findall(r'"code":"([^"]*)"[^\n]*"severity":"error"', ran.stdout)
    return 'accepted' if ran.returncode == 0 else 'refused', codes


def prepared(path, scratch):
    """A copy that begins with the ISA, when only a mark or white space stands before it."""
    with open(path, 'rb') as file:
        content = file.read()
    copy = os.path.join(scratch, os.path.basename(path))
    with open(copy, 'wb') as file:
        file.write(content.removeprefix(b'\xef\xbb\xbf').lstrip(b' \t\r\n'))
    return copy


class Comparison:
    def __init__(self, waybill, corpus, show_all):
        self.waybill, self.corpus, self.show_all = waybill, corpus, show_all
        self.readers = readers.all_readers()
        self.our_sets = our_sets()
        self.differences = Differences.load()
        self.applied = set()
        self.counts = collections.Counter()
        self.problems = []

    def run(self):
        with tempfile.TemporaryDirectory() as scratch:
            for name, sets in corpus_files(self.corpus):
                self.compare(name, sets, scratch)
        for key in sorted(set(self.differences.rows) - self.applied):
            self.problems.append('%s, %s: differences.tsv explains a difference that is gone' % key)

    def compare(self, name, sets, scratch):
        path = os.path.join(self.corpus, name)
        copy = prepared(path, scratch)
        sets = readers.sets_of(copy) or sets
        knowing = [reader for reader in self.readers
                   if sets and all(reader.knows(*pair) for pair in sets)]
        if not knowing or not all(pair[0] in self.our_sets for pair in sets):
            self.counts['unread'] += 1
            return
        self.counts['files'] += 1
        ours, codes = waybill_verdict(self.waybill, path)
        cells = []
        for reader in knowing:
            faults = readers.guarded(reader, copy)
            theirs = 'refused' if faults else 'accepted'
            cells.append('%s %s' % (reader.name, theirs))
            self.counts[reader.name, 'files'] += 1
            self.counts[reader.name, ours, theirs] += 1
            if ours != theirs:
                self.differ(name, reader.name, ours, theirs, faults or codes)
        if self.show_all:
            print('%-48s waybill %s; %s' % (name, ours, ', '.join(cells)))

    def differ(self, name, reader, ours, theirs, why):
        entry = self.differences.rows.get((name, reader))
        if entry and (entry.waybill, entry.verdict) == (ours, theirs):
            self.applied.add((name, reader))
            self.counts[reader, entry.cause] += 1
            return
        self.problems.append('%s: waybill %s, %s %s, which differences.tsv does not explain%s' % (
            name, ours, reader, theirs, ''.join('\n    ' + line for line in why)))

    def page(self):
        """The result in Markdown."""
        lines = ['%d files of the corpus hold sets that both Waybill and at least one reader know.'
                 % self.counts['files'], '']
        lines += ['| Reader | Files | Same verdict | ' + ' | '.join(CAUSES) + ' |',
                  '|---|' + '---|' * (2 + len(CAUSES))]
        for reader in self.readers:
            agree = sum(self.counts[reader.name, both, both] for both in ('accepted', 'refused'))
            cells = [reader.name, self.counts[reader.name, 'files'], agree]
            cells += [self.counts[reader.name, cause] for cause in CAUSES]
            lines.append('| ' + ' | '.join(str(cell) for cell in cells) + ' |')
        lines += ['', '| File | Reader | Waybill | Reader says | Because |',
                  '|---|---|---|---|---|']
        for (name, reader), entry in sorted(self.differences.rows.items()):
            lines.append('| %s | %s | %s | %s | *%s.* %s |' % (
                name, reader, entry.waybill, entry.verdict, entry.cause, entry.reason))
        return '\n'.join(lines) + '\n'

    def hold_page(self, record):
        """Compares docs/judges.md with the result, or writes it there."""
        path = os.path.join(ROOT, 'docs', 'judges.md')
        with open(path, encoding='utf-8') as file:
            head, _, rest = file.read().partition(BEGIN)
        written, _, tail = rest.partition(END)
        if record:
            with open(path, 'w', encoding='utf-8') as file:
                file.write(head + BEGIN + self.page() + END + tail)
        elif written != self.page():
            self.problems.append('docs/judges.md tells another result; --record writes this one')

    def show(self):
        print(self.page().partition('| File |')[0])
        print('%d files compared, %d of sets or releases that no reader knows; %d problems'
              % (self.counts['files'], self.counts['unread'], len(self.problems)))


def main(arguments):
    options = {argument for argument in arguments if argument.startswith('--')}
    paths = [argument for argument in arguments if argument not in options]
    if len(paths) != 2 or options - {'--all', '--record'}:
        sys.exit(__doc__.strip())
    comparison = Comparison(*paths, '--all' in options)
    comparison.run()
    comparison.hold_page('--record' in options)
    for problem in comparison.problems:
        print(problem)
    comparison.show()
    return 1 if comparison.problems or not comparison.counts['files'] else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
