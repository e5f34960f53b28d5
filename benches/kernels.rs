//! Timings of the stages of a build on the embedded data: `cargo bench`.

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, criterion_group, criterion_main};

use cercle::figure::{Setting, locations_figure};
use cercle::incident::Batch;
use cercle::index::Index;
use cercle::layer::Ground;
use cercle::ledger::Ledger;
use cercle::measure::heat::{Fineness, Grid, Kernel, Shape, Surface, count_cells};
use cercle::paint::{PdfOptions, PngOptions, SvgOptions, pdf, png, svg};
use cercle::project::{EMBEDDED, Project};
use cercle::projection::Cylindrical;
use cercle::read;
use cercle::run::{build, context, findings};
use cercle::topology::Topology;
use cercle::unit::{LonLat, Rect};

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

/// Binning and kernels on a grid of 2048 × 2048 cells: a million incidents, half of them in clusters.
fn heat(c: &mut Criterion) {
    let within = Rect { x0: -12.3, y0: 10.1, x1: 4.3, y1: 25.0 };
    let mut state = 1u64;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let towns: Vec<[f64; 2]> = (0..200).map(|_| [share(), share()]).collect();
    let mut batch = Batch::default();
    for i in 0..1_000_000 {
        let [x, y] = [share(), share()];
        let town = towns[i % 200];
        let [x, y] = if i % 2 == 0 { [x, y] } else { [town[0] + (x - 0.5) / 40.0, town[1] + (y - 0.5) / 40.0] };
        let place = [within.x0 + within.width() * x.clamp(0.0, 1.0), within.y0 + within.height() * y.clamp(0.0, 1.0)];
        batch.push(LonLat { lon: place[0], lat: place[1] });
    }
    for projection in [Cylindrical::equal_area(within), Cylindrical::WebMercator] {
        let grid = Grid::new(projection, within, Fineness::Cells([2048, 2048])).expect("a grid");
        let name = if projection == Cylindrical::WebMercator { "web-mercator" } else { "equal-area" };
        c.bench_function(&format!("heat: 1,000,000 incidents binned, {name}"), |b| {
            b.iter(|| count_cells(&grid, black_box(&batch)).expect("counts"))
        });
        let counts = count_cells(&grid, &batch).expect("counts");
        for kernel in [Kernel { shape: Shape::Gaussian, km: 10.0 }, Kernel { shape: Shape::Quartic, km: 20.0 }] {
            c.bench_function(&format!("heat: {} kernel of {} km, {name}", kernel.shape.word(), kernel.km), |b| {
                b.iter(|| Surface::density(grid.clone(), black_box(&counts), (&kernel, None), None))
            });
        }
    }
}

criterion_group! { name = benches; config = Criterion::default().sample_size(10); targets = stages, heat }
criterion_main!(benches);
