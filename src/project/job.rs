//! What a project file asks for: one project, or with a matrix one for each combination of its axes.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

use super::file::ProjectFile;
use super::source::Source;
use super::spec::Project;
use super::variables::{Matrix, Used, Variables, Word};
use crate::error::{Error, Result};
use crate::read::Input;

/// What a project file asks for.
#[derive(Debug, Clone)]
pub enum Job {
    /// One set of results.
    One(Box<Project>),
    /// Sets of results in folders of their own, in the order of the axes.
    Matrix(Vec<Cell>),
}

/// One set of results of a matrix.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Its folder in the folder for the results, with slashes.
    pub folder: String,
    /// The variables of the axes and what they stand for.
    pub variables: Vec<(String, String)>,
    /// What it is.
    pub project: Project,
}

/// The tables that say what variables stand for.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    variables: BTreeMap<String, Word>,
    matrix: Option<Matrix>,
}

impl Job {
    /// Reads a project file's text; paths in it, and in those that it includes, start from `folder`; `name` stands in messages.
    ///
    /// # Errors
    /// `Kind::Project` naming file, line, key and what is expected; `Kind::NoInput` for an included file that is not there.
    pub fn parse(text: &str, name: &str, folder: &Path) -> Result<Job> {
        let source = Source::open(text, name, folder)?;
        let table = source.table()?;
        let about = |key: &str| ["variables", "matrix"].contains(&key);
        let head = table.iter().filter(|(key, _)| about(key.get_ref()));
        let head: DeTable<'_> = head.map(|(key, value)| (key.clone(), value.clone())).collect();
        let plain = head.is_empty();
        let head: Head = read(head, &source)?;
        let within = |e: Error| e.within(name);
        let Some(matrix) = &head.matrix else {
            let variables = Variables::cells(&head.variables, None).map_err(within)?.remove(0);
            let (project, _) = project(table, (&source, folder), (!plain).then_some(&variables))?;
            return Ok(Job::One(Box::new(project.map_err(within)?)));
        };
        let mut cells: Vec<Cell> = Vec::new();
        for variables in Variables::cells(&head.variables, Some(matrix)).map_err(within)? {
            let in_matrix = |e: Error| within(e.within("[matrix] folder"));
            let place = variables.fill(&matrix.folder, &mut Used::default()).and_then(checked).map_err(in_matrix)?;
            let (project, used) = project(table.clone(), (&source, folder), Some(&variables))?;
            let project = project.map_err(|e| e.within(format!("{name} for {place}")))?;
            if let Some(axis) = matrix.axes.keys().find(|axis| !used.has(axis)) {
                return Err(within(Error::project(format!("the axis '{axis}' of the matrix changes no result")))
                    .hint(format!("use {{{axis}}} in the project beside the folder, or remove the axis")));
            }
            if let Some(other) = cells.iter().find(|cell| meet(&cell.folder, &place)) {
                let error =
                    Error::project(format!("two sets of results would be in one folder: {} and {place}", other.folder));
                return Err(in_matrix(error).hint("name every axis in it, such as folder = \"{year}-{language}\""));
            }
            cells.push(Cell { folder: place, variables: variables.of_axes(matrix), project });
        }
        Ok(Job::Matrix(cells))
    }

    /// The projects, to be changed.
    pub fn projects_mut(&mut self) -> Vec<&mut Project> {
        match self {
            Job::One(project) => vec![project.as_mut()],
            Job::Matrix(cells) => cells.iter_mut().map(|cell| &mut cell.project).collect(),
        }
    }
}

/// Reads a table.
fn read<'a, T: Deserialize<'a>>(table: DeTable<'a>, source: &Source) -> Result<T> {
    T::deserialize(toml::Deserializer::from(Spanned::new(0..0, table))).map_err(|e| source.error(&e))
}

/// A project with its variables filled in, and those that it asked for; the inner error says nothing of files.
fn project<'t>(
    mut table: DeTable<'t>,
    (source, folder): (&Source, &Path),
    variables: Option<&'t Variables>,
) -> Result<(Result<Project>, Used)> {
    let used = variables.map(|variables| variables.fill_all(&mut table, source)).transpose()?;
    let file: ProjectFile = read(table, source)?;
    Ok((Project::of(file, folder), used.unwrap_or_default()))
}

/// A folder that can be made anywhere, and below the one for the results.
fn checked(folder: String) -> Result<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let part = |part: &str| !part.is_empty() && part.len() <= 100 && !part.starts_with('.') && part.chars().all(plain);
    match folder.split('/').all(part) && folder.len() <= 200 {
        true => Ok(folder),
        false => Err(Error::project(format!("'{folder}' cannot be a folder")).hint(
            "use letters without accents, digits, hyphens, underscores and points, and / for folders in folders",
        )),
    }
}

/// Whether two folders are one, or one is in the other; letters that differ in case are one on some systems.
fn meet(one: &str, other: &str) -> bool {
    let [one, other] = [one, other].map(|folder| format!("{}/", folder.to_ascii_lowercase()));
    one.starts_with(&other) || other.starts_with(&one)
}

impl Project {
    /// Checks a project file, and reads the scale that it keeps.
    fn of(file: ProjectFile, folder: &Path) -> Result<Project> {
        let scale = file.scale.as_ref().map(|kept| super::bundled::input(&kept.file, folder)).transpose()?;
        let mut project = Project::check(file, folder)?;
        scale.map_or(Ok(()), |file: Input| project.keep(file))?;
        Ok(project)
    }

    /// Reads a project file's text that has no matrix; paths in it start from `folder`, `name` stands in messages.
    ///
    /// # Errors
    /// As `Job::parse`.
    pub fn parse(text: &str, name: &str, folder: &Path) -> Result<Project> {
        match Job::parse(text, name, folder)? {
            Job::One(project) => Ok(*project),
            Job::Matrix(_) => Err(Error::project(format!("{name}: has a matrix, and one project is wanted"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::EMBEDDED;

    fn parse(text: &str) -> Result<Job> {
        Job::parse(text, "my.toml", Path::new("."))
    }

    fn with(matrix: &str, from: &str, to: &str) -> String {
        assert!(EMBEDDED.contains(from), "{from}");
        format!("{}\n{matrix}", EMBEDDED.replace(from, to))
    }

    #[test]
    fn a_matrix_makes_a_project_for_each_cell() {
        let matrix = "[matrix]\nfolder = \"{language}/{year}\"\n[matrix.axes]\nyear = [2022, 2023]\nlanguage = [\"en\", \"fr\"]\n";
        let text = with(matrix, "language = \"en\"  ", "language = \"{language}\"")
            .replace("last = 2024", "last = \"{year}\"");
        // a map of change needs two years that differ
        let text = text
            .replace("kind = \"change\" ", "kind = \"density\" #")
            .replace("from = 2022 ", "# ")
            .replace("to = 2023\n", "");
        let Job::Matrix(cells) = parse(&text).expect("valid") else { panic!("a matrix") };
        let found: Vec<(&str, i16, &str)> =
            cells.iter().map(|c| (c.folder.as_str(), c.project.period.last, c.project.language.tag())).collect();
        assert_eq!(
            found,
            [("en/2022", 2022, "en"), ("en/2023", 2023, "en"), ("fr/2022", 2022, "fr"), ("fr/2023", 2023, "fr")]
        );
        assert_eq!(
            cells[3].variables,
            [("language".to_string(), "fr".to_string()), ("year".to_string(), "2023".to_string())]
        );
    }

    #[test]
    fn a_matrix_that_cannot_be_is_refused() {
        let axes = "[matrix.axes]\nlanguage = [\"en\", \"fr\"]\n";
        let refused = |folder: &str, to: &str| {
            let text = with(&format!("[matrix]\nfolder = \"{folder}\"\n{axes}"), "language = \"en\"  ", to);
            let error = parse(&text).expect_err(folder);
            assert_eq!(error.kind, crate::error::Kind::Project, "{error}");
            (error.message, error.hint.unwrap_or_default())
        };
        let used = "language = \"{language}\"";
        assert!(refused("all", used).0.contains("two sets of results would be in one folder"));
        for folder in ["", "../{language}", "/{language}", "{language}/", ".{language}", "é{language}"] {
            assert!(refused(folder, used).0.contains("cannot be a folder"), "{folder}");
        }
        assert!(refused("{langage}", used).1.contains("did you mean {language}?"));
        assert!(
            refused("{language}", "language = \"en\"")
                .0
                .contains("the axis 'language' of the matrix changes no result")
        );
        let (message, hint) = refused("{language}", "language = \"{langage}\"");
        assert!(message.starts_with("my.toml, line ") && hint.contains("did you mean {language}?"), "{message} {hint}");
        let (message, _) = refused("x-{language}", "language = \"{language}n\"");
        assert!(message.starts_with("my.toml for x-en: "), "{message}");
    }

    #[test]
    fn braces_of_a_file_without_variables_are_braces() {
        let text = EMBEDDED.replace("place = \"Mali\"", "place = \"{Mali}\"");
        assert!(matches!(parse(&text), Ok(Job::One(_))));
        assert!(parse(&format!("{text}\n[variables]\nx = 1\n")).is_err());
    }
}
