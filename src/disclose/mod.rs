//! What an edition for the public may say of incidents: places, dates and columns no finer than a policy allows.
//!
//! The people behind the rows were attacked. Everything exact is dropped in one place, straight after the join, so that what
//! draws and writes never has it. Places are snapped, not moved at random: random moves average out.
//!
//! ```
//! use cercle::boundary::{Boundaries, District};
//! use cercle::disclose::{Dates, Places, Policy, generalise};
//! use cercle::join::{self, join};
//! use cercle::ledger::Ledger;
//! use cercle::measure::{Findings, Period, areas_km2};
//! use cercle::read::{IncidentOptions, Input, incidents};
//!
//! let square = |id: &str, west: f64| District {
//!     id: id.into(),
//!     name: id.to_lowercase(),
//!     region_id: "R".into(),
//!     region: "Region".into(),
//!     shape: geo::Rect::new((west, 12.0), (west + 1.0, 13.0)).to_polygon().into(),
//! };
//! let set = Boundaries { districts: vec![square("A", -4.0)], ..Boundaries::default() };
//! let text = "id,date,latitude,longitude\nx7,2024-03-05,12.123,-3.456\n";
//! let file = Input::Bytes { name: "incidents.csv".into(), bytes: text.into() };
//! let rows = incidents(&[file], &IncidentOptions::default(), &mut Ledger::default())?;
//! let joined = join(&set, &rows, &join::Policy::default())?;
//! let (areas, period) = (areas_km2(&set), Period { first: 2024, last: 2024 });
//! let exact = Findings::new((set, areas), (rows, joined), period, |_| None, &[]);
//!
//! let (places, dates) = (Places::District, Dates::Quarter);
//! let policy = Policy { places, dates, columns: None, people_below: 0, incidents_below: 0, leave_out: vec![] };
//! let public = generalise(exact, &policy, &[], (&[], None))?;
//! let shown = &public.findings().incidents;
//! assert_eq!((shown.id[0].as_str(), shown.date[0].map(|date| date.iso())), ("", Some("2024-Q1".into())));
//! assert_ne!(shown.location[0].map(|place| place.lat), Some(12.123));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod generalise;
mod incidents;
mod people;
mod place;
mod published;
mod simplex;
mod suppress;
mod system;

pub use generalise::{Public, generalise, sums};
pub use incidents::INCIDENTS;
pub use people::{Shown, withheld};
pub use published::{EDITION, Published};

/// Who an edition is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Audience {
    /// Those who work with the rows: exact places.
    #[default]
    Internal,
    /// Named partners: exact places, and every figure says that it is not for publication.
    Partner,
    /// Everybody: no more than a policy allows.
    Public,
}

impl Audience {
    /// Every audience, the smallest first.
    pub const ALL: [Audience; 3] = [Audience::Internal, Audience::Partner, Audience::Public];

    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Audience::Internal => "internal",
            Audience::Partner => "partner",
            Audience::Public => "public",
        }
    }
}

/// What stands for a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Places {
    /// A place inside the district.
    District,
    /// The nearest town of the district; a place inside the district if it has none.
    Town,
    /// The middle of a cell of so many kilometres; a place inside the district if that lies in another.
    Grid(f64),
}

/// What stands for a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dates {
    /// Its month.
    Month,
    /// Its quarter.
    Quarter,
    /// Its year.
    Year,
}

impl Dates {
    /// Every rule, the finest first.
    pub const ALL: [Dates; 3] = [Dates::Month, Dates::Quarter, Dates::Year];

    /// The word used in policies.
    pub fn word(self) -> &'static str {
        match self {
            Dates::Month => "month",
            Dates::Quarter => "quarter",
            Dates::Year => "year",
        }
    }
}

/// A column that rows of incidents may have: nothing else of a row is ever written for the public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allowed {
    /// When it happened, generalised.
    Date,
    /// The district that it counts for.
    District,
    /// How exactly its source knows the place.
    Precision,
}

impl Allowed {
    /// Every column.
    pub const ALL: [Allowed; 3] = [Allowed::Date, Allowed::District, Allowed::Precision];

    /// Its name in files and policies.
    pub fn word(self) -> &'static str {
        match self {
            Allowed::Date => "date",
            Allowed::District => "district_pcode",
            Allowed::Precision => "precision",
        }
    }
}

/// What the public may see.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// What stands for places.
    pub places: Places,
    /// What stands for dates.
    pub dates: Dates,
    /// Columns of the layer of incidents; `None` leaves the layer out.
    pub columns: Option<Vec<Allowed>>,
    /// Numbers of people from 1 to below this are held back, with others from which they could be worked out; 0 for none.
    pub people_below: u32,
    /// Counts of incidents from 1 to below this are held back likewise; 0 for none.
    pub incidents_below: u32,
    /// Figures that the edition does not have.
    pub leave_out: Vec<String>,
}
