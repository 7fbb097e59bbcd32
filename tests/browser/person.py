"""Somebody at a browser: sees, clicks and types as people do, and waits for what is not there yet."""

from typing import Any

from selenium.common.exceptions import (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchFrameException,
    StaleElementReferenceException,
)
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

PATIENCE = 15
NOT_YET = (
    ElementClickInterceptedException,
    ElementNotInteractableException,
    NoSuchFrameException,
    StaleElementReferenceException,
)


class Person:
    def __init__(self, driver: Any, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str) -> None:
        self.driver.get(self.address + path)

    def see(self, css: str, text: str = "") -> Any:
        """The first visible element of that kind with that text, or label of a button."""

        def look(driver: Any) -> Any:
            found = driver.find_elements(By.CSS_SELECTOR, css)
            return next((each for each in found if each.is_displayed() and text in _text(each)), None)

        return self.wait(look, f"{css} {text}")

    def see_all(self, css: str) -> list[str]:
        return [each.text for each in self.driver.find_elements(By.CSS_SELECTOR, css)]

    def click(self, css: str, text: str = "") -> None:
        """Again where something was in the way, still moving, or drawn anew."""

        def click(driver: Any) -> bool:
            found = self.see(css, text)
            driver.execute_script(
                "arguments[0].scrollIntoView({block: 'center', behavior: 'instant'})", found
            )
            found.click()
            return True

        self.wait(click, f"to click {css} {text}")

    def write(self, name: str, text: str) -> None:
        self.see(f"[name='{name}']").send_keys(text)

    def written(self, name: str) -> str:
        return self.see(f"[name='{name}']").get_property("value")

    def press(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)

    def tab(self) -> Any:
        self.press(Keys.TAB)
        return self.driver.switch_to.active_element

    def wait(self, true: Any, what: str) -> Any:
        return WebDriverWait(self.driver, PATIENCE, 0.1, ignored_exceptions=NOT_YET).until(true, what)


def _text(element: Any) -> str:
    return element.text or element.get_property("value") or ""
