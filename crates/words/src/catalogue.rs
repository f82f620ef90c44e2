use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use jiff::civil::{Date, Weekday};

use crate::{Arg, Message};

/// The sentences of one language.
pub struct Catalogue {
    bundle: FluentBundle<FluentResource>,
}

/// The files of the English catalogue, one per room, in alphabetical order.
const ENGLISH: &[&str] = &[
    include_str!("../en/access.ftl"),
    include_str!("../en/casework.ftl"),
    include_str!("../en/charter.ftl"),
    include_str!("../en/disposal.ftl"),
    include_str!("../en/feeds.ftl"),
    include_str!("../en/gate.ftl"),
    include_str!("../en/keyholder.ftl"),
    include_str!("../en/law.ftl"),
    include_str!("../en/notice.ftl"),
    include_str!("../en/publishing.ftl"),
    include_str!("../en/registers.ftl"),
    include_str!("../en/sharing.ftl"),
    include_str!("../en/sources.ftl"),
    include_str!("../en/web.ftl"),
    include_str!("../en/words.ftl"),
];

impl Catalogue {
    /// Plain English.
    ///
    /// # Panics
    /// Only if the bundled catalogue is not well formed or says an id twice, which the tests of
    /// this crate rule out.
    #[must_use]
    pub fn english() -> &'static Catalogue {
        static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
            let english = "en-GB".parse().expect("`en-GB` is a language tag");
            let mut bundle = FluentBundle::new_concurrent(vec![english]);
            // The isolation marks of Unicode are for mixed scripts; here they would only show up
            // as stray characters in terminals, files and comparisons.
            bundle.set_use_isolating(false);
            for text in ENGLISH {
                let resource = FluentResource::try_new((*text).to_owned())
                    .unwrap_or_else(|(_, errors)| panic!("malformed catalogue: {errors:?}"));
                bundle.add_resource(resource).expect("every id stands in the catalogue once");
            }
            Catalogue { bundle }
        });
        &CATALOGUE
    }

    /// Whether the catalogue has this sentence.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// The sentence for a message.
    ///
    /// An id that is not in the catalogue comes out as the id in angle brackets: visible, and no
    /// reason to lose the page around it. The house rules keep that from shipping.
    #[must_use]
    pub fn render(&self, message: &Message) -> String {
        let Some(pattern) = self.bundle.get_message(message.id()).and_then(|m| m.value()) else {
            return format!("<{}>", message.id());
        };
        let mut args = FluentArgs::new();
        for (name, arg) in message.args() {
            match arg {
                Arg::Number(number) => args.set(*name, *number),
                other => args.set(*name, self.text(other)),
            }
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    fn text(&self, arg: &Arg) -> String {
        match arg {
            Arg::Text(text) => text.clone(),
            Arg::Number(number) => number.to_string(),
            Arg::Day(day) => self.day(*day),
            Arg::List(items) => self.list(items),
            Arg::Message(message) => self.render(message),
        }
    }

    /// `Saturday 28 February 2026`.
    fn day(&self, day: Date) -> String {
        let weekday = self.render(&Message::new(weekday_id(day.weekday())));
        let month = self.render(&Message::new(month_id(day.month())));
        format!("{weekday} {} {month} {}", day.day(), day.year())
    }

    fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [only] => only.clone(),
            [init @ .., last] => {
                let init = init.join(", ");
                self.render(
                    &Message::new("words-and").with("init", init).with("last", last.clone()),
                )
            }
        }
    }
}

fn weekday_id(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "words-monday",
        Weekday::Tuesday => "words-tuesday",
        Weekday::Wednesday => "words-wednesday",
        Weekday::Thursday => "words-thursday",
        Weekday::Friday => "words-friday",
        Weekday::Saturday => "words-saturday",
        Weekday::Sunday => "words-sunday",
    }
}

fn month_id(month: i8) -> &'static str {
    match month {
        1 => "words-january",
        2 => "words-february",
        3 => "words-march",
        4 => "words-april",
        5 => "words-may",
        6 => "words-june",
        7 => "words-july",
        8 => "words-august",
        9 => "words-september",
        10 => "words-october",
        11 => "words-november",
        _ => "words-december",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_and_lists_are_written_out() {
        let english = Catalogue::english();
        assert_eq!(english.text(&Arg::Day(date(2026, 2, 28))), "Saturday 28 February 2026");
        assert_eq!(english.list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(english.list(&["a".into()]), "a");
    }

    #[test]
    fn an_unknown_id_is_visible() {
        assert_eq!(Catalogue::english().render(&Message::new("no-such")), "<no-such>");
    }
}
