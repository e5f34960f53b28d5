//! The spaces that a language wants before its signs, in every text of a figure at once.

use super::layout::Figure;

impl Figure {
    /// The figure with the spaces of its language: whoever words a figure need not think of them.
    pub(super) fn spaced(&self) -> Figure {
        let mut figure = self.clone();
        let language = figure.language;
        let space = |text: &mut String| *text = language.spaced(text);
        [&mut figure.title, &mut figure.subtitle, &mut figure.description].into_iter().for_each(space);
        for header in figure.panels.iter_mut().filter_map(|p| p.header.as_mut()) {
            [&mut header.period, &mut header.share, &mut header.of].into_iter().for_each(space);
        }
        if let Some(legend) = &mut figure.legend {
            legend.each_text(space);
        }
        figure.key.iter_mut().flatten().for_each(|row| space(&mut row.label));
        figure.notes.iter_mut().for_each(|(_, note)| [&mut note.head, &mut note.body].into_iter().for_each(space));
        figure
    }
}
