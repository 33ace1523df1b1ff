#!/usr/bin/env python3
"""Checks a ledger of Vermerk without Vermerk: python3 verify_ledger.py LEDGER [LINES HASH]

LINES and HASH are a state noted earlier; with them a cut or replaced end is found too."""
import hashlib, json, sys

def faults(path, noted=None):
    previous, number = "0" * 64, 0
    for number, raw in enumerate(open(path, "rb"), 1):
        body, field, end = raw.rpartition(b',"hash":"')
        own = hashlib.sha256(body).hexdigest()
        if not field or end != own.encode() + b'"}\n':
            yield number, "was changed"
            return
        entry = json.loads(raw)
        if entry["line"] != number or entry["prev"] != previous:
            yield number, "does not follow the line before it"
            return
        previous = own
        if noted and noted[0] == number and noted[1] != own:
            yield number, "is not the one it was when the state was noted"
    if noted and noted[0] > number:
        yield number + 1, "is missing: the end was cut off"
    print(f"{number} lines, last hash {previous}")

noted = (int(sys.argv[2]), sys.argv[3]) if len(sys.argv) > 3 else None
found = [print(f"line {line} of the ledger {fault}") for line, fault in faults(sys.argv[1], noted)]
sys.exit(65 if found else 0)
