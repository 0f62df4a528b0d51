"""Small integers that stand for names inside kernels."""

# Posts of an account
PROMOTION, INFORMATION, COMMUNITY, INVITATION = 0, 1, 2, 3
POST_KINDS = ("promotion", "information", "community", "invitation")

# What consumers tell each other
PRAISE, GRIPE, COMPLAINT, SHARED_POST = 0, 1, 2, 3

# What the readers of a public complaint can see of its answer
UNANSWERED, ANSWERED, POINTED = 0, 1, 2

# What staff do with a complaint
NO_REPLY, OPEN, PRIVATE, OPEN_THEN_PRIVATE = 0, 1, 2, 3

# Bits of population.traits
VINDICTIVE, PREFERS_PRIVATE, MOBILE = 1, 2, 4

# Bits of population.history
EVER, CURRENT, PREVIOUS, LEFT, FAILED_BEFORE, KNOWS_WORK, INVITED, ENCOURAGED = 1, 2, 4, 8, 16, 32, 64, 128

# Bits of a trip's marks: made by standing order; a friend gets the discount that this buyer was refused; the queue was
# too long
STANDING, UNFAIR, WALKED_OUT = 1, 2, 4

# Channels without an account: their numbers follow those of the platforms
STORE, PHONE, EMAIL = 0, 1, 2
CONTACTS = ("store", "phone", "email")

# What the customer's record did for a reply: it was not used or noticed to be wrong, it helped, it misled
UNUSED, HELPED, MISLED = 0, 1, 2

# States of a thread
WAITING, REPLIED, IGNORED, NEVER = 0, 1, 2, 3

SERVICE = 255  # in place of a supplier's number: the failure was the retailer's service
AWARE = 0.05  # appeal from which a consumer remembers the promotion and gets its price
MINUTES = 1440  # in a day
FACE_TO_FACE = 255  # in place of a platform's number
NOBODY = 255  # the outside option, or no second choice among retailers
