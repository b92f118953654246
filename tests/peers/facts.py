"""What a tool says about a server, in one form for all tools: a flat table from the name of a fact to a word.

    version/TLS 1.2                 yes, no
    suite/TLS 1.2/c02f              yes, no             (code in hexadecimal; names are for people)
    order/TLS 1.2                   server, client
    group/TLS 1.3/x25519            yes, no             (`group/any/…` where a tool does not say for which version)
    dh/bits                         1024
    leaf/SHA-256                    yes, no
    feature/extended-master-secret  yes, no             (FEATURES)
    weakness/heartbleed             yes, no             (WEAKNESSES)

A fact that is not in the table was not looked at. `unsure` stands for "looked, but no clear answer".
"""

import functools
import pathlib
import re

YES, NO, UNSURE = "yes", "no", "unsure"
VERSIONS = ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")
FEATURES = (
    "extended-master-secret", "encrypt-then-mac", "secure-renegotiation", "client-renegotiation", "compression", "heartbeat",
    "fallback-scsv", "resumption-by-id", "resumption-by-ticket", "early-data", "stapling",
)
WEAKNESSES = ("heartbleed", "ccs-injection", "robot", "ticketbleed")
OTHER_NAMES = {"prime256v1": "secp256r1", "prime192v1": "secp192r1", "p-256": "secp256r1", "p-384": "secp384r1",
               "p-521": "secp521r1"}
TLS_13 = {"TLS_AES_128_GCM_SHA256": "1301", "TLS_AES_256_GCM_SHA384": "1302", "TLS_CHACHA20_POLY1305_SHA256": "1303",
          "TLS_AES_128_CCM_SHA256": "1304", "TLS_AES_128_CCM_8_SHA256": "1305"}


def word(value):
    """A truth value as a word."""
    return YES if value else NO


def group(name):
    """One spelling for each group."""
    name = name.strip().split(" ")[0].lower()
    return OTHER_NAMES.get(name, name)


@functools.cache
def registry():
    """Names of suites to codes, from the tables of nmap and testssl.sh."""
    names = {}
    lua = pathlib.Path("/usr/share/nmap/nselib/tls.lua")
    if lua.exists():
        for name, code in re.findall(r'\["(TLS_[\w-]+)"\]\s*=\s*0x([0-9A-Fa-f]{4})', lua.read_text()):
            names[name] = code.lower()
    table = pathlib.Path("/etc/testssl/cipher-mapping.txt")
    if table.exists():
        for line in table.read_text().splitlines():
            words = line.split()
            if len(words) > 3 and words[1] == "-":
                code = words[0].replace("0x", "").replace(",", "").lower()
                for name in (words[2], words[3]):
                    if name != "-":
                        # RC4-MD5 is the OpenSSL name of two suites; that of SSL 2.0 is asked for by its own name.
                        names.setdefault(name, code)
    for name, code in TLS_13.items():
        # nmap has names of its own for the suites of TLS 1.3.
        names[name] = names[name.replace("TLS_", "TLS_AKE_WITH_")] = code
    return names


def code(name):
    """The code of a suite by IANA or OpenSSL name; the name itself when nobody knows it."""
    return registry().get(name, name)


@functools.cache
def _by_code():
    table = {}
    for name, number in registry().items():
        if name.startswith(("TLS_", "SSL_")) and "_AKE_" not in name:
            table.setdefault(number, name)
    return table


def shown(fact):
    """A fact with the name of its suite."""
    parts = fact.split("/")
    if parts[0] == "suite":
        parts[-1] = _by_code().get(parts[-1], parts[-1])
    return "/".join(parts)


class Facts(dict):
    """A table of facts; `get` also answers what follows from the table."""

    def __init__(self, *words, complete=()):
        super().__init__(*words)
        # Prefixes in which everything that is not named is absent.
        self.complete = set(complete)

    def about(self, fact):
        """The word for a fact, or nothing when it was not looked at."""
        if fact in self:
            return self[fact]
        kind, *rest = fact.split("/")
        if kind in ("suite", "group") and rest:
            if kind == "group" and rest[0] == "any":
                return self._anywhere(rest[1])
            if f"{kind}/{rest[0]}" in self.complete:
                return NO
            # Groups of TLS 1.2 are those of older versions too: without TLS 1.2 there may still be some.
            if f"{kind}/{rest[0]}" in self:
                return self[f"{kind}/{rest[0]}"]
            if self.get(f"version/{rest[0]}") == NO:
                return NO
        if kind == "leaf" and "leaf" in self.complete:
            return NO
        return None

    def _anywhere(self, name):
        words = [self.about(f"group/{version}/{name}") for version in ("TLS 1.2", "TLS 1.3")]
        if YES in words:
            return YES
        if UNSURE in words:
            return UNSURE
        return NO if NO in words else None
