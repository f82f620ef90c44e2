//! How pages look: the stylesheet, the organisation's own colour and logo, and what whoever reads has
//! chosen. A page calls nobody: everything it is drawn with comes from here.

mod assets;
mod brand;
mod frame;

pub use brand::{Brand, NotABrand};

pub(crate) use assets::{gzipped, served};
pub(crate) use frame::{
    Display, Door, Frame, Looks, Theme, cookie, dress, forget_display, page, set_display,
};
