//! Breaking a paragraph into lines of a given width.

use super::{Style, Typesetter};
use crate::error::{Error, Result};
use crate::scene::Text;

/// A paragraph: an optional head set in its own style that runs into the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Paragraph {
    /// Head, such as "Coverage"; empty for none.
    pub head: String,
    /// The text after it.
    pub body: String,
}

/// Width of a blank as a share of the type size, near enough for a first guess.
const BLANK: f64 = 0.28;

/// One word of a paragraph, the style it is set in and how wide it is by itself.
#[derive(Clone, Copy)]
struct Word<'a> {
    text: &'a str,
    style: &'a Style,
    width: f64,
}

impl<'a> Word<'a> {
    fn new(set: &Typesetter, text: &'a str, style: &'a Style) -> Result<Word<'a>> {
        Ok(Word { text, style, width: set.line(text, style)?.width })
    }
}

/// Breaks a paragraph at blanks (never at no-break spaces) into lines at most `width` points wide. Names of files and
/// addresses that are wider still break after a hyphen, an underscore or a slash.
///
/// A line is one text or, where the head ends in it, two; their origins have x from 0 and y = 0.
///
/// # Errors
/// `Kind::Data` if a word is wider than the column or the font lacks a letter.
pub fn lines(set: &Typesetter, paragraph: &Paragraph, [head, body]: [&Style; 2], width: f64) -> Result<Vec<Vec<Text>>> {
    broken(set, &words(set, paragraph, [head, body])?, width)
}

/// The words of a paragraph, measured.
fn words<'a>(set: &Typesetter, paragraph: &'a Paragraph, [head, body]: [&'a Style; 2]) -> Result<Vec<Word<'a>>> {
    let words = split(&paragraph.head, head).chain(split(&paragraph.body, body));
    words.map(|(text, style)| Word::new(set, text, style)).collect()
}

/// The same words in lines at most `width` points wide.
fn broken(set: &Typesetter, words: &[Word], width: f64) -> Result<Vec<Vec<Text>>> {
    let mut done = Vec::new();
    let mut line: Vec<Word> = Vec::new();
    let words = words.iter().map(|word| pieces(set, *word, width)).collect::<Result<Vec<_>>>()?;
    for word in words.into_iter().flatten() {
        line.push(word);
        if fits(set, &line, width)? {
            continue;
        }
        let last = line.pop().expect("a word was pushed just now");
        if line.is_empty() {
            return Err(too_wide(last.text, width));
        }
        done.push(set_line(set, &line)?);
        if last.width > width {
            return Err(too_wide(last.text, width));
        }
        line = vec![last];
    }
    if !line.is_empty() {
        done.push(set_line(set, &line)?);
    }
    Ok(done)
}

/// Breaks a paragraph of one style into the fewest lines of at most `width` points, and these as even as they can be.
///
/// # Errors
/// As `lines`.
pub fn balanced_lines(set: &Typesetter, paragraph: &Paragraph, style: &Style, width: f64) -> Result<Vec<Vec<Text>>> {
    let words = words(set, paragraph, [style, style])?;
    let mut best = broken(set, &words, width)?;
    let step = 0.02 * width;
    for narrower in (1..25).map(|i| width - f64::from(i) * step) {
        match broken(set, &words, narrower) {
            Ok(broken) if broken.len() == best.len() => best = broken,
            _ => break,
        }
    }
    Ok(best)
}

fn split<'a>(text: &'a str, style: &'a Style) -> impl Iterator<Item = (&'a str, &'a Style)> {
    text.split([' ', '\n']).filter(|w| !w.is_empty()).map(move |text| (text, style))
}

/// Whether words fit on a line. The sum of their widths says so, unless it is within two ems of the width: only then are
/// they shaped together, to know how letters on either side of a blank move.
fn fits(set: &Typesetter, line: &[Word], width: f64) -> Result<bool> {
    let sum: f64 = line.iter().map(|word| word.width + BLANK * word.style.size).sum();
    if (sum - width).abs() > 2.0 * line[0].style.size {
        return Ok(sum < width);
    }
    Ok(extent(&set_line(set, line)?) <= width)
}

/// A word, or pieces of it as long as fit: two of them never share a line, where a blank would part them.
fn pieces<'a>(set: &Typesetter, word: Word<'a>, width: f64) -> Result<Vec<Word<'a>>> {
    const AFTER: [char; 3] = ['-', '_', '/'];
    let Word { text, style, .. } = word;
    if !text.contains(AFTER) || word.width <= width {
        return Ok(vec![word]);
    }
    let (mut pieces, mut start, mut end) = (Vec::new(), 0, 0);
    for unit in text.split_inclusive(AFTER) {
        let next = end + unit.len();
        if end > start && set.line(&text[start..next], style)?.width > width {
            pieces.push(Word::new(set, &text[start..end], style)?);
            start = end;
        }
        end = next;
    }
    pieces.push(Word::new(set, &text[start..], style)?);
    Ok(pieces)
}

/// Words of one style are shaped together, so that a reader copies whole sentences.
fn set_line(set: &Typesetter, words: &[Word]) -> Result<Vec<Text>> {
    let mut texts: Vec<Text> = Vec::new();
    for run in words.chunk_by(|a, b| std::ptr::eq(a.style, b.style)) {
        let joined = run.iter().map(|w| w.text).collect::<Vec<_>>().join(" ");
        let mut text = set.line(&joined, run[0].style)?;
        if let Some(before) = texts.last() {
            text.origin[0] = before.origin[0] + before.width + BLANK * run[0].style.size;
        }
        texts.push(text);
    }
    Ok(texts)
}

fn extent(line: &[Text]) -> f64 {
    line.last().map_or(0.0, |t| t.origin[0] + t.width)
}

fn too_wide(word: &str, width: f64) -> Error {
    Error::data(format!("the word '{word}' does not fit in a column of {:.1} mm", crate::unit::to_mm(width)))
        .hint("shorten the text; type is never made smaller to fit")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::WHITE;
    use crate::font::Face;

    const HEAD: Style = Style::new(Face::SemiBold, 6.0, WHITE);
    const BODY: Style = Style::new(Face::Regular, 6.0, WHITE);

    fn broken(body: &str, width: f64) -> Result<Vec<Vec<Text>>> {
        let paragraph = Paragraph { head: "Coverage".into(), body: body.into() };
        lines(&Typesetter::default(), &paragraph, [&HEAD, &BODY], width)
    }

    #[test]
    fn no_word_is_lost_and_no_line_is_too_wide() {
        let body = "78 of 141 reported incidents mapped; 54 have no published place.";
        let lines = broken(body, 90.0).expect("breaks");
        assert!(lines.len() >= 3);
        assert!(lines.iter().all(|l| extent(l) <= 90.0));
        let words: Vec<String> = lines.iter().flatten().map(|t| t.text.clone()).collect();
        assert_eq!(words.join(" "), format!("Coverage {body}"));
    }

    #[test]
    fn the_first_guess_breaks_lines_where_shaping_does() {
        let set = Typesetter::default();
        let body =
            "AVATAR, To W. Yélimané (AVATAR 2 TV): 78 of 141 reported incidents; “Ty” – 54 of them at AV Ty To LA.";
        let paragraph = Paragraph { head: String::new(), body: body.into() };
        let shaped = |words: &str| set.line(words, &BODY).expect("shapes").width;
        for width in (60..240).map(f64::from) {
            let broken = lines(&set, &paragraph, [&BODY, &BODY], width).expect("breaks");
            let broken: Vec<&str> = broken.iter().flatten().map(|text| text.text.as_str()).collect();
            assert_eq!(broken.join(" "), body);
            assert!(broken.iter().all(|line| shaped(line) <= width), "{width}");
            for pair in broken.windows(2) {
                let next = pair[1].split(' ').next().unwrap_or_default();
                assert!(shaped(&format!("{} {next}", pair[0])) > width, "{width}: {pair:?}");
            }
        }
    }

    #[test]
    fn a_title_leaves_no_word_alone() {
        let title =
            Paragraph { head: String::new(), body: "Density of reported incidents in Mali, 2022–2024".into() };
        let even = balanced_lines(&Typesetter::default(), &title, &HEAD, 130.0).expect("breaks");
        assert_eq!(even.len(), 2);
        assert!((extent(&even[0]) - extent(&even[1])).abs() < 40.0);
    }

    #[test]
    fn a_no_break_space_holds() {
        for line in broken("about 41\u{a0}km or so and so on", 60.0).expect("breaks").iter().flatten() {
            assert_eq!(line.text.contains("41"), line.text.contains("km"));
        }
    }

    #[test]
    fn a_long_name_of_a_file_breaks_after_its_signs_and_keeps_every_letter() {
        let name = "2020-2024-food-security_incident-data-backfill.xlsx";
        let lines = broken(&format!("in {name} today"), 60.0).expect("breaks");
        assert!(lines.len() > 2 && lines.iter().all(|l| extent(l) <= 60.0));
        let words: Vec<String> = lines.iter().flatten().map(|t| t.text.clone()).collect();
        assert!(words.concat().contains(name), "{words:?}");
    }

    #[test]
    fn a_word_wider_than_the_column_is_an_error() {
        assert!(broken("incomprehensibilities", 30.0).is_err());
    }
}
