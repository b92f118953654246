"""Processes on loopback: started, waited for, measured, and ended by their own number."""

import contextlib
import dataclasses
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "peers"


def free_port():
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until_listening(process, port, seconds=10):
    """Waits for a server that was just started; says what it said when it does not come up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.02)
    raise RuntimeError(f"{process.args[0]} does not listen on {port}: {said(process)}")


def said(process):
    """The end of what a process wrote on standard error."""
    process.log.seek(0)
    return process.log.read()[-600:].decode(errors="replace").strip()


def start(command, port=None, **options):
    """Starts a process in a group of its own, with its output kept in a file."""
    log = tempfile.TemporaryFile()
    process = subprocess.Popen(
        [str(word) for word in command],
        stdin=options.pop("stdin", subprocess.PIPE),
        stdout=options.pop("stdout", log),
        stderr=log,
        start_new_session=True,
        **options,
    )
    process.log = log
    if port is not None:
        try:
            wait_until_listening(process, port)
        except RuntimeError:
            stop(process)
            raise
    return process


def stop(process, seconds=5):
    """Ends a process that `start` gave, with all its children."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    # Also what a master process left behind: the group has the number of the process itself.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.log):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()


@contextlib.contextmanager
def running(command, port=None, **options):
    """A process for as long as the block lasts."""
    process = start(command, port, **options)
    try:
        yield process
    finally:
        stop(process)


def built(name):
    """One of the small C programs of `benches/tls`, compiled when it is older than its source."""
    source, program = ROOT / "benches" / "tls" / f"{name}.c", CACHE / name
    if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
        CACHE.mkdir(parents=True, exist_ok=True)
        # Into place at once: another run may be using it.
        fresh = CACHE / f"{name}.{os.getpid()}"
        subprocess.run(["cc", "-std=c11", "-O2", "-Wall", str(source), "-o", str(fresh)], check=True, timeout=60)
        fresh.rename(program)
    return program


class Forwarder:
    """The delaying, counting and fault-making forwarder of `benches/tls/forwarder.c`."""

    def __init__(self, port, delay=0, addresses=1, first="127.0.0.1", listen=0, seed=1, faults=(), seconds=3600):
        command = [built("forwarder"), "--listen", f"{first}:{listen}", "--to", f"127.0.0.1:{port}", "--delay", delay]
        command += ["--addresses", addresses, "--seed", seed, "--seconds", seconds]
        for kind, limit, permille in faults:
            command += ["--fault", f"{kind}:{limit}:{permille}"]
        self.process = start(command, stdout=subprocess.PIPE)
        line = self.process.stdout.readline().split()
        if len(line) != 2:
            message = said(self.process)
            stop(self.process)
            raise RuntimeError(f"the forwarder does not start: {message}")
        self.port = int(line[1])
        self.counts = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        """Ends the forwarder; its counts stay."""
        self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired, ValueError):
            self.process.wait(5)
            self.counts = json.loads(self.process.stdout.read() or b"{}")
        stop(self.process)


@dataclasses.dataclass
class Run:
    """What a run of a program cost and gave."""

    code: int
    wall: float
    cpu: float
    peak_mib: float
    output: bytes
    error: bytes


def run(command, seconds=600, environment=None, stdin=None):
    """Runs a program to its end: seconds on the clock, of all its processes on the processor, and the largest of them."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as error, tempfile.NamedTemporaryFile() as cost:
        subprocess.run(
            [str(word) for word in (built("stopwatch"), cost.name, seconds, *command)],
            stdin=stdin or subprocess.DEVNULL,
            stdout=output,
            stderr=error,
            check=True,
            env={**os.environ, **(environment or {})},
        )
        wall, cpu, peak, code = cost.read().split()
        output.seek(0)
        error.seek(0)
        return Run(int(code), float(wall), float(cpu), int(peak) / 1024, output.read(), error.read())


def raise_file_limit():
    """As many open files as this user may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
