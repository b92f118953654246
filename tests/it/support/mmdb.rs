//! A small writer of `MaxMind` DB files.

use std::net::IpAddr;

use ipnetwork::IpNetwork;

/// A value in a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Flag(bool),
    Map(Vec<(&'static str, Self)>),
    Number(u32),
    Text(&'static str),
}

/// A map with one text.
pub(crate) fn text(key: &'static str, value: &'static str) -> Value {
    Value::Map(vec![(key, Value::Text(value))])
}

/// A map with one number.
pub(crate) fn number(key: &'static str, value: u32) -> Value {
    Value::Map(vec![(key, Value::Number(value))])
}

#[derive(Clone, Copy)]
enum Child {
    Empty,
    Node(usize),
    Row(usize),
}

/// The bytes of a database that answers for both families. `rows` must not overlap.
pub(crate) fn database(kind: &'static str, built: u32, rows: &[(&str, Value)]) -> Vec<u8> {
    let mut nodes = vec![[Child::Empty; 2]];
    for (index, (network, _)) in rows.iter().enumerate() {
        let network: IpNetwork = network.parse().expect("test network");
        let (bits, length) = match network.network() {
            IpAddr::V4(v4) => (u128::from(v4.to_bits()), network.prefix() + 96),
            IpAddr::V6(v6) => (v6.to_bits(), network.prefix()),
        };
        let mut node = 0;
        for depth in 0..length {
            let side = usize::from(bits >> (127 - depth) & 1 == 1);
            if depth + 1 == length {
                nodes[node][side] = Child::Row(index);
            } else if let Child::Node(next) = nodes[node][side] {
                node = next;
            } else {
                nodes.push([Child::Empty; 2]);
                let next = nodes.len() - 1;
                nodes[node][side] = Child::Node(next);
                node = next;
            }
        }
    }
    let mut data = Vec::new();
    let offsets: Vec<usize> = rows
        .iter()
        .map(|(_, value)| {
            let offset = data.len();
            encode(value, &mut data);
            offset
        })
        .collect();
    let mut out = Vec::new();
    for child in nodes.iter().flatten() {
        let record = match child {
            Child::Empty => nodes.len(),
            Child::Node(node) => *node,
            Child::Row(row) => nodes.len() + 16 + offsets[*row],
        };
        out.extend(u32::try_from(record).expect("small").to_be_bytes());
    }
    out.extend([0; 16]);
    out.extend(data);
    out.extend(b"\xab\xcd\xefMaxMind.com");
    metadata(kind, built, nodes.len(), &mut out);
    out
}

fn metadata(kind: &'static str, built: u32, nodes: usize, out: &mut Vec<u8>) {
    let nodes = u32::try_from(nodes).expect("small");
    out.push(7 << 5 | 9);
    for (key, value) in [("node_count", nodes), ("build_epoch", built)] {
        encode(&Value::Text(key), out);
        if key == "build_epoch" {
            // An unsigned 64-bit number: extended type 9.
            out.extend([8, 2]);
            out.extend([0; 4]);
            out.extend(value.to_be_bytes());
        } else {
            encode(&Value::Number(value), out);
        }
    }
    for (key, value) in [
        ("record_size", 32u16),
        ("ip_version", 6),
        ("binary_format_major_version", 2),
        ("binary_format_minor_version", 0),
    ] {
        encode(&Value::Text(key), out);
        out.push(5 << 5 | 2);
        out.extend(value.to_be_bytes());
    }
    encode(&Value::Text("database_type"), out);
    encode(&Value::Text(kind), out);
    encode(&Value::Text("description"), out);
    encode(&text("en", kind), out);
    encode(&Value::Text("languages"), out);
    out.extend([0, 4]);
}

fn encode(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Flag(flag) => out.extend([u8::from(*flag), 7]),
        Value::Map(entries) => {
            out.push(7 << 5 | u8::try_from(entries.len()).expect("small"));
            for (key, value) in entries {
                encode(&Value::Text(key), out);
                encode(value, out);
            }
        }
        Value::Number(number) => {
            out.push(6 << 5 | 4);
            out.extend(number.to_be_bytes());
        }
        Value::Text(text) => {
            let length = u8::try_from(text.len()).expect("short");
            match length {
                0..29 => out.push(2 << 5 | length),
                _ => out.extend([0b0101_1101, length - 29]),
            }
            out.extend(text.bytes());
        }
    }
}
