//! Takes the preview page into the program, if it was built (`npm ci && npm run build` in `web/`). Nothing is fetched here,
//! and without the page the program is complete but for it.

use std::path::Path;
use std::{env, fs};

/// The files that `web/build.mjs` makes, in the order of `serve::page::Built`.
const FILES: [&str; 5] = ["page.html", "page.css", "page.js", "worker.js", "notices.txt"];

fn main() {
    let here = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let built = Path::new(&here).join("web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    if built.is_dir() {
        println!("cargo::rerun-if-changed=web/dist");
    }
    let files: Vec<_> = FILES.iter().map(|name| built.join(name)).collect();
    let text = if files.iter().all(|file| file.is_file()) {
        let include = |file: &std::path::PathBuf| format!("include_str!({:?})", file.display().to_string());
        format!("Some([{}])", files.iter().map(include).collect::<Vec<_>>().join(", "))
    } else {
        String::from("None")
    };
    fs::write(Path::new(&out).join("preview.rs"), text).expect("the folder for outputs can be written");
}
