//! What lies beside the system: a spreadsheet of warning markers, a mailbox, a folder of documents.

use std::io::{self, Write};

use super::contacts::kin;
use super::person::{Household, person_id};
use super::rows::address_line;
use super::{Housing, typed};
use crate::random::Random;

/// What lies beside a housing system, of its first homes.
#[derive(Clone, Copy, Debug)]
pub struct Papers<'a> {
    housing: &'a Housing,
    homes: u32,
}

impl Housing {
    /// What lies beside it, of so many of its homes.
    #[must_use]
    pub fn papers(&self, homes: u32) -> Papers<'_> {
        Papers { housing: self, homes: homes.min(self.homes()) }
    }
}

/// A value of a file for spreadsheets.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

impl Papers<'_> {
    fn households(&self) -> impl Iterator<Item = Household> + '_ {
        (0..self.homes).map(|home| self.housing.household(home, 0))
    }

    /// The sheet somebody in the repairs team keeps, with what nobody told the people on it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn markers(&self, into: &mut dyn Write) -> io::Result<()> {
        let mut random = Random::new(self.housing.seed ^ 0x51);
        writeln!(into, "Ref,Name,Address,Tel,DOB,Marker,Why,Added by,Review")?;
        for household in self.households().filter(|one| one.home % 13 == 4) {
            let tenant = household.tenant();
            let phone = match &tenant.phone {
                Some(digits) => typed::phone(&mut random, digits),
                None => typed::placeholder(&mut random).to_owned(),
            };
            let born = tenant.born.map(|born| typed::day(&mut random, born)).unwrap_or_default();
            let why = random.pick(&[
                "Shouted at Gary (plumber), neighbour says he drinks",
                "Dog. Son has a record",
                "Do not visit alone - mental health, see Dr Fable's letter",
            ]);
            let values = [
                person_id(tenant.no),
                format!("{}, {}", tenant.last.to_uppercase(), tenant.first),
                address_line(self.housing, household.home),
                phone,
                born,
                "2 UP".to_owned(),
                why.to_owned(),
                "KW".to_owned(),
                String::new(),
            ];
            writeln!(into, "{}", values.map(|value| quoted(&value)).join(","))?;
        }
        Ok(())
    }

    /// The housing team's mailbox, in the mbox form: a question, an answer with the question in it,
    /// and the thanks with both.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn mailbox(&self, into: &mut dyn Write) -> io::Result<()> {
        for household in self.households() {
            let tenant = household.tenant();
            let Some(email) = &tenant.email else { continue };
            let (kin, _, _) = kin(self.housing, &household);
            let name = tenant.name();
            let asked = format!(
                "Hello,\n\nmy boiler is broken again. The man upstairs, Mr Outsider, has the same.\n\
                 Please ring {kin} if I am out, she has the key.\n\n{name}\n{}\n",
                address_line(self.housing, household.home)
            );
            let said = "Dear tenant,\n\nsomebody will come on Monday.\n\nA. Officer\n";
            let team = ("Housing team", "housing@landlord.example");
            let person = (name.as_str(), email.as_str());
            let thread = [
                (person, team, "Boiler", asked.clone()),
                (team, person, "Re: Boiler", format!("{said}\n{}", cited(&asked))),
                (person, team, "Re: Boiler", format!("Thank you.\n\n{}", cited(said))),
            ];
            let many = 1 + household.home as usize % 3;
            for (no, (from, to, subject, text)) in thread.iter().take(many).enumerate() {
                let day = super::person::before(self.housing.today, 30 - no);
                let id = |no: usize| format!("<{}.{no}@mail.example>", household.home);
                let when = day.strftime("%a, %d %b %Y 10:00:00 +0000");
                writeln!(into, "From {} {}", from.1, day.strftime("%a %b %d 10:00:00 %Y"))?;
                writeln!(into, "From: \"{}\" <{}>\nTo: \"{}\" <{}>", from.0, from.1, to.0, to.1)?;
                writeln!(into, "Subject: {subject}\nDate: {when}\nMessage-ID: {}", id(no))?;
                if no > 0 {
                    writeln!(into, "In-Reply-To: {}\nReferences: {}", id(no - 1), id(no - 1))?;
                }
                writeln!(into, "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8")?;
                writeln!(into, "Content-Transfer-Encoding: 8bit\n")?;
                // A line that begins as a message would is marked.
                writeln!(into, "{}", text.replace("\nFrom ", "\n>From "))?;
            }
        }
        Ok(())
    }

    /// Letters and notes, each with the name of its file.
    pub fn documents(&self) -> impl Iterator<Item = (String, String)> + '_ {
        self.households().filter(|one| one.home % 4 == 1).map(|household| {
            let tenant = household.tenant();
            let name = format!("{} {}.txt", household.tag.replace('/', "-"), tenant.last);
            let email = tenant.email.as_deref().unwrap_or("none given");
            let text = format!(
                "Visit note\n\nTenant: {}\nTenancy: {}\nEmail: {email}\n{}\n\nHome in good order. \
                 She says the neighbour at number 12 keeps a dog that barks. Her doctor, Dr Fable, \
                 has written about her knees.\n",
                tenant.name(),
                household.tag,
                address_line(self.housing, household.home)
            );
            (name, text)
        })
    }
}

fn cited(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect()
}
