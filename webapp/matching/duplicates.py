"""Whether a need was handed in before, in nearly the same words."""

from collections.abc import Sequence

from matcher.duplicates import near_duplicates
from models import Challenge
from webapp.matching.experts import as_need


def said_again(challenge: Challenge, others: Sequence[Challenge]) -> list[Challenge]:
    """Those of the others that say nearly the same, the most alike first.

    Whether two needs may be compared at all is for the caller to decide.
    """
    by_id = {str(each.id): each for each in others}
    alike = near_duplicates(as_need(challenge), [as_need(each) for each in others])
    return [by_id[each.id] for each in alike]
