# SPDX-License-Identifier: MIT
#
# The documentation page in a real browser, against a server just started with `--demo`, whose user
# gets another password in the end:
#     python3 Tests/Browser/test_docs.py http://127.0.0.1:8000
# One line a check; exit status 1 when one failed.
# Touches: loopback, a headless Chromium, bash with curl.

import sys
import traceback

import checks_bodies  # noqa: F401  (importing these files is what collects their checks)
import checks_calls  # noqa: F401
import checks_documents  # noqa: F401
import checks_login  # noqa: F401
import checks_page  # noqa: F401
import checks_scopes  # noqa: F401
import checks_units  # noqa: F401
import checks_password  # noqa: F401, I001  (the last, since it changes the password)
from browser import browser
from reader import CHECKS


def main(base):
    failed = 0
    with browser() as page:
        for sentence, function in CHECKS:
            page.fresh_tab()
            failed += not passes(sentence, function, page, base)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


def passes(sentence, function, page, base):
    try:
        function(page, base)
    except Exception:
        print(f"FAILED  {sentence}\n{traceback.format_exc()}", flush=True)
        return False
    print(f"ok      {sentence}", flush=True)
    return True


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python3 Tests/Browser/test_docs.py http://127.0.0.1:PORT")
    sys.exit(main(sys.argv[1].rstrip("/")))
