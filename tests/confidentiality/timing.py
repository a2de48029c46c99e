"""Can somebody tell by the clock whether there is something behind an id they are denied?

`python -m tests.confidentiality.timing` asks for ids of rows the asker may not know of and for ids
of nothing, in random order, and prints how well the two can be told apart by how long the answers
took: the area under the ROC curve (AUC), 0.5 being by chance. `--floor 0` shows what the floor of
denied answers (webapp/pace.py) is for.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
import uuid
from pathlib import Path

import structlog

from models import IntroductionState, Role, migrations
from tests.browser_client import Browser
from tests.confidentiality.denials import build_denials
from tests.conftest import Clock
from tests.factories import Make
from webapp import create_app
from webapp.config import Settings
from webapp.database import make_engine

ASKED = (
    (Role.COMPANY, "/bedarfe/{challenge_id}", "forbidden"),
    (Role.PROFESSOR, "/bedarfe/{challenge_id}", "forbidden"),
    (Role.PROFESSOR, "/anfragen/{introduction_id}", "forbidden"),
    (Role.TRANSFER_MANAGER, "/pruefung/{challenge_id}/einblick", "excluded"),
    (Role.TRANSFER_MANAGER, "/pruefung/vorschlaege/{match_id}/ablehnen", "embargoed"),
    (Role.SCOUT, "/bedarfe/{challenge_id}", "withdrawn"),
    (None, "/kompetenzen/{profile_id}", "not published"),
)
"""Who asks for what, and why it is denied."""


def auc(these: list[float], those: list[float]) -> float:
    """The chance that one of these is larger than one of those, equal ones counting half."""
    order = sorted([(each, 1) for each in these] + [(each, 0) for each in those])
    times = [each for each, _ in order]
    ranks: dict[float, float] = {}
    start = 0
    while start < len(times):
        end = start
        while end < len(times) and times[end] == times[start]:
            end += 1
        ranks[times[start]] = (start + end + 1) / 2
        start = end
    total = sum(ranks[each] for each in these)
    return (total - len(these) * (len(these) + 1) / 2) / (len(these) * len(those))


def measure(browser: Browser, url: str, known: object, samples: int, rng: random.Random) -> float:
    """AUC of telling a row from nothing, whichever of the two takes longer."""
    taken: dict[bool, list[float]] = {True: [], False: []}
    name = url[url.index("{") + 1 : url.index("}")]
    questions = [True, False] * samples
    rng.shuffle(questions)
    for is_known in questions:
        address = url.format(**{name: known if is_known else uuid.UUID(int=rng.getrandbits(128))})
        began = time.perf_counter()
        answer = browser.client.get(address)
        taken[is_known].append(time.perf_counter() - began)
        assert answer.status_code == 404, address
    found = auc(taken[True], taken[False])
    return max(found, 1 - found)


def main() -> int:
    """Print one line for each question; 1 if any can be answered better than aimed for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=500, help="of each kind")
    parser.add_argument("--floor", type=int, help="milliseconds, instead of the setting")
    parser.add_argument("--goal", type=float, default=0.55)
    options = parser.parse_args()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    folder = Path(tempfile.mkdtemp())
    changes = {} if options.floor is None else {"denial_floor_ms": options.floor}
    settings = Settings(
        environment="test", database_url=f"sqlite:///{folder}/timing.db", data_dir=folder,
        secret_key="measuring " * 4, embedding_model=None, _env_file=None, **changes,
    )  # fmt: skip
    engine = make_engine(settings.database_url)
    with engine.begin() as connection:
        migrations.upgrade(connection)
    engine.dispose()
    clock = Clock()
    app = create_app(settings, now=clock)
    app.testing = True
    make = Make(app.extensions["database"], clock)
    denials = build_denials(make, clock)
    print(f"floor {settings.denial_floor_ms} ms, {options.samples} + {options.samples} answers")
    worst = 0.0
    for role, url, cause in ASKED:
        browser = Browser(app)
        if role is not None:
            browser.login(_visitor(make, role))
        found = measure(
            browser, url, _id_in(url, denials[cause]), options.samples, random.Random(4)
        )
        print(f"{role.value if role else 'anonymous':<16}{url:<44}{cause:<15}AUC {found:.3f}")
        worst = max(worst, found)
    app.extensions["database"].engine.dispose()
    shutil.rmtree(folder)
    print(f"largest AUC {worst:.3f}, aim {options.goal}")
    return int(worst > options.goal)


def _visitor(make: Make, role: Role):
    facts = {"university_id": make.university("HSBO").id} if role is Role.TRANSFER_MANAGER else {}
    account = make.account(role, **facts)
    if role is Role.PROFESSOR:
        profile = make.profile(account=account)
        make.introduction(IntroductionState.ASKED, profile=profile)
    return account


def _id_in(url: str, ids: dict[str, object]) -> object:
    return ids[url[url.index("{") + 1 : url.index("}")]]


if __name__ == "__main__":
    sys.exit(main())
