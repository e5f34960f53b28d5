//! Coordinate systems of grids and tables, as other programs read it.

use crate::projection::Cylindrical;

/// Degrees on WGS 84 as WKT 1.
pub(super) const GEOGRAPHIC: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,\
    AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0],\
    UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]";

/// WKT 1 with the names that GDAL, QGIS and ArcGIS know.
pub(super) fn wkt(projection: &Cylindrical) -> String {
    match projection {
        Cylindrical::EqualArea { lon0, parallel } => format!(
            "PROJCS[\"{}\",{GEOGRAPHIC},PROJECTION[\"Cylindrical_Equal_Area\"],PARAMETER[\"standard_parallel_1\",{parallel}],\
             PARAMETER[\"central_meridian\",{lon0}],PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],\
             UNIT[\"metre\",1],AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH]]",
            citation(projection)
        ),
        Cylindrical::WebMercator => format!(
            "PROJCS[\"WGS 84 / Pseudo-Mercator\",{GEOGRAPHIC},PROJECTION[\"Mercator_1SP\"],PARAMETER[\"central_meridian\",0],\
             PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",0],PARAMETER[\"false_northing\",0],UNIT[\"metre\",1],\
             AXIS[\"Easting\",EAST],AXIS[\"Northing\",NORTH],\
             EXTENSION[\"PROJ4\",\"+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m \
             +nadgrids=@null +wktext +no_defs\"],AUTHORITY[\"EPSG\",\"3857\"]]"
        ),
    }
}

/// The name of the coordinate system, in ASCII.
pub(super) fn citation(projection: &Cylindrical) -> String {
    match projection {
        Cylindrical::EqualArea { lon0, parallel } => {
            format!("WGS 84 / Lambert cylindrical equal-area {parallel} {lon0}")
        }
        Cylindrical::WebMercator => "WGS 84 / Pseudo-Mercator".to_string(),
    }
}
