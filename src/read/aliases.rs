//! Tables of other names of units.

use std::collections::BTreeMap;

use super::heading::Headings;
use super::incident_rows::display;
use super::input::Input;
use super::table::table;
use crate::error::{Error, Result};
use crate::gazetteer::Alias;
use crate::name::fold;

/// Reads other names of districts and regions: columns `name`, `means` and, if wanted, `parent`.
///
/// # Errors
/// As a table; `Kind::Data` if a column is missing, a name or meaning is empty, or a name means two things in one region.
pub fn aliases(input: &Input) -> Result<Vec<Alias>> {
    let find = |file: &str, raw: &[String]| {
        let headings = Headings::new(file, raw);
        Ok((headings.named("name")?, headings.named("means")?, headings.one(&["parent"])?))
    };
    let kept = |file: &str, raw: &[String]| {
        let (name, means, parent) = find(file, raw)?;
        Ok([name, means].into_iter().chain(parent).collect())
    };
    let table = table(input, None, &kept)?;
    let (name, means, parent) = find(&table.name, &table.headings)?;
    let mut seen: BTreeMap<(String, String), (String, u64)> = BTreeMap::new();
    let mut all = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let place = format!("{}, {} {}", table.name, table.unit, row.number);
        if let Some(fault) = &row.fault {
            return Err(Error::data(format!("{place}: {fault}")).hint("correct the row"));
        }
        let text = |column: usize| display(table.value(index, column)).trim().to_string();
        let alias = Alias { name: text(name), means: text(means), parent: parent.map_or(String::new(), text) };
        for (column, value) in [("name", &alias.name), ("means", &alias.means)] {
            if value.is_empty() {
                return Err(
                    Error::data(format!("{place}, column '{column}': is empty")).hint("fill it or leave the row out")
                );
            }
        }
        let key = (fold(&alias.name), fold(&alias.parent));
        match seen.get(&key) {
            Some((other, first)) if *other != alias.means => {
                return Err(Error::data(format!(
                    "{place}: '{}' means '{}', but '{other}' in {} {first}",
                    alias.name, alias.means, table.unit
                ))
                .hint("keep one of the two, or name the region of each in a column 'parent'"));
            }
            Some(_) => continue,
            None => _ = seen.insert(key, (alias.means.clone(), row.number)),
        }
        all.push(alias);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str) -> Result<Vec<Alias>> {
        aliases(&Input::Bundled { name: "aliases.csv", bytes: text.as_bytes() })
    }

    #[test]
    fn names_meanings_and_parents_are_read() {
        let all = read("name,means,parent\nTimbuktu,Tombouctou,\nCentre,Kati,Koulikoro\nTimbuktu,Tombouctou,\n")
            .expect("reads");
        let alias = |name: &str, means: &str, parent: &str| Alias {
            name: name.into(),
            means: means.into(),
            parent: parent.into(),
        };
        assert_eq!(all, [alias("Timbuktu", "Tombouctou", ""), alias("Centre", "Kati", "Koulikoro")]);
    }

    #[test]
    fn contradictions_and_gaps_are_refused_with_their_rows() {
        let error = read("name,means\nA,B\na,C\n").expect_err("two meanings");
        assert!(error.message.contains("line 3: 'a' means 'C', but 'B' in line 2"), "{error}");
        assert!(read("name,means\nA,\n").expect_err("empty").message.contains("line 2, column 'means'"));
        assert!(read("name,sense\nA,B\n").expect_err("no column").message.contains("no column 'means'"));
    }
}
