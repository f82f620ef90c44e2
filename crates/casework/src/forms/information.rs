//! Access to information about how homes are run (STAIRs): which entities it binds, and from when.

use words::Message;

use crate::form::{Circumstances, Concluded};

/// The duty, as the law's table calls it.
const DUTY: &str = "stairs-requests";

pub(crate) fn conclude(given: &Circumstances) -> Concluded {
    let mut concluded = Concluded::default();
    let in_force = law::duty::find(DUTY).is_some_and(|duty| duty.provision().in_force(given.today));
    concluded.says.push(if in_force && given.provider {
        Message::new("casework-says-information-bound")
    } else {
        Message::new("casework-says-information-not-bound")
    });
    concluded
}
