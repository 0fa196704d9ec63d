"""Feeds every door of mlanki with what nobody thought of: `python -m tests.fuzz TARGET --minutes 60`.

A target is fed with seeds (`dumps/`, what tests write, and what once failed, in `corpus/TARGET/`), changed by bytes, by
lines and by the grammar of the target. Whatever comes, four laws hold: nothing but `Stop` is raised, no word is
lost, what is written reads back, and no input takes more time than its length allows. What breaks one is made small
and written to `corpus/TARGET/`; commit it with its cure.
"""
