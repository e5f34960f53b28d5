//! What is known of every cell: a sweep along each row of the grid.

use rayon::prelude::*;

use super::Code;
use super::edges::{Edges, Touch};
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
    /// Rank and edge of each touch, by cell.
    pub touches: Vec<(u32, u32)>,
}

/// What the sweep found in one row of blocks: numbers of cells, mixed cells and sets count from the row's first.
#[derive(Default)]
struct Band {
    blocks: Vec<Code>,
    cells: Vec<Code>,
    mixed: Vec<Mixed>,
    sets: Vec<Vec<u32>>,
}

/// Finds out about every cell.
pub(super) fn plan(grid: Grid, edges: Edges) -> Plan {
    let touches = edges.touches(&grid);
    let crossings = edges.crossings(&grid);
    let across = grid.size[0];
    let bands: Vec<Band> = (0..grid.size[1] / SIDE)
        .into_par_iter()
        .map(|band| {
            let first = touches.partition_point(|t| t.cell < band * SIDE * across);
            let end = touches.partition_point(|t| t.cell < (band + 1) * SIDE * across);
            let rows = &crossings[(band * SIDE) as usize..((band + 1) * SIDE) as usize];
            sweep(across, rows, (&touches[first..end], first as u32))
        })
        .collect();
    let mut plan = Plan {
        grid,
        blocks: Vec::new(),
        cells: Vec::new(),
        mixed: Vec::new(),
        sets: vec![Vec::new()],
        edges,
        touches: touches.iter().map(|t| (t.rank, t.edge)).collect(),
    };
    for band in bands {
        plan.add(band);
    }
    plan.mixed.push(Mixed { first: plan.touches.len() as u32, set: 0 });
    plan
}

impl Plan {
    /// Adds a row of blocks, its numbers moved behind those that are there.
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
        self.mixed.extend(band.mixed.into_iter().map(|m| Mixed { set: set(m.set), ..m }));
        self.sets.extend(band.sets.into_iter().skip(1));
    }
}

/// Sweeps the rows of one row of blocks: `touches` are those of its cells, with the number of the first.
fn sweep(across: u32, rows: &[Vec<(u32, u32)>], (touches, first): (&[Touch], u32)) -> Band {
    let mut band = Band { sets: vec![Vec::new()], ..Band::default() };
    let mut touched = vec![false; (across / SIDE) as usize];
    touches.iter().for_each(|t| touched[((t.cell % across) / SIDE) as usize] = true);
    // the line along the lowest row tells about the blocks that no edge touches
    let mut inside = Inside::default();
    let mut events = rows[0].iter().peekable();
    for (column, touched) in touched.iter().enumerate() {
        inside.advance(&mut events, column as u32 * SIDE);
        let code = if *touched { Code(Code::BLOCK | (band.cells.len() as u32 / (SIDE * SIDE))) } else { inside.code() };
        if *touched {
            band.cells.resize(band.cells.len() + (SIDE * SIDE) as usize, Code::OUTSIDE);
        }
        band.blocks.push(code);
    }
    let mut at = 0;
    for (row, events) in rows.iter().enumerate() {
        let mut inside = Inside::default();
        let mut events = events.iter().peekable();
        for block in 0..across / SIDE {
            let code = band.blocks[block as usize];
            if !code.has(Code::BLOCK) {
                continue;
            }
            for side in 0..SIDE {
                let column = block * SIDE + side;
                inside.advance(&mut events, column);
                let start = at;
                let here = |t: &Touch| t.cell % across == column;
                let row_of = |t: &Touch| (t.cell / across) % SIDE == row as u32;
                while touches.get(at).is_some_and(|t| here(t) && row_of(t)) {
                    at += 1;
                }
                let cell = code.number() * (SIDE * SIDE) as usize + row * SIDE as usize + side as usize;
                band.cells[cell] = if at > start { band.mix(first + start as u32, &inside) } else { inside.code() };
            }
        }
    }
    band
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
    fn advance<'a>(&mut self, events: &mut std::iter::Peekable<impl Iterator<Item = &'a (u32, u32)>>, column: u32) {
        while let Some((_, rank)) = events.next_if(|(at, _)| *at <= column) {
            match self.ranks.binary_search(rank) {
                Ok(at) => _ = self.ranks.remove(at),
                Err(at) => self.ranks.insert(at, *rank),
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
