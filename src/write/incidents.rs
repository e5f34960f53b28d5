//! The layer of incidents.

use super::layer::{Column, DECIMALS, Field, Layer, Origin, Shapes, rounded};
use crate::disclose::{Allowed, Places, Public};
use crate::incident::{Date, Grain, Incidents};
use crate::ledger::{Entry, Ledger};
use crate::measure::Findings;
use crate::unit::LonLat;

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

/// Name of the layer of incidents of the public edition: nobody shall take it for the exact one.
pub const GENERALISED: &str = "incidents_generalised";

/// The incidents of generalised findings with the columns that the policy allows and `generalised_to`, which says what their
/// places stand for; `None` if it allows no such layer. Nothing of a ledger is asked for.
pub fn public_incidents(public: &Public, origin: &Origin) -> Option<Layer> {
    let (findings, policy) = (public.findings(), public.policy());
    let (incidents, joined) = (&findings.incidents, &findings.joined);
    let district = |d: &Option<usize>| d.map(|d| findings.boundaries.districts[d].id.clone());
    let field = |allowed: Allowed| match allowed {
        Allowed::Date => Field::new(allowed.word(), "when it happened, generalised", dates(incidents)),
        Allowed::District => {
            let districts = Column::Text(joined.district.iter().map(district).collect());
            Field::new(allowed.word(), "the district that it counts for", districts)
        }
        Allowed::Precision => {
            let words = Column::texts(incidents.precision.iter().map(|p| p.word()));
            Field::new(allowed.word(), "how exactly its source knows the place", words)
        }
    };
    let asked = policy.columns.as_ref()?;
    let mut fields: Vec<Field> = Allowed::ALL.into_iter().filter(|a| asked.contains(a)).map(field).collect();
    let to = match policy.places {
        Places::District => "district".to_string(),
        Places::Town => "town of the district, or district".to_string(),
        Places::Grid(km) => format!("cell of {km} km, or district"),
    };
    let to = incidents.location.iter().map(|place| place.map(|_| to.clone())).collect();
    fields.push(Field::new("generalised_to", "what its place stands for: nothing happened there", Column::Text(to)));
    let point = |p: &Option<LonLat>| p.map(|p| [rounded(p.lon, DECIMALS), rounded(p.lat, DECIMALS)]);
    Some(Layer {
        name: GENERALISED.into(),
        title: "Incidents, generalised".into(),
        description: "Incidents of the period at places that stand for their district, town or cell.".into(),
        fields,
        shapes: Shapes::Points(incidents.location.iter().map(point).collect()),
        styles: Vec::new(),
        origin: origin.clone(),
    })
}

/// Days, or texts if some dates are months or years: these are no days.
fn dates(incidents: &Incidents) -> Column {
    let day = |date: &Date| (date.grain == Grain::Day).then_some(date.first);
    if incidents.date.iter().flatten().all(|date| day(date).is_some()) {
        return Column::Date(incidents.date.iter().map(|date| date.as_ref().and_then(day)).collect());
    }
    Column::Text(incidents.date.iter().map(|date| date.map(Date::iso)).collect())
}
