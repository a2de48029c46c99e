"""A published Kompetenzprofil in the words of schema.org."""

from typing import Any

from models import Profile
from webapp.linked_data import part, thing
from webapp.links import absolute_url


def linked_profile(profile: Profile) -> dict[str, Any]:
    """A chair as an organisation of its university; nothing that is not on its public page."""
    address = absolute_url("profiles.show", profile_id=profile.id)
    campus = profile.department.campus
    university = part("CollegeOrUniversity", name=campus.university.name)
    return thing(
        "Organization",
        address,
        profile.chair,
        url=address,
        description=profile.summary,
        location=part("Place", name=campus.name),
        parentOrganization=part(
            "Organization", name=profile.department.name, parentOrganization=university
        ),
        knowsAbout=[each.text for each in profile.competences],
    )
