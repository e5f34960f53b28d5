//! What is known of every cell: a sweep along each row of the grid.

use rayon::prelude::*;

use super::Code;
use super::edges::{Crossing, Edges, Touch};
use super::grid::{Grid, SIDE};

/// A cell that edges touch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixed {
    /// Where its edges begin in `Plan::touches`.
    pub first: u32,
    /// Index of the districts around its lower left corner in `Plan::sets`.
    pub set: u32,
}

/// The grid with all that is known of it.
#[derive(Debug)]
pub(super) struct Plan {
    pub grid: Grid,
    /// One code a block of cells, row by row.
    pub blocks: Vec<Code>,
    /// Cells of those blocks that are not of one kind, `SIDE` squared for each.
    pub cells: Vec<Code>,
    pub mixed: Vec<Mixed>,
    /// Sets of ranks, each in ascending order; the first is empty.
    pub sets: Vec<Vec<u32>>,
    pub edges: Edges,
    /// The edge of each touch, by cell and district.
    pub touches: Vec<u32>,
}

/// What the sweep found in one band: numbers of cells, mixed cells, sets and touches count from the band's first.
#[derive(Default)]
struct Band {
    blocks: Vec<Code>,
    cells: Vec<Code>,
    mixed: Vec<Mixed>,
    sets: Vec<Vec<u32>>,
    touches: Vec<u32>,
}

/// Finds out about every cell, band by band in parallel.
pub(super) fn plan(grid: Grid, edges: Edges) -> Plan {
    let (starts, by_band) = edges.by_band(&grid);
    let bands: Vec<Band> = (0..grid.size[1] / SIDE)
        .into_par_iter()
        .map(|band| {
            let mine = &by_band[starts[band as usize]..starts[band as usize + 1]];
            let touches = edges.touches(&grid, band, mine);
            sweep(&grid, band, &touches, &edges.crossings(&grid, band, mine))
        })
        .collect();
    drop(by_band);
    let mut plan = Plan {
        grid,
        blocks: Vec::with_capacity((grid.size[0] / SIDE * (grid.size[1] / SIDE)) as usize),
        cells: Vec::with_capacity(bands.iter().map(|b| b.cells.len()).sum()),
        mixed: Vec::with_capacity(bands.iter().map(|b| b.mixed.len()).sum::<usize>() + 1),
        sets: vec![Vec::new()],
        edges,
        touches: Vec::with_capacity(bands.iter().map(|b| b.touches.len()).sum()),
    };
    for band in bands {
        plan.add(band);
    }
    plan.mixed.push(Mixed { first: plan.touches.len() as u32, set: 0 });
    plan
}

impl Plan {
    /// Adds a band, its numbers moved behind those that are there.
    fn add(&mut self, band: Band) {
        let (blocks, mixed, sets) = (self.cells.len() as u32 / (SIDE * SIDE), self.mixed.len() as u32, self.sets.len());
        let moved = |code: Code| match code {
            code if code.has(Code::BLOCK) => Code(code.0 + blocks),
            code if code.has(Code::MIXED) => Code(code.0 + mixed),
            code => code,
        };
        self.blocks.extend(band.blocks.into_iter().map(moved));
        self.cells.extend(band.cells.into_iter().map(moved));
        // the empty set stands first in each band
        let set = |s: u32| if s == 0 { 0 } else { sets as u32 + s - 1 };
        let first = self.touches.len() as u32;
        self.mixed.extend(band.mixed.into_iter().map(|m| Mixed { first: m.first + first, set: set(m.set) }));
        self.sets.extend(band.sets.into_iter().skip(1));
        self.touches.extend(band.touches);
    }
}

/// Sweeps the rows of one band.
fn sweep(grid: &Grid, band_number: u32, touches: &[Touch], crossings: &[Crossing]) -> Band {
    let across = grid.size[0];
    let touched_edges = touches.iter().map(|t| t.edge).collect();
    let mut band = Band { sets: vec![Vec::new()], touches: touched_edges, ..Band::default() };
    let mut touched = vec![false; (across / SIDE) as usize];
    touches.iter().for_each(|t| touched[((t.cell % across) / SIDE) as usize] = true);
    let lowest = band_number * SIDE;
    // the line along the lowest row tells about the blocks that no edge touches
    let (mut inside, mut events) = (Inside::default(), of_row(crossings, lowest));
    for (column, touched) in touched.iter().enumerate() {
        inside.advance(&mut events, column as u32 * SIDE);
        let code = if *touched { Code(Code::BLOCK | (band.cells.len() as u32 / (SIDE * SIDE))) } else { inside.code() };
        if *touched {
            band.cells.resize(band.cells.len() + (SIDE * SIDE) as usize, Code::OUTSIDE);
        }
        band.blocks.push(code);
    }
    let mut at = 0;
    for row in 0..SIDE {
        let (mut inside, mut events) = (Inside::default(), of_row(crossings, lowest + row));
        for block in (0..across / SIDE).filter(|b| touched[*b as usize]) {
            let first_cell = band.blocks[block as usize].number() * (SIDE * SIDE) as usize + (row * SIDE) as usize;
            for side in 0..SIDE {
                let cell = (lowest + row) * across + block * SIDE + side;
                inside.advance(&mut events, block * SIDE + side);
                let start = at;
                while touches.get(at).is_some_and(|t| t.cell == cell) {
                    at += 1;
                }
                let code = if at > start { band.mix(start as u32, &inside) } else { inside.code() };
                band.cells[first_cell + side as usize] = code;
            }
        }
    }
    band
}

/// The crossings of a row.
fn of_row(crossings: &[Crossing], row: u32) -> std::iter::Peekable<std::slice::Iter<'_, Crossing>> {
    let first = crossings.partition_point(|c| c.row < row);
    let end = crossings.partition_point(|c| c.row <= row);
    crossings[first..end].iter().peekable()
}

impl Band {
    /// Adds a mixed cell and answers its code.
    fn mix(&mut self, first: u32, inside: &Inside) -> Code {
        let set = match (inside.ranks.as_slice(), self.sets.last()) {
            ([], _) => 0,
            (ranks, Some(last)) if last == ranks => self.sets.len() - 1,
            (ranks, _) => {
                self.sets.push(ranks.to_vec());
                self.sets.len() - 1
            }
        };
        self.mixed.push(Mixed { first, set: set as u32 });
        Code(Code::MIXED | (self.mixed.len() - 1) as u32)
    }
}

/// The districts that the sweep is in, by rank.
#[derive(Default)]
struct Inside {
    ranks: Vec<u32>,
}

impl Inside {
    /// Enters and leaves districts up to the column.
    fn advance<'a>(&mut self, events: &mut std::iter::Peekable<impl Iterator<Item = &'a Crossing>>, column: u32) {
        while let Some(crossing) = events.next_if(|c| c.column <= column) {
            match self.ranks.binary_search(&crossing.rank) {
                Ok(at) => _ = self.ranks.remove(at),
                Err(at) => self.ranks.insert(at, crossing.rank),
            }
        }
    }

    fn code(&self) -> Code {
        match self.ranks.as_slice() {
            [] => Code::OUTSIDE,
            [only] => Code(only + 1),
            [lowest, ..] => Code((lowest + 1) | Code::OVERLAP),
        }
    }
}
