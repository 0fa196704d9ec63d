"""The note of a question that does not go on: its words as they were released, under a notice that says so.

Anki never deletes a note because a package lacks it, so that a question can only be taken back by a change to it.
"""

import html

from mlanki import patterns as regex
from mlanki.cards.allow_list import plain_where_tangled, sanitise_field
from mlanki.cards.html import render_text
from mlanki.cards.notetype import FIELDS

RETIRED = "mlanki::retired"
MERGED = "mlanki::merged"
SEARCH = f"tag:{RETIRED}"
SEARCH_MERGED = f"tag:{MERGED}"

ANSWER = list(FIELDS).index("Answer")

NOTICE = regex.compile(
    r"""<div \s class="retired">
        <b> (?: Retired | Merged ) \. </b>
        (?: \s Why: \s (?P<why> .*? ) \. (?= \s This \s question \s gets ) )?+
        (?: \s This \s question \s goes \s on \s as \s <b> (?P<survivor> .*? ) </b> )?+
        .*? </div>""",
    regex.VERBOSE | regex.DOTALL,
)

Face = tuple[tuple[str, ...], tuple[str, ...]]  # the fields and the tags of a note


def retired(face: Face, reason: str) -> Face:
    """The note below the notice that it is taken back, with the tag that finds all such notes."""
    why = f" Why: {render_text(reason.removesuffix('.'))}." if reason else ""
    notice = (
        f'<div class="retired"><b>Retired.</b>{why} This question gets no more corrections: keep it if it serves you,'
        f" or suspend it. Searching for <code>{SEARCH}</code> shows all retired ones.</div>"
    )
    return _below(notice, face, RETIRED)


def merged(face: Face, survivor: str) -> Face:
    """The note below the notice that its question goes on as another one, which `survivor` names."""
    notice = (
        f'<div class="retired"><b>Merged.</b> This question goes on as <b>{render_text(survivor)}</b>, which gets the'
        " corrections from now on: study that one, and suspend this one if you like. Searching for"
        f" <code>{SEARCH_MERGED}</code> shows all merged ones.</div>"
    )
    return _below(notice, face, MERGED)


def with_notice_of(record: Face, face: Face) -> Face:
    """The note of a point below the notice of its record, with the tag that finds it."""
    notice = NOTICE.match(record[0][ANSWER])
    return _below(notice[0], face, RETIRED if RETIRED in record[1] else MERGED) if notice else face


def without_notice(face: Face) -> Face:
    """The note as it was before it got a notice."""
    fields, tags = face
    answer = NOTICE.sub("", fields[ANSWER], count=1) if NOTICE.match(fields[ANSWER]) else fields[ANSWER]
    return (*fields[:ANSWER], answer, *fields[ANSWER + 1 :]), tuple(tag for tag in tags if tag not in (RETIRED, MERGED))


def notice_of(answer: str) -> tuple[str, str]:
    """The reason that the notice of an answer gives, and the question that it names; empty where it does not."""
    found = NOTICE.match(answer)
    said = (found["why"], found["survivor"]) if found else ("", "")
    why, survivor = (html.unescape(text or "") for text in said)
    return why, survivor


def _below(notice: str, face: Face, tag: str) -> Face:
    """The words may come from a package, which may come from anywhere; the reason from a person."""
    fields, tags = [plain_where_tangled(field) for field in face[0]], face[1]
    fields[ANSWER] = notice + fields[ANSWER]
    return tuple(map(sanitise_field, fields)), (*tags, tag)
