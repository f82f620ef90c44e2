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
web-who-missing = Say who it is for.
web-words-long = This is too long for a form. Send us the rest by letter or by email.
web-words-missing = Tell us what you want, in your own words.
