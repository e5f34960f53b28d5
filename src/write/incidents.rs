//! The layer of incidents.

use super::layer::{Column, DECIMALS, Field, Layer, Origin, Shapes, rounded};
use crate::incident::{Date, Grain, Incidents};
use crate::ledger::{Entry, Ledger};
use crate::measure::Findings;

/// Every incident of the period with `id, date, bucket, district_pcode, precision`, the counts that its source gives, and
/// `file` and `row`, its place in the input as in the ledger; the shape is null where there are no coordinates.
pub fn incidents(findings: &Findings, ledger: &Ledger, origin: &Origin) -> Layer {
    let (incidents, joined) = (&findings.incidents, &findings.joined);
    let language = origin.language;
    let say = |english: &'static str, french: &'static str| language.of(english, french);
    let entry = |i: usize| -> &Entry { &ledger.entries[incidents.entry[i]] };
    let all = || 0..incidents.len();
    let district = |i: usize| joined.district[i].map(|d| findings.boundaries.districts[d].id.clone());
    let buckets = joined.bucket.iter().map(|b| b.word());
    let mut fields = vec![
        Field::new(
            "id",
            say("identifier as in the source", "identifiant, comme dans la source"),
            Column::texts(incidents.id.clone()),
        ),
        Field::new(
            "date",
            say("when it happened, as exact as the source", "date, aussi exacte que dans la source"),
            dates(incidents),
        ),
        Field::new(
            "bucket",
            say("what became of it, as in the ledger", "ce qu’il est devenu, comme dans le registre"),
            Column::texts(buckets),
        ),
        Field::new(
            "district_pcode",
            say("the district that it counts for", "le district pour lequel il compte"),
            Column::Text(all().map(district).collect()),
        ),
        Field::new(
            "precision",
            say("how exactly its source knows the place", "avec quelle exactitude la source connaît le lieu"),
            Column::texts(incidents.precision.iter().map(|p| p.word())),
        ),
    ];
    for tally in &incidents.tallies {
        let values = tally.values.iter().map(|v| v.map(i64::from)).collect();
        let what = tally.name.replace('_', " ");
        let words = language.of(
            format!("{what} of this incident, as its source says"),
            language.spaced(&format!("« {what} » de cet incident, selon la source")),
        );
        fields.push(Field::new(&tally.name, words, Column::Integer(values)));
    }
    let files = Column::texts(all().map(|i| ledger.files[entry(i).file].name.as_str()));
    fields.push(Field::new("file", say("input file that it is from", "fichier dont il provient"), files));
    let rows = Column::Integer(all().map(|i| i64::try_from(entry(i).row).ok()).collect());
    let words = say(
        "its line, row or feature in that file, as in the ledger",
        "sa ligne ou son entité dans ce fichier, comme dans le registre",
    );
    fields.push(Field::new("row", words, rows));
    // what counts by the name of its district has no place that is known, whatever coordinates stand beside it
    let place = |i: usize| incidents.location[i].filter(|_| !joined.means[i].by_words());
    let point = |i: usize| place(i).map(|p| [rounded(p.lon, DECIMALS), rounded(p.lat, DECIMALS)]);
    Layer {
        name: "incidents".into(),
        title: "Incidents".into(),
        description: say(
            "Incidents of the period, each with the district that it counts for and the row that it is from.",
            "Incidents de la période, chacun avec le district pour lequel il compte et la ligne dont il provient.",
        )
        .into(),
        fields,
        shapes: Shapes::Points(all().map(point).collect()),
        styles: Vec::new(),
        origin: origin.clone(),
    }
    .with_distinct_fields()
}

/// Days, or texts if some dates are months or years: these are no days.
fn dates(incidents: &Incidents) -> Column {
    let day = |date: &Date| (date.grain == Grain::Day).then_some(date.first);
    if incidents.date.iter().flatten().all(|date| day(date).is_some()) {
        return Column::Date(incidents.date.iter().map(|date| date.as_ref().and_then(day)).collect());
    }
    Column::Text(incidents.date.iter().map(|date| date.map(Date::iso)).collect())
}
