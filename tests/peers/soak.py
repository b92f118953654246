"""Random servers whose configuration is the truth, looked at by waarborg, also through a network that breaks.

    tests/peers/soak.py --budget SECONDS [--seed N] [--case K] [--family nginx,openssl,gnutls]

Without faults every fact of the configuration must be seen, and nothing else (BY_LIBRARY excepted). With faults (resets, closes, silence, one
byte a second) a fact may be unseen, but never wrong. Needs openssl, nginx and cc; gnutls-serv takes part where it is
installed. Everything happens on loopback, in a network of its own where that can be had. `WAARBORG` names the program.
"""

import argparse
import contextlib
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import facts
import nginx
import readings
import truth
from credentials import NAME, Credentials
from facts import UNSURE
from loopback import CACHE, Forwarder, free_port, run, running
from tools import WAARBORG

PIECES = (
    "ECDHE+AESGCM ECDHE+CHACHA20 ECDHE+AESCCM ECDHE+AES+SHA256 ECDHE+AES+SHA384 ECDHE+AES+SHA1 ECDHE+CAMELLIA ECDHE+ARIAGCM "
    "DHE+AESGCM DHE+AES+SHA256 DHE+AES+SHA1 DHE+CAMELLIA DHE+ARIAGCM DHE+AESCCM8 RSA+AESGCM RSA+AES+SHA1 RSA+AES+SHA256 "
    "RSA+CAMELLIA RSA+ARIAGCM kECDHE+NULL RSA+NULL RSA+AESCCM ALL HIGH"
).split()
WITHOUT = ":!PSK:!SRP:!aNULL:!aDSS"
SUITES_13 = ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256", "TLS_AES_128_CCM_SHA256",
             "TLS_AES_128_CCM_8_SHA256")
KEY_KINDS = (("rsa",), ("p256",), ("p384",), ("rsa3072",), ("p256", "rsa"))
NGINX_VERSIONS = {"TLS 1.0": "TLSv1", "TLS 1.1": "TLSv1.1", "TLS 1.2": "TLSv1.2", "TLS 1.3": "TLSv1.3"}
OPENSSL_OFF = {"TLS 1.0": "-no_tls1", "TLS 1.1": "-no_tls1_1", "TLS 1.2": "-no_tls1_2", "TLS 1.3": "-no_tls1_3"}
FAULTS = (
    [("reset", 3000, 150)], [("close", 3000, 150)], [("silence", 2000, 100)], [("tarpit", 500, 100)], [("reset", 0, 300)],
    [("close", 0, 300)], [("close", 5, 1000)], [("reset", 200, 500), ("silence", 200, 200)], [("close", 90, 600)],
)
# Facts that take a handshake by our TLS library, which has not every suite and group: they may be unseen, never wrong.
BY_LIBRARY = ("weakness/", "feature/client-renegotiation", "feature/resumption-", "feature/early-data")
# One look with these faults takes no longer.
LOOK_SECONDS = 150


def configuration(dice):
    """A random configuration for a server on OpenSSL."""
    versions = dice.choice((
        ("TLS 1.2", "TLS 1.3"), ("TLS 1.2",), ("TLS 1.3",), ("TLS 1.0", "TLS 1.1", "TLS 1.2", "TLS 1.3"), ("TLS 1.0",),
        ("TLS 1.1", "TLS 1.2"), ("TLS 1.0", "TLS 1.1", "TLS 1.2"), ("TLS 1.0", "TLS 1.1"),
    ))
    groups = [name for name in {**truth.CURVES_12, **truth.GROUPS_13} if dice.random() < 0.35] or ["P-256"]
    dice.shuffle(groups)
    pieces = dice.sample(PIECES, dice.randint(1, 5))
    ciphersuites = dice.sample(SUITES_13, dice.randint(1, 5))
    return {
        "versions": versions,
        "groups": groups if dice.random() < 0.8 else list(truth.DEFAULT_GROUPS),
        # Old versions sign with SHA-1, which a higher level forbids.
        "cipher_list": ":".join(pieces) + WITHOUT + ":@SECLEVEL=0",
        "ciphersuites": ciphersuites,
        "kinds": dice.choice(KEY_KINDS),
        "dh": dice.choice((1024, 2048, None)),
        "server_order": dice.random() < 0.5,
    }


def expected(made, config):
    """The truth of a configuration."""
    prints = [made.fingerprint(kind) for kind in config["kinds"]]
    return truth.openssl(**config, fingerprints=prints)


@contextlib.contextmanager
def on_nginx(made, folder, dice):
    """nginx; its session settings vary too."""
    config = configuration(dice)
    tickets, cache = dice.random() < 0.5, dice.random() < 0.5
    fact = expected(made, config)
    if any(fact[f"version/{version}"] == facts.YES for version in truth.OLDER):
        fact["feature/client-renegotiation"] = facts.NO
        fact["feature/resumption-by-ticket"] = facts.word(tickets)
    port = free_port()
    with nginx.serving(
        folder / "nginx", port,
        certificates=[(made.chain(kind), made.key(kind)) for kind in config["kinds"]],
        protocols=[NGINX_VERSIONS[version] for version in config["versions"]],
        ciphers=config["cipher_list"], ciphersuites=":".join(config["ciphersuites"]), groups=":".join(config["groups"]),
        dh=made.dh(config["dh"]) if config["dh"] else None, server_order=config["server_order"], tickets=tickets,
        session_cache=cache,
    ):
        yield port, fact, {**config, "tickets": tickets, "session_cache": cache}


@contextlib.contextmanager
def on_openssl(made, _folder, dice):
    """openssl s_server, which serves one connection after the other."""
    config = configuration(dice)
    if config["dh"]:
        # Its own choice, by the strength of the RSA key that signs.
        config["dh"] = 3072 if "rsa3072" in config["kinds"] else 2048
    port = free_port()
    command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-www", "-quiet"]
    command += [OPENSSL_OFF[version] for version in OPENSSL_OFF if version not in config["versions"]]
    command += ["-cipher", config["cipher_list"], "-ciphersuites", ":".join(config["ciphersuites"]),
                "-groups", ":".join(config["groups"])]
    for kind, prefix in zip(config["kinds"], ("", "d"), strict=False):
        command += [f"-{prefix}cert", made.leaf(kind), f"-{prefix}key", made.key(kind)]
    command += [] if config["dh"] else ["-no_dhe"]
    command += ["-serverpref"] if config["server_order"] else []
    # Without a configuration file: Debian's switches old versions off.
    with running(command, port, env={**os.environ, "OPENSSL_CONF": "/dev/null"}):
        yield port, expected(made, config), config


@contextlib.contextmanager
def on_gnutls(made, _folder, dice):
    """gnutls-serv, which binds to every address and therefore only runs in a network of its own."""
    kind = dice.choice(("rsa", "p256"))
    words = ["NONE", "+CTYPE-X509", "+SIGN-ALL", "+COMP-NULL", "+MAC-ALL"]
    words += dice.choice((["+VERS-TLS1.2", "+VERS-TLS1.3"], ["+VERS-TLS1.2"], ["+VERS-TLS1.3"],
                          ["+VERS-TLS1.0", "+VERS-TLS1.1", "+VERS-TLS1.2"]))
    ciphers = ("AES-128-GCM", "AES-256-GCM", "CHACHA20-POLY1305", "AES-128-CCM", "AES-256-CCM-8", "AES-128-CBC", "AES-256-CBC",
               "CAMELLIA-128-GCM", "CAMELLIA-256-CBC", "3DES-CBC")
    groups = ("X25519", "X448", "SECP256R1", "SECP384R1", "SECP521R1", "SECP224R1", "FFDHE2048", "FFDHE3072")
    words += [f"+{name}" for name in dice.sample(ciphers, dice.randint(2, 6))]
    words += [f"+{name}" for name in dice.sample(("ECDHE-RSA", "ECDHE-ECDSA", "RSA"), dice.randint(1, 3))]
    words += [f"+GROUP-{name}" for name in dice.sample(groups, dice.randint(1, 5))]
    words += ["%SERVER_PRECEDENCE"] if dice.random() < 0.5 else []
    priority, port = ":".join(words), free_port()
    fact = truth.gnutls(priority, (kind,), (made.fingerprint(kind),))
    command = ["gnutls-serv", "--http", "--quiet", "--disable-client-cert", "--port", port, "--x509certfile", made.chain(kind),
               "--x509keyfile", made.key(kind), "--priority", priority]
    with running(command, port):
        yield port, fact, {"priority": priority, "kind": kind}


FAMILIES = {"nginx": on_nginx, "openssl": on_openssl, "gnutls": on_gnutls}


def look(made, port, timeout):
    """What waarborg says about a port, and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "output"
        command = [*WAARBORG.command(NAME, "127.0.0.1", port, output, made.ca), "--timeout", timeout]
        done = run(command, LOOK_SECONDS)
        text = output.read_bytes() if output.exists() else b""
    if done.code not in (0, 4, 5) or not text:
        raise RuntimeError(f"waarborg: exit {done.code} after {done.wall:.0f} s: {done.error[-300:].decode(errors='replace')}")
    return readings.waarborg(text), done.wall


def judged(expected_facts, seen, without=()):
    """Facts that are wrong, and facts of the configuration that were not seen."""
    wrong, unseen = [], []
    for fact in sorted(set(expected_facts) | set(seen)):
        # The mark of a list that may be longer is no fact itself.
        if fact.startswith(without) or (fact.count("/") == 1 and fact.startswith(("suite/", "group/"))):
            continue
        right, said = expected_facts.about(fact), seen.about(fact)
        if right is None or right == said:
            continue
        if said is None or said == UNSURE:
            unseen.append((fact, f"is {right}, {'unsure' if said else 'unseen'}"))
        else:
            wrong.append(f"{facts.shown(fact)}: is {right}, said {said}")
    return wrong, unseen


def one(made, folder, seed, number, families, without):
    """One server, clean and with faults; gives what was wrong as lines, and how many facts were right."""
    dice = random.Random(f"{seed}/{number}")
    family = dice.choice(families)
    lines, right = [], 0
    try:
        with FAMILIES[family](made, folder, dice) as (port, expected_facts, config):
            seen, wall = look(made, port, 5)
            wrong, unseen = judged(expected_facts, seen, without)
            right = len(expected_facts) - len(wrong) - len(unseen)
            lines += [f"clean: {line}" for line in wrong]
            lines += [f"clean: {facts.shown(fact)}: {line}" for fact, line in unseen if not fact.startswith(BY_LIBRARY)]
            faults = dice.choice(FAULTS)
            with Forwarder(port, seed=dice.getrandbits(32), faults=faults) as forwarder:
                seen, faulty_wall = look(made, forwarder.port, 1)
            wrong, unseen = judged(expected_facts, seen, without)
            lines += [f"{faults}: {line}" for line in wrong]
            print(f"case {number} {family}: {right} facts right in {wall:.1f} s; with {faults} {len(unseen)} of "
                  f"{len(expected_facts)} unseen in {faulty_wall:.1f} s, {sum(forwarder.counts.get(kind, 0) for kind, *_ in faults)} "
                  f"of {forwarder.counts.get('connections')} connections struck; {len(lines)} wrong", flush=True)
            if lines:
                print(f"  --seed {seed} --case {number}: {config}", flush=True)
    except RuntimeError as error:
        if "does not listen" not in str(error) and not isinstance(error, truth.Empty):
            lines.append(str(error))
        else:
            # Some lists hold nothing that the server can use with its keys; then it does not start.
            print(f"case {number} {family}: {error}", flush=True)
    for line in lines:
        print(f"  {line}", flush=True)
    return lines, right


def alone():
    """Whether this process is in a network that has nothing but loopback."""
    shown = subprocess.run(["ip", "-o", "link"], capture_output=True, check=False).stdout.decode() if shutil.which("ip") else "?"
    return "eth" not in shown and "ens" not in shown and "?" not in shown


def into_own_network():
    """Starts over in a network namespace; stays here when that is not allowed."""
    if os.environ.get("PEERS_ALONE"):
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True, timeout=10)
        return
    command = ["unshare", "--net", "--map-root-user"]
    if shutil.which("ip") and shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
        os.environ["PEERS_ALONE"] = "1"
        os.execvp(command[0], [*command, sys.executable, *sys.argv])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--budget", type=int, default=60, help="seconds; the case under way is finished")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--case", type=int, help="only this case")
    parser.add_argument("--family", default=",".join(FAMILIES))
    parser.add_argument("--without", default="", help="facts to leave out, by their beginnings, such as weakness,feature/heartbeat")
    options = parser.parse_args()
    without = tuple(start for start in options.without.split(",") if start)
    into_own_network()
    families = [name for name in options.family.split(",") if name in FAMILIES]
    if "gnutls" in families and not (shutil.which("gnutls-serv") and os.environ.get("PEERS_ALONE")):
        families.remove("gnutls")
        print("gnutls-serv takes no part: not installed, or no network of its own")
    print(f"seed {options.seed}; {WAARBORG.version()}, {nginx.version()}")
    begin, cases, failed, total = time.monotonic(), 0, 0, 0
    made = Credentials(CACHE / "credentials", kinds=("rsa", "p256", "p384", "rsa3072"))
    number = options.case or 0
    while time.monotonic() - begin < options.budget:
        with tempfile.TemporaryDirectory() as folder:
            lines, right = one(made, pathlib.Path(folder), options.seed, number, families, without)
        cases, failed, total = cases + 1, failed + bool(lines), total + right
        number += 1
        if options.case is not None:
            break
    print(f"{cases} servers, {total} facts right, {failed} servers with something wrong or unseen, "
          f"{time.monotonic() - begin:.0f} s")
    sys.exit(1 if failed or not cases else 0)


if __name__ == "__main__":
    main()
