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
# Residents, in their own account.
web-code-wrong = The code is wrong, or too old, or was used. Ask for a new one after five wrong tries.
web-email-missing = Type your email, such as name@example.org.
web-letter-code-wrong = The code is wrong, or too old, or was used. Ask us for a new letter.
web-message-wrong = Write something, and not more than 5,000 characters. You can send 20 messages a day.
web-no-right = We cannot show you that
web-no-right-what = We have no right of yours on record to act for somebody here. If you have one, such as a power of attorney, show it to us first. We say the same whoever it is about.
web-sign-in-wrong = The name, the password or the code is wrong. After five wrong tries, wait a quarter of an hour.
web-who-missing = Say who it is for.
web-words-long = This is too long for a form. Send us the rest by letter or by email.
web-words-missing = Tell us what you want, in your own words.
