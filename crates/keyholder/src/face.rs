//! How the pages of an organisation look, and the notices it published before.

use std::path::{Path, PathBuf};

use anyhow::Context;
use charter::publish::Edition;
use serde::Deserialize;
use web::Brand;

use crate::charters::read_text;
use crate::commands::notice_build;
use crate::files;

/// The most bytes of the file that describes a brand: 16 KiB.
const BRAND_BYTES_MAX: usize = 16 << 10;
/// The most bytes of a logo that are read: 1 MiB; what is too large says so.
const LOGO_BYTES_MAX: usize = 1 << 20;

/// What the pages look like.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct Looks {
    /// The organisation's own look: a TOML file with `colour = "#005a5b"` and `logo = "logo.svg"`
    #[arg(long, value_name = "FILE", env = "KEYHOLDER_BRAND")]
    brand: Option<PathBuf>,
    /// The folder `keyholder notice build` publishes into: readers see what changed since
    #[arg(long, value_name = "DIR", env = "KEYHOLDER_NOTICES")]
    notices: Option<PathBuf>,
}

/// The file of a brand.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    colour: Option<String>,
    logo: Option<PathBuf>,
}

impl Looks {
    /// Reads both, and says at once what is wrong with them.
    pub(crate) fn open(&self) -> anyhow::Result<(Brand, Vec<Edition>)> {
        let brand = self.brand.as_deref().map_or_else(|| Ok(Brand::default()), brand)?;
        let earlier = match &self.notices {
            Some(folder) => notice_build::editions(&folder.join("versions"))?,
            None => Vec::new(),
        };
        Ok((brand, earlier))
    }
}

fn brand(path: &Path) -> anyhow::Result<Brand> {
    let text = read_text(path, BRAND_BYTES_MAX)?;
    let described: Described = toml::from_str(&text).map_err(|error| {
        anyhow::anyhow!("`{}` is no description of a brand: {}", path.display(), error.message())
    })?;
    let logo = match &described.logo {
        None => None,
        Some(logo) => {
            let logo = path.parent().unwrap_or(Path::new(".")).join(logo);
            let ending = logo.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            Some((ending.to_owned(), files::read_bytes(&logo, LOGO_BYTES_MAX)?))
        }
    };
    let logo = logo.as_ref().map(|(ending, bytes)| (ending.as_str(), bytes.clone()));
    Brand::new(described.colour.as_deref(), logo)
        .with_context(|| format!("the brand of `{}`", path.display()))
}
