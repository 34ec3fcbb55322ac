"""Pages as people read them."""

import re

from django.http import HttpResponse


def text_of(response: HttpResponse) -> str:
    """Return the words of the page's main part, in one line."""
    main = response.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
