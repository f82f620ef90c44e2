//! Homes, and who lives in one.

use charter::items::Category;
use db::params;
use gate::Ix;
use jiff::civil::Date;

use crate::account::Account;
use crate::codes::Kind;
use crate::facts;
use crate::identify::{Identifier, Kind as Identifies};
use crate::{Error, HomeId, Now, PersonId, Question, Record};

/// The most characters the reference of a home may have.
pub const REFERENCE_LENGTH_MAX: usize = 60;
/// The most people one household may have: 500, as in a hostel.
pub const HOUSEHOLD_MAX: u32 = 500;

/// A home. Its address stands with the people who live there, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its number in the landlord's own system.
    pub reference: String,
    /// Its number in the national list of addresses.
    pub uprn: Option<String>,
    /// The legal entity whose home it is, by name.
    pub entity: String,
}

/// Somebody of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// What they are to the landlord there.
    pub relationship: String,
    /// The first day.
    pub since: Date,
    /// The last day; none while they are there.
    pub until: Option<Date>,
}

impl Record {
    /// Writes a home down; where one of that reference is there already, its id.
    ///
    /// # Errors
    /// [`Error::Malformed`] for an empty or long reference or a wrong UPRN; [`Error::NotInCharter`].
    pub fn put_home(&self, home: &Home, actor: &str, now: Now) -> Result<HomeId, Error> {
        let reference = home.reference.trim().to_owned();
        if reference.is_empty() || reference.chars().count() > REFERENCE_LENGTH_MAX {
            return Err(Error::Malformed(format!(
                "a home has a reference of {REFERENCE_LENGTH_MAX} characters at most"
            )));
        }
        let uprn = match home.uprn.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => {
                let uprn = Identifier::parse(Identifies::Uprn, text)
                    .map_err(|why| Error::Malformed(why.to_string()))?;
                Some(uprn.normal().to_owned())
            }
            None => None,
        };
        let entity = i64::from(self.codes().code(Kind::Entity, &home.entity)?);
        if let Some(id) = self.find_home(&reference)? {
            let of = self.data().read("whose home", |tx| {
                let sql = "SELECT entity FROM home WHERE id = ?1";
                tx.one(sql, params![id.as_bytes()], |row| Ok::<_, Error>(row.int(0)?))
            })?;
            if of != Some(entity) {
                return Err(Error::Malformed(
                    "another legal entity has a home of that reference; write whose it is into the \
                     reference"
                        .to_owned(),
                ));
            }
            return Ok(id);
        }
        let id = HomeId::from_bytes(vault::random());
        let of = reference.clone();
        self.write_office(actor, "home", &of, now, move |tx| {
            tx.execute(
                "INSERT INTO home (id, reference, uprn, entity) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (reference) DO NOTHING",
                params![id.as_bytes(), &reference, uprn.as_deref(), entity],
            )?;
            Ok(())
        })?;
        // Somebody else may have been a moment earlier.
        self.find_home(&of)?.ok_or(Error::Changed)
    }

    /// The category that says where somebody lives.
    fn address(&self) -> Result<Ix<Category>, Error> {
        let charter = self.gate().charter();
        let found = charter
            .categories()
            .iter()
            .find(|category| category.identifies.contains(&charter::Identifies::Address));
        let name = found.map(|category| category.id.get_ref().as_str());
        let name = name.ok_or_else(|| Error::NotInCharter {
            kind: "category that identifies by",
            name: Identifies::Address.to_string(),
        })?;
        self.category_ix(self.codes().code(Kind::Category, name)?)
    }

    /// The id of the home of a reference.
    ///
    /// # Errors
    /// What the store says.
    pub fn find_home(&self, reference: &str) -> Result<Option<HomeId>, Error> {
        self.data().read("home", |tx| {
            tx.one("SELECT id FROM home WHERE reference = ?1", params![reference.trim()], |row| {
                Ok::<_, Error>(HomeId::from_bytes(row.bytes(0)?))
            })
        })
    }

    /// Who lives in a home on the question's day, as far as the asker may know of each. Whoever may
    /// not be learnt of is not among them.
    ///
    /// # Errors
    /// What the store says.
    pub fn household(
        &self,
        question: &Question,
        home: HomeId,
        now: Now,
    ) -> Result<Vec<Member>, Error> {
        let day = question.on().to_string();
        let address = self.address()?;
        let members = self.data().read("household", |tx| {
            let all = tx.all(
                "SELECT p.id, r.kind, r.since, r.until FROM home h
                 JOIN relationship r ON r.home = h.no
                 JOIN person p ON p.no = r.person AND p.state = 0
                 WHERE h.id = ?1 AND r.since <= ?2 AND (r.until IS NULL OR r.until >= ?2)
                 ORDER BY r.since, r.no LIMIT ?3",
                params![home.as_bytes(), &day, HOUSEHOLD_MAX],
                |row| {
                    let kind = u16::try_from(row.int(1)?).unwrap_or(0);
                    Ok::<_, Error>(Member {
                        person: PersonId::from_bytes(row.bytes(0)?),
                        relationship: self.codes().name(Kind::Relationship, kind).to_owned(),
                        since: row.date(2)?,
                        until: row.opt_date(3)?,
                    })
                },
            )?;
            let mut seen = Vec::with_capacity(all.len());
            for member in all {
                match self.permit(tx, question, member.person) {
                    // Who lives where is an address, whatever else the question may see.
                    Ok(permit) if permit.decision().allowed().contains(address) => {
                        seen.push(member);
                    }
                    Ok(_) => {}
                    Err(Error::Refused(_)) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(seen)
        })?;
        let verdict = self.verdict(question, &facts::read(&[], self.codes(), 0, question.on())?);
        let ids: Vec<[u8; 16]> = members.iter().map(|member| *member.person.as_bytes()).collect();
        let said = Account::of(question, &verdict, None)
            .act("household")
            .with("home", home.to_string())
            .touching(&ids);
        let entry = self.entry(said, None, now)?;
        self.data().append(entry)?;
        Ok(members)
    }
}
