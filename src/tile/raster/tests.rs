//! Pictures that fit together, whichever tiles are made in one go.

use super::*;
use crate::boundary::{Boundaries, District};
use crate::classify::{Scaling, manual};
use crate::incident::Precision;
use crate::measure::heat::{Kernel, Shape};
use crate::measure::{Period, Values};
use crate::palette;
use crate::tile::{Attributes, Block, Content, Encoding, Extent, Gathered, Layer, Places, Pyramid, Tile};
use crate::unit::{LonLat, Rect};
use geo::{Coord, LineString, MultiPolygon, Polygon};

const COLUMNS: usize = 4;
const EXTENT: Rect = Rect { x0: -9.0, y0: 11.0, x1: -1.0, y1: 17.0 };

/// A corner of the coverage, shaken so that no border is straight.
fn corner(column: usize, row: usize) -> [f64; 2] {
    let noise = |i: usize| ((i * 7919 + 13) % 101) as f64 / 101.0 - 0.5;
    let (x, y) = (column as f64 / COLUMNS as f64, row as f64 / COLUMNS as f64);
    let n = row * 17 + column;
    let edge = |i: usize| if i == 0 || i == COLUMNS { 0.0 } else { 0.8 };
    [
        EXTENT.x0 + EXTENT.width() * x + edge(column) * noise(n),
        EXTENT.y0 + EXTENT.height() * y + edge(row) * noise(3 * n + 5),
    ]
}

/// Sixteen districts in four regions, the edges between them bent the same way on both sides.
fn boundaries() -> Boundaries {
    let bent = |a: [f64; 2], b: [f64; 2]| {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let mut points: Vec<Coord<f64>> = (0..40)
            .map(|i| {
                let t = f64::from(i) / 40.0;
                let bend = 0.05 * (12.0 * t).sin() * (low[0] * 3.0 + high[1]).cos() * (t * (1.0 - t)).sqrt();
                Coord { x: low[0] + t * (high[0] - low[0]) + bend, y: low[1] + t * (high[1] - low[1]) - bend }
            })
            .collect();
        points.push(Coord { x: high[0], y: high[1] });
        if a > b {
            points.reverse();
        }
        points
    };
    let district = |i: usize| {
        let (c, r) = (i % COLUMNS, i / COLUMNS);
        let corners = [corner(c, r), corner(c + 1, r), corner(c + 1, r + 1), corner(c, r + 1)];
        let mut ring: Vec<Coord<f64>> = Vec::new();
        (0..4).for_each(|k| ring.extend(bent(corners[k], corners[(k + 1) % 4])));
        ring.dedup();
        let region = ((r / 2) * 2 + c / 2).to_string();
        District {
            id: i.to_string(),
            name: format!("District {i}"),
            region_id: region.clone(),
            region: format!("Region {region}"),
            shape: MultiPolygon(vec![Polygon::new(LineString(ring), Vec::new())]),
        }
    };
    let districts = (0..COLUMNS * COLUMNS).map(district).collect();
    Boundaries { districts, file: "sixteen".into(), vintage: None, notes: Vec::new() }
}

fn content(pyramid: &Pyramid) -> Content {
    let boundaries = boundaries();
    let mut gathered = Gathered::default();
    let extent = Extent::of(pyramid);
    let mut state = 7u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / f64::from(1u32 << 31)
    };
    for i in 0..3000 {
        let spread = if i % 3 == 0 { 1.0 } else { 0.1 };
        // some share a place, of which one lies on a corner of four tiles
        let [lon, lat] = match i % 30 {
            0 => [-5.625, 13.923_403_9],
            1..=3 => [-6.0 + f64::from(i % 7), 13.0 + f64::from(i % 5)],
            _ => [-5.0 + spread * (random() - 0.5) * 7.9, 14.0 + spread * (random() - 0.5) * 5.9],
        };
        let precision = Some(if i % 5 == 0 { Precision::District } else { Precision::Exact });
        gathered.push(&extent, LonLat { lon, lat }, Attributes { precision, ..Attributes::default() });
    }
    let n = boundaries.districts.len();
    let value = |d: usize| if d == 5 { None } else { Some((d % 4) as f64) };
    Content {
        areas_km2: vec![1.0; n],
        by_year: Vec::new(),
        period: Some(Period { first: 2022, last: 2023 }),
        density: Values::new((0..n).map(value).collect(), vec![1; n]).expect("finite"),
        classes: manual(&[1.5, 2.5]).expect("breaks"),
        palette: palette::ALL[0],
        places: Places::new(vec![gathered]),
        beyond: 0,
        unplaced: 0,
        boundaries,
    }
}

fn pyramid() -> Pyramid {
    Pyramid::new(3..=8, EXTENT).expect("a pyramid")
}

fn pictures() -> Vec<Picture> {
    let picture = |layers: &[Layer], km: Option<f64>| Picture {
        layers: layers.to_vec(),
        size: 256,
        retina: false,
        encoding: Encoding::Png,
        names: true,
        surface: Surface {
            kernel: km.map(|km| Kernel { shape: Shape::Gaussian, km }),
            scaling: Scaling::Sqrt,
            hexagon_km: 30.0,
        },
        language: crate::language::Language::English,
    };
    vec![
        picture(&[Layer::Choropleth, Layer::Points], None),
        picture(&[Layer::Points], None),
        picture(&[Layer::Heat], Some(20.0)),
        picture(&[Layer::Heat], None),
        picture(&[Layer::Hexbin], None),
    ]
}

#[test]
fn four_tiles_are_one_picture() {
    let (pyramid, content) = (pyramid(), content(&pyramid()));
    for picture in pictures() {
        let tiles = RasterTiles::new(&content, &pyramid, &picture).expect("prepares");
        let mut seen = 0;
        for z in [4, 5, 7u8] {
            let parent = pyramid.range(z);
            for (x, y) in parent.0.clone().flat_map(|x| parent.1.clone().map(move |y| (x, y))) {
                let whole = tiles.pixels(tiles.four(Tile { z, x, y }), 512);
                for (i, j) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    let block = Block { z: z + 1, x: 2 * x + i..2 * x + i + 1, y: 2 * y + j..2 * y + j + 1 };
                    let bytes = tiles.block(&block).expect("encodes").remove(0).1;
                    let part = (0..256usize).flat_map(|row| {
                        let from = (row + 256 * j as usize) * 512 + 256 * i as usize;
                        &whole[from..from + 256]
                    });
                    if bytes.is_empty() {
                        assert!(part.clone().all(|p| p[3] == 0), "left out, though something is seen");
                        continue;
                    }
                    seen += 1;
                    let alone = image::load_from_memory(&bytes).expect("decodes").to_rgba8();
                    assert!(alone.pixels().zip(part).all(|(a, b)| a.0 == *b), "{:?} {z} {x} {y}", picture.layers);
                }
            }
        }
        assert!(seen >= 8, "{seen}");
    }
}

#[test]
fn a_block_is_made_of_the_tiles_that_are_made_alone() {
    let (pyramid, content) = (pyramid(), content(&pyramid()));
    for (i, picture) in pictures().into_iter().enumerate() {
        let encoding = if i == 0 { Encoding::Webp } else { Encoding::Png };
        let picture = Picture { encoding, retina: true, size: 512, ..picture };
        let tiles = RasterTiles::new(&content, &pyramid, &picture).expect("prepares");
        for block in pyramid.blocks().expect("blocks").iter().filter(|b| b.z <= 5) {
            for (tile, bytes) in tiles.block(block).expect("made") {
                let alone = Block { z: tile.z, x: tile.x..tile.x + 1, y: tile.y..tile.y + 1 };
                assert!(tiles.block(&alone).expect("made") == [(tile, bytes)], "{tile:?}");
            }
        }
    }
}

/// Where districts of one class meet, and where the country is whole, nothing of the ground shows through.
#[test]
fn no_seam_shows_between_districts() {
    let (pyramid, mut content) = (pyramid(), content(&pyramid()));
    let n = content.boundaries.districts.len();
    content.density = Values::new(vec![Some(1.0); n], vec![1; n]).expect("finite");
    let picture = Picture { names: false, layers: vec![Layer::Choropleth], ..pictures().remove(0) };
    let tiles = RasterTiles::new(&content, &pyramid, &picture).expect("prepares");
    let center = crate::tile::world(-5.0, 14.0);
    for z in 6..=7u8 {
        let [x, y] = center.map(|v| (v * f64::from(1u32 << z)) as u32);
        let pixels = tiles.pixels(tiles.four(Tile { z: z - 1, x: x / 2, y: y / 2 }), 512);
        assert!(pixels.iter().filter(|p| p[3] == 255).count() > 10_000);
        let lines = 6;
        let colors: std::collections::BTreeSet<_> = pixels.iter().filter(|p| p[3] == 255).collect();
        assert!(colors.len() < 16 * lines, "one class and its borders have {} colours", colors.len());
    }
}

/// A place of five incidents is five dots where the map is near, and one where it is far.
#[test]
fn incidents_of_one_place_are_all_seen_from_near() {
    let pyramid = Pyramid::new(7..=8, EXTENT).expect("a pyramid");
    let picture = Picture { names: false, ..pictures().remove(1) };
    let ink = |incidents: usize, z: u8| {
        let mut gathered = Gathered::default();
        let at = LonLat { lon: -5.1, lat: 14.2 };
        (0..incidents).for_each(|_| gathered.push(&Extent::of(&pyramid), at, Attributes::default()));
        let content = Content { places: Places::new(vec![gathered]), ..content(&pyramid) };
        let tiles = RasterTiles::new(&content, &pyramid, &picture).expect("prepares");
        let [x, y] = crate::tile::world(at.lon, at.lat).map(|v| (v * f64::from(1u32 << z)) as u32);
        let drawn = tiles.pixels(tiles.four(Tile { z: z - 1, x: x / 2, y: y / 2 }), 512);
        let color = crate::palette::ink::INCIDENT;
        drawn.iter().filter(|p| **p == [color.r, color.g, color.b, 255]).count()
    };
    let one = ink(1, 8);
    assert!(one > 9 && ink(5, 8) > 4 * one && ink(5, 8) < 7 * one, "{one}, {}", ink(5, 8));
    assert!(ink(40, 8) > 35 * one, "{} for forty", ink(40, 8));
    assert_eq!(ink(5, 7), ink(1, 7));
}

#[test]
fn counts_by_pixel_add_up_at_every_zoom() {
    let (pyramid, content) = (pyramid(), content(&pyramid()));
    let all = content.places.len();
    for z in pyramid.zooms.clone() {
        let (x, y) = pyramid.range(z);
        let tiles = y.flat_map(|y| x.clone().map(move |x| Tile { z, x, y }));
        let counted: usize = tiles
            .flat_map(|tile| crate::tile::cells(content.places.of(tile), z, 8).map(|run| run.len()).collect::<Vec<_>>())
            .sum();
        assert_eq!(counted, all, "zoom {z}");
    }
}

#[test]
fn the_legend_says_what_colours_stand_for() {
    let (pyramid, content) = (pyramid(), content(&pyramid()));
    let legends: Vec<String> = pictures()
        .iter()
        .map(|picture| RasterTiles::new(&content, &pyramid, picture).expect("prepares").legend().to_string())
        .collect();
    assert!(legends[0].contains("per 10,000 km² and year") && legends[0].contains("no data"), "{}", legends[0]);
    assert!(legends[1].starts_with("Dots: located incidents; rings"), "{}", legends[1]);
    assert!(legends[0].ends_with(&legends[1]), "{}", legends[0]);
    assert!(legends[2].contains("kernel of 20 km") && legends[2].contains("the same at all zooms"), "{}", legends[2]);
    assert!(legends[3].contains("of each zoom"), "{}", legends[3]);
    assert!(legends[4].contains("hexagons of 30 km"), "{}", legends[4]);
}
