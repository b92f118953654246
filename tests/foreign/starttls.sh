#!/usr/bin/env bash
# Looks at servers that others wrote, each before TLS in its own protocol, on loopback. Not part of `cargo test`.
#
# Debian: apt install postfix dovecot-imapd dovecot-pop3d slapd vsftpd prosody postgresql; run as root, since most of
# these servers want to start as it. A server that is not installed is skipped, and that is said.
#
#   tests/foreign/starttls.sh PROGRAM
#
# For each service: TLS must be seen with the certificate made here. For each service with TLS switched off: it must be
# seen that it is not offered. Ends with 1 when one is not as it should be.
set -uo pipefail
program=${1:?the waarborg program}
here=$(mktemp -d)
chmod 755 "$here"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait 2>/dev/null; rm -rf "$here"' EXIT
bad=0

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$here/key.pem" -out "$here/cert.pem" 2>/dev/null
chmod 644 "$here/key.pem"
fingerprint=$(openssl x509 -in "$here/cert.pem" -outform DER | sha256sum | cut -d' ' -f1)

has() { command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; return 1; }; }

waits() { # PORT
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        sleep 0.1
    done
    echo "BAD: nobody listens on port $1"
    return 1
}

look() { # SERVICE PORT
    "$program" scan "$1://localhost:$2" --format json --connect-to "localhost:$2:127.0.0.1:$2" --dns 127.0.0.1:9
}

shows_tls() { # WHO SERVICE PORT
    waits "$3" || { bad=1; return; }
    local seen
    seen=$(look "$2" "$3")
    if grep -q "$fingerprint" <<<"$seen"; then
        echo "ok: $1, $2: TLS seen"
    else
        echo "BAD: $1, $2: no certificate seen"
        grep -o '"detail": *"[^"]*"' <<<"$seen" | sort | uniq -c | head -5
        bad=1
    fi
}

shows_none() { # WHO SERVICE PORT
    waits "$3" || { bad=1; return; }
    if look "$2" "$3" | grep -q '"not-offered"'; then
        echo "ok: $1, $2: not offered"
    else
        echo "BAD: $1, $2: not seen that TLS is not offered"
        bad=1
    fi
}

if has postconf; then
    for tls in may none; do
        port=$([ $tls = may ] && echo 12025 || echo 12026)
        dir=$here/postfix-$tls
        mkdir -p "$dir/etc" "$dir/queue" "$dir/data"
        chown postfix "$dir/data"
        cp /etc/postfix/dynamicmaps.cf "$dir/etc/" 2>/dev/null
        cat >"$dir/etc/main.cf" <<CF
compatibility_level = 3.6
queue_directory = $dir/queue
data_directory = $dir/data
maillog_file = $dir/log
maillog_file_prefixes = $here
myhostname = localhost
mydestination =
smtpd_tls_security_level = $tls
smtpd_tls_cert_file = $here/cert.pem
smtpd_tls_key_file = $here/key.pem
CF
        cat >"$dir/etc/master.cf" <<CF
127.0.0.1:$port inet n - n - - smtpd
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
cleanup unix n - n - 0 cleanup
postlog unix-dgram n - n - 1 postlogd
CF
        postfix -c "$dir/etc" start >"$dir/out" 2>&1
        for _ in $(seq 50); do [ -s "$dir/queue/pid/master.pid" ] && break; sleep 0.1; done
        pids+=($(cat "$dir/queue/pid/master.pid"))
        if [ $tls = may ]; then shows_tls Postfix smtp $port; else shows_none Postfix smtp $port; fi
    done
fi

if has dovecot; then
    for ssl in yes no; do
        base=$([ $ssl = yes ] && echo 12100 || echo 12200)
        dir=$here/dovecot-$ssl
        mkdir -p "$dir"
        cat >"$dir/conf" <<CF
base_dir = $dir/run
state_dir = $dir/state
log_path = $dir/log
protocols = imap pop3
ssl = $ssl
ssl_cert = <$here/cert.pem
ssl_key = <$here/key.pem
listen = 127.0.0.1
passdb {
  driver = static
  args = nologin=y
}
service imap-login {
  inet_listener imap { port = $((base + 43)) }
  inet_listener imaps { port = 0 }
}
service pop3-login {
  inet_listener pop3 { port = $((base + 10)) }
  inet_listener pop3s { port = 0 }
}
CF
        # One line of a block is not understood by every version.
        sed -i -E 's/^( *inet_listener [a-z0-9]+) \{ (.*) \}$/\1 {\n    \2\n  }/' "$dir/conf"
        dovecot -F -c "$dir/conf" >"$dir/out" 2>&1 &
        pids+=($!)
        for pair in "imap $((base + 43))" "pop3 $((base + 10))"; do
            if [ $ssl = yes ]; then shows_tls Dovecot $pair; else shows_none Dovecot $pair; fi
        done
    done
fi

if has slapd; then
    for tls in yes no; do
        port=$([ $tls = yes ] && echo 12389 || echo 12390)
        dir=$here/slapd-$tls
        mkdir -p "$dir"
        echo "include /etc/ldap/schema/core.schema" >"$dir/conf"
        [ $tls = yes ] && printf 'TLSCertificateFile %s\nTLSCertificateKeyFile %s\n' \
            "$here/cert.pem" "$here/key.pem" >>"$dir/conf"
        slapd -d 0 -f "$dir/conf" -h "ldap://127.0.0.1:$port" >"$dir/out" 2>&1 &
        pids+=($!)
        if [ $tls = yes ]; then shows_tls OpenLDAP ldap $port; else shows_none OpenLDAP ldap $port; fi
    done
fi

if has vsftpd; then
    for tls in YES NO; do
        port=$([ $tls = YES ] && echo 12021 || echo 12022)
        dir=$here/vsftpd-$tls
        mkdir -p "$dir/empty"
        cat >"$dir/conf" <<CF
listen=YES
listen_address=127.0.0.1
listen_port=$port
background=NO
anonymous_enable=YES
ssl_enable=$tls
rsa_cert_file=$here/cert.pem
rsa_private_key_file=$here/key.pem
ssl_ciphers=HIGH
secure_chroot_dir=$dir/empty
CF
        vsftpd "$dir/conf" >"$dir/out" 2>&1 &
        pids+=($!)
        if [ $tls = YES ]; then shows_tls vsftpd ftp $port; else shows_none vsftpd ftp $port; fi
    done
fi

if has prosody; then
    dir=$here/prosody
    mkdir -p "$dir/data"
    cat >"$dir/conf.lua" <<CF
run_as_root = true
daemonize = false
pidfile = "$dir/pid"
data_path = "$dir/data"
interfaces = { "127.0.0.1" }
c2s_ports = { 12222 }
s2s_ports = { 12269 }
modules_enabled = { "tls"; "saslauth"; "s2s"; "c2s" }
modules_disabled = { "s2s_auth_certs" }
ssl = { certificate = "$here/cert.pem"; key = "$here/key.pem" }
c2s_ssl = ssl
log = { info = "$dir/log" }
VirtualHost "localhost"
CF
    prosody --config "$dir/conf.lua" >"$dir/out" 2>&1 &
    pids+=($!)
    shows_tls Prosody xmpp 12222
    shows_tls Prosody xmpp-server 12269
fi

if has initdb && has postgres; then
    for ssl in on off; do
        port=$([ $ssl = on ] && echo 12432 || echo 12433)
        dir=$here/postgres-$ssl
        install -d -o postgres "$dir"
        install -o postgres -m 600 "$here/key.pem" "$dir/key.pem"
        runuser -u postgres -- initdb -D "$dir/db" -A trust >"$dir/out" 2>&1
        runuser -u postgres -- postgres -D "$dir/db" -p $port -c listen_addresses=127.0.0.1 \
            -c unix_socket_directories= -c ssl=$ssl -c ssl_cert_file="$here/cert.pem" -c ssl_key_file="$dir/key.pem" \
            >>"$dir/out" 2>&1 &
        pids+=($!)
        if [ $ssl = on ]; then shows_tls PostgreSQL postgresql $port; else shows_none PostgreSQL postgresql $port; fi
    done
fi

exit $bad
