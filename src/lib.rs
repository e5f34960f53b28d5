//! Cercle: maps of geocoded incidents by district, from a table and a boundary file to figures and GIS layers that account
//! for every row.
//!
//! The rooms form one line: [`read`] → [`mod@join`] → [`measure`] → [`classify`] → [`layer`] → [`figure`] → [`scene`] →
//! [`paint`], with [`mod@write`], [`tile`] and [`mod@lint`] beside `paint`, and [`project`], [`run`], [`serve`] and [`cli`] on
//! top. Boundary files themselves are compared in [`overlay`] and [`vintage`] and made fit for maps in [`clean`].
//!
//! ```
//! use std::path::Path;
//! use cercle::figure::{Credits, Page, Setting, Subject, locations_figure};
//! use cercle::layer::{Context, Ground};
//! use cercle::ledger::{Bucket, Ledger};
//! use cercle::measure::{Findings, Period, areas_km2};
//! use cercle::classify::Method;
//! use cercle::{join, paint, project, read, write};
//!
//! # fn main() -> Result<(), cercle::error::Error> {
//! // Files on disk are `read::Input::File(path)`; these come with the program.
//! let districts = project::input("bundled:mali_districts.geojson", Path::new(""))?;
//! let table = project::input("bundled:mali_incidents.csv", Path::new(""))?;
//!
//! let mut ledger = Ledger::default();
//! let districts = read::boundaries(&districts, &read::BoundaryColumns::default())?;
//! let incidents = read::incidents(&[table], &read::IncidentOptions::default(), &mut ledger)?;
//! let joined = join::join(&districts, &incidents, &join::Policy::default())?;
//! joined.settle(&districts, &incidents, &mut ledger);
//! ledger.balance()?; // every row is in exactly one bucket
//! assert_eq!(ledger.rows_read(), 156);
//! assert_eq!(ledger.count(Bucket::Joined), 137);
//!
//! let areas = areas_km2(&districts);
//! let period = Period { first: 2016, last: 2024 };
//! let findings = Findings::new((districts, areas), (incidents, joined), period, |_| None, &[]);
//! let density = findings.density()?; // incidents per 10,000 km² and year
//! let classes = Method::Quantile.classes(&density.positive(), 4)?;
//! let layer = write::districts(&findings, &density, &classes, &write::Origin::default())?;
//! assert_eq!(layer.len(), 53);
//! assert!(write::geojson(&layer)?.starts_with(b"{\"type\":\"FeatureCollection\""));
//!
//! let ground = Ground::new(&findings.boundaries, &Context::default());
//! let subject = Subject {
//!     incidents: "incidents affecting health care".into(),
//!     in_place: "in Mali".into(),
//!     district: "cercle".into(),
//!     districts: "cercles".into(),
//! };
//! let setting = Setting { yearly: false, ..Setting::new(Page::wide_mm(120.0)) };
//! let scene = locations_figure(&ground, &findings, (&subject, &Credits::default()), setting)?;
//! let picture = paint::png(&scene, paint::PngOptions { dpi: 100.0 })?;
//! assert!(picture.starts_with(b"\x89PNG"));
//! # Ok(())
//! # }
//! ```

pub mod boundary;
pub mod caption;
pub mod classify;
pub mod clean;
pub mod cli;
pub mod color;
mod deflate;
pub mod disclose;
mod draft;
pub mod error;
pub mod figure;
pub mod font;
pub mod furniture;
pub mod gazetteer;
pub mod incident;
pub mod index;
pub mod join;
pub mod language;
pub mod layer;
pub mod ledger;
pub mod lint;
pub mod measure;
pub mod name;
pub mod overlay;
pub mod paint;
pub mod palette;
pub mod project;
pub mod projection;
pub mod proof;
pub mod read;
pub mod run;
pub mod scene;
pub mod serve;
pub mod sheet;
pub mod style;
pub mod symbol;
pub mod text;
pub mod tile;
pub mod topology;
pub mod unit;
pub mod vintage;
pub mod write;
