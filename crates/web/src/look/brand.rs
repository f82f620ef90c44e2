//! The organisation's own colour and logo.

use super::assets::Asset;

/// The colour of an organisation that names none.
const COLOUR: &str = "#005a5b";
/// The most bytes of a logo: 200 KiB.
const LOGO_BYTES_MAX: usize = 200 << 10;
/// The contrast with white that words need (WCAG 2.2, 1.4.3).
const CONTRAST_MIN: f64 = 4.5;

/// A keyhole, on the organisation's colour.
const KEYHOLE_BEFORE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" \
     rx=\"3\" fill=\"";
const KEYHOLE_AFTER: &str = "\"/><path fill=\"#fff\" d=\"M8 3a3 3 0 0 0-1.4 5.6L5.5 13h5L9.4 8.6A3 3 0 0 0 8 3z\"/></svg>\n";

/// How an organisation's pages are told from others.
#[derive(Clone)]
pub struct Brand {
    pub(crate) colour: String,
    pub(crate) sheet: Asset,
    pub(crate) logo: Option<Asset>,
    pub(crate) icon: Asset,
}

/// Why something is no brand.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotABrand {
    /// The colour cannot be read.
    #[error("`{0}` is no colour; write it as `#005a5b`")]
    Colour(String),
    /// White words on the colour cannot be read.
    #[error(
        "white words on `{0}` cannot be read by everybody: it needs a contrast of 4.5 to 1; take a \
         darker colour"
    )]
    Pale(String),
    /// The logo is of another kind, or too large.
    #[error("a logo is an SVG or a PNG of 200 KiB at most")]
    Logo,
}

impl Default for Brand {
    fn default() -> Brand {
        Brand::drawn(COLOUR.to_owned(), None)
    }
}

impl Brand {
    /// A brand: its colour, and a logo with the ending of its file.
    ///
    /// # Errors
    /// [`NotABrand`] for what cannot be read, by us or by people.
    pub fn new(colour: Option<&str>, logo: Option<(&str, Vec<u8>)>) -> Result<Brand, NotABrand> {
        let colour = colour.unwrap_or(COLOUR).trim().to_ascii_lowercase();
        let shade = shade(&colour).ok_or_else(|| NotABrand::Colour(colour.clone()))?;
        if (1.05 / (shade + 0.05)) < CONTRAST_MIN {
            return Err(NotABrand::Pale(colour));
        }
        let logo = logo.map(|(ending, bytes)| {
            let (ending, kind) = match ending.to_ascii_lowercase().as_str() {
                "svg" => ("svg", "image/svg+xml"),
                "png" => ("png", "image/png"),
                _ => return Err(NotABrand::Logo),
            };
            if bytes.len() > LOGO_BYTES_MAX {
                return Err(NotABrand::Logo);
            }
            Ok(Asset::new("logo", ending, kind, bytes))
        });
        Ok(Brand::drawn(colour, logo.transpose()?))
    }

    fn drawn(colour: String, logo: Option<Asset>) -> Brand {
        let css = format!(":root{{--govuk-brand-colour:{colour}}}\n").into_bytes();
        let sheet = Asset::new("brand", "css", "text/css; charset=utf-8", css);
        let drawing = format!("{KEYHOLE_BEFORE}{colour}{KEYHOLE_AFTER}").into_bytes();
        let icon = Asset::new("icon", "svg", "image/svg+xml", drawing);
        Brand { colour, sheet, logo, icon }
    }
}

/// How light a colour is, from 0 to 1 (WCAG's relative luminance).
fn shade(colour: &str) -> Option<f64> {
    let hex = colour.strip_prefix('#').filter(|hex| hex.len() == 6)?;
    if !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| -> Option<f64> {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).ok()?) / 255.0;
        Some(if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) })
    };
    Some(0.2126 * part(0)? + 0.7152 * part(2)? + 0.0722 * part(4)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_nobody_could_read_words_on_is_refused() {
        let colour = |text: &str| Brand::new(Some(text), None).map(|brand| brand.colour);
        assert_eq!(colour("#005A5B"), Ok("#005a5b".to_owned()));
        assert_eq!(colour("teal"), Err(NotABrand::Colour("teal".to_owned())));
        assert_eq!(colour("#+5+5+5"), Err(NotABrand::Colour("#+5+5+5".to_owned())));
        assert_eq!(colour("#ff#000"), Err(NotABrand::Colour("#ff#000".to_owned())));
        assert_eq!(colour("#ffdd00"), Err(NotABrand::Pale("#ffdd00".to_owned())));
        let logo = |ending, bytes| Brand::new(None, Some((ending, vec![0; bytes]))).map(|_| ());
        assert_eq!(logo("png", 10), Ok(()));
        assert_eq!(logo("exe", 10), Err(NotABrand::Logo));
        assert_eq!(logo("svg", 300 << 10), Err(NotABrand::Logo));
    }
}
