# Sentences of the room `notice`: a message and a way out for each rule, in the order of the rules.
notice-access-request-conditional = a request to see one's information is made to depend on a form, a subject line, writing or a fee
notice-access-request-conditional-help = say that people may ask in any way, by phone as well, and offer the form as a help only
notice-address-incomplete = this address breaks off before its postcode
notice-address-incomplete-help = give the full address, with town and postcode
notice-automated-decision-safeguards-missing = decisions are made by machine, and nothing says how to have a person look at them
notice-automated-decision-safeguards-missing-help = say how to hear about the decision, put one's side, ask for a person and contest it (Articles 22A to 22D)
notice-collection-contradiction = { $kind }: said never to be collected here, and used in { $other }
notice-collection-contradiction-help = decide whether { $kind } is collected, and say the same in both places
notice-complaint-to-regulator-missing = nothing says that people may complain to the Information Commissioner
notice-complaint-to-regulator-missing-help = name the regulator and how to reach it
notice-complaint-to-us-missing = nothing says that people may complain to you about their information, which a notice must say since 19 June 2026
notice-complaint-to-us-missing-help = say how to complain to you first, and that you will acknowledge it within 30 days (section 164A of the Data Protection Act 2018)
notice-consent-and-duty-mixed = consent is named for what is done in any case
notice-consent-and-duty-mixed-help = name the contract, the legal obligation or the public task, and keep consent for what people may refuse
notice-consent-deemed = consent is read into something people do anyway, or into their silence
notice-consent-deemed-help = ask for consent by a clear act, or use another basis and offer a way to say no
notice-consent-withdrawal-missing = consent is relied on, and nothing says that it can be taken back
notice-consent-withdrawal-missing-help = say that consent can be withdrawn at any time, and how
notice-content-missing = { $count ->
    [one] the notice does not tell { $missing }
   *[other] the notice does not tell: { $missing }
}
notice-content-missing-help = Articles 13 and 14 of the UK GDPR ask for it
notice-contents-mismatch = the list of contents names “{ $entry }”, and no heading of the notice does
notice-contents-mismatch-help = make the list of contents anew from the headings
notice-contents-mismatch-title = the list of contents calls this section “{ $entry }”; its heading is “{ $heading }”
notice-credit-search-contradiction = a credit check is said to leave no trace here, and to be recorded in { $other }
notice-credit-search-contradiction-help = find out which is so, and say that in both places
notice-cross-reference-unresolved = there is no { $kind } { $number } in this notice
notice-cross-reference-unresolved-help = point to the section that is meant, by its number and title of today
notice-cross-reference-unresolved-heading = this points to a section headed “{ $title }”, and no heading says that
notice-cross-reference-unresolved-title = this points to section { $number } headed “{ $title }”, and no heading says that
notice-date-missing = the notice has no date and no version
notice-date-missing-help = give the date of the last change, and keep the earlier versions
notice-date-missing-promised = the notice promises a date, and has none
notice-dpo-contact-missing = a data protection officer is named, and no way to reach them
notice-dpo-contact-missing-help = give an email address, a telephone number or a postal address
notice-eea-benchmark = the European Economic Area is taken as the border of protection
notice-eea-benchmark-help = speak of the United Kingdom, and name what protects each transfer (adequacy regulations, the International Data Transfer Agreement or Addendum)
notice-explicit-consent-misused = explicit consent is asked for an ordinary disclosure
notice-explicit-consent-misused-help = speak of the person’s authority or agreement; keep “explicit consent” for special category information, transfers and automated decisions
notice-heading-missing = section { $section } has paragraphs and no heading
notice-heading-missing-help = give it a heading, as the other sections have
notice-heading-missing-listed = the list of contents calls it “{ $title }”
notice-lawful-bases-disagree = this list of lawful bases and the one in { $other } differ on { $differ }
notice-lawful-bases-disagree-help = keep one list, or say for which purpose each basis is used
notice-lawful-basis-not-a-basis = { $count ->
    [one] listed as a lawful basis, and a purpose: { $items }
   *[other] listed as lawful bases, and purposes: { $items }
}
notice-lawful-basis-not-a-basis-help = name the basis of Article 6 that each of them rests on
notice-lead-in-empty = this announces something, and nothing follows
notice-lead-in-empty-help = put the list here, or take the words out
notice-marketing-contradiction = the notice promises here not to give information to others for marketing, and does so in { $other }
notice-marketing-contradiction-help = keep the promise, or say plainly who gets what and ask for consent
notice-numbering-gap = { $number } follows, and there is no { $missing }
notice-numbering-gap-help = look for what was lost, and number anew
notice-place-line = line { $line }
notice-placeholder-empty = something is missing at “{ $words }”
notice-placeholder-empty-help = fill it in, or take the sentence out
notice-placeholder-empty-template = “{ $words }” is still to be filled in
notice-placeholder-empty-unnamed = this sends the reader to something that is nowhere given
notice-practice-contradiction = { $practice }: denied here, and described in { $other }
notice-practice-contradiction-help = find out which is so, and say that in both places
notice-principles-of-1998 = these are the eight principles of the Data Protection Act 1998
notice-principles-of-1998-help = use the seven of Article 5 of the UK GDPR, accountability among them; rights and transfers are rules of their own now
notice-protected-characteristics-incomplete = the list of protected characteristics leaves out { $missing }
notice-protected-characteristics-incomplete-help = use all nine of section 4 of the Equality Act 2010
notice-public-interest-unconditioned = substantial public interest is named without the condition of Schedule 1 that it needs
notice-public-interest-unconditioned-help = name the condition of Schedule 1 Part 2 to the Data Protection Act 2018, and the policy document that goes with it
notice-retention-contradiction = “{ $here }” does not fit with the period in { $other }
notice-retention-contradiction-help = give one period for one kind of record, or say when the longer one applies
notice-retention-without-period = nothing says how long information is kept, only that it is as long as needed
notice-retention-without-period-help = give the periods, or what decides them, or a link to the retention schedule
notice-rights-missing = these rights are not named: { $missing }
notice-rights-missing-help = name them, with what they mean and how to use them
notice-section-number-duplicate = the number { $number } is used twice; it is already that of “{ $other }”
notice-section-number-duplicate-help = give each its own number
notice-section-number-duplicate-ought = it ought to be { $ought }, by the list of contents or the paragraphs below it
notice-section-number-mismatch = the heading is number { $number }, and its paragraphs are numbered { $section }
notice-section-number-mismatch-help = give both the same number, and check the references to it
notice-sharing-contradiction = the notice promises here to share with nobody, and shares in { $other }
notice-sharing-contradiction-help = say what is never done, such as selling, and who does receive information
notice-special-category-consent-contradiction = special category information is promised here to need consent; { $other } uses it without
notice-special-category-consent-contradiction-help = say that consent is one condition among several, and when it is asked for
notice-special-category-mislabelled = this is listed as special category information, and is none
notice-special-category-mislabelled-help = list it among the other information; Article 9(1) says what is special category data
notice-special-category-unconditioned = information of a special category is collected, and no condition of Article 9 is named
notice-special-category-unconditioned-help = name the condition that each kind rests on, and that of Schedule 1 to the Data Protection Act 2018 where one is needed
notice-tell-first-contradiction = the notice promises here to tell people before sharing; { $other } shares without that
notice-tell-first-contradiction-help = say when people are told and when they cannot be
notice-term-out-of-date = “{ $term }” is out of date since { $since }: { $why }
notice-term-out-of-date-help = use instead: { $instead }
notice-transfer-contradiction = the notice promises here that information stays, or is protected; { $other } sends it abroad without that
notice-transfer-contradiction-help = find out where suppliers hold information, and say the same in both places
notice-transfer-safeguards-missing = information goes abroad, and nothing says what protects it there
notice-transfer-safeguards-missing-help = name the adequacy regulations, agreement or rules for each country

# The command `notice check`.
notice-check-confidence = confidence { $confidence }
notice-check-hidden = { $count ->
    [0] {""}
    [one] ; 1 less sure finding left out (--min-confidence 0 shows it)
   *[other] ; { $count } less sure findings left out (--min-confidence 0 shows them)
}
notice-check-no-notice = warning: `{ $file }` does not read as a privacy notice, so little was looked for
notice-check-paragraph = in paragraph { $paragraph } of the notice, confidence { $confidence }
notice-check-summary = { $files ->
    [one] 1 notice
   *[other] { $files } notices
} checked: { $errors ->
    [one] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [one] 1 warning
   *[other] { $warnings } warnings
}, { $notes ->
    [one] 1 note
   *[other] { $notes } notes
}
