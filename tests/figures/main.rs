//! What the figures of a project show and say: one program for all of them, for each test program is linked with everything.

mod french;
mod hexbin;
mod kinds;
mod orientation;
mod region_maps;
mod scale;
mod sizes;
mod surround;
