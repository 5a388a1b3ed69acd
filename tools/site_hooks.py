# SPDX-License-Identifier: GPL-3.0-or-later
"""What MkDocs calls: of a link to a file beside the pages, only its text is shown."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

# Where the package bears its name, whatever that of the checkout's folder.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / ".build" / "plugins"))

from srce_pac.tools.build_package import page as without_links


def on_page_markdown(markdown: str, page: Any, files: Any, **_: Any) -> str:
    """The text of a page, whose links lead to pages and pictures of the site."""
    return without_links(page.file.src_uri, markdown, {file.src_uri for file in files})
