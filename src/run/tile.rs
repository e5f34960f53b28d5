//! From files of incidents of any size to a tile set.

use std::collections::BTreeMap;
use std::path::Path;

use super::publish::publish;
use super::tile_legend::Legend;
use crate::boundary::Boundaries;
use crate::draft::folder_of;
use crate::error::{Error, Result};
use crate::figure::Shading;
use crate::incident::{Batch, Incidents};
use crate::index::Index;
use crate::join::{Joined, refuse_exchanged};
use crate::ledger::{Account, Bucket};
use crate::measure::{Period, Tally, Values, areas_km2, per_area};
use crate::read::Input;
use crate::read::stream::{Ask, fold};
use crate::tile::raster::RasterTiles;
use crate::tile::vector::VectorTiles;
use crate::tile::{
    Attributes, Block, Container, Content, Encoding, Extent, Gathered, Layer, Places, Pyramid, Ready, Target, Tile,
    TileLook, TileSet, beside, prefix, ready, within,
};

/// What is asked of a tile set, beside its content.
#[derive(Debug, Clone, PartialEq)]
pub struct TileJob {
    /// What is shown, from below.
    pub layers: Vec<Layer>,
    /// Pictures, or vector tiles of so much detail.
    pub look: TileLook,
    /// What a user sees in a list.
    pub name: String,
    /// Sources, plain text.
    pub attribution: String,
    /// Where the tiles will be found.
    pub base_url: Option<String>,
    /// Which edition it is: a sentence without its full stop.
    pub edition: String,
    /// Replace a file that is no tile set.
    pub force: bool,
}

/// What counts, how it is classed, and which extent the tiles have.
pub struct Counting<'a> {
    /// Zooms and extent.
    pub pyramid: &'a Pyramid,
    /// Whether incidents are shown one by one or in cells, so that they are kept.
    pub places: bool,
    /// The years asked for.
    pub years: Option<Period>,
    /// How densities are classed, and their colours.
    pub shading: &'a Shades<'a>,
}

/// Classes and colours of densities.
pub type Shades<'a> = dyn Fn(&Values) -> Result<Shading> + Sync + 'a;

/// What a thread saw of a stream.
struct Seen {
    tally: Tally,
    gathered: Gathered,
}

/// Reads files part by part; what is kept of an incident are 16 bytes.
///
/// # Errors
/// As `read::stream::fold`; `Kind::Data` if longitude and latitude are evidently exchanged.
pub fn streamed_content(
    inputs: &[Input],
    ask: &Ask<'_>,
    districts: Boundaries,
    counting: &Counting<'_>,
) -> Result<(Content, Account)> {
    let index = Index::new(&districts);
    let extent = Extent::of(counting.pyramid);
    let empty = || Seen { tally: Tally::new(districts.districts.len()), gathered: Gathered::default() };
    let work = |seen: &mut Seen, batch: &Batch| {
        seen.tally.add(&index, batch);
        if counting.places {
            seen.gathered.add(&extent, batch, &index.districts(batch));
        }
    };
    let (areas, read) = rayon::join(|| areas_km2(&districts), || fold(inputs, ask, &empty, &work));
    let (seen, mut account) = read?;
    let mut tally = Tally::new(districts.districts.len());
    let mut gathered = Vec::new();
    for part in seen {
        tally.merge(part.tally);
        gathered.push(part.gathered);
    }
    let tally = tally.complete()?;
    let (outside, exchanged) = tally.outside();
    refuse_exchanged(account.count(Bucket::Joined), outside, exchanged)?;
    account.shift(outside, Bucket::Joined, Bucket::Outside)?;
    account.balance()?;
    account.refuse_nothing_but_rejects()?;
    let by_year = tally.years().into_iter().map(|year| Ok((year, counts(&tally, Some(year))?)));
    let by_year = by_year.collect::<Result<BTreeMap<i16, Vec<u32>>>>()?;
    let counted = Counted { areas, total: counts(&tally, None)?, by_year };
    Ok((counted.content(districts, gathered, counting)?, account))
}

fn counts(tally: &Tally, year: Option<i16>) -> Result<Vec<u32>> {
    let of = tally.count(|y, _| year.is_none_or(|year| y == year));
    let small =
        |count: u64| u32::try_from(count).map_err(|_| Error::internal("more than four thousand million in one"));
    of.into_iter().map(small).collect()
}

/// The same from incidents that were read whole and joined: exact dates and precisions are kept.
///
/// # Errors
/// As `Values::new`.
pub fn whole_content(
    districts: Boundaries,
    (incidents, joined): (&Incidents, &Joined),
    category: Option<&str>,
    counting: &Counting<'_>,
) -> Result<Content> {
    let extent = Extent::of(counting.pyramid);
    let texts = category.and_then(|name| incidents.texts.iter().find(|t| t.name == name));
    let (mut gathered, mut unplaced) = (Gathered::default(), 0);
    let mut total = vec![0; districts.districts.len()];
    let mut by_year: BTreeMap<i16, Vec<u32>> = BTreeMap::new();
    for (i, district) in joined.district.iter().enumerate() {
        let Some(district) = *district else { continue };
        let year = incidents.year(i);
        total[district] += 1;
        if let Some(year) = year {
            by_year.entry(year).or_insert_with(|| vec![0; total.len()])[district] += 1;
        }
        // what counts by the name of its district has no place that may be shown
        let Some(place) = incidents.location[i].filter(|_| joined.located(i)) else {
            unplaced += 1;
            continue;
        };
        let attributes = Attributes {
            year: year.unwrap_or(0),
            date: incidents.date[i].map(|d| d.iso()).unwrap_or_default(),
            category: texts.map(|t| t.values[i].clone()).unwrap_or_default(),
            precision: Some(incidents.precision[i]),
        };
        if counting.places {
            gathered.push(&extent, place, attributes);
        }
    }
    let counted = Counted { areas: areas_km2(&districts), total, by_year };
    Ok(Content { unplaced, ..counted.content(districts, vec![gathered], counting)? })
}

/// What was counted.
struct Counted {
    areas: Vec<f64>,
    total: Vec<u32>,
    by_year: BTreeMap<i16, Vec<u32>>,
}

impl Counted {
    fn content(mut self, boundaries: Boundaries, gathered: Vec<Gathered>, counting: &Counting<'_>) -> Result<Content> {
        let met = || self.by_year.keys().copied().next().zip(self.by_year.keys().copied().next_back());
        let period = counting.years.or_else(|| met().map(|(first, last)| Period { first, last }));
        for year in period.map(Period::years).unwrap_or_default() {
            self.by_year.entry(year).or_insert_with(|| vec![0; self.total.len()]);
        }
        let density = per_area(&self.total, &self.areas, period.map_or(1.0, Period::len))?;
        let Shading { classes, palette, .. } = (counting.shading)(&density)?;
        Ok(Content {
            boundaries,
            areas_km2: self.areas,
            by_year: self.by_year.into_iter().collect(),
            period,
            density,
            classes,
            palette,
            beyond: gathered.iter().map(|g| g.beyond).sum(),
            unplaced: 0,
            places: Places::new(gathered),
        })
    }
}

/// What makes the tiles of a block.
type Make<'a> = dyn Fn(&Block) -> Result<Vec<(Tile, Vec<u8>)>> + Sync + 'a;

/// A tile set that waits beside its place.
pub struct ReadyTiles {
    /// The tiles in their container.
    pub set: Ready,
    /// Files that go beside an archive: names and contents. A folder holds its own.
    pub beside: Vec<(String, Vec<u8>)>,
}

/// Makes the tiles of a content and puts them in their place, and answers their number. A folder gets a description of the set
/// and the legend of pictures beside them; archives carry both.
///
/// # Errors
/// As `ready_tiles`; `Kind::CannotCreate`.
pub fn tile(content: &Content, pyramid: &Pyramid, job: &TileJob, (account, out): (&Account, &Path)) -> Result<usize> {
    let ReadyTiles { set, beside } = ready_tiles(content, pyramid, job, (account, out))?;
    let count = set.put()?;
    if !beside.is_empty() {
        publish(folder_of(out), &beside)?;
    }
    Ok(count)
}

/// Makes the tiles of a content beside their place.
///
/// # Errors
/// As `tile::ready` and the tiles' makers.
pub fn ready_tiles(
    content: &Content,
    pyramid: &Pyramid,
    job: &TileJob,
    (account, out): (&Account, &Path),
) -> Result<ReadyTiles> {
    let language = job.look.language();
    let set = |(encoding, size), layers| TileSet {
        name: job.name.clone(),
        description: described(content, job, account),
        attribution: job.attribution.clone(),
        encoding,
        size,
        zooms: pyramid.zooms.clone(),
        bounds: pyramid.degrees,
        language,
        legend: None,
        layers,
        style: None,
    };
    let made = Making { content, pyramid, job, out };
    match &job.look {
        TileLook::Raster(picture) => {
            let tiles = RasterTiles::new(content, pyramid, picture)?;
            let side = if picture.retina { picture.size / 2 } else { picture.size };
            let set = set((picture.encoding, side), Vec::new());
            let legend = Legend::new(content, &tiles, &set, (job, picture))?;
            made.finish(set, Some(legend), &|block| tiles.block(block))
        }
        TileLook::Vector(detail) => {
            let tiles = VectorTiles::new(content, &job.layers, pyramid, detail);
            made.finish(set((Encoding::Mvt, 512), tiles.layers()), None, &|block| tiles.block(block))
        }
    }
}

/// What is counted, how much of what was reported it is, and which edition.
fn described(content: &Content, job: &TileJob, account: &Account) -> String {
    let language = job.look.language();
    // what was not asked for, of another period, say, was not reported for this map
    let rows = account.rows_read() - account.count(Bucket::Filtered);
    let [n, rows, beyond, unplaced] =
        [content.located(), rows, content.beyond, content.unplaced].map(|n| language.count(n));
    let unit = match job.layers.contains(&Layer::Choropleth) {
        true => language.of("Incidents by district", "Incidents par district"),
        false => "Incidents",
    };
    let period = content.period.map(|p| format!(", {}", p.label())).unwrap_or_default();
    let mut more = String::new();
    if content.beyond > 0 {
        more += &language.of(
            format!("; {beyond} of them beyond the extent of the tiles"),
            format!(", dont {beyond} hors de l’étendue des tuiles"),
        );
    }
    if content.unplaced > 0 {
        more += &language.of(
            format!("; {unplaced} of them by the district’s name alone"),
            format!(", dont {unplaced} par le seul nom du district"),
        );
    }
    let text = language.of(
        format!("{unit}{period}: {n} of {rows} reported incidents are located in a district{more}."),
        language.spaced(&format!(
            "{unit}{period} : {n} des {rows} incidents signalés sont localisés dans un district{more}."
        )),
    );
    if job.edition.is_empty() { text } else { format!("{text} {}.", job.edition) }
}

/// A set that is being made.
struct Making<'a> {
    content: &'a Content,
    pyramid: &'a Pyramid,
    job: &'a TileJob,
    out: &'a Path,
}

impl Making<'_> {
    /// The set with its tiles, and what goes beside it.
    fn finish(&self, mut set: TileSet, legend: Option<Legend>, make: &Make<'_>) -> Result<ReadyTiles> {
        let Making { content, pyramid, job, out } = self;
        let key = content.key(pyramid, &format!("{job:?}"));
        set.legend = legend.as_ref().map(Legend::html);
        set.style = Some(within(content, &set, &job.layers));
        let mut files = beside(content, &set, job.base_url.as_deref(), out);
        let in_folder = Container::of(out) == Container::Folder;
        // an archive whose address nobody knows carries its legend alone
        if let Some(legend) = legend.filter(|_| in_folder || job.base_url.is_some()) {
            files.extend(legend.files(&prefix(out))?);
        }
        let target = Target { path: out, force: job.force, key, beside: if in_folder { &files } else { &[] } };
        let set = ready(&set, pyramid, &target, make)?;
        Ok(ReadyTiles { set, beside: if in_folder { Vec::new() } else { files } })
    }
}
