# What people are told at the door. The words of a code say nothing of anybody.

access-code-subject = Your code for { $organisation }
access-code-text =
    Hello,

    Somebody asked for a code to sign in to an account at { $organisation }. The code is { $code }. It works once, in the next { $minutes } minutes.

    If it was not you, do nothing, and tell us. Do not give the code to anybody. We never ask you for it.

    { $organisation }
access-letter-text =
    { $name }
    { $address }

    Hello,

    Here is a code to sign in to your own account at { $organisation }. Go to our privacy pages, choose "Sign in", then "I have a code from a letter".

    Your code: { $code }

    It works once, in the next { $days } days. If you did not ask for it, tell us, and do not give it to anybody. We never ask you for it. If the letter was open when you got it, do not use the code: ask us for another.

    { $organisation }
