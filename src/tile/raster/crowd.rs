//! Incidents of one place side by side: what lies on one spot would else be one dot at every zoom.

/// How far a dot is moved at most, in distances from dot to dot: 61 incidents have room. More stand nearer to each other, and
/// cover each other in part.
pub(super) const REACH: f64 = 5.0;
/// Most dots that stand in one circle.
const CIRCLE: usize = 6;
/// The golden angle, by which each dot of a spiral is turned from the one before (Vogel 1979, *A better way to construct the
/// sunflower head*).
const TURN: f64 = 2.399_963_229_728_653;
/// Distance from the middle of the first dots of a spiral, so that neighbours are one apart.
const TIGHT: f64 = 0.64;

/// Where one of so many incidents of a place stands, in distances from dot to dot: up to six in a circle around the place, more in a
/// spiral.
pub(super) fn around(number: usize, of: usize) -> [f64; 2] {
    if of < 2 {
        return [0.0; 2];
    }
    let (angle, radius) = if of <= CIRCLE {
        let part = std::f64::consts::PI / of as f64;
        (2.0 * part * number as f64, 0.5 / part.sin())
    } else {
        let step = TIGHT.min(REACH / (of as f64).sqrt());
        (TURN * number as f64, step * (number as f64 + 0.5).sqrt())
    };
    // from the west, clockwise on the map
    [-radius * angle.cos(), -radius * angle.sin()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_dot_of_a_place_hides_another_until_there_is_no_room() {
        for of in 1..=61 {
            let all: Vec<[f64; 2]> = (0..of).map(|number| around(number, of)).collect();
            for (i, a) in all.iter().enumerate() {
                assert!(all[..i].iter().all(|b| (a[0] - b[0]).hypot(a[1] - b[1]) > 0.98), "{of}: {a:?}");
            }
        }
    }

    #[test]
    fn dots_stand_around_their_place_and_no_further_from_it_than_they_may() {
        for of in [1, 2, 3, 6, 7, 19, 61, 62, 1000, 20_000] {
            let all: Vec<[f64; 2]> = (0..of).map(|number| around(number, of)).collect();
            assert!(all.iter().all(|a| a[0].hypot(a[1]) <= REACH), "{of}");
            let middle = [0, 1].map(|axis| all.iter().map(|a| a[axis]).sum::<f64>() / of as f64);
            assert!(middle[0].hypot(middle[1]) < if of <= CIRCLE { 1e-9 } else { 0.25 }, "{of}: {middle:?}");
        }
    }
}
