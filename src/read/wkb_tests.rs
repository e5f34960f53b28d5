use super::*;

/// A geometry's head in either order of bytes, and what follows it.
fn made(little: bool, kind: u32, rest: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![u8::from(little)];
    bytes.extend(word(little, kind));
    rest.iter().for_each(|part| bytes.extend(*part));
    bytes
}

fn word(little: bool, word: u32) -> [u8; 4] {
    if little { word.to_le_bytes() } else { word.to_be_bytes() }
}

fn numbers(little: bool, list: &[f64]) -> Vec<u8> {
    list.iter().flat_map(|n| if little { n.to_le_bytes() } else { n.to_be_bytes() }).collect()
}

/// A square of one degree whose western edge is at `x`.
pub(in super::super) fn square(x: f64) -> Vec<u8> {
    let corners = [x, 0.0, x + 1.0, 0.0, x + 1.0, 1.0, x, 1.0, x, 0.0];
    made(true, 3, &[&word(true, 1), &word(true, 5), &numbers(true, &corners)])
}

/// A point.
pub(in super::super) fn dot(x: f64, y: f64) -> Vec<u8> {
    made(true, 1, &[&numbers(true, &[x, y])])
}

#[test]
fn polygons_are_read_in_both_orders_and_all_dimensions() {
    for little in [true, false] {
        for (kind, dimensions) in [(3, 2), (1003, 3), (2003, 3), (3003, 4), (0x8000_0003, 3), (0xc000_0003, 4)] {
            let corner = |x: f64, y: f64| [&[x, y][..], &[7.0, 8.0][..dimensions - 2]].concat();
            let corners = [corner(0.0, 0.0), corner(1.0, 0.0), corner(1.0, 1.0), corner(0.0, 0.0)].concat();
            let bytes = made(little, kind, &[&word(little, 1), &word(little, 4), &numbers(little, &corners)]);
            let found = shapes(&bytes).expect("sound");
            assert_eq!(found.polygons[0][0][2], Coord { x: 1.0, y: 1.0 }, "{kind}");
            assert_eq!(found.flattened, dimensions > 2);
            assert!((0..bytes.len()).all(|end| shapes(&bytes[..end]).is_err()));
        }
    }
    let with_number = made(true, 0x2000_0001, &[&word(true, 4326), &numbers(true, &[1.0, 2.0])]);
    assert_eq!(shapes(&with_number).map(|s| s.points), Ok(vec![[1.0, 2.0]]));
}

#[test]
fn collections_are_opened_up_to_a_depth() {
    let both = made(true, 7, &[&word(true, 2), &square(0.0), &made(true, 6, &[&word(true, 1), &square(2.0)])]);
    assert_eq!(shapes(&both).map(|s| s.polygons.len()), Ok(2));
    // 1.8 MB of collections in each other
    let deep: Vec<u8> = std::iter::repeat_n(made(true, 7, &[&word(true, 1)]), 200_000).flatten().collect();
    assert_eq!(shapes(&deep), Err("geometries lie too deep in each other"));
}

#[test]
fn counts_that_the_bytes_cannot_hold_are_refused_before_anything_is_reserved() {
    for bytes in [
        made(true, 3, &[&word(true, u32::MAX)]),
        made(true, 3, &[&word(true, 1), &word(true, u32::MAX)]),
        made(false, 6, &[&word(false, u32::MAX)]),
        made(true, 7, &[&word(true, 0x7fff_ffff), &square(0.0)]),
        made(true, 999, &[]),
        made(true, 9003, &[]),
        vec![2, 1, 0, 0, 0],
    ] {
        assert_eq!(shapes(&bytes), Err(DAMAGED));
    }
    let more = [square(0.0), vec![0]].concat();
    assert_eq!(shapes(&more), Err("bytes are left after the geometry"));
}

#[test]
fn curves_and_lines_are_called_by_name() {
    for (kind, what) in
        [(2, "line"), (8, "curves"), (10, "curves"), (12, "curves"), (1012, "curves"), (16, "triangles")]
    {
        assert!(shapes(&made(true, kind, &[&word(true, 0)])).is_err_and(|e| e.contains(what)), "{kind}");
    }
}

#[test]
fn an_empty_point_is_no_place() {
    assert_eq!(point(&dot(f64::NAN, f64::NAN)), Ok(None));
    assert_eq!(shapes(&dot(f64::NAN, f64::NAN)).map(|s| s.points.len()), Ok(0));
    assert!(point(&square(0.0)).is_err());
    for (little, kind, dimensions) in
        [(true, 1, 2), (false, 1001, 3), (true, 2001, 3), (false, 3001, 4), (true, 0x8000_0001, 3)]
    {
        let bytes = made(little, kind, &[&numbers(little, &[-4.5, 12.0, 7.0, 8.0][..dimensions])]);
        assert_eq!(point(&bytes), Ok(Some([-4.5, 12.0])), "{kind}");
        assert!((0..bytes.len()).all(|end| point(&bytes[..end]).is_err()));
    }
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(at in 0usize..93, value: u8, end in 0usize..93) {
        let mut bytes = square(0.0);
        bytes[at] = value;
        let _ = shapes(&bytes);
        let _ = shapes(&bytes[..end]);
    }
}
