"""The zoo: TLS servers that we did not write, each in several configurations, all on 127.0.0.1."""

import contextlib
import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable

import nginx
from cellar import NEW_OPENSSL, OLD_OPENSSL, Go, MbedTls, Missing, OldNode, call, compiled
from facts import NO, YES
from loopback import CACHE, free_port, running

PROGRAMS = pathlib.Path(__file__).resolve().parent / "programs"
MODERN = "ECDHE+AESGCM:ECDHE+CHACHA20"
EVERYTHING = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
# The configuration of Debian switches old versions off.
PLAIN = {**os.environ, "OPENSSL_CONF": "/dev/null"}


@dataclasses.dataclass
class Animal:
    """A server: `serve` is a context that gives the port; `known` are facts that its configuration leaves no doubt about."""

    name: str
    serve: Callable
    known: dict = dataclasses.field(default_factory=dict)
    # One connection after the other: tools that open several must wait.
    serial: bool = False
    # Binds to every address: only in a network that has nothing but loopback.
    wild: bool = False


@contextlib.contextmanager
def _started(command, port=None, **options):
    port = port or free_port()
    with running([str(port) if word == "PORT" else str(word).replace("@PORT", str(port)) for word in command], port, **options):
        yield port


def _nginx(made, name, kinds, **options):
    @contextlib.contextmanager
    def serve():
        port, folder = free_port(), CACHE / "zoo" / name
        try:
            with nginx.serving(folder, port, certificates=[(made.chain(kind), made.key(kind)) for kind in kinds], **options):
                yield port
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    return serve


def _openssl(program, made, kinds, *words):
    """`openssl s_server` of some branch."""
    def serve():
        path = program() if callable(program) else program
        command = [path, "s_server", "-accept", "127.0.0.1:@PORT", "-www", "-quiet"]
        for kind, prefix in zip(kinds, ("", "d"), strict=False):
            command += [f"-{prefix}cert", made.leaf(kind), f"-{prefix}key", made.key(kind)]
        return _started([*command, *words], env=PLAIN)

    return serve


def _node(program, made, kind, *flags, **options):
    def serve():
        path = program() if callable(program) else program
        # Old versions read no PKCS #8.
        key = made.folder / f"{kind}.old.key"
        return _started([path, *flags, PROGRAMS / "server.js", "PORT", made.chain(kind), key, json.dumps(options)], env=PLAIN)

    return serve


def _java(made, kind, mode, *flags):
    def serve():
        classes = CACHE / "java"
        if not (classes / "Server.class").exists():
            call(["javac", "-d", classes, PROGRAMS / "Server.java"])
        store = made.folder / f"{kind}.p12"
        if not store.exists():
            call(["openssl", "pkcs12", "-export", "-in", made.chain(kind), "-inkey", made.key(kind), "-out", store,
                  "-passout", "pass:changeit", "-name", kind])
        return _started(["java", "-Xmx200m", *flags, "-cp", classes, "Server", "PORT", store, mode])

    return serve


def _go(made, kind, mode):
    def serve():
        program = Go().build("server", (PROGRAMS / "server.go").read_text())
        return _started([program, "PORT", made.chain(kind), made.key(kind), mode])

    return serve


def _gnutls(made, kind, priority, *words):
    def serve():
        if not shutil.which("gnutls-serv"):
            raise Missing("gnutls-serv is not installed")
        return _started(["gnutls-serv", "--http", "--quiet", "--disable-client-cert", "--port", "PORT", "--x509certfile",
                         made.chain(kind), "--x509keyfile", made.key(kind), "--priority", priority, *words])

    return serve


def _mbedtls(made, kind, *words):
    def serve():
        return _started([MbedTls().program(), "server_addr=127.0.0.1", "server_port=@PORT", f"crt_file={made.chain(kind)}",
                         f"key_file={made.key(kind)}", "auth_mode=none", *words])

    return serve


def _wolfssl(made, kind):
    def serve():
        program = compiled("wolfssl", PROGRAMS / "wolfssl.c", "-lwolfssl")
        return _started([program, "PORT", made.chain(kind), made.key(kind)])

    return serve


def _versions(*offered):
    return {f"version/{version}": YES if version in offered else NO
            for version in ("SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")}


def animals(made):
    """All of them. `made` holds rsa, p256 and dsa keys."""
    new, old = NEW_OPENSSL.program, OLD_OPENSSL.program
    node8, node10 = OldNode("0.8.28", "0.8.28").program, OldNode("0.10.26", "0.10.26").program
    yesteryear = "ALL:COMPLEMENTOFALL:!PSK:!SRP"
    return [
        Animal("nginx-modern", _nginx(made, "modern", ("p256", "rsa"), protocols=("TLSv1.2", "TLSv1.3"), ciphers=MODERN),
               _versions("TLS 1.2", "TLS 1.3")),
        Animal("nginx-legacy", _nginx(made, "legacy", ("p256", "rsa"), protocols=("TLSv1", "TLSv1.1", "TLSv1.2"),
                                      ciphers="ALL:!PSK:!SRP:!aNULL:@SECLEVEL=0", dh=made.dh(1024), server_order=True,
                                      groups="prime256v1:secp224r1:prime192v1:X25519"),
               {**_versions("TLS 1.0", "TLS 1.1", "TLS 1.2"), "dh/bits": "1024", "feature/client-renegotiation": NO}),
        Animal("nginx-without-sessions", _nginx(made, "sessions", ("rsa",), protocols=("TLSv1.2", "TLSv1.3"), ciphers=MODERN,
                                                tickets=False, session_cache=False),
               {"feature/resumption-by-ticket": NO, "feature/resumption-by-id": NO}),
        Animal("nginx-early-data", _nginx(made, "early", ("p256",), protocols=("TLSv1.3",), early_data=True, http2=True),
               {**_versions("TLS 1.3"), "feature/early-data": YES}),
        Animal("openssl-3.0", _openssl("openssl", made, ("rsa",)), serial=True),
        Animal("openssl-3.0-everything", _openssl("openssl", made, ("rsa", "p256"), "-cipher", EVERYTHING, "-dhparam",
                                                  made.dh(2048), "-client_renegotiation", "-no_etm"),
               {"feature/client-renegotiation": YES, "feature/encrypt-then-mac": NO}, serial=True),
        Animal("openssl-1.1.1-everything", _openssl(old, made, ("rsa", "p256"), "-cipher", EVERYTHING, "-dhparam",
                                                    made.dh(1024), "-serverpref"),
               {**_versions("SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"), "dh/bits": "1024"}, serial=True),
        Animal("openssl-1.1.1-ssl3-only", _openssl(old, made, ("rsa",), "-ssl3", "-cipher", EVERYTHING),
               _versions("SSL 3.0"), serial=True),
        Animal("openssl-1.1.1-compression", _openssl(old, made, ("rsa",), "-comp", "-no_tls1_3", "-cipher", EVERYTHING),
               {"feature/compression": YES}, serial=True),
        Animal("openssl-1.1.1-dsa", _openssl(old, made, ("dsa",), "-cipher", EVERYTHING, "-no_ticket"), serial=True),
        Animal("openssl-3.6", _openssl(new, made, ("p256",)), {"group/TLS 1.3/x25519mlkem768": YES}, serial=True),
        Animal("openssl-3.6-hybrids", _openssl(new, made, ("rsa",), "-groups", "SecP256r1MLKEM768:X25519MLKEM768:SecP384r1MLKEM1024",
                                               "-no_tls1_2"),
               {**_versions("TLS 1.3"), "group/TLS 1.3/secp256r1mlkem768": YES, "group/TLS 1.3/secp384r1mlkem1024": YES,
                "group/TLS 1.3/x25519": NO}, serial=True),
        Animal("openssl-1.0.0-ssl2", _node(node8, made, "rsa", ciphers=yesteryear),
               {"version/SSL 2.0": YES, "version/SSL 3.0": YES, "version/TLS 1.2": NO}),
        Animal("openssl-1.0.1e-ssl2", _node(node10, made, "rsa", "--enable-ssl2", "--enable-ssl3", ciphers=yesteryear),
               {"version/SSL 2.0": YES, "version/SSL 3.0": YES, "version/TLS 1.2": YES, "weakness/ccs-injection": YES}),
        Animal("openssl-1.0.1u", _node(OldNode("0.12.18", "0.12.18").program, made, "rsa"), {"weakness/ccs-injection": NO}),
        Animal("openssl-1.0.2o", _node(OldNode("4.9.1", "4.9.1").program, made, "rsa", ciphers="ALL:!PSK:!SRP"),
               {"weakness/ccs-injection": NO}),
        Animal("node-20", _node("node", made, "p256")),
        Animal("node-24", _node(OldNode("24.9.0", "24.9.0").program, made, "rsa"), {"group/TLS 1.3/x25519mlkem768": YES}),
        Animal("gnutls", _gnutls(made, "p256", "NORMAL"), wild=True),
        Animal("gnutls-legacy", _gnutls(made, "rsa", "LEGACY:+VERS-TLS1.0:+VERS-TLS1.1:+ARCFOUR-128:+3DES-CBC:+DHE-RSA:+RSA",
                                        "--heartbeat", "--noticket"),
               {"feature/heartbeat": YES, "feature/resumption-by-ticket": NO}, wild=True),
        Animal("mbedtls", _mbedtls(made, "p256")),
        Animal("mbedtls-everything", _mbedtls(made, "rsa", "min_version=ssl3", "arc4=1", "renegotiation=1", "extended_ms=0", "etm=0",
                                              "allow_sha1=1"),
               {"version/SSL 3.0": YES, "feature/extended-master-secret": NO, "feature/encrypt-then-mac": NO}, serial=True),
        Animal("wolfssl", _wolfssl(made, "rsa")),
        Animal("java", _java(made, "p256", "default")),
        Animal("java-everything", _java(made, "rsa", "everything", f"-Djava.security.properties={PROGRAMS / 'java.security'}"),
               {"version/SSL 3.0": YES}),
        Animal("go", _go(made, "p256", "default"), {"group/TLS 1.3/x25519mlkem768": YES}),
        Animal("go-everything", _go(made, "rsa", "everything"), _versions("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3")),
        Animal("go-hybrids", _go(made, "p256", "hybrids"), {"group/TLS 1.3/secp384r1mlkem1024": YES, "group/TLS 1.3/x25519": NO}),
        Animal("python", lambda: _started([sys.executable, PROGRAMS / "server.py", "PORT", made.chain("p256"), made.key("p256")])),
    ]


def versions():
    """What the programs behind the zoo are, where they are there."""
    commands = (
        ["openssl", "version"], [OLD_OPENSSL.program, "version"], [NEW_OPENSSL.program, "version"], ["gnutls-serv", "--version"],
        ["java", "-version"], ["node", "--version"], [Go().program, "version"], [sys.executable, "--version"],
    )
    lines = [nginx.version(), f"mbed TLS {MbedTls.VERSION}"]
    for command in commands:
        with contextlib.suppress(Missing, OSError):
            words = [word() if callable(word) else word for word in command]
            done = subprocess.run(words, capture_output=True, timeout=30, check=False)
            lines.append((done.stdout or done.stderr).decode(errors="replace").splitlines()[0])
    header = pathlib.Path("/usr/include/wolfssl/version.h")
    if header.exists():
        lines += [f"wolfSSL {found}" for found in re.findall(r'LIBWOLFSSL_VERSION_STRING "([^"]+)"', header.read_text())]
    return lines
