"""What the pages about Stoffströme and common projects touch, for webapp/cells.py."""

from models.matrix import Verb

READ, LIST, WRITE, _ = Verb

FLOW_CELLS: dict[str, tuple[tuple[str, Verb], ...]] = {
    "flows.add": (("flow", WRITE), ("flow", READ)),
    "flows.consenting.agree": (("joint", WRITE),),
    "flows.consenting.agree_by_link": (("joint", WRITE),),
    "flows.consenting.by_link": (("joint", READ),),
    "flows.consenting.record": (("joint", WRITE), ("O3", READ)),
    "flows.consenting.refuse": (("joint", WRITE),),
    "flows.consenting.refuse_by_link": (("joint", WRITE),),
    "flows.consenting.show": (("joint", READ), ("O3", READ), ("flow", READ)),
    "flows.delete": (("flow", WRITE),),
    "flows.dismiss": (("joint", WRITE),),
    "flows.edit": (("flow", WRITE), ("flow", READ)),
    "flows.index": (("O12", READ), ("joint", LIST), ("flow", LIST), ("O1", LIST), ("O3", LIST)),
    "flows.invite": (("joint", WRITE), ("flow", READ), ("O1", READ), ("O3", READ)),
    "flows.joined": (("joint", READ), ("O3", READ)),
    "flows.note": (("joint", WRITE),),
    "flows.plan": (("joint", WRITE),),
    "flows.show_project": (
        ("joint", READ), ("flow", READ), ("O1", READ), ("O3", READ), ("O4", LIST), ("O5", LIST),
    ),
}  # fmt: skip
"""By endpoint, as in webapp/cells.py: the first object decides whether the page opens."""
