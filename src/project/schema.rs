//! The JSON Schema of the project file (draft 2020-12), for editors and validators. It is made from the structs that read the
//! file, so that the two cannot differ.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::file::ProjectFile;

/// The schema. What depends on more than one key (kinds and what they take) is checked when the file is read.
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<ProjectFile>().into();
    or_variable(&mut schema);
    schema
}

/// A variable in a text, which may stand wherever a word may.
pub(super) const VARIABLE: &str = r"\{[a-z][a-z0-9_.]*\}";

/// Lets a text with a variable stand wherever one of some words must.
fn or_variable(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            members.values_mut().for_each(or_variable);
            if members.get("enum").and_then(Value::as_array).is_some_and(|words| words.iter().all(Value::is_string)) {
                let words = members.remove("enum");
                members.insert("anyOf".to_string(), json!([{ "enum": words }, { "pattern": VARIABLE }]));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(or_variable),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::{EMBEDDED, Project};

    /// The definition that a schema points to.
    fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
        let pointer = schema["$ref"].as_str().or_else(|| schema["anyOf"][0]["$ref"].as_str());
        pointer.map_or(schema, |to| root.pointer(to.trim_start_matches('#')).expect("a definition"))
    }

    fn json(text: &str) -> Value {
        let table: toml::Table = text.parse().expect("TOML");
        serde_json::to_value(table).expect("JSON")
    }

    /// What of a value the schema does not allow: keys, missing keys, types of scalars and words.
    fn complaints(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
        let schema = resolved(root, schema);
        match value {
            Value::Object(members) if schema["properties"].is_object() => {
                for (key, member) in members {
                    match schema["properties"].get(key) {
                        Some(of) => complaints(root, of, member, &format!("{at}.{key}"), found),
                        None => found.push(format!("{at}.{key} is not known")),
                    }
                }
                let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                found.extend(
                    needed.filter(|key| !members.contains_key(*key)).map(|key| format!("{at}.{key} is missing")),
                );
            }
            Value::Array(items) if schema["items"].is_object() => {
                items.iter().for_each(|item| complaints(root, &schema["items"], item, at, found));
            }
            _ => {
                let word = match value {
                    Value::String(_) => "string",
                    Value::Bool(_) => "boolean",
                    Value::Number(n) if n.is_i64() => "integer",
                    Value::Number(_) => "number",
                    Value::Array(_) => "array",
                    _ => "object",
                };
                let types = schema["type"].to_string();
                let fits = types.contains(word) || word == "integer" && types.contains("number");
                let words = schema["anyOf"][0]["enum"].as_array();
                let text = value.as_str().unwrap_or_default();
                let variable = text.contains('{') && schema.to_string().contains("pattern");
                let known = words.is_none_or(|words| words.contains(value)) || variable;
                if !(words.is_none() && schema["anyOf"].is_array() || fits && known) {
                    found.push(format!("{at} is {value}"));
                }
            }
        }
    }

    fn judged(text: &str) -> Vec<String> {
        let (root, mut found) = (schema(), Vec::new());
        complaints(&root, &root, &json(text), "", &mut found);
        found
    }

    #[test]
    fn the_embedded_project_is_valid_and_mistakes_are_not() {
        assert_eq!(judged(EMBEDDED), [""; 0]);
        for (from, to) in [
            ("vintage =", "vintge ="),
            ("kind = \"density\"", "kind = \"densty\""),
            ("width = 170", "width = \"wide\""),
            ("place = \"Mali\"", ""),
            ("formats = [\"png\"", "formats = [\"gif\""),
            ("yearly = true", "yearly = 1"),
        ] {
            assert_eq!(judged(&EMBEDDED.replacen(from, to, 1)).len(), 1, "{to}");
        }
    }

    /// Keys that the reader knows in a table, as its own refusal of another lists them.
    fn keys_read(table: &str) -> Vec<String> {
        let text = format!("{table}\nnosuchkey = 1\n");
        let error = toml::from_str::<ProjectFile>(&text).expect_err("an unknown key").to_string();
        let (_, listed) = error.split_once("expected").unwrap_or_else(|| panic!("{table}: {error}"));
        let mut keys: Vec<String> = listed.split('`').skip(1).step_by(2).map(str::to_string).collect();
        keys.sort();
        keys
    }

    #[test]
    fn every_key_that_is_read_is_in_it_with_a_description() {
        let (root, mut tables) = (schema(), 0);
        for (table, path) in [
            ("", ""),
            ("[subject]", "subject"),
            ("[subject.fr]", "subject.fr"),
            ("[period]", "period"),
            ("[[incidents]]", "incidents"),
            ("[boundaries]", "boundaries"),
            ("[boundaries.fr]", "boundaries.fr"),
            ("[totals]", "totals"),
            ("[population]", "population"),
            ("[population.fr]", "population.fr"),
            ("[scale]", "scale"),
            ("[context]", "context"),
            ("[labels]", "labels"),
            ("[credits]", "credits"),
            ("[credits.fr]", "credits.fr"),
            ("[precision]", "precision"),
            ("[output]", "output"),
            ("[[figure]]", "figure"),
            ("[[figure]]\n[figure.fr]", "figure.fr"),
            ("[[figure]]\n[[figure.count]]", "figure.count"),
            ("[[figure]]\n[[figure.value]]", "figure.value"),
            ("[[figure]]\n[[figure.count]]\n[figure.count.fr]", "figure.count.fr"),
            ("[matrix]", "matrix"),
            ("[[tiles]]", "tiles"),
            ("[[tiles]]\n[tiles.fr]", "tiles.fr"),
        ] {
            let mut schema = &root;
            for key in path.split('.').filter(|key| !key.is_empty()) {
                let of = resolved(&root, &schema["properties"][key]);
                schema = if of["items"].is_object() { resolved(&root, &of["items"]) } else { of };
            }
            let properties = schema["properties"].as_object().unwrap_or_else(|| panic!("{table}: {schema}"));
            let mut keys: Vec<String> = properties.keys().cloned().collect();
            keys.sort();
            assert_eq!(keys, keys_read(table), "{table}");
            assert!(properties.values().all(|of| of["description"].is_string()), "{table}: {schema}");
            assert_eq!(schema["additionalProperties"], false, "{table}");
            tables += 1;
        }
        let defined = root["$defs"].as_object().expect("definitions").values().filter(|d| d["properties"].is_object());
        assert!(defined.count() < tables, "a table of the schema is not in the list above");
    }

    #[test]
    fn a_variable_may_stand_for_words_and_years() {
        let text = EMBEDDED
            .replace("language = \"en\"", "language = \"{language}\"")
            .replace("last = 2024", "last = \"{year}\"");
        let matrix = "[variables]\na = 1\n[matrix]\nfolder = \"{language}-{year}\"\n[matrix.axes]\nlanguage = [\"en\"]\nyear = [2024]\n";
        assert_eq!(judged(&format!("include = [\"a.toml\"]\n{text}\n{matrix}")), [""; 0]);
        assert_eq!(judged(&text.replace("{language}", "de")).len(), 1);
        assert_eq!(judged(&format!("{text}{}", matrix.replace("folder", "floder"))).len(), 2);
    }

    #[test]
    fn what_the_schema_calls_valid_the_reader_takes() {
        let least = "[subject]\nincidents = \"a\"\nplace = \"b\"\n[period]\nfirst = 2022\nlast = 2024\n\
            [[incidents]]\nfile = \"a.csv\"\n[boundaries]\nfile = \"b.zip\"\n";
        assert_eq!(judged(least), [""; 0]);
        Project::parse(least, "least.toml", Path::new("")).expect("every table that is needed is there");
    }
}
