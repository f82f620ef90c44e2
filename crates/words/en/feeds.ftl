# Sentences of the room `feeds`.

# Where the home is, and where the household came from.
feeds-core-address = There is neither a UPRN nor a full address.
feeds-core-address-help = Give the UPRN, or the first line, the town and both parts of the postcode.
feeds-core-last-postcode = The two parts together are no postcode.
feeds-core-last-postcode-help = Write it as the post does, the first part and the last three characters.
feeds-core-postcode = The two parts together are no postcode.
feeds-core-postcode-help = Write it as the post does, the first part and the last three characters.

# When the home was empty, repaired and let.
feeds-core-repairs-after-start = The major repairs ended after the tenancy began.
feeds-core-repairs-after-start-help = Correct one of the two days.
feeds-core-repairs-before-void = The major repairs ended before the home was empty.
feeds-core-repairs-before-void-help = Correct one of the two days.
feeds-core-repairs-day = The day of the major repairs is not complete, or in no calendar.
feeds-core-repairs-day-help = Give its day, month and year, or none of them.
feeds-core-repairs-first-let = A home that is let for the first time has no major repairs.
feeds-core-repairs-first-let-help = Leave the day of the repairs out, or correct the reason for the vacancy.
feeds-core-repairs-too-early = The major repairs ended more than twenty years before the tenancy.
feeds-core-repairs-too-early-help = Correct the day.
feeds-core-void-after-start = The home was empty only after the tenancy began.
feeds-core-void-after-start-help = Correct one of the two days.
feeds-core-void-day = The day the home was empty is not complete, or in no calendar.
feeds-core-void-day-help = Give its day, month and year.
feeds-core-void-too-early = The home was empty for more than twenty years.
feeds-core-void-too-early-help = Correct the day.

# Each answer by itself: whether it is there, and whether it is one the field takes.
feeds-core-code = This field does not take this answer.
feeds-core-code-help = Use one of the codes of the template.
feeds-core-form = The answer is not written as this field wants it.
feeds-core-form-help = Write it as the template shows.
feeds-core-long = The answer is too long.
feeds-core-long-help = Shorten it to what the template allows.
feeds-core-missing = This letting needs an answer here.
feeds-core-missing-help = Fill the field in.
feeds-core-number = This field takes a number.
feeds-core-number-help = Write a number, in digits.
feeds-core-other-letting = This question is for another kind of letting.
feeds-core-other-letting-help = Leave the field empty, or correct the needs type.
feeds-core-unasked = This letting is not asked for this, and what nobody asked for does not go.
feeds-core-unasked-help = Leave the field empty, or correct the answer it depends on.

# Where the household lived before, and why it left.
feeds-core-care-age = The lead tenant is too old to come from a children's home or foster care.
feeds-core-care-age-help = Correct the age, or where the household was.
feeds-core-decanted = The household had to leave another home of the same landlord, but was not moved within its homes.
feeds-core-decanted-help = Correct the reason, or the source of the referral.
feeds-core-new-area = A renewal is in the same home, so the household has not just moved to the area.
feeds-core-new-area-help = Correct the time in the area.
feeds-core-reason-homeless = Homelessness is no reason for leaving a settled home.
feeds-core-reason-homeless-help = Say why they left the home before that, or use a code of the list.
feeds-core-renewal-before = Before a renewal the household lived in a social home.
feeds-core-renewal-before-help = Use a code of general needs, supported or older people's housing.
feeds-core-renewal-reason = Before a renewal the last tenancy ended.
feeds-core-renewal-reason-help = Use one of the codes 50 to 53.
feeds-core-same-area = The household came from the same area, so it has not just moved there.
feeds-core-same-area-help = Correct the time in the area, or one of the two areas.
feeds-core-transfer-before = Who moves within the homes of one landlord lived in a social home.
feeds-core-transfer-before-help = Correct where the household was, or the source of the referral.
feeds-core-transfer-council = Who moves within the homes of a private registered provider did not live in a council home.
feeds-core-transfer-council-help = Correct where the household was, or the source of the referral.

# Income, rent and charges.
feeds-core-benefits-working = Not all the income is from benefits where the tenant or a partner works.
feeds-core-benefits-working-help = Correct the share, or the working situation.
feeds-core-charge-limit = The charge is more than any landlord may report.
feeds-core-charge-limit-help = Correct the charge, or how often it is paid.
feeds-core-charges = Rent and the three charges are given together.
feeds-core-charges-help = Fill all four in, with 0 where there is none.
feeds-core-charges-unpaid = Nothing is paid for this home, but there is rent or a charge.
feeds-core-charges-unpaid-help = Leave rent and charges empty, or say that they are paid.
feeds-core-income-half = Income needs both the amount and how often it comes.
feeds-core-income-half-help = Fill both in, or leave both out.
feeds-core-shortfall-benefits = A shortfall is what benefits leave over, and there are none.
feeds-core-shortfall-benefits-help = Correct the benefits, or the shortfall.
feeds-core-shortfall-rent = The shortfall is more than rent and charges.
feeds-core-shortfall-rent-help = Correct one of them.
feeds-core-shortfall-zero = A shortfall of nothing is none.
feeds-core-shortfall-zero-help = Say that there is no shortfall, or how much it is.
feeds-core-total-low = Rent and charges together are less than ten pounds a week.
feeds-core-total-low-help = Correct them, or how often they are paid.

# Access needs and lasting conditions.
feeds-core-condition-none = Somebody has a lasting condition, but nothing says how it affects them.
feeds-core-condition-none-help = Fill at least one of the fields 101 to 110 with 1.
feeds-core-needs-no = There is an access need, and there is none.
feeds-core-needs-no-help = Keep the need, or that there is none.
feeds-core-needs-no-unknown = There is no access need, and it is not known.
feeds-core-needs-no-unknown-help = Keep one of the two.
feeds-core-needs-none = Nothing is said of access needs.
feeds-core-needs-none-help = Fill one of the fields 94 to 99 with 1.
feeds-core-needs-two = Only one kind of accessible housing can be needed.
feeds-core-needs-two-help = Keep one of the fields 94 to 96.
feeds-core-needs-unknown = There is an access need, and it is not known.
feeds-core-needs-unknown-help = Keep the need, or that it is not known.

# Who lives there.
feeds-core-child-partner = A child is the partner of the lead tenant.
feeds-core-child-partner-help = Correct the age, or who the partner is.
feeds-core-child-working = Who is under 16 is a child by their working situation.
feeds-core-child-working-help = Use the code 9, or correct the age.
feeds-core-grown-child = Who is 16 or over is no child by their working situation.
feeds-core-grown-child-help = Use another code, or correct the age.
feeds-core-partners = The lead tenant has more than one partner.
feeds-core-partners-help = Correct who the partner is.
feeds-core-pregnant-nobody = Nobody in the household is likely to be pregnant.
feeds-core-pregnant-nobody-help = Look at the answer again.

# Reasonable preference.
feeds-core-preference-none = There was a reasonable preference, but no reason for it.
feeds-core-preference-none-help = Fill at least one of the fields 122 to 126 with 1.
feeds-core-preference-unasked = There was no reasonable preference, but a reason for one.
feeds-core-preference-unasked-help = Leave the reasons out, or say that there was one.
feeds-core-preference-unknown = The reason for the preference is given, and not known.
feeds-core-preference-unknown-help = Keep one of the two.

# The home.
feeds-core-bedsit = A bedsit has one bedroom.
feeds-core-bedsit-help = Give 1 bedroom, or correct the type of unit.
feeds-core-shared-alone = Who lives alone in shared housing has one to three bedrooms.
feeds-core-shared-alone-help = Correct the bedrooms, or the type of unit.
feeds-core-vacancy-renewal = The home is vacant by a renewal, but the letting is none.
feeds-core-vacancy-renewal-help = Correct the reason for the vacancy, or whether it is a renewal.
feeds-core-vacancy-temporary = Who had the home as temporary accommodation did not come from a place like this.
feeds-core-vacancy-temporary-help = Correct the reason for the vacancy, or where the household was.

# Who referred the household.
feeds-core-referral-general = This source is for supported housing alone.
feeds-core-referral-general-help = Use another code, or correct the needs type.
feeds-core-referral-pair = Part 2 does not go with part 1.
feeds-core-referral-pair-help = After 6 in part 1 use 1 to 4, after 7 use 5 to 8.
feeds-core-referral-source = Part 3 does not go with parts 1 and 2.
feeds-core-referral-source-help = After 6 in part 1 use 1 to 10, after 7 use 11 to 20.

# What the service asks first: without it nothing of the file is taken.
feeds-core-declaration = The tenant has not seen the privacy notice of the ministry, or nobody says so.
feeds-core-declaration-help = Give the lead tenant the notice first; then put 1 here. The law asks for this.
feeds-core-start-ahead = The tenancy begins more than fourteen days from now.
feeds-core-start-ahead-help = Send the letting nearer to its day.
feeds-core-start-day = The day the tenancy begins is in no calendar.
feeds-core-start-day-help = Correct its day, month or year.
feeds-core-start-window = The tenancy does not begin in the year this file is for.
feeds-core-start-window-help = Send it in the file of its own year, from 1 April to 31 March.

# The tenancy.
feeds-core-joint-alone = Who lives alone has no joint tenancy.
feeds-core-joint-alone-help = Add the others, or say that it is not joint.
feeds-core-term-short = A fixed term for social or affordable rent is two years or more.
feeds-core-term-short-help = Correct the term, or leave the letting out if it is shorter.
feeds-core-term-unasked = A tenancy of this type has no fixed term.
feeds-core-term-unasked-help = Leave the term out, or correct the type.

# The same letting twice in one file.
feeds-core-twice = The same letting stands in this file twice.
feeds-core-twice-help = Leave one of the two out.

# What is wrong with a file as a whole.
feeds-file-cell-too-long = A cell is longer than 4,096 bytes.
feeds-file-column-unknown = A column is none of this kind of file. It does not go out.
feeds-file-column-unknown-help = Correct its heading if it belongs there; leave it out if not.
feeds-file-empty = There is no row under the headings.
feeds-file-empty-help = Make the file again.
feeds-file-field-missing = The column of this field is missing.
feeds-file-field-missing-help = Add the column, even where it is empty.
feeds-file-field-twice = The column of this field stands there twice.
feeds-file-field-twice-help = Keep one of the two.
feeds-file-header-missing-help = Keep the rows of the template, and save the file as comma-separated text.
feeds-file-header-missing-names = No row has a heading of this kind of file.
feeds-file-header-missing-numbers = No row begins with the words “field number”.
feeds-file-parts-help = Send it in parts.
feeds-file-quotes = A quotation mark stands where none may be.
feeds-file-row-too-long = The row has more cells than the headings.
feeds-file-row-too-long-help = Look for a comma in an answer, and put that answer in quotation marks.
feeds-file-too-long = The file is longer than 64 MiB.
feeds-file-too-many-columns = A row has more than 512 columns.
feeds-file-too-many-rows = The file has more than 100,000 rows.
feeds-file-unreadable-help = Make the file again as comma-separated text, and look at this row.

# What is wrong in files with named columns.
feeds-feed-breathing-space-contact = The person is in a breathing space, and this is a way to reach them.
feeds-feed-breathing-space-contact-help = Leave it empty until the breathing space is over.
feeds-feed-breathing-space-end = The person is in a breathing space, but its last day is missing.
feeds-feed-breathing-space-end-help = Give its last day.
feeds-feed-breathing-space-over = The breathing space is over, but still marked.
feeds-feed-breathing-space-over-help = Look whether there is a new one; take the mark away if not.
feeds-feed-day = This is no day.
feeds-feed-district = This is more or less than the first half of a postcode.
feeds-feed-form-help = Write it as the page of this kind of file shows.
feeds-feed-hard-search = The file asks for a credit search that leaves a trace.
feeds-feed-hard-search-help = Ask for a soft search or none.
feeds-feed-minor = The person is too young for this file.
feeds-feed-minor-help = Leave the row out, or correct the date of birth.
feeds-feed-missing = This column needs an entry.
feeds-feed-missing-help = Fill it in.
feeds-feed-money = This is no amount in pounds and pence.
feeds-feed-names = This looks like what names a person or a home.
feeds-feed-no-notice = The person was not given notice of this.
feeds-feed-no-notice-help = Give them notice first, or leave the row out.
feeds-feed-year = This is no year, or more than a year.
feeds-feed-yes-no = This takes Y or N.
