"""Where a line of Thai may break: between words, never inside one.

Thai writes no spaces between words, so a word list decides (PyThaiNLP's `words_th.txt`, CC0 1.0,
entries of two to twenty-four Thai letters). Of all ways to read a run of letters those with the
fewest words count. What the list does not know stays in one piece with its neighbours, and so does
what can be read in two ways: a line that is a little short is better than a torn word.
"""

import lzma
import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

WORDS_FILE = Path(__file__).with_name("words_th.txt.xz")
# Words of this trade that the list lacks.
TRADE_WORDS = {
    "ไลฟ์สด", "แพ็ก", "แพ็กของ", "แฮชแท็ก", "ลายผ้า", "ปักตะกร้า", "พรีออเดอร์", "ช้อปปี้", "ลาซาด้า",
    "พร้อมเพย์", "คำบรรยาย", "ขายเป็น", "ช่องแชต", "กลุ่มไลน์", "สต๊อก", "แคปชัน", "เอสเอ็มอี",
    "โอทอป", "ยอดขาย", "ยอดวิว", "คนดู", "คนขาย", "คนซื้อ", "ลูกค้า", "หน้าร้าน", "ถ่ายรูป", "สมศรี",
}  # fmt: skip
LONGEST_WORD = 24
WORD_COST, UNKNOWN_COST, NO_WAY = 1, 10, 1_000_000

_THAI_RUN = re.compile(r"[\u0e01-\u0e3a\u0e40-\u0e4e]+")
_CLUSTER = re.compile(r"[เ-ไ]?[ก-ฮ](?:[ัิ-ฺ็-๎])*(?:[ะาำๅ])?|.", re.DOTALL)
_NEVER_FIRST = set("ๆฯ)]}”’»,.!?:;%…ะัาำิีึืฺุู็่้๊๋์ํ๎ๅ")
_NEVER_LAST = set("([{“‘«เแโใไ")
_OPERATORS = set("+÷×=−–-/*")


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """Return the word list; 60,000 words, read once in about 0.1 s."""
    with lzma.open(WORDS_FILE, "rt", encoding="utf-8") as file:
        return frozenset(file.read().split("\n")) | TRADE_WORDS


def pieces(text: str) -> list[str]:
    """Cut a text into pieces that must stay whole; joined again they are the text.

    A space belongs to the piece before it.
    """
    cuts = {found.end() for found in re.finditer(r"\s+", text)}
    for run in _THAI_RUN.finditer(text):
        cuts.update(run.start() + cut for cut in _cuts_inside(run[0]))
    allowed = sorted(cut for cut in cuts if 0 < cut < len(text) and _may_break(text, cut))
    edges = [0, *allowed, len(text)]
    return [text[start:end] for start, end in pairwise(edges) if start < end]


def _may_break(text: str, cut: int) -> bool:
    before, after = text[cut - 1], text[cut]
    if after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    # «10 บาท» and «บทที่ 2» stay together, and «+ ค่าแรง» is begun with its sign.
    if before == " ":
        left = text[:cut].rstrip()[-1:]
        return not (left.isdigit() or after.isdigit() or left in _OPERATORS)
    return True


def _cuts_inside(run: str) -> set[int]:
    """Return where the words of one run of Thai letters meet, in every reading with the fewest words.

    Where two such readings differ («บอก|ว่า», «บอ|กว่า») there is no cut at all.
    """
    edges = _edges(run)
    ahead = _cheapest(edges, 0, len(run))
    back = _cheapest([(len(run) - end, len(run) - start, cost) for start, end, cost in edges], 0, len(run))
    whole = ahead[len(run)]
    best = [edge for edge in edges if ahead[edge[0]] + edge[2] + back[len(run) - edge[1]] == whole]
    cuts = {end for _start, end, cost in best if cost == WORD_COST} - {len(run)}
    for start, end, cost in best:
        unsure = range(start, end + 1) if cost == UNKNOWN_COST else range(start + 1, end)
        cuts.difference_update(unsure)
    return cuts


def _edges(run: str) -> list[tuple[int, int, int]]:
    """Return every word in a run as (start, end, cost), and every cluster that is no word."""
    ends = [found.end() for found in _CLUSTER.finditer(run)]
    starts = [0, *ends[:-1]]
    known = words()
    edges = []
    for index, start in enumerate(starts):
        for end in ends[index:]:
            if end - start > LONGEST_WORD:
                break
            if run[start:end] in known:
                edges.append((start, end, WORD_COST))
            elif end == ends[index]:
                edges.append((start, end, UNKNOWN_COST))
    return edges


def _cheapest(edges: list[tuple[int, int, int]], first: int, last: int) -> list[int]:
    """Return the cost of the cheapest way from `first` to each place."""
    cost_to = [NO_WAY] * (last + 1)
    cost_to[first] = 0
    for start, end, cost in sorted(edges):
        cost_to[end] = min(cost_to[end], cost_to[start] + cost)
    return cost_to
