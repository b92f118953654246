"""Longest-prefix tables: flattens overlapping prefixes and writes them as MMDB."""

import ipaddress
import json

from mmdb_writer import MMDBWriter
from netaddr import IPNetwork, IPSet


class Trie:
    """Prefixes of both families in one binary tree, IPv4 under ::/96.

    `flatten` yields prefixes that do not overlap, with the value of the most specific
    prefix for each address. So the order in which they are later inserted cannot matter.
    """

    def __init__(self):
        self.root = [None, None, None]

    def insert(self, network, value):
        """A later value replaces an earlier one of exactly the same prefix."""
        v4 = network.version == 4
        bits, length = int(network.network_address), network.prefixlen + (96 if v4 else 0)
        node = self.root
        for depth in range(length):
            bit = bits >> (127 - depth) & 1
            if node[bit] is None:
                node[bit] = [None, None, None]
            node = node[bit]
        node[2] = value

    def flatten(self):
        out = []

        def walk(node, inherited, bits, depth):
            """Returns the value when the whole subtree has one, else writes its parts."""
            value = node[2] if node[2] is not None else inherited
            left, right = ((walk(child, value, bits << 1 | side, depth + 1) if child else value)
                           for side, child in enumerate(node[:2])) if node[0] or node[1] else (value, value)
            if left == right and left is not MIXED:
                return left
            for side, part in enumerate((left, right)):
                if part is not MIXED and part is not None:
                    out.append((bits << 1 | side, depth + 1, part))
            return MIXED

        whole = walk(self.root, None, 0, 0)
        if whole is not MIXED and whole is not None:
            raise ValueError("one value for the whole address space")
        return sorted(((network_of(bits, length), value) for bits, length, value in out), key=order)


MIXED = object()


def network_of(bits, length):
    address = bits << (128 - length)
    if length >= 96 and address >> 32 == 0:
        return ipaddress.IPv4Network((address, length - 96))
    return ipaddress.IPv6Network((address, length))


def order(item):
    network = item[0]
    return network.version, int(network.network_address), network.prefixlen


class Writer(MMDBWriter):
    def __init__(self, kind, description, epoch):
        super().__init__(6, kind, ["en"], {"en": description}, ipv4_compatible=True, int_type="u32")
        self.epoch = epoch

    def _build_meta(self):
        return super()._build_meta() | {"build_epoch": self.epoch}


def write_mmdb(path, kind, description, epoch, rows):
    """rows: (network, record), not overlapping."""
    writer = Writer(kind, description, epoch)
    for network, record in rows:
        writer.insert_network(IPSet([IPNetwork(str(network))]), record)
    writer.to_db_file(str(path))


def toml_value(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def toml_table(header, pairs):
    lines = [f"{key} = {toml_value(value)}" for key, value in pairs.items() if value is not None]
    return "\n".join([header, *lines, ""])
