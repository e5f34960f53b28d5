//! What the end of a Parquet file claims, checked before the decoder believes it: it makes room for as many row groups and
//! fields as are claimed, and follows groups of fields as deep as they go, and a failed allocation or an overflown stack ends
//! the process.
//!
//! The end is in Thrift's compact protocol (thrift-compact-protocol.md of Apache Thrift): a struct is fields, each with its type
//! and the distance of its number from the one before, and ends with a zero.

/// Row groups and fields that a file may have; the format counts row groups in 16 bits.
const MOST_GROUPS: u64 = 1 << 15;
const MOST_FIELDS: u64 = 100_000;
/// Groups of fields that may stand in each other, and structs of the description.
const MOST_DEPTH: usize = 64;
/// Numbers of fields: in the description as a whole, and in that of a field.
const SCHEMA: i64 = 2;
const GROUPS: i64 = 4;
const CHILDREN: i64 = 5;

/// Types of Thrift's compact protocol.
const BYTE: u8 = 3;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// Makes sure that nothing in the description of a file claims more than there is.
pub(super) fn check_description(bytes: &[u8]) -> Result<(), String> {
    let mut walk = Walk { rest: bytes };
    walk.fields(0, &mut |number, kind, walk| {
        if kind != LIST || ![SCHEMA, GROUPS].contains(&number) {
            return walk.value(kind, 0);
        }
        let (count, of) = walk.list()?;
        let (most, what) = if number == SCHEMA { (MOST_FIELDS, "fields") } else { (MOST_GROUPS, "row groups") };
        if count > most {
            return Err(format!("it claims {count} {what}; at most {most} are read"));
        }
        if number == SCHEMA && of == STRUCT {
            return walk.schema(count);
        }
        (0..count).try_for_each(|_| walk.value(of, 0))
    })
}

struct Walk<'a> {
    rest: &'a [u8],
}

impl Walk<'_> {
    fn byte(&mut self) -> Result<u8, String> {
        let (first, rest) = self.rest.split_first().ok_or("its description is cut off")?;
        self.rest = rest;
        Ok(*first)
    }

    fn skip(&mut self, bytes: u64) -> Result<(), String> {
        let rest = usize::try_from(bytes).ok().and_then(|bytes| self.rest.get(bytes..));
        self.rest = rest.ok_or("its description is cut off")?;
        Ok(())
    }

    fn varint(&mut self) -> Result<u64, String> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err("a number of its description has no end".to_string())
    }

    fn zigzag(&mut self) -> Result<i64, String> {
        let value = self.varint()?;
        Ok((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Visits the fields of a struct: number and type of each.
    fn fields(
        &mut self,
        depth: usize,
        visit: &mut dyn FnMut(i64, u8, &mut Self) -> Result<(), String>,
    ) -> Result<(), String> {
        if depth > MOST_DEPTH {
            return Err(format!("its description is more than {MOST_DEPTH} deep"));
        }
        let mut number = 0i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Ok(());
            }
            number = match head >> 4 {
                0 => self.zigzag()?,
                further => number.wrapping_add(further.into()),
            };
            visit(number, head & 0x0f, self)?;
        }
    }

    /// Number and type of the elements that follow; each has at least one byte.
    fn list(&mut self) -> Result<(u64, u8), String> {
        let head = self.byte()?;
        let count = if head >> 4 == 15 { self.varint()? } else { u64::from(head >> 4) };
        if count > self.rest.len() as u64 {
            return Err(format!("its description claims {count} things where {} bytes are left", self.rest.len()));
        }
        Ok((count, head & 0x0f))
    }

    fn value(&mut self, kind: u8, depth: usize) -> Result<(), String> {
        match kind {
            // a truth value of a field is its type
            1 | 2 => Ok(()),
            BYTE => self.skip(1),
            4..=6 => self.varint().map(drop),
            DOUBLE => self.skip(8),
            BINARY => {
                let length = self.varint()?;
                self.skip(length)
            }
            LIST | SET => {
                let (count, of) = self.list()?;
                (0..count).try_for_each(|_| self.element(of, depth + 1))
            }
            MAP => {
                let count = self.varint()?;
                let kinds = if count > 0 { self.byte()? } else { 0 };
                if count > self.rest.len() as u64 {
                    return Err(format!(
                        "its description claims {count} things where {} bytes are left",
                        self.rest.len()
                    ));
                }
                (0..count).try_for_each(|_| {
                    self.element(kinds >> 4, depth + 1)?;
                    self.element(kinds & 0x0f, depth + 1)
                })
            }
            STRUCT => self.fields(depth + 1, &mut |_, kind, walk| walk.value(kind, depth + 1)),
            _ => Err(format!("its description has a value of no type ({kind})")),
        }
    }

    fn element(&mut self, kind: u8, depth: usize) -> Result<(), String> {
        if depth > MOST_DEPTH {
            return Err(format!("its description is more than {MOST_DEPTH} deep"));
        }
        if kind == 1 || kind == 2 { self.skip(1) } else { self.value(kind, depth) }
    }

    /// The fields, parents before their children: each group says how many it has.
    fn schema(&mut self, count: u64) -> Result<(), String> {
        let mut open: Vec<u64> = Vec::new();
        for done in 0..count {
            let mut children = 0;
            self.fields(1, &mut |number, kind, walk| match (number, kind) {
                (CHILDREN, 4..=6) => {
                    children = walk.zigzag()?;
                    Ok(())
                }
                _ => walk.value(kind, 1),
            })?;
            while open.last() == Some(&0) {
                open.pop();
            }
            if let Some(left) = open.last_mut() {
                *left -= 1;
            }
            let children = u64::try_from(children).map_err(|_| format!("a group claims {children} fields"))?;
            if children > count - done - 1 {
                return Err(format!("a group claims {children} fields where {} are left", count - done - 1));
            }
            open.push(children);
            if open.len() > MOST_DEPTH {
                return Err(format!("its groups of fields are more than {MOST_DEPTH} deep"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn varint(mut value: u64) -> Vec<u8> {
        let mut bytes = Vec::new();
        while value > 127 {
            bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    }

    fn list(count: u64, of: u8) -> Vec<u8> {
        [vec![0xf0 | of], varint(count)].concat()
    }

    /// A field of a schema: its name and how many fields it has.
    fn field(children: Option<u64>) -> Vec<u8> {
        let children = children.map_or(Vec::new(), |n| [vec![0x15], varint(n << 1)].concat());
        // repetition (3), name (4), number of children (5)
        [vec![0x35, 0, 0x18, 1, b'a'], children, vec![0]].concat()
    }

    /// A description: version, schema, number of rows and row groups.
    fn description(fields: &[Vec<u8>], claimed: u64, groups: Vec<u8>) -> Vec<u8> {
        let schema = [vec![0x15, 2, 0x19], list(claimed, STRUCT), fields.concat()].concat();
        [schema, vec![0x16, 2, 0x19], groups, vec![0]].concat()
    }

    fn refusal(bytes: &[u8]) -> String {
        check_description(bytes).err().unwrap_or_default()
    }

    #[test]
    fn what_claims_too_much_is_refused_before_room_is_made() {
        let none = || list(0, STRUCT);
        let plain = [field(Some(1)), field(None)];
        assert_eq!(refusal(&description(&plain, 2, none())), "");
        assert!(refusal(&description(&plain, 2, list(1 << 31, STRUCT))).contains("things where"));
        let many = [list(40_000, STRUCT), vec![0; 40_000]].concat();
        assert!(refusal(&description(&plain, 2, many)).contains("40000 row groups"));
        assert!(refusal(&description(&plain, 1 << 31, none())).contains("things where"));
        assert!(refusal(&description(&[field(Some(1 << 30)), field(None)], 2, none())).contains("where 1 are left"));
        let deep: Vec<_> = (0..70).map(|_| field(Some(1))).chain([field(None)]).collect();
        assert!(refusal(&description(&deep, 71, none())).contains("64 deep"));
        let wide: Vec<_> = [field(Some(2_000))].into_iter().chain((0..2_000).map(|_| field(None))).collect();
        assert_eq!(refusal(&description(&wide, 2_001, none())), "");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_walked_or_refused(bytes in proptest::collection::vec(0u8.., 0..300)) {
            let _ = check_description(&bytes);
        }
    }

    #[test]
    fn structs_in_structs_have_an_end() {
        let deep: Vec<u8> = std::iter::repeat_n(0x1c, 100_000).collect();
        assert!(refusal(&deep).contains("64 deep"));
        let lists: Vec<u8> = std::iter::once(0x19).chain(std::iter::repeat_n(0x19, 100_000)).collect();
        assert!(!refusal(&lists).is_empty());
    }
}
