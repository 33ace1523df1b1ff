#!/usr/bin/env python3
"""Checks a ledger of Vermerk without Vermerk, with nothing but Python:

    python3 verify_ledger.py LEDGER                          the chain of its lines
    python3 verify_ledger.py LEDGER LINES HASH               also against a state noted earlier
    python3 verify_ledger.py LEDGER --heads FILE PUBLIC_KEY  also against states signed with this key (Ed25519)

With a noted or signed state a cut or replaced end is found too."""
import hashlib, json, sys


def faults(path, noted):
    previous, number = "0" * 64, 0
    for number, raw in enumerate(open(path, "rb"), 1):
        body, field, end = raw.rpartition(b',"hash":"')
        own = hashlib.sha256(body).hexdigest()
        if not field or end != own.encode() + b'"}\n':
            yield f"line {number} of the ledger was changed"
            return
        entry = json.loads(raw)
        if entry["line"] != number or entry["prev"] != previous:
            yield f"line {number} of the ledger does not follow the line before it"
            return
        previous = own
        if noted.get(number, own) != own:
            yield f"line {number} of the ledger is not the one it was when the state was noted"
    if max(noted, default=0) > number:
        yield f"line {number + 1} of the ledger is missing: the end was cut off"
    print(f"{number} lines, last hash {previous}")


def signed_states(path, key):
    for number, raw in enumerate(open(path, "rb"), 1):
        body, field, end = raw.rpartition(b',"signature":"')
        if not field or end[128:] != b'"}\n' or not ed25519(key, body, bytes.fromhex(end[:128].decode())):
            print(f"line {number} of the signed states has no valid signature")
            sys.exit(65)
        state = json.loads(raw)
        yield state["lines"], state["hash"]


# Ed25519 as RFC 8032, section 6, writes it down.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (2**255 - 20) // 4, 2**255 - 19)


def add(a, b):
    s, t, u, v = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0]), 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = t - s, v - u, v + u, t + s
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(factor, point):
    sum = (0, 1, 1, 0)
    while factor:
        sum, point, factor = add(sum, point) if factor & 1 else sum, add(point, point), factor >> 1
    return sum


def decode(data):
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT % P
    assert y < P and x * x % P == square, "no point of the curve"
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decode((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def ed25519(key, message, signature):
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left, right = times(s, BASE), add(decode(signature[:32]), times(h, decode(key)))
    return s < L and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


rest = sys.argv[2:]
if rest[:1] == ["--heads"]:
    noted = dict(signed_states(rest[1], bytes.fromhex(rest[2])))
else:
    noted = {int(rest[0]): rest[1]} if rest else {}
found = [print(fault) for fault in faults(sys.argv[1], noted)]
sys.exit(65 if found else 0)
