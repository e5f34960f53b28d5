//! Districts and the set that they form.
//!
//! ```
//! use std::path::Path;
//! use cercle::{project, read};
//!
//! let file = project::input("bundled:mali_districts.geojson", Path::new(""))?;
//! let set = read::boundaries(&file, &read::BoundaryColumns::default())?;
//! assert_eq!((set.districts.len(), set.regions().len()), (53, 10));
//! assert!(set.degrees().contains([-8.0, 12.6])); // Bamako
//! # Ok::<(), cercle::error::Error>(())
//! ```

use geo::{BoundingRect, MultiPolygon};

use crate::unit::Rect;

/// One unit of the boundary file that incidents are counted in: a district (cercle, ADM2).
#[derive(Debug, Clone, PartialEq)]
pub struct District {
    /// Identifier as in the file, byte for byte: the P-code where there is one.
    pub id: String,
    /// Name as in the file.
    pub name: String,
    /// Identifier of the region (ADM1) it belongs to; empty if the file names none.
    pub region_id: String,
    /// Name of the region; empty if the file names none.
    pub region: String,
    /// Degrees on WGS 84; outer rings counter-clockwise, holes clockwise, every ring closed.
    pub shape: MultiPolygon<f64>,
}

/// A boundary file as read: its districts in file order and what is known of the set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Boundaries {
    /// Districts in the file's order; identifiers are unique.
    pub districts: Vec<District>,
    /// The file it came from, for messages.
    pub file: String,
    /// The edition: the day from which the set is valid (ISO 8601) where the file says it, or a day, a year or words that the
    /// user gives.
    pub vintage: Option<String>,
    /// What had to be assumed or mended while reading, one sentence each.
    pub notes: Vec<String>,
}

/// One region: districts that share a region identifier.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// The identifier that its districts share.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Indices of its districts.
    pub districts: Vec<usize>,
}

impl Boundaries {
    /// Bounds of all districts in degrees; `Rect::EMPTY` if there is none.
    pub fn degrees(&self) -> Rect {
        let mut bounds = Rect::EMPTY;
        for rect in self.districts.iter().filter_map(|d| d.shape.bounding_rect()) {
            bounds.add([rect.min().x, rect.min().y]);
            bounds.add([rect.max().x, rect.max().y]);
        }
        bounds
    }

    /// The regions in the order in which the file first names them; empty if it names none.
    pub fn regions(&self) -> Vec<Region> {
        let mut regions: Vec<Region> = Vec::new();
        for (index, district) in self.districts.iter().enumerate() {
            if district.region_id.is_empty() {
                continue;
            }
            match regions.iter_mut().find(|r| r.id == district.region_id) {
                Some(region) => region.districts.push(index),
                None => regions.push(Region {
                    id: district.region_id.clone(),
                    name: district.region.clone(),
                    districts: vec![index],
                }),
            }
        }
        regions
    }
}
