# Sentences of the room `law`.

# What a lawful basis or a condition requires.
law-need-anti-fraud-membership = membership of an anti-fraud organisation, or arrangements it made
law-need-assessment = a legitimate interests assessment
law-need-cannot-consent = that the person is not able to consent
law-need-consent = consent
law-need-duty-of-secrecy = that it is handled by or under somebody bound to secrecy
law-need-explicit-consent = explicit consent
law-need-legal-power = the law that gives the duty or the power
law-need-members-only = that it is only about members or regular contacts, and stays inside the body
law-need-necessity-recorded = a record of why it is needed
law-need-no-individual-decisions = that nothing is decided about one person with it
law-need-policy-document = an appropriate policy document
law-need-reason-without-consent = a record of why consent cannot be asked for
law-need-recognised-condition = one of the five recognised conditions
law-need-representative-request = a letter from an elected representative who was asked for help
law-need-research-safeguards = the safeguards for research and statistics
law-need-stop-notice-honoured = that a written notice to stop is honoured

# Decisions by automated means alone.
law-adm-old-gate = A machine may decide this alone only for a contract, under a law, or with explicit consent.
law-adm-recognised-interests = A machine may not decide this alone on recognised legitimate interests.
law-adm-special-category = A machine may not decide this alone with special category data. That takes explicit consent to all of it, or a contract or law together with a substantial public interest.
law-adm-information = The person is not told about each such decision.
law-adm-representations = The person cannot put their side.
law-adm-human-intervention = The person cannot have a human look at it.
law-adm-contest = The person cannot contest it.

# Health data in an access request.
law-health-may-disclose = This health information may be given.
law-health-must-withhold = This health information must be held back. A health professional says that it could do serious harm.
law-health-needs-opinion = Ask the right health professional first. Until they answer, this health information may not be given.

# Information about somebody else in an access request.
law-third-party-not-identifiable = Nobody else can be identified.
law-third-party-consented = The other person agreed.
law-third-party-professional = The other person acted in their job in health, social work or education.
law-third-party-reasonable = It was weighed, and giving it is reasonable.
law-third-party-not-reasonable = It was weighed, and giving it is not reasonable.
law-third-party-refused = The other person said no.
law-third-party-confidential = It was told in confidence.
law-third-party-cannot-consent = The other person is not able to agree.
law-third-party-no-answer = The other person was asked and has not answered.
law-third-party-identifiable-unknown = Say whether the other person can be identified.
law-third-party-type-unknown = Note what type of information it is.
law-third-party-confidence-unknown = Say whether it was told in confidence.
law-third-party-consent-unknown = Say whether the other person was asked to agree.
law-third-party-capacity-unknown = Say whether the other person is able to agree.
law-third-party-undecided = Decide whether it is reasonable to give it.

# Contact.
law-pecr-objected = The person objected to marketing. Nothing outweighs that.
law-pecr-objection-unknown = Look first whether the person objected to marketing.
law-pecr-listing-unknown = Look first whether the number is listed with the TPS or CTPS.
law-pecr-automated-call = A recorded marketing call needs consent.
law-pecr-preference-service = The number is listed with the TPS or CTPS, and the person has not said that they do not mind our calls.
law-pecr-no-route = There is no consent, and no soft opt-in fits.
law-pecr-lacks-in-force = the rule was not in force on that day
law-pecr-lacks-sale = the details were not obtained in a sale
law-pecr-lacks-own-similar-products = it is not about our own similar services
law-pecr-lacks-charity = the sender is not a charity
law-pecr-lacks-own-charitable-purpose = it is not only for our own charitable purposes
law-pecr-lacks-support = the details were not obtained with support or interest
law-pecr-lacks-collected-since = the details were collected before the rule began
law-pecr-lacks-refusal-at-collection = no way to say no was offered when the details were collected
law-pecr-lacks-refusal-in-message = no way to say no is in each message

# Transfers.
law-transfer-needs-test = Do the data protection test first, and write it down.
law-transfer-needs-listing = Check that the recipient is actively listed and that its listing covers this data.
law-transfer-needs-limit = The approval is limited: { $limit }.
law-transfer-needs-single-case = This is for a single case. Write down which ground it rests on.
law-transfer-bad-country = The country cannot be read: { $why }.
law-transfer-unknown-mechanism = There is no mechanism called { $mechanism }.
law-transfer-not-in-force = { $mechanism }: not in force on that day.
law-transfer-never-valid = { $mechanism }: not enough for a transfer from the United Kingdom.
law-transfer-not-approved = { $country } is not an approved country on that day.
law-transfer-needs-data-bridge = The United States is approved only for recipients listed under the UK Extension.
law-transfer-other-country = { $mechanism }: not for { $country }.

# Clocks: what is counted.
law-clock-kind-access = access request
law-clock-kind-automated-decision = request about an automated decision
law-clock-kind-complaint = complaint
law-clock-kind-erasure = erasure request
law-clock-kind-informed = duty to tell the person
law-clock-kind-objection = objection
law-clock-kind-portability = portability request
law-clock-kind-rectification = request to put data right
law-clock-kind-restriction = restriction request

# Clocks: the status.
law-clock-on-time = { $days ->
    [one] 1 day left
   *[other] { $days } days left
}
law-clock-due-today = due today
law-clock-overdue = { $days ->
    [one] 1 day late
   *[other] { $days } days late
}
law-clock-paused = standing still since { $since }
law-clock-answered = done in time
law-clock-answered-late = { $days ->
    [one] done, 1 day late
   *[other] done, { $days } days late
}
law-clock-no-duty = no law sets a time for this
law-clock-hours-left = { $hours ->
    [0] less than an hour left
    [one] 1 hour left
   *[other] { $hours } hours left
}
law-clock-hours-overdue = { $hours ->
    [one] up to 1 hour late
   *[other] up to { $hours } hours late
}
law-clock-reported-in-time = reported in time
law-clock-reported-late = { $hours ->
    [one] reported, up to 1 hour late
   *[other] reported, up to { $hours } hours late
}
law-clock-method-regulator = counted from the day after it came, as the regulator counts
law-clock-method-strict = counted with the day it came as the first

# Clocks: the working.
law-clock-received = The { $kind } came on { $day }.
law-clock-obtained = The data came from somebody else on { $day }.
law-clock-authority-came = { $starts ->
    [yes] Proof of the right to act for the person came on { $day }. The time starts on that day.
   *[no] Proof of the right to act for the person came on { $day }.
}
law-clock-fee-came = { $starts ->
    [yes] The fee was paid on { $day }. The time starts on that day.
   *[no] The fee was paid on { $day }.
}
law-clock-identity-came = { $starts ->
    [yes] Proof of who the person is came on { $day }. The time starts on that day.
   *[no] Proof of who the person is came on { $day }.
}
law-clock-identity-late = Proof of who the person is was asked for on { $asked }. That is late: more than { $days } working days after the request came. Asking late only to gain time is an abuse, so have a good reason on record. The { $days } working days, to { $until }, are a figure of ours and not of the law.
law-clock-authority-wanted = Proof of the right to act for the person was asked for on { $asked } and has not come.
law-clock-fee-wanted = A fee was asked for on { $asked } and has not been paid.
law-clock-identity-wanted = Proof of who the person is was asked for on { $asked } and has not come.
law-clock-answer-wanted = The person was asked on { $asked } what they want, and has not answered.
law-clock-no-date-yet = The clock stands still until then, so there is no due date yet.
law-clock-asked-too-late = Something was asked on { $asked }, but the time had run out on { $due }. Asking then does not stop the clock.
law-clock-extended = The person was told on { $told } that two more months are needed.
law-clock-months = { $months ->
    [one] One month
   *[other] Three months
} from { $start } { $moves ->
    [yes] would be
   *[no] is
} { $day }.
law-clock-pause = { $days ->
    [0] The person was asked on { $asked } what they want, and answered on { $answered }. That was before the time started, so it changes nothing.
    [one] The person was asked on { $asked } what they want, and answered on { $answered }. That is 1 day that does not count.
   *[other] The person was asked on { $asked } what they want, and answered on { $answered }. Those { $days } days do not count.
}
law-clock-carried = The time would have ended on { $end }, which is no working day, so it was still running on { $asked }. The days are added to { $asked }, so that no working day is lost.
law-clock-moved = That takes the date to { $day }.
law-clock-saturday = That is a Saturday
law-clock-sunday = That is a Sunday
law-clock-bank-holiday = That is a bank holiday ({ $name })
law-clock-rolls = { $why }, so it moves to { $to }.
law-clock-provisional = Bank holidays are known up to { $until }. This date is later, so it may still change.
law-clock-replied = The reply went out on { $day }.
law-clock-before-duty = Complaints must be acknowledged in 30 days only if they came on or after { $begins }.
law-clock-complaint-days = { $days } days, counted from the day after, { $moves ->
    [yes] would end on
   *[no] end on
} { $day }.
law-clock-complaint-strict = Counted with the day it came as the first, the last day is { $day }. Aim for that day.
law-clock-aware = Somebody here became aware of it on { $day } at { $time }.
law-clock-twice = The clocks went back that night, so { $time } came twice. The earlier one is taken.
law-clock-hours = { $hours } hours later is { $day } at { $time }. Nights, weekends and bank holidays count.
law-clock-clocks-change = The clocks change in between, so the time of day is an hour off.
law-clock-reported = It was reported on { $day } at { $time }.

# What the commands `clock` and `law` print around them.
law-show-due = Due { $day }
law-show-due-at = Due { $day } at { $time }
law-show-no-due = No due date
law-show-status = The status: { $status }.
law-show-target = The day to aim for: { $day }.
law-show-working = How it was worked out
law-show-rule = The rule
law-show-rule-line = { $citation }, in force from { $from }.
law-show-verified = Checked against its source: { $source }.
law-show-unverified = NOT VERIFIED. Where it comes from: { $source }.
law-show-note = Note: { $note }.
law-show-advice = Not legal advice.
law-show-count = { $rules ->
    [one] 1 rule
   *[other] { $rules } rules
}, { $unverified } of them NOT VERIFIED.
