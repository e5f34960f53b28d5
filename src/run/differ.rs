//! What changed from one build to another, in words, from their manifests.

use super::manifest::{DistrictSum, InputFile, Manifest, Output};

/// What changed, a line each; none if the manifests say the same.
pub fn differences(old: &Manifest, new: &Manifest) -> Vec<String> {
    let mut lines = Vec::new();
    if old.cercle != new.cercle {
        lines.push(format!("program: version {} → {}", old.cercle, new.cercle));
    }
    if old.project != new.project {
        lines.push("project: differs".to_string());
    }
    if old.period != new.period {
        let years =
            |[first, last]: [i16; 2]| if first == last { first.to_string() } else { format!("{first}–{last}") };
        lines.push(format!("period: {} → {}", years(old.period), years(new.period)));
    }
    inputs(&old.inputs, &new.inputs, &mut lines);
    sums(old, new, &mut lines);
    districts(&old.districts, &new.districts, &mut lines);
    outputs(&old.outputs, &new.outputs, &mut lines);
    lines
}

/// "+12 incidents", "-1 incident".
fn signed(before: u64, after: u64, one: &str) -> String {
    let by = i128::from(after) - i128::from(before);
    format!("{by:+} {one}{}", if by.abs() == 1 { "" } else { "s" })
}

fn inputs(old: &[InputFile], new: &[InputFile], lines: &mut Vec<String>) {
    let what = |f: &InputFile| match f.role.as_str() {
        "other" => format!("input: {}", f.name),
        role => format!("{role}: {}", f.name),
    };
    for file in new {
        let same = |o: &&InputFile| o.name == file.name && o.role == file.role;
        match old.iter().find(same) {
            None => lines.push(format!("{} is new", what(file))),
            Some(before) if before == file && file.sha256.is_some() => {}
            Some(_) if file.sha256.is_none() => lines.push(format!("{} cannot be compared", what(file))),
            Some(before) => lines.push(format!("{} differs ({} → {} bytes)", what(file), before.bytes, file.bytes)),
        }
    }
    let gone = old.iter().filter(|o| !new.iter().any(|n| n.name == o.name && n.role == o.role));
    lines.extend(gone.map(|file| format!("{} is no longer read", what(file))));
}

fn sums(old: &Manifest, new: &Manifest, lines: &mut Vec<String>) {
    let (before, after) = (old.ledger.rows_read, new.ledger.rows_read);
    if before != after {
        lines.push(format!("rows: {} read ({before} → {after})", signed(before, after, "row")));
    }
    let words: std::collections::BTreeSet<&String> =
        old.ledger.buckets.keys().chain(new.ledger.buckets.keys()).collect();
    for word in words {
        let [before, after] = [old, new].map(|m| m.ledger.buckets.get(word).copied().unwrap_or(0));
        if before == after {
            continue;
        }
        let what = match word.as_str() {
            "joined" => format!("incidents: {} counted in districts", signed(before, after, "incident")),
            _ => format!("rows: {} {}", signed(before, after, "row"), word.replace('_', " ")),
        };
        lines.push(format!("{what} ({before} → {after})"));
    }
}

fn districts(old: &[DistrictSum], new: &[DistrictSum], lines: &mut Vec<String>) {
    let class = |class: Option<usize>| class.map_or("no data".to_string(), |class| class.to_string());
    for district in new {
        let name = format!("district {} ({})", district.name, district.id);
        let Some(before) = old.iter().find(|o| o.id == district.id) else {
            lines.push(format!("{name} is new, with {}", district.count));
            continue;
        };
        let mut parts = Vec::new();
        if before.name != district.name {
            parts.push(format!("was named {}", before.name));
        }
        if before.count != district.count {
            let by = signed(before.count.into(), district.count.into(), "incident");
            parts.push(format!("{by} ({} → {})", before.count, district.count));
        }
        if before.class != district.class {
            parts.push(format!("class {} → {}", class(before.class), class(district.class)));
        }
        if !parts.is_empty() {
            lines.push(format!("{name}: {}", parts.join(", ")));
        }
    }
    let gone = old.iter().filter(|o| !new.iter().any(|n| n.id == o.id));
    lines.extend(gone.map(|d| format!("district {} ({}) is gone, which had {}", d.name, d.id, d.count)));
}

fn outputs(old: &[Output], new: &[Output], lines: &mut Vec<String>) {
    let find = |all: &[Output], name: &str| all.iter().find(|o| o.name == name).map(|o| o.sha256.clone());
    let mut list = |what: &str, names: Vec<&str>| {
        if !names.is_empty() {
            lines.push(format!("outputs {what}: {}", names.join(", ")));
        }
    };
    let names = |all: &'_ [Output], keep: &dyn Fn(&Output) -> bool| -> Vec<String> {
        all.iter().filter(|o| keep(o)).map(|o| o.name.clone()).collect()
    };
    let differ = names(new, &|o| find(old, &o.name).is_some_and(|before| before != o.sha256));
    let added = names(new, &|o| find(old, &o.name).is_none());
    let gone = names(old, &|o| find(new, &o.name).is_none());
    for (what, found) in [("that differ", differ), ("that are new", added), ("no longer there", gone)] {
        list(what, found.iter().map(String::as_str).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::Sums;
    use super::*;

    fn manifest(joined: u64, class: Option<usize>, boundaries: &str) -> Manifest {
        let buckets = [("joined".to_string(), joined), ("outside".to_string(), 2)].into();
        let file = |role: &str, name: &str, digest: &str| InputFile {
            role: role.into(),
            name: name.into(),
            bytes: joined,
            sha256: Some(digest.into()),
        };
        let district =
            |id: &str, count: u64, class| DistrictSum { id: id.into(), name: "Gao".into(), count: count as u32, class };
        Manifest {
            manifest: 1,
            cercle: "0.2.0".into(),
            project: "p".into(),
            from: "f".into(),
            period: [2022, 2024],
            inputs: vec![file("boundaries", "d.shp", boundaries)],
            ledger: Sums { rows_read: joined + 2, buckets, files: Vec::new() },
            districts: vec![district("ML1", joined, class), district("ML2", 0, Some(0))],
            outputs: vec![Output {
                name: "a.png".into(),
                bytes: 1,
                sha256: boundaries.into(),
                files: None,
                from: "f".into(),
                errors: 0,
            }],
            without: Vec::new(),
        }
    }

    #[test]
    fn what_changed_is_said_with_names_and_numbers() {
        let old = manifest(7, Some(2), "a");
        assert_eq!(differences(&old, &old), [""; 0]);
        let mut new = manifest(19, None, "b");
        new.districts.pop();
        let expected = [
            "boundaries: d.shp differs (7 → 19 bytes)",
            "rows: +12 rows read (9 → 21)",
            "incidents: +12 incidents counted in districts (7 → 19)",
            "district Gao (ML1): +12 incidents (7 → 19), class 2 → no data",
            "district Gao (ML2) is gone, which had 0",
            "outputs that differ: a.png",
        ];
        assert_eq!(differences(&old, &new), expected);
    }
}
