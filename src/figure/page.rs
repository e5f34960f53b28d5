//! Sizes of figures.

use crate::error::{Error, Result, nearest};
use crate::unit::mm;

/// Least and most millimetres of a figure's side.
const SIDES: std::ops::RangeInclusive<f64> = 40.0..=1200.0;

/// Size of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// Width in points.
    pub width: f64,
    /// Height in points; `None` lets it follow from map and text.
    pub height: Option<f64>,
}

/// A size that has a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedPage {
    /// The name in project files and on the command line.
    pub name: &'static str,
    /// The size.
    pub page: Page,
    /// What it is for, with its millimetres.
    pub describe: &'static str,
}

impl Page {
    /// Every size with a name.
    pub const NAMED: [NamedPage; 7] = [
        NamedPage::new("85", Page::wide_mm(85.0), "85 mm wide, a column of a report; the height follows"),
        NamedPage::new("120", Page::wide_mm(120.0), "120 mm wide; the height follows"),
        NamedPage::new("170", Page::wide_mm(170.0), "170 mm wide, the text of an A4 page; the height follows"),
        NamedPage::new("a4", Page::mm(210.0, 297.0), "210 × 297 mm (ISO 216)"),
        NamedPage::new("a4-landscape", Page::mm(297.0, 210.0), "297 × 210 mm (ISO 216)"),
        NamedPage::new("slide", Page::mm(254.0, 142.875), "254 × 142.875 mm, a slide of 16:9"),
        NamedPage::new("square", Page::mm(180.0, 180.0), "180 × 180 mm, for social media"),
    ];

    /// A page of fixed size in millimetres; the map fills what the text leaves.
    pub const fn mm(width: f64, height: f64) -> Page {
        Page { width: mm(width), height: Some(mm(height)) }
    }

    /// A page of fixed width in millimetres; the height follows from map and text.
    pub const fn wide_mm(width: f64) -> Page {
        Page { width: mm(width), height: None }
    }

    /// A page of a width and perhaps a height in millimetres.
    ///
    /// # Errors
    /// `Kind::Usage` if a side is shorter than 40 mm or longer than 1200 mm.
    pub fn checked(width: f64, height: Option<f64>) -> Result<Page> {
        match std::iter::once(width).chain(height).find(|side| !SIDES.contains(side)) {
            Some(side) => Err(Error::usage(format!("{side} mm is no size for a figure"))
                .hint("figures are 40 to 1200 mm; reports use widths of 85, 120 and 170")),
            None => Ok(Page { width: mm(width), height: height.map(mm) }),
        }
    }

    /// The size of that name, or of millimetres written as "180x150mm".
    ///
    /// # Errors
    /// `Kind::Usage` if it is neither, with the nearest name.
    pub fn parse(text: &str) -> Result<Page> {
        if let Some(known) = Page::NAMED.iter().find(|p| p.name == text) {
            return Ok(known.page);
        }
        let number = |side: &str| side.trim().trim_end_matches("mm").trim_end().parse::<f64>().ok();
        let sides = text.split_once(['x', '×']).and_then(|(width, height)| Some((number(width)?, number(height)?)));
        if let Some((width, height)) = sides {
            return Page::checked(width, Some(height));
        }
        let names = || Page::NAMED.iter().map(|p| p.name);
        let near = nearest(text, names()).map_or(String::new(), |n| format!("did you mean '{n}'? "));
        let known = names().collect::<Vec<_>>().join(", ");
        Err(Error::usage(format!("no size is named '{text}'"))
            .hint(format!("{near}known are {known}, or millimetres such as 180x150mm")))
    }
}

impl NamedPage {
    const fn new(name: &'static str, page: Page, describe: &'static str) -> NamedPage {
        NamedPage { name, page, describe }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_names_or_millimetres() {
        for known in Page::NAMED {
            assert_eq!(Page::parse(known.name), Ok(known.page));
        }
        assert_eq!(Page::parse("180x150mm"), Ok(Page::mm(180.0, 150.0)));
        assert_eq!(Page::parse("180 mm × 150 mm"), Ok(Page::mm(180.0, 150.0)));
    }

    #[test]
    fn others_are_refused_with_the_nearest() {
        let hint = |text: &str| Page::parse(text).expect_err("no size").hint.expect("a hint");
        assert!(hint("a4-landscpe").starts_with("did you mean 'a4-landscape'?"), "{}", hint("a4-landscpe"));
        assert!(hint("20x150").starts_with("figures are 40 to 1200 mm"));
        assert!(hint("NaNx150").starts_with("figures are 40 to 1200 mm"));
        assert!(hint("").starts_with("known are 85, 120, 170, a4"));
    }
}
