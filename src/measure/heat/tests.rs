//! The grid against its own definition, kernels against sums over all incidents in double precision.

use proptest::prelude::*;

use super::*;
use crate::incident::Batch;
use crate::projection::Cylindrical;
use crate::unit::Rect;

const MALI: Rect = Rect { x0: -12.3, y0: 10.1, x1: 4.3, y1: 25.0 };
/// Northern enough that a Mercator map doubles lengths, and changes the scale from row to row.
const NORDIC: Rect = Rect { x0: 5.0, y0: 55.0, x1: 30.0, y1: 70.0 };

fn grid(projection: Cylindrical, degrees: Rect, longest: usize) -> Grid {
    Grid::new(projection, degrees, Fineness::Longest(longest)).expect("a grid")
}

/// Places that look like chance but are the same each time, denser in the middle.
fn batch(n: usize, within: Rect) -> Batch {
    let mut state = 1u64;
    let mut share = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut batch = Batch::default();
    for _ in 0..n {
        let mut mid = || (share() + share() + share()) / 3.0;
        batch.lon.push(within.x0 + within.width() * mid());
        batch.lat.push(within.y0 + within.height() * mid());
    }
    batch
}

/// Density at the middles of cells per km²: kernels of all cells, straight from the formula. The squared distance of two places is that along the
/// meridian and the geometric mean of those along the two parallels, right to a thousandth where the kernels reach.
fn brute(grid: &Grid, cells: &[f32], kernel: &Kernel) -> Vec<f64> {
    let (widths, norths) = (grid.widths(), grid.norths());
    let h = kernel.km * 1000.0;
    let held: Vec<(usize, f64)> =
        cells.iter().enumerate().filter(|(_, c)| **c > 0.0).map(|(i, c)| (i, f64::from(*c))).collect();
    let at = |to: usize| {
        let one = |&(from, count): &(usize, f64)| {
            let (row, other) = (to / grid.columns, from / grid.columns);
            let apart = (to % grid.columns) as f64 - (from % grid.columns) as f64;
            let d2 = (apart * apart * widths[row] * widths[other] + (norths[row] - norths[other]).powi(2)) / (h * h);
            count
                * match kernel.shape {
                    Shape::Gaussian => (-d2 / 2.0).exp() / (2.0 * std::f64::consts::PI * kernel.km * kernel.km),
                    Shape::Quartic if d2 < 1.0 => {
                        3.0 / (std::f64::consts::PI * kernel.km * kernel.km) * (1.0 - d2).powi(2)
                    }
                    Shape::Quartic => 0.0,
                }
        };
        held.iter().map(one).sum::<f64>()
    };
    (0..grid.len()).map(at).collect()
}

#[test]
fn kernels_equal_the_sum_over_all_incidents() {
    for (projection, within) in [
        (Cylindrical::equal_area(MALI), MALI),
        (Cylindrical::WebMercator, MALI),
        (Cylindrical::equal_area(NORDIC), NORDIC),
        (Cylindrical::WebMercator, NORDIC),
    ] {
        let grid = grid(projection, within, 90);
        // Near the pole the two ways of parting a kernel along parallels differ by more.
        let tolerance = if within == MALI { 1e-3 } else { 4e-3 };
        let counts = count_cells(&grid, &batch(60, within)).expect("counts");
        for kernel in [Kernel { shape: Shape::Gaussian, km: 60.0 }, Kernel { shape: Shape::Quartic, km: 150.0 }] {
            let cells: Vec<f32> = counts.cells.iter().map(|c| *c as f32).collect();
            let expected = brute(&grid, &cells, &kernel);
            let highest = expected.iter().copied().fold(0.0, f64::max);
            let found = Surface::density(grid.clone(), &counts, (&kernel, None), None);
            for (found, expected) in found.values.iter().zip(&expected) {
                let found = f64::from(*found) / 1000.0;
                assert!(
                    (found - expected).abs() < tolerance * highest,
                    "{projection:?} {kernel:?}: {found} {expected} {highest}"
                );
            }
        }
    }
}

#[test]
fn single_precision_is_enough() {
    let metric = Metric::plane(64, 1000.0);
    let cells: Vec<f32> = (0..64 * 64).map(|i| ((i * 7919) % 13) as f32 * 1e5).collect();
    let kernel = Kernel { shape: Shape::Gaussian, km: 5.0 };
    let found = spread(&cells, &metric, &kernel);
    let taps: Vec<f64> = (0..=20).map(|k| (-f64::from(k * k) / 50.0).exp()).collect();
    let sum = taps[0] + 2.0 * taps[1..].iter().sum::<f64>();
    let wanted = |x: i32, y: i32| {
        let mut all = 0.0;
        for (dy, dx) in (-20..=20).flat_map(|dy| (-20..=20).map(move |dx| (dy, dx))) {
            if (0..64).contains(&(x + dx)) && (0..64).contains(&(y + dy)) {
                let weight = taps[dx.unsigned_abs() as usize] * taps[dy.unsigned_abs() as usize] / (sum * sum);
                all += weight * f64::from(cells[((y + dy) * 64 + x + dx) as usize]);
            }
        }
        all
    };
    for (x, y) in [(0, 0), (31, 31), (63, 5), (20, 63)] {
        let (found, wanted) = (f64::from(found[(y * 64 + x) as usize]), wanted(x, y));
        assert!((found / wanted - 1.0).abs() < 1e-5, "{found} {wanted}");
    }
}

#[test]
fn a_surface_with_room_around_it_integrates_to_the_number_of_incidents() {
    for (projection, within) in [(Cylindrical::equal_area(MALI), MALI), (Cylindrical::WebMercator, NORDIC)] {
        for kernel in [Kernel { shape: Shape::Gaussian, km: 25.0 }, Kernel { shape: Shape::Quartic, km: 80.0 }] {
            let grid = grid(projection, within, 300);
            let (wide, _) = grid.padded(kernel.reach_cells(&grid)).expect("room");
            let counts = count_cells(&wide, &batch(1000, within)).expect("counts");
            let surface = Surface::density(wide, &counts, (&kernel, None), Some(3.0));
            assert!((surface.integral(Some(3.0)) / 1000.0 - 1.0).abs() < 2e-3, "{}", surface.integral(Some(3.0)));
        }
    }
}

/// Half of the incidents lie within a kernel of the edge.
#[test]
fn a_clipped_surface_integrates_to_the_number_of_incidents_too() {
    for projection in [Cylindrical::equal_area(NORDIC), Cylindrical::WebMercator] {
        let grid = grid(projection, NORDIC, 200);
        let ring = [[8.0, 57.0], [28.0, 58.0], [20.0, 69.0], [17.0, 60.0], [9.0, 63.0]];
        let ring: Vec<[f64; 2]> = ring.iter().map(|&p| grid.cells(p)).collect();
        let mask = Mask::filled([grid.columns, grid.rows], &[vec![ring]]);
        let share = mask.cells.iter().filter(|m| **m).count() as f64 / grid.len() as f64;
        assert!((0.1..0.6).contains(&share), "{share}");
        let counts = count_cells(&grid, &batch(5000, NORDIC)).expect("counts");
        let mut inside = counts.clone();
        inside.cells.iter_mut().zip(&mask.cells).filter(|(_, m)| !**m).for_each(|(c, _)| *c = 0);
        let n: u32 = inside.cells.iter().sum();
        for kernel in [Kernel { shape: Shape::Gaussian, km: 40.0 }, Kernel { shape: Shape::Quartic, km: 90.0 }] {
            let surface = Surface::density(grid.clone(), &inside, (&kernel, Some(&mask)), None);
            let found = surface.integral(None) / f64::from(n);
            assert!((found - 1.0).abs() < 1e-3, "{projection:?} {kernel:?} {found}");
            let clipped = surface.values.iter().zip(&mask.cells).all(|(v, inside)| v.is_nan() != *inside);
            assert!(clipped, "zero inside and not covered outside are two things");
        }
    }
}

#[test]
fn threads_do_not_change_a_bit() {
    let (grid, batch) = (grid(Cylindrical::WebMercator, MALI, 333), batch(700_000, MALI));
    let kernel = Kernel { shape: Shape::Gaussian, km: 20.0 };
    let quartic = Kernel { shape: Shape::Quartic, km: 30.0 };
    let made = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let counts = count_cells(&grid, &batch).expect("counts");
            let surfaces = [kernel, quartic].map(|k| Surface::density(grid.clone(), &counts, (&k, None), None).values);
            (counts, surfaces)
        })
    };
    let one = made(1);
    assert_eq!(one.0.on_grid, 700_000);
    for threads in [2, 7] {
        assert!(made(threads) == one, "{threads} threads");
    }
}

/// A grid of many tiles keeps incidents back before it counts them; none may be lost or counted twice.
#[test]
fn large_grids_count_what_their_cells_say() {
    let grid = Grid::new(Cylindrical::WebMercator, MALI, Fineness::Cells([1024, 1024])).expect("a grid");
    for (places, all_on) in [(MALI, true), (MALI.grown(2.0), false)] {
        let batch = batch(300_000, places);
        let mut expected = vec![0u32; grid.len()];
        let on = batch.lon.iter().zip(&batch.lat).filter_map(|(lon, lat)| grid.at(*lon, *lat));
        on.for_each(|cell| expected[cell] += 1);
        let counts = count_cells(&grid, &batch).expect("counts");
        assert!(counts.cells == expected);
        assert_eq!(counts.on_grid, expected.iter().map(|n| u64::from(*n)).sum::<u64>());
        assert_eq!(counts.on_grid + counts.beyond, 300_000);
        assert_eq!(counts.beyond == 0, all_on);
    }
}

/// Rows beyond the poles have no height: places there are in the last row that has some, those on a pole in a row that ends there.
#[test]
fn a_world_with_rows_beyond_the_poles_has_a_cell_for_each_place() {
    let world = Rect { x0: -180.0, y0: -90.0, x1: 180.0, y1: 90.0 };
    let grid = Grid::new(Cylindrical::equal_area(world), world, Fineness::Cells([300, 500])).expect("a grid");
    assert!((0..grid.rows).filter(|r| grid.latitudes(*r) == [90.0, 90.0]).count() > 10);
    for lat in [-90.0, -89.999_999, -60.0, 0.0, 0.1, 45.0, 89.0, 89.999_999, 90.0] {
        let row = grid.at(12.5, lat).expect("in the world") / grid.columns;
        let [south, north] = grid.latitudes(row);
        assert!(south <= lat && (lat < north || lat == 90.0), "{lat}: {south} {north}");
    }
    for [lon, lat] in [[0.0, f64::NAN], [f64::NAN, 0.0], [0.0, f64::INFINITY], [f64::NEG_INFINITY, 0.0], [180.1, 0.0]] {
        assert_eq!(grid.at(lon, lat), None, "{lon} {lat}");
    }
}

#[test]
fn the_edges_of_the_grid_belong_to_it() {
    for projection in [Cylindrical::equal_area(MALI), Cylindrical::WebMercator] {
        for fineness in [Fineness::Longest(100), Fineness::Cells([64, 64]), Fineness::Kilometres(7.0)] {
            let grid = Grid::new(projection, MALI, fineness).expect("a grid");
            for place in [[MALI.x0, MALI.y0], [MALI.x1, MALI.y0], [MALI.x0, MALI.y1], [MALI.x1, MALI.y1]] {
                assert!(grid.at(place[0], place[1]).is_some(), "{fineness:?} {place:?}");
            }
            let far = grid.degrees().grown(1e-6);
            assert!(grid.at(far.x0, 17.0).is_none() && grid.at(0.0, far.y1).is_none());
        }
    }
}

#[test]
fn five_kilometres_are_five_kilometres_on_the_ground() {
    for projection in [Cylindrical::equal_area(NORDIC), Cylindrical::WebMercator] {
        let grid = Grid::new(projection, NORDIC, Fineness::Kilometres(5.0)).expect("a grid");
        let middle = grid.rows / 2;
        let near = |row: usize| grid.widths()[row] / 5000.0;
        let row = (0..grid.rows).min_by(|a, b| (near(*a) - 1.0).abs().total_cmp(&(near(*b) - 1.0).abs()));
        let [south, north] = grid.latitudes(row.expect("rows"));
        assert!((south..=north).contains(&62.5) || (south - 62.5).abs() < 0.1, "{south} {middle}");
    }
    let grid = Grid::new(Cylindrical::equal_area(MALI), MALI, Fineness::Kilometres(5.0)).expect("a grid");
    let areas: Vec<f64> = (0..grid.rows).map(|r| grid.cell_km2(r)).collect();
    assert!(areas.iter().all(|a| (a / 25.0 - 1.0).abs() < 0.01), "every cell has the same area");
    assert!(areas.iter().all(|a| (a / areas[0] - 1.0).abs() < 1e-9));
}

#[test]
fn gigantic_or_impossible_grids_are_refused() {
    let kind = |degrees, fineness| Grid::new(Cylindrical::WebMercator, degrees, fineness).map_err(|e| e.kind).err();
    use crate::error::Kind;
    assert_eq!(kind(MALI, Fineness::Cells([100_000, 100_000])), Some(Kind::Limit));
    assert_eq!(kind(MALI, Fineness::Kilometres(1e-9)), Some(Kind::Limit));
    assert_eq!(kind(MALI, Fineness::Kilometres(0.0)), Some(Kind::Usage));
    assert_eq!(kind(Rect { x0: 170.0, x1: -170.0, ..MALI }, Fineness::Longest(10)), Some(Kind::Usage));
    assert_eq!(kind(Rect { y1: 89.0, ..MALI }, Fineness::Longest(10)), Some(Kind::Usage));
}

proptest! {
    /// The table of rows answers what the edges say, for any place, on, beside or between them.
    #[test]
    fn a_place_lies_between_the_edges_of_its_row(
        (x0, y0) in (-180.0f64..150.0, -84.0f64..60.0),
        (width, height) in (0.001f64..30.0, 0.001f64..25.0),
        rows in 1usize..300,
        mercator in any::<bool>(),
        shares in prop::collection::vec((0.0f64..=1.0, 0.0f64..=1.0), 50),
    ) {
        let degrees = Rect { x0, y0, x1: x0 + width, y1: y0 + height };
        let projection = if mercator { Cylindrical::WebMercator } else { Cylindrical::equal_area(degrees) };
        let grid = grid(projection, degrees, rows);
        let edges = (0..grid.rows).flat_map(|r| grid.latitudes(r));
        let places = shares.iter().map(|(a, b)| (x0 + width * a, y0 + height * b));
        let on_edges = edges.map(|lat| (x0 + width / 2.0, lat.clamp(y0, y0 + height)));
        for (lon, lat) in places.chain(on_edges) {
            let cell = grid.at(lon, lat);
            prop_assert!(cell.is_some(), "{lon} {lat}");
            let row = cell.unwrap_or_default() / grid.columns;
            let [south, north] = grid.latitudes(row);
            prop_assert!(lat >= south && (lat < north || row == 0 && lat <= north), "{lat}: {south} {north}");
        }
    }

    /// Padding moves no incident into another cell of the inner grid.
    #[test]
    fn a_wider_grid_has_the_same_cells(by in 0usize..40, places in prop::collection::vec((-12.0f64..4.0, 10.2f64..24.9), 20)) {
        let small = grid(Cylindrical::equal_area(MALI), MALI, 97);
        let (wide, [left, above]) = small.padded(by).expect("room");
        for (lon, lat) in places {
            let (a, b) = (small.at(lon, lat).expect("inside"), wide.at(lon, lat).expect("inside"));
            prop_assert_eq!((a / small.columns + above, a % small.columns + left), (b / wide.columns, b % wide.columns));
        }
    }
}

#[test]
fn hexagons_hold_every_incident_once() {
    let batch = batch(3000, NORDIC);
    let projection = Cylindrical::equal_area(NORDIC);
    let plain = hexbin(&batch, projection, 50.0).expect("hexagons");
    let cells = h3_cells(&batch, 3).expect("cells");
    for hexagons in [&plain, &cells] {
        assert_eq!(hexagons.iter().map(|h| h.count).sum::<u64>(), 3000);
        // Each hexagon holds as many of the places as it counts.
        for hexagon in hexagons {
            let places = batch.lon.iter().zip(&batch.lat).map(|(lon, lat)| geo::Point::new(*lon, *lat));
            let inside = places.filter(|p| geo::Contains::contains(&hexagon.shape, p)).count() as u64;
            assert!(inside.abs_diff(hexagon.count) <= 1 + hexagon.count / 50, "{inside} {}", hexagon.count);
        }
    }
    for hexagon in &plain {
        let area = geo::GeodesicArea::geodesic_area_unsigned(&hexagon.shape) / 1e6;
        assert!((area / hexagon.km2 - 1.0).abs() < 2e-3, "{area} {}", hexagon.km2);
        assert!((hexagon.km2 - 2165.06).abs() < 0.01, "half the root of three times the square of the width");
        assert!(geo::GeodesicArea::geodesic_area_signed(&hexagon.shape) > 0.0, "counter-clockwise");
    }
    assert!(hexbin(&batch, Cylindrical::WebMercator, 50.0).is_err());
    assert!(h3_cells(&batch, 16).is_err());
}

#[test]
fn contours_hold_what_the_surface_has_above_their_level() {
    let grid = grid(Cylindrical::equal_area(MALI), MALI, 200);
    let kernel = Kernel { shape: Shape::Gaussian, km: 60.0 };
    let counts = count_cells(&grid, &batch(500, MALI)).expect("counts");
    let surface = Surface::density(grid.clone(), &counts, (&kernel, None), None);
    let levels = [0.2, 0.5, 1.0];
    let bands = isobands(&surface, &levels, None).expect("contours");
    assert_eq!(bands.len(), 3);
    for band in &bands {
        let inside = |v: f64| v >= band.lower && band.upper.is_none_or(|upper| v < upper);
        let cells = surface.values.iter().enumerate().filter(|(_, v)| inside(f64::from(**v)));
        let wanted: f64 = cells.map(|(i, _)| grid.cell_km2(i / grid.columns)).sum();
        let area = geo::GeodesicArea::geodesic_area_unsigned(&band.shape) / 1e6;
        assert!((area / wanted - 1.0).abs() < 0.03, "{area} {wanted}");
    }
    let all: f64 = bands.iter().map(|b| b.count).sum();
    assert!(all > 300.0 && all < 500.0, "{all}");
}
