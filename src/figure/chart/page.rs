//! A page without a map: title, a body in its place, key and notes.

use crate::error::{Error, Result};
use crate::figure::layout::{Figure, MARGIN};
use crate::furniture::{key, titles};
use crate::scene::{Facts, Item, Scene};
use crate::sheet::{Sheet, Table};
use crate::text::Typesetter;
use crate::unit::{Rect, mm, to_mm};

/// From the last base line of the title to the body.
const BELOW_TITLE: f64 = mm(4.4);
/// Least height of a body.
const LEAST: f64 = mm(15.0);

/// Draws a body into a box, which has no lower edge (infinity) if the page's height follows from its content; answers the
/// items and their lowest y.
pub type Body<'a> = dyn Fn(&Typesetter, Rect) -> Result<(Vec<Item>, f64)> + 'a;

impl Figure {
    /// Lays out a figure that has a body instead of panels; the table says the same as the body, the hint how to point at it.
    ///
    /// # Errors
    /// If a text does not fit, or a page of fixed height is too low for the body.
    pub(super) fn without_map(&self, facts: Facts, (table, hint): (Table, String), body: &Body) -> Result<Scene> {
        let (figure, set) = (self.spaced(), Typesetter::default());
        let [left, right] = [MARGIN, figure.page.width - MARGIN];
        let (title, below_title) = titles(&set, [&figure.title, &figure.subtitle], [left, right])?;
        let top = below_title + BELOW_TITLE;
        let room = match figure.page.height {
            None => f64::INFINITY,
            Some(height) => height - top - figure.under(&set, 0.0)?.1,
        };
        let (drawn, bottom) = body(&set, Rect::new(left, top, right - left, room))?;
        if room < LEAST || bottom > top + room + 1e-6 {
            let needed = to_mm((bottom - top).max(LEAST));
            return Err(Error::data(format!(
                "the body is {needed:.0} mm high, but has {:.0} mm",
                to_mm(room.max(0.0))
            ))
            .hint("give the figure more height, or none, so that the height follows from its content"));
        }
        let (below, height) = figure.under(&set, bottom)?;
        let sheet = Sheet { table, hint, ..figure.words_beside() };
        Ok(Scene {
            sheet: sheet.mapped(|text| figure.language.spaced(text)),
            width: figure.page.width,
            height: figure.page.height.unwrap_or(height),
            items: std::iter::once(title).chain(drawn).chain(below).collect(),
            title: figure.title,
            description: figure.description,
            language: figure.language,
            edition: String::new(),
            facts,
        })
    }

    /// Key and notes under a body that ends at `bottom`; answers the height of the page too.
    fn under(&self, set: &Typesetter, bottom: f64) -> Result<(Vec<Item>, f64)> {
        if self.key.is_empty() {
            return self.notes_below(set, Vec::new(), bottom + mm(3.2));
        }
        let columns = self.text_columns();
        let mut rows = vec![Vec::new(); columns.len()];
        for (i, column) in self.key.iter().enumerate() {
            rows[i % columns.len()].extend(column.iter().cloned());
        }
        let (drawn, last) = key(set, &columns, bottom + mm(5.4), &rows)?;
        self.notes_below(set, vec![drawn], last + mm(3.4))
    }
}
