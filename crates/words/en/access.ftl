# What people are told at the door. The words of a code say nothing of anybody.

access-code-subject = Your code for { $organisation }
access-code-text =
    Hello,

    Somebody asked for a code to sign in to an account at { $organisation }. The code is { $code }. It works once, in the next { $minutes } minutes.

    If it was not you, do nothing, and tell us. Do not give the code to anybody. We never ask you for it.

    { $organisation }
