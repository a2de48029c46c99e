"""A browser for tests: follows redirects, fills forms, and inspects every page it is shown."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models import Account, ApiToken, BrowserSession, Scope
from models.session import hash_key

STRAIGHT_QUOTES = re.compile(r"[\w„]\s?\"\w|\w\"\s")


@dataclass
class Page:
    """What came back, parsed."""

    response: TestResponse
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.request.path

    @property
    def h1(self) -> Tag:
        return self.soup.h1

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    def select_one(self, selector: str) -> Tag | None:
        return self.soup.select_one(selector)

    def select(self, selector: str) -> list[Tag]:
        return self.soup.select(selector)

    def error_at(self, name: str) -> str:
        """The message at a field, through the aria-describedby that a screen reader follows."""
        field = self.soup.find(attrs={"name": name})
        ids = (field.get("aria-describedby") or "").split() if field else []
        if field and (group := field.find_parent("fieldset")):
            ids += (group.get("aria-describedby") or "").split()
        found = [self.soup.find(id=each) for each in ids if "error" in each]
        return " ".join(each.get_text(" ", strip=True) for each in found if each)


class KeyedClient(FlaskClient):
    """A browser whose owner also has a program: it asks under /api/ with the owner's key.

    So every test that asks all routes in somebody's name asks these in their name, too.
    """

    key: str | None = None

    def open(self, *args: Any, **facts: Any) -> TestResponse:
        asks = args and isinstance(args[0], str) and args[0].startswith("/api/")
        if asks and self.key and "Authorization" not in dict(facts.get("headers") or {}):
            bearer = {"Authorization": f"Bearer {self.key}"}
            facts["headers"] = dict(facts.get("headers") or {}) | bearer
        return super().open(*args, **facts)


class Browser:
    """One person's browser; `login` changes who sits before it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = KeyedClient(app, app.response_class, use_cookies=True)

    def login(self, account: Account) -> None:
        key = secrets.token_urlsafe(32)
        at = self.app.extensions["clock"]()
        with self.app.extensions["database"].writing() as writing:
            writing.add(
                BrowserSession(
                    key_hash=hash_key(key),
                    account_id=account.id,
                    session_token=account.session_token,
                    device="Firefox, Linux",
                    created_at=at,
                    last_seen_at=at,
                )
            )
            token, self.client.key = ApiToken.issue(
                writing.get_one(Account, account.id),
                at,
                name="Browser",
                scopes=[each.value for each in Scope if each is not Scope.CALENDAR],
                expires_at=at + timedelta(days=365),
                last_used_at=at,
            )
            writing.add(token)
        with self.client.session_transaction() as session:
            session.clear()
            session["_user_id"] = key
            session["_fresh"] = True

    def logout(self) -> None:
        self.client.key = None
        with self.client.session_transaction() as session:
            session.clear()

    def get(self, url: str, status: int = 200) -> Page:
        page = self._page(self.client.get(url, follow_redirects=True))
        assert page.status == status, f"{url}: {page.status}\n{page.text[:500]}"
        return page

    def submit(self, url: str, action: str | None = None, status: int = 200, **fields: Any) -> Page:
        """Open a page, fill its form and send it; `action` picks one of several forms."""
        return self.send(self.get(url), action, status, **fields)

    def send(self, page: Page, action: str | None = None, status: int = 200, **fields: Any) -> Page:
        """Fill a form of a page that is open and send it."""
        form = self._form(page, action, fields)
        pressed = form.select_one(f'button[formaction*="{action}"]') if action else None
        target = pressed["formaction"] if pressed else form.get("action") or page.path
        target = target.split("#")[0] or page.path
        data = self._prefilled(form)
        for name, value in fields.items():
            known = form.find(attrs={"name": name}) is not None
            assert known, f"the form has no field {name}: {sorted(data)}"
            data[name] = value
        answer = self._page(self.client.post(target, data=data, follow_redirects=True))
        assert answer.status == status, f"{target}: {answer.status}\n{answer.text[:800]}"
        return answer

    def _form(self, page: Page, action: str | None, fields: dict[str, Any]) -> Tag:
        forms = [form for form in page.select("main form") if form.get("method") == "post"]
        if action is not None:
            forms = [
                form
                for form in forms
                if action in (form.get("action") or page.path)
                or form.select(f'button[formaction*="{action}"]')
            ]
        else:
            forms = [f for f in forms if all(f.find(attrs={"name": name}) for name in fields)]
        assert forms, f"{page.path} has no form for {action or list(fields)}"
        return forms[0]

    def _prefilled(self, form: Tag) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for field in form.select("input[name], textarea[name], select[name]"):
            name = field["name"]
            if field.name == "textarea":
                data[name] = field.get_text().removeprefix("\n")
            elif field.name == "select":
                chosen = field.select("option[selected]") or field.select("option")[:1]
                data[name] = [each.get("value", "") for each in chosen]
            elif field.get("type") in {"checkbox", "radio"}:
                if field.has_attr("checked"):
                    data.setdefault(name, []).append(field.get("value", "y"))
            elif field.get("type") not in {"submit", "button", "file"}:
                data[name] = field.get("value", "")
        return data

    def _page(self, response: TestResponse) -> Page:
        text = response.get_data().decode("utf-8", "replace")
        page = Page(response, BeautifulSoup(text, "html.parser"))
        if response.mimetype == "text/html":
            inspect(page)
        return page


def inspect(page: Page) -> None:
    """What every page must be, whoever wrote it."""
    where = f"{page.path} ({page.status})"
    assert len(page.select("h1")) == 1, f"{where}: exactly one h1"
    title = page.soup.title.get_text().strip()
    h1 = " ".join(page.h1.get_text(" ").split())
    assert title.startswith((h1[:40], "Fehler: ", "Error: ")), f"{where}: {title!r}, {h1!r}"
    assert page.soup.html.get("lang") in {"de", "en"}, f"{where}: language"
    ids = [each["id"] for each in page.select("[id]")]
    doubled = {each for each in ids if ids.count(each) > 1}
    assert not doubled, f"{where}: ids twice: {doubled}"
    for form in page.select("form"):
        if form.get("method", "get").lower() == "post":
            assert form.find(attrs={"name": "csrf_token"}), f"{where}: form without token"
    for field in page.select("input:not([type=hidden]), textarea, select"):
        labelled = field.get("aria-label") or field.get("aria-labelledby")
        label = page.soup.find("label", attrs={"for": field.get("id")}) if field.get("id") else None
        assert labelled or label, f"{where}: field {field.get('name')} without label"
    # Browsers never run this type, so the policy has nothing to forbid about it.
    facts = "[type='application/ld+json']"
    inline = f"[style], [onclick], main style, script:not([src]):not({facts})"
    assert not page.select(inline), f"{where}: inline"
    for image in page.select("img"):
        assert image.has_attr("alt"), f"{where}: image without alt"
    assert not page.select("body [title]:not(iframe)"), f"{where}: a hint for the mouse alone"
    fetches = page.select("[hx-get], [hx-post]")
    assert not fetches or page.select("script[src*=htmx]"), f"{where}: htmx is missing"
    policy = page.response.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, f"{where}: no policy"
    assert "unsafe" not in policy, f"{where}: unsafe policy"
