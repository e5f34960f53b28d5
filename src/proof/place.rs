//! Where things of an SVG file are: transformations and lengths (SVG 2, 8.5 and 8.9).

/// A transformation: x' = a x + c y + e, y' = b x + d y + f.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place(pub [f64; 6]);

impl Place {
    /// So many points to a unit, the upper left corner taken off.
    pub fn scaled(scale: f64, [left, top]: [f64; 2]) -> Place {
        Place([scale, 0.0, 0.0, scale, -left * scale, -top * scale])
    }

    /// Where a point lies.
    pub fn at(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, e, f] = self.0;
        [a * x + c * y + e, b * x + d * y + f]
    }

    /// How many times as large things are drawn.
    pub fn scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs().sqrt()
    }

    /// By how many degrees the x axis is turned, clockwise.
    pub fn angle(&self) -> f64 {
        self.0[1].atan2(self.0[0]).to_degrees()
    }

    /// This transformation of what `inner` has placed before.
    pub fn after(&self, inner: &Place) -> Place {
        let [a, b, c, d, e, f] = inner.0;
        let ([x, y], zero) = (self.at([e, f]), [self.0[4], self.0[5]]);
        let turned = |p: [f64; 2]| [self.at(p)[0] - zero[0], self.at(p)[1] - zero[1]];
        let ([a, b], [c, d]) = (turned([a, b]), turned([c, d]));
        Place([a, b, c, d, x, y])
    }

    /// Reads a `transform` attribute; `None` if it is none that is known.
    pub fn parse(text: &str) -> Option<Place> {
        let mut place = Place([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        let parts = text.split(')').map(|p| p.trim_matches(|c: char| c == ',' || c.is_whitespace()));
        for part in parts.filter(|p| !p.is_empty()) {
            let (name, numbers) = part.split_once('(')?;
            let numbers = numbers.split([',', ' ', '\t', '\n']).filter(|n| !n.is_empty());
            let numbers = numbers.map(|n| n.parse().ok().filter(|v: &f64| v.is_finite())).collect::<Option<Vec<f64>>>();
            place = place.after(&one(name.trim(), &numbers?)?);
        }
        place.0.iter().all(|v| v.is_finite()).then_some(place)
    }
}

fn one(name: &str, numbers: &[f64]) -> Option<Place> {
    let moved = |x, y| Place([1.0, 0.0, 0.0, 1.0, x, y]);
    Some(match (name, numbers) {
        ("matrix", &[a, b, c, d, e, f]) => Place([a, b, c, d, e, f]),
        ("translate", &[x]) => moved(x, 0.0),
        ("translate", &[x, y]) => moved(x, y),
        ("scale", &[k]) => Place([k, 0.0, 0.0, k, 0.0, 0.0]),
        ("scale", &[x, y]) => Place([x, 0.0, 0.0, y, 0.0, 0.0]),
        ("rotate", &[degrees, ref around @ ..]) if [0, 2].contains(&around.len()) => {
            let (sin, cos) = degrees.to_radians().sin_cos();
            let [x, y] = [around.first(), around.get(1)].map(|v| v.copied().unwrap_or(0.0));
            moved(x, y).after(&Place([cos, sin, -sin, cos, 0.0, 0.0])).after(&moved(-x, -y))
        }
        _ => return None,
    })
}

/// A length in points: a bare number is a pixel of CSS, 96 of which make an inch. `None` for shares of something else.
pub(super) fn points(text: &str) -> Option<f64> {
    let text = text.trim();
    let letters = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = match &text[letters.len()..] {
        "pt" => 1.0,
        "" | "px" => 0.75,
        "pc" => 12.0,
        "mm" => 72.0 / 25.4,
        "cm" => 720.0 / 25.4,
        "in" => 72.0,
        _ => return None,
    };
    letters.trim().parse::<f64>().ok().map(|v| v * unit).filter(|v| v.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transformations_follow_one_another() {
        let place = Place::parse("translate(10, 20) rotate(90) scale(2)").expect("is one");
        let [x, y] = place.at([3.0, 1.0]);
        assert!((x - 8.0).abs() < 1e-9 && (y - 26.0).abs() < 1e-9, "{x} {y}");
        assert!((place.scale() - 2.0).abs() < 1e-9 && (place.angle() - 90.0).abs() < 1e-9);
        let [x, y] = Place::parse("rotate(180 5 5)").expect("is one").at([5.0, 6.0]);
        assert!((x - 5.0).abs() < 1e-9 && (y - 4.0).abs() < 1e-9, "{x} {y}");
        assert_eq!(["skewX(4)", "rotate", "scale(1e999)", "scale(1e300) scale(1e300)"].map(Place::parse), [None; 4]);
    }

    #[test]
    fn lengths_have_units() {
        assert_eq!(["12pt", "16", "16px", " 1in"].map(points), [Some(12.0), Some(12.0), Some(12.0), Some(72.0)]);
        assert!((points("25.4 mm").expect("a length") - 72.0).abs() < 1e-9);
        assert_eq!(["100%", "wide", "1e999", "2em"].map(points), [None; 4]);
    }
}
