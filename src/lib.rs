//! Cercle: maps of geocoded incidents by district.

pub mod boundary;
pub mod classify;
pub mod cli;
pub mod color;
pub mod error;
pub mod figure;
pub mod font;
pub mod furniture;
pub mod incident;
pub mod index;
pub mod join;
pub mod layer;
pub mod ledger;
pub mod measure;
pub mod paint;
pub mod palette;
pub mod project;
pub mod projection;
pub mod read;
pub mod run;
pub mod scene;
pub mod symbol;
pub mod text;
pub mod topology;
pub mod unit;
pub mod write;
