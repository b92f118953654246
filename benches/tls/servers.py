"""The servers that are measured against: a modern one, a legacy one, one with post-quantum groups, and many."""

import contextlib
import shutil
import subprocess

import nginx
from cellar import Go
from credentials import Credentials
from loopback import CACHE, free_port, running

MODERN = (
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
LEGACY = "ALL:!PSK:!SRP:!aNULL:@SECLEVEL=0"
HSTS = [("Strict-Transport-Security", "max-age=63072000; includeSubDomains")]

GO = """
package main

import ("net/http"; "os")

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=63072000")
		w.Write([]byte("hello\\n"))
	})
	panic(http.ListenAndServeTLS(os.Args[1], os.Args[2], os.Args[3], nil))
}
"""


def credentials(names=()):
    """Certificates of the servers; those of many names in a folder of their own."""
    if names:
        return Credentials(CACHE / f"credentials-{len(names)}-names", names=names)
    return Credentials(CACHE / "credentials")


@contextlib.contextmanager
def _nginx(made, kinds, fixed_port=None, **options):
    port = fixed_port or free_port()
    folder = CACHE / f"nginx-{port}"
    pairs = [(made.chain(kind), made.key(kind)) for kind in kinds]
    try:
        with nginx.serving(folder, port, certificates=pairs, **options):
            yield port
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def modern(made, **options):
    """A: nginx with TLS 1.2 and 1.3, six and three suites, ECDSA and RSA, HSTS, the client's order."""
    return _nginx(made, ("p256", "rsa"), protocols=("TLSv1.2", "TLSv1.3"), ciphers=MODERN, headers=HSTS, **options)


def legacy(made):
    """B: nginx with TLS 1.0 to 1.2, 44/10/10 suites, a prime of 1024 bits and curves from before."""
    return _nginx(
        made, ("rsa",), protocols=("TLSv1", "TLSv1.1", "TLSv1.2"), ciphers=LEGACY, dh=made.dh(1024),
        groups="prime256v1:secp224r1:prime192v1:X25519",
    )


@contextlib.contextmanager
def hybrid(made):
    """C: net/http of Go, whose default has three post-quantum groups."""
    port, program = free_port(), Go().build("bench", GO)
    with running([program, f"127.0.0.1:{port}", made.chain("p256"), made.key("p256")], port):
        yield port


def versions():
    """What the servers are."""
    openssl = subprocess.run(["openssl", "version"], capture_output=True, timeout=10, check=True).stdout.decode().strip()
    return [nginx.version(), openssl, Go().version()]
