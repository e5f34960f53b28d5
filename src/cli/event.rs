//! What a program is told that runs `cercle build --json`: one JSON object a line on standard output.

use serde_json::{Map, Value, json};

use super::say;
use crate::error::Error;
use crate::ledger::{Account, Bucket};
use crate::run::{Linted, Plan};

/// A line of an event with its fields, which are those of an object.
pub fn tell(event: &str, fields: Value) {
    let mut line = Map::from_iter([("event".to_string(), json!(event))]);
    if let Value::Object(fields) = fields {
        line.extend(fields);
    }
    say::line(&Value::Object(line).to_string());
}

/// What became of each output: made, kept, left, or in a dry run stale. Names of a set of a matrix begin with its folder.
pub fn outputs(plan: &Plan, made: &[(String, usize)], (set, dry): (Option<&str>, bool)) {
    let full = |name: &str| set.map_or(name.to_string(), |folder| format!("{folder}/{name}"));
    for planned in &plan.outputs {
        let size = made.iter().find(|(name, _)| *name == planned.name).map(|(_, bytes)| *bytes);
        let (action, bytes) = match (&planned.why, size, &planned.kept) {
            (Some(_), Some(bytes), _) => ("made", Some(bytes as u64)),
            (Some(_), None, _) if dry => ("stale", None),
            (None, _, Some(kept)) => ("kept", Some(kept.bytes)),
            // the data have nothing for it, or --only leaves it out
            _ => continue,
        };
        tell("output", json!({"name": full(&planned.name), "action": action, "why": planned.why, "bytes": bytes}));
    }
    for name in &plan.left {
        tell(
            "output",
            json!({"name": full(name), "action": "left", "why": "the project no longer makes it", "bytes": null}),
        );
    }
}

/// Every rule that a figure breaks.
pub fn findings(linted: &[Linted], set: Option<&str>) {
    for (figure, f) in linted.iter().flat_map(|l| l.findings.iter().map(move |f| (&l.figure, f))) {
        let (severity, rule) = (f.severity.word(), &f.rule);
        let figure = set.map_or(figure.clone(), |folder| format!("{folder}/{figure}"));
        tell("finding", json!({"figure": figure, "severity": severity, "rule": rule, "message": f.message}));
    }
}

/// How a set of a matrix ended.
pub fn set(folder: &str, account: Option<&Account>, made: (usize, usize)) {
    let Value::Object(ended) = ended(account, made) else { return };
    let folder = std::iter::once(("folder".to_string(), json!(folder)));
    tell("set", Value::Object(folder.chain(ended).collect()));
}

/// How it ended: the rows by bucket if they were read, and how many outputs were made.
pub fn summary(account: Option<&Account>, made: (usize, usize)) {
    tell("summary", ended(account, made));
}

fn ended(account: Option<&Account>, (made, kept): (usize, usize)) -> Value {
    let buckets = |a: &Account| Bucket::ALL.map(|b| (b.word().to_string(), json!(a.count(b)))).into_iter().collect();
    let buckets: Option<Map<String, Value>> = account.map(buckets);
    let rows = account.map(Account::rows_read);
    json!({"rows_read": rows, "buckets": buckets, "made": made, "kept": kept})
}

/// A failure: exit code, kind, message and what to do.
pub fn error(error: &Error) {
    let kind = snake(&format!("{:?}", error.kind));
    let code = error.kind.exit_code();
    tell("error", json!({"code": code, "kind": kind, "message": error.message, "hint": error.hint}));
}

/// `CannotCreate` as `cannot_create`.
fn snake(name: &str) -> String {
    let mut words = String::new();
    for (i, c) in name.char_indices() {
        if c.is_uppercase() && i > 0 {
            words.push('_');
        }
        words.extend(c.to_lowercase());
    }
    words
}
