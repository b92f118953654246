#!/usr/bin/env bash
# What a look at a TLS server costs: waarborg beside sslyze, sslscan, nmap and testssl.sh, on the same servers.
#
#   benches/tls.sh [modern|legacy|hybrid|portfolio|mass]… [--tools waarborg,nmap] [--runs 3] [--targets 10000]
#
# Installs what it needs from Debian and from Python's package index (below target/peers), builds waarborg unless WAARBORG
# names a program, and measures in a network of its own that has nothing but loopback. A round trip of 20 ms comes from a
# forwarder (tls/forwarder.c) that holds everything 10 ms each way; it counts the connections too.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install() {
    local missing=()
    for pair in nginx:nginx sslscan:sslscan nmap:nmap testssl:testssl.sh openssl:openssl ip:iproute2 cc:gcc; do
        command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
    done
    # testssl.sh wants these, and its package only suggests them.
    command -v hexdump >/dev/null || missing+=(bsdextrautils)
    command -v host >/dev/null || command -v dig >/dev/null || missing+=(bind9-dnsutils)
    if [ ${#missing[@]} -gt 0 ]; then
        as_root apt-get update -q >&2
        # A packaged server must not start by itself.
        DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 as_root apt-get install -qy --no-install-recommends "${missing[@]}" >&2
    fi
    python3 -c "
import sys; sys.path.insert(0, '$root/tests/peers')
from cellar import Go, Missing
from tools import SSLYZE
for thing in (SSLYZE.path, Go().program):
    try: thing()
    except Missing as missing: print(missing, file=sys.stderr)"
}

if [ "${1:-}" = --inside ]; then
    shift
    ip link set lo up
    resolver=$(mktemp)
    trap 'rm -f "$resolver"' EXIT
    echo 'nameserver 127.0.0.1' >"$resolver"
    mount --bind "$resolver" /etc/resolv.conf
    python3 "$here/tls/measure.py" "$@"
else
    install
    if [ -z "${WAARBORG:-}" ]; then
        cargo build --release --locked --quiet --manifest-path "$root/Cargo.toml"
        export WAARBORG="$CARGO_TARGET_DIR/release/waarborg"
    fi
    exec unshare --net --mount --map-root-user "$0" --inside "$@"
fi
