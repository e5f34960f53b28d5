//! Cercle: maps of geocoded incidents by district.

pub mod boundary;
pub mod color;
pub mod error;
pub mod font;
pub mod incident;
pub mod ledger;
pub mod paint;
pub mod palette;
pub mod scene;
pub mod text;
pub mod unit;
