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

# What an assessment asks.
casework-assessment-asked = Whom have you asked of those it is about, and what did they say? If nobody: why not?
casework-assessment-authorities = Could authorities there get at it, and what stands in their way?
casework-assessment-balance = Against what it may do to people
casework-assessment-children = Is it about children, or people at risk?
casework-assessment-expect = Would people expect it?
casework-assessment-goes = What goes, and where to
casework-assessment-harm = What could it do to them, and how likely is that?
casework-assessment-helps = Does it really help?
casework-assessment-how-long = How long is it kept, and what then?
casework-assessment-interest = What it is for
casework-assessment-kind-impact = Impact assessment
casework-assessment-kind-interests = Legitimate interests
casework-assessment-kind-transfer = Transfer abroad
casework-assessment-less = Could it be done with less data, or in a gentler way?
casework-assessment-measures = What is done against that?
casework-assessment-mechanism = What makes it lawful to send it there?
casework-assessment-needed = Whether it is needed
casework-assessment-protection = How well are people protected there, next to here?
casework-assessment-remains = What remains, and who accepts it?
casework-assessment-risks = What could go wrong for people
casework-assessment-say-no = How can somebody say no?
casework-assessment-there = How it is protected there
casework-assessment-what = What is done
casework-assessment-what-goes = Which data goes, and to whom?
casework-assessment-what-is-done = What is done, with which data?
casework-assessment-what-risks = What could go wrong for people, how likely is it, and how grave?
casework-assessment-where = Which country, and who has it there?
casework-assessment-which-interest = Whose interest is it, and what is it?
casework-assessment-who-gets = Who gets it?
casework-assessment-whose = Whose data is it?
casework-assessment-why = Why is it needed?

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
casework-step-tell = A recipient was told, or cannot be.
casework-step-weigh = We began to go through what we found.
casework-step-withdraw = They do not want it any more.
casework-step-work = Some of the work was done.
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
casework-guard-can-be-withdrawn = Nobody asked for this, so nobody can want it no more.
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
casework-guard-safe-way = This is not a safe way to reach them. Choose another way, or have somebody hand it over.
casework-guard-something-asked = No question is open.
casework-guard-sources-answered = Not every source and colleague has answered.
casework-guard-subject-known = It is not known whom it is about.
casework-guard-work-done = What this answer says is not done yet, or questions about it are open. `keyholder case work` shows them.

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
casework-told-why = You read this because we gave you data on this person before. The law wants us to tell you when it is put right, erased or limited.
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

# What a kind of case asks whoever works on it.
casework-ask-adm-decision = Which decision is it? The charter's name for it, or what was decided.
casework-ask-adm-inputs = What went in about this person?
casework-ask-adm-rule = What is the rule, in plain words?
casework-ask-adm-came-out = What came out?
casework-ask-adm-side-asked = Were they asked for their side?
casework-ask-adm-side = What is their side? Write `nothing said` where they said nothing.
casework-ask-adm-reviewer = Who looked at it again, by name?
casework-ask-adm-authority = May they change the decision?
casework-ask-adm-took-part = Did they take part in it before?
casework-ask-adm-looked-at = What did they look at beside what went in?
casework-ask-adm-result = Does the decision stand, or is it changed?
casework-ask-adm-why = Why?
casework-ask-agent-leave-seen = What shows that the person lets them ask?
casework-ask-agent-leave-reaches = Does that reach all they ask for?
casework-ask-assessment-what = What is planned?
casework-ask-assessment-which = Which assessment is it?
casework-ask-assessment-why = What is it for?
casework-ask-assessment-data = Whose data, and which?
casework-ask-assessment-necessary = Why does it need this, and nothing less?
casework-ask-assessment-people-asked = What do the people it is about say? Or why were they not asked?
casework-ask-assessment-risks = What could go wrong for them?
casework-ask-assessment-measures = What is done against it?
casework-ask-assessment-balance = Whose interest is stronger, and why?
casework-ask-assessment-still-high = Is the risk still high with all that is done?
casework-ask-assessment-consulted = When was the regulator asked?
casework-ask-assessment-decision = What is decided?
casework-ask-assessment-review = When is it looked at again?
casework-ask-attorney-power-seen = Which power or order was seen, and was it checked that it still stands?
casework-ask-attorney-power-reaches = Does it reach what they ask for?
casework-ask-breach-what = What happened?
casework-ask-breach-kind = Was data seen by others, changed, lost, or several of these?
casework-ask-breach-happened = When did it happen?
casework-ask-breach-found = How was it found?
casework-ask-breach-people = About how many people?
casework-ask-breach-records = About how many records?
casework-ask-breach-who = Which people: tenants, applicants, staff?
casework-ask-breach-data = Which data?
casework-ask-breach-special = Is health data, or other data the law protects more, among it?
casework-ask-breach-at-risk = Are children or people at risk among them?
casework-ask-breach-danger = Could somebody be found by, or come to harm from, a person they fear?
casework-ask-breach-money = Could money or an identity be stolen with it?
casework-ask-breach-unreadable = Was it encrypted, or got back before anybody could have read it?
casework-ask-breach-likely = How likely is it that somebody comes to harm?
casework-ask-breach-consequences = What could it mean for them?
casework-ask-breach-measures = What was done about it?
casework-ask-breach-before = What was there to prevent it?
casework-ask-breach-risk = How high is the risk for people?
casework-ask-breach-risk-why = Why do you decide otherwise than the answers point?
casework-ask-breach-regulator-told = When was the regulator told?
casework-ask-breach-regulator-late = Why was the regulator told after 72 hours?
casework-ask-breach-people-told = When were the people told?
casework-ask-breach-people-not-told = Why need they not be told?
casework-ask-breach-said-in-public = When was it said in public instead?
casework-ask-breach-lettings-data = Is lettings data that we send to the ministry among it?
casework-ask-breach-ministry-told = When was the ministry told?
casework-ask-breach-charity-told = When was the charity regulator told?
casework-ask-breach-charity-not-told = Why need the charity regulator not be told?
casework-ask-breach-prevented = What is done so that it does not happen again?
casework-ask-complaint-about = What do they say went wrong with their data?
casework-ask-complaint-housing = Did a housing complaint come with it, and at which stage is that?
casework-ask-complaint-housing-reference = What is the reference of the housing complaint?
casework-ask-complaint-looked-at = What was looked at, and who was asked?
casework-ask-complaint-found = What was found?
casework-ask-complaint-put-right = What is put right, or why is nothing?
casework-ask-disclosure-who = Who asks?
casework-ask-disclosure-checked = How was it checked that it is them?
casework-ask-disclosure-recipient = Which recipient of the charter is that?
casework-ask-disclosure-purpose = For which purpose of the charter would it go?
casework-ask-disclosure-data = Which kinds of data of the charter go? No more than is needed.
casework-ask-disclosure-asked-for = What do they ask for?
casework-ask-disclosure-must = Must we give it, or may we?
casework-ask-disclosure-power = By which power or law?
casework-ask-disclosure-necessary = Is it necessary for what they want it for?
casework-ask-disclosure-why = Why, or why not?
casework-ask-disclosure-least = What is the least that does?
casework-ask-disclosure-person-told = When was the person told?
casework-ask-disclosure-person-not-told = Why is the person not told?
casework-ask-executor-died = When did the person die?
casework-ask-executor-grant-seen = Which grant or will was seen?
casework-ask-executor-about-others = What of it is about people who are alive?
casework-ask-parent-child-born = When was the child born?
casework-ask-parent-child-able = Can the child understand what this is about, and ask for themselves?
casework-ask-parent-child-agrees = Does the child want it?
casework-ask-parent-responsibility = What shows that they have parental responsibility?
casework-ask-parent-dispute = Is there another with parental responsibility who does not want it, or a court order?
casework-ask-parent-dispute-says = What does the other, or the order, say?
casework-ask-parent-fears = Could it bring the child, or somebody they live with, into danger?
casework-ask-parent-best-for-child = Why is it best for the child?
casework-ask-phishing-what = What does the message say, and how did it come?
casework-ask-phishing-ours = Did it come from us?
casework-ask-phishing-known-by = How do you know?
casework-ask-phishing-given = Did they give something away, or did somebody see data of theirs?
casework-ask-phishing-what-given = What was given away?
casework-ask-phishing-others-warned = How were others warned?

# What must not stay so before an answer goes.
casework-wrong-adm-side = They have to be asked for their side before it is decided.
casework-wrong-adm-authority = Whoever looks at it must be able to change it.
casework-wrong-adm-took-part = Somebody has to look at it who took no part before.
casework-wrong-adm-same = The reason is the rule, word for word. A rule that is run again is no review.
casework-wrong-adm-reviewer = Whoever looked at it holds no post that may change this decision.
casework-wrong-agent-reaches = They were not let ask for all of this: ask the person.
casework-wrong-assessment-advice = The data protection officer has not advised yet.
casework-wrong-attorney-reaches = The power does not reach this: ask for one that does, or the person.
casework-wrong-breach-late = The regulator was told after 72 hours: say why in `regulator-late`.
casework-wrong-breach-tomorrow = `{ $answer }` is later than now.
casework-wrong-breach-readable = It was not unreadable: that is no reason not to tell them.
casework-wrong-breach-charity = This entity is a charity: say when its regulator was told, or why that is not needed.
casework-wrong-disclosure-must = What must be given is given: look again at what is necessary, or at the power.

casework-wrong-parent-against = A child who can ask for themselves does not want it.
casework-wrong-parent-fears = It could bring a child into danger: it does not go to this parent. Say so in the answer with care.
casework-wrong-parent-grown = Whoever is eighteen speaks for themselves: ask them.

# What follows.
casework-says-assessment-consult = The regulator is asked before it begins, for the risk is still high (UK GDPR Article 36).
casework-says-breach-points-high = The answers point to a high risk.
casework-says-breach-points-risk = The answers point to a risk.
casework-says-breach-points-unlikely = The answers point to no likely risk. It stays on the register all the same.
casework-says-breach-regulator = The regulator is told by { $by }: 72 hours from when you knew. What is not known yet can follow.
casework-says-breach-people = The people are told without undue delay, in plain words.
casework-says-breach-ministry = The ministry is told by { $by }: 24 hours, by the agreement on lettings data.
casework-says-breach-charity = A charity thinks of its own regulator too: a serious incident is reported there.
casework-says-complaint-apart = The housing complaint has its own stages and its own answer. This one is answered by itself.
casework-says-disclosure-refuse = What is not necessary is not given.
casework-says-executor-own-way = The law on data protection is about the living. An executor is answered by what an estate may have, and what is about the living stays protected.
casework-says-parent-dispute = Two parents who do not agree: ask the data protection officer before it goes.
casework-says-information-bound = This entity has to answer requests about how its homes are run (STAIRs). Personal data goes the way of an access request.
casework-says-information-not-bound = No law binds this entity to answer this today. Answer it as a question, and say so.
casework-says-phishing-ours = It was us. Tell them today, and where they can check.
casework-says-phishing-not-ours = It was not us. Tell them today.
casework-says-phishing-breach = Something was given away: a breach is opened, and its hours run.

# The regulator's form.
casework-field-breach-nature = What happened
casework-field-breach-happened = When it happened
casework-field-breach-aware = When we knew
casework-field-breach-found = How it was found
casework-field-breach-people = How many people, and who
casework-field-breach-records = How many records, and what
casework-field-breach-consequences = What it could mean for them
casework-field-breach-measures = What was done
casework-field-breach-before = What was there to prevent it
casework-field-breach-told = When the people were told
casework-field-breach-late = Why it was not told within 72 hours

# What was really done.
casework-work-changed = Our systems were changed.
casework-work-disclosed = It was given to whoever asked.
casework-work-informed = People were given the notice.
casework-work-objected = The objection stands on record.
casework-work-overruled = The objection was weighed, and our grounds are stronger.
casework-work-withdrawn = The consent was taken back.
