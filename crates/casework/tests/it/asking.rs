//! Asking those who alone can look: colleagues by their post, others by a link without an account.

use casework::machine::Blocked;
use casework::{Error, Guard, Kind, Outcome, Outside, Question, Reply, Step, Taking, Who, Whom};
use gate::NamedAsk;
use jiff::civil::Date;
use law::clock::Gate;

use crate::{Office, TODAY, answer, days_after, noon, plain, proof, searched, why};

const BASE: &str = "https://privacy.example";

fn ask(office: &Office, case: i64, source: &str, whom: Whom) {
    asks(office, case, source, whom).unwrap();
}

fn asks(office: &Office, case: i64, source: &str, whom: Whom) -> Result<(), Error> {
    let question = office.question("ada", TODAY);
    let asks = Question {
        source: source.to_owned(),
        whom,
        text: "Is there a paper file of Rosa Ash?".to_owned(),
        by: days_after(TODAY, 7),
    };
    office.desk.ask(Who::Officer(&question), case, &asks, noon(TODAY)).map(|_| ())
}

/// Whoever looks after the gas, who is given this with a question.
fn outside(office: &Office, recipient: &str, data: &[&str]) -> Whom {
    let gives = NamedAsk {
        recipient: Some(recipient.to_owned()),
        data: data.iter().map(|&one| one.to_owned()).collect(),
        ..Office::named("ada", "disclose", "rights-requests")
    };
    let gives = office.desk.record().question(&gives, TODAY).unwrap();
    Whom::Outside(Box::new(Outside { email: "office@gas.example".to_owned(), gives, told: None }))
}

fn gas(office: &Office) -> Whom {
    outside(office, "safety-contractors", &["name"])
}

fn weigh(office: &Office, case: i64) -> Result<(), Guard> {
    match office.take("ada", case, Step::Weigh, &plain(), TODAY) {
        Ok(_) => Ok(()),
        Err(Error::Blocked(Blocked::Guarded(guard))) => Err(guard),
        Err(error) => panic!("{error}"),
    }
}

fn open_tasks(office: &Office, who: &str, kind: &str, day: Date) -> usize {
    let day = day.to_string();
    let data = office.desk.record().data();
    let tasks = data.read("tasks", |tx| db::tasks::of(tx, who, &day, 100)).unwrap();
    tasks.iter().filter(|task| task.kind == kind).count()
}

fn case(office: &Office) -> i64 {
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    office.goes("ada", case, &[(Step::Begin, plain()), (Step::Search, searched())], TODAY);
    case
}

fn appoint(office: &Office) {
    let change = |tx: &db::Tx<'_>| {
        db::posts::appoint(tx, "records", "rex", false, "2026-01-01", None)?;
        Ok(db::posts::appoint(tx, "records", "sue", true, "2026-01-01", None)?)
    };
    let record = office.desk.record();
    record.write_office("setup", "appoint", "records", noon(TODAY), change).unwrap();
}

/// A colleague answers by their post, and so does their deputy; nobody else does, and nobody twice.
#[test]
fn a_colleague_is_asked_by_their_post() {
    let office = Office::new();
    appoint(&office);
    let case = case(&office);
    ask(&office, case, "paper files", Whom::Post("records".to_owned()));
    assert_eq!(weigh(&office, case), Err(Guard::SourcesAnswered));
    assert_eq!(open_tasks(&office, "rex", "case-asked", TODAY), 1);
    let reply = Reply { holds: true, text: "A folder of twelve pages, in room 4.".to_owned() };
    let replies = |who: &str| {
        let question = office.question(who, TODAY);
        office.desk.reply(Who::Officer(&question), case, "paper files", &reply, noon(TODAY))
    };
    assert!(matches!(replies("cara"), Err(Error::None)));
    replies("sue").unwrap();
    assert!(matches!(replies("rex"), Err(Error::None)), "it was answered");
    assert_eq!(open_tasks(&office, "rex", "case-asked", TODAY), 0);
    let question = office.question("ada", TODAY);
    let asked = office.desk.asked(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert_eq!(asked[0].reply.as_ref().unwrap().text, reply.text);
    // It is theirs in the log, and not the clock's.
    let shown = office.desk.show(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert!(shown.steps.last().unwrap().by.ends_with("sue"), "{}", shown.steps.last().unwrap().by);
    let mut actors = Vec::new();
    let newest = |_, _, text: Option<&str>| actors.extend(text.map(str::to_owned));
    office.desk.record().newest_entries(&question, 20, noon(TODAY), newest).unwrap();
    let theirs = |text: &String| text.contains("sue") && text.contains("case-search");
    assert!(actors.iter().any(theirs), "{actors:?}");
    assert_eq!(weigh(&office, case), Ok(()));
}

/// Whoever holds the post reads the question, and it is known that they did. Asked of another post, the
/// first need not answer; accepted as it is, nobody need.
#[test]
fn a_question_is_read_by_whoever_it_waits_for() {
    let office = Office::new();
    appoint(&office);
    let case = case(&office);
    let now = noon(TODAY);
    ask(&office, case, "paper files", Whom::Post("records".to_owned()));
    let waits = |who: &str| {
        let question = office.question(who, TODAY);
        office.desk.waiting(Who::Officer(&question), now).unwrap()
    };
    assert_eq!(waits("rex")[0].text, "Is there a paper file of Rosa Ash?");
    assert!(waits("ada").is_empty(), "ada holds no such post");
    ask(&office, case, "paper files", Whom::Post("decision-owner".to_owned()));
    let tasks = |who: &str| (open_tasks(&office, who, "case-asked", TODAY), waits(who).len());
    assert_eq!((tasks("rex"), tasks("olu")), ((0, 0), (1, 1)));
    let accept =
        Taking { source: Some("paper files".to_owned()), ..why("Nobody keeps paper any more.") };
    office.goes("ada", case, &[(Step::Accept, accept)], TODAY);
    assert_eq!(tasks("olu"), (0, 0));
    let question = office.question("ada", TODAY);
    let asked = office.desk.asked(Who::Officer(&question), case, now).unwrap();
    assert!(asked.iter().all(|one| one.taken_back), "{asked:?}");
    assert_eq!(weigh(&office, case), Ok(()));
}

/// A post nobody holds is asked nothing, and given nothing.
#[test]
fn a_post_nobody_holds_is_given_nothing() {
    let office = Office::new();
    let case = case(&office);
    let said = "nobody holds the post `cellar`: `keyholder post appoint` puts somebody there";
    let question = office.question("ada", TODAY);
    let asks = Question {
        source: "paper files".to_owned(),
        whom: Whom::Post("cellar".to_owned()),
        text: "Is there a paper file?".to_owned(),
        by: days_after(TODAY, 7),
    };
    let error = office.desk.ask(Who::Officer(&question), case, &asks, noon(TODAY)).unwrap_err();
    assert_eq!(error.to_string(), said);
    let post = |post: &str| Taking { post: Some(post.to_owned()), ..plain() };
    let error = office.take("ada", case, Step::HandOver, &post("cellar"), TODAY).unwrap_err();
    assert_eq!(error.to_string(), said);
    let error = office.take("ada", case, Step::HandOver, &plain(), TODAY).unwrap_err();
    assert_eq!(error.to_string(), "say which post has it from now on: `--post`");
}

/// That a colleague found nothing is no search of our systems: *nothing held* is not said.
#[test]
fn a_colleague_who_finds_nothing_is_not_a_search() {
    let office = Office::new();
    appoint(&office);
    let tenant = office.tenant("Rosa Ash");
    let case = office.open(Kind::Access, Some(tenant), TODAY).no;
    let begin = [(Step::Begin, plain()), (Step::Proof, proof(Gate::Identity))];
    office.goes("ada", case, &begin, TODAY);
    ask(&office, case, "paper files", Whom::Post("records".to_owned()));
    let reply = Reply { holds: false, text: "No folder of that name.".to_owned() };
    let question = office.question("rex", TODAY);
    office.desk.reply(Who::Officer(&question), case, "paper files", &reply, noon(TODAY)).unwrap();
    office.goes("ada", case, &[(Step::Weigh, plain())], TODAY);
    let nothing = answer(Outcome::NothingHeld);
    let error = office.take("ada", case, Step::Propose, &nothing, TODAY).unwrap_err();
    assert_eq!(
        error.to_string(),
        "none of our systems was searched: `keyholder collect --case` does it"
    );
}

/// Somebody outside answers by a link and a code; once.
#[test]
fn somebody_outside_answers_without_an_account() {
    let office = Office::new();
    let case = case(&office);
    ask(&office, case, "gas contractor", gas(&office));
    let now = noon(TODAY);
    let desk = &office.desk;
    let mail = desk.outgoing(BASE, now).unwrap().remove(0);
    assert_eq!(mail.to, "office@gas.example");
    assert!(!mail.text.contains("Rosa"), "{}", mail.text);
    let token = mail.text.split("/letters/").nth(1).unwrap().split_whitespace().next().unwrap();
    desk.ask_code(token, now).unwrap();
    let code = desk.outgoing(BASE, now).unwrap().remove(0).text;
    let code = code.split_whitespace().find(|word| word.len() >= 9 && word.contains('-')).unwrap();
    let opened = desk.open_letter(token, code.trim_end_matches('.'), now).unwrap();
    assert!(opened.text.contains("Is there a paper file of Rosa Ash?"));
    let (pass, none) = (opened.answer.unwrap(), opened.pass);
    assert_eq!(none, None, "there are no files");
    let reply = Reply { holds: false, text: "We looked in both systems.".to_owned() };
    assert!(matches!(desk.reply_by_link(token, "guessed", &reply, now), Err(Error::None)));
    desk.reply_by_link(token, &pass, &reply, now).unwrap();
    assert!(matches!(desk.reply_by_link(token, &pass, &reply, now), Err(Error::None)));
    assert_eq!(weigh(&office, case), Ok(()));
}

/// What is said to somebody outside is a disclosure: the gate decides, and it stands in the register.
#[test]
fn a_question_to_somebody_outside_is_a_disclosure() {
    let office = Office::new();
    let (case, desk) = (case(&office), &office.desk);
    let refused = |whom: Whom| match asks(&office, case, "gas contractor", whom).unwrap_err() {
        Error::Record(people::Error::Refused(refusal)) => {
            let reasons = refusal.explain(desk.record().gate()).reasons;
            reasons[0].rule.to_owned()
        }
        error => error.to_string(),
    };
    let whom = |recipient, data: &[&str]| outside(&office, recipient, data);
    // No promise of the charter gives them anything for this.
    assert_eq!(refused(whom("support-providers", &["name"])), "minimise");
    assert_eq!(
        refused(whom("safety-contractors", &["name", "rent-account"])),
        "this may not go to them: rent-account; leave it out"
    );
    let Whom::Outside(mut one) = gas(&office) else { unreachable!() };
    one.email = "the gas people".to_owned();
    assert_eq!(refused(Whom::Outside(one)), "this is no email address");
    assert_eq!(desk.outgoing(BASE, noon(TODAY)).unwrap().len(), 0, "nothing went");
    let looks = office.question("ada", TODAY);
    let register = || {
        let subject = desk.show(Who::Officer(&looks), case, noon(TODAY)).unwrap().subject.unwrap();
        sharing::register(desk.record(), &looks, subject, noon(TODAY)).unwrap()
    };
    assert_eq!(register().len(), 0, "nor is it said that it did");
    ask(&office, case, "gas contractor", gas(&office));
    let row = register().remove(0);
    assert_eq!((row.recipient.as_str(), row.data), ("safety-contractors", vec!["name".to_owned()]));
    let asked = desk.asked(Who::Officer(&looks), case, noon(TODAY)).unwrap();
    assert_eq!(asked[0].whom, "safety-contractors, office@gas.example");
    // Whom nobody knows, nobody can say anything of.
    let unknown = office.open(Kind::Breach, None, TODAY).no;
    let error = asks(&office, unknown, "gas contractor", gas(&office)).unwrap_err().to_string();
    assert!(error.starts_with("it is not known whom this is about"), "{error}");
}

/// They are reminded on their own timetable, and the owner is told of who never answers.
#[test]
fn who_does_not_answer_is_reminded_and_then_told_of() {
    let office = Office::new();
    appoint(&office);
    let case = case(&office);
    ask(&office, case, "paper files", Whom::Post("records".to_owned()));
    ask(&office, case, "gas contractor", gas(&office));
    let first = office.desk.outgoing(BASE, noon(TODAY)).unwrap();
    office.desk.went(&first[0], casework::Went::Sent, noon(TODAY)).unwrap();
    let on = |days| noon(days_after(TODAY, days));
    assert_eq!(office.desk.remind(on(7)).unwrap(), 0, "today is not late");
    for (day, owner) in [(8, 0), (12, 2)] {
        assert_eq!(office.desk.remind(on(day)).unwrap(), 2, "day {day}");
        assert_eq!(office.desk.remind(on(day)).unwrap(), 0, "once a day");
        assert_eq!(office.desk.outgoing(BASE, on(day)).unwrap().len(), 1, "day {day}");
        let told = open_tasks(&office, "olu", "case-unanswered", days_after(TODAY, day));
        assert_eq!(told, owner, "day {day}");
    }
    let question = office.question("ada", TODAY);
    let asked = office.desk.asked(Who::Officer(&question), case, noon(TODAY)).unwrap();
    assert!(asked.iter().all(|one| one.reminded == 2 && one.reply.is_none()), "{asked:?}");
    let digest = office.desk.digest(on(12)).unwrap();
    assert_eq!((digest.open, digest.asked, digest.asked_late), (1, 2, 2));
    assert_eq!(digest.urgent.len(), 1);
}
