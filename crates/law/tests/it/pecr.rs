use jiff::civil::{Date, date};
use law::pecr::{Channel, Contact, Content, Lacking, Listing, Reason, Route, Verdict, check};

const TODAY: Date = date(2026, 11, 23);

fn marketing(channel: Channel) -> Contact {
    let objected = Some(false);
    Contact { objected, ..Contact::new(channel, Content::Marketing, TODAY) }
}

#[track_caller]
fn refused(contact: &Contact, reason: Reason) {
    match check(contact) {
        Verdict::Refused(refusal) => assert_eq!(refusal.reason(), reason, "{contact:?}"),
        allowed @ Verdict::Allowed(_) => panic!("{allowed:?} {contact:?}"),
    }
}

#[track_caller]
fn allowed(contact: &Contact, route: Route) {
    assert_eq!(check(contact), Verdict::Allowed(route), "{contact:?}");
}

const MAIL: [Channel; 4] =
    [Channel::Email, Channel::Text, Channel::SocialMessage, Channel::Voicemail];

#[test]
fn service_messages_always_go() {
    for channel in
        MAIL.into_iter().chain([Channel::Post, Channel::LiveCall, Channel::AutomatedCall])
    {
        let mut contact = Contact::new(channel, Content::Service, TODAY);
        contact.objected = Some(true);
        allowed(&contact, Route::Service);
    }
}

#[test]
fn an_objection_is_absolute() {
    for channel in
        MAIL.into_iter().chain([Channel::Post, Channel::LiveCall, Channel::AutomatedCall])
    {
        let mut contact = marketing(channel);
        (contact.objected, contact.consented, contact.agreed_to_calls) = (Some(true), true, true);
        refused(&contact, Reason::Objected);
    }
}

#[test]
fn calls_and_letters() {
    allowed(&marketing(Channel::Post), Route::Post);
    refused(&marketing(Channel::AutomatedCall), Reason::AutomatedCallWithoutConsent);
    let consented = Contact { consented: true, ..marketing(Channel::AutomatedCall) };
    allowed(&consented, Route::Consent);
    let call = |listing| Contact { listing, ..marketing(Channel::LiveCall) };
    allowed(&call(Listing::NotListed), Route::LiveCall);
    refused(&call(Listing::Unknown), Reason::ListingUnknown);
    let listed = |since| call(Listing::Since(since));
    refused(&listed(date(2026, 10, 26)), Reason::PreferenceService);
    allowed(&listed(date(2026, 10, 27)), Route::LiveCall);
    let agreed = Contact { agreed_to_calls: true, ..listed(date(2020, 1, 1)) };
    allowed(&agreed, Route::LiveCall);
    let agreed = Contact { agreed_to_calls: true, ..call(Listing::Unknown) };
    allowed(&agreed, Route::LiveCall);
}

const EVERY: [Channel; 7] = [
    Channel::AutomatedCall,
    Channel::Email,
    Channel::LiveCall,
    Channel::Post,
    Channel::SocialMessage,
    Channel::Text,
    Channel::Voicemail,
];

#[test]
fn what_is_not_known_never_opens_a_route() {
    for channel in EVERY {
        let blank = Contact::new(channel, Content::Marketing, TODAY);
        refused(&blank, Reason::ObjectionUnknown);
        // Whatever else is known, an objection that nobody looked for is in the way.
        let full = Contact { consented: true, agreed_to_calls: true, ..customer(channel) };
        refused(&Contact { objected: None, ..full }, Reason::ObjectionUnknown);
        let known = check(&marketing(channel));
        // A letter needs no more than the absence of an objection.
        let post = channel == Channel::Post;
        assert_eq!(known == Verdict::Allowed(Route::Post), post, "{channel:?}");
        assert_eq!(matches!(known, Verdict::Allowed(_)), post, "{channel:?}");
    }
}

#[test]
fn a_route_is_open_only_on_its_own_channels() {
    let calls = [Channel::LiveCall, Channel::AutomatedCall];
    for channel in calls {
        for contact in [customer(channel), supporter(channel)] {
            assert!(matches!(check(&contact), Verdict::Refused(_)), "{contact:?}");
        }
        let company = Contact { corporate_subscriber: true, ..marketing(channel) };
        assert!(matches!(check(&company), Verdict::Refused(_)), "{company:?}");
    }
    let agreed = |channel| Contact { agreed_to_calls: true, ..marketing(channel) };
    refused(&agreed(Channel::AutomatedCall), Reason::AutomatedCallWithoutConsent);
    for channel in MAIL {
        let contact = Contact { listing: Listing::NotListed, ..agreed(channel) };
        refused(&contact, Reason::NoRoute);
    }
}

fn customer(channel: Channel) -> Contact {
    Contact {
        sale_on: Some(date(2025, 1, 1)),
        own_similar_products: true,
        refusal_at_collection: true,
        refusal_in_message: true,
        ..marketing(channel)
    }
}

fn supporter(channel: Channel) -> Contact {
    Contact {
        charity: true,
        supported_on: Some(date(2026, 2, 5)),
        own_charitable_purpose: true,
        refusal_at_collection: true,
        refusal_in_message: true,
        ..marketing(channel)
    }
}

#[test]
fn electronic_mail_needs_consent_or_a_soft_opt_in() {
    for channel in MAIL {
        refused(&marketing(channel), Reason::NoRoute);
        allowed(&Contact { consented: true, ..marketing(channel) }, Route::Consent);
        let company = Contact { corporate_subscriber: true, ..marketing(channel) };
        allowed(&company, Route::CorporateSubscriber);
        allowed(&customer(channel), Route::CommercialSoftOptIn);
        allowed(&supporter(channel), Route::CharitableSoftOptIn);
    }
}

#[test]
fn every_condition_of_a_soft_opt_in_counts() {
    let lacks = |contact: Contact, expected: Lacking, charitable: bool| match check(&contact) {
        Verdict::Refused(refusal) => {
            let got =
                if charitable { refusal.charitable_lacks() } else { refusal.commercial_lacks() };
            assert_eq!(got, [expected], "{contact:?}");
        }
        allowed @ Verdict::Allowed(_) => panic!("{allowed:?} {contact:?}"),
    };
    let customer = || customer(Channel::Email);
    lacks(Contact { sale_on: None, ..customer() }, Lacking::Sale, false);
    let later = Some(date(2026, 11, 24));
    lacks(Contact { sale_on: later, ..customer() }, Lacking::Sale, false);
    let others = Contact { own_similar_products: false, ..customer() };
    lacks(others, Lacking::OwnSimilarProducts, false);
    let silent = Contact { refusal_at_collection: false, ..customer() };
    lacks(silent, Lacking::RefusalAtCollection, false);
    lacks(Contact { refusal_in_message: false, ..customer() }, Lacking::RefusalInMessage, false);

    let supporter = || supporter(Channel::Email);
    lacks(Contact { charity: false, ..supporter() }, Lacking::Charity, true);
    lacks(Contact { supported_on: None, ..supporter() }, Lacking::Support, true);
    let early = Some(date(2026, 2, 4));
    lacks(Contact { supported_on: early, ..supporter() }, Lacking::CollectedSince, true);
    let other = Contact { own_charitable_purpose: false, ..supporter() };
    lacks(other, Lacking::OwnCharitablePurpose, true);
    let silent = Contact { refusal_at_collection: false, ..supporter() };
    lacks(silent, Lacking::RefusalAtCollection, true);
    lacks(Contact { refusal_in_message: false, ..supporter() }, Lacking::RefusalInMessage, true);
    let before = Contact { on: date(2026, 2, 4), supported_on: early, ..supporter() };
    match check(&before) {
        Verdict::Refused(refusal) => {
            assert!(refusal.charitable_lacks().contains(&Lacking::InForce), "{refusal:?}");
        }
        allowed @ Verdict::Allowed(_) => panic!("{allowed:?}"),
    }
}
