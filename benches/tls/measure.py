"""What looking at a TLS server costs, ours and others': connections, time, processor and memory. Called by `../tls.sh`.

Runs in network and mount namespaces of its own, where there is nothing but loopback and a name server that knows every
name as 127.0.0.1. Counts are exact; times are medians.
"""

import argparse
import contextlib
import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "tests" / "peers"))

import servers  # noqa: E402
from cellar import Missing  # noqa: E402
from credentials import NAME  # noqa: E402
from loopback import Forwarder, raise_file_limit, run, running  # noqa: E402
from tools import PEERS, TESTSSL, WAARBORG  # noqa: E402

DELAY = 10
LIMIT = 900
NAMES = [f"n{number}.{NAME}" for number in range(1, 21)]
PARTS = ("modern", "legacy", "hybrid", "portfolio", "mass")


@dataclasses.dataclass
class Cost:
    connections: int
    at_once: int
    near: float
    far: float
    cpu: float
    peak: float
    failed: bool


def repeats(tool, wanted):
    """testssl.sh runs for minutes: once will do."""
    return 1 if tool is TESTSSL else wanted


def measured(command_for, port, folder, times, near=True, **through):
    """Runs a command through the forwarder with and without delay."""
    runs, far, counts = [], [], []
    for delay in ([0] if near else []) + [DELAY]:
        for turn in range(times):
            with Forwarder(port, delay=delay, **through) as forwarder:
                output = pathlib.Path(folder) / f"out-{delay}-{turn}"
                # testssl.sh ends where another tool has left its results.
                output.unlink(missing_ok=True)
                done = run(command_for(forwarder.port, output), LIMIT)
            if delay:
                far.append(done)
                counts.append(forwarder.counts)
            else:
                runs.append(done)
    # Time on the processor and memory are of the runs with delay: those are the ones with the connections counted.
    return Cost(
        connections=round(statistics.median(count["connections"] for count in counts)),
        at_once=max(count["most_at_once"] for count in counts),
        near=statistics.median(done.wall for done in runs) if runs else float("nan"),
        far=statistics.median(done.wall for done in far),
        cpu=statistics.median(done.cpu for done in far),
        peak=max(done.peak_mib for done in far),
        failed=any(done.code not in (0, 4, 5) for done in runs + far),
    )


def table(title, rows):
    """Prints the costs of one part."""
    print(f"\n## {title}\n")
    print("| tool | connections | at once | wall, loopback s | wall, 20 ms s | CPU s | peak MiB | × waarborg at 20 ms |")
    print("|---|---|---|---|---|---|---|---|")
    ours = next((cost.far for name, cost in rows if name == WAARBORG.name), None)
    for name, cost in rows:
        ratio = f"{cost.far / ours:.1f}" if ours else "–"
        near = "–" if cost.near != cost.near else f"{cost.near:.2f}"
        note = " (exit code says failed)" if cost.failed else ""
        print(f"| {name}{note} | {cost.connections} | {cost.at_once} | {near} | {cost.far:.2f} | {cost.cpu:.2f} | "
              f"{cost.peak:.0f} | {ratio} |", flush=True)


def one_server(title, server, options, tools):
    """One server, every tool."""
    rows = []
    made = servers.credentials()
    with tempfile.TemporaryDirectory() as folder, server(made) as port:
        for tool in tools:
            with reported(tool.name):
                def command(through, output, tool=tool):
                    return tool.command(NAME, "127.0.0.1", through, output, made.ca)

                rows.append((tool.name, measured(command, port, folder, repeats(tool, options.runs))))
    table(title, rows)


def portfolio(options, tools):
    """Twenty names of the modern server, each at an address of its own; each tool with the parallelism it has of itself."""
    rows = []
    made = servers.credentials(tuple(NAMES))
    with tempfile.TemporaryDirectory() as folder, servers.modern(made, workers=2) as port:
        for tool in tools:
            if not tool.portfolio:
                print(f"{tool.name}: {len(NAMES)} names would take too long here", file=sys.stderr)
                continue
            with reported(tool.name):
                def command(through, output, tool=tool):
                    return tool.portfolio(NAMES, through, output, made.ca)

                rows.append((tool.name, measured(command, port, folder, 1, near=False, first="127.0.1.1", addresses=len(NAMES))))
    table(f"{len(NAMES)} names of server A at 20 ms", rows)


def mass(options, _tools):
    """Ten thousand addresses of one server in light mode."""
    print("\n## Light mode on loopback\n")
    print("| targets | wall s | targets/s | CPU s | peak MiB | lines |\n|---|---|---|---|---|---|")
    made = servers.credentials()
    port = 8443
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        # Every address of 127.0.0.0/8: this network has no other interface than loopback (see `only_loopback`).
        stack.enter_context(servers.modern(made, listen=[f"0.0.0.0:{port}"], fixed_port=port, workers=2, connections=16384))
        for count in (options.targets // 10, options.targets):
            targets = pathlib.Path(folder) / "targets"
            targets.write_text("".join(
                f"127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}:{port}\n" for number in range(count)
            ))
            output = pathlib.Path(folder) / "lines"
            command = [WAARBORG.path(), "scan", "-", "--light", "--format", "jsonl", "--allow-private", "--ca", made.ca,
                       "--quiet", "--output", output, "--concurrency", options.concurrency]
            with targets.open("rb") as lines:
                done = run(command, LIMIT, stdin=lines)
            if done.code not in (0, 4, 5):
                print(f"waarborg: exit {done.code}: {done.error[-300:].decode(errors='replace')}", file=sys.stderr)
                return
            written = sum(1 for _ in output.open("rb"))
            print(f"| {count} | {done.wall:.2f} | {count / done.wall:.0f} | {done.cpu:.2f} | {done.peak_mib:.0f} | {written} |",
                  flush=True)


@contextlib.contextmanager
def reported(name):
    """A tool that cannot be had, or does not run, leaves its row out and says why."""
    begin = time.monotonic()
    try:
        yield
        print(f"{name}: measured in {time.monotonic() - begin:.0f} s", file=sys.stderr)
    except Missing as missing:
        print(f"{name}: left out: {missing}", file=sys.stderr)


def only_loopback():
    """Refuses to run where something else than loopback can be reached."""
    interfaces = sorted(os.listdir("/sys/class/net")) if os.path.isdir("/sys/class/net") else []
    shown = subprocess.run(["ip", "-o", "link"], capture_output=True, check=True, timeout=10).stdout.decode().splitlines()
    names = [line.split(":")[1].strip() for line in shown]
    others = [name for name in names if name.split("@")[0] not in ("lo", "tunl0", "sit0", "gre0", "ip6tnl0", "erspan0",
                                                                  "gretap0", "ip_vti0", "ip6_vti0", "ip6gre0")]
    if others:
        sys.exit(f"run this by benches/tls.sh: here are other networks than loopback ({', '.join(others)}; {interfaces})")


def main():
    parser = argparse.ArgumentParser(prog="benches/tls.sh", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"what to measure: {', '.join(PARTS)} (default: all)")
    parser.add_argument("--tools", default="", help="only these, such as waarborg,sslyze")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool (testssl.sh: one)")
    parser.add_argument("--targets", type=int, default=10_000, help="targets of the part mass")
    parser.add_argument("--concurrency", type=int, default=100, help="targets at once of the part mass")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    only_loopback()
    raise_file_limit()
    wanted = [name for name in options.tools.split(",") if name]
    known = [tool.name for tool in (WAARBORG, *PEERS)]
    if unknown := set(wanted) - set(known):
        parser.error(f"no such tool: {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    tools = [tool for tool in (WAARBORG, *PEERS) if not wanted or tool.name in wanted]
    resolver = [sys.executable, HERE.parents[1] / "tests" / "peers" / "dns.py", "53", 2 * DELAY]
    with running(resolver):
        time.sleep(0.3)
        print(f"# Cost of a look at a TLS server\n\n{time.strftime('%Y-%m-%d')}, {os.cpu_count()} processors, Linux {os.uname().release}")
        for tool in tools:
            with contextlib.suppress(Missing):
                print(f"- {tool.version()}")
        for line in servers.versions():
            print(f"- {line}")
        for part in options.parts or PARTS:
            {
                "modern": lambda: one_server("A: nginx, TLS 1.2 and 1.3, 6 + 3 suites", servers.modern, options, tools),
                "legacy": lambda: one_server("B: nginx, TLS 1.0 to 1.2, 44/10/10 suites", servers.legacy, options, tools),
                "hybrid": lambda: one_server("C: Go, post-quantum groups", servers.hybrid, options, tools),
                "portfolio": lambda: portfolio(options, tools),
                "mass": lambda: mass(options, tools),
            }[part]()


if __name__ == "__main__":
    main()
