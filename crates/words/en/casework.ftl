# Sentences of the room `casework`.

# What a case is about.
casework-kind-access = a request to see what we hold
casework-kind-assessment = an assessment of what is planned
casework-kind-automated-decision = a request to have a person look at what a machine decided
casework-kind-breach = a breach of security
casework-kind-complaint = a complaint about how we used data
casework-kind-consent-withdrawal = a withdrawal of consent
casework-kind-disclosure = a request by somebody else for a person's data
casework-kind-enquiry = a question to the data protection officer
casework-kind-erasure = a request to delete data
casework-kind-feedback = a comment on the notice
casework-kind-information = a request for information on how homes are run
casework-kind-informed = telling people about their data
casework-kind-internal-review = a request to look at our answer again
casework-kind-objection = an objection
casework-kind-phishing = a report of a false message in our name
casework-kind-policy = a request to read a policy
casework-kind-portability = a request to take data elsewhere
casework-kind-rectification = a request to put data right
casework-kind-regulator = a question from the regulator
casework-kind-restriction = a request to limit what we do with data

# Where a case stands.
casework-state-received = It came. Work has not begun.
casework-state-waiting = We wait for proof, or for a fee.
casework-state-working = We are working on it.
casework-state-weighing = We are going through what we found.
casework-state-approving = A second person is checking the answer.
casework-state-ready = The answer can be sent.
casework-state-sent = The answer was sent.
casework-state-closed = It is closed.
casework-state-not-valid = Something is missing. It can go on at any time and keeps its first day.

# Who acts on a case.
casework-role-taker = Anybody of the office can do that.
casework-role-handler = Whoever works on the case can do that.
casework-role-second = A second person can do that.
casework-role-adviser = The data protection officer can do that.
casework-role-owner = The owner of the decision can do that.
casework-role-clock = That happens by itself.

# What was done.
casework-step-accept = Somebody accepted that a source was not searched to its end.
casework-step-acknowledge = We told them that it came.
casework-step-advise = The data protection officer gave advice.
casework-step-ask = We asked what they want.
casework-step-answered = They told us what they want.
casework-step-approve = A second person approved the answer.
casework-step-ask-proof = We asked for proof, or for a fee.
casework-step-back = It went one step back.
casework-step-begin = Work began.
casework-step-bounce = What we sent came back.
casework-step-close = It was closed.
casework-step-extend = We told them that we need two more months.
casework-step-hand-over = Somebody else has it now.
casework-step-identify = We know now whom it is about.
casework-step-items = What we found was decided about, one by one.
casework-step-lateness = We wrote down why it is late.
casework-step-link = It was put together with another case.
casework-step-not-valid = Something is missing.
casework-step-note = A note was made.
casework-step-overrule = The owner decided against the advice.
casework-step-proof = Proof came, or was not needed after all.
casework-step-propose = An answer was put forward.
casework-step-receive = It came.
casework-step-reopen = It was taken up again.
casework-step-revive = What was missing came.
casework-step-search = Our systems were searched.
casework-step-send = The answer was sent.
casework-step-send-back = The second person said no.
casework-step-weigh = We began to go through what we found.
casework-step-withdraw = They do not want it any more.
casework-step-write = A letter went out.

# Why a step cannot be taken.
casework-blocked-not-from-here = `{ $step }` cannot be done while the case is `{ $state }`. What you can do now: { $can }.
casework-blocked-not-by = `{ $step }` is not yours to do.
casework-blocked-no-reason = Say why: `{ $step }` takes a reason.

# What stands in the way.
casework-guard-acknowledged-once = They were told already that it came.
casework-guard-adjustment-met = They asked for something special, like large print or an interpreter. Say how it was met.
casework-guard-advice-against = The advice is not against it, so there is nothing to overrule.
casework-guard-advice-heard = The data protection officer advised against this answer.
casework-guard-alone-long-enough = You put this answer forward yourself. In an office of one it waits for three days after `keyholder approval alone`.
casework-guard-another-person = You put this answer forward yourself. Somebody else must check it.
casework-guard-answer-given = There is no answer yet: say how it ends, and write what they will read.
casework-guard-can-be-extended = The law gives no more time for this kind of case.
casework-guard-everything-weighed = Not everything that was found has been gone through, or something is held back without a ground.
casework-guard-extended-once = It was extended already. The law allows that once.
casework-guard-late = It is not late.
casework-guard-lateness-explained = It is late. Write down why before it goes.
casework-guard-no-interest = You said that you have an interest in this person. Hand the case over.
casework-guard-not-late = Its time has run out, so it cannot be extended.
casework-guard-nothing-asked = A question is open already.
casework-guard-nothing-left = Something is left to do: somebody is still to be told, or a source is still to be looked at again.
casework-guard-proof-matters = Who asks does not matter for this kind of case.
casework-guard-proven = It is not shown yet who asks, or that they may. Write down how you know, or ask for proof.
casework-guard-safe-way = There is no safe way to reach them. Give the answer to a person to hand over.
casework-guard-something-asked = No question is open.
casework-guard-sources-answered = Not every source and colleague has answered.
casework-guard-subject-known = It is not known whom it is about.

# Times that no law sets.
casework-clock-named = Whoever asks named { $day } as the day.
casework-clock-office = No law sets a time. It came on { $received }, and the office aims for { $days } days: { $day }.

# What our systems answered.
casework-searched-held = We hold something here.
casework-searched-nothing-held = We looked, and hold nothing here.
casework-searched-partly = We hold something here. Some of it could not be searched.
casework-searched-cannot-search = We cannot search here by what we know of you.
casework-searched-not-searched = We did not search here.
casework-searched-looked-by-hand = Somebody looked here by hand.
casework-searched-failed = We tried to search here, and it did not work.

# What a person reads where something is held back.
casework-says-health = We have not given you some information about health, because a health professional says that it could do serious harm.

# What somebody's case is called to them.
casework-your-access = your request to see what we hold about you
casework-your-automated-decision = your request to have a person look at what a computer decided
casework-your-complaint = your complaint about how we used your data
casework-your-consent-withdrawal = your message that you no longer agree
casework-your-disclosure = your request for somebody's data
casework-your-enquiry = your question
casework-your-erasure = your request to delete your data
casework-your-feedback = your comment on our notice
casework-your-information = your request for information
casework-your-internal-review = your request to look at our answer again
casework-your-letter = your letter
casework-your-objection = your message that you do not want us to use your data
casework-your-phishing = your report of a false message
casework-your-policy = your request to read one of our policies
casework-your-portability = your request to take your data elsewhere
casework-your-rectification = your request to put your data right
casework-your-restriction = your request to limit what we do with your data

# Emails. They say nothing of whom: whoever reads somebody's mail learns that there is a letter.
casework-mail-subject = A letter from { $organisation }
casework-mail-text =
    Hello,

    There is a letter for you. Your reference is { $reference }.

    You can read it here until { $until }:
    { $link }

    The page asks for a code. It never asks for a password.

    If you did not expect this, do not open the link. Tell us the reference.

    { $organisation }
casework-mail-code-subject = The code for your letter { $reference }
casework-mail-code =
    Hello,

    The code for your letter is { $code }. It opens the letter once, in the next 15 minutes.

    If you did not ask for a code, do nothing, and tell us. Your reference is { $reference }.

    { $organisation }
