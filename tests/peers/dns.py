"""A name server on loopback. Run as `dns.py PORT DELAY_MS`.

A name whose first label is `n` and a number has the address 127.0.1.NUMBER, any other name 127.0.0.1; there is nothing else.
"""

import asyncio
import re
import struct
import sys

A = 1


def answer(query):
    """The reply to one question, or nothing when it is none."""
    if len(query) < 17 or query[2] & 0x80:
        return None
    end = 12
    while end < len(query) and query[end]:
        end += query[end] + 1
    question = query[12:end + 5]
    if len(question) < 5:
        return None
    kind, _ = struct.unpack("!HH", question[-4:])
    found = kind == A
    header = query[:2] + struct.pack("!HHHHH", 0x8180, 1, int(found), 0, 0)
    number = re.fullmatch(rb"n(\d{1,2})", query[13:13 + query[12]].lower())
    address = (127, 0, 1, int(number[1])) if number else (127, 0, 0, 1)
    record = struct.pack("!HHHIH4B", 0xC00C, A, 1, 300, 4, *address) if found else b""
    return header + question + record


class Server(asyncio.DatagramProtocol):
    """Answers a while after it was asked."""

    def __init__(self, delay):
        self.delay = delay

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        reply = answer(data)
        if reply:
            asyncio.get_running_loop().call_later(self.delay, self.transport.sendto, reply, addr)


async def serve(port, delay):
    """Serves until the process is ended, or an hour."""
    await asyncio.get_running_loop().create_datagram_endpoint(lambda: Server(delay), local_addr=("127.0.0.1", port))
    await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]) / 1000))
