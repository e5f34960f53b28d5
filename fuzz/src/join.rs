//! Districts and places on a small grid, where whole numbers decide exactly which is where.

use cercle::boundary::{Boundaries, District};
use cercle::index::{Found, Index};
use cercle::unit::LonLat;
use geo::{Coord, LineString, MultiPolygon, Polygon};

/// Parts of a degree that coordinates are multiples of: small enough for neighbours that all but touch, and exact in `f64`.
const PARTS: i64 = 1 << 40;

type Place = [i64; 2];

/// Rings of one district; what an odd number of them encloses belongs to it.
struct Unit {
    id: String,
    rings: Vec<Vec<Place>>,
}

/// Bytes, one after the other; zeros at the end.
struct Source<'a>(std::slice::Iter<'a, u8>);

impl Source<'_> {
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    /// A multiple of a quarter of a degree, or a place next to one.
    fn number(&mut self) -> i64 {
        let byte = i64::from(self.next());
        let beside = if byte >= 0xe0 { byte % 3 - 1 } else { 0 };
        byte % 16 * (PARTS / 4) + beside
    }

    fn place(&mut self) -> Place {
        [self.number(), self.number()]
    }

    fn unit(&mut self, number: usize) -> Unit {
        let letter = char::from(b'a' + self.next() % 26);
        let rings = 1 + self.next() % 3;
        let ring = |from: &mut Self| {
            let corners = 3 + from.next() % 6;
            let mut ring: Vec<Place> = (0..corners).map(|_| from.place()).collect();
            ring.dedup();
            ring.push(ring[0]);
            ring
        };
        Unit { id: format!("{letter}{number}"), rings: (0..rings).map(|_| ring(self)).collect() }
    }
}

/// The district of a place by looking at every edge, in whole numbers: the smallest identifier that touches it.
fn brute_force(units: &[Unit], [x, y]: Place) -> Found {
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by(|&a, &b| units[a].id.cmp(&units[b].id));
    let (mut found, mut inside) = (Found::default(), 0);
    for i in order {
        let (mut crossed, mut border) = (false, false);
        for edge in units[i].rings.iter().flat_map(|ring| ring.windows(2)) {
            let ([ax, ay], [bx, by]) = (edge[0], edge[1]);
            let turn = i128::from(bx - ax) * i128::from(y - ay) - i128::from(by - ay) * i128::from(x - ax);
            let within = |p: i64, a: i64, b: i64| p >= a.min(b) && p <= a.max(b);
            border |= turn == 0 && within(x, ax, bx) && within(y, ay, by);
            crossed ^= (ay > y) != (by > y) && (turn > 0) == (by > ay);
        }
        if border || crossed {
            found.district = found.district.or(Some(i));
            inside += u32::from(!border);
            found.on_boundary |= border;
        }
    }
    found.ambiguous = inside > 1;
    found
}

fn degrees(parts: i64) -> f64 {
    parts as f64 / PARTS as f64
}

fn set(units: &[Unit]) -> Boundaries {
    let line = |ring: &Vec<Place>| {
        LineString(ring.iter().map(|&[x, y]| Coord { x: degrees(x), y: degrees(y) }).collect::<Vec<_>>())
    };
    let district = |unit: &Unit| District {
        id: unit.id.clone(),
        name: unit.id.clone(),
        region_id: String::new(),
        region: String::new(),
        shape: MultiPolygon(unit.rings.iter().map(|ring| Polygon::new(line(ring), Vec::new())).collect()),
    };
    Boundaries { districts: units.iter().map(district).collect(), ..Boundaries::default() }
}

/// Places are found where a look at every edge finds them, one by one and all at once.
pub fn join(bytes: &[u8]) {
    let mut from = Source(bytes.iter());
    let count = 1 + usize::from(from.next() % 6);
    let units: Vec<Unit> = (0..count).map(|number| from.unit(number)).collect();
    let set = set(&units);
    let corners = units.iter().flat_map(|u| &u.rings).flatten().copied().take(24).collect::<Vec<_>>();
    let places: Vec<Place> = corners.into_iter().chain((0..24).map(|_| from.place())).collect();
    let degrees = |[x, y]: Place| LonLat { lon: degrees(x), lat: degrees(y) };
    let (few, many) = (Index::new(&set), Index::for_places(&set, 2_000));
    for &place in &places {
        let expected = brute_force(&units, place);
        assert_eq!(few.find(degrees(place)), expected, "{place:?} of {PARTS} a degree");
        assert_eq!(many.find(degrees(place)), expected, "{place:?} of {PARTS} a degree, in the index for many places");
    }
    let all: Vec<Option<LonLat>> = places.iter().map(|&place| Some(degrees(place))).collect();
    let expected: Vec<Found> = places.iter().map(|&place| brute_force(&units, place)).collect();
    assert_eq!(many.find_all(&all), expected);
}
