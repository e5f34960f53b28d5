//! Files for geographic information systems, boundary files and heat maps.

mod boundaries;
mod heat;
mod layers;
mod styles;
