"""A TLS server on Python's ssl module: server.py PORT CERTIFICATE KEY."""

import contextlib
import socket
import ssl
import sys
import threading


def serve(context, connection):
    """One request, one answer."""
    with contextlib.suppress(OSError, ssl.SSLError):
        connection.settimeout(15)
        with context.wrap_socket(connection, server_side=True) as stream:
            stream.recv(4096)
            stream.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello\n")


def main():
    port, certificate, key = sys.argv[1:4]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", int(port)), backlog=128) as listener:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(context, connection), daemon=True).start()


main()
