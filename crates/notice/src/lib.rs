//! Reading somebody else's prose notice and criticising it.
//!
//! A privacy notice as landlords, councils and charities publish it (text, Markdown, HTML) goes
//! in; findings come out, each with the place in the file, the number of the paragraph, how much it
//! matters and how sure it is. Few and sure is better than many: a checker that cries wolf is
//! switched off.
//!
//! ```
//! use jiff::civil::date;
//! use notice::{Extent, Format, Options};
//!
//! let text = "We will never send your data outside the UK. We may store it in the USA.";
//! let options = Options { on: date(2026, 11, 23), extent: Extent::Guess };
//! let findings = notice::check(text, Format::Text, &options)?;
//! assert_eq!(findings[0].code, "transfer-contradiction");
//! # Ok::<(), notice::ReadError>(())
//! ```
//!
//! The stages, each in a file of its own: `read` takes the file apart into blocks, `outline` finds
//! headings, numbers and the list of contents, `sentence` and `claims` find what is said, and each
//! file of `rules` asks one question.

mod claims;
mod document;
mod finding;
mod normal;
mod notice;
mod outline;
mod page;
mod pattern;
mod read;
mod report;
mod rules;
mod sentence;
mod terms;
mod voice;

use jiff::civil::Date;

pub use finding::{Confidence, Finding, Place, Related, Severity};
pub use page::rules_page;
pub use read::{Format, MAX_BYTES, ReadError, decode};
pub use rules::{Rule, rules};

/// How much of a notice a text is. What a whole notice does not say is missing from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Whole if it is long enough and speaks of privacy, personal information and "we".
    Guess,
    /// A part, or one of several layers: only what it does say is criticised.
    Part,
    /// All of it.
    Whole,
}

/// What a check depends on besides the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// The day by whose law the notice is judged.
    pub on: Date,
    /// How much of a notice the text is.
    pub extent: Extent,
}

/// Checks a notice: what is wrong with it, in the order of the text.
///
/// # Errors
/// [`ReadError::TooLarge`] for a text of more than [`MAX_BYTES`].
pub fn check(text: &str, format: Format, options: &Options) -> Result<Vec<Finding>, ReadError> {
    if text.len() > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let notice = notice::Notice::of(text, format, options);
    Ok(report::Report::run(&notice, rules()))
}

/// Whether a text has any of what privacy notices speak of. An empty page, a page that was never
/// loaded or a file taken by mistake has nothing to criticise, and is no good notice for that.
///
/// ```
/// use notice::{Format, reads_as_notice};
/// assert!(reads_as_notice("We keep your information for six years.", Format::Text));
/// assert!(!reads_as_notice("Please turn on JavaScript.", Format::Text));
/// ```
#[must_use]
pub fn reads_as_notice(text: &str, format: Format) -> bool {
    let about = pattern::pattern!(
        r"\b(?:privacy|data|information|consent|cookies|personal|fair processing|gdpr)\b"
    );
    if text.len() > MAX_BYTES {
        return false;
    }
    let blocks = read::blocks(text, format);
    let body = || blocks.iter().filter(|block| block.is_body());
    let words: usize = body().map(document::Block::words).sum();
    words > 4 && body().any(|block| about.is_match(block.low()))
}
