//! Shapes of SVG files as outlines (SVG 2, 9.3 and 10).

use super::markup::Element;
use super::place::{Place, points};
use crate::scene::Outline;

/// A shape's outline where it lies on the page; `None` if its data are broken.
pub(super) fn outline(element: &Element, place: &Place) -> Option<Outline> {
    let number = |name: &str| element.get(name).map_or(Some(0.0), |text| points(text).map(|v| v / 0.75));
    let mut pen = Pen { out: Outline::default(), place: *place, at: [0.0; 2], start: [0.0; 2], handle: None };
    match element.name.as_str() {
        "path" => return data(pen, element.get("d").unwrap_or_default()),
        "rect" => {
            let [x, y, w, h] = [number("x")?, number("y")?, number("width")?, number("height")?];
            pen.polygon(&[[x, y], [x + w, y], [x + w, y + h], [x, y + h]], true);
        }
        "line" => pen.polygon(&[[number("x1")?, number("y1")?], [number("x2")?, number("y2")?]], false),
        "circle" => pen.ellipse([number("cx")?, number("cy")?], [number("r")?; 2]),
        "ellipse" => pen.ellipse([number("cx")?, number("cy")?], [number("rx")?, number("ry")?]),
        name => {
            let mut numbers = Numbers { rest: element.get("points").unwrap_or_default() };
            let mut corners = Vec::new();
            while let Some(x) = numbers.next() {
                corners.push([x, numbers.next()?]);
            }
            if !numbers.rest.is_empty() {
                return None;
            }
            pen.polygon(&corners, name == "polygon");
        }
    }
    Some(pen.out)
}

/// Draws in the file's units and keeps where it is.
struct Pen {
    out: Outline,
    place: Place,
    at: [f64; 2],
    start: [f64; 2],
    /// The control point that a smooth curve goes on from, and whether it is of a cubic one.
    handle: Option<([f64; 2], bool)>,
}

impl Pen {
    fn polygon(&mut self, corners: &[[f64; 2]], closed: bool) {
        let placed: Vec<[f64; 2]> = corners.iter().map(|&p| self.place.at(p)).collect();
        self.out.polyline(&placed, closed);
    }

    fn ellipse(&mut self, [x, y]: [f64; 2], [rx, ry]: [f64; 2]) {
        let round = Place([rx, 0.0, 0.0, ry, x, y]);
        let place = self.place.after(&round);
        let unit = Outline::circle([0.0, 0.0], 1.0);
        for segment in unit.segments {
            use crate::scene::Segment::{Close, Curve, Line, Move};
            self.out.segments.push(match segment {
                Move(p) => Move(place.at(p)),
                Line(p) => Line(place.at(p)),
                Curve(a, b, p) => Curve(place.at(a), place.at(b), place.at(p)),
                Close => Close,
            });
        }
    }

    fn line(&mut self, to: [f64; 2]) {
        self.out.line_to(self.place.at(to));
        (self.at, self.handle) = (to, None);
    }

    fn cubic(&mut self, [a, b, to]: [[f64; 2]; 3]) {
        let [x, y, z] = [a, b, to].map(|p| self.place.at(p));
        self.out.curve_to(x, y, z);
        (self.at, self.handle) = (to, Some((b, true)));
    }

    /// A quadratic curve as the cubic one that it is.
    fn quadratic(&mut self, [control, to]: [[f64; 2]; 2]) {
        let toward = |p: [f64; 2]| [0, 1].map(|i| p[i] + (control[i] - p[i]) * 2.0 / 3.0);
        self.cubic([toward(self.at), toward(to), to]);
        self.handle = Some((control, false));
    }

    /// The last control point mirrored, of a curve of the same kind.
    fn mirrored(&self, cubic: bool) -> [f64; 2] {
        match self.handle {
            Some((p, kind)) if kind == cubic => [0, 1].map(|i| 2.0 * self.at[i] - p[i]),
            _ => self.at,
        }
    }
}

/// Numbers as path data write them, which need no space where they cannot be read as one.
struct Numbers<'a> {
    rest: &'a str,
}

impl Iterator for Numbers<'_> {
    type Item = f64;

    /// The next number; what is left is in `rest`.
    fn next(&mut self) -> Option<f64> {
        self.rest = self.rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let bytes = self.rest.as_bytes();
        let digits = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
        let sign = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
        let mut end = digits(sign);
        if bytes.get(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let after = digits(signed.min(bytes.len()));
            end = if after > signed { after } else { end };
        }
        let number = self.rest[..end].parse::<f64>().ok().filter(|v| v.is_finite())?;
        self.rest = &self.rest[end..];
        Some(number)
    }
}

impl Numbers<'_> {
    /// A flag of an arc: one figure, with nothing between it and the next.
    fn flag(&mut self) -> Option<bool> {
        self.rest = self.rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        let flag = self.rest.strip_prefix(['0', '1'])?;
        let set = self.rest.starts_with('1');
        self.rest = flag;
        Some(set)
    }
}

fn data(mut pen: Pen, text: &str) -> Option<Outline> {
    let mut numbers = Numbers { rest: text.trim() };
    let mut command = ' ';
    while !numbers.rest.is_empty() {
        if let Some(letter) = numbers.rest.chars().next().filter(char::is_ascii_alphabetic) {
            (command, numbers.rest) = (letter, &numbers.rest[1..]);
        } else if matches!(command, 'z' | 'Z' | ' ') {
            return None;
        }
        command = step(&mut pen, &mut numbers, command)?;
        numbers.rest = numbers.rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
    }
    Some(pen.out)
}

/// One command; answers the one that further numbers belong to.
fn step(pen: &mut Pen, numbers: &mut Numbers, command: char) -> Option<char> {
    let from = if command.is_ascii_lowercase() { pen.at } else { [0.0; 2] };
    let mut point = || Some([from[0] + numbers.next()?, from[1] + numbers.next()?]);
    match command.to_ascii_lowercase() {
        'm' => {
            let to = point()?;
            pen.out.move_to(pen.place.at(to));
            (pen.at, pen.start, pen.handle) = (to, to, None);
            return Some(if command == 'm' { 'l' } else { 'L' });
        }
        'l' => pen.line(point()?),
        'h' => pen.line([from[0] + numbers.next()?, pen.at[1]]),
        'v' => pen.line([pen.at[0], from[1] + numbers.next()?]),
        'c' => pen.cubic([point()?, point()?, point()?]),
        's' => pen.cubic([pen.mirrored(true), point()?, point()?]),
        'q' => pen.quadratic([point()?, point()?]),
        't' => pen.quadratic([pen.mirrored(false), point()?]),
        'a' => {
            let (_radii, _turn) = ([numbers.next()?, numbers.next()?], numbers.next()?);
            let (_large, _sweep) = (numbers.flag()?, numbers.flag()?);
            // Its chord: no rule asks for the bend of an arc.
            pen.line([from[0] + numbers.next()?, from[1] + numbers.next()?]);
        }
        'z' => {
            pen.out.close();
            (pen.at, pen.handle) = (pen.start, None);
        }
        _ => return None,
    }
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Segment::{self, Close, Curve, Line, Move};

    fn read(d: &str) -> Option<Vec<Segment>> {
        let element = Element { name: "path".into(), attributes: vec![("d".into(), d.into())], ..Element::default() };
        outline(&element, &Place::scaled(1.0, [0.0, 0.0])).map(|o| o.segments)
    }

    #[test]
    fn path_data_are_read_however_they_are_written() {
        let square = vec![Move([1.0, 2.0]), Line([3.5, 2.0]), Line([3.5, 2.5]), Line([1.0, 2.5]), Close];
        for d in
            ["M1 2H3.5V2.5H1Z", "m1,2 2.5 0v.5h-2.5z", "M1 2 3.5 2 3.5 2.5 1 2.5z", " M 1 2 l 2.5 0 0 .5 -2.5 0 z "]
        {
            assert_eq!(read(d).as_ref(), Some(&square), "{d}");
        }
        assert_eq!(read("M0-.5.5.5"), Some(vec![Move([0.0, -0.5]), Line([0.5, 0.5])]));
        assert_eq!(read("M1e1 0"), Some(vec![Move([10.0, 0.0])]));
        let curves = read("M0 0C1 1 2 1 3 0S5-1 6 0").expect("is read");
        assert_eq!(curves[2], Curve([4.0, -1.0], [5.0, -1.0], [6.0, 0.0]));
        assert_eq!(read("M0 0a1 1 0 012 0z").expect("is read")[1], Line([2.0, 0.0]));
    }

    #[test]
    fn broken_data_are_no_outline() {
        for d in ["1 2", "M1", "M1 2x", "M1 2L", "M1 2z3", "M1e999 2", "M1 2 a1 1 0 2 1 3 3", "Mé"] {
            assert_eq!(read(d), None, "{d}");
        }
        assert_eq!(read(""), Some(Vec::new()));
    }
}
