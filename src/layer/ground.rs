//! Everything of a map that does not change from panel to panel, projected once.

use geo::Geometry;

use crate::boundary::{Boundaries, District, Region};
use crate::error::{Error, Result};
use crate::projection::Projection;
use crate::topology::{Arc, Topology, visvalingam};
use crate::unit::{LonLat, Rect};

/// Land kept visible around the country, in metres.
const SURROUND: f64 = 30_000.0;

/// What surrounds and crosses the country, in degrees.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Neighbour countries: name and shape.
    pub neighbours: Vec<(String, Geometry<f64>)>,
    /// Rivers: name and line.
    pub rivers: Vec<(String, Geometry<f64>)>,
    /// Lakes: name and shape.
    pub lakes: Vec<(String, Geometry<f64>)>,
    /// Neighbours whose borders are undetermined: drawn dashed, without a name.
    pub undetermined: Vec<String>,
    /// Rivers that are drawn; all of them if empty.
    pub shown_rivers: Vec<String>,
    /// Rivers that are drawn wider than the others.
    pub main_rivers: Vec<String>,
    /// The capital: name and place.
    pub capital: Option<(String, LonLat)>,
    /// Towns other than the capital: name, place and people.
    pub towns: Vec<(String, LonLat, u64)>,
}

/// A town in the plane.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// Name.
    pub name: String,
    /// Place in metres.
    pub at: [f64; 2],
    /// Inhabitants.
    pub people: u64,
}

/// A river in the plane.
#[derive(Debug, Clone)]
pub struct River {
    /// Name.
    pub name: String,
    /// Whether it is one of the main rivers.
    pub main: bool,
    /// Lines in metres.
    pub lines: Vec<Vec<[f64; 2]>>,
}

/// Borders, context and projection of one country, in metres of the plane.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The projection.
    pub projection: Projection,
    /// The country with its surround.
    pub extent: Rect,
    /// What of the plane the context surely covers, in metres, the country's extent included: where it ends, nobody knows land
    /// from sea. `None` without neighbours.
    pub known: Option<Rect>,
    /// Borders of the districts.
    pub borders: Topology,
    /// The region of each district, if there are regions.
    pub region_of: Vec<Option<usize>>,
    /// The regions.
    pub regions: Vec<Region>,
    /// Borders of the neighbours.
    pub neighbours: Topology,
    /// Names of the neighbours.
    pub neighbour_names: Vec<String>,
    /// Whether a neighbour's borders are undetermined.
    pub undetermined: Vec<bool>,
    /// Rivers.
    pub rivers: Vec<River>,
    /// Rings of lakes.
    pub lakes: Vec<Vec<[f64; 2]>>,
    /// The capital: name and place.
    pub capital: Option<(String, [f64; 2])>,
    /// Towns other than the capital, the largest first.
    pub towns: Vec<Town>,
}

impl Ground {
    /// Projects a country and its context, equal-area for the country's extent.
    pub fn new(boundaries: &Boundaries, context: &Context) -> Ground {
        Ground::projected(boundaries, context, Projection::for_extent(boundaries.degrees()))
    }

    /// Projects a country and its context as an earlier map was, with its extent in metres.
    ///
    /// # Errors
    /// `Kind::Data` if the country reaches beyond the extent.
    pub fn kept(boundaries: &Boundaries, context: &Context, kept: (Projection, Rect)) -> Result<Ground> {
        let ground = Ground::projected(boundaries, context, kept.0);
        if !kept.1.holds(&ground.extent.grown(-SURROUND)) {
            return Err(Error::data(format!("{} reaches beyond the extent of the kept scale", boundaries.file))
                .hint("it is the scale of other boundaries: build once without it, and keep the new scale.toml"));
        }
        let known = ground.known.map(|known| known.joined(&kept.1));
        Ok(Ground { extent: kept.1, known, ..ground })
    }

    fn projected(boundaries: &Boundaries, context: &Context, projection: Projection) -> Ground {
        let forward = |[lon, lat]: [f64; 2]| projection.forward(LonLat { lon, lat });
        let borders = Topology::new(boundaries).mapped(forward);
        let extent = Rect::around(borders.arcs.iter().flat_map(|a| a.points.iter().copied())).grown(SURROUND);
        let regions = boundaries.regions();
        let region_of =
            (0..boundaries.districts.len()).map(|d| regions.iter().position(|r| r.districts.contains(&d))).collect();
        let neighbours = as_boundaries(&context.neighbours);
        let lines = |g: &Geometry<f64>| lines_of(g).into_iter().map(|l| l.into_iter().map(forward).collect()).collect();
        Ground {
            projection,
            extent,
            known: known(&neighbours, &projection).map(|known| known.joined(&extent)),
            borders,
            region_of,
            regions,
            neighbours: Topology::of_clean(&neighbours).mapped(forward),
            neighbour_names: neighbours.districts.iter().map(|d| d.name.clone()).collect(),
            undetermined: neighbours.districts.iter().map(|d| context.undetermined.contains(&d.name)).collect(),
            rivers: context
                .rivers
                .iter()
                .filter(|(name, _)| context.shown_rivers.is_empty() || context.shown_rivers.contains(name))
                .map(|(name, g)| River {
                    name: name.clone(),
                    main: context.main_rivers.contains(name),
                    lines: lines(g),
                })
                .collect(),
            lakes: context.lakes.iter().flat_map(|(_, g)| lines(g) as Vec<Vec<[f64; 2]>>).collect(),
            capital: context.capital.as_ref().map(|(name, p)| (name.clone(), projection.forward(*p))),
            towns: towns(context, &projection),
        }
    }

    /// Whether an arc parts two districts of one region.
    pub fn same_region(&self, arc: &Arc) -> bool {
        matches!((arc.left, arc.right), (Some(a), Some(b)) if self.region_of[a] == self.region_of[b])
    }

    /// The same ground with borders and rivers generalised for a map of the scale: bends under 0.1 mm on paper go.
    pub fn generalised(mut self, metres_per_point: f64) -> Ground {
        let tolerance = metres_per_point * crate::unit::mm(0.1);
        self.borders = self.borders.generalised(tolerance);
        self.neighbours = self.neighbours.generalised(tolerance);
        for line in self.rivers.iter_mut().flat_map(|r| &mut r.lines) {
            *line = visvalingam(line, tolerance * tolerance);
        }
        self
    }
}

/// The largest first; of towns as large by name.
fn towns(context: &Context, projection: &Projection) -> Vec<Town> {
    let town = |(name, place, people): &(String, LonLat, u64)| Town {
        name: name.clone(),
        at: projection.forward(*place),
        people: *people,
    };
    let mut towns: Vec<Town> = context.towns.iter().map(town).collect();
    towns.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.name.cmp(&b.name)));
    towns
}

/// The largest upright rectangle of the plane between the edges of the context, which end at parallels and meridians.
fn known(neighbours: &Boundaries, projection: &Projection) -> Option<Rect> {
    const STEPS: u32 = 32;
    let bounds = neighbours.degrees();
    if bounds.is_empty() {
        return None;
    }
    let along = |low: f64, high: f64| (0..=STEPS).map(move |i| low + (high - low) * f64::from(i) / f64::from(STEPS));
    let meridian = |lon: f64| along(bounds.y0, bounds.y1).map(move |lat| projection.forward(LonLat { lon, lat })[0]);
    let parallel = |lat: f64| along(bounds.x0, bounds.x1).map(move |lon| projection.forward(LonLat { lon, lat })[1]);
    Some(Rect {
        x0: meridian(bounds.x0).fold(f64::NEG_INFINITY, f64::max),
        y0: parallel(bounds.y0).fold(f64::NEG_INFINITY, f64::max),
        x1: meridian(bounds.x1).fold(f64::INFINITY, f64::min),
        y1: parallel(bounds.y1).fold(f64::INFINITY, f64::min),
    })
}

fn as_boundaries(neighbours: &[(String, Geometry<f64>)]) -> Boundaries {
    let district = |(name, geometry): &(String, Geometry<f64>)| {
        let shape = match geometry {
            Geometry::Polygon(p) => geo::MultiPolygon(vec![p.clone()]),
            Geometry::MultiPolygon(m) => m.clone(),
            _ => return None,
        };
        Some(District { id: name.clone(), name: name.clone(), region_id: String::new(), region: String::new(), shape })
    };
    Boundaries {
        districts: neighbours.iter().filter_map(district).collect(),
        file: String::new(),
        vintage: None,
        notes: Vec::new(),
    }
}

/// Lines, or rings without their closing point, of a geometry.
fn lines_of(geometry: &Geometry<f64>) -> Vec<Vec<[f64; 2]>> {
    let points = |l: &geo::LineString<f64>| l.0.iter().map(|c| [c.x, c.y]).collect::<Vec<_>>();
    let rings =
        |p: &geo::Polygon<f64>| std::iter::once(p.exterior()).chain(p.interiors()).map(points).collect::<Vec<_>>();
    match geometry {
        Geometry::LineString(l) => vec![points(l)],
        Geometry::MultiLineString(m) => m.iter().map(points).collect(),
        Geometry::Polygon(p) => rings(p),
        Geometry::MultiPolygon(m) => m.iter().flat_map(rings).collect(),
        _ => Vec::new(),
    }
}
