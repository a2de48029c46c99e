"""Somebody with no mouse: reaches everything by Tab, in the page's own order, and presses keys."""

from playwright.sync_api import ElementHandle, Locator

from tests.browser.conftest import Visitor

FARTHEST = 400
"""Presses of Tab after which a part of a page counts as out of reach."""
HAS_FOCUS = "(element) => document.activeElement === element"
IS_SEEN = """(element) => {
  for (let part = element; part && part !== document.body; part = part.parentElement) {
    const style = getComputedStyle(part);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) return true;
    if (part === element && style.boxShadow !== "none") return true;
  }
  return false;
}"""
"""On a card the outline is drawn around the card, not around the words that are the link."""


class Typist(Visitor):
    """Does with keys what a visitor does with a pointer; complains where focus cannot be seen."""

    def press(self, element: Locator) -> None:
        self.reach(element)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, label: str, value: str) -> None:
        self.write(self.page.get_by_label(label).first, value)

    def write(self, field: Locator, value: str) -> None:
        """Replace what stands in a field; a date is set, because its keys follow the system."""
        self.reach(field)
        if field.get_attribute("type") == "date":
            field.fill(value)
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(value)

    def tick(self, label: str) -> None:
        """Choose a box or one of several round ones."""
        box = self.page.get_by_label(label).first
        if box.get_attribute("type") != "radio":
            self.reach(box)
            self.page.keyboard.press("Space")
            return
        name = box.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        self.reach(group.first)
        for _ in range(group.count()):
            if box.is_checked():
                return
            if self.page.evaluate(HAS_FOCUS, box.element_handle()):
                self.page.keyboard.press("Space")
            else:
                self.page.keyboard.press("ArrowDown")
        assert box.is_checked(), f"{label} cannot be chosen by keys"

    def choose(self, label: str, option: str) -> None:
        """Pick from a list by typing how the option begins."""
        field = self.page.get_by_label(label).first
        self.reach(field)
        self.page.keyboard.type(option)
        chosen = field.evaluate("(list) => list.selectedOptions[0].label")
        assert chosen == option, f"typing {option} chose {chosen}"

    def reach(self, element: Locator) -> None:
        """Press Tab until it has the focus."""
        wanted = element.element_handle()
        for _ in range(FARTHEST):
            if self.page.evaluate(HAS_FOCUS, wanted):
                self._see_focus(wanted)
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: Tab never comes to {element}")

    def _see_focus(self, element: ElementHandle) -> None:
        if not self.page.evaluate(IS_SEEN, element):
            markup = element.evaluate("(element) => element.outerHTML.slice(0, 120)")
            self.complaints.append(f"{self.page.url}: nobody sees the focus on {markup}")
