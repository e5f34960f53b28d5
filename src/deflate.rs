//! A zlib stream (RFC 1950) of pieces that are deflated apart, in parallel, and joined.

use std::sync::Mutex;

use flate2::{Compress, Compression, FlushCompress};

/// Beyond this level a map gets a tenth smaller, but takes half as long again.
const LEVEL: u32 = 2;
/// Modulus of Adler-32.
const BASE: u64 = 65_521;

/// A compressed piece of a stream.
pub(crate) struct Piece {
    bytes: Vec<u8>,
    length: usize,
    adler: u32,
}

/// Makes pieces, on any number of threads; keeps what it compresses with, for fresh memory is slow.
#[derive(Default)]
pub(crate) struct Deflater {
    idle: Mutex<Vec<Compress>>,
}

impl Deflater {
    /// Deflates a piece (RFC 1951) so that it ends on a byte and another can follow.
    pub fn piece(&self, data: &[u8]) -> Piece {
        let free = self.idle.lock().expect("no thread panics while it holds the place").pop();
        let mut compressor = free.unwrap_or_else(|| Compress::new(Compression::new(LEVEL), false));
        let mut bytes = Vec::with_capacity(data.len() / 8 + 1024);
        while (compressor.total_in() as usize) < data.len() || bytes.len() == bytes.capacity() {
            bytes.reserve(data.len() / 8 + 1024);
            let rest = &data[compressor.total_in() as usize..];
            compressor.compress_vec(rest, &mut bytes, FlushCompress::Sync).expect("deflating into memory cannot fail");
        }
        compressor.reset();
        self.idle.lock().expect("no thread panics while it holds the place").push(compressor);
        Piece { bytes, length: data.len(), adler: simd_adler32::adler32(&data) }
    }
}

/// Joins pieces into one zlib stream.
pub(crate) fn join(pieces: &[Piece]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x9C]; // 32 KiB window, default level, no dictionary
    pieces.iter().for_each(|piece| stream.extend_from_slice(&piece.bytes));
    stream.extend_from_slice(&[0x03, 0x00]); // an empty last block
    let adler = pieces.iter().fold(1, combine);
    stream.extend_from_slice(&adler.to_be_bytes());
    stream
}

/// Adler-32 of some data and a piece after it, from the two sums.
fn combine(before: u32, piece: &Piece) -> u32 {
    let (a, b) = (u64::from(before & 0xFFFF), u64::from(before >> 16));
    let (c, d) = (u64::from(piece.adler & 0xFFFF), u64::from(piece.adler >> 16));
    let low = (a + c + BASE - 1) % BASE;
    let high = (b + d + (piece.length as u64 % BASE) * ((a + BASE - 1) % BASE)) % BASE;
    (high as u32) << 16 | low as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn back(pieces: &[&[u8]]) -> Vec<u8> {
        let deflater = Deflater::default();
        let stream = join(&pieces.iter().map(|p| deflater.piece(p)).collect::<Vec<_>>());
        let mut data = Vec::new();
        flate2::read::ZlibDecoder::new(stream.as_slice())
            .read_to_end(&mut data)
            .expect("a zlib stream with its checksum");
        data
    }

    #[test]
    fn any_reader_gets_the_data_back() {
        let data: Vec<u8> = (0..300_000usize).map(|i| ((i * i) >> 7) as u8).collect();
        for cut in [0, 1, 777, 65_521, 299_999] {
            assert!(back(&[&data[..cut], &data[cut..]]) == data, "{cut}");
        }
    }

    #[test]
    fn noise_that_cannot_be_compressed_is_no_trouble() {
        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(1 << 20)
        .collect();
        assert!(back(&[&noise]) == noise);
    }
}
