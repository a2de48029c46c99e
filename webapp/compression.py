"""Pages made smaller on their way, without telling anybody by their length what they hold.

Who sees how long a compressed page is, and has the same browser ask for it again and again with
words of their own choosing in it, learns letter by letter which of these words stand on it already
(BREACH, 2013). Our pages hold what that would be worth: words of a need, names, tokens. The token
of a form is signed anew with the time and so is another one every second; a need is not. So a page
is compressed only

- when the browser says that one of our own pages, or its owner, asked for it (`Sec-Fetch-Site`,
  sent by every browser since 2023): nobody else can have it asked for, or
- when the request carries nothing that tells who asks, neither cookie nor mailed link: then there
  is nothing on the page that others could not fetch themselves.

All others get the page as it is. What comes to a page by way of the database, written by somebody
else, cannot be tried out in this way: each attempt takes its reader another visit.
"""

import gzip

import brotli
from flask import Flask, Response, request

from webapp.database import SAFE_METHODS
from webapp.security import OWN_SITES
from webapp.static_files import best_encoding

SHORTEST = 1_000
"""Bytes below which a page fits into one packet anyway."""
BROTLI_QUALITY, GZIP_LEVEL = 5, 6
"""Some milliseconds for our longest pages; more would cost more than it saves."""


def init_app(app: Flask) -> None:
    """Compress pages; has to come after whatever holds answers back, so that it runs before."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype != "text/html" or response.direct_passthrough or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    encoding = best_encoding()
    if encoding is None or not is_safe_to_compress():
        return response
    page = response.get_data()
    if len(page) < SHORTEST:
        return response
    if encoding == "br":
        packed = brotli.compress(page, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    else:
        packed = gzip.compress(page, GZIP_LEVEL, mtime=0)
    response.set_data(packed)
    response.content_encoding = encoding
    return response


def is_safe_to_compress() -> bool:
    """Whether nobody but the reader can have had this page asked for, or anybody may read it."""
    if request.headers.get("Sec-Fetch-Site") in OWN_SITES:
        return True
    is_nobodys = not request.cookies and "token" not in (request.view_args or {})
    return is_nobodys and request.method in SAFE_METHODS
