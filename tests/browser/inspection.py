"""What a careful person would notice on a page, whoever opened it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROWEST = 320
"""CSS pixels: a window 1,280 wide at 400 % zoom (WCAG 2.2, 1.4.10)."""
RULES = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice",
        ],
    },
    "resultTypes": ["violations"],
}  # fmt: skip
FLAWS = """() => {
  const flaws = [], root = document.documentElement, main = document.querySelector("main");
  if (document.querySelectorAll("h1").length !== 1) flaws.push("not one h1");
  if (!main.querySelector("a[href], button, input, summary")) flaws.push("no way on from here");
  for (const image of document.images)
    if (image.complete && !image.naturalWidth) flaws.push("broken picture " + image.src);
  for (const each of main.querySelectorAll("a, button, h1, h2, h3, .tag, label, dt, dd, td, th")) {
    const style = getComputedStyle(each);
    const cut = style.overflowX !== "visible" && style.textOverflow !== "ellipsis";
    if (cut && each.scrollWidth > each.clientWidth + 1 && style.overflowX === "hidden"
        && each.clientWidth > 1)
      flaws.push("cut off: " + each.textContent.trim().slice(0, 60));
  }
  return flaws;
}"""
TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - width;
  if (over <= 0) return "";
  const widest = [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(-1)[0];
  return over + " px too wide: " + (widest ? widest.outerHTML.slice(0, 120) : "");
}"""


def flaws_of(page: Page) -> list[str]:
    """What is wrong with the page as it stands, a line each."""
    flaws = list(page.evaluate(FLAWS))
    if wide := page.evaluate(TOO_WIDE):
        flaws.append(wide)
    for each in Axe().run(page, options=RULES).response["violations"]:
        flaws.append(f"{each['id']}: {each['nodes'][0]['html'][:200]}")
    return flaws


def flaws_when_narrow(page: Page) -> list[str]:
    """What does not fit a window zoomed to 400 %; the size is left as it was found."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    wide = page.evaluate(TOO_WIDE)
    if before:
        page.set_viewport_size(before)
    return [f"at {NARROWEST} px {wide}"] if wide else []
