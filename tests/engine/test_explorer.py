"""The explorer in a real Chromium, used as readers do: mouse, keys, sliders; each number held against Python's."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import symprop
from symprop.derive.paths import iter_paths, path_label
from symprop.explore import Request, explorer_page
from symprop.explore.program import live_edges

from .explored import Truth, agrees

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.engine

EXAMPLES = (
    "mazur", "question", "lstm", "skip", "attention", "autoencoder", "cnn", "shared_weight", "siamese",
    "softmax_cross_entropy", "xor", "transformer", "2-3-2",
)  # fmt: skip
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    import shutil

    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path, need: Callable[[str], None]) -> Iterator[Open]:
    """Give a function that opens a network's page from disk; nothing may stand in its console at the end."""
    need("chromium")
    said: list[str] = []
    asked: list[str] = []
    context = browser.new_context(viewport={"width": 1300, "height": 1000}, offline=True)

    def opened(net: symprop.Network, *, change: Callable[[str], str] = str, width: int = 1300, **request: Any) -> Any:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        file = tmp_path / "page.html"
        file.write_text(change("".join(explorer_page(net, Request(**request)))), encoding="utf-8")
        page.goto(file.as_uri())
        page.wait_for_selector("#gradient-list button")
        return page

    yield opened
    context.close()
    assert said == []
    assert len(asked) == 1


def edges_of(locator: Any) -> set[str]:
    """Return the graph's edges that elements of the drawing stand for."""
    found = locator.evaluate_all("all => all.map(each => each.getAttribute('data-edge') || '')")
    return {edge for text in found for edge in text.split()}


def named(edge: Any) -> str:
    return f"{edge.source}>{edge.target}#{edge.occurrence}"


def lit(page: Any, way: str) -> set[str]:
    return edges_of(page.locator(f"#net .x-{way}"))


def drawn_with(page: Any, edges: set[str]) -> set[str]:
    """Return all edges of the arrows and nodes that stand for some of these: an arrow is its weight's edge too."""
    found = page.locator("#net [data-edge]").evaluate_all("all => all.map(each => each.getAttribute('data-edge'))")
    return {edge for text in found if edges & set(text.split()) for edge in text.split()}


def press(page: Any, key: str, times: int = 1) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def set_value(page: Any, name: str, value: str) -> None:
    page.locator(f"input[type=number][data-name={name}]").fill(value)


# every example


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_form_and_notation(name: str, open_page: Open) -> None:
    net = symprop.load(name)
    page = open_page(net)
    for notation in range(page.locator("#notation option").count()):
        page.locator("#notation").select_option(index=notation, force=True) if notation else None
        for form in ("messages", "chain", "factored", "paths"):
            page.locator(f"#forms input[value={form}]").check(force=True)
            assert page.locator("#lines .number").count()
    assert page.locator(".number:text-is('—')").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    flat = page.locator("math").evaluate_all(
        "all => all.filter(m => /[a-z0-9]/i.test(m.textContent) && m.getBoundingClientRect().height < 6).length"
    )
    assert flat == 0
    stray = page.locator("math").evaluate_all("all => all.filter(m => /[\\\\$&]/.test(m.textContent)).length")
    assert stray == 0


@pytest.mark.parametrize("name", ["mazur", "skip", "lstm"])
def test_narrow_page_is_not_wider(name: str, open_page: Open) -> None:
    page = open_page(symprop.load(name), width=400, notations=("mazur",))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


# paths


@pytest.mark.parametrize("name", ["question", "skip", "lstm", "shared_weight"])
def test_clicked_weight_lights_its_paths(name: str, open_page: Open) -> None:
    net = symprop.load(name)
    page = open_page(net, notations=("mazur",))
    place = {named(edge): k for k, edge in enumerate(live_edges(net.graph))}
    for weight in net.parameters:
        label = page.locator(f"#net .sp-label[data-parameter={weight}] text").first
        if label.count():
            label.click()
        else:
            page.locator(f"#net [data-choose={weight}]").first.click()
        paths = list(iter_paths(net.graph, weight))
        on = {named(edge) for path in paths for edge in path.edges}
        assert page.locator("#weight").input_value() == weight
        assert lit(page, "chosen") == drawn_with(page, on)
        terms = page.locator(".term")
        assert [each.split() for each in terms.evaluate_all("all => all.map(each => each.dataset.edges)")] == [
            [str(place[named(edge)]) for edge in path.edges] for path in paths
        ]
        labels = [path_label(net.graph, net.labels, path) for path in paths]
        assert [text.partition(": ")[2] for text in terms.evaluate_all("all => all.map(e => e.ariaLabel)")] == labels


def test_hovered_term_and_factor(open_page: Open) -> None:
    net = symprop.load("question")
    page = open_page(net, notations=("mazur",))
    edges = live_edges(net.graph)
    truth = Truth(net)
    for k, path in enumerate(iter_paths(net.graph, "w1")):
        term = page.locator(".term").nth(k)
        term.locator(".route").hover()
        assert lit(page, "path") == drawn_with(page, {named(edge) for edge in path.edges})
        assert lit(page, "factor") == set()
        factors = term.locator(".flow").first.locator(".factor")
        for at in range(factors.count()):
            factor = factors.nth(at)
            factor.hover()
            edge = edges[int(factor.get_attribute("data-edge") or -1)]
            assert edge in path.edges
            assert lit(page, "factor") == drawn_with(page, {named(edge)})
            assert agrees(page.locator("#caption [data-exact]").get_attribute("data-exact"), truth.partial(edge))
    page.locator("h1").hover()
    assert lit(page, "path") == set()


def test_many_paths_are_listed_by_and_by(open_page: Open) -> None:
    net = symprop.load("2-6-6-2")
    page = open_page(net, notations=("mazur",), wrt=("w1",), most_paths=5)
    assert page.locator("#formula-title small").inner_text() == "12 paths"
    assert page.locator(".term").count() == 5
    assert page.locator("#more").inner_text() == "5 of 12 paths; show more"
    page.locator("#more").click()
    page.locator("#more").click()
    assert page.locator(".term").count() == 12
    assert page.locator("#more").is_hidden()


# numbers


def compare(page: Any, net: symprop.Network, weight: str, form: str) -> int:
    """Hold every number on the page against Python's; return how many there are."""
    truth = Truth(net)
    wanted = truth.numbers(weight, form)
    found = {
        place: page.locator(place).evaluate_all("all => all.map(each => [each.dataset.exact, each.textContent])")
        for place in wanted
    }
    for place, values in wanted.items():
        assert len(found[place]) == len(values), place
        for (exact, shown), value in zip(found[place], values, strict=True):
            assert agrees(exact, value), f"{place}: {exact} is not {value}"
            assert truth.shown(shown, value), f"{place}: {shown} does not show {value}"
    everywhere = page.locator("main [data-exact]:not(#step *, #caption *)").count()
    assert everywhere == sum(map(len, wanted.values()))
    return everywhere


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("mazur", {"w1": "-0.7", "i1": "0.31", "t2": "0.4", "b1": "1.25"}),
        ("question", {"w5": "1.75", "w12": "-0.003", "i2": "-1.1"}),
        ("lstm", {"U_f_1_1": "-0.9", "i1": "0.77", "b_o_1": "0.15"}),
        ("skip", {"w7": "-1.3", "b3": "0.6"}),
        ("attention", {"W_Q_1_1": "0.9"}),
        ("cnn", {"K1_1_1_1": "-0.35"}),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_every_number_follows(name: str, changes: dict[str, str], open_page: Open) -> None:
    net = symprop.load(name)
    page = open_page(net, notations=("mazur", "pdp"), most_paths=1000)
    weight = net.parameters[0]
    assert compare(page, net, weight, "paths") > 20
    for key, value in changes.items():
        set_value(page, key, value)
    changed = net.with_values(changes)
    for notation in ("mazur", "pdp"):
        page.locator("#notation").select_option(label=notation)
        changed = changed.with_notation(notation)
        for form in ("paths", "messages", "chain", "factored"):
            page.locator(f"#forms input[value={form}]").check(force=True)
            compare(page, changed, weight, form)
    page.locator("#reset").click()
    compare(page, net.with_notation("pdp"), weight, "factored")


@pytest.mark.parametrize("i1", ["20", "33", "300"])
def test_no_digit_is_wrong_where_much_cancels(i1: str, open_page: Open) -> None:
    """1 − out of a unit that is nearly 1: fewer digits, the last of them right to within one and a half; or 0."""
    net = symprop.load("mazur")
    page = open_page(net, notations=("mazur",))
    changes = {"i1": i1, "w1": "1"}
    for key, value in changes.items():
        set_value(page, key, value)
    fewest = 9
    for place, values in Truth(net.with_values(changes)).numbers("w1", "paths").items():
        shown = page.locator(place).evaluate_all("all => all.map(each => each.textContent)")
        for text, value in zip(shown, values, strict=True):
            plain = text.replace("\N{MINUS SIGN}", "-").strip("()").replace("×10", "e")
            if plain == "0":
                assert abs(value) < 1e-13, place
                continue
            mantissa, _, power = plain.partition("e")
            last = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
            assert abs(float(plain) - value) <= 1.5 * last, f"{place}: {text} for {value}"
            fewest = min(fewest, len(mantissa.replace("-", "").replace(".", "").lstrip("0")))
    assert fewest < 9


def test_targets_keep_their_sum(open_page: Open) -> None:
    net = symprop.load("softmax_cross_entropy")
    page = open_page(net, notations=("mazur",))
    set_value(page, net.targets[0], "0.4")
    left = [float(page.locator(f"input[type=number][data-name={t}]").input_value()) for t in net.targets]
    assert math.isclose(sum(left), 1.0, rel_tol=1e-15)
    assert left[0] == 0.4


def test_slider_moved_with_the_mouse(open_page: Open) -> None:
    net = symprop.load("mazur")
    page = open_page(net, notations=("mazur",))
    slider = page.locator("input[type=range][data-name=w5]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2)
    value = page.locator("input[type=number][data-name=w5]").input_value()
    assert float(value) > 0.8
    compare(page, net.with_values({"w5": value}), "w1", "paths")
    page.locator("#said", has_text="w5 = ").wait_for(state="attached")


@pytest.mark.parametrize("place", [3, 20, 40])
def test_tampered_instruction_is_seen(place: int, open_page: Open) -> None:
    """What the comparison is worth: one operation exchanged on the page, and it fails."""
    net = symprop.load("mazur")

    def tampered(page: str) -> str:
        head, rest = page.split('id="data">', 1)
        text, tail = rest.split("</script>", 1)
        data = json.loads(text)
        program = data["program"]
        code, *slots = program["steps"][place]
        program["functions"].append("+" if program["functions"][code] != "+" else "*")
        program["steps"][place] = [len(program["functions"]) - 1, slots[0], slots[1], slots[-1]]
        return f'{head}id="data">{json.dumps(data).replace("<", chr(92) + "u003c")}</script>{tail}'

    page = open_page(net, change=tampered, notations=("mazur",))
    with pytest.raises(AssertionError, match=r"is not|does not show"):
        compare(page, net, "w1", "paths")


# backward


@pytest.mark.parametrize("name", ["mazur", "question", "shared_weight"])
def test_backward_message_by_message(name: str, open_page: Open) -> None:
    net = symprop.load(name)
    page = open_page(net, notations=("mazur",))
    truth = Truth(net)
    seen = []
    while page.locator("#next").is_enabled():
        page.locator("#next").click()
        numbers = page.locator("#step .flow").first.locator("[data-exact]")
        before, partial, message = numbers.evaluate_all("all => all.map(each => Number(each.dataset.exact))")
        own = page.locator("#step").get_attribute("data-edge")
        edge = next(edge for edge in live_edges(net.graph) if named(edge) == own)
        assert lit(page, "step") == drawn_with(page, {named(edge)})
        assert agrees(message, truth.adjoint(edge.target) * truth.partial(edge))
        assert agrees(before, truth.adjoint(edge.target))
        assert agrees(partial, truth.partial(edge))
        seen.append(named(edge))
        if page.locator("#step .flow").count() == 2:
            total = page.locator("#step .flow").nth(1).locator("[data-exact]").last.get_attribute("data-exact")
            assert agrees(total, truth.adjoint(edge.source))
    assert sorted(seen) == sorted(map(named, live_edges(net.graph)))
    page.locator("#previous").click()
    assert page.locator("#step-count").inner_text() == f"{len(seen) - 1} of {len(seen)}"
    page.locator("#first").click()
    assert page.locator("#previous").is_disabled()


# keys


def test_by_keyboard_only(open_page: Open) -> None:
    net = symprop.load("question")
    page = open_page(net, notations=("mazur", "nielsen"))
    focused = "document.activeElement"

    def tab_to(selector: str) -> None:
        for _ in range(80):
            press(page, "Tab")
            if page.evaluate(f"{focused}.matches({json.dumps(selector)})"):
                assert page.evaluate(f"getComputedStyle({focused}).outlineStyle") != "none" or "net" in selector
                return
        pytest.fail(f"no way to {selector}")

    tab_to("#forms input")
    press(page, "ArrowRight")
    assert page.locator("#forms input[value=messages]").is_checked()
    press(page, "ArrowLeft")
    tab_to("#net [data-choose]")
    press(page, "ArrowRight", 4)
    name = page.evaluate(f"{focused}.dataset.choose")
    press(page, "Enter")
    assert page.locator("#weight").input_value() == name
    assert page.locator("#said").inner_text().startswith(f"∂E_total/∂{name} = ")
    tab_to(".term")
    paths = list(iter_paths(net.graph, name))
    press(page, "ArrowDown")
    assert lit(page, "path") == drawn_with(page, {named(edge) for edge in paths[1].edges})
    press(page, "ArrowRight")
    assert page.evaluate(f"{focused}.classList.contains('factor')")
    assert len(lit(page, "factor")) > 0
    assert page.locator("#caption math").count() > 0
    press(page, "Escape")
    assert page.evaluate(f"{focused}.dataset.path") == "1"
    tab_to("#next")
    press(page, "Enter")
    press(page, "ArrowRight", 2)
    assert page.locator("#step-count").inner_text().startswith("3 of")
    tab_to("input[type=range]")
    press(page, "ArrowRight", 3)
    first = page.evaluate(f"{focused}.dataset.name")
    value = page.locator(f"input[type=number][data-name={first}]").input_value()
    assert value == "0.08"
    compare(page, net.with_values({first: value}), name, "paths")


# strangers


def test_hostile_title_is_text(open_page: Open) -> None:
    hostile = "</script><script>window.bad = 1</script><img src=x onerror='window.bad = 1'>\"'&]]>\u202e\x1b"
    net = symprop.Network.layered(2, 1, name=hostile)
    page = open_page(net)
    assert page.evaluate("window.bad") is None
    assert page.locator("img").count() == 0
    assert page.locator("h1").inner_text().startswith("</script><script>window.bad = 1")


def test_policy_runs_no_other_script(browser: Any, tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    text = "".join(explorer_page(symprop.load("mazur"), Request(wrt=("w1",), notations=("mazur",))))
    file = tmp_path / "page.html"
    file.write_text(text.replace("</body>", "<script>window.bad = 1</script></body>"), encoding="utf-8")
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert page.evaluate("window.bad") is None
    assert "Content Security Policy" in "".join(said)
    page.close()
