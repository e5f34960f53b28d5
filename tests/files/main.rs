//! Finished figures as files: read back, compared, and held to the rules of map design.

mod lint;
mod page;
mod painters_agree;
mod proof;
mod svg_reads_back;
