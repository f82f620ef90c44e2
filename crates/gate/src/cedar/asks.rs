//! Asks at random, the same for the same seed: enough of them sensible that much is allowed.

use charter::items::{Item, Purpose};
use charter::{Charter, Items, Located};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::policies::STRENGTHS;
use crate::{NamedAsk, NamedFacts};

/// A stream of asks over one charter.
pub struct Asks<'a> {
    charter: &'a Charter,
    state: u64,
}

impl<'a> Asks<'a> {
    /// A stream that depends on nothing but the charter and the seed.
    #[must_use]
    pub fn new(charter: &'a Charter, seed: u64) -> Asks<'a> {
        Asks { charter, state: seed ^ 0x9e37_79b9_7f4a_7c15 }
    }

    /// The next number: `SplitMix64`.
    fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        // Lists of a charter are short, so the remainder of 64 bits is as good as even.
        usize::try_from(self.number() % most.max(1) as u64).unwrap_or_default()
    }

    /// True once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one<'b, T>(&mut self, of: &'b [T]) -> Option<&'b T> {
        of.get(self.below(of.len()))
    }

    fn any<K: Item>(&mut self, items: &Items<K>) -> String {
        let position = self.below(items.len());
        items
            .as_slice()
            .get(position)
            .map(|item| item.id().get_ref().to_string())
            .unwrap_or_default()
    }

    /// One of those named, or now and then one of all.
    fn likely<K: Item>(&mut self, named: &[charter::items::Ref<K>], items: &Items<K>) -> String {
        if named.is_empty() || self.once_in(8) {
            return self.any(items);
        }
        self.one(named).map(|id| id.get_ref().to_string()).unwrap_or_default()
    }

    /// A few of all.
    fn few<K: Item>(&mut self, items: &Items<K>) -> Vec<String> {
        let how_many = if self.once_in(3) { 1 + self.below(3) } else { 0 };
        (0..how_many).map(|_| self.any(items)).collect()
    }

    fn every<K: Item>(&self, items: &Items<K>) -> Vec<String> {
        items.iter().map(|item| item.id().get_ref().to_string()).collect()
    }

    /// A day near the turn of something: a law, an agreement, a departure, or any.
    fn day(&mut self) -> Date {
        let near = [date(2026, 2, 5), date(2026, 11, 2), date(2026, 11, 23), date(2027, 6, 30)];
        let start = self.one(&near).copied().unwrap_or(date(2026, 11, 23));
        let days = i64::try_from(self.below(61)).unwrap_or_default() - 30;
        if self.once_in(6) {
            start.saturating_add((days * 40).days())
        } else {
            start.saturating_add(days.days())
        }
    }

    /// The next ask.
    pub fn ask(&mut self) -> NamedAsk {
        let charter = self.charter;
        let position = self.below(charter.purposes().len());
        let Some(purpose) = charter.purposes().as_slice().get(position) else {
            return NamedAsk::default();
        };
        let action =
            ["collect", "contact", "decide", "disclose", "erase", "look", "publish", "use"];
        let action = if self.once_in(2) { "disclose" } else { action[self.below(8)] };
        let disclosure = self.disclosure(purpose);
        let mut data: Vec<String> =
            (0..1 + self.below(5)).map(|_| self.category(purpose)).collect();
        let recipient = (action == "disclose").then(|| match disclosure {
            Some(disclosure) => {
                data.extend(disclosure.data.iter().take(3).map(|id| id.get_ref().to_string()));
                disclosure.recipient.get_ref().to_string()
            }
            None => self.any(charter.recipients()),
        });
        let country = recipient.is_some() && self.once_in(6);
        let on = self.day();
        NamedAsk {
            actor: None,
            strength: Some(STRENGTHS[if self.once_in(6) { self.below(4) } else { 3 }].to_owned()),
            role: self.role(purpose),
            team: self.any(charter.teams()),
            entity: self.likely(&purpose.entities, charter.entities()),
            relationship: self.likely(&purpose.relationships, charter.relationships()),
            purpose: purpose.id.get_ref().to_string(),
            action: action.to_owned(),
            data,
            recipient,
            channel: (action == "contact")
                .then(|| self.likely(&purpose.channels, charter.channels())),
            country: country.then(|| ["GB", "US", "FR", "IN"][self.below(4)].to_owned()),
            on: Some(on),
            reason: None,
            facts: (!self.once_in(20)).then(|| self.facts(purpose, on)),
        }
    }

    fn disclosure(&mut self, purpose: &Purpose) -> Option<&'a Located<charter::Disclosure>> {
        let all = self.charter.disclosures().iter();
        let of: Vec<_> = all.filter(|d| d.purpose.get_ref() == purpose.id.get_ref()).collect();
        if self.once_in(8) { None } else { self.one(&of).copied() }
    }

    fn category(&mut self, purpose: &Purpose) -> String {
        let used: Vec<_> = purpose.data().cloned().collect();
        self.likely(&used, self.charter.categories())
    }

    fn role(&mut self, purpose: &Purpose) -> String {
        let all = self.charter.roles().iter();
        let of =
            all.filter(|role| role.purposes.iter().any(|p| p.get_ref() == purpose.id.get_ref()));
        let of: Vec<_> = of.map(|role| role.id.clone()).collect();
        self.likely(&of, self.charter.roles())
    }

    fn facts(&mut self, purpose: &Purpose, on: Date) -> NamedFacts {
        let charter = self.charter;
        let this = purpose.id.get_ref().to_string();
        let mut consent = self.few(charter.purposes());
        let mut explicit_consent = self.few(charter.purposes());
        let mut objected = self.few(charter.purposes());
        let mut overruled = self.few(charter.purposes());
        for (list, times) in
            [(&mut overruled, 3), (&mut consent, 2), (&mut explicit_consent, 2), (&mut objected, 6)]
        {
            if self.once_in(times) {
                list.push(this.clone());
            }
        }
        let near = on.saturating_add((i64::try_from(self.below(5)).unwrap_or_default() - 2).days());
        NamedFacts {
            walled: self.once_in(30),
            consent,
            explicit_consent,
            agreed_recipients: if self.once_in(2) {
                self.every(charter.recipients())
            } else {
                self.few(charter.recipients())
            },
            objected,
            overruled,
            objected_marketing: self.once_in(8),
            restricted: self.few(charter.categories()),
            disputed: self.few(charter.categories()),
            expired: self.few(charter.categories()),
            held: self.once_in(4),
            supported: !self.once_in(3),
            told: self.few(charter.recipients()),
            lapsed: self.few(charter.recipients()),
            marker_until: (!self.once_in(3)).then_some(near),
            marker_told: !self.once_in(3),
            marker_deferred: self.once_in(3),
            declined: self.few(charter.channels()),
            safe: self.once_in(6).then(|| self.few(charter.channels())),
            marketing: if self.once_in(2) {
                self.few(charter.channels())
            } else {
                self.every(charter.channels())
            },
            died: self.once_in(10).then_some(near),
        }
    }
}
