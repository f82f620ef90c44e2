//! Signing in by a work account, at a real provider: `oidc-provider`, which is certified, on loopback.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicI64, Ordering};

use access::{Group, NewAccount};
use jiff::{SignedDuration, Timestamp};
use people::Now;
use serde_json::{Value, json};
use web::{Provider, SignInBy};

use crate::{Answer, Office};

const REDIRECT: &str = "http://127.0.0.1:9/staff/sign-in/work/back";
const START: &str = "/staff/sign-in/work";

/// The provider is real, and so is its clock.
fn clock() -> Timestamp {
    Timestamp::now()
}

static MINUTES: AtomicI64 = AtomicI64::new(0);

/// A clock that goes wrong by as much as a test says.
fn other_clock() -> Timestamp {
    clock() + SignedDuration::from_mins(MINUTES.load(Ordering::SeqCst))
}

/// A clock that is late.
fn early_clock() -> Timestamp {
    clock() - SignedDuration::from_mins(30)
}

/// A provider that runs.
struct Running {
    issuer: String,
    key: Value,
    child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts one; none where it is not installed. `cargo xtask test` installs it.
fn start(key: Option<&Value>) -> Option<Running> {
    let folder = std::env::var_os("KEYHOLDER_PROVIDER").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/provider"),
        PathBuf::from,
    );
    if !folder.join("node_modules/oidc-provider").exists() {
        eprintln!(
            "skipped: there is no provider of sign-in in target/provider; `cargo xtask test` \
             installs it"
        );
        return None;
    }
    let node = std::env::var_os("KEYHOLDER_NODE").unwrap_or_else(|| "node".into());
    let mut command = Command::new(node);
    command.arg("provider.mjs").arg(REDIRECT).current_dir(folder);
    if let Some(key) = key {
        command.env("PROVIDER_KEY", key.to_string());
    }
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap();
    let issuer = said["issuer"].as_str().unwrap().to_owned();
    Some(Running { issuer, key: said["key"].clone(), child })
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false);
    config.build().into()
}

impl Running {
    /// Says who is at the keyboard.
    fn says(&self, says: &Value) {
        let answer = agent().post(format!("{}/says", self.issuer)).send(says.to_string()).unwrap();
        assert_eq!(answer.status(), 200);
    }

    fn person(&self, sub: &str, name: &str, groups: &[&str], more: &Value) {
        let mut says =
            json!({"sub": sub, "claims": {"preferred_username": name, "groups": groups}});
        for (key, value) in more.as_object().unwrap() {
            says[key] = value.clone();
        }
        self.says(&says);
    }

    fn described(&self) -> SignInBy {
        let group = |group: &str, role: &str, team: &str| Group {
            group: group.to_owned(),
            role: role.to_owned(),
            team: team.to_owned(),
            entity: "heart-of-medway".to_owned(),
        };
        SignInBy {
            issuer: self.issuer.clone(),
            client_id: "keyholder".to_owned(),
            client_secret: "a-secret-of-the-tests\n".to_owned().into(),
            redirect: REDIRECT.to_owned(),
            scopes: vec!["profile".to_owned(), "groups".to_owned()],
            groups_claim: "groups".to_owned(),
            name_claim: "preferred_username".to_owned(),
            second_factor_acr: vec!["urn:example:mfa".to_owned()],
            second_factor_amr: vec!["otp".to_owned()],
            hosts: Vec::new(),
            groups: vec![
                group("dpo", "data-protection-officer", "data-protection"),
                group("phones", "contact-centre-adviser", "contact-centre"),
                group("homes", "housing-officer", "housing"),
            ],
        }
    }

    fn office(&self, clock: fn() -> Timestamp) -> Office {
        let provider = Provider::new(self.described()).unwrap();
        Office::with(clock, |server, _, _| server.with_provider(provider))
    }
}

/// The provider's side of a browser: its cookies.
#[derive(Default)]
struct Browser(BTreeMap<String, String>);

impl Browser {
    /// Follows the provider until it sends back to us: the path, with what it brings.
    fn follow(&mut self, url: &str) -> String {
        let mut url = url.to_owned();
        for _ in 0..10 {
            if let Some(back) = url.strip_prefix("http://127.0.0.1:9") {
                return back.to_owned();
            }
            let cookies: Vec<_> =
                self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let mut answer = agent().get(&url).header("cookie", cookies.join("; ")).call().unwrap();
            for cookie in answer.headers().get_all("set-cookie") {
                let pair = cookie.to_str().unwrap().split(';').next().unwrap();
                let (name, value) = pair.split_once('=').unwrap();
                self.0.insert(name.to_owned(), value.to_owned());
            }
            let Some(next) = answer.headers().get("location") else {
                panic!("the provider stops: {}", answer.body_mut().read_to_string().unwrap());
            };
            let next = next.to_str().unwrap();
            let origin: String = url.split('/').take(3).collect::<Vec<_>>().join("/");
            url = if next.starts_with('/') { format!("{origin}{next}") } else { next.to_owned() };
        }
        panic!("round and round");
    }
}

/// A header of an answer as it was sent; `Answer` has them in small letters.
fn asked(office: &Office, path: &str, cookie: &str) -> (Answer, Vec<String>, String) {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(office.address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: x\r\naccept: text/html\r\ncookie: {cookie}\r\n\
         connection: close\r\n\r\n"
    )
    .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let of = |name: &str| {
        let lines = head.lines().filter_map(|line| line.split_once(": "));
        let these = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        these.map(|(_, value)| value.to_owned()).collect::<Vec<_>>()
    };
    let location = of("location").pop().unwrap_or_default();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let answer = Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() };
    (answer, of("set-cookie"), location)
}

/// The value of a cookie that was set.
fn value(cookies: &[String], name: &str) -> Option<String> {
    let pairs = cookies.iter().filter_map(|cookie| cookie.split(';').next()?.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
}

/// Sets out: where to, and what the browser keeps.
fn begin(office: &Office, path: &str) -> (String, String) {
    let (answer, cookies, location) = asked(office, path, "");
    assert_eq!(answer.status, 303, "{}", answer.body);
    for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax", "; Max-Age=600"] {
        assert!(cookies[0].contains(part), "{part}: {cookies:?}");
    }
    (location, format!("__Host-sign-in={}", value(&cookies, "__Host-sign-in").unwrap()))
}

/// Goes the whole way: the answer, the session, and where it leads.
fn through(office: &Office, browser: &mut Browser, path: &str) -> (Answer, Option<String>, String) {
    let (url, way) = begin(office, path);
    let back = browser.follow(&url);
    let (answer, cookies, location) = asked(office, &back, &way);
    assert_eq!(value(&cookies, "__Host-sign-in").as_deref(), Some(""), "the way is at its end");
    (answer, value(&cookies, "__Host-session").filter(|value| !value.is_empty()), location)
}

fn status(office: &Office, session: &str) -> u16 {
    asked(office, "/staff", &format!("__Host-session={session}")).0.status
}

fn refused(answer: &Answer, says: &str) {
    assert_eq!(answer.status, 403, "{}", answer.body);
    assert!(answer.body.contains(says), "{says}: {}", answer.body);
    assert!(answer.body.contains("href=\"/staff/sign-in\""), "a way on: {}", answer.body);
}

fn role(office: &Office, name: &str) -> Option<String> {
    let all = access::list(&office.record).unwrap();
    all.into_iter().find(|one| one.name == name && !one.ended).map(|one| one.role)
}

const MFA: &str = "urn:example:mfa";
const NOT_VOUCHED: &str = "Your work sign-in did not let you in";
const STALE: &str = "This took too long";

/// Somebody joins, moves, and leaves; the provider's groups say so, and silently while it knows them.
#[test]
fn staff_follow_the_groups_of_the_provider() {
    let Some(provider) = start(None) else { return };
    let office = provider.office(clock);
    let form = asked(&office, "/staff/sign-in", "").0;
    assert!(form.body.contains("Sign in with your work account"), "{}", form.body);
    let mut browser = Browser::default();
    let mfa = json!({"acr": MFA});
    provider.person("u1", "Rosa", &["homes"], &mfa);
    let (answer, session, location) =
        through(&office, &mut browser, "/staff/sign-in/work?to=/staff/cases/AAAA-BBBB-CCCC");
    assert_eq!(
        (answer.status, location.as_str()),
        (303, "/staff/cases/AAAA-BBBB-CCCC"),
        "{}",
        answer.body
    );
    let session = session.unwrap();
    assert_eq!(status(&office, &session), 200);
    assert_eq!(role(&office, "rosa").as_deref(), Some("housing-officer"));
    // Nobody is sent anywhere else.
    let (_, _, location) =
        through(&office, &mut browser, "/staff/sign-in/work?to=https://evil.example/staff");
    assert_eq!(location, "/staff");
    provider.person("u1", "Rosa", &["phones", "homes"], &mfa);
    let (_, moved, _) = through(&office, &mut browser, START);
    assert_eq!(role(&office, "rosa").as_deref(), Some("contact-centre-adviser"));
    assert_eq!(status(&office, &session), 303, "what was opened in another role is closed");
    assert_eq!(status(&office, &moved.clone().unwrap()), 200);
    provider.person("u1", "Rosa", &["choir"], &mfa);
    let (answer, none, _) = through(&office, &mut browser, START);
    refused(&answer, "in no group that works here");
    assert!(none.is_none() && role(&office, "rosa").is_none());
    let (gone, _, there) = asked(&office, "/staff", &format!("__Host-session={}", moved.unwrap()));
    assert_eq!((gone.status, there.as_str()), (303, "/staff/sign-in/work"));
}

/// A name that is a local account's opens nothing; the same subject keeps its account by another name.
#[test]
fn a_work_account_takes_nothing_over() {
    let Some(provider) = start(None) else { return };
    let office = provider.office(clock);
    let ada = NewAccount {
        name: "ada".to_owned(),
        role: "data-protection-officer".to_owned(),
        team: "data-protection".to_owned(),
        entity: "heart-of-medway".to_owned(),
    };
    access::add(&office.record, "setup", &ada, Now::new(clock())).unwrap();
    provider.person("u2", "ADA", &["dpo"], &json!({"acr": MFA}));
    let (answer, session, _) = through(&office, &mut Browser::default(), START);
    refused(&answer, "is somebody else&#39;s here");
    assert!(session.is_none());
}

/// The roles of the charter say how strongly somebody has to sign in; the provider says how they did.
#[test]
fn a_second_factor_is_the_providers_to_see() {
    let Some(provider) = start(None) else { return };
    let office = provider.office(clock);
    for (sub, group, more, enters) in [
        ("s1", "dpo", json!({}), false),
        ("s2", "dpo", json!({"acr": "urn:example:password", "amr": ["pwd"]}), false),
        ("s3", "dpo", json!({"acr": MFA}), true),
        ("s4", "dpo", json!({"amr": ["pwd", "otp"]}), true),
        ("s5", "phones", json!({"amr": ["pwd"]}), true),
    ] {
        provider.person(sub, sub, &[group], &more);
        let (answer, session, _) = through(&office, &mut Browser::default(), START);
        assert_eq!(session.is_some(), enters, "{sub}: {}", answer.body);
        if !enters {
            refused(&answer, "needs a second factor");
        }
    }
}

/// What is not from this way, or not from this provider for us, lets nobody in.
#[test]
fn what_was_tampered_with_is_refused() {
    let Some(provider) = start(None) else { return };
    let Some(other) = start(Some(&provider.key)) else { return };
    let office = provider.office(clock);
    let rosa = |more: &Value| {
        for one in [&provider, &other] {
            one.person("u1", "rosa", &["homes"], more);
        }
    };
    let mfa = json!({"acr": MFA});
    rosa(&mfa);
    let mut browser = Browser::default();
    let (url, way) = begin(&office, START);
    for part in ["response_type=code", "code_challenge_method=S256", "nonce=", "state="] {
        assert!(url.contains(part), "{part}: {url}");
    }
    let back = browser.follow(&url);
    let code = |back: &str| {
        let from = back.split("code=").nth(1).unwrap();
        from.split('&').next().unwrap().to_owned()
    };
    // Nothing kept, another's way, another state, no code, another issuer, no more than a wish.
    refused(&asked(&office, &back, "").0, STALE);
    refused(&asked(&office, &back, &begin(&office, START).1).0, STALE);
    refused(&asked(&office, &back.replace("state=", "state=x"), &way).0, STALE);
    refused(&asked(&office, &back.replace(&code(&back), ""), &way).0, NOT_VOUCHED);
    refused(&asked(&office, &back.replace(&code(&back), "guessed"), &way).0, NOT_VOUCHED);
    refused(&asked(&office, &back.replace("iss=http", "iss=https"), &way).0, NOT_VOUCHED);
    let state = way.split(['=', '.']).nth(1).unwrap();
    let denied = format!("{START}/back?error=access_denied&state={state}");
    refused(&asked(&office, &denied, &way).0, NOT_VOUCHED);
    refused(&asked(&office, &format!("{START}/back"), &way).0, STALE);
    // Another verifier than the one whose challenge was sent.
    let (url, way) = begin(&office, START);
    let back = browser.follow(&url);
    let other_verifier = {
        let mut parts: Vec<_> = way.split('.').map(str::to_owned).collect();
        parts[2] = "x".repeat(43);
        parts.join(".")
    };
    refused(&asked(&office, &back, &other_verifier).0, NOT_VOUCHED);
    // The same twice.
    let (url, way) = begin(&office, START);
    let back = browser.follow(&url);
    assert_eq!(asked(&office, &back, &way).0.status, 303);
    refused(&asked(&office, &back, &way).0, NOT_VOUCHED);
    // A token of another sign-in.
    let (url, way) = begin(&office, START);
    let back = browser.follow(&url.replace("nonce=", "nonce=x"));
    refused(&asked(&office, &back, &way).0, NOT_VOUCHED);
    // A token for somebody else, and one of another provider with the same key; but for that, in order.
    for (from, client, enters) in [
        (&provider, "another", false),
        (&other, "keyholder", false),
        (&provider, "keyholder", true),
    ] {
        rosa(&mfa);
        let (url, way) = begin(&office, START);
        let token = token_of(from, client, &url);
        let mut says = mfa.clone();
        says["answer"] = json!(token);
        provider.person("u1", "rosa", &["homes"], &says);
        let (answer, _, _) = asked(&office, &browser.follow(&url), &way);
        if enters {
            assert_eq!(answer.status, 303, "{}", answer.body);
        } else {
            refused(&answer, NOT_VOUCHED);
        }
    }
}

/// A token that a provider gives a client for a sign-in with the same nonce.
fn token_of(from: &Running, client: &str, url: &str) -> String {
    let nonce = url.split("nonce=").nth(1).unwrap().split('&').next().unwrap();
    // 43 characters, and the challenge RFC 7636 gives for them in appendix B.
    let (verifier, challenge) = (
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
    let redirect = REDIRECT.replace(':', "%3A").replace('/', "%2F");
    let auth = format!(
        "{}/auth?client_id={client}&response_type=code&scope=openid%20profile%20groups&\
         redirect_uri={redirect}&nonce={nonce}&state=s&code_challenge={challenge}&\
         code_challenge_method=S256",
        from.issuer
    );
    let back = Browser::default().follow(&auth);
    let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let basic = data_encoding::BASE64.encode(format!("{client}:a-secret-of-the-tests").as_bytes());
    let mut answer = agent()
        .post(format!("{}/token", from.issuer))
        .header("authorization", format!("Basic {basic}"))
        .content_type("application/x-www-form-urlencoded")
        .send(format!(
            "grant_type=authorization_code&code={code}&redirect_uri={redirect}&\
             code_verifier={verifier}"
        ))
        .unwrap();
    let said = answer.body_mut().read_to_string().unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    said["id_token"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
}

/// What is over is over: a token, the way there and back, a session after an hour.
#[test]
fn everything_ends_by_the_clock() {
    let Some(provider) = start(None) else { return };
    let office = provider.office(other_clock);
    provider.person("u1", "rosa", &["phones"], &json!({}));
    let at = |minutes| MINUTES.store(minutes, Ordering::SeqCst);
    let (_, session, _) = through(&office, &mut Browser::default(), START);
    let session = session.unwrap();
    let (url, way) = begin(&office, START);
    let back = Browser::default().follow(&url);
    at(11);
    refused(&asked(&office, &back, &way).0, STALE);
    for minutes in [20, 40, 59] {
        at(minutes);
        assert_eq!(status(&office, &session), 200, "{minutes}");
    }
    at(61);
    assert_eq!(status(&office, &session), 303);
    // The provider's tokens hold ten minutes, by its own clock.
    refused(&through(&office, &mut Browser::default(), START).0, NOT_VOUCHED);
    // And one of tomorrow is none.
    let early = provider.office(early_clock);
    refused(&through(&early, &mut Browser::default(), START).0, NOT_VOUCHED);
}

/// Out is out here, and it is said that the work account is not.
#[test]
fn signing_out_says_what_stays() {
    let Some(provider) = start(None) else { return };
    let office = provider.office(clock);
    provider.person("u1", "rosa", &["phones"], &json!({}));
    let session = through(&office, &mut Browser::default(), START).1.unwrap();
    let with = format!("cookie: __Host-session={session}\r\nsec-fetch-site: same-origin\r\n");
    let out = office.ask("POST", "/staff/sign-out", "", &with, "");
    assert!(out.head.contains("location: /staff/sign-in/work/out"), "{}", out.head);
    let page = asked(&office, "/staff/sign-in/work/out", "").0;
    assert!(page.body.contains("You are signed out here"), "{}", page.body);
    assert!(page.body.contains(&format!("{}/session/end", provider.issuer)), "{}", page.body);
    assert_eq!(status(&office, &session), 303);
}

/// A provider that does not answer is said to be away, and the page of local accounts is there.
#[test]
fn a_provider_may_be_away() {
    let Some(provider) = start(None) else { return };
    let described = provider.described();
    drop(provider);
    let provider = Provider::new(described.clone()).unwrap();
    let office = Office::with(clock, |server, _, _| server.with_provider(provider));
    let (answer, _, _) = asked(&office, START, "");
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("does not answer"), "{}", answer.body);
    assert_eq!(asked(&office, "/staff/sign-in", "").0.status, 200);
    for wrong in [
        SignInBy { issuer: "http://login.example".to_owned(), ..described.clone() },
        SignInBy { issuer: "login".to_owned(), ..described.clone() },
        SignInBy { redirect: "https://privacy.example/staff".to_owned(), ..described.clone() },
        SignInBy { client_secret: " \n".to_owned().into(), ..described.clone() },
        SignInBy { groups: Vec::new(), ..described },
    ] {
        assert!(Provider::new(wrong).is_err());
    }
}

/// Without a provider there is nothing to see of it.
#[test]
fn no_provider_no_page() {
    let office = Office::new();
    for path in ["", "/back?code=x&state=y", "/out"] {
        assert_eq!(asked(&office, &format!("{START}{path}"), "").0.status, 404, "{path}");
    }
    let form = asked(&office, "/staff/sign-in", "").0;
    assert!(!form.body.contains("work account"), "{}", form.body);
}
