//! The point-in-district index: how fast it is built and asked, and that it is right.
//!
//! usage: cargo bench --bench index [-- FILE…]    (boundary files; the embedded districts if none is named)
//!
//! Prints for each layer the time to build, places a second with one thread and with all, and compares `CHECKED` random
//! places (default 100,000) with a test of every edge. Medians of seven.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cercle::boundary::Boundaries;
use cercle::incident::Batch;
use cercle::index::Index;
use cercle::project::input;
use cercle::read::{BoundaryColumns, Input, boundaries};
use cercle::unit::LonLat;
use geo::BoundingRect;
use rayon::prelude::*;

fn main() {
    let files: Vec<PathBuf> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).map(PathBuf::from).collect();
    let embedded = input("bundled:mali_districts.geojson", Path::new("")).expect("bundled");
    let inputs = if files.is_empty() { vec![embedded] } else { files.into_iter().map(Input::File).collect() };
    for input in &inputs {
        let set = boundaries(input, &BoundaryColumns::default()).expect("boundaries");
        measure(&set);
        check(&set);
    }
}

/// Middle of seven timings in seconds.
fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..7)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64()
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[3]
}

/// The next of a fixed row of numbers from 0 to 1 (xorshift64*, Vigna 2016).
fn random(state: &mut u64) -> f64 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    (state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
}

/// Places of which nine in ten lie around 50 towns and one anywhere in the extent.
fn places(set: &Boundaries, count: usize) -> Vec<Batch> {
    let shapes = set.districts.iter().filter_map(|d| d.shape.bounding_rect());
    let extent = shapes.reduce(|a, b| {
        geo::Rect::new(
            (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
            (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
        )
    });
    let extent = extent.expect("districts");
    let mut state = 20_261_120;
    let mut anywhere = |share: f64, around: (f64, f64)| {
        let (w, h) = (extent.width() * share, extent.height() * share);
        (around.0 + (random(&mut state) - 0.5) * w, around.1 + (random(&mut state) - 0.5) * h)
    };
    let centre = (extent.center().x, extent.center().y);
    let towns: Vec<(f64, f64)> = (0..50).map(|_| anywhere(1.0, centre)).collect();
    let batch = |first: usize| {
        let mut batch = Batch::default();
        for i in first..(first + 65_536).min(count) {
            let (lon, lat) = if i % 10 == 0 { anywhere(1.0, centre) } else { anywhere(0.03, towns[i * i % 50]) };
            batch.push(LonLat { lon, lat });
        }
        batch
    };
    (0..count).step_by(65_536).map(batch).collect()
}

fn measure(set: &Boundaries) {
    let corners: usize = set.districts.iter().map(|d| geo::CoordsIter::coords_count(&d.shape)).sum();
    let built = median(|| _ = black_box(Index::new(set)));
    let index = Index::new(set);
    let batches = places(set, 20_000_000);
    let n: usize = batches.iter().map(Batch::len).sum();
    let one = |batch: &Batch| {
        let mut counts = vec![0; set.districts.len() + 1];
        black_box(index.count(batch, &mut counts));
        counts
    };
    let alone = median(|| batches.iter().for_each(|b| _ = black_box(one(b))));
    let all = median(|| batches.par_iter().for_each(|b| _ = black_box(one(b))));
    println!("{}: {} districts, {corners} corners", set.file, set.districts.len());
    println!("  built in {:.1} ms", built * 1e3);
    println!(
        "  {:.0} million places a second with 1 thread, {:.0} with {}",
        n as f64 / alone * 1e-6,
        n as f64 / all * 1e-6,
        rayon::current_num_threads()
    );
}

fn check(set: &Boundaries) {
    let wanted = std::env::var("CHECKED").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let index = Index::new(set);
    let mut order: Vec<usize> = (0..set.districts.len()).collect();
    order.sort_by(|&a, &b| set.districts[a].id.cmp(&set.districts[b].id));
    let boxes: Vec<_> = set.districts.iter().map(|d| d.shape.bounding_rect()).collect();
    let wrong: usize = places(set, wanted)
        .par_iter()
        .map(|batch| {
            let found = index.districts(batch);
            let expected = (0..batch.len()).map(|i| {
                let (x, y) = (batch.lon[i], batch.lat[i]);
                let near = |d: &&usize| {
                    boxes[**d].is_some_and(|b| b.min().x <= x && b.max().x >= x && b.min().y <= y && b.max().y >= y)
                };
                order
                    .iter()
                    .filter(near)
                    .find(|&&d| holds(&set.districts[d].shape, x, y))
                    .map_or(u32::MAX, |&d| d as u32)
            });
            expected.zip(found).filter(|(a, b)| a != b).count()
        })
        .sum();
    println!("  {wrong} of {wanted} differ from a test of every edge");
    assert_eq!(wrong, 0);
}

/// Whether the shape holds the place or has it on its border, by every edge and exact tests.
fn holds(shape: &geo::MultiPolygon<f64>, x: f64, y: f64) -> bool {
    let mut inside = false;
    for edge in
        shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).flat_map(|r| r.0.windows(2))
    {
        let (a, b) = (edge[0], edge[1]);
        if a.y.min(b.y) > y || a.y.max(b.y) < y {
            continue;
        }
        let exact = |c: geo::Coord<f64>| robust::Coord { x: c.x, y: c.y };
        let turn = robust::orient2d(exact(a), exact(b), robust::Coord { x, y });
        if turn == 0.0 && a.x.min(b.x) <= x && a.x.max(b.x) >= x {
            return true;
        }
        inside ^= (a.y > y) != (b.y > y) && (turn > 0.0) == (b.y > a.y);
    }
    inside
}
