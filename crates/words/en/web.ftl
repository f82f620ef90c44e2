# What the pages say beside what stands in their templates.

web-code-missing = Type the code we gave you.
web-code-unknown = We know no such code. Look at it again: it has twelve letters and numbers.
web-complain = Complain about your data
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
web-later = This did not work
web-later-what = Please wait a minute and try again. If you were sending something, we may have it: call us before you send it again.
web-line-long = Write this on one line, and make it shorter.
web-name-missing = Tell us your name.
web-nothing-here = There is no such page
web-nothing-here-what = The address may be old, or part of it may be missing.
web-report = Report a message that looks wrong
web-sign-in-wrong = The name, the password or the code is wrong. After five wrong tries, wait a quarter of an hour.
# What officers read who look somebody up, share, or take something down on the telephone.

web-act-choice = wrote down a choice
web-act-disclose = opened it to give it away
web-act-disclosed = gave it away
web-act-enter = entered them
web-act-history = read who has had it
web-act-look = looked
web-act-mark = put up a warning
web-act-open-case = opened a case
web-act-search = looked them up
web-act-wall = put up a wall
web-act-withdraw = took a choice back
web-call-choice-missing = Choose what it is.
web-call-correction = { $field } is wrong: { $wrong } What is right: { $right }
web-call-field-missing = Choose what is wrong.
web-call-name-missing = Write down the name of whoever calls.
web-call-words-missing = Write down what they ask for.
web-call-wrong-missing = Write down what is wrong, in 2,000 letters at most.
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

# The rest.

web-who-missing = Say who it is for.
web-words-long = This is too long for a form. Send us the rest by letter or by email.
web-words-missing = Tell us what you want, in your own words.
