"""What a server must show, from its configuration alone: the openssl and GnuTLS programs say what their lists mean."""

import functools
import re
import subprocess

import facts
from facts import NO, YES, Facts, word

OLDER = ("TLS 1.0", "TLS 1.1", "TLS 1.2")
# Groups that OpenSSL 3.0 has in TLS 1.3, and curves that it has only before.
GROUPS_13 = {"X25519": "x25519", "X448": "x448", "P-256": "secp256r1", "P-384": "secp384r1", "P-521": "secp521r1",
             "ffdhe2048": "ffdhe2048", "ffdhe3072": "ffdhe3072", "ffdhe4096": "ffdhe4096"}
CURVES_12 = {"X25519": "x25519", "X448": "x448", "P-256": "secp256r1", "P-384": "secp384r1", "P-521": "secp521r1",
             "secp224r1": "secp224r1", "prime192v1": "secp192r1", "secp256k1": "secp256k1", "brainpoolP256r1": "brainpoolp256r1",
             "brainpoolP384r1": "brainpoolp384r1", "brainpoolP512r1": "brainpoolp512r1", "sect283k1": "sect283k1"}
CERTIFICATE_CURVES = {"p256": "secp256r1", "p384": "secp384r1"}
# What a hello without groups gets in OpenSSL 3.0.
DEFAULT_GROUPS = ("X25519", "P-256", "X448", "P-521", "P-384", "ffdhe2048", "ffdhe3072", "ffdhe4096")


class Empty(RuntimeError):
    """A configuration with which a server can do nothing."""


@functools.cache
def suites(cipher_list):
    """The suites before TLS 1.3 of an OpenSSL list: code, first version, key exchange, authentication and mode."""
    done = subprocess.run(["openssl", "ciphers", "-s", "-V", cipher_list], capture_output=True, timeout=20, check=True)
    found = []
    pattern = r"0x(\w\w),0x(\w\w) - (\S+)\s+(\S+)\s+Kx=(\S+)\s+Au=(\S+)\s+Enc=(\S+)\s+Mac=(\S+)"
    for line in done.stdout.decode().splitlines():
        match = re.search(pattern, line)
        if match and match[4] != "TLSv1.3":
            cbc = match[8] != "AEAD" and not re.match(r"(RC4|None)", match[7])
            found.append(((match[1] + match[2]).lower(), match[4], match[5], match[6], cbc))
    return found


def openssl(versions, cipher_list, ciphersuites, groups, kinds, dh, server_order, fingerprints):
    """Facts of a server on OpenSSL 3.0: nginx or s_server. `kinds` are the kinds of its keys, `dh` the bits of its prime."""
    truth = Facts(complete=set())
    rsa, ecdsa = any(kind.startswith("rsa") for kind in kinds), any(kind.startswith("p") for kind in kinds)
    curves = [CURVES_12[name] for name in groups if name in CURVES_12]
    usable = []
    for code, first, exchange, authentication, cbc in suites(cipher_list):
        able = {"RSA": rsa, "ECDSA": ecdsa}.get(authentication, False)
        # An ephemeral key exchange needs a group or a prime.
        able = able and {"RSA": True, "ECDH": bool(curves), "DH": bool(dh)}.get(exchange, False)
        if able:
            usable.append((code, first, exchange, authentication, cbc))
    ecdhe, older, shown = False, [], set()
    for version in facts.VERSIONS:
        taken = []
        if version in versions and version in OLDER:
            taken = [suite for suite in usable if version == "TLS 1.2" or suite[1] in ("SSLv3", "TLSv1")]
            ecdhe = ecdhe or any(suite[2] == "ECDH" for suite in taken)
            older += taken
            shown |= {suite[3] for suite in taken}
        codes = [suite[0] for suite in taken]
        if version in versions and version == "TLS 1.3":
            codes = [facts.code(name) for name in ciphersuites]
            codes = codes if any(name in GROUPS_13 for name in groups) else []
        _version(truth, version, codes, server_order)
    if truth["version/TLS 1.3"] == YES:
        _groups(truth, "TLS 1.3", [GROUPS_13[name] for name in groups if name in GROUPS_13])
    if older:
        _groups(truth, "TLS 1.2", curves if ecdhe else [])
        if server_order and {suite[3] for suite in older if suite[2] == "ECDH"} == {"ECDSA"}:
            _hide_behind_certificate(truth, curves, kinds)
        if any(suite[2] == "DH" for suite in older):
            truth["dh/bits"] = str(dh)
        for feature, there in (("extended-master-secret", True), ("secure-renegotiation", True), ("compression", False),
                               ("heartbeat", False)):
            truth[f"feature/{feature}"] = word(there)
        if any(suite[4] for suite in older):
            truth["feature/encrypt-then-mac"] = YES
        if len([version for version in facts.VERSIONS if truth[f"version/{version}"] == YES]) > 1:
            truth["feature/fallback-scsv"] = YES
    if _legible(truth):
        shown |= {"RSA", "ECDSA"}
    for kind, fingerprint in zip(kinds, fingerprints, strict=True):
        if ("RSA" if kind.startswith("rsa") else "ECDSA") in shown:
            truth[f"leaf/{fingerprint}"] = YES
    truth.update({f"weakness/{name}": NO for name in ("heartbleed", "ccs-injection", "robot", "ticketbleed")})
    return truth


def gnutls(priority, kinds, fingerprints):
    """Facts of gnutls-serv: its own program lists what a priority string means."""
    done = subprocess.run(["gnutls-cli", "--list", "--priority", priority], capture_output=True, timeout=20, check=False)
    if done.returncode:
        raise Empty(f"nothing to offer: {priority}")
    text = done.stdout.decode()
    versions = {"SSL 3.0" if name == "SSL3.0" else f"TLS {name}" for name in re.findall(r"VERS-(?:TLS)?(SSL3\.0|1\.\d)", text)}
    groups = [facts.group({"SECP192R1": "secp192r1"}.get(name, name)) for name in re.findall(r"GROUP-([A-Z0-9]+)", text)]
    rsa, ecdsa = any(kind.startswith("rsa") for kind in kinds), any(kind.startswith("p") for kind in kinds)
    curves = [group for group in groups if not group.startswith("ffdhe")]
    truth, modern, older = Facts(), [], {}
    for name, high, low, first in re.findall(r"^(TLS_\S+)\s+0x(\w\w), 0x(\w\w)\s+(\S+)$", text, re.M):
        code = (high + low).lower()
        if first == "TLS1.3":
            modern.append(code)
            continue
        able = ecdsa if "_ECDSA_" in name else rsa and re.match("TLS_(RSA|ECDHE_RSA|DHE_RSA)_", name)
        if able and ("_ECDHE_" not in name or curves):
            older[code] = (name, first)
    for version in facts.VERSIONS:
        codes = []
        if version == "TLS 1.3" and version in versions and groups:
            codes = modern
        elif version in versions and version in OLDER:
            codes = [code for code, (_, first) in older.items() if version == "TLS 1.2" or first != "TLS1.2"]
        _version(truth, version, codes, "SERVER_PRECEDENCE" in priority)
    if truth["version/TLS 1.3"] == YES:
        _groups(truth, "TLS 1.3", groups)
    taken = {fact.split("/")[2] for fact in truth if fact.startswith("suite/TLS 1.")} & set(older)
    if taken and not any("_DHE_" in older[code][0] for code in taken):
        _groups(truth, "TLS 1.2", curves if any("_ECDHE_" in older[code][0] for code in taken) else [])
        if ecdsa and "SERVER_PRECEDENCE" in priority:
            _hide_behind_certificate(truth, curves, kinds)
    for kind, fingerprint in zip(kinds, fingerprints, strict=True):
        mine = "_ECDSA_" if kind.startswith("p") else "RSA_"
        if _legible(truth) or any(mine in older[code][0] for code in taken):
            truth[f"leaf/{fingerprint}"] = YES
    if taken:
        truth["feature/extended-master-secret"] = truth["feature/secure-renegotiation"] = YES
        truth["feature/compression"] = NO
    truth.update({f"weakness/{name}": NO for name in ("heartbleed", "ccs-injection", "robot", "ticketbleed")})
    return truth


def _hide_behind_certificate(truth, curves, kinds):
    """An ECDSA certificate is only for clients that offer its curve: curves that the server likes less never show."""
    own = CERTIFICATE_CURVES[next(kind for kind in kinds if kind.startswith("p"))]
    if own in curves:
        truth.complete.discard("group/TLS 1.2")
        for name in curves[curves.index(own) + 1:]:
            truth.pop(f"group/TLS 1.2/{name}", None)


def _legible(truth):
    """Whether a certificate that only TLS 1.3 shows can be read: it comes encrypted, and our library has not every group."""
    return any(truth.get(f"group/TLS 1.3/{name}") == YES for name in ("x25519", "secp256r1", "secp384r1", "x25519mlkem768")) \
        and any(truth.get(f"suite/TLS 1.3/{code}") == YES for code in ("1301", "1302", "1303"))


def _version(truth, version, codes, server_order):
    truth[f"version/{version}"] = word(codes)
    truth.complete.add(f"suite/{version}")
    for code in codes:
        truth[f"suite/{version}/{code}"] = YES
    if len(codes) > 1:
        truth[f"order/{version}"] = "server" if server_order else "client"


def _groups(truth, version, names):
    truth.complete.add(f"group/{version}")
    for name in names:
        truth[f"group/{version}/{name}"] = YES
