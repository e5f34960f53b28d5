//! Timings of the stages of a build on the embedded data: `cargo bench`.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};

use cercle::figure::{Setting, locations_figure};
use cercle::index::Index;
use cercle::layer::Ground;
use cercle::ledger::Ledger;
use cercle::paint::{PdfOptions, PngOptions, SvgOptions, pdf, png, svg};
use cercle::project::{EMBEDDED, Project};
use cercle::read;
use cercle::run::{build, context, findings};
use cercle::topology::Topology;
use cercle::unit::LonLat;

fn stages(c: &mut Criterion) {
    let project = Project::parse(EMBEDDED, "embedded", Path::new("")).expect("valid");
    let (found, ground) = findings(&project, &mut Ledger::default()).expect("reads");
    let surroundings = context(&project.sources, project.language).expect("reads");
    let words = (project.subject.of(project.language), project.credits.of(project.language));
    let setting = Setting::new(project.figures[0].page);
    let scene = locations_figure(&ground, &found, words, setting).expect("draws");
    c.bench_function("boundaries from GeoJSON, 53 districts", |b| {
        b.iter(|| read::boundaries(&project.boundaries.0, &project.boundaries.1).expect("reads"))
    });
    c.bench_function("findings: read, join, measure", |b| {
        b.iter(|| findings(&project, &mut Ledger::default()).expect("reads"))
    });
    c.bench_function("topology of 53 districts", |b| b.iter(|| Topology::new(black_box(&found.boundaries))));
    c.bench_function("ground: project country and context", |b| {
        b.iter(|| Ground::new(&found.boundaries, black_box(&surroundings)))
    });
    c.bench_function("figure of three panels as a scene", |b| {
        b.iter(|| locations_figure(&ground, &found, words, setting).expect("draws"))
    });
    c.bench_function("scene to PNG, 170 mm at 300 dpi", |b| {
        b.iter(|| png(black_box(&scene), PngOptions::default()).expect("paints"))
    });
    c.bench_function("scene to SVG, 170 mm", |b| {
        b.iter(|| svg(black_box(&scene), SvgOptions::default()).expect("paints"))
    });
    c.bench_function("scene to PDF, 170 mm", |b| {
        b.iter(|| pdf(black_box(&scene), PdfOptions::default()).expect("paints"))
    });
    let index = Index::new(&found.boundaries);
    let places: Vec<LonLat> = (0..10_000)
        .map(|i| LonLat { lon: -12.0 + f64::from(i % 100) * 0.16, lat: 10.2 + f64::from(i / 100) * 0.147 })
        .collect();
    c.bench_function("10,000 places looked up", |b| {
        b.iter(|| places.iter().filter(|p| index.find(**p).district.is_some()).count())
    });
    let folder = std::env::temp_dir().join("cercle-bench");
    c.bench_function("the whole embedded build", |b| {
        b.iter(|| build(&project, &folder, false, &|_| ()).expect("builds"))
    });
}

criterion_group! { name = benches; config = Criterion::default().sample_size(10); targets = stages }
criterion_main!(benches);
