//! What each kind of case asks, and what follows.

pub(crate) mod assessment;
pub(crate) mod automated_decision;
pub(crate) mod breach;
pub(crate) mod complaint;
pub(crate) mod disclosure;
pub(crate) mod information;
pub(crate) mod on_behalf;
pub(crate) mod phishing;
