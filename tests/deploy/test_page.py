# SPDX-License-Identifier: GPL-3.0-or-later
"""The page behind nginx in a real browser: by the keyboard, as screen readers are told, refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from srce_pac.tests.support.chromium import Chromium
from srce_pac.tests.support.served import Served

SHOWN = "document.getElementById('picture').dataset.state === 'shown'"
COUNTED = "document.querySelector('#summary-content table')"
TROUBLE = "document.getElementById('trouble-text').textContent"
OPTIONS = "[...document.querySelectorAll('[role=option]')].map(one => one.innerText)"
READY = "document.getElementById('version').textContent"
REPORT = (
    '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/2.0"><ows:Exception '
    'exceptionCode="NoApplicableCode"{locator}><ows:ExceptionText>{text}</ows:ExceptionText>'
    "</ows:Exception></ows:ExceptionReport>"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    started = Chromium(tmp_path_factory.mktemp("chromium"))
    yield started
    started.close()


@pytest.fixture
def page(browser: Chromium, served: Served) -> Chromium:
    """The browser as it is at first, and no page of another test in it."""
    browser.answer, browser.route = None, None
    browser.show_as(1280)
    browser.open("about:blank")
    browser.address = f"http://127.0.0.1:{served.port}/"
    browser.asked.clear()
    browser.log.clear()
    return browser


def test_a_sheet_is_got_by_the_keyboard(page: Chromium, served: Served, tmp_path: Path) -> None:
    page.open(page.address)
    page.wait(READY)
    # Where one begins.
    page.write("haynec")
    page.wait(f"{OPTIONS}.length === 1")
    assert page.text("#search-status") == "1 proposition."
    page.press("ArrowDown")
    combobox = page.node("combobox")
    assert (combobox.name, combobox.facts["expanded"]) == ("Commune ou EPCI", True)
    assert page.node("option", "Haynecourt (59294) – Nord Commune").facts["selected"]
    page.press("Enter")
    assert page.run("document.activeElement.id") == "territory-name"
    page.wait(f"{SHOWN} && {COUNTED}")
    assert page.run("location.search") == "?territory=59294"
    assert page.run("document.title") == "Haynecourt – Porter à connaissance"
    assert page.text("#announcement") == "Feuille affichée : Haynecourt."
    assert "Haynecourt (59294)" in page.node("image").name
    # An A3 across, at a low resolution.
    assert page.run("document.getElementById('picture-image').naturalWidth") in range(1180, 1200)
    # What the dock would warn of.
    assert re.search(r"1/15\s000.*1/25\s000", page.text("#warnings"))
    answer = served.get("/pac?REQUEST=GetSummary&TERRITORY=59294")
    told = [[one["label"], str(one["count"])] for one in json.loads(answer.body)["classes"]]
    rows = "[...document.querySelectorAll('tbody tr')].map(r => [...r.cells].map(c => c.innerText))"
    assert [row[:2] for row in page.run(rows)] == told
    # The first thing that Tab comes to behind the picture.
    page.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    page.press("Tab", "Tab", "Enter")
    page.wait("/^\\d+\\sko$/.test(document.querySelector('#downloads .size').innerText)")
    (pdf,) = page.files(tmp_path)
    assert pdf.name == "SRCE_59294_HAYNECOURT.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")
    # Nobody else is asked, nothing is kept, and the policy of nginx lets all of it pass.
    assert {urlsplit(url).netloc for url in page.asked} == {f"127.0.0.1:{served.port}"}
    assert page.run("document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert page.log == []
    _choose_and_go_back(page)


def _choose_and_go_back(page: Chromium) -> None:
    """Of a sheet that is shown, choose a paper and a scale; the address holds both."""
    ways = "[...document.querySelectorAll('#option-outside option')].map(one => one.text)"
    assert page.run(ways) == ["Masqué", "Estompé", "Affiché"]
    papers = "[...document.querySelectorAll('#option-template option')].map(one => one.value)"
    offered = page.run(papers)
    assert offered[:2] == ["", "A4"]
    # Those of the other kind of territory are not in the way.
    assert "commune_a4_portrait" in offered
    assert "epci_a4_portrait" not in offered
    # What is not printed here: one sheet is enough.
    page.answer = lambda url: (503, _report("Occupé.")) if "GetSheet" in url else None
    page.run("document.getElementById('option-template').focus()")
    page.press("ArrowDown")
    page.run("document.getElementById('option-scale').focus()")
    page.write("1/25 000")
    page.press("Enter")
    page.wait("location.search === '?territory=59294&template=A4&scale=25000'")
    page.wait(f"{TROUBLE} === 'Occupé.'")
    # A choice leaves the focus where it is.
    assert page.run("document.activeElement.id") == "option-scale"
    assert page.run("document.getElementById('link').value") == page.run("location.href")
    page.run("history.back()")
    page.wait("location.search === '?territory=59294'")
    page.wait("document.getElementById('option-template').value === ''")
    assert page.run("document.getElementById('option-scale').value") == ""
    page.run("document.getElementById('option-scale').value = '12'")
    page.run("document.getElementById('option-scale').dispatchEvent(new Event('input'))")
    page.run("document.getElementById('options').requestSubmit()")
    page.wait("document.getElementById('scale-wrong').textContent")
    assert re.search(r"de 1\s000 à 1\s000\s000", page.text("#scale-wrong"))
    assert page.run("location.search") == "?territory=59294"


def _report(text: str, locator: str = "") -> str:
    said = f' locator="{locator}"' if locator else ""
    return REPORT.format(text=text, locator=said)


def test_answers_that_come_late_overwrite_nothing(page: Chromium) -> None:
    held = {"Q=dou&"}
    page.answer = lambda url: (0, "") if any(one in url for one in held) else None
    page.open(page.address)
    page.wait(READY)
    page.write("dou")
    page.wait("document.getElementById('territory').getAttribute('aria-busy') === 'true'")
    page.write("ai")
    page.wait(f"{OPTIONS}.some(one => one.startsWith('Douai '))")
    found = page.run(OPTIONS)
    page.let_pass()
    page.wait("new Promise(done => setTimeout(() => done(true), 100))")
    assert page.run(OPTIONS) == found
    # An arrow that stood on one of them says nothing of what is typed since.
    page.press("ArrowDown")
    page.write("zzz")
    page.press("Enter")
    page.wait("document.getElementById('search-status').textContent.startsWith('Aucune')")
    assert page.text("#search-status") == "Aucune commune ni aucun EPCI ne répond à « douaizzz »."
    assert page.node("combobox").facts["expanded"] is False
    page.press("Escape")
    assert page.run("document.getElementById('territory').value") == ""
    assert page.run("location.search") == ""


def test_a_wait_is_told_and_the_picture_of_before_is_not_taken_for_it(page: Chromium) -> None:
    page.answer = lambda url: (0, "") if "GetSheet" in url else None
    # Under a prefix, as behind the proxy of an office.
    page.route = lambda url: url.replace("/srce/", "/")
    page.show_as(360, prefers_reduced_motion="reduce", prefers_color_scheme="dark")
    page.open(f"{page.address}srce/?TERRITORY=59294&utm=1")
    page.wait(f"{COUNTED} && {READY}")
    assert page.text("#announcement") == "La feuille se prépare."
    assert page.text("#territory-facts") == "Commune · Nord · 59294"
    assert page.run("document.getElementById('picture').getAttribute('aria-busy')") == "true"
    assert not page.run("document.getElementById('picture-link').hasAttribute('href')")
    moves = "getComputedStyle(document.querySelector('.bar'), '::before').animationName"
    assert page.run(moves) == "none"
    assert (
        page.run("getComputedStyle(document.documentElement).backgroundColor") == "rgb(23, 27, 26)"
    )
    assert all("/srce/" in url for url in page.asked)
    page.answer = lambda url: (503, _report("Le service est occupé."))
    page.run("history.pushState(null, '', '?territory=59350'); history.back()")
    _has_roles_and_names(page)
    # A phone, the narrowest that is asked for, and what 200 % leave of a small screen.
    for width in (360, 320, 640):
        page.show_as(width)
        assert page.run("document.documentElement.scrollWidth") == width


def _has_roles_and_names(page: Chromium) -> None:
    """What a screen reader is told of: landmarks, headings in order, a name for all that acts."""
    tree = page.tree()
    roles = [node.role for node in tree]
    for landmark in ("banner", "main", "contentinfo", "search"):
        assert roles.count(landmark) == 1, landmark
    levels = [node.facts["level"] for node in tree if node.role == "heading"]
    assert levels[:2] == [1, 2]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:]))
    acting = {"button", "combobox", "link", "textbox"}
    assert [node.role for node in tree if node.role in acting and not node.name] == []
    assert roles.count("columnheader") == 3
    assert page.node("table").name.startswith("Objets de chaque classe")


# What is answered, or nothing for the service's own answer; what is told; whether one may retry.
REFUSALS = [
    ("59", None, "647 communes.*200 au plus", False),
    ("59999", None, "59999", False),
    ("59294", (503, _report("Le service ne peut pas lire ses données.")), "lire ses données", True),
    ("59294", (502, "<html><h1>Bad Gateway</h1></html>"), "momentanément arrêté", True),
    ("59294", (200, "<html>Identifiez-vous</html>"), "illisible", True),
    ("59294", (-1, ""), "ne répond pas", True),
]


@pytest.mark.parametrize(("code", "answer", "told", "can_retry"), REFUSALS)
def test_a_refusal_is_one_sentence(
    page: Chromium, code: str, answer: tuple[int, str] | None, told: str, can_retry: bool
) -> None:
    page.answer = lambda url: answer if "/pac?" in url else None
    page.open(f"{page.address}?territory={code}")
    page.wait(TROUBLE)
    assert re.search(told, page.text("#trouble-text"))
    assert page.node("alert").role
    assert page.run("document.getElementById('retry').hidden") is not can_retry
    if not can_retry:
        # There is nothing to choose for it, and nothing to download.
        assert page.run("document.getElementById('sheet').hidden")
        return
    page.answer = lambda url: (503, _report("Plus tard.")) if "GetSheet" in url else None
    page.click("#retry")
    page.wait(f"{COUNTED} && {READY} && {TROUBLE} === 'Plus tard.'")
    assert page.text("#territory-name") == "Haynecourt"


@pytest.mark.parametrize("scheme", [0, 1])
def test_colours_are_told_apart(root: Path, scheme: int) -> None:
    css = (root / "deploy" / "www" / "page.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", css, re.DOTALL)[scheme]
    colours = dict(re.findall(r"--([a-z-]+): (#\w+);", block))
    pairs = [("text", "ground"), ("text", "panel"), ("text", "wash"), ("text", "wrong-wash")]
    pairs += [("quiet", "ground"), ("quiet", "panel"), ("quiet", "wash"), ("accent", "panel")]
    pairs += [
        ("accent", "ground"),
        ("accent", "wash"),
        ("on-accent", "accent"),
        ("wrong", "ground"),
    ]
    for one, other in pairs:
        light, dark = sorted((_luminance(colours[one]), _luminance(colours[other])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (one, other)


def _luminance(colour: str) -> float:
    """The relative luminance of WCAG."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear))
