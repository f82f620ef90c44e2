# What the pages say beside what stands in their templates.

web-also-wrong = Write each on a line, with a colon: reference: T1042
web-cannot = This cannot be done
web-code-missing = Type the code we gave you.
web-code-unknown = We know no such code. Look at it again: it has twelve letters and numbers.
web-collect-done = All of our systems were searched.
web-collect-failed = It did not work.
web-collect-not-whole = Done, but not every system could be searched to its end.
web-collect-runs = Our systems are being searched.
web-collect-waits = It waits for its turn.
web-complain = Complain about your data
web-day-wrong = Write the day as 2026-11-24.
web-days-wrong = Say how many days, in numbers.
web-goes-missing = Choose whether it goes ahead.
web-harm-missing = Say whether it would do serious harm.
web-item-goes = It goes.
web-item-held-back = Held back: { $ground }.
web-item-open = Open.
web-item-until = Held back: { $ground }. We look again on { $day }.
web-kind-access = See what you hold about me
web-kind-automated-decision = Have a person look at what a machine decided
web-kind-consent-withdrawal = Take back a yes I gave
web-kind-erasure = Have something deleted
web-kind-informed = Hear what you do with my data
web-kind-objection = Say no to something you do with it
web-kind-policy = Read one of your rules
web-kind-portability = Take my data somewhere else
web-kind-rectification = Put something right
web-kind-restriction = Have you stop using it for now
web-known-missing = Say how it is known that they know it.
web-later = This did not work
web-later-what = Please wait a minute and try again. If you were sending something, we may have it: call us before you send it again.
web-letter-acknowledgement = We have what you sent
web-letter-answer = The answer
web-letter-ask-proof = We need proof
web-letter-ask-what = What do you want?
web-letter-breach = Something happened to your data
web-letter-more-time = We need more time
web-line-long = Write this on one line, and make it shorter.
web-log-empty = Nothing has been written down yet.
web-log-green = All { $size } entries are as they were signed.
web-log-red = The record is not what was signed: { $why }.
web-log-unknown = It could not be looked at now.
web-may-not-go = The notice does not let this go to them. Ask with less, or ask somebody who may.
web-name-missing = Tell us your name.
web-nothing-here = There is no such page
web-nothing-here-what = The address may be old, or part of it may be missing.
web-outcome-answered = The question is answered
web-outcome-given = They get what they asked for
web-outcome-not-upheld = We were not in the wrong, and say why
web-outcome-missing = Say in a few words how it ended.
web-outcome-nothing-held = Nothing is held
web-outcome-partly = They get some of it
web-outcome-refused = They get none of it, with the grounds
web-outcome-upheld = We were in the wrong, and say so
web-outcome-withdrawn = They do not want it any more
web-past-carry-runs = It is being carried out, or looked at again.
web-past-carry-waits = It waits for its turn to be carried out, or looked at again.
web-past-done = It is over: every row is gone, or stays for a reason.
web-past-failed = No plan came of it.
web-past-left = It was carried out, and something is left.
web-past-planned = It is planned, and nothing is gone yet.
web-past-put-away = It was put away, and nothing went.
web-person-wrong = This is not the number of a record.
web-report = Report a message that looks wrong

# What is looked at again.
web-review-agreed = What a recipient has agreed to
web-review-agreement = The terms of an agreement
web-review-agreement-ends = An agreement ends
web-review-assessment = An assessment
web-review-holds = Holds, whether they are still needed: { $count }
web-review-legacy = Markers from before, to be proved or to go: { $count }
web-review-markers = Markers, whether they are still true: { $count }
web-review-mode = A rule enforces from then on
web-review-transfer = What makes a transfer abroad lawful ends

# Residents, in their own account.
web-code-wrong = The code is wrong, or too old, or was used. Ask for a new one after five wrong tries.
web-email-missing = Type your email, such as name@example.org.
web-letter-code-wrong = The code is wrong, or too old, or was used. Ask us for a new letter.
web-message-wrong = Write something, and not more than 5,000 characters. You can send 20 messages a day.
web-no-right = We cannot show you that
web-no-right-what = We have no right of yours on record to act for somebody here. If you have one, such as a power of attorney, show it to us first. We say the same whoever it is about.
web-sign-in-wrong = The name, the password or the code is wrong. After five wrong tries, wait a quarter of an hour.
web-step-accept = Accept that a system was not searched to its end
web-step-acknowledge = Write down that they were told it came
web-step-advise = Advise on the answer
web-step-answered = Write down what they want
web-step-approve = Approve the answer
web-step-ask = Ask them what they want
web-step-ask-proof = Ask for proof
web-step-back = Go one step back
web-step-begin = Begin the work
web-step-bounce = Write down that what was sent came back
web-step-close = Close the case
web-step-extend = Take two more months
web-step-hand-over = Hand it to another post
web-step-identify = Say whom it is about
web-step-items = Weigh what was found
web-step-lateness = Say why it is late
web-step-link = Put it together with another case
web-step-not-valid = Say that something is missing
web-step-note = Make a note
web-step-overrule = Decide against the advice
web-step-proof = Write down that proof came
web-step-propose = Put an answer forward
web-step-reopen = Take it up again
web-step-revive = Write down that what was missing came
web-step-send = Send the answer
web-step-send-back = Send the answer back
web-step-tell = Say that a recipient was told
web-step-weigh = Begin to weigh what was found
web-step-withdraw = Write down that they do not want it any more
web-step-work = Answer the questions of this work
web-step-write = Send a letter
web-way-missing = Say how it goes.
web-weigh-by-hand = Somebody set it aside.
web-weigh-health = It is about health.
web-weigh-somebody-else = It is about somebody else as well.
web-what-missing = Say what is to become of it.
web-when-wrong = Write the day as 2026-11-24, or with a time as 2026-11-24T17:30.
# Changes of our systems
web-becomes-cannot = cannot be changed: { $why }
web-becomes-detached = empty, so that nothing leads there any more
web-becomes-empty = empty
web-becomes-gone = gone with its row
web-becomes-kept = stays: { $why }
web-becomes-look = for a person to look at: { $why }
web-change-asked = The plan was put to a second person.
web-change-carry-runs = It is being carried out.
web-change-carry-waits = It waits for its turn to be carried out.
web-change-category-missing = Choose what kind of data it is.
web-change-closed = It was closed, and is not complete.
web-change-complete = All of it is done, and was seen to be done.
web-change-correct = Put right: { $what }
web-change-erase = Erase: { $what }
web-change-erase-all = Erase all of it
web-change-failed = It could not be planned.
web-change-ground-missing = Write what they say is wrong.
web-change-left = It was carried out, and something is left.
web-change-look-runs = It is being looked at again.
web-change-look-waits = It waits for its turn to be looked at again.
web-change-plan-runs = It is being planned.
web-change-plan-waits = The plan waits for its turn.
web-change-planned = It is planned, and nothing has changed yet.
web-change-restrict = Limit: { $what }
web-change-restrict-all = Limit all of it
web-change-right-missing = Write what is right.
web-change-wrong-missing = Write what is wrong.

# Objections
web-object-ended = It has ended, for good.
web-object-missing = Choose what they object to.
web-object-not-reached = The right to object does not reach this: it rests on { $basis }.
web-object-stopped = It has stopped, and is weighed now.
web-overrule-missing = Write which grounds are stronger.
web-stands-no-news = no news and no offers
web-stands-objection = no to { $what }
web-stands-overruled = our grounds for { $what } are stronger

# Telling those who were given the data
web-told-recipient-missing = Choose who is told.

# What somebody of staff signs in with
web-account-app-is-new = From now on the codes of your new app count. The old app is good for nothing.
web-account-by-work = You sign in with your work account
web-account-by-work-what = Change its password and its second factor where you manage your work account.
web-account-cases = Go to the cases
web-account-changed = It is changed
web-account-new-code = This is not a code of the new app. Look at the key again, wait for new digits, and try once more.
web-account-new-password = Choose a new password of 12 to 200 characters, and not the one you have.
web-account-not-the-same = This is not the same as the new password.
web-account-password-is-new = Your new password counts from now on.
web-account-wrong = The password or the code is wrong. A code counts once: wait for new digits. After five wrong tries, wait a quarter of an hour.

# Signing in with a work account
web-work-again = Sign in again
web-work-away = Your work sign-in does not answer
web-work-away-what = Please wait a minute and try again. If it still does not answer, tell whoever looks after it.
web-work-barred = Your account here was ended. If that is wrong, ask whoever looks after this system.
web-work-name-taken = The name of your work account is somebody else's here. Ask whoever looks after this system.
web-work-no-group = Your work account is in no group that works here. If your job has changed, ask your manager.
web-work-no-name = Your work account came without a name we can use. Ask whoever looks after your work sign-in.
web-work-not-in = You are not signed in
web-work-not-vouched = Your work sign-in did not let you in, or we could not be sure that it was you. Start again from the sign-in page.
web-work-out = You are signed out here
web-work-out-there = Sign out of your work account too
web-work-out-what = Your work account itself stays signed in on this device. If others use this device, sign out of it too.
web-work-stale = This took too long, or was begun in another window. Start again from the sign-in page.
web-work-weak = Your work here needs a second factor, such as an app on your phone. Sign in to your work account with one, and try again.
# What officers read who look somebody up, share, or take something down on the telephone.

web-act-choice = wrote down a choice
web-act-contact = looked whether they may be contacted
web-act-contact-answer = asked whether they may be contacted
web-act-correction-told = told somebody of a correction
web-act-disclose = opened it to give it away
web-act-disclosed = gave it away
web-act-disclosure-asked-again = looked whether what waits may still go
web-act-disclosure-called-off = called off what waited to go
web-act-disclosure-deletion-confirmed = wrote down that what was called back is deleted
web-act-disclosure-recalled = called back what was given
web-act-disclosure-scheduled = let something wait until they are told
web-act-enter = entered them
web-act-history = read who has had it
web-act-look = looked
web-act-mark = put up a warning
web-act-open-case = opened a case
web-act-scheduled-disclosure-refused = found that what waited may not go any more
web-act-search = looked them up
web-act-told-of-disclosure = wrote down that they were told what will go
web-act-wall = put up a wall
web-act-withdraw = took a choice back

# What a token of a service allows.

web-scope-break-glass = Look at a person although a rule says no, where a life is at risk
web-scope-erase = Ask that a person is erased, and erase them after a second person said yes
web-scope-history = Read who looked at a person, and what was done with their data
web-scope-office = Act for the office by the name of any officer: read and end tasks, work on cases, and say yes or no as a second person
web-scope-read = Read what its role may see of people
web-scope-unknown = Something this version does not know
web-scope-write = Write down what its role may, and change it

# What those who audit read, and what officers do for people who cannot get into their own account.

web-audit-gone = of people who were erased
web-letter-asked = A letter will be printed
web-letter-asked-what = It goes to the address we hold. It has a code that works once. Codes from before are good for nothing. Nobody here sees the code.
web-letter-waits = A letter waits to be printed
web-letter-waits-what = This server does not print letters. The letter waits until somebody prints it with “keyholder resident print”. Ask whoever runs the server when that is, before you promise a letter. It has a code that works once. Codes from before are good for nothing. Nobody here sees the code.
web-letter-open = Their account is open
web-letter-open-what = They can sign in again. Nothing about them was changed.
web-call-choice-missing = Choose what it is.
web-call-correction = { $field } is wrong: { $wrong } What is right: { $right }
web-call-field-missing = Choose what is wrong.
web-call-name-missing = Write down the name of whoever calls.
web-call-words-missing = Write down what they ask for.
web-call-wrong-missing = Write down what is wrong, in 2,000 letters at most.
web-contact-day = Write the day as 2026-11-24.
web-contact-groups = another company's of our group
web-contact-others = somebody else's
web-contact-ours = our own
web-find-century = Write the year with four digits.
web-find-form = This cannot be read. Look at it again.
web-find-joint = These are two people. Look each up by themselves.
web-find-nothing = Fill in something that you know.
web-find-placeholder = This stands for nothing. Leave it empty.
web-glass-reason = Say why, in 10 letters or more.
web-kinds-of-data = { $count } kinds of data
web-share-data-missing = Tick what goes.
web-share-day-missing = Say on which day they were told.
web-share-how-missing = Say how it goes, in a few words.
web-share-why-missing = Say why they are not told, in a few words.
web-training-missing = Answer every question.

# The notice as the office keeps it.

web-notices-changed = Somebody changed this draft in between. Open it anew, and look before you go on. What you typed stands below.
web-notices-mistake = Line { $line }: { $what } { $help }
web-notices-not = This cannot be done: { $why }.
web-notices-unreadable = What is kept as { $what } was written by another version of this program and cannot be read.

# The rest.

web-who-missing = Say who it is for.
web-why-missing = Say why in a few words.
web-words-answered = What they want
web-words-ask = What we ask them
web-words-ask-proof = What we ask for, in words they will read
web-words-if-any = Why, if there is something to say
web-words-long = This is too long for a form. Send us the rest by letter or by email.
web-words-missing = Tell us what you want, in your own words.
web-words-note = The note
web-words-propose = What they will read
web-words-tell = How they were told, or why they cannot be
web-words-why = Why
