"""A flood of sign-ins: few are hashed at once, and everybody else goes on."""

import threading

import pytest

from models import Account, Role
from tests.browser_client import Browser
from webapp import create_app, passwords

PASSWORD = "blaue Kühe tanzen im Mai"


@pytest.fixture
def narrow(settings, clock, database):
    """An application with four threads, of which forms for strangers take three."""
    app = create_app(settings.model_copy(update={"threads": 4}), now=clock)
    app.testing = True
    yield app
    app.extensions["database"].engine.dispose()


class SlowHashes:
    """Hashing that waits for a test, and counts how many wait at once."""

    def __init__(self) -> None:
        self.go_on, self.lock = threading.Event(), threading.Lock()
        self.running = self.most = 0
        self.began = threading.Semaphore(0)

    def verify(self, *_) -> bool:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        self.began.release()
        self.go_on.wait(60)
        with self.lock:
            self.running -= 1
        return True

    def check_needs_rehash(self, _) -> bool:
        return False


@pytest.fixture
def slow(monkeypatch) -> SlowHashes:
    slow = SlowHashes()
    monkeypatch.setattr(passwords, "_hasher", slow)
    return slow


@pytest.fixture
def company(make) -> Account:
    return make.account(Role.COMPANY, password_hash="x")


def test_while_passwords_are_hashed_others_read_and_write(narrow, company, make, slow):
    visitor = Browser(narrow)
    visitor.login(make.account(Role.PROFESSOR))
    crowd = [Browser(narrow) for _ in range(4)]
    pages = [each.get("/anmelden") for each in crowd]
    arrived: list[str] = []

    def sign_in(browser, page) -> None:
        arrived.append(browser.send(page, email=company.email, password=PASSWORD).path)

    threads = [
        threading.Thread(target=sign_in, args=pair)
        for pair in zip(crowd[:3], pages[:3], strict=True)
    ]
    for thread in threads:
        thread.start()
    for _ in range(2):
        assert slow.began.acquire(timeout=60)
    while narrow.extensions["paced_places"].acquire(blocking=False):
        # The third has not reached the form yet.
        narrow.extensions["paced_places"].release()

    visitor.get("/")
    page = visitor.submit("/konto/angaben", display_name="Lehrgebiet Bau")
    assert page.path == "/konto"
    refused = crowd[3].send(pages[3], email=company.email, password=PASSWORD, status=503)
    assert refused.response.headers["Retry-After"] == "5"
    assert slow.running == 2
    slow.go_on.set()
    for thread in threads:
        thread.join()

    assert arrived == ["/bedarfe"] * 3
    assert slow.most == 2
    assert crowd[3].send(pages[3], email=company.email, password=PASSWORD).path == "/bedarfe"


def test_a_place_is_free_again_after_every_kind_of_answer(narrow, company):
    browser = Browser(narrow)
    for _ in range(5):
        browser.submit("/anmelden", email=company.email, password="x" * 129, status=422)
        browser.submit("/passwort-vergessen", email=company.email)
        browser.client.post("/anmelden", data={"email": company.email})

    places = narrow.extensions["paced_places"]
    assert [places.acquire(blocking=False) for _ in range(4)] == [True, True, True, False]
