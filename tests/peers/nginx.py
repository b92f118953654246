"""nginx with a configuration that is written for the occasion."""

import contextlib
import pathlib
import subprocess

from loopback import running

TEMPLATE = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
worker_processes {workers};
worker_rlimit_nofile 65536;
events {{ worker_connections {connections}; multi_accept on; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
{listen}
    server_name _;
{lines}
    location / {{ return 200 "hello\\n"; }}
  }}
}}
"""


def configuration(folder, listen, certificates, protocols, ciphers=None, ciphersuites=None, groups=None, dh=None,
                  server_order=False, tickets=True, session_cache=True, http2=False, early_data=False, headers=(),
                  workers=1, connections=4096):
    """The text of a configuration file. `certificates` are pairs of chain and key; lists are in the words of OpenSSL."""
    lines = [f"ssl_protocols {' '.join(protocols)};"]
    for chain, key in certificates:
        lines += [f"ssl_certificate {chain};", f"ssl_certificate_key {key};"]
    if ciphers:
        lines.append(f"ssl_ciphers '{ciphers}';")
    if ciphersuites:
        lines.append(f"ssl_conf_command Ciphersuites {ciphersuites};")
    if groups:
        lines.append(f"ssl_ecdh_curve {groups};")
    if dh:
        lines.append(f"ssl_dhparam {dh};")
    lines.append(f"ssl_prefer_server_ciphers {'on' if server_order else 'off'};")
    lines.append(f"ssl_session_tickets {'on' if tickets else 'off'};")
    lines.append(f"ssl_session_cache {'shared:s:1m' if session_cache else 'off'};")
    lines.append(f"ssl_early_data {'on' if early_data else 'off'};")
    lines += [f'add_header {name} "{value}" always;' for name, value in headers]
    listens = [f"    listen {where} ssl{' http2' if http2 else ''} backlog=4096;" for where in listen]
    user = "user root;" if is_root() else ""
    return TEMPLATE.format(folder=folder, workers=workers, connections=connections, user=user, listen="\n".join(listens),
                           lines="\n".join(f"    {line}" for line in lines))


def is_root():
    """Whether nginx would change its user."""
    return pathlib.Path("/proc/self").stat().st_uid == 0


@contextlib.contextmanager
def serving(folder, port, *words, **options):
    """nginx on a port of 127.0.0.1 for as long as the block lasts; arguments as for `configuration`."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    options.setdefault("listen", [f"127.0.0.1:{port}"])
    path = folder / "nginx.conf"
    path.write_text(configuration(folder, *words, **options))
    with running(["nginx", "-p", folder, "-c", path, "-e", folder / "start.log"], port) as process:
        yield process


def version():
    """Name and version, with the TLS library."""
    lines = subprocess.run(["nginx", "-V"], capture_output=True, timeout=10, check=True).stderr.decode().splitlines()
    program = lines[0].rsplit("/", 1)[-1]
    library = next((line for line in lines if line.startswith("built with")), "")
    return f"nginx {program} ({library})"
