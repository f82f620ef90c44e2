# Small words that other sentences are made of.
words-and = { $init } and { $last }

words-monday = Monday
words-tuesday = Tuesday
words-wednesday = Wednesday
words-thursday = Thursday
words-friday = Friday
words-saturday = Saturday
words-sunday = Sunday

words-january = January
words-february = February
words-march = March
words-april = April
words-may = May
words-june = June
words-july = July
words-august = August
words-september = September
words-october = October
words-november = November
words-december = December
