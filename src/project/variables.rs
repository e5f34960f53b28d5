//! Variables of a project file: `{name}` in a text stands for what the file, or a matrix, says that it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::source::Source;
use crate::error::{Error, Result, nearest};

/// Tables in which nothing is replaced: they say what is put in the place of variables, or are read before.
const ABOUT: [&str; 3] = ["include", "variables", "matrix"];
/// Keys whose values are years.
const YEARS: [&str; 4] = ["first", "last", "from", "to"];
/// Sets that a matrix may make: more is a mistake.
const MOST_CELLS: usize = 1000;

/// What a variable stands for.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text or a number")]
pub(super) enum Word {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Word::Text(text) => f.write_str(text),
            Word::Whole(number) => number.fmt(f),
            Word::Number(number) => number.fmt(f),
        }
    }
}

/// Sets of results, one for each combination of the values of all axes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Matrix {
    /// Folder of a set in the folder for the results, with the variables of the axes: "{year}-{language}".
    pub folder: String,
    /// The axes: a name, and the values that the variable of that name has.
    pub axes: BTreeMap<String, Vec<Value>>,
}

/// One value of an axis.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "expected a text, a number, or a table of them")]
pub(super) enum Value {
    /// What `{axis}` stands for.
    One(Word),
    /// What `{axis.key}` stands for, by key.
    Several(BTreeMap<String, Word>),
}

/// Variables and what they stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    words: BTreeMap<String, String>,
}

/// Names of variables that were asked for.
#[derive(Debug, Default)]
pub(super) struct Used(BTreeSet<String>);

impl Used {
    /// Whether a variable of the axis was asked for.
    pub fn has(&self, axis: &str) -> bool {
        self.0.iter().any(|name| name == axis || name.strip_prefix(axis).is_some_and(|rest| rest.starts_with('.')))
    }
}

fn named(name: &str, of: &str) -> Result<()> {
    let rest = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(rest) {
        true => Ok(()),
        false => Err(Error::project(format!("{of} '{name}' cannot be the name of a variable"))
            .hint("use lower-case letters, digits and underscores, a letter first")),
    }
}

impl Variables {
    /// The variables of every cell of a matrix, the last axis changing fastest; a single cell without one.
    ///
    /// # Errors
    /// `Kind::Project` naming the variable or axis that cannot be.
    pub fn cells(fixed: &BTreeMap<String, Word>, matrix: Option<&Matrix>) -> Result<Vec<Variables>> {
        let mut first = Variables::default();
        for (name, word) in fixed {
            named(name, "[variables]")?;
            first.words.insert(name.clone(), word.to_string());
        }
        let mut cells = vec![first];
        for (axis, values) in matrix.map(|m| m.axes.iter()).into_iter().flatten() {
            named(axis, "[matrix.axes]")?;
            if fixed.contains_key(axis) {
                return Err(Error::project(format!("'{axis}' is in [variables] and an axis of the matrix"))
                    .hint("remove one of them"));
            }
            let values = values.iter().map(|value| words(axis, value)).collect::<Result<Vec<_>>>()?;
            let keys = |value: &BTreeMap<String, String>| value.keys().cloned().collect::<Vec<_>>();
            match values.first() {
                None => return Err(Error::project(format!("the axis '{axis}' of the matrix has no values"))),
                Some(first) if values.iter().any(|value| keys(value) != keys(first)) => {
                    return Err(Error::project(format!("the values of the axis '{axis}' have different keys"))
                        .hint("give each value the same keys"));
                }
                Some(_) => {}
            }
            if cells.len() * values.len() > MOST_CELLS {
                return Err(Error::project(format!("the matrix makes more than {MOST_CELLS} sets"))
                    .hint("give the axes fewer values, or make several project files"));
            }
            let with = |cell: &Variables, value: &BTreeMap<String, String>| {
                let mut cell = cell.clone();
                cell.words.extend(value.clone());
                cell
            };
            cells = cells
                .iter()
                .flat_map(|cell| values.iter().map(|value| with(cell, value)).collect::<Vec<_>>())
                .collect();
        }
        Ok(cells)
    }

    /// Puts what variables stand for into every text of a project, and answers which were asked for.
    ///
    /// # Errors
    /// `Kind::Project` with file and line, the nearest name as a hint.
    pub fn fill_all<'t>(&'t self, project: &mut DeTable<'t>, source: &Source) -> Result<Used> {
        let mut used = Used::default();
        for (key, value) in project {
            if !ABOUT.contains(&key.get_ref().as_ref()) {
                self.fill_value(value, (false, source), &mut used)?;
            }
        }
        Ok(used)
    }

    /// `years` tells that a year is wanted: there a variable alone that is a whole number becomes one.
    fn fill_value<'t>(
        &'t self,
        value: &mut Spanned<DeValue<'t>>,
        (years, source): (bool, &Source),
        used: &mut Used,
    ) -> Result<()> {
        let span = value.span();
        match value.get_mut() {
            DeValue::String(text) if text.contains(['{', '}']) => {
                let filled = self.fill(text, used).map_err(|e| e.within(source.place(&span)))?;
                let alone = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
                let whole = |word: &&String| years && word.parse::<i64>().is_ok();
                let number = alone.and_then(|name| self.words.get(name)).filter(whole);
                *value.get_mut() = match number.map(|word| DeValue::parse(word)) {
                    Some(Ok(number)) => number.into_inner(),
                    _ => DeValue::String(filled.into()),
                };
                Ok(())
            }
            DeValue::Array(items) => items.iter_mut().try_for_each(|item| self.fill_value(item, (years, source), used)),
            DeValue::Table(table) => table.iter_mut().try_for_each(|(key, value)| {
                self.fill_value(value, (YEARS.contains(&key.get_ref().as_ref()), source), used)
            }),
            _ => Ok(()),
        }
    }

    /// Puts what variables stand for into a text; two braces stand for one.
    ///
    /// # Errors
    /// `Kind::Project` for a variable that is not known, or a brace alone.
    pub fn fill(&self, text: &str, used: &mut Used) -> Result<String> {
        let alone = || {
            Error::project(format!("a brace alone in \"{text}\""))
                .hint("write {name} for a variable, and {{ or }} for a brace")
        };
        let (mut filled, mut rest) = (String::new(), text);
        while let Some(at) = rest.find(['{', '}']) {
            filled.push_str(&rest[..at]);
            let (brace, after) = rest[at..].split_at(1);
            rest = match after.strip_prefix(brace) {
                Some(after) => {
                    filled.push_str(brace);
                    after
                }
                None if brace == "}" => return Err(alone()),
                None => {
                    let (name, after) = after.split_once('}').ok_or_else(alone)?;
                    filled.push_str(self.word(name, used)?);
                    after
                }
            };
        }
        Ok(filled + rest)
    }

    fn word(&self, name: &str, used: &mut Used) -> Result<&str> {
        if let Some(word) = self.words.get(name) {
            used.0.insert(name.to_string());
            return Ok(word);
        }
        let known = || self.words.keys().map(String::as_str);
        let near = nearest(name, known()).map_or(String::new(), |n| format!("did you mean {{{n}}}? "));
        Err(Error::project(format!("{{{name}}} is no variable"))
            .hint(format!("{near}known are {}", known().collect::<Vec<_>>().join(", "))))
    }

    /// The variables of the axes and what they stand for, ordered by name.
    pub fn of_axes(&self, matrix: &Matrix) -> Vec<(String, String)> {
        let of_axis = |name: &str| matrix.axes.contains_key(name.split('.').next().unwrap_or(name));
        self.words.iter().filter(|(name, _)| of_axis(name)).map(|(n, w)| (n.clone(), w.clone())).collect()
    }
}

/// The variables that a value of an axis stands for.
fn words(axis: &str, value: &Value) -> Result<BTreeMap<String, String>> {
    match value {
        Value::One(word) => Ok([(axis.to_string(), word.to_string())].into()),
        Value::Several(keys) => {
            let word = |(key, word): (&String, &Word)| {
                named(key, &format!("the axis '{axis}':"))?;
                Ok((format!("{axis}.{key}"), word.to_string()))
            };
            keys.iter().map(word).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Result<Vec<Variables>> {
        #[derive(Deserialize)]
        struct Head {
            #[serde(default)]
            variables: BTreeMap<String, Word>,
            matrix: Option<Matrix>,
        }
        let head: Head = toml::from_str(text).expect("TOML");
        Variables::cells(&head.variables, head.matrix.as_ref())
    }

    #[test]
    fn a_matrix_has_a_cell_for_each_combination() {
        let text = "[variables]\nsize = 1.5\n[matrix]\nfolder = \"x\"\n[matrix.axes]\nyear = [2022, 2023]\n\
            country = [{ iso = \"ml\", name = \"Mali\" }, { name = \"Niger\", iso = \"ne\" }, { iso = \"bf\", name = \"Burkina\" }]\n";
        let mut used = Used::default();
        let cells = cells(text).expect("valid");
        let filled: Vec<String> = cells
            .iter()
            .map(|cell| cell.fill("{{{country.iso}}} {country.name} {year} {size}", &mut used).expect("known"))
            .collect();
        assert_eq!(filled.len(), 6);
        assert_eq!((filled[0].as_str(), filled[1].as_str()), ("{ml} Mali 2022 1.5", "{ml} Mali 2023 1.5"));
        assert_eq!(filled[5], "{bf} Burkina 2023 1.5");
        assert!(used.has("year") && used.has("country") && !used.has("countr"));
    }

    #[test]
    fn what_is_no_variable_is_refused_with_the_nearest() {
        let cell = cells("[variables]\nyear = 2022\n").expect("valid").remove(0);
        let error = cell.fill("in {yaer}", &mut Used::default()).expect_err("unknown");
        assert_eq!(
            (error.message.as_str(), error.hint.as_deref()),
            ("{yaer} is no variable", Some("did you mean {year}? known are year"))
        );
        for text in ["{year", "year}", "{", "}", "{year}}", "{}"] {
            assert!(cell.fill(text, &mut Used::default()).is_err(), "{text}");
        }
        assert_eq!(cell.fill("{{year}} {{", &mut Used::default()).expect("braces"), "{year} {");
    }

    #[test]
    fn axes_that_cannot_be_are_refused() {
        let refused = |axes: &str| {
            cells(&format!("[variables]\na = 1\n[matrix]\nfolder = \"x\"\n[matrix.axes]\n{axes}"))
                .expect_err(axes)
                .message
        };
        assert!(refused("year = []").contains("no values"));
        assert!(refused("a = [1]").contains("[variables] and an axis"));
        assert!(refused("Year = [1]").contains("name of a variable"));
        assert!(refused("c = [{ x = 1 }, { y = 1 }]").contains("different keys"));
        assert!(refused("c = [{ x = 1 }, 2]").contains("different keys"));
        let many = (0..40).map(|i| i.to_string()).collect::<Vec<_>>().join(", ");
        assert!(refused(&format!("c = [{many}]\nd = [{many}]")).contains("more than 1000"));
    }
}
