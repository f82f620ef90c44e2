//! Puts the bundled charter into the binary, so that it works from an empty folder.

use std::fmt::Write;
use std::path::Path;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../charters/mhs-homes");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the repository has `charters/mhs-homes`")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml"))
        .collect();
    names.sort();
    let mut list = String::from("&[");
    for name in names {
        let path = folder.join(&name);
        println!("cargo::rerun-if-changed={}", path.display());
        write!(list, "({name:?}, include_str!({:?})),", path.display().to_string())
            .expect("writing to a string does not fail");
    }
    list.push(']');
    let out = std::env::var("OUT_DIR").expect("cargo sets `OUT_DIR`");
    std::fs::write(Path::new(&out).join("bundled.rs"), list).expect("the build folder is writable");
}
