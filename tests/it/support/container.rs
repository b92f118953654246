//! A zip taken apart and put together again, so that tests can do to it what no honest program would.

/// A file in the container, still packed.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) flags: u16,
    pub(crate) method: u16,
    pub(crate) crc: u32,
    pub(crate) size: u32,
    pub(crate) attributes: u32,
    pub(crate) packed: Vec<u8>,
}

/// A zip.
#[derive(Debug, Clone)]
pub(crate) struct Container {
    pub(crate) entries: Vec<Entry>,
}

impl Container {
    /// Reads a sound zip.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
        let long = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four"));
        let (mut entries, mut at) = (Vec::new(), 0);
        while bytes[at..].starts_with(b"PK\x03\x04") {
            let name = at + 30..at + 30 + usize::from(short(at + 26));
            let packed = name.end..name.end + long(at + 18) as usize;
            entries.push(Entry {
                name: String::from_utf8(bytes[name].to_vec()).expect("UTF-8"),
                flags: short(at + 6),
                method: short(at + 8),
                crc: long(at + 14),
                size: long(at + 22),
                attributes: 0o100_644 << 16,
                packed: bytes[packed.clone()].to_vec(),
            });
            at = packed.end;
        }
        Self { entries }
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.entries.iter().map(|e| e.name.as_str()).collect()
    }

    /// Writes it, whatever is in it.
    pub(crate) fn write(&self) -> Vec<u8> {
        let (mut out, mut table) = (Vec::new(), Vec::new());
        for entry in &self.entries {
            let offset = u32::try_from(out.len()).expect("small");
            let mut shared = Vec::new();
            for field in [20, entry.flags, entry.method, 0, 0x21] {
                shared.extend(field.to_le_bytes());
            }
            let packed = u32::try_from(entry.packed.len()).expect("small");
            for field in [entry.crc, packed, entry.size] {
                shared.extend(field.to_le_bytes());
            }
            shared.extend(
                u16::try_from(entry.name.len())
                    .expect("short")
                    .to_le_bytes(),
            );
            shared.extend([0, 0]);
            out.extend(b"PK\x03\x04");
            out.extend(&shared);
            out.extend(entry.name.as_bytes());
            out.extend(&entry.packed);
            table.extend(b"PK\x01\x02\x14\x03");
            table.extend(&shared);
            table.extend([0; 6]);
            table.extend(entry.attributes.to_le_bytes());
            table.extend(offset.to_le_bytes());
            table.extend(entry.name.as_bytes());
        }
        let start = u32::try_from(out.len()).expect("small");
        let size = u32::try_from(table.len()).expect("small");
        let count = u16::try_from(self.entries.len()).expect("few");
        out.extend(table);
        out.extend(b"PK\x05\x06\0\0\0\0");
        out.extend(count.to_le_bytes());
        out.extend(count.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(start.to_le_bytes());
        out.extend([0, 0]);
        out
    }
}
