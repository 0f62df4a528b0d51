"""The server: what it answers, what it refuses, how it starts and stops."""

import pytest

pytestmark = pytest.mark.browser


def test_the_page_opens_without_asking_anybody_else(visit, check_access):
    page = visit()
    assert page.get_by_role("heading", level=1).count() == 1
    check_access(page)
