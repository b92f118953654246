"""The command lines of the tools that look at TLS servers, and their versions."""

import os
import pathlib
import re
import shutil
import subprocess

from cellar import Missing, python
from loopback import ROOT

SSLYZE_COMMANDS = (
    "certinfo resum sslv2 sslv3 tlsv1 tlsv1_1 tlsv1_2 tlsv1_3 compression early_data openssl_ccs fallback heartbleed "
    "robot reneg http_headers elliptic_curves ems"
).split()


class Tool:
    """A tool: `command` gives the words to run for a name, an address to dial and a port, with the file it writes."""

    name = ""
    program = ""

    def path(self):
        found = shutil.which(self.program)
        if not found:
            raise Missing(f"{self.program} is not installed")
        return found

    def version(self):
        words = subprocess.run([self.path(), *self.ask_version], capture_output=True, timeout=60, check=False,
                               stdin=subprocess.DEVNULL)
        text = re.sub(r"\x1b\[[0-9;]*m", "", (words.stdout + words.stderr).decode(errors="replace"))
        match = re.search(r"\d+\.\d+[\w.+-]*", text)
        return f"{self.name} {match.group() if match else '?'}"

    ask_version = ("--version",)


class Waarborg(Tool):
    """This project. `WAARBORG` names the program; otherwise it is the release build, else the debug build."""

    name = "waarborg"

    def path(self):
        target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
        choices = [os.environ.get("WAARBORG"), target / "release" / "waarborg", target / "debug" / "waarborg"]
        for choice in choices:
            if choice and pathlib.Path(choice).exists():
                return str(choice)
        raise Missing("waarborg is not built; name the program in WAARBORG")

    def command(self, name, address, port, output, ca):
        return [
            self.path(), "scan", f"{name}:{port}", "--connect-to", f"{name}:{port}:{address}:{port}", "--ca", ca,
            "--allow-private", "--format", "json", "--output", output, "--quiet",
        ]

    def portfolio(self, names, port, output, ca):
        return [self.path(), "scan", *(f"{name}:{port}" for name in names), "--ca", ca, "--allow-private", "--format", "json",
                "--output", output, "--quiet"]


class Sslyze(Tool):
    name = "sslyze"
    ask_version = ("--help",)

    def path(self):
        return str(python("sslyze==6.3.1") / "sslyze")

    def command(self, name, address, port, output, ca):
        switches = [f"--{command}" for command in SSLYZE_COMMANDS]
        return [self.path(), "--quiet", "--mozilla_config=disable", *switches, "--certinfo_ca_file", ca, "--sni", name,
                f"--json_out={output}", f"{address}:{port}"]

    def portfolio(self, names, port, output, ca):
        switches = [f"--{command}" for command in SSLYZE_COMMANDS]
        return [self.path(), "--quiet", "--mozilla_config=disable", *switches, "--certinfo_ca_file", ca,
                f"--json_out={output}", *(f"{name}:{port}" for name in names)]


class Sslscan(Tool):
    name = program = "sslscan"

    def command(self, name, address, port, output, ca):
        return [self.path(), "--no-colour", "--show-certificate", f"--sni-name={name}", f"--xml={output}", f"{address}:{port}"]

    def portfolio(self, names, port, output, ca):
        targets = pathlib.Path(f"{output}.targets")
        targets.write_text("".join(f"{name}:{port}\n" for name in names))
        return [self.path(), "--no-colour", f"--targets={targets}", f"--xml={output}"]


class Nmap(Tool):
    name = program = "nmap"

    def command(self, name, address, port, output, ca):
        return [self.path(), "-Pn", "-n", "--script", "ssl-enum-ciphers", "--script-args", f"tls.servername={name}",
                "-p", port, "-oX", output, address]

    def portfolio(self, names, port, output, ca):
        return [self.path(), "-Pn", "--script", "ssl-enum-ciphers", "-p", port, "-oX", output, *names]


class Testssl(Tool):
    name, program = "testssl.sh", "testssl"

    def command(self, name, address, port, output, ca):
        # With the openssl of the system: its own old one is not in Debian's package.
        return [self.path(), "--openssl", shutil.which("openssl"), "--nodns", "none", "--warnings", "off", "--quiet",
                "--color", "0", "--add-ca", ca, "--ip", address, "--jsonfile", output, f"{name}:{port}"]

    portfolio = None


WAARBORG, SSLYZE, SSLSCAN, NMAP, TESTSSL = Waarborg(), Sslyze(), Sslscan(), Nmap(), Testssl()
PEERS = (SSLYZE, SSLSCAN, NMAP, TESTSSL)
