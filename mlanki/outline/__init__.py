"""Pages → entries, for every format alike: which pieces ask, where each answer ends, and what belongs to neither.

In this order: `code_answers`, `question_tables`, `quoted` questions, `lists`, what was `run_on`, `flashcards` and
`labels` are opened where they ask; `rows` is what is seen in each piece alone, by the grammar of `marks`, `wording` and
`furniture`. `codes`, `headings`, `habits` with `judging`, and `answer_key` say what asks, each verdict a sum of named
signs (`evidence`), and `finding` puts them together. `section_names` and `reach` say what belongs to each question,
`cutting` parts it from its answer by `answer_word`, `notes` and `choices`, and `entries` passes answers through the
door to `prose`. `remarks` tells what is left over.
"""

from mlanki.outline.entries import read

__all__ = ["read"]
