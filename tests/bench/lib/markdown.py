# SPDX-License-Identifier: GPL-2.0-or-later
"""Pages in Markdown: tables with their columns aligned, and wrapped text."""
import textwrap


def table(head, rows):
    """Text left, figures right."""
    rows = [head] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]

    def line(cells):
        return "| " + " | ".join(
            c.rjust(w) if i else c.ljust(w)
            for i, (c, w) in enumerate(zip(cells, widths))) + " |"

    rule = "|" + "|".join("-" * (w + 1) + (":" if i else "-")
                          for i, w in enumerate(widths)) + "|"
    return [line(head), rule] + [line(row) for row in rows[1:]] + [""]


def wrapped(text, indent=""):
    return textwrap.wrap(" ".join(text.split()), 78, break_on_hyphens=False,
                         break_long_words=False,
                         subsequent_indent=indent) + [""]


def percent(rate, decimals=2):
    return "-" if rate is None else f"{float(rate * 100):.{decimals}f}"
