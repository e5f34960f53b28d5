//! The text of a project file and of those that it includes, as one table whose values know where they were written.
//!
//! Files are laid over each other: a file over those that it includes, and of those a later one over an earlier. Tables are
//! united key by key; any other value, a list of tables too, takes the place of the one below.

use std::fs;
use std::mem::replace;
use std::ops::Range;
use std::path::{Component, Path};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::spec::{syntax, syntax_at};
use crate::error::{Error, Result};

/// Files, those that are laid under others first.
pub(super) struct Source {
    files: Vec<File>,
}

struct File {
    name: String,
    text: String,
    /// Where its text would begin if all texts stood one behind the other: by this, a span tells its file.
    start: usize,
}

impl Source {
    /// The project file of the text, with the files that it includes; their paths start from `folder`.
    ///
    /// # Errors
    /// `Kind::Project` with line if a file is no TOML, includes itself, or includes what is not in the folder; `Kind::NoInput`
    /// or `Kind::Io` if one cannot be read.
    pub fn open(text: &str, name: &str, folder: &Path) -> Result<Source> {
        let mut source = Source { files: Vec::new() };
        source.add(text.to_string(), name, (folder, &mut Vec::new()))?;
        Ok(source)
    }

    /// Adds a file behind those that it includes; `chain` are the files by whose includes it is reached.
    fn add(&mut self, text: String, name: &str, (folder, chain): (&Path, &mut Vec<String>)) -> Result<()> {
        for (path, line) in includes(&text, name)? {
            let at = |what: String| Error::project(format!("{name}, line {line}: {what}"));
            let parts: Option<Vec<String>> = Path::new(&path)
                .components()
                .map(|part| if let Component::Normal(part) = part { part.to_str().map(str::to_string) } else { None })
                .collect();
            let Some(wanted) = parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join("/")) else {
                return Err(at(format!("the file '{path}' is not in the folder of the project file")).hint(
                    "include files that lie beside the project file or below it; paths in them start from there too",
                ));
            };
            if chain.contains(&wanted) {
                return Err(at(format!("'{wanted}' includes itself: {} → {wanted}", chain.join(" → ")))
                    .hint("take one of these includes out"));
            }
            let place = folder.join(&wanted);
            let text = fs::read_to_string(&place).map_err(|e| Error::reading(&place, &e))?;
            chain.push(wanted);
            self.add(text, &place.display().to_string(), (folder, chain))?;
            chain.pop();
        }
        let start = self.files.last().map_or(0, |last| last.start + last.text.len() + 1);
        self.files.push(File { name: name.to_string(), text, start });
        Ok(())
    }

    /// All files as one table.
    ///
    /// # Errors
    /// `Kind::Project` with line if a file is no TOML.
    pub fn table(&self) -> Result<DeTable<'_>> {
        let mut all = DeTable::new();
        for file in &self.files {
            let parsed = DeTable::parse(&file.text).map_err(|e| syntax(&file.text, &file.name, &e))?.into_inner();
            lay_over(&mut all, moved(parsed, file.start));
        }
        Ok(all)
    }

    /// The file and line of a span: "my.toml, line 3".
    pub fn place(&self, span: &Range<usize>) -> String {
        let (file, span) = self.find(span.start);
        let line = file.text[..span.min(file.text.len())].matches('\n').count() + 1;
        format!("{}, line {line}", file.name)
    }

    /// The error of a reader of the table, in our words.
    pub fn error(&self, error: &toml::de::Error) -> Error {
        let main = self.files.last().expect("the project file itself is there");
        match error.span() {
            None => syntax_at(&main.text, &main.name, error, None),
            Some(span) => {
                let (file, at) = self.find(span.start);
                syntax_at(&file.text, &file.name, error, Some(at))
            }
        }
    }

    fn find(&self, at: usize) -> (&File, usize) {
        let file = self.files.iter().rev().find(|file| file.start <= at);
        let file = file.expect("the first file starts at 0");
        (file, at - file.start)
    }
}

/// The files that a text includes, each with the line that says so.
fn includes(text: &str, name: &str) -> Result<Vec<(String, usize)>> {
    let table = DeTable::parse(text).map_err(|e| syntax(text, name, &e))?;
    let Some(value) = table.get_ref().get("include") else { return Ok(Vec::new()) };
    let line = |span: Range<usize>| text[..span.start.min(text.len())].matches('\n').count() + 1;
    let wrong = |span: Range<usize>| {
        Error::project(format!("{name}, line {}: include is no list of file names", line(span)))
            .hint("write include = [\"common.toml\"]")
    };
    let DeValue::Array(items) = value.get_ref() else { return Err(wrong(value.span())) };
    let file = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::String(path) => Ok((path.to_string(), line(item.span()))),
        _ => Err(wrong(item.span())),
    };
    items.iter().map(file).collect()
}

/// Unites tables key by key; what else is over a value takes its place, and its key with it.
fn lay_over<'a>(below: &mut DeTable<'a>, over: DeTable<'a>) {
    for (key, value) in over {
        let (span, value) = (value.span(), value.into_inner());
        match (below.get_mut(key.get_ref().as_ref()).map(Spanned::get_mut), value) {
            (Some(DeValue::Table(below)), DeValue::Table(over)) => lay_over(below, over),
            (_, value) => {
                below.remove(key.get_ref().as_ref());
                below.insert(key, Spanned::new(span, value));
            }
        }
    }
}

fn shifted(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

/// The table with its spans moved.
fn moved(table: DeTable<'_>, by: usize) -> DeTable<'_> {
    let mut moved = DeTable::new();
    for (key, mut value) in table {
        move_value(&mut value, by);
        moved.insert(Spanned::new(shifted(key.span(), by), key.into_inner()), value);
    }
    moved
}

fn move_value(value: &mut Spanned<DeValue<'_>>, by: usize) {
    let span = shifted(value.span(), by);
    let mut inner = replace(value.get_mut(), DeValue::Boolean(false));
    match &mut inner {
        DeValue::Table(table) => *table = moved(replace(table, DeTable::new()), by),
        DeValue::Array(items) => items.iter_mut().for_each(|item| move_value(item, by)),
        _ => {}
    }
    *value = Spanned::new(span, inner);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes files, the first of which is the project.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let place = folder.path().join(name);
            fs::create_dir_all(place.parent().expect("a folder")).expect("made");
            fs::write(place, text).expect("writes");
        }
        folder
    }

    fn united(files: &[(&str, &str)]) -> Result<String> {
        let folder = folder(files);
        let source = Source::open(files[0].1, files[0].0, folder.path())?;
        let table = Spanned::new(0..0, source.table()?);
        let table: toml::Table = serde::Deserialize::deserialize(toml::Deserializer::from(table)).expect("any table");
        Ok(toml::to_string(&table).expect("text").replace('\n', " "))
    }

    #[test]
    fn a_file_goes_before_what_it_includes_and_a_later_one_before_an_earlier() {
        let files = [
            ("my.toml", "include = [\"a.toml\", \"sub/b.toml\"]\nx = 1\n[t]\nk = 1\n"),
            ("a.toml", "x = 2\ny = 2\nz = 2\nlist = [1, 2]\n[t]\nk = 2\nl = 2\n"),
            ("sub/b.toml", "include = [\"c.toml\"]\ny = 3\nlist = [3]\n"),
            ("c.toml", "y = 4\nw = 4\n"),
        ];
        let all = united(&files).expect("united");
        for part in ["x = 1", "y = 3", "z = 2", "w = 4", "list = [3]", "k = 1 l = 2"] {
            assert!(all.contains(part), "{part}: {all}");
        }
    }

    #[test]
    fn what_cannot_be_included_is_refused_with_its_line() {
        let refused = |files: &[(&str, &str)]| united(files).expect_err("refused").message;
        let of = |include: &str| refused(&[("my.toml", include)]);
        assert_eq!(of("\ninclude = 1"), "my.toml, line 2: include is no list of file names");
        assert_eq!(of("include = [\n1]"), "my.toml, line 2: include is no list of file names");
        for path in ["../a.toml", "/etc/a.toml", "", ".", "a/../../b.toml"] {
            assert!(of(&format!("include = [\"{path}\"]")).contains("is not in the folder"), "{path}");
        }
        let twice = [
            ("my.toml", "include = [\"a.toml\"]"),
            ("a.toml", "include = [\"b.toml\"]"),
            ("b.toml", "include = [\"a.toml\"]"),
        ];
        assert!(refused(&twice).ends_with("'a.toml' includes itself: a.toml → b.toml → a.toml"));
        let folder = folder(&[]);
        let missing = Source::open("include = [\"a.toml\"]", "my.toml", folder.path()).err().expect("refused");
        assert_eq!(missing.kind, crate::error::Kind::NoInput);
    }

    #[test]
    fn places_are_those_of_the_file_that_says_it() {
        let folder = folder(&[("a.toml", "\n\n[t]\nk = \"é\"\nl = [\n1,\n2]\n")]);
        let source = Source::open("include = [\"a.toml\"]\n[t]\nm = 3\n", "my.toml", folder.path()).expect("opens");
        let table = source.table().expect("parses");
        let DeValue::Table(t) = table["t"].get_ref() else { panic!("a table") };
        let place = |key: &str| source.place(&t[key].span()).rsplit('/').next().expect("a name").to_string();
        assert_eq!([place("k"), place("m")], ["a.toml, line 4", "my.toml, line 3"]);
        let DeValue::Array(items) = t["l"].get_ref() else { panic!("a list") };
        assert!(source.place(&items[1].span()).ends_with("a.toml, line 7"));
    }
}
