"""Everything that may lie behind an id that somebody is denied, beside nothing at all."""

from datetime import timedelta

from models import Challenge, ChallengeState, Exclusion, IntroductionState, Profile, Role
from tests.confidentiality.visiting import NOBODY
from webapp.erasing import erase_challenge

CAUSES = ("nothing", "forbidden", "excluded", "embargoed", "withdrawn", "erased", "not published")
NAMES = (
    "challenge_id", "attachment_id", "teaser_id", "introduction_id", "match_id", "profile_id",
)  # fmt: skip


def build_denials(make, clock) -> dict[str, dict[str, object]]:
    """Ids by cause; of a case that another university leads, and of a profile."""
    lead = make.account(Role.TRANSFER_MANAGER)
    other_university = make.university("HSBO").id

    def case(**facts) -> dict[str, object]:
        challenge = make.challenge(ChallengeState.IN_REVIEW, lead=lead, **facts)
        teaser = make.teaser(challenge)
        introduction = make.introduction(IntroductionState.ASKED, challenge=challenge, lead=lead)
        return {
            "challenge_id": challenge.id, "teaser_id": teaser.id, "match_id": introduction.match_id,
            "introduction_id": introduction.id, "profile_id": _hidden_profile(make),
            "attachment_id": make.attachment(challenge).id,
        }  # fmt: skip

    found = {
        "nothing": dict.fromkeys(NAMES, NOBODY),
        "forbidden": case(),
        "excluded": case(),
        "embargoed": case(embargo_until=clock() + timedelta(days=9)),
        "withdrawn": case(),
        "erased": case(),
        "not published": case(),
    }
    with make.writing() as session:
        rows = {name: session.get(Challenge, ids["challenge_id"]) for name, ids in found.items()}
        rows["excluded"].exclusions.append(Exclusion(university_id=other_university))
        rows["forbidden"].state = ChallengeState.SUBMITTED
        rows["not published"].state = ChallengeState.SUBMITTED
        rows["withdrawn"].withdraw(clock())
        rows["erased"].withdraw(clock())
        owner = rows["erased"].entered_by
        erase_challenge(session, rows["erased"], clock(), by=owner)
        session.delete(session.get_one(Profile, found["erased"]["profile_id"]))
    return found


def _hidden_profile(make) -> object:
    profile = make.profile()
    with make.writing() as session:
        session.get_one(Profile, profile.id).unpublish()
    return profile.id
