"""The browser that the page is opened in."""

from tests.report.conftest import browser as browser
