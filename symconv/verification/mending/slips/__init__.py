"""The slips, by what they touch: each is a generator of the changes that would mend it."""
