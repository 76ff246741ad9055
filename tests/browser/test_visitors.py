"""Two visitors at once, alike in all but their customers' names: neither is ever sent a name of the other."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field

from playwright.sync_api import FilePayload, Locator, Page, WebSocket, expect

from tests.browser.conftest import Visit
from tests.browser.rig import PATIENCE, Screen

HERS, HIS = "ALPHA", "OMEGA"
ACCOUNTS = 700
MARKED = (170, 171, 520)
# The server knows a file over 1 MiB by its name, its length, and 64 KiB at either end and in the middle.
LARGE, LOOKED_AT = 1 << 20, 1 << 16


@dataclass
class Visitor:
    """A visitor with a mark that all her own data bears, and everything that her browser was sent."""

    mark: str
    screen: Screen
    frames: list[bytes] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", self._listen)

    @property
    def page(self) -> Page:
        return self.screen.page

    @property
    def main(self) -> Locator:
        return self.page.get_by_test_id("stMain")

    @property
    def popover(self) -> Locator:
        return self.page.get_by_test_id("stPopoverBody")

    def exports(self) -> tuple[str, str]:
        """Her subscriptions and what her customers say: as many letters as anybody's."""
        rows = (
            f"{self.account(number)},2024-01-05,{'2024-06-05' if number % 3 == 0 else ''},"
            f"{9000 if number in MARKED else 100},EUR\n"
            for number in range(ACCOUNTS)
        )
        subscriptions = "account_id,start_date,end_date,mrr,currency\n" + "".join(rows)
        # Not all of them low: answers that never pass 5 are asked about, and none of them counts before.
        scores = dict(zip(MARKED, "229", strict=True))
        answers = (f"{self.account(n)},nps,2024-01-05,{scores[n]},{self.mark} is dear\n" for n in MARKED)
        return subscriptions, "account_id,survey_type,responded_at,score,comment\n" + "".join(answers)

    def account(self, number: int) -> str:
        return f"K{number:03}-{self.mark if number in MARKED else 'PLAIN'}-TRADING-COMPANY-OF-THE-REGISTER"

    def drop(self) -> None:
        """Drop the exports on the page, under names that anybody's have."""
        files = [
            FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
            for name, text in zip(("subscriptions.csv", "surveys.csv"), self.exports(), strict=True)
        ]
        self.page.get_by_test_id("stFileUploaderDropzoneInput").last.set_input_files(files)

    def write(self, label: str, text: str) -> None:
        box = self.popover.get_by_role("textbox", name=label)
        box.fill(text)
        box.press("Control+Enter")

    def read(self) -> str:
        """What the page says, without the unseen joiners that keep text from becoming markup."""
        self.texts.append(self.page.locator("body").inner_text().replace("\N{WORD JOINER}", ""))
        return self.texts[-1]

    def sent(self) -> bytes:
        """All that came to her, one after the other."""
        return b"\n".join([*self.frames, *self.files, *(text.encode() for text in (*self.texts, *self.links))])

    def _listen(self, websocket: WebSocket) -> None:
        websocket.on(
            "framereceived",
            lambda stated: self.frames.append(stated if isinstance(stated, bytes) else stated.encode()),
        )


@dataclass
class Both:
    """Two visitors who do the same at the same moment."""

    visitors: tuple[Visitor, Visitor]

    def act(self, act: Callable[[Visitor], object]) -> None:
        """Both act before either page is waited for."""
        with ExitStack() as waits:
            for visitor in self.visitors:
                waits.enter_context(visitor.screen.change())
            for visitor in self.visitors:
                act(visitor)
        for visitor in self.visitors:
            assert visitor.screen.exceptions() == []

    def see(self, text: str) -> None:
        for visitor in self.visitors:
            expect(visitor.page.locator("body")).to_contain_text(text.format(visitor.mark), timeout=PATIENCE * 1000)
            visitor.read()

    def go(self, page: str) -> None:
        """By the menu: a private visit ends with its tab. A notebook's page is called by the notebook's name."""
        title = "My notebook" if page == "Notebook" else page
        self.act(lambda visitor: visitor.page.get_by_test_id("stSidebarNav").get_by_role("link", name=page).click())
        for visitor in self.visitors:
            expect(visitor.main.locator("h1")).to_have_text(title, timeout=PATIENCE * 1000)
            visitor.read()

    def download(self, find: Callable[[Visitor], Locator]) -> tuple[bytes, bytes]:
        """The files of both, asked for before either has come."""
        with ExitStack() as waits:
            coming = [
                waits.enter_context(visitor.page.expect_download(timeout=PATIENCE * 1000))
                for visitor in self.visitors
            ]
            for visitor in self.visitors:
                find(visitor).click()
        for visitor, one in zip(self.visitors, coming, strict=True):
            visitor.links.append(one.value.url)
            visitor.files.append(one.value.path().read_bytes())
        first, second = (visitor.files[-1] for visitor in self.visitors)
        return first, second


def looked_at(file: bytes) -> tuple[int, bytes, bytes, bytes]:
    middle = len(file) // 2
    return (
        len(file),
        file[:LOOKED_AT],
        file[middle - LOOKED_AT // 2 : middle + LOOKED_AT // 2],
        file[-LOOKED_AT:],
    )


def test_two_visitors_at_once_are_never_sent_a_name_of_the_other(visit: Visit) -> None:
    hers, his = Visitor(HERS, visit()), Visitor(HIS, visit())
    both = Both((hers, his))
    assert [len(one) for one in hers.exports()] == [len(one) for one in his.exports()]

    both.act(lambda visitor: visitor.page.goto(f"{visitor.screen.address}/data"))
    both.act(Visitor.drop)
    for visitor in both.visitors:
        visitor.main.get_by_role("button", name="Load", exact=True).wait_for(timeout=PATIENCE * 1000)
        visitor.screen.settled()
        visitor.read()
    both.act(lambda visitor: visitor.main.get_by_role("button", name="Load", exact=True).click())
    # The first load of revenue leads to the overview by itself.
    both.see("{} is dear")
    both.act(lambda visitor: visitor.main.get_by_role("button", name="Details of").first.click())
    both.act(lambda visitor: visitor.popover.get_by_role("tab", name="Pin").click())
    both.act(lambda visitor: visitor.write("Note", f"{visitor.mark} concludes"))
    both.act(lambda visitor: visitor.popover.get_by_role("button", name="Pin to the notebook").click())

    both.go("Health")
    for visitor in both.visitors:
        visitor.main.get_by_role("button", name="Scenarios").click()
        visitor.popover.get_by_role("textbox", name="Name", exact=True).fill(f"{visitor.mark} first")
    both.act(lambda visitor: visitor.popover.get_by_role("button", name="Save").click())
    both.see("Saved as '{} first'.")
    for visitor in both.visitors:
        visitor.page.keyboard.press("Escape")
        visitor.main.get_by_role("combobox", name="Compare with").click()
        expect(visitor.page.get_by_role("option")).to_have_text(["Default weights", f"{visitor.mark} first"])
        visitor.page.keyboard.press("Escape")
    both.act(
        lambda visitor: visitor.main.get_by_text("All accounts, with the contribution of each component").click()
    )
    small = both.download(lambda visitor: visitor.main.get_by_role("button", name=f"All {ACCOUNTS}"))
    both.act(lambda visitor: visitor.main.get_by_role("tab", name="Data").click())
    large = both.download(lambda visitor: visitor.main.get_by_role("button", name="CSV", exact=True).last)
    assert min(map(len, large)) > LARGE
    assert looked_at(large[0]) == looked_at(large[1])
    for one, other in (small, large):
        assert one != other
        assert one.replace(HERS.encode(), HIS.encode()) == other

    both.go("Account")
    for visitor in both.visitors:
        visitor.main.get_by_role("combobox", name="Account").click()
        visitor.main.get_by_role("combobox", name="Account").fill(visitor.account(MARKED[0])[:4])
    both.act(lambda visitor: visitor.page.keyboard.press("Enter"))
    for visitor in both.visitors:
        expect(visitor.main.get_by_role("combobox", name="Account")).to_have_value(
            re.compile(visitor.account(MARKED[0]))
        )
        visitor.read()
    both.go("Notebook")
    both.see("{} concludes")

    late = Visitor("nobody", visit())
    late.screen.open("/notebook")
    late.read()
    for visitor, others in ((hers, [HIS]), (his, [HERS]), (late, [HERS, HIS])):
        sent = visitor.sent()
        for name in others:
            index = sent.find(name.encode())
            assert index < 0, f"{visitor.mark} was sent {sent[max(index - 200, 0) : index + 200]!r}"
    for visitor in both.visitors:
        # What was sent can be searched: her own names are found in frames, texts and files alike.
        mark_bytes = visitor.mark.encode()
        assert sum(mark_bytes in frame for frame in visitor.frames) > 10
        assert all(mark_bytes in file for file in visitor.files)
    assert not set(hers.links) & set(his.links)
