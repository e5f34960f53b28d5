//! Tables and layers in binary formats that claim what they do not hold.

use super::{check, refused};

/// A number of Thrift's compact protocol.
fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 127 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A field of a Parquet schema: its name, and how many fields it has.
fn field(children: Option<u64>) -> Vec<u8> {
    let children = children.map_or(Vec::new(), |n| [vec![0x15], varint(n << 1)].concat());
    [vec![0x35, 0, 0x18, 1, b'a'], children, vec![0]].concat()
}

/// A Parquet file of these fields that claims so many row groups.
fn parquet(fields: &[Vec<u8>], groups: u64) -> Vec<u8> {
    let list = |count: u64| [vec![0xfc], varint(count)].concat();
    let schema = [vec![0x15, 2, 0x19], list(fields.len() as u64), fields.concat()].concat();
    let description = [schema, vec![0x16, 2, 0x19], list(groups), vec![0; 8]].concat();
    [b"PAR1", &description[..], &(description.len() as u32).to_le_bytes(), b"PAR1"].concat()
}

/// Each of these ended the process: by a stack that overflowed, or by memory that nobody has.
#[test]
fn a_parquet_file_cannot_end_the_process_by_what_it_claims() {
    let deep: Vec<_> = (0..90_000).map(|_| field(Some(1))).chain([field(None)]).collect();
    refused("H7 deep", &check("t.parquet", &parquet(&deep, 0), &[]), 65, &["t.parquet", "deep"]);
    let plain = [field(Some(1)), field(None)];
    for groups in [1 << 20, 1 << 31, u64::MAX] {
        refused("H7 groups", &check("t.parquet", &parquet(&plain, groups), &[]), 65, &["t.parquet", "claims"]);
    }
    let wide = [field(Some((1 << 31) - 1)), field(None)];
    refused("H7 children", &check("t.parquet", &parquet(&wide, 0), &[]), 65, &["t.parquet", "claims"]);
}
