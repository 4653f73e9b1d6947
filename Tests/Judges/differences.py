"""Where a reader and Waybill differ, and why.

differences.tsv has a row for each file of the corpus that a reader and Waybill judge differently;
opinions.tsv the faults that a reader finds in what Waybill writes and that are none in X12.
"""
import csv
import os
import re
from typing import NamedTuple

FOLDER = os.path.dirname(os.path.abspath(__file__))
HEADER = ['file', 'reader', 'waybill', 'verdict', 'cause', 'reason']
VERDICTS = ('accepted', 'refused')
# What the difference comes from.
CAUSES = {
    'subset': 'the reader has only a part of the standard',
    'stricter': 'the reader asks for more than X12 does',
    'laxer': 'the reader does not check what X12 asks for',
    'tolerance': 'Waybill reads past a known fault and reports it as a warning',
    'reading': 'the reader cannot read what X12 allows in a file',
}


class Difference(NamedTuple):
    waybill: str
    verdict: str
    cause: str
    reason: str


class Differences:
    def __init__(self, rows):
        self.rows = rows

    @staticmethod
    def load(path=os.path.join(FOLDER, 'differences.tsv')):
        rows = {}
        with open(path, encoding='utf-8', newline='') as file:
            lines = csv.reader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
            if next(lines) != HEADER:
                raise SystemExit('%s: the columns are %s' % (path, ', '.join(HEADER)))
            for number, line in enumerate(lines, 2):
                file_name, reader, *rest = line
                entry = Difference(*rest)
                good = (entry.waybill in VERDICTS and entry.verdict in VERDICTS
                        and entry.waybill != entry.verdict and entry.cause in CAUSES
                        and entry.reason and (file_name, reader) not in rows)
                if not good:
                    raise SystemExit('%s:%d: not a difference: %s' % (path, number, line))
                rows[file_name, reader] = entry
        return Differences(rows)

    def explains(self, file_name, reader):
        """Whether the reader is known to refuse what Waybill accepts in this file."""
        entry = self.rows.get((file_name, reader))
        return entry is not None and entry.verdict == 'refused'


class Opinions:
    """Faults that are set aside, by reader and the pattern of what it says."""

    def __init__(self, rows):
        self.rows = rows
        self.used = set()

    @staticmethod
    def load(path=os.path.join(FOLDER, 'opinions.tsv')):
        with open(path, encoding='utf-8', newline='') as file:
            lines = csv.reader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
            if next(lines) != ['reader', 'fault', 'reason']:
                raise SystemExit('%s: the columns are reader, fault, reason' % path)
            return Opinions([(reader, re.compile(fault)) for reader, fault, _ in lines])

    def remaining(self, reader, faults):
        """The faults that count."""
        kept = []
        for fault in faults:
            known = [row for row in self.rows if row[0] == reader and row[1].match(fault)]
            self.used.update(known)
            kept += [] if known else [fault]
        return kept

    def unused(self):
        return ['%s: %s' % (reader, fault.pattern) for reader, fault in self.rows
                if (reader, fault) not in self.used]
