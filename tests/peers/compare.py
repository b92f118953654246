"""Compares what waarborg sees with what others see, on servers that none of us wrote.

    tests/peers/compare.py [--servers nginx,go] [--tools sslyze,sslscan,nmap,testssl.sh,configuration] [--list]

Starts each server of the zoo, lets waarborg and the others look, and prints for each server how many facts agree. Each
difference must be explained in `differences.toml`; an unexplained one ends the run with 1. `configuration` stands for
what the configuration of a server leaves no doubt about. testssl.sh takes minutes for each server, so it only looks where
`--tools` names it. Not part of the test run: it needs many programs (see `cellar.py`) and half an hour.
"""

import argparse
import contextlib
import fnmatch
import os
import pathlib
import sys
import tempfile
import time
import tomllib

import facts
import readings
import zoo
from cellar import Missing
from credentials import NAME, Credentials
from facts import UNSURE, Facts
from loopback import CACHE, run
from soak import into_own_network
from tools import PEERS, TESTSSL, WAARBORG

HERE = pathlib.Path(__file__).resolve().parent
CONFIGURATION = "configuration"
READERS = {"waarborg": readings.waarborg, "sslyze": readings.sslyze, "sslscan": readings.sslscan, "nmap": readings.nmap,
           "testssl.sh": readings.testssl}
LIMIT = 600


class Explanations:
    """The differences that are understood: patterns of servers, tools and facts, with a reason."""

    def __init__(self, path):
        self.rules = tomllib.loads(path.read_text())["difference"]
        self.used = set()

    def reason(self, server, tool, fact, ours, theirs):
        """The reason for a difference, or nothing."""
        for number, rule in enumerate(self.rules):
            said = {"server": server, "tool": tool, "fact": fact, "ours": ours, "theirs": theirs}
            if all(any(fnmatch.fnmatchcase(value, pattern) for pattern in _list(rule.get(key, "*"))) for key, value in said.items()):
                self.used.add(number)
                return rule["reason"]
        return None

    def idle(self):
        """Rules that explained nothing."""
        return [rule for number, rule in enumerate(self.rules) if number not in self.used]


def _list(value):
    return value if isinstance(value, list) else [value]


def look(tool, port, ca):
    """What one tool says, and how long it took."""
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "output"
        command = tool.command(NAME, "127.0.0.1", port, output, ca)
        # Debian's configuration of OpenSSL would hide old versions from tools that use it.
        done = run(command, LIMIT, environment={"OPENSSL_CONF": "/dev/null"})
        if not output.exists():
            raise Missing(f"{tool.name} wrote nothing (exit {done.code}): {done.error[-200:].decode(errors='replace')}")
        return READERS[tool.name](output.read_text(errors="replace")), done.wall


def differences(ours, theirs):
    """Facts on which both spoke, as agreeing number and list of differing ones."""
    agreeing, differing = 0, []
    for fact, said in sorted(theirs.items()):
        mine = ours.about(fact)
        if mine is None:
            # A fact about a suite or group of a version that we say nothing about is our gap; others are not ours to have.
            if fact.split("/")[0] in ("version", "suite", "leaf") and said == facts.YES:
                differing.append((fact, "nothing", said))
        elif mine == said:
            agreeing += 1
        else:
            differing.append((fact, mine, said))
    return agreeing, differing


def one(animal, tools, made, explanations):
    """One server; gives the number of unexplained differences."""
    unexplained = 0
    with animal.serve() as port:
        ours, wall = look(WAARBORG, port, made.ca)
        unsure = [facts.shown(fact) for fact, said in ours.items() if said == UNSURE]
        print(f"\n## {animal.name}: {len(ours)} facts in {wall:.1f} s" + (f", unsure of {', '.join(unsure)}" if unsure else ""), flush=True)
        for name in tools:
            try:
                said, took = (Facts(animal.known), 0) if name == CONFIGURATION else look(named(name), port, made.ca)
            except (Missing, ValueError, KeyError) as error:
                print(f"- {name}: no result: {error!r}", flush=True)
                continue
            agreeing, differing = differences(ours, said)
            print(f"- {name}: {agreeing} agree, {len(differing)} differ, {took:.1f} s", flush=True)
            unexplained += report(animal.name, name, differing, explanations)
    return unexplained


def report(server, tool, differing, explanations):
    """Prints differences, those with one reason together; gives the number without a reason."""
    explained, without = {}, 0
    for fact, ours, theirs in differing:
        reason = explanations.reason(server, tool, fact, ours, theirs)
        if reason:
            explained.setdefault(reason, []).append(facts.shown(fact).split("/", 1)[1])
        else:
            without += 1
            print(f"  - UNEXPLAINED {facts.shown(fact)}: waarborg {ours}, {tool} {theirs}", flush=True)
    for reason, several in explained.items():
        shown = ", ".join(several[:4]) + (f" and {len(several) - 4} more" if len(several) > 4 else "")
        print(f"  - {shown}: {reason}", flush=True)
    return without


def named(name):
    return next(tool for tool in PEERS if tool.name == name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--servers", default="", help="only servers whose name begins so")
    parser.add_argument("--tools", default=",".join([CONFIGURATION, *(tool.name for tool in PEERS if tool is not TESTSSL)]))
    parser.add_argument("--list", action="store_true", help="print the servers")
    options = parser.parse_args()
    into_own_network()
    made = Credentials(CACHE / "credentials", kinds=("rsa", "p256", "dsa"))
    wanted = tuple(name for name in options.servers.split(",") if name)
    animals = [animal for animal in zoo.animals(made) if animal.name.startswith(wanted)] if wanted else zoo.animals(made)
    if options.list:
        print("\n".join(animal.name for animal in animals))
        return
    tools = [name for name in options.tools.split(",") if name]
    unknown = set(tools) - set(READERS) - {CONFIGURATION}
    if unknown:
        parser.error(f"no such tool: {', '.join(sorted(unknown))}")
    print("# Servers and tools")
    for name in tools:
        with contextlib.suppress(Missing):
            print(f"- {named(name).version()}") if name != CONFIGURATION else None
    print("\n".join(f"- {line}" for line in (WAARBORG.version(), *zoo.versions())))
    explanations = Explanations(HERE / "differences.toml")
    begin, unexplained, looked = time.monotonic(), 0, 0
    for animal in animals:
        if animal.wild and not os.environ.get("PEERS_ALONE"):
            print(f"\n## {animal.name}: left out, it would listen on every network")
            continue
        try:
            unexplained += one(animal, tools, made, explanations)
            looked += 1
        except (Missing, RuntimeError) as error:
            print(f"\n## {animal.name}: left out: {str(error)[-300:]}", flush=True)
    if not wanted and len(tools) >= len(PEERS):
        for rule in explanations.idle():
            print(f"explained nothing this time: {rule}")
    print(f"\n{looked} servers, {unexplained} unexplained differences, {time.monotonic() - begin:.0f} s")
    sys.exit(1 if unexplained or not looked else 0)


if __name__ == "__main__":
    main()
